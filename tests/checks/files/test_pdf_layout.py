"""What a finished PDF draws: a good page passes; a lost picture, and words off the page
or under something, are found.
"""

from __future__ import annotations

from pathlib import Path

import pikepdf
import pytest
import weasyprint

from booklet.checks.files.pdf.drawing import Box, DrawnPage, Letter, find_pictures, read_drawing, signature
from booklet.checks.files.pdf.layout import layout_problems, off_page, on_text

HOUSE = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 60 40"><rect width="60" height="40" rx="4" fill="#fff"/>'
    '<g fill="#d22f27" stroke="#000000"><path d="M10 30V10H30V30Z"/><circle cx="45" cy="20" r="8" fill="none"/></g></svg>'
)
TREE = HOUSE.replace("#d22f27", "#b1cc33")
PAGE = (
    "<style>@page {{ size: A5; margin: 2cm }} img {{ display: block; width: 6cm }} p {{ font-size: 14pt }} {css}</style>"
    "<img src='house.svg' alt=''>{more}<p>Ask the school for a plan.</p><p class='next'>The plan says what helps.</p>"
)


@pytest.fixture
def pictures(tmp_path: Path) -> list[Path]:
    (tmp_path / "house.svg").write_text(HOUSE, encoding="utf-8")
    (tmp_path / "tree.svg").write_text(TREE, encoding="utf-8")
    return [tmp_path / "house.svg", tmp_path / "tree.svg"]


def made(folder: Path, css: str = "", more: str = "<img src='tree.svg' alt=''>") -> Path:
    """Return a PDF with both pictures, or with what `more` has in place of the second."""
    weasyprint.HTML(string=PAGE.format(css=css, more=more), base_url=f"{folder}/").write_pdf(folder / "a.pdf")
    return folder / "a.pdf"


def test_a_good_page_passes(pictures: list[Path], tmp_path: Path):
    assert list(layout_problems(made(tmp_path), pictures)) == []


def test_a_picture_is_found_where_it_is(pictures: list[Path], tmp_path: Path):
    missing, places = find_pictures(read_drawing(made(tmp_path)), pictures)
    assert missing == []
    assert [page for page, _ in places] == [0, 0]
    assert sorted(round(box.right - box.left) for _, box in places) == [170, 170]  # 6 cm


@pytest.mark.parametrize(
    ("more", "lost"),
    [("", "tree"), ("<img src='house.svg' alt=''>", "tree"), ("<p>A tree.</p>", "tree")],
)
def test_a_lost_picture_is_found(pictures: list[Path], tmp_path: Path, more: str, lost: str):
    (problem,) = layout_problems(made(tmp_path, more=more), pictures)
    assert problem.rule == "pdf/pictures" and f"“{lost}”" in problem.problem


def test_a_picture_that_is_there_once_and_not_twice_is_found(pictures: list[Path], tmp_path: Path):
    found = list(layout_problems(made(tmp_path), [*pictures, pictures[0]]))
    assert [problem.rule for problem in found] == ["pdf/pictures"]


@pytest.mark.parametrize(
    ("css", "rule"),
    [
        ("p { white-space: nowrap; margin-left: 8cm }", "pdf/off-page"),
        (".next { position: absolute; top: 18.9cm }", "pdf/off-page"),
        (".next { margin-top: -1.1cm }", "pdf/text-on-text"),
        ("p { position: absolute; top: 1cm; left: 1cm }", "pdf/text-on-picture"),
        (".next { color: white }", "pdf/text-unseen"),
        (".next { color: #fff; background: #0b3c5d; height: 5pt }", "pdf/text-unseen"),
        (
            ".next { color: #fff } .next::before { content: ''; position: absolute; z-index: -1; width: 3cm; height: 1cm; background: #0b3c5d }",
            "pdf/text-unseen",
        ),
    ],
)
def test_words_in_the_wrong_place_are_found(pictures: list[Path], tmp_path: Path, css: str, rule: str):
    assert rule in {problem.rule for problem in layout_problems(made(tmp_path, css), pictures)}


def test_light_words_on_a_dark_ground_are_seen(pictures: list[Path], tmp_path: Path):
    css = "p { background: #0b3c5d; color: #fff; font-size: 9pt } .next::after { content: ' – I l . , - ’' }"
    assert list(layout_problems(made(tmp_path, css), pictures)) == []


def test_on_folded_sheets_only_pictures_are_looked_for(pictures: list[Path], tmp_path: Path):
    path = made(tmp_path, "p { white-space: nowrap; margin-left: 8cm }", more="")
    assert [problem.rule for problem in layout_problems(path, pictures, folded=True)] == ["pdf/pictures"]


def test_the_shapes_of_a_picture_have_inherited_colours(pictures: list[Path]):
    assert signature(pictures[0]) == (("#ffffff", ""), ("#d22f27", "#000000"), ("", "#000000"))


def pieces(reach: float) -> DrawnPage:
    """Return a page with a word, and after it a full stop over which the word reaches by so many points.

    The boxes of the letters are as PDFium gives those of text with an ActualText: shares of what their object covers.
    """
    word, stop = Box(53, 875, 143 + reach, 926), Box(143, 875, 153, 883)
    letters = (
        Letter("ണ", Box(53, 875, 100, 926), 1, ink=word),
        Letter("്", Box(100, 875, 143 + reach, 926), 1, ink=word),
        Letter(".", Box(143, 875, 143.4, 883), 2, ink=stop),
        Letter("പ", Box(143.4, 875, 143.8, 883), 2, ink=stop),
    )
    return DrawnPage(Box(0, 0, 400, 1000), letters, ())


def test_a_word_may_reach_a_little_over_the_full_stop_after_it():
    assert on_text(pieces(3)) == []
    assert "".join(letter.sign for letter in on_text(pieces(6))) == "്"


def two_pieces(path: Path, stop_at: float, has_actual_text: bool) -> DrawnPage:
    """Return a page with an “n” and, as a piece of its own that starts at this place, a full stop."""
    before, after = (b"/Span << /ActualText (n.) >> BDC", b"EMC") if has_actual_text else (b"", b"")
    drawn = b"BT /F 40 Tf 1 0 0 1 %f 100 Tm (%s) Tj ET"
    pdf = pikepdf.new()
    page = pdf.add_blank_page(page_size=(300, 300))
    font = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
    page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F=font))
    content = b"\n".join([before, drawn % (100, b"n"), drawn % (stop_at, b"."), after])
    page.Contents = pdf.make_stream(content)
    pdf.save(path)
    (read,) = read_drawing(path)
    return read


def test_a_full_stop_on_the_end_of_a_latin_word_is_found(tmp_path: Path):
    """As little is passed over where the letters have no places of their own, as in Malayalam, and nowhere else."""
    n, stop = two_pieces(tmp_path / "apart.pdf", 200, has_actual_text=False).letters
    assert (n.ink, stop.ink) == (None, None)
    left_bearing, width = stop.box.left - 200, stop.box.right - stop.box.left
    stop_at = n.box.right - 0.48 * width - left_bearing  # nearly half of it lies on the “n”
    page = two_pieces(tmp_path / "near.pdf", stop_at, has_actual_text=False)
    assert {letter.sign for letter in on_text(page)} == {"n"}
    page = two_pieces(tmp_path / "marked.pdf", stop_at, has_actual_text=True)
    assert all(letter.ink for letter in page.letters)
    assert on_text(page) == []


def test_a_letter_of_boundless_size_is_off_the_page_and_costs_nothing():
    page = Box(0, 0, 400, 600)
    huge = Letter("A", Box(-1e9, -1e9, 1e9, 1e9), 1)
    drawn = DrawnPage(page, (huge, Letter("B", Box(10, 10, 20, 20), 2)), ())
    assert off_page(drawn) == [huge]
    assert [letter.sign for letter in on_text(drawn)] != []
