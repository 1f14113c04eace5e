"""A sheet for a wall leads to the one page that somebody asked for, and passes the check of PDFs in every script."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from booklet.book.model import Book
from booklet.book.select import select
from booklet.checks.files.pdf import check_finished_pdf, file
from booklet.checks.files.pdf.standards import validate
from booklet.errors import BookletError
from booklet.findings import Finding
from booklet.formats import FORMATS, FormatNotPossibleError
from booklet.formats.print import qr_sheet
from booklet.publish.fit import write_fitting
from booklet.source.booklets import QR
from tests.books import BOOKLET, make_book, settings_of

LANGUAGES = ("en-GB", "ar", "ml", "zh-Hans", "ru", "lt")
LONG = "Donaudampfschifffahrtsgesellschaft "


def one_page(folder: Path, language: str = "en-GB", **texts: str) -> Book:
    """Return a book of the page about the plan alone, written as the check reads it, with its English one."""
    book = make_book(folder, language, **texts)
    if language != "en-GB":
        book = replace(book, english=make_book(folder))
    book = select(book, ["plan"])
    for one in (book, book.english):
        if one:
            (one.folder / "standard.html").write_text(one.html, encoding="utf-8")
    return book


def made(book: Book, folder: Path) -> Path:
    target = folder / "a.pdf"
    write_fitting(FORMATS["sheet"], book, replace(settings_of(book.language), variant=QR), target)
    return target


@pytest.fixture(scope="module")
def sheets(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[Book, Path]]:
    """The book of one page and its sheet in each language, by the language."""
    folders = {language: tmp_path_factory.mktemp(language) for language in LANGUAGES}
    books = {language: one_page(folder, language) for language, folder in folders.items()}
    return {language: (book, made(book, folders[language])) for language, book in books.items()}


@pytest.fixture(scope="module")
def standards(sheets) -> list[Finding]:
    """What veraPDF says of all sheets, each named by its language: to start it takes longer than to look at a file."""
    paths = {path.resolve(): language for language, (_, path) in sheets.items()}
    return list(validate(list(paths), paths))


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_passes_every_check(sheets, standards, language):
    book, path = sheets[language]
    books = [one.folder / "standard.html" for one in (book, book.english) if one]
    assert check_finished_pdf(path, "a.pdf", books[0], BOOKLET, "sheet", QR, *books[1:]) == []
    assert [one for one in standards if one.path == language] == []


def test_code_address_and_alternative_lead_to_the_page(tmp_path):
    tree = qr_sheet.sheet_of(select(make_book(tmp_path), ["plan"]))
    code, link = tree.find_class("qr-code")[0], tree.find(".//footer//a")
    assert code.get("alt") == "QR code: opens the website https://sen-support.example.org/plan/"
    assert (link.get("href"), link.text) == (
        "https://sen-support.example.org/plan/",
        "sen-support.example.org/plan/",
    )


def test_the_english_title_is_under_that_of_the_reader_and_says_its_language(tmp_path):
    (english,) = qr_sheet.sheet_of(one_page(tmp_path, "ar")).find_class("english")
    assert (english.text, english.get("lang"), english.get("dir")) == ("Plan", "en-GB", "ltr")
    assert not qr_sheet.sheet_of(one_page(tmp_path)).find_class("english")
    assert not qr_sheet.sheet_of(one_page(tmp_path, "ar", plan="Plan")).find_class("english")


def test_it_is_called_as_its_page(tmp_path):
    assert file.read(made(one_page(tmp_path), tmp_path)).title == "Plan"


def test_more_than_one_page_is_refused(tmp_path):
    with pytest.raises(BookletError, match="leads to one page"):
        made(make_book(tmp_path), tmp_path)


def test_too_many_words_are_refused(tmp_path):
    with pytest.raises(FormatNotPossibleError) as error:
        made(one_page(tmp_path, plan_what=LONG * 60), tmp_path)
    assert "more than one sheet" in error.value.detail
    assert not (tmp_path / "a.pdf").exists()
