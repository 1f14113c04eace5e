"""Labels: every word of the site and the documents that stands in no page, read from labels.yml."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from xml.etree.ElementTree import tostring

from markupsafe import Markup, escape

from booklet.errors import BookletError
from booklet.facts import PLACEHOLDER, Fact, Facts
from booklet.project import Project
from booklet.settings import COMPUTED_FACTS
from booklet.translation import SOURCE_ATTRIBUTES, Message, Translations, fold
from booklet.yaml_lines import scalar_lines

# Names in braces that the program fills in where it uses a label; all others are facts, of facts.yml or computed
VALUES = frozenset(
    {
        "address",
        "count",
        "date",
        "description",
        "format",
        "kind",
        "language",
        "length",
        "minutes",
        "name",
        "number",
        "page",
        "pages",
        "paper",
        "paragraph",
        "size",
        "title",
    }
)


def read_labels(project: Project) -> dict[str, str]:
    """Return the labels of labels.yml as "help.title" → English text; raises BookletError for an empty one."""
    path = project.root / "labels.yml"

    def flatten(data: dict, prefix: str = "") -> Iterator[tuple[str, str]]:
        for key, value in data.items():
            if isinstance(value, dict):
                yield from flatten(value, f"{prefix}{key}.")
            elif value in (None, ""):
                raise BookletError(
                    f"The label “{prefix}{key}” has no words.",
                    "Write its words, or remove it.",
                    project.relative(path),
                    project.yaml_line(path, *f"{prefix}{key}".split(".")),
                )
            else:
                yield f"{prefix}{key}", fold(str(value))

    return dict(flatten(project.read_yaml(path)))


def _notes(source: str) -> dict[int, str]:
    """Return the comment that stands over each line of labels.yml (from 1), where one stands there."""
    notes: dict[int, str] = {}
    waiting: list[str] = []
    for number, line in enumerate(source.splitlines(), 1):
        if line.lstrip().startswith("#"):
            waiting.append(line.lstrip().lstrip("#").strip())
        else:
            if waiting and line.strip():
                notes[number] = " ".join(waiting)
            waiting = []
    return notes


def require_known_names(project: Project, labels: dict[str, str], facts: Facts) -> None:
    """Raise BookletError for a label with a name in braces that nobody fills in: readers would see the braces."""
    path = project.root / "labels.yml"
    known = (*facts, *COMPUTED_FACTS, *VALUES)
    for key, text in labels.items():
        for name in PLACEHOLDER.findall(text):
            if name not in known:
                near = difflib.get_close_matches(name, known, 1)
                raise BookletError(
                    f"The label “{key}” names {{{name}}}, which is no fact.",
                    f"Did you mean {{{near[0]}}}?" if near else "Add it to facts.yml, or use one that is there.",
                    project.relative(path),
                    project.yaml_line(path, *key.split(".")),
                )


def label_messages(project: Project, labels: dict[str, str]) -> Iterator[Message]:
    """Yield every label as a message; its key is the context, as short words mean different things elsewhere.

    The comment over a label in the file goes to the translators.
    """
    path = project.root / "labels.yml"
    lines = {".".join(keys): line for keys, _, line in scalar_lines(project.compose_yaml(path))}
    notes = _notes(project.read_text(path))
    for key, text in labels.items():
        yield Message(text, key, project.relative(path), lines[key], notes.get(lines[key], ""))


def fact_markup(fact: Fact, foreign: bool) -> Markup:
    """Return a fact as HTML for running text."""
    inline = fact.inline(foreign)
    return escape(inline) if isinstance(inline, str) else Markup(tostring(inline, encoding="unicode"))


class Words:
    """The labels in one language, with facts and values filled in."""

    def __init__(self, labels: dict[str, str], facts: Facts, translations: Translations):
        self._labels = labels
        self.facts = facts
        self._translations = translations

    def _english(self, key: str) -> str:
        if key not in self._labels:
            near = difflib.get_close_matches(key, self._labels, 1)
            raise BookletError(
                f"There is no label “{key}”.", f"Did you mean “{near[0]}”?" if near else "Add it to labels.yml."
            )
        return self._labels[key]

    def _find(self, key: str) -> tuple[str, bool]:
        """Return the words of a label and whether they are in the reader's language."""
        english = self._english(key)
        translated = self._translations.get(english, key)
        return (english, False) if translated is None else (translated, True)

    def is_translated(self, key: str) -> bool:
        """Say whether a label is in the reader's language; where not, its element has to be marked as English."""
        return self._find(key)[1]

    def html(self, key: str, **values: object) -> Markup:
        """Return a label as HTML. Values are escaped unless they are Markup; other names are facts."""
        words, translated = self._find(key)
        foreign = not self._translations.is_source and translated

        def fill(name: str) -> Markup:
            return escape(values[name]) if name in values else fact_markup(self.facts[name], foreign)

        parts = PLACEHOLDER.split(words)
        html = Markup("").join(fill(part) if i % 2 else escape(part) for i, part in enumerate(parts))
        if translated:
            return html
        return Markup('<span lang="{lang}" dir="{dir}">{html}</span>').format(html=html, **SOURCE_ATTRIBUTES)

    def text(self, key: str, **values: object) -> str:
        """Return a label as plain text, for attributes and for formats that fill in `values` themselves."""
        words, _ = self._find(key)
        return PLACEHOLDER.sub(
            lambda match: str(values[match[1]])
            if match[1] in values
            else (self.facts[match[1]].shown if match[1] in self.facts else match[0]),
            words,
        )

    def keys(self, prefix: str) -> list[str]:
        """Return the keys that start with `prefix`."""
        return [key for key in self._labels if key.startswith(prefix)]
