"""Makes sound evenly loud: measured as EBU R 128 says, set by one gain a chapter, its peaks kept under the limit."""

from __future__ import annotations

import re

import numpy as np

from booklet.external import ffmpeg

TARGET = -19.0  # LUFS, one channel: as loud as −16 LUFS on two (reference rule AU3)
LIMIT = -2.5  # dBFS for the samples: MP3 adds up to a decibel or so, and −1 dBTP may not be passed
RATE = 44_100  # samples a second of what is published (AU6)


def measured(options: list[str], data: bytes = b"") -> float:
    """Return how loud a sound is as a whole, in LUFS, −70 for silence (EBU R 128, ITU-R BS.1770).

    `options` are those of ffmpeg's input, `data` what it reads from "pipe:0". Raises BookletError for what is no sound.
    """
    _, report = ffmpeg.run([*options, "-af", "ebur128", "-f", "null", "-"], data)
    loudness = re.search(r"I:\s+(-?[\d.]+|-inf)", report[report.rindex("Summary:") :])
    assert loudness is not None, "ffmpeg's summary gives the integrated loudness"
    return max(-70.0, float(loudness[1]))


def levelled(samples: np.ndarray, rate: int) -> np.ndarray:
    """Return samples (int16, one channel) at `RATE`, as loud as TARGET. Same samples, same result."""
    data = samples.astype("<i2").tobytes()
    source = [*ffmpeg.raw(rate), "-i", "pipe:0"]
    gain = TARGET - measured(source, data)
    once = _amplified(source, data, gain)
    # What the limiter took away is given back
    gain += TARGET - measured([*ffmpeg.raw(RATE), "-i", "pipe:0"], once)
    return ffmpeg.samples(_amplified(source, data, gain))


def _amplified(source: list[str], data: bytes, gain: float) -> bytes:
    """Return sound louder by `gain` (dB) as int16 at RATE, its peaks held at LIMIT."""
    limiter = f"alimiter=limit={10 ** (LIMIT / 20):.4f}:attack=5:release=50:level=false:latency=true"
    return ffmpeg.run(
        [*source, "-af", f"aresample={RATE},volume={gain:.2f}dB,{limiter}", *ffmpeg.raw(RATE), "pipe:1"], data
    )[0]
