"""A file made for one person: a format with the size, paper, colour, letters and pages that somebody asked for."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from markupsafe import Markup

from booklet.book.model import Book, status_words
from booklet.book.select import select, titles
from booklet.errors import BookletError
from booklet.files import remove_parts, write_together, zipped
from booklet.formats import FORMATS, Format, FormatNotPossibleError, FormatSettings, Variant
from booklet.formats.base import BACKGROUNDS
from booklet.project import Project
from booklet.publish import build
from booklet.publish.editions import file_name, settings_for
from booklet.publish.fit import write_fitting
from booklet.source.booklets import Booklet, read_booklets
from booklet.source.front_matter import READINGS
from booklet.source.languages import Language, find_language
from booklet.source.service.settings import Settings
from booklet.translation.catalogue import Translations
from booklet.translation.notice import lines as translation_lines
from booklet.translation.words import Words
from booklet.workers import workers

PAPERS = ("A3", "A4", "A5")
# Points: below 10 nobody should read, above 60 hardly a word fits on a line
TEXT_SIZES = (10.0, 60.0)
# Cells of a line and lines of a page that embossers and displays have
BRAILLE_CELLS, BRAILLE_LINES = (20, 48), (15, 40)
# Families by the names that people ask for
LETTERS = {"hyperlegible": "Atkinson Hyperlegible Next", "noto": "Noto Sans"}
PRESETS = "content/requests.yml"
# Whether a value of content/requests.yml is one that a setting can take, and how to write it: those of Request that are
# not words
VALUES: dict[str, tuple[Callable[[Any], bool], str]] = {
    "text_size": (lambda value: type(value) in (int, float), "a number without quotation marks, such as 24"),
    "pages": (
        lambda value: isinstance(value, list) and all(isinstance(one, str) for one in value),
        "a list of names, such as [assess, plan]",
    ),
}
WORDS = (lambda value: isinstance(value, str), "it in quotation marks")
# Bytes of a file name. Systems take 255; the note and a file that is only half written have longer names
LONGEST_NAME = 200


@dataclass(frozen=True)
class Request:
    """What somebody asked for.

    `booklet` is the id of one of content/booklets.yml, "" for the first. `text_size` is in points, `braille_page` is
    cells by lines ("30x27"), `pages` holds names of pages ("plan"), all of them where it is empty. None or "" where the
    format's own choice is wanted.
    """

    language: str = "en-GB"
    reading: str = "standard"
    format: str = "pdf"
    variant: str = ""
    text_size: float | None = None
    paper: str = ""
    background: str = ""
    font: str = ""
    braille_page: str = ""
    pages: Sequence[str] = ()
    booklet: str = ""


def _one_of(value: str, allowed: Sequence[str], what: str, is_needed: bool = False) -> None:
    """Raise BookletError for a value that is not allowed; "" leaves the choice to the format, where none `is_needed`."""
    if value not in allowed and (value or is_needed):
        raise BookletError(f"There is no {what} “{value}”.", f"Choose one of: {', '.join(allowed)}.")


def _braille_page(value: str) -> tuple[int, int]:
    """Return cells and lines of "30x27"; raises BookletError for what no embosser has."""
    match = re.fullmatch(r"(\d{1,3})x(\d{1,3})", value)
    cells, lines = map(int, match.groups()) if match else (0, 0)
    if not (BRAILLE_CELLS[0] <= cells <= BRAILLE_CELLS[1] and BRAILLE_LINES[0] <= lines <= BRAILLE_LINES[1]):
        raise BookletError(
            f"There is no braille page “{value}”.",
            f"Write cells and lines, such as 30x27: {BRAILLE_CELLS[0]} to {BRAILLE_CELLS[1]} cells, "
            f"{BRAILLE_LINES[0]} to {BRAILLE_LINES[1]} lines.",
        )
    return cells, lines


def booklet_for(request: Request, booklets: Sequence[Booklet]) -> Booklet:
    """Return the one of all booklets that a request is for; raises BookletError for one that there is not."""
    _one_of(request.booklet, [one.id for one in booklets], "booklet")
    return next((one for one in booklets if one.id == request.booklet), booklets[0])


def checked(request: Request, booklet: Booklet) -> tuple[Format, Variant]:
    """Return the format and the file of it that a request for a booklet is for.

    Raises BookletError for a setting that does not exist, or that the format cannot take.
    """
    _one_of(request.reading, READINGS, "reading", is_needed=True)
    makeable = [name for name, entry in FORMATS.items() if entry.write]
    _one_of(request.format, makeable, "format", is_needed=True)
    entry = FORMATS[request.format]
    variants = entry.variants_in(booklet)
    suffixes = [variant.suffix for variant in variants]
    _one_of(request.variant, [suffix for suffix in suffixes if suffix], f"file of {request.format}")
    _one_of(request.paper, PAPERS, "paper")
    _one_of(request.background, BACKGROUNDS, "background")
    _one_of(request.font, tuple(LETTERS), "font")
    low, high = TEXT_SIZES
    if request.text_size is not None and not low <= request.text_size <= high:
        raise BookletError(
            f"Letters of {request.text_size:g} points cannot be made.", f"Choose a size from {low:g} to {high:g}."
        )
    if request.braille_page:
        _braille_page(request.braille_page)
    given = {
        "text_size": request.text_size,
        "paper": request.paper,
        "background": request.background,
        "fonts": request.font,
        "braille_page": request.braille_page,
    }
    for name, value in given.items():
        if value and name not in entry.choices:
            raise BookletError(
                f"The format “{entry.name}” takes no {name.replace('_', ' ').removesuffix('s')}.",
                f"Leave it out, or choose a format that does: "
                f"{', '.join(one for one in makeable if name in FORMATS[one].choices)}.",
            )
    return entry, next(one for one in variants if one.suffix == (request.variant or suffixes[0]))


def settings_of(request: Request, project: Project, language: Language, variant: Variant) -> FormatSettings:
    """Return the settings of a format with what was asked for in place of its own.

    `request` has passed `checked`, which also gives the `variant`. A font that was asked for comes first; those of the
    language follow, for letters that it lacks. Raises BookletError for a page of braille that no embosser has.
    """
    settings = settings_for(project, language, variant)
    if request.font:
        family = LETTERS[request.font]
        settings = replace(settings, fonts=(family, *(one for one in settings.fonts if one != family)))
    if request.braille_page:
        settings = replace(settings, braille_page=_braille_page(request.braille_page))
    return replace(
        settings, text_size=request.text_size, paper=request.paper or settings.paper, background=request.background
    )


def read_preset(project: Project, name: str) -> dict[str, Any]:
    """Return the settings of a preset in content/requests.yml; raises BookletError for an unknown name and as
    `presets`.
    """
    entries = _preset_entries(project)
    _one_of(name, tuple(entries), "preset")
    return dict(entries[name].get("settings") or {})


def presets(project: Project) -> Mapping[str, str]:
    """Return the names of the presets, and what each is for.

    Raises BookletError, with the line, for a preset with an unknown setting or a value that it cannot take.
    """
    return {name: str(entry.get("for", "")) for name, entry in _preset_entries(project).items()}


def _preset_entries(project: Project) -> dict[str, dict[str, Any]]:
    """Return what content/requests.yml says of each preset, when all of it was looked at."""
    path = project.root / PRESETS
    entries = {str(name): entry for name, entry in project.read_yaml(path).items()}
    known = Request.__dataclass_fields__.keys()
    for name, entry in entries.items():
        if not isinstance(entry, dict) or not isinstance(entry.get("settings") or {}, dict):
            raise BookletError(
                f"The preset “{name}” is not complete.",
                "Give it for: and settings: {format: pdf}.",
                PRESETS,
                project.yaml_line(path, name),
            )
        for setting, value in (entry.get("settings") or {}).items():
            line = project.yaml_line(path, name, "settings", str(setting))
            if setting not in known:
                raise BookletError(
                    f"The preset “{name}” has the unknown setting “{setting}”.",
                    f"The settings are {', '.join(known)}.",
                    PRESETS,
                    line,
                )
            fits, example = VALUES.get(setting, WORDS)
            if not fits(value):
                raise BookletError(
                    f"The setting {setting} of the preset “{name}” cannot be {value!r}.",
                    f"Write {example}.",
                    PRESETS,
                    line,
                )
    return entries


def _name(request: Request, booklet: Booklet, entry: Format, variant: Variant, language: Language) -> str:
    """Return a file name that says what was asked for; many pages are counted where their names are too long."""
    stem, ending = file_name(booklet, language.tag, request.reading, entry, variant).rsplit(".", 1)
    parts = [
        f"{request.text_size:g}-point" if request.text_size else "",
        request.paper.lower(),
        request.background,
        request.font,
        request.braille_page,
    ]
    names = (
        "-".join(re.sub(r"[^a-z0-9]+", "-", part) for part in (stem, *pages, *parts) if part) + f".{ending}"
        for pages in (request.pages, [f"{len(request.pages)}-pages"])
    )
    return next(name for name in names if len(name) <= LONGEST_NAME)


def covering_note(
    request: Request, book: Book, words: Words, settings: Settings, language: Language, translations: Translations
) -> str:
    """Return the words that go with a file, in the reader's language, as plain text.

    They say what `request` chose, how to ask for another, whom to call, and how far the text is checked and translated.
    `book` holds the pages that were asked for; `words`, `language` and `translations` are those of the reader.
    """
    facts, names = words.facts, titles(book)
    lines = [
        words.text("note.title"),
        "",
        words.text("note.intro"),
        "",
        words.text("note.format", format=words.text(f"formats.{request.format}")),
        words.text("note.language", language=language.name),
    ]
    if request.text_size:
        lines.append(words.text("note.size", size=f"{request.text_size:g}"))
    if request.paper:
        lines.append(words.text("note.paper", paper=request.paper))
    if request.braille_page:
        lines.append(words.text("note.braille_page", size=request.braille_page.replace("x", " × ")))
    if request.pages:
        lines.append(words.text("note.pages", pages=", ".join(names[page] for page in request.pages)))
    lines += [
        "",
        words.text("note.again"),
        "",
        facts["service"].shown,
        facts["phone"].value,
        facts["email"].value,
        facts["website"].shown,
        "",
        *(
            _plain(line)
            for line in (*translation_lines(words, language, translations), status_words(words, language, settings))
        ),
        words.text("status.checked", date=language.date(settings.last_checked)),
        words.text("status.disclaimer"),
    ]
    return "\n".join(lines) + "\n"


def _plain(line: Markup) -> str:
    return line.striptags()


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise BookletError(
            f"This folder cannot be made ({error.strerror}).",
            "Check its name and its permissions, or choose another with --output.",
            folder,
        ) from error


def make(
    project: Project,
    request: Request,
    folder: Path,
    as_zip: bool = False,
    say: Callable[[str], None] = lambda line: None,
) -> list[Path]:
    """Make what was asked for and its covering note in `folder`; return the files, one where `as_zip`.

    `say` gets lines of progress. Raises BookletError for a setting that cannot be, for a folder that cannot
    be made, and where the format cannot be made of this text.
    """
    booklet = booklet_for(request, read_booklets(project))
    entry, variant = checked(request, booklet)
    with tempfile.TemporaryDirectory(prefix="booklet-books-") as temporary:
        rendering, books = build.books_of(project, request.language, Path(temporary))
        language = find_language(rendering.languages, request.language)
        book = next(one for one in books if one.booklet == booklet and one.reading == request.reading)
        words = rendering.words(language)
        if request.pages:
            book = select(book, request.pages)
        _make_folder(folder)
        remove_parts(folder, within=False)
        target = Path(temporary, "made", _name(request, booklet, entry, variant, language))
        chosen = settings_of(request, project, language, variant)
        if entry.prepare:
            with workers() as executor:
                entry.prepare(book, chosen, executor, say)
        assert entry.write is not None, "`checked` refuses the web pages"
        try:
            write_fitting(entry, book, chosen, target)
        except FormatNotPossibleError as error:
            raise BookletError(
                f"{words.text(f'formats.absent.{error.reason}')} {error.detail}".rstrip(),
                "Choose another format or language.",
            ) from error
        note = covering_note(request, book, words, rendering.settings, language, rendering.translations[language.tag])
        made = {target.name: target.read_bytes(), f"{target.stem}-note.txt": note.encode()}
    if as_zip:
        made = {f"{target.stem}.zip": zipped(made)}
    files = {folder / name: data for name, data in made.items()}
    write_together(files)
    return [*files]
