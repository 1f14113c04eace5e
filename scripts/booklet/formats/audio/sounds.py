"""The sound of a chapter as MP3, made once for all the files that have it, and kept: a changed word costs one chapter."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from functools import cache
from importlib.metadata import version
from pathlib import Path

import numpy as np

from booklet.files import write_whole
from booklet.formats.audio import loudness, mp3
from booklet.formats.audio.recording import Track


def sound(track: Track, folder: Path) -> bytes:
    """Return a chapter as an evenly loud MP3 without tags, made now if it is not kept in `folder`."""
    return _kept(track.samples, track.rate, folder).read_bytes()


def make_missing(tracks: Sequence[Track], folder: Path, workers: Executor, say: Callable[[str], None]) -> None:
    """Make with all workers the sound of each chapter that is not kept in `folder` yet. `say` gets a line of progress."""
    missing = [track for track in tracks if not _path(track.samples, track.rate, folder).exists()]
    if missing:
        say(f"Chapters to encode: {len(missing)}")
        for job in [workers.submit(_kept, track.samples, track.rate, folder) for track in missing]:
            job.result()


def _kept(samples: np.ndarray, rate: int, folder: Path) -> Path:
    """Return where a sound is kept, after making it if it was not there."""
    path = _path(samples, rate, folder)
    if not path.exists():
        write_whole(mp3.encoded(loudness.levelled(samples, rate)), path)
    return path


def _path(samples: np.ndarray, rate: int, folder: Path) -> Path:
    """Return the place of a sound: under the digest of its samples and of what makes an MP3 of them."""
    digest = hashlib.sha256(f"{_maker()} {rate}\0".encode())
    digest.update(samples.tobytes())
    return folder / digest.hexdigest()[:2] / f"{digest.hexdigest()}.mp3"


@cache
def _maker() -> str:
    """Return what changes with anything that makes an MP3: ffmpeg, and the modules that say how it is used."""
    code = b"\0".join(Path(str(module.__file__)).read_bytes() for module in (loudness, mp3))
    return f"ffmpeg {version('imageio-ffmpeg')} {hashlib.sha256(code).hexdigest()}"
