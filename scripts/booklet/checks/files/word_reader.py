"""Reads documents for a word processor, Word and OpenDocument, into one shape: what a reader of the file would meet."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from lxml import etree

from booklet.checks.files.archives import NotReadableError, read_zip

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
DOCX = {
    "w": W,
    "w14": "http://schemas.microsoft.com/office/word/2010/wordml",
    "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    "d": "http://schemas.microsoft.com/office/drawing/2017/decorative",
    "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "dc": "http://purl.org/dc/elements/1.1/",
}
ODT = {
    "office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
    "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
    "style": "urn:oasis:names:tc:opendocument:xmlns:style:1.0",
    "draw": "urn:oasis:names:tc:opendocument:xmlns:drawing:1.0",
    "fo": "urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0",
    "table": "urn:oasis:names:tc:opendocument:xmlns:table:1.0",
    "svg": "urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0",
    "xlink": "http://www.w3.org/1999/xlink",
    "l": "urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0",
    "dc": "http://purl.org/dc/elements/1.1/",
}
HEADING = re.compile(r"heading (\d)", re.IGNORECASE)


@dataclass(frozen=True)
class Picture:
    """A picture: its alternative text ("" without one), and whether it is marked as decoration."""

    words: str
    decorative: bool


@dataclass(frozen=True)
class Paragraph:
    """A paragraph: its words, its level as a heading (0: none), and whether it runs from right to left.

    `parts` are its words by language: pairs of words and tag. `style` is the name of its style, `boxes` the number of
    boxes in it that a click ticks, whose signs are no words.
    """

    text: str
    level: int
    rtl: bool
    style: str
    parts: tuple[tuple[str, str], ...] = ()
    pictures: tuple[Picture, ...] = ()
    boxes: int = 0


@dataclass(frozen=True)
class Table:
    """A table: whether it has a header row, merged cells, and columns from right to left; its title for those who do not
    see it, and the number of its cells.
    """

    header: bool
    merged: bool
    rtl: bool
    title: str = ""
    cells: int = 0


@dataclass(frozen=True)
class TextDocument:
    """A document as its readers meet it.

    `sizes` are those of letters in points and `families` their names; `marks` are names of what clear print leaves out
    ("italic", "capitals", "underline") and of alignments other than the start of the line. `columns` is the number of
    columns, `foot` the names of the fields in the foot of a page ("page", "pages"). `lost` are links inside the
    document that lead nowhere, `links` the words of all links.
    """

    title: str
    author: str
    language: str
    default_language: str
    paragraphs: tuple[Paragraph, ...]
    tables: tuple[Table, ...] = ()
    sizes: frozenset[float] = frozenset()
    families: frozenset[str] = frozenset()
    marks: frozenset[str] = frozenset()
    columns: int = 1
    foot: frozenset[str] = frozenset()
    links: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()
    unknown_styles: frozenset[str] = field(default_factory=frozenset)


def read(path: Path) -> TextDocument:
    """Read a document, by the ending of its name. Raises NotReadableError."""
    files = read_zip(path)
    try:
        return _docx(files) if path.suffix == ".docx" else _odt(files)
    except (KeyError, AttributeError, TypeError, ValueError, etree.XMLSyntaxError) as error:
        raise NotReadableError(error) from error


def _w(name: str) -> str:
    return f"{{{W}}}{name}"


def _on(element: etree._Element | None) -> bool:
    """Say whether a switch of WordprocessingML is there and not turned off."""
    return element is not None and element.get(_w("val"), "1") not in ("0", "false", "off", "none")


def _docx(files: dict[str, bytes]) -> TextDocument:
    root, styles = etree.fromstring(files["word/document.xml"]), etree.fromstring(files["word/styles.xml"])
    core = etree.fromstring(files["docProps/core.xml"])
    names = {
        style.get(_w("styleId")): style.find("w:name", DOCX).get(_w("val"))
        for style in styles.iterfind("w:style", DOCX)
    }
    default = styles.find("w:docDefaults/w:rPrDefault/w:rPr/w:lang", DOCX)
    language = default.get(_w("val"), "") if default is not None else ""
    body = root.find("w:body", DOCX)
    anchors = set(root.xpath("//w:bookmarkStart/@w:name", namespaces=DOCX))
    used = set(root.xpath("//w:pStyle/@w:val | //w:rStyle/@w:val | //w:tblStyle/@w:val", namespaces=DOCX))
    feet = [etree.fromstring(data) for name, data in files.items() if re.fullmatch(r"word/footer\d*\.xml", name)]
    codes = " ".join(
        code for foot in feet for code in foot.xpath("//w:fldSimple/@w:instr | //w:instrText/text()", namespaces=DOCX)
    )
    sections = root.xpath("//w:sectPr[w:footerReference]", namespaces=DOCX)
    return TextDocument(
        core.findtext("dc:title", "", DOCX),
        core.findtext("dc:creator", "", DOCX),
        core.findtext("dc:language", "", DOCX),
        language,
        tuple(_docx_paragraph(paragraph, names, language) for paragraph in body.iter(_w("p"))),
        tuple(_docx_table(table) for table in body.iter(_w("tbl"))),
        frozenset(int(size.get(_w("val"))) / 2 for tree in (root, styles) for size in tree.iter(_w("sz"), _w("szCs"))),
        frozenset(
            value
            for tree in (root, styles)
            for fonts in tree.iter(_w("rFonts"))
            for name, value in fonts.attrib.items()
            if name != _w("hint")
        ),
        frozenset(_docx_marks(root, styles)),
        max((int(columns.get(_w("num"), 1)) for columns in root.iter(_w("cols"))), default=1),
        frozenset({"NUMPAGES": "pages", "PAGE": "page"}[code] for code in codes.split() if code in ("PAGE", "NUMPAGES"))
        if sections
        else frozenset(),
        tuple("".join(link.itertext(_w("t"))) for link in root.iter(_w("hyperlink"))),
        tuple(name for name in root.xpath("//w:hyperlink/@w:anchor", namespaces=DOCX) if name not in anchors),
        frozenset(used - names.keys()),
    )


def _docx_paragraph(paragraph: etree._Element, names: dict[str, str], language: str) -> Paragraph:
    style = paragraph.find("w:pPr/w:pStyle", DOCX)
    name = names.get(style.get(_w("val")), style.get(_w("val"))) if style is not None else "Normal"
    heading = HEADING.fullmatch(name)
    parts = []
    boxes = paragraph.xpath(".//w:sdt[w:sdtPr/w14:checkbox]", namespaces=DOCX)
    signs = {run for box in boxes for run in box.iter(_w("r"))}
    for run in (run for run in paragraph.iter(_w("r")) if run not in signs):
        own = run.find("w:rPr/w:lang", DOCX)
        words = "".join(_docx_run(run))
        if words:
            parts.append((words, own.get(_w("val")) if own is not None else language))
    pictures = tuple(
        Picture(picture.get("descr", ""), bool(picture.xpath(".//d:decorative[@val='1']", namespaces=DOCX)))
        for picture in paragraph.iterfind(".//wp:docPr", DOCX)
    )
    return Paragraph(
        "".join(words for words, _ in parts),
        int(heading[1]) if heading else 0,
        _on(paragraph.find("w:pPr/w:bidi", DOCX)),
        name,
        tuple(parts),
        pictures,
        len(boxes),
    )


def _docx_run(run: etree._Element) -> Iterator[str]:
    for part in run:
        if part.tag == _w("t"):
            yield part.text or ""
        elif part.tag in (_w("br"), _w("tab")):
            yield " "


def _docx_table(table: etree._Element) -> Table:
    return Table(
        _on(table.find("w:tr/w:trPr/w:tblHeader", DOCX)),
        bool(table.xpath(".//w:gridSpan | .//w:vMerge", namespaces=DOCX)),
        _on(table.find("w:tblPr/w:bidiVisual", DOCX)),
        "".join(table.xpath("w:tblPr/w:tblCaption/@w:val", namespaces=DOCX)),
        len(table.findall("w:tr/w:tc", DOCX)),
    )


def _docx_marks(root: etree._Element, styles: etree._Element) -> Iterator[str]:
    for tree in (root, styles):
        for tag, mark in (
            ("i", "italic"),
            ("iCs", "italic"),
            ("caps", "capitals"),
            ("smallCaps", "capitals"),
            ("u", "underline"),
        ):
            for element in tree.iter(_w(tag)):
                style = element.getparent().getparent()
                if _on(element) and not (tag == "u" and style.get(_w("styleId")) == "Hyperlink"):
                    yield mark
        for align in tree.iter(_w("jc")):
            if align.get(_w("val")) not in ("left", "start"):
                yield f"aligned: {align.get(_w('val'))}"


def _o(prefixed: str) -> str:
    prefix, name = prefixed.split(":")
    return f"{{{ODT[prefix]}}}{name}"


def _odt(files: dict[str, bytes]) -> TextDocument:
    root, styles, meta = (etree.fromstring(files[name]) for name in ("content.xml", "styles.xml", "meta.xml"))
    known = {style.get(_o("style:name")): style for tree in (styles, root) for style in tree.iter(_o("style:style"))}
    default = styles.find(".//style:default-style[@style:family='paragraph']", ODT)
    properties = default.find("style:text-properties", ODT)
    language = _odt_language(properties) if properties is not None else ""
    paragraph_properties = default.find("style:paragraph-properties", ODT)
    rtl = paragraph_properties is not None and paragraph_properties.get(_o("style:writing-mode")) == "rl-tb"
    body = root.find("office:body/office:text", ODT)
    anchors = set(root.xpath("//text:bookmark-start/@text:name | //text:bookmark/@text:name", namespaces=ODT))
    foot = styles.xpath("//style:footer//text:page-number | //style:footer//text:page-count", namespaces=ODT)
    used = set(body.xpath(".//@text:style-name", namespaces=ODT)) - set(
        root.xpath("//text:list-style/@style:name", namespaces=ODT)
    )
    return TextDocument(
        meta.findtext(".//dc:title", "", ODT),
        meta.findtext(".//dc:creator", "", ODT),
        meta.findtext(".//dc:language", "", ODT),
        language,
        tuple(_odt_paragraph(one, known, language, rtl) for one in body.iter(_o("text:p"), _o("text:h"))),
        tuple(
            Table(
                table.find("table:table-header-rows", ODT) is not None,
                bool(table.xpath(".//table:covered-table-cell", namespaces=ODT)),
                rtl,
            )
            for table in body.iter(_o("table:table"))
        ),
        frozenset(
            float(value.removesuffix("pt"))
            for tree in (styles, root)
            for value in tree.xpath(
                "//@fo:font-size[contains(., 'pt')] | //@style:font-size-complex[contains(., 'pt')]", namespaces=ODT
            )
        ),
        frozenset(
            value
            for tree in (styles, root)
            for value in tree.xpath(
                "//@style:font-name | //@style:font-name-complex | //@style:font-name-asian", namespaces=ODT
            )
        ),
        frozenset(_odt_marks(root, styles)),
        max(
            (int(value) for tree in (styles, root) for value in tree.xpath("//@fo:column-count", namespaces=ODT)),
            default=1,
        ),
        frozenset("page" if one.tag == _o("text:page-number") else "pages" for one in foot),
        tuple("".join(link.itertext()) for link in body.iter(_o("text:a"))),
        tuple(
            target
            for link in body.iter(_o("text:a"))
            if (target := link.get(_o("xlink:href"), "")).startswith("#") and target[1:] not in anchors
        ),
        frozenset(used - known.keys()),
    )


def _odt_language(properties: etree._Element) -> str:
    parts = [properties.get(_o(f"fo:{name}"), "") for name in ("language", "script", "country")]
    return "-".join(part for part in parts if part and part != "none")


def _odt_paragraph(paragraph: etree._Element, known: dict[str, etree._Element], language: str, rtl: bool) -> Paragraph:
    name = paragraph.get(_o("text:style-name"), "")
    parts: list[tuple[str, str]] = []

    def walk(element: etree._Element, own: str) -> None:
        style = known.get(element.get(_o("text:style-name"), ""))
        if element is not paragraph and style is not None:
            found = style.find("style:text-properties", ODT)
            own = (_odt_language(found) if found is not None else "") or own
        if element.tag in (_o("text:s"), _o("text:tab"), _o("text:line-break")):
            parts.append((" " * int(element.get(_o("text:c"), 1)), own))
        if element.text:
            parts.append((element.text, own))
        for child in element:
            if child.tag != _o("draw:frame"):
                walk(child, own)
            if child.tail:
                parts.append((child.tail, own))

    walk(paragraph, language)
    mode = known[name].find("style:paragraph-properties", ODT) if name in known else None
    mode = mode.get(_o("style:writing-mode")) if mode is not None else None
    pictures = tuple(
        Picture(
            (frame.findtext("svg:desc", "", ODT) or frame.findtext("svg:title", "", ODT)),
            frame.get(_o("l:decorative")) == "true",
        )
        for frame in paragraph.iter(_o("draw:frame"))
    )
    level = int(paragraph.get(_o("text:outline-level"), 1)) if paragraph.tag == _o("text:h") else 0
    return Paragraph(
        "".join(words for words, _ in parts), level, mode == "rl-tb" if mode else rtl, name, tuple(parts), pictures
    )


def _odt_marks(root: etree._Element, styles: etree._Element) -> Iterator[str]:
    for tree in (root, styles):
        if tree.xpath("//@fo:font-style[. != 'normal'] | //@style:font-style-complex[. != 'normal']", namespaces=ODT):
            yield "italic"
        if tree.xpath("//@fo:text-transform[. = 'uppercase'] | //@fo:font-variant[. = 'small-caps']", namespaces=ODT):
            yield "capitals"
        if tree.xpath(
            "//style:style[@style:name != 'Internet_20_link']//@style:text-underline-style[. != 'none']", namespaces=ODT
        ):
            yield "underline"
        for value in tree.xpath("//style:paragraph-properties/@fo:text-align", namespaces=ODT):
            if value not in ("start", "left"):
                yield f"aligned: {value}"
