"""Lets Ace by DAISY look at the EPUB files: every document in a browser, and what the package says of itself.

Every other finding has the name of Ace’s own rule: ace/image-alt, ace/metadata-accessibilityhazard and so on.
Ace takes seconds for a file, so it looks at the sample of checks/language_sample.py.
"""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from booklet.checks.browser.driver import chromium
from booklet.checks.context import CheckContext
from booklet.checks.files.archives import NotReadableError
from booklet.checks.files.epub import FORMATS, document_names
from booklet.checks.language_sample import note
from booklet.checks.rules import Rule
from booklet.checks.verdicts import Subject
from booklet.errors import BookletError
from booklet.external.programs import find_program, run_program
from booklet.findings import Finding, Report
from booklet.project import ROOT
from booklet.source.front_matter import EASY_READ
from booklet.workers import count

RULES = (
    Rule(
        "ace/*",
        "Ace by DAISY finds nothing.",
        "EPUB Accessibility 1.1, as far as Ace tests it: each finding names Ace’s own rule and its page",
    ),
    Rule(
        "ace/result",
        "Ace passes the file, or names the rule that it breaks.",
        "EPUB Accessibility 1.1, as far as Ace tests it",
    ),
)

ACE = ROOT / "node_modules" / "@daisy" / "ace-cli" / "bin" / "ace.js"
TOOLS = ("node", "chromium", "npm:@daisy/ace-cli")
SECONDS = 300
START_MILLISECONDS = "60000"  # until its browser shows the first document
CURE = "Correct scripts/booklet/formats/epub, then build again"


def check(context: CheckContext) -> Report:
    """Let Ace look at the EPUB files of a sample of the languages, all where everything is asked for. Examined = files.

    Raises BookletError if Ace or its browser is missing, stops, takes too long or leaves out a document.
    """
    # Easy Read stands for its language: a third of the documents, with rows and pictures as well as what the others have
    paths = [edition.path for edition in context.editions_in(*FORMATS) if context.looks_at(edition, EASY_READ)]

    def look(subjects: Sequence[Subject]) -> Iterator[Finding]:
        names = [subject.name for subject in subjects]
        with ThreadPoolExecutor(count()) as executor:  # each Ace is a process of its own
            reports = executor.map(report_of, (context.site / name for name in names))
            for name, report in zip(names, reports, strict=True):
                yield from findings(name, report)

    subjects = [Subject(path, (context.site / path,)) for path in paths]
    outcome = context.examine("ace", __name__, TOOLS, subjects, look)
    return context.report(
        "ace", RULES, outcome.examined, outcome.findings, [note("Ace", context.languages, context.full)], outcome.known
    )


def report_of(path: Path) -> dict[str, Any]:
    """Return what Ace says of a file; BookletError as `check`."""
    if not ACE.is_file():
        raise BookletError("Ace by DAISY is not installed.", "Run npm ci in the project’s folder.", ACE)
    environment = {**os.environ, "PUPPETEER_EXECUTABLE_PATH": chromium(), "ACE_TIMEOUT_INITIAL": START_MILLISECONDS}
    with tempfile.TemporaryDirectory(prefix="booklet-ace-") as folder:
        command = [find_program("node", package="npm"), str(ACE), "--silent", "--force", "--outdir", folder, str(path)]
        try:
            run_program(command, SECONDS, environment)
            report = json.loads(Path(folder, "report.json").read_text(encoding="utf-8"))
            unseen = set(document_names(path)) - {one["earl:testSubject"]["url"] for one in report["assertions"]}
        except (subprocess.SubprocessError, OSError, ValueError, KeyError, TypeError, NotReadableError) as error:
            said = getattr(error, "stderr", None) or error
            raise BookletError(
                f"Ace by DAISY does not work ({said}).",
                "Check that the file is an EPUB and that Chromium starts.",
                path,
            ) from error
    if unseen:
        raise BookletError(f"Ace by DAISY did not look at {', '.join(sorted(unseen))}.", "Run the check again.", path)
    return report


def findings(path: str, report: dict[str, Any]) -> Iterator[Finding]:
    """Yield what a report of Ace says against a file; `path` is that of the file in the site."""
    failed = False
    for subject in report["assertions"]:
        for assertion in subject["assertions"]:
            if assertion["earl:result"]["earl:outcome"] == "fail":
                failed = True
                yield _finding(path, subject["earl:testSubject"]["url"], assertion)
    if not failed and report["earl:result"]["earl:outcome"] != "pass":
        outcome = report["earl:result"]["earl:outcome"]
        yield Finding(path, 0, "ace/result", f"Ace says “{outcome}”, and names no rule.", f"{CURE}.")


def _finding(path: str, document: str, assertion: dict[str, Any]) -> Finding:
    test, result = assertion["earl:test"], assertion["earl:result"]
    where = f"{document} {' '.join(result.get('earl:pointer', {}).get('css', []))}".strip()
    why = "; ".join(result["dct:description"].splitlines())
    return Finding(
        path,
        0,
        f"ace/{test['dct:title']}",
        f"{where}: {why} ({test['earl:impact']}).",
        f"{CURE}: {test['help']['dct:description']}, see {test['help']['url']}.",
    )
