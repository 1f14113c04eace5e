"""The mark as PNG: drawn from its SVG file, in the size that was asked for."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image

from booklet.site.social_image import HOME_SCREEN, SHARED, picture_of_mark

SAND = "#f8f0e1"
RED_SQUARE = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 48 48"><path fill="#f00" d="M0 0h48v48H0z"/></svg>'


@pytest.mark.parametrize("size", [SHARED, HOME_SCREEN])
def test_any_mark_stands_in_the_middle_on_its_ground(tmp_path: Path, size: tuple[int, int]) -> None:
    mark = tmp_path / "mark.svg"
    mark.write_text(RED_SQUARE, encoding="utf-8")
    data = picture_of_mark(mark, SAND, *size)
    picture = Image.open(io.BytesIO(data)).convert("RGB")
    width, height = size
    assert picture.size == size
    assert picture.getpixel((width // 2, height // 2)) == (255, 0, 0)
    assert picture.getpixel((2, 2)) == picture.getpixel((width - 3, height - 3)) == (0xF8, 0xF0, 0xE1)
    # A square of 0.8 of the height
    assert picture.getpixel((width // 2, round(height * 0.11))) == (255, 0, 0)
    assert picture.getpixel((width // 2, round(height * 0.08))) == (0xF8, 0xF0, 0xE1)


def test_another_mark_gives_another_picture(tmp_path: Path) -> None:
    mark = tmp_path / "mark.svg"
    mark.write_text(RED_SQUARE, encoding="utf-8")
    red = picture_of_mark(mark, SAND, *HOME_SCREEN)
    mark.write_text(RED_SQUARE.replace("#f00", "#00f"), encoding="utf-8")
    assert picture_of_mark(mark, SAND, *HOME_SCREEN) != red
