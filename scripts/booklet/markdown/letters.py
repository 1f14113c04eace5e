"""Letters to send, and the box that says that the law may change: blocks that say words of content/labels.yml."""

from __future__ import annotations

import copy
import re
from collections.abc import Callable
from xml.etree.ElementTree import Element, SubElement, fromstring

from markdown import Markdown
from markdown.inlinepatterns import InlineProcessor
from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString

from booklet.errors import BookletError
from booklet.markdown.label import label
from booklet.source.addresses import mail_link
from booklet.source.text import GAP
from booklet.translation.messages import SOURCE_ATTRIBUTES
from booklet.translation.words import Words

# The gap for a language: in the letter that is sent it is filled in, as the language of the page is known
LANGUAGE_GAP = re.compile(rf"(?<=\bspeak ){GAP}|(?<=\bspeaks ){GAP}")
# The class of the English words of a letter beside their translation, which no translation takes the place of
ORIGINAL = "letter-english"
# Where the website offers a letter as a file: the place is empty where there is none
FILE_PLACE = '<span class="letter-file"></span>'
# The class of what only a page on a screen can do: documents leave it out
ON_SCREEN = "on-screen"


class MarkGaps(InlineProcessor):
    """Make a gap an element of its own, which a screen reader names instead of reading its low lines."""

    def __init__(self, md: Markdown, words: Words):
        super().__init__(f"({GAP})", md)
        self.words = words

    def handleMatch(self, match, data):  # noqa: N802 - the name is Python-Markdown's
        gap = Element("span", {"class": "gap", "role": "img", "aria-label": self.words.text("letter.gap")})
        gap.text = AtomicString(match[1])
        return gap, match.start(0), match.end(0)


class KeepEnglishLetters(Treeprocessor):
    """Keep the English words of each letter, which are sent, before its blocks are translated.

    `is_translated` says whether the raw Markdown of a block has a translation; `spoken` is the English name of the
    language into which they are translated, for the gap after “speak” or “speaks”.
    """

    def __init__(self, md: Markdown, mark: str, is_translated: Callable[[Element], bool], spoken: str):
        super().__init__(md)
        self.mark, self.is_translated, self.spoken = mark, is_translated, spoken

    def run(self, root: Element) -> None:
        for letter in root.iter("div"):
            if letter.get(self.mark) != "letter" or not any(self.is_translated(block) for block in letter.iter()):
                continue
            original = Element("div", {"class": ORIGINAL, **SOURCE_ATTRIBUTES})
            original.extend(copy.deepcopy(list(letter)))
            for block in original.iter():
                block.text = block.text and LANGUAGE_GAP.sub(lambda gap: self.spoken, block.text)
            letter.insert(0, original)


def _plain(element: Element) -> str:
    return re.sub(r"\s+", " ", "".join(element.itertext())).strip()


def _lines(blocks: list[Element]) -> list[str]:
    """Return a letter as lines of plain text: its paragraphs, and the items of its lists, with a blank line between."""
    lines: list[str] = []
    for block in blocks:
        items = [f"- {_plain(item)}" for item in block] if block.tag in ("ul", "ol") else [_plain(block)]
        lines += ["", *items] if lines else items
    return lines


def _actions(words: Words, blocks: list[Element]) -> Element:
    """Return what can be done with a letter: open it as an email, take it as a file, and, where scripts run, copy it."""
    actions = Element("div", {"class": f"letter-actions {ON_SCREEN}"})
    link = SubElement(actions, "a", {"class": "button", "href": mail_link("", _plain(blocks[0]), _lines(blocks[1:]))})
    label(link, words, "letter.email")
    button = SubElement(actions, "button", {"type": "button", "class": "copy-letter", "hidden": "hidden"})
    label(button, words, "letter.copy")
    actions.append(fromstring(FILE_PLACE))
    status = SubElement(actions, "span", {"class": "copied", "role": "status"})
    for name, key in (("data-copied", "letter.copied"), ("data-failed", "try_again")):
        status.set(name, words.text(key))
        if not words.is_translated(key):
            status.attrib.update(SOURCE_ATTRIBUTES)
    return actions


def draw_letter(box: Element, words: Words) -> Element:
    """Return a letter to send: in a translation, what it says and the English words beside it.

    Raises BookletError if the letter has no subject in bold, or no words after it.
    """
    original = next((child for child in box if child.get("class") == ORIGINAL), None)
    sent = list(box if original is None else original)
    if len(sent) < 2 or sent[0].tag != "p" or sent[0].find("strong") is None:
        raise BookletError(
            "A letter has no subject, or no words after it.",
            "Start it with its subject in bold: **Please can we meet**",
        )
    actions = _actions(words, sent)
    english = Element("div", {"class": "letter-words"})
    english.extend(sent)
    letter = Element("div", {"class": "letter"})
    if original is None:
        letter.extend((english, actions))
        return letter
    letter.set("class", "letter two-languages")
    meaning = SubElement(letter, "div", {"class": "letter-meaning"})
    label(SubElement(meaning, "p", {"class": "letter-name"}), words, "letter.meaning")
    meaning.extend(child for child in box if child is not original)
    sending = SubElement(letter, "div", {"class": "letter-to-send"})
    label(SubElement(sending, "p", {"class": "letter-name"}), words, "letter.english")
    english.attrib.update(SOURCE_ATTRIBUTES)
    sending.extend((english, actions))
    return letter


def draw_law_change(box: Element, words: Words) -> Element:
    """Return the dated box that says what may change in the law. Raises BookletError if something is written in it."""
    if len(box) or (box.text or "").strip():
        raise BookletError(
            "The block “law-change” holds text.", "Leave it empty: its words are in content/labels.yml, law_change."
        )
    box.attrib = {"class": "note panel law-change", "role": "note"}
    strong = SubElement(SubElement(box, "p"), "strong")
    label(strong, words, "law_change.title")
    label(SubElement(box, "p"), words, "law_change.text")
    return box
