"""The test book, from which every kind of file can be made in six scripts, and other books read from a document."""

from __future__ import annotations

import html
import json
import re
import shutil
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path

import yaml
from lxml import html as lxml_html

from booklet.book.model import Book
from booklet.formats import FORMATS, FormatSettings
from booklet.project import ROOT, Project
from booklet.source.booklets import read_booklets

# Its template, its words by language, and its only picture
TEST_BOOK = ROOT / "tests" / "fixtures" / "book"
TEXTS = yaml.safe_load((TEST_BOOK / "texts.yml").read_text(encoding="utf-8"))
TOKENS = ROOT / "docs" / "assets" / "styles" / "tokens.css"
FONTS = {
    "en-GB": ("Atkinson Hyperlegible Next", "Noto Sans"),
    "ar": ("Noto Naskh Arabic", "Atkinson Hyperlegible Next", "Noto Sans"),
    "ml": ("Noto Sans Malayalam", "Atkinson Hyperlegible Next", "Noto Sans"),
    "zh-Hans": ("Noto Sans SC", "Atkinson Hyperlegible Next", "Noto Sans"),
    "ru": ("Noto Sans", "Atkinson Hyperlegible Next"),
    "lt": ("Atkinson Hyperlegible Next", "Noto Sans"),
}
BRAILLE = {"en-GB": "en-ueb-g2.ctb", "ar": "ar.tbl"}
LABEL = "booklet.label."
# The day of a document that names none
DAY = "2026-11-24"
# The booklet that books are of: the first
BOOKLET, *_ = read_booklets(Project())


def book_from(document: str, folder: Path, language: str = "en-GB") -> Book:
    """Return the book of a document, whose head says what the book's fields hold; `language` is for one that says none.

    Addresses in the document start from `folder`. What the document leaves out is empty.
    """
    tree = lxml_html.document_fromstring(document)
    head = {meta.get("name"): meta.get("content") for meta in tree.iter("meta") if meta.get("name")}
    return Book(
        language=tree.get("lang", language),
        direction=tree.get("dir", "ltr"),
        reading=head.get("booklet.reading", "standard"),
        title=tree.findtext(".//title", ""),
        html=document,
        folder=folder,
        description=head.get("description", ""),
        author=head.get("author", ""),
        address=head.get("booklet.address", ""),
        day=date.fromisoformat(head.get("dcterms.modified", DAY)),
        labels={name.removeprefix(LABEL): words for name, words in head.items() if name.startswith(LABEL)},
        booklet=BOOKLET,
        parts=tuple(dict.fromkeys(part for part in tree.xpath("//main/section/@data-part"))),
    )


def make_book(
    folder: Path, language: str = "en-GB", change: Callable[[str], str] = lambda book: book, **texts: str
) -> Book:
    """Return the test book in a language, written below `folder` as the build writes books.

    `change` may change its HTML; `texts` take the place of texts of the language.
    """
    values = {name: html.escape(text) for name, text in (TEXTS[language] | texts).items()}
    values |= {"tag": language, "direction": "rtl" if language == "ar" else "ltr"}
    template = (TEST_BOOK / "book.html").read_text(encoding="utf-8")
    document = change(re.sub(r"\{(\w+)\}", lambda match: values[match[1]], template))
    path = folder / language / "standard.html"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(document, encoding="utf-8")
    shutil.copy(TEST_BOOK / "picture.svg", path.parent)
    return book_from(document, path.parent)


def book_in(folder: Path, language: str = "en-GB") -> Book:
    """Return the book in a language that was written below `folder`, and leave it as it is."""
    path = folder / language / "standard.html"
    return book_from(path.read_text(encoding="utf-8"), path.parent)


def settings_of(language: str, variant: str = "", paper: str = "A4") -> FormatSettings:
    """Return the settings with which a file of the test book in a language is made."""
    return FormatSettings(TOKENS, FONTS[language], variant, paper=paper, braille_table=BRAILLE.get(language, ""))


def make_site(folder: Path, languages: Iterable[str], formats: Iterable[str]) -> None:
    """Make site/ and books/ in a folder, with every file of some formats of the test book in some languages.

    A file is called after its format, and after its variant where the ending does not tell it.
    """
    editions = []
    for language in languages:
        book = make_book(folder / "books", language)
        for name in formats:
            for variant in FORMATS[name].variants:
                own = f"-{variant.suffix}" if variant.suffix not in ("", variant.extension) else ""
                path = f"{language}/downloads/{name}{own}.{variant.extension}"
                settings = settings_of(language, variant.suffix, variant.paper)
                FORMATS[name].write(book, settings, folder / "site" / path)
                editions.append({"language": language, "reading": "standard", "format": name, "path": path})
    (folder / "site" / "editions.json").write_text(
        json.dumps({"generated": "2026-11-24", "editions": editions, "absent": []}), encoding="utf-8"
    )
