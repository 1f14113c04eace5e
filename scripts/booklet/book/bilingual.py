"""A book in two languages: the English words under each part of a translated book, for people who read together."""

from __future__ import annotations

import copy
import re
from dataclasses import replace

from lxml import html as lxml_html
from lxml.html import HtmlElement

from booklet.book.model import Book
from booklet.book.tree import tree_of
from booklet.errors import BookletError
from booklet.translation.messages import SOURCE_ATTRIBUTES

# The class of English words under their translation
BOTH = "both"
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
# What holds words of its own. English words come after a heading or a paragraph, and inside of the others
AFTER = (*HEADINGS, "p")
PARTS = frozenset((*AFTER, "li", "dt", "dd", "figcaption", "caption", "th", "td"))
# Classes of what has both languages already, or what a translation alone has; and the diagram, which is one part
SET_APART = frozenset({"letter", "information", "english", "translation", "approach"})
DIAGRAM = "approach"


def in_two_languages(book: Book, english: Book) -> Book:
    """Return the book with the words of the English one under each of its parts, in their own language and direction.

    What is the same in both, as it waits for a translation or is a name or a number, is there once. Ids, and what
    headings say in a list of contents, stay those of `book`. Letters and quotations have both languages already.
    Raises BookletError where the two books are not built in the same way.
    """
    tree = tree_of(book)
    own, others = _parts(tree.find("body")), _parts(tree_of(english).find("body"))
    for part, other in zip(own, others, strict=False):
        _require_same(part, other, book)
    if len(own) != len(others):
        longer = max(own, others, key=len)
        raise _differs(book, longer[min(len(own), len(others))])
    for part, other in zip(own, others, strict=True):
        if _words(part) != _words(other) and not _has_english(part):
            _put_under(part, other)
    return replace(book, html="<!doctype html>\n" + lxml_html.tostring(tree, encoding="unicode"), english=None)


def _classes(element: HtmlElement) -> frozenset[str]:
    return frozenset(element.get("class", "").split())


def _parts(element: HtmlElement) -> list[HtmlElement]:
    """Return the parts of a tree that have words of their own, and its diagrams, in their order."""
    found = []
    for child in element:
        if not isinstance(child.tag, str) or child.tag == "bdi":
            continue
        if DIAGRAM in _classes(child) or (child.tag in PARTS and not _classes(child) & SET_APART and _words(child)):
            found.append(child)
        if not _classes(child) & SET_APART:
            found += _parts(child)
    return found


def _words(part: HtmlElement) -> str:
    """Return the words of a part on one line, without those of parts that are inside it."""
    return re.sub(r"\s+", " ", _bare(part).text_content()).strip()


def _bare(part: HtmlElement) -> HtmlElement:
    """Return a copy of a part without the parts inside it, which have their English words themselves."""
    copied = copy.deepcopy(part)
    copied.tail = None
    for inside in [one for one in copied.iterdescendants() if DIAGRAM not in _classes(copied) and _is_block(one)]:
        if inside.getroottree().getroot() is copied:
            inside.drop_tree()
    return copied


def _is_block(element: HtmlElement) -> bool:
    return element.tag in PARTS or any(one.tag in PARTS for one in element.iterdescendants())


def _has_english(part: HtmlElement) -> bool:
    """Say whether a part is of a quotation whose English words are under it."""
    quotation = next(part.iterancestors("blockquote"), None)
    return quotation is not None and any("english" in _classes(one) for one in quotation.itersiblings())


def _require_same(part: HtmlElement, other: HtmlElement, book: Book) -> None:
    if (part.tag, part.get("id")) != (other.tag, other.get("id")):
        raise _differs(book, part)


def _differs(book: Book, part: HtmlElement) -> BookletError:
    return BookletError(
        f"The book in {book.language} and the English one are not built in the same way, from “{_words(part)[:60]}” on.",
        "Build both again: every language has to be made of the same pages.",
    )


def _put_under(part: HtmlElement, other: HtmlElement) -> None:
    """Put the English words of `other` after a part, or inside it where nothing may be between it and the next."""
    words = _bare(other)
    for name in ("id", "aria-labelledby"):
        for element in words.iter():
            element.attrib.pop(name, None)
    for image in [one for one in words.iterdescendants("img") if DIAGRAM not in _classes(words)]:
        image.drop_tree()
    if DIAGRAM in _classes(part):
        words.attrib.update(SOURCE_ATTRIBUTES)
        words.tail, part.tail = part.tail, None
        part.addnext(words)
        return
    is_after = part.tag in AFTER
    words.tag = "p" if is_after else "span"
    words.attrib.clear()
    words.attrib.update({"class": BOTH, **SOURCE_ATTRIBUTES})
    if is_after:
        # The picture of a page belongs into the band of its title
        words.tail, part.tail = part.tail, None
        part.addnext(words)
        return
    first = next((child for child in part if isinstance(child.tag, str) and _is_block(child)), None)
    if first is None:
        part.append(words)
    else:
        first.addprevious(words)
