"""Signs that look like Markdown and mean nothing here: a reader would meet them as they were typed.

Every text is written so that it reads without them. Each function yields pairs of a problem and its cure, or places.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from booklet.source.service.facts import PLACEHOLDER

# The start of a list item as people write it; only the first two and a number with a full stop mean one here
ITEM = re.compile(r"(?P<indent>[ \t]*)(?P<mark>[-*+]|\d{1,3}\.)(?P<gap>[ \t]+)\S")
# What people type for a list item, and Markdown does not know
NO_ITEM = re.compile(r"[ \t]*(?:[•◦▪‣·–—][ \t]|\d{1,3}\)[ \t]|\(\d{1,3}\)[ \t]|[a-z]\)[ \t])")
BOX = re.compile(r"\[[ xX]?\](?=\s|$)")
# A line to write on is a gap that a letter or a sheet leaves: it is meant
GAP = re.compile(r"_{3,}|\.{5,}")
# Signs of Markdown, HTML and other notations that no sentence of the guide needs
SIGNS = {
    "**": "bold that is not opened or closed, or that has a space inside its stars",
    "*": "a star",
    "~~": "two waves",
    "`": "a backtick",
    "\\": "a backslash",
    "](": "a link that is not closed",
    "][": "a link to a name",
    "[": "a square bracket",
    "]": "a square bracket",
    "|": "an upright line",
    "{": "a brace",
    "}": "a brace",
    "__": "two underscores",
    "==": "two equals signs",
    "^": "a circumflex",
    "///": "three slashes",
    "::": "two colons",
}
CURES = {
    "**": "Put two stars right before and right after the bold words.",
    "](": "Write a link as [words](plan.md), on one line.",
    "][": "Write a link as [words](plan.md).",
}
ENTITY = re.compile(r"&(?:#\d{1,7}|#x[0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});")
INDENT = 4


def left_over(words: str) -> Iterator[tuple[str, str]]:
    """Yield what looks like markup in the words that a reader meets: (problem, cure), the first of each kind.

    `words` have facts still by name ({phone}).
    """
    bare = GAP.sub("", PLACEHOLDER.sub("", words))
    if BOX.search(bare):
        yield "“[ ]” shows as it is: there are no boxes to tick here.", "Use the block “/// questions”."
        return
    for sign, meaning in SIGNS.items():
        if sign in bare:
            yield (
                f"“{sign}” shows as it is: this is {meaning}.",
                CURES.get(sign, "Take it away, or write what it stands for in words."),
            )
            return


def entities(raw: str) -> Iterator[tuple[str, str]]:
    """Yield the first name of a character of HTML in a text as it was typed: (problem, cure)."""
    if found := ENTITY.search(raw):
        yield f"“{found[0]}” is HTML, and shows as it is in some documents.", "Type the sign itself."


def list_faults(lines: tuple[str, ...]) -> Iterator[tuple[int, str, str]]:
    """Yield (line from 1, problem, cure) for everything in a page's body that is meant as a list and is none.

    `lines` are the lines of the body, as long as the file. A list needs an empty line before it, items inside others
    are indented by 4, numbers count on from 1: other texts are published as running text or with other numbers.
    """
    count: dict[int, int] = {}
    for number, line in enumerate(lines, 1):
        before = lines[number - 2] if number > 1 else ""
        if NO_ITEM.match(line):
            yield (
                number,
                f"“{line.strip().split()[0]}” starts no item of a list here.",
                "Start each item with “-   ”, or with “1.  ” for steps.",
            )
            continue
        item = ITEM.match(line)
        indent = len(line) - len(line.lstrip(" "))
        if item is None:
            if line.strip():
                # Words further out end the list
                count = {level: step for level, step in count.items() if level < indent}
            continue
        if "\t" in item["indent"] or indent % INDENT:
            yield (
                number,
                f"This item is indented by {len(item['indent'])}, which is no step of {INDENT}: it would not be inside another.",
                f"Indent an item inside another by {INDENT} spaces, and one that is not by none.",
            )
            continue
        if before.strip() and not ITEM.match(before) and not _goes_on(before, indent) and not before.startswith("///"):
            yield (
                number,
                "A list begins right under a line of words: it would be published as running text.",
                "Put an empty line before it.",
            )
        yield from _step(number, item["mark"], indent, count)


def _goes_on(before: str, indent: int) -> bool:
    """Say whether a line belongs to the item of a list that another item may follow: it is indented further."""
    return len(before) - len(before.lstrip(" ")) > indent


def _step(number: int, mark: str, indent: int, count: dict[int, int]) -> Iterator[tuple[int, str, str]]:
    """Follow the numbers of the list at this indent, and yield a fault where one does not count on."""
    for level in [level for level in count if level > indent]:
        del count[level]
    if not mark[0].isdigit():
        count[indent] = 0
        return
    typed, expected = int(mark[:-1]), count.get(indent, 0) + 1
    count[indent] = typed
    if typed not in (expected, 1):
        yield (
            number,
            f"This step has the number {typed}, and would be published as {expected}.",
            f"Number the steps of a list from 1. Words between two steps belong to the first: indent them by {INDENT} spaces.",
        )
    elif typed == 1 and expected > 2:
        count[indent] = 1
