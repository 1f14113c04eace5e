"""A small site for tests in a browser: English with the recordings of a few pages, and a made-up language from right to
left.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from booklet.book.model import Book
from booklet.book.select import select
from booklet.checks.browser.driver import PHONE, Tab
from booklet.checks.browser.server import serve
from booklet.checks.pages.built_site import BuiltSite
from booklet.formats import FORMATS, FileInfo, FormatSettings, audio
from booklet.formats.audio import voice
from booklet.project import Project
from booklet.publish.build import Wish, build
from tests.helpers import add_made_up, copied_project, made_once

# By reading; all others have no recording, as the pages about the guide in the real site
RECORDED = {"standard": ["plan", "useful-information"], "easy-read": ["plan"]}
LETTER = 0.01  # seconds of tone for each character


class Tone:
    """A voice whose sentences last as long as they have letters."""

    rate = 24_000

    def __init__(self, name: str):
        self.identity = f"tone/{name}"

    def speak(self, said: str) -> np.ndarray:
        times = np.arange(round(len(said) * LETTER * self.rate)) / self.rate
        return (0.3 * np.sin(2 * np.pi * 440 * times)).astype(np.float32)


def _record_a_few_pages(book: Book, settings: FormatSettings, target: Path) -> FileInfo:
    own = replace(settings, voice=settings.voice and "tone/a")
    return audio.write(select(book, RECORDED[book.reading]), own, target)


@pytest.fixture(scope="session")
def site_with_recordings(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """The project with its finished site. It may not be changed."""

    def make(folder: Path) -> None:
        project = copied_project(folder)
        add_made_up(project)
        with pytest.MonkeyPatch.context() as patch:
            patch.setitem(voice.ENGINES, "tone", Tone)
            patch.setitem(FORMATS, "audio", replace(FORMATS["audio"], write=_record_a_few_pages, prepare=None))
            build(project, Wish(frozenset({"web", "audio"})), lambda line: None)

    return Project(made_once(tmp_path_factory, "recorded", make))


@pytest.fixture(scope="module")
def finished(project: Project) -> BuiltSite:
    return BuiltSite(project.site)


@pytest.fixture(scope="module")
def tab(finished: BuiltSite) -> Iterator[Tab]:
    with serve(finished) as address:
        tab = Tab(address)
        try:
            yield tab
        finally:
            tab.close()


@pytest.fixture
def opened(tab: Tab, finished: BuiltSite) -> Iterator[Callable[..., Tab]]:
    """Open a page after a script of the test's own has prepared it."""
    prepared: list[str] = []

    def open_page(page: str, script: str = "") -> Tab:
        answer = tab.cdp("Page.addScriptToEvaluateOnNewDocument", source=script)
        prepared.append(answer["identifier"])
        tab.open(finished.documents[page], PHONE)
        return tab

    yield open_page
    for one in prepared:
        tab.cdp("Page.removeScriptToEvaluateOnNewDocument", identifier=one)
