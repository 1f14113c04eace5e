"""The checks of the text: nothing to find in the real text, and each rule finds its known-bad page.

A known-bad page is tests/fixtures/bad/text/CHECK/RULE.md, with .2 and so on for further ways to break the rule.
It must be found to break that rule and no other.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from booklet.checks import CHECKS, waivers
from booklet.checks.text import (
    booklet_list,
    gate,
    hard_coded_facts,
    markup,
    quotations,
    readability,
    structure,
    writing,
)
from booklet.errors import BookletError
from booklet.project import ROOT, Project
from tests.contexts import on
from tests.helpers import FACTS

BAD = sorted((ROOT / "tests/fixtures/bad/text").glob("*/*.md"))
# The last of all pages, so that of two with one title it is the second
BAD_NAME = "z-bad.md"
NAMES = {"structure/file-name": "Bad_Page-2026.md"}
NOT_IN_NAV = {"structure/nav-missing"}
# Rules whose bad input is no page; the tests below break them
ELSEWHERE = {
    structure: {"structure/nav-without-page", *(rule.id for rule in booklet_list.RULES)},
    markup: {"markup/page-repeated", "markup/page-name-reserved", "markup/link-on-disk", "markup/no-file"},
    quotations: {"quotations/unused"},
    hard_coded_facts: set(),
    writing: set(),
    readability: {"readability/easy-read-grade"},
}


def rule_of(path: Path) -> str:
    return f"{path.parent.name}/{path.name.split('.')[0]}"


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
    report = CHECKS[path.parent.name].module.check(on(copy_of_project))
    assert {finding.rule for finding in report.findings if finding.path == name} == {rule_of(path)}
    assert all(finding.problem and finding.cure for finding in report.findings)


@pytest.mark.parametrize("module", ELSEWHERE, ids=lambda module: module.NAME)
def test_every_rule_has_a_bad_page(module, rules_of: Callable):
    assert {rule_of(path) for path in BAD if path.parent.name == module.NAME} == rules_of(module) - ELSEWHERE[module]


def test_page_in_order_that_does_not_exist(copy_of_project: Project):
    settings = copy_of_project.root / "mkdocs.yml"
    settings.write_text(settings.read_text(encoding="utf-8").replace("- index.md", "- start.md"), encoding="utf-8")
    rules = {(finding.path, finding.rule) for finding in structure.check(on(copy_of_project)).findings}
    assert rules == {("mkdocs.yml", "structure/nav-without-page"), ("docs/index.md", "structure/nav-missing")}


def test_two_pages_with_one_name_are_refused(copy_of_project: Project):
    (copy_of_project.docs / "guide").mkdir()
    shutil.copyfile(copy_of_project.docs / "do.md", copy_of_project.docs / "guide" / "plan.md")
    assert [finding.rule for finding in markup.check(on(copy_of_project)).findings] == ["markup/page-repeated"]


def test_a_page_with_a_name_that_windows_refuses(copy_of_project: Project):
    shutil.copyfile(copy_of_project.docs / "do.md", copy_of_project.docs / "con.md")
    assert [finding.rule for finding in markup.check(on(copy_of_project)).findings] == ["markup/page-name-reserved"]


@pytest.mark.parametrize("target", ["/etc/hostname", "nowhere", "round.svg"])
def test_a_link_out_of_the_project_is_refused(copy_of_project: Project, target: str):
    (copy_of_project.docs / "assets" / "icons" / "round.svg").symlink_to(target)
    assert [finding.rule for finding in markup.check(on(copy_of_project)).findings] == ["markup/link-on-disk"]


@pytest.mark.parametrize("file", ["docs/assets/styles/new.css", "docs/assets/scripts/new.js", "overrides/new.html"])
def test_a_pipe_among_the_files_is_refused(copy_of_project: Project, file: str):
    os.mkfifo(copy_of_project.root / file)
    assert [(finding.path, finding.rule) for finding in markup.check(on(copy_of_project)).findings] == [
        (file, "markup/no-file")
    ]


@pytest.mark.parametrize("file", ["docs/.#plan.md", "docs/assets/styles/.#site.css", "locales/.#pl.po"])
def test_the_link_by_which_an_editor_locks_a_file_is_not_there(copy_of_project: Project, file: str):
    (copy_of_project.root / file).symlink_to("user@host.1234:5678")
    assert not gate.check(on(copy_of_project)).findings


def test_a_label_with_signs_of_markup_is_refused(copy_of_project: Project):
    with (copy_of_project.root / "content/labels.yml").open("a", encoding="utf-8") as file:
        file.write("extra: Read the **plan\n")
    assert [finding.rule for finding in markup.check(on(copy_of_project)).findings] == ["markup/sign"]


@pytest.mark.parametrize("name", [".#plan.md", "plan.md~", ".DS_Store", "Thumbs.db", "._plan.md", "plan.md.orig"])
def test_files_that_programs_leave_behind_are_not_there(copy_of_project: Project, name: str):
    (copy_of_project.docs / name).write_bytes(b"\xff")
    assert not gate.check(on(copy_of_project)).findings


def test_quotation_that_no_page_uses(copy_of_project: Project):
    with (copy_of_project.root / "content/quotations.yml").open("a", encoding="utf-8") as file:
        file.write('"9.99":\n  - text: Nobody ever wrote these words down.\n')
    assert [finding.rule for finding in quotations.check(on(copy_of_project)).findings] == ["quotations/unused"]


def test_labels_and_templates_are_read_too(copy_of_project: Project):
    with (copy_of_project.root / "content/labels.yml").open("a", encoding="utf-8") as file:
        file.write(f"bad: Phone {FACTS['phone']['value']} within three days.\n")
    template = copy_of_project.root / "overrides" / "bad.html"
    template.write_text("{#- Not www.read.org -#}\n<p>Look at www.example.org</p>\n", encoding="utf-8")
    assert [
        (f.path, f.line, f.rule) for f in hard_coded_facts.check(on(copy_of_project)).findings if "bad" in f.path
    ] == [("overrides/bad.html", 2, "hard_coded_facts/address")]
    assert [f.rule for f in hard_coded_facts.check(on(copy_of_project)).findings if f.path == "content/labels.yml"] == [
        "hard_coded_facts/fact"
    ]
    assert [f.rule for f in writing.check(on(copy_of_project)).findings if "“three”" in f.problem] == [
        "writing/dates-and-numbers"
    ]


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
        for f in hard_coded_facts.check(on(copy_of_project)).findings
        if f.path in ("docs/plan.md", "overrides/bad.html")
    ] == [("docs/plan.md", 9, "hard_coded_facts/fact"), ("overrides/bad.html", 4, "hard_coded_facts/fact")]


def test_a_service_may_bear_a_word_of_the_word_list(copy_of_project: Project, bad: Path):
    set_facts(copy_of_project, service="SENDIASS")
    assert hard_coded_facts.check(on(copy_of_project)).findings == ()
    (copy_of_project.docs / "word-list.md").unlink()
    add_page(copy_of_project, bad / "text" / "hard_coded_facts" / "fact.3.md")
    assert {f.problem for f in hard_coded_facts.check(on(copy_of_project)).findings} >= {
        "“SENDIASS” is the name of a service that is typed here."
    }


def test_a_number_that_facts_yml_has_with_its_country_is_known(copy_of_project: Project, bad: Path):
    set_facts(copy_of_project, phone="+44 1632 960123")
    name = add_page(copy_of_project, bad / "text" / "hard_coded_facts" / "fact.md")
    assert [(f.path, f.rule) for f in hard_coded_facts.check(on(copy_of_project)).findings] == [
        (name, "hard_coded_facts/fact")
    ]


def test_the_names_of_facts_yml_keep_their_capitals(copy_of_project: Project):
    path = copy_of_project.docs / "z-named.md"
    path.write_text(
        "---\ntitle: Help in Barsetshire\ndescription: What there is.\n---\n## Ask Barsetshire SENDIASS now\n\n"
        "You can ask:\n\n-   Barsetshire’s advisers\n-   Norfolk’s advisers\n",
        encoding="utf-8",
    )
    assert [(f.line, f.rule) for f in writing.check(on(copy_of_project)).findings if f.path == "docs/z-named.md"] == [
        (10, "writing/bullets")
    ]
    path.write_text("---\ntitle: Help in Norfolk\n---\n", encoding="utf-8")
    assert [(f.line, f.rule) for f in writing.check(on(copy_of_project)).findings if f.path == "docs/z-named.md"] == [
        (2, "writing/sentence-case")
    ]


def test_points_are_bullets_that_the_line_before_their_block_leads_in_to(copy_of_project: Project):
    def points(*words: str) -> str:
        return "\n\n".join(f"-   ![decorative](picture:school)\n\n    {one}" for one in words)

    path = copy_of_project.docs / "z-points.md"
    text = "---\ntitle: Points\ndescription: What there is.\n---\n{}/// points\n{}\n///\n"

    def found() -> list[tuple[int, str]]:
        return [(f.line, f.rule) for f in writing.check(on(copy_of_project)).findings if f.path == "docs/z-points.md"]

    path.write_text(text.format("It can be:\n\n", points("this", "that")), encoding="utf-8")
    assert found() == []
    path.write_text(text.format("It can be:\n\n", points("this", "That")), encoding="utf-8")
    assert found() == [(14, "writing/bullets")]
    path.write_text(text.format("", points("this", "that")), encoding="utf-8")
    assert found() == [(8, "writing/bullets")]


def test_build_stops_at_bad_text(copy_of_project: Project, bad: Path):
    name = add_page(copy_of_project, bad / "text" / "hard_coded_facts" / "fact.md")
    assert [(f.path, f.rule) for f in gate.check(on(copy_of_project)).findings] == [(name, "hard_coded_facts/fact")]


def test_check_without_pages_fails(copy_of_project: Project):
    shutil.rmtree(copy_of_project.docs)
    copy_of_project.docs.mkdir()
    for module in (structure, readability):
        assert "run/examined-nothing" in {finding.rule for finding in module.check(on(copy_of_project)).findings}


def test_readability_notes_every_page(copy_of_project: Project):
    report = readability.check(on(copy_of_project))
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
    assert "readability/easy-read-grade" in {
        finding.rule for finding in readability.check(on(copy_of_project)).findings
    }


def test_grade_of_a_known_text():
    score = readability.Score(sentences=10, words=120, syllables=160, hard_words=12)
    assert score.grade == pytest.approx(0.39 * 12 + 11.8 * 160 / 120 - 15.59)
    assert score.dale_chall == pytest.approx(0.1579 * 10 + 0.0496 * 12 + 3.6365)


def test_waiver_needs_a_reason(copy_of_project: Project):
    (copy_of_project.root / waivers.FILE).write_text(
        "waivers:\n  - {rule: writing/sentence-length, place: a}\n", encoding="utf-8"
    )
    with pytest.raises(BookletError, match=r"^scripts/booklet/checks/waivers\.yml:2: This waiver has no reason\."):
        writing.check(on(copy_of_project))


def test_waiver_that_covers_nothing_is_found(copy_of_project: Project):
    (copy_of_project.root / waivers.FILE).write_text(
        "waivers: [{rule: readability/grade, place: docs/plan, reason: Nothing.}]\n", encoding="utf-8"
    )
    assert [(f.path, f.line, f.rule) for f in readability.check(on(copy_of_project)).findings] == [
        (waivers.FILE.as_posix(), 1, waivers.UNUSED)
    ]


def test_an_empty_quotation_has_its_line(copy_of_project: Project, bad: Path):
    name = add_page(copy_of_project, bad / "text" / "quotations" / "word-for-word.7.md")
    assert [(f.path, f.line, f.problem) for f in quotations.check(on(copy_of_project)).findings] == [
        (name, 7, "This quotation is empty.")
    ]
