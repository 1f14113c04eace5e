"""Every rule of the check of the languages rejects a site that is bad in its way, and passes a good one.

The site is English and the made-up language, cut down to a few pages; a fault is one change of a file of it.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from booklet.checks.pages import languages
from booklet.findings import Finding
from booklet.project import Project
from tests.contexts import on, on_site
from tests.helpers import change
from tests.helpers import made_up as words_of

PLAN, HELP = "he/plan/index.html", "he/useful-information/index.html"
KEPT = ("index.html", "plan/index.html", "useful-information/index.html", "he/index.html", PLAN, HELP)
PHONE = '<a href="tel:+441632960123">01632\u00a0960123</a>'
# Before the phone number in the text of a page: it is in the search and the help too, which are not compared
IN_TEXT = words_of("phone: ")
STILL_ENGLISH = (
    "This is the help that schools give children with special educational needs, and it is still here in "
    "English although the page says otherwise."
)
# Rule → (file, words, words instead), more than one where a rule can be broken in more ways
FAULTS: dict[str, list[tuple[str, str, str]]] = {
    "languages/structure": [
        (PLAN, '<h2 id="what-goes-in-the-plan">', '<h2 id="what-goes">'),
        (PLAN, "<ul>", "<ul><li></li>"),
        (PLAN, "<h2 id=", "<p>1</p><h2 id="),
        (PLAN, "goal-aim-outcome.svg", "meeting.svg"),
    ],
    "languages/links": [
        (PLAN, '<a href="../what-sen-support-is/">', '<a href="../word-list/">'),
        (PLAN, "https://www.gov.uk/government/publications/send-code-of-practice-0-to-25", "https://example.com/"),
        (
            HELP,
            f'{IN_TEXT}<bdi dir="ltr"><a href="tel:+441632960123',
            f'{IN_TEXT}<bdi dir="ltr"><a href="tel:+441632960124',
        ),
    ],
    "languages/facts": [
        (PLAN, " 6.48</figcaption>", " 6.84</figcaption>"),
        (HELP, f'{IN_TEXT}<bdi dir="ltr">{PHONE}', f'{IN_TEXT}<bdi dir="ltr">{PHONE.replace("123<", "124<")}'),
    ],
    "languages/detected": [
        (PLAN, f"<p>{words_of('In stage 2')}", f"<p>{STILL_ENGLISH} {words_of('In stage 2')}"),
        ("plan/index.html", "<main ", '<main lang="he" '),
    ],
    "languages/direction": [(HELP, f'<bdi dir="ltr">{PHONE}</bdi>', PHONE)],
    "languages/hidden": [(PLAN, "<h2 id=", "\u202e<h2 id="), (PLAN, 'alt=""', 'alt="\u2067"')],
    "languages/switcher": [
        (PLAN, '<a href="../../plan/" lang="en-GB" hreflang="en-GB"', '<a href="../../" lang="en-GB" hreflang="en-GB"'),
        (PLAN, 'lang="en-GB" hreflang="en-GB" dir="ltr"', 'hreflang="en-GB" dir="ltr"'),
        (PLAN, 'hreflang="en-GB" dir="ltr"', 'hreflang="en-GB"'),
        (PLAN, '<b lang="he" dir="rtl" aria-current="true">', '<b lang="he" dir="rtl">'),
        ("plan/index.html", 'lang="he" hreflang="he"', 'lang="he" hreflang="pl"'),
    ],
    "languages/notice": [
        (PLAN, '"notice translation"', '"notice"'),
        (PLAN, '<a href="../../plan/" hreflang="en-GB">', '<a href="../../" hreflang="en-GB">'),
    ],
}


@pytest.fixture
def few(made_up: Project, tmp_path: Path) -> Path:
    """A few pages of the site in English and the made-up language."""
    for page in KEPT:
        (tmp_path / page).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(made_up.site / page, tmp_path / page)
    return tmp_path


def findings(site: Path) -> list[Finding]:
    return list(languages.check(on_site(site)).findings)


def test_good_pages_are_passed(few):
    report = languages.check(on_site(few))
    assert (report.examined, report.findings) == (len(KEPT), ())


def test_the_whole_site_is_passed(made_up):
    assert languages.check(on(made_up)).findings == ()


@pytest.mark.parametrize(
    ("rule", "file", "old", "new"), [(rule, *fault) for rule, faults in FAULTS.items() for fault in faults]
)
def test_a_fault_is_found(few, rule, file, old, new):
    change(few / file, old, new)
    found = findings(few)
    assert rule in {one.rule for one in found if one.path == file}
    assert all(one.problem and one.cure for one in found)


def test_a_page_that_one_language_lacks_is_found(few):
    (few / PLAN).unlink()
    assert ("plan/index.html", "languages/page") in {(one.path, one.rule) for one in findings(few)}


def test_a_page_that_english_lacks_is_found(few):
    (few / "plan" / "index.html").unlink()
    assert (PLAN, "languages/page") in {(one.path, one.rule) for one in findings(few)}


def test_a_page_in_another_language_than_its_folder_is_found(few):
    change(few / PLAN, '<html lang="he"', '<html lang="pl"')
    assert "languages/page" in {one.rule for one in findings(few)}


def test_a_page_without_its_list_of_languages_is_found(few):
    change(few / PLAN, '<ul class="language-list plain">', '<ul class="plain">')
    text = (few / PLAN).read_text(encoding="utf-8").replace('class="language-list', 'class="')
    (few / PLAN).write_text(text, encoding="utf-8")
    assert (PLAN, "languages/switcher") in {(one.path, one.rule) for one in findings(few)}


def test_a_site_without_pages_fails(tmp_path):
    assert [one.rule for one in languages.check(on_site(tmp_path)).findings] == ["run/examined-nothing"]


def test_every_rule_has_a_fault(rules_of: Callable):
    assert rules_of(languages) == FAULTS.keys() | {"languages/page"}


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (
            "Szkoła powinna ustalić z rodzicami, jakie wsparcie otrzyma dziecko i kiedy plan będzie omawiany ponownie.",
            "pl",
        ),
        ("The school should agree with the parents what help the child will get and when it is reviewed.", "en"),
        ("നിങ്ങളുടെ കുട്ടിക്ക് എന്ത് സഹായം ലഭിക്കുമെന്ന് സ്കൂൾ നിങ്ങളുമായി സംസാരിക്കണം.", "ml"),
        ("A B C", ""),
    ],
)
def test_a_language_is_known_by_its_words(words, code):
    assert languages.looks_like(words, frozenset({"en", "pl", "ml", "uk", "ru"})) == code


def test_numbers_in_other_digits_are_the_same():
    assert languages.numbers("الفقرة ٦.٤٨") == languages.numbers("paragraph 6.48")
