"""The cover picture of a recording: title and picture of the book on a square."""

from __future__ import annotations

from xml.sax.saxutils import escape

from booklet.book.model import Book
from booklet.book.tree import tree_of
from booklet.formats.base import FormatSettings
from booklet.formats.css import font_families
from booklet.formats.rasterise import pixels
from booklet.source.tokens import PRINT, token

SIDE = 76  # millimetres: 600 dots, what players ask for at least


def cover(book: Book, settings: FormatSettings) -> bytes:
    """Return the cover as PNG, with the fonts and the tokens of the settings. Same book and settings, same bytes.

    Raises BookletError where the token file lacks a colour.
    """
    header = tree_of(book).find("body/header")
    picture = (book.folder / header.find(".//img").get("src")).resolve().as_uri()
    ink, ground = (token(settings.tokens, name, PRINT) for name in ("ink", "paper"))
    style = (
        f"@page {{ size: {SIDE}mm; margin: 6mm; background: {ground} }} html {{ font: bold 21pt/1.15 {font_families(settings.fonts)}; color: {ink} }} "
        f"h1 {{ font-size: 1em; margin: 0 0 5mm }} img {{ display: block; height: 38mm; max-width: 64mm; object-fit: contain }}"
    )
    return pixels(
        f'<html lang="{book.language}" dir="{book.direction}"><style>{style}</style>'
        f'<h1>{escape(header.findtext("h1") or book.title)}</h1><img src="{picture}" alt=""></html>',
        settings.fonts,
    )
