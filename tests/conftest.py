"""What the tests share: the real project and site, small copies to break, and one look at the whole site in the browser."""

from __future__ import annotations

import multiprocessing
import queue
import shutil
from collections.abc import Callable, Generator
from concurrent.futures import Future, wait
from pathlib import Path
from types import ModuleType

import pytest

from booklet.findings import Report
from booklet.project import WRITTEN, Project
from booklet.workers import workers
from tests.helpers import add_made_up, booklet, copied_project, give_to_sister_service, look_in_browser

TESTS = Path(__file__).parent
# What a copy of the project holds; packages are linked, as they are large and never changed
COPIED = (*WRITTEN, "scripts/booklet/checks/waivers.yml")
LINKED = ("node_modules",)
# The browser's pass over the site, begun with the first test, and the lines of progress that nobody has read yet
PASS = pytest.StashKey[tuple[Future[list[Report]], queue.Queue[str]]]()
SECONDS_BETWEEN_NEWS = 1


def _waits_for_browser(item: pytest.Item) -> bool:
    return "browser_reports" in getattr(item, "fixturenames", ())


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the tests last that wait for the browser, which needs longer than all the others together."""
    items.sort(key=_waits_for_browser)


@pytest.hookimpl(wrapper=True)
def pytest_runtestloop(session: pytest.Session) -> Generator[None, object, object]:
    """Let the browser look at the site in a process of its own while the other tests run; it ends with them."""
    if session.config.option.collectonly or not any(map(_waits_for_browser, session.items)):
        return (yield)
    with multiprocessing.Manager() as manager, workers() as executor:
        progress = manager.Queue()
        session.config.stash[PASS] = executor.submit(look_in_browser, progress), progress
        return (yield)


@pytest.fixture(scope="session")
def project() -> Project:
    """The real project."""
    return Project()


@pytest.fixture(scope="session")
def site(project: Project) -> Path:
    """The real finished site, as the last build left it. It may not be changed."""
    assert (project.site / "index.html").is_file(), "Build the site first: python3 scripts/build.py"
    return project.site


@pytest.fixture
def copy_of_project(project: Project, tmp_path: Path) -> Project:
    """A copy of the project's text and settings, to break. It has no scripts, no site and no history."""
    root = tmp_path / "project"
    for name in COPIED:
        target = root / name
        target.parent.mkdir(parents=True, exist_ok=True)
        copy = shutil.copytree if (project.root / name).is_dir() else shutil.copyfile
        copy(project.root / name, target)
    for name in LINKED:
        (root / name).symlink_to((project.root / name).resolve())
    give_to_sister_service(root)
    return Project(root)


@pytest.fixture
def small_site(tmp_path: Path) -> Path:
    """A small finished site in two languages in which nothing is wrong, to break."""
    return shutil.copytree(TESTS / "fixtures" / "small_site", tmp_path / "site")


@pytest.fixture(scope="session")
def made_up(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A copy of the project, and its site, in English and in a made-up language that is whole. It may not be changed."""
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


@pytest.fixture(scope="session")
def browser_reports(request: pytest.FixtureRequest, say: Callable[[str], None]) -> dict[str, Report]:
    """The reports of all checks in the browser, by name, from one pass over every page of the real site."""
    begun, progress = request.config.stash[PASS]
    while not begun.done() or not progress.empty():
        while not progress.empty():
            say(progress.get())
        wait([begun], SECONDS_BETWEEN_NEWS)
    return {report.name: report for report in begun.result()}
