"""Where the project's files are, and the settings that belong to no single module."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from booklet.errors import BookletError

ROOT = Path(__file__).resolve().parents[2]


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
            raise BookletError("This file is not UTF-8 text.", "Save it as UTF-8.", self.relative(path), line) from error
        except OSError as error:
            raise BookletError(f"This file cannot be read ({error.strerror}).", "Check its name and its permissions.",
                               self.relative(path)) from error

    def read_yaml(self, path: Path) -> dict[str, Any]:
        """Return the mapping in a YAML file.

        Raises BookletError, with the line, if it cannot be read or is not a mapping.
        """
        try:
            data = yaml.safe_load(self.read_text(path))
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            raise BookletError(f"This is not valid YAML: {error.problem}.", "Check the indents, colons and quotation marks.",
                               self.relative(path), mark.line + 1 if mark else None) from error
        if not isinstance(data, dict):
            raise BookletError("This file should hold names and values.", "Write lines of the form “name: value”.",
                               self.relative(path))
        return data

    def yaml_line(self, path: Path, *keys: str) -> int | None:
        """Return the line, from 1, on which the name that `keys` lead to stands in a YAML file; None if it is not there."""
        node, line = yaml.compose(self.read_text(path), Loader=yaml.SafeLoader), None
        for key in keys:
            found = [pair for pair in node.value if pair[0].value == key] if isinstance(node, yaml.MappingNode) else []
            if not found:
                return None
            line, node = found[0][0].start_mark.line + 1, found[0][1]
        return line
