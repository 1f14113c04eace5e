"""What people type into the search, as it is read from the files beside the catalogues."""

import pytest

from booklet.errors import BookletError
from booklet.project import Project
from booklet.source.languages import Language
from booklet.source.search_words import MOST_WORDS, read_search_words

PAGES = ("plan.md", "review.md")
POLISH = Language("pl", "Polski", "ltr", ())


def read(tmp_path, text: str):
    folder = tmp_path / "locales"
    folder.mkdir()
    (folder / "pl.search.yml").write_text(text, encoding="utf-8")
    return read_search_words(Project(tmp_path), POLISH, PAGES)


def test_words_belong_to_a_page_and_its_headings(tmp_path):
    found = read(tmp_path, "plan.md: [IEP, plan  pomocy]\nplan.md#who: [kto]\n")
    assert found == {"plan.md": {"": ("IEP", "plan pomocy"), "who": ("kto",)}}


def test_a_language_without_a_file_has_no_words(tmp_path):
    assert read_search_words(Project(tmp_path), POLISH, PAGES) == {}


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("review.md: [ok]\nplans.md: [IEP]\n", "plans.md"),
        ("review.md: [ok]\nplan.md: IEP\n", "not a list"),
        ("review.md: [ok]\nplan.md: [[IEP]]\n", "not a list"),
        ("review.md: [ok]\nplan.md: [' ']\n", "not a list"),
        (f"review.md: [ok]\nplan.md: {[f'word {n}' for n in range(MOST_WORDS + 1)]}\n", "61 search words"),
    ],
)
def test_what_is_no_list_of_words_for_a_page_is_refused_with_its_line(tmp_path, text, problem):
    with pytest.raises(BookletError, match=problem) as error:
        read(tmp_path, text)
    assert error.value.line == 2
