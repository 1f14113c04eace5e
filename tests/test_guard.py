"""A test that reads the guide’s own text and does not say so is refused: its verdict would be kept when that changes."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from booklet.project import ROOT
from tests.guard.sitecustomize import NOTES
from tests.helpers import GUARD, write

PAGE = str(ROOT / "docs" / "plan.md")
START = """
import os, subprocess, sys
import pytest
from tests.helpers import booklet, copied_project
from booklet.project import ROOT, Project
"""
READS = f"open({PAGE!r}).close()"
# Each reads the text in another way, and is not marked
BAD = {
    "itself": f"def test_a(): {READS}",
    "through the program": "from booklet.markdown.pages import read_page\n"
    "def test_a(): read_page(Project(), Project().docs / 'plan.md')",
    "in a copy": "def test_a(tmp_path): copied_project(tmp_path / 'a', real_text=True)",
    "in a process": f"def test_a(): subprocess.run([sys.executable, '-c', {READS!r}], check=True)",
    "in the command": "def test_a(): booklet(Project(), 'status')",
    "in a process of a process": "def test_a(): subprocess.run(['sh', '-c', f'{sys.executable} -c \"$0\"', "
    f"{READS!r}], check=True)",
    "in a fixture of its own": f"@pytest.fixture\ndef a(): {READS}\ndef test_a(a): pass",
    "in a fixture that a marked test has used": f"@pytest.fixture(scope='module')\ndef a(): {READS}\n"
    "@pytest.mark.text\ndef test_0(a): pass\ndef test_a(a): pass",
    "when it is loaded": f"{READS}\ndef test_a(): pass",
    "perhaps": "def test_a(): subprocess.run([sys.executable, '-c', ''], env={}, check=True)",
}


def run(folder: Path, text: str) -> subprocess.CompletedProcess[str]:
    """Run a module of tests as if it were one of this folder."""
    module = write(folder / "test_made_up.py", f"{START}\n{text}\n")
    options = ["-q", "-p", "no:cacheprovider", "-p", "tests.conftest", "-c", str(ROOT / "pyproject.toml")]
    return subprocess.run(
        [sys.executable, "-m", "pytest", *options, "--rootdir", str(folder), str(module)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        # What is read there is not read by the test that starts it
        env={**os.environ, NOTES: str(folder / "notes")},
    )


@pytest.mark.parametrize("way", BAD)
def test_a_test_that_reads_the_text_unsaid_is_refused(tmp_path, way):
    result = run(tmp_path, BAD[way])
    assert result.returncode and "or mark the test “text”" in result.stdout + result.stderr, result.stdout


def test_a_test_that_says_so_or_reads_no_text_is_not(tmp_path):
    result = run(
        tmp_path,
        f"@pytest.mark.text\ndef test_a(): {READS}\n"
        "def test_b(tmp_path): booklet(copied_project(tmp_path / 'a'), 'status')\n"
        f"def test_c(): open({str(ROOT / 'docs/assets/styles/tokens.css')!r}).close()",
    )
    assert result.returncode == 0 and re.search(r"\b3 passed", result.stdout), result.stdout


def test_the_guard_is_found_by_every_python_that_is_started():
    asked = [sys.executable, "-c", "import sitecustomize; print(sitecustomize.__file__)"]
    assert subprocess.run(asked, capture_output=True, text=True, check=True).stdout.strip() == str(
        GUARD / "sitecustomize.py"
    )
