"""The table of all checks, and the run that prints what they find.

Nothing is imported from the checks' own modules until they run: the build uses `text.gate` on machines that have
neither a browser nor the other checkers.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from concurrent.futures import as_completed
from dataclasses import dataclass
from datetime import date
from enum import Enum
from importlib import import_module
from pathlib import Path
from types import ModuleType

from booklet.checks.annotations import of_report
from booklet.checks.context import CheckContext
from booklet.checks.one_page import NOT_OF_PAGES, annotated, check_pages, find_page, lines
from booklet.checks.record import made
from booklet.checks.rules import RUN_RULES, Rule
from booklet.checks.verdicts import program_of
from booklet.checks.waivers import FILE
from booklet.errors import BookletError, nearest
from booklet.findings import Report
from booklet.project import WRITTEN, Project
from booklet.source.booklets import BOOKLETS
from booklet.source.check_record import FILE as RECORD
from booklet.source.check_record import write_record
from booklet.source.service.settings import read_settings
from booklet.source.source_date import source_date, writing_day
from booklet.workers import given, workers


class Reads(Enum):
    """What a check reads: the folder of this package that its module is in.

    Each module has check(context) -> Report and its RULES. Those of BROWSER also have IN_BROWSER, a BrowserCheck that
    shares each page with the others.
    """

    TEXT = "text"
    PAGES = "pages"
    FILES = "files"
    BROWSER = "browser"


class Looks(Enum):
    """What a check looks at by default; with --full all look at everything. The value is a line for readers."""

    ALL = "everything"
    PAGES = (
        "every page in English and in two more languages, which rotate; in the others the start page, the pages with the "
        "longest words, and every kind of element in each script"
    )
    PAGES_IN_VIEWS = f"{PAGES}; in dark colours every page in English, and every kind of element in each script"
    FEW_PAGES = (
        "in English and in one language of each script the start page, the pages with the longest words, and every kind of "
        "element"
    )
    FILES = "every file in English; in one language of each script those that do not repeat the words of another file"
    EASY_FILES = "every file in English, and the Easy Read one in one language of each script"
    FILES_BY_TOOL = "every file; the outside checker reads those in English and in one language of each script"


@dataclass(frozen=True)
class Check:
    """One check. Its module, in the folder of what it `reads`, has its `name`; `description` is a line for readers.

    `looks`: what it looks at by default. A check that reads everything `at_once` has one verdict for all of it; the
    others have one for each page or file.
    """

    name: str
    description: str
    reads: Reads
    looks: Looks = Looks.ALL
    at_once: bool = False

    @property
    def slow(self) -> bool:
        """Whether it has the small sample of pages."""
        return self.looks is Looks.FEW_PAGES

    @property
    def module(self) -> ModuleType:
        return import_module(f"{__name__}.{self.reads.value}.{self.name}")

    @property
    def tools(self) -> tuple[str, ...]:
        """The programs and npm packages that it runs, by the names of `verdicts.version_of`."""
        if self.reads is Reads.BROWSER:
            from booklet.checks.browser.driver import TOOLS as OF_BROWSER

            return (*OF_BROWSER, *self.module.IN_BROWSER.tools)
        return tuple(getattr(self.module, "TOOLS", ()))

    @property
    def rules(self) -> tuple[Rule, ...]:
        """What it may report."""
        return tuple(self.module.RULES)


CHECKS: dict[str, Check] = {
    check.name: check
    for check in (
        # The text: docs/, content/labels.yml, service/facts.yml and the templates
        Check("structure", "every page has what it needs; links, facts and pictures exist", Reads.TEXT, at_once=True),
        Check(
            "markup",
            "readers see what was typed: no leftover Markdown, no list that is none, no unsafe link",
            Reads.TEXT,
            at_once=True,
        ),
        Check("quotations", "the SEND Code of Practice is quoted word for word", Reads.TEXT, at_once=True),
        Check(
            "hard_coded_facts",
            "no phone number, address or name is typed outside service/facts.yml",
            Reads.TEXT,
            at_once=True,
        ),
        Check("writing", "the writing rules of GOV.UK that a program can check", Reads.TEXT, at_once=True),
        Check("readability", "reading grade and hard words", Reads.TEXT, at_once=True),
        Check("source_coverage", "every point of the printed booklet is in the guide", Reads.TEXT, at_once=True),
        Check("easy_read", "the Easy Read rules, in the text and its translations", Reads.TEXT, at_once=True),
        Check(
            "translations",
            "every catalogue is complete and safe, and uses the right words for must, should and may",
            Reads.TEXT,
            at_once=True,
        ),
        # The pages of the finished site, as files
        Check("html", "no errors and no warnings of the Nu HTML Checker", Reads.PAGES, Looks.PAGES),
        Check("links", "everything that the site links to exists", Reads.PAGES, at_once=True),
        Check("metadata", "titles, languages, addresses, security policy, sitemap", Reads.PAGES, at_once=True),
        Check("statement", "the accessibility statement is complete, linked and up to date", Reads.PAGES, at_once=True),
        Check(
            "downloads", "page, name and link of every download, and the list of them all", Reads.PAGES, at_once=True
        ),
        Check(
            "languages",
            "every language says the same as the English, and is the language it claims to be",
            Reads.PAGES,
        ),
        Check(
            "easy_read_pages",
            "Easy Read on the website and on paper",
            Reads.PAGES,
            at_once=True,
        ),
        Check(
            "pdf",
            "veraPDF; the words, tags and fonts of PDFs against their books; and no page of a booklet that is nearly empty "
            "or ends with a heading",
            Reads.FILES,
            Looks.FILES,
        ),
        Check("parity", "every other edition holds its whole book, once and in order", Reads.FILES),
        Check("epub", "epubcheck, and EPUB Accessibility 1.1", Reads.FILES, Looks.FILES_BY_TOOL),
        Check("ace", "Ace by DAISY on the documents of EPUBs", Reads.FILES, Looks.EASY_FILES),
        Check(
            "word",
            "the schema of Word and OpenDocument files, and what a screen reader needs",
            Reads.FILES,
            Looks.FILES_BY_TOOL,
        ),
        Check(
            "braille",
            "cells, layout, and the words translated back",
            Reads.FILES,
        ),
        Check("plain_text", "plain text that is clear to the ear", Reads.FILES),
        Check(
            "audio",
            "sound, chapters, tags, DAISY files, and the words that a speech recogniser hears",
            Reads.FILES,
        ),
        Check("web_pack", "the single web page is complete in itself", Reads.FILES, Looks.FILES_BY_TOOL),
        # The pages in a browser
        Check("axe", "axe-core with every rule, light and dark, wide and narrow", Reads.BROWSER, Looks.PAGES_IN_VIEWS),
        Check("contrast", "all text has 7:1 against what is really behind it", Reads.BROWSER, Looks.FEW_PAGES),
        Check("keyboard", "everything works with the keyboard alone", Reads.BROWSER, Looks.FEW_PAGES),
        Check("layout", "nothing is lost when the page is narrow, spaced out or enlarged", Reads.BROWSER, Looks.PAGES),
        Check(
            "first_screen",
            "the first words on a phone begin high enough, and no menu item is alone on a line",
            Reads.BROWSER,
            Looks.PAGES,
        ),
        Check("media", "forced colours, reduced motion, print, no JavaScript", Reads.BROWSER, Looks.FEW_PAGES),
        Check("third_parties", "no request to another host, nothing kept in the browser", Reads.BROWSER, Looks.PAGES),
    )
}


def choose(names: Collection[str]) -> list[Check]:
    """Return the named checks in the order of the table, or all where none is named.

    Raises BookletError, with the nearest name, where there is no such check.
    """
    for name in names:
        if name not in CHECKS:
            raise BookletError(
                f"There is no check “{name}”.", nearest(name, CHECKS, f"The checks are {', '.join(CHECKS)}.")
            )
    return [check for check in CHECKS.values() if not names or check.name in names]


def all_rules() -> list[Rule]:
    """Return the rules of all checks in the order of the table, after those of the run itself."""
    from booklet.checks.browser.driver import RULES as OF_BROWSER

    rules = [*RUN_RULES]
    for check in CHECKS.values():
        rules += check.rules
    return [*rules, *OF_BROWSER]


def print_list() -> None:
    """Print every check: its name, what it is for, and what it looks at unless everything is asked for."""
    for check in CHECKS.values():
        print(f"{check.name:<20}{check.description}")
        print(f"{'':<20}by default: {check.looks.value}")


def print_rules() -> None:
    """Print every rule: its id, what is so where nothing is wrong, and its source."""
    for rule in all_rules():
        print(f"{rule.id}\n    {rule.sentence}\n    Source: {rule.source}")


def run(
    context: CheckContext, checks: Sequence[Check], say: Callable[[str], None] = lambda line: None
) -> Iterator[Report]:
    """Yield the report of each check as it ends, those of the browser last.

    The others work side by side. Checks in the browser share each page; those that are too slow for more look at some of
    the pages, unless everything is asked for. `say` gets lines of progress.

    Raises BookletError if a waiver names a rule that there is not, or a tool is missing.
    """
    _require_known_rules(context)
    yield from _side_by_side(context, [check for check in checks if check.reads is not Reads.BROWSER], say)
    in_browser = [check for check in checks if check.reads is Reads.BROWSER]
    if in_browser:
        sample = context.on_sample(small=all(check.slow for check in in_browser))
        yield from _in_browser(sample, in_browser, say)


def _side_by_side(context: CheckContext, checks: Sequence[Check], say: Callable[[str], None]) -> Iterator[Report]:
    """Yield the reports of checks that work without the browser, each as it ends, from one worker for each processor.

    A check that cannot do its work stops no other: what those find is worth the wait. Then its error is raised, that of
    the first in the order of `checks` where there are several.
    """
    if not checks:
        return
    # Those of the files take longest: a long one that began last would leave the other processors idle
    longest_first = sorted(checks, key=lambda check: check.reads is not Reads.FILES)
    errors: dict[str, BookletError] = {}
    with workers(context) as executor:
        running = {executor.submit(_timed, check.name): check for check in longest_first}
        say(f"Side by side: {', '.join(check.name for check in longest_first)}")
        for number, ended in enumerate(as_completed(running), 1):
            check = running[ended]
            try:
                report, seconds = ended.result()
            except BookletError as error:
                errors[check.name] = error
                continue
            say(f"{check.name}: {seconds:.0f} s ({number} of {len(checks)})")
            yield report
    for check in checks:
        if check.name in errors:
            raise errors[check.name]


def _timed(name: str) -> tuple[Report, float]:
    """Return the report of a check, in the worker that has the context, and how many seconds it took."""
    context = given()
    assert isinstance(context, CheckContext)
    started = time.monotonic()
    return _report(CHECKS[name], context), time.monotonic() - started


def _report(check: Check, context: CheckContext) -> Report:
    """Return the report of a check that works without the browser."""
    if not check.at_once or context.verdicts is None:
        return check.module.check(context)
    # A translation that waits is late one day
    settings = [str(source_date(context.project, date.min))] if check.reads is Reads.TEXT else []
    program, files = program_of(check.module.__name__), judged_by(check.reads, context)
    return context.verdicts.whole(check.name, program, files, lambda: check.module.check(context), settings)


def judged_by(reads: Reads, context: CheckContext) -> list[Path]:
    """Return the files that decide what a check of the text, or of all pages at once, finds: another byte, another look."""
    root = context.project.root
    if reads is Reads.TEXT:
        # The record is no text: the run that writes it does not make what it found out of date
        written = [path for name in WRITTEN for path in _files(root / name) if path != root / RECORD]
        return [root / FILE, *written]
    of_booklets = [root / BOOKLETS, *_files(context.books)]
    return [root / FILE, root / "service" / "facts.yml", *of_booklets, *_files(context.site)]


def _files(path: Path) -> list[Path]:
    return sorted(one for one in path.rglob("*") if one.is_file()) if path.is_dir() else [path]


def _require_known_rules(context: CheckContext) -> None:
    rules = all_rules()
    for waiver in context.waivers:
        if not any(rule.covers(waiver.rule) for rule in rules):
            raise BookletError(
                f"There is no rule “{waiver.rule}”.",
                "Use an id that “booklet check --rules” prints.",
                str(FILE),
                waiver.line,
            )


def _in_browser(context: CheckContext, checks: Sequence[Check], say: Callable[[str], None]) -> Iterator[Report]:
    """Yield the reports of checks from one pass over the pages of the context."""
    from booklet.checks.browser.driver import examine

    say(f"In the browser: {', '.join(check.name for check in checks)}")
    started = time.monotonic()
    reports = examine(
        context,
        [check.module.IN_BROWSER for check in checks],
        say=say,
        slow=[check.name for check in checks if check.slow],
    )
    say(f"In the browser: {time.monotonic() - started:.0f} s")
    yield from reports


def run_on_pages(project: Project, files: Sequence[str], names: Collection[str] = (), github: bool = False) -> int:
    """Run the checks of texts, or those of them that are named, on single pages, and print what they find in plain words.

    `files` are as somebody typed them. Returns 1 if anything was found on the pages, else 0. Raises BookletError for a
    file that is no page, for a check that reads no text, and where another file than these cannot be read.
    """
    pages = list(dict.fromkeys(find_page(project, file) for file in files))
    checks = [check for check in choose(names) if check.reads is Reads.TEXT or names]
    if other := [check.name for check in checks if check.reads is not Reads.TEXT or check.name == NOT_OF_PAGES]:
        if names:
            raise BookletError(
                f"The check “{other[0]}” cannot look at a single page.", "Run it without the name of a file."
            )
        checks = [check for check in checks if check.name not in other]
    runs = [(check.name, check.module.check) for check in checks]
    results = list(check_pages(CheckContext.of(project), pages, runs))
    for result in results:
        print("\n".join(lines(result)), flush=True)
    if github:
        print("".join(f"{line}\n" for line in annotated(results)), end="", flush=True)
    return 1 if any(result.findings for result in results) else 0


def run_checks(
    project: Project, names: Collection[str] = (), full: bool = False, github: bool = False, record: bool = False
) -> int:
    """Run the named checks, or all, and print what each found as it ends, then a summary; progress goes to the error
    stream.

    `full`: slow checks look at every language, not only at the sample. `github`: print annotations too. `record`: keep
    what all checks looked at and found in content/records/last-check.yml, whatever they found.

    Returns 1 if anything was found, else 0. Raises BookletError for an unknown name or a missing tool, and where some
    checks are to be recorded: the page that shows the record would say nothing of the others.
    """
    if record and names:
        raise BookletError(
            "Only a run of all checks can be recorded.", "Run “booklet check --record” without the names of checks."
        )

    def say(line: str) -> None:
        print(line, file=sys.stderr, flush=True)

    checks, context = choose(names), CheckContext.of(project, full)
    reports: list[Report] = []
    try:
        for report in run(context, checks, say):
            reports.append(report)
            # At once: an error in a later check may not take these findings with it
            for line in report.notes:
                print(f"{report.name}: {line}")
            for warning in report.warnings:
                print(f"Warning: {warning}")
            for finding in report.findings:
                print(finding, flush=True)
            for line in of_report(report) if github else ():
                print(line, flush=True)
    finally:
        order = [check.name for check in checks]
        for report in sorted(reports, key=lambda report: order.index(report.name)):
            counts = f"{report.examined:>6} examined {report.known:>6} known {len(report.findings):>6} findings"
            counts += f" {len(report.warnings):>6} warnings" if report.warnings else ""
            print(f"{report.name:<16}{f'   not checked: {report.left_out}' if report.left_out else counts}")
    if record:
        site = read_settings(project).address
        write_record(project, made(checks, reports, full, len(context.waivers), site, writing_day()))
        print(f"Recorded in {RECORD}.")
    return 1 if any(report.findings for report in reports) else 0
