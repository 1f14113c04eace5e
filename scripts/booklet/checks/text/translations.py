"""Checks of the catalogues: whole, safe, in the right words of duty, and of a likely length."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from statistics import median

from babel.messages.catalog import Message as CatalogMessage

from booklet.checks.context import CheckContext
from booklet.checks.rules import Rule
from booklet.errors import BookletError
from booklet.findings import Finding, Report
from booklet.markdown.english_messages import english_messages
from booklet.project import Project
from booklet.source.languages import Language, read_languages
from booklet.source.service.facts import PLACEHOLDER
from booklet.translation.catalogue import (
    BROKEN,
    Translations,
    catalogue_path,
    english_of,
    key_of,
    read_entries,
    translation_of,
)
from booklet.translation.messages import Key, Message
from booklet.translation.rules import LINK_TARGET
from booklet.translation.waiting import Deadline, Waiting

RULES = (
    Rule(
        "translations/links",
        "A translation has the links of the English message.",
        "Project decision: a translation cannot lead a reader elsewhere",
    ),
    Rule(
        "translations/placeholders",
        "A translation has the names in braces of the English message.",
        "Project decision: a translation cannot change a fact",
    ),
    Rule(
        "translations/bold",
        "A translation has as many bold words as the English message.",
        "Project decision: bold marks the words of duty",
    ),
    Rule(
        "translations/markup",
        "A translation holds no HTML and no Markdown that the English message has not.",
        "Project decision: a translation is data from outside",
    ),
    Rule(
        "translations/hidden-characters",
        "A translation holds no character that turns or hides text.",
        "Unicode Technical Report 36, 2.5",
    ),
    Rule(
        "translations/script",
        "A translation holds only letters of its language, and Latin ones.",
        "Unicode Technical Standard 39",
    ),
    Rule("translations/mixed-scripts", "No word mixes the letters of two scripts.", "Unicode Technical Standard 39"),
    Rule(
        "translations/numbers",
        "A translation holds the numbers of the English message.",
        "Project decision: a translation cannot change a number",
    ),
    Rule(
        "translations/broken",
        "Every entry of a catalogue is valid gettext.",
        "GNU gettext manual, The Format of PO Files",
    ),
    Rule(
        "translations/missing",
        "No message of the guide has waited for its translation longer than the settings allow.",
        "Project decision: a published language is whole, and a changed sentence has time to reach its translators",
    ),
    Rule(
        "translations/fuzzy",
        "No translation is of an English message that changed longer ago than the settings allow.",
        "GNU gettext manual, Fuzzy Entries; Project decision as for translations/missing",
    ),
    Rule(
        "translations/waiting",
        "Every message of the guide is translated. A warning: it fails nothing.",
        "Project decision: a published language is whole",
    ),
    Rule(
        "translations/untranslated",
        "No sentence is still in English.",
        "Project decision: what is called a translation is one",
    ),
    Rule(
        "translations/length",
        "A translation is about as long as is usual in its language.",
        "Project decision: nothing is lost or added",
    ),
    Rule(
        "translations/duty-words",
        "“Must”, “should” and “may” are translated with the words of the term list.",
        "SEND Code of Practice: 0 to 25 years, introduction, paragraph i; Project decision",
    ),
    Rule(
        "translations/term-list",
        "Every language has a list of its words for “must”, “should” and “may”, each its own.",
        "Project decision: the strength of a duty is the same in every language",
    ),
    Rule(
        "translations/credit",
        "A catalogue says who translated it, and who reviewed it and when.",
        "Project decision: a reader is told who answers for a translation",
    ),
    Rule(
        "translations/stale",
        "A catalogue holds no message that the guide no longer has. A warning: it fails nothing.",
        "Project decision: translators work on what is published",
    ),
)

NAME = "translations"
# The rules of `translation.rules` and of the catalogues, as this check names them
REFUSED = {
    "TM1": "translations/links",
    "TM2": "translations/placeholders",
    "TM3": "translations/bold",
    "TM4": "translations/markup",
    "TM5": "translations/hidden-characters",
    "TM6": "translations/script",
    "TM7": "translations/mixed-scripts",
    "TM8": "translations/numbers",
    "TM9": "translations/length",
    BROKEN: "translations/broken",
}
DUTIES = ("must", "should", "may")
# A duty word of the English: as a rule it is bold; “must” and “should” always are one
DUTY = {
    "must": re.compile(r"\bmust\b", re.IGNORECASE),
    "should": re.compile(r"\bshould\b", re.IGNORECASE),
    "may": re.compile(r"\*\*may\*\*|^May$"),
}
NOBODY = ("", "nobody yet")
# Shorter messages vary too much to compare
LEAST_LENGTH = 40
# How far the length of a translation may be from what is usual in its language, either way
FACTOR = 2.2
SAME_WORDS = 3


@dataclass(frozen=True)
class Terms:
    """The term list of a language: the forms of each word of duty (whole words, or stems that end in “*”)."""

    duties: Mapping[str, tuple[str, ...]]

    @cached_property
    def patterns(self) -> dict[str, re.Pattern]:
        return {
            duty: re.compile("|".join(_form(form) for form in forms), re.IGNORECASE)
            for duty, forms in self.duties.items()
        }


def _form(form: str) -> str:
    """Return the pattern of a form. Scripts without spaces between words have no word borders."""
    spaced = re.fullmatch(r"[^\u3000-\u9fff]+", form)
    start, end = (r"(?<!\w)", "" if form.endswith("*") else r"(?!\w)") if spaced else ("", "")
    return start + re.escape(form.removesuffix("*")) + end


def terms_path(project: Project, language: Language) -> Path:
    return project.locales / f"{language.tag}.terms.yml"


def read_terms(project: Project, language: Language) -> Terms:
    """Return the term list of a language; raises BookletError where it lacks a word of duty, or two share a form."""
    path = terms_path(project, language)
    data = project.read_yaml(path)
    for duty in DUTIES:
        if not isinstance(data.get(duty), list) or not data[duty]:
            raise BookletError(
                f"The term list has no list of words for “{duty}”.",
                f"Write “{duty}: [its forms]”.",
                project.relative(path),
                project.yaml_line(path, duty),
            )
    duties = {duty: tuple(map(str, data[duty])) for duty in DUTIES}
    if shared := set(duties["must"]) & set(duties["should"]):
        raise BookletError(
            f"“{min(shared)}” stands for both “must” and “should”.",
            "Use a word of its own for each.",
            project.relative(path),
            project.yaml_line(path, "should"),
        )
    return Terms(duties)


def _bare(text: str) -> str:
    """Return the words of a message without link targets, bold marks and names in braces."""
    return PLACEHOLDER.sub("", LINK_TARGET.sub("]", text)).replace("**", "")


def _unbracketed(text: str) -> str:
    """Return a message without what is in brackets, where translations keep the English name of a thing."""
    return re.sub(r"[(（][^()（）]*[A-Za-z][^()（）]*[)）]", "", _bare(text))


def _words_alone(text: str) -> list[str]:
    return re.findall(r"[^\W\d_]{2,}", _bare(text))


def refused(name: str, translations: Translations) -> Iterator[Finding]:
    for one in translations.refused:
        yield Finding(
            name,
            one.line,
            REFUSED[one.rule],
            one.problem,
            "Correct the translation; until then readers see the English.",
        )


def late(name: str, waiting: Sequence[Waiting], deadline: Deadline, lines: Mapping[Key, int]) -> Iterator[Finding]:
    """Messages that have waited for their translation too long."""
    for one in waiting:
        if deadline.is_late(one):
            words = f"“{one.message.text[:60]}”"
            yield Finding(
                name,
                lines.get(one.message.key, 0),
                "translations/fuzzy" if one.changed else "translations/missing",
                f"The English of {words} changed on {one.since}, {one.days} days ago."
                if one.changed
                else f"{words} has not been translated since {one.since}, for {one.days} days.",
                "Translate it again, and remove the mark “fuzzy”."
                if one.changed
                else "Translate it. If the catalogue lacks it, run “booklet translations update”.",
            )


def owed(name: str, waiting: Sequence[Waiting], deadline: Deadline, lines: Mapping[Key, int]) -> Iterator[Finding]:
    """Warn of what still has time to be translated: one warning for a catalogue, with the oldest message."""
    early = sorted((one for one in waiting if not deadline.is_late(one)), key=lambda one: one.since)
    if not early:
        return
    oldest, unknown = early[0], sum(not one.known for one in early)
    update = f" {unknown} of them are not in the catalogue yet: run “booklet translations update”." if unknown else ""
    yield Finding(
        name,
        lines.get(oldest.message.key, 0),
        "translations/waiting",
        f"{len(early)} message(s) wait for their translation, the oldest since {oldest.since}. Readers see them in "
        f"English.{update}",
        f"Have them translated within {deadline.may_lag} days: “booklet status” lists them.",
    )


def gone(name: str, english: Collection[Key], lines: Mapping[Key, int]) -> Iterator[Finding]:
    """Warn of messages that the guide no longer has: one warning for a catalogue, with the first of them."""
    stale = sorted((line, key) for key, line in lines.items() if key not in english)
    if stale:
        line, key = stale[0]
        yield Finding(
            name,
            line,
            "translations/stale",
            f"The guide no longer has {len(stale)} message(s) of the catalogue, such as “{key[1][:60]}”.",
            "Run “booklet translations update”.",
        )


def remains(name: str, messages: Collection[CatalogMessage]) -> Iterator[Finding]:
    """Sentences that are still the English ones."""
    for message in messages:
        if (
            len(_words_alone(english_of(message))) > SAME_WORDS
            and _bare(english_of(message)).casefold() == _bare(translation_of(message)).casefold()
        ):
            yield Finding(
                name,
                message.lineno or 0,
                "translations/untranslated",
                f"“{english_of(message)[:60]}” is still in English.",
                "Translate it.",
            )


def lengths(name: str, messages: Collection[CatalogMessage]) -> Iterator[Finding]:
    """Translations that are far from the usual length: something is missing, or was added."""
    ratios = [
        (message, len(_unbracketed(translation_of(message))) / len(_unbracketed(english_of(message))))
        for message in messages
        if len(_unbracketed(english_of(message))) >= LEAST_LENGTH
    ]
    if not ratios:
        return
    usual = median(ratio for _, ratio in ratios)
    for message, ratio in ratios:
        if not usual / FACTOR <= ratio <= usual * FACTOR:
            yield Finding(
                name,
                message.lineno or 0,
                "translations/length",
                f"“{translation_of(message)[:60]}” has {ratio / usual:.1f} times the usual length for "
                f"“{english_of(message)[:60]}”.",
                "Compare it with the English: is something missing or added?",
            )


def duty_words(name: str, messages: Collection[CatalogMessage], terms: Terms) -> Iterator[Finding]:
    """Where the English says must, should or may, the translation says so in the word of the term list."""
    for message in messages:
        english = LINK_TARGET.sub("]", english_of(message))
        translated = translation_of(message)
        for duty in DUTIES:
            if DUTY[duty].search(english) and not terms.patterns[duty].search(translated):
                yield Finding(
                    name,
                    message.lineno or 0,
                    "translations/duty-words",
                    f"“{duty}” has none of the words of the term list: “{translated[:80]}”.",
                    f"Use one of: {', '.join(terms.duties[duty])}.",
                )
        if (
            "**should**" in english
            and not DUTY["must"].search(english)
            and (bold := re.findall(r"\*\*(.+?)\*\*", translated))
            and any(terms.patterns["must"].fullmatch(words) for words in bold)
        ):
            yield Finding(
                name,
                message.lineno or 0,
                "translations/duty-words",
                f"“should” has become “must”: “{translated[:80]}”.",
                f"Use one of: {', '.join(terms.duties['should'])}.",
            )


@dataclass(frozen=True)
class Outcome:
    """What was found in the catalogue of a language: how many messages were examined, what is wrong, what is late."""

    examined: int
    findings: tuple[Finding, ...] = ()
    warnings: tuple[Finding, ...] = ()


def check_language(language: Language, english: Mapping[Key, Message], deadline: Deadline) -> Outcome:
    """Return the outcome for a language; raises BookletError where its catalogue cannot be read."""
    project = deadline.project
    path = catalogue_path(project, language)
    name = project.relative(path)
    catalog, broken = read_entries(project, language)
    translations = Translations(language, False, catalog, broken)
    messages = [message for message in catalog if message.id and message.string and not message.fuzzy]
    lines = {key_of(message): message.lineno or 0 for message in catalog if message.id}
    # What is refused has a finding already
    broken_lines = {one.line for one in translations.refused}
    waiting = [one for one in deadline.waiting(english, translations) if lines.get(one.message.key) not in broken_lines]
    findings = [
        *refused(name, translations),
        *late(name, waiting, deadline, lines),
        *remains(name, messages),
        *lengths(name, messages),
    ]
    if translations.credit.translated_by in NOBODY and messages:
        findings.append(
            Finding(
                name,
                1,
                "translations/credit",
                "The catalogue does not say who translated it.",
                "Write “# Translated by: …” at its top.",
            )
        )
    review = re.search(r"^# Reviewed by: *(.*?) *$", catalog.header_comment, re.MULTILINE)
    if review and review[1] not in NOBODY and not translations.credit.reviewed_by:
        findings.append(
            Finding(
                name,
                1,
                "translations/credit",
                f"“{review[1]}” does not say who reviewed it and when.",
                "Write “# Reviewed by: Name on 2027-01-31” at its top.",
            )
        )
    try:
        findings += duty_words(name, messages, read_terms(project, language))
    except BookletError as error:
        findings.append(Finding(str(error.path), error.line or 0, "translations/term-list", error.problem, error.cure))
    warnings = (*owed(name, waiting, deadline, lines), *gone(name, english.keys(), lines))
    return Outcome(len(messages), tuple(findings), warnings)


def check(context: CheckContext) -> Report:
    """Check every catalogue against the English messages; examined = translations.

    A message that is not translated is a warning, and a finding when it has waited longer than the settings allow.
    Raises BookletError where the English text or the settings are wrong: its messages cannot be gathered then.
    """
    project = context.project
    english = english_messages(project).found
    deadline = Deadline.of(project)
    outcomes = [_outcome(language, english, deadline) for language in read_languages(project)[1:]]
    return context.report(
        NAME,
        RULES,
        sum(one.examined for one in outcomes),
        (finding for one in outcomes for finding in one.findings),
        warnings=(warning for one in outcomes for warning in one.warnings),
    )


def _outcome(language: Language, english: Mapping[Key, Message], deadline: Deadline) -> Outcome:
    """Return the outcome for a language; that its catalogue cannot be read is a finding."""
    try:
        return check_language(language, english, deadline)
    except BookletError as error:
        return Outcome(0, (Finding(str(error.path), error.line or 0, REFUSED[BROKEN], error.problem, error.cure),))
