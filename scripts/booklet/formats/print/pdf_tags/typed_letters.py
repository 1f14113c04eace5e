"""The font of the letters that people type into the fields of a PDF: the file brings it, so that readers show them all.

Which letters they are is decided here, and so which languages have fields: those whose words the font can write.

Without a font in the file, a reader takes what its machine has. PDFium, the reader inside Chrome and Edge, then leaves
out what is not in Windows-1252: all of Cyrillic and ā, ğ or ș in the library itself; inside Chromium 156 it squeezes
them into the letters of another font. With this font, PDFium 159 and Chromium 156 (typed at the keyboard, on a machine
with other fonts and on one without), pdf.js 6.5 (the reader inside Firefox: on the screen, printed and saved) and
Poppler 22.12 show every letter.

Three languages have no fields, as no font helps:

- Arabic: PDFium does not join the letters.
- Malayalam: PDFium and, on paper, pdf.js put the vowel signs in wrong places and do not join the letters.
- Chinese: the 6,763 signs of GB 2312 alone would make the file 1.5 MB large, and PDFium leaves out, without a word, what
  the font lacks: among it signs that children are called by, such as 玥.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from functools import lru_cache

import pydyf
from fontTools import subset

from booklet.formats import fonts

FAMILY = "Noto Sans"
# Latin with the letters of every European language, Cyrillic with those of Bulgarian, Russian and Ukrainian, signs
LETTERS = frozenset(
    chr(code)
    for first, last in (
        (0x20, 0x7E),
        (0xA0, 0x17F),
        (0x218, 0x21B),
        (0x400, 0x45F),
        (0x490, 0x491),
        (0x2010, 0x2026),
        (0x20AC, 0x20AC),
        (0x2116, 0x2116),
    )
    for code in range(first, last + 1)
)
SUBSET = "FIELDS+"  # six capitals before the name of a font that is not whole (ISO 32000-1, 9.6.4)
SYMBOLIC = 1 << 2  # as all fonts that are used by the numbers of their glyphs (ISO 32000-1, 9.8.2)
MOST_PAIRS = 100  # in one block of a CMap (ISO 32000-1, 9.10.3)


def shows(text: str) -> bool:
    """Say whether readers show every letter of a text when people type it into a field."""
    return all(letter in LETTERS for letter in text if letter.isalpha())


def add_font(pdf: pydyf.PDF) -> pydyf.Dictionary:
    """Add the font to a file, and return it: a composite font (ISO 32000-1, 9.7), as a simple one has at most 256
    letters. Raises BookletError if the font is not installed.
    """
    cut = _cut()
    program = pydyf.Stream([cut.program], {"Length1": len(cut.program)}, compress=True)
    meanings = pydyf.Stream([_meanings(cut.glyphs).encode("ascii")], compress=True)
    for stream in (program, meanings):
        pdf.add_object(stream)
    name = f"/{SUBSET}{FAMILY.replace(' ', '')}"
    descriptor = pydyf.Dictionary(
        {
            "Type": "/FontDescriptor",
            "FontName": name,
            "Flags": SYMBOLIC,
            "FontBBox": pydyf.Array(cut.box),
            "ItalicAngle": 0,
            "Ascent": cut.ascent,
            "Descent": cut.descent,
            "CapHeight": cut.capitals,
            "StemV": 80,
            "FontFile2": program.reference,
        }
    )
    pdf.add_object(descriptor)
    descendant = pydyf.Dictionary(
        {
            "Type": "/Font",
            "Subtype": "/CIDFontType2",
            "BaseFont": name,
            "CIDSystemInfo": pydyf.Dictionary(
                {"Registry": pydyf.String("Adobe"), "Ordering": pydyf.String("Identity"), "Supplement": 0}
            ),
            "CIDToGIDMap": "/Identity",
            "FontDescriptor": descriptor.reference,
            "W": pydyf.Array([0, pydyf.Array(cut.widths)]),
        }
    )
    pdf.add_object(descendant)
    font = pydyf.Dictionary(
        {
            "Type": "/Font",
            "Subtype": "/Type0",
            "BaseFont": name,
            "Encoding": "/Identity-H",
            "DescendantFonts": pydyf.Array([descendant.reference]),
            "ToUnicode": meanings.reference,
        }
    )
    pdf.add_object(font)
    return font


@dataclass(frozen=True)
class _Cut:
    """The font cut down to the letters: its program, the number of the glyph of each letter, and its measures in
    thousandths of the size of the letters, `widths` being those of all glyphs in order.
    """

    program: bytes
    glyphs: dict[str, int]
    widths: tuple[int, ...]
    box: tuple[int, ...]
    ascent: int
    descent: int
    capitals: int


@lru_cache
def _cut() -> _Cut:
    options = subset.Options(layout_features=[], hinting=False, notdef_outline=True, recalc_timestamp=False)
    options.drop_tables += ["GDEF", "GPOS", "GSUB", "STAT", "gasp"]
    font = subset.load_font(fonts.files([FAMILY])[0], options)
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=map(ord, LETTERS))
    cutter.subset(font)
    program = io.BytesIO()
    font.save(program)
    head, lines = font["head"], font["hhea"]

    def thousandths(units: float) -> int:
        return round(units * 1000 / head.unitsPerEm)

    return _Cut(
        program.getvalue(),
        {chr(code): font.getGlyphID(glyph) for code, glyph in sorted(font.getBestCmap().items())},
        tuple(thousandths(font["hmtx"][glyph][0]) for glyph in font.getGlyphOrder()),
        tuple(map(thousandths, (head.xMin, head.yMin, head.xMax, head.yMax))),
        thousandths(lines.ascent),
        thousandths(lines.descent),
        thousandths(font["OS/2"].sCapHeight),
    )


def _meanings(glyphs: dict[str, int]) -> str:
    """Return the CMap that says which letter each glyph stands for (ISO 32000-1, 9.10.3): readers look up in it which
    glyph a typed letter has.
    """
    pairs = [f"<{glyph:04X}> <{ord(letter):04X}>" for letter, glyph in glyphs.items()]
    blocks = [pairs[first : first + MOST_PAIRS] for first in range(0, len(pairs), MOST_PAIRS)]
    listed = "\n".join(f"{len(block)} beginbfchar\n" + "\n".join(block) + "\nendbfchar" for block in blocks)
    return f"""/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def
/CMapName /Adobe-Identity-UCS def
/CMapType 2 def
1 begincodespacerange
<0000> <FFFF>
endcodespacerange
{listed}
endcmap
CMapName currentdict /CMap defineresource pop
end
end"""
