"""Publishing to a folder of a web server: the site there is the old one or the new one, whole, and can come back."""

import errno
import hashlib
import json
import os
from pathlib import Path

import pytest

from booklet import cli
from booklet.errors import BookletError
from booklet.project import Project
from booklet.publish import staging, to_folder
from booklet.translation.catalogue import published_languages
from tests.helpers import ADDRESS, change, contents, copied_project, running_build, write

PAGES = {"index.html": "Start", "plan/index.html": "Plan", "pl/index.html": "Początek", "pl/plan/index.html": "Plan"}
FILES = {"404.html": "Nothing", "robots.txt": "Allow", "assets/site.css": "a", "pl/downloads/guide.txt": "Tekst"}


def make_site(project: Project, **other: str) -> None:
    """Write a small finished site in English and Polish, `other` in it by the names of PAGES and FILES."""
    for name, text in {**PAGES, **FILES, **other}.items():
        write(project.site / name, text)
    pages = [name.removesuffix("index.html") for name in PAGES]
    write(project.site / "sitemap.xml", "".join(f"<loc>{ADDRESS}{page}</loc>\n" for page in pages))
    editions = [
        ("en-GB", "web", "index.html"),
        ("pl", "web", "pl/index.html"),
        ("pl", "text", "pl/downloads/guide.txt"),
    ]
    listed = [
        {
            "language": language,
            "format": name,
            "path": path,
            "sha256": hashlib.sha256((project.site / path).read_bytes()).hexdigest(),
        }
        for language, name, path in editions
    ]
    absent = [{"language": "pl", "format": "word", "reason": "We have not made this yet."}]
    write(project.site / "editions.json", json.dumps({"editions": listed, "absent": absent}))


@pytest.fixture(scope="module")
def text_of_project(tmp_path_factory) -> Project:
    project = copied_project(tmp_path_factory.mktemp("text"), ("service", "locales/languages.yml", "mkdocs.yml"))
    (project.locales / "languages.yml").write_text(
        "languages:\n"
        "- {tag: en-GB, name: English, direction: ltr, fonts: [Noto Sans]}\n"
        "- {tag: pl, name: polski, direction: ltr, fonts: [Noto Sans]}\n",
        encoding="utf-8",
    )
    return project


@pytest.fixture
def project(text_of_project, tmp_path) -> Project:
    """A project with a finished site; the text of it is shared."""
    root = tmp_path / "project"
    root.mkdir()
    for name in ("service", "locales", "mkdocs.yml"):
        (root / name).symlink_to(text_of_project.root / name)
    made = Project(root)
    make_site(made)
    return made


@pytest.fixture
def server(tmp_path) -> Path:
    (tmp_path / "server").mkdir()
    return tmp_path / "server"


def publish(project: Project, folder: Path) -> list[str]:
    return to_folder.publish(project, folder, lambda line: None, lambda line: None)


def undo(project: Project, folder: Path) -> list[str]:
    return to_folder.undo(project, folder, lambda line: None)


def left(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


# ---- What it does ----


@pytest.mark.parametrize("there", [False, True])
def test_the_first_site_is_published_in_a_new_or_an_empty_folder(project, server, there, way):
    if there:
        (server / "guide").mkdir()
    said = publish(project, server / "guide")
    assert contents(server / "guide") == contents(project.site)
    assert left(server) == ["guide"]
    assert said[1:4] == [
        "English: 3 pages new",
        "polski: 2 pages and 1 other file new",
        "All languages: 4 other files new",
    ]


def test_a_new_site_takes_the_place_of_the_old_and_says_what_changed(project, server, way):
    publish(project, server / "guide")
    old = contents(project.site)
    make_site(project, **{"pl/plan/index.html": "Nowy plan", "assets/site.css": "b", "help/index.html": "Help"})
    (project.site / "robots.txt").unlink()
    named = []
    said = to_folder.publish(project, server / "guide", lambda line: None, named.append)
    assert contents(server / "guide") == contents(project.site)
    assert contents(server / "guide.booklet-before") == old
    assert left(server) == ["guide", "guide.booklet-before"]
    assert said[1:4] == [
        "English: 1 page new",
        "polski: 1 page changed",
        "All languages: 1 other file changed; 1 other file removed",
    ]
    assert named == [
        "new: help/index.html",
        "changed: pl/plan/index.html",
        "changed: assets/site.css",
        "removed: robots.txt",
    ]


def test_undo_puts_the_old_site_back_and_can_be_undone(project, server, way):
    publish(project, server / "guide")
    old = contents(project.site)
    make_site(project, **{"plan/index.html": "New"})
    publish(project, server / "guide")
    said = undo(project, server / "guide")
    assert contents(server / "guide") == old
    assert said[1] == "English: 1 page changed"
    undo(project, server / "guide")
    assert contents(server / "guide") == contents(project.site)


def test_a_link_leads_to_the_new_site_and_back(project, server):
    (server / "first").mkdir()
    (server / "guide").symlink_to("first")
    publish(project, server / "guide")
    make_site(project, **{"plan/index.html": "Second"})
    publish(project, server / "guide")
    make_site(project, **{"plan/index.html": "Third"})
    publish(project, server / "guide")
    assert (server / "guide").is_symlink() and contents(server / "guide") == contents(project.site)
    assert (server / "guide.booklet-before" / "plan" / "index.html").read_text() == "Second"
    # The folder that was there first is not ours to remove
    assert left(server) == ["first", "guide", "guide.booklet-before", "guide.booklet-site-2", "guide.booklet-site-3"]
    undo(project, server / "guide")
    assert (server / "guide" / "plan" / "index.html").read_text() == "Second"


def test_what_the_server_keeps_in_the_folder_stays(project, server):
    write(server / "guide" / ".well-known" / "acme" / "token", "secret")
    write(server / "guide" / "web.config", "<configuration/>")
    publish(project, server / "guide")
    make_site(project, **{"plan/index.html": "New"})
    said = publish(project, server / "guide")
    assert (server / "guide" / ".well-known" / "acme" / "token").read_text() == "secret"
    assert (server / "guide" / "web.config").read_text() == "<configuration/>"
    assert said[1] == "English: 1 page changed" and not said[2].startswith("All languages")


def test_a_file_that_is_as_before_keeps_its_time(project, server):
    """Servers make the answer “not modified” of it."""
    publish(project, server / "guide")
    before = (server / "guide" / "index.html").stat().st_mtime_ns
    make_site(project, **{"plan/index.html": "New"})
    os.utime(project.site / "index.html", ns=(before + 10**9, before + 10**9))
    publish(project, server / "guide")
    assert (server / "guide" / "index.html").stat().st_mtime_ns == before


def test_the_same_site_is_not_published_twice(project, server):
    publish(project, server / "guide")
    said = publish(project, server / "guide")
    assert said[0].startswith("Nothing has changed") and left(server) == ["guide"]


def test_everybody_may_read_what_is_published(project, server):
    before = os.umask(0o077)
    try:
        publish(project, server / "guide")
    finally:
        os.umask(before)
    assert (server / "guide").stat().st_mode & 0o777 == 0o755
    assert (server / "guide" / "plan" / "index.html").stat().st_mode & 0o777 == 0o644


def test_a_placeholder_and_formats_that_were_left_out_are_said(project, server):
    said = publish(project, server / "guide")
    assert "The site has no files in these formats: word." in said
    assert any("sister.example.org, belongs to nobody" in line for line in said)


# ---- What it refuses ----


def refused(project: Project, folder: Path, words: str) -> None:
    """Publishing ends with these words, and nothing in the folder above has changed."""
    above = folder.parent if folder.parent.is_dir() else project.root.parent
    before = contents(above), left(above)
    with pytest.raises(BookletError, match=words) as caught:
        publish(project, folder)
    after = contents(above), left(above)
    assert {name: one for name, one in after[0].items() if "build/" not in name} == {
        name: one for name, one in before[0].items() if "build/" not in name
    }
    assert caught.value.cure and caught.value.__notes__ == [f"What is published in {folder} is as it was."]


@pytest.mark.parametrize("name", ["", "site", "site/plan", "build/site", "new", "..", "../../.."])
def test_a_folder_inside_or_around_the_project_is_refused(project, name):
    with pytest.raises(BookletError, match="inside the project or around it"):
        publish(project, project.root / name)
    assert (project.site / "index.html").is_file()


def test_a_folder_with_something_else_in_it_is_refused(project, server):
    write(server / "guide" / "index.html", "Another site")
    refused(project, server / "guide", "something else than a site")


def test_a_folder_with_another_list_of_editions_is_refused(project, server):
    for name in to_folder.MARKS:
        write(server / "guide" / name, "[]")
    refused(project, server / "guide", "something else than a site")


def test_a_file_is_refused(project, server):
    write(server / "guide", "text")
    refused(project, server / "guide", "This is a file")


def test_a_folder_above_that_is_not_there_is_refused(project, server):
    refused(project, server / "nowhere" / "guide", "The folder above this one is not there")


def test_a_link_to_nowhere_is_refused(project, server):
    (server / "guide").symlink_to("nowhere")
    refused(project, server / "guide", "a link to a folder that is not there")


def test_a_mount_point_is_refused(project, server, monkeypatch):
    (server / "guide").mkdir()
    monkeypatch.setattr(staging, "_mount_points", lambda: {str(server / "guide")})
    refused(project, server / "guide", "a mount point")


@pytest.mark.parametrize("name", to_folder.MARKS)
def test_a_site_that_is_not_there_or_half_there_is_refused(project, server, name):
    (project.site / name).unlink()
    refused(project, server / "guide", "There is no finished site here")


def test_a_site_with_a_spoilt_edition_is_refused(project, server):
    write(project.site / "pl" / "downloads" / "guide.txt", "Tek")
    refused(project, server / "guide", "not the one that the build has made")


def test_a_site_without_one_of_its_pages_is_refused(project, server):
    (project.site / "plan" / "index.html").unlink()
    refused(project, server / "guide", "This page is in the list of pages")


def test_a_site_without_one_of_its_languages_is_refused(project, server):
    listed = json.loads((project.site / "editions.json").read_text(encoding="utf-8"))
    listed["editions"] = listed["editions"][:1]
    write(project.site / "editions.json", json.dumps(listed))
    refused(project, server / "guide", "The site lacks the language pl")


def test_a_site_for_another_address_is_refused(project, server):
    change(project.site / "sitemap.xml", ADDRESS, "https://other.example.org/")
    text = (project.site / "sitemap.xml").read_text(encoding="utf-8")
    write(project.site / "sitemap.xml", text.replace(ADDRESS, "https://other.example.org/"))
    refused(project, server / "guide", "built for another address")


def test_a_disk_without_room_is_refused(project, server, monkeypatch):
    publish(project, server / "guide")
    make_site(project, **{"plan/index.html": "New"})
    usage = type(to_folder.shutil.disk_usage(server))(10**9, 10**9 - 10, 10)
    monkeypatch.setattr(to_folder.shutil, "disk_usage", lambda path: usage)
    refused(project, server / "guide", "There is no room for the site: it needs 10 MB, and 0 MB are free")


@pytest.mark.parametrize("error", [OSError(errno.ENOSPC, "No space left", "plan"), KeyboardInterrupt()])
@pytest.mark.parametrize("link", [False, True])
def test_a_copy_that_is_cut_short_leaves_the_old_site(project, server, monkeypatch, error, link):
    if link:
        (server / "first").mkdir()
        (server / "guide").symlink_to("first")
    publish(project, server / "guide")
    before = contents(server), left(server)
    make_site(project, **{"plan/index.html": "New"})
    copy = to_folder.shutil.copyfile

    def fail(source, target):
        if source.parent.name == "plan":
            raise error
        return copy(source, target)

    monkeypatch.setattr(to_folder.shutil, "copyfile", fail)
    with pytest.raises(type(error)):
        publish(project, server / "guide")
    assert (contents(server), left(server)) == before


def test_a_copy_that_lost_a_file_is_refused(project, server, monkeypatch):
    copy = to_folder.shutil.copyfile
    monkeypatch.setattr(
        to_folder.shutil,
        "copyfile",
        lambda source, target: write(target, "") if source.name == "site.css" else copy(source, target),
    )
    refused(project, server / "guide", "did not arrive whole")
    assert left(server) == []


def test_what_a_publishing_that_was_killed_has_left_is_tidied_up(project, server):
    publish(project, server / "guide")
    old = contents(server / "guide")
    write(server / "guide.booklet-copy" / "half.html", "half")
    (server / "guide").rename(server / "guide.booklet-aside")  # killed between two renames
    make_site(project, **{"plan/index.html": "New"})
    publish(project, server / "guide")
    assert left(server) == ["guide", "guide.booklet-before"]
    assert contents(server / "guide.booklet-before") == old


def test_the_site_before_is_found_where_a_swap_was_killed_before_its_last_step(project, server):
    publish(project, server / "guide")
    make_site(project, **{"plan/index.html": "New"})
    publish(project, server / "guide")
    old = contents(server / "guide.booklet-before")
    (server / "guide.booklet-before").rename(server / "guide.booklet-aside")
    undo(project, server / "guide")
    assert contents(server / "guide") == old and left(server) == ["guide", "guide.booklet-before"]


def test_there_is_nothing_to_undo_after_the_first_site(project, server):
    publish(project, server / "guide")
    with pytest.raises(BookletError, match="no earlier site to go back to"):
        undo(project, server / "guide")
    assert contents(server / "guide") == contents(project.site)


def test_what_is_no_site_is_neither_put_back_nor_removed(project, server):
    publish(project, server / "guide")
    write(server / "guide.booklet-before" / "index.html", "not ours")
    make_site(project, **{"plan/index.html": "New"})
    refused(project, server / "guide", "where the site before is kept, and it is none")
    with pytest.raises(BookletError, match="where the site before is kept, and it is none"):
        undo(project, server / "guide")
    assert (server / "guide.booklet-before" / "index.html").read_text() == "not ours"


def test_nothing_is_published_while_a_build_is_running(project, server):
    with running_build(project.root), pytest.raises(BookletError, match="Another build"):
        publish(project, server / "guide")


def test_the_command_publishes_and_undoes(project, server, capsys):
    assert cli.main(["publish", "--to", str(server / "guide")], project) == 0
    assert f"Published in {server / 'guide'}." in capsys.readouterr().out
    assert cli.main(["publish", "--to", str(server / "guide"), "--undo"], project) == 1
    assert f"What is published in {server / 'guide'} is as it was." in capsys.readouterr().err
    make_site(project, **{"plan/index.html": "New"})
    assert cli.main(["-v", "publish", "--to", str(server / "guide")], project) == 0
    assert "changed: plan/index.html" in capsys.readouterr().err
    assert cli.main(["publish", "--to", str(server / "guide"), "--undo"], project) == 0


def test_the_languages_of_the_small_project_are_two(project):
    assert [one.tag for one in published_languages(project)] == ["en-GB", "pl"]
