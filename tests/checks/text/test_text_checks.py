"""The checks of the text: nothing to find in the real text, and each rule finds its known-bad page.

A known-bad page is tests/fixtures/bad/text/CHECK/RULE.md, with .2 and so on for further ways to break the rule.
It must be found to break that rule and no other.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import yaml

from booklet.checks import CHECKS, exceptions
from booklet.checks.text import gate, hard_coded_facts, quotations, readability, structure, writing
from booklet.errors import BookletError
from booklet.project import ROOT, Project
from tests.helpers import FACTS

BAD = sorted((ROOT / "tests/fixtures/bad/text").glob("*/*.md"))
# The last of all pages, so that of two with one title it is the second
BAD_NAME = "z-bad.md"
NAMES = {"DO4": "Bad_Page-2026.md"}
NOT_IN_NAV = {"nav-missing"}
# Rules whose bad input is no page; the tests below break them
ELSEWHERE = {
    structure: {"nav-without-page"},
    quotations: {"quotation-unused"},
    hard_coded_facts: set(),
    writing: set(),
    readability: {"RD3"},
}


def rule_of(path: Path) -> str:
    return path.name.split(".")[0]


def add_page(project: Project, source: Path, name: str = BAD_NAME, in_nav: bool = True) -> str:
    """Put a page into a project and its order of pages; return its path from the root."""
    shutil.copyfile(source, project.docs / name)
    if in_nav:
        settings = project.root / "mkdocs.yml"
        settings.write_text(
            settings.read_text(encoding="utf-8").replace("nav:\n", f"nav:\n  - {name}\n"), encoding="utf-8"
        )
    return f"docs/{name}"


@pytest.mark.parametrize("path", BAD, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_bad_page(path: Path, copy_of_project: Project):
    name = add_page(copy_of_project, path, NAMES.get(rule_of(path), BAD_NAME), rule_of(path) not in NOT_IN_NAV)
    report = CHECKS[path.parent.name].module.check(copy_of_project)
    assert {finding.rule for finding in report.findings if finding.path == name} == {rule_of(path)}
    assert all(finding.problem and finding.cure for finding in report.findings)


@pytest.mark.parametrize("module", ELSEWHERE, ids=lambda module: module.NAME)
def test_every_rule_has_a_bad_page(module):
    assert {rule_of(path) for path in BAD if path.parent.name == module.NAME} == module.RULES - ELSEWHERE[module]


def test_page_in_order_that_does_not_exist(copy_of_project: Project):
    settings = copy_of_project.root / "mkdocs.yml"
    settings.write_text(settings.read_text(encoding="utf-8").replace("- index.md", "- start.md"), encoding="utf-8")
    rules = {(finding.path, finding.rule) for finding in structure.check(copy_of_project).findings}
    assert rules == {("mkdocs.yml", "nav-without-page"), ("docs/index.md", "nav-missing")}


def test_quotation_that_no_page_uses(copy_of_project: Project):
    with (copy_of_project.root / "content/quotations.yml").open("a", encoding="utf-8") as file:
        file.write('"9.99":\n  - text: Nobody ever wrote these words down.\n')
    assert [finding.rule for finding in quotations.check(copy_of_project).findings] == ["quotation-unused"]


def test_labels_and_templates_are_read_too(copy_of_project: Project):
    with (copy_of_project.root / "content/labels.yml").open("a", encoding="utf-8") as file:
        file.write(f"bad: Phone {FACTS['phone']['value']} within three days.\n")
    template = copy_of_project.root / "overrides" / "bad.html"
    template.write_text("{#- Not www.read.org -#}\n<p>Look at www.example.org</p>\n", encoding="utf-8")
    assert [(f.path, f.line, f.rule) for f in hard_coded_facts.check(copy_of_project).findings if "bad" in f.path] == [
        ("overrides/bad.html", 2, "address-typed")
    ]
    assert [f.rule for f in hard_coded_facts.check(copy_of_project).findings if f.path == "content/labels.yml"] == [
        "fact-typed"
    ]
    assert [f.rule for f in writing.check(copy_of_project).findings if "“three”" in f.problem] == ["GS15"]


def set_facts(project: Project, **values: str) -> None:
    """Give facts of a copy other values."""
    path = project.root / "service/facts.yml"
    facts = project.read_yaml(path)
    for fact, value in values.items():
        facts[fact]["value"] = value
    path.write_text(yaml.safe_dump(facts, allow_unicode=True), encoding="utf-8")


def test_a_name_that_is_a_common_word_is_found_as_a_name_only(copy_of_project: Project):
    set_facts(copy_of_project, area="Reading", service="family")
    copy_of_project.docs.joinpath("plan.md").write_text(
        "---\ntitle: Plan\npicture: family\n---\nFor reading and families.\n\n![A book](picture:family)\n\n"
        "Live in Reading.\n",
        encoding="utf-8",
    )
    (copy_of_project.root / "overrides" / "bad.html").write_text(
        "{% set family = 1 %}\n{{ family\n}}\n<p>{{ label('x', \"in Reading\") }}</p>\n", encoding="utf-8"
    )
    assert [
        (f.path, f.line, f.rule)
        for f in hard_coded_facts.check(copy_of_project).findings
        if f.path in ("docs/plan.md", "overrides/bad.html")
    ] == [("docs/plan.md", 9, "fact-typed"), ("overrides/bad.html", 4, "fact-typed")]


def test_a_service_may_bear_a_word_of_the_word_list(copy_of_project: Project, bad: Path):
    set_facts(copy_of_project, service="SENDIASS")
    assert hard_coded_facts.check(copy_of_project).findings == ()
    (copy_of_project.docs / "word-list.md").unlink()
    add_page(copy_of_project, bad / "text" / "hard_coded_facts" / "fact-typed.3.md")
    assert {f.problem for f in hard_coded_facts.check(copy_of_project).findings} >= {
        "“SENDIASS” is the name of a service that is typed here."
    }


def test_a_number_that_facts_yml_has_with_its_country_is_known(copy_of_project: Project, bad: Path):
    set_facts(copy_of_project, phone="+44 1632 960123")
    name = add_page(copy_of_project, bad / "text" / "hard_coded_facts" / "fact-typed.md")
    assert [(f.path, f.rule) for f in hard_coded_facts.check(copy_of_project).findings] == [(name, "fact-typed")]


def test_the_names_of_facts_yml_keep_their_capitals(copy_of_project: Project):
    path = copy_of_project.docs / "z-named.md"
    path.write_text(
        "---\ntitle: Help in Barsetshire\ndescription: What there is.\n---\n## Ask Barsetshire SENDIASS now\n\n"
        "You can ask:\n\n-   Barsetshire’s advisers\n-   Norfolk’s advisers\n",
        encoding="utf-8",
    )
    assert [(f.line, f.rule) for f in writing.check(copy_of_project).findings if f.path == "docs/z-named.md"] == [
        (10, "GS11")
    ]
    path.write_text("---\ntitle: Help in Norfolk\n---\n", encoding="utf-8")
    assert [(f.line, f.rule) for f in writing.check(copy_of_project).findings if f.path == "docs/z-named.md"] == [
        (2, "GS6")
    ]


def test_build_stops_at_bad_text(copy_of_project: Project, bad: Path):
    name = add_page(copy_of_project, bad / "text" / "hard_coded_facts" / "fact-typed.md")
    assert [(f.path, f.rule) for f in gate.check(copy_of_project).findings] == [(name, "fact-typed")]


def test_check_without_pages_fails(copy_of_project: Project):
    shutil.rmtree(copy_of_project.docs)
    copy_of_project.docs.mkdir()
    for module in (structure, readability):
        assert "examined-nothing" in {finding.rule for finding in module.check(copy_of_project).findings}


def test_readability_notes_every_page(project: Project):
    report = readability.check(project)
    assert len(report.notes) == report.examined
    assert all("grade" in note for note in report.notes)


def test_easy_read_that_is_hard_to_read_is_found(copy_of_project: Project):
    for path in (copy_of_project.docs / "easy-read").glob("*.md"):
        path.write_text(
            path.read_text(encoding="utf-8")
            .replace("school", "educational organisation")
            .replace("help", "individual participation"),
            encoding="utf-8",
        )
    assert "RD3" in {finding.rule for finding in readability.check(copy_of_project).findings}


def test_grade_of_a_known_text():
    score = readability.Score(sentences=10, words=120, syllables=160, hard_words=12)
    assert score.grade == pytest.approx(0.39 * 12 + 11.8 * 160 / 120 - 15.59)
    assert score.dale_chall == pytest.approx(0.1579 * 10 + 0.0496 * 12 + 3.6365)


def test_exception_needs_a_reason(copy_of_project: Project):
    (copy_of_project.root / exceptions.FILE).write_text(
        "exceptions:\n  - {rule: GS2, file: docs/a.md, text: a}\n", encoding="utf-8"
    )
    with pytest.raises(BookletError, match=r"^scripts/booklet/checks/exceptions\.yml:2: .* reason\."):
        writing.check(copy_of_project)


def test_exception_that_is_not_used_is_found(copy_of_project: Project):
    (copy_of_project.root / exceptions.FILE).write_text(
        "exceptions: [{rule: RD1, file: docs/plan.md, text: grade, reason: None.}]\n", encoding="utf-8"
    )
    assert [(f.path, f.line, f.rule) for f in readability.check(copy_of_project).findings] == [
        (exceptions.FILE.as_posix(), 1, exceptions.UNUSED)
    ]


def test_an_empty_quotation_has_its_line(copy_of_project: Project, bad: Path):
    name = add_page(copy_of_project, bad / "text" / "quotations" / "GS16.7.md")
    assert [(f.path, f.line, f.problem) for f in quotations.check(copy_of_project).findings] == [
        (name, 7, "This quotation is empty.")
    ]
