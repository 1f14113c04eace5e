"""Work that WeasyPrint is spared: the file is the same, and less was done for it."""

from contextlib import nullcontext
from pathlib import Path
from xml.etree import ElementTree

import pydyf
import pytest
import weasyprint
from lxml import html as lxml_html
from lxml.etree import Comment
from weasyprint import images
from weasyprint.formatting_structure.boxes import Box
from weasyprint.layout import page, preferred
from weasyprint.pdf.stream import Stream
from weasyprint.svg import SVG
from weasyprint.text import line_break

from booklet.book.model import Book
from booklet.book.tree import tree_of
from booklet.formats.print import layout, pdf, spared
from tests.books import make_book, settings_of

PICTURE = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 20">{}</svg>'
SQUARE = '<rect width="9" height="9" fill="#123456"/>'
GRADIENT = (
    '<defs><linearGradient id="a"><stop offset="0" stop-color="red"/><stop offset="1"/></linearGradient></defs>'
    '<rect width="9" height="9" fill="url(#a)"/>'
)
CUT = (
    '<defs><clipPath id="a"><rect width="5" height="5"/></clipPath></defs>'
    '<rect width="9" height="9" clip-path="url(#a)"/>'
)


def printed(book: Book, folder: Path) -> bytes:
    target = folder / "book.pdf"
    pdf.write(book, settings_of(book.language), target)
    return target.read_bytes()


def count(monkeypatch, module, name: str) -> list[tuple]:
    """Note each call of a function of WeasyPrint."""
    calls: list[tuple] = []
    original = getattr(module, name)

    def noted(*arguments, **named):
        calls.append(arguments)
        return original(*arguments, **named)

    monkeypatch.setattr(module, name, noted)
    return calls


def spare_nothing(monkeypatch) -> None:
    """Let WeasyPrint do everything again."""
    plain = spared.Lines()
    plain.split_first_line = spared.split_first_line
    monkeypatch.setattr(layout.spared, "layout", lambda: nullcontext(plain))
    monkeypatch.setattr(layout.spared, "drawing", nullcontext)


@pytest.mark.parametrize("language", ["en-GB", "ar", "ml"])
def test_a_print_has_the_same_bytes_as_when_nothing_is_spared(language, tmp_path, monkeypatch):
    book = make_book(tmp_path, language)
    twice = [printed(book, tmp_path) for _ in range(2)]
    spare_nothing(monkeypatch)
    assert twice == [printed(book, tmp_path)] * 2


def test_a_document_with_page_references_is_laid_out_twice_and_not_a_third_time(tmp_path, monkeypatch):
    book = make_book(tmp_path)
    made = count(monkeypatch, page, "remake_page")
    printed(book, tmp_path)
    with_less = len(made)
    made.clear()
    spare_nothing(monkeypatch)
    printed(book, tmp_path)
    assert with_less < len(made)


def test_a_word_is_measured_once_in_a_document(tmp_path, monkeypatch):
    measured = count(monkeypatch, spared, "split_first_line")
    asked = []
    original = spared.Lines.split_first_line
    monkeypatch.setattr(
        spared.Lines, "split_first_line", lambda self, *a, **k: asked.append(a) or original(self, *a, **k)
    )
    printed(make_book(tmp_path), tmp_path)
    assert 0 < len(measured) < len(asked)


def test_weasyprint_is_as_it_was_afterwards(tmp_path):
    replaced = (
        (preferred, "split_first_line"),
        (images.SVGImage, "draw"),
        (images.SVGImage, "__init__"),
        (line_break, "get_font_description"),
        (line_break.Layout, "deactivate"),
        (line_break.Layout, "reactivate"),
        (Box, "is_in_normal_flow"),
    )
    before = [getattr(owner, name) for owner, name in replaced]
    printed(make_book(tmp_path), tmp_path)
    assert before == [getattr(owner, name) for owner, name in replaced]


def test_a_line_is_not_laid_out_again_to_be_drawn(tmp_path, monkeypatch):
    book = make_book(tmp_path)
    again = count(monkeypatch, spared, "_reactivate")
    drawn_lines = count(monkeypatch, spared, "_take_again")
    printed(book, tmp_path)
    assert len(again) < len(drawn_lines) / 10


@pytest.mark.parametrize("language", ["en-GB", "ar"])
def test_a_document_is_what_weasyprint_reads_from_its_html(language, tmp_path):
    tree = tree_of(make_book(tmp_path, language))
    body = tree.find("body")
    body.append(Comment("no text"))
    body[-1].tail, body.tail = " words after it", None
    html = lxml_html.tostring(tree, encoding="unicode", doctype="<!doctype html>")
    read = weasyprint.HTML(string=html).etree_element
    assert facts(layout._Parsed(tree, "file:///").etree_element) == facts(read)


def facts(element) -> list[tuple]:
    """Return all elements with what they hold. What is between `<html>` and `<head>` is no text of a document."""
    return [
        (one.tag, one.attrib, "" if one.tag == "html" else one.text or "", one.tail or "") for one in element.iter()
    ]


def stream() -> Stream:
    resources = pydyf.Dictionary({name: pydyf.Dictionary() for name in (spared.GRAPHICS, *spared.OTHERS)})
    return Stream({}, (0, 0, 100, 100), resources, {}, None, {}, None)


def drawn(inside: str, on: Stream) -> list:
    """Draw a picture on a stream, as a document does that has read it, and return what is on the stream then."""
    with spared.layout():
        image = images.SVGImage(ElementTree.fromstring(PICTURE.format(inside)), "", None, None)
    with spared.drawing():
        image.draw(on, 40, 20, None)
    return on.stream


def by_weasyprint(inside: str, on: Stream) -> list:
    images.SVGImage(ElementTree.fromstring(PICTURE.format(inside)), "", None, None).draw(on, 40, 20, None)
    return on.stream


def test_a_picture_is_drawn_once_and_kept(monkeypatch):
    monkeypatch.setattr(spared, "_drawn", {})
    calls = count(monkeypatch, spared, "_recorded")
    assert drawn(SQUARE, stream()) == drawn(SQUARE, stream()) == by_weasyprint(SQUARE, stream())
    assert len(calls) == 1


def test_another_picture_with_the_same_place_is_another():
    assert drawn(SQUARE, stream()) != drawn(SQUARE.replace("#123456", "#654321"), stream())


def test_a_colour_that_is_set_already_is_left_out_as_weasyprint_does():
    for inside in (SQUARE, SQUARE.replace("#123456", "#654321")):
        streams = [stream(), stream()]
        for one in streams:
            one._current_color = ("srgb", 0x12 / 255, 0x34 / 255, 0x56 / 255)
        assert drawn(inside, streams[0]) == by_weasyprint(inside, streams[1])


def test_a_picture_that_cannot_be_drawn_is_complained_of_each_time(caplog, monkeypatch):
    monkeypatch.setattr(spared, "_drawn", {})

    def fail(*arguments):
        raise ValueError("no number")

    monkeypatch.setattr(SVG, "draw", fail)
    for number in (1, 2):
        drawn(SQUARE, stream())
        assert len(caplog.records) == number


@pytest.mark.parametrize("inside", [GRADIENT, CUT], ids=["gradient", "cut"])
def test_a_picture_that_needs_its_document_or_its_place_is_drawn_each_time(inside, monkeypatch):
    monkeypatch.setattr(spared, "_drawn", {})
    assert len(drawn(inside, stream())) == len(drawn(inside, stream())) == len(by_weasyprint(inside, stream()))
    assert [one.operators for one in spared._drawn.values()] == [None]


def test_a_document_gets_the_states_of_graphics_that_a_kept_picture_names():
    see_through = SQUARE.replace("/>", ' fill-opacity="0.5"/>')
    drawn(see_through, stream())
    again, plain = stream(), stream()
    drawn(see_through, again)
    by_weasyprint(see_through, plain)
    assert again._resources[spared.GRAPHICS].keys() == plain._resources[spared.GRAPHICS].keys() != set()
