"""Checks that every language of the finished site says the same as the English, in its own language and direction."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from urllib.parse import urldefrag, urljoin

from lingua import IsoCode639_1, LanguageDetector, LanguageDetectorBuilder
from lingua import Language as Detected
from lxml.html import HtmlElement

from booklet.checks.context import CheckContext
from booklet.checks.pages.built_site import Document
from booklet.checks.rules import Rule
from booklet.checks.verdicts import Subject
from booklet.digits import numbers
from booklet.findings import Finding, Report
from booklet.source.text import DIRECTION

RULES = (
    Rule(
        "languages/page",
        "Every English page has its page in each language, and the other way round.",
        "Project decision: every language has the whole guide",
    ),
    Rule(
        "languages/structure",
        "Headings, lists, rows, ids and pictures are those of the English page.",
        "WCAG 2.2, 1.3.1 Info and Relationships; Project decision: a translation changes words only",
    ),
    Rule(
        "languages/links", "Each block leads where the English one leads.", "WCAG 2.2, 3.2.4 Consistent Identification"
    ),
    Rule(
        "languages/facts",
        "Each block holds the phone numbers, addresses and numbers of the English one.",
        "Project decision: a translation cannot change a number",
    ),
    Rule(
        "languages/detected",
        "A block is in the language that its “lang” says (lingua-language-detector; letters for Malayalam).",
        "WCAG 2.2, 3.1.1 Language of Page and 3.1.2 Language of Parts",
    ),
    Rule(
        "languages/direction",
        "In a right-to-left page, numbers and addresses to call, write to or open are set left to right.",
        "Unicode Standard Annex 9; W3C, Inline markup and bidirectional text in HTML",
    ),
    Rule(
        "languages/hidden",
        "No character that turns or hides text (Unicode TR36, 2.5).",
        "Unicode Technical Report 36, 2.5",
    ),
    Rule(
        "languages/switcher",
        "The list of languages names each in its own language, once, and leads to the same page.",
        "GOV.UK Design System, translation navigation component; WCAG 2.2, 3.1.2",
    ),
    Rule(
        "languages/notice",
        "A translated page says who answers for it and leads to the English page.",
        "Project decision: no translation is shown without saying who answers for it",
    ),
)

SOURCE = "en-GB"
BLOCKS = ("h1", "h2", "h3", "h4", "p", "li", "dt", "dd", "th", "td", "figcaption", "summary", "caption")
# Elements that only pages in another language have
ADDED = "ancestor-or-self::details[contains(@class, 'english')] or contains(@class, 'information') or contains(@class, 'translation') or ancestor-or-self::*[contains(@class, 'letter-to-send') or contains(@class, 'letter-name') or contains(@class, 'letter-actions')]"
# What the lists of editions and of languages give: they differ from language to language (the check "downloads" and the
# rule "switcher" look at them)
LISTED = (
    "ancestor-or-self::ul[contains(@class, 'files') or contains(@class, 'formats') or contains(@class, 'language-list')] "
    "or self::h2[@id='not-made' or starts-with(@id, 'files-')] or "
    "ancestor-or-self::ul[preceding-sibling::h2[1][@id='not-made']]"
)
# What the file of a mirrored picture is called at its end
MIRRORED = "-mirrored"
# A detector needs some words: shorter blocks are mostly names and headings
LEAST_LETTERS = 60
# How sure the detector has to be of another language before that is a finding
SURE = 0.8
# Letters that are enough to know a language by, where the detector does not know it
BY_LETTERS = {"ml": "MALAYALAM"}
CALLED = re.compile(r"^(tel|mailto|https?):")


@dataclass(frozen=True)
class Block:
    """A block of text on a page: its tag, its own words, where it leads, and the language it says it is in.

    `listed`: it belongs to the list of files, which is another in each language.
    """

    tag: str
    words: str
    links: tuple[str, ...]
    language: str
    listed: bool


def main_of(document: Document) -> HtmlElement | None:
    """Return the main part of a page, None where it has none."""
    found = document.tree.xpath("//main")
    return found[0] if found else None


def own_words(element: HtmlElement) -> str:
    """Return the words of a block without those of blocks inside it."""
    parts = [element.text or ""]
    for child in element:
        if isinstance(child.tag, str) and child.tag not in (
            *BLOCKS,
            "ul",
            "ol",
            "dl",
            "div",
            "figure",
            "blockquote",
            "table",
        ):
            parts.append(own_words(child))
        parts.append(child.tail or "")
    return "".join(parts)


def language_of(element: HtmlElement) -> str:
    """Return the language an element is said to be in."""
    return next((str(tag) for tag in element.xpath("ancestor-or-self::*[@lang][1]/@lang")), "")


def blocks(document: Document) -> list[Block]:
    """Return the blocks of a page's main part in order."""
    main = main_of(document)
    if main is None:
        return []
    found = []
    for element in main.iter(*BLOCKS):
        if element.xpath(f"boolean({ADDED})") or element.xpath("boolean(ancestor::*[contains(@class, 'translation')])"):
            continue
        own = [link for link in element.iter("a") if next(link.iterancestors(*BLOCKS)) is element]
        links = tuple(_same_place(document, link.get("href", "")) for link in own)
        # Where all the words are in one span that names its language, that is the block's
        inner = [child for child in element if isinstance(child.tag, str)]
        whole = (
            len(inner) == 1
            and inner[0].get("lang")
            and not (element.text or "").strip()
            and not (inner[0].tail or "").strip()
        )
        found.append(
            Block(
                element.tag,
                " ".join(own_words(element).split()),
                links,
                language_of(inner[0] if whole else element),
                element.xpath(f"boolean({LISTED})"),
            )
        )
    return found


def _same_place(document: Document, href: str) -> str:
    """Return where a link leads, with the language's own part of the address taken out.

    An email leads to whom it is sent: its words are in the reader's language.
    """
    if href.startswith("mailto:"):
        return href.partition("?")[0]
    whole, fragment = urldefrag(urljoin(document.address, href))
    own = urljoin(document.site.address, f"{document.language}/")
    if whole.startswith(own) and not whole.startswith(urljoin(own, "downloads/")):
        whole = document.site.address + whole.removeprefix(own)
    return f"{whole}#{fragment}" if fragment else whole


def english_path(document: Document) -> str:
    """Return the path of the English page of which this is the translation."""
    return document.path.removeprefix(f"{document.language}/")


def skeleton(document: Document) -> list[tuple[str, str, str]]:
    """Return tag, id and picture of every element of the main part that gives it its structure."""
    main = main_of(document)
    if main is None:
        return []
    found = []
    turned = document.tree.get("dir") == "rtl"  # where pictures with an arrow of time are mirrored
    for element in main.iter(
        "section", "h1", "h2", "h3", "h4", "ul", "ol", "li", "dl", "dt", "dd", "figure", "blockquote", "img"
    ):
        if element.xpath(f"boolean({ADDED})") or element.xpath(f"boolean({LISTED})"):
            continue
        picture = Path(element.get("src", "")).stem
        found.append((element.tag, element.get("id", ""), picture.removesuffix(MIRRORED) if turned else picture))
    return found


def same_as_english(document: Document, english: Document) -> Iterator[Finding]:
    """Compare a page with the English one."""
    here, there = skeleton(document), skeleton(english)
    if here != there:
        at = next((i for i, (a, b) in enumerate(zip(here, there, strict=False)) if a != b), min(len(here), len(there)))
        got, wanted = (page[at][0] if at < len(page) else "nothing" for page in (here, there))
        yield Finding(
            document.path,
            0,
            "languages/structure",
            f"Element {at + 1} is {got}, in English {wanted}.",
            "The structure comes from the English page: build the site again.",
        )
        return
    ours, theirs = ([block for block in blocks(page) if not block.listed] for page in (document, english))
    if len(ours) != len(theirs):
        yield Finding(
            document.path,
            0,
            "languages/structure",
            f"It has {len(ours)} blocks of text, the English page {len(theirs)}.",
            "The structure comes from the English page: build the site again.",
        )
        return
    for one, other in zip(ours, theirs, strict=True):
        if Counter(one.links) != Counter(other.links):
            yield Finding(
                document.path,
                0,
                "languages/links",
                f"“{one.words[:60]}” does not lead where the English leads.",
                "Use the links of the English message.",
            )
        if missing := numbers(other.words) - numbers(one.words):
            yield Finding(
                document.path,
                0,
                "languages/facts",
                f"“{one.words[:60]}” lacks {', '.join(sorted(missing))}.",
                "Write the numbers of the English message.",
            )


@lru_cache
def detector(codes: frozenset[str]) -> LanguageDetector:
    """Return a detector that knows these ISO 639-1 codes."""
    known = {one.iso_code_639_1.name.lower(): one.iso_code_639_1 for one in Detected.all()}
    wanted: list[IsoCode639_1] = [known[code] for code in sorted(codes) if code in known]
    return LanguageDetectorBuilder.from_iso_codes_639_1(*wanted).build()


@cache
def looks_like(words: str, codes: frozenset[str]) -> str:
    """Return the code of the language that a text is surely in, or "" where that is not sure."""
    letters = [letter for letter in words if letter.isalpha()]
    for code, script in BY_LETTERS.items():
        if sum(unicodedata.name(letter, "").startswith(script) for letter in letters) * 2 > len(letters):
            return code
    best = detector(codes).compute_language_confidence_values(words)[0]
    return best.language.iso_code_639_1.name.lower() if best.value >= SURE else ""


def detected(document: Document, codes: frozenset[str]) -> Iterator[Finding]:
    """Check that what is said of each block's language is true."""
    for block in blocks(document):
        # What is in brackets is the English name of a thing
        words = re.sub(r"[(（][^()（）]*[)）]", "", block.words)
        if sum(letter.isalpha() for letter in words) < LEAST_LETTERS:
            continue
        found = looks_like(words, codes)
        if found and found != block.language.split("-")[0]:
            yield Finding(
                document.path,
                0,
                "languages/detected",
                f"“{words[:60]}” is said to be {block.language} and looks like {found}.",
                "Translate it, or correct the language of its element.",
            )


def direction(document: Document) -> Iterator[Finding]:
    """Check what must read from left to right in a right-to-left page."""
    if document.tree.get("dir") != "rtl":
        return
    for link in document.tree.xpath("//body//a[@href]"):
        words = "".join(link.itertext()).strip()
        shown = CALLED.match(link.get("href")) and (re.search(r"\d{5}|@|^www\.|^https?:", words) is not None)
        if shown and not link.xpath("boolean(ancestor-or-self::*[@dir][1][@dir='ltr'])"):
            yield Finding(
                document.path,
                link.sourceline or 0,
                "languages/direction",
                f"“{words}” can be torn apart or turned round.",
                "Use the fact by its name: it is set left to right.",
            )


def hidden(document: Document) -> Iterator[Finding]:
    """Check that no character turns or hides text, in words and in attributes, which are read aloud."""
    text = "".join([*document.tree.itertext(), *document.tree.xpath("//@*")])
    if strange := sorted({letter for letter in text if letter in DIRECTION}):
        yield Finding(document.path, 0, "languages/hidden", f"The page holds U+{ord(strange[0]):04X}.", "Take it out.")


def switcher(document: Document, names: dict[str, str]) -> Iterator[Finding]:
    """Check the lists of languages on a page; `names` gives each tag its page."""

    def finding(problem: str) -> Finding:
        return Finding(document.path, 0, "languages/switcher", problem, "Let the template write the list.")

    lists = document.tree.xpath("//ul[contains(@class, 'language-list')]")
    if len(names) > 1 and not lists:
        yield finding("There is no list of languages.")
    for one in lists:
        current = one.xpath(".//*[@aria-current]/@lang")
        if current != [document.language]:
            yield finding(f"The current language is given as {current}.")
        links = {link.get("hreflang"): link for link in one.iter("a")}
        if links.keys() != names.keys() - {document.language}:
            yield finding(f"It leads to {', '.join(sorted(links))} only.")
        for tag, link in links.items():
            if link.get("lang") != tag or not link.get("dir"):
                yield finding(f"The name of {tag} is not marked with its language and direction.")
            if urljoin(document.address, link.get("href")) != names.get(tag):
                yield finding(f"The link to {tag} leads to {link.get('href')}, which is another page.")


def notice(document: Document) -> Iterator[Finding]:
    """Check that a translated page says who answers for it, and leads to the English page."""
    links = document.tree.xpath("//main//*[contains(@class, 'translation')]//a[@hreflang='en-GB']/@href")
    wanted = urljoin(document.site.address, english_path(document).removesuffix("index.html"))
    if [urljoin(document.address, link) for link in links] != [wanted]:
        yield Finding(
            document.path,
            0,
            "languages/notice",
            "There is no notice that leads to the same page in English.",
            "Let the template write it.",
        )


def check(context: CheckContext) -> Report:
    """Check every page in every language; examined = pages."""
    documents = [document for document in context.documents if document.path != "404.html"]
    pages = context.built_site.documents.values()
    everywhere = {document.path: document for document in pages if document.path != "404.html"}
    tags = {document.language for document in everywhere.values()}
    codes = frozenset(tag.split("-")[0] for tag in tags)

    def versions(document: Document) -> dict[str, Document | None]:
        path = english_path(document) if document.language != SOURCE else document.path
        return {tag: everywhere.get(path if tag == SOURCE else f"{tag}/{path}") for tag in sorted(tags)}

    def look(subjects: Sequence[Subject]) -> Iterator[Finding]:
        for subject in subjects:
            yield from check_page(everywhere[subject.name], versions(everywhere[subject.name]), codes)

    subjects = []
    for document in documents:
        others = versions(document)
        english = others.get(SOURCE)
        addresses = [(tag, other and other.address) for tag, other in others.items()]
        files = (document.file, *((english.file,) if english else ()))
        subjects.append(Subject(document.path, files, (document.address, *addresses)))
    outcome = context.examine("languages", __name__, (), subjects, look)
    return context.report("languages", RULES, outcome.examined, outcome.findings, known=outcome.known)


def check_page(document: Document, versions: dict[str, Document | None], codes: frozenset[str]) -> Iterator[Finding]:
    """Check one page; `versions` are the same page in every language, `codes` the languages that the site has."""
    for tag, version in versions.items():
        if version is None:
            yield Finding(
                document.path, 0, "languages/page", f"There is no such page in {tag}.", "Build the site again."
            )
    yield from switcher(document, {tag: version.address for tag, version in versions.items() if version is not None})
    yield from detected(document, codes)
    yield from direction(document)
    yield from hidden(document)
    if document.language != SOURCE:
        yield from notice(document)
        if english := versions.get(SOURCE):
            yield from same_as_english(document, english)
