"""What happens when somebody ends a run: nothing that was begun is finished, and nobody can swallow the request.

A library that catches every exception also catches the one that a signal raises: WeasyPrint then leaves a picture out
and goes on. So the request is remembered, and the code that hands a file over asks for it once more.

A request may also come while Python takes a lock in several steps. Raised there, it would leave the lock taken, and the
run would wait for ever instead of ending. So it comes again in a moment.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

# Modules that take and give back locks in steps, and those of their functions that may wait for long: these give back
# what they hold, whatever is raised in them
LOCKING = {"concurrent", "logging", "multiprocessing", "queue", "threading"}
WAITING = {"_recv", "_wait_for_tstate_lock", "poll", "wait"}
MOMENT = 0.01  # seconds

_asked: list[int] = []
_postponing: list[bool] = []


def listen() -> None:
    """Let Ctrl-C and a request to end raise KeyboardInterrupt in this process, and remember that they came."""
    forget()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _remember)
    signal.signal(signal.SIGALRM, _ask_again)


def forget() -> None:
    """Forget that somebody asked for the end of a run: it has ended."""
    signal.setitimer(signal.ITIMER_REAL, 0)
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
        signal.setitimer(signal.ITIMER_REAL, 0)  # else it could come a second time, while this one is dealt with
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
    _ask_again(number, frame)


def _ask_again(number: int, frame: FrameType | None) -> None:
    """Raise KeyboardInterrupt where that is safe; ask again in a moment where it is not."""
    if _postponing or not _asked:
        return
    if _may_hold_a_lock(frame):
        signal.setitimer(signal.ITIMER_REAL, MOMENT)
    else:
        raise KeyboardInterrupt


def _may_hold_a_lock(frame: FrameType | None) -> bool:
    """Say whether Python may have taken a lock in this frame that it would not give back."""
    if frame is None:
        return False
    module = str(frame.f_globals.get("__name__")).partition(".")[0]
    return module in LOCKING and frame.f_code.co_name not in WAITING


def _leave(number: int, frame: FrameType | None) -> None:
    os._exit(128 + number)
