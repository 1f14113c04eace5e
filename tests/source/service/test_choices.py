"""Tests of the choices: what a service answers decides which blocks and labels are shown."""

from __future__ import annotations

import pytest

from booklet.errors import BookletError
from booklet.markdown.english_messages import english_messages
from booklet.markdown.pages import read_pages
from booklet.project import Project
from booklet.source.labels import read_labels
from booklet.source.service.choices import CHOICES, COMPUTED_CHOICES, Choices, Condition, all_choices, answers_of, split
from booklet.source.service.facts import OPTIONAL_FACTS, Fact, Facts
from booklet.source.service.settings import read_settings

UNKNOWN = {"interpreters": "unknown", "free": "unknown", "confidential": "unknown"}
KNOWN = {"interpreters": "no", "free": "yes", "confidential": "yes"}


def facts(source: str, **more: Fact) -> Facts:
    return Facts({**OPTIONAL_FACTS, "phone": Fact("phone", "phone", "01632 960123", source=source), **more})


def test_a_marker_is_taken_off_and_read():
    raw = "Phone {phone} now. {.if-interpreters-yes .if-interpreters-no}"
    assert split(raw) == ("Phone {phone} now.", (Condition("interpreters", "yes"), Condition("interpreters", "no")))


@pytest.mark.parametrize("raw", ["Phone {phone}", "## Title {#title}", "{.if-free-yes} at the start"])
def test_other_braces_are_no_marker(raw):
    assert split(raw) == (raw, ())


@pytest.mark.parametrize("written", ["interpreter-yes", "interpreters-perhaps", "interpreters", "yes"])
def test_an_unknown_answer_is_refused(written):
    with pytest.raises(BookletError, match="no answer that a service can give"):
        split(f"Words {{.if-{written}}}")


def test_a_slip_is_answered_with_the_nearest_name():
    with pytest.raises(BookletError, match=r"Did you mean \{\.if-sign-language-yes\}"):
        split("Words {.if-sign-langage-yes}")


def test_what_nobody_answered_promises_nothing():
    none = Choices()
    assert {name: none[name] for name in CHOICES} == {
        name: "unknown" if "unknown" in answers_of(name) else "no" for name in CHOICES
    }
    assert none["details"] == "partly" and none["free_and_confidential"] == "unknown"


def test_any_of_the_conditions_shows_a_block():
    answers = Choices({"interpreters": "no"})
    either = (Condition("interpreters", "yes"), Condition("interpreters", "no"))
    assert answers.show(()) and answers.show(either) and not answers.show(either[:1])


def test_a_label_of_an_answer_takes_the_place_of_the_other():
    labels = ["help.text", "help.text_if_phone_appointments_no", "help.text_if_nothing_no"]
    assert Choices({"phone_appointments": "yes"}).replaced(labels) == {}
    assert Choices({"phone_appointments": "no"}).replaced(labels) == {"help.text": "help.text_if_phone_appointments_no"}


@pytest.mark.parametrize(
    ("source", "given", "hours", "state"),
    [
        ("from the booklet; to be confirmed by the service", UNKNOWN, False, "booklet"),
        ("from the booklet; to be confirmed by the service", {**UNKNOWN, "free": "yes"}, False, "partly"),
        ("to be confirmed by the service", UNKNOWN, False, "partly"),
        ("confirmed by Jo", KNOWN, False, "partly"),
        ("confirmed by Jo", UNKNOWN, True, "partly"),
        ("confirmed by Jo", KNOWN, True, "confirmed"),
    ],
)
def test_details_are_confirmed_when_all_of_them_are(source, given, hours, state):
    assert all_choices(given, facts(source), hours, False, True)["details"] == state


def test_a_fact_that_the_service_has_not_is_an_answer():
    own = Fact("adviser_name", "name", "link workers", source="Jo")
    answers = all_choices({}, facts("Jo", adviser_name=own), False, False, True)
    assert answers.has("adviser_name") and answers.has("service_questions", "no")


@pytest.mark.text
@pytest.mark.parametrize(("kept", "said"), [(True, "yes"), (False, "no")])
def test_pages_that_are_kept_are_spoken_of_only_where_they_are(kept, said):
    assert all_choices({}, facts("Jo"), False, False, kept).has("offline", said)
    about = (Project().docs / "privacy.md").read_text(encoding="utf-8")
    assert [line.endswith("{.if-offline-yes}") for line in about.splitlines() if "keeps a copy" in line] == [True]


@pytest.mark.text
def test_every_choice_shows_something_or_is_asked_in_vain():
    """A question that decides nothing is not worth asking."""
    project = Project()
    markers = "\n".join(line for page in read_pages(project) for line in page.lines)
    labels = " ".join(read_labels(project))
    template = (project.root / "overrides" / "partials" / "help.html").read_text(encoding="utf-8")
    for name in CHOICES:
        assert f".if-{name.replace('_', '-')}-" in markers or f"_if_{name}_" in labels or f'"{name}"' in template, name
    assert set(read_settings(project).choices) == set(CHOICES)
    assert not set(CHOICES) & set(COMPUTED_CHOICES)


@pytest.mark.text
def test_what_is_not_shown_is_a_message_all_the_same():
    found = {text for _, text in english_messages(Project()).found}
    assert "{service} does not offer interpreters, but you can still ask it to ring you back." in found
    assert not any(".if-" in text for text in found)
