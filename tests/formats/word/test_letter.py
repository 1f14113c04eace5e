"""Letters as Word documents: what they hold in English and beside another language, and what the check rejects."""

from __future__ import annotations

import json
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from lxml import etree

from booklet.book.model import Book
from booklet.checks.files import parity, word, word_expected
from booklet.errors import BookletError
from booklet.formats import FORMATS
from booklet.formats.letters import pages_with_letters
from booklet.publish.editions import file_name
from tests.books import book_from, settings_of
from tests.contexts import on_site
from tests.helpers import opened_zip

FORMAT = FORMATS["letter"]
PAGE = "letter-meeting"
FRAME = """<!doctype html><html lang="{tag}" dir="{direction}"><head><title>SEN Support</title>
<meta name="author" content="Made-up <Service>"><meta name="booklet.label.contents" content="Contents">
<meta name="booklet.label.page_of" content="Page {{page}} of {{pages}}"></head><body><header class="cover"></header><main>
<section class="page" id="plan" data-part="guide"><h2>Plan</h2><p>No letter.</p></section>
<section class="page" id="letter-meeting" data-part="letters"><h2>{title}</h2>{letter}<h3>What happens next</h3></section>
</main></body></html>"""
SENT = """<p><strong>Can we meet &amp; talk about <span class="gap" role="img" aria-label="gap">______</span></strong></p>
<p>I speak {spoken}.</p><p>Tell me:</p><ul><li>when</li><li>who <strong>must</strong> come</li></ul><p>Thank you.</p>"""
MEANING = """<p class="letter-name">What it says</p><p><strong>لقاء بشأن <span class="gap" role="img">______</span></strong></p>
<p>أتحدث ______.</p><p lang="en-GB" dir="ltr">Tell me:</p><ul><li>متى</li><li>من <bdi lang="en-GB" dir="ltr">SENCO</bdi> يأتي</li></ul>
<p>شكرا لكم.</p>"""
ENGLISH_LETTER = f'<div class="letter"><div class="letter-words">{SENT.format(spoken="______")}</div></div>'
ARABIC_LETTER = (
    f'<div class="letter two-languages"><div class="letter-meaning">{MEANING}</div><div class="letter-to-send">'
    f'<div class="letter-words" lang="en-GB" dir="ltr">{SENT.format(spoken="Arabic")}</div></div></div>'
)


def english_book() -> Book:
    html = FRAME.format(tag="en-GB", direction="ltr", title="Letter: ask for a meeting", letter=ENGLISH_LETTER)
    return book_from(html, Path())


def arabic_book() -> Book:
    html = FRAME.format(tag="ar", direction="rtl", title="رسالة", letter=ARABIC_LETTER)
    return replace(book_from(html, Path()), english=english_book())


@pytest.fixture
def made(tmp_path: Path) -> Path:
    """A folder with `site` and `books`: the letter in English and beside Arabic."""
    editions = []
    for book in (english_book(), arabic_book()):
        home = tmp_path / "books" / book.language
        home.mkdir(parents=True)
        (home / "standard.html").write_text(book.html, encoding="utf-8")
        for variant in FORMAT.variants_for(book):
            path = f"{book.language}/downloads/{file_name(book.booklet, book.language, 'standard', FORMAT, variant)}"
            FORMAT.write(book, settings_of(book.language, variant.suffix), tmp_path / "site" / path)
            entry = {"language": book.language, "reading": "standard", "format": "letter", "variant": variant.suffix}
            editions.append({**entry, "path": path})
    listed = json.dumps({"generated": "2026-11-24", "editions": editions, "absent": []})
    (tmp_path / "site" / "editions.json").write_text(listed, encoding="utf-8")
    return tmp_path


def path_of(made: Path, tag: str) -> Path:
    return made / "site" / tag / "downloads" / f"sen-support-letter-meeting-{tag.lower()}.docx"


def expected(made: Path, tag: str) -> word_expected.Expected:
    books = made / "books"
    return word_expected.of_letter(books / tag / "standard.html", books / "en-GB" / "standard.html", PAGE)


def paragraphs(file: Path) -> list[str]:
    with zipfile.ZipFile(file) as archive:
        root = etree.fromstring(archive.read("word/document.xml"))
    return ["".join(one.itertext()) for one in root.iter("{*}p")]


def test_every_page_with_a_letter_is_a_file_and_no_other_page():
    assert pages_with_letters(english_book()) == (PAGE,)
    assert [(one.suffix, one.page) for one in FORMAT.variants_for(english_book())] == [(PAGE, PAGE)]
    assert FORMAT.variants_for(book_from("<html><body><main></main></body></html>", Path())) == ()


def test_the_english_letter_stands_alone(made):
    assert paragraphs(path_of(made, "en-GB")) == [
        "Can we meet & talk about ______",
        "I speak ______.",
        "Tell me:",
        "when",
        "who must come",
        "Thank you.",
    ]


def test_the_readers_language_is_under_each_part_of_the_english_letter(made):
    assert paragraphs(path_of(made, "ar")) == [
        "Can we meet & talk about ______",
        "لقاء بشأن ______",
        "I speak Arabic.",
        "أتحدث ______.",
        "Tell me:",
        "when",
        "متى",
        "who must come",
        "من SENCO يأتي",
        "Thank you.",
        "شكرا لكم.",
    ]


def test_the_same_letter_is_the_same_bytes(made, tmp_path):
    FORMAT.write(arabic_book(), settings_of("ar", PAGE), tmp_path / "again.docx")
    assert (tmp_path / "again.docx").read_bytes() == path_of(made, "ar").read_bytes()


def test_the_one_letter_of_a_book_needs_no_name(made, tmp_path):
    FORMAT.write(arabic_book(), settings_of("ar"), tmp_path / "only.docx")
    assert paragraphs(tmp_path / "only.docx") == paragraphs(path_of(made, "ar"))


@pytest.mark.parametrize(("page", "problem"), [("plan", "has no letter"), ("", "There are 0 letters")])
def test_a_page_without_a_letter_is_no_file(tmp_path, page, problem):
    book = english_book()
    if not page:
        book = replace(book, html=book.html.replace("letter-words", "words"))
    with pytest.raises(BookletError, match=problem):
        FORMAT.write(book, settings_of("en-GB", page), tmp_path / "none.docx")
    assert not (tmp_path / "none.docx").exists()


# ---- The check ----


def test_good_letters_pass(made):
    context = on_site(made / "site", made / "books")
    report = word.check(context)
    assert report.findings == () and report.examined == 2
    assert parity.ELSEWHERE["letter"] == "word"


BAD = [
    ("word/letter", "I speak Arabic.", "I speak ______."),
    ("word/letter", '<w:t xml:space="preserve">متى</w:t>', '<w:t xml:space="preserve">من</w:t>'),
    ("word/direction", "<w:bidi/>", ""),
    ("word/parts", '<w:lang w:val="ar"', '<w:lang w:val="fa"'),
    ("word/headings", 'w:val="Heading1"', 'w:val="BodyText"'),
    ("word/styles", 'w:val="Meaning"', 'w:val="Other"'),
]


@pytest.mark.parametrize(("rule", "old", "new"), BAD)
def test_a_bad_letter_is_rejected(made, rule, old, new):
    file = path_of(made, "ar")
    with opened_zip(file) as parts:
        assert old.encode() in parts["word/document.xml"]
        parts["word/document.xml"] = parts["word/document.xml"].replace(old.encode(), new.encode())
    assert rule in {one.rule for one in word.problems(file, expected(made, "ar"), "standard")}


def test_a_part_of_the_letter_that_is_missing_is_found(made):
    found = expected(made, "ar")
    longer = replace(found, paragraphs=(*(found.paragraphs or ()), "Yours"))
    assert {one.rule for one in word.problems(path_of(made, "ar"), longer, "standard")} == {"word/letter"}


def test_a_book_without_the_letter_is_an_error(made):
    book = made / "books" / "ar" / "standard.html"
    with pytest.raises(BookletError, match="no letter on a page"):
        word_expected.of_letter(book, book, "plan")


@pytest.mark.parametrize(("old", "count"), [("<li>متى</li>", 5), ("<p>شكرا لكم.</p>", 5), (MEANING, 0)])
def test_a_letter_with_fewer_parts_in_the_readers_language_is_an_error(made, old, count):
    books = made / "books"
    book = books / "ar" / "standard.html"
    assert old in book.read_text(encoding="utf-8")
    book.write_text(book.read_text(encoding="utf-8").replace(old, ""), encoding="utf-8")
    with pytest.raises(BookletError, match=f"has 6 parts in English, and {count} in “ar”"):
        word_expected.of_letter(book, books / "en-GB" / "standard.html", PAGE)
