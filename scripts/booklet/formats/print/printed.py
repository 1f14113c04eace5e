"""Lays a book out as a document on paper: its cover, contents, sections and footer, as a profile shapes them."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from lxml import html as lxml_html
from lxml.etree import SubElement
from lxml.html import HtmlElement
from weasyprint.document import Document

from booklet.book import tree as book_tree
from booklet.book.bilingual import BOTH
from booklet.book.tree import END_OF_ISOLATE, ISOLATE, language_of
from booklet.errors import BookletError
from booklet.formats import fonts
from booklet.formats.base import FileInfo, FormatSettings
from booklet.formats.css import css_string
from booklet.formats.print import diagram, layout
from booklet.formats.print.diagram import has_class
from booklet.source.front_matter import EASY_READ

if TYPE_CHECKING:
    from booklet.book.model import Book

FEW_ROWS = 2  # of Easy Read: so many alone on the last page of a section look lost
EASY_READ_PAGES = 24  # the most that an Easy Read document may have (UK Office for Disability Issues)
# Heights of upright sheets in millimetres (ISO 216)
HEIGHTS = {"A3": 420, "A4": 297, "A5": 210}
WIDTHS = {"A3": 297, "A4": 210, "A5": 148}
# Millimetres of a page of Easy Read beside its sentences: margins, picture and the room after it (styles/easy-read.css);
# and how many letters' height a sentence needs beside its picture
ROW_PICTURE, LEAST_ROOM = 103, 9
MM_OF_POINT = 25.4 / 72


@dataclass(frozen=True)
class Profile:
    """The shape of a document: its style sheets, whether the diagram is a path from the start (else a ring if it fits),
    and how many millimetres there are from what is before a section to its title.
    """

    sheets: tuple[str, ...]
    path: bool = False
    to_title: int = 7


@contextmanager
def laid_out(book: Book, settings: FormatSettings, profile: Profile) -> Iterator[Document]:
    """Give the book laid out in pages, for a `with` block: its fonts are there only inside.

    Raises BookletError if the book lacks a label. Whether all words can be read then is looked at in the finished file.
    """
    tree = book_tree.tree_of(book)
    make_printed(tree, book)
    # A section begins in the upper two thirds of a page: what is over of the height of the paper is margin
    room = HEIGHTS[settings.paper] / 3 + profile.to_title
    css = f"html {{ --room: {room:.0f}mm }} {page_furniture(book)} {page_references(tree, book)} {asked_for(settings)}"
    with fonts.configuration(settings.fonts) as font_config:

        def lay_out(more: str, part: HtmlElement = tree) -> Document:
            return layout.render(part, book, settings, profile.sheets, css + more, font_config)

        if settings.roomy:
            tree.set("class", " ".join(roomy_classes(book, settings)))
            sheets = (*profile.sheets, "roomy")
            yield layout.render(tree, book, settings, sheets, css + roomy_foot(book, settings), font_config)
            return
        # The diagram is a ring on one page, under its heading. Where the words are too long, it is a path over pages.
        drawn = diagram.alone(tree)
        ring = "" if drawn is None else None if profile.path else diagram.ring(lambda more: lay_out(more, drawn))
        if ring is None:
            tree.set("class", "path")
        document = lay_out(ring or "")
        if book.reading == EASY_READ and (few := ends_with_few_rows(document)):
            # Where one or two rows are alone on a page, those of the section close up. If they still are, they take
            # two along. Each section starts a page, so that these alone show it.
            add_class(tree, few, "close")
            add_class(tree, ends_with_few_rows(lay_out("", only(tree, few))), "take-along")
            document = lay_out("")
        if book.reading == EASY_READ and len(document.pages) > EASY_READ_PAGES:
            # Each section starts a page. Where the words are too long for that, the sections follow each other.
            tree.set("class", "flowing")
            document = lay_out("")
        yield document


def ends_with_few_rows(document: Document) -> set[str]:
    """Return the ids of the sections of Easy Read that end with few rows, which have a page of their own."""
    rows: dict[str, list[int]] = {}  # the id of a section → the number of its rows on each page
    for page in document.pages:
        boxes = list(page._page_box.descendants())
        if any(has_class(box, "imprint") for box in boxes):
            break  # the rows before it are not alone on this page
        for box in boxes:
            if box.element_tag == "section":
                here = [inside for inside in box.descendants() if has_class(inside, "row")]
                rows.setdefault(box.element.get("id"), []).append(len(here))
    return {name for name, pages in rows.items() if len(pages) > 1 and 0 < pages[-1] <= FEW_ROWS}


def only(tree: HtmlElement, sections: set[str]) -> HtmlElement:
    """Return a copy of a book with these of its sections, by their ids, and the imprint if it follows one of them.

    It has no list of contents, which would lead to the sections that are not there.
    """
    copied = copy.deepcopy(tree)
    body = copied.find("body")
    main, imprint = body.find("main"), book_tree.find(body, "footer", "imprint")
    others = [section for section in main.iterfind("section") if section.get("id") not in sections]
    if others and others[-1] is main[-1]:
        others.append(imprint)
    for element in (*others, book_tree.find(body, "nav", "contents")):
        element.drop_tree()
    return copied


def add_class(tree: HtmlElement, sections: set[str], name: str) -> None:
    """Add a class to the sections of a book with these ids."""
    for section in tree.iter("section"):
        if section.get("id") in sections:
            section.set("class", f"{section.get('class')} {name}")


def write_document(book: Book, settings: FormatSettings, profile: Profile, target: Path) -> FileInfo:
    """Write the book to `target`, both PDF/UA-1 and PDF/A-2a, and return the number of its pages.

    Raises BookletError if the book lacks a label, or a character has no glyph in its fonts.
    """
    with laid_out(book, settings, profile) as document:
        layout.save(document, target)
    return FileInfo(pages=len(document.pages))


def asked_for(settings: FormatSettings) -> str:
    """Return the CSS of what a reader asked for: size of letters, paper and its colour."""
    rules = []
    if settings.text_size:
        # Nothing is smaller than the running text where somebody needs large letters
        small = f"font-size: {max(settings.text_size * 0.9, min(settings.text_size, 16)):g}pt"
        rules.append(
            f"html {{ font-size: {settings.text_size:g}pt }} @page {{ @bottom-left {{ {small} }} @bottom-right {{ {small} }} }}"
            " .diagram-sheet > .approach { font-size: 1em }"
        )
    if settings.paper != "A4":
        rules.append(f"@page {{ size: {settings.paper} }} .cover {{ height: {HEIGHTS[settings.paper]}mm }}")
    if settings.background:
        rules.append(f":root {{ --paper: var(--{settings.background}) }}")
    return " ".join(rules)


def roomy_classes(book: Book, settings: FormatSettings) -> list[str]:
    """Return the classes of a book that is laid out with the style sheet “roomy”, for its diagram and its rows.

    A row of Easy Read is stacked where its sentence would have too little room beside the picture.
    """
    classes = ["path"]
    if book.reading == EASY_READ:
        classes.append("flowing")
        room = WIDTHS[settings.paper] - ROW_PICTURE
        if settings.text_size and room < LEAST_ROOM * settings.text_size * MM_OF_POINT:
            classes.append("stacked")
    return classes


def roomy_foot(book: Book, settings: FormatSettings) -> str:
    """Return the CSS of a page with room for large letters: its foot has the number alone, and A5 little at its sides."""
    near, far = ("left", "right") if book.direction == "ltr" else ("right", "left")
    depth = max(24.0, 12 + 1.6 * (settings.text_size or 0) * MM_OF_POINT)
    sides = "margin-left: 12mm; margin-right: 12mm; " if settings.paper == "A5" else ""
    return (
        f"@page {{ {sides}margin-bottom: {depth:.1f}mm; @bottom-{near} {{ content: none }}"
        f" @bottom-{far} {{ content: counter(page); white-space: normal }} }}"
        f" @page cover {{ @bottom-{far} {{ content: none }} }}"
    )


def make_printed(tree: HtmlElement, book: Book) -> None:
    """Turn the book into the booklet: its cover in three parts, contents, title bands, the code to the website.

    `tree` is that of the whole book (see `book_tree.tree_of`); it is changed.
    Raises BookletError if it has no cover, main part or imprint, or lacks a label.
    """
    body = tree.find("body")
    cover = book_tree.find(body, "header", "cover")
    main, imprint = body.find("main"), book_tree.find(body, "footer", "imprint")
    if cover is None or main is None or imprint is None:
        raise BookletError("The book has no cover, main part or imprint.", "Make it again: booklet build.")
    divide_cover(cover)
    sections = [section for section in main if section.tag == "section"]
    body.insert(list(body).index(cover) + 1, contents(book, [*sections, imprint]))
    for section in sections:
        band(section)
        mark_special(section)
    imprint.insert(1, layout.qr_code(book))


def divide_cover(cover: HtmlElement) -> None:
    """Put the title, the picture and the small print of the cover into a part each."""
    picture = next(child for child in cover if child.tag == "img")
    at = list(cover).index(picture)
    top, bottom = list(cover)[:at], list(cover)[at + 1 :]
    book_tree.wrap(cover, top, "div", "top")
    book_tree.wrap(cover, [picture], "div", "picture")
    book_tree.wrap(cover, bottom, "div", "bottom")


def contents(book: Book, sections: list[HtmlElement]) -> HtmlElement:
    """Return the list of contents: a link to each section. `page_references` adds the page numbers.

    A link with an element inside would fail PDF/UA, so the entry around it says the language of its words. Signs say
    their direction, where it is not the book's: its page number is on the same side as those of the other entries.
    """
    nav = lxml_html.Element("nav", {"class": "contents", "id": "contents"})
    SubElement(nav, "h2").text = book.label("contents")
    entries = SubElement(nav, "ul")
    for section in sections:
        classes = section.get("class").split()
        heading = section.find("h2")
        entry = SubElement(entries, "li", {"class": " ".join(classes[1:])} if "stage" in classes else {})
        words, language = "".join(heading.itertext()), language_of(heading)
        if "lang" in language:
            entry.set("lang", language["lang"])
        if language.get("dir", book.direction) != book.direction:
            words = f"{ISOLATE[language['dir']]}{words}{END_OF_ISOLATE}"
        SubElement(entry, "a", {"href": f"#{section.get('id')}"}).text = words
    return nav


def band(section: HtmlElement, level: str = "h2") -> None:
    """Put the heading of a section, of a `level`, with its English words where they follow it, and the picture beside it
    into one band.
    """
    heading = section.find(level)
    following = list(section)[list(section).index(heading) + 1 :]
    if following and BOTH in following[0].get("class", "").split():
        heading = book_tree.wrap(section, [heading, following.pop(0)], "div", "titles")
    pictures = [child for child in following[:1] if "title-picture" in child.get("class", "")]
    book_tree.wrap(section, [heading, *pictures], "div", "opening")


def mark_special(section: HtmlElement) -> None:
    """Name what gets a page of its own shape: the meeting record, and the diagram with the heading above it."""
    if book_tree.find(section, "ul", "record") is not None:
        section.set("class", f"{section.get('class')} record-page")
    children = list(section)
    drawn = book_tree.find(section, "div", "approach")
    if drawn in children:
        at = children.index(drawn)
        first = max((i for i, child in enumerate(children[:at]) if child.tag == "h3"), default=at)
        book_tree.wrap(section, children[first : at + 1], "div", "diagram-sheet")


def page_furniture(book: Book) -> str:
    """Return the CSS of what is in the foot of each page: the running title, and "Page 1 of 12" in words.

    The number is on the outer side: right, and left in a book that runs from right to left.
    """
    words = css_string(book.label("page_of"))
    number = words.replace("{page}", '" counter(page) "').replace("{pages}", '" counter(pages) "')
    title = css_string(book.running_title or book.title)
    near, far = ("left", "right") if book.direction == "ltr" else ("right", "left")
    return f"""@page {{
  @bottom-{near} {{ content: {title}; text-align: {near}; direction: {book.direction} }}
  @bottom-{far} {{ content: {number}; text-align: {far}; direction: {book.direction} }}
}}
@page cover {{ @bottom-left {{ content: none }} @bottom-right {{ content: none }} }}"""


def page_references(tree: HtmlElement, book: Book) -> str:
    """Return the CSS that writes on paper where each link inside a document leads: its page in the list of contents, and
    "(page 14)" after the words of a link in the text.

    Only the blank before that may end a line. The diagram has none: its stages come next, and its ring has no room.
    Neither have the English words of a text in two languages, which are under words that have it; nor Easy Read, whose
    pictures WeasyPrint 70 leaves behind, one row away from their sentences, where it lays a page of them out again.

    There is a rule for each target: WeasyPrint 70 lays a page out again when a target has moved only where the rule
    names the target itself, not where it takes it from the link as `attr(href)`. Pages would be wrong without a word.
    """
    words = css_string(" " + book.label("see_page").replace(" ", "\N{NO-BREAK SPACE}"))
    targets = dict.fromkeys(link.get("href") for link in tree.iter("a") if link.get("href", "").startswith("#"))
    rules = []
    for target in map(css_string, targets):
        page = f"target-counter({target}, page)"
        content = words.replace("{page}", f'" {page} "')
        if book.reading != EASY_READ:
            rules.append(f"main a[href={target}]::after {{ content: {content} }}")
        rules.append(f'.contents a[href={target}]::after {{ content: leader(" ") {page} }}')
    return f"{' '.join(rules)} main :is(.approach, .{BOTH}) a[href]::after {{ content: none }}"
