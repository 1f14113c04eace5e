"""Small finished sites of the test book, made by the real modules: one to read, and one to listen to."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from lxml import html as lxml_html

from booklet.book.model import Book
from booklet.book.select import select
from booklet.book.tree import tree_of
from booklet.formats import FORMATS, FormatSettings
from booklet.formats.audio import voice
from booklet.formats.base import Edition
from booklet.project import Project
from booklet.site.recordings import write_recordings
from tests.books import make_book, make_site, settings_of
from tests.helpers import made_once, opened_zip

# Of the test book, what is read aloud: a recording of all of it would take minutes to make, and seconds in each test
SPOKEN = ("words", "meeting-record")


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with `site` and `books` in a language of each direction. It may not be changed."""
    formats = ("pdf", "epub", "word", "braille", "text", "web-pack")
    return made_once(tmp_path_factory, "made", lambda folder: make_site(folder, ("en-GB", "ar"), formats))


def recording_settings(variant: str, voice: str = "kokoro/bf_emma") -> FormatSettings:
    """Return the settings of a recording; spoken sentences are kept with those of the build."""
    return replace(settings_of("en-GB", variant), voice=voice, clips=Project().build / "cache" / "clips")


RATE = 24_000
LETTER = 0.02  # seconds of tone for each character


class Tone:
    """A voice whose sentences last as long as they have letters."""

    rate = RATE

    def __init__(self, name: str):
        self.identity = f"tone/{name}"

    def speak(self, said: str) -> np.ndarray:
        times = np.arange(round(len(said) * LETTER * RATE)) / RATE
        return (0.3 * np.sin(2 * np.pi * 440 * times)).astype(np.float32)


@pytest.fixture(scope="session")
def tones(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FormatSettings]:
    """Settings with the voice of tones."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(voice.ENGINES, "tone", Tone)
        yield replace(settings_of("en-GB"), voice="tone/a", clips=tmp_path_factory.mktemp("clips"))


@pytest.fixture(scope="session")
def spoken(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with `site` and `books` in which pages of the test book are read aloud by the real voice. It may not be
    changed.
    """
    return made_once(tmp_path_factory, "spoken", _speak)


def _speak(folder: Path) -> None:
    """Make what is read aloud in a folder."""
    book = select(make_book(folder / "books", change=_with_heading), SPOKEN)
    (book.folder / "standard.html").write_text(book.html, encoding="utf-8")
    editions: list[dict] = [
        {"language": "en-GB", "reading": "standard", "format": "web", "path": "index.html", "variant": ""}
    ]
    for variant in FORMATS["audio"].variants:
        path = f"en-GB/downloads/audio-{variant.suffix}.{variant.extension}"
        made = FORMATS["audio"].write(book, recording_settings(variant.suffix), folder / "site" / path)
        editions.append(
            {
                "language": "en-GB",
                "reading": "standard",
                "format": "audio",
                "path": path,
                "variant": variant.suffix,
                "seconds": made.seconds,
            }
        )
    (folder / "site" / "editions.json").write_text(
        json.dumps({"generated": "2026-11-24", "editions": editions, "absent": []}), encoding="utf-8"
    )
    _add_pages(folder / "site", book)


def _with_heading(document: str) -> str:
    """Return the HTML of the test book with a heading of a lower level in the last page that is spoken."""
    record = '<ul class="record">'
    assert record in document
    return document.replace(record, f'<h3 id="meeting-record--stages">Steps</h3>{record}')


def _add_pages(site: Path, book: Book) -> None:
    """Add to the folder of a site the pages of the book, each with what it plays of the recording there."""
    daisy = Edition(
        "en-GB", "standard", "audio", "en-GB/downloads/audio-daisy.zip", 0, "", variant="daisy", booklet=book.booklet.id
    )
    recordings = write_recordings([daisy], [book], site)
    head = f'<title>SEN Support</title><link rel="canonical" href="{book.address}">'
    (site / "index.html").write_text(f"<html><head>{head}</head><body></body></html>", encoding="utf-8")
    for section in tree_of(book).iterfind(".//section[@data-address]"):
        address = section.get("data-address")
        one = recordings[address]
        button = f'<button data-sound="../{one.sound}" data-sentences="../{one.sentences}"></button>'
        page = site / address.removeprefix(book.address) / "index.html"
        page.parent.mkdir()
        words = lxml_html.tostring(section, encoding="unicode")
        page.write_text(f"<html><body><main>{button}{words}</main></body></html>", encoding="utf-8")


@pytest.fixture
def copy(made: Path, tmp_path: Path) -> Path:
    """A copy of the folder, to break."""
    return shutil.copytree(made, tmp_path / "copy")


@pytest.fixture
def spoil(copy: Path) -> Callable[[str, str, str, str], Path]:
    """Put `new` in the place of every `old` in a file of the copy, or in one part of it where it is a zip."""

    def change(path: str, part: str, old: str, new: str) -> Path:
        file = copy / "site" / path
        if not part:
            text = file.read_text(encoding="utf-8")
            assert old in text, f"“{old}” is not in {path}"
            file.write_text(text.replace(old, new), encoding="utf-8")
            return file
        with opened_zip(file) as parts:
            assert old.encode() in parts[part], f"“{old}” is not in {part}"
            parts[part] = parts[part].replace(old.encode(), new.encode())
        return file

    return change
