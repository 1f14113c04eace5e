"""A language is one entry in languages.yml and one catalogue: shown with a made-up one,
which runs from right to left.
"""

import json
from datetime import date

from lxml import etree
from lxml import html as lxml_html

from booklet.project import Project
from tests.helpers import ADDRESS, MADE_UP, add_made_up, booklet, change, copied_project
from tests.helpers import made_up as words_of

REVIEWED = date(2027, 1, 31)
SITEMAP = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "x": "http://www.w3.org/1999/xhtml"}


def tree(project: Project, page: str) -> lxml_html.HtmlElement:
    return lxml_html.document_fromstring((project.site / page).read_bytes())


def pages(project: Project, folder: str = "") -> set[str]:
    """Return the pages of a language: its own folder, or the root without the folder of the made-up one."""
    start = project.site / folder
    return {
        path.relative_to(start).as_posix()
        for path in start.rglob("index.html")
        if folder or path.relative_to(start).parts[0] != MADE_UP.tag
    }


def test_every_page_is_there(made_up):
    assert pages(made_up, MADE_UP.tag) == pages(made_up)


def test_every_page_is_in_the_language_and_runs_its_way(made_up):
    for page in pages(made_up, MADE_UP.tag):
        root = tree(made_up, f"{MADE_UP.tag}/{page}")
        assert (root.get("lang"), root.get("dir")) == ("he", "rtl"), page
        # Names of services stay English, quotations of the law have the English beside them, a letter to a school is
        # English with its meaning beside it, and each language is named in itself
        english = root.xpath(
            "//main//*[@lang='en-GB'][not(self::bdi or self::option or @hreflang"
            " or ancestor-or-self::*[contains(@class, 'english') or @class='letter-words'])]"
        )
        assert not english, page


def test_both_languages_name_each_other(made_up):
    expected = {"en-GB": f"{ADDRESS}plan/", "he": f"{ADDRESS}he/plan/", "x-default": f"{ADDRESS}plan/"}
    for page in ("plan/index.html", "he/plan/index.html"):
        links = tree(made_up, page).xpath("//head/link[@rel='alternate']")
        assert {one.get("hreflang"): one.get("href") for one in links} == expected
    entry = etree.parse(made_up.site / "sitemap.xml").xpath(
        "//s:url[s:loc=$loc]/x:link/@href", loc=f"{ADDRESS}he/plan/", namespaces=SITEMAP
    )
    assert set(entry) == {f"{ADDRESS}plan/", f"{ADDRESS}he/plan/"}


def test_the_list_of_languages_leads_to_the_same_page(made_up):
    links = tree(made_up, "plan/index.html").xpath("//ul[contains(@class, 'language-list')]//a")
    assert {(link.text, link.get("href"), link.get("lang"), link.get("dir")) for link in links} == {
        (MADE_UP.name, "../he/plan/", "he", "rtl")
    }


def test_its_search_holds_its_words_only(made_up):
    found = json.loads((made_up.site / "assets" / "search" / "he.json").read_text(encoding="utf-8"))
    assert found["language"] == "he"
    plan = next(page for page in found["pages"] if page["url"] == "he/plan/")
    assert plan["title"] == words_of("Plan")
    assert not any("Your part" in section["heading"] for section in plan["sections"])


def test_every_format_is_made_or_absent_with_its_reason(made_up):
    data = json.loads((made_up.site / "editions.json").read_text(encoding="utf-8"))
    kinds = {
        tag: {
            (one["reading"], one["format"])
            for part in ("editions", "absent")
            for one in data[part]
            if one["language"] == tag
        }
        for tag in ("en-GB", "he")
    }
    assert kinds["he"] == kinds["en-GB"]
    state = next(one["translation"] for one in data["editions"] if one["language"] == "he")
    assert state["messages"] == state["translated"] and state["reviewed_by"] is None


def test_every_page_says_that_nobody_reviewed_it(made_up):
    for page in pages(made_up, MADE_UP.tag):
        (notice,) = tree(made_up, f"{MADE_UP.tag}/{page}").xpath(
            "//main//*[contains(@class, 'translation')][@role='note']"
        )
        assert words_of("machine") in notice.text_content(), page


def test_a_language_held_back_is_published_when_a_person_has_reviewed_it(tmp_path):
    project = copied_project(tmp_path / "project")
    add_made_up(project, held_back=True)
    assert booklet(project, "build", "--formats", "web").returncode == 0
    assert not (project.site / MADE_UP.tag).exists()
    assert "he/" not in (project.site / "sitemap.xml").read_text(encoding="utf-8")
    assert not tree(project, "plan/index.html").xpath("//a[@hreflang='he']")

    change(project.locales / "he.po", "# Reviewed by: nobody yet", "# Reviewed by: Jo Smith on 2027-01-31")
    assert booklet(project, "build", "--formats", "web").returncode == 0
    assert pages(project, MADE_UP.tag) == pages(project)
    for page in pages(project, MADE_UP.tag):
        (notice,) = tree(project, f"{MADE_UP.tag}/{page}").xpath(
            "//main//*[contains(@class, 'translation')][@role='note']"
        )
        assert "Jo Smith" in notice.text_content() and MADE_UP.date(REVIEWED) in notice.text_content(), page
        assert words_of("machine") not in notice.text_content(), page
    book = (project.books / "he" / "standard.html").read_text(encoding="utf-8")
    assert "Jo Smith" in book
