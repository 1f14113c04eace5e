"""Checks every PDF of the finished site: the standards, and that it holds its part of the book, for every reader."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence, Set
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

import pikepdf
import pypdfium2

from booklet.checks.context import CheckContext
from booklet.checks.edition_list import EditionRecord
from booklet.checks.files.pdf import file, rules
from booklet.checks.files.pdf.expected import BILINGUAL, ExpectedPdf, part_maker, read_tree
from booklet.checks.files.pdf.layout import layout_problems
from booklet.checks.files.pdf.standards import validate
from booklet.checks.files.pdf.typing import drawn
from booklet.checks.language_sample import ENGLISH, note
from booklet.checks.rules import Rule
from booklet.checks.verdicts import Subject
from booklet.findings import Finding, Problem, Report
from booklet.source.booklets import Booklet
from booklet.workers import workers

TOOLS = ("java",)
RULES = (
    Rule(
        "pdf/standard",
        "VeraPDF finds the file PDF/UA-1 (ISO 14289-1) and PDF/A-2a (ISO 19005-2).",
        "ISO 14289-1 (PDF/UA-1); ISO 19005-2, level A (PDF/A-2a)",
    ),
    Rule(
        "pdf/listed",
        "Site/editions.json names every PDF of the site, with a format whose part of the book is known.",
        "Project decision: editions.json is the contract with other programs",
    ),
    Rule("pdf/readable", "The file can be opened.", "Project decision: a file that cannot be opened helps nobody"),
    Rule("pdf/tagged", "It has a tag tree (ISO 32000-1, 14.7).", "ISO 32000-1, 14.7; ISO 14289-1, 7.1"),
    Rule(
        "pdf/words",
        "The words of the tag tree, in order, are those of the book.",
        "ISO 14289-1, 7.1; WCAG 2.2, 1.3.2 Meaningful Sequence",
    ),
    Rule(
        "pdf/words-shown",
        "The words that PDFium reads from the pages are those of the book.",
        "ISO 19005-2, 6.2.11.7 Unicode character maps",
    ),
    Rule(
        "pdf/headings",
        "Every heading of the book is there once, in order, with its level.",
        "ISO 14289-1, 7.4; WCAG 2.2, 1.3.1",
    ),
    Rule(
        "pdf/links",
        "Every link is there once, in order, with its words and its target.",
        "ISO 14289-1, 7.18.5; WCAG 2.2, 2.4.4",
    ),
    Rule(
        "pdf/lists",
        "Every list is there once, in order, with its kind and its number of entries.",
        "ISO 14289-1, 7.6; ISO 32000-1, 14.8.4.3.3",
    ),
    Rule(
        "pdf/alternatives",
        "Every picture with alternative text is there once, in order, with that text.",
        "ISO 14289-1, 7.3; WCAG 2.2, 1.1.1",
    ),
    Rule("pdf/languages", "Every part in another language says so.", "ISO 14289-1, 7.2; WCAG 2.2, 3.1.2"),
    Rule(
        "pdf/contents",
        "The list of contents has every section, with the page on which it is, in the language of its heading.",
        "WCAG 2.2, 2.4.5 Multiple Ways; ISO 32000-1, 14.8.4 (TOC, TOCI)",
    ),
    Rule(
        "pdf/page-reference",
        "Every link from the text to another place in the file is followed by the number of the page on which that is.",
        "WCAG 2.2, 2.4.4 Link Purpose (In Context); Project decision: on paper nobody can press a link",
    ),
    Rule(
        "pdf/bookmarks",
        "The bookmarks are the headings, with their levels, and lead to their pages.",
        "ISO 14289-1, 7.17; WCAG technique PDF2",
    ),
    Rule(
        "pdf/page-labels",
        "The pages are labelled 1, 2, 3 …, as they are numbered on paper; the sides of a booklet to fold “12 | 1”.",
        "ISO 32000-1, 12.4.2; WCAG technique PDF17",
    ),
    Rule(
        "pdf/sheets",
        "The pages of a booklet to fold follow each other when its sheets are folded.",
        "Project decision: the sheets of a booklet to fold are in printer’s order",
    ),
    Rule("pdf/one-page", "A poster and a sheet are one page.", "Project decision: each is one side of paper"),
    Rule(
        "pdf/large-letters",
        "The letters of what hangs on a wall have at least 18 points on A4, those of its title 40; in proportion on "
        "A3.",
        "Project decision: larger than the 16 points of large print (UK Association for Accessible Formats, G003)",
    ),
    Rule(
        "pdf/fields",
        "On a sheet, every item of the meeting record has one field to fill in, in order, named after the item; none in "
        "a language that is not written in Latin or Cyrillic letters. Every question to take has a box to tick.",
        "ISO 14289-1, 7.18.1 and 7.18.4; WCAG 2.2, 4.1.2; WCAG technique PDF12",
    ),
    Rule(
        "pdf/typed-letters",
        "A sentence and every letter of the language that are typed into a field are seen on the page.",
        "ISO 32000-1, 12.7.3.3; tried with PDFium, the reader inside Chrome and Edge",
    ),
    Rule(
        "pdf/whole-sheets",
        "The short booklet has at most 12 pages in English and 16 in any language, on whole sheets of paper.",
        "Project decision: three sheets of A4 paper, as the printed booklet had",
    ),
    Rule(
        "pdf/facing-pages",
        "The diagram of the short booklet fills two pages that face each other.",
        "Project decision: it is read at one glance, as in the printed booklet",
    ),
    Rule(
        "pdf/page-fill",
        "In a booklet of 16 pages or more whose sections follow each other, text goes down a third of every page "
        "between the cover and the last.",
        "Project decision: who pays for paper, and who turns it, gets pages with something on them",
    ),
    Rule(
        "pdf/heading-lines",
        "In such a booklet, three lines are under a heading on its page, or all that it is the heading of.",
        "Project decision: a heading at the foot of a page is taken for the end of what is above it",
    ),
    Rule(
        "pdf/section-start",
        "In such a booklet, no section begins in the last third of a page.",
        "Project decision: people who look for a section look at the upper part of the pages",
    ),
    Rule(
        "pdf/page-number",
        "Every page after the cover has its number, as an artifact: not among the tags.",
        "ISO 14289-1, 7.8; WCAG technique PDF14",
    ),
    Rule(
        "pdf/title",
        "The title of the document is that of the book, in both places, and viewers show it.",
        "ISO 14289-1, 7.1; WCAG 2.2, 2.4.2",
    ),
    Rule("pdf/language", "The language of the document is that of the book.", "ISO 14289-1, 7.2; WCAG 2.2, 3.1.1"),
    Rule(
        "pdf/pictures",
        "Every picture of the book is in the file, as often as in the book.",
        "Office for Disability Issues, accessible communication formats: a picture for each idea",
    ),
    Rule("pdf/off-page", "No word leaves the page.", "ISO 32000-1, 14.11.2: what is outside the crop box is not seen"),
    Rule("pdf/text-on-text", "No text lies on other text.", "WCAG 2.2, 1.4.12: no loss of content"),
    Rule("pdf/text-on-picture", "No text lies on a picture.", "WCAG 2.2, 1.4.12: no loss of content"),
    Rule(
        "pdf/text-unseen",
        "Light letters are on a dark ground, all of each: none has run out of its coloured part.",
        "WCAG 2.2, 1.4.3 Contrast (Minimum)",
    ),
    Rule(
        "pdf/fonts",
        "Every font is embedded, and of the families of the project.",
        "ISO 19005-2, 6.2.11.4; ISO 14289-1, 7.21.4",
    ),
)


def check(context: CheckContext) -> Report:
    """Check the PDF files of a finished site, with one start of veraPDF for all of them.

    Examined = files. A site without a PDF fails.
    Raises BookletError if a tool, the list of editions or a book is missing.
    """
    site = context.site
    files = sorted(site.rglob("*.pdf"))
    names = {path: path.relative_to(site).as_posix() for path in files}
    if not files:
        return context.report("pdf", RULES, 0, [])
    editions = {edition.path: edition for edition in context.editions if edition.path.endswith(".pdf")}
    found = list(_listed(names.values(), editions.keys()))

    def look(subjects: Sequence[Subject]) -> Iterator[Finding]:
        paths = {(site / subject.name).resolve(): subject.name for subject in subjects}
        listed = [editions[subject.name] for subject in subjects if subject.name in editions]
        # veraPDF is a process of its own, which nobody waits for; the files are read back by workers meanwhile
        with workers() as executor, ThreadPoolExecutor(1) as beside:
            # The workers come first: one that is forked while the thread starts veraPDF would keep its pipe open for
            # ever
            read_back = executor.map(
                check_file,
                [site / edition.path for edition in listed],
                listed,
                [books_of(context, edition) for edition in listed],
                [context.booklet(edition) for edition in listed],
            )
            standards = beside.submit(lambda: list(validate(list(paths), paths)))
            for findings in read_back:
                yield from findings
            yield from standards.result()

    # A file that is not listed has no language: it is looked at
    chosen = {path for path, edition in editions.items() if context.looks_at(edition)}
    subjects = [
        Subject(
            name,
            (path, *(books_of(context, editions[name]) if name in editions else ())),
            (editions[name].format, editions[name].variant, repr(context.booklet(editions[name])))
            if name in editions
            else (),
        )
        for path, name in names.items()
        if name in chosen or name not in editions
    ]
    outcome = context.examine("pdf", __name__, TOOLS, subjects, look)
    return context.report(
        "pdf",
        RULES,
        outcome.examined,
        [*found, *outcome.findings],
        notes=[note("It", context.languages, context.full)],
        known=outcome.known,
    )


def _listed(there: Collection[str], editions: Set[str]) -> Iterator[Finding]:
    """Yield each file that the list of editions does not name, and each that it names and that is not there."""
    for name in there:
        if name not in editions:
            yield Finding(
                name,
                0,
                "pdf/listed",
                "The list of editions does not name this file.",
                "Remove it, or build the site again.",
            )
    for name in editions - set(there):
        yield Finding(
            name, 0, "pdf/listed", "The list of editions names this file, but it is not there.", "Build the site again."
        )


@lru_cache(maxsize=8)
def _part(books: tuple[Path, ...], format_name: str, variant: str, booklet: Booklet) -> ExpectedPdf | None:
    make = part_maker(format_name, variant, booklet)
    return make(*map(read_tree, books)) if make else None


def books_of(context: CheckContext, edition: EditionRecord) -> tuple[Path, ...]:
    """Return the book that a file was made of; for one in two languages the English book follows."""
    english = (replace(edition, language=ENGLISH),) if edition.format == BILINGUAL else ()
    return tuple(context.book(one) for one in (edition, *english))


def check_file(path: Path, edition: EditionRecord, books: tuple[Path, ...], booklet: Booklet) -> list[Finding]:
    """Return what is wrong with a finished file of the site, which is named as its edition is."""
    book, *others = books
    return check_finished_pdf(path, edition.path, book, booklet, edition.format, edition.variant, *others)


def check_finished_pdf(
    path: Path, name: str, book: Path, booklet: Booklet, format_name: str, variant: str = "", *others: Path
) -> list[Finding]:
    """Return what is wrong with one finished PDF, of all rules but those of veraPDF and of the list of editions.

    `name` is that of the file in findings, `book` the HTML that it was made from, of a `booklet`; `format_name` and
    `variant` say which part of the book it has to hold, `others` is the English book for a file in two languages.
    Raises BookletError if a book is missing.
    """
    part = _part((book, *others), format_name, variant, booklet)
    if part is None:
        return [
            Finding(
                name,
                0,
                "pdf/listed",
                f"No part of the book is known for the format “{format_name}”.",
                "Name it in PARTS in scripts/booklet/checks/files/pdf/expected.py.",
            )
        ]
    return [problem.at(name) for problem in _problems(path, part, book.parent)]


def _problems(path: Path, part: ExpectedPdf, folder: Path) -> Iterator[Problem]:
    """`folder` is that of the book, from which its pictures are named."""
    try:
        read = file.read(path)
        yield from layout_problems(path, [(folder / picture).resolve() for picture in part.pictures], part.folded)
    except (pikepdf.PdfError, pypdfium2.PdfiumError) as error:
        yield Problem("pdf/readable", f"This file cannot be opened: {error}.", "Build the site again.")
    except file.NotTaggedError:
        yield Problem("pdf/tagged", "This file has no tag tree.", rules.CURE_TAGS)
    else:
        yield from rules.problems(read, part)
        yield from _typed_letters(path, part)


def _typed_letters(path: Path, part: ExpectedPdf) -> Iterator[Problem]:
    if not part.typed:
        return
    seen = drawn(path, part.typed)
    if "".join(seen.split()) == "".join(part.typed.split()):  # a long line is broken somewhere
        return
    missing = "".join(sorted(set(part.typed) - set(seen)))
    yield Problem(
        "pdf/typed-letters",
        f"Of what is typed into a field, “{missing}” is not seen: “{seen}”.",
        "Correct the font of the fields: scripts/booklet/formats/print/pdf_tags/typed_letters.py.",
    )
