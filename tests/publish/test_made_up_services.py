"""A service that edits only service/ has a guide of its own: two made-up services, each from one file of answers.

Nothing of the service that the text came from is in what is built, no message is new, no check of the text finds
anything that it does not find in this project, and the checks of the finished pages find nothing.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pypdfium2
import pytest

from booklet.checks.text import hard_coded_facts, structure, writing
from booklet.markdown.english_messages import english_messages
from booklet.project import INPUTS, Project
from booklet.source.service.facts import read_facts
from booklet.source.service.settings import COMPUTED_FACTS
from tests.contexts import on
from tests.helpers import booklet, copied_project

pytestmark = pytest.mark.text

ANSWERS = Path(__file__).parents[1] / "fixtures" / "services"
# The credit to the author of the booklet, which stays
CREDITED = {"what-we-changed", "about", "examples"}
# Of one page: the words of all pages are in the text files that the build makes, and what a document adds is in each
DOCUMENTS = (
    ("--format", "pdf", "--pages", "useful-information"),
    ("--format", "pdf", "--reading", "easy-read", "--pages", "people-who-can-help"),
    ("--format", "braille", "--pages", "useful-information"),
)
PAGE_CHECKS = ("links", "metadata", "statement", "downloads", "languages", "easy_read_pages")
# The letters that are digits in braille, from 1, and the sign that joins two parts of a number (Braille ASCII)
DIGITS = str.maketrans("1234567890 ", 'ABCDEFGHIJ"')
# The check of translations needs nothing but the messages, which are compared whole
CHECKS = (structure, hard_coded_facts, writing)


@dataclass(frozen=True)
class Made:
    """A made-up service: its project with the built site, and the tags of its languages other than English."""

    project: Project
    languages: tuple[str, ...]

    def page(self, name: str, language: str = "") -> str:
        """Return the words of a page's main part, on one line."""
        html = (self.project.site / language / name / "index.html").read_text(encoding="utf-8")
        main = html[html.index("<main") : html.index("</main>")]
        return " ".join(re.sub(r"<[^>]+>", "", main).replace("\u00a0", " ").split())


@pytest.fixture(scope="module")
def make(tmp_path_factory: pytest.TempPathFactory):
    @cache
    def made(name: str, *languages: str) -> Made:
        names = (*INPUTS, "README.md")
        project = copied_project(tmp_path_factory.mktemp(name), names, english_only=False, real_text=True)
        written = booklet(project, "service", "new", "--answers", str(ANSWERS / f"{name}.yml"))
        assert written.returncode == 0, written.stdout + written.stderr
        assert booklet(project, "service", "check").returncode == 0
        built = booklet(project, "build", "--formats", "web,text")
        assert built.returncode == 0, built.stderr
        return Made(project, languages)

    return made


@pytest.fixture(scope="module")
def council(make) -> Made:
    return make("council", "pl", "ar", "ro", "uk", "zh-Hans", "lt")


@pytest.fixture(scope="module")
def charity(make) -> Made:
    return make("charity")


@pytest.fixture(params=["council", "charity"])
def either(request: pytest.FixtureRequest) -> Made:
    return request.getfixturevalue(request.param)


def test_only_the_languages_of_the_service_are_built(either: Made):
    folders = {path.name for path in either.project.site.iterdir() if (path / "index.html").is_file()}
    assert {name for name in folders if re.fullmatch(r"[a-z]{2}(-\w+)*", name)} >= set(either.languages)
    listed = json.loads((either.project.site / "editions.json").read_text(encoding="utf-8"))["editions"]
    assert {one["language"] for one in listed} == {"en-GB", *either.languages}


def test_nothing_is_left_of_the_service_that_the_text_came_from(either: Made):
    former = read_facts(Project())
    author = former["booklet_by"].value
    own = [
        fact.value
        for name, fact in former.items()
        if fact.is_given and fact != read_facts(either.project)[name] and fact.value != author
    ]
    traces = re.compile("|".join([*map(re.escape, own), former["area"].value]), re.IGNORECASE)
    read = 0
    for path in either.project.site.rglob("*"):
        if path.suffix not in (".html", ".txt", ".json", ".xml", ".js", ".css", ".svg", ".webmanifest"):
            continue
        words, read = path.read_text(encoding="utf-8"), read + 1
        if path.suffix == ".html" and author in words:
            assert path.parent.name in CREDITED, path
        assert not (found := traces.search(words.replace(author, ""))), f"{path}: {found}"
    assert read > 100


def test_documents_on_request_name_only_the_service(either: Made):
    """Standard and Easy Read as PDF, and the guide in braille."""
    former, own = read_facts(Project()), read_facts(either.project)
    for arguments in DOCUMENTS:
        made = booklet(either.project, "make", *arguments)
        assert made.returncode == 0, made.stderr
        file = either.project.root / made.stdout.splitlines()[0]
        if file.suffix == ".pdf":
            with pypdfium2.PdfDocument(file) as pdf:
                words = " ".join("".join(page.get_textpage().get_text_range() for page in pdf).split())
            names = [facts["phone"].value for facts in (former, own)]
        else:
            words = file.read_text(encoding="ascii")
            names = [facts["phone"].value.translate(DIGITS) for facts in (former, own)]
        assert names[0] not in words and names[1] in words, arguments


def test_the_checks_of_the_finished_pages_find_nothing(either: Made):
    checked = booklet(either.project, "check", *PAGE_CHECKS)
    assert checked.returncode == 0, checked.stdout + checked.stderr
    assert all(
        re.search(rf"^{name} +[1-9]\d* examined +0 known +0 findings$", checked.stdout, re.MULTILINE)
        for name in PAGE_CHECKS
    )


def test_no_message_is_new(either: Made):
    """So no catalogue changes, and nothing is in English that is not in English here."""
    assert english_messages(either.project).found.keys() == english_messages(Project()).found.keys()


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.NAME)
def test_no_check_of_the_text_finds_more(either: Made, check):
    found = {str(one) for one in check.check(on(either.project)).findings}
    assert found <= {str(one) for one in check.check(on(Project())).findings}


def test_no_page_shows_a_marker_or_a_name_in_braces(either: Made):
    names = "|".join([*read_facts(either.project), *COMPUTED_FACTS])
    for path in either.project.site.rglob("*.html"):
        assert not re.search(rf"\{{(?:{names})\}}|\.if-|data-left-out", path.read_text(encoding="utf-8")), path


def test_pages_show_what_the_council_answered(council: Made):
    help_page = council.page("useful-information")
    assert "Contact the service to talk to one of the trained advisers:" in help_page
    assert "phone appointment" not in help_page
    assert "download chapter 6" not in help_page
    assert "has a booklet about EHC plans" not in council.page("if-support-is-not-working")
    assert "book a time" not in council.page("easy-read/people-who-can-help")
    assert "is free and confidential" in council.page("common-questions")
    assert "Mereshire and Holt SENDIASS has confirmed its details." in council.page("what-we-changed")
    html = (council.project.site / "useful-information" / "index.html").read_text(encoding="utf-8")
    assert "Opening hours: Monday–Friday, 09:00–16:30" in html
    assert "You can talk to a trained adviser at Mereshire and Holt SENDIASS about SEN support." in html
    polish = (council.project.site / "pl" / "useful-information" / "index.html").read_text(encoding="utf-8")
    assert "poniedziałek–piątek, 09:00–16:30" in polish


def test_pages_show_what_the_charity_answered(charity: Made):
    help_page = charity.page("useful-information")
    assert "uses another name for its advisers: Family Link Workers." in help_page
    assert "You can book a phone appointment" in help_page
    assert "school transport" not in help_page and "cannot accept responsibility" not in help_page
    assert "British Sign Language (BSL)" not in charity.page("formats")
    assert "Please ring me back with an interpreter" in charity.page("letter-ring-me-back")
    assert "has not confirmed all of its details yet" in charity.page("what-we-changed")


def test_nobody_is_given_words_that_ask_the_council_for_an_interpreter_which_it_does_not_offer(council: Made):
    assert "does not offer interpreters" in council.page("letter-ring-me-back")
    for language in ("", *council.languages):
        html = (council.project.site / language / "letter-ring-me-back" / "index.html").read_text(encoding="utf-8")
        assert "Please ring me back." in html and "with an interpreter" not in html
    polish = (council.project.site / "pl" / "plan" / "index.html").read_text(encoding="utf-8")
    assert "<p>I speak Polish. Please ring me back.</p>" in polish


def test_the_colours_and_the_mark_are_those_of_the_council(council: Made):
    (styles,) = (council.project.site / "assets").rglob("site.css")
    assert "--link: #5a0f3c;" in styles.read_text(encoding="utf-8")
    mark = council.project.site / "assets" / "icons" / "mark.svg"
    assert mark.read_bytes() == (ANSWERS / "mark.svg").read_bytes()
