"""The table of formats: which there are, and the function that makes each from a book."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from importlib import import_module
from pathlib import Path

from booklet.book.model import Book
from booklet.formats import letters, web_pack
from booklet.formats.base import PART, FileInfo, FormatNotPossibleError, FormatSettings
from booklet.source.booklets import AS_WORD, QR, Booklet
from booklet.source.front_matter import EASY_READ

__all__ = ["FORMATS", "FileInfo", "Format", "FormatNotPossibleError", "FormatSettings", "Variant"]


@dataclass(frozen=True)
class Variant:
    """One file of a format.

    `suffix` ends the file name and tells a format which file is wanted, `extension` is without its dot, `type` the
    media type, `kind` the short name that readers know ("PDF"), `paper` a paper size. `made_of` is the suffix of the file
    of the same format that this one is made of ("": none): that is made first. An `excerpt` holds some pages only. A
    file `on_request` is made for somebody who asks (`booklet make`), and not for the website. `page` is the name of the
    page whose words it has, and beside which it is offered ("": none). `named` is the suffix of the file that it has the
    name of, as it is the same in another kind ("": it has a name of its own).
    """

    suffix: str = ""
    extension: str = "pdf"
    type: str = "application/pdf"
    kind: str = "PDF"
    paper: str = "A4"
    made_of: str = ""
    excerpt: bool = False
    on_request: bool = False
    page: str = ""
    named: str = ""


@dataclass(frozen=True)
class Format:
    """A shape that a book can take.

    `picture` is the name of its picture in content/pictures.yml. `write(book, settings, target)` makes one file and
    returns what was `FileInfo`; None for the web pages, which booklet.site makes. `choices` are the settings that a
    reader can ask for (names of fields of FormatSettings). `late` formats take long: they are made after the site
    without them is published. `prepare(book, settings, workers, say)` does what its files share with all workers before
    they are written; it may be left out. `group` is where readers look for it, one of GROUPS. `needs` names a format
    with one file that is made first, as this one is told what that one has counted ("": none). `sheets` names the
    website's style sheets that it reads, as well as the tokens. A `divided` format has a file for each part of an Easy
    Read book with several parts: such a document may have at most 24 pages (Office for Disability Issues). A format
    `in_two_languages` is made of the English book too. `of_booklet(booklet)` gives the files with what a booklet
    decides: which sheets there are, beside which page a file is offered. A format with `each_page` has a file for each
    page of a book whose name that function returns, and none for another book. `words(book, settings)` is the document
    that a file is made from, as HTML, where it has some of the book only: the file is kept until that changes.
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
    group: str = "print"
    divided: bool = False
    in_two_languages: bool = False
    of_booklet: Callable[[Booklet], tuple[Variant, ...]] | None = None
    each_page: Callable[[Book], tuple[str, ...]] | None = None
    words: Callable[[Book, FormatSettings], str] | None = None

    def variants_in(self, booklet: Booklet) -> tuple[Variant, ...]:
        """Return the files of this format that there are of a booklet, those made on request too."""
        return self.of_booklet(booklet) if self.of_booklet else self.variants

    def made_of(self, suffix: str) -> Variant | None:
        """Return which of its files the one with this suffix is made of, None where of none."""
        made_of = {variant.suffix: variant.made_of for variant in self.variants}.get(suffix)
        return next((variant for variant in self.variants if made_of and variant.suffix == made_of), None)

    def variants_for(self, book: Book) -> tuple[Variant, ...]:
        """Return the files of this format on the website for a book: of a `divided` one for each part of Easy Read, of
        one with `each_page` for each of those pages.
        """
        if self.each_page:
            return tuple(replace(self.variants[0], suffix=page, page=page) for page in self.each_page(book))
        if not is_divided(self, book):
            return tuple(variant for variant in self.variants_in(book.booklet) if not variant.on_request)
        return tuple(replace(self.variants[0], suffix=f"{PART}{number}") for number, _ in enumerate(book.parts, 1))


def is_divided(entry: Format, book: Book) -> bool:
    """Say whether a format has a file for each part of a book, as one document would be too long for its readers."""
    return entry.divided and book.reading == EASY_READ and len(book.parts) > 1


def _writer(module: str, function: str = "write") -> Callable[[Book, FormatSettings, Path], FileInfo]:
    """Return the function that writes a format, from a module of this package, which is loaded when a file is made.

    What only reads the table, or makes a text, has no use for the engine that lays out pages: it takes a second to load.
    """

    def write(book: Book, settings: FormatSettings, target: Path) -> FileInfo:
        return getattr(import_module(f"{__name__}.{module}"), function)(book, settings, target)

    return write


def _preparation(module: str) -> Callable[[Book, FormatSettings, Executor, Callable[[str], None]], None]:
    """Return the function `prepare` of a module of this package, which is loaded when it is called; see `_writer`."""

    def prepare(book: Book, settings: FormatSettings, workers: Executor, say: Callable[[str], None]) -> None:
        import_module(f"{__name__}.{module}").prepare(book, settings, workers, say)

    return prepare


def _words(module: str) -> Callable[[Book, FormatSettings], str]:
    """Return the function `words` of a module of this package, which is loaded when it is called; see `_writer`."""

    def words(book: Book, settings: FormatSettings) -> str:
        return str(import_module(f"{__name__}.{module}").words(book, settings))

    return words


SHORT_BOOKLET = (Variant("fold", made_of="pages", excerpt=True), Variant("pages", paper="A5", excerpt=True))


def _short_booklet(booklet: Booklet) -> tuple[Variant, ...]:
    page = booklet.short.page if booklet.short else ""
    return tuple(replace(one, page=page) if one.made_of else one for one in SHORT_BOOKLET)


def _sheets(booklet: Booklet) -> tuple[Variant, ...]:
    """Return each sheet as a print, and beside it as a Word file; then the sheet for a wall."""
    own = (
        file
        for name, sheet in booklet.sheets.items()
        for file in (
            Variant(name, page=sheet.page),
            Variant(f"{name}{AS_WORD}", "docx", WORD, "Word", page=sheet.page, named=name),
        )
    )
    return (*own, Variant(QR, on_request=True))


# What readers choose between first, in the order in which they see it
GROUPS = ("read", "print", "listen", "sheet")
PRINT = frozenset({"text_size", "paper", "background", "fonts"})
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

# In the order in which readers see them. The web pages are made by booklet.site.
FORMATS: dict[str, Format] = {
    entry.name: entry
    for entry in (
        Format("web", "website", variants=(Variant("", "html", "text/html", "HTML"),), group="read"),
        Format("pdf", "keeping-records", _writer("print.pdf"), choices=PRINT, divided=True, words=_words("print.pdf")),
        Format(
            "poster",
            "cycle-of-four",
            _writer("print.poster"),
            (Variant("a4"), Variant("a3", paper="A3")),
            group="sheet",
            words=_words("print.poster"),
        ),
        Format(
            "sheet",
            "write-it-down",
            _writer("sheet"),
            (),
            group="sheet",
            of_booklet=_sheets,
            words=_words("sheet"),
        ),
        Format(
            "letter",
            "letter",
            _writer("word.letter"),
            (Variant("", "docx", WORD, "Word"),),
            frozenset({"text_size", "fonts"}),
            group="sheet",
            in_two_languages=True,
            each_page=letters.pages_with_letters,
        ),
        Format("large-print", "large-print", _writer("print.large_print"), choices=PRINT),
        Format(
            "short-booklet",
            "booklet-report",
            _writer("print.short"),
            SHORT_BOOKLET,
            of_booklet=_short_booklet,
            words=_words("print.short"),
        ),
        Format(
            "booklet",
            "booklet-report",
            _writer("print.folded"),
            (Variant("fold", made_of="pages"), Variant("pages", paper="A5")),
            frozenset({"background", "fonts"}),
        ),
        Format(
            "bilingual",
            "another-language",
            _writer("print.bilingual"),
            (Variant("meeting", excerpt=True), Variant("guide", on_request=True)),
            PRINT,
            in_two_languages=True,
            words=_words("print.bilingual"),
        ),
        Format(
            "epub",
            "booklet-report",
            _writer("epub"),
            (Variant("", "epub", "application/epub+zip", "EPUB"),),
            needs="pdf",
            group="read",
        ),
        Format(
            "epub-audio",
            "audio",
            _writer("epub", "write_with_sound"),
            (Variant("", "epub", "application/epub+zip", "EPUB"),),
            late=True,
            prepare=_preparation("epub"),
            needs="pdf",
            group="listen",
        ),
        Format(
            "word",
            "write-it-down",
            _writer("word"),
            (
                Variant("docx", "docx", WORD, "Word"),
                Variant("odt", "odt", "application/vnd.oasis.opendocument.text", "ODT"),
            ),
            frozenset({"text_size", "fonts"}),
            group="read",
        ),
        Format(
            "braille",
            "braille",
            _writer("braille"),
            (Variant("brf", "brf", "application/x-brf", "BRF"), Variant("pef", "pef", "application/x-pef+xml", "PEF")),
            frozenset({"braille_page"}),
            group="listen",
        ),
        Format(
            "audio",
            "audio",
            _writer("audio"),
            (
                Variant("mp3", "mp3", "audio/mpeg", "MP3"),
                Variant("chapters", "zip", "application/zip", "ZIP, MP3"),
                Variant("daisy", "zip", "application/zip", "ZIP, DAISY"),
            ),
            late=True,
            prepare=_preparation("audio"),
            group="listen",
        ),
        Format("text", "letter", _writer("text"), (Variant("", "txt", "text/plain", "TXT"),), group="read"),
        Format(
            "web-pack",
            "download",
            _writer("web_pack"),
            (Variant("", "html", "text/html", "HTML"),),
            sheets=web_pack.SHEETS,
            group="read",
        ),
    )
}
