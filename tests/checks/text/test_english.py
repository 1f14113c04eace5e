"""Counting sentences, words and syllables."""

from __future__ import annotations

import pytest

from booklet.checks.text.english import Lexicon, sentences, words
from booklet.errors import BookletError
from booklet.project import Project


@pytest.fixture(scope="module")
def lexicon(project: Project) -> Lexicon:
    return Lexicon(project)


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("One. Two! Three?", 3),
        ("Ask Dr. Smith, e.g. at school.", 1),
        ("The school may say no. You can ask why.", 2),
        ("They said: No. You can ask why.", 2),
        ("See the Regulations (No. 2) 2018.", 1),
        ("“It helps.” They agree.", 2),
        ("A list item without a full stop", 1),
        ("Read paragraph 6.44 of the code.", 1),
        ("Phone {phone}. {service} helps.", 2),
        ("", 0),
    ],
)
def test_sentences(text: str, count: int):
    assert len(sentences(text)) == count


@pytest.mark.parametrize(
    ("text", "count"), [("The child’s well-made plan", 4), ("Phone {phone} now", 3), ("6.44 and 0 to 25", 5)]
)
def test_words(text: str, count: int):
    assert len(words(text)) == count


@pytest.mark.parametrize(
    ("word", "count"),
    [
        ("school", 1),
        ("children", 2),
        ("special", 2),
        ("educational", 5),
        ("child’s", 1),
        ("well-made", 2),
        ("EHC", 3),
        ("6.44", 1),
    ],
)
def test_syllables(word: str, count: int, lexicon: Lexicon):
    assert lexicon.syllables(word) == count


@pytest.mark.parametrize("word", ["school", "schools", "planning", "child’s", "helped", "2026", "well-made"])
def test_familiar(word: str, lexicon: Lexicon):
    assert lexicon.is_familiar(word)


@pytest.mark.parametrize("word", ["notwithstanding", "provision", "attainment"])
def test_not_familiar(word: str, lexicon: Lexicon):
    assert not lexicon.is_familiar(word)


def test_missing_word_list_is_an_error(tmp_path):
    with pytest.raises(BookletError, match=r"scripts/test\.py"):
        Lexicon(Project(tmp_path)).syllables("school")
