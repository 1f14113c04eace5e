"""The print in two languages: it passes every check with both books, and the checks reject one that lacks the English."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest

from booklet.book.model import Book
from booklet.book.select import titles
from booklet.checks.files.pdf import check, file
from booklet.checks.files.pdf.expected import both_languages, read_tree
from booklet.errors import BookletError
from booklet.formats import FORMATS
from booklet.formats.base import FormatNotPossibleError
from booklet.formats.print import bilingual
from tests.books import make_book, settings_of
from tests.contexts import on_site


def with_name(document: str) -> str:
    """Return the test book with the name of the file about meetings."""
    label = '<meta name="booklet.label.meetings" content="Meetings and letters">\n</head>'
    return document.replace("</head>", label)


def pair(folder: Path, language: str = "ar") -> Book:
    """Return the test book in a language with its English one, both written below `folder`."""
    english = make_book(folder, change=with_name)
    return replace(make_book(folder, language, with_name), english=english)


def asked(book: Book, variant: str):
    return replace(settings_of(book.language), variant=variant)


@pytest.fixture(scope="module", params=["ar", "zh-Hans"])
def made(request, tmp_path_factory) -> tuple[str, Path]:
    """A language, and a folder with its site of both files and the books. It may not be changed."""
    folder = tmp_path_factory.mktemp("bilingual")
    book = pair(folder / "books", request.param)
    editions = []
    for variant in ("guide", "meeting"):
        path = Path(request.param, f"{variant}.pdf")
        bilingual.write(book, asked(book, variant), folder / "site" / path)
        editions.append(
            {
                "language": request.param,
                "reading": "standard",
                "format": "bilingual",
                "variant": variant,
                "path": path.as_posix(),
            }
        )
    listed = {"generated": "2026-10-01", "editions": editions}
    (folder / "site" / "editions.json").write_text(json.dumps(listed), encoding="utf-8")
    return request.param, folder


def test_passes_every_check(made):
    _, folder = made
    report = check(on_site(folder / "site", folder / "books"))
    assert report.examined == 2
    assert report.findings == ()


def test_every_english_part_says_its_language(made):
    language, folder = made
    read = file.read(folder / "site" / language / "guide.pdf")
    english = [tag.words() for tag in read.tags.walk() if tag.language == "en-GB"]
    assert read.language == language
    assert any("Put the plan into action." in words for words in english)


def spoilt(made: tuple[str, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, change) -> set[str]:
    """Return the rules that the guide breaks when `change` has spoilt it; what veraPDF says is not asked."""
    language, folder = made
    monkeypatch.setattr("booklet.checks.files.pdf.validate", lambda files, names: iter(()))
    site = shutil.copytree(folder / "site", tmp_path / "site")
    with pikepdf.open(site / language / "guide.pdf", allow_overwriting_input=True) as pdf:
        change(pdf)
        pdf.save()
    return {one.rule for one in check(on_site(site, folder / "books")).findings if one.path.endswith("guide.pdf")}


def english_tags(pdf: pikepdf.Pdf):
    return [
        one
        for one in pdf.objects
        if isinstance(one, pikepdf.Dictionary) and "/S" in one and str(one.get("/Lang", "")) == "en-GB"
    ]


def test_english_parts_that_no_tag_holds_are_rejected(made, tmp_path, monkeypatch):
    def empty(pdf):
        for tag in english_tags(pdf):
            tag.K = pikepdf.Array()

    assert "pdf/words" in spoilt(made, tmp_path, monkeypatch, empty)


def test_english_parts_without_a_language_are_rejected(made, tmp_path, monkeypatch):
    def strip(pdf):
        for tag in english_tags(pdf):
            del tag.Lang

    assert "pdf/languages" in spoilt(made, tmp_path, monkeypatch, strip)


def test_a_file_in_one_language_is_rejected(made, tmp_path, monkeypatch):
    language, folder = made
    monkeypatch.setattr("booklet.checks.files.pdf.validate", lambda files, names: iter(()))
    site = shutil.copytree(folder / "site", tmp_path / "site")
    book = make_book(tmp_path / "books", language, with_name)
    FORMATS["pdf"].write(book, settings_of(book.language), site / language / "guide.pdf")
    found = {one.rule for one in check(on_site(site, folder / "books")).findings if one.path.endswith("guide.pdf")}
    assert {"pdf/words", "pdf/words-shown", "pdf/languages"} <= found


def test_the_check_refuses_books_that_are_not_built_in_the_same_way(tmp_path):
    pair(tmp_path)
    own, english = (read_tree(tmp_path / tag / "standard.html") for tag in ("ar", "en-GB"))
    english.find_class("record")[0][0].drop_tree()
    with pytest.raises(BookletError, match="The book in ar has .* pieces of text, and the English one"):
        both_languages(own, english)


def test_the_file_about_meetings_has_their_pages_only(tmp_path):
    made = bilingual.about_meetings(pair(tmp_path))
    assert made.english
    for book in (made, made.english):
        assert list(titles(book)) == ["meeting-record"]
        assert book.title.endswith(". Meetings and letters")


def test_english_has_no_edition_in_two_languages(tmp_path):
    book = make_book(tmp_path)
    with pytest.raises(FormatNotPossibleError) as error:
        bilingual.write(book, asked(book, "guide"), tmp_path / "a.pdf")
    assert error.value.reason == "english_already"


def test_a_book_without_pages_about_meetings_has_no_such_file(tmp_path):
    book = pair(tmp_path)
    book = replace(book, html=book.html.replace('id="meeting-record"', 'id="other"'))
    with pytest.raises(FormatNotPossibleError) as error:
        bilingual.write(book, asked(book, "meeting"), tmp_path / "a.pdf")
    assert error.value.reason == "not_made"
