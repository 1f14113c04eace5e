"""Writes files: whole or not at all, and zip files with the same bytes for the same content."""

from __future__ import annotations

import fcntl
import io
import os
import re
import tempfile
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from booklet import interrupts
from booklet.errors import BookletError

# The first day a zip can hold: a fixed time, so that no clock changes the bytes
TIME = (1980, 1, 1, 0, 0, 0)
# Everybody may read what was unpacked, its owner may change it
PERMISSIONS = 0o644 << 16
# The file that says what kind of document a zip is, uncompressed (OCF 3.3, 4.3; OpenDocument 1.3, part 2, 3.3)
KIND = "mimetype"
# Sound is packed already
PACKED = ".mp3"
# A file that is only half written: its name ends in the process that writes it and a random word
PART = re.compile(r"\..+\.(\d+)\.\w+\.part")


def zipped(files: Mapping[str, bytes]) -> bytes:
    """Return a zip of files, name in the zip → content, in their order.

    All of them are compressed, apart from MP3s and the file “mimetype” of an EPUB or an OpenDocument text.
    """
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, data in files.items():
            info = zipfile.ZipInfo(name, TIME)
            info.external_attr = PERMISSIONS
            stored = name == KIND or name.endswith(PACKED)
            archive.writestr(info, data, zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def write_whole(data: bytes, target: Path) -> None:
    """Write a file beside its place and move it there, so that nobody ever meets half a file.

    Whatever the umask, everybody may read it. A link stays one: the file that it leads to is written.
    Raises KeyboardInterrupt, and writes nothing, where somebody asked for the end of the run while it was made, and
    OSError where it cannot be written.
    """
    write_together({target: data})


def write_together(files: Mapping[Path, bytes]) -> None:
    """Write files, place → content, each as `write_whole`: all of them are beside their places before one is moved.

    So a full disk or a request to end leaves either all of them or none. Raises as `write_whole`.
    """
    parts: dict[Path, Path] = {}
    try:
        for place, data in files.items():
            target = place.resolve()
            with _naming(place):
                target.parent.mkdir(parents=True, exist_ok=True)
                prefix = f".{target.name}.{os.getpid()}."
                handle, name = tempfile.mkstemp(prefix=prefix, suffix=".part", dir=target.parent)
                parts[Path(name)] = target
                with os.fdopen(handle, "wb") as file:
                    file.write(data)
                os.chmod(name, 0o644)
        interrupts.require_none()
        with interrupts.postponed():
            for part, target in parts.items():
                os.replace(part, target)
    finally:
        for part in parts:
            part.unlink(missing_ok=True)


@contextmanager
def _naming(place: Path) -> Iterator[None]:
    """Name the file in an error of a block that writes it: a full disk names none, and nobody knows its part."""
    try:
        yield
    except OSError as error:
        error.filename = str(place)
        raise


@contextmanager
def locked(path: Path, problem: str) -> Iterator[None]:
    """Keep a second program out of a block; the lock `path` ends with the process, however it ends.

    Raises BookletError with `problem` where another program has the lock.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w") as lock:
        try:
            # Not flock: the workers of a run that was killed would hold on to it
            fcntl.lockf(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise BookletError(problem, "Wait until it has ended.") from None
        yield


def remove_parts(folder: Path, within: bool = True) -> None:
    """Remove the half-written files of runs that were killed from a folder, and those `within` it; others' stay."""
    for path in folder.rglob(".*.part") if within else folder.glob(".*.part"):
        match = PART.fullmatch(path.name)
        if match and is_gone(int(match[1])):
            path.unlink(missing_ok=True)


def is_gone(process: int) -> bool:
    """Say whether no process of this number is running."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return True
    except OSError:  # another user's
        pass
    return False
