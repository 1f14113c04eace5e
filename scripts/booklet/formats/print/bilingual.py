"""Makes a print in two languages, each part with its English words under it, for people who read together."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from booklet.book.bilingual import in_two_languages
from booklet.book.select import excerpt, parts
from booklet.formats.base import ENGLISH_ALREADY, FileInfo, FormatNotPossibleError, FormatSettings
from booklet.formats.print.printed import Profile, write_document
from booklet.source.front_matter import EASY_READ

if TYPE_CHECKING:
    from booklet.book.model import Book

# The diagram is a path: it comes once in each language, and a ring has no room for both
PROFILES = {
    "standard": Profile(("base", "diagram", "a4", "bilingual"), path=True),
    EASY_READ: Profile(("base", "diagram", "easy-read", "bilingual"), path=True),
}
MEETING = "meeting"  # the variant with what a family and a school read together


def write(book: Book, settings: FormatSettings, target: Path) -> FileInfo:
    """Write the pages about a meeting and the letters (variant "meeting"), or the whole book, in two languages to `target`.

    Raises as `both_of` and `printed.write_document`.
    """
    return write_document(both_of(book, settings), settings, PROFILES[book.reading], target)


def words(book: Book, settings: FormatSettings) -> str:
    """Return the document that the print is made from; raises as `both_of`."""
    return both_of(book, settings).html


def both_of(book: Book, settings: FormatSettings) -> Book:
    """Return the book in two languages, or of it the pages about a meeting and the letters (variant "meeting").

    Raises FormatNotPossibleError for the English book, and where the book has no such pages; BookletError where the two
    books are not built in the same way.
    """
    if book.english is None:
        raise FormatNotPossibleError(ENGLISH_ALREADY)
    if settings.variant == MEETING:
        book = about_meetings(book)
    assert book.english, "`select` keeps it"
    return in_two_languages(book, book.english)


def about_meetings(book: Book) -> Book:
    """Return the book of the pages about a meeting and the letters, and its English one.

    Raises FormatNotPossibleError where the book has none of them.
    """
    meeting = book.booklet.meeting
    pages = [name for name, part in parts(book).items() if name in meeting.pages or part in meeting.parts]
    if not pages:
        raise FormatNotPossibleError("not_made")
    return excerpt(book, pages, lambda one: one.label("meetings"))
