"""The pages of the print edition in the e-book: each mark is before the first letter of its page."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from lxml import etree
from lxml import html as lxml_html

from booklet.errors import BookletError
from booklet.formats.epub.page_breaks import mark_pages
from booklet.formats.epub.parts import SpineItem
from booklet.formats.print import pdf
from tests.books import book_in, settings_of

MARK = '<span id="page-2" role="doc-pagebreak" aria-label="2"></span>'


def marked(inside: str, *on_pages: int) -> str:
    """Return the inside of a section after its pages were marked."""
    section = lxml_html.fragment_fromstring(f'<section id="plan">{inside}</section>')
    breaks = mark_pages([SpineItem("plan", "Plan", section, "chapter")], on_pages, "nav.xhtml")
    assert [one.number for one in breaks] == list(range(1, len(on_pages) + 1))
    text = lxml_html.tostring(section, encoding="unicode")
    return text.removeprefix('<section id="plan">').removesuffix("</section>").replace(MARK.replace("2", "1"), "")


@pytest.mark.parametrize(
    ("before", "first", "after"),
    [
        ("<h3>One</h3><p>Two</p>", 3, "<h3>One</h3><p>|Two</p>"),
        ("<p>One two</p>", 3, "<p>One |two</p>"),
        ("<p>One <a>two</a> three</p>", 3, "<p>One |<a>two</a> three</p>"),
        ("<p>One <a>two</a> three</p>", 6, "<p>One <a>two</a> |three</p>"),
        ("<p>One</p><h3>Two</h3>", 3, "<p>One</p>|<h3>Two</h3>"),
        (
            '<ul><li>One</li><li><img src="a.svg"><div><p>Two</p></div></li></ul>',
            3,
            '<ul><li>One</li><li>|<img src="a.svg"><div><p>Two</p></div></li></ul>',
        ),
        ("<dl><dt>One</dt><dd>Two</dd></dl>", 3, "<dl><dt>One</dt><dd>|Two</dd></dl>"),
        (
            "<p>One</p><figure><blockquote><p><strong>Two</strong></p></blockquote></figure>",
            3,
            "<p>One</p><figure><blockquote>|<p><strong>Two</strong></p></blockquote></figure>",
        ),
    ],
)
def test_a_mark_stands_before_what_begins_a_page(before: str, first: int, after: str) -> None:
    letters = sum(
        not character.isspace() for character in lxml_html.fragment_fromstring(f"<div>{before}</div>").text_content()
    )
    assert marked(before, first, letters - first) == after.replace("|", MARK)


def test_two_pages_can_begin_in_one_text() -> None:
    assert marked("<p>One two three</p>", 3, 3, 5) == f"<p>One {MARK}two {MARK.replace('2', '3')}three</p>"


def test_a_page_without_letters_is_that_of_the_contents() -> None:
    section = lxml_html.fragment_fromstring("<section><p>One</p><p>Two</p></section>")
    breaks = mark_pages([SpineItem("plan", "Plan", section, "chapter")], (3, 0, 3), "nav.xhtml")
    assert [one.address for one in breaks] == ["plan.xhtml#page-1", "nav.xhtml#page-2", "plan.xhtml#page-3"]


def test_words_that_the_print_edition_leaves_out_stop_the_work() -> None:
    with pytest.raises(BookletError, match="shows 2 letters and the book has 3"):
        marked("<p>One</p>", 2)


@pytest.mark.parametrize("tag", ["en-GB", "ar"])
def test_every_letter_of_a_book_is_on_one_page(made: Path, tag: str) -> None:
    book = book_in(made / "books", tag)
    on_pages = pdf.characters_in_print(book, settings_of(tag))
    text = etree.XPath("string(//body)")(lxml_html.document_fromstring(book.html))
    assert sum(on_pages) == sum(not character.isspace() for character in text)
    assert on_pages[1] == 0


def test_the_pages_are_counted_once(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Laying a book out takes seconds: what the PDF was laid out for is not laid out again for the e-book."""
    book = book_in(made / "books")
    counted = pdf.write(book, settings_of("en-GB"), tmp_path / "a.pdf").characters_on_pages
    assert pdf.characters_in_print(book, settings_of("en-GB")) == counted
    monkeypatch.setattr(pdf, "laid_out", None)
    assert pdf.characters_in_print(book, replace(settings_of("en-GB"), characters_on_pages=counted)) == counted
