"""The icons: drawings of the theme, by name, that go with words and never replace them."""

import re
import shutil
from pathlib import Path

import pytest
from jinja2 import Environment, TemplateNotFound, UndefinedError
from lxml import html as lxml_html
from mkdocs.theme import Theme

from booklet.project import Project
from tests.helpers import change

OVERRIDES = Project().root / "overrides"
CALL = re.compile(r"\bicon\(\"([^\"]+)\"")


def environment(overrides: Path = OVERRIDES, theme: str | None = "material") -> Environment:
    """Return the templates of a theme with the project's own before them, as the site reads them."""
    env = Theme(name=theme, custom_dir=str(overrides)).get_env()
    env.autoescape = True
    return env


def icons(env: Environment, theme: str | None = "material"):
    """Return the module of icons as a page sees it."""
    return env.get_template("partials/icons.html").make_module({"config": {"theme": {"name": theme}}})


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """A copy of the templates, to change."""
    return shutil.copytree(OVERRIDES, tmp_path / "overrides")


def test_every_icon_is_the_drawing_of_the_theme_and_hidden_from_screen_readers():
    env = environment()
    module = icons(env)
    assert module.files
    for name, file in module.files.items():
        drawn = lxml_html.fragment_fromstring(str(module.icon(name, "way")))
        assert dict(drawn.attrib) == {"class": "icon way", "aria-hidden": "true", "viewbox": "0 0 24 24"}
        theirs, _, _ = env.loader.get_source(env, file)
        assert drawn.xpath("//path/@d") == re.findall(r' d="([^"]+)"', theirs)


def test_the_templates_use_every_icon_that_is_named():
    texts = [path.read_text(encoding="utf-8") for path in OVERRIDES.rglob("*.html")]
    assert {name for text in texts for name in CALL.findall(text)} == set(icons(environment()).files)


def test_a_drawing_of_our_own_takes_the_place_of_the_themes(copied):
    for theme in ("material", None):
        env = environment(copied, theme)
        own = copied / icons(env, theme).files["search"]
        own.parent.mkdir(parents=True, exist_ok=True)
        own.write_text('<svg xmlns="…" viewBox="0 0 9 9"><path d="M0 0h9"/></svg>\n', encoding="utf-8")
        assert str(icons(env, theme).icon("search")).strip() == (
            '<svg class="icon" aria-hidden="true" viewBox="0 0 9 9"><path d="M0 0h9"/></svg>'
        )


def test_a_drawing_that_the_theme_lacks_stops_the_build(copied):
    change(copied / "partials/icons.html", "magnify.svg", "no-such-drawing.svg")
    with pytest.raises(TemplateNotFound, match=r"no-such-drawing\.svg"):
        icons(environment(copied)).icon("search")


def test_an_icon_that_nobody_named_stops_the_build():
    with pytest.raises(UndefinedError, match="serach"):
        icons(environment()).icon("serach")


def test_without_a_theme_the_words_stand_alone():
    assert not str(icons(environment(theme=None), None).icon("search"))
