"""The page about quality: it says what the record says and no more, in every language, and so does the statement."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import lxml.html
import pytest

from booklet.project import Project
from booklet.source import people_tests
from booklet.source.check_record import FILE, CheckRecord, RecordedCheck, write_record
from tests.helpers import ADDRESS, add_made_up, booklet, change, copied_project

AXE = RecordedCheck("axe", "axe-core with every rule", "browser", 1200, 7, 0, 0, ("axe-core <4.11>",))
AUDIO = RecordedCheck("audio", "sound and chapters", "files", 0, 0, 0, 0, (), "There are no recordings.")
EASY = RecordedCheck("easy_read", "the Easy Read rules", "text", 61, 0, 1, 2)
RECORD = CheckRecord(ADDRESS, date(2026, 11, 29), "sample", 13, (AXE, AUDIO, EASY))
NOT_DONE = "nobody has tested the website or the files with a screen reader"
PAGES = {"en-GB": "quality/index.html", "he": "he/quality/index.html"}


def pages_of(project: Project) -> dict[str, lxml.html.HtmlElement]:
    """Build the website, and return its page about quality in each language, and the statement in English."""
    result = booklet(project, "build", "--formats", "web")
    assert result.returncode == 0, result.stderr
    names = {**PAGES, "statement": "accessibility/index.html"}
    return {name: lxml.html.parse(project.site / path).getroot().find(".//main") for name, path in names.items()}


def words(element: lxml.html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A copy of the project in English and in a made-up language, without a record and without tests with people."""
    project = copied_project(tmp_path_factory.mktemp("quality"))
    (project.root / FILE).unlink(missing_ok=True)
    (project.root / people_tests.FILE).unlink()
    add_made_up(project)
    return project


@pytest.fixture(scope="module")
def nothing(project: Project) -> dict[str, lxml.html.HtmlElement]:
    """The pages where nothing is recorded."""
    return pages_of(project)


@pytest.fixture(scope="module")
def recorded(project: Project, nothing) -> dict[str, lxml.html.HtmlElement]:
    """The pages where a run is recorded, and one test with people."""
    write_record(project, RECORD)
    noted = "screen_reader: {by: 'two people who use <NVDA>', day: 2027-01-31, result: 'They found every page.'}\n"
    (project.root / people_tests.FILE).write_text(noted, encoding="utf-8")
    return pages_of(project)


def test_nothing_is_claimed_where_nothing_is_recorded(nothing):
    page = nothing["en-GB"]
    assert "No run of the tests has been recorded yet." in words(page)
    assert not page.findall(".//dl")
    for claim in ("last recorded run", "found no problems", "found problems", "sample", "What people have tested"):
        assert claim not in words(page)
    assert NOT_DONE in words(page) and NOT_DONE in words(nothing["statement"])


def test_the_page_says_what_the_record_says(recorded):
    page = recorded["en-GB"]
    said = words(page)
    assert "The last recorded run was on 29 November 2026." in said
    assert "some at a sample" in said and "No test looked only" not in said
    assert "found problems" in said and "found no problems" not in said
    assert "Exceptions that are accepted: 13." in said
    assert [words(one) for one in page.findall(".//h3")] == ["The words", "The files", "The pages in a browser"]
    assert [words(one) for one in page.findall(".//dl/div")] == [
        "easy read: the Easy Read rules 1 problem found 61 looked at in this run 2 warnings",
        "audio: sound and chapters Not tested. There are no recordings.",
        "axe: axe-core with every rule 0 problems found 1,200 looked at in this run 7 the same as in an earlier run "
        "With axe-core <4.11>",
        "The website and the files with a screen reader two people who use <NVDA>, 31 January 2027 They found every page.",
    ]


def test_what_a_test_with_people_has_done_is_no_gap_any_more(recorded):
    assert NOT_DONE not in words(recorded["en-GB"]) and NOT_DONE not in words(recorded["statement"])
    assert "disabled people have not tested the website" in words(recorded["statement"])


def test_the_record_is_marked_as_english_in_another_language(recorded):
    english, other = (recorded[tag].xpath(".//dl/ancestor-or-self::*[@lang][ancestor::main]") for tag in PAGES)
    assert not english
    assert [(one.get("lang"), one.get("dir")) for one in other] == [("en-GB", "ltr")] * 2
    assert not recorded["he"].xpath(".//dl[not(ancestor-or-self::*[@lang='en-GB'])]")


def test_the_page_is_found_after_the_pages_of_the_guide_and_is_in_no_document(project: Project, recorded):
    index = json.loads((project.site / "assets" / "search" / "en-GB.json").read_text(encoding="utf-8"))
    (entry,) = [page for page in index["pages"] if page["url"] == "quality/"]
    assert entry["last"] is True
    assert "recorded run" not in (project.books / "en-GB" / "standard.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(("accepted", "end"), [(0, "."), (3, ", apart from exceptions that we have accepted.")])
def test_a_full_run_without_findings_says_so(project: Project, recorded, accepted, end):
    checks = tuple(replace(check, findings=0) for check in RECORD.checks)
    write_record(project, replace(RECORD, run="full", accepted=accepted, checks=checks))
    said = words(pages_of(project)["en-GB"])
    assert "No test looked only at a sample." in said and "some at a sample" not in said
    assert f"The programs found no problems{end}" in said


def test_a_broken_record_stops_the_build_with_its_line(project: Project, recorded):
    write_record(project, RECORD)
    change(project.root / FILE, "accepted: 13", "accepted: some")
    result = booklet(project, "build", "--formats", "web")
    assert result.returncode == 1
    assert f"{FILE}:6: " in result.stderr and "“accepted” is not a number" in result.stderr
