"""Word files from outside: what Word shows is taken, and what could harm is refused in one sentence."""

import io
import os
import zipfile
from pathlib import Path

import pytest
from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from booklet.errors import BookletError
from booklet.translation.word_file import read_rows, strange_in, words


@pytest.fixture
def good(tmp_path: Path) -> Path:
    path = tmp_path / "good.docx"
    document = Document()
    document.add_table(rows=1, cols=1)
    document.save(str(path))
    return path


def packed(source: Path, change: dict[str, bytes | None]) -> bytes:
    """Return the bytes of a Word file with some parts changed, added or (None) left out."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for name in dict.fromkeys([*old.namelist(), *change]):
            data = change.get(name, old.read(name) if name in old.namelist() else b"")
            if data is not None:
                new.writestr(name, data)
    return buffer.getvalue()


def part_names(path: Path) -> list[str]:
    with zipfile.ZipFile(path) as archive:
        return archive.namelist()


def test_a_good_file_is_opened(good):
    assert read_rows(good) == [[("", None)]]


@pytest.mark.parametrize(
    "data", [b"", b"PK", b"words", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, b"PK\x03\x04" + b"\0" * 99]
)
def test_what_is_no_word_file_is_refused(tmp_path, data):
    path = tmp_path / "table.docx"
    path.write_bytes(data)
    with pytest.raises(BookletError, match=r"Save it from Word as \.docx"):
        read_rows(path)


def test_every_part_in_turn_may_be_broken_or_missing(good):
    """Whatever the part, there is one sentence and no traceback."""
    path = good.with_name("bad.docx")
    for name in part_names(good):
        for data in (b"", b"<", b"<a/>", None):
            path.write_bytes(packed(good, {name: data}))
            try:
                read_rows(path)
            except BookletError as error:
                assert error.cure


@pytest.mark.parametrize(
    "declaration",
    [
        b'<!DOCTYPE a [<!ENTITY b "b"><!ENTITY c "&b;&b;">]>',
        b'<!DOCTYPE a SYSTEM "http://example.org/a.dtd">',
        b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/hostname">]>',
    ],
)
def test_entities_are_refused(good, declaration):
    document = b'<?xml version="1.0"?>' + declaration + b"<a/>"
    good.write_bytes(packed(good, {"word/document.xml": document}))
    with pytest.raises(BookletError, match=r"word/document\.xml of this file defines entities"):
        read_rows(good)


def test_a_part_outside_is_refused_and_a_link_is_not(good):
    relations = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" '
        'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{}" '
        'Target="http://example.org/a" TargetMode="External"/></Relationships>'
    )
    for kind in ("image", "attachedTemplate"):
        good.write_bytes(packed(good, {"word/_rels/settings.xml.rels": relations.format(kind).encode()}))
        with pytest.raises(BookletError, match="leads to something outside it"):
            read_rows(good)
    good.write_bytes(packed(good, {"word/_rels/settings.xml.rels": relations.format("hyperlink").encode()}))
    assert read_rows(good)


def test_a_file_that_grows_is_refused(good):
    good.write_bytes(packed(good, {"word/media/a.bin": b"\0" * 200_000_001}))
    with pytest.raises(BookletError, match="far too large when it is unpacked"):
        read_rows(good)


def test_a_pipe_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "table.docx")
    with pytest.raises(BookletError, match="not a file that can be read"):
        read_rows(tmp_path / "table.docx")


@pytest.mark.parametrize(
    ("inside", "shown"),
    [
        ("<w:r><w:t>как</w:t><w:noBreakHyphen/><w:t>то</w:t></w:r>", "как-то"),
        ("<w:r><w:t>one</w:t></w:r><w:r><w:rPr><w:vanish/></w:rPr><w:t>hidden</w:t></w:r>", "one"),
        ('<w:r><w:rPr><w:vanish w:val="0"/></w:rPr><w:t>one</w:t></w:r>', "one"),
        ("<w:r><w:t>one</w:t><w:br/><w:t>two</w:t><w:tab/><w:t>three</w:t></w:r>", "one two three"),
        ("<w:del><w:r><w:delText>old</w:delText></w:r></w:del><w:ins><w:r><w:t>new</w:t></w:r></w:ins>", "new"),
        ("<w:r><w:t>szko\u0142a rodzico\u0301w</w:t></w:r>", "szkoła rodziców"),
    ],
)
def test_what_word_shows_is_taken(good, inside, shown):
    cell = Document(str(good)).tables[0].rows[0].cells[0]
    cell.paragraphs[0]._p.append(parse_xml(f"<w:x {nsdecls('w')}>{inside}</w:x>"))
    assert (words(cell), strange_in(cell)) == (shown, None)


@pytest.mark.parametrize(
    "inside",
    ['<w:r><w:sym w:font="Wingdings" w:char="F0FC"/></w:r>', "<w:r><w:drawing/></w:r>", "<w:r><w:pict/></w:r>"],
)
def test_what_no_translation_can_have_is_named(good, inside):
    cell = Document(str(good)).tables[0].rows[0].cells[0]
    cell.paragraphs[0]._p.append(parse_xml(f"<w:x {nsdecls('w')}>{inside}</w:x>"))
    assert strange_in(cell)
