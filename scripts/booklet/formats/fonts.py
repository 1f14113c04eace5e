"""The fonts of the paper formats: which files they are, and a font configuration that knows no others."""

from __future__ import annotations

import os
import tempfile
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from booklet.errors import BookletError
from booklet.project import ROOT

if TYPE_CHECKING:
    from weasyprint.document import Document
    from weasyprint.text.fonts import FontConfiguration

PACKAGES = ROOT / "node_modules" / "@expo-google-fonts"
DEBIAN = Path("/usr/share/fonts/truetype/noto")

# Every family the project may embed, with its files: all under the SIL Open Font Licence 1.1, which allows embedding.
# Noto Naskh Arabic is the older release of Debian: the words of the newer one cannot be read back from a PDF.
FAMILIES: dict[str, tuple[Path, ...]] = {
    "Atkinson Hyperlegible Next": tuple(
        PACKAGES / "atkinson-hyperlegible-next" / weight / f"AtkinsonHyperlegibleNext_{weight}.ttf"
        for weight in ("400Regular", "600SemiBold", "700Bold")
    ),
    "Noto Sans": tuple(
        PACKAGES / "noto-sans" / weight / f"NotoSans_{weight}.ttf" for weight in ("400Regular", "700Bold")
    ),
    "Noto Naskh Arabic": tuple(DEBIAN / f"NotoNaskhArabic-{weight}.ttf" for weight in ("Regular", "Bold")),
    "Noto Sans Malayalam": tuple(
        PACKAGES / "noto-sans-malayalam" / weight / f"NotoSansMalayalam_{weight}.ttf"
        for weight in ("400Regular", "700Bold")
    ),
    "Noto Sans SC": tuple(
        PACKAGES / "noto-sans-sc" / weight / f"NotoSansSC_{weight}.ttf" for weight in ("400Regular", "700Bold")
    ),
}

# The environment belongs to the process: only one configuration is read at a time.
_READING_ENVIRONMENT = threading.Lock()

FONTCONFIG = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig>
<dir>{fonts}</dir>
<cachedir>{cache}</cachedir>
<config><rescan><int>0</int></rescan></config>
{numerals}
</fontconfig>
"""

# Its zero has a stroke, with which a phone number or a date looks like a code, and the font has no other: the next
# family of the book draws the digits
STROKED_ZERO = "Atkinson Hyperlegible Next"
NUMERALS = f"""<match target="scan">
<test name="family"><string>{STROKED_ZERO}</string></test>
<edit name="charset" mode="assign"><minus><name>charset</name>
<charset><range><int>0x30</int><int>0x39</int></range></charset></minus></edit>
</match>"""


class NoGlyphError(BookletError):
    """A print has a character that no font of its language can draw."""


@dataclass(frozen=True)
class MissingGlyph:
    """A character that no family of the book can draw, and some of the words around it."""

    character: str
    words: str

    def __str__(self) -> str:
        where = f", in “{self.words}”" if self.words else ""
        return f"“{self.character}” (U+{ord(self.character):04X}){where}"


def files(families: Iterable[str]) -> list[Path]:
    """Return the font files of the named families, in order.

    Raises BookletError for a family that the project does not have, or a file that is not there.
    """
    found: list[Path] = []
    for family in families:
        if family not in FAMILIES:
            raise BookletError(
                f"There is no font family “{family}” in the project.",
                f"Use one of: {', '.join(FAMILIES)}.",
                "locales/languages.yml",
            )
        found += FAMILIES[family]
    for path in found:
        if not path.is_file():
            raise BookletError("This font is not installed.", "Run scripts/build.py, which installs the fonts.", path)
    return found


def of_system() -> list[Path]:
    """Return the font files that a package of the system brings, in order: no lock file says which they are."""
    return [path for paths in FAMILIES.values() for path in paths if not path.is_relative_to(PACKAGES)]


@contextmanager
def configuration(families: Iterable[str]) -> Iterator[FontConfiguration]:
    """Give a font configuration with the files of `families` and nothing else: no font of the system.

    It works only inside the `with` block: render and write the document there. Digits have a plain zero where one of
    the families has it.
    Raises BookletError as `files` does.
    """
    families = tuple(families)
    with tempfile.TemporaryDirectory(prefix="booklet-fonts-") as folder:
        fonts = Path(folder, "fonts")
        fonts.mkdir()
        for path in files(families):
            (fonts / path.name).symlink_to(path)
        config = Path(folder, "fonts.conf")
        config.write_text(
            FONTCONFIG.format(
                fonts=escape(str(fonts)),
                cache=escape(str(Path(folder, "cache"))),
                numerals=NUMERALS if set(families) - {STROKED_ZERO} else "",
            ),
            encoding="utf-8",
        )
        yield _configuration_from(config)


def _configuration_from(config: Path) -> FontConfiguration:
    """Return a font configuration read from a fontconfig file. Fontconfig takes its name from the environment only."""
    # Loaded here: who only asks which font files there are needs no layout
    from weasyprint.text.fonts import FontConfiguration

    with _READING_ENVIRONMENT:
        before = os.environ.get("FONTCONFIG_FILE")
        os.environ["FONTCONFIG_FILE"] = str(config)
        try:
            return FontConfiguration()
        finally:
            if before is None:
                del os.environ["FONTCONFIG_FILE"]
            else:
                os.environ["FONTCONFIG_FILE"] = before


def missing_glyphs(document: Document, text: str) -> list[MissingGlyph]:
    """Return the characters that a painted document could not draw, in order of code point.

    `text` is the document's text, in which the words around each are looked up.
    """
    characters = {chr(code) for font in document.fonts.values() for code in font.missing}
    return [MissingGlyph(character, _words_around(character, text)) for character in sorted(characters)]


def _words_around(character: str, text: str) -> str:
    at = text.find(character)
    return "" if at < 0 else " ".join(text[max(0, at - 30) : at + 30].split())
