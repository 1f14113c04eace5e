"""Annotations: findings in the form in which GitHub shows them beside the line of a file in a pull request.

The form is that of workflow commands: https://docs.github.com/actions/reference/workflow-commands-for-github-actions
"""

from __future__ import annotations

from collections.abc import Iterator

from booklet.findings import Finding, Report

# What ends a value in the form
IN_DATA = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
IN_PROPERTY = IN_DATA | str.maketrans({":": "%3A", ",": "%2C"})


def of_report(report: Report) -> Iterator[str]:
    """Yield an annotation for every finding and every warning of a report."""
    for kind, found in (("error", report.findings), ("warning", report.warnings)):
        for finding in found:
            yield annotation(kind, finding)


def annotation(kind: str, finding: Finding) -> str:
    """Return one annotation; `kind` is “error” or “warning”."""
    place = f"file={finding.path.translate(IN_PROPERTY)}"
    place += f",line={finding.line}" if finding.line else ""
    words = f"{finding.problem} {finding.cure}".strip()
    return f"::{kind} {place},title={finding.rule.translate(IN_PROPERTY)}::{words.translate(IN_DATA)}"
