"""Checks what a reader meets first: how far down a phone the words of a page begin, and that the menu is whole.

Measured from the top of the page, in CSS pixels. The text begins with the first block of the main part that is not the
title, the row of links under it or the line on the translation; in Easy Read that is a row with its picture.
"""

from __future__ import annotations

from collections.abc import Iterator

from booklet.checks.browser.driver import WIDE, Probe, Tab, View, browser_check
from booklet.checks.language_sample import ENGLISH
from booklet.checks.pages.built_site import Document
from booklet.checks.rules import Rule
from booklet.findings import Finding

RULES = (
    Rule(
        "first_screen/lead",
        "The sentence under the title begins within 260 pixels of a phone, in English.",
        "Project decision: a reader sees on the first screen what a page is about",
    ),
    Rule(
        "first_screen/text",
        "The text begins within 420 pixels of a phone in English and 560 in other languages, and at a zoom of 400 % "
        "within two screens.",
        "Project decision: a reader sees on the first screen where the answer begins; WCAG 2.2, 1.4.10 Reflow, for "
        "the zoom",
    ),
    Rule(
        "first_screen/menu",
        "No line of the main menu holds one item alone.",
        "Project decision: a word alone on a line is taken for no part of the menu",
    ),
    Rule(
        "first_screen/menu-beside",
        "On a wide screen the main menu is beside the name of the guide, not under it.",
        "Project decision: the top of the page is as high in every language",
    ),
    Rule(
        "first_screen/results",
        "The results of the search begin within 300 pixels of a phone in English and 340 in other languages.",
        "Project decision: a keyboard takes up half of a phone, and a result is to be seen above it",
    ),
    Rule(
        "first_screen/nothing",
        "A page has a title, a sentence under it, a text, a menu and a search.",
        "Project decision: a check that looked at nothing fails",
    ),
)

PHONE = View(360, 740)
ZOOMED = View(320, 256, name="zoom of 400 %")  # 1280 by 1024 pixels
MOST_LEAD = 260
# In English, and in other languages: words are longer there, and a line says who translated
MOST_TEXT = {PHONE: (420, 560), ZOOMED: (2 * ZOOMED.height, 2 * ZOOMED.height)}
MOST_RESULTS = 300, 340


def beginnings(tab: Tab) -> Iterator[Finding]:
    """Measure where the sentence under the title and the text begin."""
    tab.close_details()
    top = tab.js("beginnings")
    missing = [name for name, found in top.items() if found is None]
    if missing:
        yield tab.finding(
            "first_screen/nothing", f"There is no {' and no '.join(missing)}", "Let the template write them."
        )
        return
    english = tab.document.language == ENGLISH
    if english and tab.view == PHONE and top["lead"] > MOST_LEAD:
        yield tab.finding(
            "first_screen/lead",
            f"The sentence under the title begins at {top['lead']} pixels, and {MOST_LEAD} are the most",
            "Shorten the title.",
        )
    most = MOST_TEXT[tab.view][0 if english else 1]
    if top["text"] > most:
        yield tab.finding(
            "first_screen/text",
            f"The text begins at {top['text']} pixels, and {most} are the most",
            "Shorten the title or the sentence under it (“description”).",
        )


def menu(tab: Tab) -> Iterator[Finding]:
    """Look for an item of the main menu that has a line to itself."""
    lines = tab.js("menuLines")
    if not lines:
        yield tab.finding("first_screen/nothing", "There is no menu", "Let the template write it.")
    for line in lines:
        if len(line) == 1:
            yield tab.finding(
                "first_screen/menu",
                f"“{line[0]}” stands alone on a line of the menu",
                "Shorten the labels under “menu”, or let the style put two and two in a line.",
            )


def menu_beside(tab: Tab) -> Iterator[Finding]:
    """Look whether the main menu has dropped below the name of the guide."""
    if tab.js("menuBelow"):
        yield tab.finding(
            "first_screen/menu-beside",
            "The main menu is under the name of the guide",
            "Shorten the labels under “menu” or the label “audience”, or let the name wrap.",
        )


def results(tab: Tab) -> Iterator[Finding]:
    """Open the search and measure where its results begin."""
    top = tab.js("resultsTop")
    most = MOST_RESULTS[0 if tab.document.language == ENGLISH else 1]
    if top is None:
        yield tab.finding("first_screen/nothing", "There is no search", "Let the template write it.")
    elif top > most:
        yield tab.finding(
            "first_screen/results",
            f"The results of the search begin at {top} pixels, and {most} are the most",
            "Take room from what is above them.",
        )


def is_page(document: Document) -> bool:
    """Say whether a document is a page of the guide: the page for unknown addresses has no text."""
    return document.path != "404.html"


IN_BROWSER, check = browser_check(
    "first_screen",
    RULES,
    [
        Probe(beginnings, (PHONE, ZOOMED), only=is_page),
        Probe(menu, (PHONE,), only=is_page),
        Probe(results, (PHONE,), only=is_page),
        Probe(menu_beside, (WIDE,), only=is_page),
    ],
)
