"""Marks the sentences of a document with elements of their own, so that each can be shown while it is heard.

The words come from the book twice: as its document, and as the sentences that a voice reads. Both are the same letters
in the same order, so a sentence is found by its letters alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from lxml import html as lxml_html
from lxml.html import HtmlElement

from booklet.book.characters import count_characters
from booklet.errors import BookletError
from booklet.formats.epub.texts import texts_of

# The most letters that a voice says in another way than they are written: the number before an item
NUMBER = 3


@dataclass(frozen=True)
class Line:
    """What a voice reads: the words of the book, the block that they belong to, whether they are the words for a
    picture.
    """

    text: str
    block: int
    is_picture: bool = False


@dataclass(frozen=True)
class Shown:
    """An element that is shown while lines are heard: its id, and the lines from `first` to before `end`."""

    id: str
    first: int
    end: int


@dataclass(frozen=True)
class _Found:
    """A line in the letters of the document: from `begin` to before `end`."""

    line: int
    begin: int
    end: int


def mark_sentences(body: HtmlElement, lines: Sequence[Line]) -> list[Shown]:
    """Mark every line in a document, and return the elements to show, in the order of the document.

    Lines that cannot be told apart by elements (a link that holds the end of one and the start of the next) share one.
    Raises BookletError where a line is not in the document, or words of it are in no line.
    """
    shown = list(_pictures(body, lines))
    found = _find(body, lines)
    for _, group in groupby(found, key=lambda one: lines[one.line].block):
        shown += _mark_block(body, list(group))
    order = {element.get("id"): number for number, element in enumerate(body.iter())}
    return sorted(shown, key=lambda one: order[one.id])


def _pictures(body: HtmlElement, lines: Sequence[Line]) -> Iterator[Shown]:
    images = [image for image in body.iter("img") if image.get("alt")]
    spoken = [number for number, line in enumerate(lines) if line.is_picture]
    if [" ".join(image.get("alt").split()) for image in images] != [lines[number].text for number in spoken]:
        raise BookletError(
            "The pictures of the e-book are not those that the voice describes.",
            "Both come from the book: look in scripts/booklet/book/blocks.py.",
        )
    for image, number in zip(images, spoken, strict=True):
        image.set("id", image.get("id") or f"picture-{number}")
        yield Shown(image.get("id"), number, number + 1)


def _squeezed(text: str) -> str:
    return "".join(text.split())


def _find(body: HtmlElement, lines: Sequence[Line]) -> list[_Found]:
    whole = _squeezed(body.text_content())
    found: list[_Found] = []
    at = 0
    for number, line in enumerate(lines):
        if line.is_picture:
            continue
        words = _squeezed(line.text)
        begin = whole.find(words, at, at + NUMBER + len(words))
        if begin < 0:
            there = whole[at : at + len(words)]
            raise BookletError(
                f"The voice reads “{line.text}”, and the e-book has “{there}” there.",
                "Both come from the book: look in scripts/booklet/book/blocks.py.",
            )
        found.append(_Found(number, at, begin + len(words)))
        at = begin + len(words)
    if at != len(whole):
        raise BookletError(f"No voice reads “{whole[at : at + 40]}”.", "Look in scripts/booklet/book/blocks.py.")
    return found


def _mark_block(body: HtmlElement, found: Sequence[_Found]) -> list[Shown]:
    """Mark the lines of one block: they are in one element, which is filled anew."""
    holder, before = _holder(body, found[0].begin, found[-1].end)
    pieces = list(_pieces(holder))
    edges = _edges(pieces, before)
    groups: list[list[_Found]] = []
    for one in found:
        if groups and one.begin not in edges:
            groups[-1].append(one)
        else:
            groups.append([one])
    shown = [Shown(f"sentence-{group[0].line}", group[0].line, group[-1].line + 1) for group in groups]
    spans = [(group[0].begin, group[-1].end, one.id) for group, one in zip(groups, shown, strict=True)]
    _fill(holder, pieces, before, spans)
    return shown


def _holder(body: HtmlElement, begin: int, end: int) -> tuple[HtmlElement, int]:
    """Return the innermost element with all letters from `begin` to before `end`, and the number of letters before."""
    at, holders = 0, []
    starts: dict[HtmlElement, int] = {}
    for text in texts_of(body):
        count = count_characters(text.words)
        for element in (text.holder, *text.holder.iterancestors()):
            starts.setdefault(element, at)
        if count and at < end and at + count > begin:
            holders.append([text.holder, *text.holder.iterancestors()])
        at += count
    shared = next(element for element in holders[0] if all(element in others for others in holders))
    return shared, starts[shared]


def _pieces(holder: HtmlElement) -> Iterator[str | HtmlElement]:
    """Yield what is directly in an element: words and elements, in order."""
    if holder.text:
        yield holder.text
    for child in holder:
        yield child
        if child.tail:
            yield child.tail


def _length(piece: str | HtmlElement) -> int:
    return count_characters(piece if isinstance(piece, str) else piece.text_content())


def _edges(pieces: Sequence[str | HtmlElement], before: int) -> set[int]:
    """Return the numbers of the letters before which a sentence can begin: not inside an element."""
    edges: set[int] = set()
    at = before
    for piece in pieces:
        length = _length(piece)
        edges.update(range(at, at + length) if isinstance(piece, str) else (at,))
        at += length
    return edges


def _fill(
    holder: HtmlElement, pieces: Sequence[str | HtmlElement], before: int, spans: Sequence[tuple[int, int, str]]
) -> None:
    """Fill an element with its pieces, those from the first to the last letter of a span inside an element for it."""
    for child in list(holder):
        child.tail = None
        holder.remove(child)
    holder.text = None
    waiting, at, target = list(spans), before, holder

    def add(piece: str | HtmlElement) -> None:
        if not isinstance(piece, str):
            target.append(piece)
        elif len(target):
            target[-1].tail = (target[-1].tail or "") + piece
        else:
            target.text = (target.text or "") + piece

    for piece in pieces:
        for part in piece if isinstance(piece, str) else (piece,):
            length = _length(part)
            if length and waiting and target is holder and at == waiting[0][0]:
                target = lxml_html.Element("span", id=waiting[0][2])
                holder.append(target)
            add(part)
            at += length
            if length and target is not holder and at == waiting[0][1]:
                waiting.pop(0)
                target = holder
