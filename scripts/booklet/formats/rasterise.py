"""Draws a picture of the project as pixels, for the formats that cannot show SVG."""

from __future__ import annotations

import base64
import io
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from lxml import etree

from booklet.formats import fonts
from booklet.formats.complaints import complaints_stop

DOTS_PER_INCH = 200  # at the printed size: sharp on paper, and small
CSS_PIXELS_PER_INCH = 96  # CSS Values 4, 6.2


@lru_cache(maxsize=256)
def size(picture: Path, box: tuple[float, float]) -> tuple[float, float]:
    """Return width and height, in millimetres, of an SVG file that is as large as fits into a box (width, height)."""
    root = etree.parse(str(picture)).getroot()
    width, height = float(root.get("width")), float(root.get("height"))
    scale = min(box[0] / width, box[1] / height)
    return round(width * scale, 1), round(height * scale, 1)


def png(picture: Path, box: tuple[float, float]) -> bytes:
    """Return an SVG file as PNG, as large as fits into a box (width, height in millimetres). Same file, same bytes."""
    return _png(picture.read_bytes(), *size(picture, box))


@lru_cache(maxsize=256)
def _png(drawing: bytes, width: float, height: float) -> bytes:
    """Return a drawing as PNG. It is kept by what it shows: each language has its own copy of most pictures."""
    page = (
        f"<style>@page {{ size: {width}mm {height}mm; margin: 0 }} img {{ display: block; width: {width}mm; height: {height}mm }}"
        f'</style><img src="data:image/svg+xml;base64,{base64.b64encode(drawing).decode("ascii")}" alt="">'
    )
    return pixels(page)


def pixels(page: str, families: Iterable[str] = (), dots_per_inch: int = DOTS_PER_INCH) -> bytes:
    """Return the first page of an HTML document, laid out with its own styles, as PNG. Same document, same bytes.

    Its words are in the project's font `families`, whatever fonts the system has; BookletError as `fonts.files`.
    """
    # Loaded here: the formats that take this module in also make files that have no picture
    import pypdfium2
    import weasyprint

    with fonts.configuration(families) as font_config, complaints_stop():
        printed = weasyprint.HTML(string=page).write_pdf(font_config=font_config)
    with pypdfium2.PdfDocument(printed) as document:
        drawn = document[0].render(scale=dots_per_inch / 72).to_pil()
    buffer = io.BytesIO()
    drawn.quantize(colors=256).save(buffer, format="PNG", optimize=True, dpi=(dots_per_inch, dots_per_inch))
    return buffer.getvalue()
