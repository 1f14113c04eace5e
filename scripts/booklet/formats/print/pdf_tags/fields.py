"""Makes the fields of a PDF that people fill in on a screen: where the document has a `textarea` or a box to tick.

WeasyPrint can make fields too, but without tags and looks, and it embeds fonts for them from which words cannot be read.
"""

from __future__ import annotations

import pydyf

from booklet.formats.print.pdf_tags import typed_letters

# What the file calls the font of its fields. To readers it is a name like any other (ISO 32000-1, 12.7.3.3), but PDFium
# takes a font in the file for all letters only under one of the names Wingdings, Wingdings2, Wingdings3 and Webdings:
# under another name, a letter that is not in Windows-1252 is looked for on the machine
FONT = "Wingdings"
LETTERS = 11  # points of what people type
# Points by which a field is wider than its lines at either end: its ground covers their ends too
WIDER = 1
PRINTED, MULTILINE = 1 << 2, 1 << 12  # flags of annotations and of text fields (ISO 32000-1, 12.5.3 and 12.7.4.3)
WHITE = (1, 1, 1)
# Points by which the place that takes a tick is larger than the box on each side: a finger finds it, and it is still
# apart from the next one
LARGER = 3
# A tick, in parts of the edge of the box, and how thick it is
TICK, STROKE = ((0.14, 0.5), (0.4, 0.2), (0.9, 0.88)), 0.13

Edges = tuple[float, float, float, float]


def add_text(pdf: pydyf.PDF, page: pydyf.Dictionary, name: str, label: str, edges: Edges) -> pydyf.Dictionary:
    """Add an empty text field to a page, and return it.

    `label` is what a screen reader says, `name` what programs call it, `edges` are left, bottom, right and top in points
    from the left and the foot of the page. Its look is empty (every field has one: ISO 19005-2, 6.3.3), so that the lines
    under it are seen on paper. Its ground is white, so that the lines do not cross what people type.
    """
    left, bottom, right, top = edges
    edges = (left - WIDER, bottom, right + WIDER, top)
    form = _form(pdf)
    if "DR" not in form:
        form["DR"] = pydyf.Dictionary({"Font": pydyf.Dictionary({FONT: typed_letters.add_font(pdf).reference})})
    return _add(
        pdf,
        page,
        edges,
        {
            "FT": "/Tx",
            "T": pydyf.String(name),
            "TU": pydyf.String(label),
            "Ff": MULTILINE,
            "DA": pydyf.String(f"0 g /{FONT} {LETTERS} Tf"),
            "MK": pydyf.Dictionary({"BG": pydyf.Array(WHITE)}),
            "AP": pydyf.Dictionary({"N": _look(pdf, edges)}),
        },
    )


def add_box(pdf: pydyf.PDF, page: pydyf.Dictionary, name: str, label: str, edges: Edges) -> pydyf.Dictionary:
    """Add a box that a click ticks to a page, and return it; what goes in is as for `add_text`.

    Its look is empty while it is not ticked: the frame is painted on the page, so that there is a box on paper too. Its
    tick is drawn, as a font with a sign for it would have to go with the file (ISO 19005-2, 6.2.11.4.1).
    """
    left, bottom, right, top = edges
    edge = right - left
    outer = (left - LARGER, bottom - LARGER, right + LARGER, top + LARGER)
    points = [f"{LARGER + x * edge:.2f} {LARGER + y * edge:.2f}" for x, y in TICK]
    drawn = f"1 J 1 j 0 G {STROKE * edge:.2f} w {points[0]} m {' '.join(f'{point} l' for point in points[1:])} S"
    looks = pydyf.Dictionary({"Off": _look(pdf, outer), "Yes": _look(pdf, outer, drawn)})
    return _add(
        pdf,
        page,
        outer,
        {
            "FT": "/Btn",
            "T": pydyf.String(name),
            "TU": pydyf.String(label),
            "V": "/Off",
            "AS": "/Off",
            "AP": pydyf.Dictionary({"N": looks}),
        },
    )


def _look(pdf: pydyf.PDF, edges: Edges, drawn: str = "") -> bytes:
    """Add the look of a field to a file (ISO 32000-1, 12.5.5): what is `drawn` in it, from its left and its foot."""
    left, bottom, right, top = edges
    look = pydyf.Stream(
        [drawn.encode("ascii")] if drawn else [],
        {
            "Type": "/XObject",
            "Subtype": "/Form",
            "BBox": pydyf.Array((0, 0, round(right - left, 2), round(top - bottom, 2))),
            "Resources": pydyf.Dictionary({}),
        },
    )
    pdf.add_object(look)
    return look.reference


def _add(pdf: pydyf.PDF, page: pydyf.Dictionary, edges: Edges, own: dict) -> pydyf.Dictionary:
    """Add a field to a page and to the form of the file, and return it: what is its `own`, and what all fields have."""
    field = pydyf.Dictionary(
        {
            "Type": "/Annot",
            "Subtype": "/Widget",
            "Rect": pydyf.Array(round(edge, 2) for edge in edges),
            "P": page.reference,
            "F": PRINTED,
            **own,
        }
    )
    pdf.add_object(field)
    page.setdefault("Annots", pydyf.Array()).append(field.reference)
    _form(pdf)["Fields"].append(field.reference)
    return field


def _form(pdf: pydyf.PDF) -> pydyf.Dictionary:
    """Return the form of a file (ISO 32000-1, 12.7.2), made for its first field."""
    if "AcroForm" not in pdf.catalog:
        pdf.catalog["AcroForm"] = pydyf.Dictionary({"Fields": pydyf.Array()})
    return pdf.catalog["AcroForm"]
