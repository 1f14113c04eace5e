"""The command line: what each command says and the exit code it ends with."""

import errno
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from copy import copy

import pytest

from booklet import cli
from booklet.errors import BookletError
from booklet.project import ROOT, Project
from tests.helpers import GUARD, booklet, change, command, copied_project, environment, running, started, write


@pytest.fixture(scope="module")
def project(tmp_path_factory) -> Project:
    return copied_project(tmp_path_factory.mktemp("project"))


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.mark.parametrize("name", ["build", "check", "serve", "benchmark"])
def test_every_command_explains_itself(capsys, name):
    with pytest.raises(SystemExit) as ended:
        cli.main([name, "--help"])
    assert ended.value.code == 0
    assert f"usage: booklet {name}" in capsys.readouterr().out


@pytest.mark.parametrize("arguments", [[], ["bulid"], ["build", "--format"]])
def test_a_wrong_call_ends_with_2(capsys, arguments):
    with pytest.raises(SystemExit) as ended:
        cli.main(arguments)
    assert ended.value.code == 2
    assert "usage: booklet" in capsys.readouterr().err


def test_a_build_shows_its_steps_and_what_it_made(project):
    result = started(project, "build", "--formats", "web")
    assert result.returncode == 0
    assert [line[:5] for line in result.stderr.splitlines()] == ["[1/4]", "[2/4]", "[3/4]", "[4/4]"]
    assert result.stdout.startswith("Done in ") and result.stdout.endswith(" editions in site/\n")


def test_an_unknown_format_is_refused(project):
    result = started(project, "build", "--formats", "web,pfd")
    assert result.returncode == 1
    assert "Error: There is no format “pfd”. The formats are web, pdf, poster" in result.stderr


def test_formats_can_be_left_out(project):
    result = booklet(project, "build", "--formats", "web,text,audio", "--without", "text,audio")
    assert result.returncode == 0
    listed = json.loads((project.site / "editions.json").read_text(encoding="utf-8"))
    assert {edition["format"] for edition in listed["editions"]} == {"web"}
    assert {"text", "audio"} <= {one["format"] for one in listed["absent"] if one["reason"]}


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EACCES, errno.EROFS])
def test_what_cannot_be_written_is_said_in_plain_words(monkeypatch, capsys, code):
    def fail(project, wish, say):
        raise OSError(code, os.strerror(code), "site.new/index.html")

    monkeypatch.setattr(cli, "build", fail)
    assert cli.main(["build"]) == 1
    assert f"Error: site.new/index.html cannot be written: {os.strerror(code)}." in capsys.readouterr().err


@pytest.mark.parametrize(
    ("error", "code", "words"),
    [
        (BookletError("It is wrong.", "Correct it."), 1, "Error: It is wrong. Correct it."),
        (
            OSError(errno.ENOSPC, "No space left", "site.new"),
            1,
            "Error: site.new cannot be written: No space left. Make room or give "
            "yourself permission, and run the command again.",
        ),
        (KeyboardInterrupt(), 130, "Stopped."),
    ],
    ids=["error", "disk", "stopped"],
)
@pytest.mark.parametrize("state", ["", "The last good site is as it was."])
def test_what_is_published_is_said_where_a_build_says_so(monkeypatch, capsys, error, code, words, state):
    def fail(arguments, project):
        end = copy(error)
        if state:
            end.add_note(state)
        raise end

    monkeypatch.setattr(cli, "_run", fail)
    assert cli.main(["check"]) == code
    assert capsys.readouterr().err == f"{words} {state}".strip() + "\n"


@pytest.mark.parametrize("error", [OSError(errno.EBADF, os.strerror(errno.EBADF)), ValueError("x"), RecursionError()])
def test_a_fault_of_the_program_ends_in_one_sentence_and_a_file(monkeypatch, capsys, tmp_path, error):
    def fail(project, wish, say):
        raise error

    monkeypatch.setattr(cli, "build", fail)
    assert cli.main(["build"], Project(tmp_path)) == 70
    said = capsys.readouterr().err
    assert said.count("\n") == 1 and "Traceback" not in said and "build/log/fault.txt" in said
    assert "Traceback" in (tmp_path / "build" / "log" / "fault.txt").read_text(encoding="utf-8")


def test_a_reader_who_stops_reading_is_no_error():
    run = subprocess.run(
        ["sh", "-c", 'exec "$0" -m booklet check --rules | true', sys.executable],
        env=environment(Project()),
        capture_output=True,
        text=True,
        check=False,
    )
    assert (run.returncode, run.stderr) == (0, "")


@pytest.mark.parametrize(("old", "new"), [("catalogues", "translations"), ("compared", "easy-read reviewed")])
def test_old_names_of_commands_say_the_new_one(monkeypatch, capsys, old, new):
    monkeypatch.setattr(cli, "record", lambda project, pages: None)
    monkeypatch.setattr(cli, "_exchange", lambda project, arguments: 0)
    assert cli.main([old, "update" if old == "catalogues" else "plan.md"]) == 0
    assert f"“booklet {old}” is now “booklet {new}”." in capsys.readouterr().err


def test_a_quiet_command_shows_no_progress(monkeypatch, capsys):
    def work(project, wish, say):
        say("[1/4] Checking the text")
        return "it"

    monkeypatch.setattr(cli, "build", work)
    assert cli.main(["--quiet", "build"]) == 0
    assert capsys.readouterr().err == ""
    assert cli.main(["build"]) == 0
    said = capsys.readouterr()
    assert said.err == "[1/4] Checking the text\n"
    assert "booklet build --sound" in said.out


def test_the_version_is_that_of_the_project(capsys):
    with pytest.raises(SystemExit):
        cli.main(["--version"])
    assert capsys.readouterr().out.startswith("booklet 0.")


@pytest.mark.parametrize(
    "arguments",
    [("status",), ("catalogues", "update"), ("check", "translations"), ("make", "--format", "text")],
    ids=" ".join,
)
def test_only_a_build_writes_the_books(tmp_path, arguments):
    """The checks compare the published files with them."""
    project = copied_project(tmp_path / "project")
    result = booklet(project, *arguments)
    # Without a catalogue the check has a finding
    assert result.returncode == (1 if arguments[0] == "check" else 0) and "Error" not in result.stderr
    assert not project.books.exists()


def test_ctrl_c_while_the_program_is_loaded_ends_it_without_a_traceback(tmp_path):
    """The real start of the program, with a command line that takes long to load."""
    for name in ("__init__.py", "__main__.py"):
        write(tmp_path / "booklet" / name, (ROOT / "scripts" / "booklet" / name).read_text(encoding="utf-8"))
    write(tmp_path / "booklet" / "cli.py", "import time\nprint('loading', flush=True)\ntime.sleep(60)\n")
    with running(
        command("build"),
        env={**os.environ, "PYTHONPATH": os.pathsep.join((str(GUARD), str(tmp_path)))},
        cwd=tmp_path,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout.readline() == "loading\n"
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=30)
    assert (process.returncode, errors) == (-signal.SIGINT, "")


# The preview


def get(address: str) -> str:
    """Return the page at an address, as soon as it answers."""
    for _ in range(100):
        try:
            with urllib.request.urlopen(address, timeout=30) as answer:
                return answer.read().decode("utf-8")
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.1)
    raise AssertionError(f"{address} does not answer")


def test_the_preview_shows_changes_and_says_what_is_wrong(tmp_path):
    project, port = copied_project(tmp_path / "project"), free_port()
    with running(
        command("serve", "--address", f"127.0.0.1:{port}"),
        env=environment(project),
        cwd=project.root,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout.readline() == f"Open http://127.0.0.1:{port}/ in a browser. End with Ctrl-C.\n"
        # It looks for changes before it answers
        assert "Teachers" in get(f"http://127.0.0.1:{port}/assess/")
        change(project.docs / "assess.md", "Teachers **should** work", "All teachers **should** work")
        assert process.stdout.readline() == "Shown again, with what you changed.\n"
        assert "All teachers" in get(f"http://127.0.0.1:{port}/assess/")
        change(project.docs / "assess.md", "Tell the school", "Phone {fone}. Tell the school")
        assert process.stdout.readline().startswith("Error: docs/assess.md:")
        assert process.stdout.readline() == "The pages stay as they were until this is fixed.\n"
        assert "All teachers" in get(f"http://127.0.0.1:{port}/assess/")
        process.send_signal(signal.SIGINT)
        rest, errors = process.communicate(timeout=30)
    assert (process.returncode, rest, errors) == (0, "Stopped.\n", "")
    assert not project.books.exists()


@pytest.mark.parametrize(
    "address", ["8000", "127.0.0.1", "127.0.0.1:http", "127.0.0.1:99999", f"{'a' * 64}.example:8000"]
)
def test_an_address_that_is_not_whole_is_refused(project, address):
    result = booklet(project, "serve", "--address", address)
    assert (result.returncode, result.stderr) == (
        1,
        f"Error: The address “{address}” is not whole. Write it as 127.0.0.1:8000, with a port.\n",
    )


def test_a_host_that_nobody_knows_is_said_in_plain_words(project):
    result = booklet(project, "serve", "--address", "nobody.invalid:8000")
    assert result.returncode == 1 and "Traceback" not in result.stderr
    assert result.stderr.startswith("Error: Nothing can be served at nobody.invalid:8000 (")


def test_an_address_that_is_taken_is_said_in_plain_words(project):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        address = f"127.0.0.1:{taken.getsockname()[1]}"
        result = booklet(project, "serve", "--address", address)
    assert result.returncode == 1
    assert result.stderr.startswith(f"Error: Nothing can be served at {address} (Address already in use).")


def test_the_preview_does_not_start_with_a_mistake_in_the_text(tmp_path):
    project = copied_project(tmp_path / "project")
    change(project.docs / "plan.md", "title: Plan\n", "")
    result = booklet(project, "serve", "--address", f"127.0.0.1:{free_port()}")
    assert result.returncode == 1
    assert result.stderr.startswith("Error: docs/plan.md:1: structure/title-missing")
