"""The project's files, and what is said of one that cannot be read."""

import os
import pickle
import re

import pytest

from booklet.errors import BookletError
from booklet.project import Project
from tests.helpers import write


def test_paths_are_named_from_the_root(tmp_path):
    assert Project(tmp_path).relative(tmp_path / "docs" / "plan.md") == "docs/plan.md"


def test_a_path_outside_is_named_in_full(tmp_path):
    assert Project(tmp_path / "guide").relative(tmp_path / "plan.md") == str(tmp_path / "plan.md")


def test_text_that_is_not_utf8_is_refused_with_its_line(tmp_path):
    (tmp_path / "service").mkdir()
    (tmp_path / "service/facts.yml").write_bytes(b"one: 1\ntwo: caf\xe9\n")
    with pytest.raises(BookletError, match=r"^service/facts\.yml:2: This file is not UTF-8 text\. Save it as UTF-8\."):
        Project(tmp_path).read_text(tmp_path / "service/facts.yml")


def test_a_file_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(
        BookletError, match=r"^service/facts\.yml: This file cannot be read \(No such file or directory\)\."
    ):
        Project(tmp_path).read_text(tmp_path / "service/facts.yml")


def test_a_line_that_is_too_long_is_refused_with_its_line(tmp_path):
    path = write(tmp_path / "docs/plan.md", f"Plan\n{'a' * 1_000_000}\n")
    with pytest.raises(BookletError, match=r"^docs/plan\.md:2: This line has 1000000 characters\. Break it"):
        Project(tmp_path).read_source(path)


def test_a_file_that_is_too_large_is_refused_without_being_read(tmp_path):
    path = write(tmp_path / "docs/plan.md", "Plan\n")
    os.truncate(path, 10**12)
    with pytest.raises(BookletError, match=r"^docs/plan\.md: This file has 1000000 MB\. Nothing that people write"):
        Project(tmp_path).read_source(path)


@pytest.mark.parametrize("mark", ["<<<<<<< HEAD", "=======", ">>>>>>> other"])
def test_a_mark_of_a_conflict_is_refused_with_its_line(tmp_path, mark):
    path = write(tmp_path / "docs/plan.md", f"Plan\n{mark}\n")
    with pytest.raises(BookletError, match=r"^docs/plan\.md:2: “.+” is a mark that git leaves where two changes meet"):
        Project(tmp_path).read_source(path)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("one: &same x\ntwo: *same\n", "a word that begins with & or * has to be in quotation marks"),
        (f"one: {'[' * 3000}\n", "more than 20 levels"),
        ("one: !!python/object/apply:os.getpid []\n", "a word that begins with ! has to be in quotation marks"),
        # PyYAML's own types: each of these failed in a way of its own
        ("one: !!bool maybe\n", "a word that begins with ! has to be in quotation marks"),
        ('one: !!int ""\n', "a word that begins with ! has to be in quotation marks"),
        ("one: !!timestamp soon\n", "a word that begins with ! has to be in quotation marks"),
        ("one: !!binary aGk=\n", "a word that begins with ! has to be in quotation marks"),
        ("!!int 5: x\n", "a word that begins with ! has to be in quotation marks"),
        ("one: 1\ntwo: 2\none: 3\n", "“one” is already in line 1"),
        ("? [one, two]\n: 3\n", "a list cannot be a name"),
    ],
    ids=["reference", "levels", "tag", "bool", "int", "timestamp", "binary", "name", "twice", "list"],
)
def test_what_surprises_or_harms_in_yaml_is_refused(tmp_path, text, problem):
    path = write(tmp_path / "service/facts.yml", text)
    with pytest.raises(BookletError, match=rf"^service/facts\.yml:[13]: This is not valid YAML: {re.escape(problem)}"):
        Project(tmp_path).read_yaml(path)


def test_broken_yaml_is_refused_with_its_line(tmp_path):
    path = write(tmp_path / "service/facts.yml", "one: 1\ntwo: [\n")
    with pytest.raises(BookletError, match=r"^service/facts\.yml:3: This is not valid YAML: "):
        Project(tmp_path).read_yaml(path)


def test_a_sign_that_yaml_cannot_hold_is_refused_with_its_line(tmp_path):
    path = write(tmp_path / "service/facts.yml", "one: 1\ntwo: \x07\n")
    with pytest.raises(
        BookletError,
        match=r"^service/facts\.yml:2: The character U\+0007 is in this line, after “two: ”: nobody can see it\.",
    ):
        Project(tmp_path).load_yaml(path)


def test_a_day_that_does_not_exist_is_refused_with_its_line(tmp_path):
    path = write(tmp_path / "service/settings.yml", "address: x\nlast_checked: 2026-02-31\n")
    with pytest.raises(
        BookletError, match=r"^service/settings\.yml:2: This is not valid YAML: “2026-02-31” cannot be \(day is out"
    ):
        Project(tmp_path).read_yaml(path)


def test_nodes_of_broken_yaml_are_refused_with_the_line(tmp_path):
    path = write(tmp_path / "mkdocs.yml", "nav:\n  - [\n")
    with pytest.raises(BookletError, match=r"^mkdocs\.yml:3: This is not valid YAML: "):
        Project(tmp_path).compose_yaml(path)


def test_an_empty_file_has_no_nodes(tmp_path):
    assert Project(tmp_path).compose_yaml(write(tmp_path / "mkdocs.yml", "# Only a note\n")) is None


@pytest.mark.parametrize("text", ["- one\n- two\n", "words\n", ""])
def test_yaml_without_names_and_values_is_refused(tmp_path, text):
    path = write(tmp_path / "service/facts.yml", text)
    with pytest.raises(BookletError, match=r"^service/facts\.yml: This file should hold names and values\."):
        Project(tmp_path).read_yaml(path)


def test_the_items_of_a_list_have_their_lines(tmp_path):
    project = Project(tmp_path)
    named = write(tmp_path / "languages.yml", "# Ours\nlanguages:\n  - tag: pl\n\n  - {tag: lt}\n")
    assert project.read_list(named, "languages") == [({"tag": "pl"}, 3), ({"tag": "lt"}, 5)]
    assert project.read_list(named, "others") == []
    assert project.read_list(write(tmp_path / "points.yml", "- one\n- two\n")) == [("one", 1), ("two", 2)]
    assert project.read_list(write(tmp_path / "empty.yml", "# Nothing yet\n")) == []


@pytest.mark.parametrize("words", ["words", "{one: 1}", "3"])
def test_what_is_no_list_is_refused_with_its_line(tmp_path, words):
    path = write(tmp_path / "languages.yml", f"# Ours\nlanguages: {words}\n")
    with pytest.raises(BookletError, match=r"^languages\.yml:2: This must be a list\. Start each of its items"):
        Project(tmp_path).read_list(path, "languages")


def test_the_line_of_a_name_in_yaml_is_found(tmp_path):
    path = write(tmp_path / "content/labels.yml", "name: SEN Support\nhelp:\n  title: Talk\n  phone: Phone\n")
    project = Project(tmp_path)
    assert project.yaml_line(path, "help", "phone") == 4
    assert project.yaml_line(path, "help", "email") is None
    assert project.yaml_line(path, "name", "email") is None


@pytest.mark.parametrize(
    ("place", "words"),
    [
        ((None, None), "It is wrong. Correct it."),
        (("docs/plan.md", None), "docs/plan.md: It is wrong. Correct it."),
        (("docs/plan.md", 3), "docs/plan.md:3: It is wrong. Correct it."),
    ],
)
def test_an_error_says_place_problem_and_cure(place, words):
    assert str(BookletError("It is wrong.", "Correct it.", *place)) == words


def test_an_error_comes_whole_from_a_worker():
    error = pickle.loads(pickle.dumps(BookletError("It is wrong.", "Correct it.", "docs/plan.md", 3)))
    assert (error.problem, error.cure, error.path, error.line) == ("It is wrong.", "Correct it.", "docs/plan.md", 3)
