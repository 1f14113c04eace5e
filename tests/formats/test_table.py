"""The table of formats: it can be read, and most formats loaded, without the engine that lays out pages."""

from __future__ import annotations

import subprocess
import sys

import pytest

from booklet.formats import FORMATS
from booklet.project import ROOT

NOT_ON_PAPER = ("text", "braille", "epub", "word", "web_pack", "audio")
# The engine, and what only it needs
ENGINE = ("weasyprint", "tinyhtml5", "pydyf")


def loaded_by(statement: str) -> set[str]:
    """Return which modules of the engine a new process has loaded after a statement."""
    found = subprocess.run(
        [sys.executable, "-c", f"import sys; {statement}; print(*(name for name in {ENGINE} if name in sys.modules))"],
        env={"PYTHONPATH": str(ROOT / "scripts")},
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
