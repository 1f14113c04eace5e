"""What comes from the machine: a digest that sees each of its parts change."""

from __future__ import annotations

import pytest

from booklet.external import liblouis
from booklet.formats import fonts
from booklet.publish import toolchain
from booklet.publish.toolchain import system_digest


def test_the_same_machine_gives_the_same_digest():
    assert system_digest() == system_digest()


@pytest.mark.parametrize(
    ("module", "name", "value"),
    [
        (toolchain.sys, "version", "3.99.0"),
        (liblouis, "installed_version", lambda: "3.99.0"),
        (liblouis, "installed_version", lambda: None),
        (toolchain, "_harfbuzz_version", lambda: "99.0"),
        (toolchain.pango, "pango_version", lambda: 19900),
    ],
)
def test_another_version_gives_another_digest(monkeypatch, module, name, value):
    before = system_digest()
    if module is toolchain.pango:  # its functions cannot be replaced one by one
        module, name, value = toolchain, "pango", type("Pango", (), {name: staticmethod(value)})
    monkeypatch.setattr(module, name, value)
    assert system_digest() != before


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
