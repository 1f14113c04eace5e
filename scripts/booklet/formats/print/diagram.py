"""Measures the diagram on laid-out pages, and makes room for its middle, which lies freely over the ring."""

from __future__ import annotations

import copy
from collections.abc import Callable

from lxml.html import HtmlElement
from weasyprint.document import Document
from weasyprint.formatting_structure.boxes import Box

from booklet.book.tree import find

BREATH = 6.0  # CSS pixels between the middle and what is around it


def drawn_in(body: HtmlElement) -> HtmlElement | None:
    """Return the diagram of a book, or None: a child of the section that it belongs to."""
    return next(
        (drawn for section in body.iter("section") if (drawn := find(section, "div", "approach")) is not None), None
    )


def alone(tree: HtmlElement) -> HtmlElement | None:
    """Return a copy of a book with nothing in it but the sheet of its diagram; None where it has none.

    A page is laid out much faster than a book.
    """
    copied = copy.deepcopy(tree)
    element = find(copied, "div", "diagram-sheet")
    while element is not None and element.tag != "body":
        parent = element.getparent()
        parent[:] = [element]
        element = parent
    return None if element is None else copied


def ring(lay_out: Callable[[str], Document]) -> str | None:
    """Return the CSS with which the diagram is a ring where nothing covers anything else; None where that has no room.

    `lay_out` lays out the document with the diagram alone, with the CSS it is given.
    """
    document = lay_out("")
    css = room_in(document)
    if css:
        document = lay_out(css)
    return css if pages_of(document) == 1 else None


def room_in(document: Document) -> str:
    """Return the CSS that the diagram of a document needs so that nothing in it covers anything else, "" for none.

    The middle lies freely over the ring (WeasyPrint's grid has no way to give it a cell). Where its words are long,
    the ring is stretched to its height.
    """
    names = ("hub", "assess", "do")
    boxes = {name: box for name in names if (box := _first(document, name)) is not None}
    if len(boxes) < len(names):
        return ""
    middle = boxes["hub"].border_height() + 2 * BREATH
    if middle <= boxes["do"].position_y - _bottom(boxes["assess"]):
        return ""
    return f".approach {{ --middle: {middle:.2f}px }}"


def pages_of(document: Document) -> int:
    """Return on how many pages the diagram is, with its heading, if it has one."""
    return sum(
        any(has_class(box, name) for box in page._page_box.descendants() for name in ("diagram-sheet", "approach"))
        for page in document.pages
    )


def _first(document: Document, of_class: str) -> Box | None:
    """Return the first box of the diagram with a class."""
    boxes = (box for page in document.pages for box in page._page_box.descendants() if has_class(box, "approach"))
    diagram = next(boxes, None)
    return None if diagram is None else next((box for box in diagram.descendants() if has_class(box, of_class)), None)


def _bottom(box: Box) -> float:
    return box.position_y + box.border_height()


def has_class(box: Box, of_class: str) -> bool:
    """Say whether the element of a box has a class."""
    element = box.element
    return element is not None and of_class in element.get("class", "").split()
