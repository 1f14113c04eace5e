"""The record of the last run of all checks: content/records/last-check.yml, which the page about quality shows.

“booklet check --record” writes it. Nobody writes it by hand: the page says nothing of tests that a program has not run.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass, fields
from datetime import date, datetime
from functools import partial
from typing import Any

import yaml

from booklet.errors import BookletError
from booklet.files import write_whole
from booklet.project import Project
from booklet.source.text import fold, visible, without_unseen

FILE = "content/records/last-check.yml"
HEADER = """\
# What the last recorded run of all checks looked at and found. The page docs/quality.md shows it.
# “booklet check --record” writes this file. Do not change it by hand.
"""
# How much a run looks at: all of it, or a sample where a check is slow
RUNS = ("full", "sample")
# What a check reads, in the order in which the page shows it
READS = ("text", "pages", "files", "browser")
LONGEST_WORDS = 300
MOST_CHECKS = 200
CURE = "Run “booklet check --record” again: it writes the whole file."


@dataclass(frozen=True)
class RecordedCheck:
    """What one check looked at and found.

    `purpose` is a line for readers, `reads` one of READS. `examined` is how many pages or files it looked at, `known` how
    many more had the verdict of a former run; `findings` and `warnings` are numbers too. `tools` are programs with their
    versions. `left_out` says why it looked at nothing on purpose, "" where it did look.
    """

    name: str
    purpose: str
    reads: str
    examined: int
    known: int
    findings: int
    warnings: int
    tools: tuple[str, ...] = ()
    left_out: str = ""


@dataclass(frozen=True)
class CheckRecord:
    """One run of all checks.

    `site` is the address of the website that was looked at, `day` the day on which the record was written
    (`source_date.writing_day`). `run` says how much the run looked at (one of RUNS), and `accepted` how many kinds of
    findings are accepted with a reason: these are not counted among the findings.
    """

    site: str
    day: date
    run: str
    accepted: int
    checks: tuple[RecordedCheck, ...]

    @property
    def findings(self) -> int:
        """How many findings there are, of all checks."""
        return sum(check.findings for check in self.checks)

    @property
    def groups(self) -> list[tuple[str, list[RecordedCheck]]]:
        """The checks by what they read, in the order of READS; without what no check reads."""
        groups = [(reads, [check for check in self.checks if check.reads == reads]) for reads in READS]
        return [(reads, checks) for reads, checks in groups if checks]


COUNTS = ("examined", "known", "findings", "warnings")
FIELDS = {field.name for field in fields(RecordedCheck)}


def answers(record: CheckRecord | None) -> dict[str, str]:
    """Return what follows from a record for the sentences of pages: the answers to `recorded_run` and `run_findings`.

    A run that found nothing but what is accepted with a reason did not find nothing.
    """
    if record is None:
        return {"recorded_run": "none", "run_findings": "unknown"}
    found = "yes" if record.findings else "accepted" if record.accepted else "no"
    return {"recorded_run": record.run, "run_findings": found}


def write_record(project: Project, record: CheckRecord) -> None:
    """Write a record in place of the one that is there."""
    checks = [{**asdict(check), "tools": list(check.tools)} for check in record.checks]
    data = {"site": record.site, "day": record.day, "run": record.run, "accepted": record.accepted, "checks": checks}
    text = yaml.safe_dump(data, allow_unicode=True, sort_keys=False, width=110)
    write_whole((HEADER + text).encode(), project.root / FILE)


def record_of(project: Project, site: str) -> CheckRecord | None:
    """Return the record of the last run on the website with the address `site`; None where no such run is recorded.

    Another service that copies the project takes the record along, and has not tested its own site by that.
    Raises BookletError as `read_record` does.
    """
    record = read_record(project)
    return record if record and record.site == site else None


def read_record(project: Project) -> CheckRecord | None:
    """Return the record of the last run; None where no run is recorded.

    Raises BookletError, with the line, for anything that “booklet check --record” does not write.
    """
    path = project.root / FILE
    if not project.has(path):
        return None
    data = project.read_yaml(path)

    def wrong(problem: str, line: int | None) -> BookletError:
        return BookletError(problem, CURE, FILE, line)

    if odd := sorted(data.keys() ^ {"site", "day", "run", "accepted", "checks"}):
        raise wrong(f"“{visible(odd[0])}” is missing, or does not belong here.", project.yaml_line(path, odd[0]))
    site, day, run = data["site"], data["day"], data["run"]
    if not _is_line(site):
        raise wrong("“site” is not an address.", project.yaml_line(path, "site"))
    if not isinstance(day, date) or isinstance(day, datetime):
        raise wrong("The day of the run is not a day.", project.yaml_line(path, "day"))
    if run not in RUNS:
        raise wrong(f"The run is neither {' nor '.join(RUNS)}.", project.yaml_line(path, "run"))
    if not _is_count(data["accepted"]):
        raise wrong("“accepted” is not a number.", project.yaml_line(path, "accepted"))
    entries = project.read_list(path, "checks")
    if not 0 < len(entries) <= MOST_CHECKS:
        raise wrong(f"There are {len(entries)} checks.", project.yaml_line(path, "checks"))
    checks = tuple(_check(entry, partial(wrong, line=line)) for entry, line in entries)
    met: set[str] = set()
    for check, (_, line) in zip(checks, entries, strict=True):
        if check.name in met:
            raise wrong(f"The check “{check.name}” is here twice.", line)
        met.add(check.name)
    return CheckRecord(site, day, run, data["accepted"], checks)


def _check(entry: Any, wrong: Callable[[str], BookletError]) -> RecordedCheck:
    """Return one entry of the record; raises what `wrong` makes of a problem."""
    if not isinstance(entry, dict) or entry.keys() != FIELDS:
        raise wrong(f"This check has not exactly {', '.join(sorted(FIELDS))}.")
    for name in COUNTS:
        if not _is_count(entry[name]):
            raise wrong(f"“{name}” is not a number.")
    if entry["reads"] not in READS:
        raise wrong(f"“reads” is none of {', '.join(READS)}.")
    tools = entry["tools"]
    if not isinstance(tools, list) or not all(_is_line(tool) for tool in tools):
        raise wrong("“tools” is no list of names with versions.")
    if not _is_line(entry["name"]) or not _is_line(entry["purpose"]):
        raise wrong("“name” or “purpose” is not a line of words.")
    if entry["left_out"] != "" and not _is_line(entry["left_out"]):
        raise wrong("“left_out” is not a line of words.")
    if not (entry["left_out"] or entry["findings"] or entry["examined"] + entry["known"]):
        raise wrong("This check has looked at nothing, and found nothing wrong with that.")
    return RecordedCheck(**{**entry, "tools": tuple(tools)})


def _is_count(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _is_line(value: Any) -> bool:
    """Say whether a value is a line of words that can be shown."""
    return isinstance(value, str) and 0 < len(value) <= LONGEST_WORDS and value == without_unseen(value) == fold(value)
