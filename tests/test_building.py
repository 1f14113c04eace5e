"""The build: what is published, and with which books, when one of its steps fails."""

from __future__ import annotations

import pytest

from booklet import building
from booklet.building import build
from booklet.errors import BookletError
from booklet.project import Project
from tests.helpers import change, contents, copied_project


@pytest.fixture
def project(tmp_path, monkeypatch) -> Project:
    """A copy of the project with its web pages published."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1790000000")
    copy = copied_project(tmp_path / "project")
    build(copy, ["web"], lambda line: None)
    return copy


@pytest.fixture(params=[BookletError("It cannot be made.", "Mend it."), OSError(28, "No space left"), KeyboardInterrupt()],
                ids=["error", "disk", "stopped"])
def error(request) -> BaseException:
    """What may end a build."""
    return request.param


def fail_at(monkeypatch, name: str, error: BaseException) -> None:
    """Let a build end with an error when it begins to make documents in this format; the books are written then."""
    make = building.make_editions

    def make_or_fail(books, language, project, folder, workers, formats, say):
        if name in formats:
            raise error
        return make(books, language, project, folder, workers, formats, say)

    monkeypatch.setattr(building, "make_editions", make_or_fail)


def test_a_build_that_fails_leaves_the_site_and_its_books(project, monkeypatch, error):
    before = contents(project.site), contents(project.books)
    change(project.docs / "assess.md", "Teachers **should** work", "All teachers **should** work")
    fail_at(monkeypatch, "web", error)
    with pytest.raises(type(error)):
        build(project, ["web"], lambda line: None)
    assert (contents(project.site), contents(project.books)) == before
    assert not list(project.build.glob("books.*"))
