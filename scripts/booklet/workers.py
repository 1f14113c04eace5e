"""The worker processes that make the documents: they end with the build, however it ends."""

from __future__ import annotations

import ctypes
import multiprocessing
import signal
import sys
from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager

from booklet.errors import BookletError

COUNT = 2
PR_SET_PDEATHSIG = 1
LIBC = ctypes.CDLL(None)


def _prepare() -> None:
    """Make a worker leave Ctrl-C to the build, and end when the build ends it or is gone (prctl, Linux)."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, _end)
    end_with_parent(signal.SIGKILL)


def end_with_parent(number: int = signal.SIGTERM) -> None:
    """Ask the system to send this process a signal when the one that started it is gone (prctl, Linux)."""
    if hasattr(LIBC, "prctl"):
        LIBC.prctl(PR_SET_PDEATHSIG, number)


def _end(*_: object) -> None:
    """End this worker. Once is enough: a second request would break off what tidies up."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    sys.exit()


@contextmanager
def workers() -> Iterator[Executor]:
    """Give worker processes for a block; when the block fails, what they are at is dropped at once.

    Processes that somebody else had begun before the block go on.
    Raises BookletError where the system ended one of them.
    """
    others = set(multiprocessing.active_children())
    executor = ProcessPoolExecutor(COUNT, initializer=_prepare)
    try:
        yield executor
    except BaseException as error:
        executor.shutdown(wait=False, cancel_futures=True)
        for process in set(multiprocessing.active_children()) - others:
            process.terminate()
        executor.shutdown()
        if isinstance(error, BrokenProcessPool):
            raise BookletError(
                "The system ended a program that was making a document.",
                "It may have had too little memory: close other programs and build again.",
            ) from error
        raise
    executor.shutdown()
