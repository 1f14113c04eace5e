"""Checks every Word and OpenDocument file of the finished site: its schema, and what a screen reader needs.

Rules:
  word/standard     openxml-audit finds nothing against the schemas (ECMA-376, OpenDocument 1.3)
  word/readable     the file can be opened as what its name says
  word/headings     WD1: real headings in order, one of level 1, first
  word/title        WD2: title and author of the document, and the title is that of the book
  word/language     WD2: the language of the document, in its details and its styles
  word/letters      WD3: sans serif letters of the project, at least 12 points and 16 in Easy Read; no italics, no capitals
  word/layout       WD4: aligned at the start, one column, underlined links only
  word/links        WD5: every link has words, and one inside the document leads to a place that is there
  word/tables       WD6: every table has a header row and no merged cells; its columns run with the words
  word/pictures     WD7: every picture has an alternative text or is marked as decoration
  word/spacing      WD8: no empty paragraph makes room
  word/parts        WD8: words in another language say so, as in the book
  word/direction    WD8: paragraphs run in the direction of the book, and those in another language in theirs
  word/styles       every style that is used is there
  word/foot         the foot of a page has its number and how many there are
  word/pair         WD9: there is an OpenDocument file for every Word file

openxml-audit takes seconds for a file, so it reads the sample of checks/sample.py; the other rules read every file.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from pathlib import Path

import lxml.html
from openxml_audit import FileFormat, OdfValidator, OpenXmlValidator, ValidationSeverity

from booklet.checks.edition_list import read_editions
from booklet.checks.files import word_reader
from booklet.checks.files.archives import NotReadable
from booklet.checks.files.font_families import FAMILIES
from booklet.checks.files.parity.text_blocks import ISOLATES, BookText, clean, read_book
from booklet.checks.files.word_reader import TextDocument
from booklet.checks.language_sample import languages_of, note
from booklet.findings import Finding, Report
from booklet.project import Project
from booklet.source.front_matter import EASY_READ

CURE = "Mend scripts/booklet/formats/word, then build again."
LEAST_POINTS = {"standard": 12.0, EASY_READ: 16.0}
Problem = tuple[str, str]


def check(site: Path, books: Path | None = None, full: bool = False) -> Report:
    """Check the Word and OpenDocument files of a finished site. Examined = files.

    `books` is the folder with the books that the site was made from; without it, that of the project. openxml-audit
    reads a sample of the languages, all where `full`. Raises BookletError if the list of editions or a book is missing.
    """
    books = Project().books if books is None else books
    editions = [edition for edition in read_editions(site) if edition["format"] == "word"]
    paths = {edition["path"] for edition in editions}
    chosen = languages_of(site, full)
    found: list[Finding] = []
    for edition in editions:
        path, book = edition["path"], books / edition["language"] / f"{edition['reading']}.html"
        wrong = list(problems(site / path, book, edition["reading"]))
        readable = all(rule != "word/readable" for rule, _ in wrong)  # openxml-audit ends with an error on damaged data
        if edition["language"] in chosen and readable:
            wrong += standard(site / path)
        if path.endswith(".docx") and path.replace("docx", "odt") not in paths:
            wrong.append(("word/pair", "There is no OpenDocument file beside it."))
        found += [Finding(path, 0, rule, problem, CURE) for rule, problem in wrong]
    return Report("word", len(editions), tuple(found), (note("openxml-audit", chosen),))


def standard(path: Path) -> Iterator[Problem]:
    """Yield the errors that openxml-audit finds."""
    validator = OpenXmlValidator(FileFormat.MICROSOFT_365) if path.suffix == ".docx" else OdfValidator()
    for error in validator.validate(path).errors:
        if error.severity is ValidationSeverity.ERROR:
            yield "word/standard", f"{error.description} ({error.part_uri} {error.path or ''})"


def problems(path: Path, book_path: Path, reading: str) -> Iterator[Problem]:
    """Yield rule and problem of one file, of all rules but word/standard and word/pair."""
    book = read_book(book_path)
    try:
        document = word_reader.read(path)
    except NotReadable as error:
        yield "word/readable", f"This file cannot be read ({error})."
        return
    yield from _frame(document, book)
    yield from _letters(document, LEAST_POINTS[reading])
    yield from _blocks(document)
    yield from _tables(document, book)
    yield from _languages(document, book, book_path)


def _frame(document: TextDocument, book: BookText) -> Iterator[Problem]:
    """What the document says about itself, its headings and its foot."""
    levels = [paragraph.level for paragraph in document.paragraphs if paragraph.level]
    if levels[:1] != [1] or levels.count(1) != 1:
        yield "word/headings", "The document does not start with its one heading of level 1."
    elif any(after > before + 1 for before, after in zip(levels, levels[1:], strict=False)):
        yield "word/headings", "A level of headings is left out."
    if clean(document.title) != book.title or not document.author.strip():
        yield (
            "word/title",
            f"The title is “{document.title}” and the author “{document.author}”; the book is “{book.title}”.",
        )
    if {document.language, document.default_language} != {book.language}:
        yield (
            "word/language",
            (
                f"The details say “{document.language}” and the styles “{document.default_language}”; "
                f"the book is in “{book.language}”."
            ),
        )
    if document.foot != {"page", "pages"}:
        yield "word/foot", "The foot of a page has no number of the page, or not how many there are."
    for name in sorted(document.unknown_styles):
        yield "word/styles", f"The style “{name}” is used and not there."


def _letters(document: TextDocument, least: float) -> Iterator[Problem]:
    """WD3 and WD4: letters, alignment and columns."""
    if not document.sizes or min(document.sizes) < least:
        yield "word/letters", f"Letters have {min(document.sizes, default=0):g} points, and {least:g} is the least."
    for family in sorted(document.families.difference(FAMILIES)) if document.families else ["none"]:
        yield "word/letters", f"The family of letters is “{family}”."
    for mark in sorted(document.marks):
        rule = "word/letters" if mark in ("italic", "capitals") else "word/layout"
        yield rule, f"Words are {mark}."
    if document.columns > 1:
        yield "word/layout", f"The text has {document.columns} columns."


def _blocks(document: TextDocument) -> Iterator[Problem]:
    """WD5, WD7 and WD8: links, pictures and empty paragraphs."""
    for words in document.links:
        if not words.strip():
            yield "word/links", "A link has no words."
    for target in document.lost:
        yield "word/links", f"A link leads to “{target}”, which is not there."
    for paragraph in document.paragraphs:
        if not paragraph.text.strip() and not paragraph.pictures:
            yield "word/spacing", "There is an empty paragraph."
        for picture in paragraph.pictures:
            if bool(picture.words) == picture.decorative:
                yield (
                    "word/pictures",
                    f"A picture has the words “{picture.words}” and is marked as decoration, or neither.",
                )


def _tables(document: TextDocument, book: BookText) -> Iterator[Problem]:
    """WD6: head, cells and direction of tables."""
    for number, table in enumerate(document.tables, 1):
        if not table.header or table.merged:
            yield "word/tables", f"Table {number} has no header row, or merged cells."
        if table.rtl != (book.direction == "rtl"):
            yield "word/tables", f"The columns of table {number} do not run with the words."


def _languages(document: TextDocument, book: BookText, book_path: Path) -> Iterator[Problem]:
    """WD8: compare the words in another language, in order, with those that the book marks."""
    there = [
        (_letters_of(words), tag)
        for paragraph in document.paragraphs
        for words, tag in paragraph.parts
        if tag != book.language and _letters_of(words)
    ]
    wanted = _marked(book_path, book.language)
    if _by_tag(there) != _by_tag(wanted):
        yield (
            "word/parts",
            f"{len(there)} parts say that they are in another language; in the book they are other words.",
        )
    for paragraph in document.paragraphs:
        if not paragraph.text.strip():
            continue
        tags = {tag for words, tag in paragraph.parts if words.strip()}
        rtl = book.direction == "rtl" and book.language in tags
        if paragraph.rtl != rtl:
            yield (
                "word/direction",
                f"“{paragraph.text[:60]}” runs {'from right to left' if paragraph.rtl else 'from left to right'}.",
            )


def _by_tag(parts: list[tuple[str, str]]) -> dict[str, str]:
    """Return all words of each language as one text: how they are cut into parts means nothing."""
    found: dict[str, str] = {}
    for words, tag in parts:
        found[tag] = found.get(tag, "") + words
    return found


def _letters_of(words: str) -> str:
    return "".join(ISOLATES.sub("", unicodedata.normalize("NFC", words)).split())


def _marked(path: Path, language: str) -> list[tuple[str, str]]:
    """Return the words of a book that say they are in another language, with its tag: first those in the list of contents."""
    tree = lxml.html.document_fromstring(path.read_bytes(), parser=lxml.html.HTMLParser(encoding="utf-8"))

    def walk(element: lxml.html.HtmlElement, tag: str) -> Iterator[tuple[str, str]]:
        tag = element.get("lang", tag)
        yield _letters_of(element.text or ""), tag
        for child in element:
            yield from walk(child, tag)
            yield _letters_of(child.tail or ""), tag

    body = tree.find("body")
    cover, titles = body.find("header"), body.findall("main/section/h2")
    order = [cover, *titles, *(part for part in body if part is not cover)]
    return [(words, tag) for part in order for words, tag in walk(part, language) if words and tag != language]
