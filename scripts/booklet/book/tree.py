"""A book as a tree of elements: how formats find their way in it. lxml is the one tree library for books."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from lxml import html as lxml_html
from lxml.html import HtmlElement

if TYPE_CHECKING:
    from booklet.book.model import Book


def tree_of(book: Book) -> HtmlElement:
    """Return the book's HTML as a tree of its own, for the caller to change."""
    return lxml_html.document_fromstring(book.html)


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

    Empty where its words are in the language of the book: a heading without a translation is marked, so its entry has to
    be marked too (WCAG 2.2, 3.1.2).
    """
    element = heading
    while not element.get("lang"):
        if (element.text or "").strip() or len(element) != 1 or (element[0].tail or "").strip():
            return {}
        element = element[0]
    return {name: element.get(name) for name in ("lang", "dir") if element.get(name)}
