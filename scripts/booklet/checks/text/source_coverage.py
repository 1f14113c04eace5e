"""Checks that every point of the printed booklet stands in the guide, at a page and heading that exist."""

from __future__ import annotations

from booklet.checks.context import CheckContext
from booklet.checks.rules import Rule
from booklet.checks.text.structure import link_targets, nearest
from booklet.errors import BookletError
from booklet.findings import Finding, Report
from booklet.markdown.pages import read_pages
from booklet.project import Project

RULES = (
    Rule(
        "source_coverage/incomplete",
        "Every point of the printed booklet says where it comes from and where it is now.",
        "Project decision: nothing of the printed booklet is lost",
    ),
    Rule(
        "source_coverage/page",
        "The page named for a point exists.",
        "Project decision: nothing of the printed booklet is lost",
    ),
    Rule(
        "source_coverage/heading",
        "The heading named for a point exists.",
        "Project decision: nothing of the printed booklet is lost",
    ),
)

NAME = "source_coverage"
FILE = "content/records/source-coverage.yml"
KEYS = ("point", "source", "page", "heading")
# The words of a page before its first heading
TOP = "top"


def read_points(project: Project) -> list[tuple[dict[str, str], int]]:
    """Return every entry of content/records/source-coverage.yml with its line; BookletError if the file is no list of
    them.
    """
    points = project.read_list(project.root / FILE)
    for point, line in points:
        if not isinstance(point, dict):
            raise BookletError(f"“{point}” is not a point.", f"Give each {', '.join(KEYS)}.", FILE, line)
    return points


def check(context: CheckContext) -> Report:
    """Look up every point; examined = points."""
    project = context.project
    pages = {page.file: page for page in read_pages(project)}
    points = read_points(project)
    findings = []
    for point, line in points:
        if missing := [key for key in KEYS if not point.get(key)]:
            findings.append(
                Finding(FILE, line, "source_coverage/incomplete", f"This point has no {', '.join(missing)}.", "Add it.")
            )
            continue
        page, heading = pages.get(point["page"]), point["heading"]
        if page is None:
            findings.append(
                Finding(
                    FILE,
                    line,
                    "source_coverage/page",
                    f"There is no page “{point['page']}”.",
                    nearest(point["page"], pages, "Name the page that holds the point."),
                )
            )
        elif heading != TOP and heading not in link_targets(page):
            findings.append(
                Finding(
                    FILE,
                    line,
                    "source_coverage/heading",
                    f"{page.name} has no heading with the id “{heading}”.",
                    nearest(heading, link_targets(page), "Name the heading that the point stands under."),
                )
            )
    return context.report(NAME, RULES, len(points), findings)
