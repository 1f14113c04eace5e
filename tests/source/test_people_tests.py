"""What people have tested: nothing counts as done that is not noted completely, and the pages name every kind."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from booklet.errors import BookletError
from booklet.project import Project
from booklet.source.people_tests import FILE, KINDS, PeopleTest, answers, read_people_tests

DONE = "{by: two people who use NVDA, day: 2027-01-31, result: 'They found every page.'}"


def noting(folder: Path, text: str) -> Project:
    """Return a project in a folder whose file of tests with people has this text."""
    (folder / FILE).parent.mkdir(parents=True)
    (folder / FILE).write_text(text, encoding="utf-8")
    return Project(folder)


def test_no_file_and_not_done_yet_are_no_tests(tmp_path: Path):
    assert read_people_tests(Project(tmp_path)) == ()
    assert read_people_tests(noting(tmp_path, "# A word\nbraille: not done yet\naudio: not done yet\n")) == ()


def test_a_test_that_was_done_is_read(tmp_path: Path):
    project = noting(tmp_path, f"braille: not done yet\nscreen_reader: {DONE}\n")
    (test,) = read_people_tests(project)
    assert test == PeopleTest("screen_reader", "two people who use NVDA", date(2027, 1, 31), "They found every page.")
    assert test.what == "The website and the files with a screen reader"
    assert {kind for kind, answer in answers((test,)).items() if answer == "yes"} == {"tested_screen_reader"}
    assert answers(()).keys() == {f"tested_{kind}" for kind in KINDS}


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("brail: not done yet", r"There is no kind of test “brail”\. Did you mean “braille”"),
        ("zebra: not done yet", r"There is no kind of test “zebra”\. The kinds of tests are parents"),
        ("braille: done", "The test “braille” is not noted completely"),
        ("braille: true", "The test “braille” is not noted completely"),
        ("braille: {by: Jo Smith, day: 2027-01-31}", "is not noted completely"),
        ("braille: {by: Jo Smith, day: soon, result: Good.}", "is not noted completely"),
        ("braille: {by: '', day: 2027-01-31, result: Good.}", "is not noted completely"),
        ("braille: {by: [Jo], day: 2027-01-31, result: Good.}", "is not noted completely"),
        ("braille: {by: Jo Smith, day: 2027-01-31, result: Good., more: x}", "is not noted completely"),
    ],
)
def test_what_is_not_noted_completely_is_refused_with_its_line(tmp_path: Path, line: str, problem: str):
    with pytest.raises(BookletError, match=problem) as raised:
        read_people_tests(noting(tmp_path, f"audio: not done yet\n{line}\n"))
    assert (raised.value.path, raised.value.line) == (FILE, 2)


@pytest.mark.parametrize("hidden", ["\\u202E", "\\u200B", "\\u2066"])
@pytest.mark.parametrize("word", ["by", "result"])
def test_words_with_a_character_that_nobody_can_see_are_refused_with_their_line(tmp_path: Path, word: str, hidden: str):
    entry = {"by": "Jo Smith", "result": "Good."} | {word: f"Read{hidden} well"}
    line = f'braille: {{by: "{entry["by"]}", day: 2027-01-31, result: "{entry["result"]}"}}'
    with pytest.raises(BookletError, match=r"nobody can see the character U\+2") as raised:
        read_people_tests(noting(tmp_path, f"audio: not done yet\n{line}\n"))
    assert (raised.value.path, raised.value.line) == (FILE, 2)


def test_a_result_may_be_several_lines(tmp_path: Path):
    text = "braille:\n  by: Jo Smith\n  day: 2027-01-31\n  result: |\n    They found\n    every page.\n"
    (test,) = read_people_tests(noting(tmp_path, text))
    assert test.result == "They found every page."


@pytest.mark.text
def test_the_file_and_the_pages_name_every_kind(project: Project):
    assert list(project.read_yaml(project.root / FILE)) == list(KINDS)
    pages = {name: (project.docs / name).read_text(encoding="utf-8") for name in ("quality.md", "accessibility.md")}
    for kind in KINDS:
        marker = f"{{.if-tested-{kind.replace('_', '-')}-no}}"
        assert marker in pages["quality.md"]
        # The model statement says what readers cannot use; what parents think of the guide is no part of it
        assert (marker in pages["accessibility.md"]) is (kind != "parents")
    shared = [line for line in pages["quality.md"].splitlines() if ".if-tested-" in line and "parents" not in line]
    assert shared and all(line in pages["accessibility.md"] for line in shared)
