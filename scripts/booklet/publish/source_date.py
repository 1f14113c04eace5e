"""The only clock: SOURCE_DATE_EPOCH, or the date of the last commit, so that the same input gives the same bytes."""

from __future__ import annotations

import logging
import os
import subprocess
from datetime import UTC, date, datetime
from functools import cache

from booklet.errors import BookletError
from booklet.project import Project

LOGGER = logging.getLogger(__name__)
# What git says of an unpacked archive, and of a repository that is new
NO_COMMIT = ("not a git repository", "does not have any commits yet")


def source_date(project: Project, otherwise: date) -> date:
    """Return the date of the source (https://reproducible-builds.org/specs/source-date-epoch/).

    `otherwise` is returned where there is neither SOURCE_DATE_EPOCH nor a commit, as in an unpacked archive.
    Raises BookletError where SOURCE_DATE_EPOCH is not a number of seconds.
    """
    seconds = os.environ.get("SOURCE_DATE_EPOCH") or _last_commit(project)
    if not seconds:
        return otherwise
    try:
        return datetime.fromtimestamp(int(seconds), UTC).date()
    except (ValueError, OverflowError, OSError) as error:
        raise BookletError(
            f"SOURCE_DATE_EPOCH is “{seconds}”.", "Set it to a whole number of seconds, or unset it."
        ) from error


def _last_commit(project: Project) -> str:
    """Return the time of the last commit in seconds; "" where git says none: aloud, unless that is to be expected."""
    command = ["git", "-C", str(project.root), "log", "-1", "--format=%ct"]
    try:
        asked = subprocess.run(
            command, capture_output=True, text=True, errors="replace", check=False, env={**os.environ, "LC_ALL": "C"}
        )
    except OSError:  # no git on this machine
        return ""
    if asked.returncode and not any(words in asked.stderr for words in NO_COMMIT):
        _warn(asked.stderr.strip().partition("\n")[0])
    return asked.stdout.strip()


@cache  # a build asks for the date several times
def _warn(reason: str) -> None:
    LOGGER.warning(
        "Git does not say when the last commit was made (%s). The date on which the text was last checked is used. "
        "If another user owns the folder, run “git config --global --add safe.directory FOLDER”; or set SOURCE_DATE_EPOCH.",
        reason,
    )
