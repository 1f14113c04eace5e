"""The registry of rules and the file of waivers: whole, in step with the checks, and nothing is accepted unseen."""

from __future__ import annotations

import pytest

from booklet.checks import CHECKS, all_rules, run
from booklet.checks.context import CheckContext
from booklet.checks.rules import Rule
from booklet.checks.waivers import FILE, UNUSED, read_waivers
from booklet.errors import BookletError
from booklet.findings import Finding
from booklet.project import Project
from tests.helpers import write

BROKEN = Rule("links/broken", "Every link leads somewhere.", "Project decision: no link leads nowhere")
FOUND = Finding("a.html", 0, "links/broken", "“x” leads to nothing.", "Correct it.")


def waive(project: Project, *entries: str) -> CheckContext:
    """Return the context of a project with these waivers, each a YAML mapping in one line."""
    write(project.root / FILE, "waivers:\n" + "".join(f"  - {entry}\n" for entry in entries))
    return CheckContext.of(project)


def test_every_rule_is_listed_once_and_belongs_to_its_check():
    rules = all_rules()
    assert len({rule.id for rule in rules}) == len(rules)
    for check in CHECKS.values():
        assert check.rules
        assert {rule.id.split("/")[0] for rule in check.rules} == {check.name}


@pytest.mark.parametrize(
    ("name", "sentence", "source"),
    [
        ("GS2", "It is short.", "GOV.UK"),
        ("links/Broken", "It is short.", "GOV.UK"),
        ("links/broken", "It is short", "GOV.UK"),
        ("links/broken", "It is short.", " "),
    ],
)
def test_a_rule_that_is_not_whole_is_refused(name: str, sentence: str, source: str):
    with pytest.raises(ValueError, match=name):
        Rule(name, sentence, source)


def test_a_finding_of_a_rule_that_is_not_listed_is_refused(copy_of_project: Project):
    with pytest.raises(ValueError, match="links/broken, which is not among its rules"):
        CheckContext.of(copy_of_project).report("links", [], 1, [FOUND])


def test_an_asterisk_stands_for_the_rules_of_another_program():
    rule = Rule("axe/*", "axe finds nothing.", "WCAG 2.2")
    assert rule.covers("axe/image-alt") and not rule.covers("ace/image-alt") and not rule.covers("axes/image-alt")


def test_what_is_waived_is_not_reported(copy_of_project: Project):
    context = waive(copy_of_project, "{rule: links/broken, place: '^a\\.html .*x', reason: It is so.}")
    assert context.report("links", [BROKEN], 1, [FOUND]).findings == ()


def test_a_waiver_covers_its_rule_and_place_only(copy_of_project: Project):
    for entry in ("{rule: links/id, place: x, reason: It is so.}", "{rule: links/broken, place: '^b', reason: So.}"):
        assert FOUND in waive(copy_of_project, entry).report("links", [BROKEN], 1, [FOUND]).findings


def test_a_waiver_that_covers_nothing_is_found(copy_of_project: Project):
    context = waive(copy_of_project, "{rule: links/broken, place: y, reason: It is so.}")
    report = context.report("links", [BROKEN], 1, [FOUND])
    assert [(f.path, f.line, f.rule) for f in report.findings if f != FOUND] == [(FILE.as_posix(), 2, UNUSED)]


@pytest.mark.parametrize(
    ("entry", "problem"),
    [
        ("{rule: links/broken, place: a}", "This waiver has no reason"),
        ("{rule: links/broken, place: a, reason: ' '}", "This waiver has no reason"),
        ("{rule: links/broken, reason: It is so.}", "This waiver has no place"),
        ("links/broken", "This waiver has no rule, place, reason"),
        ("{rule: links/broken, place: '(', reason: It is so.}", "is no regular expression"),
    ],
)
def test_a_waiver_that_is_not_whole_is_refused_with_its_line(copy_of_project: Project, entry: str, problem: str):
    with pytest.raises(BookletError, match=rf"waivers\.yml:2: .*{problem}"):
        waive(copy_of_project, entry)


def test_a_waiver_of_a_rule_that_there_is_not_is_refused(copy_of_project: Project):
    context = waive(copy_of_project, "{rule: links/brokn, place: a, reason: It is so.}")
    with pytest.raises(BookletError, match=r"waivers\.yml:2: There is no rule “links/brokn”"):
        list(run(context, []))


def test_the_projects_own_waivers_can_be_read(project: Project):
    assert all(waiver.reason.endswith(".") for waiver in read_waivers(project))
