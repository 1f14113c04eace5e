"""Makes a sheet as a print: one page of the guide, or the parts of it that a family takes along, on one side of A4."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from lxml import html as lxml_html
from lxml.etree import SubElement
from lxml.html import HtmlElement
from weasyprint.document import Document
from weasyprint.text.fonts import FontConfiguration

from booklet.book import tree as book_tree
from booklet.formats import fonts
from booklet.formats.base import FileInfo, FormatNotPossibleError, FormatSettings
from booklet.formats.print import layout, printed
from booklet.formats.print.pdf_tags import typed_letters
from booklet.formats.print.sizes import largest_that_fits, one_page
from booklet.formats.sheet_text import SheetText, text_of
from booklet.source.booklets import Sheet

if TYPE_CHECKING:
    from booklet.book.model import Book

STYLES = ("base", "sheet")
# Points of the letters: the largest with which all words fit one page are taken. Letters of 9.5 points are as large as
# those of the notes of the print edition; smaller ones are not made.
SIZES = (9.5, 10.0, 10.75, 11.5, 12.5)
# On a sheet to write on the letters stay, and the lines close up: millimetres from one to the next
WRITTEN_ON, GAPS = 11.0, (5.2, 5.6, 6.0, 6.4, 6.8, 7.6, 8.4)
LINES = 4  # for each item of the meeting record; the first and the last, which ask for a name and a date, have one
NOTES = 14  # under questions


def write(book: Book, settings: FormatSettings, target: Path) -> FileInfo:
    """Write the sheet that `settings.variant` names to `target`, both PDF/UA-1 and PDF/A-2a: one page.

    Raises FormatNotPossibleError if the book lacks the page or a part of it, or if its words do not fit one page with
    letters that can be read; BookletError as `pdf.write` does.
    """
    tree = sheet_of(book, book.booklet.sheets[settings.variant])
    with fonts.configuration(settings.fonts) as font_config:
        layout.save(fitted(tree, book, settings, font_config), target)
    return FileInfo(pages=1)


def words(book: Book, settings: FormatSettings) -> str:
    """Return the document that a sheet is made from; raises as `sheet_of`."""
    return lxml_html.tostring(sheet_of(book, book.booklet.sheets[settings.variant]), encoding="unicode")


def sheet_of(book: Book, sheet: Sheet) -> HtmlElement:
    """Return the HTML of a sheet: title, text and a foot with contact, date, status, and the page's web address.

    Raises FormatNotPossibleError if the book has no such page, or the page lacks a part.
    """
    text = text_of(book, sheet)
    tree, section, title = text.tree, text.section, text.title
    body = tree.find("body")
    on_screen = typed_letters.shows(body.find("main").text_content())
    printed.band(section, "h1")
    if text.record is not None:
        for number, item in enumerate(text.record, 1):
            room = _lines(1 if item in (text.record[0], text.record[-1]) else LINES)
            if on_screen:
                room = [_answer(number, item, room)]
            item.extend(room)
    for number, question in enumerate(section.xpath(".//*[contains(concat(' ', @class, ' '), ' ask ')]//li"), 1):
        _add_box(number, question)
    if sheet.only:
        section.extend(_lines(NOTES))
    body.clear()
    body.extend([section, _foot(text, book)])
    tree.set("class", "sheet")
    tree.find("head/title").text = title
    return tree


def fitted(tree: HtmlElement, book: Book, settings: FormatSettings, font_config: FontConfiguration) -> Document:
    """Return the sheet laid out with the largest letters, or the widest lines to write on, with which it takes one page.

    Raises FormatNotPossibleError if even the smallest do not fit.
    """
    written_on = book_tree.find(tree, "div", "line") is not None

    def lay_out(size: float) -> Document:
        sizes = (WRITTEN_ON, size) if written_on else (size, 0)
        css = "html {{ font-size: {}pt }} .line {{ height: {}mm }}".format(*sizes)
        return layout.render(tree, book, settings, STYLES, css, font_config)

    found = largest_that_fits(GAPS if written_on else SIZES, lay_out, one_page)
    if found is None:
        raise FormatNotPossibleError("not_made", f"The sheet “{settings.variant}” takes more than one page.")
    return found[1]


def _lines(number: int) -> Iterable[HtmlElement]:
    """Return empty lines to write on."""
    return [lxml_html.Element("div", {"class": "line"}) for _ in range(number)]


def _answer(number: int, item: HtmlElement, lines: Iterable[HtmlElement]) -> HtmlElement:
    """Return the room for an answer to an item of the record: lines for a pen, and over them a field for a screen, which
    is named by the words of the item. The field is empty, and prints as the lines do.
    """
    room = lxml_html.Element("div", {"class": "answer"})
    room.extend(lines)
    SubElement(room, "textarea", {"name": f"answer-{number}", "title": _words(item)})
    return room


def _add_box(number: int, question: HtmlElement) -> None:
    """Put a box to tick before a question, which is named by the words of the question."""
    box = lxml_html.Element("input", {"type": "checkbox", "name": f"question-{number}", "title": _words(question)})
    box.tail, question.text = question.text, None
    question.insert(0, box)


def _words(element: HtmlElement) -> str:
    return " ".join(element.text_content().split())


def _foot(text: SheetText, book: Book) -> HtmlElement:
    """Return the foot: contact, date, status and what is said of the translation; then the web address of the page, and
    the code, which leads to the start page of the book, as its alternative text says.
    """
    foot = lxml_html.Element("footer", {"class": "foot"})
    words = SubElement(foot, "div", {"class": "words"})
    words.extend([*text.foot, text.address_line()])
    foot.append(layout.qr_code(book))
    return foot
