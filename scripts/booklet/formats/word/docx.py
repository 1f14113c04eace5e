"""Completes a Word document that pandoc made (ECMA-376, Office Open XML, transitional)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from xml.sax.saxutils import escape, quoteattr

from lxml import etree

from booklet.formats.word.details import INSTALLED, Details
from booklet.formats.word.docx_styles import styles
from booklet.formats.word.styles import STYLES, Style

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
WP = "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
PIC = "http://schemas.openxmlformats.org/drawingml/2006/picture"
A = "http://schemas.openxmlformats.org/drawingml/2006/main"
DECORATIVE = "http://schemas.microsoft.com/office/drawing/2017/decorative"
DECORATIVE_URI = "{C183D7F6-B498-43B3-948B-1728B52AA6E4}"
NAMES = {"w": W, "r": R, "wp": WP, "pic": PIC, "a": A}
# pandoc’s list without a sign, for the further paragraphs of an item
CONTINUED = "1000"
INDENT = 720  # twentieths of a point: a level of a list
# Twentieths of a point: A4, from its edges to its foot, and a millimetre
A4, TO_FOOT, MILLIMETRE = {"w": "11906", "h": "16838"}, "567", 56.7
FOOTER_ID = "rIdFooter"
# Parts that pandoc makes for what no book has
UNUSED = {
    "word/comments.xml",
    "docProps/custom.xml",
    "word/footnotes.xml",
    "word/_rels/footnotes.xml.rels",
    "word/webSettings.xml",
}


def w(name: str) -> str:
    return f"{{{W}}}{name}"


def postprocess(
    files: dict[str, bytes], details: Details, alternatives: list[str], styles_used: Sequence[Style] = STYLES
) -> dict[str, bytes]:
    """Return the files of a document with its look, its languages, its details and all that a screen reader needs.

    `alternatives` are the words for its pictures, in order.
    """
    kept = {name: data for name, data in files.items() if name not in UNUSED}
    kept["word/document.xml"] = _document(kept["word/document.xml"], details, alternatives)
    kept |= frame(details, styles_used)
    kept["word/numbering.xml"] = _numbering(kept["word/numbering.xml"], kept["word/document.xml"])
    kept["[Content_Types].xml"] = _content_types(kept["[Content_Types].xml"])
    kept["word/_rels/document.xml.rels"] = _relationships(kept["word/_rels/document.xml.rels"])
    kept["_rels/.rels"] = _without_unused(kept["_rels/.rels"])
    return kept


def frame(details: Details, styles_used: Sequence[Style]) -> dict[str, bytes]:
    """Return the parts of a document that hold none of its words, by their names: look, foot and details."""
    return {
        "word/styles.xml": styles(details, styles_used),
        "word/fontTable.xml": _font_table(details),
        "word/settings.xml": _settings(details),
        "word/footer1.xml": _footer(details),
        "docProps/core.xml": _core(details),
        "docProps/app.xml": _app(),
    }


def _bytes(root: etree._Element) -> bytes:
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def xml(text: str) -> bytes:
    """Return a part of a document from its root element."""
    return f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n{text}'.encode()


def _document(data: bytes, details: Details, alternatives: list[str]) -> bytes:
    root = etree.fromstring(data, etree.XMLParser(remove_blank_text=True))
    for paragraph in root.iter(w("p")):
        _fix_paragraph(paragraph, details)
    for run in root.iter(w("r")):
        _fix_run(run, details)
    for table in root.iter(w("tbl")):
        _fix_table(table, details)
    for picture, words in zip(root.iter(f"{{{WP}}}inline"), alternatives, strict=True):
        _fix_picture(picture, words)
    body = root.find("w:body", NAMES)
    old = body.find("w:sectPr", NAMES)
    if old is not None:
        body.remove(old)
    body.append(section(details))
    return _bytes(root)


def _fix_paragraph(paragraph: etree._Element, details: Details) -> None:
    """Give the paragraph its direction, and further paragraphs of a list item their place without a sign."""
    properties = paragraph.find("w:pPr", NAMES)
    if properties is None:
        properties = etree.Element(w("pPr"))
        paragraph.insert(0, properties)
    numbering = properties.find("w:numPr", NAMES)
    if numbering is not None and numbering.find("w:numId", NAMES).get(w("val")) == CONTINUED:
        level = int(numbering.find("w:ilvl", NAMES).get(w("val")))
        properties.remove(numbering)
        etree.SubElement(properties, w("ind")).set(w("left"), str(INDENT * (level + 1)))
    language = set(properties.getparent().xpath(".//w:r/w:rPr/w:lang/@w:val", namespaces=NAMES))
    whole = len(language) == 1 and not paragraph.xpath(".//w:r[w:t][not(w:rPr/w:lang)]", namespaces=NAMES)
    bidi = properties.find("w:bidi", NAMES)
    if bidi is not None:
        properties.remove(bidi)
    if details.direction == "rtl" and not whole:
        # In the order of the schema (CT_PPr): after numPr, before spacing and ind
        bidi = etree.Element(w("bidi"))
        later = next((child for child in properties if child.tag in (w("spacing"), w("ind"), w("jc"), w("rPr"))), None)
        if later is None:
            properties.append(bidi)
        else:
            later.addprevious(bidi)
    if not len(properties):
        paragraph.remove(properties)


def _fix_run(run: etree._Element, details: Details) -> None:
    """Let a run in another language say so for letters of every kind, and run in its own direction."""
    properties = run.find("w:rPr", NAMES)
    language = properties.find("w:lang", NAMES) if properties is not None else None
    if language is None:
        return
    tag = language.get(w("val"))
    for name in ("eastAsia", "bidi"):
        language.set(w(name), tag)
    rtl = properties.find("w:rtl", NAMES)
    if rtl is not None and details.direction == "rtl" and not tag.startswith(details.language):
        properties.remove(rtl)


def _fix_table(table: etree._Element, details: Details) -> None:
    """Let the columns of a table run with the words, and its first row be its head."""
    properties = table.find("w:tblPr", NAMES)
    if details.direction == "rtl" and properties.find("w:bidiVisual", NAMES) is None:
        # In the order of the schema (CT_TblPr): after the style
        style = properties.find("w:tblStyle", NAMES)
        properties.insert(0 if style is None else 1, etree.Element(w("bidiVisual")))
    row = table.find("w:tr", NAMES)
    row_properties = row.find("w:trPr", NAMES)
    if row_properties is None:
        row_properties = etree.Element(w("trPr"))
        row.insert(0, row_properties)
    if row_properties.find("w:tblHeader", NAMES) is None:
        etree.SubElement(row_properties, w("tblHeader"))


def _fix_picture(picture: etree._Element, words: str) -> None:
    """Name a picture by its words, or mark it as decoration where it has none."""
    outer = picture.find("wp:docPr", NAMES)
    inner = picture.find(".//pic:cNvPr", NAMES)
    outer.attrib.pop("title", None)
    outer.set("descr", words)
    inner.set("descr", words)
    if words:
        return
    mark = etree.SubElement(etree.SubElement(outer, f"{{{A}}}extLst"), f"{{{A}}}ext", uri=DECORATIVE_URI)
    etree.SubElement(mark, f"{{{DECORATIVE}}}decorative", nsmap={"adec": DECORATIVE}).set("val", "1")


def section(details: Details) -> etree._Element:
    """Return the layout of the pages: A4, with a foot on all but the cover."""
    section = etree.Element(w("sectPr"))
    foot = etree.SubElement(section, w("footerReference"))
    foot.set(w("type"), "default")
    foot.set(f"{{{R}}}id", FOOTER_ID)
    sides = dict.fromkeys(("top", "right", "bottom", "left"), str(round(details.margin * MILLIMETRE)))
    for name, values in {
        "pgSz": A4,
        "pgMar": {**sides, "header": TO_FOOT, "footer": TO_FOOT, "gutter": "0"},
    }.items():
        part = etree.SubElement(section, w(name))
        for key, value in values.items():
            part.set(w(key), value)
    etree.SubElement(section, w("titlePg"))
    if details.direction == "rtl":
        etree.SubElement(section, w("bidi"))
    return section


def text_width(details: Details) -> int:
    """Return how wide the text of a page is, in twentieths of a point."""
    return int(A4["w"]) - 2 * round(details.margin * MILLIMETRE)


def _footer(details: Details) -> bytes:
    """Return the foot of a page: “Page 1 of 12”."""
    rtl = details.direction == "rtl"
    run = "<w:rPr><w:rtl/></w:rPr>" if rtl else ""

    def field(code: str) -> str:
        return f'<w:fldSimple w:instr=" {code} "><w:r>{run}<w:t>1</w:t></w:r></w:fldSimple>'

    fields = {"{page}": field("PAGE"), "{pages}": field("NUMPAGES")}
    parts = "".join(
        fields.get(part) or f'<w:r>{run}<w:t xml:space="preserve">{escape(part)}</w:t></w:r>'
        for part in re.split(r"(\{pages?\})", details.page_of)
        if part
    )
    return xml(
        f'<w:ftr xmlns:w="{W}"><w:p><w:pPr><w:pStyle w:val="Footer"/>{"<w:bidi/>" if rtl else ""}</w:pPr>{parts}</w:p></w:ftr>'
    )


def _font_table(details: Details) -> bytes:
    """Return the families, each with one that most computers have in its place."""
    fonts = "".join(
        f"<w:font w:name={quoteattr(family)}><w:altName w:val={quoteattr(INSTALLED.get(family, 'Arial'))}/>"
        f'<w:family w:val="swiss"/><w:pitch w:val="variable"/></w:font>'
        for family in details.families
    )
    return xml(f'<w:fonts xmlns:w="{W}">{fonts}</w:fonts>')


def _settings(details: Details) -> bytes:
    """Return the settings: those of today’s Word (15), so that it opens the file without its mode for old ones."""
    compatible = (
        '<w:compat><w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/>'
        "</w:compat>"
    )
    tag = quoteattr(details.language)
    return xml(
        f'<w:settings xmlns:w="{W}"><w:zoom w:percent="100"/><w:defaultTabStop w:val="720"/>'
        f'<w:characterSpacingControl w:val="doNotCompress"/>{compatible}'
        f'<w:themeFontLang w:val={tag} w:eastAsia={tag} w:bidi={tag}/><w:decimalSymbol w:val="."/><w:listSeparator w:val=","/></w:settings>'
    )


def _numbering(data: bytes, document: bytes) -> bytes:
    """Return the lists that the document has, without pandoc’s ready-made ones."""
    root = etree.fromstring(data, etree.XMLParser(remove_blank_text=True))
    used = {node.get(w("val")) for node in etree.fromstring(document).iter(w("numId"))}
    for number in root.findall("w:num", NAMES):
        if number.get(w("numId")) not in used:
            root.remove(number)
    kinds = {node.get(w("val")) for node in root.iter(w("abstractNumId"))}
    for kind in root.findall("w:abstractNum", NAMES):
        if kind.get(w("abstractNumId")) not in kinds:
            root.remove(kind)
    return _bytes(root)


def _core(details: Details) -> bytes:
    """Return the properties of the document (ECMA-376, part 2, 11)."""
    moment = f"{details.modified}T00:00:00Z"
    return xml(
        '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"'
        ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{escape(details.title)}</dc:title><dc:creator>{escape(details.author)}</dc:creator>"
        f"<dc:description>{escape(details.description)}</dc:description><dc:language>{escape(details.language)}</dc:language>"
        f'<dcterms:created xsi:type="dcterms:W3CDTF">{moment}</dcterms:created>'
        f'<dcterms:modified xsi:type="dcterms:W3CDTF">{moment}</dcterms:modified></cp:coreProperties>'
    )


def _app() -> bytes:
    return xml(
        '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">'
        "<Application>SEN Support</Application></Properties>"
    )


def _unused_names(part: str) -> bool:
    return any(part.endswith(name.removeprefix("word/")) for name in UNUSED)


def _content_types(data: bytes) -> bytes:
    root = etree.fromstring(data)
    for one in list(root):
        if _unused_names(one.get("PartName", "")):
            root.remove(one)
    footer = etree.SubElement(root, f"{{{etree.QName(root).namespace}}}Override")
    footer.set("PartName", "/word/footer1.xml")
    footer.set("ContentType", "application/vnd.openxmlformats-officedocument.wordprocessingml.footer+xml")
    return _bytes(root)


def _drop_unused(root: etree._Element) -> None:
    """Take the relationships to parts that are left out away from their list."""
    for one in list(root):
        if _unused_names("/" + one.get("Target", "").lstrip("/")) and one.get("TargetMode") != "External":
            root.remove(one)


def _without_unused(data: bytes) -> bytes:
    root = etree.fromstring(data)
    _drop_unused(root)
    return _bytes(root)


def _relationships(data: bytes) -> bytes:
    root = etree.fromstring(data)
    _drop_unused(root)
    footer = etree.SubElement(root, f"{{{etree.QName(root).namespace}}}Relationship")
    for name, value in (("Id", FOOTER_ID), ("Type", f"{R}/footer"), ("Target", "footer1.xml")):
        footer.set(name, value)
    return _bytes(root)
