"""Editions: one book in one format, a file that a parent can take; made once and kept until its book changes."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Executor
from dataclasses import asdict, replace
from datetime import date
from functools import lru_cache
from pathlib import Path

from booklet.book.model import Book
from booklet.errors import BookletError
from booklet.files import write_whole
from booklet.formats import FORMATS, FileInfo, Format, FormatNotPossible, FormatSettings, Variant
from booklet.formats.base import Edition, MissingEdition
from booklet.project import Project
from booklet.publish.toolchain import system_digest
from booklet.source import tokens
from booklet.source.languages import Language


def file_name(language: str, reading: str, entry: Format, variant: Variant) -> str:
    """Return a lower-case name with hyphens that says what the file is and ends in its language."""
    parts = [
        "sen-support",
        "" if reading == "standard" else reading,
        "" if entry.name == "pdf" else entry.name,
        variant.suffix,
        language.lower(),
    ]
    return "-".join(part for part in parts if part) + f".{variant.extension}"


def settings_for(project: Project, language: Language, variant: Variant) -> FormatSettings:
    """Return the settings of an edition as every reader gets it: the language's fonts, braille table and voice.

    The paper is the variant's, everything that a reader could ask for (`Format.choices`) the format's own.
    """
    return FormatSettings(
        project.root / tokens.FILE,
        language.fonts,
        variant.suffix,
        variant.paper,
        braille_table=language.braille,
        voice=language.voice,
        clips=project.build / "cache" / "clips",
    )


@lru_cache
def program_digest(project: Project) -> str:
    """Return a digest of everything outside a book that can change an edition: the program, its packages and the system."""
    digest = hashlib.sha256(system_digest().encode())
    package = project.root / "scripts" / "booklet"
    locks = (project.root / "requirements" / "build.lock", project.root / "package-lock.json")
    for file in sorted([*package.rglob("*"), *locks]):
        # Checks read finished files: none of them can change one
        if file.is_file() and not {"__pycache__", "checks"} & set(file.relative_to(project.root).parts):
            digest.update(file.relative_to(project.root).as_posix().encode() + b"\0" + file.read_bytes() + b"\0")
    return digest.hexdigest()


def _digest(book: Book, entry: Format, settings: FormatSettings, project: Project) -> str:
    """Return a digest of all that an edition is made of: book, pictures, settings, styles and program."""
    values = [book.html, entry.name, repr(replace(settings, tokens=Path(), clips=Path())), program_digest(project)]
    pictures = sorted(set(re.findall(r'src="([^"]+)"', book.html)))
    digest = hashlib.sha256("\0".join(values).encode())
    for file in (*settings.styles(entry.sheets), *(book.folder / picture for picture in pictures)):
        digest.update(b"\0" + file.read_bytes())
    return digest.hexdigest()


def _make(book: Book, name: str, settings: FormatSettings, cached: Path) -> FileInfo | FormatNotPossible:
    """Make one edition in the cache. Runs in a worker process; returns the reason where it cannot be made."""
    known = cached.with_suffix(".json")
    if not _is_whole(cached, known):
        cached.parent.mkdir(parents=True, exist_ok=True)
        part = cached.with_suffix(".part")
        try:
            made = FORMATS[name].write(book, settings, part)
        except FormatNotPossible as error:
            return error
        known_part = part.with_suffix(".json.part")
        record = {"made": asdict(made), "sha256": _digest_of(part)}
        known_part.write_text(json.dumps(record), encoding="utf-8")
        known_part.replace(known)
        part.replace(cached)
    return FileInfo(**json.loads(known.read_text(encoding="utf-8"))["made"])


def _are_kept(book: Book, entry: Format, project: Project, language: Language) -> bool:
    """Say whether every edition of a book in one format is kept from an earlier build, and still current."""
    return all(
        _is_whole(cached, cached.with_suffix(".json"))
        for cached in (
            _place(book, entry, variant, settings_for(project, language, variant), project)
            for variant in entry.variants
        )
    )


def _place(book: Book, entry: Format, variant: Variant, settings: FormatSettings, project: Project) -> Path:
    """Return where an edition is kept: under the digest of all that it is made of."""
    return project.build / "cache" / f"{_digest(book, entry, settings, project)}.{variant.extension}"


def _is_whole(cached: Path, known: Path) -> bool:
    """Say whether a kept file is there with its record, and is what the record says: a disk may have lost a part."""
    try:
        return json.loads(known.read_text(encoding="utf-8"))["sha256"] == _digest_of(cached)
    except (OSError, ValueError, KeyError, TypeError):
        return False


def _digest_of(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def take_over(project: Project, folder: Path) -> int:
    """Copy the whole editions that another machine has kept in `folder` into the cache; return how many.

    Raises BookletError where the folder holds none.
    """
    records = sorted(folder.glob("*.json")) if folder.is_dir() else []
    taken = 0
    for known in records:
        for cached in folder.glob(f"{known.stem}.*"):
            if cached.suffix != ".json" and _is_whole(cached, known):
                for file in (cached, known):
                    write_whole(file.read_bytes(), project.build / "cache" / file.name)
                taken += 1
    if not taken:
        raise BookletError(
            f"There are no finished editions in {folder}.", "Name the folder build/cache of another build.", folder
        )
    return taken


def _make_each(book: Book, orders: Sequence[tuple[str, FormatSettings, Path]]) -> list[FileInfo | FormatNotPossible]:
    """Make editions of a book one after the other in one process; see `_make`."""
    return [_make(book, *order) for order in orders]


def make_editions(
    books: Sequence[Book],
    language: Language,
    project: Project,
    folder: Path,
    workers: Executor,
    formats: Iterable[str],
    say: Callable[[str], None] = lambda line: None,
    if_kept: Iterable[str] = (),
) -> tuple[list[Edition], list[MissingEdition]]:
    """Make every edition of the books of one language into `folder` (the staged site).

    Returns the editions made and, with its reason, every combination that is not.
    `formats` names the formats wanted, `if_kept` those of which the editions of an earlier build are taken while they are
    current, and nothing is made; `say` gets lines of progress. Errors of a format are raised as they come.
    """
    downloads = folder / language.tag / "downloads"
    absent: list[MissingEdition] = []
    waiting = []
    for book in books:
        reading = book.reading
        # What shares work is made by the same worker
        orders: dict[str, list[tuple[str, FormatSettings, Path]]] = {}
        places = []
        for entry in FORMATS.values():
            if entry.name == "web":
                continue
            if entry.write is None or (
                entry.name not in formats and not (entry.name in if_kept and _are_kept(book, entry, project, language))
            ):
                absent.append(MissingEdition(language.tag, reading, entry.name, "not_made"))
            else:
                files = []
                for variant in entry.variants:
                    settings = settings_for(project, language, variant)
                    files.append((variant, settings, _place(book, entry, variant, settings, project)))
                if entry.prepare and not all(cached.exists() for _, _, cached in files):
                    entry.prepare(book, files[0][1], workers, say)
                for variant, settings, cached in files:
                    together = orders.setdefault(entry.beside or f"{entry.name}{variant.suffix}", [])
                    places.append((together, len(together), entry, variant, cached))
                    together.append((entry.name, settings, cached))
        jobs = {id(together): workers.submit(_make_each, book, together) for together in orders.values()}
        waiting += [
            (jobs[id(together)], place, reading, entry, variant, cached)
            for together, place, entry, variant, cached in places
        ]
    editions: list[Edition] = []
    for job, place, reading, entry, variant, cached in waiting:
        made = job.result()[place]
        if isinstance(made, FormatNotPossible):
            absent.append(MissingEdition(language.tag, reading, entry.name, made.reason, made.detail))
            if made.detail:
                say(f"Left out: {file_name(language.tag, reading, entry, variant)}. {made.detail}")
            continue
        downloads.mkdir(parents=True, exist_ok=True)
        target = downloads / file_name(language.tag, reading, entry, variant)
        shutil.copyfile(cached, target)
        content = target.read_bytes()
        editions.append(
            Edition(
                language.tag,
                reading,
                entry.name,
                target.relative_to(folder).as_posix(),
                len(content),
                hashlib.sha256(content).hexdigest(),
                made.pages,
                made.seconds,
                variant.suffix,
            )
        )
    # A format with several files is missing once, and only where none of them could be made
    there = {(edition.reading, edition.format) for edition in editions}
    return editions, [one for one in dict.fromkeys(absent) if (one.reading, one.format) not in there]


def editions_json(
    day: date,
    editions: Iterable[Edition],
    absent: Iterable[MissingEdition],
    reasons: dict[str, str],
    translations: dict[str, dict],
) -> str:
    """Return site/editions.json: the contract for tools outside (see README, "For other programs").

    `reasons` gives the words of each reason, `translations` the state of each language's translation.
    """
    made = [{**asdict(edition), "translation": translations[edition.language]} for edition in editions]
    missing = [
        {
            "language": one.language,
            "reading": one.reading,
            "format": one.format,
            "reason": f"{reasons[one.reason]} {one.detail}".rstrip(),
        }
        for one in absent
    ]
    return json.dumps({"generated": day.isoformat(), "editions": made, "absent": missing}, ensure_ascii=False, indent=1)
