"""Checks every EPUB of the finished site: the standard, and what a reader with any device and any need can count on.

epubcheck takes seconds for a file, so it reads the sample of checks/language_sample.py, all files in one start
(epub_standard.py); the other rules read every file.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from posixpath import dirname, join, normpath
from urllib.parse import urldefrag

import pypdfium2
from lxml import etree

from booklet.checks.context import CheckContext
from booklet.checks.edition_list import EditionRecord
from booklet.checks.files import epub_standard, media_overlays, page_breaks
from booklet.checks.files.archives import NotReadableError, read_zip
from booklet.checks.files.parity.text_blocks import HEADINGS, BookText, nfc_line, read_book, words_and_language
from booklet.checks.language_sample import note
from booklet.checks.rules import Rule
from booklet.checks.verdicts import Subject
from booklet.external.programs import find_program
from booklet.findings import Finding, Problem, Report

RULES = (
    Rule("epub/standard", "Epubcheck reports no error and no warning (EPUB 3.3).", "EPUB 3.3, as epubcheck tests it"),
    Rule("epub/readable", "The file is an EPUB whose parts can be read.", "EPUB 3.3, Open Container Format"),
    Rule(
        "epub/metadata",
        "It says how it can be read: access modes, features, hazards (EPUB Accessibility 1.1, 2.2).",
        "EPUB Accessibility 1.1, 2.2 Discovery metadata",
    ),
    Rule(
        "epub/summary",
        "It says so in words, and which access modes are enough.",
        "EPUB Accessibility 1.1, 2.2 Discovery metadata",
    ),
    Rule(
        "epub/claim",
        "It claims conformance only in the standard’s words, and with a name of who certified it.",
        "EPUB Accessibility 1.1, conformance reporting",
    ),
    Rule(
        "epub/title",
        "Title, author and date are there, and the title is that of the book.",
        "EPUB 3.3, Dublin Core required elements",
    ),
    Rule(
        "epub/pages",
        "Marks of printed pages only together with a list of all of them, and the name of their source.",
        "EPUB Accessibility 1.1, page navigation",
    ),
    Rule(
        "epub/page-numbers",
        "What follows the mark of a page is on that page of the PDF.",
        "EPUB Accessibility 1.1, page navigation",
    ),
    Rule(
        "epub/language",
        "The package and every document name the language of the book.",
        "EPUB 3.3, the dc:language element; WCAG 2.2, 3.1.1",
    ),
    Rule(
        "epub/direction",
        "The package, its pages and every document run in the direction of the book.",
        "EPUB 3.3, the dir and page-progression-direction attributes",
    ),
    Rule(
        "epub/landmarks",
        "The landmarks lead to the contents and to the start of the text.",
        "EPUB 3.3, the landmarks nav element",
    ),
    Rule(
        "epub/contents",
        "The table of contents has every document and its headings, in order and in their language, and leads to them.",
        "EPUB 3.3, the toc nav element; WCAG 2.2, 2.4.5",
    ),
    Rule(
        "epub/headings",
        "Every document starts with its one heading of level 1, and leaves out no level.",
        "WCAG 2.2, 1.3.1 and 2.4.6; DAISY Accessible Publishing Knowledge Base, Headings",
    ),
    Rule(
        "epub/alternative",
        "Every picture has an alternative text, or an empty one as decoration.",
        "WCAG 2.2, 1.1.1 Non-text Content",
    ),
    Rule(
        "epub/cover",
        "There is a picture for the cover, and the first document shows it.",
        "EPUB 3.3, the cover-image property",
    ),
    Rule(
        "epub/outside",
        "Nothing is fetched from outside, and nothing runs.",
        "EPUB 3.3, remote resources; Project decision: an e-book needs no network and runs nothing",
    ),
    Rule(
        "epub/overlay-text",
        "An e-book with sound reads out every word and every text for a picture.",
        "EPUB Accessibility 1.1, synchronised text and audio",
    ),
    Rule(
        "epub/overlay-order",
        "In the order in which they are read.",
        "EPUB Accessibility 1.1, synchronised text and audio",
    ),
    Rule(
        "epub/overlay-times",
        "Its clips follow each other, and none ends after its sound.",
        "EPUB 3.3, 9 Media overlays",
    ),
    Rule(
        "epub/overlay-duration",
        "It says how long each part and the whole last, as it is (EPUB 3.3, 9.5).",
        "EPUB 3.3, 9.5",
    ),
)

NAMES = {
    "o": "http://www.idpf.org/2007/opf",
    "d": "http://purl.org/dc/elements/1.1/",
    "h": "http://www.w3.org/1999/xhtml",
    "e": "http://www.idpf.org/2007/ops",
    "c": "urn:oasis:names:tc:opendocument:xmlns:container",
}
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
# The formats that are EPUB files
WITH_SOUND = "epub-audio"
FORMATS = ("epub", WITH_SOUND)
TOOLS = ("java",)
CLAIM = "EPUB Accessibility 1.1 - WCAG 2.2 Level AA"
CURE = "Correct scripts/booklet/formats/epub, then build again."


@dataclass(frozen=True)
class Package:
    """An EPUB that was opened: its package document, its documents by path in the order of the spine, its navigation.

    `folder` is that of the package document, `files` are all files by their paths.
    """

    opf: etree._Element
    folder: str
    documents: dict[str, etree._Element]
    navigation: str
    files: Mapping[str, bytes]

    def values(self, name: str) -> list[str]:
        """Return what the package says under a property ("schema:accessMode")."""
        return [nfc_line(meta.text or "") for meta in self.opf.iterfind(f".//o:meta[@property='{name}']", NAMES)]


def check(context: CheckContext) -> Report:
    """Check the EPUB files of a finished site. Examined = files.

    epubcheck reads a sample of the languages, all where everything is asked for.
    Raises BookletError if Java, the list of editions or a book is missing.
    """
    find_program("java", package="default-jre-headless")
    editions = context.editions_in(*FORMATS)
    printed = {edition.book: context.site / edition.path for edition in context.editions_in("pdf")}
    by_path = {edition.path: edition for edition in editions}

    def look(subjects: Sequence[Subject]) -> Iterator[Finding]:
        names = [subject.name for subject in subjects]
        sample = [name for name in names if by_path[name].language in context.languages]
        with ThreadPoolExecutor(1) as executor:  # epubcheck is a process of its own
            standards = executor.submit(epub_standard.validate, [context.site / name for name in sample])
            rules: list[tuple[EditionRecord, list[Problem]]] = []
            for edition in (by_path[name] for name in names):
                path, book = context.site / edition.path, read_book(context.book(edition))
                wrong = list(problems(path, book, printed.get(edition.book), edition.format == WITH_SOUND))
                rules.append((edition, wrong))
            by_name = dict(zip(sample, standards.result(), strict=True))
        for edition, wrong in rules:
            yield from (problem.at(edition.path, CURE) for problem in (*wrong, *by_name.get(edition.path, ())))

    subjects = [
        Subject(
            edition.path,
            (context.site / edition.path, context.book(edition), printed.get(edition.book, context.site / "no.pdf")),
            (edition.format, edition.language in context.languages),
        )
        for edition in editions
    ]
    outcome = context.examine("epub", __name__, TOOLS, subjects, look)
    notes = [note("epubcheck", context.languages, context.full)]
    return context.report("epub", RULES, outcome.examined, outcome.findings, notes, outcome.known)


def problems(path: Path, book: BookText, pdf: Path | None, with_sound: bool = False) -> Iterator[Problem]:
    """Yield the problems of one file, of all rules but epub/standard.

    `pdf` is the print edition of the book, if there is one; a file `with_sound` has to read everything out.
    """
    try:
        package = open_package(path)
    except NotReadableError as error:
        yield Problem("epub/readable", f"This file cannot be read ({error}).")
        return
    for rule in (metadata, pages, language, direction, navigation, headings, pictures, outside):
        yield from rule(package, book)
    yield from page_numbers(package, pdf)
    if with_sound:
        yield from media_overlays.problems(package.files, package.opf, package.folder, package.documents)


def open_package(path: Path) -> Package:
    """Open an EPUB. Raises NotReadableError where it is damaged or a part is missing."""
    files = read_zip(path)
    try:
        place = etree.fromstring(files["META-INF/container.xml"]).xpath(
            "string(//c:rootfile/@full-path)", namespaces=NAMES
        )
        opf = etree.fromstring(files[place])
        items = {item.get("id"): item for item in opf.iterfind(".//o:item", NAMES)}
        paths = {key: normpath(join(dirname(place), item.get("href"))) for key, item in items.items()}
        order = [paths[one.get("idref")] for one in opf.iterfind(".//o:itemref", NAMES)]
        nav = next(paths[key] for key, item in items.items() if "nav" in item.get("properties", "").split())
        documents = {name: etree.fromstring(files[name]) for name in dict.fromkeys((*order, nav))}
        for needed in (
            opf.find("o:spine", NAMES),
            *(document.find("h:body", NAMES) for document in documents.values()),
        ):
            if needed is None:
                raise NotReadableError("there is no spine, or a document without a body")
        return Package(opf, dirname(place), documents, nav, files)
    except (KeyError, AttributeError, TypeError, ValueError, StopIteration, etree.XMLSyntaxError) as error:
        raise NotReadableError(f"{type(error).__name__}: {error}") from error


def document_names(path: Path) -> list[str]:
    """Return the names of the documents of an EPUB as its package writes them, in order; errors as `open_package`."""
    package = open_package(path)
    items = {item.get("id"): item.get("href") for item in package.opf.iterfind(".//o:item", NAMES)}
    return [items[one.get("idref")] for one in package.opf.iterfind(".//o:itemref", NAMES)]


def metadata(package: Package, book: BookText) -> Iterator[Problem]:
    """What the package says about itself."""
    for name in ("schema:accessMode", "schema:accessibilityFeature", "schema:accessibilityHazard"):
        if not any(package.values(name)):
            yield Problem("epub/metadata", f"The package has no {name}.")
    for name in ("schema:accessibilitySummary", "schema:accessModeSufficient"):
        if not any(package.values(name)):
            yield Problem("epub/summary", f"The package has no {name}.")
    for claim in package.values("dcterms:conformsTo"):
        if claim != CLAIM:
            yield Problem("epub/claim", f"The package claims “{claim}”; the words of the standard are “{CLAIM}”.")
        if not any(package.values("a11y:certifiedBy")):
            yield Problem("epub/claim", "The package claims to conform, and does not say who certified it.")
    title = nfc_line(package.opf.findtext(".//d:title", "", NAMES))
    if title != book.title:
        yield Problem("epub/title", f"The title is “{title}”, and “{book.title}” in the book.")
    for name in ("creator", "date", "identifier"):
        if not package.opf.findtext(f".//d:{name}", "", NAMES).strip():
            yield Problem("epub/title", f"The package has no dc:{name}.")


def pages(package: Package, book: BookText) -> Iterator[Problem]:
    """Marks of printed pages, the list of them, and the name of their source belong together."""
    marks = {
        f"{path}#{element.get('id')}": page_breaks.label(element)
        for path, document in package.documents.items()
        for element in document.iter(etree.Element)
        if page_breaks.is_mark(element)
    }
    links = package.documents[package.navigation].xpath("//h:nav[@e:type='page-list']//h:a", namespaces=NAMES)
    listed = {
        normpath(join(dirname(package.navigation), link.get("href", ""))): nfc_line("".join(link.itertext()))
        for link in links
    }
    if marks != listed:
        wrong = sorted({*marks.items()} ^ {*listed.items()})
        yield Problem(
            "epub/pages",
            f"The list of pages and their marks in the text differ, first at {wrong[0][0]} (page {wrong[0][1]}).",
        )
    if marks and not any(package.values("pageBreakSource")):
        yield Problem("epub/pages", "The package does not say which print edition the pages are of (pageBreakSource).")


def page_numbers(package: Package, pdf: Path | None) -> Iterator[Problem]:
    """The numbers of pages are true."""
    marked = page_breaks.texts_of_marks(
        document for path, document in package.documents.items() if path != package.navigation
    )
    if not marked:
        return
    if pdf is None:
        yield Problem("epub/page-numbers", "There are marks of printed pages, and no PDF that has these pages.")
        return
    try:
        printed = page_breaks.texts_of_pages(pdf)
    except (OSError, pypdfium2.PdfiumError) as error:
        yield Problem("epub/page-numbers", f"The PDF with these pages cannot be read ({error}).")
        return
    if wrong := list(page_breaks.on_other_pages(marked, printed)):
        yield Problem(
            "epub/page-numbers",
            f"What follows the mark of page {', '.join(wrong)} is not on that page of {pdf.name}.",
        )


def language(package: Package, book: BookText) -> Iterator[Problem]:
    """Every document says its language, for programs that read HTML and for those that read XML."""
    named = {package.opf.get(XML_LANG), package.opf.findtext(".//d:language", "", NAMES)}
    if named != {book.language}:
        yield Problem(
            "epub/language", f"The package is in {', '.join(map(str, named))}, and the book in {book.language}."
        )
    for path, document in package.documents.items():
        if {document.get("lang"), document.get(XML_LANG)} != {book.language}:
            yield Problem("epub/language", f"{path} does not say that it is in {book.language} (lang and xml:lang).")


def direction(package: Package, book: BookText) -> Iterator[Problem]:
    """The direction of the book in the package, in its pages and in every document."""
    wanted = book.direction
    spine = package.opf.find("o:spine", NAMES).get("page-progression-direction", "ltr")
    if spine != wanted:
        yield Problem("epub/direction", f"The pages progress {spine}, and the book runs {wanted}.")
    if package.opf.get("dir", "ltr") != wanted:
        yield Problem("epub/direction", f"The package does not run {wanted}.")
    for path, document in package.documents.items():
        if document.get("dir") != wanted:
            yield Problem("epub/direction", f"{path} does not say that it runs {wanted}.")


def _target(package: Package, href: str) -> bool:
    """Say whether a link of the navigation leads to a place that is there."""
    name, fragment = urldefrag(href)
    document = package.documents.get(normpath(join(dirname(package.navigation), name)))
    return document is not None and (not fragment or bool(document.xpath("//*[@id=$key]", key=fragment)))


def navigation(package: Package, book: BookText) -> Iterator[Problem]:
    """The table of contents and the landmarks."""
    nav = package.documents[package.navigation]
    kinds = set(nav.xpath("//h:nav[@e:type='landmarks']//h:a/@e:type", namespaces=NAMES))
    for kind in ("toc", "bodymatter"):
        if kind not in kinds:
            yield Problem("epub/landmarks", f"There is no landmark “{kind}”.")
    links = nav.xpath("//h:nav[@e:type='toc' or @e:type='landmarks']//h:a", namespaces=NAMES)
    for link in links:
        if not _target(package, link.get("href", "")):
            yield Problem(
                "epub/contents",
                f"“{nfc_line(''.join(link.itertext()))}” leads to {link.get('href')}, which is not there.",
            )
    listed = [words_and_language(entry) for entry in nav.xpath("//h:nav[@e:type='toc']//h:li", namespaces=NAMES)]
    there = [
        words_and_language(heading)
        for path, document in package.documents.items()
        if path != package.navigation
        for heading in document.xpath("//h:h1 | //h:h2", namespaces=NAMES)
    ]
    if listed != there:
        different = next(
            (pair for pair in zip(listed, there, strict=False) if pair[0] != pair[1]), (("", ""), ("", ""))
        )
        yield Problem(
            "epub/contents",
            (
                f"The contents list {len(listed)} headings and the documents have {len(there)}; "
                f"the first that differ are “{' '.join(different[0])}” and “{' '.join(different[1])}”."
            ),
        )


def headings(package: Package, book: BookText) -> Iterator[Problem]:
    """One heading of level 1 in each document, first, and no level left out."""
    for path, document in package.documents.items():
        levels = [
            HEADINGS[name]
            for element in document.iter(etree.Element)
            if (name := etree.QName(element).localname) in HEADINGS
        ]
        if levels[:1] != [1] or levels.count(1) != 1:
            yield Problem("epub/headings", f"{path} does not start with its one heading of level 1.")
        elif any(after > before + 1 for before, after in itertools.pairwise(levels)):
            yield Problem("epub/headings", f"{path} leaves out a level of headings.")


def pictures(package: Package, book: BookText) -> Iterator[Problem]:
    """Alternative texts, and the cover."""
    for path, document in package.documents.items():
        for image in document.iterfind(".//h:img", NAMES):
            if image.get("alt") is None:
                yield Problem("epub/alternative", f"{path}: the picture {image.get('src')} has no alternative text.")
    covers = [
        item.get("href")
        for item in package.opf.iterfind(".//o:item", NAMES)
        if "cover-image" in item.get("properties", "").split()
    ]
    first = next(iter(package.documents.values()))
    if len(covers) != 1 or covers[0] not in first.xpath("//h:img/@src", namespaces=NAMES):
        yield Problem(
            "epub/cover", "The first document does not show the one picture that the package names as the cover."
        )


def outside(package: Package, book: BookText) -> Iterator[Problem]:
    """Nothing from outside, and no scripts."""
    for path, document in package.documents.items():
        for address in document.xpath("//@src | //h:link/@href", namespaces=NAMES):
            if normpath(join(dirname(path), address)) not in package.files:
                yield Problem("epub/outside", f"{path} fetches {address}, which is not in the file.")
        if document.xpath("//h:script", namespaces=NAMES):
            yield Problem("epub/outside", f"{path} has a script.")
