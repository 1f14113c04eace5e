"""Whether there is anything to build: what the published site was made of, and what is there now."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path

from booklet.files import write_whole
from booklet.project import INPUTS, Project
from booklet.publish.toolchain import system_digest

RECORD = "published.json"


def inputs_digest(project: Project, formats: Iterable[str], day: date) -> str:
    """Return a digest of all that a build is made of: every file it reads, the system, the formats wanted, the date of
    the source.

    Raises OSError for a file that cannot be read.
    """
    files = (path for name in INPUTS for path in _files(project.root / name))
    return _digest(project.root, files, system_digest(), *sorted(formats), day.isoformat())


def _record(project: Project, inputs: str) -> dict[str, str]:
    """Return what is noted of a build: what it was made of, and every file of the site and of the books that are
    there.

    Raises OSError as `inputs_digest`.
    """
    return {
        "inputs": inputs,
        "site": _digest(project.site, _files(project.site)),
        "books": _digest(project.books, _files(project.books)),
    }


def is_current(project: Project, inputs: str) -> bool:
    """Say whether the published site was made of these inputs and nobody has changed it or its books since."""
    try:
        return json.loads((project.build / RECORD).read_text(encoding="utf-8")) == _record(project, inputs)
    except (OSError, ValueError):  # no record, or a broken one: building again is always right
        return False


def remember(project: Project, inputs: str) -> None:
    """Note what the site that is there now was made of."""
    write_whole(json.dumps(_record(project, inputs)).encode(), project.build / RECORD)


def _files(top: Path) -> Iterator[Path]:
    """Yield a file, or every file of a folder in order, without what Python keeps for itself."""
    for path in sorted(top.rglob("*")) if top.is_dir() else [top]:
        if path.is_file() and "__pycache__" not in path.parts:
            yield path


def _digest(root: Path, files: Iterable[Path], *more: str) -> str:
    digest = hashlib.sha256("\0".join(more).encode())
    for path in files:
        content = hashlib.sha256(path.read_bytes()).digest()
        digest.update(b"\0" + path.relative_to(root).as_posix().encode() + b"\0" + content)
    return digest.hexdigest()
