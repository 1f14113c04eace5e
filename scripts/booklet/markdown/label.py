"""Words of content/labels.yml, or of a fact, as the text of an element of a page."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from markdown.util import AtomicString

from booklet.translation.messages import SOURCE_ATTRIBUTES
from booklet.translation.words import Words


def verbatim(text: str) -> AtomicString:
    """Return a text that no Markdown is read in, nor an entity: Python-Markdown prints what looks like one as it is."""
    return AtomicString(text.replace("&", "&amp;"))


def label(element: Element, words: Words, key: str, **values: str) -> Element:
    """Give an element the words of a label, marked as English where they have no translation, and return it.

    `values` take the place of their names in braces. Raises BookletError if there is no such label.
    """
    element.text = verbatim(words.text(key, **values))
    if not words.is_translated(key):
        element.attrib.update(SOURCE_ATTRIBUTES)
    return element
