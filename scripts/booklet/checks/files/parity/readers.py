"""The readers of finished files: one for each format, each by the structure of that format alone."""

from __future__ import annotations

import re
from base64 import b64decode
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from posixpath import dirname, join, normpath

import lxml.html
from lxml import etree

from booklet.checks.files import word_reader
from booklet.checks.files.archives import NotReadableError, read_zip
from booklet.checks.files.parity.text_blocks import BookText, TextBlock, nfc_line, text_blocks_of

OPF = {"o": "http://www.idpf.org/2007/opf", "c": "urn:oasis:names:tc:opendocument:xmlns:container"}
XHTML = {"h": "http://www.w3.org/1999/xhtml"}
MARKER = re.compile(r"^(-|\d+\.) ")
DATA = re.compile(r"data:image/svg\+xml;base64,([A-Za-z0-9+/=]+)")


@dataclass(frozen=True)
class Reader:
    """`read` gives the pieces of a file, or raises NotReadableError; `counts` says whether the format’s own lists count
    their items.

    Without `kinds` a heading and a paragraph look the same in the format. `pictures` gives the content of each picture
    that the file shows, in order, b"" where it is not that of the book's file; a format without it has no pictures.
    """

    read: Callable[[Path, BookText], list[TextBlock]]
    counts: bool = False
    kinds: bool = True
    pictures: Callable[[Path], list[bytes]] | None = None


def _spine(path: Path) -> Iterator[tuple[dict[str, bytes], str, etree._Element]]:
    """Yield the files of an EPUB, and the path and the body of each document of its spine but the navigation."""
    files = read_zip(path)
    try:
        package = etree.fromstring(files["META-INF/container.xml"]).xpath(
            "string(//c:rootfile/@full-path)", namespaces=OPF
        )
        opf = etree.fromstring(files[package])
        items = {item.get("id"): item for item in opf.iterfind(".//o:item", OPF)}
        for reference in opf.iterfind(".//o:itemref", OPF):
            item = items[reference.get("idref")]
            if "nav" in item.get("properties", "").split():
                continue
            document = join(dirname(package), item.get("href"))
            yield files, document, etree.fromstring(files[document]).find("h:body", XHTML)
    except (KeyError, AttributeError, TypeError, ValueError, etree.XMLSyntaxError) as error:
        raise NotReadableError(error) from error


def epub(path: Path, book: BookText) -> list[TextBlock]:
    """Read the documents of an EPUB in the order of its spine; the navigation is not part of the text."""
    found: list[TextBlock] = []
    for _, _, body in _spine(path):
        try:
            # A page is a document: its title is a heading of the first level there, and of the second in the book
            found += text_blocks_of(body, raised=1 if found else 0)
        except TypeError as error:
            raise NotReadableError("a document has no body") from error
    return found


def epub_pictures(path: Path) -> list[bytes]:
    """Return what the pictures of an EPUB show, in order."""
    return [
        files.get(normpath(join(dirname(document), image.get("src", ""))), b"missing")
        for files, document, body in _spine(path)
        for image in body.iterfind(".//h:img", XHTML)
    ]


def web_pack_pictures(path: Path) -> list[bytes]:
    """Return what the pictures of a web page show, in order: all are inside it, as data."""
    tree = lxml.html.document_fromstring(path.read_bytes(), parser=lxml.html.HTMLParser(encoding="utf-8"))
    found = []
    for image in tree.find("body").iter("img"):
        data = DATA.fullmatch(image.get("src", ""))
        found.append(b64decode(data[1]) if data else b"missing")
    return found


def word_pictures(path: Path) -> list[bytes]:
    """Return one entry for each picture of a document for a word processor: they are drawn anew, in dots."""
    return [b"" for paragraph in word_reader.read(path).paragraphs for _ in paragraph.pictures]


def web_pack(path: Path, book: BookText) -> list[TextBlock]:
    """Read the body of a web page."""
    try:
        tree = lxml.html.document_fromstring(path.read_bytes(), parser=lxml.html.HTMLParser(encoding="utf-8"))
        return list(text_blocks_of(tree.find("body")))
    except (OSError, TypeError, etree.ParserError) as error:
        raise NotReadableError(error) from error


def word(path: Path, book: BookText) -> list[TextBlock]:
    """Read the paragraphs and the pictures of a document for a word processor."""
    found = []
    for paragraph in word_reader.read(path).paragraphs:
        found += [TextBlock("picture", nfc_line(picture.words)) for picture in paragraph.pictures if picture.words]
        if text := nfc_line(paragraph.text):
            found.append(TextBlock("heading" if paragraph.level else "text", text, paragraph.level))
    return found


def plain_text(path: Path, book: BookText) -> list[TextBlock]:
    """Read plain text: lines without an empty one between them are joined where the book has a longer text.

    What comes before the title of a page and before the words for a picture is left out.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise NotReadableError(error) from error
    lines = [line.strip() for line in text.split("\n")]
    links = nfc_line(book.labels["links"])
    if links in lines:
        at = lines.index(links)
        if all(not line or line.removeprefix("- ") in book.addresses for line in lines[at + 1 :]):
            lines = lines[:at]
    by_text = _texts(book)
    return [piece for filled, group in groupby(lines, key=bool) if filled for piece in _joined(list(group), by_text)]


def _texts(book: BookText) -> dict[str, str]:
    """Return the texts of a book by how they look in plain text, without spaces."""
    texts = {piece.text: piece.text for piece in book.counted}
    for number, title in enumerate(book.titles, 1):
        texts[book.labels["section"].replace("{number}", str(number)).replace("{title}", title)] = title
    for piece in book.counted:
        if piece.kind == "picture":
            texts[book.labels["picture"].replace("{description}", piece.text)] = piece.text
    return {_bare(look): text for look, text in texts.items()}


def _joined(lines: list[str], by_text: dict[str, str]) -> Iterator[TextBlock]:
    """Yield the pieces of lines: as many lines as make up a text of the book, or one line that does not."""
    while lines:
        # “1.” is mostly the sign of an item, but in some languages the start of “1st part”
        first = MARKER.sub("", lines[0])
        looks = {
            end: _bare(" ".join((start, *lines[1:end])))
            for start in (lines[0], first)
            for end in range(1, len(lines) + 1)
            if _bare(" ".join((start, *lines[1:end]))) in by_text
        }
        length = max(looks, default=1)
        yield TextBlock("text", by_text[looks[length]] if looks else nfc_line(first))
        lines = lines[length:]


def _bare(text: str) -> str:
    """Return a text without spaces: lines are cut where words are not, in some scripts."""
    return "".join(nfc_line(text).split())


READERS = {
    ("epub", "epub"): Reader(epub, pictures=epub_pictures),
    ("epub-audio", "epub"): Reader(epub, pictures=epub_pictures),
    ("web-pack", "html"): Reader(web_pack, pictures=web_pack_pictures),
    ("text", "txt"): Reader(plain_text, counts=True, kinds=False),
    ("word", "docx"): Reader(word, counts=True, pictures=word_pictures),
    ("word", "odt"): Reader(word, counts=True, pictures=word_pictures),
}
