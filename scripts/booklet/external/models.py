"""Models that speak and listen come in packages of others: each file is compared with its SHA-256 before it is loaded.

The lock files say that a package is the one that was locked, not that the model in it is the one that was listened to.
models.toml says where each model comes from, under which licence, and what the SHA-256 (FIPS 180-4) of its files is.
"""

from __future__ import annotations

import hashlib
import tomllib
from functools import cache
from pathlib import Path

from booklet.errors import BookletError

TABLE = Path(__file__).with_name("models.toml")


@cache
def pinned() -> dict[str, str]:
    """Return the SHA-256 of each file, in hexadecimal, under its name: its path in the folder of packages."""
    models = tomllib.loads(TABLE.read_text(encoding="utf-8"))["model"]
    return {name: digest for model in models for name, digest in model["files"].items()}


def read_pinned(path: Path, name: str) -> bytes:
    """Return the bytes of a file of a model; `name` is its name in models.toml.

    Raises BookletError where the file is not there, is not in models.toml, or has another digest than it has there.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise BookletError(
            f"The model file {name} cannot be read ({error.strerror}).",
            "Run “python3 scripts/build.py --set-up-only”, which installs it.",
            path,
        ) from error
    expected, found = pinned().get(name), hashlib.sha256(data).hexdigest()
    if expected is None:
        raise BookletError(
            f"The model file {name} is not in {TABLE.name}.",
            "Find out where it comes from and under which licence: see handbook/developing.md, “Dependencies”.",
            path,
        )
    if found != expected:
        raise BookletError(
            f"The model file {name} is not the one that was checked: its SHA-256 is {found}, and not {expected}.",
            "Remove .venv and node_modules, and run “python3 scripts/build.py --set-up-only”. If you chose another "
            "version of its package, see handbook/developing.md, “Dependencies”.",
            path,
        )
    return data
