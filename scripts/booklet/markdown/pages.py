"""The English pages and labels as the checks of the source see them: every block of text with its line."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

import yaml
from markdown import Markdown
from markdown.extensions import Extension
from markdown.inlinepatterns import HTML_RE, InlineProcessor
from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString

from booklet.errors import BookletError
from booklet.markdown.blocks import EXTENSIONS, MARK, BookletBlocks
from booklet.project import Project
from booklet.source.service import choices
from booklet.source.service.own_sentences import SENTENCES, read_own_sentences
from booklet.source.text import fold
from booklet.yaml_source import compose, load, scalar_lines

HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
TEXT_TAGS = {*HEADINGS, "p", "li", "dt", "dd"}
NOT_INLINE = TEXT_TAGS | {"div", "ul", "ol", "dl", "blockquote", "pre", "hr"}
HEADING_ID = re.compile(r"\s*\{\s*#([^\s}]+)\s*\}\s*$")
FRONT_MATTER = re.compile(r"---[ \t]*\n(.*?\n)??---[ \t]*(?:\n|$)", re.DOTALL)
# Characters of a block of text, its opening brackets, and blanks at the start of a line: the guide has a fifth of each
LONGEST_BLOCK, MOST_BRACKETS, DEEPEST_INDENT = 10_000, 100, 40
# The file with the order of the pages
ORDER = "mkdocs.yml"
# The element that stands for a tag of raw HTML
RAW_HTML = "raw-html"


@dataclass(frozen=True)
class Text:
    """One block of text, or a label.

    `tag` is the HTML element it becomes, or "title", "description", "label". `raw` is its Markdown without a
    heading's id, `words` what a reader meets, with facts still by name ({phone}). `line` is counted from 1.
    `inside` names the lists, quotations and `///` blocks around it, outermost first; for a label its key.
    `element` is the parsed element (None for labels and front matter).
    """

    path: str
    line: int
    tag: str
    raw: str
    words: str
    inside: tuple[str, ...] = ()
    element: Element | None = field(default=None, compare=False, repr=False)

    @property
    def parsed(self) -> Element:
        """The parsed element of a text in the body of a page."""
        assert self.element is not None, f"{self.path}:{self.line} is a label or front matter"
        return self.element

    @property
    def is_heading(self) -> bool:
        return self.tag in HEADINGS


@dataclass(frozen=True)
class SourcePage:
    """One page of docs/: `name` is its path from the project's root, `file` its path from docs/.

    `meta` is the front matter and `meta_lines` the line of each of its keys; `lines` are all lines of the file,
    with empty ones in place of the front matter in `body`; `root` holds the parsed body.
    """

    name: str
    file: str
    lines: tuple[str, ...]
    body: tuple[str, ...]
    meta: dict[str, Any]
    meta_lines: dict[str, int]
    root: Element = field(compare=False, repr=False)
    texts: tuple[Text, ...]

    @property
    def headings(self) -> list[Text]:
        return [text for text in self.texts if text.is_heading]

    @property
    def ids(self) -> set[str]:
        """The ids of the page's headings."""
        return {name for text in self.headings if (name := text.parsed.get("id"))}

    def meta_texts(self) -> Iterator[Text]:
        """Yield title and description as texts, where they are there."""
        for key in ("title", "description"):
            if isinstance(self.meta.get(key), str):
                yield Text(self.name, self.meta_lines[key], key, self.meta[key], fold(self.meta[key]))

    def elements(self, tag: str) -> Iterator[tuple[Element, int]]:
        """Yield every element of a kind in the body, with the line on which its block of text starts."""
        yield from _elements(self.root, tag, 0)

    def line_of(self, needle: str, start: int) -> int:
        """Return the line at or after `start` that holds `needle`, or `start`."""
        for number, line in enumerate(self.lines[max(start - 1, 0) :], max(start, 1)):
            if needle in line:
                return number
        return start


def _elements(element: Element, tag: str, line: int) -> Iterator[tuple[Element, int]]:
    line = int(element.get("data-line", line))
    if element.tag == tag:
        yield element, line
    for child in element:
        yield from _elements(child, tag, line)


def inline_text(element: Element) -> str:
    """Return the words that are in an element itself, without those of lists and paragraphs inside it."""
    parts = [element.text or ""]
    for child in element:
        if child.tag not in NOT_INLINE:
            parts.append(inline_text(child) if child.tag != RAW_HTML else "")
        parts.append(child.tail or "")
    return "".join(parts)


class _MarkLines(Treeprocessor):
    """Before inline Markdown is processed, note on each block of text its line, its Markdown and its id.

    A quotation has its line too: there may be no text in it.
    """

    def __init__(self, md: Markdown, lines: tuple[str, ...], name: str):
        super().__init__(md)
        self.lines, self.name = lines, name

    def run(self, root: Element) -> None:
        cursor = 0
        for element in root.iter():
            if element.tag == "blockquote":
                found = self._next(">", cursor)
                element.set("data-line", str(max(cursor, 1) if found is None else found + 1))
            raw = (element.text or "").strip()
            if element.tag not in TEXT_TAGS or not raw:
                continue
            written = raw.splitlines()
            found = self._next(written[0].strip(), cursor)
            if found is None:
                found = max(cursor - 1, 0)
            cursor = max(cursor, found + len(written))
            element.set("data-line", str(found + 1))
            raw, conditions = self._split(raw, found + 1)
            if conditions:
                element.text = raw
            if element.tag in HEADINGS and (match := HEADING_ID.search(raw)):
                element.set("id", match[1])
                raw = raw[: match.start()]
                element.text = raw
            element.set("data-raw", raw)

    def _split(self, raw: str, line: int) -> tuple[str, tuple[choices.Condition, ...]]:
        """Return a block's Markdown without the marker of a choice: the checks look at every answer."""
        try:
            return choices.split(raw)
        except BookletError as error:
            raise BookletError(error.problem, error.cure, self.name, line) from error

    def _next(self, words: str, start: int) -> int | None:
        """Return the first line from `start` on (both from 0) that holds these words."""
        return next((i for i in range(start, len(self.lines)) if words in self.lines[i]), None)


class _NoteRawHtml(InlineProcessor):
    """Put an element in the place of each tag of raw HTML, so that it can be found."""

    def handleMatch(self, match, data):  # noqa: N802 - the name is Python-Markdown's
        element = Element(RAW_HTML)
        element.text = AtomicString(match[1])
        return element, match.start(0), match.end(0)


class _Keep(Treeprocessor):
    """Keep the finished tree. A page without words has an empty one: Markdown does not run for it."""

    def __init__(self, md: Markdown):
        super().__init__(md)
        self.kept = Element("div")

    def run(self, root: Element) -> None:
        self.kept = copy.deepcopy(root)


class _SourceMarkdown(Extension):
    """The site's Markdown without what makes HTML of it: facts stay names, blocks stay containers."""

    def __init__(self, lines: tuple[str, ...], name: str):
        super().__init__()
        self.lines, self.name = lines, name

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - the name is Python-Markdown's
        BookletBlocks().extendMarkdown(md)
        md.preprocessors.deregister("html_block")
        md.inlinePatterns.register(_NoteRawHtml(HTML_RE, md), "html", 90)
        # "inline" runs at 20
        md.treeprocessors.register(_MarkLines(md, self.lines, self.name), "mark_lines", 30)
        self.keep = _Keep(md)
        md.treeprocessors.register(self.keep, "keep", -10)


def _walk(element: Element, path: str, inside: tuple[str, ...]) -> Iterator[Text]:
    for child in element:
        if child.tag in TEXT_TAGS and "data-line" in child.attrib:
            yield Text(
                path,
                int(child.attrib["data-line"]),
                child.tag,
                child.attrib["data-raw"],
                fold(inline_text(child)),
                inside,
                child,
            )
        yield from _walk(child, path, (*inside, child.get(MARK, child.tag)))


def _front_matter(name: str, source: str) -> tuple[dict[str, Any], dict[str, int], int]:
    """Return the front matter, the line of each key, and the number of lines it takes."""
    match = FRONT_MATTER.match(source)
    if match is None:
        _require_no_front_matter(name, source)
        return {}, {}, 0
    # The empty line is that of ---, so that lines are those of the file
    text = "\n" + (match[1] or "")
    try:
        node, meta = compose(text), load(text)
        meta = {} if meta is None else meta
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        raise BookletError(
            f"The lines between --- and --- at the top cannot be read: {getattr(error, 'problem', None) or error}.",
            "Write each as “name: value”, and put a value that holds a colon in quotation marks.",
            name,
            mark.line + 1 if mark else 1,
        ) from error
    if not isinstance(meta, dict):
        raise BookletError(
            "The lines between --- and --- at the top are not names and values.",
            "Write each as “name: value”.",
            name,
            2,
        )
    lines = {key.value: key.start_mark.line + 1 for key, _ in node.value} if node else {}
    return meta, lines, source[: match.end()].count("\n")


def _require_no_front_matter(name: str, source: str) -> None:
    """Raise BookletError for lines at the top that are meant as front matter and cannot be read as such."""
    lines = source.split("\n")
    first = next((number for number, line in enumerate(lines) if line.strip()), 0)
    if not lines[first].startswith("---"):
        return
    if first:
        raise BookletError(
            f"The first line is empty: the line with --- at the top is line {first + 1}.",
            "Delete the empty lines above it.",
            name,
            1,
        )
    raise BookletError(
        "The line with --- at the top has no second one that closes it.",
        "Write a line with --- after the title and the description.",
        name,
        1,
    )


def read_page(project: Project, path: Path) -> SourcePage:
    """Return one page; raises BookletError where it cannot be read, is not UTF-8, has faulty front matter or is more than
    Markdown can read in a moment.
    """
    return _page(project.relative(path), path.relative_to(project.docs).as_posix(), project.read_source(path))


def _require_readable(name: str, body: Sequence[str]) -> None:
    """Raise BookletError for a block of text, or a list in lists, that no page has and Markdown would be long at.

    It looks for the end of each bracket as far as the block goes, and reads a list inside a list by calling itself.
    """
    length = brackets = 0
    for number, line in enumerate(body, 1):
        length, brackets = (length + len(line), brackets + line.count("[")) if line.strip() else (0, 0)
        if length > LONGEST_BLOCK or brackets > MOST_BRACKETS:
            raise BookletError(
                f"This block of text has more than {LONGEST_BLOCK} characters or {MOST_BRACKETS} links.",
                "Divide it by empty lines.",
                name,
                number,
            )
        if len(line) - len(line.lstrip()) > DEEPEST_INDENT:
            raise BookletError(
                f"This line is indented by more than {DEEPEST_INDENT}.", "Put less into each other.", name, number
            )


@lru_cache(maxsize=512)
def _page(name: str, key: str, source: str) -> SourcePage:
    """Return a page from its file's name, its path from docs/ and its text. The caller must not change it.

    Several checks read every page, and the preview all of them after a change of one.
    """
    meta, meta_lines, length = _front_matter(name, source)
    lines = tuple(source.splitlines())
    body = ("",) * length + lines[length:]
    _require_readable(name, body)
    extension = _SourceMarkdown(body, name)
    Markdown(extensions=[*EXTENSIONS, extension]).convert("\n".join(body))
    root = extension.keep.kept
    return SourcePage(
        name,
        key,
        lines,
        body,
        meta,
        meta_lines,
        root,
        tuple(_walk(root, name, ())),
    )


def page_paths(project: Project) -> list[Path]:
    """Return the files of all pages, sorted."""
    return project.written(project.docs, "**/*.md")


def read_pages(project: Project) -> list[SourcePage]:
    """Return all pages that can be read; the check of the structure reports the others."""
    pages = []
    for path in page_paths(project):
        try:
            pages.append(read_page(project, path))
        except BookletError:
            continue
    return pages


def read_order(project: Project) -> dict[str, int]:
    """Return the pages by their path from docs/ in their order (nav in mkdocs.yml), each with its line there.

    Raises BookletError if the file cannot be read.
    """
    return {
        value: line
        for keys, value, line in scalar_lines(project.compose_yaml(project.root / ORDER))
        if keys[:1] == ("nav",)
    }


def read_label_texts(project: Project) -> list[Text]:
    """Return the labels of content/labels.yml as texts; raises BookletError if it cannot be read."""
    path = project.root / "content/labels.yml"
    return [
        Text(project.relative(path), line, "label", value, fold(value), (".".join(keys),))
        for keys, value, line in scalar_lines(project.compose_yaml(path))
    ]


def read_own_texts(project: Project) -> list[Text]:
    """Return the service's own sentences as texts; raises BookletError if one is wrong."""
    return [
        Text(SENTENCES, one.line, "label", one.text, one.words, (SENTENCES,)) for one in read_own_sentences(project)
    ]
