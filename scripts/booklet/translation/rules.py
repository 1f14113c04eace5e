"""What a translation may hold. It is data from outside: only what its English message has may come back.

Rules: TM1 links, TM2 placeholders, TM3 bold, TM4 HTML and other markup, TM5 direction and control characters,
TM6 letters of another script, TM7 words that mix scripts, TM8 missing numbers, TM9 far too long.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from functools import cache

from booklet.digits import numbers
from booklet.source.service.facts import PLACEHOLDER
from booklet.source.signs import left_over
from booklet.source.text import GAP, unseen

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


@cache
def _script(letter: str) -> str:
    return unicodedata.name(letter, "UNKNOWN").split()[0]


@cache
def _wanted(english: str) -> tuple[list[str], list[str], Counter[str]]:
    """Return the link targets and the names in braces of an English message, sorted, and its numbers.

    Every language is compared with the same messages.
    """
    targets, names = LINK_TARGET.findall(english), PLACEHOLDER.findall(english)
    return sorted(targets), sorted(names), numbers(_words(english))


def problems(english: str, translation: str, script: str) -> Iterator[tuple[str, str]]:
    """Yield (rule, problem) for everything that a translation must not hold.

    `english` and `translation` are inline Markdown, `script` names the language's letters.
    Latin is allowed in every language, for English terms.
    """
    links, placeholders, needed = _wanted(english)
    if links != sorted(LINK_TARGET.findall(translation)):
        yield "TM1", "Its links do not lead where the English ones lead."
    if placeholders != sorted(PLACEHOLDER.findall(translation)):
        yield "TM2", "Its names in braces are not the English ones."
    if len(re.findall(GAP, english)) != len(re.findall(GAP, translation)):
        yield "TM2", "It has not as many gaps to fill in (______) as the English."
    if len(translation) > LONGER * len(english) + SHORT:
        yield "TM9", f"It has {len(translation)} characters, and the English {len(english)}."
        return
    if english.count("**") != translation.count("**") or len(BOLD.findall(english)) != len(BOLD.findall(translation)):
        yield "TM3", "It does not have as many bold words as the English."
    if TAG.search(translation) or (MARKUP.search(translation) and not MARKUP.search(english)):
        yield "TM4", "It holds HTML or Markdown that the English has not."
    elif sign := next(left_over(_bare(translation)), None):
        yield "TM4", sign[0]
    if hidden := next(unseen(translation), None):
        yield "TM5", f"It holds the invisible character {hidden[1]}."
    if wide := FULL_WIDTH.search(translation):
        yield (
            "TM5",
            f"“{wide[0]}” is a letter of another width, which looks like “{unicodedata.normalize('NFKC', wide[0])}”.",
        )
    allowed = {script, "LATIN", *ORDINALS}
    letters = {letter for letter in set(translation) if letter.isalpha()}
    if foreign := sorted(
        letter for letter in letters if _script(letter) not in allowed and unicodedata.category(letter) != "Lm"
    ):
        yield "TM6", f"It holds “{foreign[0]}”, a letter that the language does not use."
    if _mixed(letters):
        for word in re.findall(r"[^\W\d_]+", translation):
            if _mixed({letter for letter in word if letter.isalpha()}):
                yield "TM7", f"The word “{word}” mixes the letters of two scripts."
                break
    if needed and (missing := needed - numbers(_words(translation))):
        yield "TM8", f"The number {next(iter(missing))} is not in it."


def _mixed(letters: set[str]) -> bool:
    """Say whether letters are of two scripts that look alike."""
    scripts = {_script(letter) for letter in letters}
    return "LATIN" in scripts and not scripts.isdisjoint({"CYRILLIC", "GREEK"})


def _bare(message: str) -> str:
    """Return a message without the Markdown that means something: links keep their words, bold words their letters."""
    return BOLD.sub(lambda bold: bold[0][2:-2], LINK.sub(r"\1", message))


def _words(message: str) -> str:
    """Return a message without link targets and placeholders, which hold numbers of their own."""
    return PLACEHOLDER.sub("", LINK_TARGET.sub("]", message))
