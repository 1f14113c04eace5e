"""Checks every web page to take away: it is whole by itself, and reads like the pages of the website.

The Nu HTML Checker reads the sample of checks/language_sample.py; the other rules read every file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import lxml.html
from lxml import etree

from booklet.checks.context import CheckContext
from booklet.checks.files.parity.text_blocks import BookText, nfc_line, read_book, words_and_language
from booklet.checks.language_sample import note
from booklet.checks.pages.html import TOOLS, ask
from booklet.checks.rules import Rule
from booklet.checks.verdicts import Subject
from booklet.findings import Finding, Problem, Report

RULES = (
    Rule(
        "web_pack/html", "The Nu HTML Checker reports no error and no warning.", "HTML Living Standard; WCAG 2.2, 4.1.2"
    ),
    Rule(
        "web_pack/readable",
        "The file is there, and is a web page.",
        "Project decision: a file that cannot be opened helps nobody",
    ),
    Rule(
        "web_pack/outside",
        "Nothing is fetched: pictures and styles are inside.",
        "Project decision: the file works without a network",
    ),
    Rule("web_pack/scripts", "There is no script.", "Project decision: the file works where scripts are off"),
    Rule(
        "web_pack/policy",
        "Its policy forbids everything but what is inside (CSP Level 3).",
        "Content Security Policy Level 3, fetch directives",
    ),
    Rule(
        "web_pack/language",
        "It says the language and the direction of the book, and the contents the language of each heading.",
        "WCAG 2.2, 3.1.1 Language of Page and 3.1.2 Language of Parts",
    ),
    Rule("web_pack/title", "Its title is that of the book.", "WCAG 2.2, 2.4.2 Page Titled"),
    Rule(
        "web_pack/links",
        "Every link inside the page leads to a place that is there.",
        "Project decision: every link works wherever the file is",
    ),
)

CURE = "Correct scripts/booklet/formats/web_pack.py, then build again."
# Attributes with an address that a browser fetches by itself (HTML, 2.4), and the elements for which that is so
FETCHED = "//@src | //@srcset | //@poster | //@background | //@data | //link/@href | //image/@href | //use/@href"
IN_STYLES = re.compile(r"""url\(\s*['"]?([^'")]+)|@import\s+['"]([^'"]+)""")
NEEDED = {
    "default-src": "'none'",
    "base-uri": "'none'",
    "form-action": "'none'",
    "img-src": "data:",
    "style-src": "'unsafe-inline'",
}


def check(context: CheckContext) -> Report:
    """Check the web packs of a finished site. Examined = files.

    The Nu HTML Checker reads a sample of the languages, all where everything is asked for.
    Raises BookletError if a tool, the list of editions or a book is missing.
    """
    editions = context.editions_in("web-pack")
    by_path = {edition.path: edition for edition in editions}

    def look(subjects: Sequence[Subject]) -> Iterator[Finding]:
        broken = set()
        for edition in (by_path[subject.name] for subject in subjects):
            for problem in problems(context.site / edition.path, read_book(context.book(edition))):
                broken |= {edition.path} if problem.rule == "web_pack/readable" else set()
                yield problem.at(edition.path, CURE)
        names = [subject.name for subject in subjects]
        slow = [name for name in names if by_path[name].language in context.languages and name not in broken]
        for path, line, kind, said in ask(context.built_site, slow):
            yield Finding(path, line, "web_pack/html", f"{kind}: {said}", CURE)

    subjects = [
        Subject(
            edition.path,
            (context.site / edition.path, context.book(edition), context.site / "_headers"),
            (edition.language in context.languages,),
        )
        for edition in editions
    ]
    outcome = context.examine("web_pack", __name__, TOOLS, subjects, look)
    notes = [note("The Nu HTML Checker", context.languages, context.full)]
    return context.report("web_pack", RULES, outcome.examined, outcome.findings, notes, outcome.known)


def problems(path: Path, book: BookText) -> Iterator[Problem]:
    """Yield the problems of one page."""
    try:
        tree = lxml.html.document_fromstring(path.read_bytes(), parser=lxml.html.HTMLParser(encoding="utf-8"))
    except (OSError, etree.ParserError) as error:
        yield Problem("web_pack/readable", f"This file cannot be read ({error}).")
        return
    styles = [*(style.text or "" for style in tree.iter("style")), *tree.xpath("//@style")]
    in_styles = [one or other for style in styles for one, other in IN_STYLES.findall(style)]
    for address in (*tree.xpath(FETCHED), *in_styles):
        if not address.startswith(("data:", "#")):
            yield Problem("web_pack/outside", f"{address[:80]} is fetched.")
    if tree.xpath("//script | //@*[starts-with(name(), 'on')]"):
        yield Problem("web_pack/scripts", "There is a script.")
    policy = dict(
        part.strip().partition(" ")[::2]
        for part in tree.xpath("string(//meta[@http-equiv='Content-Security-Policy']/@content)").split(";")
        if part.strip()
    )
    if policy != NEEDED:
        yield Problem("web_pack/policy", f"The policy is {policy or 'missing'}, and has to be {NEEDED}.")
    if (tree.get("lang"), tree.get("dir")) != (book.language, book.direction):
        yield Problem(
            "web_pack/language",
            f"The page says {tree.get('lang')} and {tree.get('dir')}, and the book {book.language} and {book.direction}.",
        )
    for entry in tree.xpath("//nav[@class='contents']//li"):
        for heading in tree.xpath("//section[@id=$id]/h2", id=entry.xpath("string(a/@href)").removeprefix("#")):
            if words_and_language(entry) != words_and_language(heading):
                yield Problem(
                    "web_pack/language",
                    f"The contents do not say “{nfc_line(heading.text_content())}” in the language of that heading.",
                )
    if nfc_line(tree.findtext("head/title", "")) != book.title:
        yield Problem("web_pack/title", f"The title is not “{book.title}”.")
    anchors = set(tree.xpath("//@id"))
    for address in tree.xpath("//a/@href"):
        if address.startswith("#") and address[1:] not in anchors:
            yield Problem("web_pack/links", f"There is no {address}.")
        elif not re.match(r"#|https?:|tel:|mailto:", address):
            yield Problem("web_pack/links", f"{address} leads nowhere when the file is taken away.")
