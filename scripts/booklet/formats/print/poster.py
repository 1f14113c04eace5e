"""Makes a poster of the graduated approach: the book's diagram on one landscape page, A4 or A3."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from lxml import html as lxml_html
from lxml.etree import SubElement
from lxml.html import HtmlElement
from weasyprint.document import Document
from weasyprint.text.fonts import FontConfiguration

from booklet.book import tree as book_tree
from booklet.book.select import lead_outside
from booklet.formats import fonts
from booklet.formats.base import FileInfo, FormatNotPossibleError, FormatSettings
from booklet.formats.print import diagram, layout
from booklet.formats.print.sizes import largest_that_fits, one_page

if TYPE_CHECKING:
    from booklet.book.model import Book

SHEETS = ("base", "diagram", "poster")
SMALLEST = 8.5  # points, on A4: smaller letters cannot be read at arm's length
# Most letters of Malayalam are as high as Latin capitals, so that 8 points of it look larger than 8.5 points of Latin
SMALLEST_OF = {"ml": 8.0}
LARGEST = 12.0
STEP = 0.25
# An A3 page is an A4 page √2 times as wide and as high (ISO 216): everything on it grows by that.
GROWTH = {"A4": 1.0, "A3": 2**0.5}


def write(book: Book, settings: FormatSettings, target: Path) -> FileInfo:
    """Write the poster on `settings.paper` to `target`, both PDF/UA-1 and PDF/A-2a: one page.

    The letters are as large as fit. Raises FormatNotPossibleError if the book has no diagram, or if its words are too
    long for letters that can be read; BookletError as `pdf.write` does.
    """
    tree = poster_of(book)
    with fonts.configuration(settings.fonts) as font_config:
        layout.save(largest(tree, book, settings, font_config), target)
    return FileInfo(pages=1)


def poster_of(book: Book) -> HtmlElement:
    """Return the HTML of the poster: heading, diagram and a foot with date, contact, status and web address.

    Raises FormatNotPossibleError if the book has no diagram.
    """
    tree = book_tree.tree_of(book)
    tree.set("class", "poster")
    body = tree.find("body")
    drawn = diagram.drawn_in(body)
    if drawn is None:
        raise FormatNotPossibleError("no_diagram")
    heading = next(drawn.iterancestors("section")).find("h2")
    lead_outside(drawn, {s.get("id"): s.get("data-address") for s in body.iter("section")})
    cover = book_tree.find(body, "header", "cover")
    foot = lxml_html.Element("footer", {"class": "foot"})
    words = SubElement(foot, "div", {"class": "words"})
    words.extend(book_tree.find_each(cover, "p", "service", "date", "status", "translation"))
    foot.append(layout.qr_code(book))
    heading.tag = "h1"
    heading.tail = None
    body.clear()
    body.extend([heading, drawn, foot])
    tree.find("head/title").text = "".join(heading.itertext())
    return tree


def largest(tree: HtmlElement, book: Book, settings: FormatSettings, font_config: FontConfiguration) -> Document:
    """Return the poster laid out with the largest letters with which it takes one page.

    Raises FormatNotPossibleError if even the smallest do not fit.
    """
    smallest = SMALLEST_OF.get(book.language, SMALLEST)
    sizes = [smallest + step * STEP for step in range(int((LARGEST - smallest) / STEP) + 1)]
    found = largest_that_fits(sizes, lambda size: lay_out(tree, book, settings, size, font_config), one_page)
    if found is None:
        raise FormatNotPossibleError("poster_too_small")
    return found[1]


def lay_out(
    tree: HtmlElement, book: Book, settings: FormatSettings, size: float, font_config: FontConfiguration
) -> Document:
    """Return the poster laid out with letters of `size` points on A4, and in proportion on larger paper."""
    css = f"@page {{ size: {settings.paper} landscape }} html {{ font-size: {size * GROWTH[settings.paper]:.3f}pt }}"
    return diagram.with_room(lambda more: layout.render(tree, book, settings, SHEETS, css + more, font_config))
