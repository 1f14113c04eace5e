"""Makes the booklet as an A4 PDF to print, or to read on a screen with any reader."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from booklet.book.select import part_of
from booklet.formats.base import PART, FileInfo, FormatSettings
from booklet.formats.print import layout
from booklet.formats.print.page_characters import characters_on_pages
from booklet.formats.print.printed import Profile, laid_out
from booklet.source.front_matter import EASY_READ

if TYPE_CHECKING:
    from booklet.book.model import Book

PROFILES = {"standard": Profile(("base", "diagram", "a4", "breaks")), EASY_READ: Profile(("base", "easy-read"))}


def write(book: Book, settings: FormatSettings, target: Path) -> FileInfo:
    """Write the book to `target` in the print edition of its reading, both PDF/UA-1 and PDF/A-2a.

    Returns its pages and how many characters are on each. With letters of 16 points or more the diagram is a path from
    the start. Raises BookletError as `printed.write_document` does.
    """
    book = _part(book, settings)
    with laid_out(book, settings, _profile(book, settings)) as document:
        layout.save(document, target)
        return FileInfo(len(document.pages), characters_on_pages=characters_on_pages(document))


def words(book: Book, settings: FormatSettings) -> str:
    """Return the document that a file is made from: the book, or its part."""
    return _part(book, settings).html


def _part(book: Book, settings: FormatSettings) -> Book:
    is_part = settings.variant.startswith(PART)
    return part_of(book, int(settings.variant.removeprefix(PART))) if is_part else book


def characters_in_print(book: Book, settings: FormatSettings) -> tuple[int, ...]:
    """Return how many characters of the book are on each page of its print edition; errors as `printed.laid_out`.

    They are counted as `count_characters` does. The book is laid out only where the settings do not say it. A book that
    is printed in parts has no edition whose pages could be counted.
    """
    if book.reading == EASY_READ and len(book.parts) > 1:
        return ()
    if settings.characters_on_pages:
        return settings.characters_on_pages
    with laid_out(book, settings, _profile(book, settings)) as document:
        return characters_on_pages(document)


def _profile(book: Book, settings: FormatSettings) -> Profile:
    # Large letters leave no room for the ring
    large = bool(settings.text_size and settings.text_size >= 16)
    profile = PROFILES[book.reading]
    return replace(profile, path=True) if large else profile
