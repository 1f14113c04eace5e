"""What a translation may hold. It is data from outside: only what its English message has may come back.

Rules: TM1 links, TM2 placeholders, TM3 bold, TM4 HTML and other markup, TM5 direction and control characters,
TM6 letters of another script, TM7 words that mix scripts, TM8 missing numbers, TM9 far too long.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache
from typing import NamedTuple

from booklet.digits import numbers
from booklet.source.service.facts import PLACEHOLDER
from booklet.source.signs import SIGNS, left_over
from booklet.source.text import GAP, can_be_seen, unseen

LINK_TARGET = re.compile(r"\]\(([^)]*)\)")
LINK = re.compile(r"!?\[([^\]]*)\]\([^)]*\)")
# <b>, </p>, <!--: what a browser could read as a tag
TAG = re.compile(r"<[A-Za-z/!?]|&#?\w+;")
# Markdown that no message uses: code, images, emphasis by one star or underscore, attribute lists, blocks
MARKUP = re.compile(r"`|!\[|(?<![*\\])\*(?!\*)|(?<!\w)_\w|\{[:#.]|^///|^\s*(?:#{1,6}|>|[-+*])\s", re.MULTILINE)
# A pair of stars right at the words between them: with a space inside it is no bold
BOLD = re.compile(r"\*\*(?=[^\s*])[^*]+(?<=[^\s*])\*\*")
# Letters and digits that take the width of a Chinese sign (Unicode, Halfwidth and Fullwidth Forms)
FULL_WIDTH = re.compile("[\uff10-\uff19\uff21-\uff3a\uff41-\uff5a]")
# No translation is this many times as long as its English, apart from that of a short word
LONGER, SHORT = 5, 100
# The first words of the names of ª, º and µ, which are letters to Unicode
ORDINALS = {"FEMININE", "MASCULINE", "MICRO"}
# Without one of these characters there is nothing that TAG and MARKUP find, and no sign that is left over
MARKUP_SIGNS = frozenset("<&`!*_{/#>-+").union(*SIGNS)


@cache
def _script(letter: str) -> str:
    return unicodedata.name(letter, "UNKNOWN").split()[0]


class _Wanted(NamedTuple):
    """What an English message has, and so its translation: link targets and names in braces, sorted, numbers, counts."""

    links: list[str]
    names: list[str]
    numbers: Counter[str]
    gaps: int
    stars: int
    bold: int
    has_markup: bool


@cache
def _wanted(english: str) -> _Wanted:
    """Return what every language is compared with."""
    return _Wanted(
        sorted(LINK_TARGET.findall(english)),
        sorted(PLACEHOLDER.findall(english)),
        numbers(_words(english)),
        len(re.findall(GAP, english)),
        english.count("**"),
        len(BOLD.findall(english)),
        bool(MARKUP.search(english)),
    )


def problems(english: str, translation: str, script: str) -> Iterator[tuple[str, str]]:
    """Yield (rule, problem) for everything that a translation must not hold.

    `english` and `translation` are inline Markdown, `script` names the language's letters.
    Latin is allowed in every language, for English terms.
    """
    wanted = _wanted(english)
    if wanted.links != sorted(LINK_TARGET.findall(translation)):
        yield "TM1", "Its links do not lead where the English ones lead."
    if wanted.names != sorted(PLACEHOLDER.findall(translation)):
        yield "TM2", "Its names in braces are not the English ones."
    if wanted.gaps != len(re.findall(GAP, translation)):
        yield "TM2", "It has not as many gaps to fill in (______) as the English."
    if len(translation) > LONGER * len(english) + SHORT:
        yield "TM9", f"It has {len(translation)} characters, and the English {len(english)}."
        return
    if wanted.stars != translation.count("**") or wanted.bold != len(BOLD.findall(translation)):
        yield "TM3", "It does not have as many bold words as the English."
    characters = set(translation)
    if not characters.isdisjoint(MARKUP_SIGNS):
        if TAG.search(translation) or (not wanted.has_markup and MARKUP.search(translation)):
            yield "TM4", "It holds HTML or Markdown that the English has not."
        elif sign := next(left_over(_bare(translation)), None):
            yield "TM4", sign[0]
    usual = _usual(script)
    if new := characters - usual:
        usual.update(character for character in new if _is_usual(character, script))
        if not new <= usual:
            yield from _unusual(translation, script)
    if _mixed(characters) and (word := next(filter(_mixes, re.findall(r"[^\W\d_]+", translation)), None)):
        yield "TM7", f"The word “{word}” mixes the letters of two scripts."
    if wanted.numbers and (missing := wanted.numbers - numbers(_words(translation))):
        yield "TM8", f"The number {next(iter(missing))} is not in it."


@cache
def _usual(script: str) -> set[str]:
    """Return the set of the characters that `_is_usual` was true of, which grows with every message."""
    return set()


def _is_usual(character: str, script: str) -> bool:
    """Say whether there is nothing to say of a character in a language with this script."""
    return can_be_seen(character) and not FULL_WIDTH.match(character) and not _is_foreign(character, script)


def _is_foreign(character: str, script: str) -> bool:
    """Say whether a character is a letter that a language with this script does not use."""
    known = not character.isalpha() or _script(character) in {script, "LATIN", *ORDINALS}
    return not known and unicodedata.category(character) != "Lm"


def _unusual(translation: str, script: str) -> Iterator[tuple[str, str]]:
    """Yield (rule, problem) for characters that nobody sees, that look like others or that the language does not use."""
    if hidden := next(unseen(translation), None):
        yield "TM5", f"It holds the invisible character {hidden[1]}."
    if wide := FULL_WIDTH.search(translation):
        yield (
            "TM5",
            f"“{wide[0]}” is a letter of another width, which looks like “{unicodedata.normalize('NFKC', wide[0])}”.",
        )
    if foreign := sorted(character for character in set(translation) if _is_foreign(character, script)):
        yield "TM6", f"It holds “{foreign[0]}”, a letter that the language does not use."


@cache
def _alike(character: str) -> str:
    """Return the script of a letter, "" where it is of none that looks like another."""
    script = _script(character) if character.isalpha() else ""
    return script if script in ("LATIN", "CYRILLIC", "GREEK") else ""


def _mixed(characters: Iterable[str]) -> bool:
    """Say whether there are letters of two scripts that look alike."""
    scripts = set(map(_alike, characters))
    return "LATIN" in scripts and not scripts.isdisjoint({"CYRILLIC", "GREEK"})


@cache
def _mixes(word: str) -> bool:
    """Say whether a word mixes two scripts; words come again and again."""
    return _mixed(word)


def _bare(message: str) -> str:
    """Return a message without the Markdown that means something: links keep their words, bold words their letters."""
    return BOLD.sub(lambda bold: bold[0][2:-2], LINK.sub(r"\1", message))


def _words(message: str) -> str:
    """Return a message without link targets and placeholders, which hold numbers of their own."""
    return PLACEHOLDER.sub("", LINK_TARGET.sub("]", message))
