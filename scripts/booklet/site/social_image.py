"""The mark as PNG: beside a link on another site, and on the home screen of a phone, which read no SVG."""

from __future__ import annotations

import base64
from functools import lru_cache
from pathlib import Path

from booklet.formats import rasterise

SHARED = 1200, 630  # What Facebook and WhatsApp ask for, in pixels
HOME_SCREEN = 180, 180  # What iOS asks for
APP = 512, 512  # What Chromium asks for before it offers to put a site on the home screen
SHARE = 0.8  # of the height


def picture_of_mark(mark: Path, ground: str, width: int, height: int) -> bytes:
    """Return a PNG of `width` by `height` pixels with the mark, an SVG file, in its middle. Same file, same bytes.

    `ground` is the colour behind it (#rrggbb).
    """
    return _drawn(mark.read_bytes(), ground, width, height)


@lru_cache(maxsize=8)
def _drawn(mark: bytes, ground: str, width: int, height: int) -> bytes:
    """Draw the mark once in a process: every language of the site asks for it."""
    side = height * SHARE
    source = base64.b64encode(mark).decode("ascii")
    page = (
        f"<style>@page {{ size: {width}px {height}px; margin: 0; background: {ground} }} "
        f"img {{ position: absolute; left: {(width - side) / 2}px; top: {(height - side) / 2}px; "
        f'width: {side}px; height: {side}px }}</style><img src="data:image/svg+xml;base64,{source}" alt="">'
    )
    return rasterise.pixels(page, dots_per_inch=rasterise.CSS_PIXELS_PER_INCH)
