"""The layout of braille: lines, headings, lists, pages; and what a book looks like in the end."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path

import pytest

from booklet.book.blocks import Block
from booklet.formats import FormatNotPossibleError, braille
from booklet.formats.braille import block_styles, brf, cells, layout
from booklet.formats.braille.block_styles import TranslatedBlock
from booklet.formats.braille.layout import Chunk, pages, wrapped
from tests.books import make_book, settings_of

BLANK = cells.BLANK


def plain(lines) -> list[str]:
    """Return lines with letters as they are and blanks as spaces."""
    return [line.replace(BLANK, " ") for line in lines]


def text(words: str) -> str:
    return words.replace(" ", BLANK).replace("~", cells.JOINED).replace("|", cells.BREAK)


@pytest.mark.parametrize(
    ("words", "first", "rest", "expected"),
    [
        ("one two three", 0, 0, ["one two", "three"]),
        ("one two three", 2, 0, ["  one two", "three"]),
        ("one two three", 0, 2, ["one two", "  three"]),
        ("01603~704 07", 0, 0, ["01603 704", "07"]),
        ("a 016~704 07", 0, 0, ["a 016 704", "07"]),
        ("ab 01603~7", 0, 0, ["ab 01603 7"]),
        ("abc 01603~7", 0, 0, ["abc", "01603 7"]),
        ("www.|gov.|uk/|send", 0, 2, ["www.gov.", "  uk/send"]),
        ("to www.|gov", 0, 0, ["to www.gov"]),
        ("abcdefghijklmnop", 0, 2, ["abcdefghij", "  klmnop"]),
        ("to abcdefghijklmnop", 0, 0, ["to", "abcdefghij", "klmnop"]),
        ("", 0, 0, [""]),
    ],
)
def test_lines_break_between_words(words, first, rest, expected):
    assert plain(wrapped(text(words), 10, first, rest)) == expected


def test_a_title_stands_in_the_middle_with_room_beside_it():
    assert plain(layout.centred(text("one two three"), 14)) == ["   one two", "    three"]


@pytest.mark.parametrize(
    ("chunks", "expected"),
    [
        ([Chunk(("a",)), Chunk(("b",))], [["a", "b"]]),
        ([Chunk(("a",)), Chunk(("b",), before=1)], [["a", "", "b"]]),
        ([Chunk(("a",), after=1), Chunk(("b",), before=1)], [["a", "", "b"]]),
        ([Chunk(("a", "b", "c", "d")), Chunk(("e",))], [["a", "b", "c", "d"], ["e"]]),
        ([Chunk(("a", "b", "c")), Chunk(("d", "e"), before=1)], [["a", "b", "c"], ["d", "e"]]),
        ([Chunk(("a", "b", "c", "d", "e"))], [["a", "b", "c", "d"], ["e"]]),
        ([Chunk(("a", "b")), Chunk(("H",), 1, 0, keeps=True), Chunk(("c",))], [["a", "b"], ["H", "c"]]),
        ([Chunk(("a", "b")), Chunk(("H",), 0, 0, keeps=True), Chunk(("c",))], [["a", "b", "H", "c"]]),
        (
            [Chunk(("a",)), Chunk(("H",), 0, 1, keeps=True), Chunk(("I",), 1, 0, keeps=True), Chunk(("c",))],
            [["a"], ["H", "", "I", "c"]],
        ),
        ([Chunk(("a",)), Chunk(("H",), 1, keeps=True)], [["a", "", "H"]]),
    ],
)
def test_pages_are_full_and_no_heading_ends_one(chunks, expected):
    assert [[line for line, _ in page] for page in pages(chunks, 4)] == expected


def laid(*said: TranslatedBlock) -> list[list[str]]:
    return [plain(chunk.lines) for chunk in block_styles.chunks(said, 20)]


def test_a_list_goes_on_further_in_than_its_deepest_item_starts():
    assert laid(
        TranslatedBlock(Block("item", "", 0), text("one two three four five")),
        TranslatedBlock(Block("item", "", 1), text("six seven eight nine ten")),
        TranslatedBlock(Block("paragraph", "", 1), text("eleven")),
    ) == [["one two three four", "    five"], ["  six seven eight", "    nine ten"], ["      eleven"]]


def test_paragraphs_terms_and_quotations_have_their_places():
    assert laid(TranslatedBlock(Block("paragraph", ""), text("one two three four five"))) == [
        ["  one two three four", "five"]
    ]
    assert laid(
        TranslatedBlock(Block("term", ""), text("SEN")), TranslatedBlock(Block("definition", "", 1), text("needs"))
    ) == [
        ["SEN"],
        ["  needs"],
    ]
    assert laid(
        TranslatedBlock(Block("quotation", ""), text("one two three four")),
        TranslatedBlock(Block("quotation", "", 0, "-"), text("item")),
    ) == [["    one two three", "  four"], ["  item"]]


def test_a_numbered_item_keeps_its_number():
    assert laid(TranslatedBlock(Block("item", "", 0, "1."), text("one"), "1.")) == [["1. one"]]


@pytest.mark.parametrize(("level", "line"), [(1, "         One"), (2, "    One"), (3, "      One"), (5, "      One")])
def test_headings_stand_by_level(level, line):
    assert plain(block_styles.heading("One", level, 21).lines) == [line]


def test_ascii_braille_has_a_sign_for_each_cell():
    assert brf.encode([["⠠⠮⠀⠏⠇⠁⠝⠀", ""], ["⠼⠁"]]) == b",! PLAN\r\n\r\n\f#A\r\n\f"
    assert len(set(brf.ASCII)) == 64


# A whole book


@pytest.mark.parametrize("variant", ["brf", "pef"])
def test_the_same_book_gives_the_same_bytes(tmp_path: Path, variant: str) -> None:
    settings = settings_of("en-GB", variant)
    made = [braille.write(make_book(tmp_path), settings, tmp_path / name) for name in ("one", "two")]
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()
    assert made[0] == made[1] and made[0].pages > 2


def test_a_language_without_a_table_is_absent(tmp_path: Path) -> None:
    with pytest.raises(FormatNotPossibleError) as caught:
        braille.write(
            make_book(tmp_path),
            dataclasses.replace(settings_of("en-GB", "brf"), braille_table=""),
            tmp_path / "book",
        )
    assert caught.value.reason == "no_braille"


@pytest.mark.parametrize("table", ["lt.tbl", "en-ueb-g2.ctb"], ids=["eight-dots", "unknown-letters"])
def test_a_table_that_cannot_write_the_language_is_refused(tmp_path: Path, table: str) -> None:
    with pytest.raises(FormatNotPossibleError) as caught:
        braille.write(
            make_book(tmp_path, "ar"),
            dataclasses.replace(settings_of("ar", "brf"), braille_table=table),
            tmp_path / "book",
        )
    assert caught.value.reason == "no_braille"
    said = rf"The braille table {table} cannot write “.” \(U\+[0-9A-F]{{4}}, .*\) in six dots, in “.+”\. Use"
    assert re.match(said, caught.value.detail)
    assert not (tmp_path / "book").exists()


@pytest.mark.parametrize(
    ("table", "name", "sign"),
    [
        ("lt-6dot.tbl", "Zoë O’Brien", "“ë” (U+00EB, LATIN SMALL LETTER E WITH DIAERESIS)"),
        ("hu.tbl", "£20", "“£” (U+00A3, POUND SIGN)"),
    ],
)
def test_a_name_with_a_sign_that_the_table_lacks_is_named_with_its_place(
    tmp_path: Path, table: str, name: str, sign: str
) -> None:
    book = make_book(tmp_path)
    book = dataclasses.replace(book, html=book.html.replace("This is not legal advice.", f"Approved by {name}"))
    with pytest.raises(FormatNotPossibleError) as caught:
        braille.write(book, dataclasses.replace(settings_of("en-GB", "brf"), braille_table=table), tmp_path / "book")
    assert f"{sign} in six dots, in “Approved by {name}”" in caught.value.detail


@pytest.mark.parametrize("size", [(20, 15), (28, 27), (30, 27), (48, 40)])
def test_every_page_of_an_embosser_holds_its_lines(tmp_path: Path, size: tuple[int, int]) -> None:
    braille.write(
        make_book(tmp_path),
        dataclasses.replace(settings_of("en-GB", "brf"), braille_page=size),
        tmp_path / "book",
    )
    sheets = (tmp_path / "book").read_bytes().decode("ascii").split("\f")
    assert sheets.pop() == ""
    for number, sheet in enumerate(sheets, 1):
        lines = sheet.split("\r\n")[:-1]
        assert len(lines) <= size[1] and max(map(len, lines)) <= size[0]
        assert lines[0].endswith("#" + "".join("JABCDEFGHI"[int(digit)] for digit in str(number)))


@pytest.mark.parametrize(("table", "gap"), [("en-ueb-g1.ctb", "⠨⠤"), ("es.tbl", "⠤")])
def test_a_gap_to_fill_in_is_written_with_what_the_table_has(table: str, gap: str) -> None:
    (found,) = cells.translated([(table, "a ______ a")])
    assert found == f"⠁{BLANK}{gap * 6}{BLANK}⠁"
