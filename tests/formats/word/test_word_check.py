"""The check of Word and OpenDocument files accepts good files and rejects one bad in each way."""

from __future__ import annotations

from pathlib import Path

import pytest

from booklet.checks.files import word, word_expected
from tests.books import TEXTS
from tests.contexts import on_site
from tests.formats.word.test_letter import BAD as BAD_LETTERS
from tests.helpers import damage

DOCX, ODT = "ar/downloads/word.docx", "ar/downloads/word.odt"
DOCUMENT, STYLES, CONTENT = "word/document.xml", "word/styles.xml", "content.xml"
TITLE = TEXTS["ar"]["title"]
TABLE = "<w:tbl><w:tblPr/><w:tblGrid/><w:tr><w:tc><w:p><w:r><w:t>x</w:t></w:r></w:p></w:tc></w:tr></w:tbl><w:sectPr"
BAD = [
    ("word/readable", DOCX, DOCUMENT, "</w:body>", ""),
    ("word/readable", DOCX, STYLES, 'w:sz w:val="', 'w:sz w:val="x'),
    ("word/readable", ODT, CONTENT, 'outline-level="', 'outline-level="x'),
    ("word/headings", DOCX, DOCUMENT, "Heading1", "Heading2"),
    ("word/headings", ODT, CONTENT, 'outline-level="3"', 'outline-level="4"'),
    ("word/title", DOCX, "docProps/core.xml", f"<dc:title>{TITLE}", "<dc:title>"),
    ("word/title", DOCX, "docProps/core.xml", f"<dc:title>{TITLE}", f"<dc:title>{TITLE.replace(' ', '')}"),
    ("word/language", DOCX, STYLES, 'w:lang w:val="ar"', 'w:lang w:val="en-GB"'),
    ("word/language", ODT, "meta.xml", "<dc:language>ar", "<dc:language>en"),
    ("word/letters", DOCX, STYLES, '<w:sz w:val="24"/>', '<w:sz w:val="22"/>'),
    ("word/letters", DOCX, STYLES, "Atkinson Hyperlegible Next", "Times New Roman"),
    ("word/letters", DOCX, DOCUMENT, "<w:b/>", "<w:i/>"),
    ("word/letters", ODT, "styles.xml", 'fo:font-weight="bold"', 'fo:font-style="italic"'),
    ("word/layout", DOCX, DOCUMENT, "<w:bidi/>", '<w:bidi/><w:jc w:val="both"/>'),
    ("word/layout", DOCX, DOCUMENT, "<w:titlePg/>", '<w:cols w:num="2"/><w:titlePg/>'),
    ("word/layout", ODT, "styles.xml", 'fo:text-align="start"', 'fo:text-align="justify"'),
    ("word/links", DOCX, DOCUMENT, 'w:anchor="plan"', 'w:anchor="nowhere"'),
    ("word/links", ODT, CONTENT, '"#plan"', '"#nowhere"'),
    ("word/tables", DOCX, DOCUMENT, "<w:sectPr", TABLE),
    ("word/pictures", DOCX, DOCUMENT, 'decorative" val="1"', 'decorative" val="0"'),
    ("word/pictures", ODT, CONTENT, 'decorative="true"', 'decorative="false"'),
    ("word/spacing", DOCX, DOCUMENT, "<w:sectPr", "<w:p/><w:sectPr"),
    ("word/parts", DOCX, DOCUMENT, '<w:lang w:val="en-GB"', '<w:lang w:val="ar"'),
    ("word/direction", DOCX, DOCUMENT, "<w:bidi/>", ""),
    ("word/direction", ODT, "styles.xml", 'style:writing-mode="rl-tb"', 'style:writing-mode="lr-tb"'),
    ("word/styles", DOCX, STYLES, 'w:styleId="Quote"', 'w:styleId="Other"'),
    ("word/foot", DOCX, "word/footer1.xml", " NUMPAGES ", " DATE "),
    ("word/foot", ODT, "styles.xml", "text:page-number", "text:sender-title"),
]


def test_good_files_pass(made: Path) -> None:
    report = word.check(on_site(made / "site", made / "books"))
    assert report.findings == ()
    assert report.examined == 4


@pytest.mark.parametrize(("rule", "path", "part", "old", "new"), BAD)
def test_bad_file(copy: Path, spoil, rule: str, path: str, part: str, old: str, new: str) -> None:
    file = spoil(path, part, old, new)
    expected = word_expected.of_book(copy / "books" / "ar" / "standard.html")
    assert rule in {one.rule for one in word.problems(file, expected, "standard")}


@pytest.mark.parametrize(
    ("path", "part", "old", "new"),
    [
        (DOCX, STYLES, "<w:qFormat/>", "<w:nothing/>"),
        (ODT, "META-INF/manifest.xml", "text/xml", "application/xml"),
    ],
)
def test_the_schema_rejects_a_bad_file(spoil, path: str, part: str, old: str, new: str) -> None:
    assert {one.rule for one in word.standard(spoil(path, part, old, new))} == {"word/standard"}


def test_a_file_whose_data_are_damaged(copy: Path) -> None:
    damage(copy / "site" / DOCX, DOCUMENT)
    assert {(one.path, one.rule) for one in word.check(on_site(copy / "site", copy / "books")).findings} == {
        (DOCX, "word/readable")
    }


def test_a_word_file_without_an_opendocument_file(copy: Path) -> None:
    listed = copy / "site" / "editions.json"
    listed.write_text(listed.read_text(encoding="utf-8").replace(".odt", ".docx"), encoding="utf-8")
    assert "word/pair" in {finding.rule for finding in word.check(on_site(copy / "site", copy / "books")).findings}


def test_every_rule_has_a_bad_file(rules_of) -> None:
    # What a sheet lacks: test_word_sheet.py
    letters = {rule for rule, *_ in BAD_LETTERS}
    assert {rule for rule, *_ in BAD} | letters | {"word/standard", "word/pair", "word/sheet"} == rules_of(word)
