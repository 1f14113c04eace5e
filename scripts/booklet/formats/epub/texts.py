"""The texts of a document in reading order, by the place in the tree that holds each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree
from lxml.html import HtmlElement


@dataclass(frozen=True)
class Text:
    """The text of an element before its first child, or its tail: what follows it."""

    element: HtmlElement
    is_tail: bool

    @property
    def words(self) -> str:
        return (self.element.tail if self.is_tail else self.element.text) or ""

    @property
    def holder(self) -> HtmlElement:
        """The element that these words are in."""
        return self.element.getparent() if self.is_tail else self.element


def texts_of(element: HtmlElement) -> Iterator[Text]:
    """Yield the texts inside an element in reading order."""
    for event, part in etree.iterwalk(element, events=("start", "end")):
        if event == "start" and part.text:
            yield Text(part, False)
        elif event == "end" and part is not element and part.tail:
            yield Text(part, True)
