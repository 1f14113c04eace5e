"""A second booklet is a folder of pages and an entry in a list: it has a website, books and files of its own."""

from __future__ import annotations

import json
import re
import shutil
import zipfile
from collections.abc import Iterable
from itertools import product
from pathlib import Path

import pikepdf
import pytest
import yaml
from lxml import html as lxml_html
from pypdfium2 import PdfDocument

from booklet.checks.files import parity, pdf
from booklet.checks.pages import downloads, easy_read_pages, html, links, metadata
from booklet.checks.text import easy_read, markup, structure, writing
from booklet.errors import BookletError
from booklet.findings import Finding
from booklet.formats import FORMATS
from booklet.markdown.new_page import NewPage, add_page, folder_of
from booklet.markdown.pages import read_order
from booklet.project import Project
from booklet.source.booklets import BOOKLETS, booklet_of, read_booklets
from booklet.source.front_matter import READINGS
from tests.contexts import on
from tests.helpers import booklet, change, contents, copied_project

MADE_UP = Path(__file__).parents[1] / "fixtures" / "second_booklet"
ID = "school-trips"
MADE = "web,pdf,word,text,epub,sheet"
# Words that the guide has on its covers and most pages, and the made-up booklet nowhere
OF_THE_GUIDE = re.compile(r"\bSEN\b|special educational needs|school must|graduated approach", re.IGNORECASE)
PROGRAM = re.compile("<(Application|meta:generator)>.*?</")
OF_THE_SECOND = re.compile(r"\bgoats?\b|\bbarn\b")


def add_second_booklet(project: Project) -> None:
    """Add the made-up booklet to a copy of the project: its folder, its words, its place in the menu and in the list."""
    shutil.copytree(MADE_UP / ID, project.docs / ID)
    labels = project.root / "content/labels.yml"
    words, own = (yaml.safe_load(path.read_text(encoding="utf-8")) for path in (labels, MADE_UP / "labels.yml"))
    for name, value in own.items():
        words[name] = words.get(name, {}) | value
    labels.write_text(yaml.safe_dump(words, allow_unicode=True, sort_keys=False), encoding="utf-8")
    menu, listed = project.root / "mkdocs.yml", project.root / BOOKLETS
    before, rest = menu.read_text(encoding="utf-8").split("\n# Broken links")
    menu.write_text(f"{before}{(MADE_UP / 'nav.yml').read_text()}\n# Broken links{rest}", encoding="utf-8")
    listed.write_text(listed.read_text(encoding="utf-8") + (MADE_UP / "booklets.yml").read_text(), encoding="utf-8")


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A copy of the project with both booklets, and its site."""
    project = copied_project(tmp_path_factory.mktemp("two") / "project")
    add_second_booklet(project)
    built = booklet(project, "build", "--formats", MADE)
    assert built.returncode == 0, built.stderr
    return project


def editions(project: Project, **wanted: str) -> list[dict]:
    listed = json.loads((project.site / "editions.json").read_text(encoding="utf-8"))["editions"]
    return [one for one in listed if all(one[name] == value for name, value in wanted.items())]


def words_of(path: Path) -> str:
    """Return every word of a finished file, but for the name of the program that Office files give."""
    if path.suffix == ".pdf":
        return " ".join(page.get_textpage().get_text_range() for page in PdfDocument(path))
    if path.suffix in (".docx", ".odt", ".epub"):
        with zipfile.ZipFile(path) as file:
            names = [name for name in file.namelist() if name.endswith((".xml", ".xhtml", ".opf"))]
            parts = [PROGRAM.sub("", file.read(name).decode()) for name in names]
        return " ".join(re.sub("<[^>]+>", " ", part) for part in parts)
    return path.read_text(encoding="utf-8")


def page(project: Project, address: str) -> lxml_html.HtmlElement:
    return lxml_html.document_fromstring((project.site / address / "index.html").read_text(encoding="utf-8"))


def test_each_booklet_has_files_of_its_own_in_both_readings(two):
    for reading in ("standard", "easy-read"):
        made = editions(two, booklet=ID, reading=reading)
        assert {"web", "pdf", "word", "text", "epub"} <= {one["format"] for one in made}
        assert all(one["path"].rpartition("/")[2].startswith(f"{ID}-") for one in made if one["format"] != "web")
        assert [one["path"] for one in made if one["format"] == "web"] == [
            f"{ID}/index.html" if reading == "standard" else f"{ID}/easy-read/index.html"
        ]
    assert {one["booklet"] for one in editions(two)} == {"sen-support", ID}


def test_every_combination_of_booklet_reading_and_format_is_made_or_listed_as_absent(two):
    """The second booklet has no letters, no poster and no short booklet; the first has all three."""
    listed = json.loads((two.site / "editions.json").read_text(encoding="utf-8"))
    made, absent = (
        [(one["booklet"], one["reading"], one["format"]) for one in listed[kind]] for kind in ("editions", "absent")
    )
    assert sorted([*set(made), *absent]) == sorted(product(("sen-support", ID), READINGS, FORMATS))


def test_no_file_has_words_of_the_other_booklet(two):
    own, others = editions(two, booklet=ID), editions(two, booklet="sen-support")
    assert len(own) > 10 and len(others) > len(own)
    for listed, foreign, known in ((own, OF_THE_GUIDE, OF_THE_SECOND), (others, OF_THE_SECOND, OF_THE_GUIDE)):
        seen = [words_of(two.site / one["path"]) for one in listed if one["format"] not in ("web", "sheet")]
        assert all(known.search(words) for words in seen)
        assert [match[0] for words in seen for match in foreign.finditer(words)] == []


def test_the_book_of_a_second_booklet_has_its_own_name_pages_and_address(two):
    book = lxml_html.parse(str(two.books / "en-GB" / f"{ID}-standard.html")).getroot()
    assert book.findtext(".//h1") == "Days out"
    assert book.xpath("//main/section/@id") == ["before-the-day", "on-the-day", "after-the-day"]
    (address,) = book.xpath("//meta[@name='booklet.address']/@content")
    assert address.endswith(f"/{ID}/")
    (back,) = book.xpath("//section[@id='on-the-day']//a[.='what to pack']/@href")
    assert back == "#before-the-day--what-to-pack"


def test_a_sheet_of_a_second_booklet_is_offered_on_its_page_and_nowhere_else(two):
    sheet, to_type_into = editions(two, booklet=ID, format="sheet")
    assert sheet["path"] == f"en-GB/downloads/{ID}-sheet-packing-en-gb.pdf"
    assert to_type_into["path"] == f"en-GB/downloads/{ID}-sheet-packing-docx-en-gb.docx"
    with pikepdf.open(two.site / sheet["path"]) as printed:
        assert len(printed.pages) == 1
    for file in (sheet, to_type_into):
        offering = [
            path.parent.relative_to(two.site).as_posix()
            for path in two.site.rglob("index.html")
            if file["path"] in path.read_text(encoding="utf-8")
        ]
        assert sorted(offering) == ["formats", f"{ID}/before-the-day"]


def test_a_page_speaks_of_its_own_booklet(two):
    first, second = page(two, "plan"), page(two, f"{ID}/on-the-day")
    assert second.findtext(".//title") == "At the farm with the class – Days out"
    assert [one.text_content() for one in second.find_class("brand")[0].iter("b")] == ["Days out"]
    contents_of_second = [link.text_content() for link in second.xpath("//nav[@aria-labelledby='contents']//a")]
    assert contents_of_second == ["Before you go to the farm", "At the farm with the class", "Home from the farm"]
    assert not set(contents_of_second) & {link.text_content() for link in first.xpath("//nav[@class='contents']//a")}
    taken = second.xpath("//section[contains(@class, 'take')]//ul//a/@href")
    assert taken and all(f"/{ID}-" in address for address in taken)


def test_each_booklet_leads_to_the_other(two):
    for address, name in (("plan", "Days out"), (f"{ID}/on-the-day", "SEN Support")):
        assert name in [link.text_content() for link in page(two, address).xpath("//footer//a")]


def test_an_easy_read_page_leads_to_the_pages_of_its_own_booklet_that_name_it(two):
    (link,) = page(two, f"{ID}/easy-read/at-the-farm").find_class("to-guide")
    assert link.get("href") == "../../on-the-day/"
    assert link.get("data-also").split() == ["../../on-the-day/", "../../after-the-day/"]


@pytest.mark.parametrize(
    "check",
    [structure, markup, easy_read, writing, html, links, metadata, downloads, easy_read_pages, parity],
    ids=lambda m: m.NAME if hasattr(m, "NAME") else m.__name__,
)
def test_a_check_finds_nothing_in_a_site_with_two_booklets(two, check):
    assert without_pictures_of_the_whole_guide(check.check(on(two)).findings) == []


def without_pictures_of_the_whole_guide(findings: Iterable[Finding]) -> list[Finding]:
    """Leave out that no row of the small guide has a picture that the list of Easy Read pictures names."""
    return [one for one in findings if one.path != "scripts/booklet/checks/text/easy_read.yml"]


def test_the_check_of_prints_compares_each_file_with_the_book_of_its_booklet(two, monkeypatch):
    monkeypatch.setattr("booklet.checks.files.pdf.validate", lambda files, names: [])
    assert list(pdf.check(on(two)).findings) == []


def test_the_first_booklet_is_the_same_with_a_second_beside_it(two, tmp_path):
    alone = copied_project(tmp_path / "alone")
    assert booklet(alone, "build", "--formats", "web,text").returncode == 0
    text = "en-GB/downloads/sen-support-text-en-gb.txt"
    assert contents(alone.site)[text] == contents(two.site)[text]
    assert (alone.books / "en-GB" / "standard.html").read_text() == (two.books / "en-GB" / "standard.html").read_text()


def test_a_page_belongs_to_the_booklet_of_its_folder(two):
    first, second = booklets = read_booklets(two)
    assert booklet_of("plan.md", booklets) == booklet_of("easy-read/plan.md", booklets) == first
    assert booklet_of(f"{ID}/index.md", booklets) == booklet_of(f"{ID}/easy-read/index.md", booklets) == second


def test_a_hard_word_is_explained_in_each_booklet_that_uses_it(tmp_path):
    project = copied_project(tmp_path / "project")
    add_second_booklet(project)
    page_of_second = project.docs / ID / "easy-read" / "index.md"
    change(page_of_second, "Write a list of things to pack.", "Write a list about progress.")
    found = [(one.path, one.rule) for one in without_pictures_of_the_whole_guide(easy_read.check(on(project)).findings)]
    assert found == [(f"docs/{ID}/easy-read/index.md", "easy_read/hard-words")]


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("text", "text-en-gb.txt"),
        ("large-print", "large-print-en-gb.pdf"),
        ("booklet", "booklet-fold-en-gb.pdf"),
        ("web-pack", "web-pack-en-gb.html"),
        ("braille", "braille-brf-en-gb.brf"),
    ],
)
def test_a_file_of_a_second_booklet_can_be_asked_for(two, tmp_path, name, file):
    asked = booklet(two, "make", "--booklet", ID, "--format", name, "--output", str(tmp_path))
    assert asked.returncode == 0, asked.stderr
    assert re.search(r"\bgoats?\b", words_of(tmp_path / f"{ID}-{file}"), re.IGNORECASE)


def test_a_second_booklet_without_the_diagram_has_no_poster(two, tmp_path):
    asked = booklet(two, "make", "--booklet", ID, "--format", "poster", "--output", str(tmp_path))
    assert asked.returncode == 1 and "no diagram" in asked.stderr


def test_a_request_for_a_booklet_that_is_not_there_names_those_that_are(two, tmp_path):
    asked = booklet(two, "make", "--booklet", "nowhere", "--output", str(tmp_path))
    assert asked.returncode and f"sen-support, {ID}" in asked.stderr


@pytest.mark.parametrize(
    ("part", "name", "place"),
    [
        (ID, "the-bus", f"{ID}/the-bus.md"),
        (f"{ID}-easy-read", "the-bus", f"{ID}/easy-read/the-bus.md"),
        (ID, "plan", f"{ID}/plan.md"),
        ("easy-read", "the-bus", "easy-read/the-bus.md"),
        ("about", "the-bus", "the-bus.md"),
    ],
)
def test_a_new_page_goes_into_the_folder_of_the_booklet_and_reading_of_its_part(tmp_path, part, name, place):
    project = copied_project(tmp_path / "project")
    add_second_booklet(project)
    add_page(project, NewPage(name, "The bus", part, folder=folder_of(project, part)))
    assert (project.docs / place).is_file() and place in read_order(project)


@pytest.mark.parametrize("folder", ["", "easy-read", "assets", "nowhere"])
def test_a_second_booklet_needs_a_folder_of_its_own(tmp_path, folder):
    project = copied_project(tmp_path / "project")
    add_second_booklet(project)
    path = project.root / BOOKLETS
    path.write_text(path.read_text(encoding="utf-8").replace(f"folder: {ID}", f'folder: "{folder}"'), encoding="utf-8")
    with pytest.raises(BookletError) as caught:
        read_booklets(project)
    assert caught.value.path == BOOKLETS and caught.value.line
