"""Makes sound evenly loud: measured as EBU R 128 says, set by one gain for a chapter, its peaks kept under the limit."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np

from booklet import ffmpeg

TARGET = -19.0  # LUFS, one channel: as loud as −16 LUFS on two (reference rule AU3)
LIMIT = -2.5  # dBFS for the samples: MP3 adds up to a decibel or so, and −1 dBTP may not be passed
RATE = 44_100  # samples a second of what is published (AU6)


@dataclass(frozen=True)
class Loudness:
    """`integrated` in LUFS (−70 for silence), `true_peak` in dBTP."""

    integrated: float
    true_peak: float


def measured(options: list[str], data: bytes = b"") -> Loudness:
    """Return how loud the sound is that ffmpeg's input options name (EBU R 128, ITU-R BS.1770)."""
    _, said = ffmpeg.run([*options, "-af", "ebur128=peak=true", "-f", "null", "-"], data)
    summary = said[said.rindex("Summary:"):]
    found = {name: re.search(rf"{name}:\s+(-?[\d.]+|-inf)", summary)[1] for name in ("I", "Peak")}
    return Loudness(*(max(-70.0, float(value)) for value in (found["I"], found["Peak"])))


def levelled(samples: np.ndarray, rate: int) -> np.ndarray:
    """Return samples (int16, one channel) at `RATE`, as loud as TARGET. Same samples, same result."""
    data = samples.astype("<i2").tobytes()
    source = [*ffmpeg.raw(rate), "-i", "pipe:0"]
    gain = TARGET - measured(source, data).integrated
    once = _amplified(source, data, gain)
    # What the limiter took away is given back
    gain += TARGET - measured([*ffmpeg.raw(RATE), "-i", "pipe:0"], once).integrated
    return ffmpeg.samples(_amplified(source, data, gain))


def _amplified(source: list[str], data: bytes, gain: float) -> bytes:
    """Return sound louder by `gain` (dB) as int16 at RATE, its peaks held at LIMIT."""
    limiter = f"alimiter=limit={10 ** (LIMIT / 20):.4f}:attack=5:release=50:level=false:latency=true"
    return ffmpeg.run([*source, "-af", f"aresample={RATE},volume={gain:.2f}dB,{limiter}", *ffmpeg.raw(RATE), "pipe:1"], data)[0]
