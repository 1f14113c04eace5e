"""The Python-Markdown extension that turns a page's text into HTML in the reader's language.

Its steps are in the order in which they run: answers of the service are read, quotations are set apart, blocks of text are translated,
inline Markdown is processed (facts, pictures), and blocks are drawn.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import takewhile
from xml.etree.ElementTree import Element, ElementTree, SubElement

from markdown import Markdown
from markdown.extensions import Extension
from markdown.inlinepatterns import InlineProcessor
from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString

from booklet.errors import BookletError
from booklet.markdown.blocks import EXTENSIONS, MARK, BookletBlocks, draw_blocks
from booklet.markdown.label import label, verbatim
from booklet.markdown.letters import ON_SCREEN, ORIGINAL, KeepEnglishLetters, MarkGaps
from booklet.source.pictures import Picture
from booklet.source.placeholders import is_second_stop
from booklet.source.service import choices
from booklet.source.service.facts import PLACEHOLDER, Facts
from booklet.source.text import fold
from booklet.translation.catalogue import Translations
from booklet.translation.messages import SOURCE_ATTRIBUTES, Message, Messages
from booklet.translation.words import Words

# The elements whose text is a message
BLOCK_TAGS = {"p", "li", "h2", "h3", "h4", "dt", "dd"}
# A trailing attribute list ({#id}) is not text
ATTRIBUTES = re.compile(r"\s*\{:?\s*[#.][^}\n]*\}\s*$")
PARAGRAPH = re.compile(r"Paragraph (\d+\.\d+)")
PICTURE = re.compile(r"picture:([a-z0-9-]+)")
DECORATIVE = "decorative"
# An attribute of a block that belongs to an answer which the service has not given
LEFT_OUT = "data-left-out"
# Latin words alone in brackets, such as (special educational needs, SEN), that are not the target of a link
BRACKETED = re.compile(r"(?<!\])[(（](?=[^()（）]*[A-Za-z]{2})[A-Za-z0-9 ,.’'/-]+[)）]")
LINK = re.compile(r"\[[^\]]*\]\([^)]*\)")
# Without one of these a text has no inline Markdown: Python-Markdown's kinds, {facts}, gaps and the marks below
INLINE = re.compile("[`\\\\\\[!<&*_{\ue000]|  \n")
# Put round English names between two steps of the rendering: private characters, which no text has
NAME_STARTS, NAME_ENDS = "\ue000", "\ue001"


@dataclass
class PageState:
    """What the page being rendered needs: set anew for every page and language.

    `picture` takes a picture's key and returns its address and the picture; `path` and `source` are the page's
    file name and text, for messages and errors; `messages` collects the English; `untranslated` counts the
    blocks that stay English.
    """

    translations: Translations
    words: Words
    facts: Facts
    messages: Messages
    picture: Callable[[str], tuple[str, Picture]]
    path: str = ""
    source: str = ""
    untranslated: int = 0

    def is_translated(self, block: Element) -> bool:
        """Say whether the raw Markdown of a block is going to be replaced by its translation."""
        return (
            not self.translations.is_source
            and block.tag in BLOCK_TAGS
            and self.translations.has((None, fold(block.text or "")))
        )

    def line(self, text: str) -> int:
        """Return the line of the page's file on which a block of text starts (0 where it cannot be found)."""
        first = text.strip().splitlines()[0][:40] if text.strip() else ""
        position = self.source.find(first) if first else -1
        return 0 if position < 0 else self.source.count("\n", 0, position) + 1


class ReadChoices(Treeprocessor):
    """Take the markers of choices off the blocks, and note which blocks belong to an answer that was not given."""

    def __init__(self, md: Markdown, state: PageState):
        super().__init__(md)
        self.state = state

    def run(self, root: Element) -> None:
        for block in root.iter():
            if block.tag not in BLOCK_TAGS or isinstance(block.text, AtomicString) or not block.text:
                continue
            try:
                block.text, conditions = choices.split(block.text)
            except BookletError as error:
                place = self.state.path, self.state.line(block.text or "")
                raise BookletError(error.problem, error.cure, *place) from error
            if not self.state.words.choices.show(conditions):
                block.set(LEFT_OUT, "")


class LeaveOut(Treeprocessor):
    """Leave out what belongs to an answer that was not given, when its messages have been gathered.

    The marker on the first block of a list item is for the whole item.
    """

    def run(self, root: Element) -> None:
        if not any(LEFT_OUT in block.attrib for block in root.iter()):
            return
        for parent in list(root.iter()):
            for child in list(parent):
                if LEFT_OUT in child.attrib or (child.tag == "li" and len(child) and LEFT_OUT in child[0].attrib):
                    parent.remove(child)


class SetQuotationsApart(Treeprocessor):
    """Turn a block quotation that ends in “Paragraph 6.44” into a figure with its source."""

    def __init__(self, md: Markdown, state: PageState):
        super().__init__(md)
        self.state = state

    def run(self, root: Element) -> None:
        for quotation in list(root.iter("blockquote")):
            last = quotation[-1] if len(quotation) else None
            match = PARAGRAPH.fullmatch((last.text or "").strip()) if last is not None else None
            if last is None or match is None:
                raise BookletError(
                    "A quotation has no paragraph number.",
                    "End it with a line of its own such as “> Paragraph 6.44”.",
                    self.state.path,
                    self.state.line(quotation[0].text or "" if len(quotation) else ""),
                )
            quotation.remove(last)
            words = Element("blockquote")
            words.extend(list(quotation))
            quotation.tag = "figure"
            quotation.attrib = {"class": "quote"}
            quotation.text = ""
            for child in list(quotation):
                quotation.remove(child)
            quotation.append(words)
            if self._is_translated(words):
                self._keep_english(quotation, words)
            label(SubElement(quotation, "figcaption"), self.state.words, "quotation.source", paragraph=match[1])

    def _is_translated(self, words: Element) -> bool:
        """Say whether any block of a quotation is going to be replaced by its translation."""
        return any(self.state.is_translated(block) for block in words.iter())

    def _keep_english(self, quotation: Element, words: Element) -> None:
        """Keep the English words of a translated quotation, which are the ones that count, behind one tap (TR4)."""
        label(SubElement(quotation, "p", {"class": "information"}), self.state.words, "quotation.information")
        details = SubElement(quotation, "details", {"class": "english"})
        label(SubElement(details, "summary"), self.state.words, "quotation.english")
        original = copy.deepcopy(words)
        original.attrib.update(SOURCE_ATTRIBUTES)
        for block in original.iter():
            if block.tag in BLOCK_TAGS and block.text:
                block.text = AtomicString(block.text)
        details.append(original)


class TranslateBlocks(Treeprocessor):
    """Put the translation in place of each block's raw Markdown, or mark the block as English."""

    def __init__(self, md: Markdown, state: PageState):
        super().__init__(md)
        self.state = state

    def run(self, root: Element) -> None:
        kept = {id(block) for box in root.iter("div") if box.get("class") == ORIGINAL for block in box.iter()}
        for block in root.iter():
            raw = block.text or ""
            if block.tag not in BLOCK_TAGS or id(block) in kept or isinstance(raw, AtomicString) or not raw.strip():
                continue
            attributes = ATTRIBUTES.search(raw)
            end = attributes.start() if attributes else len(raw)
            text = fold(raw[:end])
            if text.startswith("![") and text.endswith(")") and DECORATIVE in text:
                continue  # a picture without words
            is_known = (None, text) in self.state.messages.found  # and so is its line, which takes time to find
            line = 0 if is_known else self.state.line(raw)
            self.state.messages.add(Message(text, None, self.state.path, line))
            if LEFT_OUT in block.attrib:
                continue
            translation = self.state.translations.get(text)
            if translation is None:
                block.attrib.update(SOURCE_ATTRIBUTES)
                self.state.untranslated += 1
            elif not self.state.translations.is_source:
                same_letters = self.state.translations.language.script == "LATIN"
                block.text = set_names_apart(translation, text if same_letters else None) + raw[end:]


class InsertFacts(InlineProcessor):
    """Put a fact in the place of its name in braces."""

    def __init__(self, md: Markdown, state: PageState):
        # The target of a link, [text]({fact}), is filled in later by FinishInlines
        super().__init__(r"(?<!\]\()" + PLACEHOLDER.pattern, md)
        self.state = state

    def handleMatch(self, match, data):  # noqa: N802 - the name is Python-Markdown's
        fact = self.state.facts[match[1]]
        inline = fact.inline(foreign=not self.state.translations.is_source)
        end = match.end(0) + is_second_stop(fact.shown, data[match.end(0) :])
        if isinstance(inline, str):
            return verbatim(inline), match.start(0), end
        for part in inline.iter():
            part.text = verbatim(part.text or "")
        return inline, match.start(0), end


def set_names_apart(translation: str, english: str | None) -> str:
    """Return a translation with a mark round each English name that is in brackets after its translation.

    In a language with letters of its own Latin words in brackets are English, and `english` is None. In another they
    are if the message they translate, `english`, has them: of (SEND Code of Practice, kodeks) only the first part is.
    A link may hold no such element (PDF/UA-1, 7.18.5), so names in links stay as they are.
    """
    links = [link.span() for link in LINK.finditer(translation)]

    def mark(match: re.Match) -> str:
        opening, names, closing = match[0][0], match[0][1:-1], match[0][-1]
        if any(start <= match.start() < end for start, end in links):
            return match[0]
        if english is None:
            return f"{NAME_STARTS}{match[0]}{NAME_ENDS}"
        parts = names.split(", ")
        known = len(list(takewhile(lambda part: re.search(rf"\b{re.escape(part)}\b", english, re.IGNORECASE), parts)))
        if known == len(parts):
            return f"{NAME_STARTS}{match[0]}{NAME_ENDS}"
        if not known:
            return match[0]
        return f"{opening}{NAME_STARTS}{', '.join(parts[:known])}{NAME_ENDS}{', '.join(['', *parts[known:]])}{closing}"

    return BRACKETED.sub(mark, translation)


class MarkEnglishNames(InlineProcessor):
    """Mark the English name of a thing, in brackets after its translation, as English.

    A voice then speaks it as English (WCAG 2.2, 3.1.2), and in a right-to-left text the brackets stay at its sides
    (Unicode Standard Annex 9: the name is isolated).
    """

    def __init__(self, md: Markdown):
        super().__init__(f"{NAME_STARTS}([^{NAME_ENDS}]+){NAME_ENDS}", md)

    def handleMatch(self, match, data):  # noqa: N802 - the name is Python-Markdown's
        name = Element("bdi", {"class": "english", **SOURCE_ATTRIBUTES})
        name.text = AtomicString(match[1])
        return name, match.start(0), match.end(0)


class SparePlainText(Treeprocessor):
    """Take texts without inline Markdown from the step that looks for every kind of it in them, one after the other."""

    def run(self, root: Element) -> None:
        for block in root.iter():
            if block.text and block.tag in BLOCK_TAGS and not INLINE.search(block.text):
                block.text = AtomicString(block.text)


class FillLinkTargets(Treeprocessor):
    """Fill in facts that are the target of a link."""

    def __init__(self, md: Markdown, state: PageState):
        super().__init__(md)
        self.state = state

    def run(self, root: Element) -> None:
        for link in root.iter("a"):
            if match := PLACEHOLDER.fullmatch(link.get("href", "")):
                link.set("href", self.state.facts[match[1]].address)


class PlacePictures(Treeprocessor):
    """Turn the names of pictures into addresses, with a size so that the page does not move while they load."""

    def __init__(self, md: Markdown, state: PageState):
        super().__init__(md)
        self.state = state

    def run(self, root: Element) -> None:
        for image in root.iter("img"):
            match = PICTURE.fullmatch(image.get("src", ""))
            if match is None:
                raise BookletError(
                    f"The picture “{image.get('src')}” is not one of the project's.",
                    "Name it as picture:school, with a name that is in content/pictures.yml.",
                    self.state.path,
                )
            address, picture = self.state.picture(match[1])
            alt = "" if image.get("alt") == DECORATIVE else image.get("alt", "")
            classes = [ON_SCREEN] if image.get("class") == ON_SCREEN else []
            classes += ["large"] if picture.is_large else []
            image.attrib = {"src": address, "alt": alt, "width": str(picture.width), "height": str(picture.height)}
            if classes:
                image.set("class", " ".join(classes))


class DrawBlocks(Treeprocessor):
    """Make the HTML of the `///` blocks from their finished content."""

    def __init__(self, md: Markdown, state: PageState):
        super().__init__(md)
        self.state = state

    def run(self, root: Element) -> None:
        draw_blocks(root, self.state.words, lambda name: (self.state.path, self.state.line(f"/// {name}") or None))


class BookletMarkdown(Extension):
    """All of the project's Markdown. MkDocs makes a new Markdown for every page, so `state` is set before each."""

    def __init__(self) -> None:
        super().__init__()
        self.state: PageState | None = None
        self._trees: dict[str, ElementTree] = {}  # by text: every language has the same blocks

    def _parse_once(self, md: Markdown) -> None:
        """Let the blocks of a text be found in its first language only; all steps after that change a copy."""
        parse = md.parser.parseDocument

        def parse_or_copy(lines: Sequence[str]) -> ElementTree:
            text = "\n".join(lines)
            if text in self._trees:
                return copy.deepcopy(self._trees[text])
            tree = parse(lines)
            # What Python-Markdown has put aside is not in the tree
            if not md.references and not md.htmlStash.html_counter:
                self._trees[text] = copy.deepcopy(tree)
            return tree

        vars(md.parser)["parseDocument"] = parse_or_copy

    def reset(self) -> None:
        """Write HTML, not XHTML: Python-Markdown sets this after the extensions, and MkDocs has no setting for it."""
        self.md.set_output_format("html")

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - the name is Python-Markdown's
        state = self.state
        assert state is not None, "`state` is set before each page"
        self.md = md
        md.registerExtension(self)  # for `reset`
        # attr_list gives the headings their ids; the checks read these for themselves, as it would take {phone} for one
        md.registerExtensions(["attr_list", *EXTENSIONS], {})
        BookletBlocks().extendMarkdown(md)
        self._parse_once(md)
        # Raw HTML stays text, and would show as such
        md.preprocessors.deregister("html_block")
        md.inlinePatterns.deregister("html")
        md.inlinePatterns.register(InsertFacts(md, state), "facts", 175)
        md.inlinePatterns.register(MarkGaps(md, state.words), "gaps", 174)
        md.inlinePatterns.register(MarkEnglishNames(md), "english_names", 40)
        md.treeprocessors.register(ReadChoices(md, state), "choices", 27)
        md.treeprocessors.register(LeaveOut(md), "left_out", 24)
        # "inline" runs at 20, "attr_list" at 8, MkDocs' links at 0
        md.treeprocessors.register(SetQuotationsApart(md, state), "quotations", 26)
        spoken = state.translations.language.name_in(SOURCE_ATTRIBUTES["lang"])
        md.treeprocessors.register(KeepEnglishLetters(md, MARK, state.is_translated, spoken), "letters", 26)
        md.treeprocessors.register(TranslateBlocks(md, state), "translation", 25)
        md.treeprocessors.register(SparePlainText(md), "plain_text", 21)
        md.treeprocessors.register(FillLinkTargets(md, state), "link_targets", 15)
        # After attr_list, which gives the headings their ids
        md.treeprocessors.register(DrawBlocks(md, state), "blocks_drawn", 5)
        # After MkDocs, which would look for the pictures in docs/
        md.treeprocessors.register(PlacePictures(md, state), "pictures", -5)
