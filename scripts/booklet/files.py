"""Writes files: whole or not at all, and zip files with the same bytes for the same content."""

from __future__ import annotations

import io
import os
import tempfile
import zipfile
from collections.abc import Mapping
from pathlib import Path

from booklet import interrupts

# The first day a zip can hold: a fixed time, so that no clock changes the bytes
TIME = (1980, 1, 1, 0, 0, 0)
# Everybody may read what was unpacked, its owner may change it
PERMISSIONS = 0o644 << 16
# The file that says what kind of document a zip is: it stands there as it is (OCF 3.3, 4.3; OpenDocument 1.3, part 2, 3.3)
KIND = "mimetype"
# Sound is packed already
PACKED = ".mp3"


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

    Raises KeyboardInterrupt, and writes nothing, where somebody asked for the end of the run while it was made.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        os.chmod(name, 0o644)
        interrupts.require_none()
        os.replace(name, target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
