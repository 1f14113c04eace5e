"""Makes the book as braille, ready to emboss: BRF for most printers and displays, PEF as XML.

Layout: reference rules BR1 to BR9, after UKAAF B004 (2016) and Braille Formats (BANA, 2016) where UKAAF leaves a
choice.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from booklet.files import write_whole
from booklet.formats.base import FileInfo, FormatNotPossibleError, FormatSettings
from booklet.formats.braille import brf, pef, volume

if TYPE_CHECKING:
    from booklet.book.model import Book


def write(book: Book, settings: FormatSettings, target: Path) -> FileInfo:
    """Write the book to `target` in the form that `settings.variant` names ("brf" or "pef").

    The page is `settings.braille_page`, cells in a line and lines on a page. Raises FormatNotPossibleError where the
    language has no table or a text has a character that the table cannot write, BookletError if liblouis is missing.
    """
    if not settings.braille_table:
        raise FormatNotPossibleError("no_braille")
    pages = volume.pages_of(book, settings.braille_table, *settings.braille_page)
    if settings.variant == "pef":
        data = pef.encode(
            pages,
            *settings.braille_page,
            pef.Details(
                title=book.title,
                language=book.language,
                creator=book.author,
                day=book.day.isoformat(),
                address=f"{book.address}#{book.reading}",
            ),
        )
    else:
        data = brf.encode(pages)
    write_whole(data, target)
    return FileInfo(pages=len(pages))
