"""Sentences as sound, each spoken once and kept: a changed word speaks one sentence anew."""

from __future__ import annotations

import hashlib
import io
import wave
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Executor, as_completed
from pathlib import Path

import numpy as np

from booklet.files import write_whole
from booklet.formats.audio.voice import voice_named

# Sentences for one job of a worker: few, so that the two end together and progress is seen
BATCH = 8


def clip_path(spoken_text: str, voice: str, folder: Path) -> Path:
    """Return where a sentence is kept: under the digest of what is said and of everything that makes the voice.

    `voice` is engine and name ("kokoro/bf_emma"), `folder` that of all sentences. Raises BookletError for a voice that
    is not there.
    """
    digest = hashlib.sha256(f"{voice_named(voice).identity}\0{spoken_text}".encode()).hexdigest()
    return folder / digest[:2] / f"{digest}.wav"


def clip(spoken_text: str, voice: str, folder: Path) -> np.ndarray:
    """Return a sentence as samples (int16, one channel, at the voice's rate), spoken now if it is not kept in `folder`.

    Raises BookletError for a voice that is not there, and where there is nothing to say.
    """
    path = clip_path(spoken_text, voice, folder)
    if not path.exists():
        _keep(path, voice_named(voice).speak(spoken_text), voice_named(voice).rate)
    with wave.open(str(path), "rb") as file:
        return np.frombuffer(file.readframes(file.getnframes()), dtype="<i2")


def _keep(path: Path, sound: np.ndarray, rate: int) -> None:
    """Write samples (float from -1 to 1) as a WAV file, whole or not at all."""
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as file:
        file.setparams((1, 2, rate, 0, "NONE", ""))
        file.writeframes((np.clip(sound, -1, 1) * 32767).astype("<i2").tobytes())
    write_whole(buffer.getvalue(), path)


def _speak(sentences: Sequence[str], voice: str, folder: Path) -> int:
    """Speak sentences in a worker process; return how many."""
    for spoken_text in sentences:
        clip(spoken_text, voice, folder)
    return len(sentences)


def speak_missing(
    sentences: Iterable[str], voice: str, folder: Path, workers: Executor, say: Callable[[str], None]
) -> None:
    """Speak with all workers those sentences that are not kept in `folder` yet, each once.

    `say` gets a line whenever a tenth is done. What was spoken before an interruption is kept.
    Raises BookletError as `clip` does.
    """
    missing = [
        spoken_text for spoken_text in dict.fromkeys(sentences) if not clip_path(spoken_text, voice, folder).exists()
    ]
    if not missing:
        return
    jobs = [
        workers.submit(_speak, missing[start : start + BATCH], voice, folder) for start in range(0, len(missing), BATCH)
    ]
    done = told = 0
    say(f"Sentences to speak: {len(missing)}")
    for job in as_completed(jobs):
        done += job.result()
        if done * 10 // len(missing) > told:
            told = done * 10 // len(missing)
            say(f"Spoken: {done} of {len(missing)} sentences")
