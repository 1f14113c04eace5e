"""Tests of the service's own sentences: each on its page, among the messages, and only as plain words and links."""

from __future__ import annotations

import pytest

from booklet.errors import BookletError
from booklet.markdown.english_messages import english_messages
from booklet.markdown.pages import read_own_texts
from booklet.project import Project
from booklet.source.service.folder import WRONG, notes
from booklet.source.service.own_sentences import SENTENCES, OwnSentence, read_own_sentences, with_own_sentences
from booklet.translation.messages import Message
from tests.helpers import copied_project, write

WORDS = "You can meet us in the town hall on Tuesdays. Phone {phone} first."
GOOD = f"# Ours\n- page: useful-information.md\n  under: talk-to-an-adviser\n  sentence: {WORDS}\n"
PAGE = "Words.\n\n## One {#one}\n\nMore.\n\n### Inner {#inner}\n\nDeep.\n\n## Two {#two}\n\nLast.\n"


@pytest.fixture
def project(tmp_path) -> Project:
    return copied_project(tmp_path / "project", ("docs", "service", "content", "locales/languages.yml"))


def read(project: Project, text: str) -> tuple[OwnSentence, ...]:
    write(project.root / SENTENCES, text)
    return read_own_sentences(project)


def test_a_service_without_the_file_has_none(project):
    assert read_own_sentences(project) == ()


def test_a_sentence_is_read_with_its_place(project):
    assert read(project, GOOD) == (OwnSentence("useful-information.md", "talk-to-an-adviser", WORDS, 2),)


def test_a_sentence_goes_to_the_translators_and_through_the_checks_of_the_text(project):
    write(project.root / SENTENCES, GOOD)
    message = english_messages(project).found[None, WORDS]
    assert message == Message(WORDS, None, SENTENCES, 2)
    (text,) = read_own_texts(project)
    assert (text.path, text.line, text.words) == (SENTENCES, 2, WORDS)


@pytest.mark.parametrize(("under", "place"), [("", 7), ("one", 5), ("inner", 5), ("two", 7)])
def test_a_sentence_ends_its_part(under, place):
    text = with_own_sentences(PAGE, "plan.md", (OwnSentence("plan.md", under, "Ours.", 1),))
    blocks = [block.strip() for block in text.strip().split("\n\n")]
    assert blocks.pop(place) == "Ours."
    assert blocks == PAGE.strip().split("\n\n")


def test_sentences_under_one_heading_keep_their_order():
    own = [OwnSentence("plan.md", "one", words, 1) for words in ("First.", "Second.")]
    text = with_own_sentences(PAGE, "plan.md", own)
    assert text.index("Deep.") < text.index("First.") < text.index("Second.") < text.index("## Two")


def test_other_pages_stay_as_they_are():
    assert with_own_sentences(PAGE, "do.md", (OwnSentence("plan.md", "", "Ours.", 1),)) == PAGE


def test_a_heading_that_is_not_there_is_refused():
    with pytest.raises(BookletError, match="has no heading with the id “three”") as caught:
        with_own_sentences(PAGE, "plan.md", (OwnSentence("plan.md", "three", "Ours.", 7),))
    assert (caught.value.path, caught.value.line) == (SENTENCES, 7)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("- words\n", "not a page and a sentence"),
        ("- page: plan.md\n", "not a page and a sentence"),
        ("- {page: plan.md, sentence: Words., colour: red}\n", "not a page and a sentence"),
        ("- {page: plan.md, sentence: 12}\n", "more than words"),
        ("- {page: pan.md, sentence: Words.}\n", "There is no page “pan.md”"),
        ("- {page: ../service/facts.yml, sentence: Words.}\n", "There is no page"),
        ("- {page: plan.md, sentence: ''}\n", "empty or too long"),
        (f"- {{page: plan.md, sentence: {'long ' * 70}}}\n", "empty or too long"),
        ('- {page: plan.md, sentence: "Words\\u200b."}\n', "nobody can see the character"),
        ("- {page: plan.md, sentence: '# A heading'}\n", "more than plain words"),
        ("- {page: plan.md, sentence: '- An item'}\n", "more than plain words"),
        ("- {page: plan.md, sentence: 'Words <script>alert(1)</script>'}\n", "more than plain words"),
        ("- {page: plan.md, sentence: 'Words ![a](picture:plan)'}\n", "more than plain words"),
        ("- {page: plan.md, sentence: 'See [this](javascript:alert%281%29).'}\n", "“javascript:” are not allowed"),
        ("- {page: plan.md, sentence: 'See [this](http://example.org/).'}\n", "“http:” are not allowed"),
        ("- {page: plan.md, sentence: 'See [this](//example.org/).'}\n", "leads to another host"),
        ("- {page: plan.md, sentence: 'See [this](plan.md'}\n", "a link that is not closed"),
        ("- {page: plan.md, sentence: 'Words {.if-free-yes}'}\n", "more than plain words"),
        ("- {page: plan.md, sentence: 'See `this`.'}\n", "backtick"),
        ("- {page: plan.md, sentence: 'Phone {fone}.'}\n", "names {fone}, which is no fact"),
        ("page: plan.md\n", "This must be a list"),
    ],
)
def test_what_is_more_than_a_sentence_on_a_page_is_refused(project, text, words):
    with pytest.raises(BookletError) as caught:
        read(project, text)
    assert words in caught.value.problem and caught.value.path == SENTENCES


def test_the_check_of_the_service_names_a_sentence_that_is_wrong(project):
    write(project.root / SENTENCES, "- {page: pan.md, sentence: Words.}\n")
    (one,) = [note for note in notes(project) if note.path == SENTENCES]
    assert (one.state, one.line) == (WRONG, 1) and "plan.md" in one.words
