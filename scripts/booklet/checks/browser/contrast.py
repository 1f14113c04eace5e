"""Measures the contrast of every piece of text against what is really behind it, light and dark.

Each text is measured where it is drawn, from what the browser stacks under it (not only from its ancestors), at rest,
and with the styles of visited links and of the mouse pointer in force everywhere. What is behind a background image
or a filter cannot be measured and is reported.
"""

from __future__ import annotations

from collections.abc import Iterator

from booklet.checks.browser.driver import FOUR_VIEWS, WIDE, WIDE_DARK, Probe, Tab, browser_check
from booklet.checks.rules import Rule
from booklet.findings import Finding

RULES = (
    Rule(
        "contrast/text",
        "Text has 7:1 (WCAG 2.2, 1.4.6, without the exception for large text).",
        "WCAG 2.2, 1.4.6 Contrast (Enhanced), without the exception for large text",
    ),
    Rule(
        "contrast/edge",
        "The edge or fill of a field or of a button without words has 3:1 (WCAG 2.2, 1.4.11).",
        "WCAG 2.2, 1.4.11 Non-text Contrast",
    ),
    Rule("contrast/unknown", "What is behind a text can be measured.", "WCAG 2.2, 1.4.6 Contrast (Enhanced)"),
    Rule("contrast/covered", "Nothing covers a text.", "WCAG 2.2, 1.4.12 Text Spacing: no loss of content"),
    Rule(
        "contrast/nothing",
        "There is text to measure in the main part of the page.",
        "Project decision: a check that looked at nothing fails",
    ),
)

LEAST_TEXT = 7.0
LEAST_EDGE = 3.0
STATES = {"visited links": (":visited", ":any-link"), "the pointer on everything": (":hover", ":nth-child(n)")}
CURE_COLOUR = "Choose colours from tokens.css that reach 7:1 together."


def measure(tab: Tab, note: str = "") -> Iterator[Finding]:
    """Measure the page as it is, which is whole in the window; `note` says in what state it is."""
    texts = tab.js("textContrast", LEAST_TEXT)
    state = f", with {note}" if note else ""
    if not texts["examined"]:
        yield tab.finding("contrast/nothing", f"No text is in sight{state}", "Show the words of the page.")
    for part in texts["low"]:
        yield tab.finding("contrast/text", f"{part}{state}, and 7:1 is needed", CURE_COLOUR)
    for part in texts["unknown"]:
        yield tab.finding("contrast/unknown", f"{part}{state}", "Put a plain colour behind the text.")
    for part in texts["covered"]:
        yield tab.finding("contrast/covered", f"{part}{state}", "Give both room.")


def at_rest(tab: Tab) -> Iterator[Finding]:
    """Measure text and edges with all closed lists opened."""
    tab.open_all()
    with tab.whole_page_in_window():
        yield from measure(tab)
    for part in tab.js("edgeContrast", LEAST_EDGE):
        yield tab.finding("contrast/edge", f"The edge of {part}, and 3:1 is needed", "Use the token --line for it.")


def in_states(tab: Tab) -> Iterator[Finding]:
    """Measure text with the rules for visited links and for hovering in force everywhere."""
    tab.open_all()
    with tab.whole_page_in_window():
        for note, (state, instead) in STATES.items():
            tab.js("show", state, instead)
            yield from measure(tab, note)
            tab.js("restore")


IN_BROWSER, check = browser_check("contrast", RULES, [Probe(at_rest, FOUR_VIEWS), Probe(in_states, (WIDE, WIDE_DARK))])
