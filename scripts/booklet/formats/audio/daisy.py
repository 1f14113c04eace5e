"""Makes an audio book in the DAISY 2.02 form: for each sentence its words and its sound, with headings to move by.

Source: DAISY 2.02 Specification, daisy.org, and its requirements for "audioFullText" books. A clip lasts until the next
one begins, so that a player that goes from clip to clip keeps the silences.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from lxml import etree
from lxml.builder import E as ELEMENT
from lxml.builder import ElementMaker

from booklet.book.blocks import Block

if TYPE_CHECKING:
    from booklet.formats.audio.recording import Clip, Track

XHTML = ElementMaker(namespace="http://www.w3.org/1999/xhtml", nsmap={None: "http://www.w3.org/1999/xhtml"})
XHTML_TYPE = '<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">'
SMIL_TYPE = '<!DOCTYPE smil PUBLIC "-//W3C//DTD SMIL 1.0//EN" "http://www.w3.org/TR/REC-smil/SMIL10.dtd">'
NCC, CONTENT = "ncc.html", "content.html"
# The class of words that only the recording says
SPOKEN_ONLY = "recording"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


@dataclass(frozen=True)
class About:
    """What the book says of itself: `identifier` is its own alone, `language` a BCP 47 tag, `date` as YYYY-MM-DD."""

    identifier: str
    title: str
    creator: str
    language: str
    direction: str
    date: str
    narrator: str


@dataclass(frozen=True)
class _Timed:
    """A clip in the book: its number from 1, the chapter's stem ("03-plan"), and when it ends with the silence after
    it.
    """

    number: int
    stem: str
    clip: Clip
    begin: float
    end: float

    @property
    def id(self) -> str:
        return f"s{self.number:04}"

    @property
    def link(self) -> str:
        return f"{self.stem}.smil#{self.id}"


def _timed(tracks: Sequence[Track], stems: Sequence[str]) -> list[list[_Timed]]:
    number, chapters = 0, []
    for track, stem in zip(tracks, stems, strict=True):
        clips = list(track.clips)
        edges = [0.0, *(clip.begin for clip in clips[1:]), track.seconds]
        chapter = []
        for clip, begin, end in zip(clips, edges, edges[1:], strict=False):
            number += 1
            chapter.append(_Timed(number, stem, clip, begin, end))
        chapters.append(chapter)
    return chapters


def clock(seconds: float) -> str:
    """Return a time as h:mm:ss, as ncc:totalTime wants it."""
    whole = round(seconds)
    return f"{whole // 3600}:{whole // 60 % 60:02}:{whole % 60:02}"


def daisy(
    tracks: Sequence[Track], stems: Sequence[str], sounds: Sequence[bytes], found: Sequence[Block], about: About
) -> dict[str, bytes]:
    """Return the files of the book by name.

    `stems` name the files of each chapter, `sounds` are their MP3s, `found` the blocks of the book that the sentences
    come from.
    """
    chapters = _timed(tracks, stems)
    files = {f"{stem}.mp3": sound for stem, sound in zip(stems, sounds, strict=True)}
    before = 0.0
    for track, chapter, stem in zip(tracks, chapters, stems, strict=True):
        files[f"{stem}.smil"] = _smil(track, chapter, before, about)
        before += track.seconds
    files[CONTENT] = _content(chapters, found, about)
    size = sum(map(len, files.values()))
    files[NCC] = _ncc(chapters, found, about, before, len(files) + 1, size)
    return dict(sorted(files.items()))


def _document(root: etree._Element, doctype: str) -> bytes:
    return etree.tostring(root, xml_declaration=True, encoding="utf-8", doctype=doctype, pretty_print=False)


def _smil(track: Track, chapter: Sequence[_Timed], before: float, about: About) -> bytes:
    """Return the chapter's SMIL 1.0: words and sound side by side, one sentence after the other."""
    metas = {
        "dc:format": "Daisy 2.02",
        "dc:identifier": about.identifier,
        "dc:title": about.title,
        "title": track.chapter.title,
        "ncc:totalElapsedTime": clock(before),
        "ncc:timeInThisSmil": clock(track.seconds),
    }
    head = ELEMENT.head(
        *(ELEMENT.meta(name=name, content=content) for name, content in metas.items()),
        ELEMENT.layout(ELEMENT.region(id="words")),
    )
    body = ELEMENT.seq(dur=f"{track.seconds:.3f}s")
    for one in chapter:
        body.append(
            ELEMENT.par(
                ELEMENT.text(id=f"t{one.number:04}", src=f"{CONTENT}#{one.id}", region="words"),
                ELEMENT.seq(
                    ELEMENT.audio(
                        {
                            "id": f"a{one.number:04}",
                            "src": f"{one.stem}.mp3",
                            "clip-begin": f"npt={one.begin:.3f}s",
                            "clip-end": f"npt={one.end:.3f}s",
                        }
                    )
                ),
                id=one.id,
                endsync="last",
            )
        )
    return _document(ELEMENT.smil(head, ELEMENT.body(body)), SMIL_TYPE)


def _page(about: About, metas: dict[str, str], body: Sequence[etree._Element]) -> bytes:
    head = XHTML.head(
        XHTML.title(about.title),
        XHTML.meta({"http-equiv": "Content-Type", "content": "text/html; charset=utf-8"}),
        *(XHTML.meta(name=name, content=content) for name, content in metas.items()),
    )
    root = XHTML.html(head, XHTML.body(*body), lang=about.language, dir=about.direction)
    root.set(XML_LANG, about.language)
    return _document(root, XHTML_TYPE)


def _tag(block: Block) -> str:
    """Return the tag of a heading: the title of the book and those of its pages are at the top."""
    return f"h{max(1, block.level)}"


def _sentences(clips: Sequence[_Timed]) -> Iterator[etree._Element]:
    """Yield the sentences of a block, each a link to its sound."""
    for position, one in enumerate(clips):
        sentence = XHTML.span(XHTML.a(one.clip.sentence.text, href=one.link), id=one.id)
        sentence.tail = " " if position < len(clips) - 1 else None
        yield sentence


def _content(chapters: Sequence[Sequence[_Timed]], found: Sequence[Block], about: About) -> bytes:
    """Return the words of the book, as XHTML: headings, paragraphs and lists, each sentence with a name."""
    body: list[etree._Element] = []
    for chapter in chapters:
        for index, group in groupby(
            chapter, key=lambda one: one.clip.sentence.block if one.clip.sentence.block is not None else -one.number
        ):
            clips = list(group)
            if index < 0:
                body.append(XHTML.p({"class": SPOKEN_ONLY}, *_sentences(clips)))
                continue
            block = found[index]
            if block.marker:
                _add_item(body, block, clips)
                continue
            if block.kind == "heading":
                element = XHTML(_tag(block), *_sentences(clips), **({"class": "title"} if block.level == 0 else {}))
            else:
                element = XHTML.p({"class": block.kind}, *_sentences(clips))
            body.append(_in_language(element, block, about))
    return _page(about, {"dc:title": about.title, "dc:language": about.language}, body)


def _add_item(body: list[etree._Element], block: Block, clips: Sequence[_Timed]) -> None:
    """Add an item to the list that is open, or open one; a numbered list that was interrupted goes on counting."""
    number = block.marker.rstrip(".")
    tag = "ol" if number.isdigit() else "ul"
    last = body[-1] if body else None
    if last is None or etree.QName(last).localname != tag or number == "1":
        body.append(XHTML(tag, **({"start": number} if number.isdigit() and number != "1" else {})))
    body[-1].append(XHTML.li(*_sentences(clips)))


def _in_language(element: etree._Element, block: Block, about: About) -> etree._Element:
    if block.language and block.language != about.language:
        element.set("lang", block.language)
        element.set(XML_LANG, block.language)
    return element


def _ncc(
    chapters: Sequence[Sequence[_Timed]], found: Sequence[Block], about: About, seconds: float, count: int, size: int
) -> bytes:
    """Return the Navigation Control Center: the headings, and what the specification wants to be said of the book."""
    headings: list[tuple[_Timed, int]] = []
    for one in (one for chapter in chapters for one in chapter):
        index = one.clip.sentence.block
        if index is not None and found[index].kind == "heading" and (not headings or headings[-1][1] != index):
            headings.append((one, index))
    body = [
        XHTML(
            _tag(found[index]),
            XHTML.a(found[index].text, href=one.link),
            id=f"h{number:03}",
            **({"class": "title"} if number == 1 else {}),
        )
        for number, (one, index) in enumerate(headings, 1)
    ]
    metas = {
        "dc:creator": about.creator,
        "dc:date": about.date,
        "dc:format": "Daisy 2.02",
        "dc:identifier": about.identifier,
        "dc:language": about.language,
        "dc:publisher": about.creator,
        "dc:title": about.title,
        "ncc:charset": "utf-8",
        "ncc:depth": str(max(max(1, found[index].level) for _, index in headings)),
        "ncc:files": str(count),
        "ncc:kByteSize": str(round(size / 1024)),
        "ncc:maxPageNormal": "0",
        "ncc:multimediaType": "audioFullText",
        "ncc:narrator": about.narrator,
        "ncc:pageFront": "0",
        "ncc:pageNormal": "0",
        "ncc:pageSpecial": "0",
        "ncc:setInfo": "1 of 1",
        "ncc:tocItems": str(len(headings)),
        "ncc:totalTime": clock(seconds),
    }
    return _page(about, metas, body)
