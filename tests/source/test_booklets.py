"""The list of booklets is read as it is written, and a wrong entry is refused with its line."""

from __future__ import annotations

import pytest

from booklet.errors import BookletError
from booklet.project import Project
from booklet.source.booklets import BOOKLETS, Meeting, Reading, Sheet, Short, read_booklets
from tests.helpers import write

WHOLE = """
guide:
  cover: family
  standard: {name: name, subtitle: document.subtitle, audience: audience, parts: [guide, letters]}
  easy-read: {name: easy_read.name, subtitle: easy_read.subtitle, audience: easy_read.audience, parts: [easy-read]}
  short: {page: in-short, diagram_before: stages}
  meeting: {pages: [record], parts: [letters]}
  sheets:
    record: {page: record}
    two: {page: plan, parts: [one, two], lead: false}
"""


def project_with(tmp_path, text: str) -> Project:
    write(tmp_path / BOOKLETS, text)
    return Project(tmp_path)


def test_an_entry_gives_everything_that_the_program_knows_of_a_booklet(tmp_path):
    (guide,) = read_booklets(project_with(tmp_path, WHOLE))
    assert (guide.id, guide.cover) == ("guide", "family")
    assert guide.readings["standard"] == Reading("name", "document.subtitle", "audience", ("guide", "letters"))
    assert guide.readings["easy-read"].parts == ("easy-read",)
    assert guide.short == Short("in-short", "stages")
    assert guide.meeting == Meeting(("record",), ("letters",))
    assert guide.sheets == {"record": Sheet("record"), "two": Sheet("plan", ("one", "two"), lead=False)}


def test_a_booklet_needs_no_more_than_a_cover_and_its_readings(tmp_path):
    (guide,) = read_booklets(project_with(tmp_path, WHOLE.partition("  short:")[0]))
    assert (guide.short, guide.meeting, guide.sheets) == (None, Meeting(), {})


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("guide:", "My guide:", 2),
        ("  cover: family\n", "", 2),
        ("cover: family", "cover: 3", 3),
        ("cover: family", "cover: ../family", 3),
        ("cover: family", "cover: family\n  covers: family", 4),
        ("subtitle: document.subtitle, ", "", 4),
        ("audience: audience", "audience: A guide", 4),
        ("  easy-read:", "  easy_read:", 5),
        ("page: in-short, ", "", 6),
        ("[record], ", "record, ", 7),
        ("{page: record}", "record", 9),
        ("    record:", "    Record sheet:", 9),
        ("    record:", "    qr:", 9),
        ("    record:", "    record-docx:", 9),
        ("lead: false", "lead: never", 10),
        ("[one, two]", "[one, 2]", 10),
        ("[guide, letters]", "[]", 4),
        ("guide:", f"{'a' * 61}:", 2),
    ],
)
def test_a_wrong_entry_is_refused_with_its_line(tmp_path, old, new, line):
    assert old in WHOLE
    with pytest.raises(BookletError) as caught:
        read_booklets(project_with(tmp_path, WHOLE.replace(old, new)))
    assert (str(caught.value.path), caught.value.line) == (BOOKLETS, line)


def test_a_list_without_a_booklet_is_refused(tmp_path):
    with pytest.raises(BookletError):
        read_booklets(project_with(tmp_path, "{}\n"))


def test_a_booklet_whose_files_would_have_the_names_of_another_is_refused_with_its_line(tmp_path):
    second = WHOLE.replace("guide:", "guide-easy-read:").replace("  cover:", "  folder: trips\n  cover:")
    for text, line in ((WHOLE + second, 12), (second + WHOLE, 2)):
        with pytest.raises(BookletError, match="cannot begin with “guide-”") as caught:
            read_booklets(project_with(tmp_path, text))
        assert (caught.value.path, caught.value.line) == (BOOKLETS, line)
