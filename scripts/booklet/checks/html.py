"""Checks every HTML file with the Nu HTML Checker: no errors and no warnings.

Rules:
  html/error      the Nu HTML Checker reports an error
  html/warning    the Nu HTML Checker reports a warning
"""

from __future__ import annotations

import json
import subprocess
from collections.abc import Collection
from pathlib import Path
from urllib.parse import unquote, urlsplit

from booklet.checks.browser import find_program
from booklet.checks.explained import EXPLAINED, explain
from booklet.checks.finished import Finished
from booklet.errors import BookletError
from booklet.findings import Finding, Report
from booklet.project import ROOT

CHECKER = ROOT / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"
SECONDS = 600
CURE = "Mend the template or the text that makes this."


def check(site: Path, pages: Collection[str] | None = None) -> Report:
    """Check the HTML files of a finished site, with one start of Java.

    Raises BookletError if Java or the checker is missing or does not answer.
    """
    finished = Finished(site)
    documents = finished.chosen(pages)
    if not documents:
        return Report("html", 0)
    if not CHECKER.is_file():
        raise BookletError("The Nu HTML Checker is not installed.", "Run npm ci in the project’s folder.", CHECKER)
    java = find_program("java", package="default-jre-headless")
    command = [java, "-Xss4m", "-jar", str(CHECKER), "--format", "json", "--stdout", "--exit-zero-always",
               *(str(document.file.resolve()) for document in documents)]
    try:
        answer = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS, check=True).stdout
        messages = json.loads(answer)["messages"]
    except (subprocess.SubprocessError, json.JSONDecodeError, KeyError) as error:
        raise BookletError(f"The Nu HTML Checker does not work ({error}).", "Check that “java -version” works.") from error
    root = site.resolve()
    found = []
    for message in messages:
        kind = "error" if message["type"] in {"error", "non-document-error"} else "warning"
        path = Path(unquote(urlsplit(message.get("url", "")).path))
        name = path.relative_to(root).as_posix() if path.is_relative_to(root) else str(path)
        extract = " ".join(message.get("extract", "").split())[:120]
        found.append(Finding(name, message.get("lastLine", 0), f"html/{kind}", f"{message['message']} “{extract}”", CURE))
    return explain(Report("html", len(documents), tuple(sorted(found))), EXPLAINED, every_page=pages is None)
