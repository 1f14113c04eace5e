"""The only clock: SOURCE_DATE_EPOCH, or the date of the last commit, so that the same input gives the same bytes.

What somebody notes now, before it is committed, has the day of writing; what is judged by it has the date of the source.
"""

from __future__ import annotations

import logging
import os
import subprocess
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from booklet.errors import BookletError

# tools/sbom.py reads the date where nothing reads YAML, as booklet.project does
if TYPE_CHECKING:
    from booklet.project import Project

LOGGER = logging.getLogger(__name__)
# What git says of an unpacked archive, and of a repository that is new
NO_COMMIT = ("not a git repository", "does not have any commits yet")


def source_date(project: Project, otherwise: date) -> date:
    """Return the date of the source (https://reproducible-builds.org/specs/source-date-epoch/).

    `otherwise` is returned where there is neither SOURCE_DATE_EPOCH nor a commit, as in an unpacked archive.
    Raises BookletError where SOURCE_DATE_EPOCH is not a number of seconds.
    """
    return day_of(project.root) or otherwise


def day_of(root: Path) -> date | None:
    """Return the date of the source in a folder; None where there is neither of the two.

    Raises BookletError as `source_date`.
    """
    return _day(os.environ.get("SOURCE_DATE_EPOCH") or _last_commit(root))


def writing_day() -> date:
    """Return the day on which a record is written: that of SOURCE_DATE_EPOCH where it is set, else today.

    The last commit does not count: it may be months old when somebody writes again. Raises BookletError as
    `source_date`.
    """
    return _day(os.environ.get("SOURCE_DATE_EPOCH", "")) or datetime.now(UTC).date()


def last_change(project: Project, path: str) -> date | None:
    """Return the day of the last commit that changed a file; None where git knows none, or it has changed since then."""
    if (
        (changed := _git(project.root, "status", "--porcelain", "--", path)) is None
        or changed.returncode
        or changed.stdout
    ):
        return None
    told = _git(project.root, "log", "-1", "--format=%ct", "--", path)
    return _day(told.stdout.strip()) if told else None


def _day(seconds: str) -> date | None:
    """Return the day of a point of time in seconds, in UTC; None for ""."""
    if not seconds:
        return None
    try:
        return datetime.fromtimestamp(int(seconds), UTC).date()
    except (ValueError, OverflowError, OSError) as error:
        raise BookletError(
            f"SOURCE_DATE_EPOCH is “{seconds}”.", "Set it to a whole number of seconds, or unset it."
        ) from error


def _last_commit(root: Path) -> str:
    """Return the time of the last commit in seconds; "" where git says none: aloud, unless that is to be expected."""
    asked = _git(root, "log", "-1", "--format=%ct")
    if asked is None:
        return ""
    if asked.returncode and not any(words in asked.stderr for words in NO_COMMIT):
        _warn(asked.stderr.strip().partition("\n")[0])
    return asked.stdout.strip()


def _git(root: Path, *arguments: str) -> subprocess.CompletedProcess[str] | None:
    """Return what git says in a folder, in English; None where this machine has no git."""
    command = ["git", "-C", str(root), *arguments]
    try:
        return subprocess.run(
            command, capture_output=True, text=True, errors="replace", check=False, env={**os.environ, "LC_ALL": "C"}
        )
    except OSError:
        return None


@cache  # a build asks for the date several times
def _warn(reason: str) -> None:
    LOGGER.warning(
        "Git does not say when the last commit was made (%s). The date on which the text was last checked is used. "
        "If another user owns the folder, run “git config --global --add safe.directory FOLDER”; or set SOURCE_DATE_EPOCH.",
        reason,
    )
