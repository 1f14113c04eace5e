"""Staging: the published site is the old one or the new one, whole."""

import errno
import os
import signal
from pathlib import Path

import pytest

from booklet import interrupts
from booklet.errors import BookletError
from booklet.project import ROOT, Project
from booklet.publish import staging
from booklet.publish.staging import build_lock, exchange, staged
from tests.helpers import write

KEPT = "The site is as it was."


@pytest.fixture
def project(tmp_path) -> Project:
    """A project with a published site."""
    write(tmp_path / "site" / "index.html", "old")
    return Project(tmp_path)


def left(project: Project) -> list[str]:
    return sorted(path.name for path in project.root.iterdir())


def test_two_folders_swap_their_names(tmp_path):
    write(tmp_path / "one" / "file", "1")
    write(tmp_path / "two" / "file", "2")
    exchange(tmp_path / "one", tmp_path / "two")
    assert ((tmp_path / "one" / "file").read_text(), (tmp_path / "two" / "file").read_text()) == ("2", "1")


def test_what_is_not_there_cannot_be_swapped(tmp_path):
    with pytest.raises(OSError, match="No such file"):
        exchange(tmp_path / "one", tmp_path / "two")


def test_the_first_site_is_published(tmp_path):
    with staged(Project(tmp_path).site, otherwise=KEPT) as (folder,):
        write(folder / "index.html", "new")
    assert (tmp_path / "site" / "index.html").read_text() == "new"
    assert left(Project(tmp_path)) == ["site"]


def test_a_good_build_takes_the_place_of_the_old_site(project, way):
    with staged(project.site, otherwise=KEPT) as (folder,):
        write(folder / "plan.html", "new")
    assert [path.name for path in project.site.iterdir()] == ["plan.html"]
    assert left(project) == ["site"]


@pytest.mark.parametrize("error", [BookletError("It is wrong.", "Correct it."), KeyboardInterrupt(), OSError()])
def test_a_build_that_fails_changes_nothing(project, error):
    with pytest.raises(type(error)), staged(project.site, otherwise=KEPT) as (folder,):
        write(folder / "index.html", "new")
        raise error
    assert (project.site / "index.html").read_text() == "old"
    assert left(project) == ["site"]


def test_a_move_that_is_interrupted_puts_the_old_site_back(project, monkeypatch):
    def cannot(one, other):
        raise OSError(errno.EINVAL, os.strerror(errno.EINVAL))

    monkeypatch.setattr(staging, "exchange", cannot)
    with pytest.raises(FileNotFoundError), staged(project.site, otherwise=KEPT) as (folder,):
        folder.rmdir()  # so that the second of the two moves fails
    assert (project.site / "index.html").read_text() == "old"


def test_several_folders_are_put_in_place_together(project, way):
    write(project.root / "build" / "books" / "pl" / "standard.html", "old")
    with staged(project.site, project.books, otherwise=KEPT) as (site, books):
        write(site / "index.html", "new")
        write(books / "en-GB" / "standard.html", "new")
    assert (project.site / "index.html").read_text() == "new"
    assert [path.name for path in project.books.iterdir()] == ["en-GB"]
    assert left(project) == ["build", "site"] and [path.name for path in project.build.iterdir()] == ["books"]


@pytest.mark.parametrize("error", [BookletError("It is wrong.", "Correct it."), KeyboardInterrupt()])
def test_none_of_several_folders_is_put_in_place_by_a_build_that_fails(project, way, error):
    write(project.root / "build" / "books" / "pl" / "standard.html", "old")
    with pytest.raises(type(error)), staged(project.site, project.books, otherwise=KEPT) as (_, books):
        write(books / "en-GB" / "standard.html", "new")
        raise error
    assert [path.name for path in project.books.iterdir()] == ["pl"]
    assert left(project) == ["build", "site"] and [path.name for path in project.build.iterdir()] == ["books"]


def test_an_error_says_what_is_published_only_where_that_is_so(project, monkeypatch):
    with pytest.raises(BookletError) as caught, staged(project.site, otherwise=KEPT):
        raise BookletError("It is wrong.", "Correct it.")
    assert caught.value.__notes__ == [KEPT]

    def stopped(*_, **__):
        monkeypatch.undo()
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt) as caught, staged(project.site, otherwise=KEPT) as (folder,):
        write(folder / "index.html", "new")
        monkeypatch.setattr(staging.shutil, "rmtree", stopped)  # by the one who waits for the old site to be removed
    assert (project.site / "index.html").read_text() == "new"
    assert not hasattr(caught.value, "__notes__")


def test_remains_of_a_killed_build_are_removed(project):
    write(project.root / "site.booklet-new" / "half.html", "half")
    with staged(project.site, otherwise=KEPT) as (folder,):
        assert list(folder.iterdir()) == []


def test_a_site_that_a_killed_build_moved_away_comes_back(project):
    project.site.rename(project.root / "site.booklet-old")
    with pytest.raises(BookletError), staged(project.site, otherwise=KEPT):
        raise BookletError("It is wrong.", "Correct it.")
    assert (project.site / "index.html").read_text() == "old"


def test_git_leaves_out_what_a_killed_build_leaves(project):
    left_out = (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()
    with staged(project.site, otherwise=KEPT) as (folder,):
        names = {folder.name, staging._aside(project.site).name, project.site.name}
    assert {f"/{name}/" for name in names} <= set(left_out)


@pytest.mark.parametrize("name", ["site.old", "site.new"])
def test_a_copy_that_somebody_has_made_stays(project, way, name):
    """Nobody asked for its end: only folders with names of a build are removed."""
    write(project.root / name / "index.html", "mine")
    with staged(project.site, otherwise=KEPT) as (folder,):
        write(folder / "index.html", "new")
    assert (project.root / name / "index.html").read_text() == "mine"


def test_a_site_that_is_a_link_stays_one(project, tmp_path, way):
    real = tmp_path / "www" / "html"
    real.parent.mkdir()
    project.site.rename(real)
    project.site.symlink_to(real)
    with staged(project.site, otherwise=KEPT) as (folder,):
        write(folder / "plan.html", "new")
    assert project.site.is_symlink()
    assert [path.name for path in real.iterdir()] == ["plan.html"]
    assert [path.name for path in real.parent.iterdir()] == ["html"]


def test_a_link_to_a_folder_that_is_not_there_yet_is_filled(tmp_path):
    (tmp_path / "site").symlink_to(tmp_path / "html")
    with staged(tmp_path / "site", otherwise=KEPT) as (folder,):
        write(folder / "plan.html", "new")
    assert (tmp_path / "html" / "plan.html").read_text() == "new"


def refused(site, problem):
    with pytest.raises(BookletError, match=problem) as caught, staged(site, otherwise=KEPT):
        pytest.fail("It should be refused before anything is made")
    assert caught.value.__notes__ == [KEPT]


def test_a_link_that_leads_nowhere_is_refused(tmp_path):
    (tmp_path / "site").symlink_to(tmp_path / "not" / "there")
    refused(tmp_path / "site", r"site: This is a link to .*/not/there, which cannot be made\.")


def test_a_file_in_the_place_of_the_site_is_refused(tmp_path):
    write(tmp_path / "site", "mine")
    refused(tmp_path / "site", r"site: This should be a folder, for a build to replace\.")
    assert (tmp_path / "site").read_text() == "mine"


@pytest.mark.parametrize("mountinfo", ["proc", "another file system"])
def test_a_mount_point_is_refused(project, monkeypatch, mountinfo):
    if mountinfo == "proc":
        lines = f"36 35 98:0 / {str(project.site).replace('site', chr(92) + '163ite')} rw - ext3 /dev/root rw\n"
        monkeypatch.setattr(Path, "read_text", lambda *_, **__: lines)
    else:
        monkeypatch.setattr(Path, "is_mount", lambda path: path == project.site)
    refused(
        project.site, r"site: This is a mount point, which a build cannot replace in one step\. Mount the folder above"
    )


def test_everybody_may_read_what_is_published(project):
    before = os.umask(0o077)
    try:
        with staged(project.site, otherwise=KEPT) as (folder,):
            write(folder / "pl" / "index.html", "new")
            (folder / "pl" / "index.html").chmod(0o700)
    finally:
        os.umask(before)
    modes = {path.relative_to(project.site).as_posix(): path.stat().st_mode & 0o777 for path in project.site.rglob("*")}
    assert modes == {"pl": 0o755, "pl/index.html": 0o644}
    assert project.site.stat().st_mode & 0o777 == 0o755


def test_a_request_to_end_never_publishes_one_of_two_folders(project, way, monkeypatch):
    """It comes between the two: the build goes on to the end of both."""
    write(project.books / "pl" / "standard.html", "old")
    before = signal.getsignal(signal.SIGTERM)
    swap, times = staging._swap, []

    def swap_and_end(stage, target):
        swap(stage, target)
        if not times:
            signal.raise_signal(signal.SIGTERM)
        times.append(target)

    monkeypatch.setattr(staging, "_swap", swap_and_end)
    interrupts.listen()
    try:
        with staged(project.site, project.books, otherwise=KEPT) as (site, books):
            write(site / "index.html", "new")
            write(books / "en-GB" / "standard.html", "new")
    finally:
        interrupts.forget()
        signal.signal(signal.SIGTERM, before)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        signal.signal(signal.SIGHUP, signal.SIG_DFL)
    assert (project.site / "index.html").read_text() == "new"
    assert [path.name for path in project.books.iterdir()] == ["en-GB"]
    assert left(project) == ["build", "site"] and [path.name for path in project.build.iterdir()] == ["books"]


def test_a_request_that_a_library_swallowed_publishes_nothing(project, monkeypatch):
    monkeypatch.setattr(interrupts, "_asked", [signal.SIGTERM])
    with pytest.raises(KeyboardInterrupt), staged(project.site, otherwise=KEPT) as (folder,):
        write(folder / "index.html", "without its pictures")
    assert (project.site / "index.html").read_text() == "old"
    assert left(project) == ["site"]


def test_the_lock_is_free_again_after_a_build(project):
    for _ in range(2):
        with build_lock(project):
            assert (project.build / "lock").exists()
