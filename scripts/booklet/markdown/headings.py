"""The list of a page's headings, for a long page: each part opens to show the questions in it.

It is for a screen alone. A document has its own list of contents, and a printed page shows all that is listed.
"""

from __future__ import annotations

import copy
from collections.abc import Sequence
from xml.etree.ElementTree import Element, SubElement

from booklet.errors import BookletError
from booklet.markdown.letters import ON_SCREEN
from booklet.translation.words import Words

# What a heading says of the language of its words
LANGUAGE = ("lang", "dir")


def list_headings(box: Element, words: Words, page: Element) -> Element:
    """Return links to the headings of level 2 of `page`; one that has headings of level 3 opens to show links to those.

    Raises BookletError if something is written in the block, or the page has no heading with an id.
    """
    if len(box) or (box.text or "").strip():
        raise BookletError("The block “headings” holds text.", "Leave it empty: it lists the headings of the page.")
    parts: list[list[Element]] = []
    for heading in page.iter():
        if heading.tag == "h2" and heading.get("id"):
            parts.append([heading])
        elif heading.tag == "h3" and heading.get("id") and parts:
            parts[-1].append(heading)
    if not parts:
        raise BookletError(
            "The block “headings” is on a page without headings.",
            "Write headings such as ## Getting help {#getting-help}, or take the block away.",
        )
    nav = Element("nav", {"class": f"headings {ON_SCREEN}", "aria-label": words.text("document.contents")})
    listed = SubElement(nav, "ul", {"class": "plain"})
    for heading, *questions in parts:
        item = SubElement(listed, "li")
        if questions:
            details = SubElement(item, "details")
            details.extend((_named("summary", heading), _links(questions)))
        else:
            item.append(_link(heading))
    return nav


def _links(headings: Sequence[Element]) -> Element:
    listed = Element("ul", {"class": "plain"})
    for heading in headings:
        SubElement(listed, "li").append(_link(heading))
    return listed


def _link(heading: Element) -> Element:
    link = _named("a", heading)
    link.set("href", f"#{heading.get('id')}")
    return link


def _named(tag: str, heading: Element) -> Element:
    """Return an element with the words of a heading, in their language, and without its links."""
    named = Element(tag, {name: value for name in LANGUAGE if (value := heading.get(name))})
    words = SubElement(named, "span")
    words.text = heading.text
    words.extend(copy.deepcopy(list(heading)))
    for inside in words.iter():
        inside.attrib.pop("href", None)
        if inside.tag == "a":
            inside.tag = "span"
    return named
