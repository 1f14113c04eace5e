"""Makes the book as a document for a word processor: Word (docx) and OpenDocument (odt).

pandoc makes the file from the book's HTML; what it leaves out for people who read with a screen reader, and the look,
is added in the XML. A reference document of pandoc would save little: sizes, families, colours, language and direction
come from the settings of each edition, so the same styles would have to be written into it first. python-docx has no
call for what is added here, and writes no OpenDocument; handbook/decisions.md says what it was tried for.
"""

from __future__ import annotations

import tempfile
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pypandoc
from lxml import html as lxml_html
from lxml.html import HtmlElement

from booklet.book.tree import isolate, tree_of
from booklet.errors import BookletError
from booklet.files import write_whole, zipped
from booklet.formats import rasterise
from booklet.formats.base import FileInfo, FormatSettings
from booklet.formats.word import docx, odt
from booklet.formats.word.details import Details
from booklet.formats.word.plain import BOXES, plain

if TYPE_CHECKING:
    from booklet.book.model import Book

READER = "html+native_divs+native_spans"
Postprocess = Callable[[dict[str, bytes], Details, list[str]], dict[str, bytes]]


@dataclass(frozen=True)
class Kind:
    """A kind of document: the function that completes what pandoc made, and the file that comes first in the zip.

    `isolates` says that only signs can set words apart in it that run in another direction.
    """

    postprocess: Postprocess
    first: str
    isolates: bool = False


KINDS = {
    "docx": Kind(docx.postprocess, "[Content_Types].xml"),
    # OpenDocument 1.3, part 2, 3.3. Words inside a paragraph have no direction of their own (part 3, 16.29).
    "odt": Kind(odt.postprocess, "mimetype", isolates=True),
}


def write(book: Book, settings: FormatSettings, target: Path) -> FileInfo:
    """Write the book to `target` as a document; `settings.variant` is "docx" or "odt". Same book, same bytes.

    Raises BookletError where a picture or a label is missing.
    """
    kind = KINDS[settings.variant]
    details = Details.of(book, settings)
    tree = tree_of(book)
    if kind.isolates:
        isolate(tree)
    words = plain(tree, details.contents)
    alternatives = [image.get("alt", "") for image in words.iter("img")]
    made = pandoc(words, book.folder, settings.variant)
    write_whole(zipped(in_order(kind.postprocess(made, details, alternatives), kind.first)), target)
    return FileInfo()


def pandoc(words: HtmlElement, folder: Path, to: str) -> dict[str, bytes]:
    """Return the files of a document that pandoc makes of plain HTML; its pictures are named as seen from `folder`."""
    with tempfile.TemporaryDirectory(prefix="booklet-") as place:
        _draw(words, folder, Path(place))
        source, made = Path(place, "book.html"), Path(place, f"book.{to}")
        source.write_bytes(lxml_html.tostring(words, encoding="utf-8"))
        pypandoc.convert_file(str(source), to, format=READER, outputfile=str(made), cworkdir=place)
        with zipfile.ZipFile(made) as archive:
            return {name: archive.read(name) for name in archive.namelist()}


def _draw(words: HtmlElement, folder: Path, place: Path) -> None:
    """Draw the pictures into `place`, and point every image at its file, with its size."""
    for image in words.iter("img"):
        box = image.attrib.pop("data-box", "")  # none where it is among words
        source = folder / image.get("src")
        if not source.is_file():
            raise BookletError(
                f"A picture of the book is missing: {source.name}.",
                "Look for its name in content/pictures.yml, then build again.",
            )
        name = f"{source.stem}-{box or 'small'}.png"
        (place / name).write_bytes(rasterise.png(source, BOXES[box]))
        width, height = rasterise.size(source, BOXES[box])
        image.set("src", name)
        image.set("width", f"{width}mm")
        image.set("height", f"{height}mm")


def in_order(files: dict[str, bytes], first: str) -> dict[str, bytes]:
    """Return the files of a document by their names, the one that comes first before the others."""
    return {name: files[name] for name in sorted(files, key=lambda name: (name != first, name))}
