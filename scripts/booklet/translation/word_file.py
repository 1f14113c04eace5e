"""Opens a Word file that comes from outside: what could harm the reader of it is refused before anything is read.

A .docx is a zip of XML parts (ECMA-376, part 2). The sender decides what is in it.
"""

from __future__ import annotations

import codecs
import re
import stat
import zipfile
import zlib
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple, cast

from docx import Document
from docx.oxml.ns import qn
from docx.parts.document import DocumentPart
from docx.table import _Cell
from lxml import etree

from booklet.errors import BookletError
from booklet.source.text import fold, normalised, visible

# A catalogue of a thousand rows has about 100 kB
LARGEST_FILE = 20_000_000
LARGEST_UNPACKED = 200_000_000
# A parsed part takes many times its size; that with the table of a catalogue has less than 1 MB
LARGEST_PART = 10_000_000
MOST_PARTS = 2000
# The first bytes of the format that Word puts round a file with a password, and of .doc
COMPOUND_FILE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# A document type can define entities, which grow without end or name files of the reader
DOCTYPE = re.compile(rb"<!DOCTYPE|<!ENTITY", re.IGNORECASE)
# The encoding that a part names: in another one than UTF-8, in which Word writes, words such as these would not be seen
ENCODING = re.compile(rb"\s*<\?xml\b[^>]*?encoding\s*=\s*[\"']([^\"']*)", re.IGNORECASE)

# What Word shows of a cell: words, and what is a space or a hyphen in them
SHOWN = {qn("w:t"), qn("w:br"), qn("w:cr"), qn("w:tab"), qn("w:ptab"), qn("w:p"), qn("w:noBreakHyphen")}
# What Word shows and this cannot: a symbol of a font, a drawing, an equation, a field that Word fills in
REFUSED = {
    qn("w:sym"): "a symbol",
    qn("w:drawing"): "a drawing or a text box",
    qn("w:pict"): "a drawing or a text box",
    qn("w:object"): "an object",
    qn("w:fldSimple"): "a field",
    qn("w:instrText"): "a field",
    qn("w:fldChar"): "a field",
    qn("w:pgNum"): "a field",
    qn("w:tbl"): "another table",
    qn("w:altChunk"): "another document",
    qn("w:footnoteReference"): "a note",
    qn("w:endnoteReference"): "a note",
    qn("w:ruby"): "words above words",
    "{http://schemas.openxmlformats.org/officeDocument/2006/math}oMath": "an equation",
    "{http://schemas.openxmlformats.org/markup-compatibility/2006}AlternateContent": "a drawing or a text box",
}
FALSE = ("0", "false", "off", "none")
# Columns that one cell may take: python-docx returns it as often
WIDEST = 50


class Cell(NamedTuple):
    """A cell of a table: its words as Word shows them, and what else Word shows in it (None: nothing)."""

    words: str
    strange: str | None


def read_rows(source: Path) -> list[list[Cell]]:
    """Return the cells of every row of every table in a Word file, in their order.

    Raises BookletError, in one sentence, for whatever is no .docx that is safe to read.
    """
    _require_harmless(source)
    try:
        with source.open("rb") as file:
            tables = Document(file).tables
        for span in (span for table in tables for span in table._tbl.iter(qn("w:gridSpan"))):
            if int(span.get(qn("w:val"), "1")) > WIDEST:
                raise ValueError("A cell takes more columns than any table has.")
        return [[Cell(words(cell), strange_in(cell)) for cell in row.cells] for table in tables for row in table.rows]
    except Exception as error:  # python-docx raises whatever the part that is wrong leads to
        raise BookletError(
            "This Word file is damaged, or is no Word file.", "Open it in Word and save it again as .docx.", source
        ) from error


def _require_harmless(source: Path) -> None:
    try:
        status = source.stat()
        if not stat.S_ISREG(status.st_mode):
            raise BookletError("This is not a file that can be read.", "Name a .docx file.", source)
        if status.st_size > LARGEST_FILE:
            raise BookletError(
                f"This file has {status.st_size / 1e6:.0f} MB.",
                "Take the pictures out of it, and save it again.",
                source,
            )
        with source.open("rb") as file:
            start = file.read(len(COMPOUND_FILE))
        if start == COMPOUND_FILE:
            raise BookletError(
                "This file has a password, or is in the old format of Word.",
                "Save it from Word as .docx, without a password.",
                source,
            )
        with zipfile.ZipFile(source) as archive:
            parts = archive.infolist()
            if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > LARGEST_UNPACKED:
                raise BookletError("This file is far too large when it is unpacked.", "Send another file.", source)
            for part in parts:
                if part.file_size > LARGEST_PART:
                    raise BookletError(
                        f"The part {visible(part.filename)} of this file is far too large.",
                        "Send another file.",
                        source,
                    )
                _require_harmless_part(part.filename, archive.read(part), source)
    except OSError as error:
        raise BookletError(
            f"This file cannot be read ({error.strerror or error}).", "Check its name and its permissions.", source
        ) from error
    except (
        zipfile.BadZipFile,
        RuntimeError,
        NotImplementedError,
        EOFError,
        ValueError,
        zlib.error,
        etree.XMLSyntaxError,
    ) as error:
        raise BookletError(
            "This is not a Word file, or it is damaged.", "Save it from Word as .docx.", source
        ) from error


def _require_harmless_part(name: str, data: bytes, source: Path) -> None:
    if not name.lower().endswith((".xml", ".rels")):
        return
    shown = visible(name)
    encoding = ENCODING.match(data.removeprefix(codecs.BOM_UTF8))
    if b"\0" in data or (encoding is not None and encoding[1].lower() not in (b"utf-8", b"us-ascii")):
        raise BookletError(f"The part {shown} of this file is not UTF-8.", "Save it from Word as .docx.", source)
    if DOCTYPE.search(data):
        raise BookletError(f"The part {shown} of this file defines entities.", "Save it from Word as .docx.", source)
    if name.lower().endswith(".rels"):
        for relation in etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True)).iter():
            if relation.get("TargetMode") == "External" and not relation.get("Type", "").endswith("/hyperlink"):
                raise BookletError(
                    f"The part {shown} of this file leads to something outside it.",
                    "Save it from Word as .docx, without linked pictures and templates.",
                    source,
                )


def strange_in(cell: _Cell) -> str | None:
    """Return what a cell holds that Word shows and that no translation can have; None where it holds words only.

    Text that a style, or its row, hides is told too: only that which is hidden by itself is left out of the words.
    """
    if strange := next((REFUSED[part.tag] for part in cell._tc.iter() if part.tag in REFUSED), None):
        return strange
    styles = {style.get(qn("w:val")) for style in cell._tc.iter(qn("w:rStyle"), qn("w:pStyle"))}
    row = cell._tc.getparent()
    hides_row = row is not None and row.find(f"{qn('w:trPr')}/{qn('w:hidden')}") is not None
    return (
        "hidden words"
        if hides_row or (styles and not styles.isdisjoint(_hiding(cast(DocumentPart, cell.part))))
        else None
    )


@lru_cache(maxsize=4)
def _hiding(part: DocumentPart) -> frozenset[str]:
    """Return the ids of the styles of a document that hide words, or are based on one that does."""
    styles = {style.get(qn("w:styleId")): style for style in part.styles.element.iter(qn("w:style"))}
    based = {
        name: base.get(qn("w:val"))
        for name, style in styles.items()
        if (base := style.find(qn("w:basedOn"))) is not None
    }
    hiding = {name for name, style in styles.items() if _vanishes(style)}
    while more := {name for name, base in based.items() if base in hiding} - hiding:
        hiding |= more
    return frozenset(hiding)


def words(cell: _Cell) -> str:
    """Return the words of a cell as Word shows them, on one line: without what is hidden or was taken out.

    A hyphen that does not break is a hyphen.
    """
    return fold(normalised("".join(_shown(part) for part in cell._tc.iter() if part.tag in SHOWN)))


def _shown(part) -> str:
    if any(_is_away(around) for around in part.iterancestors()):
        return ""
    if part.tag == qn("w:t"):
        return part.text or ""
    return "-" if part.tag == qn("w:noBreakHyphen") else " "


def _is_away(element) -> bool:
    """Say whether what is in an element is not shown: moved or taken out while Word kept track, or hidden."""
    if element.tag in (qn("w:moveFrom"), qn("w:del")):
        return True
    return element.tag == qn("w:r") and _vanishes(element)


def _vanishes(element) -> bool:
    """Say whether a run or a style has the property that hides words."""
    hidden = element.find(f"{qn('w:rPr')}/{qn('w:vanish')}")
    return hidden is not None and hidden.get(qn("w:val"), "true") not in FALSE
