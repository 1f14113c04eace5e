"""A book as a tree: what runs in another direction is set apart."""

from __future__ import annotations

import pytest
from lxml import html as lxml_html

from booklet.book.tree import direction_of, isolate


def isolated(body: str, direction: str = "ltr") -> str:
    tree = lxml_html.document_fromstring(f'<html dir="{direction}"><body><p>{body}</p></body></html>')
    isolate(tree)
    return tree.find("body/p").text_content()


@pytest.mark.parametrize(
    ("body", "direction", "expected"),
    [
        ("By <bdi>محمد علي</bdi>, 2027", "ltr", "By \u2067محمد علي\u2069, 2027"),
        ("By <bdi>Jo Smith</bdi>, 2027", "ltr", "By Jo Smith, 2027"),
        ('هاتف <bdi dir="ltr">01603 704070</bdi>', "rtl", "هاتف \u206601603 704070\u2069"),
        ('هاتف <bdi dir="ltr"><a href="tel:1">01603</a></bdi>.', "rtl", "هاتف \u206601603\u2069."),
        ('<span dir="ltr">Call <bdi dir="ltr">01603</bdi></span>', "rtl", "Call 01603"),
        ("<bdi>2027</bdi>", "rtl", "2027"),
    ],
)
def test_only_what_runs_the_other_way_is_set_apart(body, direction, expected):
    assert isolated(body, direction) == expected


@pytest.mark.parametrize(("text", "direction"), [("12 ab", "ltr"), ("“محمد”", "rtl"), ("שלום", "rtl"), ("12.", "")])
def test_the_first_letter_gives_the_direction(text, direction):
    assert direction_of(text) == direction
