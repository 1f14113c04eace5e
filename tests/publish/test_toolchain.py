"""What comes from the machine: a digest that sees each of its parts change."""

from __future__ import annotations

import subprocess
import sys

import pytest

from booklet.external import liblouis
from booklet.formats import fonts
from booklet.project import Project
from booklet.publish import toolchain
from booklet.publish.toolchain import system_digest
from tests.helpers import environment


def test_the_same_machine_gives_the_same_digest():
    assert system_digest() == system_digest()


@pytest.mark.parametrize(
    ("module", "name", "value"),
    [
        (toolchain.sys, "version", "3.99.0"),
        (liblouis, "installed_version", lambda: "3.99.0"),
        (liblouis, "installed_version", lambda: None),
        (toolchain, "_harfbuzz_version", lambda: "99.0"),
        (toolchain, "_pango_version", lambda: "19900"),
    ],
)
def test_another_version_gives_another_digest(monkeypatch, module, name, value):
    before = system_digest()
    monkeypatch.setattr(module, name, value)
    assert system_digest() != before


def test_the_version_of_pango_is_that_which_weasyprint_uses():
    from weasyprint.text.ffi import pango

    assert toolchain._pango_version() == str(pango.pango_version())


def test_a_command_that_lays_nothing_out_does_not_load_weasyprint():
    program = "import sys, booklet.cli; sys.exit('weasyprint' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], env=environment(Project()), check=False).returncode == 0


def test_another_font_file_gives_another_digest(monkeypatch, tmp_path):
    font = tmp_path / "font.ttf"
    monkeypatch.setattr(fonts, "FAMILIES", {"Of the system": (font,)})
    digests = {system_digest()}
    for content in (b"old", b"new"):
        font.write_bytes(content)
        digests.add(system_digest())
    assert len(digests) == 3


def test_the_fonts_of_the_system_are_those_that_npm_does_not_install():
    assert {path.name for path in fonts.of_system()} == {"NotoNaskhArabic-Regular.ttf", "NotoNaskhArabic-Bold.ttf"}


def test_the_versions_of_this_machine_are_found():
    assert all(toolchain._versions())
