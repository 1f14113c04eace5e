"""Checks every plain text of the finished site: it reads well on any device, and aloud.

Rules:
  plain_text/readable    the file is there
  plain_text/encoding    TX1: UTF-8, without tabs, other control characters and spaces at the ends of lines
  plain_text/width       TX2: no line is wider than 72 columns, but for one word that cannot be cut
  plain_text/headings    TX3: every page title stands alone with its number, between empty lines
  plain_text/drawings    TX4: no tables and no lines drawn with characters; lists have “-” or “1.”
  plain_text/addresses   TX5: every web address of the book is there in full, and none is left out of the list at the end
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path

from booklet.checks.edition_list import read_editions
from booklet.checks.files.parity.text_blocks import BookText, clean, read_book
from booklet.findings import Finding, Report
from booklet.project import Project

COLUMNS = 72
CURE = "Mend scripts/booklet/formats/text.py, then build again."
# Box drawing, blocks, bullets, arrows, and signs in a row that draw a line or a table
DRAWN = re.compile("[\u2500-\u25ff\u2022\u2190-\u21ff|]|([-=_*~+#.])\\1{2,}")
Problem = tuple[int, str, str]


def check(site: Path, books: Path | None = None) -> Report:
    """Check the plain texts of a finished site. Examined = files.

    `books` is the folder with the books that the site was made from; without it, that of the project.
    Raises BookletError if the list of editions or a book is missing.
    """
    books = Project().books if books is None else books
    editions = [edition for edition in read_editions(site) if edition["format"] == "text"]
    found = []
    for edition in editions:
        book = read_book(books / edition["language"] / f"{edition['reading']}.html")
        found += [
            Finding(edition["path"], line, rule, problem, CURE)
            for line, rule, problem in problems(site / edition["path"], book)
        ]
    return Report("plain_text", len(editions), tuple(found))


def problems(path: Path, book: BookText) -> Iterator[Problem]:
    """Yield line (from 1, 0 for the whole), rule and problem."""
    try:
        text = path.read_bytes().decode("utf-8")
    except OSError as error:
        yield 0, "plain_text/readable", f"This file cannot be read ({error})."
        return
    except UnicodeDecodeError as error:
        yield 0, "plain_text/encoding", f"This is not UTF-8 ({error})."
        return
    lines = text.split("\n")
    for number, line in enumerate(lines, 1):
        if line != line.rstrip() or any(unicodedata.category(sign) == "Cc" or sign == "\ufeff" for sign in line):
            yield number, "plain_text/encoding", "This line has a tab, a control character or a space at its end."
        if columns(line) > COLUMNS and len(line.split()) > 2:
            yield number, "plain_text/width", f"This line is {columns(line)} columns wide, and {COLUMNS} are allowed."
        if drawn := DRAWN.search(line):
            yield number, "plain_text/drawings", f"“{drawn[0]}” is drawn with characters."
    yield from _headings(lines, book)
    yield from _addresses(text, book)


def columns(line: str) -> int:
    """Return the columns of a line (Unicode Standard Annex 11)."""
    return sum(
        0
        if unicodedata.combining(sign) or unicodedata.category(sign) in ("Mn", "Me", "Cf")
        else 2
        if unicodedata.east_asian_width(sign) in "WF"
        else 1
        for sign in line
    )


def _headings(lines: list[str], book: BookText) -> Iterator[Problem]:
    """TX3: look for each page title, with its number, as a paragraph of its own."""
    paragraphs = {"".join(clean(part).split()) for part in "\n".join(lines).split("\n\n")}
    for number, title in enumerate(book.titles, 1):
        words = book.labels["section"].replace("{number}", str(number)).replace("{title}", title)
        if "".join(clean(words).split()) not in paragraphs:
            yield 0, "plain_text/headings", f"“{words}” does not stand alone between empty lines."


def _addresses(text: str, book: BookText) -> Iterator[Problem]:
    """TX5: an address of the book stands in the words, or in full in the list at the end."""
    flat = "".join(text.split())
    for address in sorted(book.addresses):
        if not any(shown in flat for shown in (address, address.split("//", 1)[-1].rstrip("/"))):
            yield 0, "plain_text/addresses", f"The address {address} is not there."
