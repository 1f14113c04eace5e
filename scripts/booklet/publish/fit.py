"""Hands over no print on which words cannot be read: each is looked at when it is finished, and laid out with room first.

The rule is that of the check of PDFs, in one place: booklet.checks.files.pdf.layout.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from booklet.book.tree import tree_of
from booklet.errors import BookletError
from booklet.formats import Format, FormatSettings
from booklet.formats.base import FileInfo, NoLayoutError
from booklet.workers import uncollected

if TYPE_CHECKING:
    from booklet.book.model import Book

PDF = b"%PDF-"


class DoesNotFitError(BookletError):
    """Words of a print would leave their page, lie over something else or not be seen."""


def write_fitting(entry: Format, book: Book, settings: FormatSettings, target: Path) -> FileInfo:
    """Write a book in a format to `target`, and return what is known of it.

    A print that fails the check of its layout is laid out once more, with room. What it is made of (Variant.made_of) is
    made first, where it is not there. Raises DoesNotFitError, and leaves no file, where that does not help; also what
    the format raises.
    """
    if (made_of := entry.made_of(settings.variant)) and not settings.finished:
        first = target.with_name(f"{target.name}.{made_of.suffix}")
        try:
            pages = replace(settings, variant=made_of.suffix, paper=made_of.paper)
            write_fitting(entry, book, pages, first)
            return write_fitting(entry, book, replace(settings, finished=first), target)
        finally:
            first.unlink(missing_ok=True)
    problem = ""
    for attempt in (settings, replace(settings, roomy=True)):
        try:
            with uncollected():
                info = _write(entry, book, attempt, target)
                problem = next(_problems(entry, book, attempt, target), "")
        except NoLayoutError as error:
            problem = error.problem
        if not problem:
            return info
        target.unlink(missing_ok=True)
    raise DoesNotFitError(
        f"Not all words of this file can be read: {problem}", "Choose smaller letters, larger paper or another format."
    )


def _write(entry: Format, book: Book, settings: FormatSettings, target: Path) -> FileInfo:
    assert entry.write, entry.name
    return entry.write(book, settings, target)


def _problems(entry: Format, book: Book, settings: FormatSettings, target: Path) -> Iterator[str]:
    """Yield what is wrong with the layout of a finished file, if it is a print."""
    with target.open("rb") as file:
        if file.read(len(PDF)) != PDF:
            return
    # Loaded here: what makes no print needs no reader of PDFs
    from booklet.checks.files.pdf.expected import part_maker
    from booklet.checks.files.pdf.layout import layout_problems

    expect = part_maker(entry.name, settings.variant, book.booklet)
    assert expect, entry.name
    part = expect(tree_of(book))
    pictures = [(book.folder / picture).resolve() for picture in part.pictures]
    yield from (problem.problem for problem in layout_problems(target, pictures, part.folded))
