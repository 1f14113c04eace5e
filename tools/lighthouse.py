"""Measures the website with Lighthouse, beside the same text in stock Material for MkDocs, in one run."""

from __future__ import annotations

import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass, fields
from functools import partial
from pathlib import Path
from typing import Any

import yaml

from booklet.checks.browser.driver import ARGUMENTS, chromium
from booklet.checks.browser.server import serve
from booklet.checks.pages.built_site import BuiltSite
from booklet.errors import BookletError
from booklet.markdown.blocks import EXTENSIONS
from booklet.project import Project
from booklet.source.front_matter import STAGES
from booklet.source.service.facts import PLACEHOLDER, Facts, read_facts

FOLDER = "tools/lighthouse"
PAGES = ("", "graduated-approach/", *(f"{stage}/" for stage in STAGES))
RUNS = 3  # the median of three is reported: single runs differ
SECONDS = 180  # that one run may take
TRIES = 3
# How Lighthouse asks for another try where Chrome, and not the page, was at fault (core/lib/lh-error.js)
ASKS_AGAIN = re.compile("Please run Lighthouse again|Please restart Chrome and try re-running Lighthouse")

BLOCK = re.compile(r"^///.*\n", re.MULTILINE)
PICTURE = re.compile(r"\(picture:([a-z0-9-]+)\)")


@dataclass(frozen=True)
class Measure:
    """What Lighthouse says of a page: four scores of 100; KB of 1,000 bytes as sent; milliseconds; shift without a
    unit.
    """

    performance: float
    accessibility: float
    best_practices: float
    seo: float
    kilobytes: float
    requests: float
    largest_paint: float
    blocking: float
    shift: float


# The heading of each figure, and how it is written
COLUMNS = {
    "performance": ("perf", ".0f"),
    "accessibility": ("a11y", ".0f"),
    "best_practices": ("best", ".0f"),
    "seo": ("SEO", ".0f"),
    "kilobytes": ("KB", ".1f"),
    "requests": ("req", ".0f"),
    "largest_paint": ("LCP ms", ".0f"),
    "blocking": ("TBT ms", ".0f"),
    "shift": ("CLS", ".3f"),
}
# The figures of which a ratio says something
COMPARED = ("kilobytes", "requests", "largest_paint", "blocking")


def measured(report: Mapping[str, Any]) -> Measure:
    """Return the figures of one Lighthouse report.

    Raises BookletError if Lighthouse could not load the page: its figures would mean nothing.
    """
    if error := report.get("runtimeError"):
        raise BookletError(
            f"Lighthouse could not measure {report['requestedUrl']} ({error['message']}).", "Run it again."
        )
    audits = report["audits"]
    scores = {
        name.replace("-", "_"): 100 * report["categories"][name]["score"]
        for name in ("performance", "accessibility", "best-practices", "seo")
    }
    return Measure(
        **scores,
        kilobytes=audits["total-byte-weight"]["numericValue"] / 1000,
        requests=len(audits["network-requests"]["details"]["items"]),
        largest_paint=audits["largest-contentful-paint"]["numericValue"],
        blocking=audits["total-blocking-time"]["numericValue"],
        shift=audits["cumulative-layout-shift"]["numericValue"],
    )


def middle(measures: Sequence[Measure]) -> Measure:
    """Return the median of each figure."""
    return Measure(*(statistics.median(figures) for figures in zip(*map(astuple, measures), strict=True)))


def table(ours: Mapping[str, Measure], stock: Mapping[str, Measure]) -> str:
    """Return the figures of each page, ours over stock Material, with our share of theirs under them."""
    lines = [["page", "", *(heading for heading, _ in COLUMNS.values())]]
    for page in ours:
        for name, measure in (("ours", ours[page]), ("stock", stock[page])):
            lines.append(
                [
                    page or "(home)",
                    name,
                    *(format(getattr(measure, field), form) for field, (_, form) in COLUMNS.items()),
                ]
            )
        lines.append(["", "ours/stock", *_ratios(ours[page], stock[page])])
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    return "\n".join(
        "  ".join(
            cell.ljust(width) if index < 2 else cell.rjust(width)
            for index, (cell, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        for line in lines
    )


def _ratios(ours: Measure, stock: Measure) -> Iterator[str]:
    for field in fields(Measure):
        theirs = getattr(stock, field.name)
        yield f"{getattr(ours, field.name) / theirs:.2f}" if field.name in COMPARED and theirs else ""


def stock_text(text: str, facts: Facts) -> str:
    """Return the Markdown of one of our pages for stock Material: facts written out, blocks as plain paragraphs."""
    text = re.sub(r"\]\(" + PLACEHOLDER.pattern, lambda match: f"]({facts[match[1]].address}", text)
    text = PLACEHOLDER.sub(lambda match: facts[match[1]].shown if match[1] in facts else match[0], text)
    return PICTURE.sub(r"(/assets/pictures/\1.svg)", BLOCK.sub("", text))


def make_stock(project: Project, address: str, folder: Path, tags: Sequence[str] = ()) -> Path:
    """Build the same text with stock Material in `folder`, as at `address`, and return the site's folder.

    With `tags`, static-i18n makes every page in these languages, the first of which is that of the text. Material's own
    words stay English, as it does not have them in each of ours: that favours stock Material too.

    Raises BookletError where a page cannot be read, and as `render_stock` does.
    """
    facts = read_facts(project)
    docs = folder / "docs"
    for source in project.docs.rglob("*.md"):
        target = docs / source.relative_to(project.docs)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(stock_text(project.read_text(source), facts), encoding="utf-8")
    shutil.copytree(project.site / "assets" / "pictures", docs / "assets" / "pictures")
    return render_stock(project, address, folder, tags)


def _install(folder: Path) -> None:
    """Install Lighthouse and its Node in tools/lighthouse/, as its lock says, unless that has been done."""
    lock, done = folder / "package-lock.json", folder / "node_modules" / ".package-lock.json"
    if done.exists() and done.stat().st_mtime >= lock.stat().st_mtime:
        return
    print("Installing Lighthouse", flush=True)
    command = ["npm", "ci", "--ignore-scripts", "--no-progress"]
    try:
        result = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    except FileNotFoundError as error:
        raise BookletError(
            "The program “npm” is not installed.", "Run python3 scripts/build.py, which installs it."
        ) from error
    if result.returncode:
        raise BookletError(
            f"npm could not install Lighthouse: {result.stderr.strip()[-500:]}",
            "Check the connection to the npm registry and run it again.",
            f"{FOLDER}/package.json",
        )


def _node(folder: Path) -> Path:
    """Return the Node that npm installed for this machine: Lighthouse needs a newer one than Debian has."""
    for path in sorted(folder.glob("node_modules/node-linux-*/bin/node")):
        return path
    raise BookletError(
        "There is no Node for this machine.",
        "The benchmark works on Linux with x64 or arm64 only.",
        f"{FOLDER}/package.json",
    )


def _reason(errors: str) -> str:
    """Return the reason that Lighthouse gives (cli/run.js), without what its program adds; else the end of what it
    said.
    """
    found = re.search(r"^Runtime error encountered: .*", errors, re.MULTILINE)
    return found[0] if found else errors.strip()[-500:]


def _lighthouse(folder: Path, address: str) -> Measure:
    """Measure one page as on a middling phone with a slow connection, which is what Lighthouse does by default."""
    flags = [*ARGUMENTS, *(["--no-sandbox"] if os.geteuid() == 0 else [])]
    quoted = " ".join(re.sub(r"=(.*[ ,*].*)", r'="\1"', flag) for flag in flags)
    command = [
        str(_node(folder)),
        str(folder / "node_modules" / "lighthouse" / "cli" / "index.js"),
        address,
        "--output=json",
        "--quiet",
        "--no-enable-error-reporting",
        f"--chrome-flags={quoted}",
    ]
    try:
        done = subprocess.run(
            command,
            capture_output=True,
            text=True,
            check=False,
            timeout=SECONDS,
            env={**os.environ, "CHROME_PATH": chromium()},
        )
    except subprocess.TimeoutExpired as error:
        raise BookletError(f"Lighthouse took more than {SECONDS} seconds for {address}.", "Run it again.") from error
    if done.returncode:
        raise BookletError(f"Lighthouse failed on {address}: {_reason(done.stderr)}", "Run it again.")
    return measured(json.loads(done.stdout))


def _measure(measure: Callable[[], Measure], say: Callable[[str], None] = print) -> Measure:
    """Measure a page, and again where Lighthouse itself asks for it: at most TRIES times. `say` gets a line each time.

    Raises the BookletError of the last try, and any other error at once.
    """
    for _ in range(1, TRIES):
        try:
            return measure()
        except BookletError as error:
            if not ASKS_AGAIN.search(error.problem):
                raise
            say(f"{error.problem} Measuring it again.")
    return measure()


def lighthouse_table(project: Project) -> str:
    """Measure the home page and the stages of the published site, and return the table.

    Nothing leaves this machine, apart from the installation of Lighthouse at the first run.
    Raises BookletError if there is no site, or a tool is missing or fails.
    """
    folder = project.root / FOLDER
    ours = BuiltSite(project.site)
    _install(folder)
    with tempfile.TemporaryDirectory(prefix="booklet-benchmark-") as temporary:
        stock = BuiltSite(make_stock(project, ours.address, Path(temporary)))
        with serve(ours) as our_address, serve(stock) as stock_address:
            found: dict[str, dict[str, list[Measure]]] = {our_address: {}, stock_address: {}}
            for run in range(1, RUNS + 1):
                for page in PAGES:
                    print(f"Run {run} of {RUNS}: {page or '(home)'}", flush=True)
                    for address, measures in found.items():
                        measures.setdefault(page, []).append(_measure(partial(_lighthouse, folder, address + page)))
    medians = [{page: middle(measures) for page, measures in one.items()} for one in found.values()]
    return table(*medians)


def render_stock(project: Project, address: str, folder: Path, tags: Sequence[str] = ()) -> Path:
    """Render the pages in `folder`/docs with Material as it comes, as at `address`; return the folder of the site.

    Title, order of the pages and Markdown extensions are ours. Google's fonts are left out, as nothing may be fetched:
    that favours stock Material. It runs in a process of its own, as a stranger's site would.
    Raises BookletError, with MkDocs' words, where it cannot be built.
    """
    ours = project.read_yaml(project.root / "mkdocs.yml")
    config = {
        "site_name": ours["site_name"],
        "site_url": address,
        "theme": {"name": "material", "font": False},
        "nav": ours["nav"],
        "markdown_extensions": ["attr_list", *EXTENSIONS],
        "validation": {"links": {"absolute_links": "ignore"}},
    }
    if tags:
        languages = [{"locale": tag, "name": tag, "build": True, "default": tag == tags[0]} for tag in tags]
        i18n = {"docs_structure": "suffix", "reconfigure_material": False, "languages": languages}
        config["plugins"] = ["search", {"i18n": i18n}]
    (folder / "mkdocs.yml").write_text(yaml.safe_dump(config, sort_keys=False), encoding="utf-8")
    command = [sys.executable, "-m", "mkdocs", "build", "--quiet", "--config-file", str(folder / "mkdocs.yml")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise BookletError(f"Stock Material cannot be built: {done.stderr.strip()}", "Correct what it names.")
    return folder / "site"
