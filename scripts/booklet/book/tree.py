"""A book as a tree of elements: how formats find their way in it. lxml is the one tree library for books."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from typing import TYPE_CHECKING

from lxml import html as lxml_html
from lxml.html import HtmlElement

if TYPE_CHECKING:
    from booklet.book.model import Book

# Signs that set words apart that run in another direction (Unicode Standard Annex 9, 2.4)
ISOLATE = {"ltr": "\u2066", "rtl": "\u2067"}
END_OF_ISOLATE = "\u2069"


def tree_of(book: Book) -> HtmlElement:
    """Return the book's HTML as a tree of its own, for the caller to change."""
    return lxml_html.document_fromstring(book.html)


def isolate(tree: HtmlElement) -> None:
    """Put signs round what runs in another direction than the words around it: for formats that have no `bdi`.

    A name, a number or an address keeps its order so, and turns nothing beside it (Unicode Standard Annex 9, 2.4).
    """
    for element in tree.iter("bdi"):
        around = next((one.get("dir") for one in element.iterancestors() if one.get("dir")), "ltr")
        own = element.get("dir") or direction_of(element.text_content())
        if own not in ("", around):
            _set_apart(element, ISOLATE[own])


def direction_of(text: str) -> str:
    """Return the direction of the first letter in a text, "ltr" or "rtl"; "" where it has none (Annex 9, P2)."""
    kinds = map(unicodedata.bidirectional, text)
    return next(("ltr" if kind == "L" else "rtl" for kind in kinds if kind in ("L", "R", "AL")), "")


def _set_apart(element: HtmlElement, start: str) -> None:
    element.text = start + (element.text or "")
    if len(element):
        element[-1].tail = (element[-1].tail or "") + END_OF_ISOLATE
    else:
        element.text += END_OF_ISOLATE


def find_each(tree: HtmlElement, tag: str, *classes: str) -> list[HtmlElement]:
    """Return for each class the first element with it and a tag name, in this order; none where a class is missing."""
    return [found for name in classes if (found := find(tree, tag, name)) is not None]


def find(tree: HtmlElement, tag: str, of_class: str) -> HtmlElement | None:
    """Return the first element with a tag name ("*" for any) and a class, or None."""
    return next(
        (
            element
            for element in tree.iter(None if tag == "*" else tag)
            if isinstance(element.tag, str) and of_class in element.get("class", "").split()
        ),
        None,
    )


def wrap(parent: HtmlElement, children: Iterable[HtmlElement], tag: str, of_class: str) -> HtmlElement:
    """Put children of an element, which stand side by side, into a new element in their place, and return it."""
    children = list(children)
    at = list(parent).index(children[0])
    for child in children:
        parent.remove(child)
    wrapper = lxml_html.Element(tag, {"class": of_class})
    wrapper.extend(children)
    parent.insert(at, wrapper)
    return wrapper


def language_of(heading: HtmlElement) -> dict[str, str]:
    """Return the attributes `lang` and `dir` of a heading, or of the one element in it that holds all its words.

    Empty where its words are in the language of the book: a heading without a translation is marked, so its entry has
    to be marked too (WCAG 2.2, 3.1.2).
    """
    element = heading
    while not element.get("lang"):
        if (element.text or "").strip() or len(element) != 1 or (element[0].tail or "").strip():
            return {}
        element = element[0]
    return {name: element.get(name) for name in ("lang", "dir") if element.get(name)}
