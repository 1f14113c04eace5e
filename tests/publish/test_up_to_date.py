"""A build with nothing to do says so and does nothing; whatever has changed, it builds again."""

from __future__ import annotations

import os
import shutil
import tracemalloc
from collections.abc import Callable
from datetime import date

import pytest
from babel.messages.catalog import Message

from booklet.project import Project
from booklet.publish.up_to_date import read_inputs
from booklet.translation import sync
from booklet.translation.catalogue import published_languages, read_catalogue
from tests.helpers import MADE_UP, add_made_up, add_polish, booklet, change, contents, copied_project, environment

BUILD = ("build", "--formats", "web")
DAY = date(2026, 11, 24)
NOTHING = "nothing has changed since the last build of site/"


def digest(project: Project) -> str:
    return read_inputs(project, ["web"], DAY, published_languages(project)).everything


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
    before = digest(built)
    assert digest(built) == before
    monkeypatch.setattr("booklet.publish.up_to_date.system_digest", lambda: "another")
    assert digest(built) != before


@pytest.mark.parametrize("put", [os.mkfifo, lambda path: path.symlink_to("nowhere")], ids=["pipe", "broken link"])
def test_what_is_no_file_is_seen_without_being_read(built, put):
    before, path = digest(built), built.root / "service/sentences.yml"
    put(path)
    assert digest(built) != before
    path.unlink()
    assert digest(built) == before


def test_a_file_is_not_read_into_memory_at_once(built):
    path = built.docs / "film.bin"
    with path.open("wb") as file:
        file.truncate(10**8)
    tracemalloc.start()
    digest(built)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    path.unlink()
    assert most < 10**7


def test_other_formats_are_built(built):
    assert _built_again(built, "build", "--formats", "web,text")


def test_another_day_is_built(built):
    booklet(built, *BUILD)
    assert _built_again(built, epoch="1800000000")


TWO = ("build", "--formats", "web,text")


@pytest.fixture(scope="module")
def in_two(tmp_path_factory) -> Project:
    """A copy of the project in English and a made-up language that has just been built."""
    project = copied_project(tmp_path_factory.mktemp("two"))
    add_made_up(project)
    assert "2 language(s)" in _said(project)
    return project


def _said(project: Project) -> str:
    result = booklet(project, *TWO)
    assert result.returncode == 0, result.stderr
    return result.stderr + result.stdout


def _translate_anew(project: Project, is_wanted: Callable[[Message], bool]) -> None:
    """Change the translation of the first message that is wanted."""
    catalog = read_catalogue(project, MADE_UP)
    message = next(one for one in catalog if one.id and is_wanted(one))
    message.string = f"מאוד {message.string}"
    sync.write(project, {MADE_UP: catalog})


def test_a_changed_translation_is_built_in_its_language_alone_and_the_site_is_that_of_a_whole_build(in_two, tmp_path):
    _translate_anew(in_two, lambda one: one.context is None and "docs/plan.md" in dict(one.locations))
    before = contents(in_two.site)
    assert "1 language(s)" in _said(in_two)
    after = contents(in_two.site)
    assert {name for name in after if after[name] != before.get(name)} >= {"he/plan/index.html", "editions.json"}
    again = Project(tmp_path / "again")
    shutil.copytree(in_two.root, again.root, symlinks=True)
    for folder in (again.site, again.build):
        shutil.rmtree(folder)
    assert "2 language(s)" in _said(again)
    assert contents(again.site) == after
    assert NOTHING in _said(in_two)


def _label(project: Project) -> None:
    """A word that pages in other languages may show too."""
    _translate_anew(project, lambda one: one.context is not None and "content/labels.yml" in dict(one.locations))


def _review(project: Project) -> None:
    """Who has read it, which the page about translations says in every language."""
    path = project.locales / "he.po"
    change(path, "# Translated by: A test", "# Translated by: A test\n# Reviewed by: B. Test on 2026-11-20")


def _missing(project: Project) -> None:
    """How far it is, which that page says too."""
    catalog = read_catalogue(project, MADE_UP)
    next(one for one in catalog if one.id and one.context is None).string = ""
    sync.write(project, {MADE_UP: catalog})


def _other_page(project: Project) -> None:
    change(project.docs / "plan.md", "title: Plan\n", "title: Planning\n")


@pytest.mark.parametrize("touch", [_label, _review, _missing, _other_page])
def test_a_change_that_other_languages_show_is_built_in_all(in_two, touch):
    touch(in_two)
    assert "2 language(s)" in _said(in_two)


def test_a_spoilt_site_is_built_in_all_languages(in_two):
    (in_two.site / "plan" / "index.html").write_text("spoilt", encoding="utf-8")
    _translate_anew(in_two, lambda one: one.context is None and "docs/plan.md" in dict(one.locations))
    assert "2 language(s)" in _said(in_two)
