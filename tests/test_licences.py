"""Licences: the texts are whole, and nothing is left without one."""

import re
import tomllib
from pathlib import Path

import pytest
import weasyprint
from mkdocs.theme import Theme

from booklet.formats.fonts import PACKAGES
from booklet.project import ROOT
from booklet.source.pictures import drawings_folder

FOLDER = ROOT / "LICENSES"


def text(path) -> str:
    return path.read_text(encoding="utf-8")


def test_the_program_is_under_mit():
    assert text(ROOT / "LICENSE").startswith("MIT License\n\nCopyright (c) 2026 The SEN Support contributors\n")
    assert text(FOLDER / "MIT.txt") == text(ROOT / "LICENSE")
    assert tomllib.loads(text(ROOT / "pyproject.toml"))["project"]["license"] == "MIT"


def test_the_licence_of_the_pictures_is_that_of_their_drawings():
    assert text(FOLDER / "CC-BY-SA-4.0.txt") == (drawings_folder().parent / "LICENSE").read_text(encoding="utf-8")


@pytest.mark.parametrize("package", ["atkinson-hyperlegible-next", "noto-sans", "noto-sans-malayalam", "noto-sans-sc"])
def test_the_licence_of_the_fonts_is_whole_and_names_whose_they_are(package):
    ours, theirs = text(FOLDER / "OFL-1.1.txt"), text(PACKAGES / package / "LICENSE_FONT")
    assert theirs.splitlines()[0] in ours.splitlines()
    start = "SIL OPEN FONT LICENSE Version 1.1"
    assert ours[ours.index(start) :].split() == theirs[theirs.index(start) :].split()


def test_the_licence_of_the_voice_is_that_of_its_package():
    assert text(FOLDER / "Apache-2.0.txt") == text(ROOT / "node_modules" / "kokoro-js" / "LICENSE")


def test_the_licence_of_the_icons_is_that_of_their_set():
    named = set(re.findall(r"\.icons/(\w+)/", text(ROOT / "overrides" / "partials" / "icons.html")))
    assert named == {"material"}
    theirs = text(Path(Theme(name="material").dirs[0]) / ".icons" / "material" / "LICENSE")
    assert "# Icons: Apache 2.0 (https://www.apache.org/licenses/LICENSE-2.0)" in theirs.splitlines()
    assert "Material Design Icons by the Pictogrammers" in text(FOLDER / "README.md")


def test_the_colour_profile_of_the_prints_is_the_one_that_is_named():
    """Its terms are those of that profile as it is: another one has others."""
    found = {path.name: path.read_bytes() for path in Path(weasyprint.__file__).parent.rglob("*.icc")}
    assert found.keys() == {"sRGB2014.icc"} and f"| {min(found)} of " in text(FOLDER / "README.md")
    assert b"Copyright International Color Consortium, 2015" in found["sRGB2014.icc"]


def test_every_licence_is_explained():
    readme = text(FOLDER / "README.md")
    texts = [path.name for path in FOLDER.glob("*.txt")]
    assert len(texts) == 4
    assert all(f"({name})" in readme for name in texts)


def test_publishing_needs_the_services_agreement():
    assert "**publishing the text needs its agreement**" in text(FOLDER / "README.md")
