"""What a PDF must hold: a part of a divided book is its pages alone, under a title that says which part it is."""

import pytest
from lxml import html as lxml_html

from booklet.checks.files.pdf.expected import part_maker
from tests.books import BOOKLET

SITE = "https://example.org/"
BOOK = f"""<!doctype html>
<html lang="en-GB" dir="ltr"><head><title>Guide</title>
<meta name="booklet.label.part" content="Part {{number}}: {{name}}">
<meta name="booklet.label.part.one" content="First"><meta name="booklet.label.part.two" content="Second">
<meta name="booklet.label.contents" content="Contents"><meta name="booklet.label.qr" content="Code">
<meta name="booklet.label.page_of" content="Page {{page}} of {{pages}}">
<meta name="booklet.label.see_page" content="(page {{page}})"></head><body>
<header class="cover" id="cover"><h1>Guide</h1><p class="sub">For parents</p></header>
<main>
<section class="page" id="plan" data-part="one" data-address="{SITE}plan/"><h2>Plan</h2>
<p>Then <a href="#review">Review</a>, and <a href="#plan">again</a>.</p></section>
<section class="page" id="review" data-part="two" data-address="{SITE}review/"><h2>Review</h2><p>Look back.</p></section>
</main>
<footer class="imprint" id="imprint"><h2>About</h2></footer></body></html>"""


@pytest.fixture
def book():
    return lxml_html.document_fromstring(BOOK)


def test_a_part_is_its_own_pages_with_cover_and_imprint(book):
    part = part_maker("pdf", "part-2", BOOKLET)(book)
    assert part.title == "Guide. Part 2: Second"
    assert [words for _, words in part.headings] == ["Guide", "Contents", "Review", "About"]
    assert "Part 2: Second" in part.words and "Then" not in part.words


def test_a_link_to_another_part_leads_to_the_web(book):
    assert part_maker("pdf", "part-1", BOOKLET)(book).links == (("Review", f"{SITE}review/"), ("again", "#plan"))


def test_the_book_stays_whole_for_the_next_file(book):
    part_maker("pdf", "part-2", BOOKLET)(book)
    assert [words for _, words in part_maker("pdf", "", BOOKLET)(book).headings] == [
        "Guide",
        "Contents",
        "Plan",
        "Review",
        "About",
    ]
