"""Large print and the booklet to fold: how they are laid out, and every check of them with a known-bad file."""

from __future__ import annotations

import ctypes
import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from pypdfium2 import raw

from booklet.book.model import Book
from booklet.checks.files.pdf import check, file, rules, standards
from booklet.checks.files.pdf.expected import part_maker, read_tree
from booklet.formats import FormatNotPossibleError
from booklet.formats.base import FileInfo
from booklet.formats.print import folded, large_print
from booklet.formats.print.imposition import impose, sheet_sides
from tests.books import BOOKLET, TEXTS, make_book, settings_of
from tests.contexts import on_site

LEAST = 16.0
# With less text the Arabic booklet has 11 pages too, so that a side of its last sheet has one page only
LESS = {"ar": {"paragraph": TEXTS["ar"]["paragraph"].partition(". ")[0]}}


def sizes(path: Path) -> set[float]:
    """Return the size in points of every letter on every page, as it is shown."""
    found = set()
    document = pypdfium2.PdfDocument(path)
    try:
        for page in document:
            text = page.get_textpage()
            for index in range(raw.FPDFText_CountChars(text)):
                if raw.FPDFText_GetTextObject(text, index) and chr(raw.FPDFText_GetUnicode(text, index)).strip():
                    matrix = raw.FS_MATRIX()
                    raw.FPDFText_GetMatrix(text, index, ctypes.byref(matrix))
                    found.add(round(raw.FPDFText_GetFontSize(text, index) * abs(matrix.d or matrix.b), 1))
            text.close()
    finally:
        document.close()
    assert found
    return found


def easy(book: Book) -> Book:
    return replace(book, reading="easy-read")


@pytest.fixture(scope="module")
def books(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("books")
    for language in ("en-GB", "ar"):
        make_book(folder, language, **LESS.get(language, {}))
    return folder


@pytest.fixture(scope="module", params=["en-GB", "ar"])
def book(request, books: Path) -> Book:
    return make_book(books, request.param, **LESS.get(request.param, {}))


def write_fold(book: Book, target: Path) -> FileInfo:
    """Write the booklet to fold, of the pages that are made first."""
    pages = target.with_name("pages-of-fold.pdf")
    folded.write(book, replace(settings_of(book.language, paper="A5"), variant="pages"), pages)
    return folded.write(book, replace(settings_of(book.language), variant="fold", finished=pages), target)


@pytest.fixture(scope="module")
def fold(book: Book, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("fold") / "fold.pdf"
    assert write_fold(book, path) == FileInfo(pages=11)
    return path


@pytest.fixture(scope="module")
def english_fold(books: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("fold") / "fold.pdf"
    book = make_book(books)
    write_fold(book, path)
    return path


def problems(path: Path, books: Path, language: str, format_name: str, variant: str = "") -> list[rules.Problem]:
    part = part_maker(format_name, variant, BOOKLET)(read_tree(books / language / "standard.html"))
    return list(rules.problems(file.read(path), part))


# ---- Large print ----


@pytest.mark.parametrize("text_size", [None, 24, 40])
def test_no_letter_is_smaller_than_16_points(books, tmp_path, text_size):
    """Page numbers, labels and the diagram too."""
    book = make_book(books)
    large_print.write(book, replace(settings_of(book.language), text_size=text_size), tmp_path / "a.pdf")
    found = sizes(tmp_path / "a.pdf")
    assert min(found) >= LEAST
    assert (text_size or 18) in found


def test_large_print_is_a_whole_book(book, books, tmp_path):
    large_print.write(book, settings_of(book.language), tmp_path / "a.pdf")
    assert problems(tmp_path / "a.pdf", books, book.language, "large-print") == []
    assert min(sizes(tmp_path / "a.pdf")) >= LEAST


def test_easy_read_has_large_letters_already(books, tmp_path):
    book = easy(make_book(books))
    with pytest.raises(FormatNotPossibleError) as caught:
        large_print.write(book, settings_of(book.language), tmp_path / "a.pdf")
    assert caught.value.reason == "easy_read_is_large"
    large_print.write(book, replace(settings_of(book.language), text_size=24), tmp_path / "a.pdf")
    assert min(sizes(tmp_path / "a.pdf")) >= LEAST


# ---- The order of pages on sheets ----


@pytest.mark.parametrize(
    ("count", "sides"),
    [
        (1, [(4, 1), (2, 3)]),
        (2, [(4, 1), (2, 3)]),
        (3, [(4, 1), (2, 3)]),
        (4, [(4, 1), (2, 3)]),
        (5, [(8, 1), (2, 7), (6, 3), (4, 5)]),
        (6, [(8, 1), (2, 7), (6, 3), (4, 5)]),
        (7, [(8, 1), (2, 7), (6, 3), (4, 5)]),
        (8, [(8, 1), (2, 7), (6, 3), (4, 5)]),
        (9, [(12, 1), (2, 11), (10, 3), (4, 9), (8, 5), (6, 7)]),
    ],
)
@pytest.mark.parametrize("right_to_left", [False, True])
def test_pages_lie_as_they_stand_when_folded(count, sides, right_to_left):
    expected = [(right, left) if right_to_left else (left, right) for left, right in sides]
    assert [(left + 1, right + 1) for left, right in sheet_sides(count, right_to_left)] == expected


@pytest.mark.parametrize("count", [1, 2, 3, 5])
def test_sides_without_a_page_are_empty(english_pages, tmp_path, count):
    with pikepdf.open(english_pages) as pdf:
        del pdf.pages[count:]
        del pdf.Root.StructTreeRoot.K, pdf.Root.Names, pdf.Root.Outlines
        pdf.Root.StructTreeRoot.K = pikepdf.Array()
        impose(pdf, right_to_left=False)
        assert len(pdf.pages) == 2 * -(-count // 4)
        assert sum(len(page.Resources.XObject) for page in pdf.pages) == count


@pytest.fixture(scope="module")
def english_pages(books: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("pages") / "pages.pdf"
    book = make_book(books)
    folded.write(book, replace(settings_of(book.language, paper="A5"), variant="pages"), path)
    return path


def test_the_pages_one_by_one_are_a_whole_book(english_pages, books):
    assert problems(english_pages, books, "en-GB", "booklet", "pages") == []
    with pikepdf.open(english_pages) as pdf:
        assert {tuple(round(float(side) / 72 * 25.4) for side in page.mediabox[2:]) for page in pdf.pages} == {
            (148, 210)
        }


# ---- The booklet to fold ----


def test_it_passes_every_check(fold, book, books):
    assert problems(fold, books, book.language, "booklet", "fold") == []


def test_malayalam_which_carries_its_words_beside_its_letters_passes_too(books, tmp_path):
    book = make_book(books, "ml")
    write_fold(book, tmp_path / "a.pdf")
    assert problems(tmp_path / "a.pdf", books, "ml", "booklet", "fold") == []


def test_it_is_a4_to_be_turned_on_its_short_edge(fold):
    with pikepdf.open(fold) as pdf:
        assert {tuple(round(float(side) / 72 * 25.4) for side in page.mediabox[2:]) for page in pdf.pages} == {
            (296, 210)
        }
        assert pdf.Root.ViewerPreferences.Duplex == "/DuplexFlipShortEdge"
        assert pdf.Root.ViewerPreferences.PrintScaling == "/None"
        assert pdf.Root.ViewerPreferences.DisplayDocTitle


def test_sides_are_labelled_with_their_pages(fold, book):
    labels = ["– | 1", "2 | 11", "10 | 3", "4 | 9", "8 | 5", "6 | 7"]
    if book.direction == "rtl":
        labels = [" | ".join(reversed(label.split(" | "))) for label in labels]
    assert file.read(fold).labels == tuple(labels)


def test_two_page_numbers_stand_on_a_side(english_fold):
    read = file.read(english_fold)
    assert [words.splitlines()[-1] if words else "" for place, words in read.artifacts.items() if place.page == 3]
    assert "Page 4 of 11" in read.artifacts[3, 0] and "Page 9 of 11" in read.artifacts[3, 1]


def test_links_lie_on_their_words(english_fold):
    """Each on the half of the side on which its words are."""
    with pikepdf.open(english_fold) as pdf:
        half = float(pdf.pages[0].mediabox[2]) / 2
        links = [
            (number, annotation) for number, page in enumerate(pdf.pages) for annotation in page.get("/Annots", [])
        ]
        assert links and {annotation.P.objgen == pdf.pages[number].obj.objgen for number, annotation in links} == {True}
        phone = next((number, one) for number, one in links if "/A" in one and one.A.get("/URI") == "tel:+441603704070")
    document = pypdfium2.PdfDocument(english_fold)
    try:
        left, bottom, right, top = map(float, phone[1].Rect)
        assert "704070" in document[phone[0]].get_textpage().get_text_bounded(left, bottom, right, top)
        assert (left < half) == (right <= half)
    finally:
        document.close()


def test_the_same_book_gives_the_same_bytes(english_fold, books, tmp_path):
    book = make_book(books)
    write_fold(book, tmp_path / "again.pdf")
    assert (tmp_path / "again.pdf").read_bytes() == english_fold.read_bytes()


def test_easy_read_needs_more_room(books, tmp_path):
    book = easy(make_book(books))
    with pytest.raises(FormatNotPossibleError) as caught:
        folded.write(book, settings_of(book.language), tmp_path / "a.pdf")
    assert caught.value.reason == "easy_read_needs_room"


# ---- Bad ones ----


def tags(pdf: pikepdf.Pdf, role: str) -> Iterator[pikepdf.Object]:
    def walk(element: pikepdf.Object) -> Iterator[pikepdf.Object]:
        kids = element.get("/K", [])
        for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
            if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
                if f"/{role}" == kid.S:
                    yield kid
                yield from walk(kid)

    yield from walk(pdf.Root.StructTreeRoot)


def halves_changed(pdf):
    """The pages of one side change places."""
    drawn = pdf.pages[3].Resources.XObject
    drawn["/P0"], drawn["/P1"] = drawn["/P1"], drawn["/P0"]


def sides_changed(pdf):
    pages = list(pdf.pages)
    pdf.pages[2], pdf.pages[4] = pages[4], pages[2]


def page_lost(pdf):
    del pdf.pages[3].Resources.XObject["/P1"]
    page = pdf.pages[3]
    page.Contents.write(page.Contents.read_bytes().partition(b"\n")[0])


def last_side_lost(pdf):
    del pdf.pages[5]


def labels_of_sides(pdf):
    pdf.Root.PageLabels = pikepdf.Dictionary(Nums=pikepdf.Array([0, pikepdf.Dictionary(S=pikepdf.Name.D)]))


def bookmark_to_other_half(pdf):
    with pdf.open_outline() as outline:
        mark = outline.root[0].children[-1]
        page, kind, x, *rest = mark.destination
        half = float(pdf.pages[0].mediabox[2]) / 2
        mark.destination = pikepdf.Array([page, kind, float(x) + (half if float(x) < half else -half), *rest])


def place_to_other_half(pdf):
    names = pdf.Root.Names.Dests.Names
    target = names[list(map(str, names[::2])).index("meeting-record") * 2 + 1]
    half = float(pdf.pages[0].mediabox[2]) / 2
    target[2] = float(target[2]) + (half if float(target[2]) < half else -half)


def tags_without_their_form(pdf):
    for paragraph in tags(pdf, "P"):
        for kid in paragraph.K:
            if isinstance(kid, pikepdf.Dictionary) and "/Stm" in kid:
                del kid["/Stm"]


BAD = {
    halves_changed: "pdf/sheets",
    sides_changed: "pdf/sheets",
    page_lost: "pdf/words",
    last_side_lost: "pdf/sheets",
    labels_of_sides: "pdf/page-labels",
    bookmark_to_other_half: "pdf/bookmarks",
    place_to_other_half: "pdf/contents",
    tags_without_their_form: "pdf/words",
}


@pytest.mark.parametrize("spoil", BAD, ids=lambda spoil: spoil.__name__)
def test_a_bad_booklet_is_found(english_fold, books, tmp_path, spoil: Callable):
    with pikepdf.open(english_fold) as pdf:
        spoil(pdf)
        pdf.save(tmp_path / "bad.pdf")
    assert BAD[spoil] in {one.rule for one in problems(tmp_path / "bad.pdf", books, "en-GB", "booklet", "fold")}


def test_a_booklet_that_opens_the_wrong_way_is_found(books, tmp_path):
    """An Arabic book is bound at its right."""
    book = make_book(books, "ar", **LESS["ar"])
    write_fold(replace(book, direction="ltr"), tmp_path / "bad.pdf")
    found = {one.rule for one in problems(tmp_path / "bad.pdf", books, "ar", "booklet", "fold")}
    assert {"pdf/sheets", "pdf/page-labels"} <= found


def test_the_list_of_editions_says_which_file_it_is(english_fold, english_pages, books, tmp_path, monkeypatch):
    monkeypatch.setattr("booklet.checks.files.pdf.validate", lambda files, names: iter(()))
    entries = []
    for variant, path in (("fold", english_fold), ("pages", english_pages)):
        (tmp_path / f"{variant}.pdf").write_bytes(path.read_bytes())
        entries.append(
            {
                "language": "en-GB",
                "reading": "standard",
                "format": "booklet",
                "variant": variant,
                "path": f"{variant}.pdf",
            }
        )

    def findings() -> dict[str, set[str]]:
        listed = {"generated": "2026-10-01", "editions": entries}
        (tmp_path / "editions.json").write_text(json.dumps(listed), encoding="utf-8")
        found: dict[str, set[str]] = {}
        for one in check(on_site(tmp_path, books)).findings:
            found.setdefault(one.path, set()).add(one.rule)
        return found

    assert findings() == {}
    entries[0]["variant"], entries[1]["variant"] = "pages", "fold"
    assert {"fold.pdf", "pages.pdf"} == findings().keys()


def test_vera_pdf_finds_the_booklet_to_be_what_it_says(english_fold):
    assert list(standards.validate([english_fold], {english_fold: "fold.pdf"})) == []
