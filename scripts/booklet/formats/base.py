"""What every format takes in addition to a book, and what it gives back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from booklet.errors import BookletError


@dataclass(frozen=True)
class FormatSettings:
    """Everything outside the book that an edition depends on.

    `tokens` is the file with colours and sizes, `fonts` the families for the book's language, first choice first.
    `variant` names the file wanted of a format that has more than one ("odt"). `paper` is a size ("A4", "A3"),
    `text_size` the size of running text in points (None: the format's own), `background` one of BACKGROUNDS
    ("": the format's own). `braille_table` is a table of liblouis and `voice` a voice, "" where the language has none.
    `roomy` asks for pages on which everything flows: letters too large, or words too long, for the format's own layout.
    `braille_page` is how many cells a line of braille has and how many lines a page.
    `clips` is the folder in which spoken sentences and chapters are kept, `characters_on_pages` what the print edition
    of the same book has counted (see FileInfo; (): it is laid out where somebody needs the count), and `finished` the
    file that this one is made of (see Variant.made_of; None: that is made too). None of them changes an edition.
    """

    tokens: Path
    fonts: tuple[str, ...]
    variant: str = ""
    paper: str = "A4"
    text_size: float | None = None
    background: str = ""
    roomy: bool = False
    braille_table: str = ""
    braille_page: tuple[int, int] = (40, 25)
    voice: str = ""
    clips: Path = Path()
    characters_on_pages: tuple[int, ...] = ()
    finished: Path | None = None

    def styles(self, sheets: Iterable[str] = ()) -> list[Path]:
        """Return the tokens and, by their file names, the website's own style sheets, which lie beside them."""
        return [self.tokens, *(self.tokens.with_name(sheet) for sheet in sheets)]


# Why English has no edition in two languages: a label under formats.absent
ENGLISH_ALREADY = "english_already"
# A variant that is a part of a book begins so, and ends in the number of the part
PART = "part-"
# Colours of the paper that a reader can ask for: tokens for print
BACKGROUNDS = ("white", "cream", "blue", "yellow")


@dataclass(frozen=True)
class FileInfo:
    """What is known of a finished file: its pages (None where it has none) and its seconds of sound.

    `characters_on_pages` is how many characters of the book are on each page of its print edition, () for other
    formats: an e-book marks in its text where each of these pages begins.
    """

    pages: int | None = None
    seconds: float | None = None
    characters_on_pages: tuple[int, ...] = ()

    @classmethod
    def from_record(cls, record: Mapping[str, Any]) -> FileInfo:
        """Return what `dataclasses.asdict` and JSON have made of it, as it was; raises TypeError for what it is not."""
        return cls(**{**record, "characters_on_pages": tuple(record["characters_on_pages"])})


class NoLayoutError(BookletError):
    """No pages can be made of these words in this layout."""


class FormatNotPossibleError(Exception):
    """This book cannot take this shape.

    `reason` is the id of a label under formats.absent, `detail` a sentence for the people who look after the guide,
    who can often do something about it: what is in the way, and where ("": the label says all).
    """

    def __init__(self, reason: str, detail: str = ""):
        super().__init__(reason, detail)
        self.reason = reason
        self.detail = detail


@dataclass(frozen=True)
class Edition:
    """A finished file. `path` is relative to the site, `booklet` the id of its booklet; `seconds` and `pages` are None
    where they mean nothing.
    """

    language: str
    reading: str
    format: str
    path: str
    bytes: int
    sha256: str
    pages: int | None = None
    seconds: float | None = None
    variant: str = ""
    booklet: str = field(kw_only=True)


@dataclass(frozen=True)
class MissingEdition:
    """A combination that is not made, `booklet` being the id; `reason` and `detail` as of FormatNotPossibleError."""

    language: str
    reading: str
    format: str
    reason: str
    detail: str = ""
    booklet: str = field(kw_only=True)
