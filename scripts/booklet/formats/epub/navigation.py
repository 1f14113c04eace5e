"""Writes the navigation document of an EPUB: contents, landmarks and the pages of the print edition (EPUB 3.3, 7)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from lxml import etree

from booklet.book.tree import language_of
from booklet.formats.epub.page_breaks import PageBreak, page_mark
from booklet.formats.epub.parts import SpineItem
from booklet.formats.epub.xhtml import EPUB, XHTML, as_xml, page, set_attributes

if TYPE_CHECKING:
    from booklet.book.model import Book

FILE = "nav.xhtml"
CONTENTS_ID = "nav-toc"
# The levels of headings that the contents list: the book, its pages, and the headings of these
LISTED = 2


def entry_id(number: int) -> str:
    """Return the id of an entry of the contents, counted from 0."""
    return f"contents-{number}"


def _link_list(parts: Iterable[tuple[str, str, str, Mapping[str, str]]]) -> etree._Element:
    """Return an ordered list of links: (address, words, epub:type or "", attributes of another language or none)."""
    entries = etree.Element(f"{{{XHTML}}}ol")
    for address, words, kind, language in parts:
        link = etree.SubElement(etree.SubElement(entries, f"{{{XHTML}}}li"), f"{{{XHTML}}}a", href=address)
        link.text = words
        if kind:
            link.set(f"{{{EPUB}}}type", kind)
        set_attributes(link, language)
    return entries


def navigation(parts: Sequence[SpineItem], breaks: Sequence[PageBreak], book: Book) -> bytes:
    """Return the navigation document: contents with the headings of each part, landmarks, and a list of pages.

    `breaks` are the pages of the print edition; those that begin here get their marks.
    Raises BookletError if the book lacks a label.
    """
    contents = book.label("contents")

    def nav(kind: str, role: str, words: str, entries: etree._Element) -> etree._Element:
        element = etree.Element(f"{{{XHTML}}}nav")
        element.set(f"{{{EPUB}}}type", kind)
        if role:
            element.set("role", role)
        element.set("aria-labelledby", f"nav-{kind}")
        etree.SubElement(
            element, f"{{{XHTML}}}h1" if kind == "toc" else f"{{{XHTML}}}h2", id=f"nav-{kind}"
        ).text = words
        element.append(entries)
        return element

    toc = _link_list((part.path, part.title, "", part.language) for part in parts)
    for entry, part in zip(toc, parts, strict=True):
        headings = [
            (f"{part.path}#{h.get('id')}", " ".join(h.text_content().split()), "", language_of(h))
            for h in part.body.iter("h3")
            if h.get("id")
        ]
        if headings:
            entry.append(_link_list(headings))
    for number, link in enumerate(toc.iter(f"{{{XHTML}}}a")):
        link.set("id", entry_id(number))
    landmarks = _link_list(
        [
            (FILE, contents, "toc", {}),
            (parts[1].path, parts[1].title, "bodymatter", parts[1].language),
            (parts[-1].path, parts[-1].title, "copyright-page", parts[-1].language),
        ]
    )
    lists = [nav("toc", "doc-toc", contents, toc), nav("landmarks", "", contents, landmarks)]
    if breaks:
        printed = _link_list((one.address, str(one.number), "", {}) for one in breaks)
        lists.append(nav("page-list", "doc-pagelist", book.label("pages"), printed))
    for hidden in lists[1:]:
        hidden.set("hidden", "")
    marks = [as_xml(page_mark(one.number)) for one in breaks if one.address.startswith(f"{FILE}#")]
    return page(contents, book, [*marks, *lists])
