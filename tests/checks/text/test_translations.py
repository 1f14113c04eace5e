"""Every rule of the check of the catalogues rejects one that is bad in its way, and passes a good one."""

from __future__ import annotations

import re
import shutil
import subprocess
from datetime import date
from pathlib import Path

import pytest
from lxml import html as lxml_html

from booklet.checks.text import translations
from booklet.findings import Finding
from booklet.project import Project
from booklet.publish.build import english_messages
from booklet.translation.messages import Message
from booklet.translation.waiting import Deadline
from tests.helpers import MADE_UP, booklet, change, copied_project, write
from tests.helpers import made_up as words_of

PHONE, STAGES, PLAN, MUST = (
    "phone: {phone}",
    "The 4 stages",
    "[Plan](plan.md)",
    "The teacher and the SENCO **should** look at:",
)
MAY = "a school **may** involve a specialist at any point"
RECORDS = "The teacher **should** work closely with teaching assistants and specialist staff."
DUTIES = {duty: words_of(duty) for duty in translations.DUTIES}
# Rule → (English, what takes the place of its msgstr), more than one where a rule can be broken in more ways
BAD: dict[str, list[tuple[str, str]]] = {
    "translations/links": [
        (PLAN, f'msgstr "[{words_of("Plan")}](https://example.com/)"'),
        (PLAN, f'msgstr "{words_of("Plan")}"'),
    ],
    "translations/placeholders": [
        (PHONE, f'msgstr "{words_of("phone:")}"'),
        (PHONE, f'msgstr "{words_of(PHONE)} {{email}}"'),
        (PHONE, f'msgstr "{words_of("phone: 01603 704071")}"'),
    ],
    "translations/bold": [(STAGES, f'msgstr "**{words_of(STAGES)}**"')],
    "translations/markup": [
        (STAGES, f'msgstr "{words_of(STAGES)} <b>4</b>"'),
        (STAGES, f'msgstr "{words_of(STAGES)} <script src=https://example.com/x.js></script>"'),
        (STAGES, f'msgstr "![{words_of(STAGES)}](https://example.com/x.png)"'),
    ],
    "translations/hidden-characters": [(STAGES, f'msgstr "{words_of(STAGES)}\u202e"')],
    "translations/script": [(STAGES, 'msgstr "4 этапа"')],
    "translations/mixed-scripts": [(STAGES, 'msgstr "4 st\u0430ges"')],
    "translations/numbers": [(STAGES, f'msgstr "{words_of("The stages")}"')],
    "translations/broken": [
        (STAGES, "msgstr 4"),
        (STAGES, 'msgstr "4" "5"'),
        (STAGES, ""),
        (STAGES, 'msgstr "4"\nmsgstr "4"'),
    ],
    "translations/untranslated": [(RECORDS, f'msgstr "{RECORDS}"')],
    "translations/length": [
        (RECORDS, f'msgstr "**{DUTIES["should"]}**"'),
        (RECORDS, f'msgstr "{words_of(RECORDS * 3)}"'),
        (STAGES, f'msgstr "{words_of(STAGES * 50)}"'),
    ],
    "translations/duty-words": [
        (RECORDS, f'msgstr "{words_of(RECORDS.replace("should", "must"))}"'),
        (RECORDS, f'msgstr "{words_of(RECORDS.replace("should", "shall"))}"'),
        (MAY, f'msgstr "{words_of(MAY.replace("may", "will"))}"'),
    ],
}


def put(path: Path, english: str, new: str) -> tuple[int, int]:
    """Put `new` in the place of a message's msgstr; return the first and last line, from 1, of what is wrong then."""
    lines = path.read_text(encoding="utf-8").split("\n")
    at = lines.index(f'msgid "{english}"')
    lines[at + 1 : at + 2] = new.split("\n") if new else []
    path.write_text("\n".join(lines), encoding="utf-8")
    return at - 1, at + 2 + new.count("\n")


@pytest.fixture(scope="module")
def english(made_up: Project) -> dict:
    return english_messages(made_up).found


@pytest.fixture
def project(made_up: Project, tmp_path: Path) -> Project:
    """The catalogue and the term list of the made-up language, to spoil."""
    shutil.copytree(made_up.locales, tmp_path / "locales")
    write(tmp_path / "locales" / "he.terms.yml", "".join(f"{duty}: [{form}]\n" for duty, form in DUTIES.items()))
    return Project(tmp_path)


TODAY = date(2027, 6, 1)
# So many days may a message wait here
MAY_LAG = 90


def outcome(project: Project, english: dict, today: date = TODAY) -> translations.Outcome:
    return translations.check_language(MADE_UP, english, Deadline(project, today, MAY_LAG))


def findings(project: Project, english: dict) -> list[Finding]:
    return list(outcome(project, english).findings)


def test_a_good_catalogue_is_passed(project, english):
    assert outcome(project, english) == translations.Outcome(len(english))


@pytest.mark.parametrize(("rule", "message", "new"), [(rule, *case) for rule, cases in BAD.items() for case in cases])
def test_a_bad_translation_is_found_with_its_line(project, english, rule, message, new):
    first, last = put(project.locales / "he.po", message, new)
    found = [one for one in findings(project, english) if one.rule == rule]
    assert found, findings(project, english)
    assert all(one.path == "locales/he.po" and first <= one.line <= last and one.problem and one.cure for one in found)


def test_a_broken_entry_takes_no_other_with_it(project, english):
    put(project.locales / "he.po", STAGES, "msgstr 4")
    found = outcome(project, english)
    assert [one.rule for one in (*found.findings, *found.warnings)] == ["translations/broken", "translations/waiting"]
    assert found.examined == len(english) - 1


def owe(project: Project, since: str, *, fuzzy: bool) -> int:
    """Let a message wait since a day; return its line, from 1, in the catalogue."""
    path = project.locales / "he.po"
    mark = f"# Waiting since {since}\n" if since else ""
    change(path, f'msgid "{STAGES}"', f'{mark}{"#, fuzzy" if fuzzy else "#. nothing"}\nmsgid "{STAGES}"')
    if not fuzzy:
        put(path, STAGES, 'msgstr ""')
    return path.read_text(encoding="utf-8").split("\n").index(f'msgid "{STAGES}"') + 1


@pytest.mark.parametrize(("fuzzy", "rule"), [(True, "translations/fuzzy"), (False, "translations/missing")])
def test_a_message_that_has_waited_too_long_is_found(project, english, fuzzy, rule):
    """Known-bad: a day more than the settings allow."""
    line = owe(project, "2027-03-02", fuzzy=fuzzy)
    found = outcome(project, english)
    assert [(one.rule, one.path, one.line) for one in found.findings] == [(rule, "locales/he.po", line)]
    assert "2027-03-02" in found.findings[0].problem and "91 days" in found.findings[0].problem
    assert found.warnings == ()


@pytest.mark.parametrize("fuzzy", [True, False])
@pytest.mark.parametrize("since", ["2027-03-03", "2027-06-01", "2027-06-02", ""])
def test_a_message_that_waits_is_a_warning_until_then(project, english, fuzzy, since):
    """One of tomorrow was noted after the last commit; one without a day, outside git, is new today."""
    line = owe(project, since, fuzzy=fuzzy)
    found = outcome(project, english)
    assert found.findings == ()
    assert [(one.rule, one.path, one.line) for one in found.warnings] == [
        ("translations/waiting", "locales/he.po", line)
    ]
    assert found.warnings[0].problem.startswith("1 message(s) wait")


def test_a_changed_english_sentence_is_two_warnings_in_a_catalogue_and_no_finding(project, english):
    """Nobody has brought the catalogues up to date yet: the old sentence is there, the new one is not."""
    changed = {key: message for key, message in english.items() if message.text != RECORDS}
    new = Message("The teacher **should** work with the teaching assistants.", None, "docs/do.md", 9)
    found = outcome(project, {**changed, new.key: new})
    assert found.findings == ()
    assert [one.rule for one in found.warnings] == ["translations/waiting", "translations/stale"]
    assert "translations update" in found.warnings[0].problem


def test_a_sentence_that_no_catalogue_ever_took_up_is_found_by_the_age_of_its_file(project, english, monkeypatch):
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    monkeypatch.setenv("GIT_COMMITTER_DATE", "2027-01-01T12:00:00Z")
    write(project.docs / "new.md", "Words.\n")
    git = ["git", "-C", str(project.root), "-c", "user.name=Test", "-c", "user.email=test@example.org"]
    for arguments in (["init", "-q"], ["add", "docs"], ["commit", "-q", "-m", "First"]):
        subprocess.run([*git, *arguments], check=True)
    new = Message("The school **should** answer.", None, "docs/new.md", 1)
    (found,) = outcome(project, {**english, new.key: new}).findings
    assert (found.rule, found.line) == ("translations/missing", 0)


def test_a_message_that_the_guide_no_longer_has_is_a_warning(project, english):
    fewer = {key: message for key, message in english.items() if message.text != PLAN}
    found = outcome(project, fewer)
    assert found.findings == () and [one.rule for one in found.warnings] == ["translations/stale"]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("# Translated by: A test", "# Translated by: nobody yet"),
        ("# Reviewed by: nobody yet", "# Reviewed by: Jo Smith"),
        ("# Reviewed by: nobody yet", "# Reviewed by: Jo Smith on 2027-02-31"),
    ],
)
def test_a_catalogue_that_does_not_say_who_answers_for_it_is_found(project, english, old, new):
    change(project.locales / "he.po", old, new)
    assert [(one.rule, one.line) for one in findings(project, english)] == [("translations/credit", 1)]


@pytest.mark.parametrize(
    ("old", "new", "line", "problem"),
    [
        (f"must: [{DUTIES['must']}]\n", "", 0, "The term list has no list of words for “must”."),
        (f"may: [{DUTIES['may']}]", "may: []", 3, "The term list has no list of words for “may”."),
        (f"may: [{DUTIES['may']}]", f"may: {DUTIES['may']}", 3, "The term list has no list of words for “may”."),
        (f"may: [{DUTIES['may']}]", "may: 3", 3, "The term list has no list of words for “may”."),
        (f"should: [{DUTIES['should']}]", f"should: [{DUTIES['must']}]", 2, "stands for both “must” and “should”"),
    ],
)
def test_a_term_list_that_cannot_be_used_is_found(project, english, old, new, line, problem):
    change(project.locales / "he.terms.yml", old, new)
    (found,) = findings(project, english)
    assert (found.rule, found.path, found.line) == ("translations/term-list", "locales/he.terms.yml", line)
    assert problem in found.problem


def test_a_stem_in_the_term_list_stands_for_all_its_forms(project, english):
    change(project.locales / "he.terms.yml", f"must: [{DUTIES['must']}]", f"must: [{DUTIES['must'][:2]}*]")
    assert findings(project, english) == []


def test_chinese_forms_need_no_spaces_round_them():
    terms = translations.Terms({"must": ("必须",)})
    assert terms.patterns["must"].search("学校必须告诉您")


def test_every_rule_has_a_bad_input(rules_of):
    here = {f"translations/{name}" for name in ("fuzzy", "missing", "waiting", "stale", "credit", "term-list")}
    assert BAD.keys() | here == rules_of(translations)


def test_the_build_goes_on_in_english_and_the_check_fails(made_up, tmp_path):
    project = copied_project(tmp_path / "project")
    shutil.rmtree(project.locales)
    shutil.copytree(made_up.locales, project.locales)
    write(project.locales / "he.terms.yml", "".join(f"{duty}: [{form}]\n" for duty, form in DUTIES.items()))
    wrong = {
        rule: BAD[rule][0] for rule in ("translations/links", "translations/placeholders", "translations/markup")
    } | {"translations/broken": (MAY, "msgstr 4")}
    lines = {rule: put(project.locales / "he.po", *case) for rule, case in wrong.items()}
    assert booklet(project, "build", "--formats", "web").returncode == 0
    page = (project.site / "he" / "index.html").read_text(encoding="utf-8")
    (link,) = lxml_html.document_fromstring(page).xpath("//main//a[@href='plan/'][.='Plan']")
    assert link.xpath("ancestor-or-self::*[@lang][1]/@lang") == ["en-GB"]
    assert "example.com" not in page and "<b>4</b>" not in page

    result = booklet(project, "check", "translations")
    assert result.returncode == 1
    for rule, (first, last) in lines.items():
        places = [int(line) for line in re.findall(rf"^locales/he\.po:(\d+): {rule}: ", result.stdout, re.MULTILINE)]
        assert places and all(first <= place <= last for place in places), rule
