"""Checks how the finished site offers its documents. What is inside each kind of file has a check of its own.

Source: GOV.UK and NHS guidance on documents, August 2026.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from pathlib import Path

from booklet.checks.context import CheckContext
from booklet.checks.edition_list import EditionRecord
from booklet.checks.pages.built_site import DOWNLOADS, BuiltSite, Document
from booklet.checks.pages.statement import ENGLISH, statements
from booklet.checks.rules import Rule
from booklet.checks.text.structure import FILE_NAME, VERSION_OR_DATE
from booklet.digits import european
from booklet.findings import Finding, Report

RULES = (
    Rule(
        "downloads/html",
        "A file to download has its words on web pages too, in its language and reading.",
        "GOV.UK, publishing accessible documents: publish an accessible version with every attachment",
    ),
    Rule(
        "downloads/listed",
        "Every file to download is in editions.json, and all that it lists is there.",
        "Project decision: editions.json is the contract with other programs",
    ),
    Rule(
        "downloads/policy",
        "The accessibility statement speaks of each kind of file.",
        "GOV.UK, publishing accessible documents: say how accessible documents that are not HTML are",
    ),
    Rule(
        "downloads/name",
        "File names have small letters, digits and hyphens, no version and no date.",
        "GOV.UK content design: file names in lower case with hyphens, without version and date",
    ),
    Rule(
        "downloads/link",
        "A link to a file gives its kind, its size and, where it has any, its pages or minutes.",
        "NHS service manual, links: give the format and the size of a file",
    ),
    Rule(
        "downloads/page",
        "One page of each language links all its files, and says by phone and email how to ask for more.",
        "Equality Act 2010, section 20 (reasonable adjustments); Project decision: one page lists every format",
    ),
)

# How the English statement speaks of a kind of file, by the ending of its name
KINDS = {
    "pdf": "PDF",
    "epub": "EPUB",
    "docx": "Word",
    "odt": "OpenDocument",
    "brf": "braille",
    "pef": "braille",
    "mp3": "audio",
    "zip": "zip",
    "txt": "plain text",
    "html": "web pages in one file",
}
FORMATS_PAGE = "formats/index.html"
NUMBER = re.compile(r"\d+(?:[.,٫]\d+)?")
# A size is given to 1 place of megabytes or in whole kilobytes
UNITS = (1_000, 1_000_000)
ROUNDING = 0.55
PLACES = {1_000: 1, 1_000_000: 0.1}


def files(site: Path) -> list[str]:
    """Return the paths of all files to download."""
    return sorted(path.relative_to(site).as_posix() for path in site.glob(f"*/{DOWNLOADS}/**/*") if path.is_file())


def listed(site: Path, editions: Collection[EditionRecord]) -> Iterator[Finding]:
    """Compare the files with editions.json, and look for each file's words on web pages and its name."""
    paths = {edition.path for edition in editions}
    web = {edition.book for edition in editions if edition.format == "web" and (site / edition.path).is_file()}
    for path in sorted({*files(site), *paths}):
        if path not in paths:
            yield Finding(path, 0, "downloads/listed", "This file is not in editions.json.", "Let the build list it.")
        elif not (site / path).is_file():
            yield Finding(
                path, 0, "downloads/listed", "editions.json lists this file, and it is not there.", "Build again."
            )
    for edition in editions:
        name = edition.path.rsplit("/", 1)[-1]
        if edition.book not in web:
            yield Finding(
                edition.path,
                0,
                "downloads/html",
                "There are no web pages with the words of this file.",
                "Publish the web pages of this language and reading first.",
            )
        if not FILE_NAME.fullmatch(name) or VERSION_OR_DATE.search(name):
            yield Finding(
                edition.path,
                0,
                "downloads/name",
                f"The file name “{name}” is not plain.",
                "Use small letters, digits and hyphens, and no version or date.",
            )


def policy(finished: BuiltSite, editions: Collection[EditionRecord]) -> Iterator[Finding]:
    """Look in the English statement for the kinds of files that are there."""
    statement = statements(finished).get(ENGLISH)
    words = statement.tree.text_content().casefold() if statement else ""
    for kind in sorted({edition.path.rsplit(".", 1)[-1] for edition in editions if edition.format != "web"}):
        name = KINDS.get(kind, kind)
        if name.casefold() not in words:
            yield Finding(
                statement.path if statement else "",
                0,
                "downloads/policy",
                f"The accessibility statement says nothing of {name} files.",
                "Say how accessible they are.",
            )


def numbers(text: str) -> list[float]:
    """Return the numbers in a text, in whatever digits they are written, with a comma or full stop before decimals."""
    return [float(re.sub("[,٫]", ".", number)) for number in NUMBER.findall(european(text))]


def link(document: Document, words: str, edition: EditionRecord) -> Iterator[Finding]:
    """Look in the words of a link for the kind, the size and the pages of its file."""
    inside = re.search(r"[(（]([^()（）]*)[)）]\s*$", words)
    given = numbers(inside[1]) if inside else []
    if not any(
        abs(number * unit - edition.bytes) <= ROUNDING * unit * PLACES[unit] for number in given for unit in UNITS
    ):
        yield Finding(
            document.path,
            0,
            "downloads/link",
            f"The link “{words}” does not give the file’s size.",
            "Write it inside the link: “(PDF, 0.9 MB, 20 pages)”.",
        )
    if edition.pages and edition.pages not in given:
        yield Finding(
            document.path,
            0,
            "downloads/link",
            f"The link “{words}” does not say that it has {edition.pages} page(s).",
            "Write it inside the link: “(PDF, 0.9 MB, 20 pages)”.",
        )
    if edition.seconds and max(1, round(edition.seconds / 60)) not in given:
        yield Finding(
            document.path,
            0,
            "downloads/link",
            f"The link “{words}” does not say that it lasts {max(1, round(edition.seconds / 60))} minute(s).",
            "Write it inside the link: “(MP3, 20.0 MB, 43 minutes)”.",
        )
    if not inside or not re.match(r"\s*[^\W\d_]{2}", inside[1]):
        yield Finding(
            document.path,
            0,
            "downloads/link",
            f"The link “{words}” does not give the kind of file.",
            "Write it inside the link: “(PDF, 0.9 MB, 20 pages)”.",
        )


def links(document: Document, by_path: dict[str, EditionRecord]) -> Iterator[tuple[str, EditionRecord]]:
    """Yield the words and the edition of every link on a page that leads to a file."""
    for element in document.tree.xpath("//a[@href]"):
        try:
            file = document.site.file_at(element.get("href"), document.address)
        except ValueError:  # It leads to another website
            continue
        edition = by_path.get(file.relative_to(document.site.folder).as_posix()) if file else None
        if edition and edition.format != "web":
            yield " ".join(element.text_content().split()), edition


def page_of_formats(
    document: Document, editions: Collection[EditionRecord], by_path: dict[str, EditionRecord]
) -> Iterator[Finding]:
    """Look on the page of formats for every file of its language, a phone number and an email address."""
    there = {edition.path for _, edition in links(document, by_path)}
    for edition in editions:
        if edition.language == document.language and edition.format != "web" and edition.path not in there:
            yield Finding(
                document.path,
                0,
                "downloads/page",
                f"This page does not link to {edition.path}.",
                "List every file of the language here.",
            )
    for scheme in ("tel", "mailto"):
        if not document.tree.xpath(f"//main//a[starts-with(@href, '{scheme}:')]"):
            yield Finding(
                document.path,
                0,
                "downloads/page",
                f"This page has no {scheme}: link to ask for another format.",
                "Say by phone and email how to ask.",
            )


def check(context: CheckContext) -> Report:
    """Check all files to download and every link to them; examined = editions.

    Raises BookletError if the list of editions cannot be read.
    """
    finished, editions = context.built_site, context.editions
    by_path = {edition.path: edition for edition in editions}
    found = [*listed(context.site, editions), *policy(finished, editions)]
    for document in context.documents:
        for words, edition in links(document, by_path):
            found += link(document, words, edition)
        if document.path == FORMATS_PAGE or document.path.endswith(f"/{FORMATS_PAGE}"):
            found += page_of_formats(document, editions, by_path)
    formats = {document.language for path, document in finished.documents.items() if path.endswith(FORMATS_PAGE)}
    for language in sorted({edition.language for edition in editions} - formats):
        found.append(
            Finding(FORMATS_PAGE, 0, "downloads/page", f"There is no page of formats in {language}.", "Add the page.")
        )
    return context.report("downloads", RULES, len(editions), found)
