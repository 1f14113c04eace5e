"""What the tests share: the real project and site, and small copies to break."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

from booklet.progress import LOG
from booklet.project import WRITTEN, Project
from tests.helpers import add_made_up, booklet, copied_project

TESTS = Path(__file__).parent
# What a copy of the project holds; packages are linked, as they are large and never changed
COPIED = (*WRITTEN, "scripts/booklet/checks/waivers.yml")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests that read the real finished site: scripts/test.py runs them after the build, all others before."""
    for item in items:
        if "real_site" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.site)


@pytest.fixture(scope="session", autouse=True)
def not_on_github():
    """Let commands say what they say everywhere: on GitHub they add lines, which would be shown beside the real files."""
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("GITHUB_ACTIONS", raising=False)
        yield


@pytest.fixture(autouse=True)
def log_as_before():
    """Put the log back as it was: a command shows its progress on the error stream of the test that ran it."""
    handlers, level, propagate = LOG.handlers, LOG.level, LOG.propagate
    yield
    LOG.handlers, LOG.propagate = handlers, propagate
    LOG.setLevel(level)


@pytest.fixture(scope="session")
def project() -> Project:
    """The real project."""
    return Project()


@pytest.fixture(scope="session")
def real_site(project: Project) -> Path:
    """The real finished site, as the last build left it. It may not be changed."""
    assert (project.site / "index.html").is_file(), "Build the site first: python3 scripts/build.py"
    return project.site


@pytest.fixture
def copy_of_project(project: Project, tmp_path: Path) -> Project:
    """A copy of the project's text and settings, to break. It has no scripts, no site and no history."""
    return copied_project(tmp_path / "project", COPIED, english_only=False)


@pytest.fixture
def small_site(tmp_path: Path) -> Path:
    """A small finished site in two languages in which nothing is wrong, to break."""
    return shutil.copytree(TESTS / "fixtures" / "small_site", tmp_path / "site")


@pytest.fixture(scope="session")
def made_up(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A copy of the project, and its site, in English and in a made-up language that is
    whole. It may not be changed.
    """
    project = copied_project(tmp_path_factory.mktemp("made-up"))
    add_made_up(project)
    result = booklet(project, "build", "--formats", "web")
    assert result.returncode == 0, result.stderr
    return project


@pytest.fixture(scope="session")
def bad() -> Path:
    """The folder of known-bad files."""
    return TESTS / "fixtures" / "bad"


@pytest.fixture(scope="session")
def rules_of() -> Callable[[ModuleType], set[str]]:
    """Give the ids of the rules of a check's module, without those that stand for another program's."""

    def read(module: ModuleType) -> set[str]:
        rules = {rule.id for rule in module.RULES if not rule.id.endswith("/*")}
        assert rules, f"{module.__name__} lists no rules"
        return rules

    return read


@pytest.fixture(scope="session")
def say(request: pytest.FixtureRequest) -> Callable[[str], None]:
    """Print a line of progress at once, past pytest's capture, so that a long run is seen to move."""
    terminal = request.config.pluginmanager.get_plugin("terminalreporter")

    def write(line: str) -> None:
        terminal.write_line(line)
        terminal.flush()

    return write
