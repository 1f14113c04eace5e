"""The build: what is published, and with which books, when one of its steps fails."""

from __future__ import annotations

import json
from copy import copy
from dataclasses import replace

import pytest

from booklet.errors import BookletError
from booklet.formats import FORMATS
from booklet.project import Project
from booklet.publish import build as building
from booklet.publish.build import build
from tests.helpers import change, contents, copied_project


@pytest.fixture
def project(tmp_path) -> Project:
    """A copy of the project with its web pages published."""
    project = copied_project(tmp_path / "project")
    build(project, ["web"], lambda line: None)
    return project


@pytest.fixture(
    params=[BookletError("It cannot be made.", "Mend it."), OSError(28, "No space left"), KeyboardInterrupt()],
    ids=["error", "disk", "stopped"],
)
def error(request) -> BaseException:
    """What may end a build, without the notes of another test."""
    return copy(request.param)


def fail_at(monkeypatch, name: str, error: BaseException) -> None:
    """Let a build end with an error when it begins to make documents in this format; the books are written then."""
    make = build.make_editions

    def make_or_fail(books, language, project, folder, workers, formats, say):
        if name in formats:
            raise error
        return make(books, language, project, folder, workers, formats, say)

    monkeypatch.setattr(building, "make_editions", make_or_fail)


def test_a_build_that_fails_leaves_the_site_and_its_books(project, monkeypatch, error):
    before = contents(project.site), contents(project.books)
    change(project.docs / "assess.md", "Teachers **should** work", "All teachers **should** work")
    fail_at(monkeypatch, "web", error)
    with pytest.raises(type(error)) as caught:
        build(project, ["web"], lambda line: None)
    assert caught.value.__notes__ == ["The last good site is as it was."]
    assert (contents(project.site), contents(project.books)) == before
    assert not list(project.build.glob("books.*"))


def test_a_build_that_fails_after_the_first_site_says_what_is_missing(project, monkeypatch, error):
    monkeypatch.setitem(FORMATS, "text", replace(FORMATS["text"], late=True))
    change(project.docs / "assess.md", "Teachers **should** work", "All teachers **should** work")
    fail_at(monkeypatch, "text", error)
    with pytest.raises(type(error)) as caught:
        build(project, ["web", "text"], lambda line: None)
    assert caught.value.__notes__ == [
        "The new site is published without what takes longer (text): that is missing until the next build."
    ]
    for file in (project.site / "assess" / "index.html", project.books / "en-GB" / "standard.html"):
        assert "All teachers" in file.read_text(encoding="utf-8")
    listed = json.loads((project.site / "editions.json").read_text(encoding="utf-8"))
    assert {one["format"] for one in listed["editions"]} == {"web"}

    monkeypatch.undo()
    assert not build(project, ["web", "text"], lambda line: None).startswith("nothing has changed")
    assert list((project.site / "en-GB" / "downloads").glob("*.txt"))
