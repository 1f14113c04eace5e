"""How complete each translation is: the figures for translators, for editions.json and for the public page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

from booklet.translation.catalogue import Credit, Translations
from booklet.translation.messages import Messages

WORST = 3


@dataclass(frozen=True)
class Status:
    """The state of one language, in messages; `worst` names the files with most messages that are not in it."""

    language: str
    name: str
    messages: int
    translated: int
    fuzzy: int
    refused: int
    credit: Credit
    worst: tuple[tuple[str, int], ...] = ()

    @property
    def missing(self) -> int:
        """Messages that readers see in English."""
        return self.messages - self.translated

    @property
    def share(self) -> float:
        """The part that is translated, from 0 to 1."""
        return self.translated / self.messages if self.messages else 0.0

    def edition(self) -> dict[str, Any]:
        """Return what editions.json says of the translation (see "For other programs" in README)."""
        return {
            "messages": self.messages,
            "translated": self.translated,
            "fuzzy": self.fuzzy,
            "reviewed_by": self.credit.reviewed_by,
        }

    def record(self) -> dict[str, Any]:
        """Return everything, ready for JSON."""
        on = self.credit.reviewed_on
        return {
            **asdict(self),
            "missing": self.missing,
            "worst": dict(self.worst),
            "credit": {**asdict(self.credit), "reviewed_on": on.isoformat() if on else None},
        }


def status(messages: Messages, translations: Translations) -> Status:
    """Return how far a translation covers the English messages."""
    keys = list(messages.found)
    missing = [key for key in keys if not translations.has(key)]
    places = Counter(place for key in missing for place in sorted(messages.places[key]))
    return Status(
        translations.language.tag,
        translations.language.name,
        len(keys),
        len(keys) - len(missing),
        len(translations.fuzzy & set(keys)),
        len(translations.refused),
        translations.credit,
        tuple(places.most_common(WORST)),
    )


def table(statuses: Iterable[Status]) -> str:
    """Return the figures as a table for the terminal."""
    rows = [("language", "messages", "translated", "fuzzy", "missing", "refused", "reviewed", "most missing in")]
    for one in statuses:
        reviewed = f"{one.credit.reviewed_by}, {one.credit.reviewed_on}" if one.credit.reviewed_by else "nobody yet"
        rows.append(
            (
                one.language,
                str(one.messages),
                str(one.translated),
                str(one.fuzzy),
                str(one.missing),
                str(one.refused),
                reviewed,
                ", ".join(f"{place} ({count})" for place, count in one.worst) or "–",
            )
        )
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    )
