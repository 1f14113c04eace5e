"""The one error that a person who edits or builds the booklet sees, and the cure for a name that is not there."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from pathlib import Path


class BookletError(Exception):
    """Something in the project's files stops the work.

    `problem` says what is wrong and `cure` what to do about it, both as whole sentences.
    `path` and `line` (counted from 1) say where, when the place is known.
    """

    def __init__(self, problem: str, cure: str, path: Path | str | None = None, line: int | None = None):
        self.problem = problem
        self.cure = cure
        self.path = path
        self.line = line
        super().__init__(str(self))

    def __str__(self) -> str:
        place = "" if self.path is None else f"{self.path}:" if self.line is None else f"{self.path}:{self.line}:"
        return f"{place} {self.problem} {self.cure}".strip()

    def __reduce__(self):
        """Let the error pass from a worker process, with its parts."""
        return type(self), (self.problem, self.cure, self.path, self.line)


def nearest(name: str, names: Iterable[str], otherwise: str, form: str = "“{}”") -> str:
    """Return a cure that names the nearest known name, or `otherwise` where none is near.

    `form` is how the name is written where it is used, with {} in its place.
    """
    near = difflib.get_close_matches(name, list(names), 1)
    return f"Did you mean {form.format(near[0])}?" if near else otherwise
