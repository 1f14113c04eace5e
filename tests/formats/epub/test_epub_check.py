"""The check of EPUB files accepts good files and rejects one bad in each way."""

from __future__ import annotations

from pathlib import Path

import pytest

from booklet.checks.files import epub, epub_standard
from booklet.checks.files.parity.text_blocks import read_book
from booklet.errors import BookletError
from tests.books import TEXTS
from tests.contexts import on_site
from tests.formats.epub.test_epub_sound import BAD as BAD_SOUND
from tests.helpers import damage

OPF, NAV = "EPUB/package.opf", "EPUB/nav.xhtml"
PAGE = "EPUB/support.xhtml"  # the first of the text: page 3 begins with it
BAD = [
    ("epub/readable", "META-INF/container.xml", "package.opf", "nothing.opf"),
    ("epub/readable", OPF, "spine", "back"),
    ("epub/readable", OPF, ' href="support.xhtml"', ""),
    ("epub/readable", PAGE, "body>", "words>"),
    ("epub/metadata", OPF, 'schema:accessMode"', 'schema:mode"'),
    ("epub/metadata", OPF, "schema:accessibilityHazard", "schema:hazard"),
    ("epub/summary", OPF, "schema:accessibilitySummary", "schema:summary"),
    ("epub/claim", OPF, "</metadata>", '<meta property="dcterms:conformsTo">WCAG AA</meta></metadata>'),
    ("epub/title", OPF, f"<dc:title>{TEXTS['ar']['title']}</dc:title>", "<dc:title>Book</dc:title>"),
    ("epub/pages", PAGE, "<h1", '<span role="doc-pagebreak" id="p1"/><h1'),
    ("epub/pages", NAV, 'epub:type="page-list"', 'epub:type="lot"'),
    ("epub/pages", PAGE, 'id="page-3"', 'id="page-4"'),
    ("epub/pages", OPF, "pageBreakSource", "dcterms:rights"),
    ("epub/page-numbers", PAGE, 'aria-label="3"', 'aria-label="2"'),
    ("epub/page-numbers", PAGE, 'aria-label="3"', 'aria-label="300"'),
    ("epub/language", PAGE, 'xml:lang="ar"', 'xml:lang="en"'),
    ("epub/language", OPF, "<dc:language>ar", "<dc:language>en"),
    ("epub/direction", OPF, 'page-progression-direction="rtl"', 'page-progression-direction="ltr"'),
    ("epub/direction", PAGE, 'dir="rtl"', 'dir="ltr"'),
    ("epub/landmarks", NAV, 'epub:type="bodymatter"', 'epub:type="preface"'),
    ("epub/contents", NAV, "#support--cycle", "#nowhere"),
    ("epub/contents", PAGE, TEXTS["ar"]["cycle_title"], "دورة"),
    ("epub/headings", PAGE, "h2", "h3"),
    ("epub/alternative", PAGE, ' alt=""', ""),
    ("epub/cover", OPF, 'properties="cover-image"', ""),
    ("epub/outside", PAGE, "pictures/picture.svg", "https://example.org/picture.svg"),
    ("epub/outside", PAGE, "</body>", "<script>1</script></body>"),
]


def rules_broken(path: Path, folder: Path, *pdf: Path | None) -> set[str]:
    """Return the rules that the Arabic EPUB breaks; `pdf` in place of its PDF."""
    printed = pdf[0] if pdf else folder / "site" / "ar" / "downloads" / "pdf.pdf"
    return {one.rule for one in epub.problems(path, read_book(folder / "books" / "ar" / "standard.html"), printed)}


def test_good_files_pass(made: Path) -> None:
    report = epub.check(on_site(made / "site", made / "books"))
    assert report.findings == ()
    assert report.examined == 2
    assert report.notes == ("epubcheck looked at en-GB, ar; with --full it looks at every language.",)


@pytest.mark.parametrize(("rule", "part", "old", "new"), BAD)
def test_bad_file(copy: Path, spoil, rule: str, part: str, old: str, new: str) -> None:
    path = spoil("ar/downloads/epub.epub", part, old, new)
    assert rule in rules_broken(path, copy)


def test_a_file_whose_data_are_damaged(copy: Path) -> None:
    path = copy / "site" / "ar" / "downloads" / "epub.epub"
    damage(path, PAGE)
    assert rules_broken(path, copy) == {"epub/readable"}


@pytest.mark.parametrize("pdf", [None, "nothing.pdf", "epub.epub"])
def test_pages_of_a_pdf_that_is_not_there(made: Path, pdf: str | None) -> None:
    downloads = made / "site" / "ar" / "downloads"
    assert rules_broken(downloads / "epub.epub", made, downloads / pdf if pdf else None) == {"epub/page-numbers"}


def test_epubcheck_rejects_a_bad_file_and_no_other_of_the_same_run(spoil, made) -> None:
    good = made / "site" / "ar" / "downloads" / "epub.epub"
    bad = spoil("ar/downloads/epub.epub", PAGE, "<section", "<blink/><section")
    first, second, third = epub_standard.validate([good, bad, good])
    assert (first, third) == ([], [])
    assert {one.rule for one in second} == {"epub/standard"}


def test_an_epubcheck_that_does_not_answer_is_no_verdict(made, monkeypatch) -> None:
    monkeypatch.setattr(epub_standard, "PROGRAM", made / "no-such-program.java")
    with pytest.raises(BookletError, match="epubcheck does not work"):
        epub_standard.validate([made / "site" / "ar" / "downloads" / "epub.epub"])


def test_every_rule_has_a_bad_file(rules_of) -> None:
    assert {rule for rule, *_ in (*BAD, *BAD_SOUND)} | {"epub/standard"} == rules_of(epub)
