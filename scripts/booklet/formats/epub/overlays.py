"""Media overlays of an EPUB (EPUB 3.3, 9): each sentence of a document is marked, and heard while it is shown."""

from __future__ import annotations

from dataclasses import dataclass

# The class that a reading app gives to the words that are heard
ACTIVE_CLASS = "spoken"


@dataclass(frozen=True)
class Overlay:
    """The overlay of one part: `part` is its file without ending, `smil` and `sound` (MP3) are files, `seconds` its length."""

    part: str
    smil: bytes
    sound: bytes
    seconds: float

    @property
    def key(self) -> str:
        return f"overlay-{self.part}"

    @property
    def smil_path(self) -> str:
        return f"{self.part}.smil"

    @property
    def sound_path(self) -> str:
        return f"sound/{self.part}.mp3"


def clock(seconds: float) -> str:
    """Return a time as a clock value in seconds, to the millisecond (EPUB 3.3, 9.3.3: "12.345s")."""
    return f"{seconds:.3f}s"
