"""Word and OpenDocument files hold the look, the languages and the structure that the format promises."""

from __future__ import annotations

import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from booklet.checks.files import word_reader
from booklet.formats import word
from booklet.formats.word import odt_styles
from tests.books import make_book, settings_of


@pytest.mark.parametrize("variant", ["docx", "odt"])
def test_same_book_same_bytes(made: Path, tmp_path: Path, variant: str) -> None:
    again = tmp_path / f"again.{variant}"
    word.write(make_book(tmp_path, "ar"), settings_of("ar", variant), again)
    assert again.read_bytes() == (made / "site" / "ar" / "downloads" / f"word.{variant}").read_bytes()


@pytest.mark.parametrize("variant", ["docx", "odt"])
def test_a_right_to_left_book_has_english_from_left_to_right(made: Path, variant: str) -> None:
    document = word_reader.read(made / "site" / "ar" / "downloads" / f"word.{variant}")
    by_text = {paragraph.text: paragraph for paragraph in document.paragraphs}
    english = by_text["“Schools should take seriously any concerns raised by a parent.”"]
    assert not english.rtl
    assert {tag for _, tag in english.parts} == {"en-GB"}
    assert by_text["تستمع إليكم"].rtl


@pytest.mark.parametrize("variant", ["docx", "odt"])
def test_pictures_have_their_words_or_are_decoration(made: Path, variant: str) -> None:
    document = word_reader.read(made / "site" / "en-GB" / "downloads" / f"word.{variant}")
    pictures = [picture for paragraph in document.paragraphs for picture in paragraph.pictures]
    assert [picture.words for picture in pictures if not picture.decorative] == ["Two people look at a plan together"]
    assert len(pictures) == 5


def test_a_reader_can_ask_for_larger_letters(tmp_path: Path) -> None:
    target = tmp_path / "large.docx"
    word.write(make_book(tmp_path), replace(settings_of("en-GB", "docx"), text_size=20), target)
    assert min(word_reader.read(target).sizes) == 20


@pytest.mark.parametrize(("variant", "part"), [("docx", "word/styles.xml"), ("odt", "styles.xml")])
def test_headings_frames_and_links_have_the_colours_of_the_token_file(tmp_path: Path, variant: str, part: str) -> None:
    tokens = tmp_path / "tokens.css"
    tokens.write_text(":root { --primary: #010203; --link: #040506; }", encoding="utf-8")
    target = tmp_path / f"coloured.{variant}"
    word.write(make_book(tmp_path), replace(settings_of("en-GB", variant), tokens=tokens), target)
    with zipfile.ZipFile(target) as archive:
        styles = archive.read(part).decode("utf-8")
    # Headings 1 to 6, the title of the contents, and the frames
    assert styles.count("010203") > 7 and styles.count("040506") == 1


def test_languages_have_their_parts() -> None:
    found = odt_styles.language_attributes("zh-Hans")
    assert found["fo:language"] == "zh" and found["fo:script"] == "Hans" and found["fo:country"] == "none"
