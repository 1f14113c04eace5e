"""Programs that the system has to have: found by their names, or named with the package to install."""

from __future__ import annotations

import shutil

from booklet.errors import BookletError


def find_program(*names: str, package: str) -> str:
    """Return the path of the first of these programs that is installed.

    Raises BookletError, naming the package to install, if none is.
    """
    for name in names:
        if path := shutil.which(name):
            return path
    raise BookletError(
        f"The program “{names[0]}”, which the checks need, is not installed.", f"Install it: apt-get install {package}"
    )
