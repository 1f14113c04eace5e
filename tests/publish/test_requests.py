"""A file made for one person: what can be asked for, what is refused, and what is handed over."""

from __future__ import annotations

import dataclasses
import signal
import subprocess
import zipfile
from pathlib import Path

import pypdfium2
import pytest

from booklet import cli, interrupts
from booklet.book.select import titles
from booklet.errors import BookletError
from booklet.formats import FORMATS, Variant
from booklet.project import Project
from booklet.publish import requests
from booklet.publish.build import books_of
from booklet.publish.requests import (
    LONGEST_NAME,
    PRESETS,
    Request,
    checked,
    make,
    presets,
    read_preset,
    settings_of,
)
from tests.books import BOOKLET
from tests.helpers import FACTS, MADE_UP
from tests.helpers import made_up as words_of


@pytest.mark.parametrize(
    ("request_", "problem"),
    [
        (Request(reading="easy"), "There is no reading “easy”. Choose one of: standard, easy-read."),
        (Request(format="pfd"), "There is no format “pfd”. Choose one of: pdf, poster"),
        (Request(format="web"), "There is no format “web”."),
        (Request(format="poster", variant="a5"), "There is no file of poster “a5”. Choose one of: a4, a3."),
        (Request(format="pdf", variant="a3"), "There is no file of pdf “a3”."),
        (Request(paper="A2"), "There is no paper “A2”. Choose one of: A3, A4, A5."),
        (Request(background="pink"), "There is no background “pink”. Choose one of: white, cream, blue, yellow."),
        (Request(font="comic"), "There is no font “comic”. Choose one of: hyperlegible, noto."),
        (Request(text_size=9.9), "Letters of 9.9 points cannot be made. Choose a size from 10 to 60."),
        (Request(text_size=61), "Letters of 61 points cannot be made."),
        (Request(text_size=float("nan")), "Letters of nan points cannot be made."),
        (Request(text_size=0), "Letters of 0 points cannot be made."),
        (
            Request(format="text", text_size=20),
            "The format “text” takes no text size. Leave it out, or choose a format that does: pdf, letter, large-print, bilingual, word.",
        ),
        (Request(format="booklet", paper="A3"), "The format “booklet” takes no paper."),
        (Request(format="text", background="cream"), "The format “text” takes no background."),
        (
            Request(format="braille", braille_page="30"),
            "There is no braille page “30”. Write cells and lines, such as 30x27: 20 to 48 cells",
        ),
        (Request(format="braille", braille_page="19x27"), "There is no braille page “19x27”."),
        (Request(format="braille", braille_page="30x41"), "There is no braille page “30x41”."),
        (
            Request(format="pdf", braille_page="30x27"),
            "The format “pdf” takes no braille page. Leave it out, or choose a format that does: braille.",
        ),
        (Request(format="braille", paper="A4"), "The format “braille” takes no paper."),
        (Request(format="poster", font="noto"), "The format “poster” takes no font."),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_wrong_setting_is_refused_with_its_cure(request_, problem):
    with pytest.raises(BookletError) as caught:
        checked(request_, BOOKLET)
    assert str(caught.value).startswith(problem)


@pytest.mark.parametrize("name", [name for name, entry in FORMATS.items() if entry.write])
def test_every_format_that_is_made_can_be_asked_for(name):
    entry, variant = checked(Request(format=name), BOOKLET)
    assert entry.name == name and variant == entry.variants_in(BOOKLET)[0]


def test_a_variant_is_found_by_its_name():
    assert checked(Request(format="poster", variant="a3"), BOOKLET)[1].paper == "A3"


def test_what_was_asked_for_takes_the_place_of_the_formats_own():
    _entry, variant = checked(asked := Request(text_size=24, paper="A3", background="cream", font="noto"), BOOKLET)
    settings = settings_of(asked, Project(), dataclasses.replace(MADE_UP, fonts=("One", "Noto Sans")), variant)
    assert (settings.text_size, settings.paper, settings.background, settings.fonts) == (
        24,
        "A3",
        "cream",
        ("Noto Sans", "One"),
    )
    assert (
        settings_of(Request(format="poster", variant="a3"), Project(), MADE_UP, FORMATS["poster"].variants[1]).paper
        == "A3"
    )


def test_the_page_of_a_braille_printer_takes_the_place_of_the_usual_one():
    _entry, variant = checked(asked := Request(format="braille", braille_page="30x27"), BOOKLET)
    assert settings_of(asked, Project(), MADE_UP, variant).braille_page == (30, 27)
    assert settings_of(Request(format="braille"), Project(), MADE_UP, variant).braille_page == (40, 25)


@pytest.mark.parametrize("name", presets(Project()))
def test_every_preset_can_be_made(name):
    assert presets(Project())[name]
    checked(Request(**read_preset(Project(), name)), BOOKLET)


def test_an_unknown_preset_is_refused():
    with pytest.raises(BookletError, match=r"There is no preset “large”\. Choose one of: large-print-24"):
        read_preset(Project(), "large")


def test_an_unknown_setting_of_a_preset_is_refused_with_its_line(tmp_path):
    (tmp_path / PRESETS).parent.mkdir()
    (tmp_path / PRESETS).write_text("a:\n  settings: {format: pdf}\nb:\n  settings: {size: 24}\n", encoding="utf-8")
    with pytest.raises(
        BookletError,
        match=r"^content/requests\.yml:4: The preset “b” has the unknown setting “size”\. The settings are language",
    ):
        read_preset(Project(tmp_path), "b")


@pytest.mark.parametrize(
    ("entry", "problem"),
    [
        ("nothing", r"The preset “b” is not complete\. Give it for: and settings: "),
        ("{settings: pdf}", r"The preset “b” is not complete\."),
        ('{settings: {text_size: "24"}}', r"The setting text_size of the preset “b” cannot be '24'\. Write a number"),
        ("{settings: {text_size: yes}}", "The setting text_size of the preset “b” cannot be 'yes'"),
        ("{settings: {pages: plan}}", r"The setting pages of the preset “b” cannot be 'plan'\. Write a list of names"),
        ("{settings: {pages: [2]}}", r"The setting pages of the preset “b” cannot be \[2\]"),
        (
            "{settings: {format: 3}}",
            r"The setting format of the preset “b” cannot be 3\. Write it in quotation marks\.",
        ),
    ],
)
@pytest.mark.parametrize("read", [presets, lambda project: read_preset(project, "a")], ids=["list", "one"])
def test_a_preset_of_wrong_values_is_refused_with_its_line(tmp_path, read, entry, problem):
    (tmp_path / PRESETS).parent.mkdir()
    (tmp_path / PRESETS).write_text(f"a:\n  settings: {{format: pdf}}\nb: {entry}\n", encoding="utf-8")
    with pytest.raises(BookletError, match=rf"^content/requests\.yml:3: {problem}"):
        read(Project(tmp_path))


# What is made. Plain text is quick; one PDF shows what is printed.

TEXT = Request(language="he", format="text", pages=("plan", "assess"))


@pytest.fixture
def project(made_up: Project, monkeypatch: pytest.MonkeyPatch) -> Project:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1790000000")
    return made_up


def test_a_file_and_its_note_are_handed_over(project, tmp_path):
    file, note = make(project, TEXT, tmp_path / "out")
    assert (file.name, note.name) == ("sen-support-text-he-plan-assess.txt", "sen-support-text-he-plan-assess-note.txt")
    text = file.read_text(encoding="utf-8")
    assert words_of("What goes in the plan") in text
    assert words_of("Word list") not in text.split("\n")


def test_the_note_is_in_the_language_of_the_reader(project, tmp_path):
    note = make(project, TEXT, tmp_path)[1].read_text(encoding="utf-8")
    assert note.startswith(words_of("About your file\n\nHere is the guide that you asked for."))
    assert words_of("It has only these pages:") + f" {words_of('Plan')}, {words_of('Assess')}" in note
    assert MADE_UP.name in note and "01632" in note and FACTS["email"]["value"] in note
    assert words_of("A machine translated this text.") in note
    assert "{" not in note and "<" not in note


def test_the_note_names_size_and_paper(project, tmp_path):
    note = make(project, Request(format="pdf", text_size=28, paper="A3", pages=("plan",)), tmp_path)[1]
    assert note.name == "sen-support-en-gb-plan-28-point-a3-note.txt"
    text = note.read_text(encoding="utf-8")
    assert "Size of the letters: 28 points" in text and "Paper: A3" in text
    document = pypdfium2.PdfDocument(note.with_name("sen-support-en-gb-plan-28-point-a3.pdf"))
    try:
        assert [round(side / 72 * 25.4) for side in document[0].get_size()] == [297, 420]
    finally:
        document.close()


def test_the_same_request_gives_the_same_zip(project, tmp_path):
    (first,) = make(project, TEXT, tmp_path / "one", as_zip=True)
    (second,) = make(project, TEXT, tmp_path / "two", as_zip=True)
    assert first.read_bytes() == second.read_bytes()
    assert [path.name for path in (tmp_path / "one").iterdir()] == ["sen-support-text-he-plan-assess.zip"]
    with zipfile.ZipFile(first) as archive:
        assert archive.namelist() == ["sen-support-text-he-plan-assess.txt", "sen-support-text-he-plan-assess-note.txt"]
        assert archive.testzip() is None


@pytest.mark.parametrize("as_zip", [False, True], ids=["files", "zip"])
def test_a_request_that_is_ended_hands_nothing_over(project, tmp_path, monkeypatch, as_zip):
    """Not even the file without its note: both are moved to their places together, at the end."""

    def end(*arguments) -> str:
        monkeypatch.setattr(interrupts, "_asked", [signal.SIGTERM])
        return "Words of the note"

    monkeypatch.setattr(requests, "covering_note", end)
    with pytest.raises(KeyboardInterrupt):
        make(project, TEXT, tmp_path, as_zip=as_zip)
    assert not [*tmp_path.iterdir()]


def test_what_a_killed_request_left_is_removed(project, tmp_path):
    process = subprocess.Popen(["true"])
    process.wait()
    left = tmp_path / f".guide.txt.{process.pid}.abc.part"
    left.write_bytes(b"half")
    make(project, TEXT, tmp_path)
    assert not left.exists()


def test_a_zip_is_put_into_the_zip(project, tmp_path, monkeypatch):
    """As with a recording, a file for each chapter: both have one name."""
    monkeypatch.setitem(FORMATS, "text", dataclasses.replace(FORMATS["text"], variants=(Variant(extension="zip"),)))
    (packed,) = make(project, TEXT, tmp_path, as_zip=True)
    assert [path.name for path in tmp_path.iterdir()] == [packed.name]
    with zipfile.ZipFile(packed) as archive:
        assert archive.namelist() == [packed.name, f"{packed.stem}-note.txt"]


def test_braille_for_a_printer_with_a4_paper(project, tmp_path):
    file, note = make(project, Request(format="braille", braille_page="30x27", pages=("plan",)), tmp_path)
    assert file.name == "sen-support-braille-brf-en-gb-plan-30x27.brf"
    pages = [page.split("\r\n") for page in file.read_bytes().decode("ascii").split("\f")[:-1]]
    assert pages and all(len(page) - 1 <= 27 and all(len(line) <= 30 for line in page) for page in pages)
    assert "Braille page, cells and lines: 30 × 27" in note.read_text(encoding="utf-8")


def test_the_name_of_a_file_with_many_pages_counts_them(project, tmp_path):
    pages = titles(next(one for one in books_of(project, "he", tmp_path / "books")[1] if one.reading == "standard"))
    assert len("-".join(pages)) > LONGEST_NAME
    file, note = make(project, dataclasses.replace(TEXT, pages=tuple(pages)), tmp_path)
    assert (file.name, note.name) == (
        f"sen-support-text-he-{len(pages)}-pages.txt",
        f"sen-support-text-he-{len(pages)}-pages-note.txt",
    )


def test_a_folder_that_cannot_be_made_is_refused(project, tmp_path):
    (tmp_path / "out").write_text("A file", encoding="utf-8")
    with pytest.raises(BookletError, match=r"out: This folder cannot be made \(File exists\)\. Check its name"):
        make(project, TEXT, tmp_path / "out")


@pytest.mark.parametrize(
    ("request_", "problem"),
    [
        (Request(format="text", pages=("plans",)), "There is no page “plans”. The pages are "),
        (Request(format="text", language="xx"), "There is no language “xx”. The languages are en-GB, he"),
        (Request(format="booklet", reading="easy-read"), ""),
        (Request(format="large-print", reading="easy-read", language="he"), words_of("Easy Read")),
    ],
    ids=["page", "language", "booklet", "large-print"],
)
def test_what_cannot_be_made_of_the_text_is_refused_and_leaves_nothing(project, tmp_path, request_, problem):
    with pytest.raises(BookletError) as caught:
        make(project, request_, tmp_path / "out")
    assert problem in str(caught.value)
    assert not list(tmp_path.rglob("*.*"))


# The command


@pytest.fixture
def command(project: Project, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys):
    """Run `booklet make` on the copy; return exit code, files and what was said."""
    monkeypatch.setattr(cli, "Project", lambda: project)

    def run(*arguments: str) -> tuple[int, list[str], str]:
        code = cli.main(["make", "--output", str(tmp_path / "out"), *arguments])
        said = capsys.readouterr()
        return code, [Path(line).name for line in said.out.splitlines()], said.err

    return run


def test_the_command_makes_a_file(command):
    assert command("--format", "text", "--language", "he", "--pages", "plan, assess", "--zip") == (
        0,
        ["sen-support-text-he-plan-assess.zip"],
        "",
    )


def test_the_command_says_what_is_wrong(command):
    code, files, said = command("--format", "text", "--text-size", "20")
    assert (code, files) == (1, []) and said.startswith("Error: The format “text” takes no text size.")


def test_the_command_line_goes_before_the_preset(command):
    assert (
        command("--preset", "stages-only", "--format", "text", "--pages", "review")[1][0]
        == "sen-support-text-en-gb-review.txt"
    )


def test_the_command_names_the_presets(project, command):
    code, lines, _ = command("--list")
    assert code == 0 and [line.split()[0] for line in lines] == list(presets(project))
