"""Checks that nothing is lost when the window is narrow or the text large, and that all controls are large enough.

reflow, cut, scroll and overlap are looked for at 320, 360, 640 and 1280 pixels, with the spacing of 1.4.12 (at 320 and
1280), and with text at 200 % (at 360, 640 and 1280). A link is excepted from layout/target if it is in a sentence
(WCAG 2.2, 2.5.8, "Inline"): it is laid out inline and its block holds other words. The size of a control is what
answers to a press, so a link that covers its whole card counts as large as the card.
"""

from __future__ import annotations

from collections.abc import Iterator

from booklet.checks.browser.driver import PHONE, WIDE, Probe, Tab, View, browser_check
from booklet.checks.rules import Rule
from booklet.findings import Finding

RULES = (
    Rule(
        "layout/reflow", "At 320 pixels nothing is wider than the window (WCAG 2.2, 1.4.10).", "WCAG 2.2, 1.4.10 Reflow"
    ),
    Rule("layout/cut", "No text is cut off.", "WCAG 2.2, 1.4.4 Resize Text and 1.4.12 Text Spacing"),
    Rule(
        "layout/scroll", "No part of a page scrolls sideways or has a scroll bar of its own.", "WCAG 2.2, 1.4.10 Reflow"
    ),
    Rule("layout/overlap", "No text lies on another.", "WCAG 2.2, 1.4.12 Text Spacing"),
    Rule(
        "layout/word-split",
        "No word is broken at the end of a line.",
        "Inclusion Europe, Information for all: do not split words",
    ),
    Rule(
        "layout/large-word-split",
        "Where text is twice as large, no word at the top of the page is broken, and below it none that takes up at most "
        "three quarters of the window.",
        "WCAG 2.2, 1.4.4 Resize Text; Inclusion Europe, Information for all: do not split words",
    ),
    Rule(
        "layout/text-grows",
        "Text grows when the reader asks for larger text (WCAG 2.2, 1.4.4).",
        "WCAG 2.2, 1.4.4 Resize Text",
    ),
    Rule(
        "layout/small-text",
        "No text is smaller than 16 pixels.",
        "UK Association for Accessible Formats, G003: clear print has at least 12 point",
    ),
    Rule(
        "layout/nothing",
        "There is text to look at in the main part of the page.",
        "Project decision: a check that looked at nothing fails",
    ),
    Rule(
        "layout/target",
        "Controls are at least 44 by 44 pixels (WCAG 2.2, 2.5.5).",
        "WCAG 2.2, 2.5.5 Target Size (Enhanced), with the exception of 2.5.8 for links in a sentence",
    ),
)

# WCAG 2.2, 1.4.12: all four at once
SPACING = (
    "* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important } "
    "p { margin-block-end: 2em !important }"
)
LARGE = ":root { font-size: 200% !important }"
NARROW = View(320, 568)
HALF = View(640)
SPACED = (View(320, 568, css=SPACING, name="text spacing"), View(1280, css=SPACING, name="text spacing"))
ENLARGED = tuple(View(width, css=LARGE, name="text at 200 %") for width in (360, 640, 1280))
# Of the window: a word of large letters that is longer cannot always be whole on a phone, as boxes and lists need room
MOST_WHOLE = 0.75
LEAST_TARGET = 44
LEAST_TEXT = 16
# A heading that is sized partly by the window grows less than the text, but must clearly grow
LEAST_GROWTH = 1.4
MOST_REPORTED = 5
CURES = {
    "reflow": "Let it wrap or shrink.",
    "cut": "Set no height or width on anything that holds words.",
    "scroll": "Let it wrap, so that nothing needs a scroll bar.",
    "overlap": "Give both room.",
}


def nothing_lost(tab: Tab) -> Iterator[Finding]:
    """Look for text that is outside the window, cut off, in a box that scrolls, or on other text."""
    tab.open_all()
    lost = tab.js("lost", tab.view.width)
    if not lost["examined"]:
        yield tab.finding("layout/nothing", "No text is in sight", "Show the words of the page.")
    for kind, parts in (
        ("reflow", lost["wide"] + lost["outside"]),
        ("cut", lost["cut"]),
        ("scroll", lost["scrolled"]),
        ("overlap", lost["overlap"]),
    ):
        for part in parts[:MOST_REPORTED]:
            words = {
                "reflow": f"{part}, and the window is {tab.view.width}",
                "cut": f"Text is cut off: {part}",
                "scroll": f"Text scrolls in a box of its own: {part}",
                "overlap": f"Text lies on text: {part}",
            }
            yield tab.finding(f"layout/{kind}", words[kind], CURES[kind])


def words_whole(tab: Tab) -> Iterator[Finding]:
    """Look for words that a line end breaks."""
    tab.open_all()
    for part in tab.js("splitWords", "body")[:MOST_REPORTED]:
        yield tab.finding(
            "layout/word-split", f"A line end breaks the word {part}", "Give it room, or smaller letters."
        )


def large_words_whole(tab: Tab) -> Iterator[Finding]:
    """Look for words that a line end breaks: all at the top of the page, below it those that a line can hold."""
    tab.open_all()
    for place, most in (("header", None), ("body > :not(header)", MOST_WHOLE * tab.view.width)):
        for part in tab.js("splitWords", place, most)[:MOST_REPORTED]:
            yield tab.finding(
                "layout/large-word-split",
                f"A line end breaks the word {part}",
                "Put less beside it, or give its box less room at the sides.",
            )


def normal_size(tab: Tab) -> Iterator[Finding]:
    """Keep the size of each text for the comparison with the same width and larger text. Finds nothing."""
    tab.open_all()
    tab.kept[_sizes_at(tab.view.width)] = tab.js("textSizes")
    return iter(())


def text_grows(tab: Tab) -> Iterator[Finding]:
    """Compare the size of each text with the reader's font size doubled and not."""
    tab.open_all()
    sizes = zip(tab.js("textSizes"), tab.kept[_sizes_at(tab.view.width)], strict=True)
    grown = [(name, new / old) for (name, new), (_, old) in sizes]
    for name, growth in [pair for pair in grown if pair[1] < LEAST_GROWTH][:MOST_REPORTED]:
        yield tab.finding("layout/text-grows", f"{name} grows only {growth:.2f} times", "Give its size in rem or em.")


def _sizes_at(width: int) -> str:
    return f"sizes at {width}"


def text_size(tab: Tab) -> Iterator[Finding]:
    """Look for text under 16 pixels."""
    for name, size in dict(tab.js("textSizes")).items():
        if size < LEAST_TEXT - 0.01:
            yield tab.finding(
                "layout/small-text", f"{name} is {size:.1f} pixels", "Use the token --text-small or larger."
            )


def targets(tab: Tab) -> Iterator[Finding]:
    """Measure every control."""
    tab.open_all()
    with tab.whole_page_in_window():
        small = tab.js("targets", LEAST_TARGET)
    for part in small:
        yield tab.finding(
            "layout/target", f"{part}, and 44 by 44 are needed", "Use the token --target for its least size."
        )


IN_BROWSER, check = browser_check(
    "layout",
    RULES,
    [
        Probe(nothing_lost, (WIDE, PHONE, NARROW, HALF, *SPACED, *ENLARGED)),
        Probe(words_whole, (WIDE, PHONE)),
        Probe(large_words_whole, ENLARGED),
        Probe(normal_size, (WIDE, PHONE, HALF)),
        Probe(text_grows, ENLARGED),
        Probe(text_size, (WIDE, PHONE)),
        Probe(targets, (WIDE, PHONE)),
    ],
)
