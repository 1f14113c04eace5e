"""How a finished booklet is set: a well-set one passes; a page nearly empty, a heading at a foot, and a section begun
there are found.
"""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest
import weasyprint

from booklet.checks.files.pdf import file
from booklet.checks.files.pdf.setting import setting

# 20 lines of text on a page
STYLE = (
    "@page { size: 10cm 360pt; margin: 19pt } body * { margin: 0; font: 10pt/16pt sans-serif }"
    " hr { border: 0; break-after: page }"
)
NEXT = "<hr>"


def lines(count: int) -> str:
    return "<p>The school should write it down.</p>" * count


def heading(level: int, words: str = "The plan") -> str:
    return f"<h{level}>{words}</h{level}>"


FULL = f"{NEXT}{lines(20)}"
# What is tried is on page 17 and on
BEFORE = f"<h1>Cover</h1>{15 * FULL}{NEXT}"
WELL_SET = {
    "a last page with one line": f"{lines(20)}{NEXT}{lines(1)}",
    "a page a third full": f"{lines(8)}{FULL}",
    "a heading over three lines": f"{lines(16)}{heading(3)}{lines(3)}{FULL}",
    "a heading with all its text": f"{lines(16)}{heading(3)}{lines(1)}{NEXT}{heading(3, 'Next')}{lines(19)}",
    "a heading with a smaller one under it": f"{lines(15)}{heading(3)}{heading(4, 'Part')}{lines(3)}{FULL}",
    "a section begun at the middle": f"{lines(10)}{heading(2)}{lines(9)}{FULL}",
    "a small heading in the last third": f"{lines(15)}{heading(3)}{lines(4)}{FULL}",
}
BADLY_SET = {
    "a page with two lines": (f"{lines(20)}{NEXT}{lines(2)}{FULL}", "pdf/page-fill", "5% of page 18 only"),
    "an empty page": (FULL, "pdf/page-fill", "0% of page 17 only"),
    "a heading over two lines": (f"{lines(17)}{heading(3)}{lines(2)}{FULL}", "pdf/heading-lines", "“The plan”"),
    "a heading over nothing": (f"{lines(19)}{heading(4)}{FULL}", "pdf/heading-lines", "page 17 are 0 lines"),
    "a heading over another and one line": (
        f"{lines(15)}{heading(3)}{heading(4, 'Part')}{lines(1)}{FULL}",
        "pdf/heading-lines",
        "“Part”",
    ),
    "a heading over words side by side": (
        f"{lines(17)}{heading(3)}<div style='display: flex'><p>Yes</p><p>No</p><p>Why</p></div>{FULL}",
        "pdf/heading-lines",
        "page 17 are 1 lines",
    ),
    "a section begun at the foot": (
        f"{lines(15)}{heading(2)}{lines(4)}{FULL}",
        "pdf/section-start",
        "79% down page 17",
    ),
}


def problems(folder: Path, body: str, runs_on: bool = True) -> list[tuple[str, str]]:
    """Return rule and words of what is wrong with a booklet that ends with a body."""
    path = folder / "a.pdf"
    html = f"<html lang='en'><title>A</title><style>{STYLE}</style><body>{BEFORE}{body}"
    weasyprint.HTML(string=html).write_pdf(path, pdf_variant="pdf/ua-1")
    return [(one.rule, one.problem) for one in setting(file.read(path), SimpleNamespace(runs_on=runs_on))]


@pytest.mark.parametrize("name", WELL_SET)
def test_a_well_set_booklet_passes(tmp_path: Path, name: str):
    assert problems(tmp_path, WELL_SET[name]) == []


@pytest.mark.parametrize("name", BADLY_SET)
def test_a_badly_set_booklet_is_rejected(tmp_path: Path, name: str):
    body, rule, words = BADLY_SET[name]
    found = problems(tmp_path, body)
    assert {rule for rule, _ in found} == {rule}
    assert words in found[-1][1]


def test_a_document_whose_sections_each_begin_a_page_is_not_asked(tmp_path: Path):
    assert problems(tmp_path, FULL, runs_on=False) == []


def test_a_document_of_few_pages_is_not_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(f"{__name__}.BEFORE", f"<h1>Cover</h1>{NEXT}")
    assert problems(tmp_path, BADLY_SET["a page with two lines"][0]) == []
