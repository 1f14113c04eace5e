"""The table of formats: it can be read, and most formats loaded, without the engine that lays out pages."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from booklet.formats import FORMATS
from tests.books import book_from
from tests.helpers import python_path

NOT_ON_PAPER = ("text", "braille", "epub", "word", "word.sheet", "sheet", "web_pack", "audio")
# The engine, and what only it needs
ENGINE = ("weasyprint", "tinyhtml5", "pydyf")


def loaded_by(statement: str) -> set[str]:
    """Return which modules of the engine a new process has loaded after a statement."""
    found = subprocess.run(
        [sys.executable, "-c", f"import sys; {statement}; print(*(name for name in {ENGINE} if name in sys.modules))"],
        env={**os.environ, "PYTHONPATH": python_path()},
        capture_output=True,
        text=True,
        check=True,
    )
    return set(found.stdout.split())


@pytest.mark.parametrize("module", NOT_ON_PAPER)
def test_what_is_not_on_paper_loads_nothing_of_paper(module):
    assert loaded_by(f"import booklet.formats.{module}") == set()


def test_paper_loads_the_engine():
    """The test above would pass too if it asked for modules that nobody loads."""
    assert loaded_by("import booklet.formats.print.pdf") == set(ENGINE)


@pytest.mark.parametrize("entry", [entry for entry in FORMATS.values() if entry.write], ids=lambda entry: entry.name)
def test_every_module_of_the_table_is_there(entry):
    for function in (entry.write, entry.prepare):
        if function is not None:
            where = dict(
                zip(function.__code__.co_freevars, (cell.cell_contents for cell in function.__closure__), strict=True)
            )
            module = __import__(f"booklet.formats.{where['module']}", fromlist=["*"])
            assert callable(getattr(module, where.get("function", "prepare")))


def suffixes(name: str, reading: str, *parts: str) -> list[str]:
    sections = "".join(f'<section class="page" data-part="{part}"></section>' for part in parts)
    head = f'<meta name="booklet.reading" content="{reading}">'
    book = book_from(f"<html><head>{head}</head><body><main>{sections}</main></body></html>", Path("."))
    return [variant.suffix for variant in FORMATS[name].variants_for(book)]


def test_a_long_easy_read_book_is_printed_in_parts():
    assert suffixes("pdf", "easy-read", "one", "two", "two", "three") == ["part-1", "part-2", "part-3"]


@pytest.mark.parametrize(
    ("name", "reading", "parts"), [("pdf", "standard", "ab"), ("pdf", "easy-read", "a"), ("epub", "easy-read", "ab")]
)
def test_other_books_are_one_file(name, reading, parts):
    assert suffixes(name, reading, *parts) == [""]


def test_what_is_made_on_request_is_not_on_the_website():
    assert [variant.suffix for variant in FORMATS["bilingual"].variants] == ["meeting", "guide"]
    assert suffixes("bilingual", "standard", "letters") == ["meeting"]
