"""Corrects two faults of WeasyPrint 70 in the breaking of lines, after which a line ends early.

A text before `<strong>` or a link ends with a space. Where the text fits into the line but its last space does not,
WeasyPrint takes the line for too long, and breaks it after the first word. A space at the end of a line hangs:
it takes no room (CSS Text 3, 4.1.2).

Pango, which measures the words, rounds. Where a word fits by its measure but is some thousandths of a pixel too wide by
that of WeasyPrint, the whole text goes to the next line, with the words before it that belong to it: the `<strong>`.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

from weasyprint.layout import inline
from weasyprint.text.line_break import split_first_line as _split

ROUNDED = 1.0  # pixels by which Pango may round: far more than it does, and less than any letter

# WeasyPrint's modules belong to the process: only one document is laid out at a time.
_REPLACING = threading.Lock()


@contextmanager
def fixed(split_first_line: Callable[..., tuple]) -> Iterator[None]:
    """Break lines without these faults inside the block, with WeasyPrint's function of this name or one like it."""
    with _REPLACING:
        inline.split_first_line = partial(_split_first_line, split_first_line)
        try:
            yield
        finally:
            inline.split_first_line = _split


def _split_first_line(
    split_first_line: Callable[..., tuple],
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
    if max_width is not None and max_width < line[3] < max_width + ROUNDED:
        line = split(text, max_width - ROUNDED)
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
