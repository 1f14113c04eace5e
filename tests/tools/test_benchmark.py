"""The benchmark: its rows, what it changes before it measures, and the table it keeps."""

import os
import sys
from dataclasses import replace

import pytest
import yaml

import benchmark
from benchmark import ROWS, SENTENCE, TRANSLATED, Figure, main, table
from booklet.errors import BookletError
from booklet.project import Project
from booklet.publish.build import english_messages
from booklet.source.languages import read_languages
from booklet.translation.catalogue import read_translations
from tests.helpers import copied_project, python_path


@pytest.fixture
def project(tmp_path):
    return copied_project(tmp_path / "project")


def test_a_row_that_does_not_exist_is_refused_before_anything_is_measured():
    with pytest.raises(BookletError, match="no row “frist”"):
        main(["--rows", "frist"])


def test_the_table_has_every_row_with_its_limit_and_says_what_was_not_measured():
    lines = table({"nothing": Figure(0.0125, "1.2 s of 96.0 s", "2026-11-28", "abc1234", "2 cores")}).splitlines()
    assert [line.split("`")[1] for line in lines[2 : 2 + len(ROWS)]] == [row.name for row in ROWS]
    assert (
        lines[4]
        == "| `nothing` | nothing changed, over the first build | 0.01 | 0.01 | 1.2 s of 96.0 s | 2026-11-28, abc1234 |"
    )
    assert lines[3].endswith("| not measured | 110.0 s | – | – |")
    assert lines[-1] == "Machine: 2 cores."


def test_a_row_that_fails_is_named_and_the_rows_after_it_are_measured(monkeypatch, capsys):
    def fails(work):
        raise BookletError("“booklet build” failed while it was measured.", "No space left.")

    rows = (replace(ROWS[0], measure=fails), replace(ROWS[1], measure=lambda work: Figure(1.0, "")))
    monkeypatch.setattr(benchmark, "ROWS", rows)
    monkeypatch.setattr(benchmark, "Workspace", lambda *arguments: None)
    assert main(["--small"]) == 1
    told = capsys.readouterr()
    assert "Not measured: website. “booklet build” failed" in told.err
    assert (
        f"| `first` | {rows[1].what} | 1.0 s |" in told.out
        and f"| `website` | {rows[0].what} | not measured" in told.out
    )


def test_the_memory_of_a_build_is_not_that_of_one_before(project, monkeypatch):
    largest = []
    monkeypatch.setattr(benchmark, "environment", lambda _: {**os.environ, "PYTHONPATH": python_path()})
    for megabytes in (300, 50):
        program = f"block = bytearray({megabytes} * 10**6)"
        monkeypatch.setattr(benchmark, "booklet", lambda *_, program=program: [sys.executable, "-c", program])
        seconds, used = benchmark.website_of(project)
        assert seconds > 0
        largest.append(used)
    assert largest[0] > 300 and 50 < largest[1] < 200


@pytest.mark.text
def test_a_changed_sentence_and_a_changed_translation_are_good_text(tmp_path):
    project = copied_project(tmp_path / "project", real_text=True)
    page = project.root / SENTENCE[0]
    unchanged = page.read_text(encoding="utf-8")
    benchmark.change_sentence(project)
    # To or fro: the row “test-again” runs this test on a page that is changed already
    assert (SENTENCE[1] in unchanged) == (SENTENCE[2] in page.read_text(encoding="utf-8"))
    assert unchanged != page.read_text(encoding="utf-8")
    english_messages(project)  # or it would raise
    polish = next(one for one in read_languages(Project()) if one.tag == "pl")
    before = read_translations(project, polish, is_source=False)
    benchmark.change_translation(project)
    after = read_translations(project, polish, is_source=False)
    assert (len(before.refused), len(before._texts)) == (len(after.refused), len(after._texts))
    assert len(set(before._texts.items()) ^ set(after._texts.items())) == 2
    assert (project.root / TRANSLATED).exists()


def test_a_sentence_that_is_gone_stops_the_benchmark(project):
    (project.root / SENTENCE[0]).write_text("Other words.", encoding="utf-8")
    with pytest.raises(BookletError, match="is no longer there"):
        benchmark.change_sentence(project)


def test_made_up_pages_are_good_text(project):
    before = sum(1 for _ in project.docs.rglob("*.md"))
    benchmark.multiply_pages(project, 2)
    assert sum(1 for _ in project.docs.rglob("*.md")) == 2 * before
    english_messages(project)  # or it would raise


def test_the_languages_asked_for_come_first_and_the_others_go(project):
    path = project.locales / "languages.yml"
    path.write_text((Project().locales / "languages.yml").read_text(encoding="utf-8"), encoding="utf-8")
    benchmark.keep_languages(project, 3, ("en-GB", "pl"))
    listed = yaml.safe_load(path.read_text(encoding="utf-8"))["languages"]
    assert [one["tag"] for one in listed][:2] == ["en-GB", "pl"] and len(listed) == 3
