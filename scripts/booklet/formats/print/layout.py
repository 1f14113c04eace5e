"""Lays a book out in pages with WeasyPrint, and saves the pages as a tagged PDF."""

from __future__ import annotations

import base64
import io
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote
from xml.etree import ElementTree

import segno
import weasyprint
from cssselect2 import ElementWrapper
from lxml import etree
from lxml import html as lxml_html
from lxml.html import HtmlElement
from weasyprint.document import Document
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from booklet.errors import BookletError
from booklet.files import write_whole
from booklet.formats import fonts
from booklet.formats.base import FormatSettings, NoLayoutError
from booklet.formats.complaints import complaints_stop
from booklet.formats.css import font_families
from booklet.formats.print import lines, pdf_tags, spared
from booklet.source.tokens import filled

if TYPE_CHECKING:
    from booklet.book.model import Book

SHEETS = Path(__file__).parent / "styles"


class LocalFiles(URLFetcher):
    """Fetches files and data addresses only. A file that is not there stops the work: no picture is left out."""

    def __init__(self) -> None:
        super().__init__(allowed_protocols={"file", "data"})

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
        try:
            return super().fetch(url, headers)
        except (OSError, ValueError) as error:
            raise FatalURLFetchingError(f"{url}: {error}") from error


class _Parsed(weasyprint.HTML):
    """The tree of a document, as WeasyPrint would read it from HTML: it is there, and need not be written and parsed."""

    def __init__(self, tree: HtmlElement, base_url: str) -> None:
        self.base_url, self.url_fetcher, self.media_type = base_url, LocalFiles(), "print"
        self.wrapper_element = ElementWrapper.from_html_root(_copied(tree), content_language=None)
        self.etree_element = self.wrapper_element.etree_element


def _copied(element: HtmlElement) -> Any:
    """Return a copy of an element, or of a comment, with what is inside, as WeasyPrint knows elements."""
    copied: Any = (
        ElementTree.Comment()
        if element.tag is etree.Comment
        else ElementTree.Element(element.tag, dict(element.attrib))
    )
    copied.text, copied.tail = element.text, element.tail
    copied.extend(map(_copied, element))
    return copied


def qr_code(book: Book, address: str = "") -> HtmlElement:
    """Return a picture of a QR code (ISO/IEC 18004) that leads to a web address: that of the book, or of a page of it.

    The alternative text names the same address. Raises BookletError if the book lacks its label.
    """
    address = address or book.address
    drawing = io.BytesIO()
    # Level Q: a quarter of the code may be dirty or folded. A border of 4 modules is the standard's quiet zone.
    segno.make(address, error="q", micro=False).save(drawing, kind="svg", border=4, xmldecl=False)
    source = "data:image/svg+xml;base64," + base64.b64encode(drawing.getvalue()).decode("ascii")
    alternative = book.label("qr", web_address=address)
    return lxml_html.Element("img", {"class": "qr-code", "src": source, "alt": alternative})


def render(
    tree: HtmlElement,
    book: Book,
    settings: FormatSettings,
    sheets: Iterable[str],
    css: str,
    font_config: FontConfiguration,
) -> Document:
    """Lay a tree out in pages.

    `tree` is the HTML of `book`, which stays as it is; addresses in it start from the book's folder. `settings` gives
    the tokens and the families, `sheets` are names of style sheets in this folder, `css` rules that follow them,
    `font_config` the fonts (see `fonts.configuration`). Raises BookletError for a picture that cannot be read, and for
    a token that a sheet names and the token file lacks; NoLayoutError where the words are too large for the pages.
    """
    base_url = book.folder.resolve().as_uri() + "/"
    html = _Parsed(tree, base_url)
    sources = (settings.tokens, *(SHEETS / f"{sheet}.css" for sheet in sheets))
    own = f"html {{ font-family: {font_families(settings.fonts)} }}\n{css}"
    try:
        with spared.layout() as known, lines.fixed(known.split_first_line), complaints_stop():
            # Encoded, as a colour is in the address of a picture
            texts = [filled(source.read_text(encoding="utf-8"), settings.tokens, quote) for source in sources]
            styles = [*(_parsed(text, base_url) for text in texts), _sheet(own, base_url)]
            return html.render(stylesheets=styles, font_config=font_config, pdf_variant=pdf_tags.VARIANT)
    except FatalURLFetchingError as error:
        raise BookletError(
            f"A picture of the book cannot be read: {error}.",
            "Look for its name in content/pictures.yml, then build again.",
        ) from error
    except IndexError as error:
        # WeasyPrint 70 loses count of the pages where what may not be divided is higher than each of them
        raise NoLayoutError(
            "The words are too large for these pages.", "Choose smaller letters, larger paper or another format."
        ) from error


def _sheet(css: str, base_url: str) -> weasyprint.CSS:
    """Return a parsed style sheet, in which addresses start from `base_url`; it can name no fonts of its own."""
    with complaints_stop():  # here, as a sheet that is kept would be complained of once only
        return weasyprint.CSS(string=css, base_url=base_url, url_fetcher=LocalFiles())


# Every try of a size, and every file of a book, has the same sheets: parsing them again would take a fifth of the time of
# one page
_parsed = lru_cache(maxsize=32)(_sheet)


def save(document: Document, target: Path) -> None:
    """Write a laid-out document as a tagged PDF, whole or not at all.

    Raises NoGlyphError if a character has no glyph in the fonts of the book.
    """
    with spared.drawing(), complaints_stop():
        data = pdf_tags.to_bytes(document)
    missing = fonts.missing_glyphs(document, "".join(document._html.etree_element.find("body").itertext()))
    if missing:
        raise fonts.NoGlyphError(
            f"No font of this language has the character {', '.join(map(str, missing))}.",
            "Use another character there, or add a font that has it to the language in locales/languages.yml.",
        )
    write_whole(data, target)
