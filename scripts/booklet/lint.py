"""Runs every linter: style, format and types of the program, its import rules, scripts and style sheets."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from booklet.errors import BookletError
from booklet.project import Project

PYTHON_FILES = ("scripts", "tests", "tools")


@dataclass(frozen=True)
class Linter:
    """One linter: its name, what it looks at, its command, and the command that corrects what it can (empty: none)."""

    name: str
    purpose: str
    command: tuple[str, ...]
    fix: tuple[str, ...] = ()


def linters(project: Project) -> list[Linter]:
    """Return every linter of the repository. Their rules are in pyproject.toml and biome.jsonc."""
    scripts = Path(sys.executable).parent
    ruff, biome = str(scripts / "ruff"), str(project.root / "node_modules" / ".bin" / "biome")
    return [
        Linter(
            "ruff check",
            "style and likely mistakes of the Python code",
            (ruff, "check", "--quiet", *PYTHON_FILES),
            (ruff, "check", "--quiet", "--fix", *PYTHON_FILES),
        ),
        Linter(
            "ruff format",
            "layout of the Python code",
            (ruff, "format", "--quiet", "--check", *PYTHON_FILES),
            (ruff, "format", "--quiet", *PYTHON_FILES),
        ),
        Linter("mypy", "types of the Python code", (str(scripts / "mypy"), "--no-error-summary")),
        Linter("import-linter", "which room may import which", (str(scripts / "lint-imports"), "--no-cache")),
        Linter(
            "biome",
            "scripts and style sheets of the website",
            (biome, "lint", "--error-on-warnings", "--colors=off"),
            (biome, "lint", "--write", "--error-on-warnings", "--colors=off"),
        ),
    ]


def lint(project: Project, fix: bool = False) -> int:
    """Run every linter, print what each that fails has to say, and return how many failed.

    `fix` lets those linters correct files that can. Raises BookletError where a linter is not installed.
    """
    environment = {**os.environ, "PYTHONPATH": str(project.root / "scripts")}
    failed = 0
    for linter in linters(project):
        command: Sequence[str] = linter.fix if fix and linter.fix else linter.command
        try:
            ran = subprocess.run(
                command, cwd=project.root, env=environment, capture_output=True, text=True, check=False
            )
        except FileNotFoundError as error:
            raise BookletError(
                f"The linter {linter.name} is not installed.",
                "Run “python3 scripts/test.py --program”, which installs it first.",
            ) from error
        print(f"{linter.name:<16}{'ok' if ran.returncode == 0 else 'FAILED':<8}{linter.purpose}", flush=True)
        if ran.returncode:
            failed += 1
            print(f"{ran.stdout}{ran.stderr}".rstrip(), flush=True)
    return failed
