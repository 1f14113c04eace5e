"""Makes the short booklet: the guide in short on A5 pages to fold, with the diagram across the middle of it."""

from __future__ import annotations

import copy
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from lxml import html as lxml_html
from lxml.etree import SubElement
from lxml.html import HtmlElement
from weasyprint.document import Document

from booklet.book import tree as book_tree
from booklet.book.select import lead_outside
from booklet.formats import fonts
from booklet.formats.base import FileInfo, FormatNotPossibleError, FormatSettings, NoLayoutError
from booklet.formats.print import diagram, folded, layout
from booklet.formats.print.printed import band, divide_cover, page_furniture
from booklet.formats.print.sizes import largest_that_fits
from booklet.source.front_matter import EASY_READ

if TYPE_CHECKING:
    from booklet.book.model import Book

SHEETS = ("base", "diagram", "booklet", "short")
# Pages that it may have: whole sheets of paper. Between the covers, the diagram has the two in the middle
PAGES = (8, 12, 16)
# Points of the running text and of the diagram: as large as fit, and none that could not be read
SIZES = (11.0, 11.5, 12.0, 12.5, 13.0, 13.5, 14.0)
SIZES_OF_DIAGRAM = (8.5, 9.0, 9.5, 10.0, 10.5, 11.0)
# To find the size of the diagram, nothing else is laid out
ONLY_DIAGRAM = ".cover, .back, .page > :not(.middle) { display: none }"


def write(book: Book, settings: FormatSettings, target: Path) -> FileInfo:
    """Write the pages to `target` one by one (variant "pages"), or impose those that are `finished` on A4 sheets.

    Raises FormatNotPossibleError for Easy Read, whose rows need a larger page, and for a book without the guide in
    short or the diagram; NoLayoutError if its words do not fit on 16 pages; BookletError as `pdf.write` does.
    """
    if book.reading == EASY_READ:
        raise FormatNotPossibleError("easy_read_needs_room")
    if settings.variant != folded.PAGES:
        return folded.fold(book, settings, target)
    tree = short_of(book)
    with fonts.configuration(settings.fonts) as font_config:
        furniture = page_furniture(book)

        def lay_out(css: str) -> Document:
            return layout.render(tree, book, settings, SHEETS, furniture + css, font_config)

        document = fitted(lay_out)
        layout.save(document, target)
    return FileInfo(pages=len(document.pages))


def words(book: Book, settings: FormatSettings) -> str:
    """Return the document that the short booklet is made from, with what is in the foot of its pages.

    Raises as `short_of`; FormatNotPossibleError for Easy Read.
    """
    if book.reading == EASY_READ:
        raise FormatNotPossibleError("easy_read_needs_room")
    return page_furniture(book) + lxml_html.tostring(short_of(book), encoding="unicode")


def short_of(book: Book) -> HtmlElement:
    """Return the HTML of the short booklet: front cover, text, diagram, text, back cover.

    Raises FormatNotPossibleError for a book without the page or the diagram; BookletError if it lacks a label.
    """
    tree = book_tree.tree_of(book)
    tree.set("class", "path short")
    body = tree.find("body")
    sections = {section.get("id"): section for section in body.iter("section")}
    short = book.booklet.short
    page = sections.get(short.page) if short else None
    drawn = diagram.drawn_in(body)
    if short is None or page is None or drawn is None:
        raise FormatNotPossibleError("no_diagram")
    heading = next(drawn.iterancestors("section")).find("h2")
    addresses = {name: section.get("data-address") for name, section in sections.items()}
    cover, imprint = book_tree.find(body, "header", "cover"), book_tree.find(body, "footer", "imprint")
    back = back_cover(book, cover, imprint)
    divide_cover(cover)
    band(page)
    middle = lxml_html.Element("section", {"class": "middle"})
    title = SubElement(middle, "h3")
    title.text = heading.text_content()
    middle.append(drawn)
    at = next(child for child in page if child.get("id") == f"{short.page}--{short.diagram_before}")
    at.set("class", "after-middle")
    at.addprevious(middle)
    main = body.find("main")
    for section in list(main):
        if section is not page:
            section.drop_tree()
    body.clear()
    body.extend([cover, main, back])
    lead_outside(body, addresses)
    return tree


def back_cover(book: Book, cover: HtmlElement, imprint: HtmlElement) -> HtmlElement:
    """Return the back cover: contact, the code to the website, a frame for the stamp of a service, and status."""
    back = lxml_html.Element("footer", {"class": "back"})
    contact = SubElement(back, "div", {"class": "contact"})
    lines = imprint.findall("p")
    web = next(line for line in lines if line.find(f"bdi/a[@href='{book.address}']") is not None)
    SubElement(contact, "div").extend([copy.deepcopy(book_tree.find(cover, "p", "service")), web])
    contact.append(layout.qr_code(book))
    stamp = SubElement(back, "div", {"class": "stamp"})
    SubElement(stamp, "p").text = book.label("stamp")
    small = SubElement(back, "div", {"class": "small"})
    # English has no words on its translation. The last line of the imprint is the credit of the pictures
    small.extend([*copy.deepcopy(book_tree.find_each(cover, "p", "date", "status", "translation")), lines[-1]])
    return back


def fitted(lay_out: Callable[[str], Document]) -> Document:
    """Return the booklet on as few sheets as its words need, with the largest letters that fit on these.

    `lay_out` lays it out with the rules of CSS it is given. Raises NoLayoutError if it does not fit on 16 pages.
    """
    drawn = largest_that_fits(
        SIZES_OF_DIAGRAM,
        lambda size: lay_out(f"{ONLY_DIAGRAM} .approach {{ font-size: {size}pt }}"),
        lambda document: diagram.pages_of(document) <= 2,
    )
    if drawn is None:
        raise _too_long()
    of_diagram = f".approach {{ font-size: {drawn[0]}pt }}"
    for pages in PAGES:
        found = largest_that_fits(
            SIZES,
            lambda size: lay_out(f"html {{ font-size: {size}pt }} {of_diagram}"),
            partial(_has_at_most, pages),
        )
        if found is not None and len(found[1].pages) == pages:
            return found[1]
    raise _too_long()


def _has_at_most(pages: int, document: Document) -> bool:
    return len(document.pages) <= pages


def _too_long() -> NoLayoutError:
    return NoLayoutError(
        "The guide in short does not fit on 16 small pages.",
        "Shorten the page that content/booklets.yml names in “short”.",
    )
