"""What a check reports: findings, and how much it looked at."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from booklet.errors import BookletError


@dataclass(frozen=True, order=True)
class Finding:
    """One thing that is wrong.

    `rule` is a stable id ("links/broken"), `path` the file as the reader of the report knows it,
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


class FindingsError(BookletError):
    """Findings that stop the work: the first is the place and the words of the error, each other one a line after it."""

    def __init__(self, findings: Sequence[Finding]):
        self.findings = tuple(findings)
        first, *rest = self.findings
        more = "".join(f"\nError: {finding}" for finding in rest)
        super().__init__(f"{first.rule}: {first.problem}", f"{first.cure}{more}", first.path, first.line or None)

    def __reduce__(self):
        """Let the error pass from a worker process, with its findings."""
        return type(self), (self.findings,)


class Problem(NamedTuple):
    """A finding in the making, by code that does not know the name of the file: `at` adds it.

    `cure` may be empty where all problems of a file have the same; `line` is from 1, 0 where lines mean nothing.
    """

    rule: str
    problem: str
    cure: str = ""
    line: int = 0

    def at(self, path: str, cure: str = "") -> Finding:
        """Return the finding on a file; `cure` is used where the problem has none of its own."""
        return Finding(path, self.line, self.rule, self.problem, self.cure or cure)


@dataclass(frozen=True)
class Report:
    """The outcome of one check: how many things it examined, and what it found.

    `notes` are lines that are worth seeing and fail nothing, such as a page's reading grade. `warnings` are findings
    that fail nothing yet, such as a translation that is late. `left_out` says why there was nothing to examine, where
    that is on purpose: such a check has neither passed nor failed. `known` is how many more things have a verdict of a
    former run: these were not examined now.
    """

    name: str
    examined: int
    findings: tuple[Finding, ...] = ()
    notes: tuple[str, ...] = ()
    left_out: str = ""
    known: int = 0
    warnings: tuple[Finding, ...] = ()

    def require_something(self) -> Report:
        """Return the report, with a finding added if nothing was examined: a check that looked at nothing fails.

        A check that was left out on purpose says so instead.
        """
        nothing = Finding(
            self.name,
            0,
            "run/examined-nothing",
            "This check found nothing to look at.",
            "Build the site first, and check that the folder named is the right one.",
        )
        if self.examined or self.known or self.left_out or nothing in self.findings:
            return self
        return Report(self.name, 0, (*self.findings, nothing), self.notes)


def join(name: str, reports: Iterable[Report]) -> Report:
    """Add reports up into one with the given name."""
    reports = list(reports)
    return Report(
        name,
        sum(r.examined for r in reports),
        tuple(f for r in reports for f in r.findings),
        tuple(note for r in reports for note in r.notes),
        known=sum(r.known for r in reports),
        warnings=tuple(warning for r in reports for warning in r.warnings),
    )
