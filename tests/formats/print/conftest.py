"""The test book in several languages, and a small site with its PDF and posters, made once for all tests here."""

from __future__ import annotations

import html
import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from booklet.book.model import Book
from booklet.formats import FORMATS, FormatSettings
from booklet.project import ROOT
from tests.books import book_from

HERE = Path(__file__).parent
TOKENS = ROOT / "docs" / "assets" / "styles" / "tokens.css"
FONTS = {
    "en-GB": ("Atkinson Hyperlegible Next", "Noto Sans"),
    "ar": ("Noto Naskh Arabic", "Atkinson Hyperlegible Next", "Noto Sans"),
    "ml": ("Noto Sans Malayalam", "Atkinson Hyperlegible Next", "Noto Sans"),
    "zh-Hans": ("Noto Sans SC", "Atkinson Hyperlegible Next", "Noto Sans"),
    "ru": ("Noto Sans", "Atkinson Hyperlegible Next"),
    "lt": ("Atkinson Hyperlegible Next", "Noto Sans"),
}


def make_book(
    folder: Path, language: str = "en-GB", change: Callable[[str], str] = lambda book: book, **texts: str
) -> Book:
    """Return the test book in a language, written below `folder` as the build writes books.

    `change` may change its HTML; `texts` take the place of texts of the language.
    """
    words = yaml.safe_load((HERE / "texts.yml").read_text(encoding="utf-8"))[language] | texts
    values = {name: html.escape(text) for name, text in words.items()}
    values |= {"tag": language, "direction": "rtl" if language == "ar" else "ltr"}
    template = (HERE / "book.html").read_text(encoding="utf-8")
    document = change(re.sub(r"\{(\w+)\}", lambda match: values[match[1]], template))
    path = folder / language / "standard.html"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(document, encoding="utf-8")
    shutil.copy(HERE / "picture.svg", path.parent)
    return book_from(document, path.parent)


def settings(book: Book, paper: str = "A4") -> FormatSettings:
    return FormatSettings(TOKENS, FONTS[book.language], paper=paper)


def make_site(folder: Path, language: str) -> None:
    """Make site/ and books/ in a folder, with the PDF and the posters of the test book in one language."""
    book = make_book(folder / "books", language)
    editions = []
    for name in ("pdf", "poster"):
        for variant in FORMATS[name].variants:
            path = Path(language, f"{name}{variant.suffix}.pdf")
            FORMATS[name].write(book, settings(book, variant.paper), folder / "site" / path)
            editions.append({"language": language, "reading": "standard", "format": name, "path": path.as_posix()})
    (folder / "site" / "editions.json").write_text(
        json.dumps({"generated": "2026-10-01", "editions": editions}), encoding="utf-8"
    )


@pytest.fixture(scope="session")
def english(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the English site/ and books/: read only."""
    folder = tmp_path_factory.mktemp("english")
    make_site(folder, "en-GB")
    return folder
