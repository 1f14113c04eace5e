"""The list of finished files as the checks read it: site/editions.json (README, "For other programs")."""

from __future__ import annotations

import json
from collections.abc import Collection
from datetime import date
from pathlib import Path
from typing import Any

from booklet.errors import BookletError

NAME = "editions.json"
BOOK = ("language", "reading", "format")


def read_editions(site: Path) -> list[dict[str, Any]]:
    """Return the editions of a finished site, each with its "language", "reading", "format" and "path" at least.

    Raises BookletError if the list cannot be read or an entry lacks one of these.
    """
    return _entries(site, "editions", (*BOOK, "path"))


def read_absent(site: Path) -> list[dict[str, Any]]:
    """Return what has not been made, each with its "language", "reading", "format" and "reason" at least.

    Raises BookletError as `read_editions`.
    """
    return _entries(site, "absent", (*BOOK, "reason"))


def made_on(site: Path) -> date:
    """Return the day of the source that a site was made from, the project's only clock; BookletError if the list has none."""
    try:
        return date.fromisoformat(_read(site)["generated"])
    except (KeyError, TypeError, ValueError) as error:
        raise _unreadable(site, f"it does not say on which day it was generated: {error}") from error


def _entries(site: Path, kind: str, keys: Collection[str]) -> list[dict[str, Any]]:
    entries = _read(site).get(kind)
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise _unreadable(site, f"it has no list “{kind}”")
    for number, entry in enumerate(entries, 1):
        if missing := [key for key in keys if not isinstance(entry.get(key), str)]:
            raise _unreadable(site, f"number {number} of “{kind}” does not give its {', '.join(missing)}")
    return entries


def _read(site: Path) -> dict[str, Any]:
    try:
        data = json.loads((site / NAME).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise _unreadable(site, str(error)) from error
    if not isinstance(data, dict):
        raise _unreadable(site, "it holds no names and values")
    return data


def _unreadable(site: Path, reason: str) -> BookletError:
    return BookletError(
        f"The list of editions cannot be read ({reason}).",
        "Build the site again: python3 scripts/build.py",
        site / NAME,
    )
