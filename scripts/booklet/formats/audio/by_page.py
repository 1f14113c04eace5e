"""The chapters of a finished DAISY book, each by itself: what its page plays, and when each sentence is heard."""

from __future__ import annotations

import zipfile
from dataclasses import dataclass
from pathlib import Path

from lxml import etree

from booklet.formats.audio.daisy import CONTENT, SPOKEN_ONLY

XHTML = {"h": "http://www.w3.org/1999/xhtml"}
# The words for a picture are not among those that a reader sees
NOT_ON_PAGES = (SPOKEN_ONLY, "picture")


@dataclass(frozen=True)
class SpokenPage:
    """A page as sound: an MP3, and its sentences in order, each with its words, its begin and its end in seconds."""

    sound: bytes
    sentences: tuple[tuple[str, float, float], ...]


def spoken_pages(path: Path) -> dict[str, SpokenPage]:
    """Return what a DAISY 2.02 book of `daisy` says of each page of its book, by the name of the page.

    What only the recording says, and the words for pictures, are left out; the times leave gaps there. Raises OSError,
    zipfile.BadZipFile or KeyError for a file that is no such book.
    """
    with zipfile.ZipFile(path) as archive:
        body = etree.fromstring(archive.read(CONTENT)).find("h:body", XHTML)
        words = {
            sentence.get("id"): "".join(sentence.itertext())
            for block in body
            if block.get("class") not in NOT_ON_PAGES
            for sentence in block.iterfind(".//h:span", XHTML)
        }
        return {
            # "03-plan.smil" reads the page "plan"
            name.removesuffix(".smil").partition("-")[2]: SpokenPage(
                archive.read(name.replace(".smil", ".mp3")), _sentences(etree.fromstring(archive.read(name)), words)
            )
            for name in archive.namelist()
            if name.endswith(".smil")
        }


def _sentences(smil: etree._Element, words: dict[str, str]) -> tuple[tuple[str, float, float], ...]:
    return tuple(
        (words[pair.get("id")], _seconds(pair, "clip-begin"), _seconds(pair, "clip-end"))
        for pair in smil.iter("par")
        if pair.get("id") in words
    )


def _seconds(pair: etree._Element, edge: str) -> float:
    return float(pair.find(".//audio").get(edge).removeprefix("npt=").removesuffix("s"))
