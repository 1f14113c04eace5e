"""A book as one line of blocks, in reading order."""

from __future__ import annotations

from pathlib import Path

import pytest
from lxml import html as lxml_html

from booklet.book.blocks import Block, blocks
from tests.books import book_from


def of(body: str, language: str = "en-GB") -> list[Block]:
    return blocks(book_from(f'<!doctype html><html lang="{language}"><body>{body}</body></html>', Path(".")))


def short(body: str) -> list[tuple[str, str, int, str]]:
    return [(one.kind, one.text, one.level, one.marker) for one in of(body)]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (
            "<h1>Guide</h1><h2>Plan</h2><h3>Words</h3>",
            [("heading", "Guide", 0, ""), ("heading", "Plan", 1, ""), ("heading", "Words", 2, "")],
        ),
        ("<p>One\n  <strong>two</strong>\u00a0three </p><p> </p>", [("paragraph", "One two\u00a0three", 0, "")]),
        (
            "<ul><li>One</li><li><p>Two</p><p>More</p></li></ul>",
            [("item", "One", 0, "-"), ("item", "Two", 0, "-"), ("paragraph", "More", 1, "")],
        ),
        (
            "<ol><li>One<ul><li>Inside</li></ul></li><li>Two</li></ol>",
            [("item", "One", 0, "1."), ("item", "Inside", 1, "-"), ("item", "Two", 0, "2.")],
        ),
        (
            "<ul><li>Read <a href='#x'>this</a>:<ul><li>Inside</li></ul></li></ul>",
            [("item", "Read this:", 0, "-"), ("item", "Inside", 1, "-")],
        ),
        ("<dl><dt>SEN</dt><dd>Needs</dd></dl>", [("term", "SEN", 0, ""), ("definition", "Needs", 1, "")]),
        (
            "<figure><blockquote><p>“Must.”</p></blockquote><figcaption>The Code</figcaption></figure>",
            [("quotation", "“Must.”", 0, ""), ("source", "The Code", 0, "")],
        ),
        ("<blockquote><ul><li>Must</li></ul></blockquote>", [("quotation", "Must", 0, "-")]),
        (
            "<dl><dt>SEN</dt><dd><p>One</p><p>Two</p></dd></dl>",
            [("term", "SEN", 0, ""), ("definition", "One", 1, ""), ("definition", "Two", 1, "")],
        ),
        ("<p>One<br>two</p>", [("paragraph", "One two", 0, "")]),
        (
            '<ul><li><img src="a.svg" alt="A teacher"> Ask</li></ul>',
            [("picture", "A teacher", 0, ""), ("item", "Ask", 0, "-")],
        ),
        ('<p><img src="a.svg" alt="A teacher"></p><p><img src="b.svg" alt=""></p>', [("picture", "A teacher", 0, "")]),
        ('<ul class="record"><li>What we agreed</li></ul>', [("line", "What we agreed", 0, "-")]),
        (
            '<ul class="rows"><li><img src="a.svg" alt=""><div><p>One.</p><p>Two.</p></div></li></ul>',
            [("paragraph", "One.", 0, ""), ("paragraph", "Two.", 0, "")],
        ),
        (
            '<ol class="ring"><li><p class="name"><span>1</span> Assess</p><p>Find out.</p></li></ol>',
            [("item", "Assess", 0, "1."), ("paragraph", "Find out.", 1, "")],
        ),
        ("<!-- a note --><div><p>One</p><!-- two --></div>", [("paragraph", "One", 0, "")]),
        (
            "<table><tr><th>Stage</th><th>Means</th></tr><tr><td>Plan</td><td>Agree</td></tr></table>",
            [
                ("paragraph", "Stage", 0, ""),
                ("paragraph", "Means", 0, ""),
                ("paragraph", "Plan", 0, ""),
                ("paragraph", "Agree", 0, ""),
            ],
        ),
        (
            "<div>Loose words<p>One</p>and after</div>",
            [("paragraph", "Loose words", 0, ""), ("paragraph", "One", 0, ""), ("paragraph", "and after", 0, "")],
        ),
    ],
    ids=lambda value: value[:40] if isinstance(value, str) else "",
)
def test_blocks_come_in_reading_order(body, expected):
    assert short(body) == expected


def test_a_block_knows_its_page():
    found = of(
        '<header id="cover"><h1>Guide</h1></header><main><section class="page stage" id="plan"><h2>Plan</h2>'
        '<section class="panel" id="plan--ask"><p>Ask</p></section></section></main><footer id="imprint"><p>End</p></footer>'
    )
    assert [(one.text, one.page) for one in found] == [
        ("Guide", ""),
        ("Plan", "plan"),
        ("Ask", "plan"),
        ("End", "imprint"),
    ]


def test_a_block_knows_its_language():
    found = of(
        '<p>Tekst</p><p lang="en-GB">Text</p><p><span lang="en-GB">All of it</span></p><p>W części <span lang="en-GB">in part</span></p>'
        '<ul><li lang="en-GB"><p>Item</p></li></ul><div lang="ar"><p>نص</p></div>',
        "pl",
    )
    assert [one.language for one in found] == ["pl", "en-GB", "en-GB", "pl", "en-GB", "ar"]


def test_addresses_that_words_hide_are_kept_once():
    (found,) = of(
        '<p>Read <a href="https://www.gov.uk/send">the law</a>, <a href="https://www.gov.uk/send">again</a>, <a href="#plan">Plan</a>, '
        '<a href="tel:+441603">01603</a> and <a href="https://www.gov.uk/">www.gov.uk</a>.</p>'
    )
    assert found.links == ("https://www.gov.uk/send",)


@pytest.mark.parametrize(
    "body",
    [
        '<ul><li><a href="https://www.gov.uk/send">The law</a>:<ul><li>Inside</li></ul></li></ul>',
        '<h3><a href="https://www.gov.uk/send">The law</a></h3>',
    ],
)
def test_addresses_are_kept_wherever_the_words_stand(body):
    assert of(body)[0].links == ("https://www.gov.uk/send",)


def test_no_word_of_the_real_book_is_lost(made_up):
    """Every word between the tags of the book is in a block, in order; the numbers of the stages are markers."""
    for reading in ("standard", "easy-read"):
        text = (made_up.books / "en-GB" / f"{reading}.html").read_text(encoding="utf-8")
        found = blocks(book_from(text, Path(".")))
        body = lxml_html.document_fromstring(text).find("body")
        for number in body.find_class("n"):
            number.text = ""
        spoken = [word for one in found if one.kind != "picture" for word in one.text.split()]
        assert len(found) > 100
        assert "".join(spoken) == "".join("".join(body.itertext()).split())
