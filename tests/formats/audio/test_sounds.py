"""The sound of a chapter is made once for all the files that have it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from booklet.formats.audio import loudness, mp3, sounds
from booklet.formats.audio.recording import Track
from booklet.formats.audio.script import Chapter, Sentence

RATE = 24_000


def a_track(pitch: int) -> Track:
    """Return a chapter of one sentence that sounds for a second; `pitch` in hertz."""
    sound = (8_000 * np.sin(2 * np.pi * pitch * np.arange(RATE) / RATE)).astype(np.int16)
    return Track(Chapter("plan", "Plan", (Sentence("Plan.", "Plan."),)), (sound,), RATE)


@pytest.fixture
def encodings(monkeypatch):
    """The samples of each call of the encoder."""
    calls, really = [], mp3.encoded
    monkeypatch.setattr(mp3, "encoded", lambda samples: calls.append(samples) or really(samples))
    return calls


def test_a_chapter_is_made_once_and_is_the_same(tmp_path, encodings):
    track = a_track(440)
    first, second = sounds.sound(track, tmp_path), sounds.sound(track, tmp_path)
    assert len(encodings) == 1
    assert first == second == mp3.encoded(loudness.levelled(track.samples, RATE))


def test_only_what_is_missing_is_made_with_all_workers(tmp_path, encodings):
    tracks, lines = [a_track(440), a_track(880)], []
    sounds.sound(tracks[0], tmp_path)
    with ThreadPoolExecutor(2) as workers:
        sounds.make_missing(tracks, tmp_path, workers, lines.append)
        assert (lines, len(encodings)) == (["Chapters to encode: 1"], 2)
        sounds.make_missing(tracks, tmp_path, workers, lines.append)
    assert len(lines) == 1
    assert sounds.sound(tracks[1], tmp_path) != sounds.sound(tracks[0], tmp_path)
    assert len(encodings) == 2


def test_another_encoder_makes_it_anew(tmp_path, encodings, monkeypatch):
    sounds.sound(a_track(440), tmp_path)
    monkeypatch.setattr(sounds, "_maker", lambda: "another ffmpeg")
    sounds.sound(a_track(440), tmp_path)
    assert len(encodings) == 2
