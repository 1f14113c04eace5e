"""Checks every braille file of the finished site: its form, its layout, and its words against the book.

No rule says that the braille is good: a reader of braille does.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from pathlib import Path

from booklet.checks.context import CheckContext
from booklet.checks.files.braille import files
from booklet.checks.files.braille.files import DC, DETAILS, PEF, NotReadableError, Pages
from booklet.checks.files.braille.text import Reader, read
from booklet.checks.rules import Rule
from booklet.checks.verdicts import Subject
from booklet.external import liblouis
from booklet.findings import Finding, Problem, Report
from booklet.source.languages import read_languages

RULES = (
    Rule(
        "braille/readable",
        "The file is ASCII braille, or PEF 2008-1, as its name says.",
        "PEF 2008-1; North American ASCII braille",
    ),
    Rule(
        "braille/lines",
        "Lines of a BRF end in CR LF, pages in a form feed.",
        "Project decision: what embossers expect of a BRF",
    ),
    Rule(
        "braille/size",
        "No line has more cells and no page more lines than the paper, and PEF says so.",
        "PEF 2008-1 (rows, cols); Project decision: 40 cells and 25 lines, as the paper of most embossers has",
    ),
    Rule(
        "braille/cells",
        "Cells of six dots and nothing else.",
        "PEF 2008-1; The Rules of Unified English Braille: cells of six dots",
    ),
    Rule(
        "braille/details",
        "PEF says its title, language, date and identifier, and names no network but its own namespaces.",
        "PEF 2008-1, metadata",
    ),
    Rule(
        "braille/pair",
        "There is a PEF for every BRF, with the same lines.",
        "Project decision: both files of a braille edition are the same",
    ),
    Rule(
        "braille/numbers",
        "Every page has its number at the end of its first line.",
        "UK Association for Accessible Formats, B004: page numbers",
    ),
    Rule(
        "braille/contents",
        "Every page of the guide is in the contents, with the page on which it starts.",
        "UK Association for Accessible Formats, B004: contents",
    ),
    Rule(
        "braille/headings",
        "Headings are where their level belongs, and none alone at the foot of a page.",
        "UK Association for Accessible Formats, B004: headings",
    ),
    Rule(
        "braille/split",
        "A phone number, an email or a web address is on one line where it fits.",
        "Project decision: a number or an address is read at one go",
    ),
    Rule(
        "braille/words",
        "At least 99 % of the words come back when the cells are translated back.",
        "Project decision: 99 % of the words come back through liblouis",
    ),
    Rule(
        "braille/missing",
        "Every text of the book is in the file.",
        "Project decision: every format holds the whole guide",
    ),
    Rule(
        "braille/order", "The texts of the book are in the file in their order.", "WCAG 2.2, 1.3.2 Meaningful Sequence"
    ),
    Rule(
        "braille/extra",
        "The file has no text that the book has not, and none more often.",
        "Project decision: every format holds the guide and nothing else",
    ),
)

CELLS, LINES = 40, 25
CURE = "Correct scripts/booklet/formats/braille, then build again."
DIAGRAM = b'class="approach-path"'


def check(context: CheckContext) -> Report:
    """Check the braille files of a finished site. Examined = files.

    The table of liblouis of each language is that of the project.
    Raises BookletError if the list of editions, a book or liblouis is missing.
    """
    site, tables = context.site, {language.tag: language.braille for language in read_languages(context.project)}
    editions = context.editions_in("braille")
    paths = {edition.path for edition in editions}
    by_path = {edition.path: edition for edition in editions}
    shares: dict[str, float] = {}

    def look(subjects: Sequence[Subject]) -> Iterator[Finding]:
        for edition in (by_path[subject.name] for subject in subjects):
            path = site / edition.path
            try:
                data = path.read_bytes()
            except OSError as error:
                yield Finding(edition.path, 0, "braille/readable", f"This file cannot be read ({error}).", CURE)
                continue
            if path.suffix == ".pef":
                wrong = list(_pef(data, edition.language))
            else:
                file = context.book(edition)
                reader = Reader(read(file), tables[edition.language], DIAGRAM in file.read_bytes())
                wrong = list(_brf(data, reader, site / pair(edition.path) if pair(edition.path) in paths else None))
                shares[edition.language] = min(reader.share, shares.get(edition.language, 1.0))
            yield from (problem.at(edition.path, CURE) for problem in wrong)

    subjects = [
        Subject(
            edition.path,
            (site / edition.path, site / pair(edition.path), context.book(edition)),
            (edition.language, tables[edition.language], pair(edition.path) in paths, liblouis.installed_version()),
        )
        for edition in editions
    ]
    outcome = context.examine("braille", __name__, (), subjects, look)
    back = ", ".join(f"{tag} {math.floor(share * 10_000) / 100:g} %" for tag, share in shares.items())
    notes = [f"Words that come back from the cells: {back}"] if shares else []
    return context.report("braille", RULES, outcome.examined, outcome.findings, notes, outcome.known)


def pair(path: str) -> str:
    """Return the path of the PEF that belongs to a BRF."""
    return path.replace("brf", "pef")


def _brf(data: bytes, reader: Reader, pair: Path | None) -> Iterator[Problem]:
    """Yield the problems of a BRF; `pair` is its PEF."""
    yield from files.brf_ends(data)
    try:
        pages = files.read_brf(data)
    except NotReadableError as error:
        yield Problem("braille/readable", f"This is not BRF: {error}.")
        return
    yield from _size(pages)
    if pair is None:
        yield Problem("braille/pair", "There is no PEF beside it.")
    else:
        try:
            same = [[line.rstrip(files.BLANK) for line in page] for page in files.read_pef(pair.read_bytes()).pages]
        except (OSError, NotReadableError):
            same = pages  # its own finding
        if same != [[line.rstrip(files.BLANK) for line in page] for page in pages]:
            yield Problem("braille/pair", "The lines of the PEF beside it are others.")
    yield from reader.problems(pages, CELLS)


def _size(pages: Pages) -> Iterator[Problem]:
    for number, page in enumerate(pages, 1):
        if len(page) > LINES:
            yield Problem("braille/size", f"Page {number} has {len(page)} lines, and {LINES} are allowed.")
        for line in page:
            if len(line) > CELLS:
                yield Problem(
                    "braille/size", f"A line of page {number} has {len(line)} cells, and {CELLS} are allowed."
                )


def _pef(data: bytes, language: str) -> Iterator[Problem]:
    """Yield the problems of a PEF."""
    try:
        pef = files.read_pef(data)
    except NotReadableError as error:
        yield Problem("braille/readable", f"This is not PEF 2008-1: {error}.")
        return
    yield from _size(pef.pages)
    if (pef.cols, pef.rows, pef.duplex) != (CELLS, LINES, "true"):
        yield Problem("braille/size", f"It says {pef.cols} cells, {pef.rows} lines, duplex {pef.duplex}.")
    if any(not liblouis.is_six_dot(line) for page in pef.pages for line in page):
        yield Problem("braille/cells", "A row holds something else than cells of six dots.")
    missing = [name for name in DETAILS if not pef.details.get(name)]
    if missing or pef.details["language"] != language or pef.details["format"] != "application/x-pef+xml":
        yield Problem("braille/details", f"The details lack {', '.join(missing) or 'the right language or format'}.")
    if pef.namespaces != {PEF, DC}:
        yield Problem("braille/details", f"It names {', '.join(sorted(pef.namespaces - {PEF, DC}))}.")
