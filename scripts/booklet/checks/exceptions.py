"""Exceptions from the rules of the source: each names its reason, and an unused one is itself a finding."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from booklet.errors import BookletError
from booklet.findings import Finding, Report
from booklet.project import Project

FILE = Path("scripts/booklet/checks/exceptions.yml")
UNUSED = "exception-unused"


@dataclass(frozen=True)
class Exemption:
    """One allowed case: the rule, the file, words that the finding's problem must hold, and why; its own line."""

    rule: str
    path: str
    text: str
    reason: str
    line: int

    def covers(self, finding: Finding) -> bool:
        return (finding.rule, finding.path) == (self.rule, self.path) and self.text in finding.problem


def read_exceptions(project: Project) -> list[Exemption]:
    """Return the exceptions of the project; none where it has no such file.

    Raises BookletError, with the line, where one is not complete.
    """
    path = project.root / FILE
    if not path.exists():
        return []
    exceptions = []
    for entry, line in project.read_list(path, "exceptions"):
        if not isinstance(entry, dict) or not all(entry.get(key) for key in ("rule", "file", "text", "reason")):
            raise BookletError(
                f"The exception {entry!r} is not complete.",
                "Give it rule, file, text and reason.",
                project.relative(path),
                line,
            )
        exceptions.append(Exemption(entry["rule"], entry["file"], str(entry["text"]), entry["reason"], line))
    return exceptions


def _unused(exceptions: Iterable[Exemption], findings: Collection[Finding]) -> Iterator[Finding]:
    for exception in exceptions:
        if not any(exception.covers(finding) for finding in findings):
            yield Finding(
                FILE.as_posix(),
                exception.line,
                UNUSED,
                f"The exception from {exception.rule} for “{exception.text}” in {exception.path} is not used.",
                "Remove it.",
            )


def report(
    project: Project,
    name: str,
    rules: Collection[str],
    examined: int,
    findings: Iterable[Finding],
    notes: Iterable[str] = (),
) -> Report:
    """Return the report of one check, sorted, without what is excepted and with the exceptions that are not needed.

    `rules` are the ids the check can give: only their exceptions are its business. `notes` are passed on.
    """
    found = sorted(set(findings))
    exceptions = [exception for exception in read_exceptions(project) if exception.rule in rules]
    kept = [finding for finding in found if not any(exception.covers(finding) for exception in exceptions)]
    return Report(name, examined, (*kept, *_unused(exceptions, found)), tuple(notes)).require_something()
