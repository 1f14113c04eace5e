"""The check of recordings accepts good ones and rejects one bad in each way."""

from __future__ import annotations

import functools
import io
import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from mutagen.id3 import ID3
from PIL import Image

from booklet.checks.edition_list import EditionRecord, read_editions
from booklet.checks.files import audio, page_recordings
from booklet.checks.files.parity.text_blocks import read_book
from booklet.checks.files.speech_recognition import missed, spans
from booklet.checks.pages import downloads
from booklet.checks.pages.built_site import BuiltSite
from booklet.external import ffmpeg
from booklet.findings import Report
from booklet.project import Project
from booklet.source.labels import read_labels
from tests.contexts import on_site
from tests.helpers import change, damage, opened_zip

ENCODE = ["-map", "0:a", "-c:a", "libmp3lame", "-f", "mp3", "pipe:1"]
SMIL = "01-words.smil"
BAD_SOUND = [
    ("audio/form", ["-b:a", "32k"]),
    ("audio/form", ["-b:a", "64k", "-ac", "2"]),
    ("audio/form", ["-b:a", "64k", "-ar", "48000"]),
    ("audio/loudness", ["-b:a", "64k", "-af", "volume=-3dB"]),
    ("audio/peak", ["-b:a", "64k", "-af", "volume=6dB"]),
    ("audio/silence", ["-b:a", "64k", "-af", "apad=pad_dur=3.5"]),
    ("audio/length", ["-b:a", "64k", "-t", "20"]),
    ("audio/tags", ["-b:a", "64k", "-map_metadata", "-1", "-id3v2_version", "0"]),
]
BAD_DAISY = [
    ("audio/readable", "content.html", "</body>", "</bod>"),
    ("audio/readable", "content.html", "body>", "words>"),
    ("audio/readable", SMIL, 'clip-end="npt=', 'clip-end="'),
    ("audio/readable", SMIL, "clip-begin=", "begin="),
    ("audio/smil", SMIL, "<text ", "<words "),
    ("audio/length", "ncc.html", 'totalTime" content="', 'totalTime" content="about '),
    ("audio/ncc", "ncc.html", "<h2", "<p>More.</p><h2"),
    ("audio/ncc", "ncc.html", "<h2", "<div>More.</div><h2"),
    ("audio/ncc", "ncc.html", "<a href=", "<a name="),
    ("audio/length", "ncc.html", 'totalTime" content="0:', 'totalTime" content="1:'),
    (
        "audio/pace",
        "content.html",
        " the ",
        " the a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a ",
    ),
    ("audio/opening", "content.html", "A computer voice reads", "Somebody reads"),
    ("audio/opening", "content.html", "Number of chapters: 3", "Number of chapters: 4"),
    ("audio/ncc", "ncc.html", '"dc:publisher"', '"dc:house"'),
    ("audio/ncc", "ncc.html", ">Word list<", ">Word lists<"),
    ("audio/ncc", "ncc.html", "h2", "h3"),
    ("audio/ncc", "ncc.html", ' class="title"', ""),
    ("audio/ncc", "ncc.html", 'tocItems" content="', 'tocItems" content="1'),
    ("audio/ncc", "ncc.html", f"{SMIL}#", f"{SMIL}#x"),
    ("audio/smil", SMIL, "content.html#", "content.html#x"),
    ("audio/smil", SMIL, 'clip-begin="npt=', 'clip-begin="npt=9'),
    ("audio/smil", SMIL, 'src="01-words.mp3"', 'src="02-meeting-record.mp3"'),
    ("audio/words", "content.html", "Word list", "List of words"),
    ("audio/words", "content.html", "<li>", "<li>Also. "),
]


BAD_PAGE = [
    ("<main>", "<main><p>Words that nobody hears.</p>"),
    ("Word list", "List of words"),
    ("data-sound", "data-silence"),
    ("<button", '<button data-sound="a.mp3"></button><button'),
    (".mp3", ".wav"),
    (".json", ".yaml"),
]
BAD_SENTENCES = [
    ("[[", "[]"),
    ("0.0, ", "9.0, "),
    ("]]", '], ["Word", 900.0, 901.0]]'),
    ("]]", '], ["List", 0.0, 900.0]]'),
]


@pytest.fixture(scope="module", autouse=True)
def measured_once() -> Iterator[None]:
    """Measure each sound once: all but a few are the same in every copy."""
    with pytest.MonkeyPatch.context() as patch:
        measure = functools.cache(ffmpeg.run)
        patch.setattr(ffmpeg, "run", lambda arguments, data: measure(tuple(arguments), data))
        yield


@pytest.fixture
def copy(spoken: Path, tmp_path: Path) -> Path:
    """A copy of the folder with recordings, to break."""
    return shutil.copytree(spoken, tmp_path / "copy")


@pytest.fixture
def found(copy: Path) -> Callable[[str], set[str]]:
    """Give the rules that a recording of the copy breaks, by the name of its variant."""

    def rules(variant: str) -> set[str]:
        edition = next(one for one in read_editions(copy / "site") if one.variant == variant)
        book = read_book(copy / "books" / "en-GB" / "standard.html")
        return {one.rule for one in audio.problems(copy / "site" / edition.path, edition, book)}

    return rules


def retagged(path: Path, change: Callable[[ID3], None]) -> None:
    """Change the tags of an MP3."""
    frames = ID3(path)
    change(frames)
    frames.save(path, v2_version=3)


def test_good_recordings_pass(spoken: Path) -> None:
    report = audio.check(on_site(spoken / "site", spoken / "books"))
    assert (report.findings, report.examined) == ((), 3)


@pytest.mark.parametrize(("rule", "options"), BAD_SOUND)
def test_bad_sound(copy: Path, found, rule: str, options: list[str]) -> None:
    path = copy / "site" / "en-GB/downloads/audio-mp3.mp3"
    path.write_bytes(ffmpeg.run(["-i", "pipe:0", *options, *ENCODE], path.read_bytes())[0])
    assert rule in found("mp3")


@pytest.mark.parametrize(
    ("rule", "change"),
    [
        ("audio/tags", lambda frames: frames.delall("TALB")),
        ("audio/tags", lambda frames: frames["TLAN"].text.__setitem__(0, "en-GB")),
        ("audio/cover", lambda frames: frames.delall("APIC")),
        ("audio/chapters", lambda frames: frames.delall("CTOC")),
        ("audio/chapters", lambda frames: frames.delall("CHAP:chp2")),
        ("audio/chapters", lambda frames: setattr(frames["CHAP:chp2"], "start_time", 1)),
    ],
)
def test_bad_tags(copy: Path, found, rule: str, change: Callable[[ID3], None]) -> None:
    retagged(copy / "site" / "en-GB/downloads/audio-mp3.mp3", change)
    assert rule in found("mp3")


def test_a_small_cover(copy: Path, found) -> None:
    picture = io.BytesIO()
    Image.new("RGB", (100, 100)).save(picture, "PNG")
    retagged(
        copy / "site" / "en-GB/downloads/audio-mp3.mp3",
        lambda frames: setattr(frames.getall("APIC")[0], "data", picture.getvalue()),
    )
    assert "audio/cover" in found("mp3")


@pytest.mark.parametrize("variant", ["chapters", "daisy"])
def test_a_missing_chapter(copy: Path, found, variant: str) -> None:
    with opened_zip(copy / "site" / f"en-GB/downloads/audio-{variant}.zip") as files:
        del files["01-words.mp3"]
    assert "audio/files" in found(variant)


def test_something_else_in_a_zip(copy: Path, found) -> None:
    with opened_zip(copy / "site" / "en-GB/downloads/audio-daisy.zip") as files:
        files["notes.txt"] = b"notes"
    assert "audio/files" in found("daisy")


@pytest.mark.parametrize("name", ["audio-mp3.mp3", "audio-chapters.zip"])
def test_a_file_that_is_no_recording(copy: Path, found, name: str) -> None:
    (copy / "site" / "en-GB/downloads" / name).write_bytes(b"words")
    assert found(name.removeprefix("audio-").partition(".")[0]) == {"audio/readable"}


def test_a_zip_whose_data_are_damaged(copy: Path, found) -> None:
    damage(copy / "site" / "en-GB/downloads/audio-daisy.zip", "content.html")
    assert found("daisy") == {"audio/readable"}


@pytest.mark.parametrize("data", [b"no picture", b"\x89PNG\r\n"])
def test_a_cover_that_is_no_picture(copy: Path, found, data: bytes) -> None:
    retagged(
        copy / "site" / "en-GB/downloads/audio-mp3.mp3", lambda frames: setattr(frames.getall("APIC")[0], "data", data)
    )
    assert "audio/cover" in found("mp3")


def test_a_sound_that_cannot_be_measured(spoken: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sound = audio.Sound("", (spoken / "site" / "en-GB/downloads/audio-mp3.mp3").read_bytes())
    monkeypatch.setattr(ffmpeg, "run", lambda *_: (b"", "Summary: nothing"))
    assert [one.rule for one in audio.heard(sound)] == ["audio/readable"]


def test_a_sound_on_which_ffmpeg_fails() -> None:
    assert [one.rule for one in audio.heard(audio.Sound("01-words.mp3", b"no sound"))] == ["audio/readable"]


@pytest.mark.parametrize(("rule", "part", "old", "new"), BAD_DAISY)
def test_bad_daisy(copy: Path, found, rule: str, part: str, old: str, new: str) -> None:
    with opened_zip(copy / "site" / "en-GB/downloads/audio-daisy.zip") as files:
        assert old.encode() in files[part], f"“{old}” is not in {part}"
        files[part] = files[part].replace(old.encode(), new.encode())
    assert rule in found("daisy")


def test_a_recording_that_is_not_listed(copy: Path) -> None:
    path = copy / "site" / "editions.json"
    data = json.loads(path.read_text(encoding="utf-8"))
    data["editions"].pop()
    path.write_text(json.dumps(data), encoding="utf-8")
    found = {finding.rule for finding in audio.check(on_site(copy / "site", copy / "books")).findings}
    assert found == {"audio/listed", "audio/pages"}  # it is also what the pages play


def listed_as(folder: Path, reasons: dict[str, str], recorded: bool) -> Report:
    """Return the report on a site whose list gives these reasons, by language, for having no recording of a book."""
    path = folder / "site" / "editions.json"
    data = json.loads(path.read_text(encoding="utf-8"))
    data["editions"] = [one for one in data["editions"] if recorded or one["format"] != "audio"]
    data["editions"] += [
        {"language": tag, "reading": "standard", "format": "web", "path": f"{tag}/index.html"} for tag in reasons
    ]
    data["absent"] = [
        {"language": tag, "reading": "standard", "format": "audio", "reason": reason} for tag, reason in reasons.items()
    ]
    path.write_text(json.dumps(data), encoding="utf-8")
    return audio.check(on_site(folder / "site", folder / "books")).require_something()


NO_VOICE, NOT_MADE = (read_labels(Project())[f"formats.absent.{name}"] for name in ("no_voice", "not_made"))


def test_a_site_that_was_built_without_recordings_is_left_out(copy: Path) -> None:
    report = listed_as(copy, {"en-GB": NOT_MADE, "pl": NOT_MADE}, recorded=False)
    assert (report.examined, report.findings) == (0, ())
    assert "built without recordings" in report.left_out


@pytest.mark.parametrize(
    ("reasons", "recorded", "rules"),
    [
        ({"pl": NO_VOICE}, True, set()),
        ({"pl": NOT_MADE}, True, {"audio/listed"}),
        ({"pl": "Nobody asked."}, True, {"audio/listed"}),
        ({"en-GB": NO_VOICE}, True, {"audio/listed"}),
        # The pages play what is not there
        ({"en-GB": NO_VOICE}, False, {"audio/pages", "run/examined-nothing"}),
        ({"en-GB": "Nobody asked."}, False, {"audio/listed", "audio/pages", "run/examined-nothing"}),
        ({"pl": NOT_MADE}, False, {"audio/listed", "audio/pages", "run/examined-nothing"}),
    ],
)
def test_a_book_without_recordings_needs_a_good_reason(
    copy: Path, reasons: dict[str, str], recorded: bool, rules: set[str]
) -> None:
    report = listed_as(copy, reasons, recorded)
    assert (report.left_out, {finding.rule for finding in report.findings}) == ("", rules)


def test_a_voice_that_says_something_else(copy: Path, found) -> None:
    with opened_zip(copy / "site" / "en-GB/downloads/audio-daisy.zip") as files:
        files["01-words.mp3"] = files["00-opening.mp3"]
    assert "audio/heard" in found("daisy")


@pytest.mark.parametrize(
    ("sentences", "heard", "expected"),
    [
        (["The plan says what helps."], "the plan says what helps", (0, 5)),
        (["The plan says what helps."], "the plant says helps", (2, 5)),
        (["Phone 01603 704070.", "We will answer."], "phone naught one we will answer", (0, 3)),
    ],
)
def test_words_that_are_not_made_out_are_counted(sentences, heard, expected) -> None:
    assert missed(sentences, heard.split()) == expected


@pytest.mark.parametrize(
    ("words", "right"),
    [
        ("Audio (MP3, 0.5 MB, 2 minutes)", True),
        ("Audio (MP3, 0.5 MB)", False),
        ("Audio (MP3, 0.5 MB, 3 minutes)", False),
    ],
)
def test_a_link_says_how_long_a_recording_lasts(small_site: Path, words: str, right: bool) -> None:
    document = BuiltSite(small_site).documents["index.html"]
    edition = EditionRecord("en-GB", "standard", "audio", "a.mp3", bytes=500_000, seconds=101.7)
    assert (list(downloads.link(document, words, edition)) == []) is right


def about_pages(copy: Path) -> set[str]:
    books = [copy / "books" / "en-GB" / "standard.html"]
    findings = list(page_recordings.look(BuiltSite(copy / "site"), books))
    assert {finding.rule for finding in findings} <= {"audio/pages"}
    return {finding.path for finding in findings}


@pytest.mark.parametrize(("old", "new"), BAD_PAGE)
def test_a_page_that_does_not_play_its_own_words(copy: Path, old: str, new: str) -> None:
    change(copy / "site" / "words" / "index.html", old, new)
    assert about_pages(copy) == {"words/index.html"}


@pytest.mark.parametrize(("old", "new"), BAD_SENTENCES)
def test_sentences_that_do_not_fit_the_sound_or_the_page(copy: Path, old: str, new: str) -> None:
    (sentences,) = (copy / "site" / "en-GB" / "sound").glob("words-*.json")
    change(sentences, old, new)
    assert about_pages(copy) == {"words/index.html"}


def test_a_recording_without_sentences(copy: Path) -> None:
    (sentences,) = (copy / "site" / "en-GB" / "sound").glob("words-*.json")
    sentences.write_text("[]", encoding="utf-8")
    assert about_pages(copy) == {"words/index.html"}


def test_a_book_that_names_no_pages_is_not_passed_over(copy: Path) -> None:
    book = copy / "books" / "en-GB" / "standard.html"
    book.write_text(book.read_text(encoding="utf-8").replace("data-address", "data-place"), encoding="utf-8")
    assert "en-GB/standard.html" in about_pages(copy)


def test_a_page_without_a_recording_plays_none(copy: Path) -> None:
    shutil.copytree(copy / "site" / "words", copy / "site" / "privacy")
    assert about_pages(copy) == {"privacy/index.html"}


def test_a_recorded_page_is_in_the_site(copy: Path) -> None:
    shutil.rmtree(copy / "site" / "words")
    assert about_pages(copy) == {"words/index.html"}


def test_a_sound_that_is_none(copy: Path) -> None:
    (sound,) = (copy / "site" / "en-GB" / "sound").glob("words-*.mp3")
    sound.write_text("no sound", encoding="utf-8")
    assert about_pages(copy) == {"words/index.html"}


def test_every_rule_has_a_bad_file(rules_of) -> None:
    tried = {rule for rule, *_ in (*BAD_SOUND, *BAD_DAISY)}
    assert tried | {
        "audio/cover",
        "audio/chapters",
        "audio/files",
        "audio/heard",
        "audio/listed",
        "audio/pages",
    } == rules_of(audio)


def test_a_recording_is_listened_to_in_whole_sentences():
    sentences = [(0.0, 9.0), (9.5, 20.0), (20.5, 28.0), (28.5, 40.0), (41.0, 80.0), (80.5, 81.0)]
    assert spans(sentences) == (0.0, 28.0, 28.5, 40.0, 41.0, 80.0, 80.5, 81.0)
    assert spans([]) == ()
