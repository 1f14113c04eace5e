"""The check of single pages, for the person who is writing them: the rules for texts on these pages alone, in a few seconds."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from booklet.checks.annotations import annotation
from booklet.checks.context import CheckContext
from booklet.checks.rules import UNREADABLE
from booklet.errors import BookletError
from booklet.findings import Finding, Report
from booklet.markdown.pages import page_paths
from booklet.project import Project
from booklet.source.text import shown

ENDING = ".md"
# The check of the catalogues says nothing of a page
NOT_OF_PAGES = "translations"


@dataclass(frozen=True)
class PageResult:
    """What was found on one page ("docs/plan.md"), and lines worth reading, such as its reading grade."""

    page: str
    findings: tuple[Finding, ...]
    notes: tuple[str, ...] = ()


def is_file(name: str) -> bool:
    """Say whether somebody means a file by a name, and no check."""
    return "/" in name or "\\" in name or Path(name).suffix != ""


def find_page(project: Project, typed: str) -> str:
    """Return the page that somebody means by a file name, such as “docs/plan.md”.

    Raises BookletError, with the nearest name, for a file that is not there, and for one that is no page of the guide.
    """
    pages = {project.relative(path) for path in page_paths(project)}
    places = [Path(typed).absolute(), project.root / typed]
    try:
        for place in places:
            name = project.relative(place.resolve())
            if name in pages:
                return name
        is_there = any(place.exists() for place in places)
    except (OSError, RuntimeError, ValueError) as error:  # a name too long, links in a circle, a name that is none
        raise BookletError(
            f"“{shown(typed)}” cannot be read.", "Name a file that ends in .md in the folder docs/."
        ) from error
    if is_there:
        raise BookletError(
            f"“{typed}” is not a page of the guide.",
            "Name a file that ends in .md in the folder docs/, such as docs/plan.md.",
        )
    # A name without the folder or the ending means the page all the same
    near = sorted(page for page in pages if Path(page).stem == Path(typed).stem)
    near = near or difflib.get_close_matches(typed, sorted(pages), 1)
    cure = f"Did you mean {' or '.join(near)}?" if near else "Name a file in the folder docs/, such as docs/plan.md."
    raise BookletError(f"There is no file “{shown(typed)}”.", cure)


def check_pages(
    context: CheckContext, pages: Sequence[str], checks: Sequence[tuple[str, Callable[[CheckContext], Report]]]
) -> Iterator[PageResult]:
    """Yield what the checks of texts find on each page, in the order of its lines.

    `checks` are names of checks and what runs them. They see all pages, as links and quotations lead from one to
    another; what they find elsewhere is left out. What cannot be read is a finding where it is on one of the pages.
    Raises BookletError where another file cannot be read.
    """
    alone = replace(context, verdicts=None, english_alone=True)
    found: dict[str, list[Finding]] = {page: [] for page in pages}
    notes: dict[str, list[str]] = {page: [] for page in pages}
    try:
        for name, check in checks:
            report = check(alone)
            for finding in report.findings:
                if finding.path in found:
                    found[finding.path].append(finding)
            for page in pages:
                notes[page] += [f"{name}: {note}" for note in report.notes if note.startswith(f"{page}: ")]
    except BookletError as error:
        if str(error.path) not in found:
            raise
        # The page cannot be taken apart, so the other rules cannot be applied to it
        found[str(error.path)] = [Finding(str(error.path), error.line or 0, UNREADABLE.id, error.problem, error.cure)]
    for page in pages:
        yield PageResult(page, tuple(sorted(set(found[page]))), tuple(notes[page]))


def lines(result: PageResult) -> Iterator[str]:
    """Yield what a person reads: each finding with its line, what is wrong and what to do, then how many there are."""
    for finding in result.findings:
        yield f"{result.page}, line {finding.line}" if finding.line else result.page
        yield f"    {finding.problem}"
        yield f"    What to do: {finding.cure}"
        yield f"    (The rule is {finding.rule}.)"
        yield ""
    yield from result.notes
    count = len(result.findings)
    yield f"{result.page}: " + ("nothing to change." if not count else f"{count} thing{'s' * (count > 1)} to change.")


def annotated(results: Iterable[PageResult]) -> Iterator[str]:
    """Yield an annotation of GitHub for every finding."""
    for result in results:
        for finding in result.findings:
            yield annotation("error", finding)
