"""Messages and catalogues: the one place that decides which words a reader of a language gets."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.catalog import Message as CatalogMessage
from babel.messages.pofile import PoFileError, read_po

from booklet.errors import BookletError
from booklet.languages import Language, read_languages
from booklet.project import Project
from booklet.translation_rules import problems

# Stands on every element whose words have no translation (WCAG 2.2, 3.1.2 Language of Parts)
SOURCE_ATTRIBUTES = {"lang": "en-GB", "dir": "ltr"}
# Lines of a catalogue's first comment that say who answers for it
TRANSLATED_BY = re.compile(r"^# Translated by: *(.*)$", re.M)
REVIEWED_BY = re.compile(r"^# Reviewed by: *(.+?) on (\d{4}-\d{2}-\d{2}) *$", re.M)

# Context and English text of a message
Key = tuple[str | None, str]


@dataclass(frozen=True)
class Message:
    """One block of text: the unit that is translated.

    `text` is its English in inline Markdown, white space folded. `context` keeps equal texts apart
    where needed (None for the text of pages). `path` and `line` say where it stands, `comment` what a
    translator should know.
    """

    text: str
    context: str | None
    path: str
    line: int = 0
    comment: str = ""

    @property
    def key(self) -> Key:
        """What tells this message from every other."""
        return self.context, self.text


def fold(text: str) -> str:
    """Return the text with every run of white space as one space: a reflowed paragraph is the same message."""
    return " ".join(text.split())


@dataclass
class Messages:
    """The English messages met so far, in order of appearance, each once, and every file in which each stands."""

    found: dict[Key, Message] = field(default_factory=dict)
    places: dict[Key, set[str]] = field(default_factory=dict)

    def add(self, message: Message) -> None:
        self.found.setdefault(message.key, message)
        self.places.setdefault(message.key, set()).add(message.path)

    def __iter__(self):
        return iter(self.found.values())

    def __len__(self) -> int:
        return len(self.found)


@dataclass(frozen=True)
class Refusal:
    """A translation that breaks a rule of `translation_rules` and is not published; `line` is the catalogue's."""

    line: int
    rule: str
    problem: str


@dataclass(frozen=True)
class Credit:
    """Who translated a catalogue, and which person reviewed it on which day (None: nobody yet)."""

    translated_by: str = ""
    reviewed_by: str | None = None
    reviewed_on: date | None = None


class Translations:
    """The published translations of one language. For the source language there are none and none is missing."""

    def __init__(self, language: Language, is_source: bool, catalog: Catalog | None = None):
        self.language = language
        self.is_source = is_source
        self.credit = read_credit(catalog.header_comment) if catalog else Credit()
        self.fuzzy: set[Key] = set()
        self.refused: list[Refusal] = []
        self._texts: dict[Key, str] = {}
        for message in catalog or ():
            self._read(message)

    def _read(self, message: CatalogMessage) -> None:
        """Take up a translation that may be published."""
        key = (message.context, message.id)
        if not message.id or not isinstance(message.string, str) or not message.string:
            return
        if message.fuzzy:
            self.fuzzy.add(key)  # It belongs to an older English text
        elif broken := list(problems(message.id, message.string, self.language.script)):
            self.refused += [Refusal(message.lineno or 0, rule, problem) for rule, problem in broken]
        else:
            self._texts[key] = message.string

    def get(self, text: str, context: str | None = None) -> str | None:
        """Return the translation of an English message; None where it stays English and has to be marked as such."""
        if self.is_source:
            return text
        return self._texts.get((context, text))

    def has(self, key: Key) -> bool:
        """Say whether a message can be read in this language."""
        return self.is_source or key in self._texts


# A line of a .po file that is no comment and not empty: a keyword and a string in quotation marks, or the string alone
PO_LINE = re.compile(r'(?:(?:msgctxt|msgid|msgid_plural|msgstr|msgstr\[\d\])\s+)?"(?:[^"\\]|\\.)*"\s*')


def catalogue_path(project: Project, language: Language) -> Path:
    return project.locales / f"{language.tag}.po"


def read_catalogue(project: Project, language: Language) -> Catalog:
    """Return the catalogue of a language.

    Raises BookletError, with the line, where the file is not there, not UTF-8 or not valid gettext.
    """
    path = catalogue_path(project, language)
    if not path.exists():
        raise BookletError(f"{language.name} has no catalogue.", "Make it with “booklet catalogues update”, or remove the language from languages.yml.",
                           project.relative(path))
    text = project.read_text(path)
    for number, line in enumerate(text.split("\n"), 1):
        # Babel reads over missing quotation marks, and cuts letters off the words
        if line.strip() and not line.startswith("#") and not PO_LINE.fullmatch(line):
            raise BookletError("This line of the catalogue is not a keyword with words in quotation marks.",
                               "Write it as msgstr \"words\", with \\\" for a mark within, or mend it in Poedit.",
                               project.relative(path), number)
    try:
        return read_po(io.StringIO(text), locale=str(language.locale), abort_invalid=True)
    except (PoFileError, ValueError) as error:
        raise BookletError(f"This is not a valid catalogue ({error}).", "Open it in Poedit and mend the place it names.",
                           project.relative(path), (getattr(error, "lineno", None) or -1) + 1 or None) from error


def read_credit(header: str) -> Credit:
    """Return what a catalogue's first comment says of its translator and reviewer."""
    translated, reviewed = TRANSLATED_BY.search(header), REVIEWED_BY.search(header)
    by = translated[1].strip() if translated else ""
    return Credit(by, reviewed[1], date.fromisoformat(reviewed[2])) if reviewed else Credit(by)


def read_translations(project: Project, language: Language, is_source: bool) -> Translations:
    """Return what may be published in a language; raises BookletError as `read_catalogue` does."""
    return Translations(language, is_source, None if is_source else read_catalogue(project, language))


def published_languages(project: Project) -> list[Language]:
    """Return the languages that readers see: the source, and the others unless they wait for their review."""
    source, *others = read_languages(project)
    return [source, *(one for one in others if not one.held_back
                      or read_credit(read_catalogue(project, one).header_comment).reviewed_by)]
