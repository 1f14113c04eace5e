"""The reminder that an Easy Read page may have fallen behind its standard page."""

import pytest

from booklet.easy_read_pairs import FILE, record, stale_pairs
from booklet.errors import BookletError
from booklet.project import Project

PAGE = "---\ntitle: Plan\ndescription: About the plan.\neasy_read: plan.md\n---\nThe school **must** tell you.\n"


@pytest.fixture
def project(tmp_path) -> Project:
    (tmp_path / "docs" / "easy-read").mkdir(parents=True)
    (tmp_path / "docs" / "easy-read" / "plan.md").write_text("---\ntitle: Make a plan\n---\n", encoding="utf-8")
    (tmp_path / "docs" / "plan.md").write_text(PAGE, encoding="utf-8")
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
def test_a_change_of_the_words_is_named_with_what_to_write(project, text):
    record(project, ["plan.md"])
    write(project, text)
    (pair,) = stale_pairs(project)
    assert f"plan.md: '{pair.digest}'" in str(pair)
    (project.root / FILE).write_text(f"plan.md: '{pair.digest}'\n", encoding="utf-8")
    assert stale_pairs(project) == []


@pytest.mark.parametrize("text", [PAGE.replace("must** tell", "must**\ntell"), PAGE.replace("easy_read", "picture: school\neasy_read")])
def test_other_breaks_of_lines_and_other_settings_are_no_change(project, text):
    record(project, ["plan.md"])
    write(project, text)
    assert stale_pairs(project) == []


def test_a_record_of_a_page_that_is_gone_is_refused(project):
    (project.root / FILE).write_text("old.md: '0'\n", encoding="utf-8")
    with pytest.raises(BookletError, match="“old.md” is no page"):
        stale_pairs(project)


def test_only_pages_can_be_recorded(project):
    with pytest.raises(BookletError, match="“easy-read/plan.md” is no page"):
        record(project, ["easy-read/plan.md"])
