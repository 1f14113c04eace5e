"""Turns the words of a book into braille cells, each text by the table of its language."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence

from booklet.external import liblouis
from booklet.formats.base import FormatNotPossibleError
from booklet.source.text import GAP

BLANK = "\u2800"
JOINED = "\u00a0"  # a blank at which no line may end
BREAK = "\u200b"  # where a word may be cut that is longer than a line
# English inside the text of another language: uncontracted, as contractions are for readers of English braille
ENGLISH, FOREIGN_TABLE = "en-GB", "en-ueb-g1.ctb"
# A web or email address is cut after a sign that is between its parts, and before a full stop
ADDRESS = re.compile(r"\S*(?:/|@|www\.)\S*")
CUT = re.compile(r"(?<=[/@_-])(?=\w)|(?=\.[^\W\d])")
# What a gap to fill in is written with where the table has no low line: every table has a hyphen
GAP_SIGN = "-"


def table_of(language: str, book_language: str, table: str) -> str:
    """Return the table for a text in `language` in a book whose own language has `table`."""
    return FOREIGN_TABLE if language == ENGLISH != book_language else table


def translated(texts: Sequence[tuple[str, str]]) -> list[str]:
    """Return pairs of a table and a text as cells, with BLANK, JOINED and BREAK between words and parts of words.

    Raises FormatNotPossibleError for a sign that its table cannot write in six dots, with the sign and the words around
    it.
    """
    found: dict[tuple[str, str], str] = {}
    for table in dict.fromkeys(table for table, _ in texts):
        wanted = list(dict.fromkeys(text for one, text in texts if one == table))
        for text, answer in zip(wanted, liblouis.to_cells(table, _with_gaps(table, wanted)), strict=True):
            if bad := answer.unknown or _not_in_six_dots(table, text, answer):
                raise FormatNotPossibleError(
                    "no_braille",
                    f"The braille table {table} cannot write {_named(bad[0])} in six dots, "
                    f"in “{_around(text, bad[0])}”. "
                    "Use other characters there, or another table in locales/languages.yml.",
                )
            found[table, text] = _marked(text, answer)
    return [found[pair] for pair in texts]


def _with_gaps(table: str, texts: Sequence[str]) -> list[str]:
    """Return texts, each as long as before, with their gaps to fill in (______) as hyphens where the table has no low
    line: es.tbl of liblouis 3.33 has none.
    """
    (line,) = liblouis.to_cells(table, ["_"])
    if not line.unknown and liblouis.is_six_dot(line.text):
        return list(texts)
    return [re.sub(GAP, lambda gap: GAP_SIGN * len(gap[0]), text) for text in texts]


def _not_in_six_dots(table: str, text: str, answer: liblouis.Answer) -> str:
    """Return a character of a text that needs more than six dots ("" where none does)."""
    if liblouis.is_six_dot(answer.text):
        return ""
    alone = liblouis.to_cells(table, list(text))
    return next((sign for sign, cells in zip(text, alone, strict=True) if not liblouis.is_six_dot(cells.text)), text[0])


def _named(sign: str) -> str:
    """Return a sign with its code and its Unicode name, as it may look like another."""
    return f"“{sign}” (U+{ord(sign):04X}, {unicodedata.name(sign, 'no name')})"


def _around(text: str, sign: str) -> str:
    """Return a sign with the words around it."""
    at = text.index(sign)
    return text[max(0, at - 30) : at + 30].strip()


def _marked(text: str, answer: liblouis.Answer) -> str:
    """Return the cells of a text with signs for the blanks that stay, and for the places to cut an address."""
    cells = list(answer.text)
    for number, sign in enumerate(text):
        at = answer.places[number]
        if sign == JOINED and at < len(cells) and cells[at] == BLANK:
            cells[at] = JOINED
    for place in sorted(_cuts(text), reverse=True):
        cells.insert(answer.places[place], BREAK)
    return "".join(cells).strip(BLANK)


def _cuts(text: str) -> Iterable[int]:
    return [
        address.start() + cut.start()
        for address in ADDRESS.finditer(text)
        for cut in CUT.finditer(address[0])
        if cut.start()
    ]
