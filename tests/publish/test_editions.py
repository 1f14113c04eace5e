"""Editions: made once for the same book, and every combination made or absent."""

import hashlib
import json
import re
import shutil
import signal
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from booklet import interrupts
from booklet.book.model import Book
from booklet.errors import BookletError
from booklet.formats import FORMATS, FileInfo, FormatNotPossibleError, FormatSettings, Variant, web_pack
from booklet.formats.base import Edition, MissingEdition
from booklet.formats.fonts import NoGlyphError
from booklet.formats.print import poster
from booklet.project import Project
from booklet.publish.editions import _digest, editions_json, file_name, make_editions, program_digest
from booklet.source import tokens
from booklet.source.languages import Language
from tests.books import BOOKLET, book_from, make_book, settings_of
from tests.helpers import change, copied_project

ENGLISH = Language("en-GB", "English", "ltr", ("Atkinson Hyperlegible Next", "Noto Sans"))


@pytest.fixture
def project(tmp_path) -> Project:
    return copied_project(tmp_path / "project")


@pytest.fixture
def write_words(monkeypatch):
    """Stand in a quick format for the PDF, which its own tests make; count how often it is made."""
    times = []

    def write(book, settings, target):
        times.append(book.html)
        target.write_text(book.html + settings.paper, encoding="utf-8")
        return FileInfo(pages=2)

    for name, entry in list(FORMATS.items()):
        if entry.write:
            monkeypatch.setitem(
                FORMATS,
                name,
                replace(entry, words=None, write=write if name in ("pdf", "poster", "web-pack") else None),
            )
    return times


def book(project: Project, words: str = "<p>Plan</p>") -> Book:
    folder = project.build / "books" / "en-GB"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "plan.svg").write_text("<svg/>", encoding="utf-8")
    return book_from(f'<title>SEN Support</title>{words}<img src="plan.svg">', folder)


def make(project: Project, *books: Book, formats=FORMATS) -> tuple[list[Edition], list[MissingEdition]]:
    folder = project.root / "stage"
    folder.mkdir(exist_ok=True)
    with ThreadPoolExecutor(1) as workers:
        return make_editions(books, ENGLISH, project, folder, workers, formats)


@pytest.mark.parametrize(
    ("reading", "name", "variant", "expected"),
    [
        ("standard", "pdf", Variant(), "sen-support-en-gb.pdf"),
        ("easy-read", "pdf", Variant(), "sen-support-easy-read-en-gb.pdf"),
        ("standard", "poster", Variant("a3", paper="A3"), "sen-support-poster-a3-en-gb.pdf"),
        ("standard", "text", Variant("", "txt"), "sen-support-text-en-gb.txt"),
    ],
)
def test_a_file_name_says_what_it_is_in_small_letters(reading, name, variant, expected):
    assert file_name(BOOKLET, "en-GB", reading, FORMATS[name], variant) == expected


def test_every_combination_is_made_or_absent(project, write_words):
    editions, absent = make(project, book(project))
    made, missing = ({one.format for one in each} for each in (editions, absent))
    assert made | missing == FORMATS.keys() - {"web"}
    assert not made & missing


def test_an_edition_is_known_by_its_bytes(project, write_words):
    editions, _ = make(project, book(project))
    for edition in editions:
        content = (project.root / "stage" / edition.path).read_bytes()
        assert (edition.bytes, edition.sha256) == (len(content), hashlib.sha256(content).hexdigest())


def test_the_same_book_is_made_once(project, write_words):
    make(project, book(project))
    first = len(write_words)
    make(project, book(project))
    assert len(write_words) == first > 0


def test_a_changed_word_makes_it_again(project, write_words):
    make(project, book(project))
    first = len(write_words)
    make(project, book(project, "<p>Plans</p>"))
    assert len(write_words) == 2 * first


def test_a_changed_picture_makes_it_again(project, write_words):
    changed = book(project)
    make(project, changed)
    first = len(write_words)
    (changed.folder / "plan.svg").write_text("<svg><g/></svg>", encoding="utf-8")
    make(project, changed)
    assert len(write_words) == 2 * first


@pytest.mark.parametrize(
    ("sheet", "formats"),
    [("tokens.css", {"pdf", "poster", "web-pack"}), *((sheet, {"web-pack"}) for sheet in web_pack.SHEETS)],
)
def test_a_changed_style_sheet_makes_again_what_reads_it(project, write_words, sheet, formats):
    make(project, book(project))
    before, again = len(write_words), sum(len(FORMATS[name].variants) for name in formats)
    (project.docs / "assets" / "styles" / sheet).write_text("p { color: red }", encoding="utf-8")
    make(project, book(project))
    assert len(write_words) == before + again


def test_a_format_that_was_not_asked_for_is_absent(project, write_words):
    editions, absent = make(project, book(project), formats={"pdf"})
    assert [one.format for one in editions] == ["pdf"]
    assert "poster" in {one.format for one in absent}


def test_a_book_that_cannot_take_a_shape_says_why(project, monkeypatch):
    def cannot(book, settings, target):
        raise FormatNotPossibleError("no_diagram")

    monkeypatch.setitem(FORMATS, "poster", replace(FORMATS["poster"], write=cannot))
    _, absent = make(project, book(project), formats={"poster"})
    assert {one.reason for one in absent if (one.reading, one.format) == ("standard", "poster")} == {"no_diagram"}


def test_a_format_of_which_no_file_can_be_made_is_absent_once_with_the_reason_of_the_first(project, monkeypatch):
    def cannot(book, settings, target):
        raise FormatNotPossibleError("not_made", f"No room on {settings.variant}.")

    monkeypatch.setitem(FORMATS, "poster", replace(FORMATS["poster"], write=cannot))
    _, absent = make(project, book(project), formats={"poster"})
    assert [one.detail for one in absent if one.format == "poster"] == ["No room on a4."]


def test_what_stands_in_the_way_of_one_file_costs_that_file_and_is_said(project, write_words, monkeypatch):
    def cannot(book, settings, target):
        raise FormatNotPossibleError("no_braille", "The table cannot write “ë”.")

    said = []
    monkeypatch.setitem(FORMATS, "braille", replace(FORMATS["braille"], write=cannot))
    folder = project.root / "stage"
    folder.mkdir()
    with ThreadPoolExecutor(1) as workers:
        editions, absent = make_editions(
            [book(project)], ENGLISH, project, folder, workers, {"braille", "pdf"}, said.append
        )
    assert {one.format for one in editions} == {"pdf"}
    (missing,) = [one for one in absent if one.format == "braille"]
    assert said[0] == "Left out: sen-support-braille-brf-en-gb.brf. The table cannot write “ë”."
    listed = json.loads(editions_json(date(2026, 11, 24), [], [missing], {"no_braille": "No braille."}, {}))["absent"]
    assert listed == [
        {
            "language": "en-GB",
            "reading": "standard",
            "format": "braille",
            "booklet": "sen-support",
            "reason": "No braille. The table cannot write “ë”.",
        }
    ]


def test_a_letter_that_the_fonts_lack_costs_the_files_that_need_it_and_is_said(project, write_words, monkeypatch):
    """A name of a person is in the documents of every language: it must not stop them all."""

    def cannot(book, settings, target):
        raise NoGlyphError("No font of this language has the character “ש”.", "Use another character there.")

    said = []
    monkeypatch.setitem(FORMATS, "poster", replace(FORMATS["poster"], write=cannot))
    folder = project.root / "stage"
    folder.mkdir()
    with ThreadPoolExecutor(1) as workers:
        editions, absent = make_editions(
            [book(project)], ENGLISH, project, folder, workers, {"poster", "pdf"}, said.append
        )
    assert {one.format for one in editions} == {"pdf"}
    assert {(one.format, one.reason) for one in absent if one.format == "poster"} == {("poster", "not_made")}
    assert said[0].endswith("No font of this language has the character “ש”. Use another character there.")


def test_half_a_file_is_never_taken_for_an_edition(project, monkeypatch):
    def stop(book, settings, target):
        target.write_text("half", encoding="utf-8")
        raise KeyboardInterrupt

    monkeypatch.setitem(FORMATS, "pdf", replace(FORMATS["pdf"], write=stop))
    with pytest.raises(KeyboardInterrupt):
        make(project, book(project), formats={"pdf"})
    assert not [path for path in (project.build / "cache").glob("*") if path.suffix in (".pdf", ".json")]


def test_a_file_that_the_end_of_the_run_met_is_not_kept(project, monkeypatch):
    """A library swallows the signal and goes on, here without its picture."""

    def stop(book, settings, target):
        with suppress(KeyboardInterrupt):
            signal.raise_signal(signal.SIGTERM)
        target.write_text("without its picture", encoding="utf-8")
        return FileInfo(pages=1)

    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    interrupts.listen()
    try:
        monkeypatch.setitem(FORMATS, "pdf", replace(FORMATS["pdf"], write=stop))
        with ThreadPoolExecutor(1) as workers, pytest.raises(KeyboardInterrupt):
            # In this thread: only the main one gets signals
            monkeypatch.setattr(workers, "submit", run_at_once)
            make_editions([book(project)], ENGLISH, project, project.root / "stage", workers, {"pdf"})
    finally:
        interrupts.forget()
        for number, handler in before.items():
            signal.signal(number, handler)
    assert not [path for path in (project.build / "cache").glob("*") if path.suffix in (".pdf", ".json")]


def run_at_once(function, *arguments):
    done = Future()
    done.set_result(function(*arguments))
    return done


@pytest.mark.parametrize("loss", ["cut", "changed", "record gone", "record broken", "record of an earlier version"])
def test_a_kept_file_that_is_not_whole_is_made_again(project, write_words, loss):
    make(project, book(project), formats={"pdf"})
    (record,) = (project.build / "cache").glob("*.json")
    cached = record.with_suffix("")
    good = cached.read_bytes()
    match loss:
        case "cut":
            cached.write_bytes(good[:-1])
        case "changed":
            cached.write_bytes(b"X" + good[1:])
        case "record gone":
            record.unlink()
        case "record broken":
            record.write_text("[]", encoding="utf-8")
        case "record of an earlier version":
            record.write_text('{"pages": 2, "seconds": null}', encoding="utf-8")
    editions, _ = make(project, book(project), formats={"pdf"})
    assert len(write_words) == 2
    assert cached.read_bytes() == good == (project.root / "stage" / editions[0].path).read_bytes()


def test_a_kept_file_that_another_program_changes_at_the_last_moment_is_refused(project, write_words, monkeypatch):
    copyfile = shutil.copyfile

    def change_and_copy(source, target):
        source.write_text("another", encoding="utf-8")
        copyfile(source, target)

    monkeypatch.setattr("booklet.publish.editions.shutil.copyfile", change_and_copy)
    with pytest.raises(BookletError, match=r"This file was changed while the site was built\. Build again\."):
        make(project, book(project), formats={"pdf"})


def test_the_program_is_part_of_what_an_edition_is_made_of(project):
    before = program_digest(project)
    change(project.root / "scripts" / "booklet" / "formats" / "print" / "pdf.py", "import", "import  ")
    program_digest.cache_clear()
    assert program_digest(project) != before


def test_the_system_is_part_of_what_an_edition_is_made_of(project, monkeypatch):
    before = program_digest(project)
    monkeypatch.setattr("booklet.publish.editions.system_digest", lambda: "another")
    program_digest.cache_clear()
    assert program_digest(project) != before


def test_editions_json_keeps_its_contract():
    edition = Edition("en-GB", "standard", "pdf", "en-GB/downloads/a.pdf", 3, "ab", pages=2, booklet="guide")
    state = {"messages": 1, "translated": 1, "fuzzy": 0, "reviewed_by": None}
    data = json.loads(
        editions_json(
            date(2026, 11, 24),
            [edition],
            [MissingEdition("en-GB", "standard", "epub", "not_made", booklet="guide")],
            {"not_made": "We have not made this yet."},
            {"en-GB": state},
        )
    )
    assert data["generated"] == "2026-11-24"
    assert (
        data["editions"][0].items()
        >= {
            "language": "en-GB",
            "reading": "standard",
            "format": "pdf",
            "path": "en-GB/downloads/a.pdf",
            "bytes": 3,
            "sha256": "ab",
            "pages": 2,
            "seconds": None,
            "booklet": "guide",
            "translation": state,
        }.items()
    )
    assert data["absent"] == [
        {
            "language": "en-GB",
            "reading": "standard",
            "format": "epub",
            "booklet": "guide",
            "reason": "We have not made this yet.",
        }
    ]


def test_a_format_needs_one_with_one_file_that_needs_none():
    needs = {entry.name: entry.needs for entry in FORMATS.values() if entry.needs}
    assert needs == {"epub": "pdf", "epub-audio": "pdf"}
    assert all(
        [variant.suffix for variant in FORMATS[name].variants] == [""] and not FORMATS[name].needs
        for name in needs.values()
    )


def test_a_file_is_made_of_another_of_its_format_that_is_made_of_none():
    made_of = {
        (entry.name, variant.suffix): variant.made_of
        for entry in FORMATS.values()
        for variant in entry.variants
        if variant.made_of
    }
    assert made_of == {("booklet", "fold"): "pages", ("short-booklet", "fold"): "pages"}
    assert all(not FORMATS[name].made_of(of) for (name, _), of in made_of.items())


def test_the_pages_of_a_booklet_to_fold_are_made_once(project, monkeypatch):
    """The sheets are made of the file that readers get page by page."""
    told = []

    def write(book, settings, target):
        told.append((settings.variant, settings.finished.read_text(encoding="utf-8") if settings.finished else ""))
        target.write_text(f"{settings.variant} of {book.html}", encoding="utf-8")
        return FileInfo(2)

    monkeypatch.setitem(FORMATS, "booklet", replace(FORMATS["booklet"], write=write))
    printed = book(project)
    make(project, printed, formats={"booklet"})
    assert told == [("pages", ""), ("fold", f"pages of {printed.html}")]


@pytest.fixture
def counts_in_epub(monkeypatch):
    """Stand in a PDF that counts, and an e-book; return the counts that the e-book was told."""
    told = []

    def write_pdf(book, settings, target):
        target.write_text(book.html, encoding="utf-8")
        return FileInfo(2, characters_on_pages=(3, len(book.html)))

    def write_epub(book, settings, target):
        told.append(settings.characters_on_pages)
        target.write_text(book.html, encoding="utf-8")
        return FileInfo()

    monkeypatch.setitem(FORMATS, "pdf", replace(FORMATS["pdf"], write=write_pdf))
    monkeypatch.setitem(FORMATS, "epub", replace(FORMATS["epub"], write=write_epub))
    return told


def test_what_the_pdf_counted_is_handed_on(project, counts_in_epub):
    printed = book(project)
    make(project, printed, formats={"pdf", "epub"})
    assert counts_in_epub == [(3, len(printed.html))]


def test_what_a_kept_pdf_counted_is_handed_on(project, counts_in_epub):
    printed = book(project)
    make(project, printed, formats={"pdf"})
    make(project, printed, formats={"pdf", "epub"})
    assert counts_in_epub == [(3, len(printed.html))]


def test_without_the_pdf_the_e_book_counts_itself_and_is_the_same_file(project, counts_in_epub):
    printed = book(project)
    make(project, printed, formats={"epub"})
    make(project, printed, formats={"pdf", "epub"})
    assert counts_in_epub == [()], "The e-book of the second run is that of the first"


def _in_both(folder: Path, **changed: str) -> Book:
    """Return the Arabic test book with its English one; `changed` names pages and what their titles begin with."""

    def change(document: str) -> str:
        document = document.replace("</head>", '<meta name="booklet.label.meetings" content="Meetings">\n</head>')
        for page, words in changed.items():
            document = re.sub(rf'(<section[^>]* id="{page}"[^>]*>\s*<h2>)', rf"\1{words} ", document)
        return document

    return replace(make_book(folder, "ar", change), english=make_book(folder, "en-GB", change))


@pytest.mark.parametrize(
    ("name", "variant", "page"),
    [
        ("poster", "a4", "plan"),
        ("sheet", "meeting-record", "meeting-record"),
        ("bilingual", "meeting", "meeting-record"),
    ],
)
def test_a_file_with_some_of_the_pages_is_kept_until_one_of_those_changes(project, tmp_path, name, variant, page):
    settings = replace(settings_of("ar"), variant=variant)

    def digest(**changed: str) -> str:
        return _digest(_in_both(tmp_path, **changed), FORMATS[name], settings, project)

    assert digest() == digest(words="Other")
    assert digest() != digest(**{page: "Other"})


def test_a_part_of_easy_read_is_kept_until_its_own_words_change(project, tmp_path):
    settings = replace(settings_of("en-GB"), variant="part-1")

    def digest(old: str) -> str:
        own = make_book(tmp_path, change=lambda document: document.replace(old, f'{old} title="Other"'))
        labels = own.labels | {"part": "{name}", "part.guide": "The guide"}
        return _digest(replace(own, reading="easy-read", labels=labels), FORMATS["pdf"], settings, project)

    assert digest('id="words"') == digest('id="meeting-record"') != digest('id="support"')


def test_a_file_that_cannot_be_made_of_its_book_has_a_digest_of_the_book(project, tmp_path):
    own = make_book(tmp_path, change=lambda document: document.replace("approach", "other"))
    settings = replace(settings_of("en-GB"), variant="a4")
    with pytest.raises(FormatNotPossibleError):
        poster.words(own, settings)
    assert _digest(own, FORMATS["poster"], settings, project)


@pytest.mark.parametrize(("name", "is_new"), [("letter", True), ("pdf", False)])
def test_a_file_in_two_languages_is_made_again_when_its_english_changes(project, write_words, name, is_new):
    own, entry = book(project), FORMATS[name]
    settings = FormatSettings(project.root / tokens.FILE, ())
    names = {
        _digest(replace(own, english=replace(own, html=own.html + more)), entry, settings, project)
        for more in ("", "<p>More</p>")
    }
    assert (len(names) == 2) == is_new
