"""Makes the book as an EPUB: text that flows, in any size a reader likes (EPUB 3.3, EPUB Accessibility 1.1)."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from booklet.book.tree import tree_of
from booklet.files import write_whole, zipped
from booklet.formats.base import FileInfo, FormatSettings
from booklet.formats.epub import page_breaks
from booklet.formats.epub.navigation import FILE as NAVIGATION
from booklet.formats.epub.navigation import navigation
from booklet.formats.epub.overlays import overlays_of, prepare
from booklet.formats.epub.package import Contents, package
from booklet.formats.epub.parts import parts_of, pictures_of
from booklet.formats.epub.xhtml import document
from booklet.source.tokens import filled

if TYPE_CHECKING:
    from booklet.book.model import Book

__all__ = ["prepare", "write", "write_with_sound"]

FOLDER = "EPUB"
CONTAINER = f"""<?xml version="1.0" encoding="UTF-8"?>
<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">
<rootfiles><rootfile full-path="{FOLDER}/package.opf" media-type="application/oebps-package+xml"/></rootfiles>
</container>
"""
STYLE = Path(__file__).parent / "style.css"


def write(book: Book, settings: FormatSettings, target: Path) -> FileInfo:
    """Write the book to `target` as an EPUB with a document for each page. The same book gives the same bytes.

    Raises BookletError if the book lacks a label, or its print edition does not show all its words.
    """
    return _write(book, settings, target, with_sound=False)


def write_with_sound(book: Book, settings: FormatSettings, target: Path) -> FileInfo:
    """Write the book to `target` as an EPUB that shows each sentence while a voice reads it.

    Raises FormatNotPossibleError where the language has no voice, BookletError as `write`.
    """
    return _write(book, settings, target, with_sound=True)


def _write(book: Book, settings: FormatSettings, target: Path, with_sound: bool) -> FileInfo:
    # Loaded here: only the numbers of its pages come from the print edition
    from booklet.formats.print import pdf

    tree = tree_of(book)
    parts = parts_of(tree, book.title)
    pictures = pictures_of(tree, book.folder)
    on_pages = pdf.characters_in_print(book, settings)
    breaks = page_breaks.mark_pages(parts, on_pages, NAVIGATION) if on_pages else []
    overlays = overlays_of(parts, breaks, book, settings) if with_sound else []
    cover = Path(parts[0].body.find(".//img").get("src")).name
    files = {part.path: document(part, book) for part in parts}
    files[NAVIGATION] = navigation(parts, breaks, book)
    files["style.css"] = filled(STYLE.read_text(encoding="utf-8"), settings.tokens).encode()
    files |= {f"pictures/{name}": data for name, data in pictures.items()}
    for overlay in overlays:
        files |= {overlay.smil_path: overlay.smil, overlay.sound_path: overlay.sound}
    files["package.opf"] = package(Contents(book, parts, breaks, sorted(pictures), cover, overlays))
    write_whole(zipped(_container(files)), target)
    return FileInfo(seconds=round(sum(overlay.seconds for overlay in overlays), 1) if overlays else None)


def _container(files: dict[str, bytes]) -> dict[str, bytes]:
    """Return the files of the container in their order, the mimetype first (OCF 3.3, 4.3)."""
    return {
        "mimetype": b"application/epub+zip",
        "META-INF/container.xml": CONTAINER.encode(),
        **{f"{FOLDER}/{name}": files[name] for name in sorted(files)},
    }
