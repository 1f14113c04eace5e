"""The table of formats: which there are, and the function that makes each from a book."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass
from pathlib import Path

from booklet.book.model import Book
from booklet.formats import audio, braille, epub, text, web_pack, word
from booklet.formats.base import FileInfo, FormatNotPossible, FormatSettings
from booklet.formats.print import folded, large_print, pdf, poster

__all__ = ["FORMATS", "Format", "FormatNotPossible", "FormatSettings", "FileInfo", "Variant"]


@dataclass(frozen=True)
class Variant:
    """One file of a format.

    `suffix` ends the file name and tells a format which file is wanted, `extension` is without its dot, `type` the
    media type, `kind` the short name that readers know ("PDF"), `paper` a paper size.
    """

    suffix: str = ""
    extension: str = "pdf"
    type: str = "application/pdf"
    kind: str = "PDF"
    paper: str = "A4"


@dataclass(frozen=True)
class Format:
    """A shape that a book can take.

    `picture` is the name of its picture in content/pictures.yml. `write(book, settings, target)` makes one file and returns what
    was `FileInfo`; None for the web pages, which booklet.site makes. `choices` are the settings that a reader can ask for
    (names of fields of FormatSettings). `late` formats take long: they are made after the site without them is published.
    `prepare(book, settings, workers, say)` does what its files share with all workers before they are written; it may be
    left out. `needs` names a format with one file that is made first, as this one is told what that one has counted
    ("": none). `sheets` names the website's style sheets that it reads, besides the tokens.
    """

    name: str
    picture: str
    write: Callable[[Book, FormatSettings, Path], FileInfo] | None = None
    variants: tuple[Variant, ...] = (Variant(),)
    choices: frozenset[str] = frozenset()
    late: bool = False
    prepare: Callable[[Book, FormatSettings, Executor, Callable[[str], None]], None] | None = None
    needs: str = ""
    sheets: tuple[str, ...] = ()


PRINT = frozenset({"text_size", "paper", "background", "fonts"})

# In the order in which readers see them. The web pages are made by booklet.site.
FORMATS: dict[str, Format] = {
    entry.name: entry
    for entry in (
        Format("web", "website", variants=(Variant("", "html", "text/html", "HTML"),)),
        Format("pdf", "keeping-records", pdf.write, choices=PRINT),
        Format("poster", "cycle-of-four", poster.write, (Variant("a4"), Variant("a3", paper="A3"))),
        Format("large-print", "large-print", large_print.write, choices=PRINT),
        Format(
            "booklet",
            "booklet-report",
            folded.write,
            (Variant("fold"), Variant("pages", paper="A5")),
            frozenset({"background", "fonts"}),
        ),
        Format(
            "epub", "booklet-report", epub.write, (Variant("", "epub", "application/epub+zip", "EPUB"),), needs="pdf"
        ),
        Format(
            "epub-audio",
            "audio",
            epub.write_with_sound,
            (Variant("", "epub", "application/epub+zip", "EPUB"),),
            late=True,
            prepare=epub.prepare,
            needs="pdf",
        ),
        Format(
            "word",
            "write-it-down",
            word.write,
            (
                Variant(
                    "docx", "docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "Word"
                ),
                Variant("odt", "odt", "application/vnd.oasis.opendocument.text", "ODT"),
            ),
            frozenset({"text_size", "fonts"}),
        ),
        Format(
            "braille",
            "braille",
            braille.write,
            (Variant("brf", "brf", "application/x-brf", "BRF"), Variant("pef", "pef", "application/x-pef+xml", "PEF")),
            frozenset({"braille_page"}),
        ),
        Format(
            "audio",
            "audio",
            audio.write,
            (
                Variant("mp3", "mp3", "audio/mpeg", "MP3"),
                Variant("chapters", "zip", "application/zip", "ZIP, MP3"),
                Variant("daisy", "zip", "application/zip", "ZIP, DAISY"),
            ),
            late=True,
            prepare=audio.prepare,
        ),
        Format("text", "letter", text.write, (Variant("", "txt", "text/plain", "TXT"),)),
        Format(
            "web-pack", "download", web_pack.write, (Variant("", "html", "text/html", "HTML"),), sheets=web_pack.SHEETS
        ),
    )
}
