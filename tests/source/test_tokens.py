"""The token file: what it says for each medium, and that no colour is decided anywhere else."""

import re

import pytest

from booklet.errors import BookletError
from booklet.formats.base import BACKGROUNDS
from booklet.project import Project
from booklet.source.tokens import DARK, FILE, PRINT, filled, token

ROOT = Project().root
TOKENS = ROOT / FILE
SMALL = """:root { color-scheme: light; --ink: #111111; --h1: clamp(2rem, 3vw); }
@media screen and (prefers-color-scheme: dark) { :root { --ink: #eeeeee; } }
@media print { :root { /* Paper: */ --ink: #000000; --cream: #fdf3df; } }
"""


@pytest.fixture
def small(tmp_path):
    path = tmp_path / "tokens.css"
    path.write_text(SMALL, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("name", "medium", "value"),
    [
        ("ink", "", "#111111"),
        ("ink", DARK, "#eeeeee"),
        ("ink", PRINT, "#000000"),
        ("cream", PRINT, "#fdf3df"),
        ("h1", "", "clamp(2rem, 3vw)"),
        ("h1", DARK, "clamp(2rem, 3vw)"),
    ],
)
def test_a_token_has_the_value_of_its_medium(small, name, medium, value):
    assert token(small, name, medium) == value


@pytest.mark.parametrize(("name", "medium"), [("inc", ""), ("cream", ""), ("cream", DARK)])
def test_a_token_that_is_not_there_is_named(small, name, medium):
    with pytest.raises(BookletError, match=f"^{FILE}: There is no token “--{name}”"):
        token(small, name, medium)


def test_css_gets_the_values_of_tokens_for_print(small):
    css = "a { color: token(--ink); border-color: var(--ink) } b { background: url('%3Csvg fill=token(--cream)') }"
    assert filled(css, small) == css.replace("token(--ink)", "#000000").replace("token(--cream)", "#fdf3df")
    assert filled("token(--ink)", small, lambda value: value.replace("#", "%23")) == "%23000000"


def luminance(colour: str) -> float:
    """Return the relative luminance of #rrggbb (WCAG 2.2, definition of relative luminance)."""
    parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("background", BACKGROUNDS)
@pytest.mark.parametrize("words", ["ink", "soft", "link", "primary"])
def test_words_reach_7_to_1_on_every_paper(background, words):
    light, dark = (luminance(token(TOKENS, name, PRINT)) for name in (background, words))
    assert (light + 0.05) / (dark + 0.05) >= 7


def test_no_colour_is_decided_outside_the_token_file():
    """Black and white may be anywhere; source/pictures reads the colours of drawings."""
    files = [
        path
        for folder in ("scripts/booklet", "overrides", "docs/assets/styles", "docs/assets/scripts")
        for path in (ROOT / folder).rglob("*")
        if path.suffix in (".py", ".css", ".html", ".js") and path != TOKENS and path.parent.name != "pictures"
    ]
    colour = re.compile(r"(?:#|%23)(?!(?:[0f]{3}){1,2}\b)(?:[0-9a-fA-F]{3}){1,2}\b|\"[0-9a-f]{6}\"")
    found = {
        f"{path.relative_to(ROOT)}: {one}" for path in files for one in colour.findall(path.read_text(encoding="utf-8"))
    }
    assert files and not found
