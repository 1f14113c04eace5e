"""Corrects one fault of WeasyPrint 70 in the breaking of lines: a word left alone where the whole text would fit.

A text before `<strong>` or a link ends with a space. Where the text fits into the line but its last space does not,
WeasyPrint takes the line for too long, and breaks it after the first word. A space at the end of a line hangs:
it takes no room (CSS Text 3, 4.1.2).
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from weasyprint.layout import inline
from weasyprint.text.line_break import split_first_line

# WeasyPrint's modules belong to the process: only one document is laid out at a time.
_REPLACING = threading.Lock()


@contextmanager
def fixed() -> Iterator[None]:
    """Break lines without the fault inside the block."""
    with _REPLACING:
        inline.split_first_line = _split_first_line
        try:
            yield
        finally:
            inline.split_first_line = split_first_line


def _split_first_line(
    text: str,
    style: Any,
    context: Any,
    max_width: float | None,
    justification_spacing: float,
    is_line_start: bool = True,
    minimum: bool = False,
) -> tuple:
    """Return the first line of a text, as WeasyPrint's function of this name: the fourth value is its pixel width."""

    def split(words: str, width: float | None) -> tuple:
        return split_first_line(words, style, context, width, justification_spacing, is_line_start, minimum)

    line = split(text, max_width)
    first_word = text.partition(" ")[0]
    if (
        max_width is None
        or minimum
        or line[2] is None
        or line[1] > len(first_word.encode())
        or style["white_space"] != "normal"
        or not text.endswith(" ")
    ):
        return line
    return split(text, None) if split(text.rstrip(" "), None)[3] <= max_width else line
