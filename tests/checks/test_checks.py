"""The table of checks and the command `booklet check`."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from booklet import cli
from booklet.checks import CHECKS, Reads, choose, run_checks
from booklet.checks.browser.driver import BrowserCheck
from booklet.checks.context import CheckContext
from booklet.errors import BookletError
from booklet.findings import Finding, Report, join
from booklet.project import Project
from tests.helpers import python_path


def test_every_check_has_its_module():
    for check in CHECKS.values():
        if check.reads is Reads.BROWSER:
            assert isinstance(check.module.IN_BROWSER, BrowserCheck)
            assert check.module.IN_BROWSER.name == check.name
        assert callable(check.module.check)


def test_all_are_chosen_where_none_is_named():
    assert choose([]) == list(CHECKS.values())
    assert [check.name for check in choose(["links", "structure"])] == ["structure", "links"]


@pytest.mark.parametrize(("name", "cure"), [("strukture", "“structure”"), ("xyz", "The checks are structure,")])
def test_unknown_name_is_an_error(name: str, cure: str):
    with pytest.raises(BookletError, match=cure):
        choose([name])


def test_findings_are_printed_and_fail(copy_of_project: Project, capsys: pytest.CaptureFixture):
    (copy_of_project.docs / "lost.md").write_text(
        "---\ntitle: Lost\ndescription: Nobody lists it.\n---\nWords.\n", encoding="utf-8"
    )
    assert run_checks(copy_of_project, ["structure", "readability"]) == 1
    printed = capsys.readouterr()
    assert "docs/lost.md: structure/nav-missing:" in printed.out
    assert "readability: docs/index.md: grade" in printed.out
    pages = str(len(list(copy_of_project.docs.rglob("*.md"))))
    assert printed.out.splitlines()[-2].split() == ["structure", pages, "examined", "0", "known", "1", "findings"]
    assert printed.out.splitlines()[-1].split() == ["readability", pages, "examined", "0", "known", "0", "findings"]
    assert "structure:" in printed.err


def test_findings_are_printed_though_a_later_check_stops(
    copy_of_project: Project, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture
):
    def stop(context: CheckContext) -> Report:
        raise BookletError("It stops.", "Correct it.")

    (copy_of_project.docs / "lost.md").write_text(
        "---\ntitle: Lost\ndescription: Nobody lists it.\n---\nWords.\n", encoding="utf-8"
    )
    monkeypatch.setattr(CHECKS["readability"].module, "check", stop)
    with pytest.raises(BookletError, match="It stops"):
        run_checks(copy_of_project, ["structure", "readability"])
    lines = capsys.readouterr().out.splitlines()
    assert "docs/lost.md: structure/nav-missing:" in lines[0]
    assert [line.split()[0] for line in lines[1:]] == ["structure"]


def test_the_first_error_is_raised_when_all_checks_have_ended(
    copy_of_project: Project, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture
):
    def stop(context: CheckContext) -> Report:
        raise BookletError("It stops.", "Correct it.")

    def stop_too(context: CheckContext) -> Report:
        raise BookletError("This one stops too.", "Correct it.")

    monkeypatch.setattr(CHECKS["structure"].module, "check", stop)
    monkeypatch.setattr(CHECKS["writing"].module, "check", stop_too)
    with pytest.raises(BookletError, match="It stops"):
        run_checks(copy_of_project, ["structure", "quotations", "writing"])
    assert [line.split()[0] for line in capsys.readouterr().out.splitlines()] == ["quotations"]


def test_reports_are_summed_up_in_the_order_of_the_table(copy_of_project: Project, capsys: pytest.CaptureFixture):
    names = ["structure", "markup", "quotations", "source_coverage"]
    run_checks(copy_of_project, names)
    assert [line.split()[0] for line in capsys.readouterr().out.splitlines()[-len(names) :]] == names


def test_a_check_that_is_left_out_is_not_counted_as_passed(
    copy_of_project: Project, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture
):
    monkeypatch.setattr(
        CHECKS["structure"].module, "check", lambda context: Report("structure", 0, left_out="There is no text.")
    )
    assert run_checks(copy_of_project, ["structure"]) == 0
    assert capsys.readouterr().out.split() == ["structure", "not", "checked:", "There", "is", "no", "text."]


def test_nothing_found_is_0(copy_of_project: Project):
    assert run_checks(copy_of_project, ["structure"]) == 0


def test_check_of_a_site_that_is_empty_fails(copy_of_project: Project, capsys: pytest.CaptureFixture):
    copy_of_project.site.mkdir()
    assert run_checks(copy_of_project, ["links", "axe"]) == 1
    assert capsys.readouterr().out.count("run/examined-nothing") == 2


def test_command_lists_the_checks(capsys: pytest.CaptureFixture):
    assert cli.main(["check", "--list"]) == 0
    assert [line.split()[0] for line in capsys.readouterr().out.splitlines() if line[0] != " "] == list(CHECKS)


def test_command_names_the_nearest_check(capsys: pytest.CaptureFixture):
    assert cli.main(["check", "link"]) == 1
    assert "Did you mean “links”?" in capsys.readouterr().err


def test_build_needs_no_checker():
    """The build runs on machines that have no browser, no Java and none of the checkers' packages."""
    program = "import sys, booklet.publish.build; print([name for name in ('selenium', 'axe_selenium_python') if name in sys.modules])"
    answer = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONPATH": python_path()},
    )
    assert answer.stdout.strip() == "[]"


def test_report_of_nothing_fails():
    report = Report("links", 0, (), ("A note",)).require_something()
    assert [finding.rule for finding in report.findings] == ["run/examined-nothing"]
    assert report.notes == ("A note",)
    assert Report("links", 1).require_something() == Report("links", 1)


def test_reports_add_up():
    finding = Finding("a.md", 3, "writing/sentence-length", "It is long.", "Cut it.")
    assert join("all", [Report("one", 1, (finding,)), Report("two", 2, (), ("A note",))]) == Report(
        "all", 3, (finding,), ("A note",)
    )
    assert str(finding) == "a.md:3: writing/sentence-length: It is long. Cut it."
