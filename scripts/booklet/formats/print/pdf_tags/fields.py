"""Makes the fields of a PDF that people fill in on a screen: where the document has a `textarea`.

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


def add_field(
    pdf: pydyf.PDF, page: pydyf.Dictionary, name: str, label: str, edges: tuple[float, float, float, float]
) -> pydyf.Dictionary:
    """Add an empty text field to a page, and return it.

    `label` is what a screen reader says, `name` what programs call it, `edges` are left, bottom, right and top in points
    from the left and the foot of the page. Its look is empty (every field has one: ISO 19005-2, 6.3.3), so that the lines
    under it are seen on paper. Its ground is white, so that the lines do not cross what people type.
    """
    left, bottom, right, top = edges
    left, right = left - WIDER, right + WIDER
    look = pydyf.Stream(
        extra={
            "Type": "/XObject",
            "Subtype": "/Form",
            "BBox": pydyf.Array((0, 0, round(right - left, 2), round(top - bottom, 2))),
            "Resources": pydyf.Dictionary({}),
        }
    )
    pdf.add_object(look)
    field = pydyf.Dictionary(
        {
            "Type": "/Annot",
            "Subtype": "/Widget",
            "FT": "/Tx",
            "T": pydyf.String(name),
            "TU": pydyf.String(label),
            "Rect": pydyf.Array(round(edge, 2) for edge in (left, bottom, right, top)),
            "P": page.reference,
            "F": PRINTED,
            "Ff": MULTILINE,
            "DA": pydyf.String(f"0 g /{FONT} {LETTERS} Tf"),
            "MK": pydyf.Dictionary({"BG": pydyf.Array(WHITE)}),
            "AP": pydyf.Dictionary({"N": look.reference}),
        }
    )
    pdf.add_object(field)
    page.setdefault("Annots", pydyf.Array()).append(field.reference)
    _form(pdf)["Fields"].append(field.reference)
    return field


def _form(pdf: pydyf.PDF) -> pydyf.Dictionary:
    """Return the form of a file (ISO 32000-1, 12.7.2), made for its first field."""
    if "AcroForm" not in pdf.catalog:
        fonts = pydyf.Dictionary({FONT: typed_letters.add_font(pdf).reference})
        pdf.catalog["AcroForm"] = pydyf.Dictionary({"Fields": pydyf.Array(), "DR": pydyf.Dictionary({"Font": fonts})})
    return pdf.catalog["AcroForm"]
