"""Shows on the error stream what long work is doing: one line that is rewritten on a terminal, lines elsewhere."""

from __future__ import annotations

import logging
import sys
import time
from typing import TextIO

LOG = logging.getLogger("booklet")


def say(line: str) -> None:
    """Show a line of progress, unless the command was told to be quiet."""
    LOG.info(line)


def left(started: float, done: int, total: int) -> str:
    """Return about how long the rest of some work takes, by what was done since `started` (seconds of
    `time.monotonic`).

    "" while nothing is known.
    """
    if not done or done >= total:
        return ""
    seconds = (time.monotonic() - started) / done * (total - done)
    return f", about {seconds / 60:.0f} min left" if seconds >= 90 else f", about {seconds:.0f} s left"


class ProgressLines(logging.StreamHandler[TextIO]):
    """Rewrites the line before on a terminal, so that progress takes one line."""

    def emit(self, record: logging.LogRecord) -> None:
        on_terminal = self.stream.isatty() and record.levelno == logging.INFO
        self.terminator = "" if on_terminal else "\n"
        if on_terminal:
            self.stream.write("\r\x1b[K")
        super().emit(record)

    def end(self) -> None:
        """Begin a new line after the last of progress on a terminal."""
        if self.stream.isatty():
            self.stream.write("\r\x1b[K")
            self.stream.flush()


def show(level: int) -> ProgressLines:
    """Show what is logged from `level` on; return what shows it, to be ended with `end` before a result is printed."""
    handler = ProgressLines(sys.stderr)
    handler.setFormatter(logging.Formatter("%(message)s"))
    LOG.handlers = [handler]
    LOG.setLevel(level)
    LOG.propagate = False
    return handler
