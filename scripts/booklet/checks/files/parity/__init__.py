"""Checks that every edition holds the whole book: each heading, paragraph, item and picture once, and in order.

The finished file is read back with a reader of its own kind, and compared with the book. PDF, braille and sound have
checks of their own.

Rules:
  parity/missing    a text of the book is not in the file
  parity/order      a text of the book stands elsewhere in the file
  parity/extra      the file has a text that the book has not, or has it more than once
  parity/level      a heading has another level than in the book
  parity/readable   the file can be opened, and read as what its name says
  parity/reader     there is a reader for the format, or another check that compares its words
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from functools import lru_cache
from pathlib import Path

from booklet.checks.edition_list import read_editions
from booklet.checks.files.archives import NotReadable
from booklet.checks.files.parity.readers import READERS
from booklet.checks.files.parity.text_blocks import BookText, TextBlock, read_book
from booklet.findings import Finding, Report
from booklet.project import Project

# Formats whose words another check compares with the book, and its name
ELSEWHERE = {
    "web": "languages",
    "pdf": "pdf",
    "poster": "pdf",
    "large-print": "pdf",
    "booklet": "pdf",
    "braille": "braille",
    "audio": "audio",
}
CURE = "Mend the module of this format in scripts/booklet/formats, then build again."
SHOWN = 80  # characters of a text in a message


def check(site: Path, books: Path | None = None) -> Report:
    """Check every edition of a finished site that is no PDF, no braille and no sound. Examined = files.

    `books` is the folder with the books that the site was made from; without it, that of the project.
    Raises BookletError if the list of editions or a book is missing.
    """
    books = Project().books if books is None else books
    found: list[Finding] = []
    examined = 0
    for edition in read_editions(site):
        name, path = edition["format"], edition["path"]
        if name in ELSEWHERE:
            continue
        examined += 1
        ending = path.rsplit(".", 1)[-1]
        if (name, ending) not in READERS:
            found.append(
                Finding(
                    path,
                    0,
                    "parity/reader",
                    f"Nothing reads the format “{name}” back.",
                    "Add a reader to READERS in scripts/booklet/checks/files/parity/readers.py.",
                )
            )
            continue
        book = _book(books, edition["language"], edition["reading"])
        found += [Finding(path, 0, rule, problem, CURE) for rule, problem in _problems(site / path, book, name, ending)]
    return Report("parity", examined, tuple(found))


@lru_cache(maxsize=2)
def _book(books: Path, language: str, reading: str) -> BookText:
    return read_book(books / language / f"{reading}.html")


def _problems(path: Path, book: BookText, name: str, ending: str) -> Iterator[tuple[str, str]]:
    reader = READERS[name, ending]
    try:
        found = reader.read(path, book)
    except NotReadable as error:
        yield "parity/readable", f"This file cannot be read: {error}."
        return
    expected = book.counted if reader.counts else book.pieces
    if not reader.kinds:
        expected = tuple(TextBlock("text", piece.text) for piece in expected)
    yield from compare(expected, without_contents(found, book))


def without_contents(found: Sequence[TextBlock], book: BookText) -> list[TextBlock]:
    """Take the list of contents out: its heading, and the title of every page in order. All or nothing of it is there."""
    wanted = [book.contents, *book.titles]
    texts = [piece.text for piece in found]
    for start in range(len(texts) - len(wanted) + 1):
        if texts[start : start + len(wanted)] == wanted:
            return [*found[:start], *found[start + len(wanted) :]]
    return list(found)


def compare(expected: Sequence[TextBlock], found: Sequence[TextBlock]) -> Iterator[tuple[str, str]]:
    """Yield rule and problem for everything in which the two differ."""
    keys = [(piece.kind, piece.text) for piece in expected], [(piece.kind, piece.text) for piece in found]
    lost: list[TextBlock] = []
    added: list[TextBlock] = []
    for what, a, b, c, d in SequenceMatcher(None, *keys, autojunk=False).get_opcodes():
        if what == "equal":
            for one, other in zip(expected[a:b], found[c:d], strict=True):
                if one.level != other.level:
                    yield (
                        "parity/level",
                        f"“{_short(one.text)}” is a heading of level {other.level}, and {one.level} in the book.",
                    )
        else:
            lost += expected[a:b]
            added += found[c:d]
    left = Counter((piece.kind, piece.text) for piece in added)
    for piece in lost:
        key = (piece.kind, piece.text)
        if left[key]:
            left[key] -= 1
            yield "parity/order", f"The {piece.kind} “{_short(piece.text)}” stands elsewhere than in the book."
        else:
            yield "parity/missing", f"The {piece.kind} “{_short(piece.text)}” of the book is not there."
    for (kind, text), times in left.items():
        for _ in range(times):
            yield "parity/extra", f"The {kind} “{_short(text)}” is not in the book, or not so often."


def _short(text: str) -> str:
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"
