"""Files are written whole or not at all; zip files have the same bytes for the same files."""

import io
import os
import re
import subprocess
import sys
import zipfile

import pytest

from booklet import interrupts
from booklet.files import TIME, write_together, zipped
from booklet.project import Project
from tests.helpers import python_path

FILES = {"mimetype": b"application/epub+zip", "b.txt": b"words " * 50, "a/01.mp3": b"sound " * 50}


def test_files_stand_in_their_order_with_one_time_and_permission():
    with zipfile.ZipFile(io.BytesIO(zipped(FILES))) as archive:
        found = archive.infolist()
        assert {one.filename: archive.read(one) for one in found} == FILES
    assert [one.filename for one in found] == [*FILES]
    assert {(one.date_time, one.external_attr >> 16) for one in found} == {(TIME, 0o644)}


def test_the_kind_of_document_and_sound_are_not_compressed():
    with zipfile.ZipFile(io.BytesIO(zipped(FILES))) as archive:
        stored = {one.filename: one.compress_type == zipfile.ZIP_STORED for one in archive.infolist()}
    assert stored == {"mimetype": True, "b.txt": False, "a/01.mp3": True}


def test_nothing_else_writes_a_zip():
    """A second writer would have a time, an order and permissions of its own."""
    package = Project().root / "scripts" / "booklet"
    assert [
        path.name
        for path in package.rglob("*.py")
        if re.search(r"ZipInfo|ZipFile\([^)]*\"[wax]\"", path.read_text(encoding="utf-8"))
    ] == ["files.py"]


def _together(tmp_path):
    """Try to write one file over an old one, and one where none can be; return the names that are there then."""
    (tmp_path / "kept.txt").write_text("old", encoding="utf-8")
    (tmp_path / "in-the-way").write_text("", encoding="utf-8")
    with pytest.raises(OSError, match="in-the-way"):
        write_together({tmp_path / "kept.txt": b"new", tmp_path / "in-the-way" / "other.txt": b"new"})


def test_where_one_of_several_files_cannot_be_written_none_is(tmp_path):
    _together(tmp_path)
    assert {path.name: path.read_text(encoding="utf-8") for path in tmp_path.iterdir()} == {
        "kept.txt": "old",
        "in-the-way": "",
    }


def test_a_full_disk_names_the_file_that_was_to_be_written(tmp_path):
    code = (
        "import resource, sys; from pathlib import Path; from booklet.files import write_whole\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (10, 10))\n"
        "try: write_whole(b'x' * 100, Path(sys.argv[1]))\n"
        "except OSError as error: print(error.filename, error.strerror)"
    )
    said = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "a.txt")],
        env={**os.environ, "PYTHONPATH": python_path()},
        capture_output=True,
        text=True,
        check=True,
    )
    assert said.stdout == f"{tmp_path / 'a.txt'} File too large\n"
    assert not [*tmp_path.iterdir()]


def test_several_files_are_not_written_when_somebody_asked_for_the_end(tmp_path, monkeypatch):
    monkeypatch.setattr(interrupts, "_asked", [2])
    with pytest.raises(KeyboardInterrupt):
        write_together({tmp_path / "one.txt": b"1", tmp_path / "two.txt": b"2"})
    assert not [*tmp_path.iterdir()]


# What writes files without files.py, and why nobody can meet half of one there
WRITES_BY_ITSELF = {
    "files.py": "the one place",
    "formats/audio/clips.py": "the memory: its sound goes through write_whole",
    "formats/fonts.py": "a temporary folder",
    "formats/word/__init__.py": "a temporary folder",
    "publish/build.py": "the staged site, which is swapped in whole",
    "publish/editions.py": "the staged site, which is swapped in whole",
    "publish/to_folder.py": "a copy beside the folder, which is compared and then swapped in whole",
    "site/plugin.py": "the staged site, which is swapped in whole",
    "site/recordings.py": "the staged site, which is swapped in whole",
}


def test_what_outlives_a_run_is_written_whole():
    package = Project().root / "scripts" / "booklet"
    writes = re.compile(r"\.write_(text|bytes)\(|open\([^)]*\"[wax]b?\"|shutil\.copyfile\(|\.save\(\w*(path|target)\)")
    found = {
        path.relative_to(package).as_posix()
        for path in package.rglob("*.py")
        if writes.search(path.read_text(encoding="utf-8"))
    }
    assert found == WRITES_BY_ITSELF.keys()
