"""A name that runs in the other direction turns nothing round, in every format's own way."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from lxml import etree

from booklet.book.model import Book
from booklet.formats import FORMATS
from tests.books import make_book, settings_of

NAME = "محمد علي"
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


@pytest.fixture
def book(tmp_path: Path) -> Book:
    """The English book with an Arabic name in it, as notice.py and book/model.py write names."""
    approved = f"Approved by <bdi>{NAME}</bdi> on 31 January 2027"
    return make_book(tmp_path, change=lambda html: html.replace("This is not legal advice.", approved))


def made(book: Book, name: str, variant: str = "") -> Path:
    target = book.folder / f"{name}{variant}"
    FORMATS[name].write(book, settings_of("en-GB", variant), target)
    return target


def test_plain_text_has_the_isolates_of_unicode(book):
    assert f"Approved by \u2067{NAME}\u2069 on 31 January 2027" in made(book, "text").read_text(encoding="utf-8")


def test_open_document_has_the_isolates_of_unicode(book):
    with zipfile.ZipFile(made(book, "word", "odt")) as archive:
        words = "".join(etree.fromstring(archive.read("content.xml")).itertext())
    assert f"by\u2067{NAME}\u2069on" in words.replace(" ", "").replace(NAME.replace(" ", ""), NAME)


def test_word_says_the_direction_of_the_run(book):
    with zipfile.ZipFile(made(book, "word", "docx")) as archive:
        document = etree.fromstring(archive.read("word/document.xml"))
    runs = [run for run in document.iter(f"{W}r") if "محمد" in "".join(run.itertext())]
    assert runs and all(run.find(f"{W}rPr/{W}rtl") is not None for run in runs)


@pytest.mark.parametrize(("name", "part"), [("epub", "EPUB/imprint.xhtml"), ("web-pack", "")])
def test_html_keeps_the_element(book, name, part):
    if part:
        with zipfile.ZipFile(made(book, name)) as archive:
            text = archive.read(part).decode()
    else:
        text = made(book, name).read_text(encoding="utf-8")
    assert f"Approved by <bdi>{NAME}</bdi> on" in text


def test_numbers_in_arabic_text_keep_their_order(tmp_path):
    """Without a sign a reader would see 704070 01603: the space between the groups turns them round."""
    text = made(make_book(tmp_path, "ar"), "text").read_text(encoding="utf-8")
    assert "\u206601603 704070\u2069" in text
