"""Makes the pages of a braille volume: title page, note, contents, text, web addresses, and a header on each page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from booklet.book.blocks import Block, blocks_of
from booklet.book.tree import find, tree_of
from booklet.formats.braille import block_styles, layout
from booklet.formats.braille.block_styles import TranslatedBlock
from booklet.formats.braille.cells import BLANK, BREAK, table_of, translated
from booklet.formats.braille.layout import Chunk

if TYPE_CHECKING:
    from booklet.book.model import Book

# Dot 5 leads from an entry of the contents to its page (Braille Formats 2.10)
GUIDE = "⠐"
# Room for the number of any page, which has four cells at most, a blank on both sides of the dots, and two guide dots
NUMBER_ROOM = 8
MOST_PAGES = 1000
TITLE_LINES = 4  # a longer text of the title page is a paragraph
TITLE_SPACE = 3  # blank lines above the title


def pages_of(book: Book, table: str, cells: int, lines: int) -> list[list[str]]:
    """Return the pages of a book, each at most `lines` lines of at most `cells` Unicode cells.

    Raises FormatNotPossibleError for a text that the table cannot write.
    """
    tree = tree_of(book)
    found = [_described(block, book) for block in blocks_of(tree)]
    cover = [block for block in found if not block.page]
    text = [block for block in found if block.page]
    addresses = list(dict.fromkeys(address for block in found for address in block.links))
    if addresses:
        text += [
            Block("heading", book.label("links"), 1, language=book.language),
            *(Block("item", address, language=book.language) for address in addresses),
        ]
    front = [
        Block("heading", book.label("braille.note"), 1, language=book.language),
        *(
            Block("paragraph", sentence, language=book.language)
            for sentence in _note(book, has_diagram=find(tree, "*", "approach-path") is not None)
        ),
        Block("heading", book.label("contents"), 1, language=book.language),
    ]
    translated_blocks = _translated([*cover, *front, *text], book.language, table)
    cover_blocks, front_blocks, text_blocks = (
        translated_blocks[: len(cover)],
        translated_blocks[len(cover) : len(cover) + len(front)],
        translated_blocks[len(cover) + len(front) :],
    )
    numbers = dict(zip(range(1, MOST_PAGES), translated([(table, str(n)) for n in range(1, MOST_PAGES)]), strict=True))
    height = lines - 1  # the first line is the header
    title_pages = layout.pages(_title(cover_blocks, cells, TITLE_SPACE, 1), height)
    if len(title_pages) > 1:
        title_pages = layout.pages(_title(cover_blocks, cells, 0, 0), height)
    titles = [one.cells for one in text_blocks if _is_title(one.block)]

    def front_pages(starts: Sequence[int]) -> list[list[tuple[str, int]]]:
        entries = [Chunk(_entry(title, numbers[start], cells)) for title, start in zip(titles, starts, strict=True)]
        return layout.pages([*block_styles.chunks(front_blocks, cells), *entries], height)

    text_pages = layout.pages(block_styles.chunks(text_blocks, cells), height)
    before = len(title_pages) + len(front_pages([1] * len(titles)))
    where = {number: page for page, laid in reversed(list(enumerate(text_pages, before + 1))) for _, number in laid}
    starts = [where[number] for number, one in enumerate(text_blocks) if _is_title(one.block)]
    everything = [*title_pages, *front_pages(starts), *text_pages]
    running = cover_blocks[0].cells
    return [
        [_header(running if number > 1 else "", numbers[number], cells), *(line for line, _ in page)]
        for number, page in enumerate(everything, 1)
    ]


def _described(block: Block, book: Book) -> Block:
    """Return a picture that has words as a paragraph, and every other block as it is."""
    if block.kind != "picture":
        return block
    return replace(block, kind="paragraph", text=book.label("picture", description=block.text))


def _note(book: Book, has_diagram: bool) -> Iterator[str]:
    """Yield the sentences of the transcriber's note."""
    yield book.label("braille.unchecked")
    yield book.label("braille.pictures" if has_diagram else "braille.no_pictures")


def _translated(found: Sequence[Block], language: str, table: str) -> list[TranslatedBlock]:
    """Return blocks with their cells."""
    tables = [table_of(block.language, language, table) for block in found]
    pairs = [
        (one, text)
        for one, block in zip(tables, found, strict=True)
        for text in (block.text, block_styles.number_of(block))
    ]
    cells = translated(pairs)
    return [TranslatedBlock(block, cells[2 * place], cells[2 * place + 1]) for place, block in enumerate(found)]


def _is_title(block: Block) -> bool:
    return block.kind == "heading" and block.level == 1


def _title(blocks: Sequence[TranslatedBlock], width: int, above: int, between: int) -> Iterator[Chunk]:
    """Yield the title page: short texts centred, long ones as paragraphs; `above` and `between` are blank lines."""
    yield Chunk(("",) * above)
    for one in blocks:
        lines = layout.centred(one.cells, width)
        yield Chunk(
            lines if len(lines) <= TITLE_LINES else layout.wrapped(one.cells, width, *block_styles.PARAGRAPH),
            after=between,
        )


def _entry(title: str, number: str, width: int) -> tuple[str, ...]:
    """Return an entry of the contents: its title, guide dots, and its page at the right."""
    *lines, last = layout.wrapped(title, width - NUMBER_ROOM, 0, 2)
    dots = width - len(last) - len(number) - 2
    return (*lines, f"{last}{BLANK}{GUIDE * dots}{BLANK}{number}")


def _header(running: str, number: str, width: int) -> str:
    """Return the first line of a page: as many words of the title as fit in the middle, and the page at the right."""
    room = width - 2 * (len(number) + layout.CENTRE_MARGIN)
    words = ""
    for word in running.replace(BREAK, "").split(BLANK):
        if len(words) + len(word) + 1 > room:
            break
        words = f"{words}{BLANK}{word}".strip(BLANK)
    start = BLANK * ((width - len(words)) // 2) + words if words else ""
    return start + BLANK * (width - len(start) - len(number)) + number
