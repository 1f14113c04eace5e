"""Opens every page of the finished site in Chromium and runs the probes of the checks in it.

A probe measures one thing in one or more views (a width, a colour scheme, a medium …). All probes of all checks that
were asked for share the page: it is loaded once, put into one view after the other and measured there. Only a probe
that changes the page (types, opens lists) or that reads what loading it did gets a fresh load of its own.
"""

from __future__ import annotations

import json
import os
import queue
import shutil
import signal
import tempfile
import threading
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urldefrag

import urllib3
from selenium import webdriver
from selenium.common.exceptions import WebDriverException
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.keys import Keys

from booklet.checks.browser.server import serve
from booklet.checks.context import CheckContext
from booklet.checks.pages.built_site import Document
from booklet.checks.rules import Rule
from booklet.checks.verdicts import Outcome, Subject
from booklet.errors import BookletError
from booklet.external.programs import find_program
from booklet.findings import Finding, Report
from booklet.workers import count, end_with_parent

RULES = (
    Rule("browser/opens", "The page opens in the browser at its address, with its title.", "RFC 9110, 15.3.1 (200 OK)"),
)

PROBES = (Path(__file__).parent / "probes.js").read_text(encoding="utf-8")
PAGES_PER_BROWSER = 80  # A browser that has shown more than this is replaced: its memory only grows
TRIES = 2
# What is said of the empty page is of one that was left before: the browser stopped what it was still fetching for it
LEFT = "about:blank "
TOOLS = ("chromium", "chromedriver")
SCRIPT_SECONDS = 60
LOAD_SECONDS = 30
# Seconds that a browser which was ended may still take
END_SECONDS = 5
KEYS = {"Tab": (9, ""), "Enter": (13, "\r"), "Escape": (27, "")}
# Every name but this machine's is unknown, so a page that asks another host is seen to, and nothing leaves the machine
NO_OTHER_HOST = "MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"
ARGUMENTS = (
    "--headless",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--hide-scrollbars",
    # Else the browser keeps the renderers of pages that it has left, ready to go back to them
    "--disable-features=BackForwardCache",
    "--force-color-profile=srgb",
    f"--host-resolver-rules={NO_OTHER_HOST}",
)


@dataclass(frozen=True)
class View:
    """How a page is shown: window size in CSS pixels, reader's preferences, medium, and an extra style sheet."""

    width: int
    height: int = 800
    dark: bool = False
    forced: bool = False
    still: bool = False
    medium: str = "screen"
    scripts: bool = True
    css: str = ""
    name: str = ""

    @property
    def only_colours(self) -> bool:
        """Whether it differs from another view in colours alone, which the words of a page cannot change."""
        return self.dark or self.forced

    def __str__(self) -> str:
        words = [
            f"{self.width} pixels wide",
            "dark" if self.dark else "",
            "forced colours" if self.forced else "",
            "reduced motion" if self.still else "",
            "print" if self.medium == "print" else "",
            "" if self.scripts else "no JavaScript",
            self.name,
        ]
        return ", ".join(word for word in words if word)


WIDE = View(1280)
WIDE_DARK = View(1280, dark=True)
PHONE = View(360)
PHONE_DARK = View(360, dark=True)
FOUR_VIEWS = (WIDE, WIDE_DARK, PHONE, PHONE_DARK)


@dataclass(frozen=True)
class Probe:
    """A measurement: `run` looks at a page in each of `views` and returns findings.

    `fresh`: it changes the page, or reads what loading the page did, so it gets a load of its own.
    `only`: whether it is for a page; without it, for every page.
    """

    run: Callable[[Tab], Iterable[Finding]]
    views: Sequence[View]
    fresh: bool = False
    only: Callable[[Document], bool] = field(default=lambda document: True)


@dataclass(frozen=True)
class BrowserCheck:
    """A check that works in the browser: the name is the first part of the ids of its rules.

    `rules` are those that it may report, `module` is the name of its module, `tools` are what it runs beside the
    browser. `files`: what it also looks for in the files of the site, without the browser.
    """

    name: str
    rules: Sequence[Rule]
    probes: Sequence[Probe]
    module: str = ""
    tools: tuple[str, ...] = ()
    files: Callable[[CheckContext], Iterable[Finding]] = lambda context: ()


def chromium() -> str:
    """Return the path of the browser; BookletError if there is none."""
    return find_program("chromium", "chromium-browser", "google-chrome", package="chromium")


class Tab:
    """One browser with one page, and what a probe may do with it."""

    def __init__(self, address: str):
        self.address = address
        self.profile = tempfile.mkdtemp(prefix="booklet-browser-")
        self.view = WIDE
        self.document: Document
        # What the browser has been told, so that it is not told again: each time it lays out the page anew
        self._told: dict[str, dict[str, Any]] = {}
        self.kept: dict[str, Any] = {}  # What one probe leaves for a later one about the same page
        self._all_open = False  # Whether all is open in the view that is shown
        options = webdriver.ChromeOptions()
        options.binary_location = chromium()
        # By a pipe, at whose end the browser ends too: none outlives a driver that was killed
        for argument in (*ARGUMENTS, "--remote-debugging-pipe", f"--user-data-dir={self.profile}"):
            options.add_argument(argument)
        if os.geteuid() == 0:
            options.add_argument("--no-sandbox")  # Chromium refuses to run as root with one
        options.set_capability("goog:loggingPrefs", {"performance": "ALL", "browser": "ALL"})
        options.add_experimental_option("perfLoggingPrefs", {"enableNetwork": True, "enablePage": False})
        # A group of its own, so that the driver and all that it starts can be ended together
        popen = {"start_new_session": True, "preexec_fn": end_with_parent}
        service = Service(find_program("chromedriver", package="chromium-driver"), popen_kw=popen)
        try:
            self.driver = webdriver.Chrome(options=options, service=service)
        except BaseException:
            shutil.rmtree(self.profile, ignore_errors=True)
            raise
        self.driver.set_script_timeout(SCRIPT_SECONDS)
        self.driver.set_page_load_timeout(LOAD_SECONDS)
        # Else nothing shows as focused in a window that is not in front, as when Tab has left the page
        self.cdp("Emulation.setFocusEmulationEnabled", enabled=True)

    def close(self) -> None:
        """End the browser, and whatever is left of it."""
        with suppress(WebDriverException, urllib3.exceptions.HTTPError, OSError):
            self.driver.quit()
        self.kill()
        self._await_end()
        shutil.rmtree(self.profile, ignore_errors=True)

    def kill(self) -> None:
        """End the driver and the browser at once. The probe that waits for them fails."""
        with suppress(ProcessLookupError):
            os.killpg(self.driver.service.process.pid, signal.SIGKILL)

    def _await_end(self) -> None:
        """Wait until no process of the browser is left, which would still write to its folder; not for ever."""
        end, driver = time.monotonic() + END_SECONDS, self.driver.service.process
        with suppress(ProcessLookupError):
            while time.monotonic() < end:
                driver.poll()  # else it stays as one that has ended and that nobody has asked for
                os.killpg(driver.pid, 0)
                time.sleep(0.01)

    def cdp(self, command: str, **parameters: Any) -> dict[str, Any]:
        """Send a command of the Chrome DevTools Protocol and return its answer."""
        return self.driver.execute_cdp_cmd(command, parameters)

    def js(self, function: str, *arguments: Any) -> Any:
        """Call a function of probes.js and return its (awaited) result."""
        return self.driver.execute_script(f"return window.bookletProbes.{function}(...arguments)", *arguments)

    def open_all(self) -> None:
        """Open closed details and what a button shows and hides, such as the search, and wait until it has loaded."""
        if not self._all_open:
            self.js("openAll")
            self._all_open = True

    def close_details(self) -> None:
        """Close again what other probes have opened: details and the search."""
        self.js("closeDetails")
        self._all_open = False

    def open(self, document: Document, view: View) -> None:
        """Load a page and show it in a view; raises PageDidNotOpenError if the browser shows something else."""
        self.document = document
        # Else the page before would be laid out anew for this view
        self.driver.get("about:blank")
        self._emulate(view)
        self._tell("Emulation.setScriptExecutionDisabled", value=not view.scripts)
        self._forget_logs()
        whole = self.address + document.place
        self.driver.get(whole)
        title = document.tree.findtext("head/title") or ""
        if urldefrag(self.driver.current_url).url != whole or self.driver.title != " ".join(title.split()):
            raise PageDidNotOpenError(f"{self.driver.current_url} with the title “{self.driver.title}”")
        self.driver.execute_script(PROBES)
        self.js("dress", view.css)

    def show(self, view: View) -> None:
        """Put the page that is loaded into another view."""
        self._emulate(view)
        self.js("dress", view.css)

    def _emulate(self, view: View) -> None:
        self.view = view
        self._all_open = False
        self._size(view.height)
        features = {
            "prefers-color-scheme": "dark" if view.dark else "light",
            "forced-colors": "active" if view.forced else "none",
            "prefers-reduced-motion": "reduce" if view.still else "no-preference",
        }
        self._tell(
            "Emulation.setEmulatedMedia",
            media=view.medium,
            features=[{"name": name, "value": value} for name, value in features.items()],
        )

    def _tell(self, command: str, **parameters: Any) -> None:
        """Send a command that sets something which stays, unless that is set already."""
        if self._told.get(command) != parameters:
            self.cdp(command, **parameters)
            self._told[command] = parameters

    def _size(self, height: int) -> None:
        self._tell(
            "Emulation.setDeviceMetricsOverride",
            width=self.view.width,
            height=height,
            deviceScaleFactor=1,
            mobile=self.view.width <= 640,
        )

    @contextmanager
    def whole_page_in_window(self) -> Iterator[None]:
        """Make the window as high as the page while the block runs: what can be hit is only what is in the window."""
        self._size(max(self.js("height"), self.view.height))
        try:
            yield
        finally:
            self._size(self.view.height)

    def press(self, key: str, release: bool = True) -> None:
        """Press and release a key, as a reader would; not to release it saves time where nothing waits for that."""
        code, text = KEYS[key]
        common = {"key": key, "code": key, "windowsVirtualKeyCode": code}
        if text:
            self.cdp("Input.dispatchKeyEvent", type="keyDown", text=text, **common)
        else:
            self.cdp("Input.dispatchKeyEvent", type="rawKeyDown", **common)
        if release:
            self.cdp("Input.dispatchKeyEvent", type="keyUp", **common)

    def press_tabs(self, times: int) -> None:
        """Press and release the Tab key so many times, which the driver does by itself: much faster than one by one."""
        ActionChains(self.driver, duration=0).send_keys(Keys.TAB * times).perform()

    def requests(self) -> list[str]:
        """Return the addresses that were asked for since the page was opened or since the last call."""
        found = []
        for entry in self.driver.get_log("performance"):
            message = json.loads(entry["message"])["message"]
            if message["method"] in {"Network.requestWillBeSent", "Network.webSocketCreated"}:
                found.append(message["params"].get("request", message["params"])["url"])
        return [address for address in found if address != "about:blank"]

    def console(self) -> list[str]:
        """Return the errors and warnings that the browser noted since the page was opened or since the last call."""
        own = self.address + self.document.place
        return [
            entry["message"]
            for entry in self.driver.get_log("browser")
            if entry["level"] in {"SEVERE", "WARNING"}
            and not (self.document.path == "404.html" and entry["message"].startswith(own))
            and not entry["message"].startswith(LEFT)
        ]

    def _forget_logs(self) -> None:
        self.driver.get_log("performance")
        self.driver.get_log("browser")

    def finding(self, rule: str, problem: str, cure: str) -> Finding:
        """Return a finding about the page and view that are shown."""
        return Finding(self.document.path, 0, rule, f"{problem} ({self.view}).", cure)


class PageDidNotOpenError(Exception):
    """The browser shows something else than the page that was asked for."""


def examine(
    context: CheckContext,
    checks: Sequence[BrowserCheck],
    workers: int | None = None,
    say: Callable[[str], None] = lambda line: None,
    slow: Collection[str] = (),
) -> list[Report]:
    """Look at every page with every check whose verdict on it is not known, and return one report for each check.

    Those with a name in `slow` look at the few pages for slow checks, which are loaded once for all.
    `workers`: how many browsers work side by side (None: one for each processor). `say` gets a line with the seconds
    that each page took. Raises BookletError if a browser is missing or fails twice on a page.
    """
    parts = PageParts(context.site)
    files = {document: parts.of(document) for document in context.documents}

    def of_check(check: BrowserCheck) -> list[Subject]:
        """What was found in fewer views is no verdict on all of them."""
        in_other_colours = any(view.only_colours for probe in check.probes for view in probe.views)
        return [
            Subject(
                document.path,
                made_of,
                ("not in other colours",) if in_other_colours and not context.in_all_views(document) else (),
            )
            for document, made_of in files.items()
            if check.name not in slow or context.is_for_slow(document)
        ]

    unknown: dict[str, set[str]] = {}

    def note(name: str) -> Callable[[Sequence[Subject]], Iterator[Finding]]:
        """Note what is to be looked at, in the first round, so that all checks can share a page."""

        def look(asked: Sequence[Subject]) -> Iterator[Finding]:
            unknown[name] = {subject.name for subject in asked}
            raise _LaterError

        return look

    for check in checks:
        with suppress(_LaterError):
            _outcome(context, check, of_check(check), note(check.name))
    found = _visit_all(context, checks, unknown, workers or count(), say)
    reports = []
    for check in checks:

        def found_by(asked: Sequence[Subject], name: str = check.name) -> Iterator[Finding]:
            names = {subject.name for subject in asked}
            return (finding for finding in found[name] if finding.path in names)

        outcome = _outcome(context, check, of_check(check), found_by)
        findings = [*outcome.findings, *check.files(context)]
        reports.append(
            context.report(check.name, (*check.rules, *RULES), outcome.examined, findings, known=outcome.known)
        )
    return reports


class _LaterError(Exception):
    """What is to be looked at is known, and is looked at together with what other checks ask for."""


def _outcome(
    context: CheckContext,
    check: BrowserCheck,
    subjects: Sequence[Subject],
    look: Callable[[Sequence[Subject]], Iterable[Finding]],
) -> Outcome:
    return context.examine(check.name, check.module, (*TOOLS, *check.tools), subjects, look)


def _visit_all(
    context: CheckContext,
    checks: Sequence[BrowserCheck],
    unknown: dict[str, set[str]],
    workers: int,
    say: Callable[[str], None],
) -> dict[str, list[Finding]]:
    """Return what each check finds, by its name, on the pages that it has not seen: `unknown` gives their paths."""
    documents = [
        document for document in context.documents if any(document.path in paths for paths in unknown.values())
    ]
    work: queue.SimpleQueue[Document] = queue.SimpleQueue()
    for document in documents:
        work.put(document)
    found: dict[str, list[Finding]] = {check.name: [] for check in checks}
    times: list[float] = []
    failures: list[BaseException] = []
    tabs: set[Tab] = set()

    def closed(tab: Tab) -> None:
        tab.close()
        tabs.discard(tab)

    def worker(address: str) -> None:
        tab: Tab | None = None
        shown = 0
        try:
            while not failures:
                try:
                    document = work.get_nowait()
                except queue.Empty:
                    return
                if shown >= PAGES_PER_BROWSER and tab:
                    closed(tab)
                    tab, shown = None, 0
                begin = time.monotonic()
                asked = [check for check in checks if document.path in unknown.get(check.name, ())]
                for attempt in range(1, TRIES + 1):
                    try:
                        if tab is None:
                            tab = Tab(address)
                            tabs.add(tab)
                        results = visit(tab, document, asked, context.in_all_views(document))
                        break
                    except (WebDriverException, urllib3.exceptions.HTTPError, OSError) as error:
                        if tab:
                            closed(tab)
                        tab, shown = None, 0
                        if failures:
                            return
                        if attempt == TRIES:
                            raise BookletError(
                                f"The browser failed {TRIES} times on this page ({first_line(error)}).",
                                "Open the page in Chromium by hand; if it works, run the check again.",
                                document.path,
                            ) from error
                shown += 1
                for name, findings in results.items():
                    found[name].extend(findings)
                times.append(time.monotonic() - begin)
                news = sum(not context.is_waived(finding) for findings in results.values() for finding in findings)
                say(
                    f"{len(times)}/{len(documents)} {document.path}: {times[-1]:.1f} s"
                    + f", {news} findings" * bool(news)
                )
        except BaseException as error:  # A thread's error must end the whole check, whatever it is
            failures.append(error)
        finally:
            if tab:
                closed(tab)

    if documents:
        with serve(context.built_site) as address:
            threads = [threading.Thread(target=worker, args=(address,)) for _ in range(min(workers, len(documents)))]
            for thread in threads:
                thread.start()
            try:
                for thread in threads:
                    thread.join()
            except BaseException as stopped:  # No page may be begun after Ctrl-C, and no browser left behind
                failures.append(stopped)
                for tab in tuple(tabs):
                    tab.kill()
                for thread in threads:
                    thread.join()
                raise
    if failures:
        raise failures[0]
    return found


class PageParts:
    """The files that a page is made of: what it looks like depends on no other."""

    def __init__(self, site: Path):
        shared = {".css", ".js", ".mjs", ".woff2"}
        self.shared = tuple(
            sorted(path for path in site.rglob("*") if path.suffix in shared or path.name == "_headers")
        )

    def of(self, document: Document) -> tuple[Path, ...]:
        """Return the page, its pictures, and all styles and scripts of the site."""
        pictures = set()
        for address in document.tree.xpath("//img/@src | //link[contains(@rel, 'icon')]/@href | //source/@srcset"):
            with suppress(ValueError):  # It leads to another website
                pictures.add(document.site.file_at(str(address), document.address))
        return (document.file, *sorted(picture for picture in pictures if picture), *self.shared)


def first_line(error: BaseException) -> str:
    """Return the first line of an error's message, without a full stop."""
    return (str(error).strip().splitlines() or [type(error).__name__])[0].rstrip(".")


def visit(
    tab: Tab, document: Document, checks: Sequence[BrowserCheck], all_views: bool = True
) -> dict[str, list[Finding]]:
    """Run every probe on one page; return the findings of each check, by its name.

    Without `all_views` those are left out that only show other colours.
    """
    found: dict[str, list[Finding]] = {check.name: [] for check in checks}
    probes = [(check.name, probe) for check in checks for probe in check.probes if probe.only(document)]
    shared = [(name, probe) for name, probe in probes if not probe.fresh]
    # Those of one width together: a page is laid out anew for each further width
    views = sorted(
        dict.fromkeys(view for _, probe in shared for view in probe.views if all_views or not view.only_colours),
        key=lambda view: -view.width,
    )
    tab.kept.clear()
    try:
        loaded = False
        for view in views:
            if loaded:
                tab.show(view)
            else:
                tab.open(document, view)
                loaded = True
            for name, probe in shared:
                if view in probe.views:
                    found[name].extend(probe.run(tab))
        for name, probe in probes:
            for view in probe.views if probe.fresh else ():
                if view.only_colours and not all_views:
                    continue
                tab.open(document, view)
                found[name].extend(probe.run(tab))
    except PageDidNotOpenError as error:
        problem = f"The browser shows {error} instead of this page."
        finding = Finding(document.path, 0, "browser/opens", problem, "Check the page’s title and address.")
        found[checks[0].name].append(finding)
    return found


def browser_check(
    name: str, rules: Sequence[Rule], probes: Sequence[Probe], **more: Any
) -> tuple[BrowserCheck, Callable[..., Report]]:
    """Return a check for the browser, made of the fields of BrowserCheck, and the function that runs it alone."""
    check = BrowserCheck(name, rules, probes, f"{__package__}.{name}", **more)

    def run(context: CheckContext, **settings: Any) -> Report:
        return examine(context, [check], **settings)[0]

    return check, run
