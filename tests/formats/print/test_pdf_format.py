"""The booklet and the poster as PDF: how they are laid out, that they are the same each time, and what stops them."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest
from lxml.etree import SubElement
from weasyprint.document import Document
from weasyprint.formatting_structure.boxes import Box, LineBox, TextBox

from booklet import files
from booklet.book import tree as book_tree
from booklet.book.model import Book
from booklet.checks.files.pdf import file
from booklet.errors import BookletError
from booklet.files import write_whole
from booklet.formats import FormatNotPossibleError, fonts
from booklet.formats.print import layout, lines, pdf, poster, printed, wall
from tests.books import TOKENS, make_book, settings_of

LONG = "Unterstützungsmaßnahmen "


def lay_out(book: Book) -> Document:
    """Lay the booklet out as `pdf.write` does, without writing it."""
    tree = book_tree.tree_of(book)
    printed.make_printed(tree, book)
    with fonts.configuration(settings_of(book.language).fonts) as font_config:
        return layout.render(
            tree,
            book,
            settings_of(book.language),
            pdf.PROFILES["standard"].sheets,
            printed.page_furniture(book) + printed.page_references(tree, book),
            font_config,
        )


def boxes(document: Document, of_class: str) -> list[tuple[int, Box]]:
    """Return the boxes of elements with a class, each with its page, from 0."""
    return [
        (number, box)
        for number, page in enumerate(document.pages)
        for box in page._page_box.descendants()
        if box.element is not None and of_class in box.element.get("class", "").split()
    ]


def line_texts(document: Document) -> list[str]:
    return [
        "".join(text.text for text in line.descendants() if isinstance(text, TextBox))
        for page in document.pages
        for line in page._page_box.descendants()
        if isinstance(line, LineBox)
    ]


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Book:
    return make_book(tmp_path_factory.mktemp("book"))


@pytest.fixture(scope="module")
def document(book: Book) -> Document:
    return lay_out(book)


# ---- The booklet ----


def test_cover_is_the_whole_first_page(document):
    assert {number for number, _ in boxes(document, "cover")} == {0}
    cover = boxes(document, "cover")[0][1]
    assert cover.border_height() == pytest.approx(document.pages[0].height)


def test_contents_take_one_page_and_name_every_section(document):
    assert {number for number, _ in boxes(document, "contents")} == {1}
    entries = [
        box.element.get("href")
        for _, box in boxes(document, "contents")
        for box in box.descendants()
        if box.element_tag == "a"
    ]
    assert list(dict.fromkeys(entries)) == [
        "#support",
        "#approach-page",
        "#assess",
        "#plan",
        "#do",
        "#review",
        "#words",
        "#meeting-record",
        "#imprint",
    ]


def test_sections_follow_each_other_on_a_page(document):
    plan = next(number for number, box in boxes(document, "plan") if box.element.tag == "section")
    assert plan == next(number for number, box in boxes(document, "page") if box.element.get("id") == "plan")
    assert len(document.pages) == 8


def test_diagram_and_meeting_record_have_pages_of_their_own(document):
    for of_class in ("diagram-sheet", "record-page"):
        (number,) = {number for number, _ in boxes(document, of_class)}
        others = {box.element.get("id") for page, box in boxes(document, "page") if page == number}
        assert len(others) == 1


def test_boxes_are_not_split(document):
    for of_class in ("quote", "ask", "opening", "approach"):
        pages = {}
        for number, box in boxes(document, of_class):
            pages.setdefault(box.element, set()).add(number)
        assert pages and all(len(numbers) == 1 for numbers in pages.values())


def test_introduction_stays_with_its_list(tmp_path):
    """However far down the page it is."""
    for count in range(26, 38, 4):
        filling = "<p>One line.</p>" * count
        document = lay_out(
            make_book(
                tmp_path,
                change=lambda book, filling=filling: book.replace(
                    '<h3 id="support--cycle">',
                    f'{filling}<p class="before">They say:</p><ul class="after"><li>one</li>'
                    '<li>two</li><li>three</li></ul><h3 id="support--cycle">',
                ),
            )
        )
        last = boxes(document, "before")[-1][0]
        items = [
            number
            for number, box in boxes(document, "after")
            for inside in box.descendants()
            if inside.element_tag == "li" and inside.element is not None
        ]
        assert items[0] == last
        assert items.count(items[0]) > 1 and items.count(items[-1]) > 1


def test_page_number_stands_on_the_outer_side(book, tmp_path):
    english, arabic = printed.page_furniture(book), printed.page_furniture(make_book(tmp_path, "ar"))
    assert '@bottom-right { content: "Page " counter(page) " of " counter(pages) ""' in english
    assert '@bottom-left { content: "الصفحة " counter(page)' in arabic


def test_words_of_the_foot_cannot_leave_their_string(tmp_path):
    book = make_book(tmp_path, title='A "title" with \\ and more')
    assert '{ content: "A \\"title\\" with \\\\ and more";' in printed.page_furniture(book)


def test_every_page_has_a_label_and_the_count_is_returned(book, tmp_path):
    made = pdf.write(book, settings_of(book.language), tmp_path / "a.pdf")
    read = file.read(tmp_path / "a.pdf")
    assert made.pages == len(read.pages) == 9
    assert read.labels == ("1", "2", "3", "4", "5", "6", "7", "8", "9")


def test_long_words_make_the_ring_a_path(tmp_path):
    """In the ring a stage has room for one such word a line, in the path for two."""

    def most_on_a_line(count: int) -> int:
        book = make_book(tmp_path, do_what=LONG * count, review_what=LONG * count)
        pdf.write(book, settings_of(book.language), tmp_path / "a.pdf")
        drawn = file.read(tmp_path / "a.pdf").pages[3]
        return max(line.count(LONG.strip()) for line in drawn.splitlines())

    assert most_on_a_line(2) < 2
    assert most_on_a_line(30) >= 2


def test_middle_of_the_ring_covers_no_stage(tmp_path):
    book = make_book(tmp_path, title="Support for special educational needs at every school, nursery and college")
    profile = pdf.PROFILES["standard"]

    def free(document: Document) -> float:
        drawn = boxes(document, "approach")[0][1]
        hub, above, below = (
            next(
                box
                for box in drawn.descendants()
                if box.element is not None and name in box.element.get("class", "").split()
            )
            for name in ("hub", "assess", "do")
        )
        return below.position_y - above.position_y - above.border_height() - hub.border_height()

    tree = book_tree.tree_of(book)
    printed.make_printed(tree, book)
    with fonts.configuration(settings_of(book.language).fonts) as font_config:
        assert free(layout.render(tree, book, settings_of(book.language), profile.sheets, "", font_config)) < 0
    with printed.laid_out(book, settings_of(book.language), profile) as document:
        assert free(document) > 0


# ---- Lines ----


def test_last_space_does_not_break_a_line(book):
    """A line that ends with a space which alone does not fit stays whole: the fault of WeasyPrint is still there."""
    words = "You and your child may come to the meeting "
    tree = book_tree.tree_of(book)
    body = tree.find("body")
    body.clear()
    with fonts.configuration(settings_of(book.language).fonts) as font_config:

        def broken(width: float) -> list[str]:
            body.clear()
            paragraph = SubElement(body, "p", {"style": f"width: {width}px"})
            paragraph.text = words
            SubElement(paragraph, "strong").text = "together"
            return line_texts(layout.render(tree, book, settings_of(book.language), ("base",), "", font_config))

        width = next(width for width in range(300, 500) if broken(width)[0] == words.strip())
        assert broken(width) == [words.strip(), "together"]
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(lines, "_split_first_line", lambda split, *line, **more: split(*line, **more))
            assert "You" in {broken(width + step)[0] for step in (0, 1, 2, 3)}


def test_rounding_does_not_break_a_line(book):
    """At this width Pango finds room for one more word, and WeasyPrint does not: the fault is still there."""
    before = (
        "An EHC plan is a legal document. It says what your child needs and what help your child must get. The council "
    )
    after = " make sure that your child gets the help for learning that is in it."
    tree = book_tree.tree_of(book)
    body = tree.find("body")
    body.clear()
    paragraph = SubElement(body, "p", {"style": "width: 150mm; font-size: 12pt"})
    paragraph.text = before
    must = SubElement(paragraph, "strong")
    must.text, must.tail = "must", after
    with fonts.configuration(settings_of(book.language).fonts) as font_config:

        def second() -> str:
            return line_texts(layout.render(tree, book, settings_of(book.language), ("base",), "", font_config))[1]

        assert second() == "your child must get. The council must make sure that your child gets the help"
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(lines, "ROUNDED", 0.0)
            assert second() == "your child must get. The council"


# ---- Easy Read ----

ROW = '<li class="row"><img src="picture.svg" alt=""><div><p>The school should listen to you.</p></div></li>'


@pytest.mark.parametrize("number", range(7, 11))
def test_no_section_of_easy_read_ends_with_a_page_of_one_or_two_rows(tmp_path, monkeypatch, number):
    """Its rows close up, so that all have room; if they still do not, the last page takes some along."""
    rows = f'</p>\n<ul class="rows">{ROW * number}</ul>\n</section>\n<section class="page stage plan"'

    def with_rows(html: str) -> str:
        return html.replace('</p>\n</section>\n<section class="page stage plan"', rows)

    book = replace(make_book(tmp_path, change=with_rows), reading="easy-read")
    profile = pdf.PROFILES["easy-read"]
    with printed.laid_out(book, settings_of(book.language), profile) as document:
        assert printed.ends_with_few_rows(document) == set()
        pages = len(document.pages)
    monkeypatch.setattr(printed, "FEW_ROWS", 0)
    with printed.laid_out(book, settings_of(book.language), profile) as document:
        assert pages <= len(document.pages)


# ---- The same bytes, and nothing by halves ----


@pytest.mark.parametrize(
    ("language", "write"), [("en-GB", pdf.write), ("en-GB", poster.write), ("ar", pdf.write), ("ml", pdf.write)]
)
def test_same_book_gives_the_same_bytes(tmp_path, language, write):
    book = make_book(tmp_path, language)
    write(book, settings_of(book.language), tmp_path / "a.pdf")
    write(book, settings_of(book.language), tmp_path / "b.pdf")
    assert (tmp_path / "a.pdf").read_bytes() == (tmp_path / "b.pdf").read_bytes()


def test_missing_glyph_stops_the_work(tmp_path):
    """Hebrew is on many machines, in fonts of the system, but in no font of the project."""
    book = make_book(tmp_path, paragraph="The sign שלום is not ours.")
    with pytest.raises(BookletError, match=r"U\+05DC\), in “.*The sign שלום is not ours"):
        pdf.write(book, settings_of(book.language), tmp_path / "a.pdf")
    assert not (tmp_path / "a.pdf").exists()


def test_font_of_the_system_is_not_used(book, tmp_path):
    tree = book_tree.tree_of(book)
    with fonts.configuration(("Noto Sans",)) as font_config:
        css = "* { font-family: 'DejaVu Sans', serif !important }"
        document = layout.render(tree, book, settings_of(book.language), ("base",), css, font_config)
        layout.save(document, tmp_path / "a.pdf")
    assert set(file.read(tmp_path / "a.pdf").fonts) == {"Noto-Sans", "Noto-Sans-Bold"}


def test_font_that_the_project_lacks():
    with pytest.raises(BookletError, match="no font family “Comic Sans”"):
        fonts.files(["Comic Sans"])


def test_font_that_is_not_installed(monkeypatch, tmp_path):
    monkeypatch.setitem(fonts.FAMILIES, "Noto Sans", (tmp_path / "gone.ttf",))
    with pytest.raises(BookletError, match="not installed"):
        fonts.files(["Noto Sans"])


def test_missing_picture_stops_the_work(tmp_path):
    book = make_book(tmp_path, change=lambda html: html.replace("picture.svg", "gone.svg"))
    with pytest.raises(BookletError, match=r"gone\.svg"):
        pdf.write(book, settings_of(book.language), tmp_path / "a.pdf")


def test_missing_label_stops_the_work(tmp_path):
    book = make_book(tmp_path, change=lambda html: html.replace("booklet.label.page_of", "booklet.label.other"))
    with pytest.raises(BookletError, match="page_of"):
        pdf.write(book, settings_of(book.language), tmp_path / "a.pdf")


def test_book_without_imprint_stops_the_work(tmp_path):
    book = make_book(tmp_path, change=lambda html: re.sub("<footer.*</footer>", "", html, flags=re.DOTALL))
    with pytest.raises(BookletError, match="imprint"):
        pdf.write(book, settings_of(book.language), tmp_path / "a.pdf")


def test_failed_writing_leaves_the_old_file(tmp_path, monkeypatch):
    target = tmp_path / "a.pdf"
    target.write_bytes(b"old")
    monkeypatch.setattr(files.os, "replace", lambda *_: (_ for _ in ()).throw(OSError("full")))
    with pytest.raises(OSError, match="full"):
        write_whole(b"new", target)
    assert target.read_bytes() == b"old"
    assert [path.name for path in tmp_path.iterdir()] == ["a.pdf"]


# ---- The poster ----


@pytest.mark.parametrize(("size", "points"), [("A4", (842, 595)), ("A3", (1191, 842))])
def test_poster_is_one_page_of_its_size(book, tmp_path, size, points):
    assert poster.write(book, settings_of(book.language, paper=size), tmp_path / "a.pdf").pages == 1
    with pikepdf.open(tmp_path / "a.pdf") as made:
        assert [round(float(edge)) for edge in made.pages[0].MediaBox[2:]] == list(points)


def test_poster_is_called_as_its_heading_and_leads_outside(book, tmp_path):
    poster.write(book, settings_of(book.language), tmp_path / "a.pdf")
    read = file.read(tmp_path / "a.pdf")
    assert read.title == "The graduated approach"
    targets = [target for tag in read.tags.walk() for target in tag.targets]
    assert targets == ["https://sen-support.example.org/approach/"] * 2


def test_stages_of_the_poster_are_in_order_with_their_sentences(book):
    made = poster.poster_of(book)
    words = [" ".join(" ".join(stage.itertext()).split()) for stage in made.find_class("stage")]
    assert words == [
        "1 Assess Collect information about what your child needs.",
        "2 Plan Agree the aims, the support and the date of the review.",
        "3 Do Put the plan into action.",
        "4 Review Look at what has changed, and plan the next step.",
    ]


def sizes_of_poster(book: Book) -> tuple[float, float]:
    """Return the points of the letters of a poster on A4, and how high its picture is in points."""
    with fonts.configuration(settings_of(book.language).fonts) as font_config:
        body = (
            poster.largest(poster.poster_of(book), book, settings_of(book.language), font_config)
            .pages[0]
            ._page_box.children[0]
        )
        (picture,) = (box for box in body.descendants() if box.element_tag == "img" and not box.element.get("alt"))
        return body.style["font_size"] * 0.75, picture.height * 0.75


def test_letters_and_picture_of_the_poster_are_as_large_as_fit(book, tmp_path):
    longer = make_book(tmp_path, do_what="Put the plan into action, and write down what helps. " * 6)
    (letters, picture), (smaller_letters, smaller_picture) = sizes_of_poster(book), sizes_of_poster(longer)
    assert letters > smaller_letters == wall.SMALLEST
    assert picture / letters >= poster.WANTED > smaller_picture / smaller_letters


@pytest.mark.parametrize("missing", ['class="approach"', 'class="page stage'])
def test_poster_without_a_diagram_or_stages_is_not_possible(tmp_path, missing):
    book = make_book(tmp_path, change=lambda html: html.replace(missing, f'{missing.split("=")[0]}="other'))
    with pytest.raises(FormatNotPossibleError) as error:
        poster.write(book, settings_of(book.language), tmp_path / "a.pdf")
    assert error.value.reason == "no_diagram"


def test_poster_with_too_many_words_is_not_possible(tmp_path):
    book = make_book(tmp_path, do_what=LONG * 120)
    with pytest.raises(FormatNotPossibleError) as error:
        poster.write(book, settings_of(book.language), tmp_path / "a.pdf")
    assert error.value.reason == "poster_too_small"


# ---- Letters of the languages ----

LETTERS = {
    "Atkinson Hyperlegible Next": {
        "lt": "ąčęėįšųūžĄČĘĖĮŠŲŪŽ„“",
        "pl": "ąćęłńóśźżĄĆĘŁŃÓŚŹŻ„”",
        "pt": "áâãàçéêíóôõúªº",
        "ro": "ăâîșțĂÂÎȘȚ„”",
        "hu": "áéíóöőúüűÁÉÍÓÖŐÚÜŰ",
        "lv": "āčēģīķļņšūžĀČĒĢĪĶĻŅŠŪŽ",
        "es": "áéíñóúü¿¡",
        "tr": "çğıİöşüÇĞÖŞÜâîû",
    },
    "Noto Sans": {
        "ru": "абвгдеёжзийклмнопрстуфхцчшщъыьэюя«»№",
        "bg": "абвгдежзийклмнопрстуфхцчшщъьюяѝ„“",
        "uk": "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя’",
    },
    "Noto Naskh Arabic": {"ar": "ءآأؤإئابةتثجحخدذرزسشصضطظعغفقكلمنهوىي،؛؟٠١٢"},
    "Noto Sans Malayalam": {"ml": "അആഇഈഉഊഋഎഏഐഒഓഔകഖഗഘങചഛജഝഞടഠഡഢണതഥദധനപഫബഭമയരലവശഷസഹളഴറൺൻർൽൾാിീുൂൃെേൈൊോൌംഃ്"},
    "Noto Sans SC": {"zh-Hans": "特殊教育需要支持学校家长孩子评估计划实施复查，。：；“”《》、？"},
}


@pytest.mark.parametrize(("family", "language"), [(family, tag) for family in LETTERS for tag in LETTERS[family]])
def test_family_has_every_letter_of_its_languages(family: str, language: str):
    from fontTools.ttLib import TTFont

    for path in fonts.files([family]):
        known = TTFont(Path(path), lazy=True).getBestCmap()
        assert [letter for letter in LETTERS[family][language] if ord(letter) not in known] == []


def test_a_link_says_its_page_on_paper_and_only_the_blank_before_that_ends_a_line(tmp_path):
    links = "".join(f'<li><a href="#plan">{"word " * count}</a></li>' for count in range(1, 40))
    book = make_book(
        tmp_path, change=lambda html: html.replace("{cycle}", "").replace("</h3>", f"</h3><ul>{links}</ul>", 1)
    )
    with printed.laid_out(book, settings_of(book.language), pdf.PROFILES["standard"]) as document:
        plan = next(number for number, box in boxes(document, "plan") if box.element.tag == "section") + 1
        found = line_texts(document)
    said = f"(page\N{NO-BREAK SPACE}{plan})"
    assert sum(said in line for line in found) >= 39
    assert not [line for line in found if line.endswith("(page") or line.startswith(f"{plan})")]


def test_the_diagram_says_no_pages(book):
    with printed.laid_out(book, settings_of(book.language), pdf.PROFILES["standard"]) as document:
        for _, box in boxes(document, "approach"):
            assert not [text for text in box.descendants() if text.element_tag == "a::after"]


def test_no_style_sheet_of_print_has_what_a_parsed_one_cannot_bring():
    """Fonts and counter styles of a sheet that is parsed by itself are not those of the document (see layout.py)."""
    for sheet in (*layout.SHEETS.glob("*.css"), TOKENS):
        assert not re.search(r"@(font-face|counter-style)", sheet.read_text(encoding="utf-8")), sheet.name
