"""Checks every HTML file with the Nu HTML Checker: no errors and no warnings.

Rules:
  html/error      the Nu HTML Checker reports an error
  html/warning    the Nu HTML Checker reports a warning
"""

from __future__ import annotations

import json
import subprocess
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path
from urllib.parse import quote, unquote

from booklet.checks.browser.driver import find_program
from booklet.checks.browser.server import serve
from booklet.checks.explained import EXPLAINED, explain
from booklet.checks.pages.built_site import BuiltSite
from booklet.errors import BookletError
from booklet.findings import Finding, Report
from booklet.project import ROOT

CHECKER = ROOT / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"
SECONDS = 600
# The checker asks no host of a private network by itself
ALLOW_THIS_MACHINE = "-Dnu.validator.servlet.allow-forbidden-hosts=true"
CURE = "Mend the template or the text that makes this."


def check(site: Path, pages: Collection[str] | None = None) -> Report:
    """Check the HTML files of a finished site, with one start of Java.

    Raises BookletError if Java or the checker is missing or does not answer.
    """
    finished = BuiltSite(site)
    documents = finished.chosen(pages)
    if not documents:
        return Report("html", 0)
    found = [
        Finding(path, line, f"html/{kind}", problem, CURE)
        for path, line, kind, problem in ask(finished, [document.path for document in documents])
    ]
    return explain(Report("html", len(documents), tuple(sorted(found))), EXPLAINED, every_page=pages is None)


def ask(finished: BuiltSite, paths: Iterable[str]) -> Iterator[tuple[str, int, str, str]]:
    """Yield path, line, kind ("error" or "warning") and problem of what the Nu HTML Checker says of files of the site.

    Raises BookletError if Java or the checker is missing or does not answer.
    """
    if not CHECKER.is_file():
        raise BookletError("The Nu HTML Checker is not installed.", "Run npm ci in the project’s folder.", CHECKER)
    java = find_program("java", package="default-jre-headless")
    # Served, not as files: the policy of a page speaks of its own host, which a file has not
    with serve(finished) as address:
        command = [
            java,
            "-Xss4m",
            ALLOW_THIS_MACHINE,
            "-jar",
            str(CHECKER),
            "--format",
            "json",
            "--stdout",
            "--exit-zero-always",
            # It guesses the language anew each time, and not always alike; the check of the languages looks at each block
            "--no-langdetect",
            *(address + quote(path) for path in paths),
        ]
        try:
            answer = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS, check=True).stdout
            messages = json.loads(answer)["messages"]
        except (subprocess.SubprocessError, json.JSONDecodeError, KeyError) as error:
            raise BookletError(
                f"The Nu HTML Checker does not work ({error}).", "Check that “java -version” works."
            ) from error
    for message in messages:
        kind = "error" if message["type"] in {"error", "non-document-error"} else "warning"
        name = unquote(message.get("url", "").removeprefix(address))
        extract = " ".join(message.get("extract", "").split())[:120]
        yield name, message.get("lastLine", 0), kind, f"{message['message']} “{extract}”"
