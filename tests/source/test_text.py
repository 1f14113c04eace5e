"""Text as people type it: one form for each letter, and nothing that cannot be seen."""

import pytest

from booklet.source.text import MOST_SHOWN, fold, normalised, shown, unseen, visible, without_unseen


def test_lines_of_a_paragraph_are_folded():
    assert fold("one\n  two\tthree ") == "one two three"


def test_letters_and_line_ends_have_one_form():
    assert normalised("\ufeffcafe\u0301\r\nszko\u0142a\rend") == "caf\u00e9\nszko\u0142a\nend"


@pytest.mark.parametrize(
    "character",
    [
        "\0",
        "\u200b",
        "\u200e",
        "\u202e",
        "\u2066",
        "\u00ad",
        "\ue000",
        "\U000e0041",
        "\u2028",
        "\ufe0f",
        "\U000e0100",
        "\u3164",
        "\u2800",
        "\ufffd",
    ],
    ids=lambda character: f"{ord(character):04X}",
)
def test_what_cannot_be_seen_is_named_with_its_place(character):
    assert [place for place, _ in unseen(f"Jo{character} Smith")] == [2]
    assert f"U+{ord(character):04X}" in visible(f"Jo{character}")


@pytest.mark.parametrize(
    "text", ["Zażółć gęślą jaźń", "دعم", "ന്\u200d", "क्\u200cष", "特殊教育需要", "co\u00a0operate", "it’s – “so”…"]
)
def test_what_can_be_seen_passes(text):
    assert list(unseen(text)) == []


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("a \u200d", 2),
        ("pl\u200dan", 2),
        ("пл\u200cан", 2),
        ("特\u200d", 1),
        ("e\u0301\u200d", 2),
        ("ന്\u200d\u200d", 3),
    ],
)
def test_a_joiner_that_joins_nothing_is_named(text, place):
    assert [found for found, _ in unseen(text)] == [place]


def test_what_cannot_be_seen_is_left_out_and_lines_are_folded():
    assert without_unseen("Jo\u202e  Smi\u200bth\u2028") == "Jo Smith"
    assert without_unseen("ന്\u200d") == "ന്\u200d"


def test_a_message_repeats_the_start_of_what_was_typed():
    assert shown("plan\u202e") == "plan" + visible("\u202e")
    assert shown("x" * 5000) == "x" * MOST_SHOWN
