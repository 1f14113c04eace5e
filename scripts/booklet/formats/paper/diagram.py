"""Measures the diagram on laid-out pages, and makes room in the ring for what stands in its middle."""

from __future__ import annotations

from collections.abc import Callable

from weasyprint.document import Document
from weasyprint.formatting_structure.boxes import Box

BREATH = 6.0  # CSS pixels between the words in the middle and the stages above and below


def with_room(lay_out: Callable[[str], Document]) -> Document:
    """Return a document whose diagram has its middle free of the stages around it.

    `lay_out` lays the document out with the rules of CSS it is given. The middle stands freely over the ring
    (WeasyPrint's grid has no way to give it a cell), so where its words are long the ring is stretched to their height.
    """
    document = lay_out("")
    hub, above, below = (_first(document, name) for name in ("hub", "assess", "do"))
    if hub is None or above is None or below is None:
        return document
    height = hub.border_height() + 2 * BREATH
    if height <= below.position_y - (above.position_y + above.border_height()):
        return document
    return lay_out(f".approach {{ --middle: {height:.2f}px }}")


def pages_of(document: Document) -> int:
    """Return on how many pages the diagram stands."""
    return sum(any(_has_class(box, "approach") for box in page._page_box.descendants()) for page in document.pages)


def _first(document: Document, of_class: str) -> Box | None:
    """Return the first box of the diagram with a class."""
    boxes = (box for page in document.pages for box in page._page_box.descendants() if _has_class(box, "approach"))
    diagram = next(boxes, None)
    return None if diagram is None else next((box for box in diagram.descendants() if _has_class(box, of_class)), None)


def _has_class(box: Box, of_class: str) -> bool:
    element = box.element
    return element is not None and of_class in element.get("class", "").split()
