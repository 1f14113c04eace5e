"""Makes a sheet as a Word document to type into: boxes that can be ticked, and room under what a record asks for."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from lxml import etree
from lxml import html as lxml_html
from lxml.html import HtmlElement

from booklet.files import write_whole, zipped
from booklet.formats import word
from booklet.formats.base import FileInfo, FormatSettings
from booklet.formats.sheet_text import SheetText, text_of
from booklet.formats.word import docx
from booklet.formats.word.details import Details
from booklet.formats.word.docx import NAMES, w
from booklet.formats.word.plain import plain
from booklet.formats.word.styles import STYLES, Style
from booklet.source.booklets import AS_WORD

if TYPE_CHECKING:
    from booklet.book.model import Book

W14 = "http://schemas.microsoft.com/office/word/2010/wordml"
BOX, TICKED = "☐", "☒"
TASKS = "tasks"  # the class of a list of questions to take
# A sheet is to be one page, in languages with long words too. Its letters are as large as those of a book, but lines,
# margins, headings and what is between paragraphs are less.
LINE, MARGIN, CLOSER = 1.0, 12, 0.4
SIZES = {"Heading 1": 1.4, "Heading 2": 1.15, "Heading 3": 1.05, "Lead": 1.0}
ANSWER = "Answer"
SHEET_STYLES = (
    *(
        replace(
            style,
            size=SIZES.get(style.name, style.size),
            before=style.before * CLOSER,
            after=style.after * CLOSER,
            page=False,
        )
        for style in STYLES
        if style.name not in ("Record", "Cover Line")
    ),
    Style("Record", before=4, after=2, bold=True, keep=True),
    Style("Foot Start", before=8, after=0, bold=True),
    Style("Cover Line", after=0),
    Style(ANSWER, after=0),
)
# Twentieths of a point: room for four lines by hand; for the first and the last item, a name and a date, one
ROOM, ROOM_OF_ONE_LINE = 1000, 400


def write(book: Book, settings: FormatSettings, target: Path) -> FileInfo:
    """Write the sheet that `settings.variant` names to `target` as a docx of A4 pages. Same book, same bytes.

    Raises FormatNotPossibleError if the book lacks its page or a part of it, BookletError where a picture or a label is
    missing.
    """
    text = text_of(book, book.booklet.sheets[settings.variant.removesuffix(AS_WORD)])
    details = replace(Details.of(book, settings), title=text.title, description="", line=LINE, margin=MARGIN)
    words = plain(_document_of(text))
    _mark_tasks(words)
    alternatives = [image.get("alt", "") for image in words.iter("img")]
    made = word.pandoc(words, book.folder, "docx")
    files = docx.postprocess(made, details, alternatives, SHEET_STYLES)
    document = etree.fromstring(files["word/document.xml"])
    files["word/numbering.xml"], ticked = _without_signs(files["word/numbering.xml"])
    for paragraph in list(document.iter(w("p"))):
        if _number_of(paragraph) in ticked:
            _add_box(paragraph)
    items = [one for one in document.iter(w("p")) if one.find("w:pPr/w:pStyle[@w:val='Record']", NAMES) is not None]
    for item in items:
        item.addnext(_room(item, details, ROOM_OF_ONE_LINE if item in (items[0], items[-1]) else ROOM))
    files["word/document.xml"] = etree.tostring(document, xml_declaration=True, encoding="UTF-8", standalone=True)
    write_whole(zipped(word.in_order(files, word.KINDS["docx"].first)), target)
    return FileInfo()


def _document_of(text: SheetText) -> HtmlElement:
    """Return a sheet as a document of its own: the text without the picture beside the title, then the foot.

    What is asked for is no list any more, as the room to write comes between; questions to take are a list of tasks.
    """
    section = text.section
    if name := section.attrib.pop("id", ""):
        section.find("h1").set("id", name)
    for picture in section.find_class("title-picture"):
        picture.drop_tree()
    if text.record is not None:
        text.record.tag = "div"
        for item in text.record:
            item.tag = "p"
    for panel in section.find_class("ask"):
        for questions in panel.iter("ul"):
            questions.set("class", TASKS)
    for first in text.foot[:1]:
        first.set("class", "foot-start")
    tree = lxml_html.document_fromstring("<html><body></body></html>")
    tree.find("body").extend([section, *text.foot, text.address_line()])
    return tree


def _mark_tasks(words: HtmlElement) -> None:
    """Begin each question to take with a box: pandoc takes it for the sign of a list of tasks."""
    for item in words.xpath(f"//ul[@class='{TASKS}']/li"):
        first = next(item.iter("p"), item)
        first.text = f"{BOX} {first.text or ''}"


def _without_signs(numbering: bytes) -> tuple[bytes, frozenset[str]]:
    """Take the sign from the lists of tasks: each item has a box of its own. Return the numbers of these lists too."""
    root = etree.fromstring(numbering)
    kinds = set()
    for text in list(root.iter(w("lvlText"))):
        if text.get(w("val")) == BOX:
            text.set(w("val"), "")
            # In the order of the schema (CT_Lvl): before the sign. The box is where that would be
            suffix = etree.Element(w("suff"))
            suffix.set(w("val"), "nothing")
            text.addprevious(suffix)
            kinds.add(text.getparent().getparent().get(w("abstractNumId")))
    lists = frozenset(
        number.get(w("numId"))
        for number in root.iter(w("num"))
        if number.find("w:abstractNumId", NAMES).get(w("val")) in kinds
    )
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True), lists


def _number_of(paragraph: etree._Element) -> str | None:
    number = paragraph.find("w:pPr/w:numPr/w:numId", NAMES)
    return None if number is None else number.get(w("val"))


def _add_box(paragraph: etree._Element) -> None:
    """Put a box that a click ticks before the words of a paragraph (content control, [MS-DOCX] 2.6.1.4 checkbox)."""
    control = etree.Element(w("sdt"))
    state = etree.SubElement(etree.SubElement(control, w("sdtPr")), f"{{{W14}}}checkbox", nsmap={"w14": W14})
    for name, value in (("checked", "0"), ("checkedState", TICKED), ("uncheckedState", BOX)):
        etree.SubElement(state, f"{{{W14}}}{name}").set(f"{{{W14}}}val", value if name == "checked" else _code(value))
    run = etree.SubElement(etree.SubElement(control, w("sdtContent")), w("r"))
    gap = etree.Element(w("r"))
    for part in (run, gap):
        part.extend(_language_of(paragraph))
    etree.SubElement(run, w("t")).text = BOX
    etree.SubElement(gap, w("tab"))
    properties = paragraph.find("w:pPr", NAMES)
    properties.addnext(control)
    control.addnext(gap)


def _code(sign: str) -> str:
    return f"{ord(sign):04X}"


def _language_of(paragraph: etree._Element) -> Iterator[etree._Element]:
    """Yield the properties of a run in the language of a paragraph, where all its words are in another than the text."""
    runs = [run.find("w:rPr/w:lang", NAMES) for run in paragraph.iter(w("r"))]
    if runs and all(language is not None for language in runs):
        properties = etree.Element(w("rPr"))
        properties.append(copy.deepcopy(runs[0]))
        yield properties


def _room(item: etree._Element, details: Details, height: int) -> etree._Element:
    """Return a frame to write in under an item of the record, which grows with what is typed: a table of one cell.

    It has the words of the item as its title, for people who do not see what it is under, and counts its one row as its
    head. `height` is the least, in twentieths of a point.
    """
    table = etree.Element(w("tbl"))
    width = str(docx.text_width(details))
    properties = etree.SubElement(table, w("tblPr"))
    if details.direction == "rtl":
        etree.SubElement(properties, w("bidiVisual"))
    _add(properties, "tblW", w="5000", type="pct")
    borders = etree.SubElement(properties, w("tblBorders"))
    for side in ("top", "left", "bottom", "right"):
        _add(borders, side, val="single", sz="8", space="0", color=details.heading)
    _add(properties, "tblCaption", val=" ".join("".join(item.itertext(w("t"))).split()))
    _add(etree.SubElement(table, w("tblGrid")), "gridCol", w=width)
    row = etree.SubElement(table, w("tr"))
    row_properties = etree.SubElement(row, w("trPr"))
    _add(row_properties, "trHeight", val=str(height), hRule="atLeast")
    etree.SubElement(row_properties, w("tblHeader"))
    cell = etree.SubElement(row, w("tc"))
    _add(etree.SubElement(cell, w("tcPr")), "tcW", w=width, type="dxa")
    paragraph = etree.SubElement(etree.SubElement(cell, w("p")), w("pPr"))
    _add(paragraph, "pStyle", val=ANSWER)
    if details.direction == "rtl":
        etree.SubElement(paragraph, w("bidi"))
    return table


def _add(parent: etree._Element, name: str, **values: str) -> None:
    element = etree.SubElement(parent, w(name))
    for key, value in values.items():
        element.set(w(key), value)
