"""A test that reads the guide’s own text and does not say so is refused: its verdict would be kept when that changes."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from xml.etree import ElementTree

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


SAYS_SO = {
    "marked": f"@pytest.mark.text\ndef test_a(): {READS}",
    "a copy of the small guide": "def test_a(tmp_path): booklet(copied_project(tmp_path / 'a'), 'status')",
    "no text": f"def test_a(): open({str(ROOT / 'docs/assets/styles/tokens.css')!r}).close()",
}


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    """What is said against each test of a made-up module, by the way in which it reads, as if all were of this folder.

    They share a run of pytest, which takes longer to start than all of them.
    """
    folder = tmp_path_factory.mktemp("made-up")
    ways = BAD | SAYS_SO
    for number, text in enumerate(ways.values()):
        write(folder / f"test_{number:02}.py", f"{START}\n{text}\n")
    options = ["-q", "-p", "no:cacheprovider", "-p", "tests.conftest", "-c", str(ROOT / "pyproject.toml")]
    options += ["--continue-on-collection-errors", "--junit-xml", str(folder / "said.xml"), "--rootdir", str(folder)]
    result = subprocess.run(
        [sys.executable, "-m", "pytest", *options, str(folder)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        # What is read there is not read by the test that starts it
        env={**os.environ, NOTES: str(folder / "notes")},
    )
    assert (folder / "said.xml").is_file(), result.stdout + result.stderr
    found: dict[str, list[str]] = {way: [] for way in ways}
    for case in ElementTree.parse(folder / "said.xml").iter("testcase"):
        (number,) = re.findall(r"test_(\d\d)", f"{case.get('classname')} {case.get('name')}")
        found[[*ways][int(number)]].append("".join(f"{one.get('message')} {one.text}" for one in case))
    return found


@pytest.mark.parametrize("way", BAD)
def test_a_test_that_reads_the_text_unsaid_is_refused(said, way):
    assert "or mark the test “text”" in said[way][-1], said[way]


@pytest.mark.parametrize("way", SAYS_SO)
def test_a_test_that_says_so_or_reads_no_text_is_not(said, way):
    assert said[way] == [""]


def test_the_guard_is_found_by_every_python_that_is_started():
    asked = [sys.executable, "-c", "import sitecustomize; print(sitecustomize.__file__)"]
    assert subprocess.run(asked, capture_output=True, text=True, check=True).stdout.strip() == str(
        GUARD / "sitecustomize.py"
    )
