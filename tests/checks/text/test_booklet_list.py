"""The list of booklets names what is there: each wrong name is found in its line, with what was meant or a way out."""

from __future__ import annotations

import pytest

from booklet.checks.text import booklet_list, structure
from booklet.findings import Finding
from booklet.project import Project
from booklet.source.booklets import BOOKLETS
from tests.contexts import on
from tests.publish.test_second_booklet import add_second_booklet

# What is typed in place of what, the rule that it breaks, and words of the cure
WRONG = [
    (
        "parts: [guide, stages, answers, letters, extra]",
        "parts: [giude, stages, answers, letters, extra]",
        "part",
        "guide",
    ),
    ("easy-read-rules]", "easy-read-rule]", "part", "“easy-read-rules”"),
    ("    parts: [letters]", "    parts: [leters]", "part", "“letters”"),
    ("    parts: [letters]", "    parts:\n      - leters", "part", "“letters”"),
    ("    parts: [letters]", "    parts: [school-trips]", "part", "of this booklet"),
    (
        "      parts: [what-the-school-must-do, what-goes",
        "      parts: [what-the-school-does, what-goes",
        "heading",
        "plan",
    ),
    (
        "pages: [preparing-for-a-meeting, your-views",
        "pages: [preparing-for-a-meeting, your-view",
        "page",
        "“your-views”",
    ),
    (
        "pages: [preparing-for-a-meeting, your-views",
        "pages: [preparing-for-a-meeting, privacy",
        "page",
        "one of these parts",
    ),
    ("short: {page: in-short", "short: {page: in-shorts", "page", "“in-short”"),
    ("diagram_before: the-4-stages", "diagram_before: the-4-stage", "heading", "“the-4-stages”"),
    ("meeting-record: {page: meeting-record}", "meeting-record: {page: zebra}", "page", "docs"),
    ("page: before-the-day,", "page: plan,", "page", "docs"),
    ("only: questions-to-take-with-you", "only: questions-to-take", "heading", "“questions-to-take-with-you”"),
    ("parts: [what-to-pack]", "parts: [what-to-wear]", "heading", "school-trips/before-the-day.md"),
    ("    name: easy_read.name", "    name: easy_read.nam", "label", "“easy_read.name”"),
    ("    subtitle: document.subtitle", "    subtitle: document", "label", "Did you mean"),
    ("audience: school-trips.audience", "audience: school-trips.reader", "label", "?"),
    ("    who-helps: {page", "    who-help: {page", "label", "formats.sheet_who-help|content/labels.yml"),
    ("cover: family-and-school", "cover: family-and-schol", "cover", "“family-and-school”"),
]


@pytest.fixture
def two(copy_of_project: Project) -> Project:
    """A copy of the project with a second booklet."""
    add_second_booklet(copy_of_project)
    return copy_of_project


def found(project: Project) -> list[Finding]:
    return [one for one in structure.check(on(project)).findings if one.rule.startswith("structure/booklet-")]


def test_the_list_with_a_second_booklet_names_nothing_that_is_not_there(two: Project):
    assert found(two) == []


@pytest.mark.parametrize(("right", "wrong", "rule", "cure"), WRONG, ids=[one[1].strip() for one in WRONG])
def test_a_wrong_name_is_found_in_its_line(two: Project, right: str, wrong: str, rule: str, cure: str):
    path = two.root / BOOKLETS
    before, after = path.read_text(encoding="utf-8").split(right)
    path.write_text(before + wrong + after, encoding="utf-8")
    (finding,) = found(two)
    assert (finding.path, finding.rule) == (BOOKLETS, f"structure/booklet-{rule}")
    assert finding.line == (before + wrong).count("\n") + 1
    assert all(words in f"{finding.problem} {finding.cure}" for words in cure.split("|"))


def test_every_rule_for_the_list_has_a_wrong_name():
    assert {f"structure/booklet-{rule}" for _, _, rule, _ in WRONG} == {rule.id for rule in booklet_list.RULES}


def test_a_part_of_the_menu_without_pages_is_no_part_of_a_booklet(two: Project):
    menu = two.root / "mkdocs.yml"
    text = menu.read_text(encoding="utf-8")
    first, last = text.index("  - guide:\n"), text.index("  - stages:\n")
    menu.write_text(f"{text[:first]}  - guide: []\n{text[last:]}", encoding="utf-8")
    assert [one.problem for one in found(two)] == ["The menu has no part “guide”."]


def test_a_page_that_cannot_be_read_is_no_page_that_is_missing(two: Project):
    (two.docs / "plan.md").write_bytes(b"\xff")
    assert found(two) == []
