"""Programs that the system has to have: found by their names, or named with the package to install, and run."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Mapping, Sequence

from booklet.errors import BookletError
from booklet.workers import end_with_parent


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


def run_program(command: Sequence[str], seconds: float, environment: Mapping[str, str] | None = None) -> str:
    """Run a program and return what it printed. It ends with the process, and the thread, that called this.

    `seconds` is how long it may take, `environment` that of this process where it is None.
    Raises OSError where it cannot be started, subprocess.SubprocessError where it fails or takes longer.
    """
    return subprocess.run(
        command,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
        timeout=seconds,
        preexec_fn=end_with_parent,  # a worker that is killed cannot end it
    ).stdout
