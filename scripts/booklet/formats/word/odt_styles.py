"""Writes the styles of an OpenDocument text (OpenDocument 1.3, part 3, 16)."""

from __future__ import annotations

import re
from xml.sax.saxutils import escape, quoteattr

from booklet.formats.word.details import INSTALLED, Details
from booklet.formats.word.styles import STYLES, Style

NAMES = {
    "office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
    "style": "urn:oasis:names:tc:opendocument:xmlns:style:1.0",
    "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
    "draw": "urn:oasis:names:tc:opendocument:xmlns:drawing:1.0",
    "fo": "urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0",
    "svg": "urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0",
}
# What pandoc calls some styles of the table
OWN_NAMES = {
    "Normal": "Standard",
    "Body Text": "Text body",
    "First Paragraph": "First paragraph",
    "Definition Term": "Definition Term Tight",
    "Definition": "Definition Definition Tight",
}
WRITING = {"ltr": "lr-tb", "rtl": "rl-tb"}
SIDES = {"ltr": "left", "rtl": "right"}


def encoded(name: str) -> str:
    """Return the name of a style as XML has it (a name has no space)."""
    return name.replace(" ", "_20_")


def language_attributes(tag: str) -> dict[str, str]:
    """Return a language for letters of every kind: attribute name with its prefix → value (19.855, 20.281)."""
    language, *rest = tag.split("-")
    country = next((part for part in rest if re.fullmatch("[A-Z]{2}", part)), "none")
    script = next((part for part in rest if re.fullmatch("[A-Z][a-z]{3}", part)), "")
    found: dict[str, str] = {}
    for kind, prefix in (("", "fo"), ("-asian", "style"), ("-complex", "style")):
        found |= {f"{prefix}:language{kind}": language, f"{prefix}:country{kind}": country}
        if script:
            found[f"{prefix}:script{kind}"] = script
    return found


def _attributes(values: dict[str, str]) -> str:
    return "".join(f" {name}={quoteattr(value)}" for name, value in values.items())


def _font(family: str) -> str:
    return f"'{family}', {INSTALLED.get(family, 'Arial')}, sans-serif"


def styles(details: Details) -> bytes:
    """Return styles.xml for the families, the size, the language and the direction of a document."""
    names = "".join(f' xmlns:{prefix}="{address}"' for prefix, address in NAMES.items())
    faces = "".join(
        f"<style:font-face style:name={quoteattr(family)} svg:font-family={quoteattr(_font(family))}/>"
        for family in details.families
    )
    default = (
        f'<style:default-style style:family="paragraph"><style:paragraph-properties style:writing-mode="{WRITING[details.direction]}"'
        f' fo:line-height="{details.line:.0%}" fo:text-align="start"/><style:text-properties style:font-name={quoteattr(details.latin)}'
        f" style:font-name-asian={quoteattr(details.asian)} style:font-name-complex={quoteattr(details.complex)}"
        f"{_size(details.size)}{_attributes(language_attributes(details.language))}/></style:default-style>"
    )
    paragraphs = "".join(_paragraph(style, details) for style in STYLES)
    others = (
        '<style:style style:name="Bullet_20_Symbols" style:family="text"/><style:style style:name="Numbering_20_Symbols" style:family="text"/>'
        '<style:style style:name="Internet_20_link" style:family="text"><style:text-properties'
        f' fo:color="#{details.link}" style:text-underline-style="solid" style:text-underline-width="auto" style:text-underline-color="font-color"/>'
        '</style:style><style:style style:name="Formula" style:family="graphic"/>'
    )
    outline = "".join(f'<text:outline-level-style text:level="{level}" style:num-format=""/>' for level in range(1, 7))
    layout = (
        '<style:page-layout style:name="A4"><style:page-layout-properties fo:page-width="210mm" fo:page-height="297mm"'
        ' style:print-orientation="portrait" fo:margin-top="20mm" fo:margin-bottom="15mm" fo:margin-left="20mm" fo:margin-right="20mm"'
        f' style:writing-mode="{WRITING[details.direction]}"/><style:header-style/><style:footer-style><style:header-footer-properties'
        ' fo:min-height="8mm" fo:margin-top="5mm"/></style:footer-style></style:page-layout>'
    )
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<office:document-styles{names} office:version="1.3"><office:font-face-decls>{faces}'
        f'</office:font-face-decls><office:styles>{default}{paragraphs}{others}<text:outline-style style:name="Outline">{outline}'
        f"</text:outline-style></office:styles><office:automatic-styles>{layout}</office:automatic-styles><office:master-styles>"
        f'<style:master-page style:name="Standard" style:page-layout-name="A4"><style:footer>{_foot(details)}</style:footer></style:master-page>'
        "</office:master-styles></office:document-styles>"
    ).encode()


def _size(points: float) -> str:
    return f' fo:font-size="{points:g}pt" style:font-size-asian="{points:g}pt" style:font-size-complex="{points:g}pt"'


def _frame(style: Style, details: Details) -> str:
    line, side = f"pt solid #{details.heading}", SIDES[details.direction]
    return {
        "": "",
        "bar": f' fo:border-{side}="3{line}" fo:padding-{side}="10pt"',
        "box": f' fo:border="1{line}" fo:padding="6pt"',
        "rule": f' fo:border-bottom="1{line}" fo:padding-bottom="31pt"',
    }[style.frame]


def _paragraph(style: Style, details: Details) -> str:
    """Return one style of the table."""
    name = OWN_NAMES.get(style.name, style.name)
    parent = "" if name == "Standard" else ' style:parent-style-name="Standard"'
    level = f' style:default-outline-level="{style.outline}"' if style.outline else ""
    paragraph = (
        f' fo:margin-top="{style.before:g}pt" fo:margin-bottom="{style.after:g}pt"'
        + (f' fo:margin-{SIDES[details.direction]}="{style.indent:g}pt"' if style.indent else "")
        + (' fo:keep-with-next="always"' if style.keep else "")
        + (' fo:keep-together="always"' if style.outline or style.frame else "")
        + (' fo:break-before="page"' if style.page else "")
        + _frame(style, details)
    )
    run = (
        (' fo:font-weight="bold" style:font-weight-asian="bold" style:font-weight-complex="bold"' if style.bold else "")
        + (f' fo:color="#{details.heading}"' if style.coloured else "")
        + (_size(round(details.size * style.size, 1)) if style.size != 1 else "")
    )
    return (
        f'<style:style style:name="{encoded(name)}" style:display-name="{name}" style:family="paragraph"{parent}{level}>'
        f"<style:paragraph-properties{paragraph}/>"
        + (f"<style:text-properties{run}/>" if run else "")
        + "</style:style>"
    )


def _foot(details: Details) -> str:
    """Return the foot of a page: “Page 1 of 12”."""
    fields = {
        "{page}": '<text:page-number text:select-page="current">1</text:page-number>',
        "{pages}": "<text:page-count>1</text:page-count>",
    }
    parts = "".join(fields.get(part) or escape(part) for part in re.split(r"(\{pages?\})", details.page_of))
    return f'<text:p text:style-name="Footer">{parts}</text:p>'
