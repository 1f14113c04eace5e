"""Checks every recording of the finished site: its sound, its tags and chapters, its DAISY files, and its words.

Everything is read back from the finished files. A program listens, no person has: who does hears what no rule here
finds.
"""

from __future__ import annotations

import io
import itertools
import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from lxml import etree
from mutagen import MutagenError
from mutagen.id3 import ID3, ID3NoHeaderError, PictureType
from mutagen.mp3 import MP3
from PIL import Image

from booklet.checks.context import CheckContext
from booklet.checks.edition_list import EditionRecord, read_absent
from booklet.checks.files import page_recordings
from booklet.checks.files.archives import NotReadableError, read_zip
from booklet.checks.files.parity import compare
from booklet.checks.files.parity.text_blocks import HEADINGS, BookText, nfc_line, read_book, text_blocks_of
from booklet.checks.files.speech_recognition import SAID_OTHERWISE, missed, spans
from booklet.checks.files.speech_recognition import heard as heard_words
from booklet.checks.rules import Rule
from booklet.checks.verdicts import Subject
from booklet.errors import BookletError
from booklet.external import ffmpeg
from booklet.findings import Finding, Problem, Report
from booklet.source.labels import read_labels

RULES = (
    Rule(
        "audio/listed",
        "Every language and reading has all 3 recordings, or says that no voice reads its language.",
        "Project decision: a reader is told what is there and why something is not",
    ),
    Rule(
        "audio/readable",
        "The file opens, and is what its name says.",
        "Project decision: a file that cannot be opened helps nobody",
    ),
    Rule(
        "audio/files",
        "A zip holds a sound for each chapter, in order, and what its form needs, and nothing else.",
        "DAISY 2.02 Specification; Project decision: one sound for each chapter",
    ),
    Rule(
        "audio/form",
        "44.1 kHz, one channel, at least 64 kbit/s.",
        "UK Association for Accessible Formats, MS01: quality of sound; Project decision: 44.1 kHz, one channel, 64 "
        "kbit/s",
    ),
    Rule(
        "audio/tags",
        "Title, album, maker, language, and the number of each file.",
        "ID3v2.3.0, 4.2 Text information frames",
    ),
    Rule("audio/cover", "A picture of at least 500 by 500 dots.", "ID3v2.3.0, 4.15 Attached picture"),
    Rule("audio/chapters", "A mark for each heading of the book, in order.", "ID3v2 Chapter Frame Addendum 1.0"),
    Rule(
        "audio/length",
        "The sounds are as long as editions.json and the files themselves say.",
        "Project decision: a reader is told how long a recording lasts",
    ),
    Rule(
        "audio/loudness",
        "−19 LUFS, 1 LU more or less.",
        "EBU R 128; UK Association for Accessible Formats, MS01: even volume; Project decision: −19 LUFS",
    ),
    Rule("audio/peak", "No peak above −1 dBTP.", "EBU R 128: true peak of at most −1 dBTP"),
    Rule(
        "audio/silence",
        "No silence is longer than 3 seconds.",
        "Project decision: a listener does not take the recording for ended",
    ),
    Rule("audio/pace", "110 to 190 words a minute.", "Project decision: the pace of a clear voice"),
    Rule(
        "audio/opening",
        "Title, maker, computer voice, running time, number of chapters and contents are said first.",
        "UK Association for Accessible Formats, MS01: what is said at the beginning",
    ),
    Rule(
        "audio/ncc",
        "DAISY 2.02: what ncc.html must say, and its headings are those of the book.",
        "DAISY 2.02 Specification, 2.1 NCC",
    ),
    Rule(
        "audio/smil",
        "DAISY 2.02: every sentence leads to its words and its sound, one after the other, without gaps.",
        "DAISY 2.02 Specification, SMIL files",
    ),
    Rule(
        "audio/heard",
        "A speech recogniser makes out at least 92 % of the words of plain English sentences.",
        "Project decision: a speech recogniser makes out 92 % of plain words",
    ),
    Rule(
        "audio/words",
        "Every text of the book is in the DAISY book, once and in order.",
        "UK Association for Accessible Formats, MS01: all of the text is recorded",
    ),
    Rule(
        page_recordings.RULE,
        "Each page of a recorded book plays its own words, once and in order, and no other page plays anything.",
        "Project decision: where a device has no voice, a reader hears the page that is shown",
    ),
)

CURE = "Correct scripts/booklet/formats/audio, then build again."
TOOLS = ("ffmpeg",)
SUFFIXES = ("mp3", "chapters", "daisy")
RATE, BIT_RATE, COVER = 44_100, 64_000, 500
LOUDNESS, TOLERANCE, PEAK, SILENCE = -19.0, 1.0, -1.0, 3.0
PACE = (110, 190)
MISSED = 0.08  # part of the words that a recogniser may fail to make out
SLACK = 1.0  # seconds between two ways to say how long a file is
CLIP_TIME = re.compile(r"npt=(\d+(?:\.\d+)?)s")
TOTAL_TIME = re.compile(r"(\d+):(\d+):(\d+)")
CHAPTER = re.compile(r"\d\d-[a-z0-9-]+\.mp3")
PLAIN_WORDS = 5  # a shorter sentence is mostly silence
XHTML = {"h": "http://www.w3.org/1999/xhtml"}
# Specification for DAISY 2.02, 2.1.3: required, and those that players of full text need
NCC_METAS = (
    "dc:creator",
    "dc:date",
    "dc:format",
    "dc:identifier",
    "dc:language",
    "dc:publisher",
    "dc:title",
    "ncc:charset",
    "ncc:pageFront",
    "ncc:pageNormal",
    "ncc:pageSpecial",
    "ncc:tocItems",
    "ncc:totalTime",
    "ncc:multimediaType",
    "ncc:files",
)
SPOKEN_ONLY = "recording"  # class of the words that only the recording says


@dataclass(frozen=True)
class Clip:
    """A part of a sound: its file, and when it begins and ends there, in seconds."""

    sound: str
    begin: float
    end: float


@dataclass(frozen=True)
class Pair:
    """A sentence with its sound, in DAISY: the file with its words, its id there, and its clips."""

    page: str
    sentence: str
    clips: tuple[Clip, ...]


@dataclass(frozen=True)
class Sound:
    """One MP3 of an edition: its `name` in the zip ("" where it is the edition itself) and its bytes."""

    name: str
    data: bytes

    @property
    def shown(self) -> str:
        return f" in {self.name}" if self.name else ""


def check(context: CheckContext) -> Report:
    """Check the recordings of a finished site. Examined = recordings.

    A site that was built without recordings, as by `booklet build` without `--sound`, is left out: it has none, and
    tells its readers that they are not made yet.
    Raises BookletError if the list of editions or a book is missing.
    """
    every, labels = context.editions, read_labels(context.project)
    editions = context.editions_in("audio")
    reasons = {absent.book: absent.reason for absent in read_absent(context.site) if absent.format == "audio"}
    not_made = labels["formats.absent.not_made"] in reasons.values()
    if not_made and not editions and all(edition.book in reasons for edition in every):
        return Report("audio", 0, left_out="The site was built without recordings; “booklet build --sound” makes them.")
    voiceless = [book for book, reason in reasons.items() if reason == labels["formats.absent.no_voice"]]
    found = [Finding("editions.json", 0, "audio/listed", problem, CURE) for problem in listed(every, voiceless)]
    books = {context.book(edition) for edition in editions if edition.variant == "daisy"}
    found += page_recordings.look(context.built_site, sorted(books))
    by_path = {edition.path: edition for edition in editions}

    def look(subjects: Sequence[Subject]) -> Iterator[Finding]:
        for edition in (by_path[subject.name] for subject in subjects):
            for problem in problems(context.site / edition.path, edition, read_book(context.book(edition))):
                yield problem.at(edition.path, CURE)

    subjects = [
        Subject(edition.path, (context.site / edition.path, context.book(edition)), (edition.variant, edition.seconds))
        for edition in editions
    ]
    outcome = context.examine("audio", __name__, TOOLS, subjects, look)
    return context.report("audio", RULES, outcome.examined, [*found, *outcome.findings], known=outcome.known)


def listed(editions: Sequence[EditionRecord], voiceless: Sequence[tuple[str, str, str]]) -> Iterator[str]:
    """Yield what is wrong with the list: a book has all recordings, or none because no voice reads its language.

    `voiceless` are language, reading and booklet of the books that say so.
    """
    for book in dict.fromkeys(edition.book for edition in editions if edition.format != "audio"):
        there = [edition.variant for edition in editions if edition.format == "audio" and edition.book == book]
        if sorted(there) != ([] if book in voiceless else sorted(SUFFIXES)):
            yield (
                f"{' '.join(filter(None, book))} has the recordings: {', '.join(there) or 'none'}; and the list "
                f"{'says' if book in voiceless else 'does not say'} that no voice reads it."
            )


def problems(path: Path, edition: EditionRecord, book: BookText) -> Iterator[Problem]:
    """Yield the problems of one edition; `edition` gives its variant and its seconds."""
    try:
        files = _files(path)
        sounds = [Sound(name, data) for name, data in files.items() if name.endswith(".mp3") or not name]
        lengths = [_form(sound.data).length for sound in sounds]
    except (OSError, NotReadableError, MutagenError) as error:
        yield Problem("audio/readable", f"This file cannot be read ({error}).")
        return
    if abs(sum(lengths) - (edition.seconds or 0)) > SLACK:
        yield Problem("audio/length", f"It lasts {sum(lengths):.0f} s, and editions.json says {edition.seconds} s.")
    for sound in sounds:
        yield from form(sound)
        yield from heard(sound)
    variant = edition.variant
    if variant == "daisy":
        yield from daisy(files, dict(zip((sound.name for sound in sounds), lengths, strict=True)), book)
        return
    yield from tags(sounds, book)
    if variant == "mp3":
        yield from marks(sounds[0], lengths[0], book)
    elif wrong := _wrong_files(list(files), book):
        yield Problem("audio/files", wrong)


def _files(path: Path) -> dict[str, bytes]:
    """Return the files of an edition by name; one MP3 has the name ""."""
    if path.suffix != ".zip":
        return {"": path.read_bytes()}
    return read_zip(path)


def _wrong_files(names: Sequence[str], book: BookText) -> str:
    """Return what is wrong with the names of the sounds: the opening, a file a page, the words about the book."""
    expected = len(book.titles) + 2
    numbered = all(CHAPTER.fullmatch(name) and int(name[:2]) == number for number, name in enumerate(names))
    return (
        ""
        if len(names) == expected and numbered
        else f"It holds {', '.join(names)}, and should hold {expected} numbered sounds."
    )


def _form(data: bytes) -> Any:
    """Return length, rate, channels and bit rate of an MP3; raises MutagenError where it is none."""
    return MP3(io.BytesIO(data)).info  # mutagen gives the fields no types


def form(sound: Sound) -> Iterator[Problem]:
    """Look at rate, channels and bit rate."""
    info = _form(sound.data)
    if info.sample_rate != RATE or info.channels != 1 or info.bitrate < BIT_RATE:
        yield Problem(
            "audio/form",
            f"{info.sample_rate} Hz, {info.channels} channel(s), {info.bitrate // 1000} kbit/s{sound.shown}.",
        )


def heard(sound: Sound) -> Iterator[Problem]:
    """Measure loudness and peaks as EBU R 128 says, and look for silence."""
    try:
        _, said = ffmpeg.run(
            [
                "-i",
                "pipe:0",
                "-map",
                "0:a",
                "-af",
                f"silencedetect=noise=-50dB:duration={SILENCE},ebur128=peak=true:framelog=quiet",
                "-f",
                "null",
                "-",
            ],
            sound.data,
        )
    except BookletError as error:
        yield Problem("audio/readable", f"{error.problem.rstrip('.')}{sound.shown}.")
        return
    _, _, summary = said.rpartition("Summary:")
    measured = [re.search(rf"{name}:\s+(-?[\d.]+|-inf)", summary) for name in ("I", "Peak")]
    if not all(measured):
        yield Problem("audio/readable", f"ffmpeg does not say how loud the sound is{sound.shown}.")
        return
    loudness, peak = (float(one[1]) for one in measured if one)
    if abs(loudness - LOUDNESS) > TOLERANCE:
        yield Problem("audio/loudness", f"{loudness:.1f} LUFS{sound.shown}, and {LOUDNESS} is wanted.")
    if peak > PEAK:
        yield Problem("audio/peak", f"A peak of {peak:.1f} dBTP{sound.shown}, and {PEAK} is the most.")
    for start in re.findall(r"silence_start: ([\d.-]+)", said):
        yield Problem(
            "audio/silence", f"Silence of more than {SILENCE:.0f} s from {float(start):.0f} s on{sound.shown}."
        )


def _frames(sound: Sound) -> ID3:
    """Return the tags of a sound, none where it has none."""
    try:
        return ID3(io.BytesIO(sound.data))
    except ID3NoHeaderError:
        return ID3()


def tags(sounds: Sequence[Sound], book: BookText) -> Iterator[Problem]:
    """Look at what each file says of itself, and at its picture."""
    titles = [book.title, *book.titles, book.imprint] if len(sounds) > 1 else [book.title]
    for number, (sound, title) in enumerate(zip(sounds, titles, strict=False), 1):
        frames = _frames(sound)
        wanted = {
            "TIT2": title,
            "TALB": book.title,
            "TRCK": f"{number}/{len(sounds)}",
            "TPE1": book.labels.get("author", ""),
            "TLAN": "eng",
        }
        if not book.language.startswith("en"):
            del wanted["TLAN"]
        for name, value in wanted.items():
            if nfc_line(str(frames.get(name, ""))) != nfc_line(value):
                yield Problem(
                    "audio/tags", f"{name} is “{frames.get(name, '')}”{sound.shown}, and should be “{value}”."
                )
        if not re.fullmatch("[a-z]{3}", str(frames.get("TLAN", ""))):
            yield Problem(
                "audio/tags", f"The language is “{frames.get('TLAN', '')}”{sound.shown}; it takes three letters."
            )
        covers = [frame for frame in frames.getall("APIC") if frame.type == PictureType.COVER_FRONT]
        if not covers or _shorter_side(covers[0].data) < COVER:
            yield Problem("audio/cover", f"There is no picture of {COVER} by {COVER} dots{sound.shown}.")


def _shorter_side(picture: bytes) -> int:
    """Return the dots of the shorter side of a picture; 0 where it is none."""
    try:
        return min(Image.open(io.BytesIO(picture)).size)
    except OSError:
        return 0


def marks(sound: Sound, length: float, book: BookText) -> Iterator[Problem]:
    """Look for a mark for each heading, in order, with times in the file."""
    frames = _frames(sound)
    contents = [frame for frame in frames.getall("CTOC") if frame.flags & 1]
    by_id = {frame.element_id: frame for frame in frames.getall("CHAP")}
    there = [by_id[name] for name in (contents[0].child_element_ids if contents else ()) if name in by_id]
    expected = [piece.text for piece in book.counted if piece.kind == "heading"]
    if [nfc_line(str(frame.sub_frames.get("TIT2", ""))) for frame in there] != expected:
        yield Problem(
            "audio/chapters",
            f"There are {len(there)} marks; they are not the {len(expected)} headings of the book in their order.",
        )
    edges = [time for frame in there for time in (frame.start_time, frame.end_time)]
    if edges != sorted(edges) or (edges and (edges[0] != 0 or abs(edges[-1] / 1000 - length) > SLACK)):
        yield Problem(
            "audio/chapters", "The times of the marks do not follow each other from the beginning to the end."
        )


def daisy(files: dict[str, bytes], lengths: dict[str, float], book: BookText) -> Iterator[Problem]:
    """Look at a DAISY 2.02 book; `lengths` are the seconds of its sounds."""
    stems = [name.removesuffix(".mp3") for name in lengths]
    expected = {"ncc.html", "content.html", *(f"{stem}.{ending}" for stem in stems for ending in ("mp3", "smil"))}
    if (wrong := _wrong_files(sorted(lengths), book)) or set(files) != expected:
        yield Problem(
            "audio/files", wrong or f"It holds {', '.join(sorted(set(files) ^ expected))} too much or too little."
        )
        return
    try:
        trees = {name: etree.fromstring(data) for name, data in files.items() if not name.endswith(".mp3")}
        pairs = {stem: read_pairs(trees[f"{stem}.smil"]) for stem in stems}
    except (etree.XMLSyntaxError, ValueError) as error:
        yield Problem("audio/readable", f"This DAISY book is not well formed ({error}).")
        return
    content = trees["content.html"]
    yield from _ncc(trees, sum(lengths.values()), book)
    yield from _smil(content, pairs, lengths)
    yield from _pace(content, pairs)
    yield from _heard(files, content, pairs, book)
    yield from _words(content, sum(lengths.values()), book)


def read_pairs(smil: etree._Element) -> list[Pair]:
    """Return the pairs of words and sound of a SMIL file, in order. Raises ValueError where a clip has no times."""
    found = []
    for par in smil.iter("par"):
        text = par.find("text")
        page, _, sentence = ("" if text is None else text.get("src", "")).partition("#")
        clips = []
        for sound in par.iter("audio"):
            edges = [CLIP_TIME.fullmatch(sound.get(edge, "")) for edge in ("clip-begin", "clip-end")]
            if not all(edges):
                raise ValueError(f"a sound of “{sentence}” does not say from when to when")
            clips.append(Clip(sound.get("src", ""), *(float(edge[1]) for edge in edges if edge)))
        found.append(Pair(page, sentence, tuple(clips)))
    return found


def _ncc(trees: dict[str, etree._Element], seconds: float, book: BookText) -> Iterator[Problem]:
    tree = trees["ncc.html"]
    metas = {meta.get("name"): meta.get("content", "") for meta in tree.iterfind(".//h:meta", XHTML)}
    for name in NCC_METAS:
        if not metas.get(name):
            yield Problem("audio/ncc", f"ncc.html has no {name}.")
    total = TOTAL_TIME.fullmatch(metas.get("ncc:totalTime", ""))
    said = (
        sum(int(part) * unit for part, unit in zip(total.groups(), (3600, 60, 1), strict=True)) if total else math.inf
    )
    if abs(said - seconds) > SLACK + len(trees) * 0.1:
        yield Problem(
            "audio/length", f"ncc.html says {metas.get('ncc:totalTime')}, and the sounds last {seconds:.0f} s."
        )
    headings = list(tree.iterfind("h:body/*", XHTML))
    levels = [HEADINGS.get(etree.QName(one).localname, 0) for one in headings]  # 0: no heading
    wanted = [(piece.text, max(1, piece.level - 1)) for piece in book.counted if piece.kind == "heading"]
    if [(nfc_line("".join(one.itertext())), level) for one, level in zip(headings, levels, strict=True)] != wanted:
        yield Problem(
            "audio/ncc",
            f"Its {len(headings)} headings are not the {len(wanted)} headings of the book in their order and level.",
        )
    if not headings or headings[0].get("class") != "title" or levels[0] != 1:
        yield Problem("audio/ncc", "The first heading is not the title of the book.")
    if any(after > before + 1 for before, after in itertools.pairwise(levels)):
        yield Problem("audio/ncc", "A level of headings is left out.")
    if metas.get("ncc:tocItems") != str(len(headings)):
        yield Problem(
            "audio/ncc", f"It says that it has {metas.get('ncc:tocItems')} headings, and has {len(headings)}."
        )
    for link in tree.iterfind(".//h:a", XHTML):
        name, _, target = link.get("href", "").partition("#")
        if name not in trees or not trees[name].xpath("//par[@id=$id]", id=target):
            yield Problem(
                "audio/ncc",
                f"The heading “{nfc_line(''.join(link.itertext()))}” leads to {link.get('href')}, which is not there.",
            )


def _smil(content: etree._Element, pairs: dict[str, list[Pair]], lengths: dict[str, float]) -> Iterator[Problem]:
    """`pairs` are those of each chapter, `lengths` the seconds of each sound, both in order."""
    words = content.xpath("//h:span/@id", namespaces=XHTML)
    shown: list[str] = []
    for (stem, those), (name, length) in zip(pairs.items(), lengths.items(), strict=True):
        smil, at = f"{stem}.smil", 0.0
        for pair in those:
            if pair.page != "content.html" or pair.sentence not in words:
                yield Problem("audio/smil", f"{smil} leads to {pair.page}#{pair.sentence}, which is not there.")
            shown.append(pair.sentence)
            for clip in pair.clips:
                if clip.sound != name or abs(clip.begin - at) > 0.002 or clip.end <= clip.begin:
                    yield Problem(
                        "audio/smil",
                        f"{smil}: the sound of {pair.sentence} ({clip.begin} to {clip.end} s of {clip.sound}) does not follow {at} s.",
                    )
                at = clip.end
        if at > length + 0.01 or length - at > SLACK:
            yield Problem(
                "audio/length", f"The sentences of {smil} end at {at:.1f} s, and its sound at {length:.1f} s."
            )
    if shown != words:
        yield Problem("audio/smil", "The sentences with sound are not all the sentences, in their order.")


def _texts(content: etree._Element) -> dict[str, str]:
    """Return the words of every sentence by its id."""
    return {one.get("id"): nfc_line("".join(one.itertext())) for one in content.iterfind(".//h:span", XHTML)}


def _pace(content: etree._Element, pairs: dict[str, list[Pair]]) -> Iterator[Problem]:
    """Count the words a minute, with the silences, in sentences without numbers, addresses and initials."""
    texts = _texts(content)
    words = seconds = 0.0
    for pair in (pair for those in pairs.values() for pair in those):
        text = texts.get(pair.sentence, "")
        if SAID_OTHERWISE.search(text) or len(text.split()) < PLAIN_WORDS:
            continue
        words += len(text.split())
        seconds += sum(clip.end - clip.begin for clip in pair.clips)
    pace = words / seconds * 60 if seconds else 0
    if not PACE[0] <= pace <= PACE[1]:
        yield Problem("audio/pace", f"{pace:.0f} words a minute, and {PACE[0]} to {PACE[1]} are wanted.")


def _heard(
    files: dict[str, bytes], content: etree._Element, pairs: dict[str, list[Pair]], book: BookText
) -> Iterator[Problem]:
    """Compare what a recogniser makes out in each sound with the sentences that lead to it."""
    if not book.language.startswith("en"):  # The recogniser knows English only
        return
    texts = _texts(content)
    wrong = count = 0
    for stem, those in pairs.items():
        pieces = spans((clip.begin, clip.end) for pair in those for clip in pair.clips)
        result = missed([texts.get(pair.sentence, "") for pair in those], heard_words(files[f"{stem}.mp3"], pieces))
        wrong, count = wrong + result[0], count + result[1]
    if not count or wrong / count > MISSED:
        yield Problem("audio/heard", f"{wrong} of {count} words cannot be made out.")


def _words(tree: etree._Element, seconds: float, book: BookText) -> Iterator[Problem]:
    """Look for what is said in addition to the book, and for the book itself."""
    body = tree.find("h:body", XHTML)
    if body is None:
        yield Problem("audio/readable", "content.html has no body.")
        return
    extra = body.xpath(f"h:p[@class='{SPOKEN_ONLY}']", namespaces=XHTML)
    said = [nfc_line("".join(one.itertext())) for one in extra]
    chapters = [
        book.labels["audio.chapter"].format(number=number, title=title)
        for number, title in enumerate([*book.titles, book.imprint], 1)
    ]
    wanted = [
        book.labels["audio.voice"],
        book.labels["audio.length"].format(minutes=max(1, round(seconds / 60))),
        book.labels["audio.chapters"].format(count=len(chapters)),
        f"{book.contents}:",
        *chapters,
        book.labels["audio.end"],
    ]
    if said != [nfc_line(one) for one in wanted]:
        missing = [one for one in wanted if nfc_line(one) not in said]
        yield Problem(
            "audio/opening", f"The recording does not say at its place: {missing[0] if missing else wanted[0]}"
        )
    for one in extra:
        one.getparent().remove(one)
    found = list(text_blocks_of(body, raised=1))
    # The title of the book and those of its pages are both at the top of a DAISY book; words for a picture are words
    found[:1] = [replace(first, level=first.level and 1) for first in found[:1]]
    expected = [replace(piece, kind="text") if piece.kind == "picture" else piece for piece in book.counted]
    for problem in compare(expected, found):
        yield Problem("audio/words", f"{problem.rule.split('/')[1]}: {problem.problem}")
