"""How the words of a PDF are compared: what PDFium does to them at the ends of lines and between scripts."""

from __future__ import annotations

import pytest

from booklet.checks.files.pdf.expected import ExpectedPdf


def part(right_to_left: bool = False) -> ExpectedPdf:
    return ExpectedPdf("", "", right_to_left, (), (), (), (), (), (), "")


def test_a_hyphen_at_the_end_of_a_line_may_come_back_as_a_space():
    assert part().words_of("a SEN-támogatás") == part().words_of("a SEN támogatás")


@pytest.mark.parametrize("read_back", ["البريدsend", "sendالبريد"])
def test_a_space_between_two_scripts_may_be_lost(read_back):
    assert sorted(part(right_to_left=True).words_of(read_back)) == sorted(
        part(right_to_left=True).words_of("البريد send")
    )


def test_another_word_is_another_word():
    assert part().words_of("a plan") != part().words_of("a plane")
    assert part(right_to_left=True).words_of("البريد send") != part(right_to_left=True).words_of("البريد sent")
