"""Opens a Word file that comes from outside: what could harm the reader of it is refused before anything is read.

A .docx is a zip of XML parts (ECMA-376, part 2). The sender decides what is in it.
"""

from __future__ import annotations

import re
import stat
import zipfile
import zlib
from pathlib import Path
from typing import NamedTuple

from docx import Document
from docx.oxml.ns import qn
from docx.table import _Cell

from booklet.errors import BookletError
from booklet.source.text import fold, normalised

# A catalogue of a thousand rows has about 100 kB
LARGEST_FILE = 20_000_000
LARGEST_UNPACKED = 200_000_000
MOST_PARTS = 2000
# The first bytes of the format that Word puts round a file with a password, and of .doc
COMPOUND_FILE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# A document type can define entities, which grow without end or name files of the reader
DOCTYPE = re.compile(rb"<!DOCTYPE|<!ENTITY", re.IGNORECASE)
RELATION = re.compile(rb"<(?:\w+:)?Relationship\b[^>]*>")
EXTERNAL = re.compile(rb"TargetMode\s*=\s*[\"']External[\"']")
HYPERLINK = re.compile(rb"Type\s*=\s*[\"'][^\"']*/hyperlink[\"']")

# What Word shows of a cell: words, and what is a space or a hyphen in them
SHOWN = {qn("w:t"), qn("w:br"), qn("w:cr"), qn("w:tab"), qn("w:p"), qn("w:noBreakHyphen")}
# What Word shows and this cannot: a symbol of a font, a drawing, an equation, a field that Word fills in
REFUSED = {
    qn("w:sym"): "a symbol",
    qn("w:drawing"): "a drawing or a text box",
    qn("w:pict"): "a drawing or a text box",
    qn("w:object"): "an object",
    qn("w:fldSimple"): "a field",
    qn("w:instrText"): "a field",
    "{http://schemas.openxmlformats.org/officeDocument/2006/math}oMath": "an equation",
    "{http://schemas.openxmlformats.org/markup-compatibility/2006}AlternateContent": "a drawing or a text box",
}
FALSE = ("0", "false", "off", "none")


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
                _require_harmless_part(part.filename, archive.read(part), source)
    except OSError as error:
        raise BookletError(
            f"This file cannot be read ({error.strerror or error}).", "Check its name and its permissions.", source
        ) from error
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError, ValueError, zlib.error) as error:
        raise BookletError(
            "This is not a Word file, or it is damaged.", "Save it from Word as .docx.", source
        ) from error


def _require_harmless_part(name: str, data: bytes, source: Path) -> None:
    if not name.endswith((".xml", ".rels")):
        return
    if DOCTYPE.search(data):
        raise BookletError(f"The part {name} of this file defines entities.", "Save it from Word as .docx.", source)
    if name.endswith(".rels"):
        for relation in RELATION.findall(data):
            if EXTERNAL.search(relation) and not HYPERLINK.search(relation):
                raise BookletError(
                    f"The part {name} of this file leads to something outside it.",
                    "Save it from Word as .docx, without linked pictures and templates.",
                    source,
                )


def strange_in(cell: _Cell) -> str | None:
    """Return what a cell holds that Word shows and that no translation can have; None where it holds words only."""
    return next((REFUSED[part.tag] for part in cell._tc.iter() if part.tag in REFUSED), None)


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
    hidden = element.find(f"{qn('w:rPr')}/{qn('w:vanish')}") if element.tag == qn("w:r") else None
    return hidden is not None and hidden.get(qn("w:val"), "true") not in FALSE
