"""A sheet is one page of A4, holds what its table says, and is refused where it cannot."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from pypdfium2 import raw

from booklet.checks.files.pdf import check, check_finished_pdf
from booklet.checks.files.pdf.expected import part_maker
from booklet.checks.files.pdf.standards import validate
from booklet.checks.files.pdf.typing import drawn
from booklet.formats import FORMATS, FormatNotPossibleError
from booklet.formats.print import sheet
from booklet.formats.print.pdf_tags import typed_letters
from booklet.source.booklets import QR, Sheet
from tests.books import BOOKLET, make_book, settings_of
from tests.contexts import on_site

RECORD = "meeting-record"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with site/ and books/: the meeting record of the test book as a sheet, in three alphabets."""
    folder = tmp_path_factory.mktemp("sheets")
    editions = []
    for language in ("en-GB", "ar", "ru"):
        book = make_book(folder / "books", language)
        path = Path(language, "sheet.pdf")
        sheet.write(book, replace(settings_of(book.language), variant=RECORD), folder / "site" / path)
        editions.append(
            {
                "language": language,
                "reading": "standard",
                "format": "sheet",
                "variant": RECORD,
                "path": path.as_posix(),
            }
        )
    listed = {"generated": "2026-10-01", "editions": editions}
    (folder / "site" / "editions.json").write_text(json.dumps(listed), encoding="utf-8")
    return folder


def test_a_sheet_passes_every_check_of_pdf(made):
    report = check(on_site(made / "site", made / "books"))
    assert (report.examined, report.findings) == (3, ())


def test_a_sheet_of_two_pages_is_refused(made, tmp_path, monkeypatch):
    monkeypatch.setattr("booklet.checks.files.pdf.validate", lambda files, names: [])
    listed = json.loads((made / "site" / "editions.json").read_text(encoding="utf-8"))
    listed["editions"] = listed["editions"][:1]
    (tmp_path / "en-GB").mkdir()
    (tmp_path / "editions.json").write_text(json.dumps(listed), encoding="utf-8")
    with pikepdf.open(made / "site" / "en-GB" / "sheet.pdf") as pdf:
        pdf.add_blank_page()
        pdf.save(tmp_path / "en-GB" / "sheet.pdf")
    assert "pdf/one-page" in {finding.rule for finding in check(on_site(tmp_path, made / "books")).findings}


def test_the_record_has_fields_to_fill_in_which_are_called_as_its_items(made):
    with pikepdf.open(made / "site" / "en-GB" / "sheet.pdf") as pdf:
        fields = [one for one in pdf.pages[0].Annots if one.Subtype == "/Widget"]
        assert [str(one.TU) for one in fields] == ["Plan", "Do", "Review"]
        assert all(one.FT == "/Tx" and one.AP.N.read_bytes() == b"" for one in fields)
        assert "/NeedAppearances" not in pdf.Root.AcroForm


SENTENCES = {
    "en-GB": "Łukasz Gül’s mother asks for help: €20 – “soon”",
    "ru": "Съешь ещё этих мягких булок, № 5; Ґанна Їжак",
}


@pytest.mark.parametrize("language", SENTENCES)
def test_a_sentence_typed_into_a_field_is_seen_on_the_page(made, language):
    assert drawn(made / "site" / language / "sheet.pdf", SENTENCES[language]) == SENTENCES[language]


def test_every_letter_of_the_font_is_seen_and_no_other(made):
    path = made / "site" / "en-GB" / "sheet.pdf"
    letters = "".join(filter(str.isalpha, sorted(typed_letters.LETTERS)))
    assert drawn(path, letters).replace(" ", "") == letters
    others = "\N{CYRILLIC SMALL LETTER SHHA}\N{ARABIC LETTER MEEM}\N{MALAYALAM LETTER MA}汉"
    assert (drawn(path, others), any(map(typed_letters.shows, others))) == ("", False)


def test_fields_that_leave_out_letters_are_refused(made, tmp_path):
    """Helvetica has no letters but those of Windows-1252, and PDFium looks for no others, whatever fonts a system has."""
    with pikepdf.open(made / "site" / "ru" / "sheet.pdf") as pdf:
        pdf.Root.AcroForm.DR.Font.Wingdings = pikepdf.Dictionary(
            Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
        )
        pdf.save(tmp_path / "a.pdf")
    path = made / "books" / "ru" / "standard.html"
    (found,) = check_finished_pdf(tmp_path / "a.pdf", "a.pdf", path, BOOKLET, "sheet", RECORD)
    assert found.rule == "pdf/typed-letters"


def test_a_language_whose_letters_readers_do_not_show_has_no_fields(made):
    with pikepdf.open(made / "site" / "ar" / "sheet.pdf") as pdf:
        assert "/AcroForm" not in pdf.Root


ASKED = replace(BOOKLET, sheets={"plan": Sheet("plan")})


@pytest.fixture(scope="module", params=["en-GB", "ar"])
def asked(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A sheet with questions to take, and the book that it is made of, in two directions."""
    folder = tmp_path_factory.mktemp("asked")
    book = replace(make_book(folder, request.param), booklet=ASKED)
    sheet.write(book, replace(settings_of(book.language), variant="plan"), folder / "a.pdf")
    return folder / "a.pdf", book.folder / "standard.html"


def test_questions_to_take_have_boxes_to_tick_in_every_language(asked):
    path, book = asked
    assert check_finished_pdf(path, "a.pdf", book, ASKED, "sheet", "plan") == []
    assert list(validate([path], {path: "a.pdf"})) == []
    with pikepdf.open(path) as pdf:
        boxes = [one for one in pdf.pages[0].Annots if one.Subtype == "/Widget"]
        assert [(one.FT, one.AS, one.AP.N.Off.read_bytes()) for one in boxes] == [("/Btn", "/Off", b"")] * 2
        assert "/DR" not in pdf.Root.AcroForm  # a tick is drawn: no font goes with it


def test_a_click_on_a_box_is_seen_in_it_alone(asked):
    path, _ = asked
    with pikepdf.open(path) as pdf:
        areas = [[float(edge) for edge in one.Rect] for one in pdf.pages[0].Annots if one.Subtype == "/Widget"]
    document = pypdfium2.PdfDocument(path)
    document.init_forms()
    page = document[0]

    def ink() -> list[int]:
        """Return how many pixels in the middle of each box are dark."""
        whole, height = page.render(scale=4, may_draw_forms=True).to_pil().convert("L"), page.get_height()
        middles = [((left + right) / 2, height - (bottom + top) / 2) for left, bottom, right, top in areas]
        boxes = [whole.crop(tuple(round(4 * edge) for edge in (x - 3, y - 3, x + 3, y + 3))) for x, y in middles]
        return [sum(pixel < 128 for pixel in box.tobytes()) for box in boxes]

    assert ink() == [0, 0]
    left, bottom, right, top = areas[0]
    for event in (raw.FORM_OnMouseMove, raw.FORM_OnLButtonDown, raw.FORM_OnLButtonUp):
        event(document.formenv, page, 0, (left + right) / 2, (bottom + top) / 2)
    raw.FORM_ForceToKillFocus(document.formenv)
    ticked, other = ink()
    document.close()
    assert ticked > 0 and other == 0


@pytest.mark.parametrize("spoilt", ["name", "tick", "field"])
def test_a_box_without_its_name_its_tick_or_its_tag_is_refused(asked, tmp_path, spoilt):
    path, book = asked
    with pikepdf.open(path) as pdf:
        box = next(one for one in pdf.pages[0].Annots if one.Subtype == "/Widget")
        if spoilt == "name":
            del box.TU
        elif spoilt == "tick":
            del box.AP.N.Yes
        else:
            next(one for one in pdf.objects if isinstance(one, pikepdf.Dictionary) and one.get("/S") == "/Form").K = []
        pdf.save(tmp_path / "a.pdf")
    found = check_finished_pdf(tmp_path / "a.pdf", "a.pdf", book, ASKED, "sheet", "plan")
    assert [one.rule for one in found] == ["pdf/fields"]


@pytest.mark.parametrize("spoilt", ["name", "field"])
def test_a_field_without_its_name_or_tag_is_refused(made, tmp_path, spoilt):
    with pikepdf.open(made / "site" / "en-GB" / "sheet.pdf") as pdf:
        field = next(one for one in pdf.pages[0].Annots if one.Subtype == "/Widget")
        if spoilt == "name":
            del field.TU
        else:
            next(one for one in pdf.objects if isinstance(one, pikepdf.Dictionary) and one.get("/S") == "/Form").K = []
        pdf.save(tmp_path / "a.pdf")
    path = made / "books" / "en-GB" / "standard.html"
    assert [one.rule for one in check_finished_pdf(tmp_path / "a.pdf", "a.pdf", path, BOOKLET, "sheet", RECORD)] == [
        "pdf/fields"
    ]


def test_every_sheet_of_a_booklet_is_a_file_and_known_to_the_check():
    suffixes = [variant.suffix for variant in FORMATS["sheet"].variants_in(BOOKLET) if variant.extension == "pdf"]
    assert suffixes == [*BOOKLET.sheets, QR] and RECORD in suffixes
    assert all(part_maker("sheet", suffix, BOOKLET) for suffix in suffixes)
    assert part_maker("sheet", "nowhere", BOOKLET) is None


def words(tree) -> str:
    return " ".join(tree.find("body/section").text_content().split())


def test_a_sheet_has_only_the_parts_that_it_names(tmp_path):
    panel = '<section class="panel ask">'
    named = panel.replace(">", ' aria-labelledby="plan--questions">')
    book = make_book(tmp_path, change=lambda html: html.replace(panel, named))
    everything, part = (words(sheet.sheet_of(book, Sheet("plan", parts))) for parts in ((), ("steps",)))
    assert "Steps Write it down." in part
    assert len(part) < len(everything)
    assert sheet.sheet_of(book, Sheet("plan", only="questions")).find_class("line")


def test_a_small_picture_of_a_page_stays_on_its_sheet(tmp_path):
    """A sheet without a picture of its page is handed over by no build: the check of PDFs misses the picture."""
    picture = '<p><img src="picture.svg" alt=""></p><ul class="record">'
    book = make_book(tmp_path, change=lambda html: html.replace('<ul class="record">', picture))
    sheet.write(book, replace(settings_of(book.language), variant=RECORD), tmp_path / "a.pdf")
    path = book.folder / "standard.html"
    assert check_finished_pdf(tmp_path / "a.pdf", "a.pdf", path, BOOKLET, "sheet", RECORD) == []


def test_every_item_of_the_record_has_lines_to_write_on(tmp_path):
    record = sheet.sheet_of(make_book(tmp_path), BOOKLET.sheets[RECORD]).find_class("record")[0]
    lines = [len(item.find_class("line")) for item in record]
    assert lines == [1, *[sheet.LINES] * (len(lines) - 2), 1]


@pytest.mark.parametrize("wanted", [Sheet("nowhere"), Sheet("plan", ("nowhere",)), Sheet("plan", only="nowhere")])
def test_a_sheet_of_what_is_not_there_is_not_possible(tmp_path, wanted):
    with pytest.raises(FormatNotPossibleError) as error:
        sheet.sheet_of(make_book(tmp_path), wanted)
    assert error.value.reason == "not_made"


def test_words_that_take_two_pages_are_no_sheet(tmp_path):
    long = "<li>What we have agreed about the help that the child gets</li>" * 16
    book = make_book(tmp_path, change=lambda html: html.replace('<ul class="record">', f'<ul class="record">{long}'))
    with pytest.raises(FormatNotPossibleError) as error:
        sheet.write(book, replace(settings_of(book.language), variant=RECORD), tmp_path / "a.pdf")
    assert "more than one page" in error.value.detail
    assert not (tmp_path / "a.pdf").exists()
