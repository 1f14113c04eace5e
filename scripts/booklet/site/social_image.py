"""The mark as PNG: beside a link on another site, and on the home screen of a phone, which read no SVG."""

from __future__ import annotations

import io
from pathlib import Path
from xml.etree import ElementTree

from PIL import Image, ImageDraw

SHARED = 1200, 630  # What Facebook and WhatsApp ask for, in pixels
HOME_SCREEN = 180, 180  # What iOS asks for
FINER = 4  # Drawn this many times larger: Pillow's arcs have no smooth edges of their own
# Of the mark: a circle in four parts, as shares of its size, and the gap between two parts in degrees
OUTER, STROKE, GAP = 22 / 48, 10 / 48, 13.5


def picture_of_mark(mark: Path, ground: str, width: int, height: int) -> bytes:
    """Return a PNG of `width` by `height` pixels with the four arcs of the mark in the colours of its SVG file, clockwise.

    `ground` is the colour behind them (#rrggbb).
    """
    colours = [path.get("stroke") for path in ElementTree.parse(mark).iter("{http://www.w3.org/2000/svg}path")]
    picture = Image.new("RGB", (width * FINER, height * FINER), ground)
    draw = ImageDraw.Draw(picture)
    size = height * FINER * 0.8
    middle = (width * FINER / 2, height * FINER / 2)
    box = [middle[0] - OUTER * size, middle[1] - OUTER * size, middle[0] + OUTER * size, middle[1] + OUTER * size]
    for number, colour in enumerate(colours):
        start = -90 + 90 * number + GAP / 2
        draw.arc(box, start, start + 90 - GAP, fill=colour, width=round(STROKE * size))
    target = io.BytesIO()
    picture.resize((width, height), Image.Resampling.LANCZOS).save(target, "PNG", optimize=True)
    return target.getvalue()
