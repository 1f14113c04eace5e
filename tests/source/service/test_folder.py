"""Tests of `booklet service`: good answers become a folder, bad ones leave it as it was."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from booklet.cli import main
from booklet.errors import BookletError
from booklet.project import Project
from booklet.source.check_record import FILE
from booklet.source.service.choices import CHOICES
from booklet.source.service.facts import read_facts
from booklet.source.service.folder import FACTS, MISSING, UNCONFIRMED, WRONG, asked, notes, read_answers, write_folder
from booklet.source.service.settings import read_settings
from tests.helpers import change, contents, copied_project, write

COUNCIL = Path(__file__).parents[2] / "fixtures" / "services" / "council.yml"


@pytest.fixture
def own(tmp_path) -> Project:
    """A copy whose folder belongs to the made-up council."""
    names = ("docs/assets", "service", "locales", "content")
    project = copied_project(tmp_path / "project", names, english_only=False)
    assert not any(one.stops for one in write_folder(project, answers(), project.root / "service"))
    return project


def answers(**changed: object) -> dict:
    return {**read_answers(Project(), COUNCIL), **changed}


def states(project: Project) -> list[str]:
    return [one.state for one in notes(project)]


def test_a_good_folder_waits_only_for_a_run_of_the_checks_and_for_the_approval(own):
    found = notes(own)
    assert {(one.path, one.state, one.stops) for one in found} == {("service/settings.yml", UNCONFIRMED, False)}
    assert [word in str(one) for one, word in zip(found, ("No run of all checks", "draft"), strict=True)] == [True] * 2
    change(own.root / FILE, read_settings(Project()).address, read_settings(own).address)
    assert len(notes(own)) == 1


def test_the_folder_says_what_was_answered(own):
    facts, settings = read_facts(own), read_settings(own)
    assert facts["phone"].value == "01632 960451" and not facts["adviser_name"].is_given
    assert settings.languages == ("pl", "ar", "ro", "uk", "zh-Hans", "lt") and settings.choices["ehc_booklet"] == "no"
    assert settings.last_checked == read_settings(Project()).last_checked


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"phone": "01632 96 or 97"}, "cannot be dialled"),
        ({"phone": ""}, "There is no {phone}"),
        ({"email": "nobody"}, "cannot be used"),
        ({"website": "javascript:alert(1)"}, "cannot be used"),
        ({"address": "https://guide.example.org/"}, "belongs to nobody"),
        ({"address": "http//"}, "cannot be used"),
        ({"languages": ["tlh"]}, "There is no language “tlh”"),
        ({"languages": "Polish"}, "no list"),
        ({"hours": [{"days": ["monday"], "from": "16:00", "to": "09:00"}]}, "Nobody is open"),
        ({"hours": [{"days": ["Mon"], "from": "09:00", "to": "16:00"}]}, "are not days"),
        ({"hours": "always"}, "no list"),
        ({"hours": [{"days": ["monday"]}]}, "not complete"),
        ({"colours": {"light": {"link": "#999999"}}}, "In light colours, link #999999 on paper"),
        ({"colours": {"light": {"link": "blue"}}}, "no colour"),
        ({"colours": {"light": {"ink": "#000000"}}}, "can choose"),
        ({"colours": {"night": {}}}, "cannot be read"),
        ({"choices": {}}, "has no answer"),
        ({"choices": "yes"}, "has no answer"),
        ({"choices": {"fre": "yes"}}, "Did you mean “free”"),
        ({"choices": {"free": "perhaps"}}, "no answer to “free”"),
    ],
)
def test_bad_answers_leave_the_folder_as_it_was(own, changed, words):
    before = contents(own.root / "service")
    found = write_folder(own, answers(**changed), own.root / "service")
    assert any(one.stops and words in one.words for one in found), found
    assert contents(own.root / "service") == before


def test_a_mark_that_is_too_wide_leaves_the_folder_as_it_was(own, tmp_path):
    before = contents(own.root / "service")
    wide = write(tmp_path / "wide.svg", '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 300 48"/>')
    (one, *_) = write_folder(own, answers(mark=wide), own.root / "service")
    assert one.state == WRONG and "as wide as it is high" in one.words
    assert contents(own.root / "service") == before


def test_a_mark_that_is_not_there_is_named(own):
    with pytest.raises(BookletError, match=r"^nowhere\.svg: This file cannot be read"):
        write_folder(own, answers(mark=Path("nowhere.svg")), own.root / "service")


@pytest.mark.parametrize(
    ("old", "new", "state", "words"),
    [
        ("approved: null", "approved: {by: Jo, date: 2027-01-31}\n#", None, ""),
        ("  free: yes", "  free: unknown", UNCONFIRMED, "Is your advice free"),
        ("  free: yes\n", "", MISSING, "the guide takes “unknown”"),
        ("last_tested: 2", "last_tested: 1", WRONG, "older than the accessibility statement"),
    ],
)
def test_what_is_not_right_is_said(own, old, new, state, words):
    change(own.root / "service" / "settings.yml", old, new)
    found = [one for one in notes(own) if "No run" not in one.words]
    assert found == [] if state is None else any(one.state == state and words in one.words for one in found)


def test_an_approved_text_with_facts_that_nobody_confirmed_is_inconsistent(own):
    change(own.root / "service" / "settings.yml", "approved: null", "approved: {by: Jo, date: 2027-01-31}")
    change(
        own.root / "service" / "facts.yml", "confirmed by Ann Example on 2026-11-20", "to be confirmed by the service"
    )
    assert states(own) == [WRONG, UNCONFIRMED, UNCONFIRMED]


def test_a_file_of_answers_with_an_unknown_name_is_refused(tmp_path):
    file = write(tmp_path / "answers.yml", "service: A\nfone: 1\n")
    with pytest.raises(BookletError, match="Nobody asks for “fone”") as refused:
        read_answers(Project(), file)
    assert refused.value.line == 2


def test_questions_are_asked_until_the_answer_can_be_used():
    file = yaml.safe_load(COUNCIL.read_text(encoding="utf-8"))
    typed = [str(file.get(question.name, "")) for question in FACTS]
    typed[1:1] = ["ring us", ""]  # no phone number, then none at all
    typed += ["https://guide.example.org/", "guide", file["address"].removesuffix("/"), "", "maybe", "y"]
    typed += [CHOICES[name].answers[0] for name in list(CHOICES)[1:]]
    replies, said = iter(typed), []
    given = asked(lambda _: next(replies), said.append)
    assert given["phone"] == file["phone"] and "confirmed" not in given
    assert given["address"] == file["address"] and given["choices"]["phone_appointments"] == "yes"
    assert "cannot be dialled" in said[0] and "belongs to nobody" in said[2] and "https://" in said[3]
    assert said[4:] == ["Please write yes or no."]
    assert next(replies, None) is None


def test_the_command_says_what_it_did(own, tmp_path, capsys, monkeypatch):
    target = tmp_path / "new"
    assert main(["service", "new", "--answers", str(COUNCIL), "--to", str(target)], own) == 0
    assert sorted(path.name for path in target.iterdir()) == ["facts.yml", "mark.svg", "settings.yml"]
    assert main(["service", "check"], own) == 0
    bad = write(tmp_path / "bad.yml", COUNCIL.read_text(encoding="utf-8").replace("01632 960451", "0"))
    write(tmp_path / "mark.svg", COUNCIL.with_name("mark.svg").read_text(encoding="utf-8"))
    assert main(["service", "new", "--answers", str(bad), "--to", str(tmp_path / "none")], own) == 1
    assert not (tmp_path / "none").exists() and "Nothing was written" in capsys.readouterr().out

    def ended(_: str) -> str:
        raise EOFError

    monkeypatch.setattr("builtins.input", ended)
    assert main(["service", "new", "--to", str(tmp_path / "none")], own) == 1
    assert not (tmp_path / "none").exists()
