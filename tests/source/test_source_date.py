"""The only clock: the same source has the same date."""

import subprocess
from datetime import UTC, date, datetime

import pytest

from booklet.errors import BookletError
from booklet.project import Project
from booklet.source.source_date import last_change, source_date, writing_day

OTHERWISE = date(2020, 2, 2)


def test_the_date_is_that_of_the_source_where_it_is_set(tmp_path, monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1790000000")
    assert source_date(Project(tmp_path), OTHERWISE) == date(2026, 9, 21)


def test_the_date_is_that_of_the_last_commit(tmp_path, monkeypatch):
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    monkeypatch.setenv("GIT_COMMITTER_DATE", "2026-05-04T12:00:00Z")
    git = ["git", "-C", str(tmp_path), "-c", "user.name=Test", "-c", "user.email=test@example.org"]
    subprocess.run([*git, "init", "-q"], check=True)
    subprocess.run([*git, "commit", "-q", "--allow-empty", "-m", "First"], check=True)
    assert source_date(Project(tmp_path), OTHERWISE) == date(2026, 5, 4)


def test_without_either_it_is_the_date_given(tmp_path, monkeypatch):
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    assert source_date(Project(tmp_path), OTHERWISE) == OTHERWISE


def test_a_repository_without_a_commit_is_nothing_to_speak_of(tmp_path, monkeypatch, caplog):
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    subprocess.run(["git", "-C", str(tmp_path), "init", "-q"], check=True)
    assert source_date(Project(tmp_path), OTHERWISE) == OTHERWISE
    assert not caplog.records


def test_another_owner_of_the_repository_changes_the_date_and_that_is_said_once(tmp_path, monkeypatch, caplog):
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    subprocess.run(["git", "-C", str(tmp_path), "init", "-q"], check=True)
    monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
    for _ in range(2):
        assert source_date(Project(tmp_path), OTHERWISE) == OTHERWISE
    (record,) = caplog.records
    assert "dubious ownership" in record.getMessage() and "safe.directory" in record.getMessage()


def test_without_git_it_is_the_date_given(tmp_path, monkeypatch):
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert source_date(Project(tmp_path), OTHERWISE) == OTHERWISE


@pytest.mark.parametrize("seconds", ["yesterday", "1e9", "9" * 30])
def test_a_date_that_is_no_number_is_refused(tmp_path, monkeypatch, seconds):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", seconds)
    with pytest.raises(BookletError, match=f"SOURCE_DATE_EPOCH is “{seconds}”. Set it to a whole number of seconds"):
        source_date(Project(tmp_path), OTHERWISE)


def test_what_is_written_now_has_the_day_of_now_and_not_of_the_last_commit(monkeypatch):
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    before = datetime.now(UTC).date()
    assert before <= writing_day() <= datetime.now(UTC).date()
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1790000000")
    assert writing_day() == date(2026, 9, 21)


def test_a_file_changed_last_with_its_last_commit(tmp_path, monkeypatch):
    monkeypatch.setenv("GIT_COMMITTER_DATE", "2026-05-04T12:00:00Z")
    project = Project(tmp_path)
    (tmp_path / "a.md").write_text("A\n", encoding="utf-8")
    assert last_change(project, "a.md") is None  # outside git
    git = ["git", "-C", str(tmp_path), "-c", "user.name=Test", "-c", "user.email=test@example.org"]
    subprocess.run([*git, "init", "-q"], check=True)
    subprocess.run([*git, "add", "a.md"], check=True)
    subprocess.run([*git, "commit", "-q", "-m", "First"], check=True)
    monkeypatch.setenv("GIT_COMMITTER_DATE", "2026-06-05T12:00:00Z")
    subprocess.run([*git, "commit", "-q", "--allow-empty", "-m", "Second"], check=True)
    assert last_change(project, "a.md") == date(2026, 5, 4)
    (tmp_path / "a.md").write_text("B\n", encoding="utf-8")
    assert last_change(project, "a.md") is None  # it has changed since
