"""Signs that look like Markdown: what is meant, and what would reach a reader as it was typed."""

import pytest

from booklet.source.signs import entities, left_over, list_faults


@pytest.mark.parametrize(
    "words",
    ["Call {phone}.", "Dear ______, thank you", "Ages 0–25 (SEN)", "It’s 5 > 3 & 2", "50% of “help”…", "e-mail: x"],
)
def test_words_pass(words):
    assert list(left_over(words)) == []


@pytest.mark.parametrize(
    "words",
    ["a ** b", "a *b* c", "~~a~~", "`a`", "a\\", "[a](b", "[a][b]", "a | b", "{a", "__a__", "[ ] a"],
)
def test_a_sign_is_named_with_its_cure(words):
    ((problem, cure),) = left_over(words)
    assert problem.endswith((".", ":")) and cure.endswith(".")


@pytest.mark.parametrize("words", ["help&nbsp;soon", "&#8203;", "&#x200B;"])
def test_the_name_of_a_character_is_refused(words):
    assert len(list(entities(words))) == 1


@pytest.mark.parametrize(
    "text",
    [
        "Words:\n\n-   one\n-   two\n\n    more of two\n\n-   three",
        "1.  one\n\n    words\n\n2.  two\n\n    -   in two\n    -   also\n\n3.  three",
        "1.  one\n2.  two\n\nWords.\n\n1.  first of another",
        "-   one\n    -   in one\n-   two",
        "/// links\n-   [a](b)\n///",
    ],
)
def test_a_list_passes(text):
    assert list(list_faults(tuple(text.split("\n")))) == []


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("Words:\n- one", 2),
        ("1.  one\n2.  two\n\nWords.\n\n3.  three", 6),
        ("-   one\n  - in one", 2),
        ("-   one\n\t-   in one", 2),
        ("2.  two", 1),
        ("1.  one\n3.  three", 2),
        ("1) one", 1),
        ("• one", 1),
        ("– one", 1),
        ("a) one", 1),
    ],
)
def test_a_fault_of_a_list_is_named_with_its_line(text, line):
    (number, problem, cure), *_ = list_faults(tuple(text.split("\n")))
    assert (number, bool(problem), bool(cure)) == (line, True, True)
