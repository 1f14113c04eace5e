"""Says how much of a text comes back out of its cells: translated back by liblouis, or read letter by letter."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from booklet.external import liblouis

# Tables that write letter by letter and cannot translate back: liblouis gives blanks for the first two, and lv.tbl,
# whose letters differ, gives others
BY_LETTER = frozenset({"bg.utb", "pt-pt-g1.utb", "lv.tbl"})
# Cells for signs and punctuation between two words
REACH = 12
WORD = re.compile(r"[^\W_](?:[^\W_]|[\u0300-\u036f\u064b-\u0652])*")


def words(text: str) -> list[str]:
    """Return the words of a text without case, with digits as 0 to 9."""
    plain = unicodedata.normalize("NFC", text).casefold()
    return WORD.findall("".join(str(unicodedata.digit(sign)) if sign.isdecimal() else sign for sign in plain))


def is_latin(word: str) -> bool:
    return any(unicodedata.name(sign, "").startswith("LATIN") for sign in word)


def round_trip(table: str, texts: Sequence[str], cells: Sequence[str]) -> tuple[int, int]:
    """Return how many words of texts come back from their cells, and how many there are.

    In a text of another script Latin words do not count: the tables write them with the cells of their own letters, and
    translate them back as those.
    """
    wanted = [words(text) for text in texts]
    every = [word for some in wanted for word in some]
    latin = 2 * sum(map(is_latin, every)) > len(every)

    def counted(some: Sequence[str]) -> list[str]:
        return [word for word in some if latin or not is_latin(word)]

    read = _by_letter(table, wanted, cells) if table in BY_LETTER else _by_liblouis(table, wanted, cells)
    return sum(len(counted(some)) for some in read), len(counted(every))


def _by_liblouis(table: str, wanted: Sequence[Sequence[str]], cells: Sequence[str]) -> Iterator[list[str]]:
    """Yield the words of each text that liblouis finds in its cells."""
    for one, other in zip(wanted, map(words, liblouis.to_words(table, cells)), strict=True):
        blocks = SequenceMatcher(None, one, other, autojunk=False).get_matching_blocks()
        yield [word for block in blocks for word in one[block.a : block.a + block.size]]


def _by_letter(table: str, wanted: Sequence[Sequence[str]], cells: Sequence[str]) -> Iterator[list[str]]:
    """Yield the words of each text that are in its cells, in order, and can be read.

    Where two letters of a script have the same cells, the more frequent one is read.
    """
    times = Counter(sign for some in wanted for word in some for sign in word)
    own = dict(zip(times, (answer.text for answer in liblouis.to_cells(table, list(times))), strict=True))
    read: dict[tuple[str, bool], str] = {}
    for letter, _ in times.most_common():
        read.setdefault((own[letter], is_latin(letter)), letter)
    for some, line in zip(wanted, cells, strict=True):
        at, right = 0, []
        for word in some:
            # A number has its sign before the first digit only, and a part of a number ("65" of "6.65") has none
            plain = "".join(own[sign][1:] if sign.isdecimal() else own[sign] for sign in word)
            place = line.find(plain, at, at + len(plain) + REACH)
            if place >= 0 and all(read[own[sign], is_latin(sign)] == sign for sign in word):
                right.append(word)
            at = max(place, at) + len(plain)
        yield right
