"""A book of some pages only, and the titles of its pages."""

from __future__ import annotations

from pathlib import Path

import pytest
from lxml import html as lxml_html

from booklet.book.model import Book
from booklet.book.select import lead_outside, part_of, select, titles
from booklet.errors import BookletError
from tests.books import book_from

SITE = "https://example.org/"
HTML = f"""<!doctype html>
<html lang="en-GB" dir="ltr"><head><title>Guide</title></head><body>
<header class="cover" id="cover"><h1>Guide</h1></header>
<main>
<section class="page" id="support" data-address="{SITE}support/"><h2>What it is</h2>
<p>Read <a href="#plan">Plan</a>, <a href="#plan--words">its words</a>, <a href="#support--more">more</a> and
<a href="https://www.gov.uk/">the law</a>.</p>
<section class="panel"><h3 id="support--more">More</h3></section></section>
<section class="page stage plan" id="plan" data-address="{SITE}plan/"><h2>Plan
  <small>2</small></h2><h3 id="plan--words">Words</h3></section>
<section class="page" id="help"><h2>Help</h2><p><a href="#support">Start</a></p></section>
</main>
<footer class="imprint" id="imprint"><h2>About</h2><p><a href="#help">Help</a></p></footer>
</body></html>"""


@pytest.fixture
def book() -> Book:
    return book_from(HTML, Path("."))


def links(book: Book) -> list[str | None]:
    return [link.get("href") for link in lxml_html.document_fromstring(book.html).iter("a")]


def test_pages_are_known_by_their_names(book):
    assert titles(book) == {"support": "What it is", "plan": "Plan 2", "help": "Help"}


def test_the_pages_chosen_stay_in_the_order_of_the_guide(book):
    chosen = select(book, ["plan", "support"])
    assert list(titles(chosen)) == ["support", "plan"]
    tree = lxml_html.document_fromstring(chosen.html)
    assert tree.get_element_by_id("cover") is not None and tree.get_element_by_id("imprint") is not None
    assert (chosen.language, chosen.title, chosen.folder) == (book.language, book.title, book.folder)


def test_words_after_a_page_that_is_left_out_stay(book):
    assert "About" in select(book, ["support"]).html


def test_links_to_pages_that_are_left_out_lead_to_the_web(book):
    assert links(select(book, ["support"])) == [f"{SITE}plan/", f"{SITE}plan/", "#support--more", "https://www.gov.uk/"]


def test_a_link_without_an_address_becomes_plain_words(book):
    assert "Help</span>" in select(book, ["plan"]).html


def test_a_part_of_a_book_leads_outside_too():
    part = lxml_html.fragment_fromstring(
        '<div id="a"><a href="#a">in</a> <a href="#b--c">out</a> <a href="#d">nowhere</a></div>'
    )
    lead_outside(part, {"b": f"{SITE}b/", "d": None})
    assert [(one.tag, one.get("href")) for one in part] == [("a", "#a"), ("a", f"{SITE}b/"), ("span", None)]


def test_an_unknown_page_is_refused_with_those_there_are(book):
    with pytest.raises(BookletError, match=r"There is no page “plans”\. The pages are support, plan, help"):
        select(book, ["plan", "plans"])


DIVIDED = (
    HTML.replace(
        "<head>",
        '<head><meta name="booklet.label.part" content="Part {number}: {name}">'
        '<meta name="booklet.label.part.one" content="First"><meta name="booklet.label.part.two" content="Second">',
    )
    .replace("<h1>Guide</h1>", '<h1>Guide</h1><p class="sub">For parents</p>')
    .replace('id="support" data', 'id="support" data-part="one" data')
    .replace('id="plan" data', 'id="plan" data-part="two" data')
    .replace('id="help">', 'id="help" data-part="two">')
)


def test_a_part_of_a_divided_book_says_which_it_is():
    part = part_of(book_from(DIVIDED, Path(".")), 2)
    assert list(titles(part)) == ["plan", "help"]
    assert part.title == "Guide. Part 2: Second"
    tree = lxml_html.document_fromstring(part.html)
    assert tree.findtext(".//title") == part.title
    assert [line.text for line in tree.findall("body/header/p")] == ["For parents", "Part 2: Second"]


def test_a_part_leads_to_the_others_on_the_web():
    part = part_of(book_from(DIVIDED, Path(".")), 1)
    assert links(part)[:2] == [f"{SITE}plan/", f"{SITE}plan/"]
