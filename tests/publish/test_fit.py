"""No print is handed over on which words leave the page, lie over anything else or cannot be seen."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
import weasyprint

from booklet.book.model import Book
from booklet.book.select import select
from booklet.book.tree import tree_of
from booklet.checks.files.pdf.expected import part_maker
from booklet.checks.files.pdf.layout import layout_problems
from booklet.formats import FORMATS, Format, FormatSettings
from booklet.formats.base import FileInfo
from booklet.publish.build import books_of
from booklet.publish.fit import DoesNotFitError, write_fitting
from booklet.publish.requests import Request, checked, settings_of
from booklet.source.languages import find_language, read_languages
from tests.books import BOOKLET, book_from
from tests.helpers import copied_project

HTML = (
    "<!doctype html><html lang='en-GB'><head><title>Guide</title></head><body>"
    "<header class='cover' id='cover'><h1>Guide</h1></header><main></main><footer id='imprint'><h2>About</h2></footer>"
    "</body></html>"
)
# Of one page in both readings: the long words of Hungarian and Malayalam are real
TRANSLATIONS = Path(__file__).parents[1] / "fixtures" / "do"
GOOD, BAD = "<p>Ask the school.</p>", "<p style='position: absolute; left: 30cm'>Ask the school.</p>"


def _format(first: str, roomy: str, made: list[bool]) -> Format:
    """Return a format that draws one page at first, and the other where it is asked for room; `made` notes what."""

    def write(book: Book, settings: FormatSettings, target: Path) -> FileInfo:
        made.append(settings.roomy)
        weasyprint.HTML(string=roomy if settings.roomy else first).write_pdf(target)
        return FileInfo(pages=2 if settings.roomy else 1)

    return Format("pdf", "keeping-records", write)


@pytest.mark.parametrize(
    ("first", "roomy", "pages", "attempts"),
    [(GOOD, BAD, 1, [False]), (BAD, GOOD, 2, [False, True])],
    ids=["fits", "needs room"],
)
def test_a_print_is_laid_out_with_room_only_where_it_needs_it(tmp_path, first, roomy, pages, attempts):
    made: list[bool] = []
    settings = FormatSettings(Path(), ())
    info = write_fitting(_format(first, roomy, made), book_from(HTML, tmp_path), settings, tmp_path / "a.pdf")
    assert (info.pages, made) == (pages, attempts)
    assert (tmp_path / "a.pdf").is_file()


def test_a_print_that_never_fits_is_refused_and_leaves_no_file(tmp_path):
    with pytest.raises(DoesNotFitError, match=r"page 1 is off the page: “Asktheschool\.”\. Choose smaller letters"):
        write_fitting(_format(BAD, BAD, []), book_from(HTML, tmp_path), FormatSettings(Path(), ()), tmp_path / "a.pdf")
    assert not [*tmp_path.glob("*.pdf")]


def test_what_a_print_is_made_of_is_made_first_on_its_own_paper_and_does_not_stay(tmp_path):
    made: list[tuple[str, str, bool]] = []

    def write(book: Book, settings: FormatSettings, target: Path) -> FileInfo:
        made.append((settings.variant, settings.paper, bool(settings.finished and settings.finished.is_file())))
        target.write_text("no print", encoding="utf-8")
        return FileInfo(3)

    settings = FormatSettings(Path(), (), "fold")
    entry = replace(FORMATS["booklet"], write=write)
    assert write_fitting(entry, book_from(HTML, tmp_path), settings, tmp_path / "a.pdf") == FileInfo(3)
    assert made == [("pages", "A5", False), ("fold", "A4", True)]
    assert [one.name for one in tmp_path.glob("*.pdf*")] == ["a.pdf"]


@pytest.fixture(scope="module")
def make(tmp_path_factory) -> Callable[[Request], tuple[Path, Book]]:
    """Make what is asked for of a page with its real translations; return the file and the book that it was made of."""
    books: dict[str, list[Book]] = {}
    project = copied_project(tmp_path_factory.mktemp("copy"), english_only=False)
    for path in TRANSLATIONS.glob("*.po"):
        shutil.copyfile(path, project.locales / path.name)

    def write(request: Request) -> tuple[Path, Book]:
        folder = tmp_path_factory.mktemp("made")
        if request.language not in books:
            _, books[request.language] = books_of(project, request.language, folder)
        entry, variant = checked(request, BOOKLET)
        language = find_language(read_languages(project), request.language)
        whole = next(one for one in books[request.language] if one.reading == request.reading)
        book = select(whole, request.pages)
        write_fitting(entry, book, settings_of(request, project, language, variant), folder / "made.pdf")
        return folder / "made.pdf", book

    return write


@pytest.mark.parametrize("language", ["hu", "ar", "ml"])
@pytest.mark.parametrize(
    "asked",
    [
        {"format": "large-print", "text_size": 24},
        {"format": "large-print", "text_size": 60, "paper": "A5"},
        {"format": "pdf", "text_size": 36, "paper": "A3"},
        {"format": "pdf", "reading": "easy-read", "text_size": 24},
        {"format": "pdf", "reading": "easy-read", "text_size": 60, "paper": "A5"},
    ],
    ids=lambda asked: "-".join(map(str, asked.values())),
)
def test_large_letters_fit_every_paper(make, language, asked):
    file, book = make(Request(language=language, pages=("do",), **asked))
    expect = part_maker(asked["format"], "", BOOKLET)
    assert expect is not None and FORMATS[asked["format"]].write
    pictures = [(book.folder / picture).resolve() for picture in expect(tree_of(book)).pictures]
    assert pictures
    assert [problem.problem for problem in layout_problems(file, pictures)] == []
