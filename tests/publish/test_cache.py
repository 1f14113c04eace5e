"""The cache: what is old and unused goes, what the published site is made of stays, and nothing half made is kept."""

import hashlib
import json
import os
import time
from pathlib import Path

import pytest

from booklet.formats.base import FileInfo
from booklet.project import Project
from booklet.publish import cache
from tests.helpers import write

DAY = 24 * 60 * 60


@pytest.fixture
def project(tmp_path) -> Project:
    return Project(tmp_path)


def kept(project: Project, name: str, days: float, words: str | None = None) -> Path:
    """Keep a file that was last used so many days ago."""
    path = cache.folder_of(project) / name
    part = write(path.with_name("x.part"), words or name)
    cache.keep(part, FileInfo(pages=1, characters_on_pages=(1,)), path)
    for file in (path, path.with_name(f"{name}.json")):
        os.utime(file, (time.time() - days * DAY,) * 2)
    return path


def publish(project: Project, *words: str) -> None:
    """Publish a site whose editions have these words."""
    editions = [{"sha256": hashlib.sha256(one.encode()).hexdigest()} for one in words]
    write(project.site / "editions.json", json.dumps({"editions": editions}))


def left(project: Project) -> set[str]:
    return {path.name for path in cache.folder_of(project).rglob("*") if path.is_file()}


def test_what_is_kept_is_found_as_it_was(project):
    path = kept(project, "a.pdf", 0)
    assert cache.find(path) == cache.Kept(FileInfo(1, None, (1,)), hashlib.sha256(b"a.pdf").hexdigest())


def test_what_was_not_used_for_a_month_goes(project):
    publish(project)
    kept(project, "old.pdf", 31)
    kept(project, "new.pdf", 29)
    cache.prune(project)
    assert left(project) == {"new.pdf", "new.pdf.json"}


def test_what_is_used_stays_young(project):
    publish(project)
    cache.find(kept(project, "old.pdf", 31))
    cache.prune(project)
    assert left(project) == {"old.pdf", "old.pdf.json"}


def test_what_the_published_site_is_made_of_stays(project, monkeypatch):
    monkeypatch.setattr(cache, "MOST_UNUSED", 0)
    kept(project, "used.pdf", 400)
    kept(project, "unused.pdf", 1)
    publish(project, "used.pdf")
    cache.prune(project)
    assert left(project) == {"used.pdf", "used.pdf.json"}


@pytest.mark.parametrize("site", [None, "{", "[]", '{"editions": [{}]}'])
def test_nothing_goes_where_nobody_knows_what_is_published(project, site):
    kept(project, "old.pdf", 400)
    if site is not None:
        write(project.site / "editions.json", site)
    cache.prune(project)
    assert left(project) == {"old.pdf", "old.pdf.json"}


def test_the_oldest_goes_where_room_is_short(project, monkeypatch):
    publish(project)
    for name, days in (("c.pdf", 1), ("a.pdf", 3), ("b.pdf", 2)):
        kept(project, name, days, "x" * 1000)
    monkeypatch.setattr(cache, "MOST_UNUSED", 2500)
    cache.prune(project)
    assert {name for name in left(project) if name.endswith("pdf")} == {"b.pdf", "c.pdf"}


def test_spoken_sentences_go_only_where_room_is_short(project, monkeypatch):
    publish(project)
    clip = write(cache.folder_of(project) / cache.CLIPS / "ab" / "clip.wav", "x" * 1000)
    os.utime(clip, (0, 0))
    cache.prune(project)
    assert left(project) == {"clip.wav"}
    monkeypatch.setattr(cache, "MOST_UNUSED", 10)
    cache.prune(project)
    assert left(project) == set()


def test_what_a_killed_build_left_half_made_goes(project):
    write(cache.folder_of(project) / "abc.part", "half")
    write(cache.folder_of(project) / "abc.part.pages", "what a half-made file is made of")
    write(cache.folder_of(project) / cache.CLIPS / ".ab.wav.999999999.x1_y.part", "half")
    mine = write(cache.folder_of(project) / f".ab.wav.{os.getpid()}.x1_y.part", "half")
    cache.prune(project)
    assert left(project) == {mine.name}


def test_a_project_without_a_cache_has_nothing_to_prune(project):
    cache.prune(project)
    assert not cache.folder_of(project).exists()
