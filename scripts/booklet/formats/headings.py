"""What a heading hands on to its entry in a list of contents: the language that its words are in."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from lxml.etree import _Element


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
