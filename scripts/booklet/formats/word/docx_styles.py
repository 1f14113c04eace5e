"""Writes the styles of a Word document (ECMA-376, part 1, 17.7)."""

from __future__ import annotations

from collections.abc import Sequence
from xml.sax.saxutils import quoteattr

from booklet.formats.word.details import Details
from booklet.formats.word.styles import Style

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


# The sides of a frame, the width of its lines in eighths of a point, their distance from the words in points (at most
# 31)
COVER_LABELS = {
    "bar": (("left",), 24, 10),
    "box": (("top", "left", "bottom", "right"), 8, 6),
    "rule": (("bottom",), 8, 31),
}
# Word knows its own styles by names of these
OWN_NAMES = {"TOC 1": "toc 1", "Footer": "footer", **{f"Heading {level}": f"heading {level}" for level in range(1, 7)}}


def identity(name: str) -> str:
    """Return the id that pandoc gives to a style of this name."""
    return name.replace(" ", "")


def styles(details: Details, used: Sequence[Style]) -> bytes:
    """Return word/styles.xml with the styles that a document uses, for its families, its size and its language."""
    tag = quoteattr(details.language)
    fonts = (
        f"<w:rFonts w:ascii={quoteattr(details.latin)} w:hAnsi={quoteattr(details.latin)}"
        f" w:eastAsia={quoteattr(details.asian)} w:cs={quoteattr(details.complex)}/>"
    )
    defaults = (
        f"<w:docDefaults><w:rPrDefault><w:rPr>{fonts}{_size(details.size)}"
        f"<w:lang w:val={tag} w:eastAsia={tag} w:bidi={tag}/></w:rPr></w:rPrDefault>"
        f'<w:pPrDefault><w:pPr><w:spacing w:line="{round(240 * details.line)}" w:lineRule="auto"/></w:pPr></w:pPrDefault></w:docDefaults>'
    )
    paragraphs = "".join(_paragraph(style, details) for style in used)
    others = (
        '<w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont"><w:name w:val="Default Paragraph Font"/></w:style>'
        '<w:style w:type="character" w:styleId="Hyperlink"><w:name w:val="Hyperlink"/><w:basedOn w:val="DefaultParagraphFont"/>'
        f'<w:rPr><w:color w:val="{details.link}"/><w:u w:val="single"/></w:rPr></w:style>'
        '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/><w:tblPr><w:tblInd w:w="0" w:type="dxa"/>'
        '<w:tblCellMar><w:top w:w="0" w:type="dxa"/><w:left w:w="108" w:type="dxa"/><w:bottom w:w="0" w:type="dxa"/>'
        '<w:right w:w="108" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>'
        '<w:style w:type="numbering" w:default="1" w:styleId="NoList"><w:name w:val="No List"/></w:style>'
    )
    return (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<w:styles xmlns:w="{W}">{defaults}{paragraphs}{others}</w:styles>'
    ).encode()


def _size(points: float) -> str:
    """Return a size for letters of every kind, in half points."""
    halves = round(points * 2)
    return f'<w:sz w:val="{halves}"/><w:szCs w:val="{halves}"/>'


def _frame(style: Style, details: Details) -> str:
    """Return the lines around a paragraph."""
    if not style.frame:
        return ""
    sides, width, space = COVER_LABELS[style.frame]
    lines = (
        f'<w:{side} w:val="single" w:sz="{width}" w:space="{space}" w:color="{details.heading}"/>' for side in sides
    )
    return f"<w:pBdr>{''.join(lines)}</w:pBdr>"


def _paragraph(style: Style, details: Details) -> str:
    """Return one style, with its properties in the order of the schema (CT_PPrBase, CT_RPr)."""
    key = identity(style.name)
    about = (
        f'<w:name w:val="{OWN_NAMES.get(style.name, style.name)}"/>'
        + ("" if style.name == "Normal" else '<w:basedOn w:val="Normal"/>')
        + ('<w:next w:val="BodyText"/>' if style.outline else "")
        + "<w:qFormat/>"
    )
    paragraph = (
        ("<w:keepNext/>" if style.keep else "")
        + ("<w:keepLines/>" if style.outline or style.frame else "")
        + ("<w:pageBreakBefore/>" if style.page else "")
        + _frame(style, details)
        + f'<w:spacing w:before="{round(style.before * 20)}" w:after="{round(style.after * 20)}"/>'
        + (f'<w:ind w:left="{round(style.indent * 20)}"/>' if style.indent else "")
        + (f'<w:outlineLvl w:val="{style.outline - 1}"/>' if style.outline else "")
    )
    run = (
        ("<w:b/><w:bCs/>" if style.bold else "")
        + (f'<w:color w:val="{details.heading}"/>' if style.coloured else "")
        + (_size(details.size * style.size) if style.size != 1 else "")
    )
    default = ' w:default="1"' if style.name == "Normal" else ""
    return (
        f'<w:style w:type="paragraph"{default} w:styleId="{key}">{about}<w:pPr>{paragraph}</w:pPr>'
        + (f"<w:rPr>{run}</w:rPr>" if run else "")
        + "</w:style>"
    )
