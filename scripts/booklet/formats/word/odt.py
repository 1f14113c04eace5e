"""Completes an OpenDocument text that pandoc made (OpenDocument 1.3)."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from xml.sax.saxutils import escape

from lxml import etree

from booklet.formats.word.details import Details
from booklet.formats.word.odt_styles import NAMES, OWN_NAMES, WRITING, encoded, language_attributes, styles

DC = "http://purl.org/dc/elements/1.1/"
META = "urn:oasis:names:tc:opendocument:xmlns:meta:1.0"
MANIFEST = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
HREF = "{http://www.w3.org/1999/xlink}href"
PICTURES = "Pictures/"
# LibreOffice’s mark for a picture that says nothing
EXTENSION = "urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0"
# pandoc names the type of an XML file otherwise (part 2, 4.8.4)
PANDOCS_TYPE, TYPE = b'manifest:media-type="application/xml"', b'manifest:media-type="text/xml"'


def _name(prefixed: str) -> str:
    prefix, name = prefixed.split(":")
    return f"{{{NAMES[prefix]}}}{name}"


STYLE_NAME, TEXT_STYLE = _name("style:name"), _name("text:style-name")


def postprocess(files: dict[str, bytes], details: Details, alternatives: list[str]) -> dict[str, bytes]:
    """Return the files of a document with its look, its languages, its details and all that a screen reader needs.

    `alternatives` are the words for its pictures, in order: pandoc leaves them out.
    """
    kept = dict(files)
    kept["content.xml"] = _content(kept["content.xml"], details, alternatives)
    kept["styles.xml"] = styles(details)
    kept["meta.xml"] = _meta(details)
    kept["META-INF/manifest.xml"] = kept["META-INF/manifest.xml"].replace(PANDOCS_TYPE, TYPE)
    return _once(kept)


def _once(files: dict[str, bytes]) -> dict[str, bytes]:
    """Keep one copy of each picture: pandoc puts one in for every place where it is."""
    first: dict[bytes, str] = {}
    same = {name: first.setdefault(data, name) for name, data in sorted(files.items()) if name.startswith(PICTURES)}
    content, manifest = etree.fromstring(files["content.xml"]), etree.fromstring(files["META-INF/manifest.xml"])
    for image in content.iter(_name("draw:image")):
        image.set(HREF, same[image.get(HREF)])
    for entry in list(manifest):
        name = entry.get(f"{{{MANIFEST}}}full-path")
        if same.get(name, name) != name:
            manifest.remove(entry)
    kept = {name: data for name, data in files.items() if same.get(name, name) == name}
    return kept | {"content.xml": _bytes(content), "META-INF/manifest.xml": _bytes(manifest)}


def _bytes(root: etree._Element) -> bytes:
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


def _content(data: bytes, details: Details, alternatives: list[str]) -> bytes:
    root = etree.fromstring(data)
    for element in root.iter(etree.Element):
        for attribute, value in element.attrib.items():
            if etree.QName(attribute).localname.endswith("style-name"):
                element.set(attribute, encoded(value))
    _fix_lists(root)
    _fix_links(root)
    _fix_terms(root)
    for properties in root.iter(_name("style:text-properties")):
        if tag := properties.get(_name("fo:language")):
            country = properties.get(_name("fo:country"))
            for attribute, value in language_attributes(f"{tag}-{country}" if country else tag).items():
                properties.set(_name(attribute), value)
    if details.direction == "rtl":
        _turn_paragraphs(root, details)
    for frame, words in zip(root.iter(_name("draw:frame")), alternatives, strict=True):
        _fix_picture(frame, words)
    return _bytes(root)


def _fix_lists(root: etree._Element) -> None:
    """Let the signs of lists be at the start of the line, and items keep the spacing of their style."""
    for level in root.iter(_name("style:list-level-properties")):
        level.set(_name("fo:text-align"), "start")
    for properties in root.iterfind(".//office:automatic-styles/style:style/style:paragraph-properties", NAMES):
        if properties.get(_name("fo:margin-bottom")) == "0in":
            properties.set(_name("fo:margin-bottom"), "4pt")


def _fix_links(root: etree._Element) -> None:
    for link in root.iter(_name("text:a")):
        link.attrib.pop(_name("office:name"), None)
        for span in link.iterfind("text:span", NAMES):
            if span.get(TEXT_STYLE) == "Definition":
                span.set(TEXT_STYLE, "Internet_20_link")


def _fix_terms(root: etree._Element) -> None:
    """Let a term that shares its definition with the next one, as plain.py writes it, look like all others."""
    for paragraph in root.iter(_name("text:p")):
        if paragraph.get(TEXT_STYLE) == encoded("Definition Term"):
            paragraph.set(TEXT_STYLE, encoded(OWN_NAMES["Definition Term"]))


def _languages(root: etree._Element) -> dict[str, str]:
    """Return the automatic styles of words in another language: name → language."""
    return {
        style.get(STYLE_NAME): style.find("style:text-properties", NAMES).get(_name("fo:language"))
        for style in root.iterfind(".//office:automatic-styles/style:style[@style:family='text']", NAMES)
        if style.find("style:text-properties", NAMES) is not None
        and style.find("style:text-properties", NAMES).get(_name("fo:language"))
    }


def _turn_paragraphs(root: etree._Element, details: Details) -> None:
    """Let a paragraph run from left to right where all its words are in a language that does."""
    own, other = details.language.split("-")[0], _languages(root)
    automatic = root.find("office:automatic-styles", NAMES)
    known = {style.get(STYLE_NAME): style for style in automatic if style.get(_name("style:family")) == "paragraph"}
    made: dict[str, str] = {}
    for paragraph in root.iter(_name("text:p"), _name("text:h")):
        spoken = {language for words, language in _words(paragraph, own, other) if words.strip()}
        if not spoken or own in spoken:
            continue
        name = paragraph.get(TEXT_STYLE)
        if name not in made:
            made[name] = f"Left{len(made) + 1}"
            automatic.append(_turned(name, made[name], known))
        paragraph.set(TEXT_STYLE, made[name])


def _words(element: etree._Element, language: str, other: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Yield the words of an element, each with its language."""
    language = other.get(element.get(TEXT_STYLE), language)
    yield element.text or "", language
    for child in element:
        yield from _words(child, language, other)
        yield child.tail or "", language


def _turned(name: str, new: str, known: dict[str, etree._Element]) -> etree._Element:
    """Return an automatic style like the named one that runs from left to right."""
    if name in known:
        style = copy.deepcopy(known[name])
    else:
        style = etree.Element(_name("style:style"))
        style.set(_name("style:family"), "paragraph")
        style.set(_name("style:parent-style-name"), name)
    style.set(STYLE_NAME, new)
    properties = style.find("style:paragraph-properties", NAMES)
    if properties is None:
        properties = etree.Element(_name("style:paragraph-properties"))
        style.insert(0, properties)
    properties.set(_name("style:writing-mode"), WRITING["ltr"])
    return style


def _fix_picture(frame: etree._Element, words: str) -> None:
    """Name a picture by its words (svg:desc), or mark it as decoration where it has none."""
    frame.set(_name("text:anchor-type"), "as-char")
    for part in (*frame.findall("svg:title", NAMES), *frame.findall("svg:desc", NAMES)):
        frame.remove(part)
    if words:
        etree.SubElement(frame, _name("svg:desc")).text = words
    else:
        frame.set(f"{{{EXTENSION}}}decorative", "true")


def _meta(details: Details) -> bytes:
    moment = f"{details.modified}T00:00:00Z"
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<office:document-meta xmlns:office="{NAMES["office"]}" xmlns:dc="{DC}" xmlns:meta="{META}"'
        f' office:version="1.3"><office:meta><meta:generator>SEN Support</meta:generator><dc:title>{escape(details.title)}</dc:title>'
        f"<dc:description>{escape(details.description)}</dc:description><meta:initial-creator>{escape(details.author)}</meta:initial-creator>"
        f"<dc:creator>{escape(details.author)}</dc:creator><meta:creation-date>{moment}</meta:creation-date><dc:date>{moment}</dc:date>"
        f"<dc:language>{escape(details.language)}</dc:language></office:meta></office:document-meta>"
    ).encode()
