"""Text as people type it: white space folded, one form for each letter, nothing that cannot be seen."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from functools import cache

# Letters and spaces that show nothing, though their categories say that they do (Unicode Standard Annex 31, 2.3;
# Hangul fillers, the blank of braille, the combining grapheme joiner, the Mongolian vowel separator)
BLANK = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u180e\u2800\u3164\uffa0\ufffc\ufffd")
# Categories of the Unicode Character Database that a reader never sees: control, format, private use, surrogate,
# unassigned, line and paragraph separators
UNSEEN = frozenset({"Cc", "Cf", "Co", "Cs", "Cn", "Zl", "Zp"})
# The two joiners belong to the spelling of Malayalam, Persian and others (Unicode Standard Annex 31, 2.3), and not to
# that of these, in which they only hide a word from whoever looks for it: the first words of the names of their letters
JOINERS = frozenset("\u200c\u200d")
UNJOINED = frozenset(
    {
        "LATIN",
        "CYRILLIC",
        "GREEK",
        "ARMENIAN",
        "GEORGIAN",
        "HEBREW",
        "CJK",
        "HIRAGANA",
        "KATAKANA",
        "BOPOMOFO",
        "HANGUL",
        "COMBINING",
        "MODIFIER",
    }
)
# Embeddings, overrides and isolates can hide or turn round what a reader sees (Unicode TR36, 2.5)
DIRECTION = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c\ufeff")
BYTE_ORDER_MARK = "\ufeff"
# A gap to fill in, as a regular expression: four low lines or more
GAP = "_{4,}"
# Characters of what somebody typed that a message repeats
MOST_SHOWN = 60


def fold(text: str) -> str:
    """Return the text with every run of white space as one space: a reflowed paragraph is the same message."""
    return " ".join(text.split())


def normalised(text: str) -> str:
    """Return the text in one form: composed letters (NFC), lines that end in one character, no byte order mark.

    macOS and many PDF readers give decomposed letters, which compare as different and have no cell in braille.
    """
    text = text.removeprefix(BYTE_ORDER_MARK).replace("\r\n", "\n").replace("\r", "\n")
    return unicodedata.normalize("NFC", text)


def unseen(text: str, allowed: str = "") -> Iterator[tuple[int, str]]:
    """Yield the place (from 0) and the name of every character that shows nothing or turns what is around it.

    `allowed` are characters to pass over, such as the line end. The joiners pass only after a letter of a script that has
    them; variation selectors never, as no text of the guide has emoji.
    """
    # A text has few different characters, and hardly ever one of these
    hidden = {character for character in set(text) if character not in allowed and _is_hidden(character)}
    for place, character in enumerate(text) if hidden else ():
        joins = character in JOINERS and place and _can_be_joined(text[place - 1])
        if character in hidden and not joins:
            yield place, name_of(character)


def visible(text: str) -> str:
    """Return a text for a message: what cannot be seen is named in its place."""
    hidden = dict(unseen(text))
    return "".join(f"[{hidden[place]}]" if place in hidden else one for place, one in enumerate(text))


def shown(text: str) -> str:
    """Return the start of what somebody typed, for a message: it may be a page long."""
    return visible(text)[:MOST_SHOWN]


def without_unseen(text: str) -> str:
    """Return a text on one line, without every character that shows nothing or turns what is around it."""
    hidden = dict(unseen(text))
    return fold("".join(one for place, one in enumerate(text) if place not in hidden))


def name_of(character: str) -> str:
    """Return how a message names a character that cannot be seen: its number and, where it has one, its name."""
    name = unicodedata.name(character, "")
    return f"U+{ord(character):04X}{f' ({name.lower()})' if name else ''}"


def _can_be_joined(character: str) -> bool:
    name = unicodedata.name(character, "").split(" ", 1)[0]
    return unicodedata.category(character)[0] in "LM" and name not in UNJOINED


def can_be_seen(text: str, allowed: str = "") -> bool:
    """Say whether `unseen` yields nothing, in a text without joiners; they, and those `allowed`, depend on their place."""
    return not any(map(_is_hidden, set(text).difference(allowed)))


@cache
def _is_hidden(character: str) -> bool:
    return unicodedata.category(character) in UNSEEN or character in BLANK or _is_selector(character)


def _is_selector(character: str) -> bool:
    return "\ufe00" <= character <= "\ufe0f" or "\U000e0100" <= character <= "\U000e01ef"
