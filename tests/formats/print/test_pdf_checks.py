"""Every rule of the checks of PDF files rejects a file that is bad in its way, and passes a good one."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from booklet.checks.files.pdf import RULES, check, standards
from booklet.errors import BookletError
from booklet.findings import Finding, Report
from tests.contexts import on_site

BAD: dict[str, tuple[str, Callable[[pikepdf.Pdf], None]]] = {}


def bad(rule: str) -> Callable:
    """Register a function that spoils a good PDF, and the rule that must reject it."""

    def register(spoil: Callable[[pikepdf.Pdf], None]) -> Callable:
        BAD[spoil.__name__] = (rule, spoil)
        return spoil

    return register


def tags(pdf: pikepdf.Pdf, role: str = "") -> Iterator[Any]:
    """Yield the tags of a role, in order; all of them without one."""

    def walk(element: Any) -> Iterator[Any]:
        kids = element.get("/K", [])
        for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
            if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
                if not role or f"/{role}" == kid.S:
                    yield kid
                yield from walk(kid)

    yield from walk(pdf.Root.StructTreeRoot)


def is_link_inside(tag: Any) -> bool:
    """Say whether a kid of a tag is a link to another place in the file."""
    return (
        isinstance(tag, pikepdf.Dictionary)
        and tag.get("/S") == "/Link"
        and any(isinstance(kid, pikepdf.Dictionary) and "/Dest" in kid.get("/Obj", {}) for kid in tag.K)
    )


def words_of_font(pdf: pikepdf.Pdf) -> Any:
    return next(font for font in pdf.objects if isinstance(font, pikepdf.Dictionary) and "/ToUnicode" in font)


def descriptor(pdf: pikepdf.Pdf) -> Any:
    return next(
        one for one in pdf.objects if isinstance(one, pikepdf.Dictionary) and one.get("/Type") == "/FontDescriptor"
    )


@bad("pdf/standard")
def claim_lost(pdf):
    pdf.Root.Metadata.write(pdf.Root.Metadata.read_bytes().replace(b"pdfuaid:part", b"pdfuaid:none"))


@bad("pdf/standard")
def page_number_untagged(pdf):
    page = pdf.pages[2]
    page.contents_coalesce()
    page.Contents.write(page.Contents.read_bytes().replace(b"/Footer", b"/Foot").replace(b"/Artifact\n", b"/Span\n"))


@bad("pdf/page-number")
def page_number_tagged(pdf):
    page = pdf.pages[2]
    page.contents_coalesce()
    content = page.Contents.read_bytes()
    start = content.rindex(b"/Artifact", 0, content.rindex(b"TJ"))
    end = content.index(b"BDC", start)
    page.Contents.write(content[:start] + b"/Span <</MCID 9999>>\n" + content[end:])
    document = next(tags(pdf))
    document.K.append(pdf.make_indirect(pikepdf.Dictionary(S=pikepdf.Name.P, P=document, Pg=page.obj, K=9999)))


@bad("pdf/page-number")
def page_number_lost(pdf):
    page = pdf.pages[2]
    page.contents_coalesce()
    content = page.Contents.read_bytes()
    page.Contents.write(content[: content.rindex(b"/Artifact", 0, content.rindex(b"TJ"))])


@bad("pdf/tagged")
def tree_lost(pdf):
    del pdf.Root.StructTreeRoot


@bad("pdf/tagged")
def tree_broken(pdf):
    next(tags(pdf)).K.append(pikepdf.Name.Broken)


@bad("pdf/words")
def words_swapped(pdf):
    kids = list(tags(pdf, "Sect"))[2].K
    kids[1], kids[2] = kids[2], kids[1]


@bad("pdf/words")
def words_lost(pdf):
    for paragraph in list(tags(pdf, "P"))[5:15]:
        paragraph.K = pikepdf.Array()


@bad("pdf/words-shown")
def letters_unreadable(pdf):
    cmap = words_of_font(pdf).ToUnicode
    cmap.write(cmap.read_bytes().replace(b"<0065>", b"<0078>"))


@bad("pdf/headings")
def heading_made_paragraph(pdf):
    next(tags(pdf, "H3")).S = pikepdf.Name.P


@bad("pdf/headings")
def heading_of_other_level(pdf):
    next(tags(pdf, "H3")).S = pikepdf.Name.H4


@bad("pdf/links")
def link_untagged(pdf):
    link = list(tags(pdf, "Link"))[-1]
    link.S = pikepdf.Name.Span


@bad("pdf/links")
def link_to_elsewhere(pdf):
    next(link for page in pdf.pages for link in page.get("/Annots", []) if "/A" in link).A.URI = "https://example.org/"


@bad("pdf/links")
def link_to_nothing(pdf):
    names = pdf.Root.Names.Dests.Names
    names[list(map(str, names[::2])).index("words--sen") * 2] = pikepdf.String("words--zen")


@bad("pdf/lists")
def list_made_group(pdf):
    next(tags(pdf, "L")).S = pikepdf.Name.Div


@bad("pdf/lists")
def list_without_numbering(pdf):
    del next(tags(pdf, "L")).A


@bad("pdf/alternatives")
def alternative_lost(pdf):
    del next(tags(pdf, "Figure")).Alt


@bad("pdf/alternatives")
def alternative_other(pdf):
    next(tags(pdf, "Figure")).Alt = "picture.svg"


@bad("pdf/languages")
def part_without_language(pdf):
    del next(tag for tag in tags(pdf) if "/Lang" in tag).Lang


@bad("pdf/contents")
def contents_with_other_page(pdf):
    places = pdf.Root.Names.Dests.Names
    places[list(map(str, places[::2])).index("meeting-record") * 2 + 1][0] = pdf.pages[0].obj


@bad("pdf/page-reference")
def reference_to_other_page(pdf):
    places = pdf.Root.Names.Dests.Names
    places[list(map(str, places[::2])).index("plan") * 2 + 1][0] = pdf.pages[0].obj


@bad("pdf/page-reference")
def reference_lost(pdf):
    link = next(tag for section in tags(pdf, "P") for tag in section.K if is_link_inside(tag))
    del link.K[-1]


@bad("pdf/bookmarks")
def bookmarks_lost(pdf):
    del pdf.Root.Outlines


@bad("pdf/bookmarks")
def bookmark_to_other_page(pdf):
    with pdf.open_outline() as outline:
        outline.root[0].children[-1].destination = pikepdf.Array([pdf.pages[0].obj, pikepdf.Name.Fit])


@bad("pdf/bookmarks")
def bookmarks_flat(pdf):
    with pdf.open_outline() as outline:
        outline.root.extend(outline.root[0].children)
        outline.root[0].children.clear()


@bad("pdf/page-labels")
def labels_lost(pdf):
    del pdf.Root.PageLabels


@bad("pdf/page-labels")
def labels_roman(pdf):
    pdf.Root.PageLabels.Nums[1].S = pikepdf.Name.r


@bad("pdf/title")
def title_lost(pdf):
    del pdf.docinfo["/Title"]


@bad("pdf/title")
def title_hidden(pdf):
    pdf.Root.ViewerPreferences.DisplayDocTitle = False


@bad("pdf/language")
def language_lost(pdf):
    del pdf.Root.Lang


@bad("pdf/fonts")
def font_not_embedded(pdf):
    del descriptor(pdf).FontFile2


@bad("pdf/fonts")
def font_of_the_system(pdf):
    for font in pdf.objects:
        if isinstance(font, pikepdf.Dictionary) and font.get("/Subtype") == "/CIDFontType2":
            font.BaseFont = pikepdf.Name("/ABCDEF+DejaVu-Sans")


@bad("pdf/pictures")
def picture_lost(pdf):
    page = pdf.pages[0]
    painted = {"f", "F", "f*", "B", "B*", "b", "b*", "S", "s"}
    kept = [one for one in pikepdf.parse_content_stream(page) if str(one.operator) not in painted]
    page.Contents = pdf.make_stream(pikepdf.unparse_content_stream(kept))


@pytest.fixture(scope="module")
def spoilt(english: Path, tmp_path_factory: pytest.TempPathFactory) -> Report:
    """The report on one site with every bad file, made from the good PDF. veraPDF is asked where its rule is meant."""
    site = tmp_path_factory.mktemp("bad") / "site"
    site.mkdir()
    editions = []
    for name, (_, spoil) in BAD.items():
        with pikepdf.open(english / "site" / "en-GB" / "downloads" / "pdf.pdf") as pdf:
            spoil(pdf)
            pdf.save(site / f"{name}.pdf")
        editions.append({"language": "en-GB", "reading": "standard", "format": "pdf", "path": f"{name}.pdf"})
    (site / "editions.json").write_text(json.dumps({"generated": "2026-10-01", "editions": editions}), encoding="utf-8")

    def validate_some(files: list[Path], names: dict[Path, str]) -> Iterator[Finding]:
        return standards.validate([file for file in files if BAD[file.stem][0] == "pdf/standard"], names)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("booklet.checks.files.pdf.validate", validate_some)
        return check(on_site(site, english / "books"))


@pytest.fixture
def site(english: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the good site, to be spoilt; what veraPDF says is not asked."""
    monkeypatch.setattr("booklet.checks.files.pdf.validate", lambda files, names: iter(()))
    return shutil.copytree(english / "site", tmp_path / "site")


def rules_of(report: Report) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for finding in report.findings:
        found.setdefault(finding.path, set()).add(finding.rule)
    return found


def test_passes_good_files(english):
    report = check(on_site(english / "site", english / "books"))
    assert report.examined == 3
    assert report.findings == ()


@pytest.mark.parametrize("name", BAD)
def test_rejects_what_is_bad(spoilt, name):
    assert BAD[name][0] in rules_of(spoilt)[f"{name}.pdf"]


def test_every_rule_has_a_bad_file(spoilt):
    # The sheets of a booklet to fold: test_printed.py; the short one: test_short.py; one page and fields: test_sheet.py;
    # what hangs on a wall: test_wall.py; words in the wrong place: tests/checks/files/test_pdf_layout.py; bad setting:
    # test_pdf_setting.py beside it
    here = {
        "pdf/listed",
        "pdf/readable",
        "pdf/sheets",
        "pdf/whole-sheets",
        "pdf/facing-pages",
        "pdf/one-page",
        "pdf/large-letters",
        "pdf/fields",
        "pdf/typed-letters",
        "pdf/page-fill",
        "pdf/heading-lines",
        "pdf/section-start",
        "pdf/off-page",
        "pdf/text-on-text",
        "pdf/text-on-picture",
        "pdf/text-unseen",
    }
    assert {rule for rule, _ in BAD.values()} | here == {rule.id for rule in RULES}


def test_poster_with_other_words_is_rejected(english, site):
    book = (english / "books" / "en-GB" / "standard.html").read_text(encoding="utf-8")
    books = site.parent / "books"
    shutil.copytree(english / "books", books)
    changed = book.replace("Put the plan into action.", "Do nothing at all now.")
    (books / "en-GB" / "standard.html").write_text(changed, encoding="utf-8")
    assert "pdf/words" in rules_of(check(on_site(site, books)))["en-GB/downloads/poster-a4.pdf"]


def test_file_that_is_not_listed(english, site):
    shutil.copy(site / "en-GB" / "downloads" / "pdf.pdf", site / "stray.pdf")
    assert rules_of(check(on_site(site, english / "books"))) == {"stray.pdf": {"pdf/listed"}}


def test_listed_file_that_is_not_there(english, site):
    (site / "en-GB" / "downloads" / "pdf.pdf").unlink()
    assert rules_of(check(on_site(site, english / "books"))) == {"en-GB/downloads/pdf.pdf": {"pdf/listed"}}


def test_format_whose_part_of_the_book_is_not_known(english, site):
    listed = (site / "editions.json").read_text(encoding="utf-8")
    (site / "editions.json").write_text(listed.replace('"format": "pdf"', '"format": "leaflet"'), encoding="utf-8")
    assert rules_of(check(on_site(site, english / "books"))) == {"en-GB/downloads/pdf.pdf": {"pdf/listed"}}


def test_broken_file(english, site):
    (site / "en-GB" / "downloads" / "pdf.pdf").write_bytes(b"%PDF-1.7\n")
    assert rules_of(check(on_site(site, english / "books"))) == {"en-GB/downloads/pdf.pdf": {"pdf/readable"}}


def test_site_without_pdf_fails(tmp_path):
    assert [finding.rule for finding in check(on_site(tmp_path)).findings] == ["run/examined-nothing"]


def test_site_without_list_of_editions(english, site):
    (site / "editions.json").unlink()
    with pytest.raises(BookletError, match="list of editions"):
        check(on_site(site, english / "books"))


def test_book_that_is_not_there(site, tmp_path):
    with pytest.raises(BookletError, match="This book is missing"):
        check(on_site(site, tmp_path))


def test_missing_java_fails(english, monkeypatch):
    monkeypatch.setenv("PATH", "")
    with pytest.raises(BookletError, match="java"):
        check(on_site(english / "site", english / "books"))


def test_missing_library_fails(english, monkeypatch):
    monkeypatch.setattr(standards, "JAXB", (Path("no-such.jar"),))
    with pytest.raises(BookletError, match="libjaxb-java"):
        check(on_site(english / "site", english / "books"))


def test_missing_engine_fails(english, monkeypatch):
    monkeypatch.setattr(standards, "find_spec", lambda name: None)
    with pytest.raises(BookletError, match="veraPDF engine"):
        check(on_site(english / "site", english / "books"))


def test_engine_that_says_nothing_fails(english, monkeypatch):
    monkeypatch.setattr(standards, "find_program", lambda *names, package: "true")
    with pytest.raises(BookletError, match="does not answer"):
        check(on_site(english / "site", english / "books"))
