"""Makes the book as an EPUB: pages that flow, with letters as big as a reader likes (EPUB 3.3, EPUB Accessibility 1.1)."""

from __future__ import annotations

import io
import uuid
import zipfile
from collections.abc import Iterable, Iterator
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urldefrag

from lxml import etree
from lxml import html as lxml_html
from lxml.html import HtmlElement

from booklet.formats import paper
from booklet.formats.base import FormatSettings, Made

if TYPE_CHECKING:
    from booklet.book import Book

XHTML = "http://www.w3.org/1999/xhtml"
EPUB = "http://www.idpf.org/2007/ops"
OPF = "http://www.idpf.org/2007/opf"
DC = "http://purl.org/dc/elements/1.1/"
FOLDER = "EPUB"
# A fixed time, so that the same book gives the same bytes
TIME = (1980, 1, 1, 0, 0, 0)
CONTAINER = f"""<?xml version="1.0" encoding="UTF-8"?>
<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">
<rootfiles><rootfile full-path="{FOLDER}/package.opf" media-type="application/oebps-package+xml"/></rootfiles>
</container>
"""
# EPUB Accessibility 1.1, 2.2: what a reader can count on
FEATURES = ("alternativeText", "displayTransformability", "readingOrder", "structuralNavigation", "tableOfContents")
STYLE = Path(__file__).parent / "epub.css"


@dataclass(frozen=True)
class Part:
    """One document of the EPUB: its file name, its title, its body, and what it is (epub:type and role)."""

    file: str
    title: str
    body: HtmlElement
    type: str
    role: str = ""


def write(book: Book, settings: FormatSettings, target: Path) -> Made:
    """Write the book to `target` as an EPUB with a document for each page. The same book gives the same bytes."""
    tree = lxml_html.document_fromstring(book.html)
    labels = paper.tree_of(book)
    parts = _parts(tree, book)
    pictures = _pictures(tree, book.folder)
    _lead_to_files(parts)
    files: dict[str, bytes] = {f"{part.file}.xhtml": _document(part, book) for part in parts}
    files["nav.xhtml"] = _navigation(parts, book, paper.label(labels, "contents"))
    files["style.css"] = STYLE.read_bytes()
    files |= {f"pictures/{name}": data for name, data in pictures.items()}
    cover = Path(parts[0].body.find(".//img").get("src")).name
    files["package.opf"] = _package(parts, sorted(pictures), cover, book, labels)
    paper.write_whole(_zip(files), target)
    return Made()


def _parts(tree: HtmlElement, book: Book) -> list[Part]:
    """Return the documents of the book: cover, a page each, and the words about it."""
    cover = tree.find("body/header")
    parts = [Part("cover", book.title, cover, "cover")]
    for section in tree.xpath("//main/section"):
        parts.append(Part(section.get("id"), _title(section), section, "chapter", "doc-chapter"))
    imprint = tree.find("body/footer")
    parts.append(Part("imprint", _title(imprint), imprint, "copyright-page"))
    return parts


def _title(section: HtmlElement) -> str:
    return " ".join(section.find("h2").text_content().split())


def _pictures(tree: HtmlElement, folder: Path) -> dict[str, bytes]:
    """Return the pictures by file name, and point every image at its copy."""
    found: dict[str, bytes] = {}
    for image in tree.iter("img"):
        source = folder / image.get("src")
        found[source.name] = source.read_bytes()
        image.set("src", f"pictures/{source.name}")
    return found


def _lead_to_files(parts: Iterable[Part]) -> None:
    """Make links inside the book lead to the document that holds their target."""
    parts = list(parts)
    home = {element.get("id"): part.file for part in parts for element in part.body.iter()
            if isinstance(element.tag, str) and element.get("id")}
    for part in parts:
        for link in part.body.iter("a"):
            whole, fragment = urldefrag(link.get("href", ""))
            if not whole and fragment in home:
                link.set("href", f"{home[fragment]}.xhtml#{fragment}")


def _as_xml(element: HtmlElement) -> etree._Element:
    """Return an HTML element as XHTML, with the names and characters that XML allows."""
    copy = etree.Element(f"{{{XHTML}}}{element.tag}")
    for name, value in element.attrib.items():
        if name == "lang":
            copy.set("lang", value)
            copy.set("{http://www.w3.org/XML/1998/namespace}lang", value)
        elif not name.startswith("data-"):
            copy.set(name, value)
    copy.text, copy.tail = element.text, element.tail
    for child in element:
        if isinstance(child.tag, str):
            copy.append(_as_xml(child))
    return copy


def _page(title: str, book: Book, body: Iterable[etree._Element], body_class: str = "") -> bytes:
    """Return a whole XHTML document."""
    html = etree.Element(f"{{{XHTML}}}html", nsmap={None: XHTML, "epub": EPUB})
    html.set("lang", book.language)
    html.set("{http://www.w3.org/XML/1998/namespace}lang", book.language)
    html.set("dir", book.direction)
    head = etree.SubElement(html, f"{{{XHTML}}}head")
    etree.SubElement(head, f"{{{XHTML}}}title").text = title
    etree.SubElement(head, f"{{{XHTML}}}link", rel="stylesheet", href="style.css", type="text/css")
    inside = etree.SubElement(html, f"{{{XHTML}}}body")
    if body_class:
        inside.set("class", body_class)
    inside.extend(body)
    return etree.tostring(html, xml_declaration=True, encoding="UTF-8", doctype="<!DOCTYPE html>")


def _document(part: Part, book: Book) -> bytes:
    section = deepcopy(part.body)
    section.tag = "section"
    # A page is a document of its own here: its headings start at the top again
    shift = 1 if part.body.tag != "header" else 0
    for element in section.iter("h2", "h3", "h4", "h5", "h6"):
        element.tag = f"h{int(element.tag[1]) - shift}"
    xml = _as_xml(section)
    xml.tail = None
    xml.set(f"{{{EPUB}}}type", part.type)
    if part.role:
        xml.set("role", part.role)
    heading = next(xml.iter(f"{{{XHTML}}}h1"))
    heading.set("id", f"{part.file}-title")
    xml.set("aria-labelledby", f"{part.file}-title")
    return _page(part.title, book, [xml], book.reading)


def _link_list(parts: Iterable[tuple[str, str, str]]) -> etree._Element:
    """Return an ordered list of links: (address, words, epub:type or "")."""
    entries = etree.Element(f"{{{XHTML}}}ol")
    for address, words, kind in parts:
        link = etree.SubElement(etree.SubElement(entries, f"{{{XHTML}}}li"), f"{{{XHTML}}}a", href=address)
        link.text = words
        if kind:
            link.set(f"{{{EPUB}}}type", kind)
    return entries


def _navigation(parts: list[Part], book: Book, contents: str) -> bytes:
    """Return the navigation document: table of contents, with the headings of each page, and landmarks (EPUB 3.3, 7)."""
    def nav(kind: str, role: str, words: str, entries: etree._Element) -> etree._Element:
        element = etree.Element(f"{{{XHTML}}}nav")
        element.set(f"{{{EPUB}}}type", kind)
        if role:
            element.set("role", role)
        element.set("aria-labelledby", f"nav-{kind}")
        etree.SubElement(element, f"{{{XHTML}}}h1" if kind == "toc" else f"{{{XHTML}}}h2", id=f"nav-{kind}").text = words
        element.append(entries)
        return element

    toc = _link_list((f"{part.file}.xhtml", part.title, "") for part in parts)
    for entry, part in zip(toc, parts, strict=True):
        headings = [(f"{part.file}.xhtml#{h.get('id')}", " ".join(h.text_content().split()), "")
                    for h in part.body.iter("h3") if h.get("id")]
        if headings:
            entry.append(_link_list(headings))
    landmarks = _link_list([("nav.xhtml", contents, "toc"), (f"{parts[1].file}.xhtml", parts[1].title, "bodymatter"),
                            (f"{parts[-1].file}.xhtml", parts[-1].title, "copyright-page")])
    marks = nav("landmarks", "", contents, landmarks)
    marks.set("hidden", "")
    return _page(contents, book, [nav("toc", "doc-toc", contents, toc), marks])


def _package(parts: list[Part], pictures: list[str], cover: str, book: Book, labels) -> bytes:
    """Return the package document (EPUB 3.3, 5), with the metadata of EPUB Accessibility 1.1, 2.2."""
    package = etree.Element(f"{{{OPF}}}package", nsmap={None: OPF, "dc": DC}, version="3.0")
    package.set("unique-identifier", "id")
    package.set("{http://www.w3.org/XML/1998/namespace}lang", book.language)
    package.set("dir", book.direction)
    address = paper.meta(labels, "booklet.address")
    metadata = etree.SubElement(package, f"{{{OPF}}}metadata")
    identifier = etree.SubElement(metadata, f"{{{DC}}}identifier", id="id")
    identifier.text = f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, f'{address}#{book.reading}')}"
    for name, text in (("title", book.title), ("language", book.language), ("creator", paper.meta(labels, "author")),
                       ("description", paper.meta(labels, "description")), ("date", paper.meta(labels, "dcterms.modified")),
                       ("source", address)):
        etree.SubElement(metadata, f"{{{DC}}}{name}").text = text
    properties = [("dcterms:modified", f"{paper.meta(labels, 'dcterms.modified')}T00:00:00Z"),
                  ("schema:accessMode", "textual"), ("schema:accessMode", "visual"), ("schema:accessModeSufficient", "textual"),
                  *(("schema:accessibilityFeature", feature) for feature in FEATURES), ("schema:accessibilityHazard", "none"),
                  ("schema:accessibilitySummary", paper.label(labels, "accessibility"))]
    for name, text in properties:
        etree.SubElement(metadata, f"{{{OPF}}}meta", property=name).text = text
    manifest = etree.SubElement(package, f"{{{OPF}}}manifest")

    def item(key: str, file: str, kind: str, properties: str = "") -> None:
        entry = etree.SubElement(manifest, f"{{{OPF}}}item", id=key, href=file)
        entry.set("media-type", kind)
        if properties:
            entry.set("properties", properties)

    item("nav", "nav.xhtml", "application/xhtml+xml", "nav")
    item("style", "style.css", "text/css")
    for part in parts:
        item(f"part-{part.file}", f"{part.file}.xhtml", "application/xhtml+xml")
    for name in pictures:
        item(f"picture-{Path(name).stem}", f"pictures/{name}", "image/svg+xml", "cover-image" if name == cover else "")
    spine = etree.SubElement(package, f"{{{OPF}}}spine")
    spine.set("page-progression-direction", book.direction)
    for part in parts[:1]:
        etree.SubElement(spine, f"{{{OPF}}}itemref", idref=f"part-{part.file}")
    etree.SubElement(spine, f"{{{OPF}}}itemref", idref="nav")
    for part in parts[1:]:
        etree.SubElement(spine, f"{{{OPF}}}itemref", idref=f"part-{part.file}")
    return etree.tostring(package, xml_declaration=True, encoding="UTF-8", pretty_print=True)


def _entries(files: dict[str, bytes]) -> Iterator[tuple[str, bytes, int]]:
    """Yield name, content and compression of each file of the container (OCF 3.3: mimetype first, and not compressed)."""
    yield "mimetype", b"application/epub+zip", zipfile.ZIP_STORED
    yield "META-INF/container.xml", CONTAINER.encode(), zipfile.ZIP_DEFLATED
    for name in sorted(files):
        yield f"{FOLDER}/{name}", files[name], zipfile.ZIP_DEFLATED


def _zip(files: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, data, compression in _entries(files):
            archive.writestr(zipfile.ZipInfo(name, TIME), data, compression)
    return buffer.getvalue()
