"""What a translation may hold. It is data from outside: only what its English message has may come back.

Rules: TM1 links, TM2 placeholders, TM3 bold, TM4 HTML and other markup, TM5 direction and control characters,
TM6 letters of another script, TM7 words that mix scripts, TM8 missing numbers.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator

from booklet.digits import numbers
from booklet.source.facts import PLACEHOLDER

LINK_TARGET = re.compile(r"\]\(([^)]*)\)")
# <b>, </p>, <!--: what a browser could read as a tag
TAG = re.compile(r"<[A-Za-z/!?]|&#?\w+;")
# Markdown that no message uses: code, images, emphasis by one star or underscore, attribute lists, blocks
MARKUP = re.compile(r"`|!\[|(?<![*\\])\*(?!\*)|(?<!\w)_\w|\{[:#.]|^///|^\s*(?:#{1,6}|>|[-+*])\s", re.M)
# Embeddings, overrides and isolates can hide or turn round what a reader sees (Unicode TR36, 2.5);
# the two joiners are letters' own business in Malayalam and Persian
DIRECTION = set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c\ufeff")
JOINERS = set("\u200c\u200d")
# The first words of the names of ª, º and µ, which are letters to Unicode
ORDINALS = {"FEMININE", "MASCULINE", "MICRO"}


def _script(letter: str) -> str:
    return unicodedata.name(letter, "UNKNOWN").split()[0]


def problems(english: str, translation: str, script: str) -> Iterator[tuple[str, str]]:
    """Yield (rule, problem) for everything that a translation must not hold.

    `english` and `translation` are inline Markdown, `script` names the language's letters.
    Latin is allowed in every language, for English terms.
    """
    if Counter(LINK_TARGET.findall(english)) != Counter(LINK_TARGET.findall(translation)):
        yield "TM1", "Its links do not lead where the English ones lead."
    if Counter(PLACEHOLDER.findall(english)) != Counter(PLACEHOLDER.findall(translation)):
        yield "TM2", "Its names in braces are not the English ones."
    if english.count("**") != translation.count("**"):
        yield "TM3", "It does not have as many bold words as the English."
    if TAG.search(translation) or MARKUP.search(translation) and not MARKUP.search(english):
        yield "TM4", "It holds HTML or Markdown that the English has not."
    if strange := sorted(
        {
            letter
            for letter in translation
            if letter in DIRECTION or unicodedata.category(letter) in ("Cc", "Co", "Cn", "Cf") and letter not in JOINERS
        }
    ):
        yield "TM5", f"It holds the invisible character U+{ord(strange[0]):04X}."
    allowed = {script, "LATIN", *ORDINALS}
    letters = [letter for letter in translation if letter.isalpha() and unicodedata.category(letter) != "Lm"]
    if foreign := sorted({letter for letter in letters if _script(letter) not in allowed}):
        yield "TM6", f"It holds “{foreign[0]}”, a letter that the language does not use."
    for word in re.findall(r"[^\W\d_]+", translation):
        scripts = {_script(letter) for letter in word if letter.isalpha()}
        if {"LATIN", "CYRILLIC"} <= scripts or {"LATIN", "GREEK"} <= scripts:
            yield "TM7", f"The word “{word}” mixes the letters of two scripts."
            break
    if missing := numbers(_words(english)) - numbers(_words(translation)):
        yield "TM8", f"The number {next(iter(missing))} is not in it."


def _words(message: str) -> str:
    """Return a message without link targets and placeholders, which hold numbers of their own."""
    return PLACEHOLDER.sub("", LINK_TARGET.sub("]", message))
