"""What happens when somebody ends a run: nothing that was begun is finished, and nobody can swallow the request.

A library that catches every exception also catches the one that a signal raises: WeasyPrint then leaves a picture out
and goes on. So the request is remembered, and the code that hands a file over asks for it once more.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

_asked: list[int] = []
_postponing: list[bool] = []


def listen() -> None:
    """Let Ctrl-C and a request to end raise KeyboardInterrupt in this process, and remember that they came."""
    forget()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _remember)


def forget() -> None:
    """Forget that somebody asked for the end of a run: it has ended."""
    _asked.clear()


def leave_at_once() -> None:
    """Let this process, a worker, ignore Ctrl-C, which the main one hears too, and leave at once when it is told to
    end.

    Nothing is tidied up and nothing caught: what it was making must not be finished. The main process tidies up.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, _leave)


def require_none() -> None:
    """Raise KeyboardInterrupt if somebody asked for the end of this run, whatever has caught it since."""
    if _asked:
        raise KeyboardInterrupt


@contextmanager
def postponed() -> Iterator[None]:
    """Let nobody end the run in the middle of the block, which is short: a request waits for the next one to ask."""
    _postponing.append(True)
    try:
        yield
    finally:
        _postponing.pop()


def exit_code() -> int:
    """Return the exit code of a run that was ended: 128 and the number of the signal, as shells count (130, 143)."""
    return 128 + (_asked[0] if _asked else signal.SIGINT)


def _remember(number: int, frame: FrameType | None) -> None:
    _asked.append(number)
    if not _postponing:
        raise KeyboardInterrupt


def _leave(number: int, frame: FrameType | None) -> None:
    os._exit(128 + number)
