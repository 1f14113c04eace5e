"""Whether there is anything to build, and in which languages: what the published site was made of, and what is there now."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from booklet.files import write_whole
from booklet.project import INPUTS, Project
from booklet.publish.toolchain import system_digest
from booklet.source.languages import Language
from booklet.translation.catalogue import catalogue_path, read_translations

RECORD = "published.json"


@dataclass(frozen=True)
class Inputs:
    """What a build is made of, as digests: of `everything`, and of all but the catalogues of the published languages,
    the `rest`; `catalogues` are those, by the tag of their language.
    """

    everything: str
    rest: str
    catalogues: Mapping[str, str]


def read_inputs(project: Project, formats: Iterable[str], day: date, languages: Iterable[Language]) -> Inputs:
    """Return what a build is made of: every file it reads, the system, the formats wanted, the date of the source.

    `languages` are those that are published. Raises OSError for a file that cannot be read.
    """
    of_language = {catalogue_path(project, one): one.tag for one in languages}
    # A hidden file is one that a program keeps for itself, such as a catalogue before its last change (sync.py)
    files = (path for name in INPUTS for path in _files(project.root / name) if not path.name.startswith("."))
    digests = {path: _content(path) for path in files}
    more = (system_digest(), *sorted(formats), day.isoformat())
    return Inputs(
        _digest(project.root, digests, *more),
        _digest(project.root, {path: one for path, one in digests.items() if path not in of_language}, *more),
        {of_language[path]: one.hex() for path, one in digests.items() if path in of_language},
    )


def is_current(project: Project, inputs: Inputs) -> bool:
    """Say whether the published site was made of these inputs and nobody has changed it or its books since."""
    return _last_build(project).get("inputs") == inputs.everything


def changed_languages(project: Project, inputs: Inputs, languages: Sequence[Language]) -> list[str]:
    """Return the tags of the languages that have to be made again, in their order; of all, if anything else has changed.

    A page in another language says how far a translation is, and has some of its words, such as its invitation to read.
    A catalogue in which only the words of the pages in its own language are others changes no other language.
    """
    every = [one.tag for one in languages]
    last = _last_build(project)
    try:
        if last["rest"] != inputs.rest or last["catalogues"].keys() != inputs.catalogues.keys():
            return every
        changed = [
            tag for tag in every if tag in inputs.catalogues and last["catalogues"][tag] != inputs.catalogues[tag]
        ]
        known = [one for one in languages if one.tag in changed]
        if any(last["elsewhere"][one.tag] != _seen_elsewhere(project, one) for one in known):
            return every
    except (KeyError, TypeError, AttributeError):  # the record of an earlier version
        return every
    return changed or every


def remember(project: Project, inputs: Inputs, languages: Iterable[Language]) -> None:
    """Note what the site that is there now was made of."""
    record = {
        "inputs": inputs.everything,
        "rest": inputs.rest,
        "catalogues": dict(inputs.catalogues),
        "elsewhere": {one.tag: _seen_elsewhere(project, one) for one in languages if one.tag in inputs.catalogues},
        **_outputs(project),
    }
    write_whole(json.dumps(record).encode(), project.build / RECORD)


def _last_build(project: Project) -> dict[str, Any]:
    """Return what is noted of the last build; nothing where the site or its books have changed since."""
    try:
        last = json.loads((project.build / RECORD).read_text(encoding="utf-8"))
        return last if last | _outputs(project) == last else {}
    except (OSError, ValueError, TypeError):  # no record, or a broken one: building again is always right
        return {}


def _outputs(project: Project) -> dict[str, str]:
    """Return digests of every file of the site and of the books that are there; raises OSError as `read_inputs`."""
    return {
        name: _digest(folder, {path: _content(path) for path in _files(folder)})
        for name, folder in (("site", project.site), ("books", project.books))
    }


def _seen_elsewhere(project: Project, language: Language) -> str:
    """Return a digest of what pages in other languages may show of a translation: all but the words of its own pages.

    Those have no context (`Message.context`), as labels have.
    """
    known = read_translations(project, language, is_source=False)
    return hashlib.sha256(repr(known.outside_pages()).encode()).hexdigest()


def _files(top: Path) -> Iterator[Path]:
    """Yield a file, or everything in a folder that is no folder, in order, without what Python keeps for itself."""
    for path in sorted(top.rglob("*")) if top.is_dir() else [top]:
        if os.path.lexists(path) and not path.is_dir() and "__pycache__" not in path.parts:
            yield path


def _content(path: Path) -> bytes:
    """Return the digest of a file; of a pipe or a broken link, only that it is there."""
    if not path.is_file():
        return b""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").digest()


def _digest(root: Path, files: Mapping[Path, bytes], *more: str) -> str:
    digest = hashlib.sha256("\0".join(more).encode())
    for path, content in files.items():
        digest.update(b"\0" + path.relative_to(root).as_posix().encode() + b"\0" + content)
    return digest.hexdigest()
