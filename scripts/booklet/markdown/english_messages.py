"""Gathers every English message of the labels and the pages, with the Markdown extension alone: nothing is rendered."""

from __future__ import annotations

from pathlib import Path

from markdown import Markdown

from booklet.errors import BookletError
from booklet.markdown.extension import BookletMarkdown, PageState
from booklet.markdown.pages import page_paths, read_page
from booklet.project import Project
from booklet.source.labels import read_labels, require_known_names
from booklet.source.languages import read_languages
from booklet.source.pictures import Picture
from booklet.source.service.facts import read_facts
from booklet.source.service.own_sentences import read_own_sentences, with_own_sentences
from booklet.source.text import fold
from booklet.translation.catalogue import read_translations
from booklet.translation.messages import Message, Messages
from booklet.translation.words import Words, messages_outside_pages

# Steps of the extension behind the one that meets the messages: they only make HTML
ONLY_HTML = ("inline", "link_targets", "blocks_drawn", "pictures")


def english_messages(project: Project) -> Messages:
    """Return every English message: the labels in their order, the service's own sentences, then the pages as the website
    takes them.

    Raises BookletError for a page, a label, a sentence or a fact that cannot be read.
    """
    facts, labels = read_facts(project), read_labels(project)
    require_known_names(project, labels, facts)
    sentences = read_own_sentences(project)
    messages = messages_outside_pages(project, labels, sentences)
    translations = read_translations(project, read_languages(project)[0], is_source=True)
    words = Words(labels, facts, translations)
    for path in sorted(page_paths(project), key=_place):
        page = read_page(project, path)
        for text in page.meta_texts():
            messages.add(Message(fold(text.raw), text.tag, page.name, 1))
        markdown = BookletMarkdown()
        markdown.state = PageState(translations, words, facts, messages, _no_picture, page.name, "\n".join(page.lines))
        converter = Markdown(extensions=[markdown])
        for step in ONLY_HTML:
            converter.treeprocessors.deregister(step)
        converter.convert(with_own_sentences("\n".join(page.body), page.file, sentences))
    return messages


def _place(path: Path) -> list[tuple[bool, bool, str]]:
    """Return what sorts pages as MkDocs does: the pages of a folder before its folders, and its index.md first."""
    *folders, name = path.parts
    return [*((True, False, folder) for folder in folders), (False, name != "index.md", name)]


def _no_picture(key: str) -> tuple[str, Picture]:
    """Refuse to place a picture: the step that would ask for one does not run."""
    raise BookletError(
        f"The picture “{key}” has no place here.", "Let nothing ask for pictures while messages are gathered."
    )
