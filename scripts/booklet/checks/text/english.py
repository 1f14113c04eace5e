"""Count the sentences, words and syllables of English text, and tell familiar words from others."""

from __future__ import annotations

import re
from functools import cached_property

import pyphen

from booklet.errors import BookletError
from booklet.project import Project

WORD = re.compile(r"[^\W_]+(?:[’'.&/-][^\W_]+)*")
# A full stop in these ends no sentence. "No." is an abbreviation only before a number: people say no.
ABBREVIATED = re.compile(r"\b(?:(?i:e\.g|i\.e|etc|Mr|Mrs|Ms|Dr|vs)|No(?=\.\s*\d))\.")
SENTENCE_END = re.compile(r"(?<=[.!?])[”’)\"]*\s+(?=[“‘(\"]*[A-Z0-9{])")
PRONOUNCED = re.compile(r'^\s*"?([a-z\'-]+)"?: "([^"]+)"', re.MULTILINE)
LISTED = re.compile(r"^\s*['\"](.+)['\"],?$", re.MULTILINE)
# Endings that leave a familiar word familiar (Chall and Dale 1995, rules for the word list), and what they replaced
ENDINGS = (
    ("’s", ""),
    ("'s", ""),
    ("s’", "s"),
    ("ies", "y"),
    ("es", ""),
    ("es", "e"),
    ("s", ""),
    ("ied", "y"),
    ("ed", ""),
    ("ed", "e"),
    ("ing", ""),
    ("ing", "e"),
    ("ier", "y"),
    ("er", ""),
    ("er", "e"),
    ("iest", "y"),
    ("est", ""),
    ("est", "e"),
)


def words(text: str) -> list[str]:
    """Return the words of a text. A number, an address or a name in braces is one word."""
    return WORD.findall(re.sub(r"\{\w+\}", "fact", text))


def sentences(text: str) -> list[str]:
    """Return the sentences of a block of text; its end ends the last one, as in a list item without a full stop."""
    protected = ABBREVIATED.sub(lambda match: match[0].replace(".", "\0"), text)
    parts = (part.replace("\0", ".").strip() for part in SENTENCE_END.split(protected))
    return [part for part in parts if words(part)]


class Lexicon:
    """The pronouncing dictionary of Carnegie Mellon University and the Dale-Chall list of familiar words.

    Both come as npm packages (cmu-pronouncing-dictionary, dale-chall). Raises BookletError where one is missing.
    """

    def __init__(self, project: Project):
        self.packages = project.root / "node_modules"

    def _read(self, package: str) -> str:
        try:
            return (self.packages / package / "index.js").read_text(encoding="utf-8")
        except OSError as error:
            raise BookletError(
                f"The word list “{package}” is missing.",
                "Run python3 scripts/test.py --set-up-only, which installs what the checks need.",
            ) from error

    @cached_property
    def _syllables(self) -> dict[str, int]:
        """Syllables by word: one for each vowel sound, which the dictionary marks with a digit of stress."""
        return {
            word: sum(sound[-1].isdigit() for sound in sounds.split())
            for word, sounds in PRONOUNCED.findall(self._read("cmu-pronouncing-dictionary"))
        }

    @cached_property
    def _familiar(self) -> set[str]:
        return {word.replace("\\", "").lower() for word in LISTED.findall(self._read("dale-chall"))}

    @cached_property
    def _hyphenation(self) -> pyphen.Pyphen:
        return pyphen.Pyphen(lang="en_GB", left=1, right=1)

    def syllables(self, word: str) -> int:
        """Return the syllables of a word: from the dictionary, else from the British hyphenation.

        A number counts as one. An abbreviation that is not in the dictionary is spelled out up to 3 letters
        (EHC), and spoken as a word beyond (SENCO).
        """
        plain = word.lower().replace("’", "'")
        for form in (plain, plain.replace("-", ""), plain.removesuffix("'s")):
            if form in self._syllables:
                return self._syllables[form]
        if "-" in plain or "/" in plain:
            return sum(self.syllables(part) for part in re.split(r"[-/]", word) if part)
        if not plain.isalpha():
            return 1
        if word.isupper():
            return len(word) if len(word) <= 3 else len(re.findall("[aeiouy]+", plain))
        return len(self._hyphenation.positions(plain)) + 1

    def is_familiar(self, word: str) -> bool:
        """Say whether a word or its stem is on the Dale-Chall list; numbers and names count as familiar."""
        plain = word.lower().replace("’", "'")
        if not plain.isalpha() and any(sign.isdigit() for sign in plain):
            return True
        if "-" in plain:
            return all(self.is_familiar(part) for part in plain.split("-") if part)
        plain = plain.replace("'", "’")
        stems = {plain} | {plain[: -len(end)] + old for end, old in ENDINGS if plain.endswith(end)}
        # "planning" → "plan"
        stems |= {stem[:-1] for stem in stems if len(stem) > 2 and stem[-1] == stem[-2]}
        return any(stem in self._familiar or stem.replace("’", "'") in self._familiar for stem in stems)
