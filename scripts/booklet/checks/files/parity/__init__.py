"""Checks that every edition holds the whole book: each heading, paragraph, item and picture once, and in order.

The finished file is read back with a reader of its own kind, and compared with the book. PDF, braille and sound have
checks of their own.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from functools import lru_cache
from pathlib import Path

from booklet.checks.context import CheckContext
from booklet.checks.files.archives import NotReadableError
from booklet.checks.files.parity.readers import READERS
from booklet.checks.files.parity.text_blocks import BookText, TextBlock, read_book
from booklet.checks.rules import Rule
from booklet.checks.verdicts import Subject
from booklet.findings import Finding, Problem, Report

RULES = (
    Rule(
        "parity/missing",
        "Every text of the book is in the file.",
        "Project decision: every format holds the whole guide",
    ),
    Rule(
        "parity/order", "The texts of the book are in the file in their order.", "WCAG 2.2, 1.3.2 Meaningful Sequence"
    ),
    Rule(
        "parity/extra",
        "The file has no text that the book has not, and none more often.",
        "Project decision: every format holds the guide and nothing else",
    ),
    Rule("parity/level", "A heading has the level that it has in the book.", "WCAG 2.2, 1.3.1 Info and Relationships"),
    Rule(
        "parity/pictures",
        "Every picture of the book is in the file, in its place.",
        "Office for Disability Issues, accessible communication formats: a picture for each idea",
    ),
    Rule(
        "parity/readable",
        "The file can be opened, and read as what its name says.",
        "Project decision: a file that cannot be opened helps nobody",
    ),
    Rule(
        "parity/reader",
        "There is a reader for the format, or another check that compares its words.",
        "Project decision: no format is published whose words no check compares with the book",
    ),
)

# Formats whose words another check compares with the book, and its name (the Word files of sheets: the check “word”)
ELSEWHERE = {
    "web": "languages",
    "pdf": "pdf",
    "poster": "pdf",
    "sheet": "pdf",
    "large-print": "pdf",
    "short-booklet": "pdf",
    "booklet": "pdf",
    "bilingual": "pdf",
    "braille": "braille",
    "audio": "audio",
    "letter": "word",
}
CURE = "Correct the module of this format in scripts/booklet/formats, then build again."
SHOWN = 80  # characters of a text in a message


def check(context: CheckContext) -> Report:
    """Check every edition of a finished site that is no PDF, no braille and no sound. Examined = files.

    Raises BookletError if the list of editions or a book is missing.
    """
    editions = {edition.path: edition for edition in context.editions if edition.format not in ELSEWHERE}

    def look(subjects: Sequence[Subject]) -> Iterator[Finding]:
        for path, edition in ((subject.name, editions[subject.name]) for subject in subjects):
            for problem in _problems(context.site / path, context.book(edition), edition.format):
                yield problem.at(path, CURE)

    subjects = [
        Subject(path, (context.site / path, context.book(edition)), (edition.format,))
        for path, edition in editions.items()
    ]
    outcome = context.examine("parity", __name__, (), subjects, look)
    return context.report("parity", RULES, outcome.examined, outcome.findings, known=outcome.known)


@lru_cache(maxsize=2)
def _book(path: Path) -> BookText:
    return read_book(path)


def _problems(path: Path, book_path: Path, name: str) -> Iterator[Problem]:
    reader = READERS.get((name, path.suffix.removeprefix(".")))
    if reader is None:
        yield Problem(
            "parity/reader",
            f"Nothing reads the format “{name}” back.",
            "Add a reader to READERS in scripts/booklet/checks/files/parity/readers.py.",
        )
        return
    try:
        book = _book(book_path)
        found = reader.read(path, book)
        shown = reader.pictures(path) if reader.pictures else None
    except NotReadableError as error:
        yield Problem("parity/readable", f"This file cannot be read: {error}.")
        return
    expected = book.counted if reader.counts else book.pieces
    if not reader.kinds:
        expected = tuple(TextBlock("text", piece.text) for piece in expected)
    yield from compare(expected, without_contents(found, book))
    if shown is not None:
        yield from pictures(shown, [(book_path.parent / picture).resolve() for picture in book.pictures])


def pictures(shown: Sequence[bytes], expected: Sequence[Path]) -> Iterator[Problem]:
    """Yield what is wrong with the pictures of a file; `shown` are their contents, b"" for one that was drawn anew."""
    if len(shown) != len(expected):
        yield Problem("parity/pictures", f"The file shows {len(shown)} pictures, and the book has {len(expected)}.")
        return
    for content, picture in zip(shown, expected, strict=True):
        if content and content != picture.read_bytes():
            yield Problem("parity/pictures", f"The file shows another picture where the book has “{picture.stem}”.")
            return


def without_contents(found: Sequence[TextBlock], book: BookText) -> list[TextBlock]:
    """Take the list of contents out: its heading, and the title of every page in order. All or nothing is there."""
    wanted = [book.contents, *book.titles]
    texts = [piece.text for piece in found]
    for start in range(len(texts) - len(wanted) + 1):
        if texts[start : start + len(wanted)] == wanted:
            return [*found[:start], *found[start + len(wanted) :]]
    return list(found)


def compare(expected: Sequence[TextBlock], found: Sequence[TextBlock]) -> Iterator[Problem]:
    """Yield a problem for everything in which the two differ."""
    keys = [(piece.kind, piece.text) for piece in expected], [(piece.kind, piece.text) for piece in found]
    lost: list[TextBlock] = []
    added: list[TextBlock] = []
    for what, a, b, c, d in SequenceMatcher(None, *keys, autojunk=False).get_opcodes():
        if what == "equal":
            for one, other in zip(expected[a:b], found[c:d], strict=True):
                if one.level != other.level:
                    yield Problem(
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
            yield Problem(
                "parity/order", f"The {piece.kind} “{_short(piece.text)}” is in another place than in the book."
            )
        else:
            yield Problem("parity/missing", f"The {piece.kind} “{_short(piece.text)}” of the book is not there.")
    for (kind, text), times in left.items():
        for _ in range(times):
            yield Problem("parity/extra", f"The {kind} “{_short(text)}” is not in the book, or not so often.")


def _short(text: str) -> str:
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"
