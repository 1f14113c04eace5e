"""Reads the two forms of a braille file back, each by its own rules, as pages of lines of Unicode cells."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from booklet.findings import Problem

BLANK = "\u2800"
# North American ASCII braille: the sign for each cell from U+2800 to U+283F
SIGNS = " A1B'K2L@CIF/MSP\"E3H9O6R^DJG>NTQ,*5<-U8V.%[$+X!&;:4\\0Z7(_?W]#Y)="
CELL = {sign: chr(0x2800 + number) for number, sign in enumerate(SIGNS)}
PEF, DC = "http://www.daisy.org/ns/2008/pef", "http://purl.org/dc/elements/1.1/"
NAMES = {"p": PEF, "d": DC}
# What the details of a PEF file must say (PEF 2008-1), and what this project also wants
DETAILS = ("format", "identifier", "title", "language", "date")
Pages = list[list[str]]


class NotReadableError(Exception):
    """A file is not what its name says."""


@dataclass(frozen=True)
class Pef:
    """A PEF file: its pages, how many cells a line and lines a page may have, its details by name, its namespaces."""

    pages: Pages
    cols: int
    rows: int
    duplex: str
    details: dict[str, str]
    namespaces: frozenset[str]


def read_brf(data: bytes) -> Pages:
    """Return the pages of a BRF file. Raises NotReadableError for anything but ASCII braille."""
    try:
        text = data.decode("ascii")
        pages = text.split("\f")
        lines = [page.split("\r\n") for page in pages]
        return [["".join(CELL[sign] for sign in line) for line in page[:-1] or page] for page in lines[:-1] or lines]
    except UnicodeDecodeError as error:
        raise NotReadableError(f"it is not ASCII: {error}") from error
    except KeyError as error:
        raise NotReadableError(f"{error} is no sign of ASCII braille") from error


def brf_ends(data: bytes) -> Iterator[Problem]:
    """Every line ends in CR LF, and every page in a form feed."""
    if data.count(b"\n") != data.count(b"\r\n") or data.count(b"\r") != data.count(b"\r\n"):
        yield Problem("braille/lines", "A line does not end in CR LF.")
    if not data.endswith(b"\r\n\f") or data.count(b"\f") != data.count(b"\r\n\f"):
        yield Problem("braille/lines", "A page does not end in CR LF and a form feed.")


def read_pef(data: bytes) -> Pef:
    """Return a PEF file. Raises NotReadableError where it has not the structure of PEF 2008-1."""
    try:
        root = etree.fromstring(data)
        volumes = root.findall("p:body/p:volume", NAMES)
        meta = root.find("p:head/p:meta", NAMES)
        if root.tag != f"{{{PEF}}}pef" or root.get("version") != "2008-1" or len(volumes) != 1 or meta is None:
            raise NotReadableError("it has not one volume and details in PEF 2008-1")
        pages = volumes[0].findall("p:section/p:page", NAMES)
        known = {
            *root,
            *root.iterfind("p:head/p:meta", NAMES),
            *meta,
            *volumes,
            *volumes[0],
            *pages,
            *(row for page in pages for row in page.findall("p:row", NAMES)),
        }
        if strange := [element for element in root.iterdescendants() if element not in known]:
            raise NotReadableError(f"{strange[0].tag} has no place in it")
        return Pef(
            [[row.text or "" for row in page] for page in pages],
            int(volumes[0].get("cols")),
            int(volumes[0].get("rows")),
            volumes[0].get("duplex", ""),
            {etree.QName(one).localname: (one.text or "").strip() for one in meta},
            frozenset(uri for element in root.iter() for uri in element.nsmap.values()),
        )
    except (etree.XMLSyntaxError, TypeError, ValueError) as error:
        raise NotReadableError(error) from error
