"""What the tests give to the checks: a project, or a site that stands alone."""

from __future__ import annotations

from pathlib import Path

from booklet.checks.context import CheckContext
from booklet.checks.waivers import Waiver
from booklet.project import Project


def on(project: Project) -> CheckContext:
    """Return the context of a project: its text, site, books and waivers."""
    return CheckContext.of(project)


def on_site(
    site: Path,
    books: Path | None = None,
    *,
    pages: tuple[str, ...] | None = None,
    full: bool = False,
    waivers: tuple[Waiver, ...] = (),
) -> CheckContext:
    """Return the context of a made-up site: facts, labels, languages and nothing else are those of the checkout.

    `books` is the folder with its books. Nothing is waived but what `waivers` say.
    """
    return CheckContext(Project(), site, books or site, full, pages, waivers=waivers)
