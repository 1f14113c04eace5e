"""The list of finished files as the checks read it: site/editions.json (README, "For other programs")."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

from booklet.errors import BookletError

NAME = "editions.json"
Record = TypeVar("Record")


@dataclass(frozen=True)
class EditionRecord:
    """One file that a parent can take: a book in a format, as the list gives it.

    `path` is relative to the site. `variant` names one of several files of a format ("" where there is one), `bytes`
    is the size, `pages` and `seconds` how long it is, None where that means nothing. `booklet` is the id of the
    booklet, "" in an old list, which names none and is of the first alone.
    """

    language: str
    reading: str
    format: str
    path: str
    variant: str = ""
    bytes: int = 0
    pages: int | None = None
    seconds: float | None = None
    booklet: str = ""

    @property
    def book(self) -> tuple[str, str, str]:
        """The language, the reading and the booklet: which book it is of."""
        return self.language, self.reading, self.booklet


@dataclass(frozen=True)
class AbsentRecord:
    """A format in which a book has not been made, and the reason."""

    language: str
    reading: str
    format: str
    reason: str
    booklet: str = ""

    @property
    def book(self) -> tuple[str, str, str]:
        """The language, the reading and the booklet: which book it is of."""
        return self.language, self.reading, self.booklet


def read_editions(site: Path) -> list[EditionRecord]:
    """Return the editions of a finished site.

    Raises BookletError if the list cannot be read, or an entry lacks its language, reading, format or path.
    """

    def record(entry: dict[str, Any]) -> EditionRecord:
        return EditionRecord(
            entry["language"],
            entry["reading"],
            entry["format"],
            entry["path"],
            entry.get("variant") or "",
            entry.get("bytes") or 0,
            entry.get("pages"),
            entry.get("seconds"),
            entry.get("booklet") or "",
        )

    return _entries(site, "editions", ("language", "reading", "format", "path"), record)


def read_absent(site: Path) -> list[AbsentRecord]:
    """Return what has not been made.

    Raises BookletError if the list cannot be read, or an entry lacks its language, reading, format or reason.
    """

    def record(entry: dict[str, Any]) -> AbsentRecord:
        booklet = entry.get("booklet") or ""
        return AbsentRecord(entry["language"], entry["reading"], entry["format"], entry["reason"], booklet)

    return _entries(site, "absent", ("language", "reading", "format", "reason"), record)


def made_on(site: Path) -> date:
    """Return the day of the source that a site was made from, the project's only clock.

    Raises BookletError if the list has none.
    """
    try:
        return date.fromisoformat(_read(site)["generated"])
    except (KeyError, TypeError, ValueError) as error:
        raise _unreadable(site, f"it does not say on which day it was generated: {error}") from error


def _entries(site: Path, kind: str, keys: tuple[str, ...], record: Callable[[dict[str, Any]], Record]) -> list[Record]:
    entries = _read(site).get(kind)
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise _unreadable(site, f"it has no list “{kind}”")
    for number, entry in enumerate(entries, 1):
        if missing := [key for key in keys if not isinstance(entry.get(key), str)]:
            raise _unreadable(site, f"number {number} of “{kind}” does not give its {', '.join(missing)}")
    return [record(entry) for entry in entries]


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
