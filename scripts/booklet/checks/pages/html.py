"""Checks every HTML file with the Nu HTML Checker: no errors and no warnings."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Collection, Iterator, Sequence
from urllib.parse import quote, unquote

from booklet.checks.browser.server import serve
from booklet.checks.context import CheckContext
from booklet.checks.pages.built_site import BuiltSite
from booklet.checks.rules import Rule
from booklet.checks.verdicts import Subject
from booklet.errors import BookletError
from booklet.external.programs import find_program, run_program
from booklet.findings import Finding, Report
from booklet.project import ROOT

RULES = (
    Rule(
        "html/error",
        "The Nu HTML Checker reports no error.",
        "HTML Living Standard, conformance requirements for authors",
    ),
    Rule(
        "html/warning",
        "The Nu HTML Checker reports no warning.",
        "Nu HTML Checker: a warning names what browsers or assistive technology may read in another way",
    ),
)

CHECKER = ROOT / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"
TOOLS = ("java", "npm:vnu-jar")
SECONDS = 600
# The checker asks no host of a private network by itself
ALLOW_THIS_MACHINE = "-Dnu.validator.servlet.allow-forbidden-hosts=true"
CURE = "Correct the template or the text that makes this."


def check(context: CheckContext) -> Report:
    """Check the HTML files of a finished site, with one start of Java.

    Raises BookletError if Java or the checker is missing or does not answer.
    """
    context, headers = context.on_sample(), context.site / "_headers"
    subjects = [Subject(document.path, (document.file, headers)) for document in context.documents]

    def look(subjects: Sequence[Subject]) -> Iterator[Finding]:
        for path, line, kind, problem in ask(context.built_site, [subject.name for subject in subjects]):
            yield Finding(path, line, f"html/{kind}", problem, CURE)

    outcome = context.examine("html", __name__, TOOLS, subjects, look)
    return context.report("html", RULES, outcome.examined, outcome.findings, known=outcome.known)


def ask(finished: BuiltSite, paths: Collection[str]) -> Iterator[tuple[str, int, str, str]]:
    """Yield path, line, kind ("error" or "warning") and problem of what the Nu HTML Checker says of files of the site.

    Raises BookletError if Java or the checker is missing or does not answer.
    """
    if not paths:
        return
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
            # It guesses the language anew each time, and not always alike; the check of the languages looks at each
            # block
            "--no-langdetect",
            *(address + quote(path) for path in paths),
        ]
        try:
            messages = json.loads(run_program(command, SECONDS))["messages"]
        except (subprocess.SubprocessError, json.JSONDecodeError, KeyError) as error:
            # The error itself would print the whole command, with the address of every page
            code = getattr(error, "returncode", None)
            reason = type(error).__name__ if code is None else f"it ended with {code}"
            raise BookletError(
                f"The Nu HTML Checker does not work ({reason}).", "Check that “java -version” works."
            ) from error
    for message in messages:
        kind = "error" if message["type"] in {"error", "non-document-error"} else "warning"
        name = unquote(message.get("url", "").removeprefix(address))
        extract = " ".join(message.get("extract", "").split())[:120]
        yield name, message.get("lastLine", 0), kind, f"{message['message']} “{extract}”"
