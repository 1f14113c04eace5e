"""The worker processes of a build, and of a run of checks: they end with it, however it ends, and leave nothing behind."""

from __future__ import annotations

import ctypes
import fcntl
import gc
import multiprocessing
import os
import queue
import secrets
import shutil
import signal
import sys
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, suppress
from multiprocessing.managers import SyncManager
from pathlib import Path
from typing import Any

from booklet import interrupts
from booklet.errors import BookletError

PR_SET_PDEATHSIG = 1
LIBC = ctypes.CDLL(None)
# What is needed for a moment is in folders of this name, each locked by the run that uses it
TEMPORARY = "booklet-run-"
# What a worker was given when it began
_given: list[object] = []


def count() -> int:
    """Return how many workers there are: one for each processor that this process may use."""
    return max(1, len(os.sched_getaffinity(0)))


def _prepare(folder: str, parent: int, given: object) -> None:
    """Make a worker leave Ctrl-C to the build, `parent`, and end when that ends it or is gone (prctl, Linux).

    What it writes for a moment goes to `folder`, which the build removes: a worker that is ended cannot. It keeps what
    it is `given` for all that it does.
    """
    _given[:] = [given]
    tempfile.tempdir = os.environ["TMPDIR"] = folder
    _end_with(parent)


def _end_with(parent: int) -> None:
    """Make this process leave Ctrl-C to the build, `parent`, and end when that ends it or is gone."""
    interrupts.leave_at_once()
    end_with_parent(signal.SIGKILL)
    if os.getppid() != parent:  # gone before the system was asked to say so
        os._exit(1)


def end_with_parent(number: int = signal.SIGTERM) -> None:
    """Ask the system to send this process a signal when the one that started it is gone (prctl, Linux)."""
    LIBC.prctl(PR_SET_PDEATHSIG, number)


@contextmanager
def temporary_folder() -> Iterator[Path]:
    """Give a folder for what is needed for a moment, and remove it; also those that killed runs have left behind.

    In the block it is where `tempfile`, and every program that is started, puts such things.
    """
    _remove_leftovers()
    folder, lock = _locked_folder()
    before, variable = tempfile.tempdir, os.environ.get("TMPDIR")
    try:
        tempfile.tempdir = os.environ["TMPDIR"] = str(folder)
        yield folder
    finally:
        with interrupts.postponed():
            tempfile.tempdir = before
            if variable is None:
                os.environ.pop("TMPDIR", None)
            else:
                os.environ["TMPDIR"] = variable
            shutil.rmtree(folder, ignore_errors=True)
            os.close(lock)


def _locked_folder() -> tuple[Path, int]:
    """Make a folder and lock it; return it with the lock, which ends with the processes that have it, however they end.

    Before it is locked, another run may take the folder for a leftover and remove it: then there is a new one.
    """
    while True:
        folder = Path(tempfile.mkdtemp(prefix=TEMPORARY))
        with suppress(FileNotFoundError):
            lock = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
            fcntl.flock(lock, fcntl.LOCK_EX)
            if folder.exists():
                return folder, lock
            os.close(lock)


def _remove_leftovers() -> None:
    """Remove the folders of this user that no run has locked."""
    for path in Path(tempfile.gettempdir()).glob(f"{TEMPORARY}*"):
        try:
            lock = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
        except OSError:  # gone by now, another user's, or no folder
            continue
        try:
            if os.fstat(lock).st_uid == os.getuid():
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                shutil.rmtree(path, ignore_errors=True)
        except BlockingIOError:
            pass
        finally:
            os.close(lock)


@contextmanager
def uncollected() -> Iterator[None]:
    """Look for unreachable objects once at the end of a block, and only among those that the block has made.

    A laid-out document has millions of objects, which live until it is written. Looking through all of them again and
    again while they become more took an eighth of the time of a PDF.
    """
    gc.freeze()
    gc.disable()
    try:
        yield
    finally:
        gc.collect()
        gc.unfreeze()
        gc.enable()


def _ended() -> BookletError:
    return BookletError(
        "The system ended a part of this program.",
        "It may have had too little memory: close other programs and run it again.",
    )


@contextmanager
def queues() -> Iterator[Callable[[], queue.Queue[Any]]]:
    """Give what makes queues between the processes of a build, for a block.

    The process that keeps them ends with the build. Raises BookletError where the system ended that process.
    """
    # A name that is no path (unix(7), abstract): a path in a folder of a folder may be longer than a socket's may be
    address = f"\0{TEMPORARY}{secrets.token_hex(16)}"
    manager = SyncManager(address, ctx=multiprocessing.get_context("fork"))
    manager.start(_end_with, (os.getpid(),))
    try:
        with manager:
            yield manager.Queue
    except (EOFError, ConnectionError) as error:
        raise _ended() from error


def given() -> object:
    """Return what this worker was given when it began; None in a process that is no worker."""
    return _given[0] if _given else None


@contextmanager
def workers(given: object = None, number: int = 0) -> Iterator[Executor]:
    """Give worker processes for a block; when the block fails, what they are at is dropped at once.

    There is one for each processor, or this `number`.
    Each has a copy of what is `given`, which may be of any kind: it is never sent, as results are. What a worker reads
    once for it, it knows for all that it does. Processes that somebody else had begun before the block go on.
    Raises BookletError where the system ended one of them.
    """
    others = set(multiprocessing.active_children())
    with temporary_folder() as folder:
        executor = ProcessPoolExecutor(
            number or count(), multiprocessing.get_context("fork"), _prepare, (str(folder), os.getpid(), given)
        )
        try:
            yield executor
            interrupts.require_none()
        except BaseException as error:
            # A second request waits for this: no worker is left behind
            with interrupts.postponed():
                for process in set(multiprocessing.active_children()) - others:
                    process.kill()  # a request to end is lost on a process that has not quite begun
                # A book on its way to a worker is larger than a pipe, and nobody reads it now: Python 3.11.2, that of
                # Debian 12, would wait for ever (https://github.com/python/cpython/issues/94777). Later ones close the
                # pipe themselves, and two may not do so at once
                if sys.version_info < (3, 11, 5):
                    executor._call_queue._reader.close()  # type: ignore[attr-defined]
                # Waits for the thread that manages the pool too: at the end of the program that could meet a pipe which
                # the thread has just closed (“Bad file descriptor”)
                executor.shutdown(cancel_futures=True)
            interrupts.require_none()
            if isinstance(error, BrokenProcessPool):
                raise _ended() from error
            raise
        executor.shutdown()
