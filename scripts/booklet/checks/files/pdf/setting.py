"""Checks how a finished booklet is set: no page nearly empty, no heading alone at a foot, no section begun there.

All is measured in lines of tagged words, so that what is on every page (title, number) counts for nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from booklet.checks.files.pdf.expected import ExpectedPdf, nfkc_line
from booklet.checks.files.pdf.file import SAME_LINE, File, MarkedText, Tag
from booklet.findings import Problem

CURE = "Correct what lays out the pages: scripts/booklet/formats/print/styles/breaks.css."
LEAST_FILL = 1 / 3  # of the height that text takes on a page, down to its last line
LAST_START = 2 / 3  # of that height: how far down a section may begin
LEAST_LINES = 3  # under a heading
SECTION = 2  # the level of the heading of a section
HEADINGS = ("H1", "H2", "H3", "H4", "H5", "H6")
# Of fewer pages it is not known how high their text is
LEAST_PAGES = 16
# One page in so many may reach higher or lower than the others: the sheet of the diagram has smaller margins
ODD_PAGES = 10


@dataclass(frozen=True)
class Line:
    """Words on one line: their page from 0, and how many points they are above its foot. Of a heading, `level` is its
    level (else 0) and `heading` all its words, which other lines may have too.
    """

    page: int
    baseline: float
    level: int = 0
    heading: str = ""


def lines_of(tags: Tag) -> list[Line]:
    """Return the lines of a document in the order of its tags. What is side by side is a line each."""
    return [
        Line(piece.page.page, piece.baseline, *((int(tag.role[1]), nfkc_line(tag.words())) if tag else ()))
        for piece, tag in _pieces(tags, None)
    ]


def _pieces(tag: Tag, heading: Tag | None) -> Iterator[tuple[MarkedText, Tag | None]]:
    """Yield the words under a tag, mark by mark, each with the heading that it belongs to."""
    heading = tag if tag.role in HEADINGS else heading
    for kid in tag.kids:
        if isinstance(kid, Tag):
            yield from _pieces(kid, heading)
        else:
            yield kid, heading


def setting(file: File, part: ExpectedPdf) -> Iterator[Problem]:
    """Yield what is wrong with the setting of a book whose sections follow each other."""
    if not part.runs_on or len(file.pages) < LEAST_PAGES:
        return
    lines = [line for line in lines_of(file.tags) if line.page]
    top, end = text_height(lines)
    yield from page_fill(lines, top, end)
    yield from heading_lines(lines)
    yield from section_start(lines, top, end)


def text_height(lines: Sequence[Line]) -> tuple[float, float]:
    """Return where the text of a page begins and ends, in points above its foot.

    These are the highest of the first lines and the lowest of the last lines of all pages, after one page in ten
    (ODD_PAGES) has been set aside for each.
    """
    heights: dict[int, list[float]] = {}
    for line in lines:
        heights.setdefault(line.page, []).append(line.baseline)
    tops, ends = sorted(map(max, heights.values()), reverse=True), sorted(map(min, heights.values()))
    return tops[len(tops) // ODD_PAGES], ends[len(ends) // ODD_PAGES]


def page_fill(lines: Sequence[Line], top: float, end: float) -> Iterator[Problem]:
    """Every page between the cover and the last has text down to a third of its height."""
    for page in range(1, max(line.page for line in lines)):
        last = min((line.baseline for line in lines if line.page == page), default=top)
        if top - last < LEAST_FILL * (top - end):
            yield Problem(
                "pdf/page-fill", f"Text goes down {(top - last) / (top - end):.0%} of page {page + 1} only.", CURE
            )


def heading_lines(lines: Sequence[Line]) -> Iterator[Problem]:
    """Under every heading are three lines on its page, or all that it is the heading of."""
    for at, line in enumerate(lines[:-1]):
        if not line.level or lines[at + 1].heading == line.heading:
            continue
        rest = lines[at + 1 :]
        own = next((i for i, other in enumerate(rest) if 0 < other.level <= line.level), len(rest))
        if all(other.page == line.page for other in rest[:own]):
            continue
        under = sorted(other.baseline for other in rest if other.page == line.page and other.baseline < line.baseline)
        count = sum(higher - lower > SAME_LINE for lower, higher in pairwise([*under, line.baseline]))
        if count < LEAST_LINES:
            yield Problem(
                "pdf/heading-lines",
                f"Under the heading “{line.heading}” at the foot of page {line.page + 1} "
                f"are {count} lines of its text.",
                CURE,
            )


def section_start(lines: Sequence[Line], top: float, end: float) -> Iterator[Problem]:
    """No section begins in the last third of a page."""
    begun = ""
    for line in lines:
        if line.level == SECTION and line.heading != begun:
            begun = line.heading
            if top - line.baseline > LAST_START * (top - end):
                yield Problem(
                    "pdf/section-start",
                    f"The section “{begun}” begins {(top - line.baseline) / (top - end):.0%} "
                    f"down page {line.page + 1}.",
                    CURE,
                )
