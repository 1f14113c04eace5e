"""Worker processes: they end with the build."""

import fcntl
import gc
import multiprocessing
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
import weakref
from pathlib import Path
from threading import Event

import pytest

from booklet.errors import BookletError
from booklet.files import is_gone
from booklet.project import ROOT
from booklet.workers import count, given, queues, temporary_folder, uncollected, workers
from tests.helpers import SAFETY, python_path, running

# A run that says where its folder is, and goes on until it is killed
RUN = """
from booklet.workers import temporary_folder
with temporary_folder() as folder:
    print(folder, flush=True)
    input()
"""
# A run with a queue, which says which processes it has started, and goes on until it is killed
RUN_WITH_A_QUEUE = """
import multiprocessing
from booklet.workers import queues
with queues():
    print(*(process.pid for process in multiprocessing.active_children()), flush=True)
    input()
"""


def begin_and_wait(begun: Event, never: Event, path: Path) -> None:
    begun.set()
    never.wait(SAFETY)
    path.write_text("done", encoding="utf-8")


def fail() -> None:
    raise BookletError("It is wrong.", "Correct it.", "docs/plan.md", 3)


def end_at_once() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def sleep_over(book: str) -> None:
    time.sleep(SAFETY)


def finish_whatever_comes(path: Path) -> None:
    """Go on after a request to end, as a library does that catches every exception, and hand over what is not whole."""
    try:
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(SAFETY)
    except BaseException:
        pass
    path.write_text("without its pictures", encoding="utf-8")


def second_given() -> object:
    found = given()
    assert isinstance(found, list)
    return found[1]


def wait_for_ctrl_c() -> bool:
    os.kill(os.getpid(), signal.SIGINT)
    return True


def test_a_worker_gives_back_its_result():
    with workers() as executor:
        assert executor.submit(sum, [1, 2]).result() == 3


def test_a_worker_knows_what_it_was_given_whatever_that_is():
    assert given() is None
    lock = threading.Lock()  # no such thing can be sent
    with workers([lock, "plan"]) as executor:
        assert executor.submit(second_given).result() == "plan"
    assert given() is None


def test_an_error_of_a_worker_comes_with_its_place():
    with pytest.raises(BookletError, match=r"^docs/plan\.md:3: It is wrong\. Correct it\.$"), workers() as executor:
        executor.submit(fail).result()


def test_work_is_dropped_at_once_when_the_build_fails(tmp_path):
    with multiprocessing.Manager() as manager:
        begun, never = manager.Event(), manager.Event()
        with pytest.raises(KeyboardInterrupt), workers() as executor:
            for number in range(5):
                executor.submit(begin_and_wait, begun, never, tmp_path / str(number))
            assert begun.wait(SAFETY)
            raise KeyboardInterrupt
        assert list(tmp_path.iterdir()) == []


def test_nothing_of_the_workers_is_left_when_the_build_fails():
    """A thread of theirs that went on to the end of the program could meet a pipe that is closed, and say so.

    Not even of a book, larger than a pipe, that was on its way to a worker: Python 3.11.2 waited for it for ever.
    """
    before, large = set(threading.enumerate()), "x" * 10**6
    with pytest.raises(KeyboardInterrupt), workers() as executor:
        assert executor.submit(len, large).result() == len(large)
        for _ in range(count() + 5):
            executor.submit(sleep_over, large)
        raise KeyboardInterrupt
    assert set(threading.enumerate()) <= before


def test_processes_of_others_go_on():
    """The pass of the browser is such a one: it goes on beside these tests."""
    end = multiprocessing.Event()
    other = multiprocessing.Process(target=end.wait, args=(SAFETY,))
    other.start()
    with pytest.raises(KeyboardInterrupt), workers() as executor:
        executor.submit(time.sleep, SAFETY)
        raise KeyboardInterrupt
    end.set()
    other.join()
    assert other.exitcode == 0, "It was ended and did not end by itself"


def test_ctrl_c_is_the_builds_business():
    with workers() as executor:
        assert executor.submit(wait_for_ctrl_c).result()


def test_a_worker_that_the_system_ends_is_named():
    with (
        pytest.raises(BookletError, match="The system ended a part of this program"),
        workers() as executor,
    ):
        executor.submit(end_at_once).result()


def test_a_worker_that_is_told_to_end_finishes_nothing(tmp_path):
    with pytest.raises(BookletError, match="The system ended a part"), workers() as executor:
        executor.submit(finish_whatever_comes, tmp_path / "file").result()
    assert list(tmp_path.iterdir()) == []


def test_what_workers_write_for_a_moment_is_gone_afterwards(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with workers() as executor:
        folder = Path(executor.submit(tempfile.mkdtemp).result())
        assert folder.is_dir() and tmp_path in folder.parents
    assert list(tmp_path.iterdir()) == []


def test_what_a_killed_run_left_behind_is_removed_by_the_next(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    killed = tmp_path / "booklet-run-killed"
    (killed / "booklet-fonts-x").mkdir(parents=True)
    (tmp_path / "booklet-run-link").symlink_to(killed)
    others = tmp_path / "other"
    others.mkdir()
    with running(
        [sys.executable, "-c", RUN], env={**os.environ, "PYTHONPATH": python_path(), "TMPDIR": str(tmp_path)},
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT,
    ) as other:  # fmt: skip
        theirs = Path(other.stdout.readline().strip())
        assert not killed.exists(), "The first run after it removes it"
        with temporary_folder() as mine:
            assert theirs.is_dir(), "It is still at work"
        assert not mine.exists()
    assert theirs.is_dir()
    with temporary_folder():
        assert not theirs.exists()
    assert {path.name for path in tmp_path.iterdir()} == {"booklet-run-link", "other"}


@pytest.mark.parametrize(("module", "name"), [(os, "open"), (fcntl, "flock")], ids=["opened", "locked"])
def test_a_folder_that_another_run_removes_before_it_is_locked_is_made_again(tmp_path, monkeypatch, module, name):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    really, removed = getattr(module, name), []

    def remove_first(*arguments, **options):
        if not removed:
            removed.extend(tmp_path.iterdir())
            removed[0].rmdir()
        return really(*arguments, **options)

    monkeypatch.setattr(module, name, remove_first)
    with temporary_folder() as folder:
        assert folder.is_dir() and [folder] != removed
    assert list(tmp_path.iterdir()) == []


def test_the_run_and_what_it_starts_put_everything_for_a_moment_into_its_folder(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setenv("TMPDIR", "before")
    with temporary_folder() as folder:
        assert Path(tempfile.mkdtemp()).parent == folder == Path(os.environ["TMPDIR"])
    assert (tempfile.gettempdir(), os.environ["TMPDIR"]) == (str(tmp_path), "before")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM], ids=lambda number: number.name)
def test_the_queues_end_with_a_run_that_is_killed(number):
    """Its process would go on for ever, and keep the folder of the run from being removed."""
    with running(
        [sys.executable, "-c", RUN_WITH_A_QUEUE],
        env={**os.environ, "PYTHONPATH": python_path()},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as run:
        keeper = int(run.stdout.readline())
        assert not is_gone(keeper)
        run.send_signal(number)
        # The pipe is closed by the last process that has it: both are gone then
        assert run.stdout.read() == ""
        run.wait(SAFETY)


def test_a_queue_that_the_system_ended_is_said_in_plain_words():
    others = set(multiprocessing.active_children())  # of the tests that ran before in this process
    with pytest.raises(BookletError, match="The system ended a part"), queues() as new_queue:
        (keeper,) = set(multiprocessing.active_children()) - others
        keeper.kill()
        keeper.join(SAFETY)
        new_queue().put("pl")


def test_unreachable_objects_go_at_the_end_of_the_block_and_then_as_ever():
    class Knot:
        pass

    with uncollected():
        knot = Knot()
        knot.itself = knot
        gone = weakref.ref(knot)
        del knot
        assert gone() is not None and not gc.isenabled()
    assert gone() is None
    assert gc.isenabled() and gc.get_freeze_count() == 0


def test_an_error_in_the_block_leaves_the_collection_on():
    with pytest.raises(ValueError, match="too long"), uncollected():
        raise ValueError("too long")
    assert gc.isenabled() and gc.get_freeze_count() == 0


def test_a_queue_works_where_the_folder_for_temporary_files_has_a_long_name(tmp_path, monkeypatch):
    folder = tmp_path / ("long" * 30)
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    with queues() as new_queue:
        lines = new_queue()
        lines.put("Polski")
        assert lines.get(timeout=SAFETY) == "Polski"
