"""Checks that readers meet what an editor typed: nothing that looks like markup is left over as signs."""

from __future__ import annotations

import posixpath
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path

from pymdownx.blocks import RE_END, RE_START

from booklet.checks.context import CheckContext
from booklet.checks.rules import Rule
from booklet.findings import Finding, Report
from booklet.markdown.pages import SourcePage, inline_text, read_label_texts, read_own_texts, read_pages
from booklet.project import Project
from booklet.source.addresses import require_safe_link
from booklet.source.booklets import Booklet, booklet_of, read_booklets
from booklet.source.front_matter import reading_of
from booklet.source.service.facts import PLACEHOLDER, Facts, read_facts
from booklet.source.signs import entities, left_over, list_faults
from booklet.source.text import visible

NAME = "markup"
RULES = (
    Rule(
        "markup/sign",
        "No sign of Markdown, HTML or another notation is left in the words of a page or a label.",
        "Project decision: what is typed is what a reader meets",
    ),
    Rule(
        "markup/list",
        "Every list is one, as deep as it looks, with the numbers that were typed.",
        "Project decision: what is typed is what a reader meets; WCAG 2.2, 1.3.1 Info and Relationships",
    ),
    Rule(
        "markup/top",
        "Title and description are plain words.",
        "Project decision: they also go where no markup and no link can be",
    ),
    Rule(
        "markup/block-title",
        "Nothing is behind the name of a block.",
        "Project decision: what is typed is what a reader meets",
    ),
    Rule(
        "markup/link-unsafe",
        "A link leads into the site, to https, to a mailbox or to a telephone number.",
        "WHATWG URL Standard, 4.4; RFC 3986, 3.1: no other scheme, no user, no invisible character",
    ),
    Rule(
        "markup/link-holds-fact",
        "No link holds another.",
        "HTML Living Standard, the a element: no interactive content inside",
    ),
    Rule(
        "markup/page-repeated",
        "No two pages of a reading have the same name.",
        "Project decision: documents and requests name a page by the last part of its address",
    ),
    Rule(
        "markup/page-name-reserved",
        "No page has a name that Windows keeps for a device.",
        "Microsoft, Naming Files, Paths, and Namespaces",
    ),
    Rule(
        "markup/link-on-disk",
        "No file that people write is a link that leads out of the project.",
        "Project decision: what it leads to would be published",
    ),
    Rule(
        "markup/no-file",
        "Everything that people write is an ordinary file: no pipe, no device.",
        "Project decision: reading one may never end",
    ),
)
# Names that Windows keeps for devices (Microsoft, “Naming Files, Paths, and Namespaces”)
RESERVED = {"con", "prn", "aux", "nul", *(f"{name}{number}" for name in ("com", "lpt") for number in range(1, 10))}
# The folders in which people write
WRITTEN_IN = ("docs", "content", "service", "locales", "overrides")


def signs(page: SourcePage) -> Iterator[Finding]:
    """No sign of Markdown is left in the words of a page."""
    for text in page.texts:
        if text.raw.startswith("///"):
            continue  # a block that `block_titles` names
        for problem, cure in (*entities(text.raw), *left_over(text.words)):
            yield Finding(page.name, text.line, "markup/sign", problem, cure)


def lists(page: SourcePage) -> Iterator[Finding]:
    """Every list is one, as deep as it looks, with the numbers that were typed."""
    for line, problem, cure in list_faults(page.body):
        yield Finding(page.name, line, "markup/list", problem, cure)


def top(page: SourcePage) -> Iterator[Finding]:
    """Title and description are plain words: they also go where no markup and no link can be."""
    for text in page.meta_texts():
        for problem, cure in left_over(text.words):
            yield Finding(page.name, text.line, "markup/top", problem, cure)
        if name := PLACEHOLDER.search(text.words):
            yield Finding(
                page.name,
                text.line,
                "markup/top",
                f"{name[0]} would show in braces: a {text.tag} holds words only.",
                "Write it without the fact.",
            )


def block_titles(page: SourcePage) -> Iterator[Finding]:
    """A block has a name and nothing behind it: a title there would be lost, and other signs would show."""
    for number, line in enumerate(page.body, 1):
        if line.startswith("///") and not RE_START.fullmatch(line) and not RE_END.fullmatch(line):
            yield Finding(
                page.name,
                number,
                "markup/block-title",
                "This line neither opens a block nor closes one, and would show as it is.",
                "Write three slashes, a space and the name of the block, such as /// note.",
            )
        if (start := RE_START.fullmatch(line)) and start[3] and start[3].strip():
            yield Finding(
                page.name,
                number,
                "markup/block-title",
                f"“{start[3].strip()}” behind the name of a block is not shown.",
                "Write it as a heading or a paragraph inside the block.",
            )


def links(page: SourcePage, facts: Facts) -> Iterator[Finding]:
    """A link leads where links may lead, and holds no second link: a fact with an address is one."""
    for element, start in page.elements("a"):
        href = element.get("href", "")
        if not PLACEHOLDER.fullmatch(href):
            try:
                require_safe_link(href)
            except ValueError as error:
                yield Finding(
                    page.name,
                    page.line_of(href, start),
                    "markup/link-unsafe",
                    f"The link to “{visible(href)}” cannot be used. {error}",
                    "Link to a page, to https://… or to a fact.",
                )
        for name in PLACEHOLDER.findall(inline_text(element)):
            if name in facts and facts[name].address:
                yield Finding(
                    page.name,
                    page.line_of(f"{{{name}}}", start),
                    "markup/link-holds-fact",
                    f"The fact {{{name}}} is a link, and cannot be inside another.",
                    f"Link its words only: [words]({{{name}}}), or write {{{name}}} alone.",
                )


def names(pages: Collection[SourcePage], booklets: Sequence[Booklet]) -> Iterator[Finding]:
    """No two pages of a booklet's reading have one name, which files and requests use; none has one that Windows refuses."""
    first: dict[tuple[str, str, str], SourcePage] = {}
    for page in pages:
        stem = posixpath.splitext(posixpath.basename(page.file))[0]
        book = booklet_of(page.file, booklets).id, reading_of(page.file)
        other = first.setdefault((*book, stem.casefold()), page)
        if other is not page:
            yield Finding(
                page.name,
                0,
                "markup/page-repeated",
                f"{other.name} has the same name: documents could not tell them apart.",
                "Give one of the two another name.",
            )
        if stem.casefold() in RESERVED:
            yield Finding(
                page.name,
                0,
                "markup/page-name-reserved",
                f"Windows allows no file with the name “{stem}”.",
                "Give the page another name.",
            )


def links_on_disk(project: Project) -> Iterator[Finding]:
    """No file or folder that people write is a link out of the project: what it leads to would be published.

    Nor is one a pipe or a device, from which there may be no end of reading.
    """
    root = project.root.resolve()
    for folder in WRITTEN_IN:
        for path in project.written(project.root / folder, "**/*"):
            if path.exists() and not path.is_file() and not path.is_dir():
                yield Finding(
                    project.relative(path),
                    0,
                    "markup/no-file",
                    "This is not a file that can be read.",
                    "Put a file here.",
                )
            if path.is_symlink() and not _leads_inside(path, root):
                yield Finding(
                    project.relative(path),
                    0,
                    "markup/link-on-disk",
                    "This is a link to a file outside the project.",
                    "Put the file itself here.",
                )


def _leads_inside(path: Path, root: Path) -> bool:
    try:
        return path.resolve(strict=True).is_relative_to(root)
    except (OSError, RuntimeError):  # it leads nowhere, or round in a circle
        return False


def check(context: CheckContext) -> Report:
    """Check every page and every label; examined = pages and labels."""
    project = context.project
    facts = read_facts(project)
    pages, labels = read_pages(project), [*read_label_texts(project), *read_own_texts(project)]
    findings = list(links_on_disk(project))
    for page in pages:
        findings += [*signs(page), *lists(page), *top(page), *block_titles(page), *links(page, facts)]
    findings += names(pages, read_booklets(project))
    for label in labels:
        findings += (
            Finding(label.path, label.line, "markup/sign", problem, cure) for problem, cure in left_over(label.words)
        )
    return context.report(NAME, RULES, len(pages) + len(labels), findings)
