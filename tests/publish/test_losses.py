"""Translations that are lost against the last build are named."""

import json

import pytest

from booklet.publish.losses import lost_translations
from tests.helpers import write


def site(folder, **translated: int):
    """Write the list of editions of a site in which so many of ten messages are translated."""
    editions = [
        {"language": language, "translation": {"messages": 10, "translated": count, "fuzzy": 1, "reviewed_by": None}}
        for language, count in translated.items()
    ]
    write(folder / "editions.json", json.dumps({"editions": editions}))
    return folder


def test_a_language_that_lost_translations_is_named(tmp_path):
    (line,) = lost_translations(site(tmp_path / "site", pl=9, ar=5), site(tmp_path / "new", pl=2, ar=6))
    assert line.startswith("pl: 7 fewer translations than at the last build (2 of 10 messages, 1 fuzzy).")
    assert "locales/pl.po" in line


def test_a_language_that_is_new_or_gone_has_lost_nothing(tmp_path):
    assert not list(lost_translations(site(tmp_path / "site", pl=9), site(tmp_path / "new", ar=6)))


@pytest.mark.parametrize("text", [None, "", "[]", '{"editions": [{"language": "pl"}]}'])
def test_without_a_whole_list_of_editions_nothing_is_lost(tmp_path, text):
    if text is not None:
        write(tmp_path / "site" / "editions.json", text)
    assert not list(lost_translations(tmp_path / "site", site(tmp_path / "new", pl=0)))
