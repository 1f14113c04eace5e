"""Runs the ffmpeg that a package carries: sound goes in and comes out through pipes, nothing through the network."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence

import imageio_ffmpeg
import numpy as np

from booklet.errors import BookletError


def run(arguments: Sequence[str], data: bytes = b"") -> tuple[bytes, str]:
    """Run ffmpeg on `data` (its input "pipe:0"); return what it writes to "pipe:1", and what it says.

    Raises BookletError, with its last words, where it fails.
    """
    command = [
        imageio_ffmpeg.get_ffmpeg_exe(),
        "-hide_banner",
        "-nostdin",
        "-protocol_whitelist",
        "pipe,file",
        *arguments,
    ]
    done = subprocess.run(command, input=data, capture_output=True, check=False)
    said = done.stderr.decode("utf-8", "replace")
    if done.returncode:
        raise BookletError(
            f"ffmpeg could not work on a sound ({said.strip().splitlines()[-1] if said.strip() else 'no reason'}).",
            "Set up again: python3 scripts/build.py.",
        )
    return done.stdout, said


def raw(rate: int) -> list[str]:
    """Return the options for samples (int16, one channel) at a rate, as input or output."""
    return ["-f", "s16le", "-ar", str(rate), "-ac", "1"]


def samples(data: bytes) -> np.ndarray:
    """Return int16 samples of what ffmpeg wrote."""
    return np.frombuffer(data, dtype="<i2")
