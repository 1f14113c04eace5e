#!/usr/bin/env python3
"""Ends commands at random moments, and builds documents in random order after it: nothing may be lost or left behind.

Each moment: a command runs on a small project in English and Polish, gets KILL, TERM or INT, and then site, catalogues
and handed files must be whole, the next run right, no process and nothing in the temporary folder left. Each build: it
follows an interrupted one, with the formats in random order, and every file must be that of a clean build.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "scripts")]

from booklet.project import Project  # noqa: E402
from tests.escaping import marked  # noqa: E402
from tests.helpers import command, contents, environment  # noqa: E402

SIGNALS = (signal.SIGKILL, signal.SIGTERM, signal.SIGINT)
PRINTS = ["pdf", "large-print", "poster"]
FORMATS = ["web", "epub", "text", *PRINTS]
MARK = "BOOKLET_KILLS"
# Seconds after which a command that was told to end is said to hang
PATIENCE = 60


@dataclass
class Place:
    """A small project with a folder of its own for what is temporary, and what a whole run of each command makes."""

    project: Project
    temporary: Path
    seconds: dict[str, float] = field(default_factory=dict)
    site: dict[str, str] = field(default_factory=dict)
    made: dict[str, str] = field(default_factory=dict)
    service: dict[str, str] = field(default_factory=dict)
    catalogues: list[dict[str, str]] = field(default_factory=list)

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        """Start the real command, marked so that its processes can be found."""
        return subprocess.Popen(
            command(*arguments),
            cwd=self.project.root,
            env=environment(self.project) | {"TMPDIR": str(self.temporary), MARK: str(self.temporary)},
            # No pipe: a process that is left behind would keep it open
            stdout=(self.temporary.parent / "said.txt").open("w", encoding="utf-8"),
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )

    def run(self, *arguments: str) -> str:
        """Run a command to its end; return what it said. Raises RuntimeError where it fails."""
        process = self.start(*arguments)
        process.wait()
        said = (self.temporary.parent / "said.txt").read_text(encoding="utf-8")
        if process.returncode:
            raise RuntimeError(f"{' '.join(arguments)} ended with {process.returncode}: {said[-500:]}")
        return said

    def processes(self) -> list[int]:
        """Return the processes that belong to commands of this place."""
        found, mark = [], f"{MARK}={self.temporary}".encode()
        for folder in Path("/proc").iterdir():
            try:
                if folder.name.isdigit() and mark in (folder / "environ").read_bytes().split(b"\0"):
                    found.append(int(folder.name))
            except OSError:  # it has ended, or is another user's
                continue
        return found

    def left(self) -> list[str]:
        """Return what a command has left behind: temporary files, half-written files, staged folders."""
        root = self.project.root
        return [
            *(path.name for path in self.temporary.iterdir()),
            *(path.relative_to(root).as_posix() for path in root.rglob("*.part") if "node_modules" not in path.parts),
            *(path.name for path in root.glob("*.booklet-*")),
        ]


def catalogues(place: Place) -> dict[str, str]:
    return {path.name: path.read_text(encoding="utf-8") for path in place.project.locales.glob("*.po")}


def prepared(folder: Path) -> Place:
    """Return a place whose project has been built, with a Word table to import, and what each command makes of it."""
    folder.joinpath("tmp").mkdir(parents=True)
    place = Place(marked.small_project(folder / "project"), folder / "tmp")
    marked.fill(place.project, {})
    fresh = catalogues(place)
    place.run("catalogues", "update")
    updated = catalogues(place)
    marked.translate(place.project, "")
    place.run("catalogues", "export", "pl", "table.docx")
    translated = catalogues(place)
    answers = (ANSWERS / "charity.yml").read_text(encoding="utf-8")
    (place.project.root / "answers.yml").write_text(f"{answers}mark: {ANSWERS / 'mark.svg'}\n", encoding="utf-8")
    place.catalogues = [fresh, updated, translated]
    for name, arguments in COMMANDS.items():
        reset(place, name)
        started = time.monotonic()
        place.run(*arguments)
        place.seconds[name] = time.monotonic() - started
        place.catalogues.append(catalogues(place))
    place.site = contents(place.project.site)
    place.made = contents(place.project.root / "out")
    place.service = contents(place.project.root / "sister")
    return place


COMMANDS = {
    "build": ("build", "--formats", ",".join(FORMATS)),
    "make": ("make", "--format", "large-print", "--text-size", "24", "--output", "out"),
    "update": ("catalogues", "update"),
    "import": ("catalogues", "import", "pl", "table.docx"),
    "service": ("service", "new", "--answers", "answers.yml", "--to", "sister"),
}
ANSWERS = ROOT / "tests" / "fixtures" / "services"


def reset(place: Place, name: str) -> None:
    """Give a command something to do again: the site stays."""
    if name == "build":
        shutil.rmtree(place.project.build, ignore_errors=True)
    elif name == "make":
        shutil.rmtree(place.project.root / "out", ignore_errors=True)
    elif name == "service":
        shutil.rmtree(place.project.root / "sister", ignore_errors=True)
    else:
        start = place.catalogues[0 if name == "update" else 1]
        for file, text in start.items():
            (place.project.locales / file).write_text(text, encoding="utf-8")


def problems(place: Place, name: str) -> Iterator[str]:
    """Yield what is wrong after a command was ended, and after the next run of it."""
    deadline = time.monotonic() + PATIENCE
    while place.processes() and time.monotonic() < deadline:
        time.sleep(0.05)
    if left := place.processes():
        yield f"{len(left)} processes are left"
        for process in left:
            os.kill(process, signal.SIGKILL)
    if contents(place.project.site) != place.site:
        yield "the site is not whole"
    if name in ("update", "import") and catalogues(place) not in place.catalogues:
        yield "a catalogue is not whole"
    out = contents(place.project.root / "out")
    if name == "make" and out != place.made and any(not one.startswith(".") for one in out):
        yield f"half of a request was handed over: {', '.join(out)}"
    sister = contents(place.project.root / "sister")
    if name == "service" and any(digest != place.service.get(one) for one, digest in sister.items() if one[0] != "."):
        yield f"a file of a service is not whole: {', '.join(sister)}"
    try:
        place.run(*COMMANDS[name])
    except RuntimeError as error:
        yield f"the next run failed: {error}"
        return
    if contents(place.project.site) != place.site:
        yield "the next site is another"
    if name == "make" and contents(place.project.root / "out") != place.made:
        yield "the next request is another"
    if name == "service" and contents(place.project.root / "sister") != place.service:
        yield "the next folder of the service is another"
    if name in ("update", "import") and catalogues(place) not in place.catalogues[3:]:
        yield "the next catalogue is another"
    if left_behind := place.left():
        yield f"left behind: {', '.join(left_behind)}"


def moments(place: Place, number: int, dice: random.Random) -> int:
    """End commands at random moments; print a table; return how many went wrong."""
    table: dict[tuple[str, str], Counter[str]] = {}
    for turn in range(number):
        name = list(COMMANDS)[turn % len(COMMANDS)]
        sent = SIGNALS[turn // len(COMMANDS) % len(SIGNALS)]
        reset(place, name)
        process = place.start(*COMMANDS[name])
        try:
            process.wait(dice.uniform(0.05, 1.0) * place.seconds[name])
        except subprocess.TimeoutExpired:
            process.send_signal(sent)
        try:
            process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            print(f"{name} {sent.name}: goes on for more than {PATIENCE} s", flush=True)
            process.kill()
            process.wait()
        found = [*problems(place, name)]
        counted = table.setdefault((name, sent.name), Counter())
        counted["tried"] += 1
        counted["ended early"] += process.returncode != 0
        counted["wrong"] += bool(found)
        print(f"{turn + 1} {name} {sent.name} ({process.returncode}): {'; '.join(found) or 'whole'}", flush=True)
    print(f"{'command':<10}{'signal':<10}{'tried':>6}{'ended early':>13}{'wrong':>7}")
    for (name, sent_name), counted in sorted(table.items()):
        print(f"{name:<10}{sent_name:<10}{counted['tried']:>6}{counted['ended early']:>13}{counted['wrong']:>7}")
    return sum(counted["wrong"] for counted in table.values())


def builds(place: Place, number: int, dice: random.Random) -> int:
    """Build prints in random order after interrupted builds; return how many differ from a clean build."""
    clean = {name: digest for name, digest in place.site.items() if name.endswith(".pdf")}
    wrong = 0
    for turn in range(number):
        shutil.rmtree(place.project.build, ignore_errors=True)
        shutil.rmtree(place.project.site)
        order = dice.sample(PRINTS, len(PRINTS))
        process = place.start("build", "--formats", ",".join(order))
        try:
            process.wait(dice.uniform(0.3, 1.0) * place.seconds["build"])
        except subprocess.TimeoutExpired:
            workers = [one for one in place.processes() if one != process.pid]
            target = dice.choice([process.pid, *workers])
            os.kill(target, dice.choice(SIGNALS))
        process.wait()
        place.run("build", "--formats", ",".join(order[: dice.randint(1, len(order))]))
        place.run("build", "--formats", ",".join(order))
        made = {name: digest for name, digest in contents(place.project.site).items() if name.endswith(".pdf")}
        different = sorted(name for name in clean if made.get(name) != clean[name])
        wrong += bool(different) or made.keys() != clean.keys()
        print(f"build {turn + 1}: {', '.join(different) or 'none'} of {len(clean)} PDFs differ", flush=True)
    print(
        f"{number} builds of {len(clean)} PDFs in random order after random signals: {wrong} differ from a clean build"
    )
    return wrong


def main() -> int:
    """Run both, print what was found; return 1 if anything went wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--moments", type=int, default=60, help="how many commands to end (%(default)s)")
    parser.add_argument("--builds", type=int, default=20, help="how many builds to compare (%(default)s)")
    parser.add_argument("--seed", type=int, default=1, help="the same seed gives the same choices (%(default)s)")
    asked = parser.parse_args()
    dice = random.Random(asked.seed)
    with tempfile.TemporaryDirectory(prefix="booklet-kills-") as folder:
        place = prepared(Path(folder))
        print(
            {name: f"{seconds:.1f} s" for name, seconds in place.seconds.items()},
            f"{len(place.site)} files",
            flush=True,
        )
        wrong = moments(place, asked.moments, dice) + builds(place, asked.builds, dice)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
