"""Makes the book in large print: laid out at 18 points, with nothing under 16 (UKAAF G003, Clear and large print)."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from booklet.formats.base import FileInfo, FormatNotPossibleError, FormatSettings
from booklet.formats.print.printed import Profile, write_document
from booklet.source.front_matter import EASY_READ

if TYPE_CHECKING:
    from booklet.book.model import Book

PROFILE = Profile(("base", "diagram", "large-print", "breaks"), path=True, to_title=18)


def write(book: Book, settings: FormatSettings, target: Path) -> FileInfo:
    """Write the book to `target` in large print; errors as `printed.write_document`.

    Raises FormatNotPossibleError for Easy Read, which has large letters already, unless a size was asked for.
    """
    if book.reading == EASY_READ:
        if not settings.text_size:
            raise FormatNotPossibleError("easy_read_is_large")
        return write_document(book, settings, Profile(("base", "easy-read"), path=True), target)
    return write_document(book, settings, PROFILE, target)
