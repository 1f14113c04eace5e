"""Makes the book as one web page that holds its styles and pictures: to send by email or to keep on a stick."""

from __future__ import annotations

import base64
import re
from pathlib import Path
from typing import TYPE_CHECKING

from lxml import html as lxml_html
from lxml.html import HtmlElement, builder

from booklet.book.tree import language_of, tree_of
from booklet.files import write_whole
from booklet.formats.base import FileInfo, FormatSettings

if TYPE_CHECKING:
    from booklet.book.model import Book

# Of the website, after its tokens
SHEETS = ("site.css", "diagram.css", "easy-read.css", "web-pack.css")
# Nothing is fetched, and no script runs, wherever the file is opened (CSP Level 3)
POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"


def write(book: Book, settings: FormatSettings, target: Path) -> FileInfo:
    """Write the book to `target` as one HTML file with everything inside: pictures, and the styles beside
    `settings.tokens`.

    Returns no number of pages. Raises BookletError if the book lacks a label, OSError for a picture or a
    style sheet that cannot be read.
    """
    tree = tree_of(book)
    _embed_pictures(tree, book.folder)
    _frame(tree, book, settings)
    data = lxml_html.tostring(tree, encoding="unicode", doctype="<!doctype html>")
    write_whole(data.encode(), target)
    return FileInfo()


def _embed_pictures(tree: HtmlElement, folder: Path) -> None:
    """Put each picture into the file itself."""
    for image in tree.iter("img"):
        data = base64.b64encode((folder / image.get("src")).read_bytes()).decode("ascii")
        image.set("src", f"data:image/svg+xml;base64,{data}")


def _styles(settings: FormatSettings) -> str:
    return "\n".join(
        re.sub(r"/\*.*?\*/", "", sheet.read_text(encoding="utf-8"), flags=re.DOTALL)
        for sheet in settings.styles(SHEETS)
    )


def _frame(tree: HtmlElement, book: Book, settings: FormatSettings) -> None:
    """Add what a page needs: the policy, the width of a phone, the styles, and a list of contents."""
    head, body = tree.find("head"), tree.find("body")
    for meta in list(head.iter("meta")):
        if meta.get("name", "").startswith("booklet."):
            head.remove(meta)
    head.insert(1, builder.META({"http-equiv": "Content-Security-Policy", "content": POLICY}))
    head.insert(2, builder.META(name="viewport", content="width=device-width, initial-scale=1"))
    head.append(builder.STYLE(_styles(settings)))
    body.set("class", "pack")
    body.find("main").set("class", "text easy" if book.reading == "easy-read" else "text")
    body.insert(1, _contents(tree, book))
    for number, image in enumerate(tree.iter("img")):
        image.set("loading", "lazy" if number else "eager")


def _contents(tree: HtmlElement, book: Book) -> HtmlElement:
    heading = builder.H2(book.label("contents"), id="contents")
    entries = builder.OL()
    for section in tree.xpath("//main/section"):
        title = section.find("h2")
        entries.append(builder.LI(builder.A(title.text_content(), href=f"#{section.get('id')}", **language_of(title))))
    nav = builder.NAV(heading, entries)
    nav.set("aria-labelledby", "contents")
    nav.set("class", "contents")
    return nav
