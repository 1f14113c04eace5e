"""The browsers of a run: none of them outlives it, and what is known is not opened again."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest

from booklet.checks.browser import axe, driver, third_parties
from booklet.checks.verdicts import Verdicts
from tests.contexts import on_site
from tests.helpers import SAFETY, python_path, running

# Opens pages, says so, and looks at each for as long as nobody ends it
RUN = """
import signal, sys
from pathlib import Path
from types import SimpleNamespace
from booklet.checks.browser import driver, layout
from booklet.checks.context import CheckContext
from booklet.project import Project
for number in (signal.SIGINT, signal.SIGTERM):
    signal.signal(number, signal.default_int_handler)
def look(tab):
    print(tab.document.path, flush=True)
    tab.driver.execute_script("return new Promise(() => {})")
site, check = Path(sys.argv[1]), driver.BrowserCheck("layout", layout.RULES, [driver.Probe(look, [driver.WIDE])], layout.__name__)
driver.examine(CheckContext(Project(site), site, site), [check], workers=2)
"""


def of_run(mark: str) -> list[int]:
    """Return the processes that have a mark of a run in their environment."""
    found = []
    for folder in Path("/proc").iterdir():
        try:
            if folder.name.isdigit() and mark.encode() in (folder / "environ").read_bytes():
                found.append(int(folder.name))
        except OSError:  # It has ended, or is another user's
            continue
    return found


def wait_for(what, message: str) -> None:
    """Wait until something is true; fails with the message after a while."""
    end = time.monotonic() + SAFETY
    while not what():
        assert time.monotonic() < end, message
        time.sleep(0.1)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL], ids=lambda number: number.name)
def test_no_browser_outlives_a_run(small_site: Path, number: signal.Signals):
    mark = f"BOOKLET_TEST_RUN={os.getpid()}-{number.name}-{time.monotonic_ns()}"
    name, _, value = mark.partition("=")
    with running(
        [sys.executable, "-c", RUN, str(small_site)],
        env={**os.environ, "PYTHONPATH": python_path(), name: value},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as run:
        assert all(run.stdout.readline().endswith(".html\n") for _ in range(2))  # there are two browsers
        assert len(of_run(mark)) > 4
        run.send_signal(number)
        run.wait(SAFETY)
    try:
        wait_for(lambda: not of_run(mark), "A browser is left behind.")
    finally:
        for process in of_run(mark):
            os.kill(process, signal.SIGKILL)


def test_a_verdict_without_other_colours_is_no_verdict_on_all_views(small_site: Path, tmp_path: Path):
    def counts(few: frozenset[str] | None) -> tuple[int, int]:
        kept = Verdicts(tmp_path / "kept")
        context = replace(on_site(small_site, pages=("pl/index.html",)), verdicts=kept, few=few)
        check = driver.BrowserCheck("axe", axe.RULES, [driver.Probe(lambda tab: (), driver.FOUR_VIEWS)], axe.__name__)
        (report,) = driver.examine(context, [check])
        return report.examined, report.known

    assert counts(few=frozenset()) == (1, 0)
    assert counts(few=None) == (1, 0)
    assert counts(few=frozenset()) == counts(few=None) == (0, 1)


def test_a_page_is_looked_at_in_other_colours_only_where_asked(small_site: Path, tmp_path: Path):
    seen: list[driver.View] = []
    probe = driver.Probe(lambda tab: seen.append(tab.view) or (), driver.FOUR_VIEWS)
    check = driver.BrowserCheck("axe", axe.RULES, [probe], axe.__name__)
    context = on_site(small_site, pages=("pl/index.html",))
    driver.examine(replace(context, few=frozenset()), [check], workers=1)
    assert seen == [driver.WIDE, driver.PHONE]
    seen.clear()
    driver.examine(context, [check], workers=1)
    assert seen == list(driver.FOUR_VIEWS)


def test_a_known_page_is_not_opened_again(small_site: Path, tmp_path: Path):
    context = replace(on_site(small_site, pages=("pl/index.html",)), verdicts=Verdicts(tmp_path / "kept"))
    first = third_parties.check(context)
    assert (first.examined, first.known) == (1, 0)
    context = replace(on_site(small_site, pages=("pl/index.html",)), verdicts=Verdicts(tmp_path / "kept"))
    lines: list[str] = []
    again = third_parties.check(context, say=lines.append)
    assert (again.examined, again.known, again.findings, lines) == (0, first.examined, first.findings, [])
    with (small_site / "site.css").open("a", encoding="utf-8") as file:
        file.write("\n/* changed */\n")
    context = replace(on_site(small_site, pages=("pl/index.html",)), verdicts=Verdicts(tmp_path / "kept"))
    assert third_parties.check(context).examined == first.examined


def test_what_the_browser_says_of_a_page_that_it_has_left_is_not_counted():
    own = "http://127.0.0.1:1/plan/ - The style is missing"
    said = [
        "about:blank - Error while trying to use the following icon from the Manifest: http://127.0.0.1:1/icon.png",
        own,
    ]
    tab = object.__new__(driver.Tab)
    tab.address, tab.document = "http://127.0.0.1:1/", SimpleNamespace(path="plan/index.html", place="plan/")
    tab.driver = SimpleNamespace(get_log=lambda kind: [{"level": "WARNING", "message": message} for message in said])
    assert tab.console() == [own]
