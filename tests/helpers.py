"""What several tests need: a copy of the project that may be spoilt, and the real command run on it."""

from __future__ import annotations

import fcntl
import gc
import hashlib
import os
import re
import selectors
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
import traceback
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from babel.messages.catalog import Catalog

from booklet import cli
from booklet.cli import FAULT
from booklet.project import INPUTS, ROOT, Project
from booklet.publish.build import books_of, english_messages
from booklet.source.languages import Language
from booklet.source.service.choices import CHOICES
from booklet.translation import sync
from booklet.translation.catalogue import read_catalogue
from booklet.workers import end_with_parent
from known_tests import is_text

# Seconds after which a test gives up what it waits for: far more than it takes, and no test depends on it
SAFETY = 60

# Each copy belongs to a sister service, so that no test counts on what is in service/: a fork has its own facts and answers
ADDRESS = "https://sister.example.org/"
FACTS = {
    "service": {"kind": "name", "value": "Barsetshire SENDIASS"},
    "phone": {"kind": "phone", "value": "01632 960123"},  # of the numbers that Ofcom keeps for stories
    "email": {"kind": "email", "value": "help@sendiass.example.org"},
    "website": {"kind": "web", "value": "https://www.sendiass.example.org", "text": "www.sendiass.example.org"},
    "service_questions": {
        "kind": "link",
        "value": "https://www.sendiass.example.org/questions",
        "text": "Questions that parents often ask",
    },
    "area": {"kind": "name", "value": "Barsetshire"},
    "local_offer": {
        "kind": "web",
        "value": "https://www.barsetshire.example.org/send",
        "text": "www.barsetshire.example.org/send",
    },
    "local_offer_email": {"kind": "email", "value": "send@barsetshire.example.org"},
}
SOURCE = "from the booklet; to be confirmed by the service"
SETTINGS = {
    "address": ADDRESS,
    "approved": None,
    "offline": True,
    "languages": "all",
    "hours": None,
    "colours": None,
    "edit_address": None,
    "choices": {
        **dict.fromkeys(CHOICES, "yes"),
        **dict.fromkeys(("interpreters", "free", "confidential"), "unknown"),
    },
}
# Python loads what is in it at its start
GUARD = Path(__file__).parent / "guard"
# Some pages of the guide as they were once: they need not follow the text
SMALL_GUIDE = ROOT / "tests" / "fixtures" / "guide"
PART_OF_MENU = re.compile(r"  - [\w-]+:\n")
PO_HEADER = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\n'


def copied_project(
    target: Path, names: Sequence[str] = INPUTS, english_only: bool = True, *, real_text: bool = False
) -> Project:
    """Copy the files and folders `names` (what the build reads) into the folder `target`; npm's packages are shared.

    Its pages are those of the small guide in tests/fixtures/guide/, and every other language has an empty catalogue,
    unless a test is about the `real_text`. The copy belongs to a sister service; where `english_only`, it has no other
    language.
    """
    for name in names:
        source, copy = ROOT / name, target / name
        copy.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, copy, ignore=_left_out if real_text else _left_out_with_text)
        else:
            shutil.copyfile(source, copy)
    if not real_text:
        _put_small_guide(target, names)
    (target / "node_modules").symlink_to((ROOT / "node_modules").resolve())
    if english_only:
        languages = target / "locales" / "languages.yml"
        first, *_ = read_yaml(languages.read_text(encoding="utf-8"))["languages"]
        languages.write_text(yaml.safe_dump({"languages": [first]}, allow_unicode=True), encoding="utf-8")
    give_to_sister_service(target)
    return Project(target)


def made_once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], object]) -> Path:
    """Return a folder that `make` has filled, once for all processes that share the tests of a run; `name` is its own.

    Nobody may change what is in it.
    """
    own = factory.getbasetemp()
    shared = own.parent if "PYTEST_XDIST_WORKER" in os.environ else own
    folder, done = shared / name, shared / f"{name}.made"
    with (shared / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        try:
            if not done.exists():
                shutil.rmtree(folder, ignore_errors=True)  # the other process failed
                folder.mkdir()
                make(folder)
                done.touch()
        finally:
            fcntl.flock(lock, fcntl.LOCK_UN)  # a process that `make` has left has the lock too
    return folder


def copy_of_built(built: Project, target: Path) -> Project:
    """Return a copy, in the folder `target`, of a copy of the project that has been built, with its site and cache."""
    copy = copied_project(target)
    # A build replaces files and changes none, so that these may be links to the same ones
    for one, other in ((built.site, copy.site), (built.build, copy.build)):
        shutil.copytree(one, other, copy_function=os.link)
    return copy


def _left_out(folder: str, names: list[str]) -> set[str]:
    return {"__pycache__"}.intersection(names)


def _left_out_with_text(folder: str, names: list[str]) -> set[str]:
    """Return what is not copied of a folder: what Python leaves behind, and the guide's own text."""
    own = {name for name in names if is_text((Path(folder) / name).relative_to(ROOT).as_posix())}
    return own | _left_out(folder, names)


def _put_small_guide(target: Path, names: Sequence[str]) -> None:
    """Put the small guide in the place of the text that was not copied."""
    for path in sorted(SMALL_GUIDE.rglob("*")):
        name = path.relative_to(SMALL_GUIDE)
        if path.is_file() and any(name.is_relative_to(one) for one in names):
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, target / name)
    languages, menu = target / "locales" / "languages.yml", target / "mkdocs.yml"
    if "locales" in names:
        _, *others = read_yaml(languages.read_text(encoding="utf-8"))["languages"]
        for language in others:
            write(target / "locales" / f"{language['tag']}.po", PO_HEADER)
    if menu.is_file():
        pages = (one.relative_to(SMALL_GUIDE / "docs").as_posix() for one in (SMALL_GUIDE / "docs").rglob("*.md"))
        menu.write_text(shortened_menu(menu.read_text(encoding="utf-8"), set(pages)), encoding="utf-8")


def shortened_menu(settings: str, pages: set[str]) -> str:
    """Return the text of mkdocs.yml with a menu of some pages only; a part without a page is left out."""
    lines: list[str] = []
    for line in settings.splitlines(keepends=True):
        page = re.fullmatch(r"\s+- (\S+\.md)\n", line)
        if page and page[1] not in pages:
            continue
        if not page and lines and PART_OF_MENU.fullmatch(lines[-1]):
            del lines[-1]
        lines.append(line)
    return "".join(lines)


def give_to_sister_service(root: Path) -> None:
    """Put what a sister service has in the place of service/ in the copy of the project in the folder `root`."""
    folder = root / "service"
    facts = {name: {**fact, "source": SOURCE} for name, fact in FACTS.items()}
    settings = read_yaml((folder / "settings.yml").read_text(encoding="utf-8")) | SETTINGS
    for path in folder.iterdir():
        path.unlink()
    for name, data in (("facts.yml", facts), ("settings.yml", settings)):
        write(folder / name, yaml.safe_dump(data, allow_unicode=True, sort_keys=False))


def add_polish(project: Project, catalog: str | None) -> None:
    """Add Polish to the languages of a copy, with this text as its catalogue (None: without one)."""
    path = project.locales / "languages.yml"
    data = read_yaml(path.read_text(encoding="utf-8"))
    data["languages"].append({"tag": "pl", "name": "polski", "direction": "ltr", "fonts": ["Noto Sans"]})
    path.write_text(yaml.safe_dump(data, allow_unicode=True), encoding="utf-8")
    if catalog is None:
        (project.locales / "pl.po").unlink(missing_ok=True)
    else:
        write(project.locales / "pl.po", PO_HEADER + catalog)


def read_yaml(text: str) -> Any:
    """Return what a YAML text says, read by LibYAML: each copy of the project reads the same few files."""
    return yaml.load(text, Loader=yaml.CSafeLoader)


def python_path(root: Path = ROOT) -> str:
    """Return the PYTHONPATH with which Python runs the program of the checkout `root`, and notes the text that it reads."""
    return os.pathsep.join((str(GUARD), str(root / "scripts")))


def environment(project: Project) -> dict[str, str]:
    """Return the environment in which `python -m booklet` works on this project, on a fixed day."""
    return {
        **os.environ,
        "PYTHONPATH": python_path(project.root),
        "PYTHONUNBUFFERED": "1",
        "PYTHONUTF8": "1",
        "SOURCE_DATE_EPOCH": "1790000000",
    }


# A command that takes longer hangs: a build on a busy machine takes minutes
MOST_SECONDS = 900


def command(*arguments: str) -> list[str]:
    """Return the real command with its arguments."""
    return [sys.executable, "-m", "booklet", *arguments]


def started(project: Project, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Start the real command on this project, as a shell does, and return what it said: for tests of that."""
    return subprocess.run(
        command(*arguments),
        cwd=project.root,
        capture_output=True,
        text=True,
        check=False,
        timeout=MOST_SECONDS,
        env=environment(project),
        # Ends with a test run that is killed
        preexec_fn=end_with_parent,
    )


def booklet(
    project: Project,
    *arguments: str,
    env: Mapping[str, str] | None = None,
    prepare: Callable[[], object] = end_with_parent,
) -> subprocess.CompletedProcess[str]:
    """Run the command on this project, in a process of its own, and return what it said.

    The process is a fork of this one, which has loaded the program already, and has read what most copies of the project
    have in common: both take longer than most tests. `prepare` is called in it first; by itself it makes the process end with a test run that is killed.
    """
    _read_once()
    (out, to_out), (err, to_err) = os.pipe(), os.pipe()
    child = os.fork()
    if not child:
        code = FAULT
        try:
            for number, file in enumerate((os.open(os.devnull, os.O_RDONLY), to_out, to_err)):
                os.dup2(file, number)
            for file in (out, to_out, err, to_err):
                os.close(file)
            prepare()
            code = _forked(project, arguments, environment(project) if env is None else env)
        finally:
            os._exit(code)
    os.close(to_out)
    os.close(to_err)
    said = {out: b"", err: b""}
    try:
        _read_to_the_end(said, time.monotonic() + MOST_SECONDS)
    except BaseException:
        os.kill(child, signal.SIGKILL)
        raise
    finally:
        code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    return subprocess.CompletedProcess(command(*arguments), code, said[out].decode(), said[err].decode())


@cache
def _read_once() -> None:
    """Read a whole copy of the project in this process: the program parses each text once, wherever it finds it again."""
    with tempfile.TemporaryDirectory() as folder:
        books_of(copied_project(Path(folder) / "project"), "en-GB", Path(folder) / "books")


def _forked(project: Project, arguments: Sequence[str], env: Mapping[str, str]) -> int:
    """Run the command in this process, which has just been forked, as if it had just been started."""
    gc.freeze()  # what all tests have made by now is no garbage of this process, which would look through it again and again
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)
    os.environ.clear()
    os.environ.update(env)
    os.chdir(project.root)
    tempfile.tempdir = None
    with open(1, "w", encoding="utf-8") as sys.stdout, open(2, "w", encoding="utf-8") as sys.stderr:
        try:
            return cli.main(arguments, project)
        except SystemExit as wanted:  # the parser of the command line ends with this
            return int(wanted.code or 0)
        except BaseException:
            traceback.print_exc()
            raise


def _read_to_the_end(said: dict[int, bytes], deadline: float) -> None:
    """Read from each pipe, into its place, until nobody can write to any; raises TimeoutError at the deadline."""
    with selectors.DefaultSelector() as selector:
        for pipe in said:
            selector.register(pipe, selectors.EVENT_READ)
        while selector.get_map():
            ready = selector.select(deadline - time.monotonic())
            if not ready:
                raise TimeoutError("The command has not ended.")
            for key, _ in ready:
                part = os.read(key.fd, 1 << 16)
                said[key.fd] += part
                if not part:
                    selector.unregister(key.fd)
                    os.close(key.fd)


# Takes the lock of a build of the project in the folder that it is given, until its input is closed
BUILDING = """
import sys
from pathlib import Path
from booklet.project import Project
from booklet.publish.staging import build_lock
with build_lock(Project(Path(sys.argv[1]))):
    print("building", flush=True)
    sys.stdin.read()
"""


@contextmanager
def running(command: Sequence[str], **options: Any) -> Iterator[subprocess.Popen[Any]]:
    """Give a process that is ended with the block, and after five minutes at the latest.

    `subprocess.Popen` alone would wait for it without a limit, so a test of what ends it would not fail, but hang.
    """
    with subprocess.Popen(command, **options) as process:
        limit = threading.Timer(5 * SAFETY, process.kill)
        limit.start()
        try:
            yield process
        finally:
            limit.cancel()
            process.kill()


@contextmanager
def running_build(root: Path) -> Iterator[subprocess.Popen[str]]:
    """Give a process that has the lock of a build of the project in the folder `root`, until its input is closed."""
    with running(
        [sys.executable, "-c", BUILDING, str(root)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": python_path()},
    ) as process:
        assert process.stdout and process.stdout.readline() == "building\n"
        yield process


def contents(folder: Path) -> dict[str, str]:
    """Return the digest of every file under a folder, by its path from there."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def change(path: Path, old: str, new: str) -> None:
    """Put `new` in the place of the first `old` in a file; `old` has to be there."""
    text = path.read_text(encoding="utf-8")
    assert old in text, f"“{old}” is not in {path.name}"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


@contextmanager
def opened_zip(path: Path) -> Iterator[dict[str, bytes]]:
    """Give the files of a zip by their names; what the block changes in them is written back."""
    with zipfile.ZipFile(path) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    yield files
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)


def damage(path: Path, name: str) -> None:
    """Spoil the packed data of one file in a zip; its lists of files stay whole."""
    with zipfile.ZipFile(path) as archive:
        entry = archive.getinfo(name)
        assert entry.compress_type == zipfile.ZIP_DEFLATED, f"{name} is not packed"
    data = bytearray(path.read_bytes())
    start = entry.header_offset + 30 + len(entry.filename.encode())  # a header of 30 bytes and the name come first
    data[start : start + entry.compress_size] = b"\xff" * entry.compress_size
    path.write_bytes(data)


def write(path: Path, text: str) -> Path:
    """Write a text file, with the folders it needs, and return its path."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def catalogue(translations: dict[tuple[str | None, str], str | None]) -> Catalog:
    """Return a catalogue: (context, English) → translation; None for a message without one."""
    catalog = Catalog(locale="pl")
    for (context, english), translation in translations.items():
        catalog.add(english, translation or "", context=context)
    return catalog


# A made-up language: the English in Hebrew letters, which nobody can take for another language of the guide
MADE_UP = Language("he", "עברית", "rtl", ("Noto Sans",), "HEBREW")
LETTERS = str.maketrans("abcdefghijklmnopqrstuvwxyz", "אבגדהוזחטיכלמנסעפצקרשתאבגד")


def made_up(english: str) -> str:
    """Return a message in the made-up language; link targets and names in braces stay."""
    return re.sub(
        r"(\]\([^)]*\)|\{\w+\})|([^\]{]+|.)", lambda part: part[1] or part[2].lower().translate(LETTERS), english
    )


def add_made_up(project: Project, *, held_back: bool = False) -> None:
    """Add the made-up language to a copy: one entry in languages.yml and one catalogue."""
    path = project.locales / "languages.yml"
    data = read_yaml(path.read_text(encoding="utf-8"))
    data["languages"].append(
        {
            "tag": MADE_UP.tag,
            "name": MADE_UP.name,
            "direction": MADE_UP.direction,
            "fonts": [*MADE_UP.fonts],
            "script": MADE_UP.script,
            "held_back": held_back,
        }
    )
    path.write_text(yaml.safe_dump(data, allow_unicode=True), encoding="utf-8")
    sync.update(project, [MADE_UP], english_messages(project))
    catalog = read_catalogue(project, MADE_UP)
    for message in catalog:
        if message.id:
            message.string = made_up(message.id)
    sync.write(project, {MADE_UP: catalog})
    change(project.locales / "he.po", "# Translated by: nobody yet", "# Translated by: A test")
