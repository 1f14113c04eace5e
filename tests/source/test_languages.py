"""Languages: which there are, and how each writes days and sizes."""

from datetime import date

import pytest

from booklet.errors import BookletError
from booklet.project import Project
from booklet.source.languages import Language, read_languages
from tests.helpers import write

POLISH = "{tag: pl, name: polski, direction: ltr, fonts: [Noto Sans]}"


def read(tmp_path, *entries: str):
    write(tmp_path / "locales" / "languages.yml", "languages:\n" + "".join(f"  - {entry}\n" for entry in entries))
    return read_languages(Project(tmp_path))


def language(tag: str) -> Language:
    return Language(tag, tag, "ltr", ())


def test_english_is_the_source_of_the_project():
    assert read_languages(Project())[0].tag == "en-GB"


def test_languages_keep_the_order_of_the_file(tmp_path):
    arabic = "{tag: ar, name: العربية, direction: rtl, fonts: [Noto Naskh Arabic]}"
    assert [one.tag for one in read(tmp_path, POLISH, arabic)] == ["pl", "ar"]


@pytest.mark.parametrize(
    ("tag", "direction", "script"),
    [
        ("pl", "ltr", "LATIN"),
        ("pt-PT", "ltr", "LATIN"),
        ("uk", "ltr", "CYRILLIC"),
        ("ar", "rtl", "ARABIC"),
        ("he", "rtl", "HEBREW"),
        ("ml", "ltr", "MALAYALAM"),
        ("zh-Hans", "ltr", "CJK"),
        ("zh-Hant", "ltr", "CJK"),
        ("sr", "ltr", "CYRILLIC"),
        ("sr-Latn", "ltr", "LATIN"),
        ("bn", "ltr", "BENGALI"),
    ],
)
def test_direction_and_letters_of_a_language_are_known(tmp_path, tag, direction, script):
    (found,) = read(tmp_path, f"{{tag: {tag}, name: its own, fonts: [Noto Sans]}}")
    assert (found.direction, found.script) == (direction, script)


def test_what_an_entry_says_itself_counts(tmp_path):
    (found,) = read(tmp_path, "{tag: pl, name: polski, direction: rtl, script: HEBREW, fonts: [Noto Sans]}")
    assert (found.direction, found.script) == ("rtl", "HEBREW")


@pytest.mark.parametrize(
    ("tag", "words"),
    [
        ("en-GB", "3 September 2026"),
        ("pl", "3 września 2026"),
        ("pt-PT", "3 de setembro de 2026"),
        ("zh-Hans", "2026年9月3日"),
    ],
)
def test_a_day_is_written_as_the_language_does(tag, words):
    assert language(tag).date(date(2026, 9, 3)) == words


@pytest.mark.parametrize(
    ("size", "words"),
    [(1, "1 kB"), (29_914, "30 kB"), (189_286, "0.2 MB"), (1_234_567, "1.2 MB"), (1_200_000_000, "1,200 MB")],
)
def test_a_size_is_written_in_round_numbers(size, words):
    assert language("en-GB").megabytes(size) == words


def test_a_size_has_the_decimal_sign_of_the_language():
    assert language("pl").megabytes(1_234_567) == "1,2 MB"


@pytest.mark.parametrize(
    ("entry", "problem"),
    [
        ("{tag: pl, name: polski}", "Language 1 has no fonts."),
        (POLISH.replace("pl,", "polish,"), "The language tag “polish” cannot be used."),
        (POLISH.replace("ltr", "left"), "The direction of pl is “left”."),
        (POLISH.replace("pl,", "xx,"), "Nothing is known of the language “xx”."),
        (POLISH.replace("ltr,", "ltr, colour: red,"), "Language 1 has the unknown field “colour”."),
        (POLISH.replace("Noto Sans", ""), "The fonts of pl are no names of font families."),
        (POLISH.replace("Noto Sans", "{a: b}"), "The fonts of pl are no names of font families."),
        (POLISH.replace("Noto Sans", "'x\"; } * { color: red'"), "The fonts of pl are no names of font families."),
        (POLISH.replace("polski", "'  '"), "The name of pl is empty or too long."),
        (POLISH.replace("polski", "x" * 201), "The name of pl is empty or too long."),
        (
            POLISH.replace("ltr,", "ltr, script: latin,"),
            "Unicode has no letters that it calls “latin”, the script of pl.",
        ),
        (POLISH.replace("ltr,", "ltr, braille: ../../x.tbl,"), "“../../x.tbl” cannot be the braille of pl."),
        (POLISH.replace("ltr,", "ltr, braille: 'pl.tbl,x.tbl',"), "“pl.tbl,x.tbl” cannot be the braille of pl."),
        (POLISH.replace("ltr,", "ltr, voice: ../../x,"), "“../../x” cannot be the voice of pl."),
        ("pl", "Language 1 is not made of names and values."),
        (POLISH.replace("pl,", "true,"), "The field “tag” of language 1 is read as True, which it cannot be."),
        (
            POLISH.replace("[Noto Sans]", "Noto Sans"),
            "The field “fonts” of language 1 is read as 'Noto Sans', which it cannot be.",
        ),
        (
            POLISH.replace("ltr,", "ltr, held_back: maybe,"),
            "The field “held_back” of language 1 is read as 'maybe', which it cannot be.",
        ),
    ],
)
def test_an_entry_that_cannot_be_used_is_refused(tmp_path, entry, problem):
    with pytest.raises(BookletError) as caught:
        read(tmp_path, entry)
    assert (caught.value.path, caught.value.line, caught.value.problem) == ("locales/languages.yml", 2, problem)


def test_a_language_stands_once(tmp_path):
    with pytest.raises(BookletError, match=r"^locales/languages\.yml:3: The language pl is listed twice\."):
        read(tmp_path, POLISH, POLISH)


def test_no_two_languages_have_the_same_name(tmp_path):
    with pytest.raises(
        BookletError, match=r"^locales/languages\.yml:3: The languages pl and pt have the same name, “polski”"
    ):
        read(tmp_path, POLISH, POLISH.replace("pl,", "pt,"))


def test_a_guide_without_a_language_is_refused(tmp_path):
    with pytest.raises(BookletError, match="There is no language"):
        read(tmp_path)
