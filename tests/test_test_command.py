"""The test command: which steps it takes, what it says at the end, and that nothing goes on when it is stopped."""

import importlib.util
import signal
import subprocess
import sys
import time

import pytest

from booklet.project import ROOT
from tests.helpers import SAFETY, running

SCRIPTS = ROOT / "scripts"
# Runs a command that never ends, and says which process it is
LASTING = (
    "import sys; sys.path.insert(0, {scripts!r}); import signal, test; "
    "[signal.signal(number, test._stop) for number in (signal.SIGTERM, signal.SIGHUP)]; "
    "test.run([sys.executable, '-c', 'import os, time; print(os.getpid(), flush=True); time.sleep(600)'])"
)


@pytest.fixture
def command(monkeypatch, tmp_path):
    """The module scripts/test.py, with reports in a folder of the test."""
    monkeypatch.syspath_prepend(str(SCRIPTS))
    spec = importlib.util.spec_from_file_location("test_command", SCRIPTS / "test.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    module.REPORTS = str(tmp_path)
    return module


def report(command, name: str, tests: int, failures: int = 0, skipped: int = 0) -> None:
    counts = f'tests="{tests}" failures="{failures}" errors="0" skipped="{skipped}"'
    with open(f"{command.REPORTS}/{name}.xml", "w", encoding="utf-8") as file:
        file.write(f"<testsuites><testsuite {counts}/></testsuites>")


@pytest.mark.parametrize(
    ("own", "pytest_options", "names"),
    [
        (set(), [], ["lint", "program", "text", "build", "product", "site"]),
        ({"--full"}, [], ["lint", "program", "text", "hostile", "build", "product", "site"]),
        ({"--site", "--full"}, [], ["hostile", "build", "product", "site"]),
        ({"--program"}, [], ["lint", "program", "text"]),
        ({"--site"}, [], ["build", "product", "site"]),
        ({"--site", "--record"}, [], ["build", "product", "site"]),
        (set(), ["-k", "facts"], ["program"]),
    ],
)
def test_the_options_choose_the_steps(command, own, pytest_options, names):
    assert [name for name, _, _ in command.steps(own, pytest_options)] == names


def test_full_reaches_the_build_and_the_checks(command):
    by_name = {name: arguments for name, arguments, _ in command.steps({"--full"}, [])}
    assert "--sound" in by_name["build"]
    assert "--full" in by_name["product"]


def test_only_the_checks_are_recorded_and_only_on_request(command):
    for own, expected in (({"--site", "--record"}, ["product"]), ({"--site"}, [])):
        assert [name for name, arguments, _ in command.steps(own, []) if "--record" in arguments] == expected


@pytest.mark.parametrize(
    "arguments", [["--record", "--program"], ["--record", "-k", "facts"], ["tests/test_docs.py", "--record"]]
)
def test_a_record_is_refused_where_no_check_would_run(command, monkeypatch, capsys, arguments):
    monkeypatch.setattr(command.setup_environment, "set_up", lambda **_: pytest.fail("The set-up began."))
    assert command.main(arguments) == 2
    assert capsys.readouterr().err.startswith("--record goes with neither --program nor options of pytest")


def test_the_last_line_counts_tests_and_steps(command, capsys):
    report(command, "program", 12)
    report(command, "text", 4)
    report(command, "site", 3)
    results = [(name, 0, 1.0) for name in ("lint", "program", "text", "build", "product", "site")]
    assert command.summary(results) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "22 passed, 0 failed"


def test_a_step_that_is_known_is_said_and_not_counted(command, capsys):
    report(command, "program", 4000)  # of the run before
    report(command, "text", 12)
    assert command.summary([("lint", "2026-11-29 20:14", 0), ("program", "2026-11-29 20:14", 0), ("text", 0, 1.0)]) == 0
    *_, lint, program, text, last = capsys.readouterr().out.splitlines()
    assert lint.split()[:2] == ["lint", "known"] and program.split()[:2] == ["program", "known"]
    assert "nothing that it reads has changed since it was ok, 2026-11-29 20:14" in program
    assert (text.split()[:2], last) == (["text", "ok"], "12 passed, 0 failed")


def test_a_run_of_which_everything_is_known_has_tested_nothing(command, capsys):
    report(command, "program", 4000)
    assert command.summary([("program", "2026-11-29 20:14", 0)]) == 1
    assert capsys.readouterr().out.splitlines()[-1] == "0 passed, 1 failed"


@pytest.mark.parametrize("failed", ["lint", "program", "build", "product", "site"])
def test_one_step_that_failed_fails_the_run(command, capsys, failed):
    report(command, "program", 12, failures=int(failed == "program"))
    report(command, "site", 3, failures=int(failed == "site"))
    results = [(name, int(name == failed), 1.0) for name in ("lint", "program", "build", "product", "site")]
    assert command.summary(results) == 1
    assert capsys.readouterr().out.splitlines()[-1].endswith(" passed, 1 failed")


def test_a_run_in_which_no_test_was_counted_has_failed(command, capsys):
    report(command, "program", 5, skipped=5)
    assert command.summary([("program", 0, 1.0)]) == 1
    assert capsys.readouterr().out.splitlines()[-1] == "0 passed, 1 failed"


def test_a_set_up_alone_is_that_of_the_tests_and_runs_nothing(command, monkeypatch):
    taken = []
    monkeypatch.setattr(command.setup_environment, "set_up", lambda for_tests: taken.append(for_tests))
    monkeypatch.setattr(command, "run", taken.append)
    assert command.main(["--set-up-only"]) == 0
    assert taken == [True]


def test_a_run_without_its_report_has_failed(command):
    assert command.counted(["program"]) == (0, 1)
    assert command.summary([("lint", 0, 1.0), ("program", 0, 1.0)]) == 1


def test_what_runs_ends_with_the_run():
    with running(
        [sys.executable, "-c", LASTING.format(scripts=str(SCRIPTS))], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as run:
        child = int(run.stdout.readline())
        run.send_signal(signal.SIGTERM)
        run.wait(timeout=SAFETY)
    deadline = time.monotonic() + SAFETY
    while time.monotonic() < deadline and _is_there(child):
        time.sleep(0.05)
    assert not _is_there(child)


def _is_there(number: int) -> bool:
    try:
        with open(f"/proc/{number}/stat", encoding="utf-8") as file:
            return file.read().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False
