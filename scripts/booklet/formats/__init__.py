"""The table of formats: which there are, and the function that makes each from a book."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from booklet.book import Book
from booklet.formats import pdf, poster
from booklet.formats.base import FormatNotPossible, FormatSettings, Made

__all__ = ["FORMATS", "Format", "FormatNotPossible", "FormatSettings", "Made", "Variant"]


@dataclass(frozen=True)
class Variant:
    """One file of a format: `suffix` ends the file name, `settings` are what differs from the others."""

    suffix: str = ""
    paper: str = "A4"


@dataclass(frozen=True)
class Format:
    """A shape that a book can take.

    `write(book, settings, target)` makes one file and returns what was `Made`; None where the project
    does not make the format yet. `extension` is without its dot, `type` the media type,
    `kind` the short name that readers know ("PDF").
    """

    name: str
    extension: str = ""
    type: str = ""
    kind: str = ""
    write: Callable[[Book, FormatSettings, Path], Made] | None = None
    variants: tuple[Variant, ...] = field(default=(Variant(),))


PDF = {"extension": "pdf", "type": "application/pdf", "kind": "PDF"}

# In the order in which readers see them. The web pages are made by booklet.site.
FORMATS: dict[str, Format] = {
    entry.name: entry
    for entry in (
        Format("web", "html", "text/html", "HTML"),
        Format("pdf", **PDF, write=pdf.write),
        Format("poster", **PDF, write=poster.write, variants=(Variant("a4", "A4"), Variant("a3", "A3"))),
        Format("large-print"),
        Format("booklet"),
        Format("epub"),
        Format("word"),
        Format("braille"),
        Format("audio"),
        Format("text"),
        Format("web-pack"),
    )
}
