"""Catalogues as a Word table: what a translator with only Word gets, and what is taken up from it again."""

from __future__ import annotations

from pathlib import Path

import pytest
from docx import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.table import Table

from booklet.errors import BookletError
from booklet.project import Project
from booklet.source.languages import Language
from booklet.translation.catalogue import read_catalogue
from booklet.translation.messages import Message
from booklet.translation.sync import update
from booklet.translation.word_table import HEADINGS, ImportResult, export, take

POLISH = Language("pl", "polski", "ltr", ("Noto Sans",))
ARABIC = Language("ar", "العربية", "rtl", ("Noto Naskh Arabic",), "ARABIC")
PLAN = Message("The school writes a plan with you.", None, "docs/plan.md", 12)
PHONE = Message("Phone {phone}", "help.phone", "content/labels.yml")
PRINT = Message("Print", "formats.pdf", "content/labels.yml")


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """A project with three messages in Polish and Arabic, none translated."""
    project = Project(tmp_path / "project")
    project.locales.mkdir(parents=True)
    update(project, [POLISH, ARABIC], [PLAN, PHONE, PRINT])
    return project


@pytest.fixture
def table(tmp_path: Path) -> Path:
    return tmp_path / "table.docx"


def rows(path: Path) -> Table:
    (only,) = Document(str(path)).tables
    return only


def fill(path: Path, translations: dict[str, str], english: str = "") -> None:
    """Write translations into the third column, as a translator does; `english` takes the
    place of every English text.
    """
    document = Document(str(path))
    for row in document.tables[0].rows[1:]:
        if row.cells[1].text in translations:
            row.cells[2].text = translations[row.cells[1].text]
            row.cells[1].text = english or row.cells[1].text
    document.save(str(path))


def test_every_message_goes_out_in_a_row(project, table):
    assert export(project, POLISH, table) == 3
    cells = [[cell.text for cell in row.cells] for row in rows(table).rows]
    assert tuple(cells[0]) == HEADINGS
    assert [row[1:] for row in cells[1:]] == [[PLAN.text, ""], [PHONE.text, ""], [PRINT.text, ""]]
    assert len({row[0] for row in cells[1:]}) == 3


def test_the_header_row_is_repeated_on_each_page(project, table):
    export(project, POLISH, table)
    marked = [row._tr.trPr is not None and row._tr.trPr.find(qn("w:tblHeader")) is not None for row in rows(table).rows]
    assert marked == [True, False, False, False]


@pytest.mark.parametrize(
    ("language", "attribute", "right_to_left"), [(POLISH, "w:val", False), (ARABIC, "w:bidi", True)]
)
def test_cells_know_their_language_and_direction(project, table, language, attribute, right_to_left):
    export(project, language, table)
    _, english, translation = rows(table).rows[1].cells
    assert english._tc.xpath(".//w:lang/@w:val") == ["en-GB"] and not english._tc.xpath(".//w:bidi")
    (mark,) = translation._tc.xpath(".//w:lang")
    assert dict(mark.attrib) == {qn(attribute): language.tag}
    assert bool(translation._tc.xpath("./w:p/w:pPr/w:bidi")) == right_to_left
    assert bool(translation._tc.xpath(".//w:rPr/w:rtl")) == right_to_left
    assert rows(table).rows[0].cells[2]._tc.xpath(".//w:lang/@w:val") == ["en-GB"]


def test_what_was_translated_is_taken_up(project, table):
    export(project, POLISH, table)
    fill(table, {PLAN.text: "Szkoła pisze z Tobą plan.", PHONE.text: "Zadzwoń:\n{phone}"})
    assert take(project, POLISH, table) == ImportResult(2, ())
    catalog = read_catalogue(project, POLISH)
    assert catalog[PLAN.text].string == "Szkoła pisze z Tobą plan."
    assert catalog.get(PHONE.text, PHONE.context).string == "Zadzwoń: {phone}"
    assert catalog.get(PRINT.text, PRINT.context).string == ""


def test_going_out_and_in_again_changes_nothing(project, table):
    export(project, POLISH, table)
    fill(table, {PLAN.text: "Szkoła pisze z Tobą plan."})
    take(project, POLISH, table)
    before = (project.locales / "pl.po").read_bytes()
    export(project, POLISH, table)
    assert take(project, POLISH, table) == ImportResult(0, ())
    assert (project.locales / "pl.po").read_bytes() == before


def test_a_fuzzy_message_goes_out_empty_and_comes_back_whole(project, table):
    changed = Message("The school writes the plan with you.", None, "docs/plan.md", 12)
    export(project, POLISH, table)
    fill(table, {PLAN.text: "Szkoła pisze z Tobą plan."})
    take(project, POLISH, table)
    update(project, [POLISH], [changed, PHONE, PRINT])
    export(project, POLISH, table)
    fill(table, {changed.text: "Szkoła pisze ten plan z Tobą."})
    assert take(project, POLISH, table) == ImportResult(1, ())
    message = read_catalogue(project, POLISH)[changed.text]
    assert (message.string, message.fuzzy) == ("Szkoła pisze ten plan z Tobą.", False)
    assert "#|" not in (project.locales / "pl.po").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("translation", "rule"),
    [
        ("Zadzwoń", "TM2"),
        ("<b>Zadzwoń</b>: {phone}", "TM4"),
        ("Звоните: {phone}", "TM6"),
        ("Zadzwoń\u202e {phone}", "TM5"),
    ],
)
def test_a_row_that_breaks_a_rule_is_refused_and_named(project, table, translation, rule):
    export(project, POLISH, table)
    fill(table, {PHONE.text: translation, PRINT.text: "Druk"})
    taken = take(project, POLISH, table)
    assert taken.count == 1
    assert [line.split(": ")[:2] for line in taken.refused] == [["row 3", rule]]
    assert read_catalogue(project, POLISH).get(PHONE.text, PHONE.context).string == ""


def test_a_row_whose_english_is_gone_is_refused(project, table):
    export(project, POLISH, table)
    fill(table, {PLAN.text: "Szkoła pisze z Tobą plan."})
    update(project, [POLISH], [PHONE, PRINT])
    assert take(project, POLISH, table) == ImportResult(
        0, (f"row 2: The guide no longer has these words: “{PLAN.text}”.",)
    )


def test_a_row_whose_english_was_changed_in_word_is_refused(project, table):
    """Nobody can know which of the two the translation is of."""
    export(project, POLISH, table)
    fill(table, {PLAN.text: "Szkoła pisze z Tobą list."}, english="The school writes a letter with you.")
    taken = take(project, POLISH, table)
    assert taken.count == 0 and taken.refused[0].startswith("row 2: Its English was changed")


def test_header_rows_that_were_copied_down_are_no_translations(project, table):
    export(project, POLISH, table)
    document = Document(str(table))
    row = document.tables[0].add_row()
    for cell, heading in zip(row.cells, HEADINGS, strict=True):
        cell.text = heading
    document.save(str(table))
    assert take(project, POLISH, table) == ImportResult(0, ())


def test_a_row_that_lacks_a_cell_is_refused(project, table):
    export(project, POLISH, table)
    document = Document(str(table))
    document.add_table(rows=1, cols=2).rows[0].cells[0].text = PLAN.text
    document.save(str(table))
    assert take(project, POLISH, table) == ImportResult(0, ("row 5: It does not have 3 cells.",))


def test_words_put_in_while_word_kept_track_of_changes_are_taken_up(project, table):
    export(project, POLISH, table)
    document = Document(str(table))
    cell = document.tables[0].rows[3].cells[2]
    paragraph = cell.paragraphs[0]._p
    for mark, run in (("w:del", "Drukuj"), ("w:ins", "Druk")):
        changed = OxmlElement(mark)
        changed.append(cell.paragraphs[0].add_run(run)._r)
        paragraph.append(changed)
    for text in paragraph.xpath(".//w:del//w:t"):
        text.tag = qn("w:delText")
    document.save(str(table))
    assert take(project, POLISH, table) == ImportResult(1, ())
    assert read_catalogue(project, POLISH).get(PRINT.text, PRINT.context).string == "Druk"


def test_a_file_that_is_no_word_file_is_refused(project, table):
    table.write_text("Zadzwoń", encoding="utf-8")
    with pytest.raises(BookletError, match="This is not a Word file"):
        take(project, POLISH, table)


@pytest.mark.parametrize(("name", "reason"), [("table.docx", "No such file or directory")])
def test_a_file_that_cannot_be_read_is_not_taken_for_one_of_another_kind(project, tmp_path, name, reason):
    with pytest.raises(
        BookletError, match=rf"{name}: This file cannot be read \({reason}\)\. Check its name and its permissions\."
    ):
        take(project, POLISH, tmp_path / name)


@pytest.mark.parametrize(
    ("name", "reason"),
    [("missing/table.docx", "No such file or directory"), ("", "Is a directory"), ("a" * 300, "File name too long")],
)
def test_a_file_that_cannot_be_written_is_refused(project, tmp_path, name, reason):
    with pytest.raises(
        BookletError, match=rf"{name}: This file cannot be written \({reason}\)\. Check its name, its folder"
    ):
        export(project, POLISH, tmp_path / name)


@pytest.mark.parametrize("headings", [None, ("Key", "English"), ("Key", "Translation", "English")])
def test_a_word_file_without_the_table_is_refused(project, table, headings):
    document = Document()
    if headings:
        row = document.add_table(rows=1, cols=len(headings)).rows[0]
        for cell, heading in zip(row.cells, headings, strict=True):
            cell.text = heading
    document.save(str(table))
    with pytest.raises(BookletError, match="has no table with the columns Key, English, Translation"):
        take(project, POLISH, table)
