"""Long names of services: they wrap on paper, whatever the language around them."""

from __future__ import annotations

from pathlib import Path

import pypdfium2
import pytest

from booklet.formats.base import FormatSettings
from booklet.formats.print import large_print, layout, pdf
from tests.books import make_book, settings_of

# One of the longest real names of an English service
NAME = "Bournemouth, Christchurch and Poole Special Educational Needs and Disabilities Information, Advice and Support Service"
SHORT = '<bdi dir="ltr" lang="en-GB">Norfolk SENDIASS</bdi>'
MARGIN = 28  # points: no profile has less


def beyond_the_margin(path: Path) -> list[int]:
    """Return the pages on which a word is nearer to an edge than any margin."""
    found = []
    with pypdfium2.PdfDocument(path) as document:
        for number, page in enumerate(document, 1):
            width, text = page.get_width(), page.get_textpage()
            boxes = [text.get_rect(place) for place in range(text.count_rects())]
            if any(left < MARGIN or right > width - MARGIN for left, _, right, _ in boxes):
                found.append(number)
    return found


def made(folder: Path, language: str, write) -> Path:
    # As facts.py writes a name in a text that is not English
    book = make_book(
        folder, language, change=lambda html: html.replace(SHORT, f'<bdi dir="ltr" lang="en-GB">{NAME}</bdi>')
    )
    assert NAME in book.html
    chosen: FormatSettings = settings_of(book.language)
    write(book, chosen, folder / "book.pdf")
    return folder / "book.pdf"


@pytest.mark.parametrize("write", [pdf.write, large_print.write], ids=["pdf", "large-print"])
@pytest.mark.parametrize("language", ["lt", "ar"])
def test_a_long_name_stays_on_the_page(tmp_path, language, write):
    assert beyond_the_margin(made(tmp_path, language, write)) == []


def test_a_name_that_cannot_wrap_is_seen_to_leave_the_page(tmp_path, monkeypatch):
    """The test above sees it: this is how it was."""
    sheets = tmp_path / "styles"
    sheets.mkdir()
    for sheet in layout.SHEETS.glob("*.css"):
        (sheets / sheet.name).write_text(
            sheet.read_text(encoding="utf-8").replace("bdi[dir]:not([lang])", "bdi"), encoding="utf-8"
        )
    monkeypatch.setattr(layout, "SHEETS", sheets)
    assert beyond_the_margin(made(tmp_path, "lt", large_print.write))
