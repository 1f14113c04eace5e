"""The rules of the check `structure` for the list of booklets: whatever content/booklets.yml names is there.

A name that is wrong would stop the build without a word, or leave a page, a part or a sheet out.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from booklet.checks.rules import Rule
from booklet.errors import nearest
from booklet.findings import Finding
from booklet.markdown.pages import ORDER, SourcePage
from booklet.project import Project
from booklet.source.booklets import BOOKLETS, Booklet, booklet_of, find_booklet
from booklet.source.front_matter import READINGS
from booklet.source.labels import LABELS
from booklet.yaml_source import scalar_lines

PICTURES = "content/pictures.yml"
NAV = f"nav of {ORDER}"
RULES = (
    Rule(
        "structure/booklet-part",
        "A part that the list of booklets names is a part of the menu, with pages of its booklet alone.",
        "Project decision: a document holds all pages that somebody meant, and no others",
    ),
    Rule(
        "structure/booklet-page",
        "A page that the list of booklets names is a page of the booklet's standard text.",
        "Project decision: no sheet and no page for a meeting is left out by mistake",
    ),
    Rule(
        "structure/booklet-heading",
        "A heading that the list of booklets names is on its page.",
        "Project decision: no sheet is left out by mistake",
    ),
    Rule(
        "structure/booklet-label",
        "A label that the list of booklets names, or that names a sheet, has words.",
        "Project decision: every word that is in no page is in content/labels.yml",
    ),
    Rule(
        "structure/booklet-cover",
        "The picture on the cover of a booklet is one of content/pictures.yml.",
        "Project decision: each picture has its recipe and its licence there",
    ),
)


@dataclass(frozen=True)
class Known:
    """What there is to name: `files` of pages, by their path from docs/, names of `labels` and `pictures`.

    `pages` are those pages that can be read. `parts` are the parts of the menu, each with the paths of its pages.
    """

    files: Collection[str]
    pages: Mapping[str, SourcePage]
    labels: Collection[str]
    pictures: Collection[str]
    parts: Mapping[str, Collection[str]]


def parts_of_menu(project: Project) -> dict[str, list[str]]:
    """Return the parts of the menu (nav in mkdocs.yml), each with the paths of its pages from docs/; BookletError if the
    file cannot be read.
    """
    parts: dict[str, list[str]] = {}
    for keys, file, _ in scalar_lines(project.compose_yaml(project.root / ORDER)):
        if keys[:1] == ("nav",) and len(keys) > 1:
            parts.setdefault(keys[1], []).append(file)
    return parts


def named(project: Project, booklets: Sequence[Booklet], known: Known) -> Iterator[Finding]:
    """Find every name in the list of booklets that is the name of nothing. BookletError if the file cannot be read."""
    path = project.root / BOOKLETS
    for (id, *keys), value, line in scalar_lines(project.compose_yaml(path)):
        booklet = find_booklet(booklets, id)
        match keys:
            case ["cover"] if value not in known.pictures:
                yield _finding(line, "cover", f"There is no picture “{value}”.", value, known.pictures, PICTURES)
            case [reading, "name" | "subtitle" | "audience"] if reading in READINGS and value not in known.labels:
                yield _finding(line, "label", f"There is no label “{value}”.", value, known.labels, LABELS)
            case [_, "parts"]:
                yield from _part(booklet, booklets, value, line, known)
            case ["short" | "meeting", "page" | "pages"] | ["sheets", _, "page"]:
                yield from _page(booklet, value, line, known)
            case ["short", "diagram_before"] if booklet.short:
                yield from _heading(booklet.page(booklet.short.page), value, line, known)
            case ["sheets", sheet, "parts" | "only"]:
                yield from _heading(booklet.page(booklet.sheets[sheet].page), value, line, known)
    for booklet in booklets:
        for sheet in booklet.sheets:
            if (label := f"formats.sheet_{sheet}") not in known.labels:
                line = project.yaml_line(path, booklet.id, "sheets", sheet) or 0
                yield _finding(line, "label", f"The sheet “{sheet}” has no label “{label}”.", label, (), LABELS)


def _part(booklet: Booklet, booklets: Sequence[Booklet], name: str, line: int, known: Known) -> Iterator[Finding]:
    """Find a part of the menu that is not there, or has pages of another booklet."""
    if name not in known.parts:
        yield _finding(line, "part", f"The menu has no part “{name}”.", name, known.parts, NAV)
    elif strange := [file for file in known.parts[name] if booklet_of(file, booklets) != booklet]:
        problem = f"The part “{name}” of the menu has a page of another booklet: “docs/{strange[0]}”."
        yield Finding(BOOKLETS, line, "structure/booklet-part", problem, "Name the parts of this booklet.")


def _page(booklet: Booklet, name: str, line: int, known: Known) -> Iterator[Finding]:
    """Find a page of the standard text that is not there, or that is in none of its parts."""
    file, parts = booklet.page(name), booklet.readings["standard"].parts
    if file not in known.files:
        names = [one for one in map(_name, known.files) if booklet.page(one) in known.files]
        yield _finding(line, "page", f"There is no page “docs/{file}”.", name, names, "docs")
    # A part that is not there is another finding
    elif all(part in known.parts for part in parts) and not any(file in known.parts[part] for part in parts):
        problem = f"The page “docs/{file}” is in no part of the standard text: {', '.join(parts)}."
        yield _finding(line, "page", problem, name, (), f"one of these parts, in {NAV}")


def _heading(file: str, id: str, line: int, known: Known) -> Iterator[Finding]:
    """Find a heading that is not on its page; a page that is not there, or cannot be read, is another finding."""
    if file in known.pages and id not in known.pages[file].ids:
        problem = f"The page “docs/{file}” has no heading with the id “{id}”."
        yield _finding(line, "heading", problem, id, known.pages[file].ids, f"docs/{file}")


def _name(file: str) -> str:
    return file.rpartition("/")[2].removesuffix(".md")


def _finding(line: int, rule: str, problem: str, name: str, names: Collection[str], place: str) -> Finding:
    cure = nearest(name, names, f"Add it to {place}, or use one that is there.")
    return Finding(BOOKLETS, line, f"structure/booklet-{rule}", problem, cure)
