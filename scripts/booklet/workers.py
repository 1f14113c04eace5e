"""The worker processes that make the documents: they end with the build, however it ends, and leave nothing behind."""

from __future__ import annotations

import ctypes
import multiprocessing
import os
import re
import shutil
import signal
import tempfile
from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from pathlib import Path

from booklet import interrupts
from booklet.errors import BookletError

PR_SET_PDEATHSIG = 1
# Folders for what is needed for a moment are named after the process that removes them
TEMPORARY = re.compile(r"booklet-run-(\d+)-.*")


def count() -> int:
    """Return how many workers there are: one for each processor that this process may use."""
    return max(1, len(os.sched_getaffinity(0)))


def _prepare(folder: str) -> None:
    """Make a worker leave Ctrl-C to the build, and end when the build ends it or is gone (prctl, Linux).

    What it writes for a moment goes to `folder`, which the build removes: a worker that is ended cannot.
    """
    interrupts.leave_at_once()
    tempfile.tempdir = os.environ["TMPDIR"] = folder
    libc = ctypes.CDLL(None)
    if hasattr(libc, "prctl"):
        libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


@contextmanager
def temporary_folder() -> Iterator[Path]:
    """Give a folder for what is needed for a moment, and remove it; also those that a killed run has left behind."""
    _remove_leftovers()
    folder = Path(tempfile.mkdtemp(prefix=f"booklet-run-{os.getpid()}-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _remove_leftovers() -> None:
    for path in Path(tempfile.gettempdir()).glob("booklet-run-*"):
        match = TEMPORARY.fullmatch(path.name)
        if match and not Path("/proc", match[1]).exists() and path.stat().st_uid == os.getuid():
            shutil.rmtree(path, ignore_errors=True)


@contextmanager
def workers() -> Iterator[Executor]:
    """Give worker processes for a block; when the block fails, what they are at is dropped at once.

    Processes that somebody else had begun before the block go on.
    Raises BookletError where the system ended one of them.
    """
    others = set(multiprocessing.active_children())
    with temporary_folder() as folder:
        executor = ProcessPoolExecutor(count(), initializer=_prepare, initargs=(str(folder),))
        try:
            yield executor
            interrupts.require_none()
        except BaseException as error:
            executor.shutdown(wait=False, cancel_futures=True)
            for process in set(multiprocessing.active_children()) - others:
                process.terminate()
            executor.shutdown()
            interrupts.require_none()
            if isinstance(error, BrokenProcessPool):
                raise BookletError(
                    "The system ended a program that was making a document.",
                    "It may have had too little memory: close other programs and build again.",
                ) from error
            raise
        executor.shutdown()
