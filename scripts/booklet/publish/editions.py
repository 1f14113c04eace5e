"""Editions: one book in one format, a file that a parent can take; made once and kept until its book changes."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from concurrent.futures import Executor, Future
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from datetime import date
from functools import lru_cache
from itertools import product
from pathlib import Path

from booklet.book.model import Book
from booklet.errors import BookletError
from booklet.files import write_whole
from booklet.formats import FORMATS, Format, FormatNotPossibleError, FormatSettings, Variant
from booklet.formats.base import Edition, MissingEdition
from booklet.formats.fonts import NoGlyphError
from booklet.project import Project
from booklet.publish import cache
from booklet.publish.fit import DoesNotFitError, write_fitting
from booklet.publish.toolchain import system_digest
from booklet.source.booklets import Booklet
from booklet.source.languages import Language
from booklet.source.service import look
from booklet.source.service.settings import read_settings


def file_name(booklet: Booklet, language: str, reading: str, entry: Format, variant: Variant) -> str:
    """Return a lower-case name with hyphens that says what the file of a booklet is and ends in its language."""
    named = entry.name == "pdf" or variant.suffix.startswith(f"{entry.name}-")
    parts = [
        booklet.id,
        "" if reading == "standard" else reading,
        "" if named else entry.name,
        variant.suffix,
        language.lower(),
    ]
    return "-".join(part for part in parts if part) + f".{variant.extension}"


def settings_for(project: Project, language: Language, variant: Variant) -> FormatSettings:
    """Return the settings of an edition as every reader gets it: the language's fonts, braille table and voice.

    The paper is the variant's, everything that a reader could ask for (`Format.choices`) the format's own.
    """
    return FormatSettings(
        look.token_file(project, read_settings(project).colours),
        language.fonts,
        variant.suffix,
        variant.paper,
        braille_table=language.braille,
        voice=language.voice,
        clips=cache.folder_of(project) / cache.CLIPS,
    )


@lru_cache
def program_digest(project: Project) -> str:
    """Return a digest of everything outside a book that can change an edition: the program, its packages and the
    system.
    """
    digest = hashlib.sha256(system_digest().encode())
    package = project.root / "scripts" / "booklet"
    locks = (project.root / "requirements" / "build.lock", project.root / "package-lock.json")
    for file in sorted([*package.rglob("*"), *locks]):
        # Checks read finished files: none of them can change one, apart from the look at prints (fit.py)
        parts = set(file.relative_to(project.root).parts)
        if file.is_file() and "__pycache__" not in parts and ("checks" not in parts or "pdf" in parts):
            digest.update(file.relative_to(project.root).as_posix().encode() + b"\0" + file.read_bytes() + b"\0")
    return digest.hexdigest()


# Booklet, reading, format and variant
Key = tuple[str, str, str, str]


@dataclass(frozen=True)
class Job:
    """One file to make: a book in one variant of a format, with its settings, and `cached`, where it is kept."""

    book: Book
    entry: Format
    variant: Variant
    settings: FormatSettings
    cached: Path

    @property
    def key(self) -> Key:
        """Booklet, reading, format and variant, which name the file within its language."""
        return self.book.booklet.id, self.book.reading, self.entry.name, self.variant.suffix

    @property
    def needs_another(self) -> bool:
        """Whether another file of the same book is made first."""
        return bool(self.entry.needs or self.variant.made_of)


def _digest(book: Book, entry: Format, settings: FormatSettings, project: Project) -> str:
    """Return a digest of all that an edition is made of: its words, booklet, pictures, settings, styles and
    program."""
    made_of = replace(settings, tokens=Path(), clips=Path(), characters_on_pages=(), finished=None)
    html = _words_of(book, entry, settings)
    values = [html, entry.name, repr(made_of), repr(book.booklet), program_digest(project)]
    if entry.in_two_languages and not entry.words and book.english:
        values.append(book.english.html)
    pictures = sorted(set(re.findall(r'src="(?!data:)([^"]+)"', html)))
    digest = hashlib.sha256("\0".join(values).encode())
    for file in (*settings.styles(entry.sheets), *(book.folder / picture for picture in pictures)):
        digest.update(b"\0" + file.read_bytes())
    return digest.hexdigest()


def _words_of(book: Book, entry: Format, settings: FormatSettings) -> str:
    """Return the HTML of what a file has of its book."""
    if entry.words:
        with suppress(FormatNotPossibleError):  # said where it is made
            return entry.words(book, settings)
    return book.html


def _jobs(
    books: Sequence[Book],
    language: Language,
    project: Project,
    formats: Collection[str],
    if_kept: Collection[str],
) -> tuple[list[Job], list[MissingEdition]]:
    """Return a job for each file of the books of one language, and the formats that nobody wants or can make."""
    jobs: list[Job] = []
    absent: list[MissingEdition] = []
    for book, entry in product(books, FORMATS.values()):
        if entry.name == "web":
            continue
        # The digest of a file takes time: there is none of what nobody would take
        variants = entry.variants_for(book) if entry.write and entry.name in {*formats, *if_kept} else ()
        files = [_job(book, entry, variant, project, language) for variant in variants]
        wanted = entry.name in formats or all(cache.find(job.cached) for job in files)
        if files and wanted:
            jobs += files
        else:
            absent.append(MissingEdition(language.tag, book.reading, entry.name, "not_made", booklet=book.booklet.id))
    return jobs, absent


def _job(book: Book, entry: Format, variant: Variant, project: Project, language: Language) -> Job:
    settings = settings_for(project, language, variant)
    name = f"{_digest(book, entry, settings, project)}.{variant.extension}"
    return Job(book, entry, variant, settings, cache.folder_of(project) / name)


def take_over(project: Project, folder: Path) -> int:
    """Copy the whole editions that another machine has kept in `folder` into the cache; return how many.

    Raises BookletError where the folder holds none.
    """
    taken = 0
    for record in sorted(folder.glob("*.json")) if folder.is_dir() else ():
        kept = record.with_suffix("")
        if cache.find(kept):
            for file in (record, kept):
                write_whole(file.read_bytes(), cache.folder_of(project) / file.name)
            taken += 1
    if not taken:
        raise BookletError(
            f"There are no finished editions in {folder}.", "Name the folder build/cache of another build.", folder
        )
    return taken


def _make(book: Book, name: str, settings: FormatSettings, cached: Path) -> cache.Kept | FormatNotPossibleError:
    """Make one edition in the cache. Runs in a worker process; returns the reason where it cannot be made."""
    cached.parent.mkdir(parents=True, exist_ok=True)
    part = cached.with_suffix(".part")
    try:
        return cache.keep(part, write_fitting(FORMATS[name], book, settings, part), cached)
    except FormatNotPossibleError as error:
        return error
    except DoesNotFitError as error:
        # One language's long words cost one file, not the site
        return FormatNotPossibleError("not_made", error.problem)
    except NoGlyphError as error:
        # So does a name, or a sentence, with a letter that its fonts lack
        return FormatNotPossibleError("not_made", str(error))
    finally:
        part.unlink(missing_ok=True)  # where no room is left for it


def _submit(job: Job, workers: Executor) -> Future:
    if kept := cache.find(job.cached):
        known: Future = Future()
        known.set_result(kept)
        return known
    # The table of formats is looked up there: its functions need not pass between processes
    return workers.submit(_make, job.book, job.entry.name, job.settings, job.cached)


def _informed(job: Job, jobs: Mapping[Key, Job], running: Mapping[Key, Future]) -> Job:
    """Return a job with what it needs of others; as it is where those are not made in this run."""

    def made(name: str, suffix: str) -> tuple[Job, cache.Kept] | None:
        other = jobs.get((job.book.booklet.id, job.book.reading, name, suffix))
        result = running[other.key].result() if other else None
        return (other, result) if other and isinstance(result, cache.Kept) else None

    settings = job.settings
    if job.entry.needs and (counted := made(job.entry.needs, "")):
        settings = replace(settings, characters_on_pages=counted[1].info.characters_on_pages)
    if job.variant.made_of and (pages := made(job.entry.name, job.variant.made_of)):
        settings = replace(settings, finished=pages[0].cached)
    return replace(job, settings=settings)


def _run(jobs: Sequence[Job], workers: Executor, say: Callable[[str], None]) -> dict[Key, Future]:
    """Let the workers make all files; return what comes of each job, by its key."""
    running = {job.key: _submit(job, workers) for job in jobs if not (job.needs_another or job.entry.prepare)}
    by_key = {job.key: job for job in jobs}
    prepared = set()
    for job in jobs:
        if job.key in running:
            continue
        job = _informed(job, by_key, running)
        if job.entry.prepare and job.key[:-1] not in prepared and not cache.find(job.cached):
            job.entry.prepare(job.book, job.settings, workers, say)
            prepared.add(job.key[:-1])
        running[job.key] = _submit(job, workers)
    return running


def make_editions(
    books: Sequence[Book],
    language: Language,
    project: Project,
    folder: Path,
    workers: Executor,
    formats: Collection[str],
    say: Callable[[str], None] = lambda line: None,
    if_kept: Collection[str] = (),
) -> tuple[list[Edition], list[MissingEdition]]:
    """Make every edition of the books of one language into `folder` (the staged site).

    Returns the editions made and, with its reason, every combination that is not.
    `formats` names the formats wanted, `if_kept` those of which the editions of an earlier build are taken while they
    are current, and nothing is made; `say` gets lines of progress. Errors of a format are raised as they come.
    """
    jobs, absent = _jobs(books, language, project, formats, if_kept)
    running = _run(jobs, workers, say)
    editions: list[Edition] = []
    for job in jobs:
        made = running[job.key].result()
        if isinstance(made, FormatNotPossibleError):
            booklet, reading, name, _ = job.key
            absent.append(MissingEdition(language.tag, reading, name, made.reason, made.detail, booklet=booklet))
            if made.detail:
                say(f"Left out: {_file_name_of(job)}. {made.detail}")
        else:
            editions.append(_publish(job, made, language, folder))
    # A format with several files is missing once, with the reason of the first, and only where none could be made
    there = {(edition.booklet, edition.reading, edition.format) for edition in editions}
    missing = {(one.booklet, one.reading, one.format): one for one in reversed(absent)}
    return editions, [one for key, one in reversed(missing.items()) if key not in there]


def _file_name_of(job: Job) -> str:
    return file_name(job.book.booklet, job.book.language, job.book.reading, job.entry, job.variant)


def _publish(job: Job, kept: cache.Kept, language: Language, folder: Path) -> Edition:
    """Copy a finished file into the staged site `folder`, and return what is said of it.

    Raises BookletError where the copy is not what was made: another program has changed the file that is kept.
    """
    target = folder / language.tag / "downloads" / _file_name_of(job)
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(job.cached, target)
    if cache.digest_of(target) != kept.sha256:
        raise BookletError("This file was changed while the site was built.", "Build again.", job.cached)
    return Edition(
        language.tag,
        job.book.reading,
        job.entry.name,
        target.relative_to(folder).as_posix(),
        target.stat().st_size,
        kept.sha256,
        kept.info.pages,
        kept.info.seconds,
        job.variant.suffix,
        booklet=job.book.booklet.id,
    )


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
            "booklet": one.booklet,
            "reason": f"{reasons[one.reason]} {one.detail}".rstrip(),
        }
        for one in absent
    ]
    return json.dumps({"generated": day.isoformat(), "editions": made, "absent": missing}, ensure_ascii=False, indent=1)
