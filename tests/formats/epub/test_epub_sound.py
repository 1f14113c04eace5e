"""The e-book with sound: every word is heard in its time, and the check rejects files in which it is not."""

from __future__ import annotations

import re
import shutil
import zipfile
from pathlib import Path

import pytest
from lxml import etree
from lxml import html as lxml_html

from booklet.checks.files import ace, epub, epub_standard, media_overlays
from booklet.checks.files.parity.readers import READERS
from booklet.checks.files.parity.text_blocks import read_book
from booklet.errors import BookletError
from booklet.formats import FORMATS, FormatNotPossibleError, FormatSettings
from booklet.formats.audio.script import BLOCK, SENTENCE, START
from booklet.formats.epub.sentences import Line, mark_sentences
from tests.books import TEXTS, book_in, settings_of
from tests.formats.conftest import LETTER
from tests.helpers import opened_zip

OPF, NAV_SMIL, PLAN_SMIL = "EPUB/package.opf", "EPUB/nav.smil", "EPUB/plan.smil"
# The first page of the text: page 3 of the print begins with it
PAGE, PAGE_SMIL = "EPUB/support.xhtml", "EPUB/support.smil"
BAD = [
    ("epub/overlay-text", PAGE_SMIL, '#sentence-3"', '#sentence-2"'),
    ("epub/overlay-text", PLAN_SMIL, '#picture-2"', '#sentence-1"'),
    ("epub/overlay-text", NAV_SMIL, '#contents-1"', '#contents-0"'),
    ("epub/overlay-text", PAGE, "</h1>", "</h1><p>More words.</p>"),
    ("epub/overlay-text", OPF, ' media-overlay="overlay-support"', ""),
    ("epub/overlay-order", PAGE_SMIL, '#sentence-1"', '#sentence-9"'),
    ("epub/overlay-order", PAGE, 'id="sentence-1"', 'id="other"'),
    ("epub/overlay-times", PAGE_SMIL, 'clipBegin="0.000s"', 'clipBegin="900.000s"'),
    ("epub/overlay-times", PAGE_SMIL, 'clipEnd="', 'clipEnd="90'),
    ("epub/overlay-times", PAGE_SMIL, "sound/support.mp3", "sound/words.xhtml"),
    ("epub/overlay-times", PAGE_SMIL, "<text ", "<words "),
    ("epub/overlay-times", PAGE_SMIL, "clipBegin=", "clip-begin="),
    ("epub/overlay-duration", OPF, 'property="media:duration">', 'property="media:duration">9'),
    ("epub/overlay-duration", OPF, '#overlay-support">', '#overlay-support">9'),
    ("epub/overlay-duration", OPF, "media:duration", "media:length"),
]


@pytest.fixture(scope="module")
def spoken(made: Path, tones: FormatSettings, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small English book with sound. It may not be changed."""
    path = tmp_path_factory.mktemp("spoken") / "epub-audio.epub"
    done = FORMATS["epub-audio"].write(book_in(made / "books"), tones, path)
    assert done.seconds and done.seconds > 10
    return path


def rules_broken(path: Path, made: Path) -> set[str]:
    book = read_book(made / "books" / "en-GB" / "standard.html")
    return {
        one.rule
        for one in epub.problems(path, book, made / "site" / "en-GB" / "downloads" / "pdf.pdf", with_sound=True)
    }


def clips_of(path: Path, name: str) -> list[media_overlays.Clip]:
    with zipfile.ZipFile(path) as archive:
        return media_overlays.read_clips(
            etree.fromstring(archive.read(f"EPUB/{name}.smil")), f"EPUB/{name}.smil", f"EPUB/{name}.xhtml"
        )


def words_of(path: Path, name: str, target: str) -> str:
    with zipfile.ZipFile(path) as archive:
        element = etree.fromstring(archive.read(f"EPUB/{name}.xhtml")).xpath("//*[@id=$target]", target=target)[0]
    return " ".join("".join(element.itertext()).split())


def test_a_good_file_passes(made: Path, spoken: Path) -> None:
    assert rules_broken(spoken, made) == set()
    assert epub_standard.validate([spoken]) == [[]]
    assert list(ace.findings("epub-audio.epub", ace.report_of(spoken))) == []


def test_it_holds_the_whole_book(made: Path, spoken: Path) -> None:
    book = read_book(made / "books" / "en-GB" / "standard.html")
    assert tuple(READERS["epub-audio", "epub"].read(spoken, book)) == book.pieces


def test_a_file_without_sound_is_not_one_with_it(made: Path) -> None:
    assert "epub/overlay-text" in rules_broken(made / "site" / "en-GB" / "downloads" / "epub.epub", made)


@pytest.mark.parametrize(("rule", "part", "old", "new"), BAD)
def test_bad_file(made: Path, spoken: Path, tmp_path: Path, rule: str, part: str, old: str, new: str) -> None:
    path = Path(shutil.copy(spoken, tmp_path))
    with opened_zip(path) as parts:
        assert old.encode() in parts[part], f"“{old}” is not in {part}"
        parts[part] = parts[part].replace(old.encode(), new.encode())
    assert rule in rules_broken(path, made)


def test_times_come_from_the_count_of_samples(spoken: Path) -> None:
    page, title, lead, *_ = clips_of(spoken, "support")
    assert (page.target, page.begin) == ("page-3", 0.0)
    assert page.end == pytest.approx(START + len("Page 3.") * LETTER + SENTENCE, abs=0.002)
    words = TEXTS["en-GB"]["sub"]
    assert words_of(spoken, "support", title.target) == "SEN Support"
    assert words_of(spoken, "support", lead.target) == words
    assert lead.end - lead.begin == pytest.approx(len(f"{words}.") * LETTER + BLOCK, abs=0.002)


def test_the_pages_can_be_skipped(spoken: Path) -> None:
    with zipfile.ZipFile(spoken) as archive:
        smil = archive.read(PAGE_SMIL).decode()
    assert re.search(r'<par id="heard-1" epub:type="pagebreak">\s*<text src="support.xhtml#page-3"/>', smil)


def test_the_contents_are_heard_only_by_who_opens_them(spoken: Path) -> None:
    with zipfile.ZipFile(spoken) as archive:
        assert '<itemref idref="nav" linear="no"/>' in archive.read(OPF).decode()
    assert [words_of(spoken, "nav", clip.target) for clip in clips_of(spoken, "nav")] == [
        "",
        "Contents",
        "SEN Support",
        "SEN Support",
        "A cycle of 4 stages",
        "The graduated approach",
        "A cycle of 4 stages",
        "Assess",
        "Plan",
        "Has progress been made?",
        "Steps",
        "Do",
        "Review",
        "Word list",
        "Meeting record",
        "About this booklet",
    ]


def test_same_book_same_bytes(made: Path, spoken: Path, tones: FormatSettings, tmp_path: Path) -> None:
    again = tmp_path / "again.epub"
    FORMATS["epub-audio"].write(book_in(made / "books"), tones, again)
    assert again.read_bytes() == spoken.read_bytes()


def test_a_language_without_a_voice_has_none(made: Path, tmp_path: Path) -> None:
    with pytest.raises(FormatNotPossibleError, match="no_voice"):
        FORMATS["epub-audio"].write(book_in(made / "books", "ar"), settings_of("ar"), tmp_path / "a.epub")


@pytest.mark.parametrize(
    ("clock", "length"),
    [("12.345s", 12.345), ("1:02:03.5", 3723.5), ("02:03", 123), ("5min", 300), ("2h", 7200), ("250ms", 0.25)],
)
def test_clock_values(clock: str, length: float) -> None:
    assert media_overlays.seconds(clock) == pytest.approx(length)


def marked(inside: str, *texts: str) -> str:
    """Return the inside of a document after its sentences, all of one block, were marked."""
    body = lxml_html.fragment_fromstring(f"<section>{inside}</section>")
    mark_sentences(body, [Line(text, 0) for text in texts])
    text = lxml_html.tostring(body, encoding="unicode").removeprefix("<section>").removesuffix("</section>")
    return re.sub(r'<span id="sentence-(\d+)">', r"<\1>", text).replace("</span>", "</>")


@pytest.mark.parametrize(
    ("before", "texts", "after"),
    [
        ("<p>One. Two.</p>", ("One.", "Two."), "<p><0>One.</> <1>Two.</></p>"),
        ("<p>One <a>link</a>. Two.</p>", ("One link.", "Two."), "<p><0>One <a>link</a>.</> <1>Two.</></p>"),
        # A link that begins in one sentence and ends in the next cannot be divided
        (
            "<p>One <a>art. 20</a> law. Two.</p>",
            ("One art.", "20 law.", "Two."),
            "<p><0>One <a>art. 20</a> law.</> <2>Two.</></p>",
        ),
        ("<p><b>One. Two.</b></p>", ("One.", "Two."), "<p><b><0>One.</> <1>Two.</></b></p>"),
        ("<p>\n<i></i> One. <i></i>Two. </p>", ("One.", "Two."), "<p>\n<i></i> <0>One.</> <i></i><1>Two.</> </p>"),
        # The number of a stage is said in another way than it is written
        ("<div><b>1</b> <a>Assess</a></div>", ("Assess",), "<div><0><b>1</b> <a>Assess</a></></div>"),
        ("<li>One.<ul></ul></li>", ("One.",), "<li><0>One.</><ul></ul></li>"),
    ],
)
def test_sentences_are_marked(before: str, texts: tuple[str, ...], after: str) -> None:
    assert marked(before, *texts) == after


@pytest.mark.parametrize(
    ("texts", "problem"),
    [
        (("One.", "Three."), "The voice reads “Three.”, and the e-book has “Two.” there"),
        (("One.",), "No voice reads “Two.”"),
    ],
)
def test_other_words_stop_the_work(texts: tuple[str, ...], problem: str) -> None:
    with pytest.raises(BookletError, match=problem):
        marked("<p>One. Two.</p>", *texts)


def test_other_pictures_stop_the_work() -> None:
    body = lxml_html.fragment_fromstring('<section><img alt="A tree"></section>')
    with pytest.raises(BookletError, match="not those that the voice describes"):
        mark_sentences(body, [Line("A house", 0, is_picture=True)])
