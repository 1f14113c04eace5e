"""What every format takes besides a book, and what it gives back."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class FormatSettings:
    """Everything outside the book that an edition depends on.

    `tokens` is the file with colours and sizes, `fonts` the families for the book's language,
    first choice first, `paper` a paper size ("A4", "A3").
    """

    tokens: Path
    fonts: tuple[str, ...]
    paper: str = "A4"


@dataclass(frozen=True)
class Made:
    """What is known of a finished file: its pages (None where it has none) and its seconds of sound."""

    pages: int | None = None
    seconds: float | None = None


class FormatNotPossible(Exception):
    """This book cannot take this shape; `reason` is the id of a label under formats.absent."""

    def __init__(self, reason: str):
        super().__init__(reason)
        self.reason = reason
