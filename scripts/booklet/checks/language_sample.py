"""The sample of languages for what is too slow to look at everything each time: one decision, in one place.

Files: all in English, and in one language of each script those that do not repeat the words of another. Pages:
English and two more whole languages; the other languages by the pages of `page_sample`. Both rotate with the date of
the site, so that each further date brings the next languages.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from booklet.translation.messages import SOURCE_ATTRIBUTES

ENGLISH = SOURCE_ATTRIBUTES["lang"]
OTHERS = 2
# Format and variant of the files that repeat the words of another of their language, in larger letters or on other paper.
# Whether their words can be read the build has seen: booklet.publish.fit
REPEATED = {("large-print", ""), ("booklet", "pages"), ("short-booklet", "pages"), ("poster", "a3")}


def sample(tags: Iterable[str], day: date) -> list[str]:
    """Return the tags of the languages of which every page is looked at on a day, English first."""
    others = sorted(set(tags) - {ENGLISH})
    start = day.toordinal() * OTHERS
    chosen = [others[(start + i) % len(others)] for i in range(min(OTHERS, len(others)))]
    return [tag for tag in (ENGLISH, *sorted(chosen)) if tag in set(tags)]


def of_each_script(scripts: Mapping[str, str], day: date) -> list[str]:
    """Return the tags of the languages whose files are looked at on a day: English, and one of each script.

    `scripts` gives the script of each language by its tag.
    """
    chosen = []
    for script in sorted(set(scripts.values())):
        tags = sorted(tag for tag in scripts if scripts[tag] == script and tag != ENGLISH)
        chosen += tags[day.toordinal() % len(tags) :][:1] if tags else []
    return [tag for tag in (ENGLISH, *sorted(chosen)) if tag in scripts]


def note(tool: str, languages: Iterable[str], full: bool) -> str:
    """Return a line that says which languages a slow tool looked at; `full`: the run looks at every language."""
    return f"{tool} looked at {', '.join(languages)}" + ("." if full else "; with --full it looks at every language.")
