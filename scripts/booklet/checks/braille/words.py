"""Says how much of a text comes back out of its cells: translated back by liblouis, or read letter by letter."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from difflib import SequenceMatcher

from booklet import louis

# Tables that write letter by letter and cannot translate back: liblouis gives blanks for the first two, and lv.tbl,
# whose letters differ, gives others
BY_LETTER = frozenset({"bg.utb", "pt-pt-g1.utb", "lv.tbl"})
WORD = re.compile(r"[^\W_](?:[^\W_]|[\u0300-\u036f\u064b-\u0652])*")


def words(text: str) -> list[str]:
    """Return the words of a text without case, with digits as 0 to 9."""
    plain = unicodedata.normalize("NFC", text).casefold()
    return WORD.findall("".join(str(unicodedata.digit(sign)) if sign.isdecimal() else sign for sign in plain))


def is_latin(word: str) -> bool:
    return any(unicodedata.name(sign, "").startswith("LATIN") for sign in word)


def counted(texts: Sequence[str]) -> list[list[str]]:
    """Return the words of each text that count.

    In a text of another script Latin words do not: the tables write them with the cells of their own letters, and
    translate them back as those.
    """
    found = [words(text) for text in texts]
    every = [word for some in found for word in some]
    if 2 * sum(map(is_latin, every)) > len(every):
        return found
    return [[word for word in some if not is_latin(word)] for some in found]


def come_back(table: str, texts: Sequence[str], cells: Sequence[str]) -> tuple[int, int]:
    """Return how many words of texts come back from their cells, and how many there are."""
    wanted = counted(texts)
    if table in BY_LETTER:
        return _by_letter(table, wanted, cells), sum(map(len, wanted))
    back = [words(text) for text in louis.to_words(table, cells)]
    right = sum(block.size for one, other in zip(wanted, back, strict=True)
                for block in SequenceMatcher(None, one, other, autojunk=False).get_matching_blocks())
    return right, sum(map(len, wanted))


def _by_letter(table: str, wanted: Sequence[Sequence[str]], cells: Sequence[str]) -> int:
    """Return how many words stand in the cells, in order, and can be read.

    Where two letters have the same cells, the more frequent one is read.
    """
    times = Counter(sign for some in wanted for word in some for sign in word)
    own = dict(zip(times, (answer.text for answer in louis.to_cells(table, list(times))), strict=True))
    read: dict[str, str] = {}
    for letter, _ in times.most_common():
        read.setdefault(own[letter], letter)
    right = 0
    for some, line in zip(wanted, cells, strict=True):
        at = 0
        for word in some:
            # Only the first digit of a number has the number sign
            place = line.find(own[word[0]] + "".join(own[sign][1:] if sign.isdecimal() else own[sign] for sign in word[1:]), at)
            if place >= 0 and all(read[own[sign]] == sign for sign in word):
                right += 1
                at = place + 1
    return right
