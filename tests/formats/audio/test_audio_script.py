"""What a voice says: short forms at length, sentences with their blocks, an opening and an end."""

from __future__ import annotations

from pathlib import Path

import pytest

from booklet.book.blocks import blocks
from booklet.formats.audio import english
from booklet.formats.audio.script import minutes_of, script, split
from tests.books import make_book

WORDS = {"norfolk", "send", "equality", "human", "rights"}


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("Phone 01603\u00a0704070.", "Phone zero one six zero three, seven zero four, zero seven zero."),
        ("0300 123 1234", "zero three zero zero, one two three, one two three four"),
        ("norfolksendiass@norfolk.gov.uk", "norfolk, send, I, A, S, S, at norfolk, dot gov, dot U K"),
        ("www.norfolk.gov.uk/send.", "W W W, dot norfolk, dot gov, dot U K, slash send."),
        ("www.equalityhumanrights.com", "W W W, dot equality, human, rights, dot com"),
        ("https://sen-support.example.org/", "S, E, N dash support, dot example, dot org"),
        ("the SENCO and children with SEN", "the Senko and children with S E N"),
        ("the SEND Code, paragraph 6.45", "the Send Code, paragraph six point forty-five"),
        ("paragraphs 6.1 and 6.20", "paragraphs six point one and six point twenty"),
        ("an EHC plan, 0 to 25", "an E H C plan, nought to 25"),
        ("on 23 November 2026", "on the 23rd of November twenty twenty-six"),
        ("on 11 May", "on the 11th of May"),
        ("the Equality Act 2010", "the Equality Act twenty ten"),
        ("licence CC BY-SA 4.0", "licence C C, B Y, S A 4 point zero"),
        ("4 stages, ages 16 to 19", "4 stages, ages 16 to 19"),
    ],
)
def test_short_forms_are_said_at_length(written, said):
    assert english.spoken_text(written, WORDS) == said


@pytest.mark.parametrize(
    ("year", "said"),
    [(2000, "two thousand"), (2005, "two thousand and five"), (1900, "nineteen hundred"), (1908, "nineteen oh eight")],
)
def test_years(year, said):
    assert english.year(year) == said


@pytest.mark.parametrize(
    "text",
    [
        "One. Two? “Three.” Four",
        "See www.norfolk.gov.uk for more. Then ask.",
        "Paragraph 6.45 says this",
        "a plan: then a review. 4 stages",
    ],
)
def test_sentences_are_the_text_again(text):
    assert " ".join(split(text)) == text


def test_a_sentence_ends_at_its_sign():
    assert split("One. Two? “Three.” Four: 6.45 is it. 5 more") == [
        "One.",
        "Two?",
        "“Three.”",
        "Four: 6.45 is it.",
        "5 more",
    ]


@pytest.fixture
def book(tmp_path: Path):
    return make_book(tmp_path)


def test_every_block_is_said_once_and_in_order(book):
    found = blocks(book)
    said = [sentence for chapter in script(book, 2) for sentence in chapter.sentences if sentence.block is not None]
    assert list(dict.fromkeys(sentence.block for sentence in said)) == list(range(len(found)))
    for index, block in enumerate(found):
        assert " ".join(sentence.text for sentence in said if sentence.block == index) == block.text


def test_the_opening_says_what_comes(book):
    opening, *_, last = script(book, 2)
    assert opening.sentences[0].spoken_text == "S E N Support."
    assert [sentence.text for sentence in opening.sentences if sentence.block is None] == [
        "A computer voice reads this guide.",
        "Running time in minutes: 2",
        "Number of chapters: 9",
        "Contents:",
        "Chapter 1: SEN Support",
        "Chapter 2: The graduated approach",
        "Chapter 3: Assess",
        "Chapter 4: Plan",
        "Chapter 5: Do",
        "Chapter 6: Review",
        "Chapter 7: Word list",
        "Chapter 8: Meeting record",
        "Chapter 9: About this booklet",
    ]
    assert last.sentences[-1].text == "This is the end of the guide."


def test_numbers_and_pictures_are_said(book):
    said = [sentence.spoken_text for chapter in script(book, 2) for sentence in chapter.sentences]
    assert {"Chapter 4: Plan.", "2, Plan.", "Picture: Two people look at a plan together."} <= set(said)


def test_another_language_is_said_as_it_is_written(tmp_path):
    book = make_book(tmp_path, "ar")
    said = {sentence.text: sentence.spoken_text for chapter in script(book, 2) for sentence in chapter.sentences}
    assert said["التخطيط"].endswith("التخطيط.")


@pytest.mark.parametrize(("seconds", "minutes"), [(1, 1), (89, 1), (91, 2)])
def test_minutes(seconds, minutes):
    assert minutes_of(seconds) == minutes
