"""A book as one line of blocks, in reading order: what formats without a page layout (text, braille, sound) are made of."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import html as lxml_html
from lxml.html import HtmlElement

from booklet.book import Book

HEADINGS = {"h1": 0, "h2": 1, "h3": 2, "h4": 3, "h5": 4, "h6": 5}
# Elements that only hold blocks
CONTAINERS = {"header", "main", "section", "footer", "div", "figure", "blockquote", "ul", "ol", "dl", "nav"}
LEAVES = {"p", "img", "li", "dt", "dd", "figcaption", *HEADINGS}
BULLET = "-"


@dataclass(frozen=True)
class Block:
    """One block of a book.

    `kind` is "heading", "paragraph", "item", "term", "definition", "quotation", "source", "picture" or "line" (a line
    to write on). `level` is that of a heading (0: the title of the book, 1: a page), else how deep it is indented.
    `marker` stands before it ("-", "2."). `links` are the web addresses that its words lead to and do not show.
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
    tree = lxml_html.document_fromstring(book.html)
    body = tree.find("body")
    return [block for child in body for block in _walk(child, book.language, "", 0, "")]


def _folded(text: str) -> str:
    """Return a text with single spaces; those that may not break stay."""
    return re.sub(r"[ \t\n\r]+", " ", text).strip()


def _words(element: HtmlElement) -> str:
    return _folded(element.text_content())


def _links(element: HtmlElement) -> tuple[str, ...]:
    """Return the web addresses that an element leads to and does not show."""
    addresses = [link.get("href") for link in element.iter("a")
                 if link.get("href", "").startswith("http") and _bare(link.text_content()) != _bare(link.get("href"))]
    return tuple(dict.fromkeys(addresses))


def _bare(address: str) -> str:
    return re.sub(r"^https?://", "", address.strip()).rstrip("/")


def _walk(element: HtmlElement, language: str, page: str, depth: int, within: str) -> Iterator[Block]:
    """Yield the blocks of an element; `within` is "quotation" inside one."""
    if not isinstance(element.tag, str):
        return
    language = element.get("lang", language)
    tag, names = element.tag, element.get("class", "").split()
    if tag == "section" and "page" in names or tag == "footer":
        page = element.get("id", page)
    if tag == "img":
        if element.get("alt"):
            yield Block("picture", element.get("alt"), depth, language=language, page=page)
    elif tag in HEADINGS:
        yield Block("heading", _words(element), HEADINGS[tag], language=language, page=page)
    elif tag in ("ul", "ol"):
        yield from _list(element, language, page, depth, within)
    elif tag in ("dt", "dd"):
        yield Block("term" if tag == "dt" else "definition", _words(element), depth + (tag == "dd"), "", _links(element), language, page)
    elif tag == "p" or tag == "div" and not _is_box(element):
        if words := _words(element):
            yield Block(within or "paragraph", words, depth, "", _links(element), _own_language(element, language), page)
        else:
            for image in element.iter("img"):
                yield from _walk(image, language, page, depth, within)
    elif tag == "figcaption":
        yield Block("source", _words(element), depth, "", (), language, page)
    elif tag in CONTAINERS:
        inside = "quotation" if tag == "blockquote" else within
        for child in element:
            yield from _walk(child, language, page, depth, inside)


def _is_box(element: HtmlElement) -> bool:
    """Say whether an element holds blocks, and not just words."""
    return any(child.tag in CONTAINERS or child.tag in LEAVES for child in element)


def _own_language(element: HtmlElement, language: str) -> str:
    """Return the language of a paragraph whose words all stand in one span that names it."""
    children = list(element)
    whole = len(children) == 1 and not (element.text or "").strip() and not (children[0].tail or "").strip()
    return children[0].get("lang", language) if whole and children[0].tag == "span" else language


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
    language = item.get("lang", language)
    if any(child.tag in ("p", "div", "ul", "ol") for child in item):
        first = True
        if words := _folded(item.text or ""):
            yield Block(kind, words, depth, marker, (), language, page)
            first = False
        for child in _unboxed(item):
            for block in _walk(child, language, page, depth if first or kind == "paragraph" else depth + 1, ""):
                if first and block.kind == "paragraph":
                    yield _marked(block, kind, depth, marker)
                else:
                    yield block
                first = False
    elif words := _words(item):
        yield Block(kind, words, depth, marker, _links(item), language, page)


def _unboxed(element: HtmlElement) -> Iterator[HtmlElement]:
    """Yield the children of an element, and those of the boxes that only group them for the eye."""
    for child in element:
        if child.tag == "div" and _is_box(child):
            yield from _unboxed(child)
        else:
            yield child


def _marked(block: Block, kind: str, depth: int, marker: str) -> Block:
    """Return the first paragraph of an item as the item, without the number that its words begin with in the diagram."""
    text = block.text
    number, _, rest = text.partition(" ")
    if marker == f"{number}.":
        text = rest
    return Block(kind, text, depth, marker, block.links, block.language, block.page)
