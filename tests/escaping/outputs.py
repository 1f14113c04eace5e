"""What a build made, as data that can be compared with that of another build: every file read as what it is."""

from __future__ import annotations

import json
import re
import zipfile
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pikepdf
import pypdfium2
from lxml import etree, html

from tests.escaping.marked import ENDS, STARTS

MARK = re.compile(f"{STARTS}x*{ENDS}")
# Change a text that is read before it is compared
Change = Callable[[str], str]
XML = (".xml", ".opf", ".xhtml", ".svg", ".rels", ".rdf")
ZIPS = (".epub", ".docx", ".odt")
SAME = (".txt", ".css", ".js", ".conf", "_headers", "mimetype", ".ico", ".png")
MEASURE = re.compile(r"\d+(?:[.,]\d+)?(?:\s*[kM]B)?")
# Change with the lengths of words, and with every byte of a file
MEASURES = ("bytes", "sha256", "pages")
SAID = "const SAID = "  # The service worker begins with its words
# The folder of scripts and styles is named by a digest of them, and with them lie the facts as they are spoken
BUNDLE = re.compile("assets/bundle/[0-9a-f]{12}/")


def comparable(name: str, data: bytes, change: Change) -> Any:
    """Return what a file says, its texts changed by `change`; `name` is its path.

    Raises ValueError for a file of a kind that is not known: nothing passes unread.
    """
    if name.endswith(".html"):
        return list(_elements(html.document_fromstring(data), change))
    if name.endswith(".pef"):
        return _braille(etree.fromstring(data), change)
    if name.endswith(XML):
        return list(_elements(etree.fromstring(data), change))
    if name.endswith((".json", ".webmanifest")):
        return _json(json.loads(data), change)
    if name.endswith("sw.js"):
        words, program = data.decode("utf-8").split("\n", 1)
        return [_json(json.loads(words.removeprefix(SAID).removesuffix(";")), change), program]
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
        return data if name.endswith((".png", ".ico")) else change(squeezed(BUNDLE.sub("", data.decode("utf-8"))))
    raise ValueError(f"Nothing is known of files such as {name}.")


def squeezed(text: str) -> str:
    """Return a text without its white space: lines break at other places where words have other lengths."""
    return re.sub(r"\s+", "", text)


def _without_page_breaks(root: etree._Element) -> etree._Element:
    """Take the marks of printed pages out of a document: where they are changes with the length of words."""
    for element in root.xpath("//*[@role='doc-pagebreak' or @role='doc-pagelist']"):
        before, parent = element.getprevious(), element.getparent()
        if before is None:
            parent.text = (parent.text or "") + (element.tail or "")
        else:
            before.tail = (before.tail or "") + (element.tail or "")
        parent.remove(element)
    return root


def _elements(root: etree._Element, change: Change) -> Iterator[tuple]:
    """Yield the tag, the attributes and the words of each element, in their order."""
    for element in _without_page_breaks(root).iter():
        if not isinstance(element.tag, str):
            yield ("no element", change(squeezed(str(element))))
            continue
        name, attributes = etree.QName(element).localname, dict(element.attrib)
        words: Any = change(squeezed(element.text or ""))
        if attributes.get("type") == "application/ld+json":
            words = _json(json.loads(element.text), change)
        if name == "small":
            words = MEASURE.sub("0", words)  # the size and the length of a file
        if name.lower().startswith("bookmark"):
            attributes = {}  # pandoc makes the names of the words
        said = sorted((key, change(_address(squeezed(value)))) for key, value in attributes.items())
        yield (element.tag, said, words, change(squeezed(element.tail or "")))


def _address(value: str) -> str:
    """Return the value of an attribute; a marker in an address as it was before it was written for one (RFC 3986, 2.1)."""
    return squeezed(unquote(value)) if STARTS in value else BUNDLE.sub("", value)


def _braille(root: etree._Element, change: Change) -> tuple:
    """Return what a PEF file says of itself, its elements and all signs in it that are not braille."""
    rows = "".join(root.itertext("{*}row"))
    return (
        list(_elements(root[0], change)),
        {element.tag for element in root.iter()},
        re.sub("[\u2800-\u28ff]|\\s", "", rows),
    )


def _json(value: Any, change: Change) -> Any:
    if isinstance(value, dict):
        return {change(squeezed(key)): _json(one, change) for key, one in value.items() if key not in MEASURES}
    if isinstance(value, list):
        return [_json(one, change) for one in value]
    return change(squeezed(value)) if isinstance(value, str) else value


def _pdf(data: bytes, change: Change) -> dict[str, Any]:
    """Return the details, outline, links and words of a PDF, and the kinds of its actions."""
    with pikepdf.open(BytesIO(data)) as pdf:
        objects = [one for one in pdf.objects if isinstance(one, (pikepdf.Dictionary, pikepdf.Stream))]
        actions = {(str(one.get("/S")), str(one.get("/URI", ""))) for one in objects if "/URI" in one or "/JS" in one}
        with pdf.open_outline() as outline:
            titles = [change(squeezed(one.title)) for one in outline.root]
        details = {str(key): change(squeezed(str(value))) for key, value in pdf.docinfo.items()}
        metadata = list(_elements(etree.fromstring(pdf.Root.Metadata.read_bytes()), change))
        kinds = {str(one.get("/S")) for one in objects if one.get("/Type") == "/StructElem"}
        names = sorted(str(key) for key in pdf.Root)
    with pypdfium2.PdfDocument(data) as document:
        words = "".join(page.get_textpage().get_text_range() for page in document)
    return {
        "details": details,
        "metadata": metadata,
        "outline": titles,
        "actions": actions,
        "kinds": kinds,
        "names": names,
        # Headings are at the foot of every page too, and pages break elsewhere
        "markers": set(MARK.findall(change(squeezed(words)))),
    }


def files_of(site: Path) -> dict[str, bytes]:
    """Return the content of every file of a site by its path, without the name of the folder of scripts and styles."""
    files = (path for path in sorted(site.rglob("*")) if path.is_file())
    return {BUNDLE.sub("", path.relative_to(site).as_posix()): path.read_bytes() for path in files}
