"""Each correction of WeasyPrint's tags: what a small document says in its tag tree, its marks and its settings."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pikepdf
import pytest
import weasyprint

from booklet.checks.files.pdf import file
from booklet.checks.files.pdf.expected import nfkc_line
from booklet.checks.files.pdf.file import File, Tag
from booklet.errors import BookletError
from booklet.formats import fonts
from booklet.formats.print import pdf_tags

HEAD = (
    '<!doctype html><html lang="{lang}" dir="{dir}"><head><title>Test</title><style>{css}</style></head>'
    "<body>{body}</body></html>"
)
PICTURE = (
    "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' width='40' height='20'%3E"
    "%3Cpath d='M0 0h9v9z'/%3E%3C/svg%3E"
)

Make = Callable[..., Path]


@pytest.fixture
def make(tmp_path: Path) -> Make:
    """A function that writes a body of HTML as a tagged PDF, with a page number in the foot, and gives its path."""

    def write(body: str, css: str = "", lang: str = "en", direction: str = "ltr") -> Path:
        css = (
            '@page { size: 300pt 200pt; margin: 20pt; @bottom-right { content: "Page " counter(page) } } '
            'html { font-family: "Noto Sans", "Noto Sans Malayalam", "Noto Naskh Arabic" } ' + css
        )
        with fonts.configuration(("Noto Sans", "Noto Sans Malayalam", "Noto Naskh Arabic")) as font_config:
            html = weasyprint.HTML(string=HEAD.format(body=body, css=css, lang=lang, dir=direction))
            target = tmp_path / "a.pdf"
            target.write_bytes(pdf_tags.to_bytes(html.render(font_config=font_config, pdf_variant=pdf_tags.VARIANT)))
        return target

    return write


def outline(tag: Tag) -> list:
    """Return a tag as [role, kid, …] with words as strings."""
    return [tag.role, *(outline(kid) if isinstance(kid, Tag) else kid.words for kid in tag.kids)]


def body_of(read: File) -> list:
    """Return what is in the document's tag, as outlines."""
    return outline(read.tags.kids[0])[1:]


def objects(path: Path, role: str) -> list[dict[str, Any]]:
    """Return the tags of a role as dictionaries, in the order of the file."""
    with pikepdf.open(path) as pdf:
        return [
            {
                key: pikepdf.Dictionary(value) if isinstance(value, pikepdf.Dictionary) else value
                for key, value in one.items()
            }
            for one in pdf.objects
            if isinstance(one, pikepdf.Dictionary) and one.get("/S") == f"/{role}"
        ]


# ---- Structure ----


def test_paragraph_over_pages_is_one_tag(make):
    read = file.read(make(f"<p>{'many words ' * 100}</p>"))
    assert len(read.pages) > 1
    assert [tag.role for tag in read.tags.walk()] == ["StructTreeRoot", "Document", "P"]
    assert nfkc_line(read.tags.words()) == ("many words " * 100).strip()


def test_part_in_another_language_says_so(make):
    read = file.read(make('<p>One <span lang="pl">dwa</span></p><p lang="lt">trys</p><div lang="ru"><p>four</p></div>'))
    found = [(tag.role, tag.language) for tag in read.tags.walk() if tag.language]
    assert found == [("Span", "pl"), ("P", "lt"), ("Div", "ru")]


def test_list_says_its_numbering_and_keeps_bullets_before_words(make):
    css = (
        "li::before { content: '•'; display: inline-block } ol li::before { content: '1.' } ul, ol { list-style: none }"
    )
    read = file.read(make("<ul><li>one</li></ul><ol><li>two</li></ol>", css))
    assert [tag.numbering for tag in read.tags.walk() if tag.role == "L"] == ["Disc", "Decimal"]
    assert body_of(read) == [
        ["L", ["LI", ["Lbl", "•"], ["LBody", "one"]]],
        ["L", ["LI", ["Lbl", "1."], ["LBody", "two"]]],
    ]


def test_loose_and_nested_lists_have_items_of_label_and_body_only(make):
    read = file.read(make("<ul><li><p>one</p><ul><li>two</li></ul></li></ul>", "ul { list-style: none }"))
    assert body_of(read) == [["L", ["LI", ["LBody", ["P", "one"], ["L", ["LI", ["LBody", "two"]]]]]]]


def test_list_of_words_has_an_item_for_each_group(make):
    read = file.read(make("<dl><dt>a</dt><dd>1</dd><dt>b</dt><dt>c</dt><dd>2</dd><dd>3</dd></dl>"))
    assert [tag.numbering for tag in read.tags.walk() if tag.role == "L"] == ["None"]
    items = body_of(read)[0][1:]
    assert [[part[0] for part in item[1:]] for item in items] == [["Lbl", "LBody"], ["Lbl", "LBody"]]
    assert [nfkc_line(item.words()) for item in read.tags.walk() if item.role == "LI"] == ["a 1", "b c 2 3"]


def test_table_cells_name_their_headers(make):
    path = make(
        '<table><tr><th scope="col">A</th><th scope="col">B</th></tr><tr><th scope="row">C</th><td>D</td></tr></table>'
    )
    assert [str(tag["/A"].Scope) for tag in objects(path, "TH")] == ["/Column", "/Column", "/Row"]
    (cell,) = objects(path, "TD")
    assert [bytes(header) for header in cell["/A"].Headers] == [b"header-3", b"header-2"]


def test_figure_has_its_words_and_its_place_in_points(make):
    path = make(f'<img src="{PICTURE}" alt="a triangle">', "body { margin: 0 } img { display: block; width: 40pt }")
    (figure,) = objects(path, "Figure")
    assert str(figure["/Alt"]) == "a triangle"
    assert [float(edge) for edge in figure["/A"].BBox] == [20, 160, 60, 180]


def test_decoration_is_an_artifact(make):
    path = make(f'<p>Words</p><img src="{PICTURE}" alt="">')
    assert objects(path, "Figure") == []
    with pikepdf.open(path) as pdf:
        assert b"/Artifact\n<</Type /Layout>>" in pdf.pages[0].Contents.read_bytes()


def test_contents_are_a_table_of_contents(make):
    read = file.read(
        make('<nav><ul><li><a href="#a">A</a></li></ul></nav><h1 id="a">A</h1>', "ul { list-style: none }")
    )
    assert body_of(read)[0] == ["Sect", ["TOC", ["TOCI", ["Reference", ["Link", "A"]]]]]


# ---- Links ----


@pytest.mark.parametrize(
    "link",
    [
        '<a href="#b">two words</a>',
        '<a href="#b"><strong>two</strong> words</a>',
        '<a href="#b"><bdi>two words</bdi></a>',
        '<strong><a href="#b">two words</a></strong>',
    ],
)
def test_link_is_one_tag_with_one_annotation_that_says_its_words(make, link):
    path = make(f'<p>Read {link}.</p><h1 id="b">B</h1>')
    with pikepdf.open(path) as pdf:
        annotations = list(pdf.pages[0].Annots)
        assert [str(one.Contents) for one in annotations] == ["two words"]
        assert int(annotations[0].F) & 4  # printed, as PDF/A asks (ISO 19005-2, 6.3.2)
    tags = [tag for tag in file.read(path).tags.walk() if tag.targets]
    assert [(tag.role, tag.targets, nfkc_line(tag.words())) for tag in tags] == [("Link", ["#b"], "two words")]


def test_link_over_two_lines_is_one_tag(make):
    path = make(f'<p><a href="https://example.org/">{"many words " * 12}</a></p>')
    with pikepdf.open(path) as pdf:
        assert len(pdf.pages[0].Annots) > 1
    assert len(objects(path, "Link")) == 1


# ---- Marks ----


def test_page_number_is_an_artifact(make):
    path = make("<p>Words</p>")
    read = file.read(path)
    assert nfkc_line(read.tags.words()) == "Words"
    assert list(read.artifacts.values()) == ["Page 1"]
    with pikepdf.open(path) as pdf:
        assert b"/Artifact\n<</Type /Pagination/Subtype /Footer>>" in pdf.pages[0].Contents.read_bytes()


def test_malayalam_carries_its_words(make):
    words = "പ്രത്യേക വിദ്യാഭ്യാസ ആവശ്യങ്ങൾ"
    read = file.read(make(f"<p>{words}</p>", '@page { @bottom-right { content: "പേജ് " counter(page) } }', lang="ml"))
    assert nfkc_line(read.tags.words()) == words
    assert nfkc_line(read.artifacts[0, 0]) == "പേജ് 1"


def test_arabic_does_not_carry_its_words_twice(make):
    path = make("<p>دعم الاحتياجات</p>", lang="ar", direction="rtl")
    assert nfkc_line(file.read(path).tags.words()) == "دعم الاحتياجات"
    with pikepdf.open(path) as pdf:
        assert b"ActualText" not in pdf.pages[0].Contents.read_bytes()


# ---- Settings ----


def test_file_says_what_it_follows(make):
    with pikepdf.open(make("<p>Words</p>")) as pdf, pdf.open_metadata() as metadata:
        assert metadata.pdfa_status == "2A"
        assert metadata["pdfuaid:part"] == "1"
        assert bool(pdf.Root.MarkInfo.Marked)


@pytest.mark.parametrize("direction", ["ltr", "rtl"])
def test_viewer_shows_the_title_and_turns_no_words_round(make, direction):
    with pikepdf.open(make("<p>Words</p>", direction=direction)) as pdf:
        assert dict(pdf.Root.ViewerPreferences) == {"/DisplayDocTitle": True}


def test_pages_are_labelled_as_they_are_numbered(make):
    assert file.read(make(f"<p>{'many words ' * 100}</p>")).labels[:2] == ("1", "2")


def test_every_mark_leads_back_to_its_tag(make):
    """ISO 32000-1, 14.7.4.4."""
    with pikepdf.open(make("<h1>One</h1><p>two <strong>three</strong></p>")) as pdf:
        numbers = pdf.Root.StructTreeRoot.ParentTree.Nums
        assert [str(tag.S) for tag in numbers[1]] == ["/H1", "/P", "/P"]


def test_another_weasyprint_is_refused(monkeypatch):
    monkeypatch.setattr(weasyprint, "__version__", "70.1")
    with pytest.raises(BookletError, match=r"70\.1 is installed; the PDF needs 70\.0"):
        pdf_tags.require_weasyprint()


def test_weasyprint_is_as_before_afterwards(make):
    from weasyprint import pdf as engine

    before = engine.Stream, engine.add_tags
    make("<p>Words</p>")
    assert (engine.Stream, engine.add_tags) == before
