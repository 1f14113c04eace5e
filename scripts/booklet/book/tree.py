"""A book as a tree of elements: how formats read its labels and find their way in it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element

import tinyhtml5
from lxml.etree import _Element

from booklet.errors import BookletError

if TYPE_CHECKING:
    from booklet.book.model import Book


def tree_of(book: Book) -> Element:
    """Return the book's HTML as a tree of its own, for the caller to change."""
    return tinyhtml5.parse(book.html, namespace_html_elements=False)


def meta(tree: Element, name: str) -> str:
    """Return what the book's head says under a name. Raises BookletError if it says nothing."""
    for element in tree.iter("meta"):
        if element.get("name") == name:
            return element.get("content", "")
    raise BookletError(
        f"The book has no “{name}”.",
        "Its label or setting is missing: look in content/labels.yml and service/settings.yml.",
    )


def label(tree: Element, name: str) -> str:
    """Return a word of the document's own furniture ("Contents"), in the language of the book."""
    return meta(tree, f"booklet.label.{name}")


def find(tree: Element, tag: str, of_class: str) -> Element | None:
    """Return the first element with a tag name ("*" for any) and a class, or None."""
    return next(
        (
            element
            for element in tree.iter(None if tag == "*" else tag)
            if isinstance(element.tag, str) and of_class in element.get("class", "").split()
        ),
        None,
    )


def wrap(parent: Element, children: Iterable[Element], tag: str, of_class: str) -> Element:
    """Put children of an element, which stand side by side, into a new element in their place, and return it."""
    children = list(children)
    at = list(parent).index(children[0])
    for child in children:
        parent.remove(child)
    wrapper = Element(tag, {"class": of_class})
    wrapper.extend(children)
    parent.insert(at, wrapper)
    return wrapper


def language_of(heading: Element | _Element) -> dict[str, str]:
    """Return the attributes `lang` and `dir` of a heading, or of the one element in it that holds all its words.

    Empty where its words are in the language of the book: a heading without a translation is marked, so its entry has to
    be marked too (WCAG 2.2, 3.1.2).
    """
    element = heading
    while not element.get("lang"):
        if (element.text or "").strip() or len(element) != 1 or (element[0].tail or "").strip():
            return {}
        element = element[0]
    return {name: element.get(name) for name in ("lang", "dir") if element.get(name)}
