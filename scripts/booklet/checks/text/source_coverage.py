"""Checks that every point of the printed booklet is in the guide, and that what the guide says of the law has a source.

Both lists name a page and a heading of it, which have to exist.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from booklet.checks.context import CheckContext
from booklet.checks.rules import Rule
from booklet.checks.text.structure import link_targets
from booklet.errors import BookletError, nearest
from booklet.findings import Finding, Report
from booklet.markdown.pages import SourcePage, read_pages
from booklet.project import Project
from booklet.source.front_matter import EASY_READ, reading_of

RULES = (
    Rule(
        "source_coverage/incomplete",
        "Every point of the printed booklet says where it comes from and where it is now, and every source too.",
        "Project decision: nothing of the printed booklet is lost",
    ),
    Rule(
        "source_coverage/page",
        "The page named for a point or a source exists.",
        "Project decision: nothing of the printed booklet is lost",
    ),
    Rule(
        "source_coverage/heading",
        "The heading named for a point or a source exists.",
        "Project decision: nothing of the printed booklet is lost",
    ),
    Rule(
        "source_coverage/source",
        "What the guide says of the law names its strength, its source, and how far somebody has read that source.",
        "Project decision: the next reader can check every must and should",
    ),
    Rule(
        "source_coverage/unsourced",
        "A standard page that says must has at least one source.",
        "Project decision: the next reader can check every must and should",
    ),
)

NAME = "source_coverage"
FILE = "content/records/source-coverage.yml"
KEYS = ("point", "source", "page", "heading")
# Where what the guide says of law and guidance comes from
SOURCES = "content/records/sources.yml"
SOURCE_KEYS = ("id", "claim", "page", "heading", "says", "source", "status")
SAYS = ("must", "should", "may", "fact")
# How far the source was read: the words themselves, some of them, or from memory
FROM_MEMORY = "memory"
STATUSES = ("seen", "part", FROM_MEMORY)
DUTY = "**must**"
# The words of a page before its first heading
TOP = "top"


def read_points(project: Project, file: str = FILE, keys: Sequence[str] = KEYS) -> list[tuple[dict[str, str], int]]:
    """Return every entry of a list with its line: a point of the booklet, or a source with `keys` of its own.

    Raises BookletError if the file is no list of them.
    """
    points = project.read_list(project.root / file)
    for point, line in points:
        if not isinstance(point, dict):
            raise BookletError(f"“{point}” is not a point.", f"Give each {', '.join(keys)}.", file, line)
    return points


def place(point: Mapping[str, str], file: str, line: int, pages: Mapping[str, SourcePage]) -> Iterator[Finding]:
    """The page and the heading that an entry names exist."""
    page, heading = pages.get(point["page"]), point["heading"]
    if page is None:
        yield Finding(
            file,
            line,
            "source_coverage/page",
            f"There is no page “{point['page']}”.",
            nearest(point["page"], pages, "Name the page that holds the point."),
        )
    elif heading != TOP and heading not in link_targets(page):
        yield Finding(
            file,
            line,
            "source_coverage/heading",
            f"{page.name} has no heading with the id “{heading}”.",
            nearest(heading, link_targets(page), "Name the heading that the point is under."),
        )


def source(entry: Mapping[str, str], line: int) -> Iterator[Finding]:
    """A source says how strong the words are and how far it was read."""
    for key, known in (("says", SAYS), ("status", STATUSES)):
        if entry[key] not in known:
            yield Finding(
                SOURCES,
                line,
                "source_coverage/source",
                f"“{entry[key]}” is not what “{key}” can be.",
                f"Write {', '.join(known)}.",
            )
    if entry["status"] != FROM_MEMORY and not entry.get("where"):
        yield Finding(
            SOURCES,
            line,
            "source_coverage/source",
            "This source was read, and nobody can tell where.",
            "Name the public place after “where:”.",
        )


def unsourced(pages: Iterable[SourcePage], sourced: Collection[str]) -> Iterator[Finding]:
    """Pages that say must, and that no source is named for."""
    for page in pages:
        if page.file in sourced or reading_of(page.file) == EASY_READ:
            continue
        number = next((number for number, line in enumerate(page.body, 1) if DUTY in line), None)
        if number:
            yield Finding(
                page.name,
                number,
                "source_coverage/unsourced",
                f"This page says “must”, and {SOURCES} names no source for it.",
                "Add an entry with this page there.",
            )


def check(context: CheckContext) -> Report:
    """Look up every point and every source; examined = both."""
    project = context.project
    pages = {page.file: page for page in read_pages(project)}
    points, sources = read_points(project), read_points(project, SOURCES, SOURCE_KEYS)
    findings = []
    for file, keys, entries in ((FILE, KEYS, points), (SOURCES, SOURCE_KEYS, sources)):
        for entry, line in entries:
            if missing := [key for key in keys if not entry.get(key)]:
                findings.append(
                    Finding(file, line, "source_coverage/incomplete", f"This has no {', '.join(missing)}.", "Add it.")
                )
                continue
            findings += place(entry, file, line, pages)
            if file == SOURCES:
                findings += source(entry, line)
    findings += unsourced(pages.values(), {entry.get("page", "") for entry, _ in sources})
    return context.report(NAME, RULES, len(points) and len(points) + len(sources), findings)
