"""Checks what a finished PDF draws: every picture is there, and no word is off the page, under something else or unseen.

The build asks the same before it publishes a file, and a request before it hands one over: booklet.publish.fit.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import combinations, product
from pathlib import Path

from booklet.checks.files.pdf.drawing import Box, DrawnPage, Letter, find_pictures, read_drawing
from booklet.findings import Problem

CURE = "Correct what lays out the pages: scripts/booklet/formats/print, or shorten the text."
OFF_PAGE = 0.5  # points by which the ink of a letter may stand out of the page
# The share of the smaller of two letters that another may cover: letters of one word, and marks over them, touch
COVERED = 0.4
# The share of the height of a piece of text with an ActualText by which its end may reach over the next piece, as the
# sign over the last letter of a Malayalam word does over a full stop. Of other text each letter has its own place.
OVERHANG = 0.1
MOST_SHOWN = 5
SHOWN = 40


def layout_problems(path: Path, pictures: Sequence[Path], folded: bool = False) -> Iterator[Problem]:
    """Yield what is wrong with the drawing of a PDF, which has to show each of the pictures (SVG files).

    On the sheets of a `folded` booklet only pictures are looked for. Its pages are those of its twin, which are looked
    at there, and PDFium does not give letters inside a form their place on the sheet where they have an ActualText.
    Raises pypdfium2.PdfiumError if it cannot be opened.
    """
    pages = read_drawing(path, letters=not folded)
    missing, places = find_pictures(pages, pictures)
    for picture in missing:
        yield Problem("pdf/pictures", f"The picture “{picture.stem}” of the book is not in the file.", CURE)
    for number, page in enumerate(pages):
        on_page = [box for at, box in places if at == number]
        for rule, what, letters in (
            ("pdf/off-page", "is off the page", off_page(page)),
            ("pdf/text-on-text", "lies on other text", on_text(page)),
            ("pdf/text-on-picture", "lies on a picture", on_picture(page, on_page)),
            ("pdf/text-unseen", "cannot be told from its ground", [one for one in page.letters if not one.seen]),
        ):
            if letters:
                words = "".join(letter.sign for letter in letters[:SHOWN])
                yield Problem(rule, f"Text on page {number + 1} {what}: “{words}”.", CURE)


def off_page(page: DrawnPage) -> list[Letter]:
    """Return the letters whose ink is not all on the page."""
    edge = page.box
    return [
        letter
        for letter in page.letters
        if letter.box.left < edge.left - OFF_PAGE
        or letter.box.right > edge.right + OFF_PAGE
        or letter.box.bottom < edge.bottom - OFF_PAGE
        or letter.box.top > edge.top + OFF_PAGE
    ]


def on_text(page: DrawnPage) -> list[Letter]:
    """Return the letters that lie on letters of another piece of text."""
    pieces: dict[int, list[Letter]] = defaultdict(list)
    for letter in page.letters:
        pieces[letter.piece].append(letter)
    places = [(_around(letters), letters) for letters in pieces.values()]
    found: set[int] = set()
    for (place, letters), (other_place, others) in combinations(places, 2):
        if not place.meets(other_place):
            continue
        for one, other in product(letters, others):
            common = one.box.common(other.box)
            if common > COVERED * min(one.box.area, other.box.area) and not _touch(one.ink, other.ink):
                found.add(id(one))
    return [letter for letter in page.letters if id(letter) in found]


def _around(letters: Sequence[Letter]) -> Box:
    """Return the area that letters take together."""
    lefts, bottoms, rights, tops = zip(*(letter.box for letter in letters), strict=True)
    return Box(min(lefts), min(bottoms), max(rights), max(tops))


def _touch(one: Box | None, other: Box | None) -> bool:
    """Say whether two pieces of text with an ActualText only touch: the last letter of one reaches a little over the first
    of the other.
    """
    if one is None or other is None:
        return False
    common = min(one.right, other.right) - max(one.left, other.left)
    height = max(one.top - one.bottom, other.top - other.bottom)
    return common <= min(OVERHANG * height, (one.right - one.left) / 2, (other.right - other.left) / 2)


def on_picture(page: DrawnPage, pictures: Sequence[Box]) -> list[Letter]:
    """Return the letters whose middle is inside a picture: pictures have no words."""
    return [letter for letter in page.letters if any(box.holds_middle_of(letter.box) for box in pictures)]
