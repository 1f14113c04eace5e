#!/usr/bin/env python3
"""Measures what a maintainer waits for, row by row, and keeps the last figures in handbook/benchmark.md.

`booklet benchmark` runs it. Every row works in a copy of the project in a temporary folder, so that the checkout, its
site and its caches stay as they are. Figures of a machine that does something else meanwhile mean nothing.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from statistics import median

import yaml

from booklet.errors import BookletError
from booklet.project import INPUTS, Project
from booklet.workers import count
from lighthouse import lighthouse_table, make_stock

RECORD = "tools/benchmark.json"
PAGE = "handbook/benchmark.md"
# Where the sentence and the translation are changed
SENTENCE = "docs/assess.md", "Teachers **should** work", "All teachers **should** work"
TRANSLATED = "locales/pl.po"
SMALL_LANGUAGES, SMALL_FORMATS = ("en-GB", "pl"), "web,text"
TIMES_AS_MANY_PAGES = 10
# How often both websites are made: the first time, Python compiles what the copy of ours has
REPEATS = 3
# Seconds after which a step has failed
LIMIT = 2 * 60 * 60


@dataclass(frozen=True)
class Figure:
    """What a row came to: its `value`, how it was reached, when, of which commit and on which machine."""

    value: float
    detail: str
    day: str = ""
    commit: str = ""
    machine: str = ""


class Workspace:
    """A copy of the project in `folder`, built once when a row needs it; `small`: two languages and two formats."""

    def __init__(self, checkout: Project, folder: Path, small: bool) -> None:
        self.checkout, self.small = checkout, small
        self.project = self.copy(folder / "copy")
        self._folder = folder

    def copy(self, target: Path) -> Project:
        """Copy what the build reads; npm's packages are shared, and the texts are those of the checkout."""
        target.mkdir()
        for name in INPUTS:
            source = self.checkout.root / name
            if source.is_dir():
                shutil.copytree(source, target / name, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                shutil.copyfile(source, target / name)
        (target / "node_modules").symlink_to((self.checkout.root / "node_modules").resolve())
        if self.small:
            keep_languages(Project(target), len(SMALL_LANGUAGES), SMALL_LANGUAGES)
        return Project(target)

    @contextmanager
    def folder(self) -> Iterator[Path]:
        """Give a folder of its own to a row."""
        with tempfile.TemporaryDirectory(dir=self._folder) as folder:
            yield Path(folder)

    def build(self, *arguments: str, project: Project | None = None) -> float:
        """Run `booklet build` and return how many seconds it took."""
        if self.small and "--formats" not in arguments:
            arguments = (*arguments, "--formats", SMALL_FORMATS)
        return seconds_of(booklet("build", *arguments), project or self.project)

    @cached_property
    def first(self) -> float:
        """The seconds of the first build without sound, with nothing kept."""
        return self.build()

    @cached_property
    def clone(self) -> Project:
        """A fresh clone of the last commit, without environment, packages, site or caches."""
        target = self._folder / "clone"
        subprocess.run(["git", "clone", "--quiet", str(self.checkout.root), str(target)], check=True, timeout=LIMIT)
        return Project(target)


def booklet(*arguments: str) -> list[str]:
    """Return the real command with its arguments."""
    return [sys.executable, "-m", "booklet", *arguments]


def environment(project: Project) -> dict[str, str]:
    """Return the environment in which the command works on this copy."""
    return {**os.environ, "PYTHONPATH": str(project.root / "scripts"), "SOURCE_DATE_EPOCH": "1790000000"}


def seconds_of(command: Sequence[str], project: Project, env: Mapping[str, str] | None = None) -> float:
    """Return how long a command takes, in seconds; raises BookletError where it fails.

    `env` is its environment (None: that in which the command of the program works on this copy).
    """
    started = time.monotonic()
    ended = subprocess.run(
        command,
        cwd=project.root,
        env=environment(project) if env is None else env,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
        timeout=LIMIT,
    )
    if ended.returncode:
        raise BookletError(f"“{' '.join(command[1:])}” failed while it was measured.", ended.stdout[-4000:])
    return time.monotonic() - started


# Runs a command, and writes the kilobytes of its largest process to a file
LARGEST = (
    "import resource, subprocess, sys; ended = subprocess.run(sys.argv[2:]); "
    "open(sys.argv[1], 'w').write(str(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)); "
    "sys.exit(ended.returncode)"
)


def website_of(project: Project) -> tuple[float, float]:
    """Build the website of a copy; return the seconds, and the megabytes of the largest process of this build."""
    noted = project.root / "largest"
    seconds = seconds_of([sys.executable, "-c", LARGEST, str(noted), *booklet("build", "--formats", "web")], project)
    return seconds, int(noted.read_text(encoding="utf-8")) / 1000


def keep_languages(project: Project, number: int, first: Sequence[str] = ()) -> None:
    """Leave this many languages in the copy: those in `first`, then the others in their order."""
    path = project.locales / "languages.yml"
    listed = yaml.safe_load(path.read_text(encoding="utf-8"))["languages"]
    listed.sort(key=lambda one: list(first).index(one["tag"]) if one["tag"] in first else len(first))
    path.write_text(yaml.safe_dump({"languages": listed[:number]}, allow_unicode=True), encoding="utf-8")


def change_sentence(project: Project) -> None:
    """Change one English sentence, to and fro."""
    name, old, new = SENTENCE
    path = project.root / name
    text = path.read_text(encoding="utf-8")
    if old not in text and new not in text:
        raise BookletError(f"The sentence “{old} …” is no longer there.", "Name another in tools/benchmark.py.", path)
    path.write_text(text.replace(new, old) if new in text else text.replace(old, new), encoding="utf-8")


def change_translation(project: Project) -> None:
    """Change one translation: the longest line of one gets a word more."""
    path = project.root / TRANSLATED
    lines = path.read_text(encoding="utf-8").split("\n")
    number = max(
        (number for number, line in enumerate(lines) if re.fullmatch(r'msgstr "\w[^{\[*]+\."', line)),
        key=lambda number: len(lines[number]),
    )
    lines[number] = lines[number][:-2] + ' tak."'
    path.write_text("\n".join(lines), encoding="utf-8")


def multiply_pages(project: Project, times: int) -> None:
    """Make up pages: copies of the pages of the part “extra”, with titles and addresses of their own."""
    path = project.root / "mkdocs.yml"
    config = yaml.safe_load(path.read_text(encoding="utf-8"))
    extra = next(part["extra"] for part in config["nav"] if isinstance(part, dict) and "extra" in part)
    pages = [name for name in extra if name != "word-list.md"]
    every = sum(1 for _ in project.docs.rglob("*.md"))
    for number in range(1, every * (times - 1) + 1):
        source = pages[number % len(pages)]
        name = f"{source.removesuffix('.md')}-{number}.md"
        text = (project.docs / source).read_text(encoding="utf-8")
        text = re.sub(r"^title: *[\"']?(.*?)[\"']?$", rf'title: "\1 {number}"', text, flags=re.MULTILINE)
        text = re.sub(r"^description: *[\"']?", rf"\g<0>Page {number}. ", text, flags=re.MULTILINE)
        text = re.sub(r"^easy_read: .*\n", "", text, flags=re.MULTILINE)
        (project.docs / name).write_text(text, encoding="utf-8")
        extra.append(name)
    path.write_text(yaml.safe_dump(config, sort_keys=False, allow_unicode=True), encoding="utf-8")


# The rows: each returns the value that has a limit, and how it was reached


def website(work: Workspace) -> Figure:
    """The website of all languages, against stock Material with static-i18n on the same pages."""
    ours, stock = [], []
    with work.folder() as folder:
        project = work.copy(folder / "ours")
        languages = yaml.safe_load((project.locales / "languages.yml").read_text(encoding="utf-8"))["languages"]
        for number in range(REPEATS):
            for made in (project.site, project.build):
                shutil.rmtree(made, ignore_errors=True)
            ours.append(website_of(project)[0])
            started = time.monotonic()
            (folder / f"stock-{number}").mkdir()
            make_stock(
                project, "https://www.example.org/", folder / f"stock-{number}", [one["tag"] for one in languages]
            )
            stock.append(time.monotonic() - started)
    mine, theirs = median(ours), median(stock)
    return Figure(mine / theirs, f"ours {mine:.1f} s, stock {theirs:.1f} s, medians of {REPEATS}, by turns")


def first_build(work: Workspace) -> Figure:
    """The first build, everything but the sound."""
    return Figure(work.first, "")


def nothing_changed(work: Workspace) -> Figure:
    """A second build, with nothing changed."""
    before = work.first
    again = work.build()
    return Figure(again / before, f"{again:.1f} s of {before:.1f} s")


def one_sentence(work: Workspace) -> Figure:
    """A build after one English sentence was changed."""
    before = work.first
    change_sentence(work.project)
    again = work.build()
    return Figure(again / before, f"{again:.1f} s of {before:.1f} s")


def one_translation(work: Workspace) -> Figure:
    """A build after one translation was changed."""
    before = work.first
    change_translation(work.project)
    return Figure(work.build(), f"a clean build: {before:.1f} s")


def preview(work: Workspace) -> Figure:
    """From saving a sentence to the page that has it, as the browser gets it."""
    address = "http://127.0.0.1:8765"
    command = booklet("serve", "--address", address.removeprefix("http://"))
    with subprocess.Popen(command, cwd=work.project.root, env=environment(work.project), stdout=subprocess.PIPE) as run:
        try:
            assert run.stdout is not None
            run.stdout.readline()
            while not (old := _page(f"{address}/assess/")):  # it says where to look before it answers
                time.sleep(0.1)
            change_sentence(work.project)
            started = time.monotonic()
            while _page(f"{address}/assess/") == old and time.monotonic() - started < LIMIT:
                time.sleep(0.02)
            return Figure(time.monotonic() - started, "")
        finally:
            run.send_signal(signal.SIGINT)
            run.wait(timeout=30)


def _page(address: str) -> str:
    """Return the page at an address without the number that the preview counts up."""
    try:
        with urllib.request.urlopen(address, timeout=LIMIT) as answer:
            return re.sub(r"livereload\(.*", "", answer.read().decode("utf-8"))
    except (urllib.error.URLError, ConnectionError):
        return ""


def tests_first(work: Workspace) -> Figure:
    """scripts/test.py in a fresh clone, set-up and build included."""
    return Figure(_seconds_of_tests(work), "")


def tests_again(work: Workspace) -> Figure:
    """scripts/test.py again, after one sentence was changed."""
    if not (work.clone.root / "site").exists():
        _seconds_of_tests(work)
    change_sentence(work.clone)
    return Figure(_seconds_of_tests(work), "")


def _seconds_of_tests(work: Workspace) -> float:
    """Return how long scripts/test.py takes in the clone, as somebody types it.

    So without what this program tells those that it starts. The web servers of the tests, which are another user's, may
    not enter the folder of this run.
    """
    command = ["python3", "scripts/test.py", *(["-k", "test_digits"] if work.small else [])]
    own = {"TMPDIR", "PYTHONPATH", "SOURCE_DATE_EPOCH"}
    return seconds_of(command, work.clone, {name: value for name, value in os.environ.items() if name not in own})


def sound(work: Workspace) -> Figure:
    """The recordings of the whole guide, both readings, after everything else is built."""
    before = work.first
    arguments = ("--sound", "--formats", "web,audio") if work.small else ("--sound",)
    return Figure(work.build(*arguments), f"all else before: {before:.1f} s")


def growth_languages(work: Workspace) -> Figure:
    """The website of all languages against one: as many times the time, for each language."""
    with work.folder() as folder:
        one = work.copy(folder / "one")
        keep_languages(one, 1)
        alone, _ = website_of(one)
        many = len(yaml.safe_load((work.project.locales / "languages.yml").read_text(encoding="utf-8"))["languages"])
        together, largest = website_of(work.copy(folder / "many"))
    detail = f"1: {alone:.1f} s, {many}: {together:.1f} s; largest process {largest:.0f} MB"
    return Figure(together / alone / many, detail)


def growth_pages(work: Workspace) -> Figure:
    """The website in English with ten times the pages against that of the guide: as many times the time, each page."""
    times = 2 if work.small else TIMES_AS_MANY_PAGES
    with work.folder() as folder:
        one, many = work.copy(folder / "one"), work.copy(folder / "many")
        for project in (one, many):
            keep_languages(project, 1)
        multiply_pages(many, times)
        alone, _ = website_of(one)
        together, largest = website_of(many)
    detail = f"1: {alone:.1f} s, {times}: {together:.1f} s; largest process {largest:.0f} MB"
    return Figure(together / alone / times, detail)


@dataclass(frozen=True)
class Row:
    """One row: its `name` for --rows, `what` is measured, the `limit` of the value, and whether that is a ratio."""

    name: str
    what: str
    limit: float
    is_ratio: bool
    measure: Callable[[Workspace], Figure]

    def shown(self, value: float) -> str:
        """Return a value as people read it: a ratio without a unit, a time in seconds."""
        return f"{value:.2f}" if self.is_ratio else f"{value:.1f} s"


ROWS = (
    Row("website", "website of all languages, over stock Material + static-i18n", 0.55, True, website),
    Row("first", "first build without sound, after set-up", 110, False, first_build),
    Row("nothing", "nothing changed, over the first build", 0.01, True, nothing_changed),
    Row("sentence", "one English sentence changed, over the first build", 0.15, True, one_sentence),
    Row("translation", "one translation changed", 6, False, one_translation),
    Row("preview", "preview: a saved sentence seen in the browser", 2, False, preview),
    Row("test", "test command in a fresh clone, set-up and build included", 900, False, tests_first),
    Row("test-again", "test command again after one changed sentence", 240, False, tests_again),
    Row("sound", "recordings of the whole guide, both readings", 900, False, sound),
    Row("languages", "growth with languages: time of all over one, for each language", 1, True, growth_languages),
    Row("pages", "growth with pages: time of ten times as many, for each page", 1, True, growth_pages),
)


def machine() -> str:
    """Return in a few words what this machine is."""
    found = re.search(r"^model name\s*: (.*)$", Path("/proc/cpuinfo").read_text(encoding="utf-8"), re.MULTILINE)
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
    name = found[1] if found else platform.machine()
    return f"{count()} cores of {name}, {memory:.0f} GB, Python {platform.python_version()}"


def commit_of(project: Project) -> str:
    """Return the short name of the commit that is measured, with a “+” where files have changed since; "" for none."""
    named = subprocess.run(
        ["git", "describe", "--always", "--exclude=*", "--dirty=+"],
        cwd=project.root,
        capture_output=True,
        text=True,
        check=False,
        timeout=LIMIT,
    )
    return named.stdout.strip()


def table(figures: dict[str, Figure]) -> str:
    """Return the rows as a Markdown table; a row that was never measured says so."""
    lines = ["| row | what | measured | at most | how | measured on |", "|---|---|---|---|---|---|"]
    for row in ROWS:
        figure = figures.get(row.name)
        when = ", ".join(filter(None, (figure.day, figure.commit))) if figure else ""
        said = (row.shown(figure.value), row.shown(row.limit), figure.detail or "–", when) if figure else None
        cells = said or ("not measured", row.shown(row.limit), "–", "–")
        lines.append(f"| `{row.name}` | {row.what} | {' | '.join(cells)} |")
    machines = sorted({figure.machine for figure in figures.values()})
    return "\n".join([*lines, *(f"\nMachine: {name}." for name in machines)])


HEAD = """\
# Benchmark

What a maintainer waits for, as `booklet benchmark` measured it last. It writes this page; nothing else must use the
machine meanwhile. `booklet benchmark --rows first,nothing` measures only these rows, and `--small` tries them with two
languages and two formats, without keeping the figures. Each figure is kept as soon as it is there, so a run that is
stopped loses one row at most. The program is `tools/benchmark.py`.

"""


def main(arguments: Sequence[str]) -> int:
    """Measure the rows that are asked for, print the table and keep each figure as soon as it is there.

    Returns 1 where a row is over its limit or could not be measured.
    """
    parser = argparse.ArgumentParser(prog="booklet benchmark", description=__doc__)
    parser.add_argument("--rows", metavar="NAMES", help=f"only these, with commas: {', '.join(r.name for r in ROWS)}")
    parser.add_argument("--small", action="store_true", help="two languages and two formats; the figures are not kept")
    parser.add_argument("--lighthouse", action="store_true", help="measure pages with Lighthouse instead, beside stock")
    parsed = parser.parse_args(arguments)
    checkout = Project()
    if parsed.lighthouse:
        print(lighthouse_table(checkout))
        return 0
    names = parsed.rows.split(",") if parsed.rows else [row.name for row in ROWS]
    if unknown := set(names) - {row.name for row in ROWS}:
        raise BookletError(
            f"The benchmark has no row “{min(unknown)}”.", f"The rows are {', '.join(row.name for row in ROWS)}."
        )
    record = checkout.root / RECORD
    figures = {name: Figure(**one) for name, one in json.loads(record.read_text(encoding="utf-8")).items()}
    figures = {} if parsed.small else figures
    bad = 0
    commit = commit_of(checkout)
    with tempfile.TemporaryDirectory(prefix="booklet-benchmark-") as folder:
        work = Workspace(checkout, Path(folder), parsed.small)
        for row in (row for row in ROWS if row.name in names):
            print(f"Measuring: {row.what}", file=sys.stderr, flush=True)
            try:
                figure = row.measure(work)
            except (BookletError, OSError, subprocess.SubprocessError) as error:  # the rows after it can be measured
                print(f"Not measured: {row.name}. {error}", file=sys.stderr, flush=True)
                bad += 1
                continue
            figures[row.name] = Figure(figure.value, figure.detail, date.today().isoformat(), commit, machine())
            bad += figure.value > row.limit
            if not parsed.small:
                kept = {name: asdict(one) for name, one in figures.items()}
                record.write_text(json.dumps(kept, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
                (checkout.root / PAGE).write_text(f"{HEAD}{table(figures)}\n", encoding="utf-8")
    print(table(figures))
    return 1 if bad else 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except BookletError as error:
        print(f"Error: {error}", file=sys.stderr)
        sys.exit(1)
