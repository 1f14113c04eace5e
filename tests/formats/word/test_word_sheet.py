"""Sheets as Word documents: boxes to tick and room to write, in two directions, and what the check rejects."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from lxml import etree

from booklet.book.model import Book
from booklet.checks.files import word, word_expected, word_reader
from booklet.formats import FORMATS
from booklet.source.booklets import AS_WORD, Sheet
from tests.books import BOOKLET, book_from, settings_of
from tests.helpers import opened_zip

FRAME = """<!doctype html><html lang="{tag}" dir="{direction}"><head><title>SEN Support</title>
<meta name="author" content="Made-up &lt;Service&gt;"><meta name="booklet.label.contents" content="Contents">
<meta name="booklet.label.page_of" content="Page {{page}} of {{pages}}"><meta name="booklet.label.qr" content="Code">
</head><body><header class="cover" id="cover"><h1>SEN</h1>
<p class="service">Made-up <bdi dir="ltr">01632 960000</bdi></p><p class="date">{day}</p></header><main>
<section class="page" id="one" data-part="guide" data-address="https://example.org/one/"><h2>{title}</h2>
<p class="lead">Print it.</p><h3 id="one--ask">{asked}</h3><p>See <a href="#two">two</a> &amp; <a href="#one--ask">here</a>.</p>
<section class="panel ask" aria-labelledby="one--q"><h3 id="one--q">{asked}</h3><ul><li>{first}?</li>
<li lang="en-GB" dir="ltr">Still <b>English</b>?</li></ul></section>
<ul class="record"><li>{first}</li><li>{day}</li></ul></section>
<section class="page" id="two" data-part="guide" data-address="https://example.org/two/"><h2>Two</h2></section>
</main></body></html>"""
WORDS = {
    "en-GB": {"title": "Record", "asked": "Questions", "first": "Who was there", "day": "26 November"},
    "ar": {"title": "سجل", "asked": "أسئلة", "first": "من حضر", "day": "التاريخ"},
}
SHEET = Sheet("one")


def book_of(tag: str) -> Book:
    html = FRAME.format(tag=tag, direction="rtl" if tag == "ar" else "ltr", **WORDS[tag])
    return replace(book_from(html, Path()), booklet=replace(BOOKLET, sheets={"record": SHEET}))


@pytest.fixture(params=WORDS)
def made(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[Path, word_expected.Expected]:
    """The document of the sheet in a language, and what it should hold."""
    book = book_of(request.param)
    (tmp_path / "standard.html").write_text(book.html, encoding="utf-8")
    FORMATS["sheet"].write(book, settings_of(book.language, f"record{AS_WORD}"), tmp_path / "a.docx")
    return tmp_path / "a.docx", word_expected.of_sheet(tmp_path / "standard.html", SHEET)


def test_a_sheet_passes_every_rule_and_the_schema(made):
    path, expected = made
    assert list(word.problems(path, expected, "standard")) == []
    assert list(word.standard(path)) == []


def test_it_has_boxes_to_tick_and_room_named_after_what_is_asked(made):
    path, expected = made
    document = word_reader.read(path)
    assert [paragraph.boxes for paragraph in document.paragraphs if paragraph.boxes] == [1, 1]
    assert [table.title for table in document.tables] == [expected.sheet.answers[0], expected.sheet.answers[1]]
    assert not [paragraph for paragraph in document.paragraphs if "Print it" in paragraph.text]


def test_the_same_sheet_has_the_same_bytes(made, tmp_path):
    path, expected = made
    FORMATS["sheet"].write(
        book_of(expected.language), settings_of(expected.language, f"record{AS_WORD}"), tmp_path / "b"
    )
    assert path.read_bytes() == (tmp_path / "b").read_bytes()


W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def without(name: str) -> Callable[[etree._Element], None]:
    def spoil(root: etree._Element) -> None:
        first = next(root.iter(f"{W}{name}"))
        first.getparent().remove(first)

    return spoil


def other_words(root: etree._Element) -> None:
    next(root.iter(f"{W}t")).text = "Other"


def other_level(root: etree._Element) -> None:
    next(style for style in root.iter(f"{W}pStyle") if style.get(f"{W}val") == "Heading2").set(f"{W}val", "BodyText")


def link_lost(root: etree._Element) -> None:
    next(root.iter(f"{W}hyperlink")).tag = f"{W}ins"


def written_in(root: etree._Element) -> None:
    cell = next(root.iter(f"{W}tc")).find(f"{W}p")
    etree.SubElement(etree.SubElement(cell, f"{W}r"), f"{W}t").text = "Me"


@pytest.mark.parametrize(
    "spoil", [without("sdt"), without("tbl"), without("tblCaption"), other_words, other_level, link_lost, written_in]
)
def test_a_spoilt_sheet_is_rejected(made, spoil):
    path, expected = made
    with opened_zip(path) as files:
        root = etree.fromstring(files["word/document.xml"])
        spoil(root)
        files["word/document.xml"] = etree.tostring(root)
    assert "word/sheet" in {problem.rule for problem in word.problems(path, expected, "standard")}
