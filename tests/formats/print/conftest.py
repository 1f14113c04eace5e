"""A small site of the test book in English, with its PDF and its posters, made once for all tests here."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.books import make_site
from tests.helpers import made_once


@pytest.fixture(scope="session")
def english(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the English site/ and books/: read only."""
    return made_once(tmp_path_factory, "english", lambda folder: make_site(folder, ("en-GB",), ("pdf", "poster")))
