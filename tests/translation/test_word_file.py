"""Word files from outside: what Word shows is taken, and what could harm is refused in one sentence."""

import io
import os
import zipfile
from pathlib import Path

import pytest
from docx import Document
from docx.enum.style import WD_STYLE_TYPE
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


@pytest.mark.parametrize(
    "relation",
    [
        'Type="https://e.org/image" Target="http://example.org/a>b" TargetMode="External"',
        'Type="https://e.org/image" Target="http://example.org/a" TargetMode="Exter&#110;al"',
        'Type="https://e.org/image" Id="/hyperlink" Target="http://example.org/a" TargetMode="External"',
    ],
    ids=["sign", "reference", "id"],
)
def test_a_part_outside_is_refused_however_it_is_written(good, relation):
    relations = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f"<Relationship {relation}/></Relationships>"
    )
    good.write_bytes(packed(good, {"word/_rels/settings.xml.RELS": relations.encode()}))
    with pytest.raises(BookletError, match="leads to something outside it"):
        read_rows(good)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-7", "latin-1"])
def test_a_part_in_another_encoding_is_refused(good, encoding):
    """What is looked for in it would not be seen."""
    document = f'<?xml version="1.0" encoding="{encoding}"?><!DOCTYPE a [<!ENTITY b "b">]><a/>'
    good.write_bytes(packed(good, {"word/document.xml": document.encode(encoding)}))
    with pytest.raises(BookletError, match=r"word/document\.xml of this file is not UTF-8"):
        read_rows(good)


def test_a_cell_of_boundless_width_is_refused(good):
    with zipfile.ZipFile(good) as archive:
        document = archive.read("word/document.xml")
    for span, is_wide in ((b"3", False), (b"2000000000", True)):
        good.write_bytes(
            packed(
                good, {"word/document.xml": document.replace(b"<w:tcPr>", b'<w:tcPr><w:gridSpan w:val="%b"/>' % span)}
            )
        )
        if is_wide:
            with pytest.raises(BookletError, match="is damaged"):
                read_rows(good)
        else:
            assert len(read_rows(good)[0]) == 3


@pytest.mark.parametrize(
    ("part", "size", "words_"),
    [
        ("word/media/a.bin", 200_000_001, "far too large when it is unpacked"),
        ("word/document.xml", 10_000_001, "far too large"),
    ],
)
def test_a_file_that_grows_is_refused(good, part, size, words_):
    good.write_bytes(packed(good, {part: b"\0" * size}))
    with pytest.raises(BookletError, match=words_):
        read_rows(good)


def test_words_that_a_style_or_a_row_hides_are_named(good):
    document = Document(str(good))
    hiding = document.styles.add_style("Hidden", WD_STYLE_TYPE.CHARACTER)
    hiding.font.hidden = True
    based = document.styles.add_style("Also hidden", WD_STYLE_TYPE.CHARACTER)
    based.base_style = hiding
    shown = document.styles.add_style("Shown", WD_STYLE_TYPE.CHARACTER)
    (cell,) = document.tables[0].rows[0].cells
    run = cell.paragraphs[0].add_run("words", shown)
    assert strange_in(cell) is None
    for style in (hiding, based):
        run.style = style
        assert strange_in(cell) == "hidden words"
    run.style = shown
    cell._tc.getparent().get_or_add_trPr().append(parse_xml(f"<w:hidden {nsdecls('w')}/>"))
    assert strange_in(cell) == "hidden words"


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
        ("<w:r><w:t>one</w:t><w:ptab/><w:t>two</w:t></w:r>", "one two"),
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
    [
        '<w:r><w:sym w:font="Wingdings" w:char="F0FC"/></w:r>',
        "<w:r><w:drawing/></w:r>",
        "<w:r><w:pict/></w:r>",
        "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>one</w:t></w:r></w:p></w:tc></w:tr></w:tbl>",
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r>',
        '<w:r><w:t>one</w:t><w:footnoteReference w:id="1"/></w:r>',
        "<w:altChunk/>",
        "<w:r><w:ruby><w:rt/><w:rubyBase/></w:ruby></w:r>",
    ],
)
def test_what_no_translation_can_have_is_named(good, inside):
    cell = Document(str(good)).tables[0].rows[0].cells[0]
    cell.paragraphs[0]._p.append(parse_xml(f"<w:x {nsdecls('w')}>{inside}</w:x>"))
    assert strange_in(cell)
