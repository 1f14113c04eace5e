"""Makes a sheet for a wall that leads to one page of the guide: its title, one sentence and a large code for a phone."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from lxml import html as lxml_html
from lxml.etree import SubElement
from lxml.html import HtmlElement
from weasyprint.document import Document

from booklet.book import tree as book_tree
from booklet.errors import BookletError
from booklet.formats import fonts
from booklet.formats.base import FileInfo, FormatNotPossibleError, FormatSettings
from booklet.formats.print import layout, wall
from booklet.formats.print.sizes import largest_that_fits, one_page

if TYPE_CHECKING:
    from booklet.book.model import Book

STYLES = ("base", "wall", "qr-sheet")
# Points of the letters on A4, and the edge of the code as so many times their height: the last pair with which all words
# fit one page is taken. The smallest code has an edge of 63 millimetres.
SIZES = ((wall.SMALLEST, 10), (wall.SMALLEST, 12), (wall.SMALLEST, 15), (19.0, 15), (20.0, 15), (21.0, 15), (22.0, 15))


def write(book: Book, settings: FormatSettings, target: Path) -> FileInfo:
    """Write the sheet for the one page of `book` to `target`, both PDF/UA-1 and PDF/A-2a: one page of A4.

    Raises BookletError if the book has more than one page, and as `pdf.write` does; FormatNotPossibleError if its words
    do not fit one sheet with letters that can be read from a few steps away.
    """
    tree = sheet_of(book)
    with fonts.configuration(settings.fonts) as font_config:

        def lay_out(sizes: tuple[float, float]) -> Document:
            letters, code = sizes
            css = f"{wall.letters(letters, settings.paper)} .foot .qr-code {{ width: {code}em; height: {code}em }}"
            return layout.render(tree, book, settings, STYLES, css, font_config)

        found = largest_that_fits(SIZES, lay_out, one_page)
        if found is None:
            raise FormatNotPossibleError("not_made", "The title and the sentence take more than one sheet.")
        layout.save(found[1], target)
    return FileInfo(pages=1)


def sheet_of(book: Book) -> HtmlElement:
    """Return the HTML of the sheet: the page's title, in English too, the sentence under it, and the foot of a wall.

    Raises BookletError if the book has more than one page, or lacks a label.
    """
    tree = book_tree.tree_of(book)
    body = tree.find("body")
    section = _only_page(body)
    address = section.get("data-address") or book.address
    top = lxml_html.Element("header", {"class": "top"})
    title = SubElement(top, "h1")
    wall.move_words(section.find("h2"), title)
    words = " ".join(title.text_content().split())
    if book.english:
        english = " ".join(_only_page(book_tree.tree_of(book.english)).find("h2").text_content().split())
        if english != words:
            name = {"class": "english", "lang": book.english.language, "dir": book.english.direction}
            SubElement(top, "p", name).text = english
    wall.move_words(book_tree.find(section, "p", "lead"), SubElement(top, "p", {"class": "sentence"}))
    foot = wall.foot(book_tree.find(body, "header", "cover"), book, address)
    body.clear()
    body.extend([top, foot])
    tree.set("class", "qr-sheet")
    tree.find("head/title").text = words
    return tree


def _only_page(tree: HtmlElement) -> HtmlElement:
    """Return the one page of a book as its section; raises BookletError where there are more."""
    sections = [section for section in tree.iter("section") if "page" in section.get("class", "").split()]
    if len(sections) != 1:
        raise BookletError(
            "A sheet with a QR code leads to one page.", "Name it: --pages if-the-school-says-no, for example."
        )
    return sections[0]
