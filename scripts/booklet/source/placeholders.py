"""Puts values in the place of their names in braces: the one place where words and values meet."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from markupsafe import Markup

from booklet.source.service.facts import PLACEHOLDER


def is_second_stop(value: str, rest: str) -> bool:
    """Say whether the text after a value, `rest`, begins with a full stop that the value has already; “…” in dots
    stays.

    In several languages a date ends with one: “27 листопада 2026 р.”.
    """
    return value.endswith(".") and rest.startswith(".") and not rest.startswith("..")


def without_double_stops(text: str, shown: Callable[[str], str | None]) -> str:
    """Return a text in which no full stop follows a name whose value ends with one.

    `shown` gives the words that a reader sees for a name, or None for a name that is not filled in.
    """
    parts = PLACEHOLDER.split(text)
    for at in range(1, len(parts), 2):
        if is_second_stop(shown(parts[at]) or "", parts[at + 1]):
            parts[at + 1] = parts[at + 1][1:]
    return "".join(f"{{{part}}}" if at % 2 else part for at, part in enumerate(parts))


def isolated(name: str) -> Markup:
    """Return a name as HTML that turns no word around it, whichever way its letters run (HTML 4.5.24, `bdi`)."""
    return Markup("<bdi>{}</bdi>").format(name)


def fill(text: str, values: Mapping[str, object]) -> str:
    """Return a text with the values of the names that `values` has; other names in braces stay as they are."""
    if "{" not in text:
        return text

    def shown(name: str) -> str | None:
        return str(values[name]) if name in values else None

    def value(match: re.Match[str]) -> str:
        said = shown(match[1])
        return match[0] if said is None else said

    return PLACEHOLDER.sub(value, without_double_stops(text, shown))
