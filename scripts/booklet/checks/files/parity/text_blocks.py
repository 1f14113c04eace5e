"""What a book says, as a line of pieces: read from its HTML alone, by rules that hold for any HTML."""

from __future__ import annotations

import copy
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import lxml.html
from lxml import etree

from booklet.errors import BookletError

# Signs that set words apart that run in another direction (Unicode Standard Annex 9, 2.4): no part of what is said
ISOLATES = re.compile("[\u2066-\u2069]")
BLOCKS = {
    "address",
    "article",
    "aside",
    "blockquote",
    "body",
    "caption",
    "dd",
    "div",
    "dl",
    "dt",
    "figcaption",
    "figure",
    "footer",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "li",
    "main",
    "nav",
    "ol",
    "p",
    "section",
    "table",
    "td",
    "th",
    "tr",
    "ul",
}
HEADINGS = {f"h{level}": level for level in range(1, 7)}


@dataclass(frozen=True)
class TextBlock:
    """One piece of a text: `kind` is "heading", "text" or "picture".

    `level` is that of a heading, 0 for the rest. `language` is the one that all its words are in, or else the one
    around it ("" where nothing says so); two pieces of the same words are the same whatever it is, as not every format
    can say it.
    """

    kind: str
    text: str
    level: int = 0
    language: str = field(default="", compare=False)


@dataclass(frozen=True)
class BookText:
    """A book as it should be found: `pieces` as it is, `counted` where lists count their items themselves.

    `contents` is the heading of a list of contents, `titles` are those of the pages, `imprint` that of the words at the
    end. `labels` are the words that formats fill in, `addresses` where the links lead, `pictures` the addresses of the
    pictures from the book, in order.
    """

    pieces: tuple[TextBlock, ...]
    counted: tuple[TextBlock, ...]
    title: str
    language: str
    direction: str
    contents: str
    titles: tuple[str, ...]
    imprint: str
    labels: dict[str, str]
    addresses: frozenset[str]
    pictures: tuple[str, ...] = ()


def nfc_line(text: str) -> str:
    """Return a text on one line in the Unicode normal form NFC, without the signs of ISOLATES.

    For files that hold their text as characters. Those of a PDF come from its fonts: see `nfkc_line` of pdf/expected.py.
    """
    return " ".join(ISOLATES.sub("", unicodedata.normalize("NFC", text)).split())


def book_html(path: Path) -> bytes:
    """Return the HTML of a book. Raises BookletError if it is not there."""
    if not path.is_file():
        raise BookletError("This book is missing.", "Build the site first: python3 scripts/build.py", path)
    return path.read_bytes()


def read_book(path: Path) -> BookText:
    """Read a book. Raises BookletError if it is not there."""
    return parse_book(book_html(path))


def parse_book(data: bytes) -> BookText:
    """Return what the HTML of a book says."""
    tree = lxml.html.document_fromstring(data, parser=lxml.html.HTMLParser(encoding="utf-8"))
    labels = {meta.get("name"): meta.get("content") for meta in tree.iter("meta") if meta.get("name")}
    body = tree.find("body")
    counted = copy.deepcopy(body)
    for number in counted.xpath(".//ol//*[@class='n']"):
        number.drop_tree()
    titles = tuple(nfc_line(heading.text_content()) for heading in body.xpath("./main/section/h2"))
    tag = tree.get("lang", "")
    return BookText(
        tuple(text_blocks_of(body, language=tag)),
        tuple(text_blocks_of(counted, language=tag)),
        nfc_line(tree.findtext("head/title")),
        tag,
        tree.get("dir", "ltr"),
        nfc_line(labels["booklet.label.contents"]),
        titles,
        nfc_line(body.find("footer/h2").text_content()),
        {name.removeprefix("booklet.label."): text for name, text in labels.items()},
        frozenset(link.get("href") for link in body.iter("a") if link.get("href", "").startswith("http")),
        tuple(image.get("src") for image in body.iter("img")),
    )


def words_and_language(element: etree._Element) -> tuple[str, str]:
    """Return the first words of a block, and the language that all of them are in ("": that of the text around it)."""
    return next(
        ((piece.text, piece.language) for piece in text_blocks_of(element) if piece.kind != "picture"), ("", "")
    )


def text_blocks_of(root: etree._Element, raised: int = 0, language: str = "") -> Iterator[TextBlock]:
    """Yield the pieces of HTML or XHTML: the words between the edges of blocks, and the words for pictures.

    `raised` is how many levels its headings are above those of the book, `language` the tag around `root`.
    """
    words: list[tuple[str, str]] = []
    level = 0
    tags = [language]  # of the elements that are open

    def flush() -> Iterable[TextBlock]:
        text = nfc_line("".join(part for part, _ in words))
        own = {tag for part, tag in words if part.strip()}
        words.clear()
        return (
            [TextBlock("heading" if level else "text", text, level, own.pop() if len(own) == 1 else tags[-1])]
            if text
            else []
        )

    for event, element in etree.iterwalk(root, events=("start", "end", "comment")):
        if event == "comment":
            words.append((element.tail or "", tags[-1]))
            continue
        tag = etree.QName(element).localname
        block = tag in BLOCKS
        if block:
            yield from flush()
        if event == "start":
            tags.append(element.get("lang", tags[-1]))
            if tag in HEADINGS:
                level = HEADINGS[tag] + raised
            if tag == "img" and element.get("alt"):
                yield TextBlock("picture", nfc_line(element.get("alt")), language=tags[-1])
            words.append((element.text or "", tags[-1]))
        else:
            tags.pop()
            if tag in HEADINGS:
                level = 0
            if element is not root:
                words.append((element.tail or "", tags[-1]))
