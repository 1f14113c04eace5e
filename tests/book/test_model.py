"""The book: all pages as one document, from which every format is made."""

from datetime import date
from pathlib import Path

import pytest
from lxml import html as lxml_html
from markupsafe import Markup

from booklet.book.model import Book, BookPage, assemble, status_words
from booklet.errors import BookletError
from booklet.project import Project
from booklet.source.labels import read_labels
from booklet.source.languages import Language
from booklet.source.service.facts import read_facts
from booklet.source.service.settings import Approval, Settings
from booklet.translation.catalogue import Translations
from booklet.translation.words import Words
from tests.books import BOOKLET, book_from

ENGLISH = Language("en-GB", "English", "ltr", ())
SETTINGS = Settings("https://example.org/guide/", date(2026, 11, 23), date(2026, 11, 24), date(2026, 11, 25))
WORDS = Words(read_labels(Project()), read_facts(Project()), Translations(ENGLISH, is_source=True))
PICTURES = {
    "2-plan": "../pictures/2-plan.svg",
    "school": "../pictures/school.svg",
    BOOKLET.cover: "../pictures/family.svg",
}


def page(slug: str, content: str, **options) -> BookPage:
    return BookPage(slug, "stages", f"{slug}/", Markup(slug.title()), Markup("What it is about."), content, **options)


def assembled(*pages: BookPage, translation=()) -> Book:
    day = date(2026, 11, 24)
    return assemble(pages, BOOKLET, ENGLISH, "standard", WORDS, SETTINGS, day, "", translation, PICTURES, Path("books"))


def book(*pages: BookPage, translation=()) -> lxml_html.HtmlElement:
    return lxml_html.document_fromstring(assembled(*pages, translation=translation).html)


def test_a_page_becomes_a_section_with_its_headings_one_level_down():
    (section,) = book(page("plan", '<h2 id="aims">Aims</h2><h3 id="one">One</h3>')).xpath("//section")
    assert [(one.tag, one.text) for one in section.iter("h2", "h3", "h4")] == [
        ("h2", "Plan"),
        ("h3", "Aims"),
        ("h4", "One"),
    ]
    assert (section.get("id"), section.get("data-part"), section.get("data-address")) == (
        "plan",
        "stages",
        "https://example.org/guide/plan/",
    )


def test_pages_keep_their_order():
    assert book(page("plan", ""), page("do", "")).xpath("//section/@id") == ["plan", "do"]


def test_an_id_of_two_pages_stays_apart():
    tree = book(page("plan", '<h2 id="part">A</h2>'), page("do", '<h2 id="part">B</h2>'))
    assert tree.xpath("//h3/@id") == ["plan--part", "do--part"]


def test_two_pages_of_one_name_are_both_whole():
    """An id that occurs twice would lose one of them in an e-book, and spoil the links of a PDF."""
    one = BookPage(
        "plan", "stages", "plan/", Markup("Plan"), Markup("A"), '<h2 id="part">A</h2><a href="../more/plan/#part">B</a>'
    )
    two = BookPage("plan", "stages", "more/plan/", Markup("More"), Markup("B"), '<h2 id="part">B</h2>')
    tree = book(one, two, page("imprint", ""))
    assert tree.xpath("//section/@id") == ["plan", "more-plan", "imprint-2"]
    assert tree.xpath("//h3/@id") == ["plan--part", "more-plan--part"]
    assert tree.xpath("//section//a/@href") == ["#more-plan--part"]
    ids = tree.xpath("//@id")
    assert len(ids) == len(set(ids))


def test_the_document_says_what_the_fields_hold():
    """The checks read the document alone."""
    made = assembled(page("plan", ""))
    assert made == book_from(made.html, Path("books"))
    assert made.label("section", number=1, title="Plan") == "Part 1: Plan"
    with pytest.raises(BookletError, match="no label “sectoin”"):
        made.label("sectoin")


def test_a_name_in_the_line_on_approval_turns_nothing_round():
    approval = Approval("محمد علي", date(2027, 1, 31))
    settings = Settings("https://example.org/", *[date(2026, 11, 23)] * 3, approval)
    assert "Approved by <bdi>محمد علي</bdi> for" in status_words(WORDS, ENGLISH, settings)


def test_what_names_an_id_goes_with_it():
    tree = book(page("plan", '<section aria-labelledby="ask"><h2 id="ask">Ask</h2></section>'))
    assert tree.xpath("//section/section/@aria-labelledby") == ["plan--ask"]


@pytest.mark.parametrize(
    ("href", "target"),
    [
        ("../do/", "#do"),
        ("../do/#part", "#do--part"),
        ("#part", "#plan--part"),
        ("../about/", "https://example.org/guide/about/"),
        ("https://www.gov.uk/", "https://www.gov.uk/"),
        ("mailto:a@example.org", "mailto:a@example.org"),
    ],
)
def test_a_link_leads_inside_the_book_where_it_can(href, target):
    tree = book(page("plan", f'<p><a href="{href}">words</a></p>'), page("do", ""))
    assert tree.xpath("//section[@id='plan']//a/@href") == [target]


def test_pictures_are_seen_from_the_books_folder():
    tree = book(page("plan", '<img src="../assets/pictures/school.svg" alt="A school">', picture="2-plan"))
    assert tree.xpath("//section//img/@src") == ["../pictures/2-plan.svg", "../pictures/school.svg"]


def test_points_are_words_without_their_pictures():
    point = '<li><img src="../assets/school.svg" alt="" class="on-screen"><p>one</p></li>'
    (section,) = book(page("plan", f'<ul class="points">{point}</ul>')).xpath("//section")
    assert [lxml_html.tostring(one).strip() for one in section.iter("ul")] == [
        b'<ul class="points"><li><p>one</p></li></ul>'
    ]


def test_a_stage_has_its_colour():
    assert book(page("plan", "", stage="plan")).xpath("//section/@class") == ["page stage plan"]


def test_the_document_knows_its_language_and_day():
    tree = book(page("plan", ""))
    assert (tree.get("lang"), tree.get("dir")) == ("en-GB", "ltr")
    assert tree.xpath("//meta[@name='dcterms.modified']/@content") == ["2026-11-24"]
    assert tree.xpath("//meta[@name='booklet.address']/@content") == ["https://example.org/guide/"]


def test_cover_and_imprint_say_that_the_text_is_a_draft():
    tree = book(page("plan", ""))
    assert "Draft, not yet approved" in tree.xpath("string(//header)")
    assert "Draft, not yet approved" in tree.xpath("string(//footer)")


def test_cover_and_imprint_say_how_it_was_translated():
    tree = book(page("plan", ""), translation=[Markup("A machine translated this.")])
    assert "A machine translated this." in tree.xpath("string(//header)")
    assert "A machine translated this." in tree.xpath("string(//footer)")


def test_an_approved_text_says_who_approved_it_and_when():
    service = read_facts(Project())["service"].value
    settings = Settings(
        "https://example.org/",
        date(2026, 11, 23),
        date(2026, 11, 24),
        date(2026, 11, 25),
        Approval("Jo Smith", date(2027, 1, 31)),
    )
    assert status_words(WORDS, ENGLISH, settings) == f"Approved by <bdi>Jo Smith</bdi> for {service} on 31 January 2027"
