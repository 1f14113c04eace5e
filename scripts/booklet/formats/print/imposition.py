"""Puts the pages of a tagged PDF two by two on sheets for a booklet that is folded once; tags, links and bookmarks stay
right.

Saddle stitch: printed on both sides and turned on the short edge, the sheets lie in each other and are folded together.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, String


@dataclass(frozen=True)
class Place:
    """Where an old page has gone: its new page, how far right it lies there (points), and the form that draws it."""

    page: Object
    right: float
    form: Object


def sheet_sides(count: int, right_to_left: bool = False) -> list[tuple[int, int]]:
    """Return the pairs of page numbers (from 0) on each side of each sheet, left and right, for `count` pages.

    Numbers from `count` on are empty pages that fill the last sheet.
    """
    filled = -(-count // 4) * 4
    sides = []
    for sheet in range(filled // 4):
        sides += [(filled - 1 - 2 * sheet, 2 * sheet), (2 * sheet + 1, filled - 2 - 2 * sheet)]
    return [(right, left) for left, right in sides] if right_to_left else sides


def impose(pdf: pikepdf.Pdf, right_to_left: bool) -> None:
    """Change a PDF of upright pages of one size into one of sheets with two pages side by side."""
    old = list(pdf.pages)
    sides = sheet_sides(len(old), right_to_left)
    new, places = _lay_out(pdf, old, sides)
    for page in old:
        _move_annotations(page, places)
    _fix_destinations(pdf, places)
    _fix_tags(pdf, places)
    while len(pdf.pages):
        del pdf.pages[0]
    for sheet in new:
        pdf.pages.append(pikepdf.Page(sheet))
    _label(pdf, sides, len(old))


def _lay_out(
    pdf: pikepdf.Pdf, old: list[pikepdf.Page], sides: list[tuple[int, int]]
) -> tuple[list[Dictionary], dict[tuple[int, int], Place]]:
    """Make the new pages; return them in order, and the place of each old page by its object number."""
    width, height = float(old[0].mediabox[2]), float(old[0].mediabox[3])
    forms = []
    for page in old:
        form = pdf.make_indirect(page.as_form_xobject())
        form.StructParents = page.obj.StructParents
        form.Resources = page.obj.Resources
        forms.append(form)
    pages, places = [], {}
    for side in sides:
        new = pdf.make_indirect(
            Dictionary(
                Type=Name.Page,
                MediaBox=Array([0, 0, 2 * width, height]),
                Tabs=Name.S,
                Resources=Dictionary(XObject=Dictionary()),
                Annots=Array(),
            )
        )
        drawing = b""
        for half, number in enumerate(side):
            if number >= len(old):
                continue
            new.Resources.XObject[f"/P{half}"] = forms[number]
            drawing += b"q 1 0 0 1 %.3f 0 cm /P%d Do Q\n" % (half * width, half)
            places[old[number].obj.objgen] = Place(new, half * width, forms[number])
        new.Contents = pdf.make_stream(drawing)
        pages.append(new)
    return pages, places


def _shifted(numbers: Object, right: float) -> Array:
    """Return x and y values in turn, moved to the right."""
    return Array([float(value) + (right if place % 2 == 0 else 0) for place, value in enumerate(numbers)])


def _move_annotations(page: pikepdf.Page, places: dict[tuple[int, int], Place]) -> None:
    place = places[page.obj.objgen]
    for annotation in page.obj.get("/Annots", []):
        annotation.Rect = _shifted(annotation.Rect, place.right)
        annotation.P = place.page
        if "/QuadPoints" in annotation:
            annotation.QuadPoints = _shifted(annotation.QuadPoints, place.right)
        place.page.Annots.append(annotation)
        _fix_target(annotation, places)


def _fix_target(item: Object, places: dict[tuple[int, int], Place]) -> None:
    """Correct the destination of a link or a bookmark."""
    if "/Dest" in item:
        _fix_destination(item.Dest, places)
    if "/A" in item and "/D" in item.A:
        _fix_destination(item.A.D, places)


def _fix_destination(destination: Object, places: dict[tuple[int, int], Place]) -> None:
    """Move an explicit destination (ISO 32000-1, 12.3.2.2); a named one is moved where it is defined."""
    if (
        not isinstance(destination, Array)
        or not isinstance(destination[0], Dictionary)
        or destination[0].objgen not in places
    ):
        return
    place = places[destination[0].objgen]
    destination[0] = place.page
    if len(destination) > 2 and destination[1] == Name.XYZ and destination[2] is not None:
        destination[2] = float(destination[2]) + place.right


def _fix_destinations(pdf: pikepdf.Pdf, places: dict[tuple[int, int], Place]) -> None:
    def in_tree(node: Object) -> None:
        for kid in node.get("/Kids", []):
            in_tree(kid)
        for value in list(node.get("/Names", []))[1::2]:
            _fix_destination(value.D if isinstance(value, Dictionary) else value, places)

    def in_outline(item: Object | None) -> None:
        while item is not None:
            _fix_target(item, places)
            if "/First" in item:
                in_outline(item.First)
            item = item.get("/Next")

    root = pdf.Root
    if "/Names" in root and "/Dests" in root.Names:
        in_tree(root.Names.Dests)
    if "/Outlines" in root and "/First" in root.Outlines:
        in_outline(root.Outlines.First)


def _fix_tags(pdf: pikepdf.Pdf, places: dict[tuple[int, int], Place]) -> None:
    """Point every tag at the form that holds its content: marked content in a form names it (ISO 32000-1, 14.7.4.3)."""

    def walk(element: Object, page: Object | None) -> None:
        page = element.get("/Pg", page)
        kids = element.get("/K")
        if kids is not None:
            element.K = Array(
                [_fixed_kid(kid, page, places, walk) for kid in (kids if isinstance(kids, Array) else [kids])]
            )
        if page is not None and page.objgen in places:
            place = places[page.objgen]
            _move_box(element, place.right)
            if "/Pg" in element:
                element.Pg = place.page

    roots = pdf.Root.StructTreeRoot.K
    for element in roots if isinstance(roots, Array) else [roots]:
        walk(element, None)


def _fixed_kid(
    kid: Object,
    page: Object | None,
    places: dict[tuple[int, int], Place],
    walk: Callable[[Object, Object | None], None],
) -> Object:
    if isinstance(kid, int):
        assert page is not None, "ISO 32000-1, 14.7.4.2: a tag of marked content names its page"
        place = places[page.objgen]
        return Dictionary(Type=Name.MCR, Pg=place.page, Stm=place.form, MCID=kid)
    kind = kid.get("/Type")
    if kind in (Name.MCR, Name.OBJR):
        shown_on = kid.get("/Pg", page)
        assert shown_on is not None, "ISO 32000-1, 14.7.4.2: the reference or its tag names the page"
        place = places[shown_on.objgen]
        kid.Pg = place.page
        if kind == Name.MCR:
            kid.Stm = place.form
    else:
        walk(kid, page)
    return kid


def _move_box(element: Object, right: float) -> None:
    """Move the box of a figure, which its attributes give."""
    attributes = element.get("/A")
    for one in attributes if isinstance(attributes, Array) else [attributes]:
        if isinstance(one, Dictionary) and "/BBox" in one:
            one.BBox = _shifted(one.BBox, right)


def _label(pdf: pikepdf.Pdf, sides: list[tuple[int, int]], count: int) -> None:
    """Label each side with the pages on it ("12 | 1"), and ask the printer to turn the sheets on the short edge."""
    labels = Array()
    for number, side in enumerate(sides):
        words = " | ".join(str(page + 1) if page < count else "–" for page in side)
        labels.extend(Array([number, Dictionary(P=String(words))]))
    pdf.Root.PageLabels = Dictionary(Nums=labels)
    preferences = pdf.Root.get("/ViewerPreferences", Dictionary())
    preferences.update({"/DisplayDocTitle": True, "/Duplex": Name.DuplexFlipShortEdge, "/PrintScaling": Name("/None")})
    pdf.Root.ViewerPreferences = preferences
