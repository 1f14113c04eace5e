"""Waivers: findings that are accepted, each with its reason. One that covers nothing is itself a finding."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from booklet.errors import BookletError
from booklet.findings import Finding
from booklet.project import Project

FILE = Path("scripts/booklet/checks/waivers.yml")
UNUSED = "run/waiver-unused"
FIELDS = ("rule", "place", "reason")


@dataclass(frozen=True)
class Waiver:
    """One accepted case.

    `rule` is the id of the finding, `place` a regular expression that its path and problem, joined by a space, have to
    hold, `reason` a whole sentence, `line` its own line in the file.
    """

    rule: str
    place: re.Pattern[str]
    reason: str
    line: int

    def covers(self, finding: Finding) -> bool:
        return self.rule == finding.rule and self.place.search(f"{finding.path} {finding.problem}") is not None


def read_waivers(project: Project) -> tuple[Waiver, ...]:
    """Return the waivers of a project; none where it has no such file.

    Raises BookletError, with the line, where one has no rule, place or reason, or a place that is no regular
    expression.
    """
    path = project.root / FILE
    if not project.has(path):
        return ()
    waivers = []
    for entry, line in project.read_list(path, "waivers"):
        given = entry if isinstance(entry, dict) else {}
        if missing := [name for name in FIELDS if not str(given.get(name) or "").strip()]:
            raise BookletError(
                f"This waiver has no {', '.join(missing)}.",
                f"Give it {', '.join(FIELDS)}.",
                project.relative(path),
                line,
            )
        try:
            place = re.compile(str(given["place"]))
        except re.error as error:
            raise BookletError(
                f"The place of this waiver is no regular expression ({error}).",
                "Put a backslash before brackets and full stops that are meant as such.",
                project.relative(path),
                line,
            ) from error
        waivers.append(Waiver(str(given["rule"]), place, str(given["reason"]), line))
    return tuple(waivers)


def without_waived(findings: Collection[Finding], waivers: Sequence[Waiver], report_unused: bool) -> Iterable[Finding]:
    """Yield the findings that no waiver covers and, where `report_unused`, one for each waiver that covers none."""
    for finding in findings:
        if not any(waiver.covers(finding) for waiver in waivers):
            yield finding
    for waiver in waivers if report_unused else ():
        if not any(waiver.covers(finding) for finding in findings):
            yield Finding(
                FILE.as_posix(),
                waiver.line,
                UNUSED,
                f"The waiver of {waiver.rule} for “{waiver.place.pattern}” covers nothing.",
                "Remove it.",
            )
