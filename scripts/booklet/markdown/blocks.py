"""The blocks an editor can open with `/// name`, and the HTML each becomes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from xml.etree.ElementTree import Element, SubElement

from pymdownx.blocks import BlocksExtension
from pymdownx.blocks.block import Block

from booklet.errors import BookletError
from booklet.markdown.approach import draw_approach
from booklet.markdown.headings import list_headings
from booklet.markdown.letters import ON_SCREEN, draw_law_change, draw_letter
from booklet.source.front_matter import STAGES
from booklet.translation.words import Words

MARK = "data-block"
# What pages may use of Python-Markdown beyond its core, on the website and in the checks. Tables and fenced code are
# not there: nothing is drawn for them, and no page needs them.
EXTENSIONS = ("def_list",)


def _children(element: Element, tag: str, block: str) -> list[Element]:
    found = element.findall(tag)
    if not found:
        raise BookletError(f"The block “{block}” holds no list.", "Write its items as a list.")
    return found


def _loose(item: Element) -> None:
    """Give a list item whose words are directly in it a paragraph, as Markdown does for items with blank lines."""
    if (item.text or "").strip() or any(child.tag not in ("p", "ul", "ol") for child in item):
        paragraph = Element("p")
        paragraph.text, item.text = item.text, ""
        for child in list(item):
            if child.tag in ("p", "ul", "ol"):
                break
            item.remove(child)
            paragraph.append(child)
        item.insert(0, paragraph)


def _items(box: Element, tag: str, block: str) -> tuple[Element, list[Element]]:
    """Return the one list of a block and its items, each made of paragraphs."""
    (found, *_) = _children(box, tag, block)
    items = found.findall("li")
    for item in items:
        _loose(item)
    return found, items


def notice(box: Element) -> Element:
    """A notice on the page itself, which screen readers announce as a note."""
    box.attrib = {"class": "notice", "role": "note"}
    return box


def note(box: Element) -> Element:
    """A panel of words that belong to the text beside it."""
    box.attrib = {"class": "note panel"}
    return box


def questions(box: Element) -> Element:
    """A panel named by its heading: the printed page puts a box to tick before each question.

    Raises BookletError where there is no heading of level 2 or 3 with an id.
    """
    heading = next((child for child in box if child.tag in ("h2", "h3")), None)
    name = None if heading is None else heading.get("id")
    if not name:
        raise BookletError(
            "The block “questions” has no heading with an id.", "Start it with ## Questions {#questions}."
        )
    box.tag = "section"
    box.attrib = {"class": "panel ask", "aria-labelledby": name}
    return box


def cards(box: Element) -> Element:
    """Items of a picture, a link and words: the whole card is pressed. Raises BookletError where there is no list."""
    found, items = _items(box, "ul", "cards")
    found.set("class", "cards across")
    for item in items:
        item.set("class", "card")
        for paragraph in item.findall("p"):
            image = paragraph.find("img")
            link = paragraph.find("a")
            if image is not None:
                paragraph.remove(image)
                image.tail = None
                item.insert(0, image)
            if link is not None and "class" not in paragraph.attrib:
                paragraph.set("class", "card-link")
            elif image is not None and not len(paragraph) and not (paragraph.text or "").strip():
                item.remove(paragraph)
    return found


def _picture_and_words(item: Element, name: str) -> tuple[Element, list[Element]]:
    """Return the picture of a list item and the paragraphs after it; `name` is what the item is called, for errors.

    Raises BookletError where the item is not a picture on a line of its own and words after it.
    """
    first, *words = item.findall("p")
    image = first.find("img")
    if image is None or len(first) > 1 or (first.text or "").strip() or (image.tail or "").strip() or not words:
        raise BookletError(
            f"A {name} has no picture on a line of its own, or no words after it.",
            "Write -   ![decorative](picture:school), an empty line, then the sentence.",
        )
    image.tail = None
    return image, words


def rows(box: Element) -> Element:
    """Rows of Easy Read: a picture, and beside it the sentence or the two short ones that it stands for.

    Raises BookletError where there is no list, or an item is not a picture on a line of its own and words after it.
    """
    found, items = _items(box, "ul", "rows")
    found.attrib = {"class": "rows"}
    for item in items:
        image, sentences = _picture_and_words(item, "row")
        words = Element("div")
        for child in list(item):
            item.remove(child)
        item.set("class", "row")
        words.extend(sentences)
        item.extend((image, words))
    return found


def points(box: Element) -> Element:
    """A list in which every point has its picture. A document has the words alone, as an ordinary list.

    Raises BookletError where there is no list, or a point is not a picture on a line of its own and words after it.
    """
    found, items = _items(box, "ul", "points")
    found.attrib = {"class": "points"}
    for item in items:
        image, words = _picture_and_words(item, "point")
        image.set("class", ON_SCREEN)
        for child in list(item):
            item.remove(child)
        item.extend((image, *words))
    return found


def stages(box: Element) -> Element:
    """The four stages as cards in their colours, numbered for the eye; the list numbers them for the ear.

    Raises BookletError where there is no numbered list, or it has not as many items as there are stages.
    """
    found, items = _items(box, "ol", "stages")
    if len(items) != len(STAGES):
        raise BookletError(f"The block “stages” holds {len(items)} items.", "List the four stages in order.")
    found.set("class", "cards stage-cards")
    for number, (stage, item) in enumerate(zip(STAGES, items, strict=True), 1):
        item.set("class", f"card stage {stage}")
        name = item.find("p")
        if name is None:
            raise BookletError(f"Item {number} of the block “stages” has no words.", "Write the name of the stage.")
        name.set("class", "name")
        mark = Element("span", {"class": "number", "aria-hidden": "true"})
        mark.text, mark.tail, name.text = str(number), " ", ""
        name.insert(0, mark)
    return found


def links(box: Element) -> Element:
    """A list of links without bullets. Raises BookletError where there is no list."""
    (found, *_) = _children(box, "ul", "links")
    found.set("class", "links plain")
    return found


def record(box: Element) -> Element:
    """A sheet to fill in by hand: each item names what to write, the style sheet draws the space.

    Raises BookletError where there is no list.
    """
    (found, *_) = _children(box, "ul", "record")
    found.set("class", "record")
    return found


BLOCKS: dict[str, Callable[[Element], Element]] = {
    "notice": notice,
    "note": note,
    "questions": questions,
    "cards": cards,
    "rows": rows,
    "points": points,
    "stages": stages,
    "links": links,
    "record": record,
    "approach": draw_approach,
}
# Blocks that say words of content/labels.yml too
BLOCKS_WITH_LABELS: dict[str, Callable[[Element, Words], Element]] = {
    "letter": draw_letter,
    "law-change": draw_law_change,
}
# Blocks that say words of the page around them
BLOCKS_OF_PAGE: dict[str, Callable[[Element, Words, Element], Element]] = {"headings": list_headings}
NAMES = (*BLOCKS, *BLOCKS_WITH_LABELS, *BLOCKS_OF_PAGE)


class _Container(Block):
    """Hold the Markdown of a block until its HTML can be made from finished elements."""

    def on_create(self, parent: Element) -> Element:
        return SubElement(parent, "div", {MARK: self.NAME})


CONTAINERS = [type(f"{name.title()}Block", (_Container,), {"NAME": name, "OPTIONS": {}}) for name in NAMES]


class BookletBlocks(BlocksExtension):
    """Register one container for each block there is."""

    def extendMarkdownBlocks(self, md, block_mgr):  # noqa: N802 - the name is pymdownx's
        for container in CONTAINERS:
            block_mgr.register(container, {})


def _parents(root: Element) -> Iterator[tuple[Element, Element]]:
    for parent in root.iter():
        for child in parent:
            yield parent, child


def _draw(name: str, box: Element, words: Words, page: Element) -> Element:
    if name in BLOCKS:
        return BLOCKS[name](box)
    if name in BLOCKS_WITH_LABELS:
        return BLOCKS_WITH_LABELS[name](box, words)
    return BLOCKS_OF_PAGE[name](box, words, page)


def draw_blocks(root: Element, words: Words, place: Callable[[str], tuple[str, int | None]]) -> None:
    """Replace every container in the tree by the HTML of its block; inline text has been processed by then.

    `words` are the labels in the language of the page. `place` takes the name of a block and returns the file and the
    line it is in, for errors.
    Raises BookletError where a block's content does not have the shape it needs.
    """
    for parent, child in list(_parents(root)):
        name = child.attrib.pop(MARK, None)
        if name is None:
            continue
        try:
            made = _draw(name, child, words, root)
        except BookletError as error:
            raise BookletError(error.problem, error.cure, *place(name)) from error
        if made is not child:
            made.tail = child.tail
            parent[list(parent).index(child)] = made
