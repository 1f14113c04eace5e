"""Makes a poster of the 4 stages of SEN support for a wall: one landscape page, A4 or A3, read from a few steps away."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from lxml import html as lxml_html
from lxml.etree import SubElement
from lxml.html import HtmlElement
from weasyprint.document import Document
from weasyprint.text.fonts import FontConfiguration

from booklet.book import tree as book_tree
from booklet.book.select import lead_outside
from booklet.formats import fonts
from booklet.formats.base import FileInfo, FormatNotPossibleError, FormatSettings
from booklet.formats.print import diagram, layout, wall
from booklet.formats.print.sizes import largest_that_fits, one_page

if TYPE_CHECKING:
    from booklet.book.model import Book

SHEETS = ("base", "wall", "poster")
# Points of the letters on A4 (the title is larger, as styles/wall.css says), and how many of these letters the picture is
# high. Where words take the room, the picture gets smaller before they do; where there is room to spare, it gets larger.
LETTERS = [wall.SMALLEST + step / 2 for step in range(13)]
PICTURES = [3 + step / 4 for step in range(29)]
WANTED = 7.0


def write(book: Book, settings: FormatSettings, target: Path) -> FileInfo:
    """Write the poster on `settings.paper` to `target`, both PDF/UA-1 and PDF/A-2a: one page.

    Letters and picture are as large as fit. Raises FormatNotPossibleError if the book has no diagram of the stages, or
    if its words are too long for letters that can be read; BookletError as `pdf.write` does.
    """
    tree = poster_of(book)
    with fonts.configuration(settings.fonts) as font_config:
        layout.save(largest(tree, book, settings, font_config), target)
    return FileInfo(pages=1)


def words(book: Book, settings: FormatSettings) -> str:
    """Return the document that the poster is made from; raises as `poster_of`."""
    return lxml_html.tostring(poster_of(book), encoding="unicode")


def poster_of(book: Book) -> HtmlElement:
    """Return the HTML of the poster: title, what the child should get, the picture of the cover, the stages with a
    sentence each, and a foot.

    The picture decorates, as on the cover. The sentences are those under the titles of the pages about the stages.
    Raises FormatNotPossibleError if the book has no diagram or no pages of the stages; BookletError if it lacks a label.
    """
    tree = book_tree.tree_of(book)
    body = tree.find("body")
    drawn = diagram.drawn_in(body)
    sections = {section.get("id"): section for section in body.iterfind("main/section")}
    stages = [section for section in sections.values() if "stage" in section.get("class").split()]
    if drawn is None or not stages:
        raise FormatNotPossibleError("no_diagram")
    page = next(drawn.iterancestors("section"))
    cover = book_tree.find(body, "header", "cover")
    top = lxml_html.Element("header", {"class": "top"})
    words = SubElement(top, "div", {"class": "words"})
    title = SubElement(words, "h1")
    wall.move_words(page.find("h2"), title)
    words.extend(book_tree.find_each(cover, "p", "sub"))
    for element in words:
        wall.keep_last_words(element)
    top.append(body.find("header/img"))
    cycle = lxml_html.Element("div", {"class": "cycle"})
    cycle.extend(_stage(number, section) for number, section in enumerate(stages, 1))
    cycle.extend(book_tree.find_each(drawn, "p", "again"))
    lead_outside(cycle, {name: section.get("data-address") for name, section in sections.items()})
    foot = wall.foot(cover, book, page.get("data-address"))
    body.clear()
    body.extend([top, cycle, foot])
    tree.set("class", "poster")
    tree.find("head/title").text = " ".join(title.text_content().split())
    return tree


def _stage(number: int, section: HtmlElement) -> HtmlElement:
    """Return a stage of the poster: its number, its name and the sentence under the title of its page."""
    made = lxml_html.Element("section", {"class": section.get("class").replace("page ", "")})
    name = SubElement(made, "h2")
    SubElement(name, "span", {"class": "n"}).text = str(number)
    name[0].tail = " "
    wall.move_words(section.find("h2"), SubElement(name, "span", {"class": "name"}))
    sentence = SubElement(made, "p")
    wall.move_words(book_tree.find(section, "p", "lead"), sentence)
    wall.keep_last_words(sentence)
    return made


def largest(tree: HtmlElement, book: Book, settings: FormatSettings, font_config: FontConfiguration) -> Document:
    """Return the poster laid out with the largest letters and picture with which it takes one page.

    Raises FormatNotPossibleError if even the smallest do not fit.
    """

    def lay_out(sizes: tuple[float, float]) -> Document:
        letters, picture = sizes
        css = (
            f"@page {{ size: {settings.paper} landscape }} {wall.letters(letters, settings.paper)}"
            f" .top img {{ height: {picture}em }}"
        )
        return layout.render(tree, book, settings, SHEETS, css, font_config)

    smaller = [(wall.SMALLEST, picture) for picture in PICTURES if picture < WANTED]
    found = largest_that_fits([*smaller, *((letters, WANTED) for letters in LETTERS)], lay_out, one_page)
    if found is None:
        raise FormatNotPossibleError("poster_too_small")
    (letters, fitting), document = found
    larger = [(letters, picture) for picture in PICTURES if picture > fitting]
    found = largest_that_fits(larger, lay_out, one_page)
    return found[1] if found else document
