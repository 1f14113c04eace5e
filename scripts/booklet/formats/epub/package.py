"""Writes the package document of an EPUB (EPUB 3.3, 5), with the metadata of EPUB Accessibility 1.1, 2.2."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from lxml import etree

from booklet.formats.epub.navigation import FILE as NAVIGATION
from booklet.formats.epub.overlays import ACTIVE_CLASS, Overlay, clock
from booklet.formats.epub.page_breaks import PageBreak
from booklet.formats.epub.parts import SpineItem
from booklet.formats.epub.xhtml import XML_LANG

if TYPE_CHECKING:
    from booklet.book.model import Book

OPF = "http://www.idpf.org/2007/opf"
DC = "http://purl.org/dc/elements/1.1/"
# What a reader can count on: words of the Schema.org Accessibility Properties for Discoverability Vocabulary
FEATURES = ("alternativeText", "displayTransformability", "readingOrder", "structuralNavigation", "tableOfContents")
PAGE_FEATURES = ("pageBreakMarkers", "pageNavigation")


@dataclass(frozen=True)
class Contents:
    """What is in an EPUB. `pictures` are file names, `cover` is one of them; `overlays` are those of the parts, or
    none.
    """

    book: Book
    parts: Sequence[SpineItem]
    breaks: Sequence[PageBreak]
    pictures: Sequence[str]
    cover: str
    overlays: Sequence[Overlay] = ()


def package(contents: Contents) -> bytes:
    """Return the package document."""
    book = contents.book
    root = etree.Element(f"{{{OPF}}}package", nsmap={None: OPF, "dc": DC}, version="3.0")
    root.set("unique-identifier", "id")
    root.set(XML_LANG, book.language)
    root.set("dir", book.direction)
    _metadata(root, contents)
    manifest = etree.SubElement(root, f"{{{OPF}}}manifest")
    for key, href, kind, more in _items(contents):
        etree.SubElement(manifest, f"{{{OPF}}}item", {"id": key, "href": href, "media-type": kind, **more})
    spine = etree.SubElement(root, f"{{{OPF}}}spine")
    spine.set("page-progression-direction", book.direction)
    # Nobody wants to hear all headings before the book: with sound, the contents are left to those who open them
    contents_are = {"linear": "no"} if contents.overlays else {}
    first, *others = ({"idref": _key(part)} for part in contents.parts)
    for reference in (first, {"idref": "nav", **contents_are}, *others):
        etree.SubElement(spine, f"{{{OPF}}}itemref", reference)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)


def _key(part: SpineItem) -> str:
    return f"part-{part.file}"


def _metadata(root: etree._Element, contents: Contents) -> None:
    book, overlays = contents.book, contents.overlays
    day = book.day.isoformat()
    metadata = etree.SubElement(root, f"{{{OPF}}}metadata")
    identifier = etree.SubElement(metadata, f"{{{DC}}}identifier", id="id")
    name = f"{book.address}#{book.reading}{'#sound' if overlays else ''}"
    identifier.text = f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, name)}"
    for name, text in (
        ("title", book.title),
        ("language", book.language),
        ("creator", book.author),
        ("description", book.description),
        ("date", day),
        ("source", book.address),
    ):
        etree.SubElement(metadata, f"{{{DC}}}{name}").text = text
    for name, text in _properties(contents, day):
        etree.SubElement(metadata, f"{{{OPF}}}meta", property=name).text = text
    for overlay in overlays:
        length = etree.SubElement(metadata, f"{{{OPF}}}meta", property="media:duration", refines=f"#{overlay.key}")
        length.text = clock(overlay.seconds)


def _properties(contents: Contents, day: str) -> Iterator[tuple[str, str]]:
    book, overlays = contents.book, contents.overlays
    voice = [book.label("audio.voice")] if overlays else []
    yield "dcterms:modified", f"{day}T00:00:00Z"
    for mode in ("textual", "visual", *(["auditory"] if overlays else [])):
        yield "schema:accessMode", mode
    for mode in ("textual", *(["auditory"] if overlays else [])):
        yield "schema:accessModeSufficient", mode
    for feature in (
        *FEATURES,
        *(PAGE_FEATURES if contents.breaks else ()),
        *(["synchronizedAudioText"] if overlays else []),
    ):
        yield "schema:accessibilityFeature", feature
    yield "schema:accessibilityHazard", "none"
    yield "schema:accessibilitySummary", " ".join([book.label("accessibility"), *voice])
    # EPUB 3.3, D.3 and EPUB Accessibility 1.1, 4.1.3: the print edition has no number of its own, so its title, form
    # and date name it
    if contents.breaks:
        yield "pageBreakSource", f"{book.title} (PDF, A4, {day})"
    if overlays:
        yield "media:duration", clock(sum(overlay.seconds for overlay in overlays))
        yield "media:narrator", voice[0]
        yield "media:active-class", ACTIVE_CLASS


def _items(contents: Contents) -> Iterator[tuple[str, str, str, dict[str, str]]]:
    """Yield id, address, media type and further attributes of each file."""
    spoken = {overlay.path: {"media-overlay": overlay.key} for overlay in contents.overlays}
    yield "nav", NAVIGATION, "application/xhtml+xml", {"properties": "nav", **spoken.get(NAVIGATION, {})}
    yield "style", "style.css", "text/css", {}
    for part in contents.parts:
        yield _key(part), part.path, "application/xhtml+xml", spoken.get(part.path, {})
    for overlay in contents.overlays:
        yield overlay.key, overlay.smil_path, "application/smil+xml", {}
        yield f"sound-{overlay.stem}", overlay.sound_path, "audio/mpeg", {}
    for name in contents.pictures:
        is_cover = {"properties": "cover-image"} if name == contents.cover else {}
        yield f"picture-{Path(name).stem}", f"pictures/{name}", "image/svg+xml", is_cover
