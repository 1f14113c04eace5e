"""Checks that everything the site points to is in the site, and that links elsewhere lead only where they may."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

import tinycss2

from booklet.checks.context import CheckContext
from booklet.checks.pages.built_site import BuiltSite, Document
from booklet.checks.rules import Rule
from booklet.findings import Finding, Report
from booklet.markdown.pages import page_paths
from booklet.project import Project
from booklet.source.service.settings import read_settings

# The addresses of the service, and those that are the same for every service
FACTS = ("service/facts.yml", "content/facts.yml")

RULES = (
    Rule(
        "links/broken",
        "An address inside the site leads to a file (links, pictures, styles, scripts, style sheets' url()).",
        "Project decision: no link leads nowhere",
    ),
    Rule(
        "links/fragment",
        "The part after # is an id on the page it leads to.",
        "HTML Living Standard, scrolling to a fragment",
    ),
    Rule(
        "links/outside",
        "An address without the site's own leads out of its sub-path.",
        "Project decision: the site may be published in a folder of another site",
    ),
    Rule("links/id", "No id occurs twice on a page.", "HTML Living Standard, the id attribute"),
    Rule(
        "links/host",
        "A link to another host leads to one named in service/facts.yml, in no other scheme than https.",
        "Project decision: every address that can change is named once, in service/facts.yml",
    ),
    Rule(
        "links/form",
        "Tel: and mailto: have the form of a number that works from every country (RFC 3966, 5.1.4), or of a short "
        "one such as 111, and of an address.",
        "RFC 3966, 5.1.4 (tel); RFC 6068, 2 (mailto)",
    ),
)

ADDRESSES = ("href", "src", "poster", "action", "formaction", "data", "cite", "data-script", "data-index")
LISTS = ("srcset", "imagesrcset")
# No 0 follows +44: "+44 (0)1603" names both ways to dial at once
FORMS = {
    "tel": re.compile(r"tel:(?:\+(?!440)[1-9]\d{6,14}|[1-9]\d{2,5})"),
    # A letter leaves open who it goes to, and then has a subject
    "mailto": re.compile(
        r"mailto:(?:[\w.+-]+@[\w-]+(?:\.[\w-]+)+(?=$|\?)|(?=\?))(?:\?subject=[\w.~%-]+(?:&body=[\w.~%-]+)?)?"
    ),
}


def check(context: CheckContext) -> Report:
    """Follow every address on the pages and, if all pages are looked at, in the style sheets."""
    documents = context.documents
    allowed, also = known_hosts(context.project), edit_links(context.project)
    found = [finding for document in documents for finding in check_page(document, allowed, also)]
    if context.pages is None:
        styles = sorted(context.site.rglob("*.css"))
        found += [finding for file in styles for finding in check_styles(context.built_site, file)]
    return context.report("links", RULES, len(documents), found)


def known_hosts(project: Project) -> set[str]:
    """Return the hosts of all web addresses in the two files of facts."""

    def texts(value: Any) -> Iterator[str]:
        if isinstance(value, dict):
            for one in value.values():
                yield from texts(one)
        elif isinstance(value, list):
            for one in value:
                yield from texts(one)
        elif isinstance(value, str):
            yield value

    return {
        urlsplit(text).hostname or ""
        for file in FACTS
        for text in texts(project.read_yaml(project.root / file))
        if text.startswith("https://")
    }


def edit_links(project: Project) -> set[str]:
    """Return where staff may change each page, where service/settings.yml has switched these links on."""
    start = read_settings(project).edit_address
    return {f"{start}{project.relative(path)}" for path in page_paths(project)} if start else set()


def addresses(document: Document) -> Iterator[tuple[str, str, int]]:
    """Give each address on a page as (the attribute's name, the address, the line)."""
    for element in document.tree.iter("*"):
        for name in ADDRESSES:
            if (value := element.get(name)) is not None and not (name == "data" and element.tag != "object"):
                yield name, value.strip(), element.sourceline or 0
        for name in LISTS:
            for part in (element.get(name) or "").split(","):
                if part.strip():
                    yield name, part.split()[0], element.sourceline or 0


def check_page(document: Document, hosts: Collection[str], also: Collection[str] = ()) -> Iterator[Finding]:
    """Follow every address on a page. It may lead to one of the `hosts`, and to the addresses `also`."""
    for _, value, line in addresses(document):
        scheme = urlsplit(value).scheme
        if scheme in FORMS:
            if not FORMS[scheme].fullmatch(value):
                yield Finding(
                    document.path,
                    line,
                    "links/form",
                    f"“{value}” cannot be dialled or written to.",
                    "Write the fact in full, such as 01603 704070, +44 1603 704070 or name@example.org.",
                )
            continue
        if scheme == "data" or value in also:
            continue
        yield from follow(document, value, line, hosts)
    for identity, times in Counter(document.tree.xpath("//@id")).items():
        if times > 1:
            yield Finding(
                document.path, 0, "links/id", f"The id “{identity}” occurs {times} times.", "Give each its own."
            )


def follow(document: Document, value: str, line: int, hosts: Collection[str]) -> Iterator[Finding]:
    """Follow one address from a page."""
    whole = urljoin(document.address, value)
    site = document.site
    own_host = urlsplit(site.address).netloc
    if urlsplit(whole).netloc != own_host:
        parts = urlsplit(whole)
        if parts.hostname not in hosts or parts.scheme != "https":
            yield Finding(
                document.path,
                line,
                "links/host",
                f"“{value}” leads to a host that service/facts.yml does not name.",
                "Add it to service/facts.yml, with https, and use it by name.",
            )
        return
    try:
        file = site.file_at(value, document.address)
    except ValueError:
        yield Finding(
            document.path,
            line,
            "links/outside",
            f"“{value}” leads out of the site, to {whole}.",
            f"Addresses must stay under {site.address}.",
        )
        return
    if value.startswith("#"):
        file = document.file
    if file is None:
        yield Finding(
            document.path, line, "links/broken", f"“{value}” leads to nothing.", "Correct the address or add the file."
        )
        return
    fragment = unquote(urldefrag(whole).fragment)
    target = site.documents.get(file.relative_to(site.folder).as_posix())
    if (fragment or value.endswith("#")) and target and fragment not in target.anchors:
        yield Finding(
            document.path,
            line,
            "links/fragment",
            f"“{value}” names no place on {target.path}.",
            "Name a heading’s id that is there.",
        )


def check_styles(finished: BuiltSite, file: Path) -> Iterator[Finding]:
    """Follow every url() and @import of a style sheet."""
    name = file.relative_to(finished.folder).as_posix()
    for value, line in css_addresses(file.read_text(encoding="utf-8")):
        if value.startswith(("data:", "#")):
            continue
        try:
            leads_nowhere = finished.file_at(value, urljoin(finished.address, name)) is None
        except ValueError:
            leads_nowhere = True
        if leads_nowhere:
            yield Finding(
                name,
                line,
                "links/broken",
                f"“{value}” leads to nothing in the site.",
                "Correct the address or add the file.",
            )


def css_addresses(css: str) -> Iterator[tuple[str, int]]:
    """Give each address in a style sheet, with its line: url(), src() and the string of @import."""

    def walk(tokens: Any) -> Iterator[tuple[str, int]]:
        after_import = False
        for token in tokens or ():
            if token.type == "url":
                yield token.value, token.source_line
            elif token.type == "function" and token.lower_name in {"url", "src"}:
                for part in token.arguments:
                    if part.type == "string":
                        yield part.value, part.source_line
            elif token.type == "function":
                yield from walk(token.arguments)
            elif token.type == "string" and after_import:
                yield token.value, token.source_line
            elif token.type in {"{} block", "() block", "[] block"}:
                yield from walk(token.content)
            after_import = (token.type == "at-keyword" and token.lower_value == "import") or (
                after_import and token.type == "whitespace"
            )

    yield from walk(tinycss2.parse_component_value_list(css))
