"""What an edition takes from the machine and no lock file names: Python, libraries of the system, and fonts of the
system.
"""

from __future__ import annotations

import ctypes
import hashlib
import sys
from collections.abc import Iterator

from weasyprint.text.ffi import pango

from booklet.external import liblouis
from booklet.formats import fonts


def system_digest() -> str:
    """Return a digest that changes when one of them is another; it takes a few milliseconds. A part may be missing."""
    digest = hashlib.sha256("\0".join(_versions()).encode())
    for path in fonts.of_system():
        digest.update(b"\0" + path.name.encode() + b"\0" + (path.read_bytes() if path.is_file() else b""))
    return digest.hexdigest()


def _versions() -> Iterator[str]:
    """Yield the versions of what makes the bytes of a file: the text on paper by Pango and HarfBuzz, braille by
    liblouis.
    """
    yield sys.version
    yield str(pango.pango_version())
    yield _harfbuzz_version()
    yield liblouis.installed_version() or ""


def _harfbuzz_version() -> str:
    """Return the version of HarfBuzz (hb_version_string), "" where it cannot be asked."""
    try:
        library = ctypes.CDLL("libharfbuzz.so.0")
    except OSError:
        return ""
    library.hb_version_string.restype = ctypes.c_char_p
    return library.hb_version_string().decode("ascii")
