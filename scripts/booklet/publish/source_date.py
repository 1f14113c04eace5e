"""The only clock: SOURCE_DATE_EPOCH, or the date of the last commit, so that the same input gives the same bytes."""

from __future__ import annotations

import os
import subprocess
from datetime import UTC, date, datetime

from booklet.errors import BookletError
from booklet.project import Project


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
    command = ["git", "-C", str(project.root), "log", "-1", "--format=%ct"]
    try:
        return subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip()
    except OSError:  # no git on this machine
        return ""
