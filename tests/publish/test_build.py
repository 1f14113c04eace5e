"""The build: what is published, and with which books, when one of its steps fails."""

from __future__ import annotations

import json
from copy import copy
from dataclasses import replace
from types import ModuleType

import pytest

from booklet.errors import BookletError
from booklet.formats import FORMATS
from booklet.project import Project
from booklet.publish import build as building
from booklet.publish import parts
from booklet.publish.build import Wish, build, join
from tests.helpers import add_made_up, change, contents, copied_project, copy_of_built

WEB, WEB_AND_TEXT = Wish(frozenset({"web"})), Wish(frozenset({"web", "text"}))


@pytest.fixture(scope="module")
def built(tmp_path_factory) -> Project:
    """A copy of the project with its web pages published."""
    project = copied_project(tmp_path_factory.mktemp("built"))
    build(project, WEB, lambda line: None)
    return project


@pytest.fixture
def project(built, tmp_path) -> Project:
    """A copy of it to change."""
    return copy_of_built(built, tmp_path / "project")


@pytest.fixture(
    params=[BookletError("It cannot be made.", "Correct it."), OSError(28, "No space left"), KeyboardInterrupt()],
    ids=["error", "disk", "stopped"],
)
def error(request) -> BaseException:
    """What may end a build, without the notes of another test."""
    return copy(request.param)


def fail_at(monkeypatch, module: ModuleType, name: str, error: BaseException) -> None:
    """Let a build end with an error when it begins to make documents in this format; the books are written then.

    `module` is where they are made: in parts side by side, or, what takes long, one after the other.
    """
    make = module.make_editions

    def make_or_fail(books, language, project, folder, workers, formats, *more, **named):
        if name in formats:
            raise error
        return make(books, language, project, folder, workers, formats, *more, **named)

    monkeypatch.setattr(module, "make_editions", make_or_fail)


def test_a_build_that_fails_leaves_the_site_and_its_books(project, monkeypatch, error):
    before = contents(project.site), contents(project.books)
    change(project.docs / "assess.md", "Teachers **should** work", "All teachers **should** work")
    fail_at(monkeypatch, parts, "web", error)
    with pytest.raises(type(error)) as caught:
        build(project, WEB, lambda line: None)
    assert caught.value.__notes__ == ["The last good site is as it was."]
    assert (contents(project.site), contents(project.books)) == before
    assert not list(project.build.glob("books.*"))


def test_a_build_that_fails_after_the_first_site_says_what_is_missing(project, monkeypatch, error):
    monkeypatch.setitem(FORMATS, "text", replace(FORMATS["text"], late=True))
    change(project.docs / "assess.md", "Teachers **should** work", "All teachers **should** work")
    fail_at(monkeypatch, building, "text", error)
    with pytest.raises(type(error)) as caught:
        build(project, WEB_AND_TEXT, lambda line: None)
    assert caught.value.__notes__ == [
        "The new site is published without what takes longer (text): that is missing until the next build."
    ]
    for file in (project.site / "assess" / "index.html", project.books / "en-GB" / "standard.html"):
        assert "All teachers" in file.read_text(encoding="utf-8")
    listed = json.loads((project.site / "editions.json").read_text(encoding="utf-8"))
    assert {one["format"] for one in listed["editions"]} == {"web"}

    monkeypatch.undo()
    assert not build(project, WEB_AND_TEXT, lambda line: None).startswith("nothing has changed")
    assert list((project.site / "en-GB" / "downloads").glob("*.txt"))


def test_some_languages_are_made_and_the_others_stay(project):
    add_made_up(project)
    build(project, WEB_AND_TEXT, lambda line: None)
    whole = contents(project.site)
    change(project.docs / "assess.md", "Teachers **should** work", "All teachers **should** work")
    build(project, Wish(frozenset({"web", "text"}), languages=("he",)), lambda line: None)
    english = {name: digest for name, digest in contents(project.site).items() if name.startswith("assess/")}
    assert english == {name: digest for name, digest in whole.items() if name.startswith("assess/")}
    assert contents(project.site)["he/assess/index.html"] != whole["he/assess/index.html"]
    listed = json.loads((project.site / "editions.json").read_text(encoding="utf-8"))
    assert {(one["language"], one["format"]) for one in listed["editions"]} == {
        (language, name) for language in ("en-GB", "he") for name in ("web", "text")
    }


def test_an_unknown_language_is_refused(project):
    with pytest.raises(BookletError, match="There is no language “xx”"):
        build(project, Wish(languages=("xx",)), lambda line: None)


def test_parts_of_several_machines_make_the_site_of_one(project, tmp_path, monkeypatch):
    monkeypatch.setitem(FORMATS, "text", replace(FORMATS["text"]))
    add_made_up(project)
    build(project, WEB_AND_TEXT, lambda line: None)
    whole = contents(project.site)
    kept = tmp_path / "kept"
    (project.build / "cache").rename(kept)
    monkeypatch.setattr(building, "EVERYTHING", WEB_AND_TEXT)

    def cannot(book, settings, target):
        raise AssertionError("It was made again")

    monkeypatch.setitem(FORMATS, "text", replace(FORMATS["text"], write=cannot))
    (project.build / "published.json").unlink()
    join(project, [kept], lambda line: None)
    assert contents(project.site) == whole


def test_a_folder_without_editions_cannot_be_joined(project, tmp_path):
    with pytest.raises(BookletError, match="There are no finished editions"):
        join(project, [tmp_path / "nothing"], lambda line: None)


@pytest.mark.parametrize("processors", [1, 3])
def test_however_many_processors_the_bytes_are_the_same(project, monkeypatch, processors):
    add_made_up(project)
    build(project, WEB, lambda line: None)
    before = contents(project.site), contents(project.books)
    (project.build / "published.json").unlink()
    monkeypatch.setattr(building, "count", lambda: processors)
    build(project, WEB, lambda line: None)
    assert (contents(project.site), contents(project.books)) == before


def test_recordings_stay_while_they_are_current(project, monkeypatch):
    monkeypatch.setitem(FORMATS, "text", replace(FORMATS["text"], late=True))
    build(project, Wish(frozenset({"web", "text"})), lambda line: None)
    monkeypatch.setattr(building, "_wanted", lambda wish: {"web"})
    build(project, Wish(), lambda line: None)
    assert list((project.site / "en-GB" / "downloads").glob("*.txt"))
    change(project.docs / "assess.md", "Teachers **should** work", "All teachers **should** work")
    build(project, Wish(), lambda line: None)
    assert not list((project.site / "en-GB").glob("downloads/*standard*.txt"))
