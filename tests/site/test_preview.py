"""The preview: after a change it renders English and the language looked at; the others when somebody asks for them."""

from pathlib import Path

import pytest

from booklet.errors import BookletError
from booklet.site import preview
from booklet.site.preview import PreviewSite
from booklet.source.languages import Language

ENGLISH, POLISH, GERMAN = (Language(tag, tag, "ltr", ("Noto Sans",)) for tag in ("en-GB", "pl", "de"))


class Context:
    """What the preview needs to know of a rendering: its languages, and the words on its pages."""

    source = ENGLISH
    languages = (ENGLISH, POLISH, GERMAN)

    def __init__(self, tags, words):
        self.tags, self.words = tags, words


@pytest.fixture
def site(tmp_path, monkeypatch):
    """A preview whose text is `site.words`; `site.rendered` lists which languages were rendered, and whether checked."""

    def render(context: Context, folder: Path) -> None:
        if context.words == "wrong":
            raise BookletError("A mistake.", "Correct it.")
        for name in ("", *context.tags):
            for page in ["plan", *(["new"] if context.words == "old" else [])]:
                (folder / name / page).mkdir(parents=True)
                (folder / name / page / "index.html").write_text(f"{name} {context.words}")
        (folder / "assets").mkdir()
        (folder / "assets" / f"{context.words}.css").touch()

    def read(tags, changed):
        made.rendered.append((tuple(tags), changed))
        return Context(tags, made.words)

    monkeypatch.setattr(preview, "render_site", render)
    (tmp_path / "site").mkdir()
    made = PreviewSite(read, tmp_path / "site", lambda line: made.said.append(line))
    made.words, made.rendered, made.said = "old", [], []
    made.changed()
    return made


def page(site: PreviewSite, path: str) -> str:
    site.require(f"/{path}")
    return (site.root / path / "index.html").read_text()


def test_another_language_is_rendered_when_it_is_asked_for_and_once(site):
    assert site.rendered == [((), True)]
    assert page(site, "plan/") == " old"
    assert page(site, "pl/plan/") == page(site, "pl/plan/") == "pl old".strip()
    assert site.rendered == [((), True), (("pl",), False)]


def test_after_a_change_english_and_the_language_looked_at_are_new_at_once(site):
    page(site, "de/plan/"), page(site, "pl/plan/")
    site.words = "new"
    site.changed()
    assert site.rendered[-1] == (("pl",), True)
    assert (site.root / "pl/plan/index.html").read_text() == "pl new"
    assert (site.root / "de/plan/index.html").read_text() == "de old"  # nobody looks at it
    assert page(site, "de/plan/") == "de new"
    assert page(site, "plan/") == " new"
    site.changed()
    assert site.rendered[-1] == ((), True)


def test_a_page_that_is_gone_is_gone_and_the_styles_of_other_pages_stay(site):
    page(site, "de/plan/")
    site.words = "new"
    site.changed()
    assert not (site.root / "new").exists()
    page(site, "plan/"), page(site, "de/plan/")
    assert not (site.root / "de/new").exists()
    assert (site.root / "assets/old.css").exists()


def test_after_a_mistake_the_pages_stay_and_the_person_is_told(site):
    page(site, "pl/plan/")
    site.words = "wrong"
    with pytest.raises(BookletError):
        site.changed()
    assert page(site, "pl/plan/") == "pl old"
    site.require("/de/plan/")
    assert site.rendered[-1] == (("de",), True)  # rendering relies on a text that was checked
    assert site.said == [
        "Error: A mistake. Correct it.\nThe pages in this language stay as they were until this is fixed."
    ]
    site.words = "new"
    site.changed()
    assert page(site, "plan/") == " new"
