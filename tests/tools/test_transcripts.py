"""The transcripts: what is said of a page, and that whatever a reader of the screen would miss changes them."""

from __future__ import annotations

from pathlib import Path

import pytest

from booklet.checks.browser.driver import Tab
from booklet.checks.browser.server import serve
from booklet.checks.pages.built_site import BuiltSite
from booklet.project import Project
from booklet.source.languages import read_languages
from tests.helpers import copied_project
from transcripts import LANGUAGES, changes, own_words, read_page

GOOD = """<!doctype html>
<html lang="en-GB"><head><meta charset="utf-8"><title>A page</title></head>
<body>
<nav aria-label="Main"><ul><li><a href="#a" aria-current="page">Guide</a></li><li><a href="#b">Formats</a></li></ul></nav>
<main>
<h1>A page</h1>
<p>Phone <a href="tel:+44">01632\N{NO-BREAK SPACE}960123</a> or read <a href="#c">what <b>must</b> be done</a>.</p>
<p>This text has more than the eight words that are kept.</p>
<h2>Pictures</h2>
<img src="data:," alt="A child"><img src="data:," alt="">
<p>It is called <span lang="pl">polski</span>. <a href="#d" lang="ar" dir="rtl">العربية</a></p>
<h3>More</h3>
<details><summary>Open me</summary><p>Unsaid while closed</p></details>
<ul class="files"><li><a href="downloads/audio.mp3">Sound</a></li>
<li><a href="downloads/a.pdf">Guide <small>(PDF, 1.2 MB, 30 pages)</small></a></li></ul>
</main>
</body></html>
"""
SAID = """\
page, in English: A page
landmark, menu: Main
  list, 2 items
    - link, current: Guide
    - link: Formats
landmark, main part
  heading 1: A page
  text: Phone
  link: ‹phone›
  text: or read
  link: what must be done
  text: This text has more than the eight words …
  heading 2: Pictures
  picture: A child
  text: It is called
  text, in Polish: polski
  link, in Arabic: العربية
  heading 3: More
  button that opens, closed: Open me
  list, 1 item
    - link: Guide (PDF, …, … pages)
"""
MASKS = {"01632 960123": "‹phone›"}
# What is spoilt: the words of the page, those in their place, and the line that then is said
SPOILT = {
    "a link without a name": (">Formats</a>", "></a>", "    - link: (no name)"),
    "a level of headings that is left out": ("h2>", "h4>", "  heading 4: Pictures"),
    "a landmark that is lost": ("main>", "div>", "heading 1: A page"),
    "a menu without a name": (' aria-label="Main"', "", "landmark, menu"),
    "a picture without words": (' alt="A child"', ' role="img"', "  picture: (no name)"),
    "a language that is not said": (' lang="pl"', "", "  text: It is called polski."),
    "a list that is none": ("ul", "div", "  - link, current: Guide"),
    "a current page that is not said": (' aria-current="page"', "", "    - link: Guide"),
}
# Changes that no transcript shows
SAME = {
    "another phone number of the same fact": ("01632\N{NO-BREAK SPACE}960123", "01632\N{NO-BREAK SPACE}960124"),
    "another size of a file": ("1.2 MB, 30 pages", "980 kB, 31 pages"),
    "no recording": ('<li><a href="downloads/audio.mp3">Sound</a></li>', ""),
    "the end of a long text": ("that are kept", "and of some more that nobody keeps"),
}


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What is said of the good page and of each page made from it, by the reason why it was made."""
    folder = tmp_path_factory.mktemp("site")
    pages = {"good": GOOD}
    pages |= {reason: GOOD.replace(old, new) for reason, (old, new, _) in SPOILT.items()}
    pages |= {reason: GOOD.replace(old, new) for reason, (old, new) in SAME.items()}
    names = {reason: f"{number}/index.html" for number, reason in enumerate(pages)}
    for reason, name in names.items():
        (folder / name).parent.mkdir()
        (folder / name).write_text(pages[reason], encoding="utf-8")
    site = BuiltSite(folder)
    masks = {**MASKS, "01632 960124": "‹phone›"}
    with serve(site) as address:
        tab = Tab(address)
        try:
            return {reason: read_page(tab, site.documents[name], masks) for reason, name in names.items()}
        finally:
            tab.close()


def test_everything_on_a_page_is_said_in_its_order(said):
    assert said["good"] == SAID


@pytest.mark.parametrize("reason", SPOILT)
def test_what_a_listener_would_miss_changes_the_transcript(said, reason):
    assert said[reason] != SAID
    assert SPOILT[reason][2] in said[reason].splitlines()


@pytest.mark.parametrize("reason", SAME)
def test_what_differs_between_services_and_builds_changes_nothing(said, reason):
    assert said[reason] == SAID


def test_facts_and_days_of_a_service_are_masked(tmp_path: Path):
    project = copied_project(tmp_path / "project", ("service", "locales", "content"), english_only=False)
    for language in (one for one in read_languages(project) if one.tag in LANGUAGES):
        masks = own_words(project, language)
        assert masks["Barsetshire SENDIASS"] == "‹name›" and masks["01632 960123"] == "‹phone›"
        assert "‹day›" in masks.values()


def test_a_change_is_shown_with_the_file_and_its_lines(tmp_path: Path):
    kept = tmp_path / "tests" / "site" / "transcripts" / "en-GB" / "plan.txt"
    kept.parent.mkdir(parents=True)
    kept.write_text("page: Plan\nlink: Help\n", encoding="utf-8")
    assert changes(Project(tmp_path), {"en-GB/plan.txt": "page: Plan\nlink: Help\n"}) == []
    lines = changes(Project(tmp_path), {"en-GB/plan.txt": "page: Plan\nlink: (no name)\n"})
    assert lines[0] == "--- tests/site/transcripts/en-GB/plan.txt"
    assert "-link: Help" in lines and "+link: (no name)" in lines
