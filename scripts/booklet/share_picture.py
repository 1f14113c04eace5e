"""The picture that other sites show beside a link to the guide: the mark, as PNG, because few of them read SVG."""

from __future__ import annotations

import io
from pathlib import Path
from xml.etree import ElementTree

from PIL import Image, ImageDraw

WIDTH, HEIGHT = 1200, 630  # What Facebook and WhatsApp ask for, in pixels
FINER = 4  # Drawn this many times larger: Pillow's arcs have no smooth edges of their own
# Of the mark: a circle in four parts, as shares of its size, and the gap between two parts in degrees
OUTER, STROKE, GAP = 22 / 48, 10 / 48, 13.5


def share_picture(mark: Path, ground: str) -> bytes:
    """Return a PNG of 1200 by 630 pixels with the four arcs of the mark in the colours of its SVG file, clockwise.

    `ground` is the colour behind them (#rrggbb).
    """
    colours = [path.get("stroke") for path in ElementTree.parse(mark).iter("{http://www.w3.org/2000/svg}path")]
    picture = Image.new("RGB", (WIDTH * FINER, HEIGHT * FINER), ground)
    draw = ImageDraw.Draw(picture)
    size = HEIGHT * FINER * 0.8
    middle = (WIDTH * FINER / 2, HEIGHT * FINER / 2)
    box = [middle[0] - OUTER * size, middle[1] - OUTER * size, middle[0] + OUTER * size, middle[1] + OUTER * size]
    for number, colour in enumerate(colours):
        start = -90 + 90 * number + GAP / 2
        draw.arc(box, start, start + 90 - GAP, fill=colour, width=round(STROKE * size))
    target = io.BytesIO()
    picture.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS).save(target, "PNG", optimize=True)
    return target.getvalue()
