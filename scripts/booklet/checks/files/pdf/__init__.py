"""Checks every PDF of the finished site: the standards, and that it holds its part of the book, for every reader.

Rules:
  pdf/standard        veraPDF finds the file PDF/UA-1 (ISO 14289-1) and PDF/A-2a (ISO 19005-2)
  pdf/listed          site/editions.json names every PDF of the site, with a format whose part of the book is known
  pdf/readable        the file can be opened
  pdf/tagged          it has a tag tree (ISO 32000-1, 14.7)
  pdf/words           the words of the tag tree, in order, are those of the book
  pdf/words-shown     the words that PDFium reads from the pages are those of the book
  pdf/headings        every heading of the book is there once, in order, with its level
  pdf/links           every link is there once, in order, with its words and its target
  pdf/lists           every list is there once, in order, with its kind and its number of entries
  pdf/alternatives    every picture with alternative text is there once, in order, with that text
  pdf/languages       every part in another language says so
  pdf/contents        the list of contents has every section, with the page on which it is, in the language of its heading
  pdf/bookmarks       the bookmarks are the headings, with their levels, and lead to their pages
  pdf/page-labels     the pages are labelled 1, 2, 3 …, as they are numbered on paper; the sides of a booklet to fold “12 | 1”
  pdf/sheets          the pages of a booklet to fold follow each other when its sheets are folded
  pdf/page-number     every page after the cover has its number, as an artifact: not among the tags
  pdf/title           the title of the document is that of the book, in both places, and viewers show it
  pdf/language        the language of the document is that of the book
  pdf/fonts           every font is embedded, and of the families of the project
"""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from pathlib import Path

import pikepdf
import pypdfium2

from booklet.checks.edition_list import read_editions
from booklet.checks.files.pdf import file, rules
from booklet.checks.files.pdf.expected import ExpectedPdf, part_maker, read_book
from booklet.checks.files.pdf.standards import validate
from booklet.findings import Finding, Report
from booklet.project import Project


def check(site: Path, books: Path | None = None) -> Report:
    """Check the PDF files of a finished site, with one start of veraPDF for all of them.

    `books` is the folder with the books that the site was made from, <language>/<reading>.html;
    without it, that of the project. Examined = files. A site without a PDF fails.
    Raises BookletError if a tool, the list of editions or a book is missing.
    """
    books = Project().books if books is None else books
    files = sorted(site.rglob("*.pdf"))
    names = {path: path.relative_to(site).as_posix() for path in files}
    if not files:
        return Report("pdf", 0).require_something()
    editions = {
        edition["path"]: (edition["language"], edition["reading"], edition["format"], edition.get("variant", ""))
        for edition in read_editions(site)
        if edition["path"].endswith(".pdf")
    }
    found = [
        Finding(
            name,
            0,
            "pdf/listed",
            "The list of editions does not name this file.",
            "Remove it, or build the site again.",
        )
        for name in names.values()
        if name not in editions
    ]
    found += [
        Finding(
            name, 0, "pdf/listed", "The list of editions names this file, but it is not there.", "Build the site again."
        )
        for name in editions.keys() - set(names.values())
    ]
    with ThreadPoolExecutor(1) as beside:  # veraPDF takes nearly all the time, in a process of its own
        standards = beside.submit(
            lambda: list(
                validate([path.resolve() for path in files], {path.resolve(): name for path, name in names.items()})
            )
        )
        for path, name in names.items():
            if name in editions:
                found += _check_file(path, name, *editions[name], books)
        found += standards.result()
    return Report("pdf", len(files), tuple(sorted(found)))


@lru_cache(maxsize=8)
def _part(books: Path, language: str, reading: str, format_name: str, variant: str) -> ExpectedPdf | None:
    make = part_maker(format_name, variant)
    return make(read_book(books / language / f"{reading}.html")) if make else None


def _check_file(
    path: Path, name: str, language: str, reading: str, format_name: str, variant: str, books: Path
) -> list[Finding]:
    part = _part(books, language, reading, format_name, variant)
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
    return [Finding(name, 0, rule, problem, cure) for rule, problem, cure in _problems(path, part)]


def _problems(path: Path, part: ExpectedPdf) -> Iterator[rules.Problem]:
    try:
        read = file.read(path)
    except (pikepdf.PdfError, pypdfium2.PdfiumError) as error:
        yield rules.Problem("pdf/readable", f"This file cannot be opened: {error}.", "Build the site again.")
    except file.NotTagged:
        yield rules.Problem("pdf/tagged", "This file has no tag tree.", rules.MEND_TAGS)
    else:
        yield from rules.problems(read, part)
