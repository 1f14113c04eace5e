"""Checks the finished Easy Read pages and documents: what a reader sees, in every language.

Contrast and the rest of the layout are with the checks in the browser, tags and artifacts with those of the PDF.
The numbers are those of published guidance (Office for Disability Issues, CHANGE, GOV.UK).
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from ctypes import byref
from pathlib import Path
from urllib.parse import urldefrag, urljoin

import pypdfium2
from pypdfium2 import raw

from booklet.checks.context import CheckContext
from booklet.checks.edition_list import EditionRecord
from booklet.checks.files.pdf.expected import PART, read_tree
from booklet.checks.pages.built_site import BuiltSite, Document
from booklet.checks.rules import Rule
from booklet.findings import Finding, Report
from booklet.source.booklets import Booklet, booklet_of
from booklet.source.front_matter import EASY_READ

RULES = (
    Rule(
        "easy_read_pages/type-size",
        "Type: 16 pt and more on the web and for most words of a document, 14 pt and more for every word.",
        "Office for Disability Issues, accessible communication formats (14 point); CHANGE, how to make information "
        "accessible (16 point)",
    ),
    Rule(
        "easy_read_pages/plain-lines",
        "No justified words, no hyphens at the ends of lines.",
        "Inclusion Europe, Information for all; CHANGE, how to make information accessible",
    ),
    Rule(
        "easy_read_pages/picture-first",
        "A row is its picture, then its words: from right to left they change sides by themselves.",
        "Department of Health, Making written information easier to understand: pictures at the left, words at the "
        "right",
    ),
    Rule(
        "easy_read_pages/whole-rows",
        "No row of a document is on two pages.",
        "Inclusion Europe, Information for all: no sentence or paragraph on two pages",
    ),
    Rule(
        "easy_read_pages/length",
        "A document has at most 24 pages.",
        "Office for Disability Issues, accessible communication formats: at most 24 pages",
    ),
    Rule(
        "easy_read_pages/page-numbers",
        "Every page of a document after the cover says “Page 2 of 24”, and there is a list of contents.",
        "Inclusion Europe, Information for all: number the pages; Project decision: every document has a list of "
        "contents",
    ),
    Rule(
        "easy_read_pages/decorative",
        "Pictures beside words that say the same have an empty alternative text.",
        "WCAG 2.2, 1.1.1 Non-text Content; technique H67",
    ),
    Rule(
        "easy_read_pages/untested",
        "Every page says that no reader has tested the text.",
        "Inclusion Europe, Information for all: say whether people with learning disabilities took part",
    ),
    Rule("easy_read_pages/name", "It is called “Easy Read”, with capitals.", "GOV.UK style guide: Easy Read"),
    Rule(
        "easy_read_pages/on-web",
        "A document has its words on web pages too.",
        "GOV.UK, publishing accessible documents: publish an accessible version with every attachment",
    ),
    Rule(
        "easy_read_pages/readable",
        "A document can be opened.",
        "Project decision: a file that cannot be opened helps nobody",
    ),
    Rule(
        "easy_read_pages/other-reading",
        "Every page leads to the other reading in its language: to the page on the same subject, if there is one.",
        "Project decision: both readings of a subject are one link apart",
    ),
    Rule(
        "easy_read_pages/same-subject",
        "The link to Easy Read beside the title of a page leads to a page on the same subject, not to the start of Easy Read.",
        "Project decision: the link promises the same subject; WCAG 2.2, 2.4.9 Link Purpose (Link Only)",
    ),
)

NAME = "easy_read_pages"
LEAST_POINTS = 14
USUAL_POINTS = 16
MOST_PAGES = 24
CSS_POINTS_PER_REM = 12
ROUNDING = 0.1
TEXT_SIZE = re.compile(r"--text-easy:\s*clamp\(\s*([\d.]+)rem")
NOT_PLAIN = re.compile(r"text-align:\s*justify|hyphens:\s*auto")
# Not in an address
SPELLED = re.compile(r"(?<!/)\beasy[ -]?read\b(?!/)", re.IGNORECASE)
BESIDE_TITLE = "//main//*[@class='page-actions']//a"
NAME_IT = "Name its Easy Read page at the top of the standard page: “easy_read: plan.md”."
ROWS = "//main//*[contains(concat(' ', @class, ' '), ' row ')]"
# Documents that are pages; a large print file may be longer
PAGED = ("pdf", "large-print")


def is_easy(document: Document) -> bool:
    """Say whether a page of the site belongs to Easy Read, in whatever language."""
    return EASY_READ in document.path.split("/")[:-1]


def _words(element) -> str:
    return " ".join(element.text_content().split())


def rows_of(document: Document) -> Iterator[Finding]:
    """Each row is a picture without words of its own, then the words."""
    rows = document.tree.xpath(ROWS)
    if not rows:
        yield Finding(
            document.path,
            0,
            "easy_read_pages/picture-first",
            "This page has no rows.",
            "Write its text in the block “rows”.",
        )
    for row in rows:
        if [child.tag for child in row] != ["img", "div"]:
            yield Finding(
                document.path,
                row.sourceline or 0,
                "easy_read_pages/picture-first",
                f"The row “{_words(row)[:40]}” is not a picture, then words.",
                "Put the picture first, and nothing else beside the words.",
            )
    for image in document.tree.xpath("//main//img"):
        if image.get("alt") != "":
            yield Finding(
                document.path,
                image.sourceline or 0,
                "easy_read_pages/decorative",
                f"A picture has the words “{image.get('alt')}” too.",
                "Give it an empty alternative text: the sentence says the same.",
            )


def untested(document: Document) -> Iterator[Finding]:
    """The page says what has not been done."""
    if not any(_words(notice) for notice in document.tree.xpath("//main//*[contains(@class, 'untested')]")):
        yield Finding(
            document.path,
            0,
            "easy_read_pages/untested",
            "This page does not say that no reader has tested it.",
            "Print the label easy_read.untested on it.",
        )


def name(document: Document) -> Iterator[Finding]:
    """ "Easy Read", wherever an English page speaks of it."""
    seen = " ".join(document.tree.xpath("//text()[not(ancestor::script or ancestor::style)]"))
    for match in SPELLED.finditer(seen) if document.language.startswith("en") else ():
        if match[0] != "Easy Read":
            yield Finding(
                document.path, 0, "easy_read_pages/name", f"“{match[0]}” is not its name.", "Write “Easy Read”."
            )


class _OtherReading:
    """The links of a site between the two readings of a language."""

    def __init__(self, site: BuiltSite):
        self.pages: Mapping[str, Document] = {one.address: one for one in site.documents.values()}

    def of(self, document: Document, addresses: Iterable[str]) -> list[Document]:
        """Return the pages of the other reading, in the language of a page, to which addresses on it lead."""
        found = (self.pages.get(urldefrag(urljoin(document.address, each)).url) for each in addresses)
        return [to for to in found if to and is_easy(to) != is_easy(document) and to.language == document.language]

    def beside_title(self, document: Document) -> list[Document]:
        """Return the pages of the other reading to which links beside the title lead."""
        return self.of(document, document.tree.xpath(f"{BESIDE_TITLE}/@href"))


def other_reading(document: Document, others: _OtherReading) -> Iterator[Finding]:
    """Find a link that is missing between the readings, and one that leads to no page on the same subject."""
    if not is_easy(document):
        if not others.of(document, document.tree.xpath("//a/@href")):
            yield _without(document, "link to Easy Read", "Let the menu lead there.")
        for other in others.beside_title(document):
            if _is_start(other) and document not in others.beside_title(other):
                yield Finding(
                    document.path,
                    0,
                    "easy_read_pages/same-subject",
                    "The link beside the title leads to the start of Easy Read.",
                    "Let overrides/partials/other-reading.html write none: there is no Easy Read page on this subject.",
                )
        return
    if not others.beside_title(document):
        yield _without(document, "link to the full guide beside its title", NAME_IT)
    if not _is_start(document):
        also = " ".join(document.tree.xpath(f"{BESIDE_TITLE}/@data-also")).split()
        for other in dict.fromkeys([*others.beside_title(document), *others.of(document, also)]):
            if document not in others.beside_title(other):
                yield _without(other, f"link to {document.place} beside its title", NAME_IT)


def _is_start(document: Document) -> bool:
    return document.path.split("/")[-2:] == [EASY_READ, "index.html"]


def _without(document: Document, missing: str, cure: str) -> Finding:
    return Finding(document.path, 0, "easy_read_pages/other-reading", f"This page has no {missing}.", cure)


def style(site: BuiltSite) -> Iterator[Finding]:
    """The size of the type and plain lines, in the style sheets of the pages."""
    pages = [document for document in site.documents.values() if is_easy(document)]
    sheets = {
        site.file_at(str(href), page.address)
        for page in pages
        for href in page.tree.xpath("//link[@rel='stylesheet']/@href")
    }
    for sheet in sorted(filter(None, sheets)):
        css, path = sheet.read_text(encoding="utf-8"), sheet.relative_to(site.folder).as_posix()
        size = TEXT_SIZE.search(css)
        if size is None or float(size[1]) * CSS_POINTS_PER_REM < USUAL_POINTS:
            yield Finding(
                path,
                0,
                "easy_read_pages/type-size",
                f"Easy Read is set in {size[1] if size else 'an unknown number of'} rem at the least.",
                f"Set --text-easy to at least {USUAL_POINTS / CSS_POINTS_PER_REM:.3f} rem, which is {USUAL_POINTS} pt.",
            )
        for match in NOT_PLAIN.finditer(css):
            yield Finding(
                path, 0, "easy_read_pages/plain-lines", f"There is “{match[0]}” in the style sheet.", "Take it out."
            )


def letters(text: str) -> str:
    """Return only the letters and digits of a text, in one form, so that lines, hyphens and ligatures do not matter."""
    return "".join(sign for sign in unicodedata.normalize("NFKC", text).casefold() if sign.isalnum())


def is_right_to_left(text: str) -> bool:
    """Say whether a text begins with a letter that runs from right to left."""
    return next((unicodedata.bidirectional(sign) in ("R", "AL") for sign in text if sign.isalpha()), False)


def loose_words(text: str) -> set[str]:
    """Return the words of a text, each with its letters sorted: PDFium turns some of a right-to-left line round."""
    return {"".join(sorted(letters(word))) for word in re.split(r"[^\w\u064b-\u0652]+", text) if letters(word)}


def sizes(page: pypdfium2.PdfPage) -> Counter[float]:
    """Return how many letters of a page there are of each size, in points."""
    found: Counter[float] = Counter()
    text = page.get_textpage()
    matrix = raw.FS_MATRIX()
    for place in range(text.count_chars()):
        if chr(raw.FPDFText_GetUnicode(text, place)).isalnum() and raw.FPDFText_GetMatrix(text, place, byref(matrix)):
            found[round(raw.FPDFText_GetFontSize(text, place) * math.hypot(matrix.c, matrix.d), 1)] += 1
    return found


def document_pages(path: str, pdf: pypdfium2.PdfDocument, rows: list[str], titles: list[str]) -> Iterator[Finding]:
    """The type of a document, its rows, its page numbers and contents.

    `rows` are the words of the rows of its language, `titles` those of its pages, both from the web pages.
    """
    texts = [page.get_textpage().get_text_bounded() for page in pdf]
    joined, loose = [letters(text) for text in texts], [loose_words(text) for text in texts]
    for row in rows:
        if is_right_to_left(row):
            whole = any(loose_words(row) <= words for words in loose)
        else:
            whole = any(letters(row) in page for page in joined)
        if not whole:
            yield Finding(
                path,
                0,
                "easy_read_pages/whole-rows",
                f"The row “{row[:50]}” is not on one page.",
                "Keep its parts together.",
            )
    for number, text in enumerate(texts[1:], 2):
        if not {str(number), str(len(texts))} <= set(re.findall(r"\d+", text.splitlines()[-1] if text else "")):
            yield Finding(
                path,
                0,
                "easy_read_pages/page-numbers",
                f"Page {number} does not say “Page {number} of {len(texts)}”.",
                "Print the label document.page_of in its foot.",
            )
    if missing := [title for title in titles if letters(title) not in "".join(joined[1:2])]:
        yield Finding(
            path,
            0,
            "easy_read_pages/page-numbers",
            f"“{missing[0]}” is not in the list of contents on page 2.",
            "Print all of it there.",
        )
    found = sum((sizes(page) for page in pdf), Counter())
    if found and min(found) < LEAST_POINTS - ROUNDING:
        yield Finding(
            path,
            0,
            "easy_read_pages/type-size",
            f"The smallest type has {min(found)} pt.",
            f"Make it at least {LEAST_POINTS} pt.",
        )
    if found and found.most_common(1)[0][0] < USUAL_POINTS - ROUNDING:
        yield Finding(
            path,
            0,
            "easy_read_pages/type-size",
            f"Most words have {found.most_common(1)[0][0]} pt.",
            f"Set them in {USUAL_POINTS} pt.",
        )


def in_part(book: Path, variant: str) -> set[str] | None:
    """Return the web addresses of the pages in a document: all of them (None), or those of one part of a book.

    Raises BookletError if the book cannot be read.
    """
    number = PART.fullmatch(variant)
    if number is None:
        return None
    sections = read_tree(book).xpath("//main/section")
    part = list(dict.fromkeys(section.get("data-part") for section in sections))[int(number[1]) - 1]
    return {section.get("data-address") for section in sections if section.get("data-part") == part}


def of_booklet(site: BuiltSite, language: str, booklet: Booklet, booklets: Sequence[Booklet]) -> list[Document]:
    """Return the Easy Read pages of a booklet in a language; `booklets` are all, in order."""
    return [
        page
        for page in site.documents.values()
        if is_easy(page)
        and page.language == language
        and booklet_of(page.path.removeprefix(f"{language}/"), booklets) == booklet
    ]


def documents(context: CheckContext, editions: list[EditionRecord]) -> Iterator[Finding]:
    """Length and web pages, and what document_pages looks at, for every document of Easy Read."""
    site = context.built_site
    on_web = {
        edition.book for edition in editions if edition.format == "web" and (site.folder / edition.path).is_file()
    }
    for edition in editions:
        path, language = edition.path, edition.language
        if edition.format != "web" and edition.book not in on_web:
            yield Finding(
                path,
                0,
                "easy_read_pages/on-web",
                "This document has no web pages with the same words.",
                "Build the pages too.",
            )
        if edition.format not in PAGED:
            continue
        pages = of_booklet(site, language, context.booklet(edition), context.booklets)
        inside = in_part(context.book(edition), edition.variant)
        if inside is not None:
            pages = [page for page in pages if page.address in inside]
        rows = [_words(row) for page in pages for row in page.tree.xpath(ROWS)]
        # The number of a stage is not in the list of contents
        titles = [
            " ".join(" ".join(heading.xpath(".//text()[not(ancestor::small)]")).split())
            for page in pages
            for heading in page.tree.xpath("//main//h1")
        ]
        try:
            pdf = pypdfium2.PdfDocument(site.folder / path)
        except (OSError, pypdfium2.PdfiumError) as error:
            yield Finding(
                path,
                0,
                "easy_read_pages/readable",
                f"This document cannot be opened ({error}).",
                "Build the site again.",
            )
            continue
        with pdf:
            if edition.format == "pdf" and len(pdf) > MOST_PAGES:
                yield Finding(
                    path,
                    0,
                    "easy_read_pages/length",
                    f"This document has {len(pdf)} pages.",
                    f"Shorten the text, or the space around it, to {MOST_PAGES} pages.",
                )
            yield from document_pages(path, pdf, rows, titles)


def check(context: CheckContext) -> Report:
    """Check every page's link to the other reading, and all pages and documents of Easy Read; examined = these pages and documents.

    Raises BookletError if the list of editions cannot be read.
    """
    finished = context.built_site
    others = _OtherReading(finished)
    editions = [edition for edition in context.editions if edition.reading == EASY_READ]
    easy = [document for document in finished.documents.values() if is_easy(document)]
    found = [
        finding
        for document in finished.documents.values()
        if document.path != "404.html"
        for finding in other_reading(document, others)
    ]
    found += [finding for document in easy for part in (rows_of, untested, name) for finding in part(document)]
    found += [*style(finished), *documents(context, editions)]
    return context.report(NAME, RULES, len(easy) and len(easy) + len(editions), found)
