"""The PDF and the posters of the test book pass every check in each script that the guide is written in."""

from __future__ import annotations

from pathlib import Path

import pytest

from booklet.checks.files.pdf import check, file
from booklet.checks.files.pdf.expected import nfkc_line
from booklet.findings import Report
from tests.books import make_site
from tests.contexts import on_site

LANGUAGES = ("ar", "ml", "zh-Hans", "ru", "lt")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the site/ and books/ of all languages: read only."""
    folder = tmp_path_factory.mktemp("languages")
    make_site(folder, LANGUAGES, ("pdf", "poster"))
    return folder


@pytest.fixture(scope="module")
def report(made: Path) -> Report:
    """What the check says of all languages: to start veraPDF takes longer than to look at a file."""
    return check(on_site(made / "site", made / "books"))


def test_every_file_is_examined(report):
    assert report.examined == 3 * len(LANGUAGES)
    assert {one.path.partition("/")[0] for one in report.findings} <= set(LANGUAGES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_passes_every_check(report, language):
    assert [one for one in report.findings if one.path.startswith(f"{language}/")] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_phone_number_runs_from_left_to_right(made, language):
    read = file.read(made / "site" / language / "downloads" / "pdf.pdf")
    numbers = [nfkc_line(tag.words()) for tag in read.tags.walk() if tag.targets == ["tel:+441603704070"]]
    assert numbers == ["01603 704070"]


def test_chinese_breaks_between_its_signs_but_not_before_a_stop(made):
    lines = file.read(made / "site" / "zh-Hans" / "downloads" / "pdf.pdf").pages[2].splitlines()
    assert max(map(len, lines)) > 25
    assert not any(line.startswith(("，", "。", "、")) for line in lines)
