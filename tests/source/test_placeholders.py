"""Values in the place of names in braces: one full stop, and names that turn nothing round."""

from __future__ import annotations

from datetime import date

import pytest

from booklet.project import Project
from booklet.source.languages import read_languages
from booklet.source.placeholders import fill, isolated, without_double_stops

DAY = date(2026, 11, 27)


@pytest.mark.parametrize(
    ("text", "date_words", "expected"),
    [
        ("Tested on {date}.", "2026 m. lapkričio 27 d.", "Tested on 2026 m. lapkričio 27 d."),
        ("Tested on {date}.", "27 November 2026", "Tested on 27 November 2026."),
        ("Tested on {date}, once.", "2026 m. lapkričio 27 d.", "Tested on 2026 m. lapkričio 27 d., once."),
        ("Tested on {date} …", "27 d.", "Tested on 27 d. …"),
        ("Since {date}...", "27 d.", "Since 27 d...."),
        ("{date}. {name}.", "27 d.", "27 d. {name}."),
        ("No name.", "27 d.", "No name."),
    ],
)
def test_a_full_stop_stands_once(text, date_words, expected):
    assert fill(text, {"date": date_words}) == expected


@pytest.mark.parametrize("language", read_languages(Project()), ids=lambda language: language.tag)
def test_a_date_ends_a_sentence_with_one_full_stop_in_every_language(language):
    said = fill("{date}.", {"date": language.date(DAY)})
    assert said.endswith(".") and not said.endswith("..")


def test_some_languages_write_a_full_stop_after_a_date():
    """Without them the test above would prove nothing."""
    assert sum(language.date(DAY).endswith(".") for language in read_languages(Project())) >= 3


def test_a_name_that_is_not_filled_in_keeps_its_full_stop():
    assert without_double_stops("{date}.", lambda name: None) == "{date}."


def test_a_value_with_braces_is_not_filled_in_again():
    assert fill("{name}: {date}", {"name": "{date}", "date": "today"}) == "{date}: today"


def test_a_name_is_text_and_isolated():
    assert isolated("<b>محمد") == "<bdi>&lt;b&gt;محمد</bdi>"
