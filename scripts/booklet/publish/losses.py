"""Translations that were there at the last build and are gone: a catalogue that was cut or emptied is seen at once."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path


def lost_translations(site: Path, stage: Path) -> Iterator[str]:
    """Yield a sentence for each language of which the staged site has fewer translations than the published one.

    Both are folders with an editions.json; a site that has none, or not a whole one, has lost nothing.
    """
    before, now = _states(site), _states(stage)
    for language in sorted(before.keys() & now.keys()):
        lost = before[language]["translated"] - now[language]["translated"]
        if lost > 0:
            yield (
                f"{language}: {lost} fewer translations than at the last build ({now[language]['translated']} of "
                f"{now[language]['messages']} messages, {now[language]['fuzzy']} fuzzy). If the English is unchanged, "
                f"look at locales/{language}.po; “booklet translations undo” takes the last update or import back."
            )


def _states(site: Path) -> dict[str, dict[str, int]]:
    """Return what editions.json says of the translation of each language, by its tag."""
    try:
        editions = json.loads((site / "editions.json").read_bytes())["editions"]
        return {edition["language"]: {**edition["translation"]} for edition in editions}
    except (OSError, ValueError, KeyError, TypeError):
        return {}
