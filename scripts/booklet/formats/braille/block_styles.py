"""The style of each kind of block in braille: where its first line starts, where the others do, and the room around it.

Paragraphs have one style: the first line starts in cell 3. Lists start in cell 1 and go on further in than their
deepest item starts, so that the fingers tell them from paragraphs. A list needs no sign before its items (Braille
Formats 8.1).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from booklet.book.blocks import BULLET, Block
from booklet.formats.braille import layout
from booklet.formats.braille.cells import BLANK
from booklet.formats.braille.layout import Chunk

# Where a heading of each level starts: in the middle, in cell 5, and all deeper ones in cell 7 (Braille Formats 4)
SIDE_HEADINGS = {2: 4}
DEEPEST_HEADING = 6
PARAGRAPH, QUOTED = (2, 0), (4, 2)
LISTED = ("item", "line")


@dataclass(frozen=True)
class TranslatedBlock:
    """A block with its cells, and those of the number before it ("" where it has none)."""

    block: Block
    cells: str
    number: str = ""


def number_of(block: Block) -> str:
    """Return what comes before a block in braille: the number of an item, no bullet."""
    return "" if block.marker == BULLET else block.marker


def heading(cells: str, level: int, width: int) -> Chunk:
    """Return a heading. The title of the book and those of pages are in the middle, between blank lines."""
    if level < 2:
        return Chunk(layout.centred(cells, width), before=1, after=1, keeps=True)
    indent = SIDE_HEADINGS.get(level, DEEPEST_HEADING)
    return Chunk(layout.wrapped(cells, width, indent, indent), before=1, keeps=True)


def chunks(translated: Sequence[TranslatedBlock], width: int) -> Iterator[Chunk]:
    """Yield blocks, one chunk each, in lines of `width` cells.

    A list, a list of words and a quotation are between blank lines, but right under a side heading.
    """
    under_heading = False
    for kind, group in groupby(translated, key=_group):
        members = list(group)
        deepest = max(member.block.level for member in members)
        for place, one in enumerate(members):
            if kind == "heading":
                yield heading(one.cells, one.block.level, width)
                continue
            first, rest = _indents(one.block, kind, deepest)
            words = f"{one.number}{BLANK}{one.cells}" if one.number else one.cells
            apart = kind != "paragraph"
            yield Chunk(
                layout.wrapped(words, width, first, rest),
                before=int(apart and place == 0 and not under_heading),
                after=int(apart and place == len(members) - 1),
                keeps=one.block.kind == "term",
            )
        under_heading = kind == "heading"


def _group(one: TranslatedBlock) -> str:
    """Return what a block belongs to: blocks of one list, of one quotation or of a list of words stay together."""
    block = one.block
    if block.kind in LISTED or (block.kind == "paragraph" and block.level):
        return "list"
    return {
        "heading": "heading",
        "quotation": "quotation",
        "source": "quotation",
        "term": "words",
        "definition": "words",
    }.get(block.kind, "paragraph")


def _indents(block: Block, kind: str, deepest: int) -> tuple[int, int]:
    """Return how many blank cells come before the first line of a block, and before the others."""
    if kind == "list":
        rest = 2 * deepest + 2
        return (2 * block.level if block.kind in LISTED else rest + 2), rest
    if kind == "words":
        return (0, 4) if block.kind == "term" else (2, 4)
    if kind == "quotation" and block.marker:
        return QUOTED[1], QUOTED[0]
    return PARAGRAPH if kind == "paragraph" else QUOTED
