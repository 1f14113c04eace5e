"""The line on which each value of a YAML file is."""

import pytest
import yaml

from booklet.project import ROOT
from booklet.yaml_source import Loader, compose, load, scalar_lines


def lines(text: str) -> list[tuple[tuple[str, ...], str, int]]:
    return list(scalar_lines(yaml.compose(text, Loader=yaml.SafeLoader)))


def test_every_value_has_its_keys_and_its_line():
    text = "# A note\nhelp:\n  title: Get help\n\n  phone:   # spoken\n    'Phone {phone}'\nlist:\n  - one\n  - {two: 2}\nnothing:\n"
    assert lines(text) == [
        (("help", "title"), "Get help", 3),
        (("help", "phone"), "Phone {phone}", 6),
        (("list",), "one", 8),
        (("list", "two"), "2", 9),
        (("nothing",), "", 10),
    ]


def test_a_text_over_several_lines_is_found_where_it_starts():
    assert lines("long: >-\n  One\n  two\nnext: 3\n") == [(("long",), "One two", 1), (("next",), "3", 4)]


def test_a_value_used_again_stands_where_it_was_written():
    assert lines("one: &same x\ntwo: *same\n") == [(("one",), "x", 1), (("two",), "x", 1)]


@pytest.mark.parametrize("text", ["", "# Only a note\n"])
def test_an_empty_text_has_no_values(text):
    assert lines(text) == []


@pytest.mark.parametrize("name", ["1", "true", "null", "2026-01-31", "1.5", "yes", "~", "<<"])
def test_a_name_is_the_words_that_were_typed(name):
    """A number or a day among the names could not be sorted with the others, nor its line be found."""
    assert load(f"{name}: 1\nother: 2\n") == {name: 1, "other": 2}


@pytest.mark.parametrize("escaped", ["\\u202e", "\\u0007", "\\u200b", "\\U000e0041"])
def test_a_character_that_nobody_can_see_is_refused_where_it_is_an_escape(escaped):
    with pytest.raises(yaml.MarkedYAMLError, match="nobody can see") as error:
        yaml.load(f'name: "Jo"\nby: "Smith{escaped}"\n', Loader=Loader)
    assert error.value.problem_mark.line == 1


@pytest.mark.parametrize(
    "text",
    [
        "names: [si\tgns, words]\n",
        "names: [wh?at, words]\n",
        "names: [one,\n  t?wo]\n",
        "name:\tvalue\n\t- x\n",
        "name: |#\n  words\n",
        "name: words\n\ufeff\n",
        "name: 'open\n",
        "- one\n two: 3\n",
    ],
)
def test_what_libyaml_would_take_and_what_it_refuses_is_refused_in_the_words_of_pyyaml(text):
    with pytest.raises(yaml.YAMLError) as expected:
        yaml.load(text, Loader=Loader)
    with pytest.raises(yaml.YAMLError) as error:
        load(text)
    assert str(error.value) == str(expected.value)


@pytest.mark.parametrize("path", sorted((ROOT / "content").glob("*.yml")), ids=lambda path: path.name)
def test_a_file_has_the_same_values_and_lines_as_pyyaml_reads(path):
    text = path.read_text(encoding="utf-8")
    assert load(text) == yaml.load(text, Loader=Loader)
    assert [*scalar_lines(compose(text))] == [*scalar_lines(yaml.compose(text, Loader=Loader))]
