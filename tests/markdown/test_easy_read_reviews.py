"""The reminder that an Easy Read page may have fallen behind its standard page."""

import re

import pytest

from booklet.errors import BookletError
from booklet.markdown.easy_read_reviews import FILE, HEADER, record, stale_pairs
from booklet.project import Project
from tests.helpers import booklet, copied_project

PAGE = "---\ntitle: Plan\ndescription: About the plan.\neasy_read: plan.md\n---\nThe school **must** tell you.\n"


@pytest.fixture
def project(tmp_path) -> Project:
    (tmp_path / "docs" / "easy-read").mkdir(parents=True)
    (tmp_path / "docs" / "easy-read" / "plan.md").write_text("---\ntitle: Make a plan\n---\n", encoding="utf-8")
    (tmp_path / "docs" / "plan.md").write_text(PAGE, encoding="utf-8")
    (tmp_path / FILE).parent.mkdir(parents=True)
    return Project(tmp_path)


def write(project: Project, text: str) -> None:
    (project.docs / "plan.md").write_text(text, encoding="utf-8")


def test_a_page_that_was_never_compared_is_named(project):
    (pair,) = stale_pairs(project)
    assert (pair.standard, pair.easy_read) == ("plan.md", "easy-read/plan.md")


def test_a_page_that_was_compared_is_not_named(project):
    record(project, ["plan.md"])
    assert stale_pairs(project) == []


@pytest.mark.parametrize("text", [PAGE.replace("must", "should"), PAGE.replace("About the plan", "About it")])
def test_a_change_of_the_words_is_named_until_it_is_recorded(project, text):
    record(project, ["plan.md"])
    write(project, text)
    (pair,) = stale_pairs(project)
    assert str(pair).startswith("docs/plan.md has changed. Compare docs/easy-read/plan.md with it")
    record(project, ["plan.md"])
    assert stale_pairs(project) == []


def test_the_command_of_the_reminder_records_the_page(tmp_path):
    project = copied_project(tmp_path / "project")
    (project.root / FILE).unlink()
    reminder = next(pair for pair in stale_pairs(project) if pair.standard == "plan.md")
    _, *words = re.search("run “(.+)”", str(reminder))[1].split()
    result = booklet(project, *words)
    assert (result.returncode, result.stdout) == (0, f"Noted in {FILE}: plan.md\n")
    assert "plan.md" not in {pair.standard for pair in stale_pairs(project)}


def test_the_command_refuses_what_is_no_page_with_an_easy_read_page(tmp_path):
    result = booklet(copied_project(tmp_path / "project"), "easy-read", "reviewed", "plan")
    assert (result.returncode, result.stderr) == (
        1,
        "Error: “plan” is no page with an Easy Read page. Name it as plan.md, from docs/.\n",
    )


def test_the_file_of_the_project_says_how_to_use_it():
    assert (Project().root / FILE).read_text(encoding="utf-8").startswith(HEADER)


@pytest.mark.parametrize(
    "text", [PAGE.replace("must** tell", "must**\ntell"), PAGE.replace("easy_read", "picture: school\neasy_read")]
)
def test_other_breaks_of_lines_and_other_settings_are_no_change(project, text):
    record(project, ["plan.md"])
    write(project, text)
    assert stale_pairs(project) == []


def test_a_record_of_a_page_that_is_gone_is_refused(project):
    (project.root / FILE).write_text("old.md: '0'\n", encoding="utf-8")
    with pytest.raises(BookletError, match=r"“old\.md” is no page"):
        stale_pairs(project)


def test_only_pages_can_be_recorded(project):
    with pytest.raises(BookletError, match=r"“easy-read/plan\.md” is no page"):
        record(project, ["easy-read/plan.md"])
