"""Parts of a book: the titles of its pages, and a book of some of its pages only."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from urllib.parse import urldefrag

from lxml import html as lxml_html
from lxml.html import HtmlElement

from booklet.book.model import Book
from booklet.book.tree import tree_of
from booklet.errors import BookletError


def _sections(tree: HtmlElement) -> list[HtmlElement]:
    return tree.xpath("//main/section[contains(concat(' ', @class, ' '), ' page ')]")


def titles(book: Book) -> dict[str, str]:
    """Return the title of each page of a book by the page's name ("plan"), in their order."""
    return {
        section.get("id"): " ".join(section.find("h2").text_content().split()) for section in _sections(tree_of(book))
    }


def parts(book: Book) -> dict[str, str]:
    """Return the part of the navigation of each page of a book by the page's name, in their order."""
    return {section.get("id"): section.get("data-part", "") for section in _sections(tree_of(book))}


def lead_outside(part: HtmlElement, addresses: Mapping[str, str | None]) -> None:
    """Turn links to sections that are not in a part of a book into links to their web pages.

    `addresses` is the web address of each section by its id. A link for which there is no address becomes plain words.
    """
    inside = {element.get("id") for element in part.iter() if isinstance(element.tag, str)}
    for link in list(part.iter("a")):
        target, fragment = urldefrag(link.get("href"))
        if target or fragment in inside:
            continue
        address = addresses.get(fragment.partition("--")[0])
        if address:
            link.set("href", address)
        else:
            link.tag = "span"
            del link.attrib["href"]


def select(book: Book, pages: Sequence[str]) -> Book:
    """Return a book of the named pages, in the order of the guide, and its English one; cover and imprint stay.

    Raises BookletError for a name that is no page of the book.
    """
    known = titles(book)
    for name in pages:
        if name not in known:
            raise BookletError(f"There is no page “{name}”.", f"The pages are {', '.join(known)}.")
    tree = tree_of(book)
    addresses = {section.get("id"): section.get("data-address") for section in _sections(tree)}
    _keep(tree, frozenset(pages))
    lead_outside(tree, addresses)
    return replace(
        book,
        html="<!doctype html>\n" + lxml_html.tostring(tree, encoding="unicode"),
        english=select(book.english, pages) if book.english else None,
    )


def excerpt(book: Book, pages: Sequence[str], name: Callable[[Book], str]) -> Book:
    """Return a book of the named pages that has a name of its own, on the cover and in the title; its English one too.

    `name` gives the name for a book. Raises BookletError for a name that is no page of the book.
    """
    made = select(book, pages)
    tree = tree_of(made)
    own = name(book)
    title = f"{book.title}. {own}"
    tree.find("head/title").text = title
    line = lxml_html.Element("p", {"class": "part"})
    line.text = own
    tree.find("body/header/p").addnext(line)
    return replace(
        made,
        title=title,
        running_title=book.title,
        html="<!doctype html>\n" + lxml_html.tostring(tree, encoding="unicode"),
        english=excerpt(book.english, pages, name) if book.english else None,
    )


def part_of(book: Book, number: int) -> Book:
    """Return the book of one part of the navigation, the first of which is 1: its name is on the cover and in the title.

    Raises BookletError if the book lacks a label.
    """
    part = book.parts[number - 1]
    pages = [name for name, of in parts(book).items() if of == part]
    return excerpt(book, pages, lambda one: one.label("part", number=number, name=one.label(f"part.{part}")))


def _keep(tree: HtmlElement, pages: Collection[str]) -> None:
    for section in _sections(tree):
        if section.get("id") not in pages:
            section.drop_tree()
