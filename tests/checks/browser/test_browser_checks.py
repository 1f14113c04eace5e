"""The checks in the browser: nothing to find on any page of the real site, and each rule finds its known-bad page.

The known-bad pages are tests/fixtures/bad/pages/, each with several faults, so that one pass of one browser shows them
all.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from booklet.checks import CHECKS, Reads
from booklet.checks.browser import axe, contrast, driver, first_screen, keyboard, layout, media, third_parties
from booklet.checks.browser.driver import examine
from booklet.errors import BookletError
from tests.contexts import on_site

NAMES = [check.name for check in CHECKS.values() if check.reads is Reads.BROWSER]
# Page → the rules that it breaks
FAULTS = {
    "axe.html": ["axe/image-alt", "axe/color-contrast"],
    "contrast.html": ["contrast/text", "contrast/edge", "contrast/unknown", "contrast/covered"],
    "keyboard.html": [
        "keyboard/reached",
        "keyboard/order",
        "keyboard/visible",
        "keyboard/focus",
        "keyboard/contrast",
        "keyboard/target",
        "keyboard/name",
        "keyboard/enter",
        "keyboard/escape",
    ],
    "keyboard-none.html": ["keyboard/none", "keyboard/skip-link"],
    "keyboard-trap.html": ["keyboard/trap", "keyboard/enter", "keyboard/order"],
    "layout.html": [
        "layout/reflow",
        "layout/cut",
        "layout/scroll",
        "layout/overlap",
        "layout/word-split",
        "layout/large-word-split",
        "layout/text-grows",
        "layout/small-text",
        "layout/target",
    ],
    "media.html": [
        "media/forced-text",
        "media/forced-edge",
        "media/forced-kept",
        "media/forced-focus",
        "media/forced-current",
        "media/motion",
        "media/endless",
        "media/print-hidden",
        "media/print-shown",
        "media/print-closed",
        "media/print-ink",
    ],
    "meeting-record/index.html": ["media/print-one-page"],
    "last-sheet.html": ["media/print-last-sheet"],
    "no-script.html": ["media/no-script-text", "media/no-script-dead"],
    "hosts.html": [
        "third_parties/request",
        "third_parties/console",
        "third_parties/storage",
        "third_parties/named",
        "keyboard/skip-link",
    ],
    "opens.html": ["browser/opens"],
    "no-text.html": ["contrast/nothing", "layout/nothing", "media/forced-text", "first_screen/nothing"],
    "first-screen.html": [
        "first_screen/lead",
        "first_screen/text",
        "first_screen/menu",
        "first_screen/menu-beside",
        "first_screen/results",
        "layout/reflow",
    ],
    "first-screen-pl.html": ["first_screen/text"],
}
# Words that one finding of a rule must hold, where a rule has several ways to be broken
WAYS = [
    ("contrast.html", "contrast/text", "Pale words"),
    ("contrast.html", "contrast/text", "visited links"),
    ("contrast.html", "contrast/text", "the pointer"),
    ("contrast.html", "contrast/text", "placeholder"),
    ("keyboard.html", "keyboard/order", "comes too late"),
    ("keyboard-trap.html", "keyboard/order", "is above"),
    ("keyboard.html", "keyboard/visible", "cannot be seen"),
    ("keyboard.html", "keyboard/visible", "covered"),
    ("keyboard.html", "keyboard/escape", "does not close"),
    ("keyboard.html", "keyboard/escape", "does not go back"),
    ("hosts.html", "third_parties/storage", "local storage"),
    ("hosts.html", "third_parties/storage", "cookie"),
    ("hosts.html", "third_parties/storage", "a cache"),
    ("hosts.html", "third_parties/storage", "a service worker"),
    ("hosts.html", "third_parties/console", "Something is wrong"),
    ("axe.html", "axe/color-contrast", "cannot tell"),
    ("keyboard-none.html", "keyboard/skip-link", "not a link"),
    ("hosts.html", "keyboard/skip-link", "does not move"),
    ("meeting-record/index.html", "media/print-one-page", "pages"),
    ("meeting-record/index.html", "media/print-one-page", "A4"),
    ("no-text.html", "first_screen/nothing", "no lead"),
    ("no-text.html", "first_screen/nothing", "no menu"),
    ("no-text.html", "first_screen/nothing", "no search"),
    ("first-screen.html", "first_screen/text", "420 are the most (360"),
    ("first-screen.html", "first_screen/text", "zoom of 400 %"),
    ("first-screen-pl.html", "first_screen/text", "560 are the most (360"),
    ("layout.html", "layout/large-word-split", "“Incomprehensibilities” of header"),
    ("layout.html", "layout/large-word-split", "“Assessment” of main"),
    ("first-screen.html", "layout/reflow", "360 pixels wide, text at 200 %"),
]


@pytest.fixture(scope="module")
def found(bad: Path) -> dict[str, dict[str, list[str]]]:
    """What all checks in the browser find on the known-bad pages: page → rule → problems."""
    chosen = [CHECKS[name].module.IN_BROWSER for name in NAMES]
    pages: dict[str, dict[str, list[str]]] = {}
    for report in examine(on_site(bad / "pages"), chosen):
        for finding in report.findings:
            pages.setdefault(finding.path, {}).setdefault(finding.rule, []).append(finding.problem)
    return pages


@pytest.mark.parametrize(("page", "rule"), [(page, rule) for page, rules in FAULTS.items() for rule in rules])
def test_fault_is_found(page: str, rule: str, found: dict[str, dict[str, list[str]]]):
    assert rule in found.get(page, {})


@pytest.mark.parametrize(("page", "rule", "words"), WAYS)
def test_each_way_is_found(page: str, rule: str, words: str, found: dict[str, dict[str, list[str]]]):
    assert any(words in problem for problem in found.get(page, {}).get(rule, []))


@pytest.mark.parametrize(
    "module",
    [driver, contrast, third_parties, keyboard, layout, first_screen, media],
    ids=lambda module: module.__name__,
)
def test_every_rule_has_a_fault(module, rules_of: Callable):
    assert rules_of(module) <= {rule for rules in FAULTS.values() for rule in rules}


def test_every_probe_is_used():
    offered = re.search(r"return \{([^}]*)\};\s*\}\)\(\);\s*$", driver.PROBES)[1]
    modules = Path(driver.__file__).parent.glob("*.py")
    called = {name for module in modules for name in re.findall(r'js\("(\w+)"', module.read_text(encoding="utf-8"))}
    assert {name.strip() for name in offered.split(",")} == called


def test_good_page_has_no_findings(small_site: Path):
    chosen = [CHECKS[name].module.IN_BROWSER for name in NAMES]
    assert [
        f for report in examine(on_site(small_site, pages=("index.html",)), chosen, workers=1) for f in report.findings
    ] == []


def test_rule_that_axe_did_not_run_is_found(small_site: Path, monkeypatch: pytest.MonkeyPatch):
    run = axe.Axe.run

    def run_without_one(self, **settings):
        results = run(self, **settings)
        for kind in ("passes", "violations", "incomplete", "inapplicable"):
            results[kind] = [rule for rule in results[kind] if rule["id"] != "image-alt"]
        return results

    monkeypatch.setattr(axe.Axe, "run", run_without_one)
    findings = axe.check(on_site(small_site, pages=("index.html",)), workers=1).findings
    assert {finding.rule for finding in findings} == {"axe/rules-run"}
    assert "image-alt" in findings[0].problem


def test_missing_axe_is_an_error(small_site: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(axe, "ENGINE", small_site / "none.js")
    with pytest.raises(BookletError, match="npm ci"):
        axe.check(on_site(small_site, pages=("index.html",)), workers=1)


def test_missing_browser_is_an_error(small_site: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("PATH", str(small_site))
    with pytest.raises(BookletError, match="apt-get install chromium"):
        contrast.check(on_site(small_site, pages=("index.html",)), workers=1)


def test_page_that_does_not_exist_is_an_error(small_site: Path):
    with pytest.raises(BookletError, match="no page"):
        layout.check(on_site(small_site, pages=("none.html",)))


def test_site_without_pages_fails(tmp_path: Path):
    (report,) = examine(on_site(tmp_path), [layout.IN_BROWSER])
    assert [finding.rule for finding in report.require_something().findings if finding.rule == "run/examined-nothing"]
