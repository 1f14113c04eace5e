"""Walks through every page with the keyboard alone, as a reader without a mouse does."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any

from booklet.checks.browser.driver import PHONE, WIDE, WIDE_DARK, Probe, Tab, browser_check
from booklet.checks.rules import Rule
from booklet.findings import Finding

RULES = (
    Rule("keyboard/none", "There is something to reach.", "WCAG 2.2, 2.1.3 Keyboard (No Exception)"),
    Rule("keyboard/reached", "Tab reaches every control.", "WCAG 2.2, 2.1.3 Keyboard (No Exception)"),
    Rule("keyboard/trap", "Tab leaves the page after the last one.", "WCAG 2.2, 2.1.2 No Keyboard Trap"),
    Rule(
        "keyboard/order",
        "The order of the stops is the order of the page, and of two that follow each other in one column the first "
        "is above; no tabindex above 0.",
        "WCAG 2.2, 2.4.3 Focus Order",
    ),
    Rule(
        "keyboard/visible",
        "Each stop is drawn, in the window and not covered (WCAG 2.2, 2.4.11, 2.4.12).",
        "WCAG 2.2, 2.4.11 and 2.4.12 Focus Not Obscured",
    ),
    Rule(
        "keyboard/focus",
        "Each stop shows that it is focused: an outline, shadow or fill with 3:1 (WCAG 2.2, 2.4.13), light and dark.",
        "WCAG 2.2, 2.4.7 Focus Visible and 2.4.13 Focus Appearance",
    ),
    Rule(
        "keyboard/contrast",
        "The text of a focused control has 7:1, light and dark.",
        "WCAG 2.2, 1.4.6 Contrast (Enhanced)",
    ),
    Rule(
        "keyboard/target",
        "A control that is only seen while focused is at least 44 by 44 pixels.",
        "WCAG 2.2, 2.5.5 Target Size (Enhanced)",
    ),
    Rule(
        "keyboard/name",
        "Each stop has a name and a role in the accessibility tree (WCAG 2.2, 4.1.2).",
        "WCAG 2.2, 4.1.2 Name, Role, Value",
    ),
    Rule(
        "keyboard/skip-link",
        "The first stop leads to the main content, and focus goes there.",
        "WCAG 2.2, 2.4.1 Bypass Blocks",
    ),
    Rule(
        "keyboard/enter",
        "Enter opens and closes whatever opens.",
        "WCAG 2.2, 2.1.1 Keyboard; ARIA Authoring Practices, Disclosure pattern",
    ),
    Rule(
        "keyboard/escape",
        "Escape closes an open list of the header, and focus goes back to what opened it (WCAG 2.2, 1.4.13).",
        "WCAG 2.2, 1.4.13 Content on Hover or Focus; ARIA Authoring Practices, Disclosure pattern",
    ),
)

LEAST_FOCUS = 3.0
LEAST_TEXT = 7.0
LEAST_TARGET = 44
SPARE_STOPS = 25  # How many stops past the number of controls make a trap
GENERIC_ROLES = {"", "generic", "none", "presentation", "GenericContainer"}


def by_keyboard(tab: Tab) -> Iterator[Finding]:
    """Walk through the page, go back to its start, take the skip link, and open whatever opens."""
    yield from walk(tab)
    yield from skip_link(tab)
    yield from opening(tab)


def walk(tab: Tab) -> Iterator[Finding]:
    """Press Tab until focus leaves the page, and look at every stop. The next Tab then starts at the top again."""
    controls = tab.js("startWalk")
    tab.press_tabs(controls)
    noted: list[dict[str, Any] | None] = tab.js("walked")
    while None not in noted and len(noted) < controls + SPARE_STOPS:
        tab.press("Tab", release=False)
        noted.append(tab.js("stop"))
    stops = [stop for stop in itertools.takewhile(lambda stop: stop is not None, noted) if stop]
    ended = len(stops) < len(noted)
    if len(stops) < len(noted) - 1:  # it left the page early, and is somewhere in it again
        for _ in range(controls + SPARE_STOPS):
            if tab.js("stop") is None:
                break
            tab.press("Tab", release=False)
    if not stops:
        yield tab.finding("keyboard/none", "Tab reaches nothing", "Use links and buttons.")
        return
    if not ended:
        yield tab.finding(
            "keyboard/trap",
            f"Tab does not leave the page after {len(stops)} stops; it is at {stops[-1]['name']}",
            "Let Tab go on to the end.",
        )
    for name in tab.js("unreached", [stop["index"] for stop in stops]):
        yield tab.finding("keyboard/reached", f"Tab does not reach {name}", "Use a link, a button or a summary for it.")
    names = accessible_names(tab)
    for before, stop in itertools.pairwise(stops):
        if stop["index"] < before["index"] and ended:
            yield tab.finding(
                "keyboard/order", f"{stop['name']} comes too late", "Put it where it belongs in the page."
            )
        if is_above(stop, before):
            yield tab.finding(
                "keyboard/order",
                f"{stop['name']} is above {before['name']}, and Tab reaches it after",
                "Let the style keep the order of the page.",
            )
    for stop in stops:
        yield from look_at(tab, stop, names)


def is_above(stop: dict[str, Any], other: dict[str, Any]) -> bool:
    """Say whether a stop is in the same column as another and wholly above it."""
    return stop["bottom"] <= other["top"] and stop["left"] < other["right"] and other["left"] < stop["right"]


def look_at(tab: Tab, stop: dict[str, Any], names: dict[int, tuple[str, str]]) -> Iterator[Finding]:
    """Judge one stop."""
    name = stop["name"]
    if stop["tabindex"] > 0:
        yield tab.finding("keyboard/order", f"{name} has a tabindex of {stop['tabindex']}", "Take the tabindex out.")
    if not (stop["drawn"] and stop["inWindow"] and stop["width"] > 1 and stop["height"] > 1):
        yield tab.finding(
            "keyboard/visible",
            f"{name} cannot be seen when it is focused",
            "Hide it from the keyboard too (display or visibility), or show it when it is focused.",
        )
    if stop["covered"]:
        yield tab.finding("keyboard/visible", f"{name} is covered when it is focused", "Let nothing lie on it.")
    yield from judge_look(tab, name, stop["focus"])
    if stop["onlyFocused"] and min(stop["width"], stop["height"]) < LEAST_TARGET - 0.5:
        yield tab.finding(
            "keyboard/target",
            f"{name} is {stop['width']:.0f} by {stop['height']:.0f} pixels when it is focused",
            "Use the token --target for its least size.",
        )
    role, text = names.get(stop["index"], ("", ""))
    if not text.strip() or role in GENERIC_ROLES:
        yield tab.finding(
            "keyboard/name", f"{name} has the role “{role}” and the name “{text}”", "Give it words or a label."
        )


def judge_look(tab: Tab, name: str, look: dict[str, Any]) -> Iterator[Finding]:
    """Judge how a focused control shows."""
    if look["ratio"] < LEAST_FOCUS:
        yield tab.finding(
            "keyboard/focus",
            f"{name} hardly shows that it is focused ({look['ratio']:.1f}:1)",
            "Give :focus-visible an outline of 3:1.",
        )
    if look["text"] is not None and look["text"] < LEAST_TEXT - 0.005:
        yield tab.finding(
            "keyboard/contrast",
            f"The text of {name} has {look['text']:.1f}:1 when it is focused",
            "Use --focus and --focus-ink.",
        )


def focus_in_scheme(tab: Tab) -> Iterator[Finding]:
    """Focus every control and judge how it shows, in another colour scheme than that of the walk."""
    for look in tab.js("focusLooks"):
        yield from judge_look(tab, look["name"], look)


def accessible_names(tab: Tab) -> dict[int, tuple[str, str]]:
    """Return role and name from the accessibility tree for each element, by its order in the page."""
    tree = {
        node["backendDOMNodeId"]: node
        for node in tab.cdp("Accessibility.getFullAXTree")["nodes"]
        if "backendDOMNodeId" in node
    }
    names: dict[int, tuple[str, str]] = {}
    waiting = [tab.cdp("DOM.getDocument", depth=-1)["root"]]
    number = -1
    while waiting:
        node = waiting.pop()
        if node["nodeType"] == 1:
            number += 1
            if (known := tree.get(node["backendNodeId"])) and not known.get("ignored"):
                names[number] = (known.get("role", {}).get("value", ""), known.get("name", {}).get("value", ""))
        waiting.extend(reversed(node.get("children", [])))
    # Else the browser goes on to tell of every change of the page
    tab.cdp("Accessibility.disable")
    tab.cdp("DOM.disable")
    return names


def skip_link(tab: Tab) -> Iterator[Finding]:
    """Press Tab once and Enter: focus must be in the main content, and stay there with the next Tab."""
    tab.press("Tab")
    if not tab.driver.execute_script("return document.activeElement.matches('a[href^=\"#\"]')"):
        yield tab.finding(
            "keyboard/skip-link", "The first stop is not a link to the main content", "Put a skip link first."
        )
        return
    tab.press("Enter")
    if not tab.js("focusIn", "main"):
        yield tab.finding(
            "keyboard/skip-link",
            "The skip link does not move focus to the main content",
            'Let it lead to the id of <main>, and give <main> tabindex="-1".',
        )


def opening(tab: Tab) -> Iterator[Finding]:
    """Open and close whatever opens: with Enter, and lists of the header with Escape too."""
    for opener in tab.js("openers"):
        index, name = opener["index"], opener["name"]
        if tab.js("isOpen", index):
            continue
        tab.js("focusOn", index)
        tab.press("Enter")
        if not tab.js("isOpen", index):
            yield tab.finding("keyboard/enter", f"Enter does not open {name}", "Use <details> or a <button>.")
            continue
        if opener["menu"]:
            tab.press("Escape")
            if tab.js("isOpen", index):
                yield tab.finding(
                    "keyboard/escape", f"Escape does not close {name}", "Close it when Escape is pressed."
                )
            elif not tab.js("hasFocus", index):
                yield tab.finding(
                    "keyboard/escape", f"Focus does not go back to {name} after Escape", "Focus it again."
                )
        else:
            tab.press("Enter")
            if tab.js("isOpen", index):
                yield tab.finding("keyboard/enter", f"Enter does not close {name}", "Use <details> or a <button>.")


IN_BROWSER, check = browser_check(
    "keyboard",
    RULES,
    [
        Probe(by_keyboard, (WIDE, PHONE), fresh=True),
        Probe(focus_in_scheme, (WIDE_DARK,)),
    ],
)
