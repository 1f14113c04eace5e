"""What a check reports: findings, and how much it looked at."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Finding:
    """One thing that is wrong.

    `rule` is a stable id ("GS2"), `path` the file as the reader of the report knows it,
    `line` its line from 1 (0 where lines mean nothing), `problem` and `cure` whole sentences.
    """

    path: str
    line: int
    rule: str
    problem: str
    cure: str

    def __str__(self) -> str:
        place = f"{self.path}:{self.line}" if self.line else self.path
        return f"{place}: {self.rule}: {self.problem} {self.cure}"


@dataclass(frozen=True)
class Report:
    """The outcome of one check: how many things it examined, and what it found.

    `notes` are lines that are worth seeing and fail nothing, such as a page's reading grade. `left_out` says why there
    was nothing to examine, where that is on purpose: such a check has neither passed nor failed.
    """

    name: str
    examined: int
    findings: tuple[Finding, ...] = ()
    notes: tuple[str, ...] = ()
    left_out: str = ""

    def require_something(self) -> Report:
        """Return the report, with a finding added if nothing was examined: a check that looked at nothing fails.

        A check that was left out on purpose says so instead.
        """
        if self.examined or self.left_out:
            return self
        nothing = Finding(
            self.name,
            0,
            "examined-nothing",
            "This check found nothing to look at.",
            "Build the site first, and check that the folder named is the right one.",
        )
        return Report(self.name, 0, (*self.findings, nothing), self.notes)


def join(name: str, reports: Iterable[Report]) -> Report:
    """Add reports up into one with the given name."""
    reports = list(reports)
    return Report(
        name,
        sum(r.examined for r in reports),
        tuple(f for r in reports for f in r.findings),
        tuple(note for r in reports for note in r.notes),
    )
