"""What a voice says of a book: chapters of sentences, each with the words of the book and how they are spoken."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from booklet.book.blocks import Block, blocks
from booklet.formats.audio import english

if TYPE_CHECKING:
    from booklet.book.model import Book

# Seconds of silence: after a sentence, a block, an item of a list, before and after a heading, at both ends of a
# chapter
SENTENCE, BLOCK, ITEM, BEFORE_HEADING, AFTER_HEADING, START, END = 0.35, 0.7, 0.5, 1.1, 0.8, 0.5, 1.0
OPENING = "opening"
# A sentence ends at a full stop, question or exclamation mark, with the quotation mark or bracket that closes it
BOUNDARY = re.compile(r"(?<=[.?!…。？！])([”’\")]*)\s+(?=[“‘\"(]?[^\W_a-z])")
ENDED = re.compile(r"[.?!:;,…。？！：][”’\")]*$")
# What is said at length for what each language writes in a short form, by language
NORMALISERS: dict[str, Callable[[str, Collection[str]], str]] = {"en": english.spoken_text}


@dataclass(frozen=True)
class Sentence:
    """One sentence.

    `text` is as it is in the book, `spoken_text` what the voice is told. `block` is the index of its block in
    `blocks.blocks(book)`, None for what only the recording says. `pause` is the silence after it in seconds.
    """

    text: str
    spoken_text: str
    block: int | None = None
    pause: float = SENTENCE


@dataclass(frozen=True)
class Chapter:
    """A part of the recording: `name` is the page of the book it speaks ("plan"), or "opening"."""

    name: str
    title: str
    sentences: tuple[Sentence, ...]


def script(book: Book, minutes: int) -> tuple[Chapter, ...]:
    """Return what is said of a book: the opening, a chapter for each page, and the words about the book.

    `minutes` is the running time that the opening says (see `minutes_of`).
    """
    found = blocks(book)
    normalise = _normaliser(found)

    def normalised(text: str, language: str = book.language) -> str:
        return normalise(text, language)

    pages = list(dict.fromkeys(block.page for block in found if block.page))
    titles = {block.page: block.text for block in found if block.kind == "heading" and block.level == 1}
    announced = {
        page: book.label("audio.chapter", number=number, title=titles[page]) for number, page in enumerate(pages, 1)
    }
    notes = [
        book.label("audio.voice"),
        book.label("audio.length", minutes=minutes),
        book.label("audio.chapters", count=len(pages)),
        f"{book.label('contents')}:",
        *announced.values(),
    ]
    opening = [
        sentence
        for index, block in enumerate(found)
        if not block.page
        for sentence in _sentences(block, index, found, normalised, book)
    ]
    chapters = [
        Chapter(
            OPENING,
            found[0].text,
            _closed([*opening, *(Sentence(note, normalised(_ended(note)), None, ITEM) for note in notes)]),
        )
    ]
    for page in pages:
        spoken = [
            sentence
            for index, block in enumerate(found)
            if block.page == page
            for sentence in _sentences(block, index, found, normalised, book, announced[page])
        ]
        if page == pages[-1]:
            spoken.append(Sentence(book.label("audio.end"), normalised(book.label("audio.end"))))
        chapters.append(Chapter(page, titles[page], _closed(spoken)))
    return tuple(chapters)


def minutes_of(seconds: float) -> int:
    """Return a running time in whole minutes, at least 1, as the website says it."""
    return max(1, round(seconds / 60))


def _normaliser(found: Sequence[Block]) -> Callable[[str, str], str]:
    """Return the function that turns words of a book, in a language, into what is said."""
    # The words that are in the text help to read addresses; initials are in capitals only, and are spelled there
    plain = (re.sub(rf"{english.EMAIL}|{english.WEB}", " ", block.text) for block in found)
    words = {word.lower() for text in plain for word in re.findall(r"[^\W\d_]{3,}", text) if not word.isupper()}

    def normalise(text: str, language: str) -> str:
        rules = NORMALISERS.get(language.partition("-")[0])
        return rules(text, words) if rules else text

    return normalise


def split(text: str) -> list[str]:
    """Return the sentences of a text; joined with single spaces they are the text again."""
    return [part for part in BOUNDARY.sub(r"\1\n", text).split("\n") if part]


def _ended(text: str) -> str:
    """Return a text with a full stop where it has no sign at its end, so that the voice falls."""
    return text if ENDED.search(text) else f"{text}."


def _sentences(
    block: Block,
    index: int,
    found: Sequence[Block],
    normalised: Callable[[str, str], str],
    book: Book,
    announced: str = "",
) -> list[Sentence]:
    """Return the sentences of a block: a page's title and an item are said with their numbers, a picture as one."""
    texts = split(block.text)
    following = found[index + 1] if index + 1 < len(found) else None
    sentences = []
    for position, text in enumerate(texts):
        words = text
        if position == 0 and block.kind == "heading" and block.level == 1:
            words = announced.replace(block.text, text)
        elif position == 0 and block.kind == "picture":
            words = book.label("picture", description=text)
        elif position == 0 and block.marker.rstrip(".").isdigit():
            words = f"{block.marker.rstrip('.')}, {text}"
        pause = SENTENCE if position < len(texts) - 1 else _pause(block, following)
        sentences.append(Sentence(text, normalised(_ended(words), block.language), index, pause))
    return sentences


def _pause(block: Block, following: Block | None) -> float:
    """Return the silence between two blocks, in seconds."""
    if block.kind == "heading":
        return AFTER_HEADING
    if following and following.kind == "heading":
        return BEFORE_HEADING
    return ITEM if following and block.marker and following.marker else BLOCK


def _closed(sentences: Sequence[Sentence]) -> tuple[Sentence, ...]:
    """Return the sentences of a chapter with the silence at its end."""
    last = sentences[-1]
    return (*sentences[:-1], Sentence(last.text, last.spoken_text, last.block, END))
