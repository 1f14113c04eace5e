"""Messages and catalogues: the one place that decides which words a reader of a language gets."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import PoFileError, read_po

from booklet.errors import BookletError
from booklet.languages import Language
from booklet.project import Project

# Stands on every element whose words have no translation (WCAG 2.2, 3.1.2 Language of Parts)
SOURCE_ATTRIBUTES = {"lang": "en-GB", "dir": "ltr"}


@dataclass(frozen=True)
class Message:
    """One block of text: the unit that is translated.

    `text` is its English in inline Markdown, white space folded. `context` keeps equal texts apart
    where needed (None for the text of pages). `path` and `line` say where it stands.
    """

    text: str
    context: str | None
    path: str
    line: int = 0


def fold(text: str) -> str:
    """Return the text with every run of white space as one space: a reflowed paragraph is the same message."""
    return " ".join(text.split())


@dataclass
class Messages:
    """The English messages met so far, in order of appearance, each once."""

    found: dict[tuple[str | None, str], Message] = field(default_factory=dict)

    def add(self, message: Message) -> None:
        self.found.setdefault((message.context, message.text), message)

    def __iter__(self):
        return iter(self.found.values())

    def __len__(self) -> int:
        return len(self.found)


class Translations:
    """The published translations of one language. For the source language there are none and none is missing."""

    def __init__(self, language: Language, is_source: bool, catalog: Iterable = ()):
        self.language = language
        self.is_source = is_source
        catalog = list(catalog)
        self.fuzzy = sum(1 for message in catalog if message.id and message.fuzzy)
        # A fuzzy translation belongs to an older English text: it is not published.
        self._texts = {
            (message.context, message.id): message.string
            for message in catalog
            if message.id and isinstance(message.string, str) and message.string and not message.fuzzy
        }
        self.missing: set[tuple[str | None, str]] = set()
        self.used: set[tuple[str | None, str]] = set()

    def get(self, text: str, context: str | None = None) -> str | None:
        """Return the translation of an English message; None where it stays English and has to be marked as such."""
        if self.is_source:
            return text
        found = self._texts.get((context, text))
        (self.missing if found is None else self.used).add((context, text))
        return found


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
        raise BookletError(f"{language.name} has no catalogue.", "Make one, or remove the language from languages.yml.",
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
