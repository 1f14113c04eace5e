"""Writes pages of braille as PEF, the Portable Embosser Format: XML with Unicode cells.

Source: PEF 2008-1, the public specification of the Portable Embosser Format.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from lxml import etree

PEF = "http://www.daisy.org/ns/2008/pef"
DC = "http://purl.org/dc/elements/1.1/"
MEDIA_TYPE = "application/x-pef+xml"


@dataclass(frozen=True)
class Details:
    """What the file says about itself. `language` is a BCP 47 tag, `day` an ISO date, `address` names the book."""

    title: str
    language: str
    creator: str
    day: str
    address: str


def encode(pages: Sequence[Sequence[str]], cells: int, lines: int, details: Details) -> bytes:
    """Return pages as a PEF file, for paper printed on both sides. Same pages and details, same bytes.

    A page is a sequence of lines, a line a string of Unicode braille (U+2800 to U+28FF), an empty one a blank line.
    `cells` is how many of them a line may hold, `lines` how many lines a page.
    """
    root = etree.Element(f"{{{PEF}}}pef", version="2008-1", nsmap={None: PEF})
    meta = etree.SubElement(etree.SubElement(root, f"{{{PEF}}}head"), f"{{{PEF}}}meta", nsmap={"dc": DC})
    described = {
        "format": MEDIA_TYPE,
        "identifier": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, f'{details.address}-braille')}",
        "title": details.title,
        "creator": details.creator,
        "language": details.language,
        "date": details.day,
    }
    for name, value in described.items():
        etree.SubElement(meta, f"{{{DC}}}{name}").text = value
    volume = etree.SubElement(
        etree.SubElement(root, f"{{{PEF}}}body"),
        f"{{{PEF}}}volume",
        cols=str(cells),
        rows=str(lines),
        rowgap="0",
        duplex="true",
    )
    section = etree.SubElement(volume, f"{{{PEF}}}section")
    for page in pages:
        sheet = etree.SubElement(section, f"{{{PEF}}}page")
        for line in page:
            etree.SubElement(sheet, f"{{{PEF}}}row").text = line or None
    etree.indent(root, space=" ")
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8") + b"\n"
