"""Reads the media overlays of an EPUB: which words are heard when, and whether that can be so (EPUB 3.3, 9)."""

from __future__ import annotations

import io
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from posixpath import dirname, join, normpath
from urllib.parse import urldefrag

from lxml import etree
from mutagen import MutagenError
from mutagen.mp3 import MP3

from booklet.findings import Problem

NAMES = {"o": "http://www.idpf.org/2007/opf", "h": "http://www.w3.org/1999/xhtml", "s": "http://www.w3.org/ns/SMIL"}
DURATION = ".//o:meta[@property='media:duration']"


@dataclass(frozen=True)
class Clip:
    """What is heard for one element: its id, the path of the sound, and the times in it in seconds."""

    target: str
    sound: str
    begin: float
    end: float


def seconds(clock: str) -> float:
    """Return a clock value in seconds ("1:02:03.5", "12.3s", "5min"); ValueError for all else (EPUB 3.3, 9.3.3)."""
    units = {"ms": 0.001, "min": 60, "h": 3600, "s": 1}
    unit = next((one for one in units if clock.endswith(one)), "")
    if unit:
        return float(clock.removesuffix(unit)) * units[unit]
    total = 0.0
    for part in clock.split(":"):
        total = total * 60 + float(part)
    return total


def problems(
    files: Mapping[str, bytes], opf: etree._Element, folder: str, documents: Mapping[str, etree._Element]
) -> Iterator[Problem]:
    """Yield the problems of all overlays.

    `files` are those of the EPUB by path, `folder` is that of the package, `documents` are those of the spine by path.
    """
    items = {item.get("id"): item for item in opf.iterfind(".//o:item", NAMES)}
    overlays = {
        normpath(join(folder, item.get("href"))): items.get(item.get("media-overlay")) for item in items.values()
    }
    sum_of_clips = 0.0
    for path, document in documents.items():
        item = overlays.get(path)
        if item is None:
            yield Problem("epub/overlay-text", f"{path} has no overlay: nothing of it is heard.")
            continue
        smil = normpath(join(folder, item.get("href")))
        try:
            clips = read_clips(etree.fromstring(files[smil]), smil, path)
        except (KeyError, ValueError, TypeError, etree.XMLSyntaxError) as error:
            yield Problem("epub/overlay-times", f"{smil} cannot be read ({error}).")
            continue
        yield from texts(path, document, clips)
        yield from times(files, smil, clips)
        heard = sum(clip.end - clip.begin for clip in clips)
        sum_of_clips += heard
        given = opf.findtext(f"{DURATION}[@refines='#{item.get('id')}']", "", NAMES)
        yield from duration(f"The package says for {smil}", given, heard)
    whole = [meta.text or "" for meta in opf.iterfind(DURATION, NAMES) if not meta.get("refines")]
    yield from duration("The package says for the whole", whole[0] if whole else "", sum_of_clips)


def read_clips(smil: etree._Element, path: str, document: str) -> list[Clip]:
    """Return the clips of an overlay in order; the target of one that leads to another document is "".

    Raises KeyError, TypeError or ValueError where a clip lacks something.
    """
    found = []
    for pair in smil.iterfind(".//s:par", NAMES):
        text, audio = pair.find("s:text", NAMES), pair.find("s:audio", NAMES)
        if text is None or audio is None:
            raise ValueError(f"{pair.get('id')} has no text or no sound")
        name, target = urldefrag(text.attrib["src"])
        where = normpath(join(dirname(path), name))
        found.append(
            Clip(
                target if where == document else "",
                normpath(join(dirname(path), audio.attrib["src"])),
                seconds(audio.attrib["clipBegin"]),
                seconds(audio.attrib["clipEnd"]),
            )
        )
    return found


def texts(path: str, document: etree._Element, clips: Collection[Clip]) -> Iterator[Problem]:
    """Every word and every text for a picture is in an element that is heard, and they are heard in reading order."""
    order = {
        element.get("id"): number for number, element in enumerate(document.iter(etree.Element)) if element.get("id")
    }
    for clip in clips:
        if clip.target not in order:
            yield Problem(
                "epub/overlay-order", f"A clip of {path} leads to an element that is not there (“{clip.target}”)."
            )
            return
    places = [order[clip.target] for clip in clips]
    if places != sorted(places):
        yield Problem("epub/overlay-order", f"{path} is not heard in the order in which it is read.")
    heard = {clip.target for clip in clips}
    for element in document.find("h:body", NAMES).iter(etree.Element):
        lines = [element.get("id"), *(one.get("id") for one in element.iterancestors())]
        if any(one.get("hidden") is not None for one in (element, *element.iterancestors())):
            continue
        alone = [element.text, *(child.tail for child in element)]
        if any(words and words.strip() for words in alone) and not heard & {*lines}:
            yield Problem(
                "epub/overlay-text", f"{path}: nobody hears “{' '.join(''.join(element.itertext()).split())[:60]}”."
            )
        if element.get("alt") and element.get("id") not in heard:
            yield Problem(
                "epub/overlay-text", f"{path}: nobody hears the text for the picture “{element.get('alt')[:60]}”."
            )


def times(files: Mapping[str, bytes], smil: str, clips: Collection[Clip]) -> Iterator[Problem]:
    """The clips of a sound follow each other, and end before it does."""
    lengths: dict[str, float] = {}
    last = ("", 0.0)
    for clip in clips:
        if clip.sound not in lengths:
            try:
                lengths[clip.sound] = MP3(io.BytesIO(files[clip.sound])).info.length  # type: ignore[attr-defined]  # mutagen has no types
            except (KeyError, MutagenError) as error:
                yield Problem("epub/overlay-times", f"{smil}: the sound {clip.sound} cannot be read ({error}).")
                return
        before = last[1] if last[0] == clip.sound else 0.0
        if not before <= clip.begin < clip.end:
            yield Problem(
                "epub/overlay-times",
                (f"{smil}: the clip of “{clip.target}”, {clip.begin} to {clip.end} s, is not after the one before it."),
            )
        if clip.end > lengths[clip.sound]:
            yield Problem(
                "epub/overlay-times",
                (
                    f"{smil}: the clip of “{clip.target}” ends at {clip.end} s, and {clip.sound} lasts "
                    f"{lengths[clip.sound]:.3f} s."
                ),
            )
        last = (clip.sound, clip.end)


def duration(who: str, given: str, heard: float) -> Iterator[Problem]:
    """What the package says of a length is what is heard."""
    try:
        right = abs(seconds(given) - heard) < 0.01
    except ValueError:
        right = False
    if not right:
        yield Problem("epub/overlay-duration", f"{who} “{given}”, and {heard:.3f} s are heard.")
