"""What a page plays where a device has no voice of its own: its chapter of the recording, if that is in the site."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from booklet.book.model import Book
from booklet.book.tree import tree_of
from booklet.formats.audio import DAISY
from booklet.formats.audio.by_page import SpokenPage, spoken_pages
from booklet.formats.base import Edition

# In the folder of each language
FOLDER = "sound"


@dataclass(frozen=True)
class Recording:
    """The addresses in the site of a page's sound, and of its sentences with their times."""

    sound: str
    sentences: str


def write_recordings(editions: Sequence[Edition], books: Sequence[Book], site: Path) -> dict[str, Recording]:
    """Write the sound and the sentences of each page of which a recording is among `editions`; `site` holds these.

    `books` are those of the language. An edition is always of the words of its book (see publish/editions.py), and so
    of the pages that the book was made of. Returns the recordings by the whole address of their page.
    """
    of_book = {
        (one.booklet, one.reading): site / one.path
        for one in editions
        if one.format == "audio" and one.variant == DAISY
    }
    found = {}
    for book in books:
        path = of_book.get((book.booklet.id, book.reading))
        pages = spoken_pages(path) if path else {}
        for section in tree_of(book).iterfind(".//section[@data-address]"):
            if spoken := pages.get(section.get("id")):
                stem = f"{book.language}/{FOLDER}/{section.get('id')}"
                found[section.get("data-address")] = _written(spoken, site, stem)
    return found


def _written(spoken: SpokenPage, site: Path, stem: str) -> Recording:
    """Write a page as sound below the folder `site`, under names that begin with `stem`."""
    sentences = json.dumps(spoken.sentences, ensure_ascii=False).encode()
    # A page that a browser has kept never plays the sound of later words
    digest = hashlib.sha256(sentences + spoken.sound).hexdigest()[:12]
    recording = Recording(f"{stem}-{digest}.mp3", f"{stem}-{digest}.json")
    (site / recording.sound).parent.mkdir(parents=True, exist_ok=True)
    (site / recording.sound).write_bytes(spoken.sound)
    (site / recording.sentences).write_bytes(sentences)
    return recording
