"""What the tests share: the real project and site, and small copies to break."""

from __future__ import annotations

import os
import re
import shutil
import signal
import sys
import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from types import ModuleType

import pytest

from booklet.progress import LOG
from booklet.project import ROOT, WRITTEN, Project
from booklet.workers import temporary_folder
from known_tests import TEXT
from tests.guard.sitecustomize import NOTES, PATTERN, watch
from tests.helpers import GUARD, add_made_up, booklet, copied_project, made_once, python_path

TESTS = Path(__file__).parent
# A folder in memory, as every Linux has it, and what has to be free there: several times what the tests need
MEMORY, ROOM = "/dev/shm", 2 << 30
# What a copy of the project holds; packages are linked, as they are large and never changed
COPIED = (*WRITTEN, "scripts/booklet/checks/waivers.yml")


def pytest_configure(config: pytest.Config) -> None:
    """Give the run a folder for what is needed for a moment, however it ends; the next run removes that of a killed one.

    A request to end raises KeyboardInterrupt, so that what is running is tidied up. Copies of tests that failed are kept
    where pytest keeps them.
    """
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    _watch_text(config)
    # The processes that share the tests of a run share its folder: the paths of sockets in it must not grow too long
    if not hasattr(config, "workerinput"):
        _write_to_memory()
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", tempfile.gettempdir())
        stack = ExitStack()
        stack.enter_context(temporary_folder())
        config.add_cleanup(stack.close)


def _write_to_memory() -> None:
    """Put what the tests write into the memory of the machine: hundreds of copies of the project come and go.

    Not where there is little of it, where no program may be run from there, or where somebody has named another folder.
    """
    if "TMPDIR" in os.environ or not os.access(MEMORY, os.W_OK):
        return
    system = os.statvfs(MEMORY)
    available = re.search(r"MemAvailable:\s+(\d+) kB", Path("/proc/meminfo").read_text(encoding="ascii"))
    room = min(system.f_bavail * system.f_frsize, int(available[1]) * 1024 if available else 0)
    if room >= ROOM and not system.f_flag & os.ST_NOEXEC:
        tempfile.tempdir = os.environ["TMPDIR"] = MEMORY


def _watch_text(config: pytest.Config) -> None:
    """Note whenever the guide's own text is opened, here and in every process of Python that a test starts."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    folder = Path(tempfile.mkdtemp(prefix="text-read-"))
    config.add_cleanup(lambda: shutil.rmtree(folder, ignore_errors=True))
    os.environ[NOTES] = str(folder / worker)
    os.environ[PATTERN] = f"{re.escape(str(ROOT))}/(?:{TEXT.pattern})"
    os.environ["PYTHONPATH"] = python_path()
    watch()
    sys.addaudithook(_see_start)


def _see_start(event: str, arguments: tuple) -> None:
    """Note the start of a Python that would not note what it reads."""
    if event == "subprocess.Popen":
        _, command, _, env = arguments
        own = os.environ if env is None else env
        watches = NOTES in own and own.get("PYTHONPATH", "").startswith(str(GUARD))
        if command[0] == sys.executable and not watches:
            with open(os.environ[NOTES], "a", encoding="utf-8") as file:
                file.write(f"{command[:3]}, which does not note what it reads\n")


def _text_read() -> list[str]:
    """Return what was read of the text since this was last asked."""
    notes = Path(os.environ[NOTES])
    try:
        return sorted(set(notes.read_text(encoding="utf-8").splitlines()))
    except FileNotFoundError:
        return []
    finally:
        notes.unlink(missing_ok=True)


# Of fixtures that last for longer than a test: those in the making of which the text was read
_of_text: set[str] = set()


def _not_said(read: list[str]) -> str:
    some = ", ".join(read[:3]) + (" and more" if len(read) > 3 else "")
    return (
        f"It reads {some}. scripts/test.py keeps the verdict of the tests that read no text: use the small guide "
        "(tests.helpers.copied_project), or mark the test “text”."
    )


@pytest.hookimpl(wrapper=True)
def pytest_fixture_setup(fixturedef, request):
    """Remember the fixtures that read the text: only the first test that uses one is seen to read it."""
    made = yield
    if fixturedef.scope != "function" and Path(os.environ[NOTES]).exists():
        _of_text.add(fixturedef.argname)
    return made


@pytest.fixture(autouse=True)
def no_text_is_read_unsaid(request: pytest.FixtureRequest):
    """Fail a test that reads the guide's own text and is not marked so: its verdict would be kept when that changes."""
    yield
    read = [*_text_read(), *_of_text.intersection(request.fixturenames)]
    always_run = any(request.node.get_closest_marker(name) for name in ("text", "site"))
    if read and not always_run:
        pytest.fail(_not_said(read))


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(collector: pytest.Collector):
    """Refuse a module that reads the text when it is loaded: nobody could say for which of its tests."""
    report = yield
    if read := _text_read():
        report.outcome, report.longrepr, report.result = "failed", _not_said(read), []
    return report


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

    def make(folder: Path) -> None:
        project = copied_project(folder)
        add_made_up(project)
        result = booklet(project, "build", "--formats", "web")
        assert result.returncode == 0, result.stderr

    return Project(made_once(tmp_path_factory, "made-up", make))


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
