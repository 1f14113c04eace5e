"""The PDF and the posters of the test book pass every check in each script that the guide is written in."""

from __future__ import annotations

import pytest

from booklet.checks.files.pdf import check, file
from booklet.checks.files.pdf.expected import nfkc_line
from tests.books import make_site
from tests.contexts import on_site

LANGUAGES = ("ar", "ml", "zh-Hans", "ru", "lt")


@pytest.fixture(scope="module", params=LANGUAGES)
def made(request, tmp_path_factory):
    folder = tmp_path_factory.mktemp(request.param)
    make_site(folder, (request.param,), ("pdf", "poster"))
    return request.param, folder


def test_passes_every_check(made):
    _, folder = made
    report = check(on_site(folder / "site", folder / "books"))
    assert report.examined == 3
    assert report.findings == ()


def test_phone_number_runs_from_left_to_right(made):
    language, folder = made
    read = file.read(folder / "site" / language / "downloads" / "pdf.pdf")
    numbers = [nfkc_line(tag.words()) for tag in read.tags.walk() if tag.targets == ["tel:+441603704070"]]
    assert numbers == ["01603 704070"]


@pytest.mark.parametrize("made", ["zh-Hans"], indirect=True)
def test_chinese_breaks_between_its_signs_but_not_before_a_stop(made):
    language, folder = made
    lines = file.read(folder / "site" / language / "downloads" / "pdf.pdf").pages[2].splitlines()
    assert max(map(len, lines)) > 25
    assert not any(line.startswith(("，", "。", "、")) for line in lines)
