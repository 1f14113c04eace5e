"""Where the project's files are, and the settings that belong to no single module."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from booklet.errors import BookletError
from booklet.source.text import can_be_seen, normalised, unseen
from booklet.yaml_source import Loader, WordLoader, compose, load

ROOT = Path(__file__).resolve().parents[2]
# Bytes of the largest file that people write: the catalogue of a language has half a million
LARGEST_FILE = 8_000_000
# Characters of a line: a long paragraph has a tenth of it
LONGEST_LINE = 10_000
# What git leaves in a file that two people changed
CONFLICT = re.compile(r"^(?:<{7} |={7}$|>{7} |\|{7} )", re.MULTILINE)
# Files that programs leave beside those of people: as if they were not there
CLUTTER = re.compile(r"\..*|.*~|Thumbs\.db|desktop\.ini|.*\.(?:bak|orig|tmp|swp)", re.IGNORECASE)
# What people write: a change of it is seen at once in the preview
WRITTEN = ("docs", "locales", "overrides", "service", "content", "mkdocs.yml")
# Everything that a build reads; packages are named by their lock files
INPUTS = (*WRITTEN, "scripts", "requirements", "package-lock.json")


def is_clutter(path: Path, top: Path) -> bool:
    """Say whether a file under the folder `top`, or a folder that it is in, is one that programs leave behind."""
    return any(CLUTTER.fullmatch(part) for part in path.relative_to(top).parts)


@dataclass(frozen=True)
class Project:
    """The folders and files of a checkout; `root` is the folder that holds mkdocs.yml."""

    root: Path = ROOT

    @property
    def docs(self) -> Path:
        return self.root / "docs"

    @property
    def site(self) -> Path:
        return self.root / "site"

    @property
    def build(self) -> Path:
        return self.root / "build"

    @property
    def books(self) -> Path:
        """The books that the published site was made of, with their pictures: only the build writes them."""
        return self.build / "books"

    @property
    def locales(self) -> Path:
        return self.root / "locales"

    def relative(self, path: Path) -> str:
        """Return `path` as a reader of a message knows it: from the root, with forward slashes."""
        path = Path(path)
        return path.relative_to(self.root).as_posix() if path.is_relative_to(self.root) else path.as_posix()

    def read_text(self, path: Path) -> str:
        """Return the UTF-8 text of a file, its letters and line ends in one form.

        Raises BookletError if it is missing, unreadable, too large, no ordinary file or not UTF-8.
        """
        data = self.read_bytes(path)
        try:
            return normalised(data.decode("utf-8"))
        except UnicodeDecodeError as error:
            line = data[: error.start].count(b"\n") + 1
            raise BookletError(
                "This file is not UTF-8 text.", "Save it as UTF-8.", self.relative(path), line
            ) from error

    def read_source(self, path: Path) -> str:
        """Return the text of a file that people write for readers, as `read_text` does.

        Raises BookletError, with the line, also for a character that nobody can see and for a line that is too long.
        """
        text = self.read_text(path)
        lines = text.split("\n")
        if max(map(len, lines)) <= LONGEST_LINE and not CONFLICT.search(text) and can_be_seen(text, allowed="\t\n"):
            return text
        for number, line in enumerate(lines, 1):
            if len(line) > LONGEST_LINE:
                raise BookletError(
                    f"This line has {len(line)} characters.",
                    f"Break it into lines of at most {LONGEST_LINE}.",
                    self.relative(path),
                    number,
                )
            self.require_merged(path, number, line)
            for place, name in unseen(line, allowed="\t"):
                raise BookletError(
                    f"The character {name} is in this line, after “{line[max(place - 20, 0) : place]}”: nobody can see it.",
                    "Delete it, or type the words around it again.",
                    self.relative(path),
                    number,
                )
        return text

    def require_merged(self, path: Path, number: int, line: str) -> None:
        """Raise BookletError for a line, counted from 1, that git has left where two changes meet."""
        if CONFLICT.match(line):
            raise BookletError(
                f"“{line[:7]}” is a mark that git leaves where two changes meet.",
                "Keep one of the two texts, and delete the lines with the marks.",
                self.relative(path),
                number,
            )

    def written(self, top: Path, pattern: str) -> list[Path]:
        """Return everything below the folder `top` that a pattern of `Path.glob` finds, in order, but for clutter."""
        return sorted(path for path in top.glob(pattern) if not is_clutter(path, top))

    def has(self, path: Path) -> bool:
        """Say whether anything is at the place of a file that may be left out; what is no file is for its reader to refuse.

        `Path.exists` says no of a link that leads nowhere, and `Path.is_file` of a folder: it would be passed over.
        """
        return os.path.lexists(path)

    def read_bytes(self, path: Path) -> bytes:
        """Return what a file holds. Raises BookletError if it is missing, unreadable, too large or no ordinary file."""
        try:
            status = path.stat()
            if not stat.S_ISREG(status.st_mode):
                raise BookletError("This is not a file that can be read.", "Put a file here.", self.relative(path))
            if status.st_size > LARGEST_FILE:
                raise BookletError(
                    f"This file has {status.st_size / 1e6:.0f} MB.",
                    f"Nothing that people write here needs more than {LARGEST_FILE / 1e6:.0f} MB: put the right file here.",
                    self.relative(path),
                )
            return path.read_bytes()
        except OSError as error:
            raise BookletError(
                f"This file cannot be read ({error.strerror}).",
                "Check its name and its permissions.",
                self.relative(path),
            ) from error

    def _parsed(self, path: Path, parse: Callable[[str, type[Loader]], Any], loader: type[Loader] = Loader) -> Any:
        """Return what a parser of YAML makes of a file; raises BookletError, with the line, if it is not valid."""
        text = self.read_source(path)
        cause: yaml.YAMLError
        try:
            return parse(text, loader)
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            problem, line, cause = error.problem, mark.line + 1 if mark else None, error
        except yaml.reader.ReaderError as error:
            problem, line, cause = error.reason, text.count("\n", 0, error.position) + 1, error
        raise BookletError(
            f"This is not valid YAML: {problem}.",
            "Check the indents, colons and quotation marks.",
            self.relative(path),
            line,
        ) from cause

    def compose_yaml(self, path: Path) -> yaml.Node | None:
        """Return the nodes of a YAML file, which know their lines; None if it holds nothing.

        Raises BookletError, with the line, if it cannot be read.
        """
        return self._parsed(path, compose)

    def load_yaml(self, path: Path) -> Any:
        """Return what a YAML file holds; raises BookletError, with the line, if it cannot be read."""
        return self._parsed(path, load)

    def read_words(self, path: Path) -> dict[str, Any]:
        """Return the mapping in a YAML file whose values are words as they were typed; raises as `read_yaml` does."""
        return self._mapping(path, self._parsed(path, load, WordLoader))

    def read_yaml(self, path: Path) -> dict[str, Any]:
        """Return the mapping in a YAML file.

        Raises BookletError, with the line, if it cannot be read or is not a mapping.
        """
        return self._mapping(path, self.load_yaml(path))

    def _mapping(self, path: Path, data: Any) -> dict[str, Any]:
        if not isinstance(data, dict):
            raise BookletError(
                "This file should hold names and values.", "Write lines of the form “name: value”.", self.relative(path)
            )
        return data

    def read_list(self, path: Path, name: str | None = None) -> list[tuple[Any, int]]:
        """Return the items of the list that a YAML file is, or has under `name`, each with its line; none if nothing is
        there.

        Raises BookletError if the file cannot be read, or something else than a list is there.
        """
        data = self.load_yaml(path) if name is None else self.read_yaml(path).get(name)
        node, line = self._found(path, () if name is None else (name,))
        if data is None:
            return []
        if not isinstance(data, list):
            raise BookletError("This must be a list.", "Start each of its items with “- ”.", self.relative(path), line)
        assert node is not None, "where there is a list there is its node"
        return list(zip(data, (item.start_mark.line + 1 for item in node.value), strict=True))

    def yaml_line(self, path: Path, *keys: str) -> int | None:
        """Return the line, from 1, on which the name that `keys` lead to is in a YAML file; None if it is not
        there.
        """
        return self._found(path, keys)[1]

    def _found(self, path: Path, keys: Iterable[str]) -> tuple[yaml.Node | None, int | None]:
        """Return the node that `keys` lead to in a YAML file and the line of its name; None for what is not there."""
        node, line = self.compose_yaml(path), None
        for key in keys:
            found = [pair for pair in node.value if pair[0].value == key] if isinstance(node, yaml.MappingNode) else []
            if not found:
                return None, None
            line, node = found[0][0].start_mark.line + 1, found[0][1]
        return node, line
