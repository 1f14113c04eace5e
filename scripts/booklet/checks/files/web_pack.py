"""Checks every web page to take away: it is whole by itself, and reads like the pages of the website.

Rules:
  web_pack/html          the Nu HTML Checker reports no error and no warning
  web_pack/readable      the file is there, and is a web page
  web_pack/outside       nothing is fetched: pictures and styles are inside
  web_pack/scripts       there is no script
  web_pack/policy        its policy forbids everything but what is inside (CSP Level 3)
  web_pack/language      it says the language and the direction of the book, and the contents the language of each heading
  web_pack/title         its title is that of the book
  web_pack/links         every link inside the page leads to a place that is there

The Nu HTML Checker reads the sample of checks/sample.py; the other rules read every file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import lxml.html
from lxml import etree

from booklet.checks.edition_list import read_editions
from booklet.checks.explained import EXPLAINED, explain
from booklet.checks.files.parity.text_blocks import BookText, clean, read_book, words_and_language
from booklet.checks.language_sample import languages_of, note
from booklet.checks.pages.built_site import BuiltSite
from booklet.checks.pages.html import ask
from booklet.findings import Finding, Report
from booklet.project import Project

CURE = "Mend scripts/booklet/formats/web_pack.py, then build again."
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


def check(site: Path, books: Path | None = None, full: bool = False) -> Report:
    """Check the web packs of a finished site. Examined = files.

    `books` is the folder with the books that the site was made from; without it, that of the project. The Nu HTML
    Checker reads a sample of the languages, all where `full`.
    Raises BookletError if a tool, the list of editions or a book is missing.
    """
    books = Project().books if books is None else books
    editions = [edition for edition in read_editions(site) if edition["format"] == "web-pack"]
    chosen = languages_of(site, full)
    found: list[Finding] = []
    for edition in editions:
        book = read_book(books / edition["language"] / f"{edition['reading']}.html")
        found += [
            Finding(edition["path"], 0, rule, problem, CURE) for rule, problem in problems(site / edition["path"], book)
        ]
    broken = {finding.path for finding in found if finding.rule == "web_pack/readable"}
    slow = [edition["path"] for edition in editions if edition["language"] in chosen and edition["path"] not in broken]
    if slow:
        found += [
            Finding(path, line, "web_pack/html", f"{kind}: {problem}", CURE)
            for path, line, kind, problem in ask(BuiltSite(site), slow)
        ]
    report = Report("web_pack", len(editions), tuple(found), (note("The Nu HTML Checker", chosen),))
    return explain(report, EXPLAINED, every_page=True)


def problems(path: Path, book: BookText) -> Iterator[tuple[str, str]]:
    """Yield rule and problem of one page."""
    try:
        tree = lxml.html.document_fromstring(path.read_bytes(), parser=lxml.html.HTMLParser(encoding="utf-8"))
    except (OSError, etree.ParserError) as error:
        yield "web_pack/readable", f"This file cannot be read ({error})."
        return
    styles = [*(style.text or "" for style in tree.iter("style")), *tree.xpath("//@style")]
    in_styles = [one or other for style in styles for one, other in IN_STYLES.findall(style)]
    for address in (*tree.xpath(FETCHED), *in_styles):
        if not address.startswith(("data:", "#")):
            yield "web_pack/outside", f"{address[:80]} is fetched."
    if tree.xpath("//script | //@*[starts-with(name(), 'on')]"):
        yield "web_pack/scripts", "There is a script."
    policy = dict(
        part.strip().partition(" ")[::2]
        for part in tree.xpath("string(//meta[@http-equiv='Content-Security-Policy']/@content)").split(";")
        if part.strip()
    )
    if policy != NEEDED:
        yield "web_pack/policy", f"The policy is {policy or 'missing'}, and has to be {NEEDED}."
    if (tree.get("lang"), tree.get("dir")) != (book.language, book.direction):
        yield (
            "web_pack/language",
            f"The page says {tree.get('lang')} and {tree.get('dir')}, and the book {book.language} and {book.direction}.",
        )
    for entry in tree.xpath("//nav[@class='contents']//li"):
        for heading in tree.xpath("//section[@id=$id]/h2", id=entry.xpath("string(a/@href)").removeprefix("#")):
            if words_and_language(entry) != words_and_language(heading):
                yield (
                    "web_pack/language",
                    f"The contents do not say “{clean(heading.text_content())}” in the language of that heading.",
                )
    if clean(tree.findtext("head/title", "")) != book.title:
        yield "web_pack/title", f"The title is not “{book.title}”."
    anchors = set(tree.xpath("//@id"))
    for address in tree.xpath("//a/@href"):
        if address.startswith("#") and address[1:] not in anchors:
            yield "web_pack/links", f"There is no {address}."
        elif not re.match(r"#|https?:|tel:|mailto:", address):
            yield "web_pack/links", f"{address} leads nowhere when the file is taken away."
