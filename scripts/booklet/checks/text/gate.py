"""The checks of the text that every build makes first: what they find would break the site or mislead a reader."""

from __future__ import annotations

from booklet.checks.text import hard_coded_facts, markup, quotations, structure
from booklet.findings import Report, join
from booklet.project import Project

NAME = "sources"


def check(project: Project) -> Report:
    """Check pages, facts and quotations; examined = pages, quotations, lines and labels."""
    return join(NAME, [each.check(project) for each in (structure, markup, quotations, hard_coded_facts)])
