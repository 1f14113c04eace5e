"""Makes the booklet to fold: A5 pages, two on each side of an A4 sheet, in the order that folding needs."""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING

import pikepdf

from booklet.files import write_whole
from booklet.formats.base import FileInfo, FormatNotPossibleError, FormatSettings
from booklet.formats.print.imposition import impose
from booklet.formats.print.printed import Profile, write_document
from booklet.source.front_matter import EASY_READ

if TYPE_CHECKING:
    from booklet.book.model import Book

PROFILE = Profile(("base", "diagram", "booklet", "breaks"), path=True)
PAGES = "pages"  # the variant with the A5 pages one by one


def write(book: Book, settings: FormatSettings, target: Path) -> FileInfo:
    """Write the A5 pages to `target` one by one (variant "pages"), or impose those that are `finished` on A4 sheets.

    The pages returned are those that a reader counts, without the empty ones at the end.
    Raises FormatNotPossibleError for Easy Read, whose rows need a larger page; other errors as
    `printed.write_document`.
    """
    if book.reading == EASY_READ:
        raise FormatNotPossibleError("easy_read_needs_room")
    if settings.variant == PAGES:
        return write_document(book, settings, PROFILE, target)
    return fold(book, settings, target)


def fold(book: Book, settings: FormatSettings, target: Path) -> FileInfo:
    """Impose the A5 pages that are `finished` on A4 sheets; the pages returned are those that a reader counts."""
    assert settings.finished, "its pages are made before the sheets: see Variant.made_of"
    with pikepdf.open(settings.finished) as pdf:
        pages = len(pdf.pages)
        impose(pdf, right_to_left=book.direction == "rtl")
        data = io.BytesIO()
        pdf.save(data, deterministic_id=True)
    write_whole(data.getvalue(), target)
    return FileInfo(pages)
