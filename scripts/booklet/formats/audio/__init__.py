"""Makes the book as sound: a file for each chapter, one file with chapter marks, or an audio book for DAISY players.

What makes sound is loaded where it is made: every command, and every page of the site, needs other modules of this room.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from booklet.book.blocks import Block, blocks
from booklet.files import write_whole, zipped
from booklet.formats.base import FileInfo, FormatSettings

if TYPE_CHECKING:
    from booklet.book.model import Book
    from booklet.formats.audio.mp3 import ChapterMark
    from booklet.formats.audio.recording import Track
    from booklet.formats.audio.script import Chapter

# The variants
CHAPTERS, ONE_FILE, DAISY = "chapters", "mp3", "daisy"


def prepare(book: Book, settings: FormatSettings, workers: Executor, say: Callable[[str], None]) -> None:
    """Make the sound of every chapter that is not kept yet, with all workers; `write` then only puts them together.

    `say` gets lines of progress. Nothing is made where the settings have no voice. Raises BookletError as `clip` does.
    """
    from booklet.formats.audio.recording import record
    from booklet.formats.audio.sounds import make_missing

    if settings.voice:
        speak(book, settings, workers, say)
        make_missing(record(book, settings), settings.clips, workers, say)


def speak(book: Book, settings: FormatSettings, workers: Executor, say: Callable[[str], None]) -> None:
    """Speak every sentence of a book that is not kept yet, with all workers; the settings have a voice.

    `say` gets lines of progress. Raises BookletError as `clip` does.
    """
    from booklet.formats.audio.clips import speak_missing
    from booklet.formats.audio.recording import said
    from booklet.formats.audio.script import script

    def speak_all(chapters: Sequence[Chapter]) -> None:
        sentences = (sentence.spoken_text for chapter in chapters for sentence in chapter.sentences)
        speak_missing(sentences, settings.voice, settings.clips, workers, say)

    speak_all(script(book, 1))
    # The opening says how long all that is
    speak_all(said(book, settings))


def write(book: Book, settings: FormatSettings, target: Path) -> FileInfo:
    """Write the book to `target` as the variant of the settings: a zip of MP3s, one MP3, or a DAISY 2.02 zip.

    Raises FormatNotPossibleError where the language has no voice.
    """
    from booklet.formats.audio.cover import cover
    from booklet.formats.audio.daisy import About, daisy
    from booklet.formats.audio.mp3 import Tags, seconds_of, tagged
    from booklet.formats.audio.recording import record
    from booklet.formats.audio.sounds import sound

    tracks = record(book, settings)
    found = blocks(book)
    stems = [f"{number:02}-{track.chapter.name}" for number, track in enumerate(tracks)]
    sounds = [sound(track, settings.clips) for track in tracks]
    date = book.day.isoformat()
    seconds = sum(map(seconds_of, sounds))

    def tags(title: str, number: int = 1, count: int = 1, marks: Sequence[ChapterMark] = ()) -> Tags:
        return Tags(title, book.title, book.author, book.language, date[:4], picture, number, count, marks)

    if settings.variant == DAISY:
        identifier = "-".join((book.booklet.id, book.reading, book.language.lower(), date))
        about = About(
            identifier,
            book.title,
            book.author,
            book.language,
            book.direction,
            date,
            book.label("audio.voice"),
        )
        data = zipped(daisy(tracks, stems, sounds, found, about))
    else:
        picture = cover(book, settings)
        if settings.variant == ONE_FILE:
            data = tagged(b"".join(sounds), tags(book.title, marks=list(chapter_marks(tracks, sounds, found))), seconds)
        else:
            data = zipped(
                {
                    f"{stem}.mp3": tagged(heard, tags(track.chapter.title, number, len(tracks)), seconds_of(heard))
                    for number, (stem, track, heard) in enumerate(zip(stems, tracks, sounds, strict=True), 1)
                }
            )
    write_whole(data, target)
    return FileInfo(seconds=round(seconds, 1))


def chapter_marks(tracks: Sequence[Track], sounds: Sequence[bytes], found: Sequence[Block]) -> Iterator[ChapterMark]:
    """Yield a mark for each heading of the book, with its time in all the sounds one after the other (AU5)."""
    from booklet.formats.audio.mp3 import ChapterMark, seconds_of

    before = 0.0
    for track, sound in zip(tracks, sounds, strict=True):
        for index, clips in groupby(track.clips, key=lambda clip: clip.sentence.block):
            if index is not None and found[index].kind == "heading":
                # The mark of a chapter is at its very start
                begin = 0.0 if found[index].level <= 1 else next(clips).begin
                yield ChapterMark(found[index].text, found[index].level, before + begin)
        before += seconds_of(sound)
