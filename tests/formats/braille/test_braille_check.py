"""The check of braille accepts good files and rejects one bad in each way."""

from __future__ import annotations

import functools
import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from booklet.checks.context import CheckContext
from booklet.checks.files import braille
from booklet.checks.files.braille import files, words
from booklet.external import liblouis
from booklet.formats import FORMATS
from booklet.project import ROOT, Project
from booklet.source.booklets import BOOKLETS
from booklet.source.labels import read_labels
from tests.books import make_book, settings_of
from tests.contexts import on_site

BRF, PEF = "en-GB/downloads/braille.brf", "en-GB/downloads/braille.pef"


@pytest.fixture(scope="module", autouse=True)
def asked_once() -> Iterator[None]:
    """Ask liblouis once for each text: most are the same in every copy, and more than it keeps the answers to."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(liblouis, "_ask", functools.cache(liblouis._ask.__wrapped__))
        yield


@pytest.fixture
def sheets(copy: Path):
    """Change the pages of a BRF, a list of lists of lines of ASCII braille."""

    def change(edit, path: str = BRF) -> None:
        file = copy / "site" / path
        pages = [page.split("\r\n")[:-1] for page in file.read_bytes().decode("ascii").split("\f")[:-1]]
        edit(pages)
        file.write_bytes("".join("".join(f"{line}\r\n" for line in page) + "\f" for page in pages).encode("ascii"))

    return change


def ascii_of(text: str, table: str = "en-ueb-g2.ctb") -> str:
    signs = {cell: sign for sign, cell in files.CELL.items()}
    return "".join(signs[cell] for cell in liblouis.to_cells(table, [text])[0].text)


def rules(copy: Path) -> set[str]:
    return {finding.rule for finding in braille.check(on_site(copy / "site", copy / "books")).findings}


def test_braille_that_a_table_could_write_is_missed(copy: Path) -> None:
    file = copy / "site" / "editions.json"
    listed = json.loads(file.read_text(encoding="utf-8"))
    why = read_labels(Project())["formats.absent.no_braille"] + " The table cannot write “_”."
    listed["absent"] = [{"language": "es", "reading": "standard", "format": "braille", "reason": why}]
    file.write_text(json.dumps(listed), encoding="utf-8")
    assert rules(copy) == {"braille/made"}


def test_good_files_pass(made: Path) -> None:
    report = braille.check(on_site(made / "site", made / "books"))
    assert (report.findings, report.examined) == ((), 4)


BAD_BYTES = [
    ("braille/readable", BRF, b"#A\r\n", b"#\x80\r\n"),
    ("braille/readable", BRF, b",", b"a"),
    ("braille/readable", PEF, b"</pef>", b""),
    ("braille/readable", PEF, b"2008-1", b"2"),
    ("braille/readable", PEF, b"<row/>", b"<line/>"),
    ("braille/lines", BRF, b"\r\n", b"\n"),
    ("braille/lines", BRF, b"\r\n\f", b"\f"),
    ("braille/size", PEF, b'cols="40"', b'cols="32"'),
    ("braille/cells", PEF, "⠠⠎⠥⠏⠏⠕⠗⠞".encode(), "⡠⠎⠥⠏⠏⠕⠗⠞".encode()),
    ("braille/cells", PEF, "⠠⠎⠥⠏⠏⠕⠗⠞".encode(), b"Support"),
    ("braille/details", PEF, b"<dc:language>en-GB", b"<dc:language>pl"),
    ("braille/details", PEF, b"<dc:date>2026-11-24", b"<dc:date>"),
    ("braille/details", PEF, b"<row/>", b'<row xmlns:x="https://tracker.example/"/>'),
    ("braille/pair", PEF, "⠠⠎⠥⠏⠏⠕⠗⠞".encode(), "⠠⠎⠥⠏⠏⠕⠗".encode()),
]


@pytest.mark.parametrize(("rule", "path", "old", "new"), BAD_BYTES)
def test_bad_bytes(copy: Path, rule: str, path: str, old: bytes, new: bytes) -> None:
    file = copy / "site" / path
    assert old in file.read_bytes()
    file.write_bytes(file.read_bytes().replace(old, new))
    assert rule in rules(copy)


def at(pages: list[list[str]], words_: str) -> tuple[int, int]:
    """Return page and line on which a text is, the last time."""
    wanted = ascii_of(words_)
    return [
        (number, place)
        for number, page in enumerate(pages)
        for place, line in enumerate(page)
        if line.strip() == wanted
    ][-1]


def wide(pages):
    pages[0][4] = "A" * 41


def tall(pages):
    pages[-1] += [""] * 25


def other_number(pages):
    pages[1][0] = pages[1][0].replace("#B", "#C")


def other_page_in_contents(pages):
    number, place = next((n, p) for n, page in enumerate(pages) for p, line in enumerate(page) if '"""' in line)
    pages[number][place] = pages[number][place][:-1] + "J"


def no_contents(pages):
    pages[1:] = [[line for line in page if '"""' not in line] for page in pages[1:]]


def moved_heading(pages):
    number, place = at(pages, "Steps")
    pages[number][place] = " " + pages[number][place]


def heading_at_the_foot(pages):
    number, place = at(pages, "Steps")
    pages[number : number + 1] = [pages[number][: place + 1], [pages[number][0], *pages[number][place + 1 :]]]


def lost(pages):
    number, place = at(pages, "Write it down.")
    del pages[number][place]


def swapped(pages):
    number, place = at(pages, "listen to you")
    page = pages[number]
    page[place], page[place + 1] = page[place + 1], page[place]


def doubled(pages):
    number, place = at(pages, "This is one more.")
    pages[number].insert(place, pages[number][place])


BAD_PAGES = [
    ("braille/size", wide),
    ("braille/size", tall),
    ("braille/numbers", other_number),
    ("braille/contents", other_page_in_contents),
    ("braille/contents", no_contents),
    ("braille/headings", moved_heading),
    ("braille/headings", heading_at_the_foot),
    ("braille/missing", lost),
    ("braille/order", swapped),
    ("braille/extra", doubled),
]


@pytest.mark.parametrize(
    ("rule", "edit"), BAD_PAGES, ids=lambda value: value if isinstance(value, str) else value.__name__
)
def test_bad_pages(copy: Path, sheets, rule: str, edit) -> None:
    sheets(edit)
    assert rule in rules(copy)


@pytest.mark.parametrize("words_", ["01603\u00a0704070", "help@norfolk.gov.uk", "www.norfolk.gov.uk"])
def test_what_belongs_together_is_split(copy: Path, sheets, words_: str) -> None:
    book = make_book(copy / "books", write=f"Write {words_} down.")
    for variant in ("brf", "pef"):
        FORMATS["braille"].write(
            book, settings_of("en-GB", variant), copy / "site" / f"en-GB/downloads/braille.{variant}"
        )
    assert rules(copy) == set()

    def split(pages):
        number, place = at(pages, f"Write {words_} down.")
        line = pages[number][place]
        pages[number][place : place + 1] = [line[:-9], line[-9:]]

    sheets(split)
    assert "braille/split" in rules(copy)


@pytest.mark.parametrize("path", [BRF, PEF])
def test_a_file_that_is_not_there(copy: Path, path: str) -> None:
    (copy / "site" / path).unlink()
    assert {(one.path, one.rule) for one in braille.check(on_site(copy / "site", copy / "books")).findings} == {
        (path, "braille/readable")
    }


def test_a_brf_alone(copy: Path) -> None:
    listed = copy / "site" / "editions.json"
    data = json.loads(listed.read_text(encoding="utf-8"))
    data["editions"] = [edition for edition in data["editions"] if edition["path"] != PEF]
    listed.write_text(json.dumps(data), encoding="utf-8")
    assert rules(copy) == {"braille/pair"}


def test_a_table_whose_words_do_not_come_back(copy: Path) -> None:
    """The letters of the wrong table."""
    project = Project(copy)
    for name in ("locales", "content"):
        (copy / name).mkdir()
    for name in (BOOKLETS, "content/labels.yml"):
        shutil.copyfile(ROOT / name, copy / name)
    listed = (ROOT / "locales" / "languages.yml").read_text(encoding="utf-8")
    (copy / "locales" / "languages.yml").write_text(listed.replace("en-ueb-g2.ctb", "hu.tbl"), encoding="utf-8")
    found = braille.check(CheckContext(project, copy / "site", copy / "books")).findings
    assert "braille/words" in {finding.rule for finding in found if finding.path == BRF}


# The count of words that come back


def cells_of(table: str, texts: list[str]) -> list[str]:
    return [answer.text for answer in liblouis.to_cells(table, texts)]


def test_contracted_words_come_back() -> None:
    texts = ["The school should meet you 3 times.", "Can’t"]
    assert words.round_trip("en-ueb-g2.ctb", texts, cells_of("en-ueb-g2.ctb", texts)) == (9, 9)


def test_words_that_are_others_do_not_come_back() -> None:
    assert words.round_trip("en-ueb-g2.ctb", ["The plan"], cells_of("en-ueb-g2.ctb", ["The help"])) == (1, 2)


def test_arabic_digits_are_digits() -> None:
    assert words.round_trip("ar.tbl", ["المرحلة 4"], cells_of("ar.tbl", ["المرحلة 4"])) == (2, 2)


def test_latin_words_in_another_script_do_not_count() -> None:
    assert words.round_trip("bg.utb", ["План за SEN"], cells_of("bg.utb", ["План за SEN"])) == (2, 2)


def test_words_are_read_by_letter_where_a_table_cannot_translate_back() -> None:
    texts = ["Plāns palīdz 12 bērniem."]
    assert words.round_trip("lv.tbl", texts, cells_of("lv.tbl", texts)) == (4, 4)
    assert words.round_trip("lv.tbl", texts, cells_of("lv.tbl", ["Plans palidz 13 berniem."]))[0] == 0


def test_of_letters_with_the_same_cells_only_one_is_read() -> None:
    assert words.round_trip("lv.tbl", ["vai vai www"], cells_of("lv.tbl", ["vai vai www"])) == (1, 3)


def test_every_rule_has_a_bad_file(rules_of) -> None:
    assert {rule for rule, *_ in (*BAD_BYTES, *BAD_PAGES)} | {
        "braille/made",
        "braille/split",
        "braille/words",
    } == rules_of(braille)


def test_nothing_to_look_at_fails(tmp_path: Path) -> None:
    (tmp_path / "editions.json").write_text(
        json.dumps({"generated": "2026-10-01", "editions": [], "absent": []}), encoding="utf-8"
    )
    assert braille.check(on_site(tmp_path)).findings
