"""Makes a letter to send as a Word document: its English words, and under each part the reader's own language.

The document is small enough to be written without pandoc, which would take much longer: there is one for every letter
and language.
"""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

import pypandoc
from lxml import etree
from lxml.html import HtmlElement

from booklet.errors import BookletError
from booklet.files import write_whole, zipped
from booklet.formats.base import FileInfo, FormatSettings
from booklet.formats.letters import letter_of, pages_with_letters
from booklet.formats.word import docx
from booklet.formats.word.details import Details
from booklet.formats.word.docx_styles import identity
from booklet.formats.word.styles import Style

if TYPE_CHECKING:
    from booklet.book.model import Book

INDENT = 17  # points
# The subject is a heading, of the size that a letter has
STYLES = (
    Style("Normal"),
    Style("Body Text"),
    Style("Heading 1", 1.35, after=12, bold=True, outline=1, keep=True),
    Style("List Bullet", after=4),
    Style("Meaning", after=12, frame="bar", indent=INDENT),
    Style("Meaning of Heading", after=12, bold=True, frame="bar", indent=INDENT),
    Style("Footer", after=0),
)
LISTS = ("ul", "ol")
NUMBERING = (
    f'<w:numbering xmlns:w="{docx.W}"><w:abstractNum w:abstractNumId="0"><w:multiLevelType w:val="singleLevel"/>'
    '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="bullet"/><w:lvlText w:val="•"/><w:lvlJc w:val="left"/>'
    f'<w:pPr><w:ind w:left="{20 * INDENT}" w:hanging="{20 * INDENT}"/></w:pPr></w:lvl></w:abstractNum>'
    '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>'
)
# The parts of the document beside document.xml: type of their content, and of what leads to them
PARTS = {
    "styles": ("wordprocessingml.styles", "styles"),
    "settings": ("wordprocessingml.settings", "settings"),
    "fontTable": ("wordprocessingml.fontTable", "fontTable"),
    "numbering": ("wordprocessingml.numbering", "numbering"),
    "footer1": ("wordprocessingml.footer", "footer"),
    "theme/theme1": ("theme", "theme"),
}
OPEN = "application/vnd.openxmlformats-officedocument"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"


@dataclass(frozen=True)
class Run:
    """Words in one language and direction; `language` is "" for that of the document."""

    words: str
    language: str = ""
    rtl: bool = False
    bold: bool = False


@dataclass(frozen=True)
class Paragraph:
    """A paragraph in a style; `bullet` says whether it is an item of a list."""

    style: str
    runs: tuple[Run, ...]
    bullet: bool = False


def write(book: Book, settings: FormatSettings, target: Path) -> FileInfo:
    """Write the letter of the page `settings.variant` to `target` as a docx; "" means the one letter of the book.

    The document is in English. Raises BookletError for a page without a letter, where no page is named and the book
    has several letters or none, and where a label is missing.
    """
    page = settings.variant or _only_page(book)
    english = book.english or book
    letter = letter_of(book, page)
    details = replace(Details.of(english, settings), title=letter_of(english, page).title, description="")
    paragraphs = [
        paragraph
        for number, (sent, meaning) in enumerate(letter.blocks)
        for paragraph in _paragraphs(sent, meaning, book, first=number == 0)
    ]
    write_whole(zipped(_files(paragraphs, details)), target)
    return FileInfo()


def _only_page(book: Book) -> str:
    pages = pages_with_letters(book)
    if len(pages) != 1:
        raise BookletError(
            f"There are {len(pages)} letters.", f"Name the page of one of them: --pages {' or '.join(pages)}."
        )
    return pages[0]


def _paragraphs(sent: HtmlElement, meaning: HtmlElement | None, book: Book, first: bool) -> Iterator[Paragraph]:
    """Yield a block of the letter, and under it, or under each of its items, the same in the reader's language."""
    if sent.tag in LISTS:
        others = [None] * len(sent) if meaning is None else list(meaning)
        for item, other in zip(sent, others, strict=True):
            yield Paragraph("List Bullet", tuple(_runs(item)), bullet=True)
            yield from _meaning(other, book, "Meaning")
        return
    yield Paragraph("Heading 1" if first else "Body Text", tuple(_runs(sent, heading=first)))
    yield from _meaning(meaning, book, "Meaning of Heading" if first else "Meaning", heading=first)


def _meaning(block: HtmlElement | None, book: Book, style: str, heading: bool = False) -> Iterator[Paragraph]:
    """Yield a block in the reader's language; nothing where it waits for its translation, and is in English."""
    if block is not None and not block.get("lang"):
        yield Paragraph(style, tuple(_runs(block, heading, book.language, book.direction == "rtl")))


def _runs(
    element: HtmlElement, heading: bool = False, language: str = "", rtl: bool = False, bold: bool = False
) -> Iterator[Run]:
    """Yield the words of an element. Those with a language of their own in it are English, as the document is."""
    if element.get("lang"):
        language, rtl = "", False
    bold = bold or (element.tag == "strong" and not heading)
    if element.text:
        yield Run(element.text, language, rtl, bold)
    for child in element:
        yield from _runs(child, heading, language, rtl, bold)
        if child.tail:
            yield Run(child.tail, language, rtl, bold)


def _files(paragraphs: list[Paragraph], details: Details) -> dict[str, bytes]:
    """Return the parts of the document by their names, the list of their types first (ECMA-376, part 2)."""
    types = "".join(
        f'<Override PartName="/{name}" ContentType="{kind}+xml"/>'
        for name, kind in (
            ("word/document.xml", f"{OPEN}.wordprocessingml.document.main"),
            *((f"word/{part}.xml", f"{OPEN}.{kind}") for part, (kind, _) in PARTS.items()),
            ("docProps/core.xml", "application/vnd.openxmlformats-package.core-properties"),
            ("docProps/app.xml", f"{OPEN}.extended-properties"),
        )
    )
    types = f'<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>{types}'
    own = {
        docx.FOOTER_ID if part == "footer1" else f"rId{number}": (f"{docx.R}/{kind}", f"{part}.xml")
        for number, (part, (_, kind)) in enumerate(PARTS.items(), 1)
    }
    whole = {
        "rId1": (f"{docx.R}/officeDocument", "word/document.xml"),
        "rId2": (f"{PACKAGE}/relationships/metadata/core-properties", "docProps/core.xml"),
        "rId3": (f"{docx.R}/extended-properties", "docProps/app.xml"),
    }
    return {
        "[Content_Types].xml": docx.xml(f'<Types xmlns="{PACKAGE}/content-types">{types}</Types>'),
        "_rels/.rels": _relationships(whole),
        "word/_rels/document.xml.rels": _relationships(own),
        "word/document.xml": _document(paragraphs, details),
        "word/numbering.xml": docx.xml(NUMBERING),
        "word/theme/theme1.xml": _theme(),
        **docx.frame(details, STYLES),
    }


@lru_cache
def _theme() -> bytes:
    """Return pandoc's theme: a document has to have one, and our styles use none."""
    command = [pypandoc.get_pandoc_path(), "--print-default-data-file", "docx/word/theme/theme1.xml"]
    return subprocess.run(command, capture_output=True, check=True).stdout


def _relationships(found: dict[str, tuple[str, str]]) -> bytes:
    lines = "".join(f'<Relationship Id="{key}" Type="{kind}" Target="{part}"/>' for key, (kind, part) in found.items())
    return docx.xml(f'<Relationships xmlns="{PACKAGE}/relationships">{lines}</Relationships>')


def _document(paragraphs: list[Paragraph], details: Details) -> bytes:
    section = etree.tostring(docx.section(details), encoding="unicode")
    words = "".join(_paragraph(paragraph) for paragraph in paragraphs)
    return docx.xml(f'<w:document xmlns:w="{docx.W}"><w:body>{words}{section}</w:body></w:document>')


def _paragraph(paragraph: Paragraph) -> str:
    """Return a paragraph, with its properties in the order of the schema (CT_PPrBase)."""
    rtl = any(run.rtl for run in paragraph.runs)
    bullet = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>' if paragraph.bullet else ""
    style = f'<w:pStyle w:val="{identity(paragraph.style)}"/>'
    runs = "".join(_run(run) for run in paragraph.runs)
    return f"<w:p><w:pPr>{style}{bullet}{'<w:bidi/>' if rtl else ''}</w:pPr>{runs}</w:p>"


def _run(run: Run) -> str:
    """Return words, with their properties in the order of the schema (CT_RPr)."""
    tag = quoteattr(run.language)
    properties = (
        ("<w:b/><w:bCs/>" if run.bold else "")
        + ("<w:rtl/>" if run.rtl else "")
        + (f"<w:lang w:val={tag} w:eastAsia={tag} w:bidi={tag}/>" if run.language else "")
    )
    properties = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    return f'<w:r>{properties}<w:t xml:space="preserve">{escape(run.words)}</w:t></w:r>'
