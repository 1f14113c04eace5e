"""Kept verdicts: the same look is not taken twice, and any change leads to a new one."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from booklet.checks import CHECKS, Reads, judged_by, verdicts
from booklet.checks import run as run_checks
from booklet.checks.browser.driver import PageParts
from booklet.checks.context import CheckContext
from booklet.checks.pages.built_site import BuiltSite
from booklet.checks.verdicts import Outcome, Subject, Verdicts, examine, program_of
from booklet.checks.waivers import FILE as WAIVERS
from booklet.findings import Finding, Report
from booklet.project import Project
from booklet.source.booklets import BOOKLETS
from booklet.source.check_record import FILE as RECORD

FAULT = Finding("a.html", 3, "links/broken", "“x” leads to nothing.", "Correct it.")


class Look:
    """Finds a fault in the page “a.html”, and counts the subjects that it was given."""

    def __init__(self) -> None:
        self.seen: list[str] = []

    def __call__(self, subjects: Sequence[Subject]) -> list[Finding]:
        self.seen += [subject.name for subject in subjects]
        return [FAULT for subject in subjects if subject.name == "a.html"]


@pytest.fixture
def pages(tmp_path: Path) -> list[Subject]:
    """Two pages, each with a style sheet."""
    for name in ("a.html", "b.html", "site.css"):
        (tmp_path / name).write_text(name, encoding="utf-8")
    return [Subject(name, (tmp_path / name, tmp_path / "site.css"), ("wide",)) for name in ("a.html", "b.html")]


@pytest.fixture
def run(tmp_path: Path, pages: list[Subject]) -> Callable[..., tuple[Outcome, list[str]]]:
    """Look at the pages; return the outcome and the names of those that were looked at."""

    def outcome(program: str = "1", check: str = "links", refresh: bool = False) -> tuple[Outcome, list[str]]:
        look = Look()
        return examine(Verdicts(tmp_path / "kept", refresh), check, program, pages, look), look.seen

    return outcome


def test_what_is_known_is_not_examined_again_and_not_counted_as_examined(run):
    first, seen = run()
    assert (seen, first.examined, first.known, first.findings) == (["a.html", "b.html"], 2, 0, (FAULT,))
    second, seen = run()
    assert (seen, second.examined, second.known, second.findings) == ([], 0, 2, (FAULT,))


def test_without_a_folder_nothing_is_kept(pages):
    for _ in range(2):
        look = Look()
        assert examine(None, "links", "1", pages, look).examined == 2


def test_a_changed_byte_leads_to_a_new_look(run, pages):
    run()
    pages[1].files[0].write_bytes(b"b.html.")
    assert run()[1] == ["b.html"]


def test_a_changed_style_sheet_leads_to_a_new_look(run, pages):
    run()
    pages[0].files[1].write_bytes(b"body {}")
    assert run()[1] == ["a.html", "b.html"]


def test_a_file_that_comes_or_goes_leads_to_a_new_look(run, pages):
    run()
    pages[0].files[1].unlink()
    assert len(run()[1]) == 2


def test_other_settings_lead_to_a_new_look(run, pages):
    run()
    pages[0] = Subject(pages[0].name, pages[0].files, ("narrow",))
    assert run()[1] == ["a.html"]


def test_another_program_and_another_check_lead_to_a_new_look(run):
    run()
    assert len(run(program="2")[1]) == len(run(check="axe")[1]) == 2


def test_everything_is_looked_at_anew_and_kept_where_that_is_asked_for(run):
    run()
    assert len(run(refresh=True)[1]) == 2
    assert run()[1] == []


@pytest.mark.parametrize("text", ["", "{", "[]", '{"key": "x", "findings": []}', '{"key": 1}'])
def test_a_broken_record_leads_to_a_new_look_and_is_replaced(run, tmp_path: Path, text: str):
    run()
    for record in (tmp_path / "kept").rglob("*.json"):
        record.write_text(text, encoding="utf-8")
    assert len(run()[1]) == 2
    assert run()[1] == []


def test_a_record_under_the_key_of_another_is_not_believed(run, tmp_path: Path):
    run()
    first, second = sorted((tmp_path / "kept").rglob("*.json"))
    data = json.loads(first.read_text(encoding="utf-8"))
    second.write_text(json.dumps(data), encoding="utf-8")
    assert len(run()[1]) == 1


def test_a_finding_on_something_else_is_refused(pages):
    with pytest.raises(ValueError, match=r"reports a\.html, which it was not given"):
        examine(None, "links", "1", pages[1:], lambda subjects: [FAULT])


def test_a_report_on_everything_at_once_is_kept(tmp_path: Path):
    file = tmp_path / "site.css"
    file.write_text("a", encoding="utf-8")
    made = []

    def report() -> Report:
        made.append(1)
        return Report("links", 7, (FAULT,), ("A note.",), warnings=(FAULT,))

    def whole(*settings: str) -> Report:
        return Verdicts(tmp_path / "kept").whole("links", "1", [file], report, settings)

    assert whole() == Report("links", 7, (FAULT,), ("A note.",), warnings=(FAULT,))
    assert whole() == Report("links", 0, (FAULT,), ("A note.",), known=7, warnings=(FAULT,))
    assert made == [1]
    assert whole("2027-01-31").examined == 7
    file.write_text("b", encoding="utf-8")
    assert whole().examined == 7


def test_a_report_on_nothing_is_not_kept(tmp_path: Path):
    kept = Verdicts(tmp_path / "kept")
    kept.whole("links", "1", [], lambda: Report("links", 0).require_something())
    assert kept.whole("links", "1", [], lambda: Report("links", 1)).examined == 1


# The program of a check


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A package with a check that imports another module and has data beside it."""
    folder = tmp_path / "booklet"
    (folder / "checks").mkdir(parents=True)
    (folder / "checks" / "axe.py").write_text("import yaml\nfrom booklet.checks import driver\n", encoding="utf-8")
    (folder / "checks" / "driver.py").write_text("def run():\n    from booklet import digits\n", encoding="utf-8")
    (folder / "checks" / "probes.js").write_text("1", encoding="utf-8")
    (folder / "checks" / "waivers.yml").write_text("1", encoding="utf-8")
    for name in ("digits", "other"):
        (folder / f"{name}.py").write_text("", encoding="utf-8")
    monkeypatch.setattr(verdicts, "PACKAGE", folder)
    return folder


def program(tools: tuple[str, ...] = ()) -> str:
    program_of.cache_clear()
    verdicts.version_of.cache_clear()
    return program_of("booklet.checks.axe", tools)


@pytest.mark.parametrize(
    ("name", "counts"),
    [
        ("checks/axe.py", True),
        ("checks/driver.py", True),
        ("digits.py", True),
        ("checks/probes.js", True),
        ("other.py", False),
        ("checks/waivers.yml", False),
    ],
)
def test_a_changed_check_is_another_program(package: Path, name: str, counts: bool):
    before = program()
    with (package / name).open("a", encoding="utf-8") as file:
        file.write("# changed\n")
    assert (program() != before) is counts


def test_another_version_of_a_package_is_another_program(package: Path, monkeypatch: pytest.MonkeyPatch):
    before = program()
    monkeypatch.setattr(verdicts.metadata, "version", lambda name: "99")
    assert program() != before


def test_another_version_of_a_tool_is_another_program(package: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    tool = tmp_path / "chromium"
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    found = {program(("chromium",))}
    for version in ("1.0", "2.0"):
        tool.write_text(f"#!/bin/sh\necho {version}\n", encoding="utf-8")
        tool.chmod(0o755)
        found.add(program(("chromium",)))
    assert len(found) == 3


def test_another_version_of_an_npm_package_is_another_program(
    package: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(verdicts, "ROOT", tmp_path)
    found = {program(("npm:axe-core",))}
    for version in ("1.0", "2.0"):
        path = tmp_path / "node_modules" / "axe-core" / "package.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps({"version": version}), encoding="utf-8")
        found.add(program(("npm:axe-core",)))
    assert len(found) == 3


def test_a_page_is_judged_with_its_pictures_styles_scripts_and_headers(small_site: Path):
    site = BuiltSite(small_site)
    parts = {path.name for path in PageParts(small_site).of(site.documents["index.html"])}
    assert {"index.html", "site.css", "mark.svg", "_headers"} <= parts


# What the checks of the text and those of all pages are judged by


@pytest.fixture
def judged(copy_of_project: Project, small_site: Path, tmp_path: Path) -> CheckContext:
    """A copy of the project with a site, a book and the record of a run."""
    book = tmp_path / "books" / "en-GB" / "standard.html"
    book.parent.mkdir(parents=True)
    for file in (book, copy_of_project.root / RECORD):
        file.write_text("before", encoding="utf-8")
    return CheckContext(copy_of_project, small_site, tmp_path / "books")


def test_the_checks_of_pages_look_again_when_the_list_of_booklets_or_a_book_changes(judged: CheckContext):
    files = judged_by(Reads.PAGES, judged)
    assert {judged.project.root / BOOKLETS, judged.books / "en-GB" / "standard.html"} <= set(files)
    assert judged.site / "index.html" in files


def test_a_new_record_leaves_the_verdicts_on_the_text_as_they_are(judged: CheckContext):
    record = judged.project.root / RECORD
    files = judged_by(Reads.TEXT, judged)
    assert record.exists() and record not in files
    assert {judged.project.root / WAIVERS, judged.project.docs / "plan.md"} <= set(files)
    record.unlink()
    assert judged_by(Reads.TEXT, judged) == files


def test_a_check_at_once_keeps_its_verdict_until_one_of_these_files_changes(judged: CheckContext, tmp_path: Path):
    def known() -> bool:
        check = CHECKS["structure"]
        (report,) = run_checks(replace(judged, verdicts=Verdicts(tmp_path / "kept")), [check])
        return report.known > 0

    assert [known(), known()] == [False, True]
    (judged.project.root / RECORD).write_text("after", encoding="utf-8")
    assert known()
    (judged.project.docs / "plan.md").write_text("Words.", encoding="utf-8")
    assert not known()
