"""The checks that read the finished site as files: nothing to find in the real site, and each rule finds a fault.

A fault is one change of the small site, in which nothing is wrong: a file, the words to replace and what replaces them.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from booklet.checks import CHECKS
from booklet.checks.browser import third_parties
from booklet.checks.edition_list import read_absent
from booklet.checks.files import audio, epub, word
from booklet.checks.pages import downloads, easy_read_pages, html, links, metadata, statement
from booklet.checks.pages.built_site import BuiltSite
from booklet.errors import BookletError
from booklet.findings import Finding
from tests.contexts import on_site

HOME, PLAN, STATEMENT, FORMATS = "index.html", "pl/index.html", "accessibility/index.html", "formats/index.html"
EVENT = '<p onclick="go()">'
SCRIPT = "<script>go()</script></head>"
LINK = "Print (PDF, 0.1 MB, 2 pages)"
# Rule → (file, words, words instead), more than one where a rule can be broken in more ways
FAULTS: dict[str, list[tuple[str, str, str]]] = {
    "html/error": [(HOME, "</h1>", "</h2>")],
    "html/warning": [(HOME, "<p>Ask", "<section></section><p>Ask")],
    "links/broken": [
        (HOME, 'href="./formats/"', 'href="./format/"'),
        ("site.css", "body {", "body { background: url(none.png);"),
    ],
    "links/fragment": [(HOME, 'href="#main"', 'href="#mein"'), (HOME, './formats/"', './formats/#none"')],
    "links/outside": [(HOME, 'href="./formats/"', 'href="/formats/"')],
    "links/id": [(HOME, '<p id="help">', '<p id="main">')],
    "links/host": [
        (HOME, 'href="./formats/"', 'href="https://www.example.net/"'),
        (HOME, 'href="./formats/"', 'href="ftp://www.gov.uk/"'),
    ],
    "links/form": [
        (HOME, "tel:+441603704070", "tel:ask"),
        (HOME, "tel:+441603704070", "tel:441603704070"),
        (HOME, "tel:+441603704070", "tel:01603704070"),
        (HOME, "tel:+441603704070", "tel:+4401603704070"),
        (HOME, "mailto:norfolk", "mailto:@norfolk"),
        (HOME, 'norfolk.gov.uk"', 'norfolk.gov.uk?subject=Two words"'),
    ],
    "metadata/language": [(HOME, 'lang="en-GB" dir="ltr"', 'lang="en_GB" dir="ltr"'), (PLAN, 'dir="ltr"', 'dir="rtl"')],
    "metadata/one-language": [(HOME, "<p>Ask", '<p lang="pl">Zapytaj w szkole o plan pomocy.</p><p>Ask')],
    "metadata/title": [
        (HOME, "<title>Help at school", "<title>"),
        (FORMATS, "Formats – A Guide</title>", "Formats</title>"),
        (HOME, "<title>", f"<title>{'Long ' * 14}"),
        (FORMATS, "<title>Formats", "<title>Accessibility statement for A Guide"),
    ],
    "metadata/description": [
        (HOME, 'name="description"', 'name="descriptions"'),
        (HOME, 'content="Help', f'content="{"Long " * 40}Help'),
    ],
    "metadata/canonical": [
        (STATEMENT, 'canonical" href="https://example.org/guide/acc', 'canonical" href="https://example.org/acc')
    ],
    "metadata/alternates": [
        (HOME, 'hreflang="x-default"', 'hreflang="en"'),
        (
            HOME,
            'hreflang="pl" href="https://example.org/guide/pl/"',
            'hreflang="pl" href="https://example.org/guide/de/"',
        ),
    ],
    "metadata/headings": [(HOME, "<p>Ask", "<h1>More</h1><p>Ask")],
    "metadata/open-graph": [
        (HOME, '"og:image"', '"og:picture"'),
        (HOME, 'content="https://example.org/guide/mark', 'content="mark'),
    ],
    "metadata/viewport": [(HOME, "width=device-width", "width=1000")],
    "metadata/policy": [
        (HOME, "img-src 'self'", "img-src *"),
        ("_headers", "style-src 'self'", "style-src 'unsafe-inline'"),
        (HOME, "base-uri 'none'; ", ""),
    ],
    "metadata/inline": [
        (HOME, "<p>", EVENT),
        (HOME, "</head>", SCRIPT),
        (HOME, "<p>", '<p style="color: red">'),
        (HOME, 'href="./formats/"', 'href="javascript:go()"'),
    ],
    "metadata/json-ld": [(HOME, "</head>", '<script type="application/ld+json">{</script></head>')],
    "metadata/not-found": [("404.html", "noindex", "index"), ("404.html", 'href="/guide/site.css"', 'href="site.css"')],
    "metadata/sitemap": [("sitemap.xml", "guide/formats/", "guide/format/"), ("sitemap.xml", "</urlset>", "")],
    "metadata/headers": [("_headers", "X-Frame-Options", "X-Frames"), ("_headers", "; frame-ancestors 'none'", "")],
    "metadata/robots": [("robots.txt", "Allow: /", "Disallow: /")],
    "statement/headings": [
        (STATEMENT, '<h2 id="enforcement-procedure">', '<h2 id="enforcement">'),
        (STATEMENT, ">Enforcement procedure<", ">Enforcement<"),
        (STATEMENT, "<h1>Acc", "<h1>Our acc"),
        (f"pl/{STATEMENT}", 'h3 id="compliance-status"', 'h4 id="compliance-status"'),
        (
            STATEMENT,
            '<h2 id="feedback-and-contact-information">Feedback and contact information</h2>',
            '<h3 id="compliance-status">Compliance status</h3>'
            '<h2 id="feedback-and-contact-information">Feedback and contact information</h2>',
        ),
    ],
    "statement/linked": [
        (FORMATS, 'href="../accessibility/"', 'href="../pl/accessibility/"'),
        (FORMATS, "</main>\n<footer>", "<footer>"),
    ],
    "statement/review": [
        (STATEMENT, "1 September 2026", "1 September 2025"),
        (STATEMENT, "last reviewed", "last read"),
    ],
    "downloads/html": [("editions.json", '"path": "pl/index.html"', '"path": "pl/start.html"')],
    "downloads/listed": [("editions.json", "guide-pl.pdf", "guide-pl-pl.pdf")],
    "downloads/policy": [(STATEMENT, "PDF files", "other files")],
    "downloads/link": [
        (FORMATS, LINK, "Print"),
        (FORMATS, LINK, "Print (PDF, 0.3 MB, 2 pages)"),
        (FORMATS, LINK, "Print (PDF, 0.1 MB, 3 pages)"),
        (FORMATS, LINK, "Print (0.1 MB, 2 pages)"),
    ],
    "downloads/page": [
        (FORMATS, "en-GB/downloads/guide-en-gb.pdf", "pl/downloads/guide-pl.pdf"),
        (FORMATS, "tel:", "phone:"),
    ],
    "third_parties/named": [
        (HOME, '"./mark.svg"', '"https://www.example.net/mark.svg"'),
        ("site.css", "body {", "@import 'https://www.example.net/a.css'; body {"),
        ("mark.svg", "<path", '<image href="https://www.example.net/a.png"/><path'),
    ],
}
MODULES = {
    module.__name__.rsplit(".", 1)[-1]: module
    for module in (downloads, metadata, third_parties, html, links, statement)
}


def run(rule: str, site: Path) -> list[Finding]:
    """Return what the check of a rule finds in the files of a site."""
    module = MODULES[rule.split("/")[0]]
    if module is third_parties:
        return third_parties.named_hosts(on_site(site))
    return list(module.check(on_site(site)).findings)


def replace(site: Path, file: str, old: str, new: str) -> None:
    """Make one change in a file of a site."""
    text = (site / file).read_text(encoding="utf-8")
    assert old in text, f"{file} does not hold {old}"
    (site / file).write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.mark.parametrize("rule", ["downloads/", "metadata/", "third_parties/", "html/", "links/", "statement/"])
def test_small_site_is_good(rule: str, small_site: Path):
    assert run(rule, small_site) == []


@pytest.mark.parametrize(
    ("rule", "file", "old", "new"), [(rule, *fault) for rule, faults in FAULTS.items() for fault in faults]
)
def test_fault_is_found(rule: str, file: str, old: str, new: str, small_site: Path):
    replace(small_site, file, old, new)
    findings = run(rule, small_site)
    assert rule in {finding.rule for finding in findings}
    assert all(finding.path and finding.problem and finding.cure for finding in findings)


def test_file_name_with_a_year(small_site: Path):
    (small_site / "pl" / "downloads" / "guide-pl.pdf").rename(small_site / "pl" / "downloads" / "Guide-2026.pdf")
    replace(small_site, "editions.json", "guide-pl.pdf", "Guide-2026.pdf")
    assert "downloads/name" in {finding.rule for finding in run("downloads/name", small_site)}


def test_an_old_statement_names_the_setting_of_its_review(small_site: Path):
    replace(small_site, STATEMENT, "1 September 2026", "1 September 2025")
    assert [finding.cure for finding in run("statement/review", small_site)] == [
        "Read the statement again, and set last_tested in service/settings.yml."
    ]


def test_short_numbers_can_be_dialled(small_site: Path):
    replace(small_site, HOME, "tel:+441603704070", "tel:111")
    assert run("links/form", small_site) == []


@pytest.mark.parametrize("module", [downloads, metadata, html, links, statement], ids=lambda module: module.__name__)
def test_every_rule_has_a_fault(module, rules_of: Callable):
    assert rules_of(module) <= FAULTS.keys() | {"downloads/name"}


@pytest.mark.parametrize("missing", ["404.html", "sitemap.xml", "_headers", STATEMENT, FORMATS])
def test_missing_file_is_found(missing: str, small_site: Path):
    (small_site / missing).unlink()
    assert any(run(f"{name}/", small_site) for name in ("metadata", "links", "statement", "downloads"))


def test_site_without_pages_fails(tmp_path: Path):
    (tmp_path / "editions.json").write_text(json.dumps({"generated": "2026-10-01", "editions": []}), encoding="utf-8")
    for name in ("html", "links", "metadata", "statement", "downloads"):
        assert "run/examined-nothing" in {f.rule for f in CHECKS[name].module.check(on_site(tmp_path)).findings}


def test_no_site_is_an_error(tmp_path: Path):
    with pytest.raises(BookletError, match="Build the site first"):
        links.check(on_site(tmp_path / "nowhere"))


@pytest.mark.parametrize(
    "content",
    [
        "{",
        "[]",
        '{"pages": 3}',
        '{"generated": null, "editions": null}',
        '{"generated": "2026", "editions": [3]}',
        '{"generated": 2026, "editions": [{"language": "pl", "reading": "standard", "format": "pdf"}]}',
    ],
)
def test_editions_that_cannot_be_read_are_an_error(content: str, small_site: Path):
    (small_site / "editions.json").write_text(content, encoding="utf-8")
    for module in (statement, downloads, easy_read_pages, audio, word, epub):
        with pytest.raises(BookletError, match=r"editions\.json: The list of editions cannot be read"):
            module.check(on_site(small_site))


@pytest.mark.parametrize("absent", ["null", '[{"language": "pl", "reading": "standard", "format": "audio"}]'])
def test_what_is_absent_has_its_reason(absent: str, small_site: Path):
    (small_site / "editions.json").write_text(f'{{"absent": {absent}}}', encoding="utf-8")
    with pytest.raises(BookletError, match=r"editions\.json: The list of editions cannot be read .*absent"):
        read_absent(small_site)


def test_missing_checker_is_an_error(small_site: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(html, "CHECKER", small_site / "none.jar")
    with pytest.raises(BookletError, match="npm ci"):
        html.check(on_site(small_site))


def test_sizes_in_other_digits():
    assert downloads.numbers("(PDF، ٠٫٢ MB، ٤١ صفحة)") == [0.2, 41.0]


def test_page_to_download_is_a_document(small_site: Path):
    shutil.copyfile(small_site / HOME, small_site / "pl" / "downloads" / "guide-web-pack-pl.html")
    assert not any("downloads" in path for path in BuiltSite(small_site).documents)
    assert [(f.path, f.rule) for f in downloads.check(on_site(small_site)).findings] == [
        ("pl/downloads/guide-web-pack-pl.html", "downloads/listed")
    ]


def test_a_folder_above_the_site_that_is_called_downloads_hides_no_page(small_site: Path):
    folder = shutil.copytree(small_site, small_site.parent / "downloads" / "site")
    assert list(BuiltSite(folder).documents) == list(BuiltSite(small_site).documents) != []
