"""Checks every braille file of the finished site: its form, its layout, and its words against the book.

Rules:
  braille/readable   the file is ASCII braille, or PEF 2008-1, as its name says
  braille/lines      BR7: lines of a BRF end in CR LF, pages in a form feed
  braille/size       BR2: no line has more cells and no page more lines than the paper, and PEF says so
  braille/cells      BR8: cells of six dots and nothing else
  braille/details    PEF says its title, language, date and identifier, and names no network but its own namespaces
  braille/pair       there is a PEF for every BRF, with the same lines
  braille/numbers    BR3: every page has its number at the end of its first line
  braille/contents   BR3: every page of the guide is in the contents, with the page on which it starts
  braille/headings   BR5: headings stand where their level belongs, and none alone at the foot of a page
  braille/split      BR5: a phone number, an email or a web address stands on one line where it fits
  braille/words      at least 99 % of the words come back when the cells are translated back
  braille/missing    a text of the book is not in the file
  braille/order      a text of the book stands elsewhere in the file
  braille/extra      the file has a text that the book has not, or has it more than once

No rule says that the braille is good: a reader of braille does.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from pathlib import Path

from booklet.checks.edition_list import read_editions
from booklet.checks.files.braille import files
from booklet.checks.files.braille.files import DC, DETAILS, PEF, NotReadable, Pages, Problem
from booklet.checks.files.braille.text import Reader, read
from booklet.external import liblouis
from booklet.findings import Finding, Report
from booklet.project import Project
from booklet.source.languages import read_languages

CELLS, LINES = 40, 25
CURE = "Mend scripts/booklet/formats/braille, then build again."
DIAGRAM = b'class="approach-path"'


def check(site: Path, books: Path | None = None, tables: Mapping[str, str] | None = None) -> Report:
    """Check the braille files of a finished site. Examined = files.

    `books` is the folder with the books that the site was made from, `tables` the table of liblouis of each language;
    without them, those of the project. Raises BookletError if the list of editions, a book or liblouis is missing.
    """
    books = Project().books if books is None else books
    tables = {language.tag: language.braille for language in read_languages(Project())} if tables is None else tables
    editions = [edition for edition in read_editions(site) if edition["format"] == "braille"]
    paths = {edition["path"] for edition in editions}
    found: list[Finding] = []
    shares: dict[str, float] = {}
    for edition in editions:
        path = site / edition["path"]
        try:
            data = path.read_bytes()
        except OSError as error:
            found.append(Finding(edition["path"], 0, "braille/readable", f"This file cannot be read ({error}).", CURE))
            continue
        if path.suffix == ".pef":
            wrong = list(_pef(data, edition["language"]))
        else:
            file = books / edition["language"] / f"{edition['reading']}.html"
            reader = Reader(read(file), tables[edition["language"]], DIAGRAM in file.read_bytes())
            pair = site / edition["path"].replace("brf", "pef")
            wrong = list(_brf(data, reader, pair if pair.relative_to(site).as_posix() in paths else None))
            shares[edition["language"]] = min(reader.share, shares.get(edition["language"], 1.0))
        found += [Finding(edition["path"], 0, rule, problem, CURE) for rule, problem in wrong]
    back = ", ".join(f"{tag} {math.floor(share * 10_000) / 100:g} %" for tag, share in shares.items())
    return Report(
        "braille", len(editions), tuple(found), (f"Words that come back from the cells: {back}",) if shares else ()
    )


def _brf(data: bytes, reader: Reader, pair: Path | None) -> Iterator[Problem]:
    """Yield rule and problem of a BRF; `pair` is its PEF."""
    yield from files.brf_ends(data)
    try:
        pages = files.read_brf(data)
    except NotReadable as error:
        yield "braille/readable", f"This is not BRF: {error}."
        return
    yield from _size(pages)
    if pair is None:
        yield "braille/pair", "There is no PEF beside it."
    else:
        try:
            same = [[line.rstrip(files.BLANK) for line in page] for page in files.read_pef(pair.read_bytes()).pages]
        except (OSError, NotReadable):
            same = pages  # its own finding
        if same != [[line.rstrip(files.BLANK) for line in page] for page in pages]:
            yield "braille/pair", "The lines of the PEF beside it are others."
    yield from reader.problems(pages, CELLS)


def _size(pages: Pages) -> Iterator[Problem]:
    for number, page in enumerate(pages, 1):
        if len(page) > LINES:
            yield "braille/size", f"Page {number} has {len(page)} lines, and {LINES} are allowed."
        for line in page:
            if len(line) > CELLS:
                yield "braille/size", f"A line of page {number} has {len(line)} cells, and {CELLS} are allowed."


def _pef(data: bytes, language: str) -> Iterator[Problem]:
    """Yield rule and problem of a PEF."""
    try:
        pef = files.read_pef(data)
    except NotReadable as error:
        yield "braille/readable", f"This is not PEF 2008-1: {error}."
        return
    yield from _size(pef.pages)
    if (pef.cols, pef.rows, pef.duplex) != (CELLS, LINES, "true"):
        yield "braille/size", f"It says {pef.cols} cells, {pef.rows} lines, duplex {pef.duplex}."
    if any(not liblouis.is_six_dot(line) for page in pef.pages for line in page):
        yield "braille/cells", "A row holds something else than cells of six dots."
    missing = [name for name in DETAILS if not pef.details.get(name)]
    if missing or pef.details["language"] != language or pef.details["format"] != "application/x-pef+xml":
        yield "braille/details", f"The details lack {', '.join(missing) or 'the right language or format'}."
    if pef.namespaces != {PEF, DC}:
        yield "braille/details", f"It names {', '.join(sorted(pef.namespaces - {PEF, DC}))}."
