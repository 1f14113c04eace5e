"""Opens finished files that are zip archives (EPUB, Word, OpenDocument, recordings), for every check that reads one."""

from __future__ import annotations

import zipfile
import zlib
from pathlib import Path

# What zipfile raises for a file that is damaged, cut short, locked or packed in a way it does not know
DAMAGED = (OSError, EOFError, RuntimeError, zipfile.BadZipFile, zlib.error)


class NotReadableError(Exception):
    """A file is damaged, or not what its name says; the message says why."""


def read_zip(path: Path) -> dict[str, bytes]:
    """Return every file of an archive by its name, in order. Raises NotReadableError where one of them cannot be
    unpacked.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            return {name: archive.read(name) for name in archive.namelist()}
    except DAMAGED as error:
        raise NotReadableError(f"{type(error).__name__}: {error}") from error
