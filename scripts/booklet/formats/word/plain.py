"""Prepares a book for pandoc: the same words as plain HTML, in which each block names its word processor style."""

from __future__ import annotations

import copy
from collections.abc import Iterable

from lxml import html as lxml_html
from lxml.html import HtmlElement, builder

from booklet.book.tree import direction_of, language_of

# Elements that only group blocks for the eye
GROUPS = {"header", "main", "section", "footer", "figure", "div"}
BLOCKS = {"p", "ul", "ol", "dl", "blockquote", "figcaption", "img", "h1", "h2", "h3", "h4", "h5", "h6", *GROUPS}
# Classes of the book whose paragraphs have a style of their own
STYLES = {
    "sub": "Subtitle",
    "audience": "Cover Line",
    "date": "Cover Line",
    "service": "Cover Line",
    "status": "Cover Line",
    "translation": "Cover Line",
    "foot-start": "Foot Start",
    "address": "Cover Line",
    "lead": "Lead",
    "note": "Notice",
    "notice": "Notice",
    "quote": "Quote",
    "information": "Source",
    "record": "Record",
}
# Short lines that stand for a heading in the diagram: bold, and not in the list of headings
BOLD = {"approach-band", "when", "question", "name"}
# Boxes, in millimetres (width, height), into which pictures fit on paper
BOXES = {
    "cover": (100.0, 60.0),
    "title-picture": (34.0, 20.0),
    "large": (100.0, 80.0),
    "row": (54.0, 32.0),
    "": (40.0, 24.0),
}


def plain(tree: HtmlElement, contents: str = "") -> HtmlElement:
    """Return a `div` with the words of a book; the book's own tree stays as it is.

    `contents` is the heading of the list of contents, which comes after the cover ("": there is no list). Every picture is
    a paragraph of its own, and its `data-box` is a key of BOXES. Words in another language or direction are a `span`
    that says so.
    """
    body = copy.deepcopy(tree.find("body"))
    _diagram(body)
    for numbered in body.xpath("//section[@id]/h2"):
        numbered.set("id", numbered.getparent().get("id"))
    _languages(body)
    whole = builder.DIV()
    whole.extend(_blocks(body, ""))
    if contents:
        start = next((i for i, child in enumerate(whole) if child.tag == "h2"), len(whole))
        whole[start:start] = _contents(whole, contents)
    return whole


def _diagram(body: HtmlElement) -> None:
    """Make the diagram a list in which the list itself counts the stages."""
    for number in body.xpath("//ol[contains(@class, 'ring')]//span[@class='n']"):
        number.getparent().text = None
        number.tail = (number.tail or "").lstrip()
        number.drop_tree()
    for path in body.xpath("//ol[contains(@class, 'approach-path')]"):
        path.tag = "ul"


def _languages(body: HtmlElement) -> None:
    """Say language and direction on the words themselves: pandoc lets those of a block reach into the next ones."""
    for isolated in list(body.iter("bdi")):
        isolated.tag = "span"
        if not isolated.get("dir") and (own := direction_of(isolated.text_content())):
            isolated.set("dir", own)
    for element in [one for one in body.iter() if one.get("lang") and one.tag != "span"]:
        marks = {name: element.attrib.pop(name) for name in ("lang", "dir") if element.get(name)}
        for block in _with_words(element):
            if "dir" in marks:
                block.set("data-dir", marks["dir"])
            _wrap_words(block, lxml_html.Element("span", marks))


def _with_words(element: HtmlElement) -> list[HtmlElement]:
    """Return the blocks in an element that hold words and no other blocks; itself where it is one."""
    inside = [child for child in element.iter() if child is not element and child.tag in BLOCKS | {"li", "dt", "dd"}]
    return (
        [element]
        if not inside
        else [
            one for one in inside if not any(child.tag in BLOCKS | {"li"} for child in one.iter() if child is not one)
        ]
    )


def _styled(blocks: Iterable[HtmlElement], style: str) -> HtmlElement:
    box = lxml_html.Element("div", {"data-custom-style": style} if style else {})
    box.extend(blocks)
    return box


def _blocks(element: HtmlElement, style: str) -> list[HtmlElement]:
    """Return the blocks of an element without the boxes around them."""
    found: list[HtmlElement] = []
    for child in list(element):
        found += _block(child, style)
    return found


def _block(child: HtmlElement, style: str) -> list[HtmlElement]:
    names = child.get("class", "").split()
    own = next((STYLES[name] for name in names if name in STYLES), style)
    child.tail = None
    if child.tag == "img":
        return [_picture(child)]
    if child.tag in ("h1", "h2", "h3", "h4", "h5", "h6"):
        return [child]
    if child.tag == "ul" and "rows" in names:
        return [block for row in child for block in _blocks(row, style)]
    if child.tag in ("ul", "ol"):
        return [_list(child, own)]
    if child.tag == "dl":
        for term in child.iter("dt"):
            if term.get("id"):
                _anchor(term, term.get("id"))
            following = term.getnext()
            if following is not None and following.tag == "dt":
                term.addnext(lxml_html.Element("dd"))  # pandoc makes one term of two that share a definition
        return [child]
    if child.tag == "blockquote":
        return _blocks(child, "Quote")
    if child.tag in GROUPS and (len(child) and any(inner.tag in BLOCKS for inner in child)):
        return _blocks(child, own)
    # Where its words have no translation, a picture is in a span that says so
    if child.tag == "p" and (picture := child.find(".//img")) is not None and not child.text_content().strip():
        return [_picture(picture)]
    if child.tag == "figcaption":
        own = "Source"
    return [_paragraph(child, own, bold=bool(set(names) & BOLD))]


def _paragraph(element: HtmlElement, style: str, bold: bool) -> HtmlElement:
    """Return a paragraph of a style with the words of an element, whatever that is called."""
    element.tag = "p"
    if bold and element.find("strong") is None:
        _wrap_words(element, lxml_html.Element("strong"))
    direction = element.attrib.pop("data-dir", "")
    if not (style or direction):
        return element
    box = _styled([element], style)
    if direction:
        box.set("dir", direction)
    return box


def _wrap_words(block: HtmlElement, wrapper: HtmlElement) -> None:
    """Put all that a block holds into a new element in it."""
    wrapper.text, block.text = block.text, None
    wrapper.extend(list(block))
    block.append(wrapper)


def _list(element: HtmlElement, style: str) -> HtmlElement:
    """Return a list whose items hold paragraphs in a style, and further lists."""
    for item in list(element):
        blocks = any(child.tag in BLOCKS for child in item)
        if not blocks and style:
            paragraph = builder.P()
            paragraph.text, item.text = item.text, None
            paragraph.extend(list(item))
            item.append(_styled([paragraph], style))
        elif blocks:
            _make_paragraphs(item)
            inner = _blocks(item, style)
            identity = item.get("id")
            item.clear()
            item.extend(inner)
            if identity:
                _anchor(next(item.iter("p")), identity)
    return element


def _make_paragraphs(item: HtmlElement) -> None:
    """Put the words of an item that are beside blocks into paragraphs: those before them, between them and after them."""
    words = builder.P(item.text or "")
    made = []
    for child in list(item):
        if child.tag in BLOCKS:
            made += [words, child]
            words, child.tail = builder.P(child.tail or ""), None
        else:
            words.append(child)
    item.text = None
    item[:] = [one for one in (*made, words) if one.tag != "p" or len(one) or (one.text or "").strip()]


def _anchor(first: HtmlElement, identity: str) -> None:
    """Put the target of a link at the start of words: pandoc drops it from the item or the term that holds them."""
    mark = lxml_html.Element("span", {"id": identity})
    mark.tail, first.text = first.text, None
    first.insert(0, mark)


def _picture(image: HtmlElement) -> HtmlElement:
    names = image.get("class", "").split()
    parents = {name for one in image.iterancestors() for name in one.get("class", "").split()}
    box = next((name for name in ("title-picture", "large") if name in names), None) or next(
        (name for name in ("cover", "row") if name in parents), ""
    )
    new = lxml_html.Element("img", {"src": image.get("src"), "alt": image.get("alt", ""), "data-box": box})
    return _styled([builder.P(new)], "Picture")


def _contents(whole: HtmlElement, title: str) -> list[HtmlElement]:
    """Return the heading of the contents and a link to each page."""
    entries = []
    for heading in (one for one in whole.iter("h2") if one.get("id")):
        link = builder.A(" ".join(heading.text_content().split()), href=f"#{heading.get('id')}")
        if language := language_of(heading):
            _wrap_words(link, lxml_html.Element("span", language))
        entries.append(_styled([builder.P(link)], "TOC 1"))
    return [_styled([builder.P(title)], "TOC Heading"), *entries]
