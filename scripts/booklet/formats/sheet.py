"""Makes a sheet as the file that is asked for: a print, the same as a Word file, or the code for a wall."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from booklet.formats.base import FileInfo, FormatNotPossibleError, FormatSettings
from booklet.source.booklets import AS_WORD, QR
from booklet.source.front_matter import EASY_READ

if TYPE_CHECKING:
    from booklet.book.model import Book


def write(book: Book, settings: FormatSettings, target: Path) -> FileInfo:
    """Write the sheet that `settings.variant` names to `target`. A Word file loads nothing that lays out pages.

    Raises FormatNotPossibleError for an Easy Read book, as sheets are pages of the standard text; and as the module of
    the file does.
    """
    if settings.variant == QR:
        from booklet.formats.print import qr_sheet

        return qr_sheet.write(book, settings, target)
    if book.reading == EASY_READ:
        raise FormatNotPossibleError("not_made")
    if settings.variant.endswith(AS_WORD):
        from booklet.formats.word import sheet as word_sheet

        return word_sheet.write(book, settings, target)
    from booklet.formats.print import sheet as printed_sheet

    return printed_sheet.write(book, settings, target)


def words(book: Book, settings: FormatSettings) -> str:
    """Return the document that a print of a sheet is made from; of another file, the book. Raises as `write`."""
    if book.reading == EASY_READ:
        raise FormatNotPossibleError("not_made")
    if settings.variant == QR or settings.variant.endswith(AS_WORD):
        return book.html
    from booklet.formats.print import sheet as printed_sheet

    return printed_sheet.words(book, settings)
