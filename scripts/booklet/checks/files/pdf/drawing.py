"""Reads what a finished PDF draws: where each letter is, and which pictures are there, found by the colours of their
shapes.

A picture leaves no name in a PDF. But the shapes of its drawing follow each other there as they do in its file, each
with its colours, and no other picture has the same shapes in the same order.
"""

from __future__ import annotations

import ctypes
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pypdfium2
from lxml import etree
from pypdfium2 import raw

SHAPES = {"path", "rect", "circle", "ellipse", "line", "polygon", "polyline"}
# Light letters are written on a dark ground: those of at least this much light, of 255, are looked for in the page as it
# is seen, and are seen where both halves of their boxes have a point that is so much darker
LIGHT, CONTRAST = 128, 40
SCALE = 2  # points of light to a point of paper
LEAST_POINTS = 6  # of a letter's half: smaller letters are looked at whole
NAMED = {"white": "#ffffff", "black": "#000000"}
# Fill and stroke of a shape, "" where there is none
Colours = tuple[str, str]


class Box(NamedTuple):
    """An area of a page in points, from the left and from the foot of the page."""

    left: float
    bottom: float
    right: float
    top: float

    @property
    def area(self) -> float:
        return max(self.right - self.left, 0.0) * max(self.top - self.bottom, 0.0)

    def meets(self, other: Box) -> bool:
        """Say whether there is an area that both have."""
        return (
            self.left < other.right and other.left < self.right and self.bottom < other.top and other.bottom < self.top
        )

    def common(self, other: Box) -> float:
        """Return the area that both have."""
        if not self.meets(other):
            return 0.0
        width = min(self.right, other.right) - max(self.left, other.left)
        height = min(self.top, other.top) - max(self.bottom, other.bottom)
        return width * height

    def within(self, other: Box) -> Box:
        """Return the part of this area that is inside the other; one without extent at its edge where there is none."""
        left, bottom, right, top = other
        return Box(
            min(max(self.left, left), right),
            min(max(self.bottom, bottom), top),
            min(max(self.right, left), right),
            min(max(self.top, bottom), top),
        )

    def holds_middle_of(self, other: Box) -> bool:
        """Say whether the middle of the other is in this area."""
        x, y = (other.left + other.right) / 2, (other.bottom + other.top) / 2
        return self.left < x < self.right and self.bottom < y < self.top


class Letter(NamedTuple):
    """A letter: its sign, where its ink is, which text object of its page it belongs to, and whether its ink differs
    from what is around it.

    `ink` is where that of the whole object is, of text with an ActualText: PDFium gives each of its letters an even share
    of the ink of one object, whatever the letter looks like. None for all other text, whose letters have their own
    places, and where PDFium does not say it.
    """

    sign: str
    box: Box
    piece: int
    seen: bool = True
    ink: Box | None = None


@dataclass(frozen=True)
class Shape:
    """A drawn shape: its colours, and the area that it takes."""

    colours: Colours
    box: Box


@dataclass(frozen=True)
class DrawnPage:
    """What a page draws; `box` is the page itself."""

    box: Box
    letters: tuple[Letter, ...]
    shapes: tuple[Shape, ...]


Matrix = tuple[float, float, float, float, float, float]


def read_drawing(path: Path, letters: bool = True) -> list[DrawnPage]:
    """Return what each page of a PDF draws, without its `letters` where nobody asks for them.

    Raises pypdfium2.PdfiumError if it cannot be opened.
    """
    document = pypdfium2.PdfDocument(path)
    try:
        return [_page(page, letters) for page in document]
    finally:
        document.close()


def _page(page: pypdfium2.PdfPage, letters: bool) -> DrawnPage:
    left, bottom, right, top = page.get_cropbox()
    return DrawnPage(Box(left, bottom, right, top), tuple(_letters(page)) if letters else (), tuple(_shapes(page)))


def _letters(page: pypdfium2.PdfPage) -> Iterator[Letter]:
    textpage = page.get_textpage()
    text = textpage.raw
    look = _Look(page)
    known: dict[int, tuple[bool, float]] = {}  # by piece of text: whether words go with it, and its light
    left, right, bottom, top = places = [ctypes.c_double() for _ in range(4)]
    corners = [ctypes.byref(place) for place in places]
    for index in range(raw.FPDFText_CountChars(text)):
        sign = chr(raw.FPDFText_GetUnicode(text, index))
        # A space or a line end that PDFium adds belongs to no object; others have no ink
        if sign.isspace() or not raw.FPDFText_GetCharBox(text, index, *corners):
            continue
        box = Box(left.value, bottom.value, right.value, top.value)
        if box.area > 0 and (owner := raw.FPDFText_GetTextObject(text, index)):
            piece = ctypes.addressof(owner.contents)
            if piece not in known:
                known[piece] = _has_actual_text(owner), _light(owner)
            carries_words, light = known[piece]
            seen = light < LIGHT or look.shows(light, box)
            yield Letter(sign, box, piece, seen, _ink(owner, box) if carries_words else None)
    textpage.close()


def _ink(owner: object, letter: Box) -> Box | None:
    """Return where the ink of a text object is; None where the box of its letter is elsewhere, as inside a form."""
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    if not raw.FPDFPageObj_GetBounds(owner, left, bottom, right, top):
        return None
    ink = Box(left.value, bottom.value, right.value, top.value)
    return ink if letter.common(ink) > 0 else None


def _has_actual_text(owner: object) -> bool:
    """Say whether the words of a text object go with it (ISO 32000-1, 14.9.4)."""
    marks = (raw.FPDFPageObj_GetMark(owner, index) for index in range(raw.FPDFPageObj_CountMarks(owner)))
    return any(raw.FPDFPageObjMark_GetParamValueType(mark, b"ActualText") == raw.FPDF_OBJECT_STRING for mark in marks)


def _light(owner: object) -> float:
    """Return how much light the letters of a text object have: they share a colour. Dark ones are taken to be seen."""
    colour = _colour(owner, raw.FPDFPageObj_GetFillColor)
    return sum(share * int(colour[at : at + 2], 16) for share, at in ((0.3, 1), (0.59, 3), (0.11, 5)) if colour)


class _Look:
    """A page as it is seen; drawn when the first light letter asks for it."""

    def __init__(self, page: pypdfium2.PdfPage) -> None:
        self._page = page
        self._left, bottom, _, self._top = page.get_cropbox()
        self._ground = Box(self._left, bottom, self._left + page.get_width(), self._top)

    @cached_property
    def _light(self) -> np.ndarray:
        return self._page.render(scale=SCALE, grayscale=True, may_draw_forms=False).to_numpy().squeeze().astype(int)

    def shows(self, light: float, box: Box) -> bool:
        """Say whether a letter of this much light, with its ink in `box`, can be told from its ground."""
        inside = box.within(self._ground)
        if not inside.area:
            return True
        points = self._light[
            _points(self._top - inside.top, self._top - inside.bottom),
            _points(inside.left - self._left, inside.right - self._left),
        ]
        halves = np.array_split(points, 2) if len(points) >= 2 * LEAST_POINTS else [points]
        return all(not half.size or light - half.min() >= CONTRAST for half in halves)


def _points(start: float, end: float) -> slice:
    """Return which points a length takes, and one more at each end: a hyphen fills its box."""
    return slice(max(int(start * SCALE) - 1, 0), int(end * SCALE) + 2)


def _shapes(page: pypdfium2.PdfPage) -> Iterator[Shape]:
    objects = [raw.FPDFPage_GetObject(page, index) for index in range(raw.FPDFPage_CountObjects(page))]
    yield from _drawn(objects, (1.0, 0.0, 0.0, 1.0, 0.0, 0.0))


def _drawn(objects: Sequence[object], matrix: Matrix) -> Iterator[Shape]:
    """Yield the shapes of objects, also of those in forms, whose matrix (ISO 32000-1, 8.10) comes before `matrix`."""
    for one in objects:
        kind = raw.FPDFPageObj_GetType(one)
        if kind == raw.FPDF_PAGEOBJ_FORM:
            own = raw.FS_MATRIX()
            raw.FPDFPageObj_GetMatrix(one, own)
            inside = [raw.FPDFFormObj_GetObject(one, index) for index in range(raw.FPDFFormObj_CountObjects(one))]
            yield from _drawn(inside, _times((own.a, own.b, own.c, own.d, own.e, own.f), matrix))
        elif kind == raw.FPDF_PAGEOBJ_PATH:
            fill, stroke = ctypes.c_int(), ctypes.c_int()
            raw.FPDFPath_GetDrawMode(one, fill, stroke)
            colours = (
                _colour(one, raw.FPDFPageObj_GetFillColor) if fill.value else "",
                _colour(one, raw.FPDFPageObj_GetStrokeColor) if stroke.value else "",
            )
            if any(colours):
                yield Shape(colours, _placed(one, matrix))


def _times(first: Matrix, then: Matrix) -> Matrix:
    a, b, c, d, e, f = first
    p, q, r, s, t, u = then
    return (a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u)


def _placed(one: object, matrix: Matrix) -> Box:
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    raw.FPDFPageObj_GetBounds(one, left, bottom, right, top)
    a, b, c, d, e, f = matrix
    corners = [
        (a * x + c * y + e, b * x + d * y + f) for x in (left.value, right.value) for y in (bottom.value, top.value)
    ]
    xs, ys = zip(*corners, strict=True)
    return Box(min(xs), min(ys), max(xs), max(ys))


def _colour(one: object, get: Callable[..., int]) -> str:
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    found = get(one, red, green, blue, alpha)
    return f"#{red.value:02x}{green.value:02x}{blue.value:02x}" if found else ""


@cache
def signature(picture: Path) -> tuple[Colours, ...]:
    """Return the colours of the shapes of an SVG file in their order; those without colour are not drawn.

    Raises OSError or lxml.etree.XMLSyntaxError if it cannot be read.
    """

    def walk(element: etree._Element, fill: str, stroke: str) -> Iterator[Colours]:
        fill, stroke = element.get("fill", fill), element.get("stroke", stroke)
        if etree.QName(element).localname in SHAPES:
            yield _hex(fill), _hex(stroke)
        for child in element:
            if isinstance(child.tag, str):
                yield from walk(child, fill, stroke)

    found = walk(etree.parse(picture).getroot(), "black", "none")
    return tuple(colours for colours in found if any(colours))


def _hex(colour: str) -> str:
    """Return a colour of an SVG file as “#rrggbb”, "" for none."""
    plain = colour.strip().lower()
    if plain == "none":
        return ""
    plain = NAMED.get(plain, plain)
    return "#" + "".join(2 * digit for digit in plain[1:]) if len(plain) == 4 else plain


def find_pictures(pages: Sequence[DrawnPage], pictures: Sequence[Path]) -> tuple[list[Path], list[tuple[int, Box]]]:
    """Look for each picture, as often as it is named; return those that are missing, and the places of the others.

    A place is a page, from 0, and the area that the picture takes. No shape belongs to two pictures.
    """
    shapes = [(number, shape) for number, page in enumerate(pages) for shape in page.shapes]
    starts: dict[Colours, list[int]] = defaultdict(list)
    for index, (_, shape) in enumerate(shapes):
        starts[shape.colours].append(index)
    taken: set[int] = set()
    missing: list[Path] = []
    places: list[tuple[int, Box]] = []
    # The largest first: what is left of a large one may look like a small one
    for picture in sorted(pictures, key=lambda one: -len(signature(one))):
        wanted = signature(picture)
        for start in starts[wanted[0]] if wanted else ():
            found = shapes[start : start + len(wanted)]
            if taken.isdisjoint(range(start, start + len(wanted))) and wanted == tuple(
                shape.colours for _, shape in found
            ):
                taken.update(range(start, start + len(wanted)))
                boxes = [shape.box for _, shape in found]
                # The ground of a picture comes first and is as large as it
                places.append((found[0][0], boxes[0]))
                break
        else:
            missing.append(picture)
    return missing, places
