"""Compares the marks of printed pages in an e-book with the PDF that they count: does page 7 say the same in both?"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import pypdfium2
from lxml import etree

XHTML = "{http://www.w3.org/1999/xhtml}"
EPUB_TYPE = "{http://www.idpf.org/2007/ops}type"


def is_mark(element: etree._Element) -> bool:
    """Say whether an element marks where a printed page begins (EPUB 3 Structural Semantics, DPUB-ARIA 1.1)."""
    return "pagebreak" in element.get(EPUB_TYPE, "").split() or element.get("role") == "doc-pagebreak"


def label(mark: etree._Element) -> str:
    """Return the number that a mark says."""
    return mark.get("aria-label") or mark.get("title") or "".join(mark.itertext()).strip()


def texts_of_marks(documents: Iterable[etree._Element]) -> dict[str, str]:
    """Return the text from each mark to the next, by number, over documents in reading order."""
    found: dict[str, str] = {}
    number = None
    for document in documents:
        for event, element in etree.iterwalk(document.find(f"{XHTML}body"), events=("start", "end")):
            if event == "start" and is_mark(element):
                number = label(element)
                found.setdefault(number, "")
            words = element.text if event == "start" else element.tail
            if number is not None and words:
                found[number] += words
    return found


def texts_of_pages(pdf: Path) -> list[str]:
    """Return the text of each page of a PDF; raises pypdfium2.PdfiumError if it is broken, OSError if it is missing."""
    with pypdfium2.PdfDocument(pdf) as document:
        return [page.get_textpage().get_text_bounded() for page in document]


def on_other_pages(marked: Mapping[str, str], pages: Sequence[str]) -> Iterator[str]:
    """Yield the number of each mark whose text is not on its page: a letter of it is missing there.

    Letters are counted, whatever their order on paper and the shapes that a font has for them.
    """
    for number, text in marked.items():
        page = pages[int(number) - 1] if number.isdigit() and 0 < int(number) <= len(pages) else ""
        if _letters(text) - _letters(page):
            yield number


def _letters(text: str) -> Counter[str]:
    return Counter(letter for letter in unicodedata.normalize("NFKC", text).casefold() if letter.isalnum())
