"""The comparison of editions with their book accepts good files and rejects one bad in each way."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from booklet.checks.files import parity
from tests.contexts import on_site
from tests.helpers import damage

BAD = [
    # rule, file, part, old, new
    ("parity/missing", "en-GB/downloads/epub.epub", "EPUB/plan.xhtml", "Write it down.", ""),
    (
        "parity/missing",
        "en-GB/downloads/epub.epub",
        "EPUB/plan.xhtml",
        'alt="Two people look at a plan together"',
        'alt=""',
    ),
    ("parity/missing", "en-GB/downloads/word.docx", "word/document.xml", "01603 704070", "01603 704071"),
    (
        "parity/missing",
        "en-GB/downloads/word.docx",
        "word/document.xml",
        'descr="Two people look at a plan together"',
        'descr=""',
    ),
    ("parity/missing", "ar/downloads/word.odt", "content.xml", "تستمع إليكم", "تستمع"),
    ("parity/missing", "ar/downloads/text.txt", "", "تجيبكم»", ""),
    ("parity/missing", "en-GB/downloads/web-pack.html", "", "What the words mean.", "What words mean."),
    (
        "parity/order",
        "en-GB/downloads/web-pack.html",
        "",
        "<li>listen to you</li>\n<li>answer you”</li>",
        "<li>answer you”</li>\n<li>listen to you</li>",
    ),
    (
        "parity/order",
        "en-GB/downloads/text.txt",
        "",
        "- listen to you\n- answer you”",
        "- answer you”\n- listen to you",
    ),
    (
        "parity/extra",
        "en-GB/downloads/epub.epub",
        "EPUB/words.xhtml",
        "<p>This is one more.</p>",
        "<p>This is one more.</p><p>This is one more.</p>",
    ),
    (
        "parity/extra",
        "en-GB/downloads/text.txt",
        "",
        "This is an easy sentence.",
        "This is an easy sentence.\n\nBuy now.",
    ),
    ("parity/level", "en-GB/downloads/word.docx", "word/document.xml", 'w:val="Heading3"', 'w:val="Heading4"'),
    ("parity/level", "en-GB/downloads/word.odt", "content.xml", 'outline-level="3"', 'outline-level="2"'),
    ("parity/level", "en-GB/downloads/web-pack.html", "", "h3", "h4"),
    (
        "parity/pictures",
        "en-GB/downloads/epub.epub",
        "EPUB/plan.xhtml",
        'src="pictures/picture.svg"',
        'src="cover.svg"',
    ),
    (
        "parity/pictures",
        "en-GB/downloads/web-pack.html",
        "",
        "<img ",
        '<input type="hidden" ',
    ),
    ("parity/readable", "en-GB/downloads/epub.epub", "EPUB/plan.xhtml", "</html>", ""),
    ("parity/readable", "en-GB/downloads/word.odt", "content.xml", "</office:body>", ""),
]


def test_good_files_pass(made: Path) -> None:
    report = parity.check(on_site(made / "site", made / "books"))
    assert report.findings == ()
    assert report.examined == 10


@pytest.mark.parametrize(("rule", "path", "part", "old", "new"), BAD)
def test_bad_file(copy: Path, spoil, rule: str, path: str, part: str, old: str, new: str) -> None:
    spoil(path, part, old, new)
    found = parity.check(on_site(copy / "site", copy / "books")).findings
    assert rule in {finding.rule for finding in found}
    assert {finding.path for finding in found} == {path}


@pytest.mark.parametrize(
    ("path", "part"),
    [
        ("en-GB/downloads/epub.epub", "EPUB/plan.xhtml"),
        ("en-GB/downloads/word.docx", "word/document.xml"),
        ("en-GB/downloads/word.odt", "content.xml"),
    ],
)
def test_a_file_whose_data_are_damaged(copy: Path, path: str, part: str) -> None:
    damage(copy / "site" / path, part)
    assert {(one.path, one.rule) for one in parity.check(on_site(copy / "site", copy / "books")).findings} == {
        (path, "parity/readable")
    }


@pytest.mark.parametrize(
    "path", ["en-GB/downloads/web-pack.html", "en-GB/downloads/text.txt", "en-GB/downloads/epub.epub"]
)
@pytest.mark.parametrize("spoil_file", [Path.unlink, lambda file: file.write_bytes(b"")], ids=["missing", "empty"])
def test_a_file_that_is_not_there_or_empty(copy: Path, path: str, spoil_file) -> None:
    spoil_file(copy / "site" / path)
    assert {one.path for one in parity.check(on_site(copy / "site", copy / "books")).findings} == {path}


def test_a_format_without_a_reader(copy: Path) -> None:
    listed = copy / "site" / "editions.json"
    listed.write_text(
        listed.read_text(encoding="utf-8").replace('"format": "text"', '"format": "film"'), encoding="utf-8"
    )
    assert {finding.rule for finding in parity.check(on_site(copy / "site", copy / "books")).findings} == {
        "parity/reader"
    }


def test_every_rule_has_a_bad_file(rules_of) -> None:
    assert {rule for rule, *_ in BAD} | {"parity/reader"} == rules_of(parity)


def test_nothing_to_look_at_fails(tmp_path: Path) -> None:
    (tmp_path / "editions.json").write_text(json.dumps({"generated": "2026-10-01", "editions": []}), encoding="utf-8")
    assert parity.check(on_site(tmp_path)).findings
