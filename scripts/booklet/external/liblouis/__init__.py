"""Asks liblouis, the library of braille tables, in a process of its own and with a time limit."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from booklet.errors import BookletError
from booklet.external.liblouis.process import Louis

# Before it some tables left letters as they were, and one never ended
OLDEST = (3, 33)
CURE = "Run python3 scripts/build.py, or install liblouis20 and liblouis-data of Debian 13, or of the backports of Debian 12."
# A book takes less than one second
SECONDS = 60.0


@dataclass(frozen=True)
class Answer:
    """A translated text. `places` gives for each character of the text where its part of the translation begins.

    `unknown` are the characters that the table cannot write, in the order of the text.
    """

    text: str
    places: tuple[int, ...]
    unknown: str


def to_cells(table: str, texts: Sequence[str]) -> list[Answer]:
    """Return texts in Unicode cells (U+2800 …) by a table of liblouis; raises BookletError as `_ask`.

    In UEB a no-break space inside a number is the numeric space (Rules of UEB, 6.6); elsewhere it is a blank.
    """
    ueb = table.startswith("en-ueb")
    return _ask(table, False, tuple(text if ueb else text.replace("\u00a0", " ") for text in texts))


def is_six_dot(cells: str) -> bool:
    """Say whether a text consists of cells of six dots and of nothing else (U+2800 to U+283F)."""
    return all("\u2800" <= cell <= "\u283f" for cell in cells)


def to_words(table: str, cells: Sequence[str]) -> list[str]:
    """Return what Unicode cells say by a table of liblouis; raises BookletError as `_ask`."""
    return [answer.text for answer in _ask(table, True, tuple(cells))]


@lru_cache(maxsize=8)
def _ask(table: str, back: bool, texts: tuple[str, ...], seconds: float = SECONDS) -> list[Answer]:
    """Raises BookletError if liblouis is missing, too old, cannot read the table, or does not end in `seconds`."""
    request = json.dumps({"table": table, "back": back, "texts": texts})
    try:
        ran = subprocess.run(
            [sys.executable, "-I", "-S", str(Path(__file__).with_name("process.py"))],
            input=request,
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=seconds,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise BookletError(
            f"liblouis did not end in {seconds:g} seconds with the table {table}.",
            "Take the table of this language out.",
            "locales/languages.yml",
        ) from error
    if ran.returncode:
        raise BookletError(
            f"liblouis stopped with the table {table} (code {ran.returncode}): {ran.stderr.strip()[-200:]}.", CURE
        )
    answer = json.loads(ran.stdout)
    require_version(answer["version"])
    if answer["answers"] is None:
        raise BookletError(
            f"liblouis cannot read the table “{table}”.",
            "Write the name of a table that it has.",
            "locales/languages.yml",
        )
    return [Answer(one["text"], tuple(one["places"]), one["unknown"]) for one in answer["answers"]]


def installed_version() -> str | None:
    """Return the version of liblouis on this machine ("3.33.0"), None where there is none. No table is read for it."""
    try:
        return Louis().version
    except OSError:
        return None


def require_version(version: str | None) -> None:
    """Raise BookletError where liblouis is missing (None) or too old ("3.24.0")."""
    wanted = ".".join(map(str, OLDEST))
    if version is None:
        raise BookletError(f"Braille needs liblouis {wanted} or newer, and there is none.", CURE)
    if tuple(int(part) for part in version.split(".")[:2]) < OLDEST:
        raise BookletError(f"Braille needs liblouis {wanted} or newer; this machine has {version}.", CURE)
