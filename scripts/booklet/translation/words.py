"""Words: the labels in one language, with facts and values filled in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from xml.etree.ElementTree import tostring

from markupsafe import Markup, escape

from booklet.errors import BookletError, nearest
from booklet.project import Project
from booklet.source.labels import LABELS, translator_notes
from booklet.source.placeholders import fill as filled
from booklet.source.placeholders import without_double_stops
from booklet.source.service.choices import Choices
from booklet.source.service.facts import PLACEHOLDER, Fact, Facts
from booklet.source.service.own_sentences import SENTENCES, OwnSentence
from booklet.translation.catalogue import Translations
from booklet.translation.messages import SOURCE_ATTRIBUTES, Message, Messages
from booklet.yaml_source import scalar_lines


def label_messages(project: Project, labels: dict[str, str]) -> Iterator[Message]:
    """Yield every label as a message; its key is the context, as short words mean different things elsewhere.

    The comment over a label in the file goes to the translators.
    """
    path = project.root / LABELS
    lines = {".".join(keys): line for keys, _, line in scalar_lines(project.compose_yaml(path))}
    notes = translator_notes(project.read_text(path))
    for key, text in labels.items():
        yield Message(text, key, project.relative(path), lines[key], notes.get(lines[key], ""))


def messages_outside_pages(project: Project, labels: dict[str, str], sentences: Iterable[OwnSentence]) -> Messages:
    """Return the labels and the service's own sentences as messages, in this order."""
    messages = Messages()
    for label in label_messages(project, labels):
        messages.add(label)
    for one in sentences:
        messages.add(Message(one.text, None, SENTENCES, one.line))
    return messages


def fact_markup(fact: Fact, foreign: bool) -> Markup:
    """Return a fact as HTML for running text."""
    inline = fact.inline(foreign)
    return escape(inline) if isinstance(inline, str) else Markup(tostring(inline, encoding="unicode"))


class Words:
    """The labels in one language, with facts and values filled in."""

    def __init__(
        self, labels: dict[str, str], facts: Facts, translations: Translations, choices: Choices | None = None
    ):
        self._labels = labels
        self.facts = facts
        self._translations = translations
        self.choices = choices or Choices()
        # Without the answers of a service every label is as it is written
        self._replaced = choices.replaced(labels) if choices else {}
        # What every page says again: labels without values, and facts
        self._html: dict[str, Markup] = {}
        self._text: dict[str, str] = {}
        self._shown = {name: fact.shown for name, fact in facts.items()}

    def _english(self, key: str) -> str:
        if key not in self._labels:
            raise BookletError(
                f"There is no label “{key}”.", nearest(key, self._labels, f"Add it to {LABELS}."), LABELS
            )
        return self._labels[key]

    def _find(self, key: str) -> tuple[str, bool]:
        """Return the words of a label and whether they are in the reader's language.

        A label that belongs to an answer of the service takes the place of the one it is named after.
        """
        key = self._replaced.get(key, key)
        english = self._english(key)
        translated = self._translations.get(english, key)
        return (english, False) if translated is None else (translated, True)

    def is_translated(self, key: str) -> bool:
        """Say whether a label is in the reader's language; where not, its element has to be marked as English."""
        return self._find(key)[1]

    def html(self, key: str, **values: object) -> Markup:
        """Return a label as HTML. Values are escaped unless they are Markup; other names are facts."""
        if values:
            return self._filled(key, values)
        if key not in self._html:
            self._html[key] = self._filled(key, {})
        return self._html[key]

    def _filled(self, key: str, values: Mapping[str, object]) -> Markup:
        """Return a label as HTML with these values and with facts."""
        words, translated = self._find(key)
        foreign = not self._translations.is_source and translated

        def fill(name: str) -> Markup:
            return escape(values[name]) if name in values else fact_markup(self.facts[name], foreign)

        def shown(name: str) -> str | None:
            return fill(name).striptags()

        parts = PLACEHOLDER.split(without_double_stops(words, shown))
        html = Markup("").join(fill(part) if i % 2 else escape(part) for i, part in enumerate(parts))
        if translated:
            return html
        return Markup('<span lang="{lang}" dir="{dir}">{html}</span>').format(html=html, **SOURCE_ATTRIBUTES)

    def text(self, key: str, **values: object) -> str:
        """Return a label as plain text, for attributes and for formats that fill in `values` themselves."""
        if values:
            return filled(self._find(key)[0], self._shown | values)
        if key not in self._text:
            self._text[key] = filled(self._find(key)[0], self._shown)
        return self._text[key]

    def keys(self, prefix: str) -> list[str]:
        """Return the keys that start with `prefix`."""
        return [key for key in self._labels if key.startswith(prefix)]
