"""Messages that wait for their translation, and since when: what each catalogue owes its readers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

from booklet.project import Project
from booklet.source.service.settings import read_settings
from booklet.source.source_date import last_change, source_date
from booklet.translation.catalogue import Translations
from booklet.translation.messages import Key, Message


@dataclass(frozen=True)
class Waiting:
    """A message that a language owes. `days`: how long it has waited; `changed`: there is a translation of older English.

    `known`: the catalogue holds the message. One that it does not hold yet has waited since its file last changed.
    """

    message: Message
    since: date
    days: int
    changed: bool
    known: bool


@dataclass(frozen=True)
class Deadline:
    """The day on which a project is judged, and for how many days a message may wait."""

    project: Project
    today: date
    may_lag: int

    @classmethod
    def of(cls, project: Project) -> Deadline:
        """Return that of a project; raises BookletError where its settings cannot be read."""
        settings = read_settings(project)
        return cls(project, source_date(project, settings.last_checked), settings.translations_may_lag)

    def is_late(self, one: Waiting) -> bool:
        """Say whether a message has waited longer than it may."""
        return one.days > self.may_lag

    def waiting(self, english: Mapping[Key, Message], translations: Translations) -> list[Waiting]:
        """Return the English messages that wait in a language, in their order. A refused translation waits, too."""
        return [self._waiting(message, translations) for key, message in english.items() if not translations.has(key)]

    def _waiting(self, message: Message, translations: Translations) -> Waiting:
        noted = translations.waiting.get(message.key)
        since = noted or _last_change(self.project, message.path) or self.today
        # A note of today is newer than the last commit
        days = max(0, (self.today - since).days)
        changed = message.key in translations.fuzzy
        return Waiting(message, since, days, changed, changed or noted is not None)


@cache
def _last_change(project: Project, path: str) -> date | None:
    """Return the day on which a file last changed: asked once for all languages."""
    return last_change(project, path)


@dataclass(frozen=True)
class Owed:
    """A message that translators owe: in which languages, since when at the earliest, and where its English is."""

    message: Message
    since: date
    days: int
    late: bool
    languages: tuple[str, ...]

    def record(self) -> dict[str, object]:
        """Return it, ready for JSON."""
        return {
            "path": self.message.path,
            "line": self.message.line,
            "text": self.message.text,
            "since": self.since.isoformat(),
            "days": self.days,
            "late": self.late,
            "languages": list(self.languages),
        }


def owed(english: Mapping[Key, Message], translations: Iterable[Translations], deadline: Deadline) -> list[Owed]:
    """Return what the translators of all languages owe, the oldest first."""
    found: dict[Key, list[tuple[Waiting, str]]] = {}
    for one in translations:
        for waiting in deadline.waiting(english, one):
            found.setdefault(waiting.message.key, []).append((waiting, one.language.tag))
    every = []
    for pairs in found.values():
        oldest = max((waiting for waiting, _ in pairs), key=lambda waiting: waiting.days)
        tags = tuple(tag for _, tag in pairs)
        every.append(Owed(oldest.message, oldest.since, oldest.days, deadline.is_late(oldest), tags))
    return sorted(every, key=lambda one: (one.since, one.message.path, one.message.line))


# Rows of the list for the terminal; --json has all
MOST_ROWS = 40


def owed_lines(every: Iterable[Owed], languages: int) -> list[str]:
    """Return lines for the terminal: what is owed, the oldest first; `languages` is how many translations there are."""
    rows = list(every)
    lines = []
    for one in rows[:MOST_ROWS]:
        where = "all languages" if len(one.languages) == languages > 1 else ", ".join(one.languages)
        late = ", too long" if one.late else ""
        lines.append(
            f"since {one.since} ({one.days} days{late})  {one.message.path}:{one.message.line}  "
            f"“{one.message.text[:60]}”  {where}"
        )
    if more := len(rows) - MOST_ROWS:
        lines += [f"… and {more} more: “booklet status --json” lists them all"] if more > 0 else []
    return lines
