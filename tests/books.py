"""Books for tests, read from a document as the build writes it to build/books/."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from lxml import html as lxml_html

from booklet.book.model import Book
from booklet.project import Project
from booklet.source.booklets import read_booklets

LABEL = "booklet.label."
# The day of a document that names none
DAY = "2026-11-24"
# The booklet that books are of: the first
BOOKLET, *_ = read_booklets(Project())


def book_from(document: str, folder: Path, language: str = "en-GB") -> Book:
    """Return the book of a document, whose head says what the book's fields hold; `language` is for one that says none.

    Addresses in the document start from `folder`. What the document leaves out is empty.
    """
    tree = lxml_html.document_fromstring(document)
    head = {meta.get("name"): meta.get("content") for meta in tree.iter("meta") if meta.get("name")}
    return Book(
        language=tree.get("lang", language),
        direction=tree.get("dir", "ltr"),
        reading=head.get("booklet.reading", "standard"),
        title=tree.findtext(".//title", ""),
        html=document,
        folder=folder,
        description=head.get("description", ""),
        author=head.get("author", ""),
        address=head.get("booklet.address", ""),
        day=date.fromisoformat(head.get("dcterms.modified", DAY)),
        labels={name.removeprefix(LABEL): words for name, words in head.items() if name.startswith(LABEL)},
        booklet=BOOKLET,
        parts=tuple(dict.fromkeys(part for part in tree.xpath("//main/section/@data-part"))),
    )
