"""Sentences of the service's own, from service/sentences.yml: each is put on a page, and translated like any other."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from booklet.errors import BookletError, nearest
from booklet.project import Project
from booklet.source.addresses import require_safe_link
from booklet.source.service.facts import PLACEHOLDER, read_facts
from booklet.source.service.settings import COMPUTED_FACTS
from booklet.source.signs import ITEM, left_over
from booklet.source.text import fold, normalised, visible

SENTENCES = "service/sentences.yml"
NEEDED, ALLOWED = {"page", "sentence"}, {"page", "under", "sentence"}
# Characters of a sentence
LONGEST = 300
CURE = "Write “- page: useful-information.md” and below it “sentence: …”, and if you like “under: talk-to-an-adviser”."
LINK = re.compile(r"(?<!!)\[([^\]\[]+)\]\(([^()\s]+)\)")
# What would begin another kind of block
NO_SENTENCE = ("#", ">", "///")


@dataclass(frozen=True)
class OwnSentence:
    """One paragraph in inline Markdown.

    `page` is the path of its page from docs/, `under` the id of the heading whose part it ends, "" for the end of the
    page. `line` is that of its entry, from 1.
    """

    page: str
    under: str
    text: str
    line: int

    @property
    def words(self) -> str:
        """What a reader meets, with facts still by name ({phone})."""
        return LINK.sub(r"\1", self.text)


def read_own_sentences(project: Project) -> tuple[OwnSentence, ...]:
    """Return the service's own sentences in their order, none where it has no such file.

    Raises BookletError with file and line for an entry that is incomplete, that names a page or a fact that is not
    there, that has a link which leads neither into the site nor to a safe address, or that is more than a paragraph of
    plain words and links.
    """
    path = project.root / SENTENCES
    if not project.has(path):
        return ()
    facts = (*read_facts(project), *COMPUTED_FACTS)
    return tuple(_sentence(project, entry, line, facts) for entry, line in project.read_list(path))


def _sentence(project: Project, entry: Any, line: int, facts: Collection[str]) -> OwnSentence:
    def wrong(problem: str, cure: str) -> BookletError:
        return BookletError(problem, cure, SENTENCES, line)

    if not isinstance(entry, dict) or not entry.keys() >= NEEDED or entry.keys() - ALLOWED:
        raise wrong("An entry is not a page and a sentence.", CURE)
    if not all(isinstance(value, str) for value in entry.values()):
        raise wrong("An entry holds more than words.", CURE)
    page, under, text = entry["page"], entry.get("under", ""), fold(normalised(entry["sentence"]))
    pages = [one.relative_to(project.docs).as_posix() for one in project.written(project.docs, "**/*.md")]
    if page not in pages:
        cure = nearest(page, pages, "Name a file in docs/, such as “useful-information.md”.")
        raise wrong(f"There is no page “{visible(page)}”.", cure)
    if not text or len(text) > LONGEST:
        raise wrong("The sentence is empty or too long.", f"Write one or two sentences, at most {LONGEST} characters.")
    if text.startswith(NO_SENTENCE) or ITEM.match(text) or any(sign in text for sign in ("<", "{.", "![")):
        raise wrong(
            "The sentence is more than plain words and links.", "Leave out headings, list signs, pictures and HTML."
        )
    for _, target in LINK.findall(text):
        try:
            require_safe_link(target)
        except ValueError as error:
            raise wrong(
                f"The link to “{visible(target)}” cannot be used. {error}", "Link to a page or to https://."
            ) from error
    for name in PLACEHOLDER.findall(text):
        if name not in facts:
            raise wrong(f"The sentence names {{{name}}}, which is no fact.", "Use one of service/facts.yml.")
    sentence = OwnSentence(page, under, text, line)
    for problem, cure in left_over(sentence.words):
        raise wrong(problem, cure)
    return sentence


def with_own_sentences(markdown: str, page: str, sentences: Sequence[OwnSentence]) -> str:
    """Return the Markdown of a page, `page` being its path from docs/, with those of the sentences that belong on it.

    Raises BookletError for a sentence under a heading that the page does not have.
    """
    for one in (each for each in sentences if each.page == page):
        lines = markdown.rstrip("\n").split("\n")
        at = _end_of_part(lines, one) if one.under else len(lines)
        markdown = "\n".join([*lines[:at], "", one.text, "", *lines[at:]]) + "\n"
    return markdown


def _end_of_part(lines: Sequence[str], sentence: OwnSentence) -> int:
    """Return the number of the line, from 0, before which a heading's part ends."""
    level = 0
    for number, line in enumerate(lines):
        signs = len(line) - len(line.lstrip("#"))
        if level and 0 < signs <= level:
            return number
        if signs and line.rstrip().endswith(f"{{#{sentence.under}}}"):
            level = signs
    if not level:
        raise BookletError(
            f"The page {sentence.page} has no heading with the id “{visible(sentence.under)}”.",
            "Copy the id from the end of a heading, without {# and }, or leave out “under”.",
            SENTENCES,
            sentence.line,
        )
    return len(lines)
