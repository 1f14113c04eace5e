#!/usr/bin/env python3
"""Writes down what Chromium tells screen readers on six pages in English and Arabic.

It reads the finished site and writes tests/site/transcripts/<language>/<page>.txt, one line for each thing that is said,
and prints what has changed since. What a person hears depends on the screen reader too: this is no test with one.
"""

from __future__ import annotations

import difflib
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, groupby
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
if __name__ == "__main__":
    sys.path.insert(0, str(ROOT / "scripts"))

from babel import Locale  # noqa: E402

from booklet.checks.browser.driver import WIDE, Tab  # noqa: E402
from booklet.checks.browser.server import serve  # noqa: E402
from booklet.checks.pages.built_site import BuiltSite, Document  # noqa: E402
from booklet.files import write_whole  # noqa: E402
from booklet.project import Project  # noqa: E402
from booklet.source.languages import Language  # noqa: E402
from booklet.source.service.facts import SERVICE_FACTS, read_fact_file  # noqa: E402
from booklet.source.service.settings import DAYS, read_settings  # noqa: E402
from booklet.source.text import fold, without_unseen  # noqa: E402
from booklet.translation.catalogue import published_languages  # noqa: E402

TRANSCRIPTS = Path("tests/site/transcripts")
COMMAND = ".venv/bin/python tools/transcripts.py"
LANGUAGES = ("en-GB", "ar")
# "index" is the start page
PAGES = ("index", "plan", "graduated-approach", "if-the-school-says-no", "easy-read/plan", "formats")
# Words of a text that are written down: its place is of interest here, and those who want all of it read the page
MOST_WORDS = 8
NO_NAME = "(no name)"

# The names of roles (WAI-ARIA 1.2, and Chromium's own) as people say them. Landmarks and lists indent what is in them.
LANDMARKS = {
    "banner": "top of the page",
    "navigation": "menu",
    "main": "main part",
    "complementary": "beside the main part",
    "contentinfo": "foot of the page",
    "region": "section",
    "search": "search",
    "form": "form",
}
ROLES = {
    "image": "picture",
    "img": "picture",
    "DisclosureTriangle": "button that opens",
    "textbox": "field",
    "searchbox": "field",
    "combobox": "choice",
    "blockquote": "quotation",
    "Figcaption": "caption",
    "DescriptionList": "list of terms",
    "status": "message",
}
# They are said with their name, and what is in them only where it is more than words
NAMED = {"link", "button", "heading", "image", "img", "DisclosureTriangle", "textbox", "searchbox", "combobox"}
# Nothing is said of them: what is in them is said as if they were not there
SILENT = {"RootWebArea", "generic", "none", "strong", "emphasis", "LabelText", "LineBreak", "Details"}
LEFT_OUT = {"InlineTextBox", "ListMarker", "MenuListPopup"}
STATES = {"expanded": {True: "open", False: "closed"}, "pressed": {True: "pressed"}, "disabled": {True: "not in use"}}

# What differs between two builds of the same text, or between two machines, is taken away before the page is read:
# recordings are in some builds only, files have sizes, and the button to listen needs a voice of the machine
SAME_IN_EVERY_BUILD = r"""
for (const item of document.querySelectorAll(".files li, .formats > li")) {
  if (item.querySelector("a[href*='audio']")) item.remove();
}
for (const list of document.querySelectorAll("ul.files, ul.formats")) {
  if (list.children.length) continue;
  list.previousElementSibling?.remove();
  list.remove();
}
for (const gone of document.querySelectorAll("#not-made, #not-made + ul, button.listen")) gone.remove();
for (const detail of document.querySelectorAll("a[href*='downloads/'] small")) {
  detail.textContent = detail.textContent.replace(/\p{Nd}+(?:[.,٫]\p{Nd}+)?(?: [kM]B)?/gu, "…");
}
"""

Node = Mapping[str, Any]


@dataclass(frozen=True)
class Place:
    """What the page itself says of an element or a text: its language, and whether it is the current page."""

    language: str
    current: bool


def places(node: Node, language: str = "") -> Iterator[tuple[int, Place]]:
    """Yield the place of every node of a document by its number, from the answer of DOM.getDocument."""
    listed = node.get("attributes", ())
    attributes = dict(zip(listed[::2], listed[1::2], strict=True))
    language = attributes.get("lang", language)
    yield node["backendNodeId"], Place(language, attributes.get("aria-current", "false") != "false")
    for child in node.get("children", ()):
        yield from places(child, language)


class Transcript:
    """The lines of one page.

    `nodes` are those of Accessibility.getFullAXTree, `document` is the root of DOM.getDocument, and `masks` gives the
    words in place of what is another service's own.
    """

    def __init__(self, nodes: Sequence[Node], document: Node, masks: Mapping[str, str]):
        self.nodes = {node["nodeId"]: node for node in nodes}
        self.root = nodes[0]
        self.places = dict(places(document))
        self.masks = sorted(masks.items(), key=lambda mask: -len(mask[0]))
        self.language = self._languages(self.root)[0]

    def text(self) -> str:
        """Return the whole transcript."""
        first = f"page, in {_language_name(self.language)}: {self._name(self.root)}"
        return "".join(f"{line}\n" for line in (first, *self._inside(self.root)))

    def _children(self, node: Node) -> Iterator[Node]:
        """Yield what is in a node, without what nothing is said of."""
        for child in (self.nodes[number] for number in node["childIds"] if number in self.nodes):
            role = _role(child)
            if child["ignored"] or role in SILENT or (role == "group" and not self._name(child)):
                yield from self._children(child)
            elif role not in LEFT_OUT:
                yield child

    def _inside(self, node: Node) -> list[str]:
        """Return the lines of what is in a node; texts that follow each other are one line, as one listens to them."""
        lines: list[str] = []
        for is_text, children in groupby(self._children(node), lambda child: _role(child) == "StaticText"):
            if is_text:
                lines += self._texts(children)
            else:
                lines += chain.from_iterable(map(self._lines, children))
        return lines

    def _texts(self, texts: Iterable[Node]) -> Iterator[str]:
        """Yield a line for each run of texts in one language."""
        for _, run in groupby(texts, self._languages):
            pieces = list(run)
            words = self._masked("".join(piece["name"]["value"] for piece in pieces)).split(" ")
            if any(any(map(str.isalnum, word)) for word in words):
                said = " ".join(words[:MOST_WORDS]) + " …" * (len(words) > MOST_WORDS)
                yield f"text{self._foreign(pieces[0])}: {said}"

    def _lines(self, node: Node) -> list[str]:
        """Return the lines of a node that is no text."""
        role, name, inside = _role(node), self._name(node), self._inside(node)
        if role in NAMED:
            return [f"{self._what(node)}: {name or NO_NAME}", *_indented(line for line in inside if line[:4] != "text")]
        if role == "listitem":
            return [f"{'- ' if number == 0 else '  '}{line}" for number, line in enumerate(inside)]
        if role == "paragraph" or not (name or inside):
            return inside
        if role in LANDMARKS:
            what = f"landmark, {LANDMARKS[role]}"
        elif role == "list":
            number = sum(_role(child) == "listitem" for child in self._children(node))
            what = f"list, {number} item{'' if number == 1 else 's'}"
        else:
            what = self._what(node)
        return [f"{what}: {name}" if name else what, *_indented(inside)]

    def _what(self, node: Node) -> str:
        """Return the role of a node in plain words, with its level, its state and its language."""
        role, properties = _role(node), {one["name"]: one["value"].get("value") for one in node.get("properties", ())}
        words = ROLES.get(role, role)
        if role == "heading":
            words += f" {properties.get('level')}"
        states = [names[properties[key]] for key, names in STATES.items() if properties.get(key) in names]
        if self._place(node).current:
            states.append("current")
        if chosen := (node.get("value") or {}).get("value"):
            states.append(f"“{self._masked(str(chosen))}”")
        return ", ".join([words, *states]) + self._foreign(node)

    def _place(self, node: Node) -> Place:
        return self.places.get(node.get("backendDOMNodeId", 0), Place("", False))

    def _languages(self, node: Node) -> list[str]:
        """Return the languages of the words of a node: those of the texts in it, or else its own."""
        texts = [node] if _role(node) == "StaticText" else [*self._text_nodes(node)]
        return [*dict.fromkeys(self._place(text).language for text in texts if self._name(text))] or [
            self._place(node).language
        ]

    def _text_nodes(self, node: Node) -> Iterator[Node]:
        for child in self._children(node):
            yield from [child] if _role(child) == "StaticText" else self._text_nodes(child)

    def _foreign(self, node: Node) -> str:
        """Return the languages of a node that are not that of the page."""
        others = [language for language in self._languages(node) if language not in ("", self.language)]
        return "".join(f", in {_language_name(language)}" for language in others)

    def _name(self, node: Node) -> str:
        return self._masked(str((node.get("name") or {}).get("value") or ""))

    def _masked(self, words: str) -> str:
        said = without_unseen(words.replace("\n", " "))
        for own, mask in self.masks:
            said = said.replace(own, mask)
        return fold(said)


def _role(node: Node) -> str:
    return str((node.get("role") or {}).get("value") or "none")


def _indented(lines: Iterable[str]) -> list[str]:
    return [f"  {line}" for line in lines]


def _language_name(tag: str) -> str:
    """Return the English name of a language (CLDR), such as "Arabic"."""
    return Locale.parse(tag, sep="-").get_language_name("en") or tag


def read_page(tab: Tab, document: Document, masks: Mapping[str, str]) -> str:
    """Return the transcript of one page of a site that is served."""
    tab.open(document, WIDE)
    tab.driver.execute_script(SAME_IN_EVERY_BUILD)
    tree = tab.cdp("Accessibility.getFullAXTree")["nodes"]
    return Transcript(tree, tab.cdp("DOM.getDocument", depth=-1)["root"], masks).text()


def own_words(project: Project, language: Language) -> dict[str, str]:
    """Return what is one service's own, or differs from day to day, and the words in its place: ‹phone›, ‹day›."""
    settings = read_settings(project)
    facts = read_fact_file(project, project.root / SERVICE_FACTS).values()
    # A text may be a name too: which facts have the same words differs from service to service
    own = {fact.shown: "‹name›" if fact.kind in ("name", "text") else f"‹{fact.kind}›" for fact in facts}
    own |= {language.date(getattr(settings, day)): "‹day›" for day in DAYS}
    own |= {settings.address: "‹web›", language.hours(settings.hours): "‹hours›"}
    return {without_unseen(words): mask for words, mask in own.items() if words}


def transcripts(project: Project) -> dict[str, str]:
    """Return the transcripts of the finished site by their file, such as "ar/plan.txt".

    A language that the service does not publish has none. Raises BookletError if the site lacks one of the pages.
    """
    site, languages = BuiltSite(project.site), published_languages(project)
    found = {}
    with serve(site) as address:
        tab = Tab(address)
        try:
            for language in (one for one in languages if one.tag in LANGUAGES):
                masks = own_words(project, language)
                for page in PAGES:
                    path = "index.html" if page == "index" else f"{page}/index.html"
                    (document,) = site.chosen([path if language == languages[0] else f"{language.tag}/{path}"])
                    found[f"{language.tag}/{page}.txt"] = read_page(tab, document, masks)
        finally:
            tab.close()
    return found


def changes(project: Project, now: Mapping[str, str]) -> list[str]:
    """Return the lines in which transcripts differ from those that are kept, as a unified diff."""
    lines: list[str] = []
    for name, text in now.items():
        path = project.root / TRANSCRIPTS / name
        before = path.read_text(encoding="utf-8") if path.is_file() else ""
        lines += difflib.unified_diff(
            before.splitlines(), text.splitlines(), project.relative(path), "now", lineterm="", n=2
        )
    return lines


def main() -> int:
    """Write the transcripts of the finished site anew, and print what has changed."""
    project = Project()
    now = transcripts(project)
    print("\n".join(changes(project, now)) or "Nothing has changed.")
    for name, text in now.items():
        write_whole(text.encode(), project.root / TRANSCRIPTS / name)
    return 0


if __name__ == "__main__":
    sys.exit(main())
