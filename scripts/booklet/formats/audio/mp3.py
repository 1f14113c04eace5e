"""Makes MP3 files: 44.1 kHz, one channel, 64 kbit/s, with title, maker, language, cover picture and chapter marks."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from babel.core import get_global
from mutagen.id3 import (
    APIC,
    CHAP,
    CTOC,
    ID3,
    TALB,
    TCON,
    TDRC,
    TIT2,
    TLAN,
    TPE1,
    TRCK,
    CTOCFlags,
    Encoding,
    PictureType,
)
from mutagen.mp3 import MP3

from booklet.external import ffmpeg
from booklet.formats.audio.loudness import RATE

BIT_RATE = 64_000  # bits a second (AU6)
NO_OFFSET = 0xFFFFFFFF  # "Use the times" (ID3v2 Chapter Frame Addendum 1.0)


@dataclass(frozen=True)
class ChapterMark:
    """A heading in a sound: its `level` (0: the book, 1: a page) and when it is heard, in seconds."""

    title: str
    level: int
    begin: float


@dataclass(frozen=True)
class Tags:
    """What a file says of itself: `number` of `count` files, `year` in digits, `cover` a PNG, `marks` its headings."""

    title: str
    album: str
    artist: str
    language: str
    year: str
    cover: bytes
    number: int = 1
    count: int = 1
    marks: Sequence[ChapterMark] = ()


def encoded(samples: np.ndarray) -> bytes:
    """Return samples (int16, one channel, at RATE) as MP3 without tags. Same samples, same bytes."""
    data, _ = ffmpeg.run(
        [
            *ffmpeg.raw(RATE),
            "-i",
            "pipe:0",
            "-map_metadata",
            "-1",
            "-c:a",
            "libmp3lame",
            "-b:a",
            str(BIT_RATE),
            "-fflags",
            "+bitexact",
            "-flags:a",
            "+bitexact",
            "-write_xing",
            "0",
            "-id3v2_version",
            "0",
            "-f",
            "mp3",
            "pipe:1",
        ],
        samples.astype("<i2").tobytes(),
    )
    return data


def seconds_of(data: bytes) -> float:
    """Return how long an MP3 of a constant bit rate lasts."""
    return MP3(io.BytesIO(data)).info.length  # type: ignore[attr-defined]  # mutagen has no types


def language_code(tag: str) -> str:
    """Return the three letters of ISO 639-2 that ID3 wants for a BCP 47 tag ("eng" for "en-GB")."""
    wanted = tag.partition("-")[0]
    return next(
        (code for code, short in sorted(get_global("language_aliases").items()) if short == wanted and len(code) == 3),
        "und",
    )


def tagged(data: bytes, tags: Tags, seconds: float) -> bytes:
    """Return an MP3 with its tags (ID3 v2.3, which old players read too) and a chapter from each mark to the next.

    `data` is the sound as MP3, without tags, `seconds` its length: there the last chapter ends.
    Source: ID3v2.3.0, and the ID3v2 Chapter Frame Addendum 1.0.
    """

    def text(value: str) -> dict:
        return {"encoding": Encoding.UTF16, "text": value}

    frames = ID3()
    for frame, value in (
        (TIT2, tags.title),
        (TALB, tags.album),
        (TPE1, tags.artist),
        (TLAN, language_code(tags.language)),
        (TDRC, tags.year),
        (TRCK, f"{tags.number}/{tags.count}"),
        (TCON, "Speech"),
    ):
        frames.add(frame(**text(value)))
    frames.add(APIC(encoding=Encoding.LATIN1, mime="image/png", type=PictureType.COVER_FRONT, desc="", data=tags.cover))
    names = [f"chp{number}" for number in range(len(tags.marks))]
    for number, (name, mark) in enumerate(zip(names, tags.marks, strict=True), 1):
        end = tags.marks[number].begin if number < len(tags.marks) else seconds
        frames.add(
            CHAP(
                element_id=name,
                start_time=round(mark.begin * 1000),
                end_time=round(end * 1000),
                start_offset=NO_OFFSET,
                end_offset=NO_OFFSET,
                sub_frames=[TIT2(**text(mark.title))],
            )
        )
    if names:
        frames.add(
            CTOC(
                element_id="toc",
                flags=CTOCFlags.TOP_LEVEL | CTOCFlags.ORDERED,
                child_element_ids=names,
                sub_frames=[TIT2(**text(tags.album))],
            )
        )
    buffer = io.BytesIO(data)
    frames.update_to_v23()
    frames.save(buffer, v2_version=3, padding=lambda info: 0)
    return buffer.getvalue()
