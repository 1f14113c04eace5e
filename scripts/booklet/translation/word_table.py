"""Catalogues as a Word table of two columns, English and translation, for a translator who has only Word."""

from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass
from pathlib import Path

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt
from docx.table import _Cell, _Row

from booklet.errors import BookletError
from booklet.files import write_whole
from booklet.project import Project
from booklet.source.languages import Language
from booklet.source.text import fold, shown
from booklet.translation.catalogue import english_of, key_of, read_catalogue, translation_of
from booklet.translation.messages import Key
from booklet.translation.rules import problems
from booklet.translation.sync import catalogues_locked, write
from booklet.translation.word_file import read_rows

HEADINGS = ("Key", "English", "Translation")
WIDTHS = (Cm(2.2), Cm(12), Cm(12))
ADVICE = (
    "Write only in the third column. Leave names in braces such as {phone}, the ** round bold words and the part in "
    "round brackets after a link as they are. Rows that already have a translation are there to be checked."
)


@dataclass(frozen=True)
class ImportResult:
    """What an import did: how many translations it took up, and a line for each row it refused."""

    count: int
    refused: tuple[str, ...]


def _short(key: Key) -> str:
    """Return a name for a message that stays the same in every language and wherever the row is moved."""
    context, text = key
    return hashlib.sha256(f"{context or ''}\0{text}".encode()).hexdigest()[:8]


def _repeat_as_header(row: _Row) -> None:
    """Mark a row as the table's header: Word repeats it on each page, and a screen reader names its cells."""
    properties = row._tr.get_or_add_trPr()
    properties.append(OxmlElement("w:tblHeader"))


def _write(cell: _Cell, text: str, language: str, right_to_left: bool = False) -> None:
    paragraph = cell.paragraphs[0]
    run = paragraph.add_run(text)
    properties = run._r.get_or_add_rPr()
    mark = OxmlElement("w:lang")
    mark.set(qn("w:bidi" if right_to_left else "w:val"), language)
    if right_to_left:
        properties.append(OxmlElement("w:rtl"))
        paragraph._p.get_or_add_pPr().append(OxmlElement("w:bidi"))
    properties.append(mark)


def export(project: Project, language: Language, target: Path) -> int:
    """Write the catalogue of a language as a Word table; return the number of its rows.

    Raises BookletError as `read_catalogue` does, and where the file cannot be written.
    """
    document = Document()
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Cm(29.7), Cm(21)
    section.left_margin = section.right_margin = Cm(1.7)
    document.styles["Normal"].font.size = Pt(12)
    document.core_properties.title = f"SEN Support: English and {language.name}"
    document.add_heading(f"SEN Support: English and {language.name} ({language.tag})", 1)
    document.add_paragraph(ADVICE)
    messages = [message for message in read_catalogue(project, language) if message.id]
    table = document.add_table(rows=0, cols=len(HEADINGS), style="Table Grid")
    table.autofit = False
    rows = [
        HEADINGS,
        *(
            (_short(key_of(message)), english_of(message), "" if message.fuzzy else translation_of(message))
            for message in messages
        ),
    ]
    for number, texts in enumerate(rows):
        row = table.add_row()
        for column, (cell, text) in enumerate(zip(row.cells, texts, strict=True)):
            cell.width = WIDTHS[column]
            translation = number > 0 and column == len(HEADINGS) - 1
            _write(cell, text, language.tag if translation else "en-GB", translation and language.direction == "rtl")
    _repeat_as_header(table.rows[0])
    finished = io.BytesIO()
    document.save(finished)
    try:
        target.parent.stat()  # a folder that is not there is a typing error
        write_whole(finished.getvalue(), target)
    except OSError as error:
        raise BookletError(
            f"This file cannot be written ({error.strerror}).",
            "Check its name, its folder and their permissions.",
            target,
        ) from error
    return len(messages)


def take(project: Project, language: Language, source: Path) -> ImportResult:
    """Put the translations of a Word table into the catalogue of a language.

    A row that breaks a rule of `translation.rules`, or whose English is not that of the guide, is refused and named;
    the others are taken up. Empty cells change nothing.
    Raises BookletError where the file cannot be read or is not such a table, and as `sync.write` and
    `sync.catalogues_locked` do.
    """
    cells = read_rows(source)
    rows = [[cell.words for cell in row] for row in cells]
    if not rows or tuple(rows[0]) != HEADINGS:
        raise BookletError(
            f"The file has no table with the columns {', '.join(HEADINGS)}.",
            "Fill in the file that “booklet translations export” wrote, without changing its columns.",
            source,
        )
    with catalogues_locked(project):
        catalog = read_catalogue(project, language)
        by_key = {_short(key_of(message)): message for message in catalog if message.id}
        count, refused = 0, []
        for number, row in enumerate(rows[1:], 2):
            if tuple(row) == HEADINGS:
                continue  # the head of a table that was cut in two
            if len(row) != len(HEADINGS):
                refused.append(f"row {number}: It does not have {len(HEADINGS)} cells.")
                continue
            key, english, translation = row
            message = by_key.get(key)
            if not translation or (message is not None and translation == message.string and not message.fuzzy):
                continue
            strange = next((cell.strange for cell in cells[number - 1] if cell.strange), None)
            if strange:
                refused.append(f"row {number}: It holds {strange}, which a translation cannot have.")
            elif message is None:
                refused.append(f"row {number}: The guide no longer has these words: “{shown(english)}”.")
            elif english != fold(english_of(message)):
                refused.append(
                    f"row {number}: Its English was changed to “{english[:60]}”. The English of the guide is "
                    f"“{english_of(message)[:60]}”."
                )
            elif broken := next(problems(english_of(message), translation, language.script), None):
                refused.append(f"row {number}: {broken[0]}: {broken[1]} “{shown(translation)}”")
            else:
                message.string = translation
                message.flags.discard("fuzzy")
                message.previous_id = []
                count += 1
        write(project, {language: catalog})
    return ImportResult(count, tuple(refused))
