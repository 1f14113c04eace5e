"""Checks what pages play of the recordings: that each recorded page does, and that it is the sound of its own words."""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Collection, Iterator
from pathlib import Path

import lxml.html
from mutagen import MutagenError
from mutagen.mp3 import MP3

from booklet.checks.pages.built_site import BuiltSite, Document
from booklet.findings import Finding

RULE = "audio/pages"
CURE = "Correct scripts/booklet/site/recordings.py, then build again."
PLAYING = "//button[@data-sound]"
# What a page has around the words of the book
AROUND = ("page-actions", "tools", "says", "notice", "on-screen", "added")
# The numbers in the diagram of the stages are not said: the stages come in their order
HIDDEN = ".//nav | .//form | .//small | .//*[@aria-hidden='true'] | .//*[@class='circle']//*[@class='n']"


def look(site: BuiltSite, books: Collection[Path]) -> Iterator[Finding]:
    """Look at the pages of the books with a recording: each plays it. No other page has one to play."""
    recorded = set()
    for book in books:
        addresses = lxml.html.document_fromstring(book.read_bytes()).xpath("//main/section/@data-address")
        if not addresses:
            yield Finding(
                "/".join(book.parts[-2:]), 0, RULE, "This book says of none of its sections which page it is.", CURE
            )
        for address in addresses:
            path = address.removeprefix(site.address) + "index.html"
            recorded.add(path)
            document = site.documents.get(path)
            problem = _problem(document) if document else "There is no such page, and a recording of it."
            if problem:
                yield Finding(path, 0, RULE, problem, CURE)
    for path, document in site.documents.items():
        if path not in recorded and document.tree.xpath(PLAYING):
            yield Finding(path, 0, RULE, "It plays a recording, and the site has none of this page.", CURE)


def _problem(document: Document) -> str:
    """Return what is wrong with what a page plays; "" where nothing is."""
    buttons = document.tree.xpath(PLAYING)
    if len(buttons) != 1:
        return f"{len(buttons)} buttons play the recording of this page, and one should."
    addresses = (buttons[0].get("data-sound"), buttons[0].get("data-sentences", ""))
    sound, sentences = (document.site.file_at(address, document.address) for address in addresses)
    if not sound or not sentences:
        return f"It plays {' and '.join(addresses)}, which are not both there."
    try:
        spoken = json.loads(sentences.read_bytes())
        length = MP3(sound).info.length  # type: ignore[attr-defined]  # mutagen has no types
    except (MutagenError, ValueError) as error:
        return f"What it plays cannot be read ({error})."
    times = [time for _, begin, end in spoken for time in (begin, end)]
    if not times:
        return "Its recording has no sentences."
    if any(later < earlier for earlier, later in itertools.pairwise(times)) or not 0 <= times[-1] <= length + 0.1:
        return "The times of its sentences do not follow each other within the sound."
    return _other_words(document, [words for words, *_ in spoken])


def _other_words(document: Document, spoken: list[str]) -> str:
    """Return how the words of a recording differ from those of its page, letter by letter; "" where they do not."""
    main = lxml.html.fromstring(lxml.html.tostring(document.tree.find(".//main")))
    for part in [*main.xpath(HIDDEN), *(one for name in AROUND for one in main.find_class(name))]:
        if part.getparent() is not None:
            part.drop_tree()
    text, at, heard = _letters(main.text_content()), 0, 0
    for words in map(_letters, spoken):
        place = text.find(words, at)
        if place < 0:
            return "The recording says words that are not there at their place on the page."
        at, heard = place + len(words), heard + len(words)
    if heard < len(text):
        return f"Of {len(text)} letters of the page {len(text) - heard} are not in its recording."
    return ""


def _letters(text: str) -> str:
    return re.sub(r"[\W_]", "", text)
