"""Divides a book into the documents of an EPUB: cover, a page each, and the words about it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urldefrag

from lxml.html import HtmlElement

from booklet.book.tree import language_of


@dataclass(frozen=True)
class SpineItem:
    """One document of the EPUB: its file name without ending, its title, its body, what it is (epub:type and role).

    `language` are the attributes that say the language of the title, where that is not the book's.
    """

    file: str
    title: str
    body: HtmlElement
    type: str
    role: str = ""
    language: Mapping[str, str] = field(default_factory=dict)

    @property
    def path(self) -> str:
        return f"{self.file}.xhtml"


def parts_of(tree: HtmlElement, title: str) -> list[SpineItem]:
    """Return the documents of a book with this title, in order; links inside the book lead from one to the other."""
    cover = tree.find("body/header")
    parts = [SpineItem("cover", title, cover, "cover", language=language_of(cover.find("h1")))]
    parts += (
        SpineItem(
            section.get("id"), _title(section), section, "chapter", "doc-chapter", language_of(section.find("h2"))
        )
        for section in tree.xpath("//main/section")
    )
    imprint = tree.find("body/footer")
    parts.append(
        SpineItem("imprint", _title(imprint), imprint, "copyright-page", language=language_of(imprint.find("h2")))
    )
    _lead_to_files(parts)
    return parts


def pictures_of(tree: HtmlElement, folder: Path) -> dict[str, bytes]:
    """Return the pictures by file name, and point every image at its copy. `folder` is where the book's addresses
    start.
    """
    found: dict[str, bytes] = {}
    for image in tree.iter("img"):
        source = folder / image.get("src")
        found[source.name] = source.read_bytes()
        image.set("src", f"pictures/{source.name}")
    return found


def _title(section: HtmlElement) -> str:
    return " ".join(section.find("h2").text_content().split())


def _lead_to_files(parts: Iterable[SpineItem]) -> None:
    """Make links inside the book lead to the document that holds their target."""
    parts = list(parts)
    home = {
        element.get("id"): part.path
        for part in parts
        for element in part.body.iter()
        if isinstance(element.tag, str) and element.get("id")
    }
    for part in parts:
        for link in part.body.iter("a"):
            whole, fragment = urldefrag(link.get("href", ""))
            if not whole and fragment in home:
                link.set("href", f"{home[fragment]}#{fragment}")
