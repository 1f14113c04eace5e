"""What people type into the search, and the page that answers it: locales/<tag>.search.yml, one file a language."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path

from booklet.errors import BookletError, nearest
from booklet.project import Project
from booklet.source.languages import Language
from booklet.source.text import fold

# For each page (its file in docs/), and each of its headings by id ("": the page), what people type
SearchWords = Mapping[str, Mapping[str, tuple[str, ...]]]
MOST_WORDS = 60


def search_words_path(project: Project, language: Language) -> Path:
    """Return the file with the search words of a language."""
    return project.locales / f"{language.tag}.search.yml"


def read_search_words(project: Project, language: Language, pages: Collection[str]) -> SearchWords:
    """Return the search words of a language; none if it has no file.

    `pages` are the files in docs/ that there are ("plan.md"). Raises BookletError, with the line, for a page that there
    is not, and for something else than a list of words.
    """
    path = search_words_path(project, language)
    if not project.has(path):
        return {}
    found: dict[str, dict[str, tuple[str, ...]]] = {}
    for target, words in project.read_words(path).items():
        file, _, heading = target.partition("#")
        if file not in pages:
            raise BookletError(
                f"The search words name the page “{file}”, which is not in docs/.",
                nearest(file, pages, "Name a file in docs/, such as plan.md."),
                project.relative(path),
                project.yaml_line(path, target),
            )
        if not isinstance(words, list) or not all(isinstance(one, str) and one.strip() for one in words):
            raise BookletError(
                f"The search words of “{target}” are not a list of words.",
                "Write them as [no money, funding].",
                project.relative(path),
                project.yaml_line(path, target),
            )
        if len(words) > MOST_WORDS:
            raise BookletError(
                f"“{target}” has {len(words)} search words.",
                f"Keep the {MOST_WORDS} that people type most.",
                project.relative(path),
                project.yaml_line(path, target),
            )
        found.setdefault(file, {})[heading] = tuple(map(fold, words))
    return found
