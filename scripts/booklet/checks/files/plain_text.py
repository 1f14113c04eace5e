"""Checks every plain text of the finished site: it reads well on any device, and aloud."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from pathlib import Path

from booklet.checks.context import CheckContext
from booklet.checks.files.parity.text_blocks import BookText, nfc_line, read_book
from booklet.checks.rules import Rule
from booklet.checks.verdicts import Subject
from booklet.findings import Finding, Problem, Report

RULES = (
    Rule("plain_text/readable", "The file is there.", "Project decision: a file that cannot be opened helps nobody"),
    Rule(
        "plain_text/encoding",
        "UTF-8, without tabs, other control characters and spaces at the ends of lines.",
        "RFC 3629 (UTF-8)",
    ),
    Rule(
        "plain_text/width",
        "No line is wider than 72 columns, but for one word that cannot be cut.",
        "RFC 3676, 4.2: lines of at most 78 characters; Project decision: 72, as large letters need",
    ),
    Rule(
        "plain_text/headings",
        "Every page title stands alone with its number, between empty lines.",
        "WCAG technique T3: using standard text formatting conventions for headings",
    ),
    Rule(
        "plain_text/drawings",
        "No tables and no lines drawn with characters; lists have “-” or “1.”.",
        "WCAG technique T2: standard text formatting conventions for lists; Project decision: nothing that a voice "
        "reads sign by sign",
    ),
    Rule(
        "plain_text/addresses",
        "Every web address of the book is there in full, and none is left out of the list at the end.",
        "Project decision: on paper and aloud an address behind words is lost",
    ),
)

COLUMNS = 72
CURE = "Correct scripts/booklet/formats/text.py, then build again."
# Box drawing, blocks, bullets, arrows, and signs in a row that draw a line or a table
# A gap in a letter, to write over
GAP = re.compile("(?<!_)_{6}(?!_)")
DRAWN = re.compile("[\u2500-\u25ff\u2022\u2190-\u21ff|]|([-=_*~+#.])\\1{2,}")


def check(context: CheckContext) -> Report:
    """Check the plain texts of a finished site. Examined = files.

    Raises BookletError if the list of editions or a book is missing.
    """
    books = {edition.path: context.book(edition) for edition in context.editions_in("text")}

    def look(subjects: Sequence[Subject]) -> Iterator[Finding]:
        for path in (subject.name for subject in subjects):
            for problem in problems(context.site / path, read_book(books[path])):
                yield problem.at(path, CURE)

    subjects = [Subject(path, (context.site / path, book)) for path, book in books.items()]
    outcome = context.examine("plain_text", __name__, (), subjects, look)
    return context.report("plain_text", RULES, outcome.examined, outcome.findings, known=outcome.known)


def problems(path: Path, book: BookText) -> Iterator[Problem]:
    """Yield what is wrong with a text."""
    try:
        text = path.read_bytes().decode("utf-8")
    except OSError as error:
        yield Problem("plain_text/readable", f"This file cannot be read ({error}).")
        return
    except UnicodeDecodeError as error:
        yield Problem("plain_text/encoding", f"This is not UTF-8 ({error}).")
        return
    lines = text.split("\n")
    for number, line in enumerate(lines, 1):
        if line != line.rstrip() or any(unicodedata.category(sign) == "Cc" or sign == "\ufeff" for sign in line):
            yield Problem(
                "plain_text/encoding", "This line has a tab, a control character or a space at its end.", line=number
            )
        if columns(line) > COLUMNS and len(line.split()) > 2:
            yield Problem(
                "plain_text/width",
                f"This line is {columns(line)} columns wide, and {COLUMNS} are allowed.",
                line=number,
            )
        if drawn := DRAWN.search(GAP.sub("", line)):
            yield Problem("plain_text/drawings", f"“{drawn[0]}” is drawn with characters.", line=number)
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
    """Look for each page title, with its number, as a paragraph of its own."""
    paragraphs = {"".join(nfc_line(part).split()) for part in "\n".join(lines).split("\n\n")}
    for number, title in enumerate(book.titles, 1):
        words = book.labels["section"].replace("{number}", str(number)).replace("{title}", title)
        if "".join(nfc_line(words).split()) not in paragraphs:
            yield Problem("plain_text/headings", f"“{words}” does not stand alone between empty lines.")


def _addresses(text: str, book: BookText) -> Iterator[Problem]:
    """An address of the book is in the words, or in full in the list at the end."""
    flat = "".join(text.split())
    for address in sorted(book.addresses):
        if not any(shown in flat for shown in (address, address.split("//", 1)[-1].rstrip("/"))):
            yield Problem("plain_text/addresses", f"The address {address} is not there.")
