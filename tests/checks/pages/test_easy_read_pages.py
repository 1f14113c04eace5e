"""The finished Easy Read pages and documents: a small good site passes, and every rule
rejects a site that breaks it.
"""

import json

import pytest
import weasyprint

from booklet.checks.pages import easy_read_pages
from booklet.checks.pages.easy_read_pages import check
from booklet.errors import BookletError
from tests.contexts import on_site

ADDRESS = "https://guide.example.org/"
HEAD = (
    '<!doctype html><html lang="en-GB" dir="ltr"><head><title>{title}</title><link rel="canonical" href="{address}">'
    '<link rel="stylesheet" href="{root}site.css"></head><body>'
)
STANDARD = (
    HEAD
    + '<main><h1>Plan</h1><p class="page-actions"><a href="easy-read/">Read this in Easy Read</a></p></main></body></html>'
)
EASY = HEAD + (
    '<main><h1>Make a plan</h1><p class="page-actions"><a href="../">The full guide is here</a></p><ul class="rows">'
    '<li class="row"><img src="a.svg" alt=""><div><p>The plan has aims.</p></div></li></ul>'
    '<div class="notice untested" role="note"><p>Not tested with readers.</p></div></main>'
    '<nav class="contents"><a href="./">Make a plan</a></nav></body></html>'
)
CSS = ":root { --text-easy: clamp(1.375rem, 1.3rem + 0.4vw, 1.625rem); }"
BOOK = """<style>@page {{ @bottom-left {{ content: "Page " counter(page) " of " counter(pages); font-size: 14pt }} }}
html {{ font-size: {size}; }} p, h2 {{ break-before: page; }} {css}</style>
<h1>SEN Support</h1><p>{contents}</p><h2>Make a plan</h2>{rows}
<div>These words are here so that most of the letters in this file are those of its rows.</div>"""
ROW = "<div>The plan has aims.</div>"


def write(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def write_pdf(site, size="16pt", css="", contents="Make a plan", rows=ROW):
    file = site / "en-GB" / "downloads" / "easy.pdf"
    file.parent.mkdir(parents=True, exist_ok=True)
    weasyprint.HTML(string=BOOK.format(size=size, css=css, contents=contents, rows=rows)).write_pdf(file)


def write_editions(site, web=True):
    editions = [
        {"language": "en-GB", "reading": "standard", "format": "web", "path": "index.html"},
        {"language": "en-GB", "reading": "easy-read", "format": "pdf", "path": "en-GB/downloads/easy.pdf"},
    ]
    if web:
        editions.append({"language": "en-GB", "reading": "easy-read", "format": "web", "path": "easy-read/index.html"})
    write(site / "editions.json", json.dumps({"editions": editions}))


@pytest.fixture
def site(tmp_path):
    write(tmp_path / "index.html", STANDARD.format(title="Plan", address=ADDRESS, root=""))
    write(
        tmp_path / "easy-read" / "index.html",
        EASY.format(title="Easy Read", address=f"{ADDRESS}easy-read/", root="../"),
    )
    write(tmp_path / "site.css", CSS)
    write_pdf(tmp_path)
    write_editions(tmp_path)
    return tmp_path


def change(site, file, old, new):
    text = (site / file).read_text(encoding="utf-8")
    assert old in text
    write(site / file, text.replace(old, new, 1))


def rules(site) -> set[str]:
    return {finding.rule for finding in check(on_site(site)).findings}


def test_a_good_site_passes(site):
    report = check(on_site(site))
    assert (report.findings, report.examined) == ((), 3)


EASY_PAGE = "easy-read/index.html"


@pytest.mark.parametrize(
    ("rule", "file", "old", "new"),
    [
        ("easy_read_pages/type-size", "site.css", "1.375rem", "1.125rem"),
        ("easy_read_pages/type-size", "site.css", "--text-easy", "--text-other"),
        ("easy_read_pages/plain-lines", "site.css", ":root", "p { text-align: justify } :root"),
        ("easy_read_pages/plain-lines", "site.css", ":root", "p { hyphens: auto } :root"),
        (
            "easy_read_pages/picture-first",
            EASY_PAGE,
            '<img src="a.svg" alt=""><div><p>The plan has aims.</p></div>',
            '<div><p>The plan has aims.</p></div><img src="a.svg" alt="">',
        ),
        ("easy_read_pages/picture-first", EASY_PAGE, 'class="row"', 'class="line"'),
        ("easy_read_pages/decorative", EASY_PAGE, 'alt=""', 'alt="A target"'),
        ("easy_read_pages/untested", EASY_PAGE, "notice untested", "notice other"),
        ("easy_read_pages/untested", EASY_PAGE, "<p>Not tested with readers.</p>", ""),
        ("easy_read_pages/name", EASY_PAGE, "The plan has aims", "This easy-read plan has aims"),
        ("easy_read_pages/other-reading", EASY_PAGE, 'href="../"', 'href="./"'),
        ("easy_read_pages/other-reading", "index.html", 'href="easy-read/"', 'href="./"'),
    ],
)
def test_a_page_that_breaks_a_rule_is_reported(site, rule, file, old, new):
    change(site, file, old, new)
    assert rule in rules(site)


PAGES = {
    # A page on a subject of its own, in both readings, and a page that only the full guide has
    "plan/index.html": STANDARD.replace('href="easy-read/"', 'href="../easy-read/plan/"'),
    "easy-read/plan/index.html": EASY.replace(
        '<a href="../">', '<a class="to-guide" href="../../plan/" data-also="../../plan/ ">'
    ),
    "privacy/index.html": HEAD
    + '<a href="../easy-read/">Easy Read</a><main><h1>Privacy</h1><p class="page-actions"></p></main></body></html>',
}


@pytest.fixture
def larger(site):
    for path, text in PAGES.items():
        place = path.removesuffix("index.html")
        write(site / path, text.format(title=path, address=ADDRESS + place, root="../" * place.count("/")))
    return site


def test_a_page_without_an_easy_read_page_needs_no_link_to_one(larger):
    assert rules(larger) == set()


@pytest.mark.parametrize(
    ("rule", "file", "old", "new"),
    [
        (
            "easy_read_pages/same-subject",
            "privacy/index.html",
            '"page-actions">',
            '"page-actions"><a href="../easy-read/">Easy Read</a>',
        ),
        ("easy_read_pages/other-reading", "privacy/index.html", "../easy-read/", "../"),
        # The Easy Read page leads back to a page that does not lead there
        ("easy_read_pages/other-reading", "plan/index.html", '"page-actions"><a', '"other"><a'),
        ("easy_read_pages/other-reading", "easy-read/plan/index.html", 'data-also="', 'data-also="../../privacy/ '),
    ],
)
def test_a_link_that_is_missing_or_leads_elsewhere_is_reported(larger, rule, file, old, new):
    change(larger, file, old, new)
    assert rules(larger) == {rule}


def test_an_address_is_not_a_wrong_name(site):
    change(site, EASY_PAGE, "The plan has aims", "See https://guide.example.org/easy-read/plan/")
    assert "easy_read_pages/name" not in rules(site)


@pytest.mark.parametrize(
    ("rule", "made"),
    [
        ("easy_read_pages/type-size", {"css": "div { font-size: 12pt }"}),
        ("easy_read_pages/type-size", {"size": "15pt"}),
        (
            "easy_read_pages/whole-rows",
            {"rows": "<div>The plan<span style='display: block; break-before: page'>has aims.</span></div>"},
        ),
        ("easy_read_pages/page-numbers", {"css": "@page :right { @bottom-left { content: none } }"}),
        ("easy_read_pages/page-numbers", {"contents": "Nothing"}),
    ],
)
def test_a_document_that_breaks_a_rule_is_reported(site, rule, made):
    write_pdf(site, **made)
    assert rule in rules(site)


def test_a_document_that_is_too_long_is_reported(site):
    write_pdf(site, rows=ROW + "<p>More words of the plan are here.</p>" * easy_read_pages.MOST_PAGES)
    assert rules(site) == {"easy_read_pages/length"}


@pytest.mark.parametrize(
    "spoil", [lambda file: file.unlink(), lambda file: file.write_bytes(b"%PDF-1.7\n")], ids=["missing", "broken"]
)
def test_a_document_that_cannot_be_opened_is_reported(site, spoil):
    spoil(site / "en-GB" / "downloads" / "easy.pdf")
    assert rules(site) == {"easy_read_pages/readable"}


def test_a_document_without_web_pages_is_reported(site):
    write_editions(site, web=False)
    assert rules(site) == {"easy_read_pages/on-web"}


def test_a_site_without_easy_read_fails(site):
    (site / EASY_PAGE).unlink()
    write_editions(site)
    assert "run/examined-nothing" in rules(site)


def test_a_site_without_a_list_of_editions_stops_the_check(site):
    (site / "editions.json").unlink()
    with pytest.raises(BookletError, match=r"editions\.json: The list of editions cannot be read"):
        check(on_site(site))


def rules_of_part(site, books, variant: str) -> set[str]:
    """Return what is found where the document is one part of a book of two, with a page for each part."""
    other = EASY.format(title="Help", address=f"{ADDRESS}easy-read/help/", root="../../")
    other = other.replace("The plan has aims", "The help is new").replace("<h1>Make a plan", "<h1>Get help")
    write(site / "easy-read" / "help" / "index.html", other.replace('href="../"', 'href="../../help/"'))
    standard = STANDARD.format(title="Help", address=f"{ADDRESS}help/", root="../")
    write(site / "help" / "index.html", standard.replace('href="easy-read/"', 'href="../easy-read/help/"'))
    sections = "".join(
        f'<section data-part="{part}" data-address="{ADDRESS}easy-read/{page}"></section>'
        for part, page in (("one", ""), ("two", "help/"))
    )
    write(books / "en-GB" / "easy-read.html", f"<html><body><main>{sections}</main></body></html>")
    change(site, "editions.json", '"format": "pdf",', f'"format": "pdf", "variant": "{variant}",')
    return {finding.rule for finding in check(on_site(site, books)).findings}


def test_a_document_of_a_part_holds_the_rows_of_its_part_only(site, tmp_path_factory):
    assert rules_of_part(site, tmp_path_factory.mktemp("books"), "part-1") == set()


def test_a_document_without_the_rows_of_its_part_is_reported(site, tmp_path_factory):
    found = rules_of_part(site, tmp_path_factory.mktemp("books"), "part-2")
    assert found == {"easy_read_pages/whole-rows", "easy_read_pages/page-numbers"}
