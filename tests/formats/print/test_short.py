"""The short booklet: whole sheets, the diagram on two pages that face each other, and a back cover; and its checks."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pikepdf
import pytest

from booklet.book.model import Book
from booklet.checks.files.pdf import check_finished_pdf, file
from booklet.checks.files.pdf.expected import read_tree, short_booklet
from booklet.checks.files.pdf.rules import facing_pages, whole_sheets
from booklet.formats import FORMATS, FormatNotPossibleError
from booklet.formats.base import NoLayoutError
from booklet.formats.print import short
from tests.books import BOOKLET, make_book, settings_of

PARAGRAPH = "<p>The school should write down what was agreed, and give it to you.</p>"
SECTION = f"""<section class="page" id="in-short" data-part="guide" data-address="https://sen-support.example.org/in-short/">
<h2>In short</h2>
<p class="lead">The guide on a few pages</p>
<p>Read <a href="#plan">the page about the plan</a>.</p>
{PARAGRAPH}
<h3 id="in-short--the-4-stages">The stages</h3>
{PARAGRAPH}
</section>
"""
WEB = '<p>Web: <bdi dir="ltr"><a href="https://sen-support.example.org/">https://sen-support.example.org/</a></bdi></p>'
STAMP = '<meta name="booklet.label.stamp" content="Stamp">\n</head>'


def with_short(document: str) -> str:
    """Return the test book with the guide in short, and what the back cover says."""
    document = document.replace("</main>", f"{SECTION}</main>").replace("</head>", STAMP)
    head, _, foot = document.rpartition("</footer>")
    return f"{head}{WEB}\n<p>Pictures: a credit.</p>\n</footer>{foot}"


@pytest.fixture(scope="module", params=["en-GB", "ar"])
def book(request, tmp_path_factory) -> Book:
    return make_book(tmp_path_factory.mktemp("book"), request.param, with_short)


@pytest.fixture(scope="module")
def pages(book, tmp_path_factory) -> Path:
    """The short booklet, page by page."""
    path = tmp_path_factory.mktemp("short") / "pages.pdf"
    FORMATS["short-booklet"].write(book, replace(settings_of(book.language, paper="A5"), variant="pages"), path)
    return path


def document_of(book: Book) -> Path:
    return book.folder / "standard.html"


def test_it_passes_every_check(book, pages):
    assert check_finished_pdf(pages, "short.pdf", document_of(book), BOOKLET, "short-booklet", "pages") == []


def test_its_words_are_those_of_its_own_pages(book):
    def words(old: str, new: str) -> str:
        assert old in book.html
        return short.words(replace(book, html=book.html.replace(old, new)), settings_of(book.language))

    before = words("In short", "In short")
    assert words('id="words"', 'id="words" title="Other"') == before
    assert words("The guide on a few pages", "The guide on some pages") != before


def test_it_has_8_pages_and_the_diagram_in_the_middle(book, pages):
    part = short_booklet(read_tree(document_of(book)), BOOKLET.short)
    with pikepdf.open(pages) as pdf:
        assert len(pdf.pages) == 8
    assert list(facing_pages(file.read(pages), part)) == []


def test_folded_it_passes_every_check(book, pages, tmp_path):
    sheets = tmp_path / "fold.pdf"
    info = FORMATS["short-booklet"].write(
        book, replace(settings_of(book.language), variant="fold", finished=pages), sheets
    )
    assert info.pages == 8
    assert check_finished_pdf(sheets, "short.pdf", document_of(book), BOOKLET, "short-booklet", "fold") == []


def test_a_page_too_many_and_half_a_sheet_are_found(book, pages):
    part = short_booklet(read_tree(document_of(book)), BOOKLET.short)
    assert part.most_pages == (12 if book.language == "en-GB" else 16)
    for count in (10, 20):
        found = SimpleNamespace(artifacts=dict.fromkeys(range(count)))
        assert [problem.rule for problem in whole_sheets(found, part)] == ["pdf/whole-sheets"]


def test_a_diagram_whose_pages_do_not_face_each_other_is_found(book, pages, tmp_path):
    part = short_booklet(read_tree(document_of(book)), BOOKLET.short)
    with pikepdf.open(pages) as pdf:
        del pdf.pages[1]
        pdf.save(tmp_path / "torn.pdf")
    assert [problem.rule for problem in facing_pages(file.read(tmp_path / "torn.pdf"), part)] == ["pdf/facing-pages"]


def test_more_words_take_more_sheets_and_too_many_are_refused():
    def of_pages(count: int):
        return lambda css: SimpleNamespace(pages=[SimpleNamespace(_page_box=SimpleNamespace(descendants=list))] * count)

    assert len(short.fitted(of_pages(12)).pages) == 12
    with pytest.raises(NoLayoutError, match="16 small pages"):
        short.fitted(of_pages(18))


def test_a_book_without_the_guide_in_short_has_none(tmp_path):
    book = make_book(tmp_path)
    with pytest.raises(FormatNotPossibleError):
        FORMATS["short-booklet"].write(
            book, replace(settings_of(book.language), variant="pages"), tmp_path / "short.pdf"
        )
