"""Media overlays of an EPUB (EPUB 3.3, 9): each sentence of a document is shown while it is heard.

All words and all words for pictures are spoken, in the order in which they are read (EPUB Accessibility 1.1, 4.2), and
the contents too, for those who open them. The pages of the print edition are said as something that a reader can skip.
Times come from counts of samples.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from itertools import accumulate, groupby
from typing import TYPE_CHECKING

from lxml import etree
from lxml.html import HtmlElement

from booklet.book.blocks import Block, blocks
from booklet.formats import audio
from booklet.formats.audio.clips import clip, speak_missing
from booklet.formats.audio.loudness import levelled
from booklet.formats.audio.mp3 import encoded
from booklet.formats.audio.recording import Track, record
from booklet.formats.audio.script import OPENING, Chapter, Sentence
from booklet.formats.base import FormatSettings
from booklet.formats.epub.navigation import CONTENTS_ID, LISTED, entry_id
from booklet.formats.epub.navigation import FILE as NAVIGATION
from booklet.formats.epub.page_breaks import ROLE, PageBreak
from booklet.formats.epub.parts import SpineItem
from booklet.formats.epub.sentences import Line, Shown, mark_sentences
from booklet.formats.epub.xhtml import EPUB

if TYPE_CHECKING:
    from booklet.book.model import Book

SMIL = "http://www.w3.org/ns/SMIL"
# The class that a reading app gives to the words that are heard
ACTIVE_CLASS = "spoken"


@dataclass(frozen=True)
class Overlay:
    """The overlay of the document at `path`: `smil` and `sound` (MP3) are files, `seconds` is its length."""

    path: str
    smil: bytes
    sound: bytes
    seconds: float

    @property
    def stem(self) -> str:
        return _stem(self.path)

    @property
    def key(self) -> str:
        return f"overlay-{self.stem}"

    @property
    def smil_path(self) -> str:
        return f"{self.stem}.smil"

    @property
    def sound_path(self) -> str:
        return _sound_path(self.path)


@dataclass(frozen=True)
class _Heard:
    """What is heard while one element is shown: its id, the sentences, and whether it is a mark of a page."""

    id: str
    sentences: tuple[Sentence, ...]
    sounds: tuple
    is_page: bool = False


def _stem(path: str) -> str:
    return path.removesuffix(".xhtml")


def _sound_path(path: str) -> str:
    return f"sound/{_stem(path)}.mp3"


def clock(seconds: float) -> str:
    """Return a time as a clock value in seconds, to the millisecond (EPUB 3.3, 9.3.3: "12.345s")."""
    return f"{seconds:.3f}s"


def prepare(book: Book, settings: FormatSettings, workers: Executor, say: Callable[[str], None]) -> None:
    """Speak what is not kept yet with all workers: the sentences of the book and the numbers of its pages.

    `say` gets lines of progress. Nothing is spoken where the settings have no voice.
    Raises BookletError as `clips.clip` and `pdf.characters_in_print` do.
    """
    # Loaded here: only the numbers of its pages come from the print edition
    from booklet.formats.print import pdf

    if settings.voice:
        audio.speak(book, settings, workers, say)
        numbers = range(1, len(pdf.characters_in_print(book, settings)) + 1)
        sentences = [_spoken_contents(book), *(_spoken_page_number(book, number) for number in numbers)]
        speak_missing(sentences, settings.voice, settings.clips, workers, say)


def overlays_of(
    parts: Sequence[SpineItem], breaks: Sequence[PageBreak], book: Book, settings: FormatSettings
) -> list[Overlay]:
    """Mark the sentences in the parts, and return the overlay of each and that of the contents.

    Raises FormatNotPossibleError where the language has no voice, BookletError where voice and e-book have other words.
    """
    found = blocks(book)
    recorded = {track.chapter.name: track for track in record(book, settings)}
    tracks = [_of_the_book(recorded[OPENING if part.type == "cover" else part.file]) for part in parts]
    made = [_contents(tracks, found, breaks, book, settings)]
    for part, track in zip(parts, tracks, strict=True):
        lines = [
            Line(sentence.text, sentence.block, found[sentence.block].kind == "picture")
            for sentence in track.chapter.sentences
            if sentence.block is not None
        ]
        shown = mark_sentences(part.body, lines)
        heard = list(_with_pages(part.body, shown, track, book, settings))
        made.append(_overlay(part.path, part.type, heard, track.rate))
    return made


def _contents(
    tracks: Sequence[Track],
    found: Sequence[Block],
    breaks: Sequence[PageBreak],
    book: Book,
    settings: FormatSettings,
) -> Overlay:
    """Return the overlay of the list of contents: the headings as they are said in the parts."""
    heard = [
        _heard_alone(one.address.partition("#")[2], _spoken_page_number(book, one.number), settings, is_page=True)
        for one in breaks
        if one.address.startswith(NAVIGATION)
    ]
    heard.append(_heard_alone(CONTENTS_ID, _spoken_contents(book), settings))
    entries = 0
    for track in tracks:
        pairs = zip(track.chapter.sentences, track.sounds, strict=True)
        for block, group in groupby(pairs, key=lambda pair: pair[0].block):
            if found[block].kind == "heading" and found[block].level <= LISTED:
                sentences, sounds = zip(*group, strict=True)
                heard.append(_Heard(entry_id(entries), sentences, sounds))
                entries += 1
    return _overlay(NAVIGATION, "toc", heard, tracks[0].rate)


def _of_the_book(track: Track) -> Track:
    """Return a chapter without what only a recording says: that a voice reads, how long, and which chapters."""
    kept = [pair for pair in zip(track.chapter.sentences, track.sounds, strict=True) if pair[0].block is not None]
    sentences, sounds = zip(*kept, strict=True)
    return Track(Chapter(track.chapter.name, track.chapter.title, sentences), sounds, track.rate)


def _spoken_contents(book: Book) -> str:
    return book.label("contents") + "."


def _spoken_page_number(book: Book, number: int | str) -> str:
    return book.label("audio.page", number=number) + "."


def _heard_alone(target: str, spoken_text: str, settings: FormatSettings, is_page: bool = False) -> _Heard:
    """Return what is heard for an element that has no sentence of the book."""
    return _Heard(target, (Sentence("", spoken_text),), (clip(spoken_text, settings.voice, settings.clips),), is_page)


def _with_pages(
    body: HtmlElement, shown: Sequence[Shown], track: Track, book: Book, settings: FormatSettings
) -> Iterator[_Heard]:
    """Yield what is heard, in the order of the document; a page that begins inside a sentence is said after it."""
    by_id = {one.id: one for one in shown}
    for element in body.iter():
        if element.get("role") == ROLE:
            yield _heard_alone(
                element.get("id"), _spoken_page_number(book, element.get("aria-label")), settings, is_page=True
            )
        elif one := by_id.get(element.get("id")):
            yield _Heard(one.id, track.chapter.sentences[one.first : one.end], track.sounds[one.first : one.end])


def _overlay(path: str, kind: str, heard: Sequence[_Heard], rate: int) -> Overlay:
    """Return the overlay of the document at `path`; `kind` is its epub:type, `rate` that of the sounds."""
    sentences = tuple(sentence for one in heard for sentence in one.sentences)
    track = Track(Chapter(_stem(path), "", sentences), tuple(sound for one in heard for sound in one.sounds), rate)
    # A clip lasts until the next begins: the silence between two sentences is heard too
    begins = [clip.begin for clip in track.clips]
    firsts = accumulate((len(one.sentences) for one in heard), initial=0)
    edges = [0.0, *(_milliseconds(begins[first]) for first in list(firsts)[1:-1]), _milliseconds(track.seconds)]
    return Overlay(path, _smil(path, kind, heard, edges), encoded(levelled(track.samples, track.rate)), edges[-1])


def _milliseconds(seconds: float) -> float:
    """Return a time that is not later, in whole milliseconds: no clip ends after its sound."""
    return math.floor(seconds * 1000) / 1000


def _smil(path: str, kind: str, heard: Sequence[_Heard], edges: Sequence[float]) -> bytes:
    """Return the overlay document; `edges` are when each thing begins, and when the last ends, in seconds."""
    root = etree.Element(f"{{{SMIL}}}smil", nsmap={None: SMIL, "epub": EPUB}, version="3.0")
    sequence = etree.SubElement(etree.SubElement(root, f"{{{SMIL}}}body"), f"{{{SMIL}}}seq", id="all")
    sequence.set(f"{{{EPUB}}}textref", path)
    sequence.set(f"{{{EPUB}}}type", kind)
    for number, (one, begin, end) in enumerate(zip(heard, edges, edges[1:], strict=False), 1):
        pair = etree.SubElement(sequence, f"{{{SMIL}}}par", id=f"heard-{number}")
        if one.is_page:
            pair.set(f"{{{EPUB}}}type", "pagebreak")
        etree.SubElement(pair, f"{{{SMIL}}}text", src=f"{path}#{one.id}")
        etree.SubElement(pair, f"{{{SMIL}}}audio", src=_sound_path(path), clipBegin=clock(begin), clipEnd=clock(end))
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)
