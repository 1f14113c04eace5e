"""What a document for a word processor should hold, read from the books: the whole book, one letter or one sheet."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import lxml.html
from lxml.html import HtmlElement

from booklet.checks.files.parity.text_blocks import book_html, nfc_line, read_book
from booklet.checks.files.pdf import expected as print_expected
from booklet.checks.files.pdf.expected import ExpectedPdf, nfkc_line
from booklet.checks.language_sample import ENGLISH
from booklet.errors import BookletError
from booklet.source.booklets import Sheet

LISTS = ("ul", "ol")


@dataclass(frozen=True)
class Expected:
    """A document as it should be found.

    `title`, `language` and `rtl` (whether it runs from right to left) are those of the document. `from_right` are the
    tags of the languages in it that run so. `other` are its words in other languages, in order: pairs of letters
    without white space, and tag. `paragraphs` are those of a letter, in order, each on one line (None: a whole book,
    whose words the check “parity” compares). `sheet` is what the print of a sheet holds, which its document holds too.
    """

    title: str
    language: str
    rtl: bool
    from_right: frozenset[str]
    other: tuple[tuple[str, str], ...]
    paragraphs: tuple[str, ...] | None = None
    sheet: ExpectedPdf | None = None


def of_book(path: Path) -> Expected:
    """Return what the document of a whole book should hold. First of its words are those in the list of contents."""
    book = read_book(path)
    body = _tree(path).find("body")
    cover, titles = body.find("header"), body.findall("main/section/h2")
    order = [cover, *titles, *(part for part in body if part is not cover)]
    rtl = book.direction == "rtl"
    other = tuple(pair for part in order for pair in _words(part, book.language) if pair[1] != book.language)
    return Expected(book.title, book.language, rtl, frozenset({book.language} if rtl else ()), other)


def of_letter(path: Path, english: Path, page: str) -> Expected:
    """Return what the document of a letter should hold, in English whatever the language of the book.

    `path` and `english` are the books in the language of the reader and in English, `page` is the name of the letter's
    page. Raises BookletError if the page is not there, has no letter, or has another number of parts in the language of
    the reader than in English.
    """
    tree = _tree(path)
    tag, rtl = tree.get("lang"), tree.get("dir") == "rtl"
    section = _section(tree, page, path)
    sent = _blocks(section.xpath(".//*[@class='letter-words']")[0])
    meaning = section.xpath(".//*[@class='letter-meaning']")
    own = _blocks(*meaning)
    if meaning and len(own) != len(sent):
        raise BookletError(
            f"The letter on the page “{page}” has {len(sent)} parts in English, and {len(own)} in “{tag}”.",
            "Build the site again.",
            path,
        )
    paragraphs: list[str] = []
    other: list[tuple[str, str]] = []
    for number, block in enumerate(sent):
        paragraphs.append(nfc_line(block.text_content()))
        if tag != ENGLISH and own and not _in_english(own[number]):
            paragraphs.append(nfc_line(own[number].text_content()))
            other += [pair for pair in _words(own[number], tag) if pair[1] != ENGLISH]
    title = nfc_line(_section(_tree(english), page, english).find("h2").text_content())
    return Expected(title, ENGLISH, False, frozenset({tag} if rtl else ()), tuple(other), tuple(paragraphs))


def of_sheet(path: Path, sheet: Sheet) -> Expected:
    """Return what the document of a sheet should hold, from the book that it is made of.

    Raises BookletError if the book is not there.
    """
    book = print_expected.read_tree(path)
    part = print_expected.sheet(book, sheet.page, sheet.parts, sheet.only, sheet.lead)
    other = tuple((letters_of(words), tag) for tag, words in part.languages if tag != part.language)
    from_right = frozenset({part.language} if part.right_to_left else ())
    return Expected(part.title, part.language, part.right_to_left, from_right, other, sheet=part)


def letters_of(words: str) -> str:
    """Return words in one form of Unicode, without white space and the signs that set apart what runs in another
    direction.
    """
    return "".join(nfkc_line(words).split())


def _tree(path: Path) -> HtmlElement:
    return lxml.html.document_fromstring(book_html(path), parser=lxml.html.HTMLParser(encoding="utf-8"))


def _section(tree: HtmlElement, page: str, path: Path) -> HtmlElement:
    found = [one for one in tree.iterfind("body/main/section") if one.get("id") == page]
    if not found or not found[0].xpath(".//*[@class='letter-words']"):
        raise BookletError(f"The book has no letter on a page “{page}”.", "Build the site again.", path)
    return found[0]


def _blocks(*boxes: HtmlElement) -> list[HtmlElement]:
    """Return the paragraphs and the items of lists in a box, in order, without the line over them."""
    found: list[HtmlElement] = []
    for block in (block for box in boxes for block in box if block.get("class") != "letter-name"):
        found += list(block) if block.tag in LISTS else [block]
    return found


def _in_english(block: HtmlElement) -> bool:
    around = block.getparent() if block.getparent().tag in LISTS else None
    return ENGLISH in (block.get("lang"), None if around is None else around.get("lang"))


def _words(element: HtmlElement, tag: str) -> Iterator[tuple[str, str]]:
    """Yield the letters of the words in an element by their languages; `tag` is the language around it."""
    tag = element.get("lang", tag)
    if found := letters_of(element.text or ""):
        yield found, tag
    for child in element:
        yield from _words(child, tag)
        if found := letters_of(child.tail or ""):
            yield found, tag
