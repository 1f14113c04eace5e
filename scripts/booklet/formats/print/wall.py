"""What all prints for a wall share: letters that are read from a few steps away, and a foot with a code for a phone."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from lxml import html as lxml_html
from lxml.etree import SubElement
from lxml.html import HtmlElement

from booklet.book import tree as book_tree
from booklet.formats.print import layout

if TYPE_CHECKING:
    from booklet.book.model import Book

# Points, on A4: nothing on a wall has smaller letters
SMALLEST = 18.0
# An A3 page is an A4 page √2 times as wide and as high (ISO 216): everything on it grows by that.
GROWTH = {"A4": 1.0, "A3": 2**0.5}
LAST_WORDS = re.compile(r"(\S+ )?\S+$")
NO_BREAK, NO_BREAK_HYPHEN = "\N{NO-BREAK SPACE}", "\N{NON-BREAKING HYPHEN}"


def letters(size: float, paper: str) -> str:
    """Return the CSS for letters of `size` points on A4, and in proportion on larger paper.

    The size of `html` is that of every other length. A language may set its text a little larger (styles/base.css), and
    that is not wanted here, where every line counts.
    """
    return f"html {{ font-size: {size * GROWTH[paper]:.3f}pt }} body:lang(ar) {{ font-size: 1em }}"


def move_words(source: HtmlElement, target: HtmlElement) -> None:
    """Move the words of an element, with the elements inside and the language that they are marked with, to another."""
    target.text = source.text
    target.extend(list(source))
    for name in ("lang", "dir"):
        if source.get(name):
            target.set(name, source.get(name))


def keep_last_words(element: HtmlElement) -> None:
    """Let no word stand alone on the last line of an element: a space that does not break joins its last two words, and
    so does a hyphen in them. Hungarian puts an ending to a foreign word with one.
    """
    *_, last = element.xpath(".//text()")
    words = LAST_WORDS.sub(lambda end: end[0].replace(" ", NO_BREAK).replace("-", NO_BREAK_HYPHEN), last)
    if last.is_tail:
        last.getparent().tail = words
    else:
        last.getparent().text = words


def foot(cover: HtmlElement, book: Book, address: str) -> HtmlElement:
    """Return the foot: the code that leads to a page, its address in words, and from the cover contact, date, status
    and what is said of the translation. Raises BookletError if the book lacks a label.
    """
    made = lxml_html.Element("footer", {"class": "foot"})
    made.append(layout.qr_code(book, address))
    words = SubElement(made, "div", {"class": "words"})
    before, after = book.label("page_address").split("{address}")
    place = SubElement(words, "p", {"class": "address"})
    place.text = before
    bdi = SubElement(place, "bdi", {"dir": "ltr"})
    # As people type it
    SubElement(bdi, "a", {"href": address}).text = address.removeprefix("https://")
    bdi.tail = after
    words.extend(book_tree.find_each(cover, "p", "service", "date", "status", "translation"))
    return made
