"""What a document says about itself, and how its letters look."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from booklet.formats.base import FormatSettings
from booklet.source.front_matter import EASY_READ
from booklet.source.tokens import PRINT, token

if TYPE_CHECKING:
    from booklet.book.model import Book

# Points: the least for a clear text (UKAAF G003), and for Easy Read
TEXT_SIZE = {"standard": 12.0, EASY_READ: 16.0}
LINE = 1.35  # from one line to the next, in parts of the size of the letters (RNIB, clear print)
MARGIN = 20  # millimetres on each side of a page
# A family of the project → one that most computers have, for a reader who has not installed it
INSTALLED = {
    "Atkinson Hyperlegible Next": "Arial",
    "Noto Sans": "Arial",
    "Noto Naskh Arabic": "Arial",
    "Noto Sans Malayalam": "Nirmala UI",
    "Noto Sans SC": "Microsoft YaHei",
}
# A family that is for one script → the name of that kind of script in both formats ("complex", "asian")
SCRIPTS = {"Noto Naskh Arabic": "complex", "Noto Sans Malayalam": "complex", "Noto Sans SC": "asian"}


@dataclass(frozen=True)
class Details:
    """Everything outside the words of a document.

    `latin`, `asian` and `complex` are families for letters of these kinds, `size` is that of running text in points,
    `modified` an ISO date. `page_of` has {page} and {pages}. `heading` is the colour of headings and frames, `link`
    that of links, each as six hexadecimal digits. `line` is from one line to the next, in parts of the size of the
    letters, `margin` the millimetres on each side of a page.
    """

    title: str
    author: str
    description: str
    language: str
    direction: str
    modified: str
    contents: str
    page_of: str
    latin: str
    asian: str
    complex: str
    size: float
    heading: str
    link: str
    line: float = LINE
    margin: int = MARGIN

    @classmethod
    def of(cls, book: Book, settings: FormatSettings) -> Details:
        """Take the details from a book and the settings.

        Raises BookletError where the book lacks one, or the token file a colour.
        """
        latin = next((family for family in settings.fonts if family not in SCRIPTS), settings.fonts[0])
        special = {SCRIPTS[family]: family for family in settings.fonts if family in SCRIPTS}
        return cls(
            book.title,
            book.author,
            book.description,
            book.language,
            book.direction,
            book.day.isoformat(),
            book.label("contents"),
            book.label("page_of"),
            latin,
            special.get("asian", latin),
            special.get("complex", latin),
            settings.text_size or TEXT_SIZE[book.reading],
            _colour(settings, "primary"),
            _colour(settings, "link"),
        )

    @property
    def families(self) -> list[str]:
        """Every family, once."""
        return list(dict.fromkeys((self.latin, self.asian, self.complex)))


def _colour(settings: FormatSettings, name: str) -> str:
    return token(settings.tokens, name, PRINT).removeprefix("#")
