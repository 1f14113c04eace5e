"""Where the project's files are, and the settings that belong to no single module."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from booklet.errors import BookletError
from booklet.yaml_source import Loader

ROOT = Path(__file__).resolve().parents[2]
# What people write: a change of it is seen at once in the preview
WRITTEN = ("docs", "locales", "overrides", "service", "content", "mkdocs.yml")
# Everything that a build reads; packages are named by their lock files
INPUTS = (*WRITTEN, "scripts", "requirements", "package-lock.json")


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
        """Return the UTF-8 text of a file.

        Raises BookletError if it is missing, unreadable or not UTF-8.
        """
        try:
            return path.read_text(encoding="utf-8")
        except UnicodeDecodeError as error:
            line = path.read_bytes()[: error.start].count(b"\n") + 1
            raise BookletError(
                "This file is not UTF-8 text.", "Save it as UTF-8.", self.relative(path), line
            ) from error
        except OSError as error:
            raise BookletError(
                f"This file cannot be read ({error.strerror}).",
                "Check its name and its permissions.",
                self.relative(path),
            ) from error

    def _parsed(self, path: Path, parse: Callable[..., Any]) -> Any:
        """Return what a parser of YAML makes of a file; raises BookletError, with the line, if it is not valid."""
        text = self.read_text(path)
        try:
            return parse(text, Loader=Loader)
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
        return self._parsed(path, yaml.compose)

    def load_yaml(self, path: Path) -> Any:
        """Return what a YAML file holds; raises BookletError, with the line, if it cannot be read."""
        return self._parsed(path, yaml.load)

    def read_yaml(self, path: Path) -> dict[str, Any]:
        """Return the mapping in a YAML file.

        Raises BookletError, with the line, if it cannot be read or is not a mapping.
        """
        data = self.load_yaml(path)
        if not isinstance(data, dict):
            raise BookletError(
                "This file should hold names and values.", "Write lines of the form “name: value”.", self.relative(path)
            )
        return data

    def read_list(self, path: Path, name: str | None = None) -> list[tuple[Any, int]]:
        """Return the items of the list that a YAML file is, or has under `name`, each with its line; none if nothing is there.

        Raises BookletError if the file cannot be read, or something else than a list stands there.
        """
        data = self.load_yaml(path) if name is None else self.read_yaml(path).get(name)
        node, line = self._found(path, () if name is None else (name,))
        if data is None:
            return []
        if not isinstance(data, list):
            raise BookletError(
                "A list should stand here.", "Start each of its items with “- ”.", self.relative(path), line
            )
        return list(zip(data, (item.start_mark.line + 1 for item in node.value), strict=True))

    def yaml_line(self, path: Path, *keys: str) -> int | None:
        """Return the line, from 1, on which the name that `keys` lead to stands in a YAML file; None if it is not there."""
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
