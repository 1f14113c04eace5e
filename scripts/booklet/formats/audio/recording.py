"""A book as sound: its chapters with the sound of every sentence, and when each is heard."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from booklet.formats.audio.clips import clip
from booklet.formats.audio.script import START, Chapter, Sentence, minutes_of, script
from booklet.formats.audio.voice import voice_named
from booklet.formats.base import FormatNotPossibleError, FormatSettings

if TYPE_CHECKING:
    from booklet.book.model import Book


@dataclass(frozen=True)
class Clip:
    """A sentence in a chapter's sound: heard from `begin` to `end`, in seconds from the chapter's start."""

    sentence: Sentence
    begin: float
    end: float


@dataclass(frozen=True)
class Track:
    """A spoken chapter. `sounds` are the samples of its sentences (int16, one channel), `rate` samples a second."""

    chapter: Chapter
    sounds: tuple[np.ndarray, ...]
    rate: int

    @cached_property
    def samples(self) -> np.ndarray:
        """The whole chapter with its silences (int16, one channel)."""
        parts = [_silence(START, self.rate)]
        for sentence, sound in zip(self.chapter.sentences, self.sounds, strict=True):
            parts += [sound, _silence(sentence.pause, self.rate)]
        return np.concatenate(parts)

    @property
    def clips(self) -> Iterator[Clip]:
        """Its sentences with their times, in order."""
        at = len(_silence(START, self.rate))
        for sentence, sound in zip(self.chapter.sentences, self.sounds, strict=True):
            yield Clip(sentence, at / self.rate, (at + len(sound)) / self.rate)
            at += len(sound) + len(_silence(sentence.pause, self.rate))

    @property
    def seconds(self) -> float:
        """How long it is."""
        length = len(_silence(START, self.rate)) + sum(
            len(sound) + len(_silence(sentence.pause, self.rate))
            for sentence, sound in zip(self.chapter.sentences, self.sounds, strict=True)
        )
        return length / self.rate


def _silence(seconds: float, rate: int) -> np.ndarray:
    return np.zeros(round(seconds * rate), dtype=np.int16)


def said(book: Book, settings: FormatSettings) -> tuple[Chapter, ...]:
    """Return what is said of a book. Its opening says how long everything is, so the rest is spoken first, if need be.

    Raises BookletError for a voice that there is not.
    """
    # The opening counts too: its own length hardly changes with that number
    draft = sum(track.seconds for track in _tracks(script(book, 1), settings))
    return script(book, minutes_of(draft))


def record(book: Book, settings: FormatSettings) -> list[Track]:
    """Return the chapters of a book as sound; sentences that are not kept in `settings.clips` are spoken now.

    Raises FormatNotPossibleError where the language has no voice, BookletError for a voice that there is not.
    """
    if not settings.voice:
        raise FormatNotPossibleError("no_voice")
    return _tracks(said(book, settings), settings)


def _tracks(chapters: tuple[Chapter, ...], settings: FormatSettings) -> list[Track]:
    rate = voice_named(settings.voice).rate
    return [
        Track(
            chapter,
            tuple(clip(sentence.spoken_text, settings.voice, settings.clips) for sentence in chapter.sentences),
            rate,
        )
        for chapter in chapters
    ]
