"""Which pages of a book are letters, and the parts of a letter: those that have the block `/// letter`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from lxml.html import HtmlElement

from booklet.book import tree as book_tree
from booklet.errors import BookletError

if TYPE_CHECKING:
    from booklet.book.model import Book

# The classes of the block in a book: the words that are sent, what they mean, and the line over that
SENT, MEANING, NAME = "letter-words", "letter-meaning", "letter-name"


@dataclass(frozen=True)
class Letter:
    """A letter: the title of its page, and pairs of a block that is sent and the same in the language of the reader.

    The second of a pair is None in English, and where a block waits for its translation.
    """

    title: str
    blocks: tuple[tuple[HtmlElement, HtmlElement | None], ...]


def pages_with_letters(book: Book) -> tuple[str, ...]:
    """Return the names of the pages that hold a letter, in their order."""
    return tuple(section.get("id") for section in _sections(book) if book_tree.find(section, "div", SENT) is not None)


def letter_of(book: Book, page: str) -> Letter:
    """Return the letter of a page. Raises BookletError if the book has no such page, or the page no letter."""
    section = next((one for one in _sections(book) if one.get("id") == page), None)
    sent = None if section is None else book_tree.find(section, "div", SENT)
    if section is None or sent is None:
        raise BookletError(
            f"The page “{page}” has no letter.", f"The pages with a letter are {', '.join(pages_with_letters(book))}."
        )
    meaning = book_tree.find(section, "div", MEANING)
    own = [None] * len(sent) if meaning is None else [one for one in meaning if one.get("class") != NAME]
    title = " ".join(section.find("h2").text_content().split())
    return Letter(title, tuple(zip(sent, own, strict=True)))


def _sections(book: Book) -> list[HtmlElement]:
    return book_tree.tree_of(book).findall("body/main/section")
