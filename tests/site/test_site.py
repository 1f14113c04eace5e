"""The website as a whole: addresses, languages, what search engines read, and the same bytes from the same input."""

import json
import re
import shutil
from datetime import date
from pathlib import Path

import pytest
from jinja2 import Environment, nodes
from lxml import etree
from lxml import html as lxml_html

from booklet.checks.context import CheckContext
from booklet.checks.pages import links
from booklet.errors import BookletError
from booklet.formats import FORMATS
from booklet.project import Project
from booklet.publish.build import books_of, english_messages
from booklet.site import headers
from booklet.site.context import BuildContext
from booklet.site.offline import OFF
from booklet.site.plugin import BookletPlugin
from booklet.site.render import warned
from booklet.source.front_matter import STAGES
from booklet.source.languages import read_languages
from booklet.source.pictures import load_recipes
from booklet.source.service.facts import Facts
from booklet.source.service.settings import COMPUTED_FACTS, read_settings
from tests.books import BOOKLET
from tests.helpers import ADDRESS as HOST
from tests.helpers import add_polish, booklet, change, contents, copied_project, write

ADDRESS = "https://example.org/guide/"
# Two formats made by different programs; each format proves for itself that it is the same every time
SOME = ("build", "--formats", "web,poster")
NAMESPACES = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "x": "http://www.w3.org/1999/xhtml"}


def built(project: Project) -> Project:
    result = booklet(project, "build", "--formats", "web")
    assert result.returncode == 0, result.stderr
    return project


# content/renamed.yml of a site in which one page has another address than before
RENAMED = "- {old: old-plan.md, new: plan.md}\n"


@pytest.fixture(scope="module")
def two(tmp_path_factory) -> Project:
    """The site in English and in a little Polish, at a sub-path."""
    project = copied_project(tmp_path_factory.mktemp("two"))
    change(project.root / "service/settings.yml", HOST, ADDRESS)
    add_polish(project, 'msgctxt "title"\nmsgid "Plan"\nmsgstr "Planowanie"\n')
    write(project.root / "content" / "renamed.yml", RENAMED)
    return built(project)


def tree(project: Project, page: str) -> lxml_html.HtmlElement:
    return lxml_html.document_fromstring((project.site / page).read_bytes())


def test_every_computed_fact_follows_from_the_settings(project):
    rendering = BuildContext(
        project,
        read_settings(project),
        read_languages(project),
        {},
        Facts({}),
        {},
        (),
        {},
        date(2026, 11, 26),
        lambda language, books: ([], []),
    )
    facts = rendering.all_facts(rendering.source)
    assert set(facts) == set(COMPUTED_FACTS)
    # A service that has confirmed no opening hours has none to show, and without a record no run has a day
    assert [name for name, fact in facts.items() if not fact.shown] == ["service_hours", "recorded_run"]


@pytest.mark.parametrize(
    ("warning", "place"),
    [
        (
            "Doc file 'plan.md' contains a link 'none.md', but the target is not found among documentation files.",
            "docs/plan.md:2",
        ),
        ("Doc file 'plan.md' contains an absolute link '/do/', it was left as is.", "docs/plan.md:3"),
        ("Doc file 'plan.md' contains a link 'elsewhere.md', but it is not in this file.", "docs/plan.md"),
        ("Config value 'site_url': It is no address.", "mkdocs.yml:2"),
        ("Something else.", "mkdocs.yml"),
    ],
)
def test_a_warning_of_mkdocs_is_an_error_where_it_has_to_be_mended(tmp_path, warning, place):
    write(tmp_path / "docs" / "plan.md", "Words.\n[One](none.md)\n[Two](/do/)\n")
    write(tmp_path / "mkdocs.yml", "site_name: A guide\nsite_url: x\n")
    error = warned([warning, "And more."], Project(tmp_path))
    assert str(error).startswith(f"{place}: MkDocs cannot make the website: {warning.rstrip('.')}; And more. Correct ")


@pytest.mark.parametrize(
    ("page", "language", "address"),
    [
        ("index.html", "en-GB", ADDRESS),
        ("plan/index.html", "en-GB", f"{ADDRESS}plan/"),
        ("pl/index.html", "pl", f"{ADDRESS}pl/"),
        ("pl/plan/index.html", "pl", f"{ADDRESS}pl/plan/"),
    ],
)
def test_a_page_knows_its_language_and_address(two, page, language, address):
    html = tree(two, page)
    assert html.get("lang") == language
    assert html.xpath("//link[@rel='canonical']/@href") == [address]
    assert html.xpath("//meta[@property='og:url']/@content") == [address]


@pytest.mark.parametrize("page", ["plan/index.html", "pl/plan/index.html"])
def test_a_page_names_itself_in_every_language(two, page):
    alternates = {
        one.get("hreflang"): one.get("href") for one in tree(two, page).xpath("//head/link[@rel='alternate']")
    }
    assert alternates == {"en-GB": f"{ADDRESS}plan/", "pl": f"{ADDRESS}pl/plan/", "x-default": f"{ADDRESS}plan/"}


def test_the_list_of_languages_leads_to_the_same_page(two):
    assert set(tree(two, "plan/index.html").xpath("//body//a[@hreflang='pl']/@href")) == {"../pl/plan/"}
    assert set(tree(two, "pl/plan/index.html").xpath("//body//a[@hreflang='en-GB']/@href")) == {"../../plan/"}


def test_words_without_a_translation_say_that_they_are_english(two):
    html = tree(two, "pl/plan/index.html")
    assert html.xpath("string(//h1)").strip().endswith("Planowanie")
    assert html.xpath("//main//h2[@id='your-part'][@lang='en-GB'][@dir='ltr']")


def test_the_sitemap_names_every_page_in_every_language(two):
    root = etree.parse(two.site / "sitemap.xml")
    locations = root.xpath("//s:loc/text()", namespaces=NAMESPACES)
    pages = list(two.site.rglob("index.html"))
    assert len(locations) == len(set(locations)) == len(pages)
    assert f"{ADDRESS}pl/plan/" in locations
    entry = root.xpath(f"//s:url[s:loc='{ADDRESS}plan/']", namespaces=NAMESPACES)[0]
    assert {one.get("hreflang"): one.get("href") for one in entry.iterfind("x:link", NAMESPACES)} == {
        "en-GB": f"{ADDRESS}plan/",
        "pl": f"{ADDRESS}pl/plan/",
    }


EDIT = "https://code.example.org/guide/edit/main/"


def test_no_page_has_a_link_to_change_it_unless_it_is_switched_on(two):
    pages = list(two.site.rglob("*.html"))
    assert pages and not [page for page in pages if 'class="edit"' in page.read_text(encoding="utf-8")]


@pytest.fixture(scope="module")
def approved(tmp_path_factory) -> Project:
    """The site in English, approved by the service, with links for its staff, a sentence of the service's own, and no
    copies on the reader's device.
    """
    project = copied_project(tmp_path_factory.mktemp("approved"))
    settings = project.root / "service/settings.yml"
    change(settings, "edit_address: null", f"edit_address: {EDIT}")
    change(settings, "approved: null", "approved: {by: Jo Smith, date: 2027-01-31}")
    change(settings, "offline: true", "offline: false")
    own = "- page: useful-information.md\n  under: talk-to-an-adviser\n  sentence: Meet us in the [town hall]({website}).\n"
    write(project.root / "service/sentences.yml", own)
    return built(project)


def with_offline(project: Project) -> set[bool]:
    """Return whether the pages ask for copies: both, where they differ."""
    pages = ("index.html", "plan/index.html", "404.html")
    scripts = [tree(project, page).xpath("//script[@data-worker]") for page in pages]
    return {script.get("data-offline") is not None for (script,) in scripts}


def test_one_setting_takes_the_copies_away(two, approved):
    assert with_offline(two) == {True}
    assert with_offline(approved) == {False}
    assert (approved.site / "sw.js").read_text(encoding="utf-8") == OFF
    assert tree(two, "formats/index.html").xpath("//button[@data-indexes]")
    assert not tree(approved, "formats/index.html").xpath("//button[@data-indexes]")


def test_a_sentence_of_the_services_own_ends_its_part_of_the_page(approved):
    (sentence,) = tree(approved, "useful-information/index.html").xpath("//p[starts-with(., 'Meet us')]")
    assert sentence.text_content() == "Meet us in the town hall."
    assert sentence.find("a").get("href").startswith("https://")
    assert sentence.xpath("following::h2")[0].get("id") == "things-to-read"


def saying(project: Project, words: str) -> set[str]:
    """Return the pages in English that say something of the approval."""
    found = set()
    for path in project.site.rglob("*.html"):
        page = path.relative_to(project.site).as_posix()
        if not page.startswith("pl/") and re.search(words, " ".join(tree(project, page).text_content().split())):
            found.add(page)
    return found


TOLD = {"about/index.html", "accessibility/index.html", "what-we-changed/index.html"}
NOT_YET, DONE = r"has not approved", r"SENDIASS has approved"


def test_until_somebody_approves_the_text_every_page_says_that_it_is_a_draft(two):
    assert saying(two, NOT_YET) == TOLD and saying(two, DONE) == set()
    assert saying(two, "Draft, not yet approved") >= TOLD | {"index.html", "plan/index.html", "easy-read/index.html"}


def test_after_an_approval_every_sentence_changes_by_itself(approved):
    assert saying(approved, NOT_YET) == set() and saying(approved, DONE) == TOLD
    assert saying(approved, "Draft, not yet approved") == set()
    assert saying(approved, "Approved by Jo Smith for Barsetshire SENDIASS on 31 January 2027") >= TOLD | {"index.html"}


def test_where_it_is_switched_on_a_link_leads_to_the_file_of_the_page_and_passes_the_check(approved):
    project = approved
    for page, file in (("plan/index.html", "docs/plan.md"), ("easy-read/plan/index.html", "docs/easy-read/plan.md")):
        (link,) = tree(project, page).xpath("//footer//*[@class='edit']/a")
        assert (link.get("href"), link.text_content()) == (EDIT + file, "For staff: change this page")
    assert not tree(project, "404.html").xpath("//*[@class='edit']")
    assert links.check(CheckContext.of(project)).findings == ()
    # Any other address of that host is one that nobody has named
    change(project.site / "plan" / "index.html", f"{EDIT}docs/plan.md", f"{EDIT}docs/nowhere.md")
    assert [one.rule for one in links.check(CheckContext.of(project)).findings] == ["links/host"]


def test_robots_are_led_to_the_sitemap(two):
    assert f"Sitemap: {ADDRESS}sitemap.xml" in (two.site / "robots.txt").read_text(encoding="utf-8")


def test_there_is_one_page_for_unknown_addresses_and_it_speaks_every_language(two):
    assert [path.relative_to(two.site).as_posix() for path in two.site.rglob("404.html")] == ["404.html"]
    html = tree(two, "404.html")
    assert html.xpath("//meta[@name='robots']/@content") == ["noindex"]
    assert html.xpath("//main//a[@hreflang='pl']/@href") == ["/guide/pl/"]
    assert html.get("lang") == "en-GB"


def test_the_page_for_unknown_addresses_works_at_any_depth(two):
    addresses = tree(two, "404.html").xpath("//@href | //@src")
    assert addresses
    assert all(one.startswith(("/guide/", "#", "tel:", "mailto:", "https://")) for one in addresses)


def test_no_page_names_its_own_host_in_links(two):
    """The site can be moved: only what search engines read holds the whole address."""
    for page in two.site.rglob("index.html"):
        assert not lxml_html.document_fromstring(page.read_bytes()).xpath(f"//body//@href[starts-with(., '{ADDRESS}')]")


def test_the_templates_use_all_that_they_are_given(tmp_path, monkeypatch):
    given: dict[str, object] = {}
    context = BookletPlugin._context

    def noted(*arguments):
        given.update(context(*arguments))
        return dict(given)

    monkeypatch.setattr(BookletPlugin, "_context", noted)
    project = copied_project(tmp_path / "project")
    books_of(project, "en-GB", tmp_path / "books")
    used = {
        name.name
        for path in (project.root / "overrides").rglob("*.html")
        for name in Environment().parse(path.read_text(encoding="utf-8")).find_all(nodes.Name)
    }
    assert given and given.keys() <= used


@pytest.mark.parametrize(
    ("template", "names"),
    [
        ("partials/formats.html", {*FORMATS}),
        ("partials/guide.html", {*STAGES}),
        ("main.html", {*BOOKLET.readings["standard"].parts}),
    ],
)
def test_a_template_lists_no_formats_stages_or_parts_of_its_own(template, names):
    text = (Project().root / "overrides" / template).read_text(encoding="utf-8")
    assert not names & {word.value for word in Environment().parse(text).find_all(nodes.Const)}


def test_no_other_module_configures_or_runs_mkdocs():
    """Material ends in May 2027: a change of the site generator touches one module."""
    package = Project().root / "scripts" / "booklet"
    known = re.compile(r"^\s*(?:from|import) mkdocs\b|[\"']mkdocs[\"']|[\"']material[\"']", re.MULTILINE)
    knowing = {path.relative_to(package).parts[0] for path in package.rglob("*.py") if known.search(path.read_text())}
    assert knowing == {"site"}


def test_the_site_builds_with_no_theme_at_all(two, tmp_path):
    """Material ends in May 2027. Of its files the site uses the icons, which go with words and may be missing."""
    project = copied_project(tmp_path / "project")
    change(project.root / "service/settings.yml", HOST, ADDRESS)
    add_polish(project, 'msgctxt "title"\nmsgid "Plan"\nmsgstr "Planowanie"\n')
    write(project.root / "content" / "renamed.yml", RENAMED)
    change(project.root / "mkdocs.yml", "  name: material\n", "  name: null\n  static_templates: [404.html]\n")
    built(project)
    assert contents(project.site).keys() == contents(two.site).keys()
    for page in two.site.rglob("*.html"):
        themed, plain = (tree(each, str(page.relative_to(two.site))) for each in (two, project))
        icons = themed.xpath("//*[contains(concat(' ', @class, ' '), ' icon ')]")
        assert icons
        for icon in icons:
            icon.drop_tree()
        assert lxml_html.tostring(themed) == lxml_html.tostring(plain)


def test_every_format_has_its_picture():
    assert {entry.picture for entry in FORMATS.values()} <= load_recipes(Project()).keys()


def test_styles_and_scripts_lie_where_the_headers_say_that_they_never_change(two):
    addresses = tree(two, "index.html").xpath("//link[@rel='stylesheet']/@href | //script/@src")
    assert len(addresses) == 2
    assert all(one.startswith(headers.UNCHANGING) and (two.site / one).is_file() for one in addresses)
    assert f"/guide/{headers.UNCHANGING}*" in (two.site / "_headers").read_text(encoding="utf-8")


def test_each_language_has_a_search_index_of_its_own(two):
    for tag, start in (("en-GB", "plan/"), ("pl", "pl/plan/")):
        index = json.loads((two.site / headers.SEARCH / f"{tag}.json").read_text(encoding="utf-8"))
        assert index["language"] == tag
        assert start in [page["url"] for page in index["pages"]]


def test_changed_styles_get_a_new_address(two, tmp_path):
    project = copied_project(tmp_path / "project")
    with (project.docs / "assets" / "styles" / "site.css").open("a", encoding="utf-8") as file:
        file.write("\n/* changed */\n")
    (one,), (other,) = ([path.parent.name for path in each.site.rglob("site.css")] for each in (two, built(project)))
    assert one != other


def test_every_page_carries_the_policy(two):
    for page in two.site.rglob("*.html"):
        policy = lxml_html.document_fromstring(page.read_bytes()).xpath("//meta[@http-equiv]/@content")
        assert policy == [headers.META_POLICY], page


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("nginx.conf", "location ^~ /guide/assets/bundle/"),
        ("apache.conf", "m#^/guide/assets/bundle/#"),
        ("web.config", '<location path="assets/bundle">'),
    ],
)
def test_the_settings_for_servers_are_beside_the_site_and_not_in_it(two, name, words):
    assert words in (two.build / name).read_text(encoding="utf-8")
    assert not list(two.site.rglob(name))


def test_the_old_address_of_a_page_is_in_the_settings_of_every_server(two):
    assert (two.site / "_redirects").read_text(encoding="utf-8").splitlines() == [
        "/guide/old-plan/ /guide/plan/ 301",
        "/guide/pl/old-plan/ /guide/pl/plan/ 301",
    ]
    for name in ("nginx.conf", "apache.conf", "web.config"):
        assert "/guide/pl/plan/" in (two.build / name).read_text(encoding="utf-8")


def test_a_build_refuses_a_redirect_to_no_page(copy_of_project):
    write(copy_of_project.root / "content" / "renamed.yml", "- {old: old-plan.md, new: no-such-page.md}\n")
    with pytest.raises(BookletError, match="There is no page no-such-page.md"):
        english_messages(copy_of_project)


def test_editions_json_has_every_page_of_entry(two):
    data = json.loads((two.site / "editions.json").read_text(encoding="utf-8"))
    assert [one["path"] for one in data["editions"] if one["reading"] == "standard" and one["format"] == "web"] == [
        "index.html",
        "pl/index.html",
    ]
    assert all((two.site / one["path"]).stat().st_size == one["bytes"] for one in data["editions"])


def test_the_same_input_gives_the_same_bytes_in_another_folder_and_with_a_cold_cache(tmp_path):
    first, second = copied_project(tmp_path / "first"), copied_project(tmp_path / "another folder" / "second")
    for project in (first, second):
        assert booklet(project, *SOME).returncode == 0
    assert contents(first.site) == contents(second.site)
    before = contents(first.site)
    assert booklet(first, *SOME).returncode == 0
    assert contents(first.site) == before
    shutil.rmtree(first.build)
    assert booklet(first, *SOME).returncode == 0
    assert contents(first.site) == before


def test_nothing_in_the_site_tells_where_it_was_made(two):
    for path in two.site.rglob("*"):
        if path.is_file():
            data = path.read_bytes()
            assert str(two.root).encode() not in data, path
            assert str(Path.home()).encode() + b"/" not in data, path
