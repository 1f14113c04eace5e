"""Writes pages of braille as BRF, the oldest and most common form: one ASCII character for each cell."""

from __future__ import annotations

from collections.abc import Sequence

# North American ASCII braille, in the order of the Unicode cells U+2800 to U+283F
ASCII = " A1B'K2L@CIF/MSP\"E3H9O6R^DJG>NTQ,*5<-U8V.%[$+X!&;:4\\0Z7(_?W]#Y)="


def encode(pages: Sequence[Sequence[str]]) -> bytes:
    """Return pages, each a sequence of lines of Unicode cells, as BRF: lines end in CR LF, pages in a form feed."""
    return "".join("".join(f"{_line(line)}\r\n" for line in page) + "\f" for page in pages).encode("ascii")


def _line(line: str) -> str:
    return "".join(ASCII[ord(cell) - 0x2800] for cell in line).rstrip()
