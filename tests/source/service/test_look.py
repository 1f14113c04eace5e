"""Tests of a service's own colours and mark."""

from __future__ import annotations

import pytest

from booklet.errors import BookletError
from booklet.project import Project
from booklet.source.service import look
from booklet.source.service.settings import OWN_COLOURS
from booklet.source.tokens import DARK, FILE, PRINT, set_tokens, token
from tests.helpers import change, copied_project, write

SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {} 48">{}</svg>'
PATH = '<path d="M0 0h9v9z"/>'


@pytest.fixture
def own(tmp_path) -> Project:
    return copied_project(tmp_path / "project", ("docs/assets", "service", "locales"))


def test_contrast_is_that_of_wcag():
    assert look.contrast("#000000", "#ffffff") == 21
    assert round(look.contrast("#777777", "#ffffff"), 2) == 4.48


def test_the_projects_own_colours_reach_what_a_services_have_to():
    file = Project().root / FILE
    whole = {m: {name: token(file, name, look.MEDIA[m]) for name in OWN_COLOURS} for m in ("light", "dark")}
    assert list(look.low_contrasts(file, whole)) == []


def test_every_colour_that_can_be_chosen_is_looked_at():
    assert set(OWN_COLOURS) <= {name for pair in look.PAIRS for name in pair}


def test_without_colours_the_token_file_is_that_of_docs(own):
    assert look.token_file(own, {}) == own.root / FILE


def test_own_colours_take_the_place_of_others_in_their_medium_only(own):
    file = look.token_file(own, {"light": {"link": "#5a0f3c"}, "dark": {"on-panel": "#eeeeee"}})
    assert token(file, "link") == token(file, "link", PRINT) == "#5a0f3c"
    assert token(file, "link", DARK) == token(own.root / FILE, "link", DARK)
    assert (token(file, "on-panel"), token(file, "on-panel", DARK)) == ("#ffffff", "#eeeeee")
    assert (file.parent / "site.css").read_bytes() == (own.root / FILE).with_name("site.css").read_bytes()


def test_tokens_keep_the_rest_of_the_file():
    css = ":root {\n  --link: red;\n  --h1: 2rem;\n}\n\n@media print {\n  :root {\n    --h1: 24pt;\n  }\n}\n"
    assert set_tokens(css, {"": {"link": "blue"}}) == css.replace("red", "blue")
    assert set_tokens(css, {}) == css


def test_a_colour_below_the_contrast_of_text_is_refused_with_its_line(own):
    change(own.root / "service" / "settings.yml", "colours: null", "colours:\n  light:\n    link: '#777777'")
    with pytest.raises(BookletError, match=r"link #777777 on paper #fffdf8 has a contrast of 4\.4:1") as refused:
        look.token_file(own, {"light": {"link": "#777777"}})
    lines = (own.root / "service" / "settings.yml").read_text(encoding="utf-8").splitlines()
    assert refused.value.line == lines.index("    link: '#777777'") + 1
    assert not own.build.exists()


@pytest.mark.parametrize(
    ("svg", "problem"),
    [
        (SVG.format(200, PATH), "4.2 times as wide"),
        (SVG.format(48, "<script>alert(1)</script>"), "holds “script”"),
        (SVG.format(48, '<image href="https://example.org/a.png"/>'), "holds “image”"),
        (SVG.format(48, "<text>Name</text>"), "holds “text”"),
        (SVG.format(48, '<path onclick="x()" d="M0 0"/>'), "a link or a script"),
        (SVG.format(48, '<path fill="url(https://example.org/#a)" d="M0 0"/>'), "a link or a script"),
        (SVG.format(48, '<path style="@import 1" d="M0 0"/>'), "a link or a script"),
        (SVG.format(0, PATH), "has no size"),
        ('<svg xmlns="http://www.w3.org/2000/svg"/>', "has no viewBox"),
        (SVG.format(48, r'<path style="fill:\75rl(https://example.org/a)" d="M0 0"/>'), "a link or a script"),
        (SVG.format(48, '<g xml:base="https://example.org/"/>'), "a link or a script"),
        (SVG.format(48, "<g style=\"mask:image-set('https://example.org/a' 1x)\"/>"), "a link or a script"),
        (
            '<?xml-stylesheet href="https://example.org/a.css"?>' + SVG.format(48, PATH),
            "an instruction for other programs",
        ),
        (SVG.format(48, PATH).replace(' xmlns="http://www.w3.org/2000/svg"', ""), "no SVG drawing"),
        (SVG.format(48, PATH).replace("www.w3.org", "example.org"), "no SVG drawing"),
        (SVG.format("1e999", PATH), "has no viewBox"),
        (SVG.format("nan", PATH), "has no viewBox"),
        (SVG.format("1e-320", PATH), "has no viewBox"),
        (SVG.format("٤٨", PATH), "has no viewBox"),
        (SVG.format("4_8", PATH), "has no viewBox"),
        (SVG.format(48, "<g>" * 3000 + "</g>" * 3000), "no SVG drawing"),
        ('<!DOCTYPE svg [<!ENTITY a "b">]>' + SVG.format(48, PATH), "no SVG drawing"),
        ("<html/>", "no SVG drawing"),
        ("not a drawing", "no SVG drawing"),
        (SVG.format(48, PATH * 5000), "kB"),
    ],
)
def test_a_mark_that_cannot_be_used_is_refused(own, svg, problem):
    write(own.root / look.OWN_MARK, svg)
    with pytest.raises(BookletError, match=problem):
        look.mark_file(own)


def test_a_mark_in_another_encoding_is_refused(own):
    drawing = '<?xml version="1.0" encoding="utf-16"?>' + SVG.format(48, PATH)
    (own.root / look.OWN_MARK).write_bytes(drawing.encode("utf-16"))
    with pytest.raises(BookletError, match="not UTF-8 text"):
        look.mark_file(own)


def test_a_good_mark_takes_the_place_of_the_projects(own):
    assert look.mark_file(own) == own.root / look.MARK
    assert look.fault_of_mark((own.root / look.MARK).read_bytes()) is None
    # A name that looks like a handler is none where it is a value, and numbers may be parted as SVG allows
    write(
        own.root / look.OWN_MARK,
        SVG.format(48, '<path id="one" d="M0 0h9v9z"/>').replace("0 0 48 48", "-0.5,0, 48.25 48"),
    )
    assert look.mark_file(own) == own.root / look.OWN_MARK
