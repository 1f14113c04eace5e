"""Catalogues: the one place that decides which words a reader of a language gets."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.catalog import Message as CatalogMessage
from babel.messages.pofile import PoFileError, read_po

from booklet.errors import BookletError
from booklet.project import CONFLICT, Project
from booklet.source.languages import Language, read_languages
from booklet.source.service.settings import read_settings
from booklet.source.text import normalised, visible, without_unseen
from booklet.translation.messages import Key
from booklet.translation.rules import problems

# Lines of a catalogue's first comment that say who answers for it
TRANSLATED_BY = re.compile(r"^# Translated by: *(.*)$", re.MULTILINE)
REVIEWED_BY = re.compile(r"^# Reviewed by: *(\S.*?) on (\d{4}-\d{2}-\d{2}) *$", re.MULTILINE)

# The comment of a message that waits for its translation: the day on which its English was new or had changed
WAITING = "Waiting since {}"
WAITING_SINCE = re.compile(r"Waiting since (\d{4}-\d{2}-\d{2})")


@dataclass(frozen=True)
class Refusal:
    """A translation that breaks a rule of `translation.rules`, or is broken, and is not published; `line` is the
    catalogue's.
    """

    line: int
    rule: str
    problem: str


@dataclass(frozen=True)
class Credit:
    """Who translated a catalogue, and which person reviewed it on which day (None: nobody yet)."""

    translated_by: str = ""
    reviewed_by: str | None = None
    reviewed_on: date | None = None


def english_of(message: CatalogMessage) -> str:
    """Return the English text of a message. It is one: no message has plural forms."""
    return message.id if isinstance(message.id, str) else message.id[0]


def translation_of(message: CatalogMessage) -> str:
    """Return the translation of a message, fuzzy or not; "" where it has none."""
    return message.string if isinstance(message.string, str) else ""


def key_of(message: CatalogMessage) -> Key:
    """Return the context and the English text of a message."""
    return message.context, english_of(message)


def waiting_since(message: CatalogMessage) -> date | None:
    """Return the day since which a message has waited for its translation; None where its comments name none."""
    for comment in message.user_comments:
        if found := WAITING_SINCE.fullmatch(comment.strip()):
            try:
                return date.fromisoformat(found[1])
            except ValueError:
                return None
    return None


class Translations:
    """The published translations of one language. For the source language there are none and none is missing."""

    def __init__(
        self, language: Language, is_source: bool, catalog: Catalog | None = None, broken: Iterable[Refusal] = ()
    ):
        self.language = language
        self.is_source = is_source
        self.credit = read_credit(catalog.header_comment) if catalog is not None else Credit()
        self.fuzzy: set[Key] = set()
        self.refused: list[Refusal] = list(broken)
        self.waiting: dict[Key, date] = {}
        self._texts: dict[Key, str] = {}
        for message in catalog or ():
            self._read(message)

    def _read(self, message: CatalogMessage) -> None:
        """Take up a translation that may be published, or since when there is none."""
        if message.id and (since := waiting_since(message)):
            self.waiting[key_of(message)] = since
        if (
            not isinstance(message.id, str)
            or not isinstance(message.string, str)
            or not message.id
            or not message.string
        ):
            return
        key = (message.context, message.id)
        if message.fuzzy:
            self.fuzzy.add(key)  # It belongs to an older English text
            return
        text = normalised(message.string)
        if broken := list(problems(message.id, text, self.language.script)):
            self.refused += [Refusal(message.lineno or 0, rule, problem) for rule, problem in broken]
        else:
            self._texts[key] = text

    def get(self, text: str, context: str | None = None) -> str | None:
        """Return the translation of an English message; None where it stays English and has to be marked as such."""
        if self.is_source:
            return text
        return self._texts.get((context, text))

    def has(self, key: Key) -> bool:
        """Say whether a message can be read in this language."""
        return self.is_source or key in self._texts

    def outside_pages(self) -> tuple[Any, ...]:
        """Return all that is known but the words of pages: the translations with a context, and which there are."""
        labels = sorted((key, text) for key, text in self._texts.items() if key[0] is not None)
        rest = sorted((context or "", text) for context, text in self._texts)
        fuzzy = sorted((context or "", text) for context, text in self.fuzzy)
        waiting = sorted(((context or "", text), since) for (context, text), since in self.waiting.items())
        return self.credit, labels, rest, fuzzy, self.refused, waiting


# A line of a .po file that is no comment and not empty: a keyword and a string in quotation marks, or the string alone
PO_LINE = re.compile(r'(?:(msgctxt|msgid|msgid_plural|msgstr|msgstr\[\d\])\s+)?"(?:[^"\\]|\\.)*"\s*')
# The keywords of an entry in their order
PO_ENTRY = re.compile(r"(?:(?:msgctxt )?msgid msgstr ?)*")
# An entry with which there is nothing to do but to note what it translates: the context and the English as they are
# quoted, each on one line, and no comment of those that are looked at. All but a few are such
PLAIN_ENTRY = re.compile(
    r'(?:#(?!~)[^\n\u2068\u2069]*\n)*(?:msgctxt "((?:[^"\\\n]|\\.)*)"\n)?msgid "((?:[^"\\\n]|\\.)+)"\nmsgstr "(?:[^"\\\n]|\\.)*"'
)
# Keywords of gettext for the forms of a number, which no message of the guide has
PLURAL = ("msgid_plural", "msgstr[")

# Fields of the header that the program knows better: the file is UTF-8 and in the language of its name, no message has
# plural forms, and the days change nothing. Another charset would make writing it lose letters, and Babel stops at days
# that are none (Poedit leaves them empty) and at “nplurals=INTEGER” (msginit writes it).
HEADER_FIELD = re.compile(
    r"(?:Content-Type|Language|Plural-Forms|POT-Creation-Date|PO-Revision-Date)\s*:", re.IGNORECASE
)
CONTENT_TYPE = "Content-Type: text/plain; charset=utf-8"
# Dates of the moment would change the file at every run
UNDATED = datetime(2000, 1, 1, tzinfo=UTC)

# The start of a line of an entry that the guide no longer has
OBSOLETE = "#~"
# Marks that gettext puts round a file name with spaces: Babel stops at one that is alone, and no page is called so
ISOLATES = str.maketrans("", "", "\u2068\u2069")

# The rule that an entry breaks which is not valid gettext
BROKEN = "catalogue-broken"
CURE = 'Write it as msgid "words" and msgstr "words", with \\" for a mark within, or correct it in Poedit.'


def catalogue_path(project: Project, language: Language) -> Path:
    """Return where the catalogue of a language is: locales/pl.po."""
    return project.locales / f"{language.tag}.po"


def read_entries(project: Project, language: Language) -> tuple[Catalog, list[Refusal]]:
    """Return the catalogue of a language without the entries that are not valid gettext, and these as refusals.

    An entry is what is between two empty lines: one that is broken takes no other with it.
    Raises BookletError where the file is not there, empty or not UTF-8, where its header is broken, and for the marks
    of a conflict in git.
    """
    return _entries_of(project, language, _catalogue_text(project, language))


def _catalogue_text(project: Project, language: Language) -> str:
    """Return the text of a catalogue; raises BookletError where the file is not there or cannot be read."""
    path = catalogue_path(project, language)
    if not project.has(path):
        raise BookletError(
            f"{language.name} has no catalogue.",
            "Make it with “booklet translations update”, or remove the language from languages.yml.",
            project.relative(path),
        )
    return project.read_text(path)


def _entries_of(project: Project, language: Language, text: str) -> tuple[Catalog, list[Refusal]]:
    """Return what `read_entries` does from the text of the catalogue."""
    path = catalogue_path(project, language)
    lines = text.split("\n")
    for number, line in enumerate(lines, 1) if CONFLICT.search(text) else ():
        project.require_merged(path, number, line)
    if not any(line.startswith("msgid") for line in lines):
        raise BookletError(
            "This catalogue is empty.",
            "Take it from git again, or delete it and run “booklet translations update”.",
            project.relative(path),
        )
    broken: list[Refusal] = []
    first = True
    places: dict[tuple[str, str], int] = {}
    places_gone: dict[tuple[str, str], int] = {}
    for start, end in _entries(lines):
        plain = None if first else PLAIN_ENTRY.fullmatch("\n".join(lines[start:end]))
        if plain and (key := (plain[1] or "", plain[2])) not in places:
            places[key] = end - 1
            continue
        for number in range(start, end):
            # The English before that of an entry which is gone: Poedit and msgmerge write it, Babel cannot read it
            if lines[number].startswith("#~|"):
                lines[number] = "#"
            elif lines[number].startswith("#:"):
                lines[number] = lines[number].translate(ISOLATES)
        gone = [line[len(OBSOLETE) :].strip() or "#" if line.startswith(OBSOLETE) else "#" for line in lines[start:end]]
        if fault := _fault(gone) or _twice(gone, start, places_gone):
            broken.append(Refusal(start + fault[0] + 1, BROKEN, fault[1]))
            lines[start:end] = ["#" if line.startswith(OBSOLETE) else line for line in lines[start:end]]
        if fault := _fault(lines[start:end]) or _twice(lines[start:end], start, places):
            place, problem = start + fault[0] + 1, fault[1]
            if first:
                raise BookletError(problem, CURE, project.relative(path), place)
            broken.append(Refusal(place, BROKEN, problem))
            lines[start:end] = [""] * (end - start)  # the others keep their lines
        elif first:
            lines[start:end] = _with_known_header(lines[start:end])
        first = first and all(line.startswith("#") for line in lines[start:end])
    try:
        catalog = read_po(io.StringIO("\n".join(lines)), locale=str(language.locale), abort_invalid=True)
        catalog.creation_date = catalog.revision_date = UNDATED
        return catalog, broken
    except (PoFileError, ValueError) as error:
        raise BookletError(
            f"This is not a valid catalogue ({error}).",
            CURE,
            project.relative(path),
            (getattr(error, "lineno", None) or -1) + 1 or None,
        ) from error


def _with_known_header(entry: Sequence[str]) -> list[str]:
    """Return the first entry of a catalogue, as many lines, without the fields of its header that the program knows.

    A field may go over several lines, so the whole text of the header is put on its first one. An entry that is no
    header stays as it is.
    """
    if next((key for _, key in _keys(entry)), None) != ("", ""):
        return list(entry)
    lines = list(entry)
    start = next((number for number, line in enumerate(lines) if line.startswith("msgstr")), len(lines))
    end = next((number for number in range(start + 1, len(lines)) if not lines[number].startswith('"')), len(lines))
    text = "".join(line[line.index('"') + 1 : line.rindex('"')] for line in lines[start:end])
    kept = [field for field in text.split("\\n") if field and not HEADER_FIELD.match(field)]
    header = "".join(f"{field}\\n" for field in [*kept, CONTENT_TYPE])
    return [*lines[:start], *[f'msgstr "{header}"', *['""'] * (end - start - 1)][: end - start], *lines[end:]]


def _twice(entry: Sequence[str], start: int, places: dict[tuple[str, str], int]) -> tuple[int, str] | None:
    """Return the first line of an entry, from 0, whose message was there before, and where that was.

    `places` are the messages met so far, each with the line of its entry, from 1; those of this entry are added.
    """
    for number, key in _keys(entry):
        if key in places:
            return number, f"This message is already in line {places[key]}, and only one of the two can be used."
        if not key[1] and places:
            return number, "This message has no English: only the first one of a catalogue, its header, has none."
        places[key] = start + number + 1
    return None


def _keys(entry: Sequence[str]) -> Iterator[tuple[int, tuple[str, str]]]:
    """Yield the line, from 0, and the context and English of every message in an entry, as they are quoted."""
    words = {"msgctxt": "", "msgid": "", "msgstr": ""}
    keyword, line = "", 0
    for number, said in enumerate(entry):
        found = None if said.startswith("#") else PO_LINE.fullmatch(said)
        if found is None:
            continue
        if found[1]:
            keyword = found[1]
            if keyword == "msgctxt" or (keyword == "msgid" and words["msgid"]):
                words = {"msgctxt": "", "msgid": "", "msgstr": ""}
            if keyword == "msgid":
                line = number
            if keyword == "msgstr":
                yield line, (words["msgctxt"], words["msgid"])
                words = {"msgctxt": "", "msgid": "", "msgstr": ""}
        words[keyword] = words.get(keyword, "") + said.strip()[said.strip().index('"') + 1 : -1]


def _entries(lines: Sequence[str]) -> list[tuple[int, int]]:
    """Return where each entry of a .po file starts and ends: the lines between two that are empty."""
    edges = [-1, *(number for number, line in enumerate(lines) if not line.strip()), len(lines)]
    return [(before + 1, after) for before, after in pairwise(edges) if after > before + 1]


def _fault(entry: Sequence[str]) -> tuple[int, str] | None:
    """Return the first line of an entry, from 0, that is not valid gettext, and what is wrong with it.

    Babel reads over missing quotation marks, and gives a msgstr without its msgid to the next message.
    """
    said = [(number, line) for number, line in enumerate(entry) if not line.startswith("#")]
    keywords = []
    for number, line in said:
        found = PO_LINE.fullmatch(line)
        if not found:
            return number, "This line of the catalogue is not a keyword with words in quotation marks."
        if found[1] and found[1].startswith(PLURAL):
            return number, "This line of the catalogue is for plural forms, which no message has."
        keywords.append(found[1] or "")
    # Words without a keyword at the start would be added to the translation of the entry before
    if (said and not keywords[0]) or not PO_ENTRY.fullmatch(" ".join(filter(None, keywords))):
        return said[0][0], "This entry of the catalogue is not a msgid and its msgstr, in this order."
    return None


def read_catalogue(project: Project, language: Language) -> Catalog:
    """Return the whole catalogue of a language, to be written again.

    Raises BookletError as `read_entries`, and for an entry that is not valid gettext: it would be lost.
    """
    catalog, broken = read_entries(project, language)
    if broken:
        raise BookletError(broken[0].problem, CURE, project.relative(catalogue_path(project, language)), broken[0].line)
    return catalog


def read_credit(header: str) -> Credit:
    """Return what a catalogue's first comment says of its translator and reviewer, in characters that can be seen.

    A day that is none is no review, and neither is one by a name in which nothing can be seen.
    """
    translated, reviewed = TRANSLATED_BY.search(header), REVIEWED_BY.search(header)
    by = without_unseen(translated[1]) if translated else ""
    name = without_unseen(reviewed[1]) if reviewed else ""
    try:
        return Credit(by, name, date.fromisoformat(reviewed[2])) if reviewed and name else Credit(by)
    except ValueError:
        return Credit(by)


def read_translations(project: Project, language: Language, is_source: bool) -> Translations:
    """Return what may be published in a language; raises BookletError as `read_entries` does."""
    if is_source:
        return Translations(language, is_source)
    return _translations(project, language, _catalogue_text(project, language))


@lru_cache(maxsize=64)
def _translations(project: Project, language: Language, text: str) -> Translations:
    """Return what may be published of a catalogue with this text. The caller must not change it.

    A build asks three times: at the start, in each worker process (which inherits what was read before it started) and
    at the end. The preview asks after every change.
    """
    return Translations(language, False, *_entries_of(project, language, text))


def published_languages(project: Project) -> list[Language]:
    """Return the languages that readers see: the source, and of the others those that the service publishes, unless
    they wait for their review.

    Raises BookletError where the settings name a language that there is not.
    """
    source, *others = read_languages(project)
    chosen = read_settings(project).languages
    if chosen is not None:
        path = project.root / "service/settings.yml"
        known = [source.tag, *(one.tag for one in others)]
        if wrong := [tag for tag in chosen if tag not in known]:
            raise BookletError(
                f"There is no language “{visible(wrong[0])}”.",
                f"The languages are {', '.join(known)}.",
                project.relative(path),
                project.yaml_line(path, "languages"),
            )
        others = [one for one in others if one.tag in chosen]
    return [
        source,
        *(
            one
            for one in others
            if not one.held_back or read_translations(project, one, is_source=False).credit.reviewed_by
        ),
    ]
