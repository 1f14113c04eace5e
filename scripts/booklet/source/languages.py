"""The languages of the guide, read from locales/languages.yml."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from babel import Locale, UnknownLocaleError
from babel.core import get_global, parse_locale
from babel.dates import format_date, format_time
from babel.numbers import format_decimal, format_percent

from booklet.errors import BookletError
from booklet.project import Project
from booklet.source.service.settings import Hours
from booklet.source.text import fold, shown

# What mkdocs-static-i18n accepts as a locale: fil, ckb and prs need a build of their own.
TAG = re.compile(r"[a-z]{2}(-[A-Z][a-z]{3})?(-[A-Z]{2})?")
REQUIRED = {"tag", "name", "fonts"}
OPTIONAL = {"direction", "script", "held_back", "braille", "voice"}
# Scripts of languages (ISO 15924) whose letters Unicode names otherwise than CLDR names the script
LETTERS = {"Hans": "CJK", "Hant": "CJK", "Beng": "BENGALI", "Orya": "ORIYA", "Kore": "HANGUL", "Olck": "OL CHIKI"}
# What a font family, a table of liblouis and a voice may be called: they become parts of style sheets and of file names
FAMILY = re.compile(r"[A-Za-z0-9]{1,40}(?: [A-Za-z0-9]{1,40}){0,9}")
NAMED_FILE = {
    "braille": (
        re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,60}\.[a-z]{2,4}"),
        "Write the name of a table, such as pl.tbl.",
    ),
    "voice": (re.compile(r"[a-z0-9]{1,20}/[A-Za-z0-9_-]{1,60}"), "Write it as engine/name, such as kokoro/bf_emma."),
}
LONGEST_NAME = 200
# What a field has to be, and how to write it
WORDS = str, "Write it in quotation marks."
OTHER_TYPES = {"fonts": (list, "Write a list, such as [Noto Sans]."), "held_back": (bool, "Write true or false.")}


@cache
def _locale(tag: str) -> Locale:
    """Return the CLDR locale of a tag: every page asks for those of all languages."""
    return Locale.parse(tag, sep="-")


@dataclass(frozen=True)
class Language:
    """One language: its BCP 47 `tag`, its `name` for itself, its `direction` and its `fonts` on paper.

    `script` names its letters as Unicode does ("CYRILLIC"). An entry that gives no direction or script has those that
    CLDR gives its language. `held_back` says that it is published only when a person has reviewed its translation.
    `braille` is a table of liblouis and `voice` a voice that is fit to publish, "" where there is none.
    """

    tag: str
    name: str
    direction: str
    fonts: tuple[str, ...]
    script: str = "LATIN"
    held_back: bool = False
    braille: str = ""
    voice: str = ""

    @property
    def locale(self) -> Locale:
        """The CLDR locale with this language's names of months and its numbers."""
        return _locale(self.tag)

    def name_in(self, tag: str) -> str:
        """Return the name of this language in the one with this tag (CLDR), such as “Polish” in English, without its
        country.
        """
        return self.locale.get_language_name(_locale(tag)) or self.name

    def date(self, day: date) -> str:
        """Return a day in words, such as "23 November 2026"."""
        return format_date(day, "long", locale=self.locale)

    def hours(self, hours: Sequence[Hours]) -> str:
        """Return opening hours in words and digits, such as "Monday–Friday, 09:00–16:00"; "" where there are none."""
        names = self.locale.days["stand-alone"]["wide"]
        return "; ".join(
            f"{'–'.join(names[day] for day in dict.fromkeys((one.first, one.last)))}, "
            f"{'–'.join(format_time(at, 'short', locale=self.locale) for at in (one.opens, one.closes))}"
            for one in hours
        )

    def percent(self, share: float) -> str:
        """Return a part of a whole (0 to 1) as a whole percentage, never rounded up to everything."""
        return format_percent(math.floor(share * 100) / 100, locale=self.locale)

    def megabytes(self, size: int) -> str:
        """Return a size in bytes as kilobytes or megabytes of 1,000, in this language's digits."""
        if size < 100_000:
            return f"{format_decimal(max(1, round(size / 1000)), locale=self.locale)} kB"
        return f"{format_decimal(round(size / 1_000_000, 1), locale=self.locale)} MB"


def find_language(languages: Sequence[Language], tag: str) -> Language:
    """Return the language with a tag; raises BookletError, with the tags there are."""
    for language in languages:
        if language.tag == tag:
            return language
    raise BookletError(
        f"There is no language “{tag}”.", f"The languages are {', '.join(one.tag for one in languages)}."
    )


def read_languages(project: Project) -> tuple[Language, ...]:
    """Return the languages in the order of the file; the first is the source language.

    Raises BookletError, with the line, where an entry is incomplete or its tag cannot be used.
    """
    path = project.locales / "languages.yml"
    languages: list[Language] = []
    for number, (entry, line) in enumerate(project.read_list(path, "languages"), 1):
        try:
            language = _language(number, entry)
            if language.tag in (other.tag for other in languages):
                raise BookletError(f"The language {language.tag} is listed twice.", "Remove one of the two.")
            if same := next((other.tag for other in languages if other.name == language.name), None):
                raise BookletError(
                    f"The languages {same} and {language.tag} have the same name, “{shown(language.name)}”.",
                    "Write each name as its speakers do, with the country where two differ in it.",
                )
        except BookletError as error:
            raise BookletError(error.problem, error.cure, project.relative(path), line) from error
        languages.append(language)
    if not languages:
        raise BookletError("There is no language.", "Add at least English.", project.relative(path))
    return tuple(languages)


def _language(number: int, entry: Any) -> Language:
    """Return a language from its entry, the one of this number; raises BookletError, without a place, for what is
    wrong.
    """
    if not isinstance(entry, dict):
        raise BookletError(
            f"Language {number} is not made of names and values.", "Start it with “- tag: ” and its tag."
        )
    if unknown := entry.keys() - REQUIRED - OPTIONAL:
        raise BookletError(
            f"Language {number} has the unknown field “{min(map(str, unknown))}”.",
            f"The fields are {', '.join(sorted(REQUIRED | OPTIONAL))}.",
        )
    if missing := REQUIRED - entry.keys():
        raise BookletError(
            f"Language {number} has no {', '.join(sorted(missing))}.",
            "Give every language a tag, a name and fonts.",
        )
    for name, value in entry.items():
        kind, cure = OTHER_TYPES.get(name, WORDS)
        if not isinstance(value, kind):
            raise BookletError(
                f"The field “{name}” of language {number} is read as {value!r}, which it cannot be.", cure
            )
    if not TAG.fullmatch(entry["tag"]):
        raise BookletError(
            f"The language tag “{entry['tag']}” cannot be used.",
            "Use two letters, with a script or a country if needed: pl, zh-Hans, pt-PT.",
        )
    if not fold(entry["name"]) or len(entry["name"]) > LONGEST_NAME:
        raise BookletError(
            f"The name of {entry['tag']} is empty or too long.",
            f"Write how its speakers call it, in at most {LONGEST_NAME} characters.",
        )
    if not entry["fonts"] or not all(isinstance(one, str) and FAMILY.fullmatch(one) for one in entry["fonts"]):
        raise BookletError(
            f"The fonts of {entry['tag']} are no names of font families.", "Write a list, such as [Noto Sans]."
        )
    for field, (form, cure) in NAMED_FILE.items():
        if entry.get(field) and not form.fullmatch(entry[field]):
            raise BookletError(f"“{shown(entry[field])}” cannot be the {field} of {entry['tag']}.", cure)
    try:
        locale = Locale.parse(entry["tag"], sep="-")
    except (UnknownLocaleError, ValueError) as error:
        raise BookletError(f"Nothing is known of the language “{entry['tag']}”.", "Check its tag.") from error
    language = Language(
        **{
            "direction": "rtl" if locale.character_order == "right-to-left" else "ltr",
            "script": _letters_of(locale),
            **entry,
            "name": fold(entry["name"]),
            "fonts": tuple(entry["fonts"]),
        }
    )
    if language.direction not in ("ltr", "rtl"):
        raise BookletError(f"The direction of {language.tag} is “{language.direction}”.", "Write ltr or rtl.")
    if language.script not in {*LETTERS.values(), *(name.upper() for name in Locale("en").scripts.values())}:
        raise BookletError(
            f"Unicode has no letters that it calls “{shown(language.script)}”, the script of {language.tag}.",
            "Leave out “script”, or write one such as LATIN or CYRILLIC.",
        )
    return language


def _letters_of(locale: Locale) -> str:
    """Return the letters that a language is most likely written in, as Unicode names them (CLDR, likely subtags)."""
    likely = get_global("likely_subtags")
    names = (str(locale), f"{locale.language}_{locale.script}", locale.language)
    full = next((likely[name] for name in names if name in likely), str(locale))
    script = locale.script or parse_locale(full)[2] or "Latn"
    return LETTERS.get(script) or Locale("en").scripts[script].upper()
