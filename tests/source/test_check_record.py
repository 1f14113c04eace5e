"""The record of the last run: what was written is read again, and anything else is refused with its line."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from booklet.errors import BookletError
from booklet.project import Project
from booklet.source.check_record import FILE, CheckRecord, RecordedCheck, answers, read_record, record_of, write_record

AXE = RecordedCheck(
    "axe", "axe-core with every rule", "browser", 120, 1300, 0, 2, ("axe-core 4.11.0", "Chromium 156.0")
)
AUDIO = RecordedCheck("audio", "sound and chapters", "files", 0, 0, 0, 0, (), "There are no recordings.")
LINKS = RecordedCheck("links", "everything that the site links to exists", "pages", 900, 0, 3, 0)
SITE = "https://sen-support.example.org/"
RECORD = CheckRecord(SITE, date(2026, 11, 29), "sample", 13, (AXE, AUDIO, LINKS))


@pytest.fixture
def written(tmp_path: Path) -> Project:
    """A project whose record is RECORD."""
    (tmp_path / "content" / "records").mkdir(parents=True)
    project = Project(tmp_path)
    write_record(project, RECORD)
    return project


def test_a_record_that_was_written_is_read(written: Project):
    assert read_record(written) == RECORD


def test_a_record_is_that_of_one_website(written: Project):
    assert record_of(written, SITE) == RECORD
    assert record_of(written, "https://sister.example.org/") is None


def test_no_file_is_no_record(tmp_path: Path):
    assert read_record(Project(tmp_path)) is None


def test_checks_are_grouped_by_what_they_read():
    assert RECORD.groups == [("pages", [LINKS]), ("files", [AUDIO]), ("browser", [AXE])]


@pytest.mark.parametrize(
    ("record", "expected"),
    [
        (None, {"recorded_run": "none", "run_findings": "unknown"}),
        (RECORD, {"recorded_run": "sample", "run_findings": "yes"}),
        (CheckRecord(SITE, date(2026, 11, 29), "full", 0, (AXE,)), {"recorded_run": "full", "run_findings": "no"}),
        (
            CheckRecord(SITE, date(2026, 11, 29), "full", 2, (AXE,)),
            {"recorded_run": "full", "run_findings": "accepted"},
        ),
    ],
)
def test_sentences_of_pages_follow_from_the_record(record, expected):
    assert answers(record) == expected


# What is spoilt: words of the file, those in their place, what is said, and the words of the line that it is said of
SPOILT = {
    "no address": (f"site: {SITE}", "site: ''", "“site” is not an address", "site:"),
    "no day": ("day: 2026-11-29", "day: soon", "The day of the run is not a day", "day: soon"),
    "an unknown run": ("run: sample", "run: some", "The run is neither full nor sample", "run: some"),
    "a missing name": ("accepted: 13\n", "", "“accepted” is missing, or does not belong here", ""),
    "a name too many": ("run: sample", "run: sample\nby: me", "“by” is missing, or does not belong here", "by: me"),
    "accepted in words": ("accepted: 13", "accepted: some", "“accepted” is not a number", "accepted: some"),
    "a number below nothing": ("examined: 120", "examined: -1", "“examined” is not a number", "- name: axe"),
    "a number in words": ("known: 1300", "known: many", "“known” is not a number", "- name: axe"),
    "true in place of a number": ("findings: 3", "findings: true", "“findings” is not a number", "- name: links"),
    "an unknown kind": ("reads: files", "reads: books", "“reads” is none of text", "- name: audio"),
    "a missing field": ("  known: 1300\n", "", "This check has not exactly", "- name: axe"),
    "tools that are no list": ("tools: []", "tools: Java", "“tools” is no list", "- name: audio"),
    "a name of two lines": (
        "name: links",
        'name: "links\\n<b>"',
        "“name” or “purpose” is not a line",
        '- name: "links',
    ),
    "a reason that is none": (
        "left_out: There are no recordings.",
        "left_out: 7",
        "“left_out” is not",
        "- name: audio",
    ),
    "a check that looked at nothing": (
        "left_out: There are no recordings.",
        "left_out: ''",
        "nothing",
        "- name: audio",
    ),
    "the same check twice": ("name: links", "name: axe", "The check “axe” is here twice", "purpose: everything"),
    "no list of checks": ("checks:\n", "checks:\nmore:\n", "“more” is missing, or does not belong", "more:"),
    "no YAML": ("run: sample", "run: [", "not valid YAML", ""),
}


@pytest.mark.parametrize("reason", SPOILT)
def test_what_the_command_does_not_write_is_refused_with_its_line(written: Project, reason: str):
    old, new, problem, place = SPOILT[reason]
    path = written.root / FILE
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(BookletError, match=problem) as raised:
        read_record(written)
    assert raised.value.path == FILE
    if place:
        lines = path.read_text(encoding="utf-8").splitlines()
        found = lines[(raised.value.line or 0) - 1]
        assert place in found or place in lines[raised.value.line or 0]


def test_no_checks_at_all_are_refused(written: Project):
    path = written.root / FILE
    text = path.read_text(encoding="utf-8")
    path.write_text(text[: text.index("checks:")] + "checks: []\n", encoding="utf-8")
    with pytest.raises(BookletError, match="There are 0 checks"):
        read_record(written)
