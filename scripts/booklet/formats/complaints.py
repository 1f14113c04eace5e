"""Lets an error that WeasyPrint logs stop the work: by itself it goes on without a picture or a style sheet."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager

from booklet import interrupts
from booklet.errors import BookletError

# The token file also has the colours of a dark screen, under a condition that WeasyPrint cannot read
FOR_SCREENS = re.compile(r"^(Expected a media type|Invalid media type).*prefers-color-scheme")
# `layout.save` looks for letters without a glyph itself, and says in which words one is
MISSING_GLYPH = re.compile(r"^\.notdef glyph rendered")


class _Complaints(logging.Handler):
    """Gathers what WeasyPrint logs instead of raising."""

    def __init__(self) -> None:
        # Its errors are resources that it could not use, its warnings styles that it leaves out (weasyprint.logger)
        super().__init__(logging.WARNING)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        line = record.getMessage()
        if not (FOR_SCREENS.search(line) or MISSING_GLYPH.search(line)):
            self.lines.append(line)


@contextmanager
def complaints_stop() -> Iterator[None]:
    """Let whatever WeasyPrint complains of in the block stop the work: it would go on without a picture or a style.

    Raises BookletError with its first complaint, and KeyboardInterrupt where it has swallowed one.
    """
    complaints = _Complaints()
    logging.getLogger("weasyprint").addHandler(complaints)
    try:
        yield
    finally:
        logging.getLogger("weasyprint").removeHandler(complaints)
    interrupts.require_none()
    if complaints.lines:
        raise BookletError(
            f"This document cannot be drawn as it should: {complaints.lines[0]}.",
            "Look for the picture or the style that it names.",
        )
