"""What a sheet holds: one page of the guide, or the parts of it that a family takes along, whatever file is made of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from lxml import html as lxml_html
from lxml.etree import SubElement
from lxml.html import HtmlElement

from booklet.book import tree as book_tree
from booklet.book.select import lead_outside
from booklet.formats.base import FormatNotPossibleError
from booklet.source.booklets import Sheet

if TYPE_CHECKING:
    from booklet.book.model import Book

# A heading of the book is one level down on the book's page, and two levels where the page is the whole document
HEADINGS = {"h2": "h1", "h3": "h2", "h4": "h3", "h5": "h4", "h6": "h5"}
# What the foot of a sheet takes from the cover: contact, date, status, and what is said of the translation
FOOT = ("service", "date", "status", "translation")


@dataclass(frozen=True)
class SheetText:
    """The words of a sheet, as elements of `tree`, a book of its own.

    `section` begins with the title as `h1`, and has the sentence under it only where that is true of a sheet. `record`
    is the meeting record in it (None: it has none), `foot` what is said under the text, `address` the web address of
    the page.
    """

    tree: HtmlElement
    section: HtmlElement
    record: HtmlElement | None
    foot: tuple[HtmlElement, ...]
    address: str

    @property
    def title(self) -> str:
        """The title on one line."""
        return " ".join(self.section.find("h1").text_content().split())

    def address_line(self) -> HtmlElement:
        """Return the web address of the page as the last line of the foot, a link from left to right."""
        line = lxml_html.Element("p", {"class": "address"})
        SubElement(SubElement(line, "bdi", {"dir": "ltr"}), "a", {"href": self.address}).text = self.address
        return line


def text_of(book: Book, sheet: Sheet) -> SheetText:
    """Return the text of a sheet. Links to what is not on it lead to the web pages.

    Raises FormatNotPossibleError if the book has no such page, or the page lacks a part.
    """
    tree = book_tree.tree_of(book)
    body = tree.find("body")
    sections = {section.get("id"): section for section in body.iterfind("main/section")}
    section = sections.get(sheet.page)
    if section is None:
        raise FormatNotPossibleError("not_made", f"There is no page “{sheet.page}”.")
    address = section.get("data-address") or book.address
    if sheet.only:
        section = _only(section, sheet)
    elif sheet.parts:
        _keep_parts(section, sheet)
    lead_outside(section, {name: one.get("data-address") for name, one in sections.items()})
    for element in section.iter(*HEADINGS):
        element.tag = HEADINGS[element.tag]
    record = book_tree.find(section, "ul", "record")
    if record is not None or not sheet.lead:
        for lead in section.find_class("lead"):  # of a record, it tells readers of a screen that they can print this
            lead.drop_tree()
    foot = book_tree.find_each(book_tree.find(body, "header", "cover"), "p", *FOOT)
    return SheetText(tree, section, record, tuple(foot), address)


def _keep_parts(section: HtmlElement, sheet: Sheet) -> None:
    """Take out of a page every heading, with what follows it, that the sheet does not name.

    Raises FormatNotPossibleError if the page lacks a heading that the sheet names.
    """
    wanted = {f"{sheet.page}--{part}" for part in sheet.parts}
    found: set[str] = set()
    taken = True
    for child in list(section):
        heading = _heading(child)
        if heading is not None:
            taken = heading in wanted
            found.add(heading)
        if not taken:
            section.remove(child)
    if wanted - found:
        raise FormatNotPossibleError("not_made", f"The page has no heading “{min(wanted - found)}”.")


def _heading(child: HtmlElement) -> str | None:
    """Return the id of the heading that a child of a page is, or that names it as a panel; None where it is neither."""
    if child.tag == "section":
        return child.get("aria-labelledby")
    return child.get("id") if child.tag == "h3" else None


def _only(section: HtmlElement, sheet: Sheet) -> HtmlElement:
    """Return the panel of a page under one heading as a page of its own, under that heading."""
    name = f"{sheet.page}--{sheet.only}"
    panel = next((one for one in section.iterfind("section") if one.get("aria-labelledby") == name), None)
    if panel is None:
        raise FormatNotPossibleError("not_made", f"The page has no heading “{name}”.")
    heading = panel.find("h3")
    heading.tag = "h2"
    panel.remove(heading)
    del panel.attrib["aria-labelledby"]
    panel.tag = "div"
    made = lxml_html.Element("section", {"class": section.get("class")})
    picture = book_tree.find(section, "img", "title-picture")
    made.extend([heading, *([] if picture is None else [picture]), panel])
    return made
