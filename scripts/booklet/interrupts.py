"""What happens when somebody ends a run: nothing that was begun is finished, and nobody can swallow the request.

A library that catches every exception also catches the one that a signal raises: WeasyPrint then leaves a picture out and
goes on. So the request is remembered, and whoever hands a file over asks for it once more.
"""

from __future__ import annotations

import os
import signal
from types import FrameType

_asked: list[int] = []


def listen() -> None:
    """Let Ctrl-C and a request to end raise KeyboardInterrupt in this process, and remember that they came."""
    forget()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _remember)


def forget() -> None:
    """Forget that somebody asked for the end of a run: it has ended."""
    _asked.clear()


def asked() -> int | None:
    """Return the number of the signal that asked for the end of this run first; None if nobody has asked."""
    return _asked[0] if _asked else None


def leave_at_once() -> None:
    """Let this process, a worker, ignore Ctrl-C, which the main one hears too, and leave at once when it is told to end.

    Nothing is tidied up and nothing caught: what it was making must not be finished. The main process tidies up.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, _leave)


def require_none() -> None:
    """Raise KeyboardInterrupt if somebody asked for the end of this run, whoever has caught it since."""
    if _asked:
        raise KeyboardInterrupt


def _remember(number: int, frame: FrameType | None) -> None:
    _asked.append(number)
    raise KeyboardInterrupt


def _leave(number: int, frame: FrameType | None) -> None:
    os._exit(128 + number)
