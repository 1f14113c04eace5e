"""The mark as PNG: beside a link on another site, and on the home screen of a phone, which read no SVG."""

from __future__ import annotations

import base64
from functools import lru_cache
from pathlib import Path

from booklet.formats import rasterise
from booklet.project import Project
from booklet.source import tokens
from booklet.source.service import look
from booklet.source.service.settings import Settings

SHARED = 1200, 630  # What Facebook and WhatsApp ask for, in pixels
HOME_SCREEN = 180, 180  # What iOS asks for
APP = 512, 512  # What Chromium asks for before it offers to put a site on the home screen
SHARE = 0.8  # of the height
# Where they are in the site
SHARE_PICTURE, TOUCH_ICON, APP_ICON = "assets/icons/share.png", "assets/icons/touch.png", "assets/icons/app.png"


def icons(project: Project, settings: Settings) -> dict[str, bytes]:
    """Return the pictures of the mark that the site has, each with its place in it."""
    mark, ground = look.mark_file(project), tokens.token(look.token_file(project, settings.colours), "sand")
    sizes = {SHARE_PICTURE: SHARED, TOUCH_ICON: HOME_SCREEN} | ({APP_ICON: APP} if settings.offline else {})
    return {file: picture_of_mark(mark, ground, *size) for file, size in sizes.items()}


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
