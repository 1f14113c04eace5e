"""The sample of languages for checks that are too slow for every file: one decision, in one place.

English always, and two other languages that rotate with the date of the site: each further date brings the next two.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from booklet.translation.messages import SOURCE_ATTRIBUTES

ENGLISH = SOURCE_ATTRIBUTES["lang"]
OTHERS = 2


def sample(tags: Iterable[str], day: date) -> list[str]:
    """Return the tags of the languages to look at on a day, English first."""
    others = sorted(set(tags) - {ENGLISH})
    start = day.toordinal() * OTHERS
    chosen = [others[(start + i) % len(others)] for i in range(min(OTHERS, len(others)))]
    return [tag for tag in (ENGLISH, *sorted(chosen)) if tag in set(tags)]


def note(tool: str, languages: Iterable[str]) -> str:
    """Return a line that says which languages a slow tool looked at."""
    return f"{tool} looked at {', '.join(languages)}; with --full it looks at every language."
