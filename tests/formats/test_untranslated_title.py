"""A page title without a translation says in every list of contents that it is English, and the checks reject a list
that does not.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from lxml import html as lxml_html

from booklet.book.tree import language_of
from booklet.checks.files import epub, web_pack, word, word_expected
from booklet.checks.files.parity.text_blocks import read_book
from booklet.checks.files.pdf import file, rules
from booklet.checks.files.pdf.expected import read_tree, whole_book
from booklet.formats import FORMATS
from tests.books import TEXTS, make_book, settings_of
from tests.helpers import opened_zip

MARKED = '<span lang="en-GB" dir="ltr">What is a plan?</span>'


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the Arabic book whose first title is English, and its files. It may not be changed."""
    folder = tmp_path_factory.mktemp("untranslated")
    book = make_book(folder, "ar", lambda html: html.replace(f"<h2>{TEXTS['ar']['plan']}</h2>", f"<h2>{MARKED}</h2>"))
    assert MARKED in book.html
    (folder / "book.html").write_text(book.html, encoding="utf-8")
    for name in ("pdf", "epub", "word", "web-pack"):
        for variant in FORMATS[name].variants:
            FORMATS[name].write(book, settings_of("ar", variant.suffix), folder / f"{name}.{variant.extension}")
    return folder


def pdf_rules(files: Path, book: Path) -> set[str]:
    return {one.rule for one in rules.problems(file.read(files / "pdf.pdf"), whole_book(read_tree(book)))}


def epub_rules(path: Path, files: Path) -> set[str]:
    return {one.rule for one in epub.problems(path, read_book(files / "book.html"), files / "pdf.pdf")}


def word_rules(path: Path, files: Path) -> set[str]:
    return {one.rule for one in word.problems(path, word_expected.of_book(files / "book.html"), "standard")}


def pack_rules(path: Path, files: Path) -> set[str]:
    return {one.rule for one in web_pack.problems(path, read_book(files / "book.html"))}


READERS: dict[str, Callable[[Path, Path], set[str]]] = {
    "epub.epub": epub_rules,
    "word.docx": word_rules,
    "word.odt": word_rules,
    "web-pack.html": pack_rules,
}
# What takes the language from the entry of the contents, by file and part, and the rule that this breaks
BAD = [
    ("epub.epub", "EPUB/nav.xhtml", r' lang="en-GB" xml:lang="en-GB" dir="ltr"', "epub/contents"),
    (
        "word.docx",
        "word/document.xml",
        r'(w:anchor="plan"><w:r><w:rPr><w:rStyle w:val="Hyperlink"/>)<w:lang [^>]*/>',
        "word/parts",
    ),
    ("word.odt", "content.xml", r"<text:span [^>]*>([^<]*plan\?)</text:span>", "word/parts"),
    ("web-pack.html", "", r'(?<=href="#plan") lang="en-GB" dir="ltr"', "web_pack/language"),
]


def test_the_pdf_says_it(files: Path) -> None:
    assert pdf_rules(files, files / "book.html") == set()
    entries = [(tag.language, tag.words()) for tag in file.read(files / "pdf.pdf").tags.walk() if tag.role == "TOCI"]
    assert [language for language, _ in entries] == ["", "", "", "en-GB", "", "", "", "", ""]
    assert "What is a plan?" in entries[3][1]


def test_a_pdf_with_another_language_is_rejected(files: Path, tmp_path: Path) -> None:
    book = tmp_path / "book.html"
    book.write_text(
        (files / "book.html").read_text(encoding="utf-8").replace('<span lang="en-GB" dir="ltr">What', "<span>What"),
        encoding="utf-8",
    )
    assert "pdf/contents" in pdf_rules(files, book)


@pytest.mark.parametrize("name", READERS)
def test_the_others_say_it(files: Path, name: str) -> None:
    assert READERS[name](files / name, files) == set()


@pytest.mark.parametrize(("name", "part", "pattern", "rule"), BAD)
def test_a_list_that_does_not_say_it_is_rejected(
    files: Path, tmp_path: Path, name: str, part: str, pattern: str, rule: str
) -> None:
    path = Path(shutil.copy(files / name, tmp_path))
    without = re.compile(pattern, re.DOTALL)

    def spoilt(text: str) -> str:
        text, times = without.subn(lambda match: "".join(group or "" for group in match.groups()), text, count=1)
        assert times, f"{name} does not mark the entry"
        return text

    if part:
        with opened_zip(path) as parts:
            parts[part] = spoilt(parts[part].decode()).encode()
    else:
        path.write_text(spoilt(path.read_text(encoding="utf-8")), encoding="utf-8")
    assert rule in READERS[name](path, files)


@pytest.mark.parametrize(
    ("heading", "expected"),
    [
        ("<h2>Plan</h2>", {}),
        ('<h2 lang="en-GB" dir="ltr">Plan</h2>', {"lang": "en-GB", "dir": "ltr"}),
        (f"<h2> {MARKED} </h2>", {"lang": "en-GB", "dir": "ltr"}),
        ('<h2><span><bdi lang="en-GB">Plan</bdi></span></h2>', {"lang": "en-GB"}),
        ('<h2>Plan <bdi lang="en-GB">SEN</bdi></h2>', {}),
        ('<h2><bdi lang="en-GB">SEN</bdi> Plan</h2>', {}),
    ],
)
def test_a_heading_is_in_another_language_with_all_its_words(heading: str, expected: dict[str, str]) -> None:
    assert language_of(lxml_html.fragment_fromstring(heading)) == expected
