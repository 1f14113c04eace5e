"""Writes the documents of an EPUB as XHTML, with the language and direction of the book on each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from copy import deepcopy
from typing import TYPE_CHECKING

from lxml import etree
from lxml.html import HtmlElement

from booklet.formats.epub import page_breaks
from booklet.formats.epub.parts import SpineItem

if TYPE_CHECKING:
    from booklet.book.model import Book

XHTML = "http://www.w3.org/1999/xhtml"
EPUB = "http://www.idpf.org/2007/ops"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def set_attributes(element: etree._Element, attributes: Mapping[str, str]) -> None:
    """Give an element of XHTML the attributes of one of HTML: its language twice, for readers of HTML and of XML."""
    for name, value in attributes.items():
        if name == "lang":
            element.set("lang", value)
            element.set(XML_LANG, value)
        elif not name.startswith("data-"):
            element.set(name, value)


def as_xml(element: HtmlElement) -> etree._Element:
    """Return an HTML element as XHTML, with the names and characters that XML allows."""
    copy = etree.Element(f"{{{XHTML}}}{element.tag}")
    set_attributes(copy, element.attrib)
    if element.get("role") == page_breaks.ROLE:
        copy.set(f"{{{EPUB}}}type", "pagebreak")
    copy.text, copy.tail = element.text, element.tail
    for child in element:
        if isinstance(child.tag, str):
            copy.append(as_xml(child))
    return copy


def page(title: str, book: Book, body: Iterable[etree._Element], body_class: str = "") -> bytes:
    """Return a whole XHTML document in UTF-8, in the language and direction of the book.

    `body` holds elements of XHTML (see `as_xml`), which move into the document; `body_class` is the class around them.
    """
    html = etree.Element(f"{{{XHTML}}}html", nsmap={None: XHTML, "epub": EPUB})
    html.set("lang", book.language)
    html.set(XML_LANG, book.language)
    html.set("dir", book.direction)
    head = etree.SubElement(html, f"{{{XHTML}}}head")
    etree.SubElement(head, f"{{{XHTML}}}title").text = title
    etree.SubElement(head, f"{{{XHTML}}}link", rel="stylesheet", href="style.css", type="text/css")
    inside = etree.SubElement(html, f"{{{XHTML}}}body")
    if body_class:
        inside.set("class", body_class)
    inside.extend(body)
    return etree.tostring(html, xml_declaration=True, encoding="UTF-8", doctype="<!DOCTYPE html>")


def document(part: SpineItem, book: Book) -> bytes:
    """Return a part of the book as an XHTML document."""
    section = deepcopy(part.body)
    section.tag = "section"
    # A page is a document of its own here: its headings start at the top again
    shift = 1 if part.body.tag != "header" else 0
    for element in section.iter("h2", "h3", "h4", "h5", "h6"):
        element.tag = f"h{int(element.tag[1]) - shift}"
    xml = as_xml(section)
    xml.tail = None
    xml.set(f"{{{EPUB}}}type", part.type)
    if part.role:
        xml.set("role", part.role)
    heading = next(xml.iter(f"{{{XHTML}}}h1"))
    heading.set("id", f"{part.file}-title")
    xml.set("aria-labelledby", f"{part.file}-title")
    return page(part.title, book, [xml], book.reading)
