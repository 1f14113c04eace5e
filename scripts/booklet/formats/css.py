"""Writes values as CSS, for the formats that have style sheets made for one book."""

from __future__ import annotations

from collections.abc import Iterable


def css_string(text: str) -> str:
    """Return a text as a CSS string (CSS Syntax 3, 4.3.5)."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\a ").replace("<", "\\3c ") + '"'


def font_families(families: Iterable[str]) -> str:
    """Return families as the value of `font-family`, in order of preference (CSS Fonts 4, 2.1)."""
    return ", ".join(map(css_string, families))
