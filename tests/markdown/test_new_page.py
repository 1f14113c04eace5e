"""A new page is written with its place in the menu, or nothing is."""

from __future__ import annotations

import pytest
import yaml

from booklet import cli
from booklet.checks import CHECKS
from booklet.markdown.new_page import parts
from booklet.project import Project
from tests.contexts import on
from tests.helpers import contents

WORDS = ["--title", "Moving to another school: what to ask", "--part", "answers"]
REST = ["--description", "What to ask when your child moves.", "--easy-read", "docs/easy-read/plan.md"]


def start(project: Project, *arguments: str) -> int:
    return cli.main(["new", "page", *arguments], project)


def found(project: Project, page: str) -> set[str]:
    report = CHECKS["structure"].module.check(on(project))
    return {one.rule for one in report.findings if one.path in (page, "mkdocs.yml")}


def test_a_new_page_has_its_front_matter_and_is_last_in_its_part_of_the_menu(copy_of_project, capsys):
    before = (copy_of_project.root / "mkdocs.yml").read_text(encoding="utf-8")
    assert start(copy_of_project, "moving-on", *WORDS, *REST) == 0
    page = (copy_of_project.docs / "moving-on.md").read_text(encoding="utf-8")
    _, meta, rest = page.split("---\n")
    assert rest == ""
    assert yaml.safe_load(meta) == {
        "title": "Moving to another school: what to ask",
        "description": "What to ask when your child moves.",
        "easy_read": "plan.md",
        "added": True,
    }
    after = (copy_of_project.root / "mkdocs.yml").read_text(encoding="utf-8")
    entry = "      - moving-on.md\n"
    assert after.replace(entry, "") == before
    assert after.partition(entry)[2].startswith("  - letters:\n")
    said = capsys.readouterr().out
    assert "1. Open docs/moving-on.md" in said and "booklet check docs/moving-on.md" in said
    assert "easy-read reviewed moving-on.md" in said


def test_the_build_refuses_it_until_it_has_words_and_then_there_is_nothing_to_find(copy_of_project):
    start(copy_of_project, "moving-on", *WORDS, *REST)
    assert found(copy_of_project, "docs/moving-on.md") == {"structure/page-empty"}
    with (copy_of_project.docs / "moving-on.md").open("a", encoding="utf-8") as file:
        file.write("Ask the new school for a meeting.\n")
    assert found(copy_of_project, "docs/moving-on.md") == set()


def test_what_was_left_out_is_asked_for(copy_of_project, capsys):
    assert start(copy_of_project, "docs/moving-on.md", *WORDS) == 0
    assert "description" in capsys.readouterr().out
    assert found(copy_of_project, "docs/moving-on.md") == {
        "structure/page-empty",
        "structure/description-missing",
        "structure/front-matter",
    }


def test_an_easy_read_page_is_written_to_their_folder(copy_of_project):
    assert start(copy_of_project, "moving-on", "--title", "Moving on", "--part", "easy-read-rules") == 0
    page = (copy_of_project.docs / "easy-read" / "moving-on.md").read_text(encoding="utf-8")
    assert "added" not in page and "easy_read" not in page
    menu = (copy_of_project.root / "mkdocs.yml").read_text(encoding="utf-8")
    assert "people-who-can-help.md\n      - easy-read/moving-on.md\n\n" in menu


def test_every_part_of_the_menu_can_be_chosen(project):
    assert parts(project)[:2] == ["guide", "stages"] and parts(project)[-1] == "easy-read-rules"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["Moving", *WORDS], "“Moving” cannot be the name of a page"),
        (["moving_on", *WORDS], "cannot be the name of a page"),
        (["../moving", *WORDS], "cannot be the name of a page"),
        (["a" * 61, *WORDS], "cannot be the name of a page"),
        (["404", *WORDS], "cannot be the name of a page"),
        (["plan", *WORDS], "The page docs/plan.md is there already."),
        (["plan", "--title", "Plan", "--part", "easy-read"], "The page docs/easy-read/plan.md is there already."),
        (["moving", "--title", "Moving"], "The page needs a place in the menu. Choose one with --part: guide, stages,"),
        (["moving", "--title", "Moving", "--part", "validation"], "The menu has no part “validation”."),
        (["moving", "--title", " ", "--part", "guide"], "The title “ ” cannot be used."),
        (["moving", "--title", "a" * 66, "--part", "guide"], "cannot be used. Write one line of at most 65 characters"),
        (["moving", "--title", "a\u202eb", "--part", "guide"], "cannot be used."),
        (["moving", "--title", "Phone {phone}", "--part", "guide"], "The title holds “{”."),
        (["moving", *WORDS, "--description", "a\nb"], "The description"),
        (["moving", *WORDS, "--easy-read", "nowhere.md"], "There is no Easy Read page “nowhere.md”."),
    ],
)
def test_what_cannot_be_used_is_refused_and_nothing_is_written(copy_of_project, capsys, arguments, words):
    before = contents(copy_of_project.root)
    assert start(copy_of_project, *arguments) == 1
    assert words in capsys.readouterr().err
    assert contents(copy_of_project.root) == before
