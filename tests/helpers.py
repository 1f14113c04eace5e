"""What several tests need: a copy of the project that may be spoilt, and the real command run on it."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import yaml
from babel.messages.catalog import Catalog

from booklet.project import INPUTS, ROOT, Project
from booklet.publish.build import english_messages
from booklet.source.languages import Language
from booklet.source.service.choices import CHOICES
from booklet.translation import sync
from booklet.translation.catalogue import read_catalogue
from booklet.workers import end_with_parent

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
PO_HEADER = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\n'


def copied_project(target: Path, names: Sequence[str] = INPUTS, english_only: bool = True) -> Project:
    """Copy the files and folders `names` (what the build reads) into the folder `target`; npm's packages are shared.

    The copy belongs to a sister service; where `english_only`, it has no other language.
    """
    for name in names:
        source, copy = ROOT / name, target / name
        copy.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, copy, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copyfile(source, copy)
    (target / "node_modules").symlink_to((ROOT / "node_modules").resolve())
    if english_only:
        languages = target / "locales" / "languages.yml"
        first, *_ = yaml.safe_load(languages.read_text(encoding="utf-8"))["languages"]
        languages.write_text(yaml.safe_dump({"languages": [first]}, allow_unicode=True), encoding="utf-8")
    give_to_sister_service(target)
    return Project(target)


def give_to_sister_service(root: Path) -> None:
    """Put what a sister service has in the place of service/ in the copy of the project in the folder `root`."""
    folder = root / "service"
    facts = {name: {**fact, "source": SOURCE} for name, fact in FACTS.items()}
    settings = yaml.safe_load((folder / "settings.yml").read_text(encoding="utf-8")) | SETTINGS
    for path in folder.iterdir():
        path.unlink()
    for name, data in (("facts.yml", facts), ("settings.yml", settings)):
        write(folder / name, yaml.safe_dump(data, allow_unicode=True, sort_keys=False))


def add_polish(project: Project, catalog: str | None) -> None:
    """Add Polish to the languages of a copy, with this text as its catalogue (None: without one)."""
    path = project.locales / "languages.yml"
    data = yaml.safe_load(path.read_text(encoding="utf-8"))
    data["languages"].append({"tag": "pl", "name": "polski", "direction": "ltr", "fonts": ["Noto Sans"]})
    path.write_text(yaml.safe_dump(data, allow_unicode=True), encoding="utf-8")
    if catalog is None:
        (project.locales / "pl.po").unlink(missing_ok=True)
    else:
        write(project.locales / "pl.po", PO_HEADER + catalog)


def environment(project: Project) -> dict[str, str]:
    """Return the environment in which `python -m booklet` works on this project, on a fixed day."""
    return {
        **os.environ,
        "PYTHONPATH": str(project.root / "scripts"),
        "PYTHONUNBUFFERED": "1",
        "PYTHONUTF8": "1",
        "SOURCE_DATE_EPOCH": "1790000000",
    }


# A command that takes longer hangs: a build on a busy machine takes minutes
MOST_SECONDS = 900


def command(*arguments: str) -> list[str]:
    """Return the real command with its arguments."""
    return [sys.executable, "-m", "booklet", *arguments]


def booklet(project: Project, *arguments: str, **options) -> subprocess.CompletedProcess[str]:
    """Run the real command on this project and return what it said; `options` are those of subprocess.run."""
    return subprocess.run(
        command(*arguments),
        cwd=project.root,
        capture_output=True,
        text=True,
        check=False,
        timeout=MOST_SECONDS,
        # Ends with a test run that is killed
        **{"env": environment(project), "preexec_fn": end_with_parent, **options},
    )


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
def running_build(root: Path) -> Iterator[subprocess.Popen[str]]:
    """Give a process that has the lock of a build of the project in the folder `root`, until its input is closed."""
    with subprocess.Popen(
        [sys.executable, "-c", BUILDING, str(root)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT / "scripts")},
    ) as process:
        assert process.stdout and process.stdout.readline() == "building\n"
        yield process
        process.kill()


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
    data = yaml.safe_load(path.read_text(encoding="utf-8"))
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
