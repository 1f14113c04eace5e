"""Speaking: each sentence once, the same bytes for the same book, nothing from the network, and clear errors."""

from __future__ import annotations

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from booklet.checks.edition_list import EditionRecord
from booklet.checks.files import audio as audio_check
from booklet.checks.files.parity.text_blocks import read_book
from booklet.errors import BookletError
from booklet.formats import FORMATS, FormatNotPossibleError, audio, fonts
from booklet.formats.audio import clips
from booklet.formats.audio.clips import clip, clip_path, speak_missing
from booklet.formats.audio.cover import cover
from booklet.formats.audio.loudness import RATE, TARGET, levelled, measured
from booklet.formats.audio.mp3 import language_code
from booklet.formats.audio.voice import Kokoro, voice_named
from tests.books import book_in, make_book, settings_of
from tests.formats.conftest import recording_settings
from tests.helpers import python_path

EMMA = "kokoro/bf_emma"


def test_a_language_without_a_voice_has_no_recording(tmp_path):
    with pytest.raises(FormatNotPossibleError, match="no_voice"):
        audio.write(make_book(tmp_path, "ar"), settings_of("ar", "mp3"), tmp_path / "sound.mp3")


@pytest.mark.parametrize(
    ("voice", "problem"),
    [
        ("emma", "There is no voice “emma”"),
        ("nobody/emma", "There is no voice “nobody/emma”"),
        ("kokoro/bf_nobody", "no Kokoro voice “bf_nobody”"),
        ("kokoro/zf_xiaoxiao", "needs a dictionary"),
    ],
)
def test_a_voice_that_is_not_there_is_named(voice, problem):
    with pytest.raises(BookletError, match=problem):
        voice_named(voice)


def test_a_missing_package_of_a_voice_is_named(monkeypatch):
    monkeypatch.setattr(Kokoro, "PARTS", ("kokoro_nothing",))
    with pytest.raises(BookletError, match=r"^The package kokoro-nothing, with which Kokoro speaks, is not installed"):
        Kokoro("bf_emma")


def test_two_voices_are_kept_apart(tmp_path):
    assert clip_path("Plan.", EMMA, tmp_path) != clip_path("Plan.", "kokoro/bf_alice", tmp_path)


def test_a_sentence_is_spoken_once(tmp_path, monkeypatch):
    spoken = []
    speak = voice_named(EMMA).speak
    monkeypatch.setattr(voice_named(EMMA), "speak", lambda said: (spoken.append(said), speak(said))[1])
    first = clip("Plan.", EMMA, tmp_path)
    assert np.array_equal(clip("Plan.", EMMA, tmp_path), first)
    clip("Do.", EMMA, tmp_path)
    assert spoken == ["Plan.", "Do."]
    assert 0.3 < len(first) / voice_named(EMMA).rate < 3


def test_speaking_that_was_stopped_leaves_no_half_sentence(tmp_path, monkeypatch):
    def stop(data, target):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(clips, "write_whole", stop)
        clip("Plan.", EMMA, tmp_path)
    assert not list(tmp_path.rglob("*.wav"))


def test_only_what_is_missing_is_spoken_with_all_workers(tmp_path):
    lines = []
    with ThreadPoolExecutor(2) as workers:
        speak_missing(["Plan.", "Do.", "Plan."], EMMA, tmp_path, workers, lines.append)
        assert lines[0] == "Sentences to speak: 2"
        assert lines[-1] == "Spoken: 2 of 2 sentences"
        lines.clear()
        speak_missing(["Plan.", "Do."], EMMA, tmp_path, workers, lines.append)
    assert lines == []


def test_nothing_is_fetched(tmp_path):
    """In a process of its own, in which any connection fails, with another home folder."""
    program = (
        "import socket\n"
        "def refuse(*_): raise AssertionError('a connection')\n"
        "socket.socket.connect = socket.getaddrinfo = refuse\n"
        "from pathlib import Path\n"
        "from booklet.formats.audio.clips import clip\n"
        f"print(len(clip('Review.', '{EMMA}', Path('{tmp_path}'))))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
        env={**os.environ, "PYTHONPATH": python_path(), "HOME": str(tmp_path), "HF_HUB_OFFLINE": "1"},
    )
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) > 5000


def test_the_same_book_gives_the_same_bytes(spoken: Path, tmp_path):
    book = book_in(spoken / "books")
    for variant in FORMATS["audio"].variants:
        target = tmp_path / f"again.{variant.extension}"
        audio.write(book, recording_settings(variant.suffix), target)
        assert (
            target.read_bytes()
            == (spoken / "site" / f"en-GB/downloads/audio-{variant.suffix}.{variant.extension}").read_bytes()
        )


def test_the_whole_book_with_its_table_and_its_diagram_is_a_daisy_book(made: Path, tones, tmp_path, monkeypatch):
    """With a voice of tones, which is too quick and says no words."""
    monkeypatch.setattr("booklet.checks.files.audio.heard_words", lambda *_: ())
    path = tmp_path / "daisy.zip"
    done = audio.write(book_in(made / "books"), replace(tones, variant="daisy"), path)
    edition = EditionRecord("en-GB", "standard", "audio", path.name, "daisy", seconds=done.seconds)
    problems = audio_check.problems(path, edition, read_book(made / "books" / "en-GB" / "standard.html"))
    assert {one.rule for one in problems} == {"audio/heard", "audio/pace"}


def test_the_cover_is_drawn_with_no_font_of_the_system(made: Path, tmp_path, monkeypatch):
    book, settings = book_in(made / "books"), settings_of("en-GB")
    before = cover(book, settings)
    other = fonts.FAMILIES["Noto Sans SC"][0].parent
    system = tmp_path / "fonts.conf"
    system.write_text(f"<fontconfig><dir>{other}</dir><cachedir>{tmp_path}</cachedir></fontconfig>", encoding="utf-8")
    monkeypatch.setenv("FONTCONFIG_FILE", str(system))
    assert cover(book, settings) == before


@pytest.mark.parametrize("loud", [0.02, 0.9])
def test_quiet_and_loud_sound_become_equal(loud):
    rate = 24_000
    times = np.arange(rate * 4) / rate
    sound = (np.sin(2 * np.pi * 220 * times) * (0.6 + 0.4 * np.sin(2 * np.pi * 3 * times)) * loud * 32767).astype(
        np.int16
    )
    done = levelled(sound, rate)
    assert abs(len(done) / RATE - 4) < 0.01
    loudness = measured(["-f", "s16le", "-ar", str(RATE), "-ac", "1", "-i", "pipe:0"], done.tobytes())
    assert abs(loudness - TARGET) <= 0.5


@pytest.mark.parametrize(("tag", "code"), [("en-GB", "eng"), ("pl", "pol"), ("pt-PT", "por"), ("xx", "und")])
def test_id3_gets_three_letters(tag, code):
    assert language_code(tag) == code


def test_a_sound_that_ffmpeg_cannot_read_is_an_error():
    with pytest.raises(BookletError, match="ffmpeg could not work"):
        measured(["-f", "mp3", "-i", "pipe:0"], b"words")
