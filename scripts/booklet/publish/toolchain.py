"""What an edition takes from the machine and no lock file names: Python, the system's libraries and its fonts."""

from __future__ import annotations

import ctypes
import hashlib
import sys
from collections.abc import Iterator

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
    yield _pango_version()
    yield _harfbuzz_version()
    yield liblouis.installed_version() or ""


def _harfbuzz_version() -> str:
    """Return the version of HarfBuzz (hb_version_string), "" where it cannot be asked."""
    library = _library("libharfbuzz.so.0")
    if library is None:
        return ""
    library.hb_version_string.restype = ctypes.c_char_p
    return library.hb_version_string().decode("ascii")


def _pango_version() -> str:
    """Return the version of Pango (pango_version), "" where it cannot be asked.

    WeasyPrint could tell, but loading it takes as long as all else that a build with nothing to do needs.
    """
    library = _library("libpango-1.0.so.0")
    return str(library.pango_version()) if library else ""


def _library(name: str) -> ctypes.CDLL | None:
    try:
        return ctypes.CDLL(name)
    except OSError:
        return None
