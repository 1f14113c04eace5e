"""Checks every Word and OpenDocument file of the finished site: its schema, and what a screen reader needs.

openxml-audit takes seconds for a file, so it reads the sample of checks/language_sample.py; the other rules read every
file.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from openxml_audit import FileFormat, OdfValidator, OpenXmlValidator, ValidationSeverity

from booklet.checks.context import CheckContext
from booklet.checks.edition_list import EditionRecord
from booklet.checks.files import word_expected, word_reader
from booklet.checks.files.archives import NotReadableError
from booklet.checks.files.font_families import FAMILIES
from booklet.checks.files.parity.text_blocks import nfc_line
from booklet.checks.files.pdf.expected import nfkc_line
from booklet.checks.files.word_expected import Expected, letters_of
from booklet.checks.files.word_reader import TextDocument
from booklet.checks.language_sample import ENGLISH, note
from booklet.checks.rules import Rule
from booklet.checks.verdicts import Subject
from booklet.findings import Finding, Problem, Report
from booklet.source.booklets import AS_WORD
from booklet.source.front_matter import EASY_READ

RULES = (
    Rule(
        "word/standard",
        "Openxml-audit finds nothing against the schemas (ECMA-376, OpenDocument 1.3).",
        "ECMA-376 (Office Open XML); ISO/IEC 26300 (OpenDocument 1.3)",
    ),
    Rule(
        "word/readable",
        "The file can be opened as what its name says.",
        "Project decision: a file that cannot be opened helps nobody",
    ),
    Rule(
        "word/headings",
        "Real headings in order, one of level 1, first.",
        "GOV.UK, publishing accessible documents: use styles for headings; WCAG 2.2, 1.3.1",
    ),
    Rule(
        "word/title",
        "Title and author of the document, and the title is that of the book.",
        "GOV.UK, publishing accessible documents: give the document a title; WCAG 2.2, 2.4.2",
    ),
    Rule(
        "word/language",
        "The language of the document, in its details and its styles.",
        "GOV.UK, publishing accessible documents: set the language; WCAG 2.2, 3.1.1",
    ),
    Rule(
        "word/letters",
        "Sans serif letters of the project, at least 12 points and 16 in Easy Read; no italics, no capitals.",
        "GOV.UK, publishing accessible documents: sans serif, at least 12 point, no italics, no capitals",
    ),
    Rule(
        "word/layout",
        "Aligned at the start, one column, underlined links only.",
        "GOV.UK, publishing accessible documents: align left, one column, underline links only",
    ),
    Rule(
        "word/links",
        "Every link has words, and one inside the document leads to a place that is there.",
        "WCAG 2.2, 2.4.4 Link Purpose (In Context)",
    ),
    Rule(
        "word/tables",
        "Every table has a header row and no merged cells; its columns run with the words.",
        "GOV.UK, publishing accessible documents: simple tables with a header row; WCAG 2.2, 1.3.1",
    ),
    Rule(
        "word/pictures",
        "Every picture has an alternative text or is marked as decoration.",
        "WCAG 2.2, 1.1.1 Non-text Content",
    ),
    Rule(
        "word/spacing",
        "No empty paragraph makes room.",
        "GOV.UK, publishing accessible documents: space by style, not by empty lines",
    ),
    Rule("word/parts", "Words in another language say so, as in the book.", "WCAG 2.2, 3.1.2 Language of Parts"),
    Rule(
        "word/direction",
        "Paragraphs run in the direction of the book, and those in another language in theirs.",
        "ECMA-376-1, 17.3.1.6 (bidi); OpenDocument 1.3, style:writing-mode",
    ),
    Rule("word/styles", "Every style that is used is there.", "ECMA-376-1, 17.7; OpenDocument 1.3, styles"),
    Rule(
        "word/foot",
        "The foot of a page has its number and how many there are.",
        "WCAG 2.2, 1.3.1; Project decision: a printed page can be put back in its place",
    ),
    Rule(
        "word/letter",
        "A letter has every part of the letter in the book, and under it the same in the language of the reader.",
        "Project decision: people know what the letter that they send says",
    ),
    Rule(
        "word/sheet",
        "A sheet has the words, headings and links of its page in order, a box to tick before each question to take, and "
        "an empty frame, named after it, under each item of the meeting record.",
        "WCAG 2.2, 1.3.1 and 1.3.2; Project decision: who types gets what who writes by hand gets",
    ),
    Rule(
        "word/pair",
        "There is an OpenDocument file for every Word file of the guide.",
        "GOV.UK open standards: sharing or collaborating with government documents (ODF)",
    ),
)

CURE = "Correct scripts/booklet/formats/word, then build again."
LETTER, SHEET = "letter", "sheet"
ANSWER = "Answer"  # the style of an empty paragraph in which people write
LEAST_POINTS = {"standard": 12.0, EASY_READ: 16.0}


def check(context: CheckContext) -> Report:
    """Check the Word and OpenDocument files of a finished site, also those of letters and sheets. Examined = files.

    openxml-audit reads a sample of the languages, all where everything is asked for.
    Raises BookletError if the list of editions or a book is missing.
    """
    sheets = [edition for edition in context.editions_in(SHEET) if edition.path.endswith(".docx")]
    editions = [*context.editions_in("word", LETTER), *sheets]
    paths = {edition.path for edition in context.editions_in("word")}
    by_path = {edition.path: edition for edition in editions}

    def look(subjects: Sequence[Subject]) -> Iterator[Finding]:
        for edition in (by_path[subject.name] for subject in subjects):
            path = context.site / edition.path
            wrong = list(problems(path, _expected(context, edition), edition.reading))
            # openxml-audit ends with an error on damaged data
            readable = all(problem.rule != "word/readable" for problem in wrong)
            if edition.language in context.languages and readable:
                wrong += standard(path)
            yield from (problem.at(edition.path, CURE) for problem in wrong)

    subjects = [
        Subject(
            edition.path,
            (context.site / edition.path, context.book(edition), _english(context, edition)),
            (
                edition.reading,
                edition.variant,
                edition.language in context.languages,
                repr(context.booklet(edition)) if edition.format == SHEET else "",
            ),
        )
        for edition in editions
    ]
    outcome = context.examine("word", __name__, (), subjects, look)
    alone = [
        Problem("word/pair", "There is no OpenDocument file beside it.").at(path, CURE)
        for path in paths
        if path.endswith(".docx") and path.replace("docx", "odt") not in paths
    ]
    notes = [note("openxml-audit", context.languages, context.full)]
    return context.report("word", RULES, outcome.examined, [*outcome.findings, *alone], notes, outcome.known)


def _english(context: CheckContext, edition: EditionRecord) -> Path:
    """Return the file of the English book of the same reading."""
    return context.book(replace(edition, language=ENGLISH))


def _expected(context: CheckContext, edition: EditionRecord) -> Expected:
    if edition.format == LETTER:
        return word_expected.of_letter(context.book(edition), _english(context, edition), edition.variant)
    if edition.format == SHEET:
        sheet = context.booklet(edition).sheets[edition.variant.removesuffix(AS_WORD)]
        return word_expected.of_sheet(context.book(edition), sheet)
    return word_expected.of_book(context.book(edition))


def standard(path: Path) -> Iterator[Problem]:
    """Yield the errors that openxml-audit finds."""
    validator = OpenXmlValidator(FileFormat.MICROSOFT_365) if path.suffix == ".docx" else OdfValidator()
    for error in validator.validate(path).errors:
        if error.severity is ValidationSeverity.ERROR:
            yield Problem("word/standard", f"{error.description} ({error.part_uri} {error.path or ''})")


def problems(path: Path, expected: Expected, reading: str) -> Iterator[Problem]:
    """Yield the problems of one file, of all rules but word/standard and word/pair."""
    try:
        document = word_reader.read(path)
    except NotReadableError as error:
        yield Problem("word/readable", f"This file cannot be read ({error}).")
        return
    yield from _frame(document, expected)
    yield from _letters(document, LEAST_POINTS[reading])
    yield from _blocks(document, expected)
    yield from _tables(document, expected)
    yield from _languages(document, expected)
    yield from _letter(document, expected)
    yield from _sheet(document, expected)


def _frame(document: TextDocument, expected: Expected) -> Iterator[Problem]:
    """What the document says about itself, its headings and its foot."""
    levels = [paragraph.level for paragraph in document.paragraphs if paragraph.level]
    if levels[:1] != [1] or levels.count(1) != 1:
        yield Problem("word/headings", "The document does not start with its one heading of level 1.")
    elif any(after > before + 1 for before, after in itertools.pairwise(levels)):
        yield Problem("word/headings", "A level of headings is left out.")
    if nfkc_line(document.title) != nfkc_line(expected.title) or not document.author.strip():
        yield Problem(
            "word/title",
            f"The title is “{document.title}” and the author “{document.author}”; it is “{expected.title}”.",
        )
    if {document.language, document.default_language} != {expected.language}:
        yield Problem(
            "word/language",
            (
                f"The details say “{document.language}” and the styles “{document.default_language}”; "
                f"the document is in “{expected.language}”."
            ),
        )
    if document.foot != {"page", "pages"}:
        yield Problem("word/foot", "The foot of a page has no number of the page, or not how many there are.")
    for name in sorted(document.unknown_styles):
        yield Problem("word/styles", f"The style “{name}” is used and not there.")


def _letters(document: TextDocument, least: float) -> Iterator[Problem]:
    """Letters, alignment and columns."""
    if not document.sizes or min(document.sizes) < least:
        yield Problem(
            "word/letters", f"Letters have {min(document.sizes, default=0):g} points, and {least:g} is the least."
        )
    for family in sorted(document.families.difference(FAMILIES)) if document.families else ["none"]:
        yield Problem("word/letters", f"The family of letters is “{family}”.")
    for mark in sorted(document.marks):
        rule = "word/letters" if mark in ("italic", "capitals") else "word/layout"
        yield Problem(rule, f"Words are {mark}.")
    if document.columns > 1:
        yield Problem("word/layout", f"The text has {document.columns} columns.")


def _blocks(document: TextDocument, expected: Expected) -> Iterator[Problem]:
    """Links, pictures and empty paragraphs."""
    for words in document.links:
        if not words.strip():
            yield Problem("word/links", "A link has no words.")
    for target in document.lost:
        yield Problem("word/links", f"A link leads to “{target}”, which is not there.")
    for paragraph in document.paragraphs:
        to_write_in = expected.sheet is not None and paragraph.style == ANSWER
        if not paragraph.text.strip() and not paragraph.pictures and not to_write_in:
            yield Problem("word/spacing", "There is an empty paragraph.")
        for picture in paragraph.pictures:
            if bool(picture.words) == picture.decorative:
                yield Problem(
                    "word/pictures",
                    f"A picture has the words “{picture.words}” and is marked as decoration, or neither.",
                )


def _tables(document: TextDocument, expected: Expected) -> Iterator[Problem]:
    """Head, cells and direction of tables."""
    for number, table in enumerate(document.tables, 1):
        if not table.header or table.merged:
            yield Problem("word/tables", f"Table {number} has no header row, or merged cells.")
        if table.rtl != expected.rtl:
            yield Problem("word/tables", f"The columns of table {number} do not run with the words.")


def _languages(document: TextDocument, expected: Expected) -> Iterator[Problem]:
    """Compare the words in another language, in order, with those that the book marks."""
    there = [
        (letters_of(words), tag)
        for paragraph in document.paragraphs
        for words, tag in paragraph.parts
        if tag != expected.language
    ]
    if _by_tag(there) != _by_tag(expected.other):
        yield Problem(
            "word/parts",
            f"{len(there)} parts say that they are in another language; in the book they are other words.",
        )
    for paragraph in document.paragraphs:
        if not paragraph.text.strip():
            continue
        tags = {tag for words, tag in paragraph.parts if words.strip()}
        rtl = bool(tags & expected.from_right)
        if paragraph.rtl != rtl:
            yield Problem(
                "word/direction",
                f"“{paragraph.text[:60]}” runs {'from right to left' if paragraph.rtl else 'from left to right'}.",
            )


def _letter(document: TextDocument, expected: Expected) -> Iterator[Problem]:
    """Compare the paragraphs of a letter with its parts."""
    if expected.paragraphs is None:
        return
    found = [nfc_line(paragraph.text) for paragraph in document.paragraphs]
    for one, other in itertools.zip_longest(expected.paragraphs, found, fillvalue=""):
        if one != other:
            yield Problem("word/letter", f"Where the letter says “{one[:60]}”, the document says “{other[:60]}”.")
            return


def _sheet(document: TextDocument, expected: Expected) -> Iterator[Problem]:
    """Compare what a sheet holds with its print: words, headings, links, boxes to tick and frames to write in."""
    part = expected.sheet
    if part is None:
        return
    paragraphs = document.paragraphs
    for what, wanted, found in (
        (
            "words",
            nfkc_line(part.words).split(),
            nfkc_line(" ".join(one.text for one in paragraphs)).split(),
        ),
        (
            "headings",
            list(part.headings),
            [(one.level, nfkc_line(one.text)) for one in paragraphs if one.level],
        ),
        ("links", [words for words, _ in part.links], [nfkc_line(words) for words in document.links]),
        ("boxes", list(part.tasks), [nfkc_line(one.text) for one in paragraphs for _ in range(one.boxes)]),
        ("frames", list(part.answers), [nfkc_line(one.title) for one in document.tables if one.cells == 1]),
        ("empty lines", [""] * len(part.answers), [one.text for one in paragraphs if one.style == ANSWER]),
    ):
        for one, other in itertools.zip_longest(wanted, found, fillvalue="nothing"):
            if one != other:
                yield Problem("word/sheet", f"Of its {what}, “{one}” in the book is “{other}” in the document.")
                break


def _by_tag(parts: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Return all words of each language as one text: how they are cut into parts means nothing."""
    found: dict[str, str] = {}
    for words, tag in parts:
        if words:
            found[tag] = found.get(tag, "") + words
    return found
