"""Makes the book as plain text: for any program or device, and clear to the ear."""

from __future__ import annotations

import textwrap
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from booklet.book.blocks import Block, blocks_of
from booklet.book.tree import isolate, tree_of
from booklet.files import write_whole
from booklet.formats.base import FileInfo, FormatSettings
from booklet.source.placeholders import fill

if TYPE_CHECKING:
    from booklet.book.model import Book

COLUMNS = 72  # TX2
INDENT = 2


def write(book: Book, settings: FormatSettings, target: Path) -> FileInfo:
    """Write the book to `target` as UTF-8 text of at most 72 columns (reference rules TX1 to TX5).

    No setting changes it. Returns no number of pages. Raises BookletError if the book lacks a label.
    """
    tree = tree_of(book)
    isolate(tree)
    section, picture, links = (book.label(name) for name in ("section", "picture", "links"))
    write_whole(text_of(blocks_of(tree), section, picture, links).encode(), target)
    return FileInfo()


def text_of(found: list[Block], section: str, picture: str, links: str) -> str:
    """Return blocks as text.

    `section` and `picture` are labels with {number}, {title} and {description}; `links` is the heading of the list of
    web addresses at the end. A heading stands alone between empty lines; a page is a numbered part.
    """
    lines: list[str] = []
    addresses: list[str] = []
    number = 0
    previous: Block | None = None
    for block in found:
        words = block.text
        if block.kind == "heading" and block.level == 1 and block.page != "imprint":
            number += 1
            words = fill(section, {"number": number, "title": words})
        elif block.kind == "picture":
            words = fill(picture, {"description": words})
        addresses += [address for address in block.links if address not in addresses]
        if lines and not _belong_together(previous, block):
            lines += [""] * (2 if block.kind == "heading" and block.level == 1 else 1)
        lines += _wrapped(block, words)
        previous = block
    if addresses:
        lines += ["", "", links, "", *(f"- {address}" for address in addresses)]
    return "\n".join(lines) + "\n"


def _belong_together(before: Block | None, block: Block) -> bool:
    """Say whether no empty line is between two blocks: items of one list, a word and its meaning."""
    if before is None:
        return False
    return (
        (bool(before.marker) and bool(block.marker))
        or (before.kind, block.kind) == ("term", "definition")
        or (block.kind == "paragraph" and block.level > 0 and before.kind == "item")
    )


def _wrapped(block: Block, words: str) -> Iterator[str]:
    """Yield the lines of a block. A no-break space stays whole until the lines are cut."""
    indent = " " * (INDENT * block.level) if block.kind != "heading" else ""
    lead = f"{block.marker} " if block.marker else ""
    rest = " " * len(lead)
    if _is_wide(words):
        lines = _cut_wide(words, COLUMNS - len(indent) - len(lead))
    else:
        lines = textwrap.wrap(words, COLUMNS - len(indent) - len(lead), break_long_words=False, break_on_hyphens=False)
    for number, line in enumerate(lines or [""]):
        yield (indent + (rest if number else lead) + line.replace("\u00a0", " ")).rstrip()


def _width(letter: str) -> int:
    """Return the columns of a letter (Unicode Standard Annex 11).

    The package wcwidth counts the vowel signs of Malayalam that are beside their letter as nothing, and lines grow
    too long.
    """
    return 0 if unicodedata.combining(letter) else 2 if unicodedata.east_asian_width(letter) in "WF" else 1


def _is_wide(words: str) -> bool:
    """Say whether a text is in a script that is written without spaces."""
    return any(_width(letter) == 2 for letter in words)


def _cut_wide(words: str, columns: int) -> list[str]:
    """Return lines of Chinese text, cut between characters but not inside Latin words, nor before closing signs."""
    pieces: list[str] = []
    for letter in words:
        closing = unicodedata.category(letter) in ("Pe", "Pf", "Po")
        latin = (
            _width(letter) == 1 and letter != " " and pieces and _width(pieces[-1][-1]) == 1 and pieces[-1][-1] != " "
        )
        opened = pieces and unicodedata.category(pieces[-1][-1]) in ("Ps", "Pi")
        if pieces and (closing or latin or opened):
            pieces[-1] += letter
        else:
            pieces.append(letter)
    lines, line, used = [], "", 0
    for piece in pieces:
        width = sum(map(_width, piece))
        if line and used + width > columns:
            lines.append(line.strip())
            line, used = "", 0
        line, used = line + piece, used + width
    return [*lines, line.strip()]
