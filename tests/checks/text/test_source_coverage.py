"""The check that every point of the printed booklet is in the guide."""

from __future__ import annotations

import pytest

from booklet.checks.text import source_coverage
from booklet.errors import BookletError
from booklet.project import Project
from tests.contexts import on

GOOD = {"point": "A point", "source": "cover", "page": "index.md", "heading": "top"}
BAD = {
    "source_coverage/incomplete": {"source": ""},
    "source_coverage/page": {"page": "indexes.md"},
    "source_coverage/heading": {"heading": "nowhere"},
}


def found(project: Project, **changes: str) -> list[str]:
    point = GOOD | changes
    (project.root / source_coverage.FILE).write_text(
        "- " + "\n  ".join(f'{key}: "{value}"' for key, value in point.items()) + "\n", encoding="utf-8"
    )
    return [finding.rule for finding in source_coverage.check(on(project)).findings]


def test_good_point(copy_of_project: Project):
    assert found(copy_of_project) == []


@pytest.mark.parametrize(("rule", "changes"), BAD.items())
def test_bad_point(rule: str, changes: dict[str, str], copy_of_project: Project):
    assert found(copy_of_project, **changes) == [rule]


SOURCE = {
    "id": "a",
    "claim": "A claim",
    "page": "index.md",
    "heading": "top",
    "says": "must",
    "source": "an act",
    "status": "seen",
    "where": "a public place",
}
BAD_SOURCES = {
    "source_coverage/source": [{"says": "shall"}, {"status": "heard"}, {"where": ""}],
    "source_coverage/incomplete": [{"source": ""}],
    "source_coverage/page": [{"page": "indexes.md"}],
    "source_coverage/heading": [{"heading": "nowhere"}],
}


def found_of_source(project: Project, **changes: str) -> list[str]:
    entry = SOURCE | changes
    path = project.root / source_coverage.SOURCES
    with path.open("a", encoding="utf-8") as file:
        file.write("- " + "\n  ".join(f'{key}: "{value}"' for key, value in entry.items()) + "\n")
    return [finding.rule for finding in source_coverage.check(on(project)).findings]


def test_a_good_source(copy_of_project: Project):
    assert found_of_source(copy_of_project) == []


def test_a_source_from_memory_names_no_place(copy_of_project: Project):
    assert found_of_source(copy_of_project, status="memory", where="") == []


@pytest.mark.parametrize(("rule", "changes"), [(rule, one) for rule, many in BAD_SOURCES.items() for one in many])
def test_a_bad_source(rule: str, changes: dict[str, str], copy_of_project: Project):
    assert found_of_source(copy_of_project, **changes) == [rule]


def test_a_page_that_says_must_without_a_source(copy_of_project: Project):
    path = copy_of_project.root / source_coverage.SOURCES
    path.write_text(path.read_text(encoding="utf-8").replace("page: plan.md", "page: review.md"), encoding="utf-8")
    found = source_coverage.check(on(copy_of_project)).findings
    # The headings of plan.md are not those of review.md
    assert "source_coverage/unsourced" in {finding.rule for finding in found}
    assert {finding.path for finding in found if finding.rule == "source_coverage/unsourced"} == {"docs/plan.md"}


def test_every_rule_has_a_bad_point(rules_of):
    assert BAD.keys() | BAD_SOURCES.keys() | {"source_coverage/unsourced"} == rules_of(source_coverage)


def test_file_without_points(copy_of_project: Project):
    path = copy_of_project.root / source_coverage.FILE
    path.write_text("[]\n", encoding="utf-8")
    assert [finding.rule for finding in source_coverage.check(on(copy_of_project)).findings] == ["run/examined-nothing"]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("points: none\n", r"^content/records/source-coverage\.yml: This must be a list\."),
        (
            "# Points\n- words\n",
            r"^content/records/source-coverage\.yml:2: “words” is not a point\. Give each point, source",
        ),
    ],
)
def test_a_file_that_is_no_list_of_points_is_an_error(text, problem, copy_of_project: Project):
    (copy_of_project.root / source_coverage.FILE).write_text(text, encoding="utf-8")
    with pytest.raises(BookletError, match=problem):
        source_coverage.check(on(copy_of_project))
