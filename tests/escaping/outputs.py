"""What a build made, as data that can be compared with that of another build: every file read as what it is."""

from __future__ import annotations

import json
import re
import zipfile
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
from lxml import etree, html

# Change a text that is read before it is compared
Change = Callable[[str], str]
XML = (".xml", ".opf", ".xhtml", ".svg", ".rels", ".pef", ".rdf")
ZIPS = (".epub", ".docx", ".odt")
SAME = (".txt", ".css", ".js", ".conf", "_headers", "mimetype", ".ico", ".png")
# Change with the lengths of words, and with every byte of a file
MEASURES = ("bytes", "sha256", "pages")


def comparable(name: str, data: bytes, change: Change) -> Any:
    """Return what a file says, its texts changed by `change`; `name` is its path.

    Raises ValueError for a file of a kind that is not known: nothing passes unread.
    """
    if name.endswith(".html"):
        return list(_elements(html.document_fromstring(data), change))
    if name.endswith(XML):
        return list(_elements(etree.fromstring(data), change))
    if name.endswith(".json"):
        return _json(json.loads(data), change)
    if name.endswith(ZIPS):
        with zipfile.ZipFile(BytesIO(data)) as archive:
            return {
                f"{name}/{inside}": comparable(inside, archive.read(inside), change) for inside in archive.namelist()
            }
    if name.endswith(".pdf"):
        return _pdf(data, change)
    if name.endswith(".brf"):
        return {"bytes": sorted(set(data) - set(range(0x20, 0x60)) - set(b"\r\n\f"))}
    if name.endswith(SAME):
        return data if name.endswith((".png", ".ico")) else squeezed(change(data.decode("utf-8")))
    raise ValueError(f"Nothing is known of files such as {name}.")


def squeezed(text: str) -> str:
    """Return a text without its white space: lines break at other places where words have other lengths."""
    return re.sub(r"\s+", "", text)


def _is_page_break(element: etree._Element) -> bool:
    return element.get("role") == "doc-pagebreak" or "page-list" in element.attrib.values()


def _elements(root: etree._Element, change: Change) -> Iterator[tuple]:
    """Yield tag, attributes and words of each element in their order; where pages break changes with the length of words."""
    for element in root.iter():
        if not isinstance(element.tag, str):
            yield ("no element", squeezed(change(str(element))))
            continue
        if any(_is_page_break(one) for one in (element, *element.iterancestors())):
            yield ("", squeezed(change(element.tail or "")))
            continue
        words = squeezed(change(element.text or ""))
        if element.get("type") == "application/ld+json":
            words = _json(json.loads(element.text), change)
        if etree.QName(element).localname == "row":  # of braille: its cells are other ones
            words = re.sub("[\u2800-\u28ff]", "", words)
        attributes = sorted((name, squeezed(change(value))) for name, value in element.attrib.items())
        yield (element.tag, attributes, words, squeezed(change(element.tail or "")))


def _json(value: Any, change: Change) -> Any:
    if isinstance(value, dict):
        return {key: _json(one, change) for key, one in value.items() if key not in MEASURES}
    if isinstance(value, list):
        return [_json(one, change) for one in value]
    return squeezed(change(value)) if isinstance(value, str) else value


def _pdf(data: bytes, change: Change) -> dict[str, Any]:
    """Return the details, outline, links and words of a PDF, and the kinds of its actions."""
    with pikepdf.open(BytesIO(data)) as pdf:
        objects = [one for one in pdf.objects if isinstance(one, (pikepdf.Dictionary, pikepdf.Stream))]
        actions = {(str(one.get("/S")), str(one.get("/URI", ""))) for one in objects if "/URI" in one or "/JS" in one}
        with pdf.open_outline() as outline:
            titles = [squeezed(change(one.title)) for one in outline.root]
        details = {str(key): squeezed(change(str(value))) for key, value in pdf.docinfo.items()}
        metadata = list(_elements(etree.fromstring(pdf.Root.Metadata.read_bytes()), change))
        kinds = {str(one.get("/S")) for one in objects if one.get("/Type") == "/StructElem"}
        names = sorted(str(key) for key in pdf.Root.keys())
    with pypdfium2.PdfDocument(data) as document:
        words = "".join(page.get_textpage().get_text_bounded() for page in document)
    return {
        "details": details,
        "metadata": metadata,
        "outline": titles,
        "actions": actions,
        "kinds": kinds,
        "names": names,
        "words": squeezed(words),
    }


def files_of(site: Path) -> dict[str, bytes]:
    """Return the content of every file of a site by its path."""
    return {path.relative_to(site).as_posix(): path.read_bytes() for path in sorted(site.rglob("*")) if path.is_file()}
