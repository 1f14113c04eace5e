"""The checks of the text that every build makes first: what they find would break the site or mislead a reader."""

from __future__ import annotations

from booklet.checks.context import CheckContext
from booklet.checks.text import hard_coded_facts, markup, quotations, structure
from booklet.findings import Report, join

NAME = "sources"


def check(context: CheckContext) -> Report:
    """Check pages, facts and quotations; examined = pages, quotations, lines and labels."""
    return join(NAME, [module.check(context) for module in (structure, markup, quotations, hard_coded_facts)])
