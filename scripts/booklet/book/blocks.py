"""A book as one line of blocks, in reading order: what formats without a page layout (text, braille, sound) are made
of.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import html as lxml_html
from lxml.html import HtmlElement

from booklet.book.model import Book
from booklet.book.tree import tree_of

HEADINGS = {"h1": 0, "h2": 1, "h3": 2, "h4": 3, "h5": 4, "h6": 5}
# Elements that only hold blocks
CONTAINERS = {
    "header",
    "main",
    "section",
    "footer",
    "div",
    "figure",
    "blockquote",
    "ul",
    "ol",
    "dl",
    "nav",
    "table",
    "thead",
    "tbody",
    "tr",
}
CELLS = ("th", "td", "caption")
# Elements that are blocks wherever they are; everything else is in a line of words
BLOCKS = {*HEADINGS, *CONTAINERS, *CELLS, "p", "li", "dt", "dd", "figcaption"}
BULLET = "-"


@dataclass(frozen=True)
class Block:
    """One block of a book.

    `kind` is "heading", "paragraph", "item", "term", "definition", "quotation", "source", "picture" or "line" (a line
    to write on). `level` is that of a heading (0: the title of the book, 1: a page), else how deep it is indented.
    `marker` comes before it ("-", "2."). `links` are the web addresses that its words lead to and do not show.
    `language` is a BCP 47 tag. `page` names the page it belongs to ("" for the cover, "imprint" for the end).
    """

    kind: str
    text: str
    level: int = 0
    marker: str = ""
    links: tuple[str, ...] = ()
    language: str = ""
    page: str = ""


def blocks(book: Book) -> list[Block]:
    """Return the blocks of a book in reading order."""
    return blocks_of(tree_of(book))


def blocks_of(tree: HtmlElement) -> list[Block]:
    """Return the blocks of a book's tree in reading order; the tree stays as it is."""
    return [block for child in tree.find("body") for block in _walk(child, tree.get("lang"), "", 0, "")]


def _folded(text: str) -> str:
    """Return a text with single spaces; those that may not break stay."""
    return re.sub(r"[ \t\n\r]+", " ", text).strip()


def _words(element: HtmlElement) -> str:
    def text(part: HtmlElement) -> str:
        return (part.text or "") + "".join(
            ("" if callable(child.tag) else " " if child.tag == "br" else text(child)) + (child.tail or "")
            for child in part
        )

    return _folded(text(element))


def _parts(element: HtmlElement) -> Iterator[HtmlElement]:
    """Yield the blocks in an element; words that are loose before, between or after them come as paragraphs."""
    loose = lxml_html.Element("p")
    loose.text = element.text
    for child in element:
        if child.tag not in BLOCKS:
            loose.append(copy.deepcopy(child))
            continue
        if len(loose) or _folded(loose.text or ""):
            yield loose
        yield child
        loose = lxml_html.Element("p")
        loose.text = child.tail
    if len(loose) or _folded(loose.text or ""):
        yield loose


def _links(element: HtmlElement) -> tuple[str, ...]:
    """Return the web addresses that an element leads to and does not show."""
    addresses = [
        link.get("href")
        for link in element.iter("a")
        if link.get("href", "").startswith("http") and _bare(link.text_content()) != _bare(link.get("href"))
    ]
    return tuple(dict.fromkeys(addresses))


def _bare(address: str) -> str:
    return re.sub(r"^https?://", "", address.strip()).rstrip("/")


def _walk(element: HtmlElement, language: str, page: str, depth: int, within: str) -> Iterator[Block]:
    """Yield the blocks of an element; `within` is the kind of a paragraph inside it ("": an ordinary one)."""
    if not isinstance(element.tag, str):
        return
    language = element.get("lang", language)
    tag, names = element.tag, element.get("class", "").split()
    if (tag == "section" and "page" in names) or tag == "footer":
        page = element.get("id", page)
    if tag == "img":
        if element.get("alt"):
            yield Block("picture", element.get("alt"), depth, language=language, page=page)
    elif tag in HEADINGS:
        yield Block(
            "heading", _words(element), HEADINGS[tag], "", _links(element), _own_language(element, language), page
        )
    elif tag in ("ul", "ol"):
        yield from _list(element, language, page, depth, within)
    elif tag in ("dt", "dd"):
        kind = "term" if tag == "dt" else "definition"
        for child in _parts(element):
            yield from _walk(child, language, page, depth + (tag == "dd"), kind)
    elif tag == "p" or tag in CELLS:
        for image in element.iter("img"):
            yield from _walk(image, language, page, depth, within)
        if words := _words(element):
            yield Block(
                within or "paragraph", words, depth, "", _links(element), _own_language(element, language), page
            )
    elif tag == "figcaption":
        yield Block("source", _words(element), depth, "", (), language, page)
    elif tag in CONTAINERS:
        inside = "quotation" if tag == "blockquote" else within
        for child in _parts(element):
            yield from _walk(child, language, page, depth, inside)


def _own_language(element: HtmlElement, language: str) -> str:
    """Return the language of all words of an element, or that around it (`language`) where there is more than one."""

    def tags(part: HtmlElement, tag: str) -> Iterator[str]:
        if (part.text or "").strip():
            yield tag
        for child in part:
            if isinstance(child.tag, str):
                yield from tags(child, child.get("lang", tag))
            if (child.tail or "").strip():
                yield tag

    found = set(tags(element, language))
    return found.pop() if len(found) == 1 else language


def _list(element: HtmlElement, language: str, page: str, depth: int, within: str) -> Iterator[Block]:
    names = element.get("class", "").split()
    plain = "rows" in names  # Easy Read: the rows are sentences, not points
    numbered = element.tag == "ol" and "approach-path" not in names
    for number, item in enumerate((child for child in element if child.tag == "li"), 1):
        # In the diagram the number of a stage is part of its words
        marker = "" if plain else f"{number}." if numbered else BULLET
        kind = "line" if "record" in names else "item"
        yield from _item(item, language, page, depth, marker, within or ("paragraph" if plain else kind))


def _item(item: HtmlElement, language: str, page: str, depth: int, marker: str, kind: str) -> Iterator[Block]:
    """Yield the blocks of a list item: the first has the marker, what follows is indented under it."""
    language, first = item.get("lang", language), True
    for child in _unboxed(item):
        for block in _walk(child, language, page, depth if first or kind == "paragraph" else depth + 1, ""):
            if first and block.kind == "paragraph":
                yield _marked(block, kind, depth, marker)
                first = False
            else:
                yield block
                first = first and block.kind == "picture"


def _unboxed(element: HtmlElement) -> Iterator[HtmlElement]:
    """Yield the children of an element, and those of the boxes that only group them for the eye."""
    for child in _parts(element):
        if child.tag == "div":
            yield from _unboxed(child)
        else:
            yield child


def _marked(block: Block, kind: str, depth: int, marker: str) -> Block:
    """Return the first paragraph of an item as the item, without the number that begins its words in the diagram."""
    text = block.text
    number, _, rest = text.partition(" ")
    if marker == f"{number}.":
        text = rest
    return Block(kind, text, depth, marker, block.links, block.language, block.page)
