"""Marks in the text where each page of the print edition begins, so that readers of both can find the same place.

EPUB Accessibility 1.1, 4.1.3: marks and a list of pages belong together, and their source is named. The numbers are
those of the A4 PDF of the same book, page by page, also where a page begins in the middle of a paragraph.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from lxml import html as lxml_html
from lxml.html import HtmlElement

from booklet.book.characters import count_characters
from booklet.errors import BookletError
from booklet.formats.epub.parts import SpineItem
from booklet.formats.epub.texts import Text, texts_of

ROLE = "doc-pagebreak"
# Elements that hold only blocks or items, and elements in which a mark can come before the words
HOLDS_NO_WORDS = {
    "body",
    "main",
    "section",
    "header",
    "footer",
    "ul",
    "ol",
    "dl",
    "table",
    "thead",
    "tbody",
    "tr",
    "figure",
}
HOLDS_WORDS = {"p", "li", "dt", "dd", "div", "blockquote", "figcaption", "th", "td", "caption"}


@dataclass(frozen=True)
class _Place:
    """A letter in a part: the text that it is in, and where there."""

    part: SpineItem
    text: Text
    at: int


@dataclass(frozen=True)
class PageBreak:
    """Where a page begins: its number on paper, and the address of its mark ("plan.xhtml#page-7")."""

    number: int
    address: str


def mark_pages(parts: Sequence[SpineItem], on_pages: Sequence[int], contents: str) -> list[PageBreak]:
    """Put a mark into the parts where each page of the print edition begins, and return the pages in order.

    `on_pages` is how many letters of the book are on each page. A page without any is that of the contents: it
    begins where the document `contents` ("nav.xhtml") does, whose mark its maker has to put there.
    Raises BookletError unless every letter of the book is on one page.
    """
    printed, there = sum(on_pages), sum(count_characters(part.body.text_content()) for part in parts)
    if printed != there:
        raise BookletError(
            f"The print edition shows {printed} letters and the book has {there}: no page can be marked.",
            "Look in scripts/booklet/formats/print for words that a style sheet hides or repeats.",
        )
    numbers = [number for number, count in enumerate(on_pages, 1) if count]
    places = dict(zip(numbers, _places(parts, _starts(on_pages)), strict=True))
    # From the last to the first: a mark cuts its text off, and what is before it stays as it was
    for number, place in reversed(places.items()):
        _insert(place, page_mark(number))
    return [
        PageBreak(number, f"{places[number].part.path if count else contents}#{_id(number)}")
        for number, count in enumerate(on_pages, 1)
    ]


def page_mark(number: int) -> HtmlElement:
    """Return the mark of a page: nothing to see, a number to hear (DPUB-ARIA 1.1, doc-pagebreak)."""
    element = lxml_html.Element("span")
    for name, value in (("id", _id(number)), ("role", ROLE), ("aria-label", str(number))):
        element.set(name, value)
    return element


def _id(number: int) -> str:
    return f"page-{number}"


def _starts(on_pages: Sequence[int]) -> Iterator[int]:
    """Yield, for each page with letters, the number of the letters before it."""
    before = 0
    for count in on_pages:
        if count:
            yield before
        before += count


def _places(parts: Sequence[SpineItem], starts: Iterable[int]) -> Iterator[_Place]:
    """Yield the places of the letters with these numbers, which rise."""
    numbers = iter(starts)
    wanted, seen = next(numbers, None), 0
    for part in parts:
        for text in texts_of(part.body):
            for at, character in enumerate(text.words):
                if character.isspace():
                    continue
                if seen == wanted:
                    yield _Place(part, text, at)
                    wanted = next(numbers, None)
                seen += 1


def _insert(place: _Place, new: HtmlElement) -> None:
    """Put a new element before a letter; before the whole of a block that begins with it, its picture too."""
    text, at = place.text, place.at
    if count_characters(text.words[:at]) or text.is_tail:
        rest, new.tail = text.words[:at], text.words[at:]
        if text.is_tail:
            text.element.tail = None
            text.element.addnext(new)
            text.element.tail = rest
        else:
            text.element.text = rest
            text.element.insert(0, new)
        return
    first = text.element
    while (
        first is not place.part.body and first.getparent().tag not in HOLDS_NO_WORDS and not _characters_before(first)
    ):
        first = first.getparent()
    if first.tag in HOLDS_WORDS:
        new.tail, first.text = first.text, None
        first.insert(0, new)
    else:
        first.addprevious(new)


def _characters_before(element: HtmlElement) -> int:
    """Return how many letters are in the parent before an element."""
    parent = element.getparent()
    before = [
        parent.text or "",
        *(one.text_content() + (one.tail or "") for one in element.itersiblings(preceding=True)),
    ]
    return sum(map(count_characters, before))
