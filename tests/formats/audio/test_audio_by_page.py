"""A page as sound: its own sentences in order, with the times at which they are heard."""

from __future__ import annotations

import io
import itertools
from pathlib import Path

import pytest
from mutagen.mp3 import MP3

from booklet.book.blocks import blocks
from booklet.formats.audio.by_page import SpokenPage, spoken_pages
from tests.books import book_from
from tests.formats.conftest import SPOKEN


@pytest.fixture(scope="module")
def pages(spoken: Path) -> dict[str, SpokenPage]:
    return spoken_pages(spoken / "site" / "en-GB" / "downloads" / "audio-daisy.zip")


def test_every_page_has_the_words_that_a_reader_sees_there(pages, spoken):
    book = book_from((spoken / "books/en-GB/standard.html").read_text(encoding="utf-8"), spoken)
    shown = [block for block in blocks(book) if block.kind != "picture"]
    assert set(SPOKEN) <= pages.keys()
    for name in SPOKEN:
        words = " ".join(text for text, *_ in pages[name].sentences)
        assert words == " ".join(block.text for block in shown if block.page == name)


def test_the_times_follow_each_other_within_the_sound(pages):
    for page in pages.values():
        times = [time for _, begin, end in page.sentences for time in (begin, end)]
        assert all(earlier <= later for earlier, later in itertools.pairwise(times))
        assert times[0] >= 0 and times[-1] <= MP3(io.BytesIO(page.sound)).info.length + 0.1
