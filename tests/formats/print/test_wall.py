"""What hangs on a wall has large letters: the check reads their sizes back from the finished file."""

from __future__ import annotations

from pathlib import Path

import pikepdf
import pytest
from lxml import html as lxml_html

from booklet.checks.files.pdf import check_finished_pdf
from booklet.findings import Finding
from booklet.formats.print import poster, wall
from tests.books import BOOKLET, make_book, settings_of


def findings(folder: Path, paper: str = "A4", spoil=lambda pdf: None) -> list[Finding]:
    """Return what the check finds in a poster, which `spoil` may change first."""
    book = make_book(folder)
    poster.write(book, settings_of(book.language, paper=paper), folder / "good.pdf")
    with pikepdf.open(folder / "good.pdf") as pdf:
        spoil(pdf)
        pdf.save(folder / "a.pdf")
    return check_finished_pdf(folder / "a.pdf", "a.pdf", book.folder / "standard.html", BOOKLET, "poster")


@pytest.mark.parametrize("paper", ["A4", "A3"])
def test_a_poster_has_letters_that_are_read_from_a_few_steps_away(tmp_path, paper):
    assert findings(tmp_path, paper) == []


@pytest.mark.parametrize(
    ("rules", "named"),
    [
        (".foot { font-size: 0.5em }", "The smallest letters"),
        (".sub { font-size: 10pt }", "The smallest letters"),
        ("h1 { font-size: 30pt }", "Letters of the title"),
    ],
)
def test_small_letters_on_a_poster_are_refused(tmp_path, monkeypatch, rules, named):
    good = wall.letters
    monkeypatch.setattr(wall, "letters", lambda size, paper: f"{good(size, paper)} {rules}")
    (found,) = findings(tmp_path)
    assert found.rule == "pdf/large-letters"
    assert found.problem.startswith(named)


def test_a_poster_without_its_picture_is_refused(tmp_path, monkeypatch):
    good = wall.letters
    monkeypatch.setattr(wall, "letters", lambda size, paper: f"{good(size, paper)} .top img {{ visibility: hidden }}")
    (found,) = findings(tmp_path)
    assert found.rule == "pdf/pictures"


def test_letters_of_a4_on_larger_paper_are_refused(tmp_path):
    def enlarge(pdf: pikepdf.Pdf) -> None:
        pdf.pages[0].mediabox = [0, 0, 3 * 842, 3 * 595]

    assert {"pdf/large-letters"} == {finding.rule for finding in findings(tmp_path, spoil=enlarge)}


@pytest.mark.parametrize(
    ("words", "kept"),
    [
        ("at school or college", "at school or\N{NO-BREAK SPACE}college"),
        ("vagy a college-ban", "vagy a\N{NO-BREAK SPACE}college\N{NON-BREAKING HYPHEN}ban"),
        ("college-ban", "college\N{NON-BREAKING HYPHEN}ban"),
        ("學校", "學校"),
    ],
)
def test_neither_a_word_nor_its_ending_is_alone_on_a_line(words, kept):
    element = lxml_html.Element("p")
    element.text = words
    wall.keep_last_words(element)
    assert element.text == kept
