"""Reads a finished PDF: its tag tree with the words of each tag, its pages, bookmarks, fonts and settings.

The tags come from the file itself; the words of each mark from PDFium, so that letters, their order from right to
left and ActualText are understood as a reader's program understands them.
"""

from __future__ import annotations

import ctypes
import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple
from unicodedata import bidirectional

import pikepdf
import pypdfium2
from pypdfium2 import raw

INLINE = {"Span", "Link", "Reference", "Quote", "Code"}
NO_MARK = -1  # PDFium's number of the mark for what is in none that has a number
PART_EDGE = 0.5  # points by which a letter may stand out of the part of the page that it is in
SAME_LINE = 2.0  # points between two baselines
GAP = 2.0  # points between two letters: a space of the smallest letters is wider


class NotTaggedError(Exception):
    """The file has no tag tree, or one that cannot be followed."""


class Place(NamedTuple):
    """A page, and the part of it from the left, both from 0: a side of a booklet to fold has two, all others one."""

    page: int
    part: int


@dataclass(frozen=True)
class MarkedText:
    """The words of one mark: a part of a line. `baseline`, `left` and `right` are its place on the page, and
    `size` how large its smallest letters are, in points.
    """

    words: str
    page: Place
    baseline: float
    left: float
    right: float
    size: float

    def joins(self, other: MarkedText) -> bool:
        """Return whether the other goes on where this ends: on the same line, without a gap."""
        return (
            self.page == other.page
            and abs(self.baseline - other.baseline) < SAME_LINE
            and max(self.left, other.left) - min(self.right, other.right) < GAP
        )


@dataclass
class Tag:
    """An element of the tag tree, with its kids in order. `targets` are where its links lead, `fields` the kind of each
    of its fields to fill in (see `_kind`) and what it is called.
    """

    role: str
    language: str = ""
    alternative: str = ""
    numbering: str = ""
    page: Place | None = None
    kids: list[Tag | MarkedText] = field(default_factory=list)
    targets: list[str] = field(default_factory=list)
    fields: list[tuple[str, str]] = field(default_factory=list)

    def walk(self, without: str = "") -> Iterator[Tag]:
        """Yield this tag and all in it, in the order of the text, except what is inside a tag of the role `without`."""
        yield self
        for kid in self.kids:
            if isinstance(kid, Tag) and kid.role != without:
                yield from kid.walk(without)

    def words(self, leave_out: frozenset[int] = frozenset()) -> str:
        """Return the words, with a space where a line or a block begins.

        `leave_out` holds the id() of tags and of words to skip.
        """
        parts: list[str] = []
        last: MarkedText | None = None

        def add(tag: Tag) -> None:
            nonlocal last
            block = tag.role not in INLINE
            last = None if block else last
            for kid in tag.kids:
                if isinstance(kid, MarkedText):
                    if id(kid) not in leave_out:
                        parts.append(kid.words if last and last.joins(kid) else f" {kid.words}")
                    last = kid
                elif id(kid) not in leave_out:
                    add(kid)
            last = None if block else last

        add(self)
        return "".join(parts)


@dataclass(frozen=True)
class Bookmark:
    """An entry of the outline: its level from 1, its title and the page it leads to."""

    level: int
    title: str
    page: Place | None


@dataclass(frozen=True)
class File:
    """What a PDF file holds.

    `pages` are the words of each page in PDFium's order, `edges` the longer edge of each in points, `artifacts` the
    words that no tag holds, for each part of each page. `destinations` gives the page of each named place; `fonts` each
    font's name and whether it is embedded.
    """

    tags: Tag
    pages: tuple[str, ...]
    edges: tuple[float, ...]
    artifacts: dict[Place, str]
    labels: tuple[str, ...]
    bookmarks: tuple[Bookmark, ...]
    destinations: dict[str, Place]
    fonts: dict[str, bool]
    title: str
    xmp_title: str
    language: str
    shows_title: bool


def read(path: Path) -> File:
    """Read a PDF file.

    Raises pikepdf.PdfError or pypdfium2.PdfiumError if it is broken, NotTaggedError if it has no usable tag tree.
    """
    with pikepdf.open(path) as pdf:
        root = pdf.Root
        sheets = _Sheets.of(pdf)
        pages, marks = _words(path, sheets)
        destinations = _destinations(root, sheets)
        tree = root.get("/StructTreeRoot")
        if tree is None:
            raise NotTaggedError
        preferences: Any = root.get("/ViewerPreferences", {})
        places = [Place(number, part) for number, lefts in enumerate(sheets.lefts) for part in range(len(lefts))]
        return File(
            tags=_Tags(marks, sheets).tree(tree),
            pages=pages,
            edges=tuple(max(float(edge) for edge in page.mediabox[2:]) for page in pdf.pages),
            artifacts={place: marks[place, NO_MARK].words if (place, NO_MARK) in marks else "" for place in places},
            labels=tuple(page.label for page in pdf.pages) if "/PageLabels" in root else (),
            bookmarks=tuple(_bookmarks(pdf, sheets, destinations)),
            destinations=destinations,
            fonts=_fonts(pdf),
            title=str(pdf.docinfo.get("/Title", "")),
            # not as a context manager, which would write into the properties too
            xmp_title=str(pdf.open_metadata().get("dc:title", "")),
            language=str(root.get("/Lang", "")),
            shows_title=bool(preferences.get("/DisplayDocTitle", False)),
        )


@dataclass(frozen=True)
class _Sheets:
    """Which parts each page has. `numbers` gives a page's number by its object, `lefts` the left edges of its parts in
    points, `forms` the part in which a form is drawn whose marks are counted on their own (ISO 32000-1, 14.7.4.3).
    """

    numbers: dict[tuple[int, int], int]
    lefts: list[list[float]]
    forms: dict[tuple[int, int], Place]

    @classmethod
    def of(cls, pdf: pikepdf.Pdf) -> _Sheets:
        lefts: list[list[float]] = []
        forms: dict[tuple[int, int], Place] = {}
        for number, page in enumerate(pdf.pages):
            drawn = sorted((left, form) for left, form in _forms(page))
            lefts.append([left for left, _ in drawn] or [0.0])
            forms |= {form: Place(number, part) for part, (_, form) in enumerate(drawn)}
        return cls({page.obj.objgen: number for number, page in enumerate(pdf.pages)}, lefts, forms)

    def place(self, page: int, x: float) -> Place:
        """Return the part of a page that holds what is at `x` points."""
        return Place(page, max(sum(left - PART_EDGE <= x for left in self.lefts[page]) - 1, 0))

    def destination(self, target: Any) -> Place | None:
        """Return where an explicit destination leads (ISO 32000-1, 12.3.2.2); None if that page is not in the file."""
        number = self.numbers.get(target[0].objgen)
        if number is None:
            return None
        x = float(target[2]) if len(target) > 2 and target[1] == "/XYZ" and target[2] is not None else 0.0
        return self.place(number, x)


def _forms(page: pikepdf.Page) -> Iterator[tuple[float, tuple[int, int]]]:
    """Yield each form of a page whose marks are counted on their own, as its left edge in points and its object."""
    resources: Any = page.obj.get("/Resources", {})
    drawn = resources.get("/XObject", {})
    if not any("/StructParents" in form for form in drawn.values()):
        return
    left = 0.0
    for instruction in pikepdf.parse_content_stream(page):
        operands, operator = instruction.operands, instruction.operator
        if str(operator) == "q":
            left = 0.0
        elif str(operator) == "cm":
            left += float(operands[4])
        elif str(operator) == "Do" and "/StructParents" in drawn[operands[0]]:
            yield left, drawn[operands[0]].objgen


def _address(shown: Any) -> int:
    """Return where an object of PDFium is: it has no other name."""
    return ctypes.addressof(shown.contents)


def _parts(page: pypdfium2.PdfPage) -> dict[int, int]:
    """Return the part of the page that each object in a form belongs to, by the object's address.

    The position of a letter does not tell it: PDFium gives letters of an ActualText the place that they have in the form.
    """
    forms = [(raw.FPDFPage_GetObject(page, index), raw.FS_MATRIX()) for index in range(raw.FPDFPage_CountObjects(page))]
    forms = [
        (form, matrix)
        for form, matrix in forms
        if raw.FPDFPageObj_GetType(form) == raw.FPDF_PAGEOBJ_FORM and raw.FPDFPageObj_GetMatrix(form, matrix)
    ]
    forms.sort(key=lambda one: one[1].e)
    return {
        _address(raw.FPDFFormObj_GetObject(form, index)): part
        for part, (form, _) in enumerate(forms)
        for index in range(raw.FPDFFormObj_CountObjects(form))
    }


def _words(path: Path, sheets: _Sheets) -> tuple[tuple[str, ...], dict[tuple[Place, int], MarkedText]]:
    """Return the words of each page, and those of each mark by place and number; under NO_MARK, what has no number."""
    pages: list[str] = []
    marks: dict[tuple[Place, int], MarkedText] = {}
    x, baseline, box = ctypes.c_double(), ctypes.c_double(), raw.FS_RECTF()
    document = pypdfium2.PdfDocument(path)
    try:
        for number, page in enumerate(document):
            text = page.get_textpage()
            units: list[int] = []
            of_mark: dict[tuple[Place, int], list[_Letter]] = {}
            parts = _parts(page) if len(sheets.lefts[number]) > 1 else {}
            # What all letters of a text object have in common: their mark's letters so far, and their size
            of_object: dict[int, tuple[list[_Letter], float]] = {}
            for index in range(raw.FPDFText_CountChars(text)):
                unit = raw.FPDFText_GetUnicode(text, index)
                units.append(unit)
                if not (shown := raw.FPDFText_GetTextObject(text, index)):
                    continue  # a space or line end that PDFium adds
                address = _address(shown)
                if address not in of_object:
                    place = Place(number, parts.get(address, 0))
                    mark = raw.FPDFPageObj_GetMarkedContentID(shown)
                    of_object[address] = of_mark.setdefault((place, mark), []), _size(shown)
                letters, size = of_object[address]
                raw.FPDFText_GetCharOrigin(text, index, x, baseline)
                raw.FPDFText_GetLooseCharBox(text, index, box)
                letters.append(_Letter(unit, baseline.value, box.left, box.right, size))
            pages.append(_decoded(units))
            turned = _from_right_to_left(pages[-1])
            for (place, mark), letters in of_mark.items():
                marks[place, mark] = _piece(letters, place, turned)
            text.close()
            page.close()
    finally:
        document.close()
    return tuple(pages), marks


class _Letter(NamedTuple):
    """A letter on a page, as a UTF-16 unit, with its place and its size in points."""

    unit: int
    baseline: float
    left: float
    right: float
    size: float


def _size(shown: Any) -> float:
    """Return how large the letters of a text object are on the page: its font's size, stretched as its matrix says."""
    size, matrix = ctypes.c_float(), raw.FS_MATRIX()
    raw.FPDFTextObj_GetFontSize(shown, size)
    raw.FPDFPageObj_GetMatrix(shown, matrix)
    return size.value * math.hypot(matrix.c, matrix.d)


def _from_right_to_left(words: str) -> bool:
    return any(bidirectional(letter) in ("R", "AL") for letter in words)


def _piece(letters: list[_Letter], page: Place, turned: bool) -> MarkedText:
    """Return the words of one mark, which PDFium gives in the order of the text.

    Only in a line from right to left it takes the words of a phone number for words of that line. So where the page
    is `turned`, what has no letter from right to left is taken in the order of its places.
    """
    words = _decoded([letter.unit for letter in letters])
    if turned and not _from_right_to_left(words):
        words = _decoded([letter.unit for letter in sorted(letters, key=lambda letter: letter.left)])
    return MarkedText(
        words,
        page,
        letters[0].baseline,
        min(letter.left for letter in letters),
        max(letter.right for letter in letters),
        min(letter.size for letter in letters),
    )


def _decoded(units: list[int]) -> str:
    """Return code units as text. PDFium gives a letter beyond U+FFFF as two, and 0 for one that it does not know."""
    known = (unit or 0xFFFD for unit in units)
    return "".join(map(chr, known)).encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


@dataclass
class _Tags:
    """Builds the tree of tags from the file's own objects."""

    marks: dict[tuple[Place, int], MarkedText]
    sheets: _Sheets

    def tree(self, root: Any) -> Tag:
        top = Tag("StructTreeRoot")
        for kid in _kids(root):
            self.add(kid, top, None)
        return top

    def add(self, kid: Any, parent: Tag, page: Place | None) -> None:
        """Add a kid of a tag: a mark's number, a reference to a mark or a link, or another tag."""
        if isinstance(kid, int):
            self.add_mark(page, kid, parent)
            return
        if not isinstance(kid, pikepdf.Dictionary):
            raise NotTaggedError
        if "/Pg" in kid:
            number = self.sheets.numbers.get(kid.Pg.objgen)
            page = None if number is None else Place(number, 0)
        kind = kid.get("/Type")
        if kind == "/MCR":
            self.add_mark(self.sheets.forms.get(kid.Stm.objgen) if "/Stm" in kid else page, int(kid.MCID), parent)
        elif kind == "/OBJR" and kid.Obj.get("/Subtype") == "/Widget":
            parent.fields.append((_kind(kid.Obj), str(kid.Obj.get("/TU", ""))))
        elif kind == "/OBJR":
            target = _target(kid.Obj)
            if target not in parent.targets:  # a link over two lines has two areas
                parent.targets.append(target)
        else:
            attributes: Any = kid.get("/A", {})
            tag = Tag(
                str(kid.S).removeprefix("/"),
                str(kid.get("/Lang", "")),
                str(kid.get("/Alt", "")),
                str(attributes.get("/ListNumbering", "")).removeprefix("/")
                if isinstance(attributes, pikepdf.Dictionary)
                else "",
                page,
            )
            parent.kids.append(tag)
            for grandchild in _kids(kid):
                self.add(grandchild, tag, page)

    def add_mark(self, page: Place | None, mark: int, parent: Tag) -> None:
        if page is not None and (piece := self.marks.get((page, mark))) is not None:  # a picture's mark has no words
            parent.kids.append(piece)


def _kind(widget: Any) -> str:
    """Return what a field takes: "text", or "tick" where it has a look for that and one without; else ""."""
    looks = widget.get("/AP", {}).get("/N", {})
    if widget.get("/FT") == "/Tx":
        return "text"
    return "tick" if widget.get("/FT") == "/Btn" and len(looks) == 2 and "/Off" in looks else ""


def _kids(element: Any) -> list[Any]:
    kids = element.get("/K", [])
    return list(kids) if isinstance(kids, pikepdf.Array) else [kids]


def _target(annotation: Any) -> str:
    """Return where a link leads: an address, or “#” and the name of a place in the file."""
    if "/Dest" in annotation:
        return f"#{annotation.Dest}"
    return str(annotation.get("/A", {}).get("/URI", ""))


def _destinations(root: Any, sheets: _Sheets) -> dict[str, Place]:
    pairs = list(root.get("/Names", {}).get("/Dests", {}).get("/Names", []))
    places = {str(name): sheets.destination(target) for name, target in zip(pairs[::2], pairs[1::2], strict=False)}
    return {name: place for name, place in places.items() if place is not None}


def _bookmarks(pdf: pikepdf.Pdf, sheets: _Sheets, destinations: dict[str, Place]) -> Iterator[Bookmark]:
    def entries(items: list[pikepdf.OutlineItem], level: int) -> Iterator[Bookmark]:
        for item in items:
            place = item.destination
            page = sheets.destination(place) if isinstance(place, pikepdf.Array) else destinations.get(str(place))
            yield Bookmark(level, item.title, page)
            yield from entries(item.children, level + 1)

    with pdf.open_outline() as outline:
        yield from entries(list(outline.root), 1)


def _fonts(pdf: pikepdf.Pdf) -> dict[str, bool]:
    """Return the name of every font, without the letters of its subset, and whether the file holds it."""
    found: dict[str, bool] = {}
    for candidate in pdf.objects:
        if isinstance(candidate, pikepdf.Dictionary) and candidate.get("/Type") == "/Font" and "/BaseFont" in candidate:
            if candidate.get("/Subtype") == "/Type0":
                continue  # its descendant is in the list too, and holds the letters
            name = str(candidate.BaseFont).removeprefix("/")
            descriptor: Any = candidate.get("/FontDescriptor", {})
            embedded = any(key in descriptor for key in ("/FontFile", "/FontFile2", "/FontFile3"))
            found[name.partition("+")[2] or name] = found.get(name, True) and embedded
    return found
