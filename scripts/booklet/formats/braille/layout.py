"""Lays cells out in lines and pages. Measures are in cells and lines; a line is a string of Unicode cells."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from booklet.formats.braille.cells import BLANK, BREAK, JOINED

# Blank cells at each side of a centred heading (Braille Formats 4.4)
CENTRE_MARGIN = 3


@dataclass(frozen=True)
class Chunk:
    """Lines that follow each other. `before` and `after` are the blank lines that it wants around it.

    `keeps` says that it may not end a page: a heading stays with what follows.
    """

    lines: tuple[str, ...]
    before: int = 0
    after: int = 0
    keeps: bool = False


def wrapped(text: str, width: int, first: int = 0, rest: int = 0) -> tuple[str, ...]:
    """Return the lines of a text, the first indented by `first` cells and the others by `rest`.

    A word longer than a line is cut at a BREAK, or where the line is full.
    """
    lines: list[str] = []
    line, indent = "", first
    for word in text.split(BLANK):
        whole = word.replace(BREAK, "")
        room = width - indent
        if line and len(line) + 1 + len(whole) <= room:
            line += BLANK + whole
            continue
        if line:
            lines.append(BLANK * indent + line)
            indent = rest
        *full, line = _cut(word, width - indent, width - rest)
        for part in full:
            lines.append(BLANK * indent + part)
            indent = rest
    lines.append(BLANK * indent + line)
    return tuple(one.replace(JOINED, BLANK) for one in lines)


def _cut(word: str, first: int, rest: int) -> list[str]:
    """Return the parts of a word: one of at most `first` cells, the others of at most `rest`."""
    whole, room = word.replace(BREAK, ""), first
    parts = word.split(BREAK) if len(whole) > room else [whole]
    lines = [""]
    for part in parts:
        if lines[-1] and len(lines[-1]) + len(part) > room:
            lines.append("")
            room = rest
        while len(lines[-1]) + len(part) > room:
            free = room - len(lines[-1])
            lines[-1] += part[:free]
            part, room = part[free:], rest
            lines.append("")
        lines[-1] += part
    return lines


def centred(text: str, width: int) -> tuple[str, ...]:
    """Return the lines of a text in the middle of the page."""
    return tuple(BLANK * ((width - len(line)) // 2) + line for line in wrapped(text, width - 2 * CENTRE_MARGIN))


def pages(chunks: Iterable[Chunk], height: int) -> list[list[tuple[str, int]]]:
    """Return pages of at most `height` lines, each line with the number of its chunk (−1: a blank line).

    No page begins or ends with a blank line, and none ends with a chunk that keeps with the next.
    """
    done: list[list[tuple[str, int]]] = [[]]
    held: list[tuple[str, int]] = []  # headings, until the first line of what follows
    gap = held_gap = 0  # blank lines before the next chunk, and before what is held
    for number, chunk in enumerate(chunks):
        if not chunk.lines:
            continue
        gap = max(gap, chunk.before)
        lines = [(line, number) for line in chunk.lines]
        if not held:
            held_gap = gap
        together = [*held, *[("", -1)] * (gap if held else 0)]
        gap = chunk.after
        if chunk.keeps:
            held = [*together, *lines]
            continue
        _add(done, [*together, lines[0]], held_gap, height)
        for line in lines[1:]:
            _add(done, [line], 0, height)
        held = []
    if held:
        _add(done, held, held_gap, height)
    return done


def _add(done: list[list[tuple[str, int]]], lines: Sequence[tuple[str, int]], space: int, height: int) -> None:
    """Put lines that belong together on the last page, after blank lines, or on a new page."""
    page = done[-1]
    if not page:
        page.extend(lines)
    elif len(page) + space + len(lines) <= height:
        page.extend([*[("", -1)] * space, *lines])
    else:
        done.append(list(lines))
