"""Builds what the search of one language reads: every page, cut at its headings, as plain text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from lxml import html

HEADINGS = ("h2", "h3")
# Elements that are within a line: no space belongs around their text
INLINE = frozenset({"a", "abbr", "b", "bdi", "em", "span", "strong", "sup", "sub", "small"})

# Elements that are beside others of their kind, and what ends their words already
POINTS = frozenset({"li", "dt", "dd"})
ENDS = (".", "!", "?", ":", "…", "。", "！", "？", "：", "؟", "·")


def _tidy(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


class _Sections:
    """Gathers text under the last heading seen."""

    def __init__(self) -> None:
        self.found: list[dict[str, str]] = [{"id": "", "heading": "", "text": ""}]

    def add(self, text: str | None) -> None:
        self.found[-1]["text"] += text or ""

    def read(self, element: html.HtmlElement) -> None:
        """Add an element and what is in it, without what is hidden from screen readers, lists of links and the English
        beside a quotation.
        """
        if (
            not isinstance(element.tag, str)
            or element.get("aria-hidden") == "true"
            or element.tag in ("nav", "details")
        ):
            return
        if element.tag in HEADINGS and element.get("id"):
            self.found.append({"id": element.get("id"), "heading": _tidy(element.text_content()), "text": ""})
            return
        space = "" if element.tag in INLINE else " "
        self.add(space + (element.text or ""))
        for child in element:
            self.read(child)
            self.add(child.tail)
        if element.tag in POINTS:
            # Points without a full stop would read as one sentence; the dot is right in every script
            text = self.found[-1]["text"].rstrip()
            self.found[-1]["text"] = text if text.endswith(ENDS) else f"{text} ·"
        self.add(space)


def sections(page_html: str) -> list[dict[str, str]]:
    """Return the sections of a page: `id` and `heading` (empty before the first heading) and `text`."""
    gathered = _Sections()
    gathered.read(html.fragment_fromstring(page_html, create_parent="div"))
    tidied = [{**section, "text": _tidy(section["text"])} for section in gathered.found]
    return [section for section in tidied if section["heading"] or section["text"]]


@dataclass(frozen=True)
class SearchPage:
    """A page as the search knows it.

    `url` is from the root of the site, `html` the content without its h1. `words` are what people type for it, by the
    id of a heading ("": the page as a whole). A page that comes `last`, about the website, does so in what is found.
    """

    url: str
    title: str
    html: str
    words: Mapping[str, Sequence[str]] = field(default_factory=dict)
    last: bool = False


def _section(section: Mapping[str, str], words: Sequence[str]) -> dict[str, Any]:
    return {**section, "words": " · ".join(words)} if words else {**section}


def _page(page: SearchPage) -> dict[str, Any]:
    found = sections(page.html) or [{"id": "", "heading": "", "text": ""}]
    ids = {section["id"] for section in found}
    # What people type for the page, or for a heading that is gone, belongs to its start
    start = [word for heading, words in page.words.items() if heading not in ids or not heading for word in words]
    made = {
        "url": page.url,
        "title": page.title,
        "sections": [
            _section(one, [*(start if number == 0 else ()), *(page.words.get(one["id"], ()) if one["id"] else ())])
            for number, one in enumerate(found)
        ],
    }
    return {**made, "last": True} if page.last else made


def index(pages: Iterable[SearchPage], language: str) -> dict[str, Any]:
    """Return the index of one language, ready for JSON.

    The result is `{"language": tag, "pages": [{"url", "title", "sections": [{"id", "heading", "text", "words"}],
    "last"}]}`, with `words` and `last` only where there are any: the words are cut and compared in one place only,
    docs/assets/scripts/find.js.
    """
    return {"language": language, "pages": [_page(page) for page in pages]}
