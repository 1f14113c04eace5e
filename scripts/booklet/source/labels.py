"""Labels: every word of the site and the documents that is in no page, read from content/labels.yml."""

from __future__ import annotations

from collections.abc import Iterator

from booklet.errors import BookletError, nearest
from booklet.project import Project
from booklet.source.service.facts import PLACEHOLDER, Facts
from booklet.source.service.settings import COMPUTED_FACTS
from booklet.source.text import fold

LABELS = "content/labels.yml"
# Names in braces that the program fills in where it uses a label; all others are facts, of service/facts.yml or
# computed
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
    """Return the labels of content/labels.yml as "help.title" → English text; raises BookletError for an empty one."""
    path = project.root / LABELS

    def flatten(data: dict, prefix: str = "") -> Iterator[tuple[str, str]]:
        for key, value in data.items():
            if isinstance(value, dict):
                yield from flatten(value, f"{prefix}{key}.")
            elif not isinstance(value, str) or not value.strip():
                raise BookletError(
                    f"The label “{prefix}{key}” has no words.",
                    "Write its words, or remove it.",
                    project.relative(path),
                    project.yaml_line(path, *f"{prefix}{key}".split(".")),
                )
            else:
                yield f"{prefix}{key}", fold(value)

    return dict(flatten(project.read_words(path)))


def require_known_names(project: Project, labels: dict[str, str], facts: Facts) -> None:
    """Raise BookletError for a label with a name in braces that nobody fills in: readers would see the braces."""
    path = project.root / LABELS
    known = (*facts, *COMPUTED_FACTS, *VALUES)
    for key, text in labels.items():
        for name in PLACEHOLDER.findall(text):
            if name not in known:
                raise BookletError(
                    f"The label “{key}” names {{{name}}}, which is no fact.",
                    nearest(name, known, "Add it to service/facts.yml, or use one that is there.", "{{{}}}"),
                    project.relative(path),
                    project.yaml_line(path, *key.split(".")),
                )


def translator_notes(source: str) -> dict[int, str]:
    """Return the comment above each line of content/labels.yml (from 1), where there is one."""
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
