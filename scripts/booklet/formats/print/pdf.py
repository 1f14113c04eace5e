"""Makes the booklet as an A4 PDF to print, or to read on a screen with any reader."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from booklet.formats.base import FileInfo, FormatSettings
from booklet.formats.print import layout
from booklet.formats.print.page_characters import characters_on_pages
from booklet.formats.print.printed import Profile, laid_out
from booklet.source.front_matter import EASY_READ

if TYPE_CHECKING:
    from booklet.book.model import Book

PROFILES = {"standard": Profile(("base", "diagram", "a4")), EASY_READ: Profile(("base", "easy-read"))}
# What was counted in this process: laying a book out takes seconds, and the e-book asks for the same count
_counted: dict[tuple[Book, FormatSettings], tuple[int, ...]] = {}


def write(book: Book, settings: FormatSettings, target: Path) -> FileInfo:
    """Write the book to `target` in the print edition of its reading, both PDF/UA-1 and PDF/A-2a; return its pages.

    With letters of 16 points or more the diagram is a path from the start. How many characters stand on each page is kept
    for `characters_in_print`. Raises BookletError as `printed.write_document` does.
    """
    with laid_out(book, settings, _profile(book, settings)) as document:
        layout.save(document, target)
        _counted[book, settings] = characters_on_pages(document)
    return FileInfo(pages=len(document.pages))


def characters_in_print(book: Book, settings: FormatSettings) -> tuple[int, ...]:
    """Return how many characters of the book stand on each page of its print edition; errors as `printed.laid_out`.

    They are counted as `count_characters` does.
    """
    if (book, settings) not in _counted:
        with laid_out(book, settings, _profile(book, settings)) as document:
            _counted[book, settings] = characters_on_pages(document)
    return _counted[book, settings]


def _profile(book: Book, settings: FormatSettings) -> Profile:
    # Large letters leave no room for the ring
    large = bool(settings.text_size and settings.text_size >= 16)
    profile = PROFILES[book.reading]
    return Profile(profile.sheets, path=True) if large else profile
