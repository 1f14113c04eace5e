"""People who type MkDocs' own commands, as those who know it do, get one plain sentence and no half of a site."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.helpers import copied_project, environment


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    return copied_project(tmp_path_factory.mktemp("by-hand") / "project")


@pytest.mark.parametrize("command", ["build", "serve"])
def test_mkdocs_by_hand_names_the_right_command_and_touches_nothing(project, command):
    last_good = project.site / "index.html"
    last_good.parent.mkdir(exist_ok=True)
    last_good.write_text("the last good site", encoding="utf-8")
    ended = subprocess.run(
        [str(Path(sys.executable).parent / "mkdocs"), command],
        cwd=project.root,
        env={**environment(project), "NO_MKDOCS_2_WARNING": "1"},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert ended.returncode == 1
    assert "Use “python3 scripts/build.py” to build it, or “booklet serve” to see it" in ended.stdout + ended.stderr
    assert "Traceback" not in ended.stderr
    assert [path.name for path in project.site.iterdir()] == ["index.html"]
    assert last_good.read_text(encoding="utf-8") == "the last good site"
