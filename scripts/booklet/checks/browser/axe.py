"""Runs axe-core on every page: all rules once, and in three more views those that can differ there.

Rules that axe calls deprecated are left out.

The wide, light view has everything opened that opens, so all rules meet all of the page. Another colour scheme changes
only colours. A narrow window changes sizes, what is hidden and what scrolls; and as a control may be shown only there,
the rules for names of controls run again.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from axe_selenium_python import Axe

from booklet.checks.browser.driver import FOUR_VIEWS, PHONE, PHONE_DARK, WIDE_DARK, Probe, Tab, browser_check
from booklet.checks.rules import Rule
from booklet.errors import BookletError
from booklet.findings import Finding
from booklet.project import ROOT

RULES = (
    Rule(
        "axe/*",
        "axe finds no violation, and nothing that it cannot decide.",
        "WCAG 2.2 A to AAA and the best practices of axe-core: each finding names axe’s own rule and its page",
    ),
    Rule(
        "axe/rules-run",
        "axe has run all the rules that were asked for.",
        "Project decision: a rule that did not run has found nothing out",
    ),
)

ENGINE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
LEAST_VERSION = (4, 14)
HTML_SHOWN = 160
COLOURS = ("color-contrast", "color-contrast-enhanced", "link-in-text-block")
SIZES = (
    "target-size",
    "hidden-content",
    "scrollable-region-focusable",
    "skip-link",
    "link-name",
    "button-name",
    "label",
)
# The rules that can differ in a view; where a view is not named, all
DIFFERENT = {WIDE_DARK: COLOURS, PHONE: (*COLOURS, *SIZES), PHONE_DARK: COLOURS}
# Its version and the names of its rules, where it is in the page already
ABOUT = (
    "return window.axe && "
    "[axe.version, axe.getRules().filter(rule => !rule.tags.includes('deprecated')).map(rule => rule.ruleId)]"
)


def run_axe(tab: Tab) -> Iterator[Finding]:
    """Run axe on the page that is shown, with all that opens opened, with the rules that can differ in this view.

    Raises BookletError if axe-core is missing or older than 4.14. Source: WCAG 2.2 A to AAA and axe's best practices.
    """
    if not ENGINE.is_file():
        raise BookletError("axe-core is not installed.", "Run npm ci in the project’s folder.", ENGINE)
    tab.open_all()
    axe = Axe(tab.driver, script_url=str(ENGINE))
    if not (about := tab.driver.execute_script(ABOUT)):
        axe.inject()
        about = tab.driver.execute_script(ABOUT)
    version, every = about
    if tuple(int(part) for part in version.split(".")[:2]) < LEAST_VERSION:
        raise BookletError(
            f"axe-core is {version}, and 4.14 or later is needed.", "Run npm ci in the project’s folder.", ENGINE
        )
    rules = [rule for rule in every if rule in DIFFERENT.get(tab.view, every)]
    if unknown := set(DIFFERENT.get(tab.view, ())) - set(every):
        yield tab.finding(
            "axe/rules-run",
            f"axe has no rule {', '.join(sorted(unknown))}",
            "Name the rules as axe does: checks/browser/axe.py.",
        )
    # As a JSON string: axe-selenium-python pastes it into JavaScript, where a Python dict with True or None breaks.
    results = axe.run(
        options=json.dumps({"runOnly": {"type": "rule", "values": rules}, "resultTypes": ["violations", "incomplete"]})
    )
    ran = {rule["id"] for kind in ("passes", "violations", "incomplete", "inapplicable") for rule in results[kind]}
    if missing := set(rules) - ran:
        yield tab.finding(
            "axe/rules-run", f"axe did not run {', '.join(sorted(missing))}", "Look at axe’s own messages."
        )
    for kind in ("violations", "incomplete"):
        for rule in results[kind]:
            for node in rule["nodes"]:
                yield tab.finding(
                    f"axe/{rule['id']}", sentence(kind, rule, node), f"See {rule['helpUrl'].split('?')[0]}"
                )


def sentence(kind: str, rule: dict[str, Any], node: dict[str, Any]) -> str:
    """Say in one line what axe found on an element."""
    doubt = "" if kind == "violations" else "axe cannot tell whether: "
    why = "; ".join(dict.fromkeys(check["message"] for part in ("any", "all", "none") for check in node[part]))
    place = " ".join(str(part) for part in node["target"])
    return f"{doubt}{rule['help']}: {place} {node['html'][:HTML_SHOWN]} ({why})"


IN_BROWSER, check = browser_check("axe", RULES, [Probe(run_axe, FOUR_VIEWS)], tools=("npm:axe-core",))
