"""Types into a field of a finished PDF, letter by letter as a keyboard does, and reads back what PDFium then draws."""

from __future__ import annotations

import ctypes
from pathlib import Path

import pypdfium2
from pypdfium2 import raw

SCALE = 4  # pixels of a point: the thinnest stroke of a letter is some pixels wide
INK = 128  # a pixel that is darker than this grey, from 0 for black to 255, belongs to a letter


def drawn(path: Path, text: str) -> str:
    """Return what the reader inside Chrome and Edge draws of a text that is typed into the largest field of a file.

    These are the letters of the field's new look that have ink, with a space for each gap: not the value of the field,
    which holds the text whether its letters are seen or not. "" if there is no field.
    Raises pypdfium2.PdfiumError if the file cannot be opened.
    """
    document = pypdfium2.PdfDocument(path)
    try:
        document.init_forms()
        page, form = document[0], document.formenv
        field = _largest_field(page)
        if form is None or field is None:
            return ""
        annotation, area = field
        raw.FORM_SetFocusedAnnot(form, annotation)
        for letter in text:
            raw.FORM_OnChar(form, page, ord(letter), 0)
        raw.FORM_ForceToKillFocus(form)
        raw.FPDFPage_CloseAnnot(annotation)
        # The look becomes part of the page, so that its letters can be read
        raw.FPDFPage_Flatten(page, raw.FLAT_NORMALDISPLAY)
        return _letters(document[0], area)
    finally:
        document.close()


def _largest_field(page: pypdfium2.PdfPage) -> tuple[raw.FPDF_ANNOTATION, raw.FS_RECTF] | None:
    """Return the text field with the most room, and its area; None where the page has none."""
    found = []
    for index in range(raw.FPDFPage_GetAnnotCount(page)):
        annotation, area = raw.FPDFPage_GetAnnot(page, index), raw.FS_RECTF()
        if raw.FPDFAnnot_GetSubtype(annotation) == raw.FPDF_ANNOT_WIDGET:
            raw.FPDFAnnot_GetRect(annotation, area)
            found.append((annotation, area))
    return max(found, key=lambda one: (one[1].right - one[1].left) * (one[1].top - one[1].bottom), default=None)


def _letters(page: pypdfium2.PdfPage, area: raw.FS_RECTF) -> str:
    """Return the letters with ink inside an area of a page, with a space for each gap between them.

    That a letter is among the words of the page is not enough: PDFium also names a font that has no picture of it.
    """
    text, picture = page.get_textpage(), page.render(scale=SCALE).to_pil().convert("L")
    edges = [ctypes.c_double() for _ in range(4)]
    found: list[str] = []
    for index in range(raw.FPDFText_CountChars(text)):
        raw.FPDFText_GetCharBox(text, index, *edges)
        left, right, bottom, top = (edge.value for edge in edges)
        if not (area.left <= left and right <= area.right and area.bottom <= bottom and top <= area.top):
            continue
        letter = chr(raw.FPDFText_GetUnicode(text, index))
        if letter.isspace():
            found.append(" ")
            continue
        box = [left, page.get_height() - top, right, page.get_height() - bottom]
        box = [round(edge * SCALE) for edge in box]
        if box[0] < box[2] and box[1] < box[3] and picture.crop(tuple(box)).getextrema()[0] < INK:
            found.append(letter)
    return " ".join("".join(found).split())
