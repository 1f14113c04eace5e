"""Zip files: the same bytes for the same files, and what may not be compressed."""

import io
import re
import zipfile

from booklet.files import TIME, zipped
from booklet.project import Project

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
