"""Checks the page for readers who force their own colours, want no motion, print, or have no JavaScript."""

from __future__ import annotations

import base64
import io
from collections.abc import Iterator

import pikepdf
import pypdfium2

from booklet.checks.browser.contrast import LEAST_TEXT
from booklet.checks.browser.driver import WIDE, Probe, Tab, View, browser_check
from booklet.checks.pages.built_site import Document
from booklet.checks.rules import Rule
from booklet.findings import Finding

RULES = (
    Rule(
        "media/forced-text",
        "In forced colours text is in sight, keeps 7:1 and nothing covers it.",
        "WCAG 2.2, 1.4.6; CSS Color Adjustment Level 1, forced colors mode",
    ),
    Rule(
        "media/forced-edge",
        "A box that has a fill keeps an edge when forced colours take the fill away.",
        "CSS Color Adjustment Level 1, properties that forced colors mode changes",
    ),
    Rule(
        "media/forced-kept",
        "Nothing keeps its own colours (forced-color-adjust: none).",
        "CSS Color Adjustment Level 1, forced-color-adjust",
    ),
    Rule("media/forced-focus", "Focus shows in forced colours.", "WCAG 2.2, 2.4.7 Focus Visible"),
    Rule(
        "media/forced-current",
        "The current page or step is set apart by more than colour.",
        "WCAG 2.2, 1.4.1 Use of Color",
    ),
    Rule(
        "media/motion",
        "Nothing moves when the reader wants reduced motion (WCAG 2.2, 2.3.3).",
        "WCAG 2.2, 2.3.3 Animation from Interactions",
    ),
    Rule(
        "media/endless",
        "Nothing moves for more than 5 seconds for anybody (WCAG 2.2, 2.2.2).",
        "WCAG 2.2, 2.2.2 Pause, Stop, Hide",
    ),
    Rule(
        "media/print-hidden",
        "Menus, search and skip link are not printed.",
        "Project decision: on paper a menu is of no use",
    ),
    Rule(
        "media/print-shown",
        "Heading, help panel and phone number are printed.",
        "Project decision: on paper a reader still finds where to ask for help",
    ),
    Rule(
        "media/print-closed",
        "What is in closed details in the text is printed.",
        "Project decision: paper cannot be opened",
    ),
    Rule("media/print-ink", "Printed text has 7:1 on white paper.", "WCAG 2.2, 1.4.6 Contrast (Enhanced)"),
    Rule(
        "media/print-one-page",
        "The record sheet prints on one A4 page.",
        "Project decision: the record sheet is taken to a meeting on one sheet of A4",
    ),
    Rule(
        "media/print-last-sheet",
        "The last printed sheet has words of the page itself, not only contact and credits.",
        "Project decision: nobody pays for a sheet of paper that says nothing new",
    ),
    Rule(
        "media/no-script-text",
        "Without JavaScript every page has all its words, in sight.",
        "GOV.UK Service Manual, building a resilient frontend using progressive enhancement",
    ),
    Rule(
        "media/no-script-dead",
        "Without JavaScript there is no control that does nothing.",
        "GOV.UK Service Manual, building a resilient frontend using progressive enhancement",
    ),
)

FORCED = (View(1280, forced=True), View(360, forced=True, dark=True))
STILL = (View(1280, still=True), View(360, still=True))
PRINT = View(673, medium="print")  # A4 less the margins of site.css: 178 mm
# What is hidden keeps its place
TEXT_ALONE = View(673, medium="print", css="#help, body footer { visibility: hidden !important }", name="text alone")
NO_SCRIPT = View(1280, scripts=False)
A4_INCHES = (8.27, 11.69)
ONE_PAGE = "meeting-record/index.html"
LEAST_FOCUS = 3.0
LEAST_WORDS = 0.9  # Without JavaScript, as a share of those with it
MENUS = "body > a[href^='#'], header nav, body > nav, footer nav, [role=search], search, nav[rel], .pagination, .stages"
# What JavaScript adds; all else must be there without it
ADDED = "[role=search], search, [aria-controls=site-search], button[data-script], button.print, .ask-format, .offer, .copy-letter"
NEEDED = ("main h1", "#help", "a[href^='tel:']")


def forced_colours(tab: Tab) -> Iterator[Finding]:
    """Look at text, boxes, focus and the current page in forced colours."""
    tab.open_all()
    with tab.whole_page_in_window():
        texts = tab.js("textContrast", LEAST_TEXT)
    if not texts["examined"]:
        yield tab.finding("media/forced-text", "No text is in sight", "Show the words of the page.")
    for part in texts["low"] + texts["covered"] + texts["unknown"]:
        yield tab.finding("media/forced-text", part, "Leave its colours to the reader.")
    for part in tab.js("notForced"):
        yield tab.finding("media/forced-kept", f"{part} keeps its own colours", "Leave its colours to the reader.")
    for part in tab.js("currentByColourOnly"):
        yield tab.finding(
            "media/forced-current",
            f"{part} is set apart by colour only",
            "Give it a border, a weight or an underline that its neighbours do not have.",
        )
    for look in tab.js("focusLooks"):
        if look["ratio"] < LEAST_FOCUS:
            yield tab.finding(
                "media/forced-focus",
                f"{look['name']} does not show that it is focused",
                "Use an outline: shadows and fills are taken away.",
            )
    forced = tab.view
    tab.show(WIDE if forced.width == WIDE.width else View(forced.width))
    filled = tab.js("filledBoxes")
    tab.show(forced)
    for part in tab.js("withoutEdge", filled):
        yield tab.finding("media/forced-edge", f"{part} has no edge", "Give it a border that is transparent otherwise.")


def reduced_motion(tab: Tab) -> Iterator[Finding]:
    """Look for animations and transitions that the reader does not want."""
    for part in tab.js("motion"):
        yield tab.finding("media/motion", part, "Put it inside @media (prefers-reduced-motion: no-preference).")


def endless_motion(tab: Tab) -> Iterator[Finding]:
    """Look for animations that go on and on."""
    for part in tab.js("endless"):
        yield tab.finding("media/endless", f"{part} moves for more than 5 seconds", "Let it stop by itself.")


def printed(tab: Tab) -> Iterator[Finding]:
    """Look at what is on paper."""
    tab.close_details()
    paper = tab.js("paper", MENUS, NEEDED, LEAST_TEXT)
    for part in paper["seen"]:
        yield tab.finding("media/print-hidden", f"{part} is printed", "Hide it in print.")
    for part in paper["missing"]:
        yield tab.finding("media/print-shown", f"“{part}” is not printed", "Show it in print.")
    for part in paper["closed"]:
        yield tab.finding(
            "media/print-closed", f"{part} is closed and not printed", "Show the content of closed details in print."
        )
    for part in paper["pale"]:
        yield tab.finding("media/print-ink", f"{part} on white paper, and 7:1 is needed", "Print it in black.")


def print_out(tab: Tab) -> bytes:
    """Return the page that is shown as the browser prints it on A4: a PDF file."""
    width, height = A4_INCHES
    printed_file = tab.cdp("Page.printToPDF", paperWidth=width, paperHeight=height, preferCSSPageSize=True)
    return base64.b64decode(printed_file["data"])


def last_sheet(tab: Tab) -> Iterator[Finding]:
    """Print the page without contact and credits, and look whether words are left on its last sheet."""
    sheets = pypdfium2.PdfDocument(print_out(tab))
    try:
        words = sheets[len(sheets) - 1].get_textpage().get_text_bounded()
    finally:
        sheets.close()
    if not any(map(str.isalpha, words)):  # the number of the sheet is no word
        yield tab.finding(
            "media/print-last-sheet",
            "Only contact and credits are printed on the last sheet",
            "Let .closing stay with the end of the text: docs/assets/styles/site.css, @media print.",
        )


def one_page(tab: Tab) -> Iterator[Finding]:
    """Print the record sheet and count its pages."""
    with pikepdf.open(io.BytesIO(print_out(tab))) as pdf:
        pages = len(pdf.pages)
        if pages != 1:
            yield tab.finding("media/print-one-page", f"The record sheet prints on {pages} pages", "Make it shorter.")
        points = [float(n) for n in pdf.pages[0].mediabox[2:]]
    if any(abs(have - 72 * want) > 3 for have, want in zip(points, A4_INCHES, strict=True)):
        yield tab.finding("media/print-one-page", "The record sheet is not printed on A4", "Set the @page size to A4.")


def is_record_sheet(document: Document) -> bool:
    return document.path == ONE_PAGE or document.path.endswith(f"/{ONE_PAGE}")


def with_scripts(tab: Tab) -> Iterator[Finding]:
    """Keep the words of the page for the comparison with the page without JavaScript. Finds nothing."""
    tab.open_all()
    tab.kept["lines"], tab.kept["words"] = tab.js("seenText", f"{ADDED}, noscript"), tab.js("allText")
    return iter(())


def without_scripts(tab: Tab) -> Iterator[Finding]:
    """Compare the page with and without JavaScript."""
    for part in tab.js("deadControls"):
        yield tab.finding(
            "media/no-script-dead", f"{part} does nothing", "Let the script that needs it add or show it."
        )
    tab.open_all()
    lines, words = tab.js("seenText", None), tab.js("allText")
    for line in dict.fromkeys(tab.kept["lines"]):
        if line not in lines:
            yield tab.finding("media/no-script-text", f"“{line[:60]}” is not in sight", "Show it without a script too.")
    if not words or len(words) < LEAST_WORDS * len(tab.kept["words"]):
        yield tab.finding(
            "media/no-script-text",
            f"There are {len(words)} letters of {len(tab.kept['words'])}",
            "Write the words into the page.",
        )


IN_BROWSER, check = browser_check(
    "media",
    RULES,
    [
        Probe(endless_motion, (WIDE,)),
        Probe(with_scripts, (WIDE,)),
        Probe(forced_colours, FORCED),
        Probe(reduced_motion, STILL),
        Probe(printed, (PRINT,)),
        Probe(last_sheet, (TEXT_ALONE,)),
        Probe(one_page, (PRINT,), only=is_record_sheet, fresh=True),
        Probe(without_scripts, (NO_SCRIPT,), fresh=True),
    ],
)
