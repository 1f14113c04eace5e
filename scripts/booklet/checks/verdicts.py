"""Kept verdicts: what a check found on the same bytes before, so that it need not look again.

The same bytes, looked at by the same program with the same tools and settings, have the same verdict. A key is the
digest of all four; whatever is not found under its key, or cannot be read, is looked at. What is kept are findings
before any waiver, so that a waiver can come and go.
"""

from __future__ import annotations

import ast
import hashlib
import json
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass, field
from functools import cache
from importlib import metadata
from pathlib import Path

from booklet.files import write_whole
from booklet.findings import Finding, Report
from booklet.project import ROOT

PACKAGE = Path(__file__).parents[1]
# A change of the form in which verdicts are kept
FORM = "2"
# It says which findings count, not what is found
NOT_IN_PROGRAM = {"waivers.yml"}
NPM = "npm:"
SECONDS = 30


@dataclass(frozen=True)
class Subject:
    """One thing to look at.

    `name` is the path that its findings have. `files` are all that it is judged by: itself, its book, its styles.
    `settings` is whatever else decides, such as the format that it has to have.
    """

    name: str
    files: tuple[Path, ...]
    settings: tuple[object, ...] = ()


@dataclass(frozen=True)
class Outcome:
    """What was found on all subjects, how many were looked at now, and how many verdicts were known."""

    findings: tuple[Finding, ...]
    examined: int
    known: int


@dataclass(frozen=True)
class Verdicts:
    """The verdicts in a folder. Where `refresh`, nothing kept is used, and what is found is kept."""

    folder: Path
    refresh: bool = False
    digests: dict[Path, str] = field(default_factory=dict, compare=False)

    def key(self, check: str, program: str, subject: Subject) -> str:
        """Return the digest under which the verdict of a check on a subject is kept; `program` as `program_of` gives
        it.
        """
        parts = [FORM, check, program, subject.name, json.dumps(subject.settings, default=str)]
        parts += [self._digest(path) for path in subject.files]
        return hashlib.sha256("\0".join(parts).encode()).hexdigest()

    def _digest(self, path: Path) -> str:
        if path not in self.digests:
            self.digests[path] = hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else "missing"
        return self.digests[path]

    def whole(
        self, check: str, program: str, files: Sequence[Path], run: Callable[[], Report], settings: Sequence[str] = ()
    ) -> Report:
        """Return the report of a check that reads all of `files` at once: the one that is known, or that of `run`.

        `settings` are whatever else decides, such as the day. A report that is known has examined nothing: what it
        examined when it was made is `known` now.
        """
        key = self.key(check, program, Subject(check, tuple(files), (*map(str, files), *settings)))
        if not self.refresh:
            try:
                kept = json.loads(self._path(key).read_text(encoding="utf-8"))
                if kept["key"] == key:
                    findings, warnings = (
                        tuple(Finding(path, int(line), *rest) for path, line, *rest in kept[kind])
                        for kind in ("findings", "warnings")
                    )
                    notes = tuple(map(str, kept["notes"]))
                    return Report(check, 0, findings, notes, known=int(kept["examined"]), warnings=warnings)
            except (OSError, ValueError, KeyError, TypeError):
                pass
        report = run()
        if report.examined:
            late = [astuple(warning) for warning in report.warnings]
            self._keep(key, report.findings, {"notes": report.notes, "examined": report.examined, "warnings": late})
        return report

    def _path(self, key: str) -> Path:
        return self.folder / key[:2] / f"{key[2:]}.json"

    def known(self, key: str) -> list[Finding] | None:
        """Return what was found before; None where nothing is kept, or nothing that can be read."""
        if self.refresh:
            return None
        try:
            kept = json.loads(self._path(key).read_text(encoding="utf-8"))
            if kept["key"] != key:
                return None
            return [
                Finding(path, int(line), rule, problem, cure) for path, line, rule, problem, cure in kept["findings"]
            ]
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def keep(self, key: str, findings: Iterable[Finding]) -> None:
        """Keep what was found, or that nothing was."""
        self._keep(key, findings, {})

    def _keep(self, key: str, findings: Iterable[Finding], more: Mapping[str, object]) -> None:
        record = {"key": key, "findings": [astuple(finding) for finding in findings], **more}
        write_whole(json.dumps(record, ensure_ascii=False).encode(), self._path(key))


def examine(
    verdicts: Verdicts | None,
    check: str,
    program: str,
    subjects: Sequence[Subject],
    look: Callable[[Sequence[Subject]], Iterable[Finding]],
) -> Outcome:
    """Return what is known of the subjects, and what `look` finds on the others, which is then kept.

    `look` gets the subjects whose verdict is not known, at once; each finding has the name of one of them for its path.
    Without `verdicts` it gets all. Raises ValueError for a finding that belongs to none.
    """
    known: dict[str, list[Finding]] = {}
    keys: dict[str, str] = {}
    if verdicts:
        keys = {subject.name: verdicts.key(check, program, subject) for subject in subjects}
        known = {name: kept for name, key in keys.items() if (kept := verdicts.known(key)) is not None}
    unknown = [subject for subject in subjects if subject.name not in known]
    found: dict[str, list[Finding]] = {subject.name: [] for subject in unknown}
    for finding in look(unknown) if unknown else ():
        if finding.path not in found:
            raise ValueError(f"The check “{check}” reports {finding.path}, which it was not given to look at.")
        found[finding.path].append(finding)
    if verdicts:
        for name, findings in found.items():
            verdicts.keep(keys[name], findings)
    every = [*known.values(), *found.values()]
    return Outcome(tuple(finding for findings in every for finding in findings), len(unknown), len(known))


@cache
def program_of(module: str, tools: tuple[str, ...] = ()) -> str:
    """Return the digest of a check's program: its own modules with their data, and the versions of what they use.

    `module` is the full name of the module; all that it imports of this package counts, and the installed version of
    each other package. `tools` are programs (“java”) and npm packages (“npm:axe-core”).
    """
    digest = hashlib.sha256(sys.version.encode())
    files, packages = _imported(module)
    for path in sorted(files):
        digest.update(path.relative_to(PACKAGE).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    for name in sorted(packages):
        digest.update(f"{name} {_package_versions(name)}\0".encode())
    for tool in tools:
        digest.update(f"{tool} {version_of(tool)}\0".encode())
    return digest.hexdigest()


def _imported(module: str) -> tuple[set[Path], set[str]]:
    """Return the files of this package that a module needs, itself included, and the names of other packages."""
    files: set[Path] = set()
    packages: set[str] = set()
    waiting = [module]
    while waiting:
        path = _file_of(waiting.pop())
        if path is None or path in files:
            continue
        files.add(path)
        files.update(
            other
            for other in path.parent.iterdir()
            if other.is_file() and other.suffix not in (".py", ".pyc") and other.name not in NOT_IN_PROGRAM
        )
        for name in _names(ast.parse(path.read_bytes())):
            if name.split(".")[0] == PACKAGE.name:
                waiting.append(name)
            else:
                packages.add(name.split(".")[0])
    return files, packages - sys.stdlib_module_names


def _names(tree: ast.AST) -> Iterator[str]:
    """Yield every module that a program may import, also inside functions; a name from a module may be one itself."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def _file_of(module: str) -> Path | None:
    place = PACKAGE.parent.joinpath(*module.split("."))
    return next((path for path in (place.with_suffix(".py"), place / "__init__.py") if path.is_file()), None)


@cache
def _distributions() -> dict[str, list[str]]:
    return dict(metadata.packages_distributions())


def _package_versions(package: str) -> str:
    names = sorted(set(_distributions().get(package, ())))
    return " ".join(f"{name} {metadata.version(name)}" for name in names)


@cache
def version_of(tool: str) -> str:
    """Return the version of a program or an npm package, "" where it is missing: the check that needs it says so."""
    if tool.startswith(NPM):
        path = ROOT / "node_modules" / tool.removeprefix(NPM) / "package.json"
        try:
            return str(json.loads(path.read_text(encoding="utf-8"))["version"])
        except (OSError, ValueError, KeyError):
            return ""
    try:
        answer = subprocess.run(
            [tool, "-version" if tool == "ffmpeg" else "--version"],
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=True,
        )
    except (OSError, subprocess.SubprocessError):
        return ""
    return (answer.stdout or answer.stderr).strip()
