"""The words of a braille file against its book: what is where, in which order, and on which page."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from booklet.checks.files.braille.files import BLANK
from booklet.checks.files.braille.words import round_trip
from booklet.checks.files.parity import compare
from booklet.checks.files.parity.text_blocks import BookText, TextBlock, book_html, parse_book
from booklet.external import liblouis
from booklet.findings import Problem

# English in a book of another language is uncontracted
ENGLISH, UNCONTRACTED = "en-GB", "en-ueb-g1.ctb"
LEAST = 0.99  # of the words come back
GUIDE = "⠐"
MOST_NUMBERS = 1000
MOST_LINES = 60  # of one piece
# The start of a heading by its level: None in the middle, else the blank cells before it
PLACES = {1: None, 2: None, 3: 4}
DEEPEST = 6
# Numbers in groups, email and web addresses
WHOLE = re.compile(r"\d+(?:\u00a0\d+)+|[\w.+-]+@[\w-]+\.[\w.-]+\w|(?:https?://|www\.)[\w./-]+\w")
# The reader of books folds every white space; this stands for a no-break space meanwhile
KEPT = "\ue000"


@dataclass(frozen=True)
class Line:
    """A line of the text with its page, from 1; `last` says that nothing follows on the page."""

    cells: str
    page: int
    last: bool

    @property
    def bare(self) -> str:
        return _bare(self.cells)


@dataclass(frozen=True)
class Found:
    """A piece of the book, its lines, and its translation with blanks."""

    piece: TextBlock
    lines: tuple[Line, ...]
    answer: liblouis.Answer | None = None


def read(path: Path) -> BookText:
    """Read a book with its no-break spaces. Raises BookletError if it is not there."""
    book = parse_book(book_html(path).replace("\u00a0".encode(), KEPT.encode()))
    return replace(
        book, pieces=tuple(_kept(piece) for piece in book.pieces), counted=tuple(_kept(piece) for piece in book.counted)
    )


def _kept(piece: TextBlock) -> TextBlock:
    return replace(piece, text=piece.text.replace(KEPT, "\u00a0"))


class Reader:
    """Finds a book in the lines of a file. `has_diagram` chooses the sentence of the transcriber's note.

    `share` is the part of the words that came back, once `problems` has looked.
    """

    def __init__(self, book: BookText, table: str, has_diagram: bool):
        self.book, self.table, self.share = book, table, 0.0
        labels = book.labels
        plain = [
            replace(piece, text=labels["picture"].replace("{description}", piece.text))
            if piece.kind == "picture"
            else piece
            for piece in book.counted
        ]
        start = next(number for number, piece in enumerate(plain) if piece.kind == "heading" and piece.level == 2)
        own = book.language
        note = [
            TextBlock("heading", labels["braille.note"], 2, own),
            TextBlock("text", labels["braille.unchecked"], 0, own),
            TextBlock("text", labels["braille.pictures" if has_diagram else "braille.no_pictures"], 0, own),
        ]
        self.contents = TextBlock("heading", labels["contents"], 2, own)
        self.links = TextBlock("heading", labels["links"], 2, own)
        self.expected = [*plain[:start], *note, self.contents, *plain[start:], self.links]
        self.titles = [
            piece.text for piece in [*plain[start:], self.links] if piece.kind == "heading" and piece.level == 2
        ]
        self.answers = self._translated(self.expected)
        self.looks = {_bare(answer.text): number for number, answer in reversed(list(enumerate(self.answers)))}
        said = [*self.titles, self.contents.text, *sorted(book.addresses)]
        self.look = {
            text: _bare(answer.text) for text, answer in zip(said, liblouis.to_cells(table, said), strict=True)
        }
        self.addresses = {self.look[address]: address for address in book.addresses}
        numbers = [str(number) for number in range(1, MOST_NUMBERS)]
        self.numbers = {
            answer.text: int(number) for number, answer in zip(numbers, liblouis.to_cells(table, numbers), strict=True)
        }
        self.markers = {answer.text for answer in liblouis.to_cells(table, [f"{number}." for number in range(1, 100)])}

    def _translated(self, pieces: Sequence[TextBlock]) -> list[liblouis.Answer]:
        """Return the translations of pieces."""
        found: dict[tuple[str, str], liblouis.Answer] = {}
        for table in dict.fromkeys(map(self.table_of, pieces)):
            texts = [piece.text for piece in pieces if self.table_of(piece) == table]
            (low_line,) = liblouis.to_cells(table, ["_"])
            # A table without a low line has hyphens in the place of a gap to fill in
            written = [text.replace("_", "-") for text in texts] if low_line.unknown else texts
            found |= {
                (table, text): answer for text, answer in zip(texts, liblouis.to_cells(table, written), strict=True)
            }
        return [found[self.table_of(piece), piece.text] for piece in pieces]

    def table_of(self, piece: TextBlock) -> str:
        return UNCONTRACTED if piece.language == ENGLISH != self.book.language else self.table

    def problems(self, pages: Sequence[Sequence[str]], width: int) -> Iterator[Problem]:
        """Yield the problems of the text on the pages; their first lines are headers."""
        lines = [
            Line(line, number, place == len(page))
            for number, page in enumerate(pages, 1)
            for place, line in enumerate(page, 1)
            if place > 1 and line.strip(BLANK)
        ]
        yield from self._headers(pages, width)
        if self.look[self.links.text] not in {line.bare for line in lines}:  # every address is in the words
            self.expected, self.titles = self.expected[:-1], self.titles[:-1]
        contents = next((at for at, line in enumerate(lines) if line.bare == self.look[self.contents.text]), None)
        listed: dict[str, int] = {}
        if contents is None:
            yield Problem("braille/contents", "There is no list of contents.")
        else:
            listed, used = self._entries(lines[contents + 1 :])
            del lines[contents + 1 : contents + 1 + used]
        found = list(self._pieces(lines))
        yield from self._contents(listed, found)
        shown = [one.piece for one in found if one.piece.kind != "address"]
        for problem in compare(
            [TextBlock("text", piece.text) for piece in self.expected],
            [TextBlock("text", piece.text) for piece in shown],
        ):
            yield problem._replace(rule=problem.rule.replace("parity", "braille"))
        yield from self._addresses(found)
        for number, one in enumerate(found):
            if one.answer and one.piece.kind == "heading":
                yield from _heading(one, width, number == len(found) - 1)
            if one.answer:
                yield from _split(one, one.answer, width)
        yield from self._words(found)

    def _headers(self, pages: Sequence[Sequence[str]], width: int) -> Iterator[Problem]:
        """Every page has its number at the end of its first line."""
        for number, page in enumerate(pages, 1):
            first = page[0] if page else ""
            if self.numbers.get(first.rsplit(BLANK, 1)[-1]) != number or len(first) != width:
                yield Problem("braille/numbers", f"The first line of page {number} does not end in its number.")

    def _entries(self, lines: Sequence[Line]) -> tuple[dict[str, int], int]:
        """Return the page of each title in the contents, and how many lines the contents have."""
        listed: dict[str, int] = {}
        used = 0
        for title in self.titles:
            entry = re.compile(f"{re.escape(self.look[title])}{GUIDE}{{2,}}(.+)")
            for length in range(1, 6):
                match = entry.fullmatch("".join(line.bare for line in lines[used : used + length]))
                if match and match[1] in self.numbers:
                    listed[title] = self.numbers[match[1]]
                    used += length
                    break
        return listed, used

    def _contents(self, listed: dict[str, int], found: Sequence[Found]) -> Iterator[Problem]:
        """Every page of the guide is in the contents with the page on which its title is."""
        at = {
            one.piece.text: one.lines[0].page for one in found if one.piece.kind == "heading" and one.piece.level == 2
        }
        for title in self.titles:
            if listed.get(title) is None or listed[title] != at.get(title):
                yield Problem(
                    "braille/contents",
                    f"The contents say page {listed.get(title)} for “{title}”; it is on {at.get(title)}.",
                )

    def _pieces(self, lines: Sequence[Line]) -> Iterator[Found]:
        """Yield the pieces of lines: the one that the book has next, or any other of it, or one line that is none."""
        at, following = 0, 0
        while at < len(lines):
            first = lines[at].cells.strip(BLANK)
            marker, _, rest = first.partition(BLANK)
            starts = (_bare(rest), lines[at].bare) if marker in self.markers else (lines[at].bare,)
            looks = {_bare(self.answers[following].text)} if following < len(self.expected) else set()
            length, look = (
                self._longest(lines[at:], starts, looks)
                or self._longest(lines[at:], starts, self.looks)
                or self._longest(lines[at:], starts, self.addresses)
                or (1, "")
            )
            taken = tuple(lines[at : at + length])
            if look in looks or look in self.looks:
                number = following if look in looks else self.looks[look]
                yield Found(self.expected[number], taken, self.answers[number])
                following = number + 1
            elif look in self.addresses:
                yield Found(TextBlock("address", self.addresses[look]), taken)
            else:
                yield Found(TextBlock("text", liblouis.to_words(self.table, [first])[0]), taken)
            at += length

    @staticmethod
    def _longest(lines: Sequence[Line], starts: Collection[str], looks: Collection[str]) -> tuple[int, str] | None:
        """Return how many of the lines together look like one of `looks`, and like which; the most where there is a
        choice.
        """
        found = None
        for joined in starts:
            for length, line in enumerate(lines[:MOST_LINES], 1):
                joined += line.bare if length > 1 else ""
                if joined in looks and (found is None or length > found[0]):
                    found = length, joined
        return found

    def _addresses(self, found: Sequence[Found]) -> Iterator[Problem]:
        """A web address behind words is in full in the list at the end."""
        listed = {one.piece.text for one in found if one.piece.kind == "address"}
        said = " ".join(piece.text for piece in self.expected)
        for address in sorted(self.book.addresses - listed):
            if address.split("//", 1)[-1].rstrip("/") not in said:
                yield Problem("braille/missing", f"The address {address} is not there.")

    def _words(self, found: Sequence[Found]) -> Iterator[Problem]:
        """Translate the lines back, and count the words that are those of the book."""
        own = [(one, one.answer) for one in found if one.answer and self.table_of(one.piece) == self.table]
        right, every = round_trip(self.table, [one.piece.text for one, _ in own], [_undone(*each) for each in own])
        self.share = right / every if every else 0.0
        if self.share < LEAST:
            yield Problem("braille/words", f"Of {every} words {right} come back from the cells by {self.table}.")


def _bare(cells: str) -> str:
    return cells.replace(BLANK, "")


def _undone(one: Found, answer: liblouis.Answer) -> str:
    """Return the lines of a piece as one, where they are as in the translation: without the number of an item."""
    joined = BLANK.join(line.cells.strip(BLANK) for line in one.lines)
    extra = len(_bare(joined)) - len(_bare(answer.text))
    return joined.split(BLANK, 1)[1] if extra else joined


def _heading(one: Found, width: int, at_end: bool) -> Iterator[Problem]:
    """A heading is in its place, and not at the foot of a page."""
    first = one.lines[0].cells
    indent = len(first) - len(first.lstrip(BLANK))
    place = PLACES.get(one.piece.level, DEEPEST)
    wanted = (width - len(first.strip(BLANK))) // 2 if place is None else place
    if indent != wanted:
        yield Problem(
            "braille/headings", f"The heading “{one.piece.text}” starts in cell {indent + 1}, not in {wanted + 1}."
        )
    if one.lines[-1].last and not at_end:
        yield Problem(
            "braille/headings", f"The heading “{one.piece.text}” is alone at the foot of page {one.lines[-1].page}."
        )


def _split(one: Found, answer: liblouis.Answer, width: int) -> Iterator[Problem]:
    """A number in groups, an email or a web address is on one line where it fits on one."""
    cells, places = answer.text, answer.places
    ends, total = [], 0
    marked = sum(len(line.bare) for line in one.lines) - len(_bare(cells))
    for line in one.lines:
        total += len(line.bare)
        ends.append(total - marked)
    rest = one.lines[-1].cells
    room = width - (len(rest) - len(rest.lstrip(BLANK)))
    for match in WHOLE.finditer(one.piece.text):
        end = places[match.end()] if match.end() < len(places) else len(cells)
        start, stop = cells.rfind(BLANK, 0, places[match.start()]) + 1, cells.find(BLANK, end)
        stop = len(cells) if stop < 0 else stop
        bare = [len(_bare(cells[:at])) for at in (start, stop)]
        if stop - start <= room and any(bare[0] < at < bare[1] for at in ends[:-1]):
            yield Problem("braille/split", f"“{match[0]}” is split over two lines, on page {one.lines[0].page}.")
