"""The verdict of a step on the program is kept only while nothing that its tests read has changed."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
from pathlib import Path

import pytest

import known_tests
from booklet.project import ROOT
from tests.helpers import write

NAMES = {
    "scripts/booklet/a.py": "a = 1\n",
    "tests/test_a.py": "def test_a(): pass\n",
    "requirements/test.lock": "pytest==1\n",
    "docs/assets/styles/site.css": "a {}\n",
    "content/labels.yml": "a: b\n",
    "service/facts.yml": "a: b\n",
    "docs/plan.md": "Words.\n",
    "docs/easy-read/plan.md": "Words.\n",
    "locales/pl.po": "words\n",
    "locales/languages.yml": "languages: []\n",
    "handbook/developing.md": "Words.\n",
    ".gitignore": "/build/\n/.venv/\n/node_modules/\n",
}
TEXT = {"docs/plan.md", "docs/easy-read/plan.md", "locales/pl.po"}
COMMAND = ["-c", ""]


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small checkout with packages, and a system that is known."""
    monkeypatch.delenv(known_tests.OPTIONS, raising=False)
    monkeypatch.setattr(known_tests, "SYSTEM", str(write(tmp_path / "system" / "status", "Package: a\n")))
    root = tmp_path / "checkout"
    for name, text in NAMES.items():
        write(root / name, text)
    write(root / known_tests.PACKAGES, "{}")
    (root / ".venv/lib/python3.11/site-packages/a-1.dist-info").mkdir(parents=True)
    (root / ".venv/bin").mkdir()
    (root / ".venv/bin/python").symlink_to(sys.executable)
    subprocess.run(["git", "init", "--quiet", str(root)], check=True)
    subprocess.run(["git", "-C", str(root), "add", "."], check=True)
    return root


def digest(root: Path) -> str | None:
    return known_tests.digest(str(root), str(root / ".venv/bin/python"))


def known(root: Path, step: str = "program") -> str:
    return known_tests.known_since(str(root), step, digest(root))


@pytest.fixture
def kept(root: Path) -> Path:
    """The checkout, in which the program has been found good."""
    found = digest(root)
    assert found
    known_tests.keep(str(root), "program", found)
    assert known(root)
    return root


@pytest.mark.parametrize("name", sorted(TEXT))
def test_a_change_of_the_text_leaves_the_verdict(kept, name):
    write(kept / name, "Other words.\n")
    assert known(kept)


@pytest.mark.parametrize("name", sorted(NAMES.keys() - TEXT))
def test_a_change_of_anything_else_runs_the_step_again(kept, name):
    write(kept / name, NAMES[name] + "\n")
    assert not known(kept)


def _other_python_package(root):
    site = root / ".venv/lib/python3.11/site-packages"
    (site / "a-1.dist-info").rename(site / "a-2.dist-info")


@pytest.mark.parametrize(
    "change",
    [
        lambda root: write(root / "tests" / "test_new.py", "def test_b(): pass\n"),
        lambda root: (root / "scripts/booklet/a.py").unlink(),
        lambda root: (root / "scripts/booklet/a.py").chmod(0o755),
        lambda root: write(root / "docs" / "new.md", "Words.\n"),
        lambda root: write(root / known_tests.PACKAGES, "{ }"),
        lambda root: write(Path(known_tests.SYSTEM), "Package: b\n"),
        _other_python_package,
    ],
    ids=["new test", "lost module", "right to run", "new page", "npm", "system", "Python package"],
)
def test_what_comes_goes_or_is_installed_runs_the_step_again(kept, change):
    change(kept)
    assert not known(kept)


def test_another_program_runs_the_step_again(kept, tmp_path, monkeypatch):
    write(tmp_path / "bin" / "node", "#!/bin/sh\n").chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:{os.environ['PATH']}")
    assert not known(kept)


def test_nothing_is_known_with_options_of_pytest_in_the_environment(kept, monkeypatch):
    monkeypatch.setenv(known_tests.OPTIONS, "-k facts")
    assert digest(kept) is None and not known(kept)


@pytest.mark.parametrize("gone", [".git", ".venv", known_tests.PACKAGES])
def test_nothing_is_known_where_something_cannot_be_asked(kept, gone):
    (kept / gone).rename(kept.parent / "elsewhere")
    assert digest(kept) is None and not known(kept)


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"digest": "another", "time": "today"}', None])
def test_a_record_that_is_lost_or_broken_runs_the_step_again(kept, text):
    path = kept / known_tests.KEPT / "program.json"
    path.unlink() if text is None else path.write_text(text, encoding="utf-8")
    assert not known(kept)


def test_each_step_has_a_verdict_of_its_own_which_can_be_forgotten(kept):
    assert not known(kept, "lint")
    for _ in range(2):
        known_tests.forget(str(kept), "program")
        assert not known(kept)


# ---- What scripts/test.py does with it ----


@pytest.fixture
def command(root, monkeypatch):
    """The module scripts/test.py, at work on the small checkout."""
    spec = importlib.util.spec_from_file_location("test_command", ROOT / "scripts" / "test.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    monkeypatch.setattr(module.setup_environment, "ROOT", root)
    monkeypatch.setattr(module.setup_environment, "PYTHON", root / ".venv/bin/python")
    monkeypatch.setattr(module.setup_environment, "set_up", lambda **_: None)
    monkeypatch.chdir(root)
    return module


def report(tests: int, failures: int = 0) -> None:
    write(Path("build/program.xml"), f'<testsuites><testsuite tests="{tests}" failures="{failures}"/></testsuites>')


@pytest.mark.parametrize(
    ("code", "tests", "failures", "good"), [(0, 3, 0, True), (1, 3, 1, False), (0, 3, 1, False), (0, 0, 0, False)]
)
def test_only_a_step_that_passed_is_kept_and_one_that_did_not_is_forgotten(
    command, kept, monkeypatch, code, tests, failures, good
):
    report(tests, failures)
    monkeypatch.setattr(command, "run", lambda _: code)
    assert command.run_and_keep("program", COMMAND) == code
    assert bool(known(kept)) is good


def test_what_changes_while_it_is_tested_is_not_known(command, root, monkeypatch):
    def run(_):
        report(3)
        write(root / "scripts/booklet/a.py", "a = 2\n")
        return 0

    monkeypatch.setattr(command, "run", run)
    assert command.run_and_keep("program", COMMAND) == 0
    assert not known(root)


def test_a_step_that_is_stopped_is_forgotten(command, kept, monkeypatch):
    def run(_):
        raise KeyboardInterrupt

    monkeypatch.setattr(command, "run", run)
    with pytest.raises(KeyboardInterrupt):
        command.run_and_keep("program", COMMAND)
    assert not known(kept)


@pytest.mark.parametrize(
    ("arguments", "run"),
    [
        ([], ["text"]),
        (["--full"], ["lint", "program", "text"]),
        (["-k", "facts"], ["program"]),
    ],
)
def test_what_is_known_is_not_run_unless_everything_or_a_part_is_asked_for(
    command, kept, monkeypatch, capsys, arguments, run
):
    known_tests.keep(str(kept), "lint", digest(kept))
    taken = []
    monkeypatch.setattr(command, "steps", lambda own, pytest: [(name, [name], False) for name in run_all(pytest)])
    monkeypatch.setattr(command, "run", lambda line: taken.append(line[1]) or 0)
    monkeypatch.setattr(command, "counted", lambda names: (10 * len(names), 0))
    assert command.main(arguments) == 0
    assert taken == run
    said = capsys.readouterr().out.splitlines()
    assert said[-1] == f"{10 * len(set(run) - {'lint'}) + ('lint' in run)} passed, 0 failed"
    assert [line.split()[0] for line in said if "known" in line] == ([] if arguments else ["lint", "program"])


def run_all(pytest_options: list[str]) -> list[str]:
    return ["program"] if pytest_options else ["lint", "program", "text"]
