"""Makes the booklet as an A4 PDF to print, or to read on a screen with any reader."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from booklet.formats.base import FormatSettings, Made
from booklet.formats.printed import Profile, write_document
from booklet.page import EASY_READ

if TYPE_CHECKING:
    from booklet.book import Book

PROFILES = {"standard": Profile(("base", "diagram", "a4")), EASY_READ: Profile(("base", "easy-read"))}


def write(book: Book, settings: FormatSettings, target: Path) -> Made:
    """Write the book to `target` in the print edition of its reading; errors as `printed.write_document`."""
    large = bool(settings.text_size and settings.text_size >= 16)
    profile = PROFILES[book.reading]
    # Large letters leave no room for the ring
    return write_document(book, settings, Profile(profile.sheets, path=large) if large else profile, target)
