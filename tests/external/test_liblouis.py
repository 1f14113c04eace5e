"""Asking liblouis: what comes back, and what is said where it is missing, too old, or does not end."""

from __future__ import annotations

import pytest

from booklet.errors import BookletError
from booklet.external import liblouis
from booklet.external.liblouis.process import unknown_signs


def test_english_is_contracted_and_comes_back():
    (answer,) = liblouis.to_cells("en-ueb-g2.ctb", ["The school"])
    assert (answer.text, answer.unknown) == ("⠠⠮⠀⠎⠡⠕⠕⠇", "")
    assert liblouis.to_words("en-ueb-g2.ctb", [answer.text]) == ["The school"]


def test_a_place_leads_from_a_character_to_its_cells():
    (answer,) = liblouis.to_cells("en-ueb-g2.ctb", ["The school"])
    assert len(answer.places) == len("The school")
    assert answer.text[answer.places[4] :] == "⠎⠡⠕⠕⠇"


def test_a_no_break_space_is_a_numeric_space_in_ueb_and_a_blank_elsewhere():
    assert liblouis.to_cells("en-ueb-g2.ctb", ["01603\u00a0704070"])[0].text == "⠼⠚⠁⠋⠚⠉⠐⠛⠚⠙⠚⠛⠚"
    assert liblouis.to_cells("pl.tbl", ["01603\u00a0704070"])[0].text == "⠼⠚⠁⠋⠚⠉⠀⠼⠛⠚⠙⠚⠛⠚"


@pytest.mark.parametrize(
    ("table", "text", "unknown"),
    [
        ("en-ueb-g2.ctb", "plan", ""),
        ("en-ueb-g2.ctb", "plan 计划 计", "计划"),
        ("lt-6dot.tbl", "Zoë O’Brien", "ë"),
        # These write a question mark for what they do not know
        ("hu.tbl", "Minden iskolának saját űrlapja van (£20, ½ óra). Kérhet másolatot?", "£½"),
        ("bg.utb", "Какво е SEN? €", "€"),
    ],
)
def test_a_character_that_the_table_cannot_write_is_said(table, text, unknown):
    assert liblouis.to_cells(table, [text])[0].unknown == unknown


class Blanks:
    """A table that writes a blank for what it does not know: no table of ours does, so it is made up."""

    def translate(self, table: str, text: str, mode: int, back: bool = False) -> tuple[str, list[int]]:
        return (" " if back else "".join("⠁" if sign == "a" else "\u2800" for sign in text)), list(range(len(text)))


def test_a_blank_in_the_place_of_a_character_is_not_taken_for_it():
    assert unknown_signs(Blanks(), "made-up", set("a b?\u00ad")) == {"b", "?"}


def test_a_long_text_comes_whole():
    (answer,) = liblouis.to_cells("hu.tbl", ["iskola " * 2000])
    assert answer.text.count("⠊⠎⠅⠕⠇⠁") == 2000


@pytest.mark.parametrize(("cells", "six"), [("⠠⠮⠀", True), ("⠿", True), ("⡀", False), ("a", False), ("\u00a0", False)])
def test_cells_of_six_dots(cells, six):
    assert liblouis.is_six_dot(cells) is six


def test_a_table_that_is_not_there_is_named():
    with pytest.raises(BookletError, match=r"liblouis cannot read the table “xx\.tbl”"):
        liblouis.to_cells("xx.tbl", ["a"])


def test_a_call_that_does_not_end_is_stopped():
    with pytest.raises(BookletError, match=r"liblouis did not end in 0\.001 seconds with the table hu\.tbl"):
        liblouis._ask("hu.tbl", False, ("a",), 0.001)


@pytest.mark.parametrize(
    ("version", "said"),
    [
        (None, "Braille needs liblouis 3.33 or newer, and there is none. Run python3 scripts/build.py"),
        ("3.24.0", "Braille needs liblouis 3.33 or newer; this machine has 3.24.0."),
        ("2.9.9", "this machine has 2.9.9"),
    ],
)
def test_a_missing_or_old_liblouis_is_said(version, said):
    with pytest.raises(BookletError) as caught:
        liblouis.require_version(version)
    assert said in str(caught.value)


def test_a_new_liblouis_will_do():
    liblouis.require_version("3.33.0")
    liblouis.require_version("4.0")
