"""Pages of a long booklet are well set, however long its sections are."""

from __future__ import annotations

from pathlib import Path

import pytest

from booklet.checks.files.pdf import check_finished_pdf
from booklet.formats import FORMATS
from booklet.formats.print import pdf
from booklet.formats.print.printed import Profile
from tests.books import BOOKLET, make_book, settings_of

STEPS = '<h3 id="approach-page--steps">'
RECORD = '</section>\n<section class="page" id="meeting-record"'
BEFORE_DIAGRAM = "<p>The help comes in stages.</p>" * 8


def section(number: int) -> str:
    """Return a section which is longer by some lines than the one before it."""
    text = "<p>The school should write down what was agreed, and give it to you. You can ask for it at any time.</p>"
    parts = "".join(
        f'<h3 id="s{number}--{part}">Part {part}</h3><p>You can ask:</p><ul>{"<li>for a plan</li>" * (2 + part)}</ul>{text}'
        for part in range(3)
    )
    return (
        f'<section class="page" id="s{number}" data-part="guide" data-address="https://sen-support.example.org/s{number}/">'
        f'<h2>Section {number}</h2><p class="lead">What it is about.</p>{text * number}{parts}</section>'
    )


def long_book(document: str) -> str:
    """Return the test book with enough words before its diagram and before its sheet to fill in, and on its pages."""
    document = document.replace(STEPS, f"{BEFORE_DIAGRAM}{STEPS}")
    document = document.replace(RECORD, f"{BEFORE_DIAGRAM}{RECORD}")
    return document.replace("</main>", f"{''.join(map(section, range(14)))}</main>")


def found(folder: Path) -> set[str]:
    """Return the rules that the print edition of a long book breaks."""
    book = make_book(folder, change=long_book)
    FORMATS["pdf"].write(book, settings_of(book.language), folder / "a.pdf")
    return {
        one.rule for one in check_finished_pdf(folder / "a.pdf", "a.pdf", book.folder / "standard.html", BOOKLET, "pdf")
    }


def test_a_long_booklet_is_well_set(tmp_path: Path):
    assert found(tmp_path) == set()


def test_without_its_style_sheet_of_breaks_it_is_not(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    without = tuple(sheet for sheet in pdf.PROFILES["standard"].sheets if sheet != "breaks")
    monkeypatch.setitem(pdf.PROFILES, "standard", Profile(without))
    assert "pdf/section-start" in found(tmp_path)
