"""The check that every point of the printed booklet stands in the guide."""

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


def test_every_rule_has_a_bad_point(rules_of):
    assert BAD.keys() == rules_of(source_coverage)


def test_file_without_points(copy_of_project: Project):
    path = copy_of_project.root / source_coverage.FILE
    path.write_text("[]\n", encoding="utf-8")
    assert [finding.rule for finding in source_coverage.check(on(copy_of_project)).findings] == ["run/examined-nothing"]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("points: none\n", r"^content/records/source-coverage\.yml: A list should stand here\."),
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
