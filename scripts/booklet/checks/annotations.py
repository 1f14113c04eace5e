"""Annotations: findings in the form in which GitHub shows them beside the line of a file in a pull request.

The form is that of workflow commands: https://docs.github.com/actions/reference/workflow-commands-for-github-actions
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from booklet.errors import BookletError
from booklet.findings import Finding, FindingsError, Report
from booklet.project import Project

# The title of an error that is of no rule
STOPPED = "stopped"
# What ends a value in the form
IN_DATA = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
IN_PROPERTY = IN_DATA | str.maketrans({":": "%3A", ",": "%2C"})


def on_github() -> bool:
    """Say whether a workflow of GitHub runs this (https://docs.github.com/actions/reference/variables-reference)."""
    return os.environ.get("GITHUB_ACTIONS") == "true"


def of_report(report: Report) -> Iterator[str]:
    """Yield an annotation for every finding and every warning of a report."""
    for kind, found in (("error", report.findings), ("warning", report.warnings)):
        for finding in found:
            yield annotation(kind, finding)


def of_error(error: BookletError, project: Project) -> Iterator[str]:
    """Yield an annotation for every finding that ended the work, or for the file of another error.

    There is none for an error without a file.
    """
    if isinstance(error, FindingsError):
        found: tuple[Finding, ...] = error.findings
    elif error.path is not None:
        place = project.relative(Path(error.path))
        found = (Finding(place, error.line or 0, STOPPED, error.problem, error.cure),)
    else:
        found = ()
    for finding in found:
        yield annotation("error", finding)


def annotation(kind: str, finding: Finding) -> str:
    """Return one annotation; `kind` is “error” or “warning”."""
    place = f"file={finding.path.translate(IN_PROPERTY)}"
    place += f",line={finding.line}" if finding.line else ""
    words = f"{finding.problem} {finding.cure}".strip()
    return f"::{kind} {place},title={finding.rule.translate(IN_PROPERTY)}::{words.translate(IN_DATA)}"
