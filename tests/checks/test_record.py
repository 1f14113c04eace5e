"""The record of a run: what `booklet check --record` keeps, and what it refuses to keep."""

from __future__ import annotations

from datetime import date

import pytest

from booklet import checks, cli
from booklet.checks import CHECKS, run_checks
from booklet.checks.record import NAMES, PACKAGES, made
from booklet.checks.waivers import FILE as WAIVERS
from booklet.errors import BookletError
from booklet.findings import Finding, Report
from booklet.project import Project
from booklet.source.check_record import FILE, read_record
from tests.helpers import ADDRESS

FINDING = Finding("a.md", 3, "structure/alt-missing", "It has no words.", "Write some.")


@pytest.fixture
def structure_alone(copy_of_project: Project, monkeypatch: pytest.MonkeyPatch) -> Project:
    """A copy of the project without a record, where the table of checks has one."""
    (copy_of_project.root / FILE).unlink(missing_ok=True)
    monkeypatch.setattr(checks, "CHECKS", {"structure": CHECKS["structure"]})
    (copy_of_project.root / WAIVERS).write_text("waivers: []\n", encoding="utf-8")
    return copy_of_project


def test_a_record_says_what_each_check_came_to():
    chosen = [CHECKS["structure"], CHECKS["audio"], CHECKS["axe"]]
    reports = [
        Report("axe", 7, known=8),
        Report("structure", 61, (FINDING,), warnings=(FINDING, FINDING)),
        Report("audio", 0, left_out="There are no recordings."),
    ]
    record = made(chosen, reports, True, 13, ADDRESS, date(2026, 11, 29))
    assert (record.site, record.day, record.run, record.accepted) == (ADDRESS, date(2026, 11, 29), "full", 13)
    structure, audio, axe = record.checks
    assert (structure.examined, structure.findings, structure.warnings, structure.tools) == (61, 1, 2, ())
    assert structure.purpose == CHECKS["structure"].description
    assert (audio.examined, audio.left_out) == (0, "There are no recordings.")
    assert (axe.reads, axe.examined, axe.known, axe.findings) == ("browser", 7, 8, 0)
    assert [tool.rpartition(" ")[0] for tool in axe.tools] == ["Chromium", "ChromeDriver", "axe-core"]


def test_a_run_that_has_not_ended_is_not_recorded():
    with pytest.raises(KeyError):
        made([CHECKS["structure"], CHECKS["axe"]], [Report("structure", 61)], False, 0, ADDRESS, date(2026, 11, 29))


def test_every_tool_of_a_check_has_a_name_for_people():
    assert {tool for check in CHECKS.values() for tool in check.tools} == NAMES.keys()
    assert PACKAGES.keys() <= CHECKS.keys()


def test_a_run_is_recorded_whatever_it_finds(structure_alone: Project, capsys: pytest.CaptureFixture):
    (structure_alone.docs / "lost.md").write_text(
        "---\ntitle: Lost\ndescription: Nobody lists it.\n---\nWords.\n", encoding="utf-8"
    )
    assert run_checks(structure_alone, record=True) == 1
    assert capsys.readouterr().out.splitlines()[-1] == f"Recorded in {FILE}."
    record = read_record(structure_alone)
    assert record is not None and (record.run, record.accepted, record.findings) == ("sample", 0, 1)
    assert [check.name for check in record.checks] == ["structure"]


def test_a_record_has_the_day_on_which_it_is_written(structure_alone: Project, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1000000000")
    run_checks(structure_alone, record=True)
    record = read_record(structure_alone)
    assert record is not None and record.day == date(2001, 9, 9)


def test_nothing_is_recorded_unless_somebody_asks_for_it(structure_alone: Project):
    assert run_checks(structure_alone) == 0
    assert read_record(structure_alone) is None


def test_a_run_that_stops_leaves_the_record_as_it_was(structure_alone: Project, monkeypatch: pytest.MonkeyPatch):
    assert run_checks(structure_alone, record=True) == 0
    before = (structure_alone.root / FILE).read_bytes()

    def stop(context: object) -> Report:
        raise BookletError("It stops.", "Correct it.")

    monkeypatch.setattr(CHECKS["structure"].module, "check", stop)
    (structure_alone.docs / "index.md").write_text("Words.\n", encoding="utf-8")
    with pytest.raises(BookletError, match="It stops"):
        run_checks(structure_alone, record=True)
    assert (structure_alone.root / FILE).read_bytes() == before


@pytest.mark.parametrize("name", ["structure", "docs/plan.md"])
def test_a_run_of_some_checks_cannot_be_recorded(name: str, capsys: pytest.CaptureFixture):
    assert cli.main(["check", "--record", name]) == 1
    assert "Only a run of all checks can be recorded." in capsys.readouterr().err
