"""One chapter of the real English text, another each day, is spoken by the real voice and
put through the whole check.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest

from booklet.book.blocks import blocks
from booklet.book.model import Book
from booklet.book.select import select, titles
from booklet.checks.edition_list import EditionRecord, made_on
from booklet.checks.files import audio
from booklet.checks.files.parity.text_blocks import read_book
from booklet.formats import FORMATS
from booklet.project import Project
from tests.books import book_from
from tests.formats.conftest import recording_settings

# A longer chapter is spoken with --full only: this is a minute of sound, apart from the opening and the end
WORDS = 150


def page_of_the_day(pages: Sequence[str], day: date) -> str:
    """Return the page to speak on a day, of those that are short enough: each further date brings the next."""
    return pages[day.toordinal() % len(pages)]


def short_pages(book: Book) -> list[str]:
    """Return the pages of a book that are spoken in about a minute."""
    found = blocks(book)
    return [
        page for page in titles(book) if sum(len(block.text.split()) for block in found if block.page == page) <= WORDS
    ]


@pytest.fixture(scope="session")
def recorded(project: Project, real_site: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, str]:
    """The folder with the recordings, the book that was spoken, and the name of its page."""
    folder = tmp_path_factory.mktemp("day")
    books = []
    for reading in ("standard", "easy-read"):
        path = project.build / "books" / "en-GB" / f"{reading}.html"
        books.append(book_from(path.read_text(encoding="utf-8"), path.parent))
    choices = {f"{book.reading} {page}": (book, page) for book in books for page in short_pages(book)}
    chosen = page_of_the_day(list(choices), made_on(real_site))
    book = select(choices[chosen][0], [choices[chosen][1]])
    (folder / "book.html").write_text(book.html, encoding="utf-8")
    for variant in FORMATS["audio"].variants:
        made = FORMATS["audio"].write(
            book, recording_settings(variant.suffix), folder / f"{variant.suffix}.{variant.extension}"
        )
    (folder / "seconds").write_text(str(made.seconds), encoding="utf-8")
    return folder, folder / "book.html", chosen


@pytest.mark.parametrize("variant", FORMATS["audio"].variants, ids=lambda variant: variant.suffix)
def test_the_chapter_of_the_day(recorded, say, variant):
    folder, book, chosen = recorded
    say(f"Spoken: {chosen}")
    seconds = float((folder / "seconds").read_text(encoding="utf-8"))
    edition = EditionRecord("en-GB", "standard", "audio", "", variant.suffix, seconds=seconds)
    assert list(audio.problems(folder / f"{variant.suffix}.{variant.extension}", edition, read_book(book))) == []


def test_each_day_brings_another_chapter():
    days = [page_of_the_day(["a", "b", "c"], date(2026, 11, 24 + day)) for day in range(3)]
    assert sorted(days) == ["a", "b", "c"]
