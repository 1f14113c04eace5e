"""The cache of editions: files are kept with their digests, used again only if whole, and removed when old."""

from __future__ import annotations

import hashlib
import json
import os
import time
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from booklet import interrupts
from booklet.files import remove_parts, write_whole
from booklet.formats.base import FileInfo
from booklet.project import Project

# Seconds after which a file that no build has used is removed
LONGEST_UNUSED = 30 * 24 * 60 * 60
# Bytes of files that the published site does not use; the recordings of one text of the guide have about a tenth of it
MOST_UNUSED = 4_000_000_000
# Spoken sentences and the chapters made of them, which take long to make again: they grow old only when room is short
CLIPS = "clips"


@dataclass(frozen=True)
class Kept:
    """A kept edition: what is known of its file, and the digest (SHA-256, hexadecimal) of its bytes."""

    info: FileInfo
    sha256: str


def folder_of(project: Project) -> Path:
    """Return the folder of everything that is kept between two builds."""
    return project.build / "cache"


def digest_of(path: Path) -> str:
    """Return the SHA-256 of a file, hexadecimal; raises OSError where it cannot be read."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def find(cached: Path) -> Kept | None:
    """Return what is kept at `cached`, and note that it was used; None unless file and record are there and agree.

    A disk may have lost a part of the file, and an earlier version of the program may have kept it without a digest.
    """
    record = _record_of(cached)
    try:
        noted = json.loads(record.read_text(encoding="utf-8"))
        info, sha256 = FileInfo.from_record(noted["info"]), noted["sha256"]
        if sha256 != digest_of(cached):
            return None
        for path in (record, cached):
            os.utime(path)
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return Kept(info, sha256)


def keep(part: Path, info: FileInfo, cached: Path) -> Kept:
    """Move a finished file to its place `cached`, with its record, and return what is kept.

    Raises KeyboardInterrupt, and keeps nothing, where somebody asked for the end of the run while the file was made.
    """
    kept = Kept(info, digest_of(part))
    interrupts.require_none()
    # The file comes last: a record without its file is not taken, see `find`
    write_whole(json.dumps(asdict(kept)).encode(), _record_of(cached))
    part.replace(cached)
    return kept


def _record_of(cached: Path) -> Path:
    return cached.with_name(f"{cached.name}.json")


def prune(project: Project) -> None:
    """Remove what was not used for a month, and the oldest where too much is kept; also what killed runs left behind.

    What the published site is made of stays. Nothing is removed where it cannot be said what that is. The caller holds
    the lock of the build.
    """
    folder = folder_of(project)
    if not folder.is_dir():
        return
    remove_parts(folder)
    for half in folder.glob("[!.]*.part*"):  # also what a half-made file is made of
        half.unlink(missing_ok=True)
    try:
        editions = json.loads((project.site / "editions.json").read_bytes())["editions"]
        published = {edition["sha256"] for edition in editions}
    except (OSError, ValueError, KeyError, TypeError):
        return
    unused = sorted(_unused(folder, published), key=lambda path: path.stat().st_mtime)
    for path in _too_old(unused, folder):
        path.unlink(missing_ok=True)


def _unused(folder: Path, published: set[str]) -> Iterator[Path]:
    """Yield every kept file that is not, and does not record, an edition of the published site."""
    used: set[Path] = set()
    for record in folder.glob("*.json"):
        try:
            noted = json.loads(record.read_text(encoding="utf-8"))["sha256"]
        except (OSError, ValueError, KeyError, TypeError):
            continue
        if noted in published:
            used |= {record, record.with_suffix("")}
    for path in folder.rglob("*"):
        if path.is_file() and path not in used:
            yield path


def _too_old(unused: Iterable[Path], folder: Path) -> Iterator[Path]:
    """Yield those of the files, oldest first, that are too old, or too many for the room that they may take."""
    sizes = {path: path.stat().st_size for path in unused}
    room, now = sum(sizes.values()) - MOST_UNUSED, time.time()
    for path, size in sizes.items():
        is_clip = path.is_relative_to(folder / CLIPS)
        if room > 0 or (not is_clip and now - path.stat().st_mtime > LONGEST_UNUSED):
            room -= size
            yield path
