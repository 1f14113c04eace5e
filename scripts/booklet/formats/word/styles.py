"""The styles of a document for a word processor, in one table: sizes and spacing are here and in no paragraph."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Style:
    """A paragraph style.

    `size` is in parts of the running text; `before`, `after` and `indent` are in points. `outline` is the level of a
    heading from 1. `keep` holds it to what follows, `page` starts a page. `frame` is "bar" (a line at its start),
    "box", "rule" (a line to write on under it) or "". `coloured` gives it the colour of headings (see Details).
    """

    name: str
    size: float = 1.0
    before: float = 0
    after: float = 8
    bold: bool = False
    outline: int = 0
    keep: bool = False
    page: bool = False
    frame: str = ""
    indent: float = 0
    coloured: bool = False


STYLES = (
    Style("Normal"),
    Style("Body Text"),
    Style("First Paragraph"),
    Style("Compact", after=4),
    Style("Heading 1", 2.3, after=10, bold=True, outline=1, keep=True, coloured=True),
    Style("Heading 2", 1.7, after=10, bold=True, outline=2, keep=True, page=True, coloured=True),
    Style("Heading 3", 1.3, before=14, after=6, bold=True, outline=3, keep=True, coloured=True),
    Style("Heading 4", 1.15, before=12, after=6, bold=True, outline=4, keep=True, coloured=True),
    Style("Heading 5", before=12, after=6, bold=True, outline=5, keep=True, coloured=True),
    Style("Heading 6", before=12, after=6, bold=True, outline=6, keep=True, coloured=True),
    Style("Subtitle", 1.3, after=14),
    Style("Lead", 1.15, after=12),
    Style("Cover Line", after=4),
    Style("TOC Heading", 1.3, before=24, after=8, bold=True, keep=True, coloured=True),
    Style("TOC 1", after=4),
    Style("Picture", before=6, after=4, keep=True),
    Style("Quote", before=2, after=6, frame="bar", indent=17),
    Style("Source", after=10, indent=17),
    Style("Notice", before=6, after=10, frame="box", indent=9),
    Style("Record", before=6, after=10, bold=True, frame="rule"),
    Style("Definition Term", before=6, after=2, bold=True, keep=True),
    Style("Definition", after=8, indent=17),
    Style("Footer", after=0),
)
