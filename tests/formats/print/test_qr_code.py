"""The alternative text of a code names the address that the code leads to, and the check of PDFs expects that."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from markupsafe import Markup

from booklet.book.model import Book, BookPage, assemble
from booklet.book.tree import tree_of
from booklet.checks.files.pdf import expected
from booklet.formats.print import layout
from booklet.project import Project
from booklet.source.booklets import Short
from booklet.source.labels import read_labels
from booklet.source.languages import find_language, read_languages
from booklet.source.service.facts import Fact, read_facts
from booklet.source.service.settings import Settings
from booklet.translation.catalogue import Translations
from booklet.translation.words import Words
from tests.books import BOOKLET

SITE = "https://example.org/guide/"
PARTS = [
    (expected.whole_book, "pl/"),
    (lambda book: expected.sheet(book, "plan"), "pl/"),
    (lambda book: expected.short_booklet(book, Short("plan", "aims")), "pl/"),
    (expected.qr_sheet, "pl/plan/"),
]


@pytest.fixture
def polish() -> Book:
    """A Polish book with one page, whose words have the facts of a site: its address is that of its English start page."""
    project, day = Project(), date(2026, 11, 24)
    language = find_language(read_languages(project), "pl")
    facts = read_facts(project).extended(Fact("web_address", "web", SITE, SITE))
    words = Words(read_labels(project), facts, Translations(language, is_source=False))
    drawn = '<h2 id="aims">Aims</h2><div class="approach">Plan</div>'
    page = BookPage("plan", "stages", "pl/plan/", Markup("Plan"), Markup("What it is about."), drawn)
    return assemble(
        [page],
        BOOKLET,
        language,
        "standard",
        words,
        Settings(SITE, day, day, day),
        day,
        "pl/",
        (),
        {BOOKLET.cover: "family.svg"},
        Path(),
    )


@pytest.mark.parametrize("path", ["pl/", "pl/plan/"])
def test_the_alternative_text_names_the_address_in_the_code(polish, path):
    code = layout.qr_code(polish, "" if path == "pl/" else SITE + path)
    assert code.get("alt") == f"QR code: opens the website {SITE}{path}"


@pytest.mark.parametrize(("part", "path"), PARTS, ids=["book", "sheet", "short booklet", "sheet for a wall"])
def test_the_check_expects_the_address_of_the_book_or_of_its_page(polish, part, path):
    assert part(tree_of(polish)).alternatives[-1] == f"QR code: opens the website {SITE}{path}"
