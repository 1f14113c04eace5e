"""Puts values in the place of their names in braces: the one place where words and values meet."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from booklet.source.facts import PLACEHOLDER

# What may follow the full stop of a value and is not seen as a sign: the end of an isolate (Unicode Standard Annex 9)
END_OF_ISOLATE = "\u2069"


def without_double_stops(text: str, shown: Callable[[str], str | None]) -> str:
    """Return a text in which no full stop follows a name whose value ends with one.

    `shown` gives the words that a reader sees for a name, or None for a name that is not filled in. In several languages
    a date ends with a full stop: “27 листопада 2026 р.”.
    """

    def rest_after(name: str, rest: str) -> str:
        value = shown(name) if rest.startswith(".") and not rest.startswith("..") else None
        return rest[1:] if value and value.rstrip(END_OF_ISOLATE).endswith(".") else rest

    parts = PLACEHOLDER.split(text)
    for at in range(1, len(parts), 2):
        parts[at + 1] = rest_after(parts[at], parts[at + 1])
    return "".join(f"{{{part}}}" if at % 2 else part for at, part in enumerate(parts))


def fill(text: str, values: Mapping[str, object]) -> str:
    """Return a text with the values of the names that `values` has; other names in braces stay as they are."""
    shown = {name: str(value) for name, value in values.items()}
    return PLACEHOLDER.sub(lambda match: shown.get(match[1], match[0]), without_double_stops(text, shown.get))
