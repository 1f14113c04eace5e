"""A build with nothing to do says so and does nothing; whatever has changed, it builds again."""

from __future__ import annotations

import os
import shutil
import tracemalloc
from datetime import date

import pytest

from booklet.project import Project
from booklet.publish.up_to_date import inputs_digest
from tests.helpers import add_polish, booklet, change, contents, copied_project, environment

BUILD = ("build", "--formats", "web")
DAY = date(2026, 11, 24)
NOTHING = "nothing has changed since the last build of site/"


@pytest.fixture(scope="module")
def built(tmp_path_factory) -> Project:
    """A copy of the project that has just been built."""
    project = copied_project(tmp_path_factory.mktemp("built"))
    result = booklet(project, *BUILD)
    assert result.returncode == 0 and NOTHING not in result.stdout, result.stderr
    return project


def _built_again(project: Project, *arguments: str, epoch: str | None = None) -> bool:
    """Build once more, on another day where `epoch` says so; return whether there was anything to do."""
    env = environment(project) | ({"SOURCE_DATE_EPOCH": epoch} if epoch else {})
    result = booklet(project, *(arguments or BUILD), **({"env": env} if epoch else {}))
    assert result.returncode == 0, result.stderr
    return NOTHING not in result.stdout


def test_nothing_to_do(built):
    before = contents(built.site), built.site.stat().st_ino
    assert not _built_again(built)
    assert (contents(built.site), built.site.stat().st_ino) == before


def _page(project):
    change(project.docs / "plan.md", "title: Plan\n", "title: Planning\n")


def _program(project):
    change(project.root / "scripts" / "booklet" / "errors.py", '"""', '"""Here: ')


def _published_page(project):
    (project.site / "plan" / "index.html").write_text("spoilt", encoding="utf-8")


def _lost_page(project):
    (project.site / "plan" / "index.html").unlink()


def _changed_book(project):
    (project.books / "en-GB" / "standard.html").write_text("spoilt", encoding="utf-8")


def _lost_books(project):
    shutil.rmtree(project.books)


def _broken_record(project):
    (project.build / "published.json").write_text("{", encoding="utf-8")


@pytest.mark.parametrize(
    "touch",
    [
        _page,
        _program,
        _published_page,
        _lost_page,
        _changed_book,
        _lost_books,
        _broken_record,
        lambda project: add_polish(project, 'msgid "Do"\nmsgstr "Działanie"\n'),
    ],
)
def test_a_change_is_built(built, touch):
    touch(built)
    assert _built_again(built)
    assert not _built_again(built)
    for file in (built.site / "plan" / "index.html", built.books / "en-GB" / "standard.html"):
        assert "spoilt" not in file.read_text(encoding="utf-8")


def test_another_system_is_built(built, monkeypatch):
    before = inputs_digest(built, ["web"], DAY)
    assert inputs_digest(built, ["web"], DAY) == before
    monkeypatch.setattr("booklet.publish.up_to_date.system_digest", lambda: "another")
    assert inputs_digest(built, ["web"], DAY) != before


@pytest.mark.parametrize("put", [os.mkfifo, lambda path: path.symlink_to("nowhere")], ids=["pipe", "broken link"])
def test_what_is_no_file_is_seen_without_being_read(built, put):
    before, path = inputs_digest(built, ["web"], DAY), built.root / "service/sentences.yml"
    put(path)
    assert inputs_digest(built, ["web"], DAY) != before
    path.unlink()
    assert inputs_digest(built, ["web"], DAY) == before


def test_a_file_is_not_read_into_memory_at_once(built):
    path = built.docs / "film.bin"
    with path.open("wb") as file:
        file.truncate(10**8)
    tracemalloc.start()
    inputs_digest(built, ["web"], DAY)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    path.unlink()
    assert most < 10**7


def test_other_formats_are_built(built):
    assert _built_again(built, "build", "--formats", "web,text")


def test_another_day_is_built(built):
    booklet(built, *BUILD)
    assert _built_again(built, epoch="1800000000")
