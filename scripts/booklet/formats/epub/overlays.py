"""Media overlays of an EPUB (EPUB 3.3, 9): each sentence of a document is shown while it is heard.

All words and all words for pictures are spoken, in the order in which they are read (EPUB Accessibility 1.1, 4.2).
Times come from counts of samples. The pages of the print edition are said too, as something that a reader can skip.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element

from lxml import etree
from lxml.html import HtmlElement

from booklet.book_blocks import blocks
from booklet.formats import audio, paper, pdf
from booklet.formats.audio.clips import clip, speak_missing
from booklet.formats.audio.loudness import levelled
from booklet.formats.audio.mp3 import encoded
from booklet.formats.audio.recording import Track, record
from booklet.formats.audio.script import OPENING, SENTENCE, Chapter, Sentence
from booklet.formats.base import FormatSettings
from booklet.formats.epub.page_breaks import ROLE
from booklet.formats.epub.parts import Part
from booklet.formats.epub.sentences import Line, Shown, mark_sentences
from booklet.formats.paper.letters import letters

if TYPE_CHECKING:
    from booklet.book import Book

SMIL = "http://www.w3.org/ns/SMIL"
EPUB = "http://www.idpf.org/2007/ops"
# The class that a reading app gives to the words that are heard
ACTIVE_CLASS = "spoken"


@dataclass(frozen=True)
class Overlay:
    """The overlay of one part: `part` is its file without ending, `smil` and `sound` (MP3) are files, `seconds` its length."""

    part: str
    smil: bytes
    sound: bytes
    seconds: float

    @property
    def key(self) -> str:
        return f"overlay-{self.part}"

    @property
    def smil_path(self) -> str:
        return f"{self.part}.smil"

    @property
    def sound_path(self) -> str:
        return sound_path(self.part)


@dataclass(frozen=True)
class _Heard:
    """What is heard while one element is shown: its id, the sentences, and whether it is a mark of a page."""

    id: str
    sentences: tuple[Sentence, ...]
    sounds: tuple
    is_page: bool = False


def sound_path(part: str) -> str:
    return f"sound/{part}.mp3"


def clock(seconds: float) -> str:
    """Return a time as a clock value in seconds, to the millisecond (EPUB 3.3, 9.3.3: "12.345s")."""
    return f"{seconds:.3f}s"


def prepare(book: Book, settings: FormatSettings, workers: Executor, say: Callable[[str], None]) -> None:
    """Speak what is not kept yet with all workers: the sentences of the book and the numbers of its pages."""
    if settings.voice:
        audio.prepare(book, settings, workers, say)
        tree = paper.tree_of(book)
        numbers = range(1, len(pdf.letters_in_print(book, settings)) + 1)
        speak_missing([_page_said(tree, number) for number in numbers], settings.voice, settings.clips, workers, say)


def overlays_of(parts: Sequence[Part], book: Book, settings: FormatSettings) -> list[Overlay]:
    """Mark the sentences in the parts and return the overlay of each.

    Raises FormatNotPossible where the language has no voice, BookletError where voice and e-book have other words.
    """
    found, labels = blocks(book), paper.tree_of(book)
    tracks = {track.chapter.name: track for track in record(book, settings)}
    made = []
    for part in parts:
        track = _of_the_book(tracks[OPENING if part.type == "cover" else part.file])
        lines = [Line(sentence.text, sentence.block, found[sentence.block].kind == "picture") for sentence in track.chapter.sentences]
        shown = mark_sentences(part.body, lines)
        heard = list(_with_pages(part.body, shown, track, labels, settings))
        made.append(_overlay(part, heard, track))
    return made


def _of_the_book(track: Track) -> Track:
    """Return a chapter without what only a recording says: that a voice reads, how long, and which chapters."""
    kept = [pair for pair in zip(track.chapter.sentences, track.sounds, strict=True) if pair[0].block is not None]
    return _track(track, [sentence for sentence, _ in kept], [sound for _, sound in kept])


def _track(track: Track, sentences: Sequence[Sentence], sounds: Sequence) -> Track:
    return Track(Chapter(track.chapter.name, track.chapter.title, tuple(sentences)), tuple(sounds), track.rate)


def _page_said(labels: Element, number: int | str) -> str:
    return paper.label(labels, "audio.page").replace("{number}", str(number)) + "."


def _with_pages(body: HtmlElement, shown: Sequence[Shown], track: Track, labels: Element,
                settings: FormatSettings) -> Iterator[_Heard]:
    """Yield what is heard in order: each mark of a page before the first sentence that begins after it."""
    pages = list(_marks(body))
    for one in shown:
        while pages and one.letter is not None and pages[0][0] <= one.letter:
            yield _page(pages.pop(0)[1], labels, settings)
        yield _Heard(one.id, track.chapter.sentences[one.first:one.end], track.sounds[one.first:one.end])
    for _, mark in pages:
        yield _page(mark, labels, settings)


def _page(mark: HtmlElement, labels: Element, settings: FormatSettings) -> _Heard:
    said = _page_said(labels, mark.get("aria-label"))
    return _Heard(mark.get("id"), (Sentence("", said, None, SENTENCE),), (clip(said, settings.voice, settings.clips),), True)


def _marks(body: HtmlElement) -> Iterator[tuple[int, HtmlElement]]:
    """Yield the marks of pages in a document, each with the count of the letters before it."""
    at = 0
    for event, element in etree.iterwalk(body, events=("start", "end")):
        if event == "start" and element.get("role") == ROLE:
            yield at, element
        if event == "start":
            at += letters(element.text or "")
        elif element is not body:
            at += letters(element.tail or "")


def _overlay(part: Part, heard: Sequence[_Heard], spoken: Track) -> Overlay:
    track = _track(spoken, [sentence for one in heard for sentence in one.sentences], [sound for one in heard for sound in one.sounds])
    # A clip lasts until the next begins: the silence between two sentences is heard too
    begins = [clip.begin for clip in track.clips]
    firsts = accumulate((len(one.sentences) for one in heard), initial=0)
    edges = [0.0, *(_milliseconds(begins[first]) for first in list(firsts)[1:-1]), _milliseconds(track.seconds)]
    return Overlay(part.file, _smil(part, heard, edges), encoded(levelled(track.samples, track.rate)), edges[-1])


def _milliseconds(seconds: float) -> float:
    """Return a time that is not later, in whole milliseconds: no clip ends after its sound."""
    return math.floor(seconds * 1000) / 1000


def _smil(part: Part, heard: Sequence[_Heard], edges: Sequence[float]) -> bytes:
    """Return the overlay document; `edges` are when each thing begins, and when the last ends, in seconds."""
    root = etree.Element(f"{{{SMIL}}}smil", nsmap={None: SMIL, "epub": EPUB}, version="3.0")
    sequence = etree.SubElement(etree.SubElement(root, f"{{{SMIL}}}body"), f"{{{SMIL}}}seq", id=f"{part.file}-all")
    sequence.set(f"{{{EPUB}}}textref", part.path)
    sequence.set(f"{{{EPUB}}}type", part.type)
    for number, (one, begin, end) in enumerate(zip(heard, edges, edges[1:], strict=False), 1):
        pair = etree.SubElement(sequence, f"{{{SMIL}}}par", id=f"heard-{number}")
        if one.is_page:
            pair.set(f"{{{EPUB}}}type", "pagebreak")
        etree.SubElement(pair, f"{{{SMIL}}}text", src=f"{part.path}#{one.id}")
        etree.SubElement(pair, f"{{{SMIL}}}audio", src=sound_path(part.file), clipBegin=clock(begin), clipEnd=clock(end))
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)
