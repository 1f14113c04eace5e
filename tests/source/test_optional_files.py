"""A file that may be left out is left out, or read: what is at its place and is no file is never passed over."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from booklet.checks import waivers
from booklet.errors import BookletError
from booklet.markdown import easy_read_reviews
from booklet.project import Project
from booklet.source import check_record, people_tests, renamed
from booklet.source.languages import read_languages
from booklet.source.search_words import read_search_words
from booklet.source.service import look
from booklet.source.service.facts import read_facts
from booklet.source.service.folder import read_answers, write_folder
from booklet.source.service.own_sentences import SENTENCES, read_own_sentences
from tests.helpers import copied_project

# What reads a file, by its place in the project
READERS: dict[str, Callable[[Project], object]] = {
    SENTENCES: read_own_sentences,
    renamed.FILE: renamed.read_renamed,
    people_tests.FILE: people_tests.read_people_tests,
    check_record.FILE: check_record.read_record,
    easy_read_reviews.FILE: easy_read_reviews.stale_pairs,
    look.OWN_MARK: look.mark_file,
    str(waivers.FILE): waivers.read_waivers,
    "content/facts.yml": read_facts,
    "locales/pl.search.yml": lambda project: read_search_words(project, read_languages(project)[2], []),
}


def circle(path: Path) -> None:
    path.symlink_to(path.name)


def nowhere(path: Path) -> None:
    path.symlink_to("nowhere.yml")


def device(path: Path) -> None:
    path.symlink_to("/dev/zero")


def huge(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(10**9)


@pytest.fixture(scope="module")
def project(tmp_path_factory) -> Project:
    return copied_project(tmp_path_factory.mktemp("optional") / "project", english_only=False)


@pytest.mark.parametrize("file", READERS)
def test_a_file_that_may_be_left_out_is_left_out(project, file):
    (project.root / file).unlink(missing_ok=True)
    READERS[file](project)


@pytest.mark.parametrize("put", [Path.mkdir, os.mkfifo, circle, nowhere, device, huge], ids=lambda put: put.__name__)
@pytest.mark.parametrize("file", READERS)
def test_what_is_no_file_is_refused_with_its_place(project, file, put):
    path = project.root / file
    path.unlink(missing_ok=True)
    put(path)
    try:
        with pytest.raises(BookletError, match=f"^{re.escape(file)}: This file|^{re.escape(file)}: This is not a file"):
            READERS[file](project)
    finally:
        path.rmdir() if path.is_dir() else path.unlink()


@pytest.mark.parametrize("put", [os.mkfifo, device], ids=lambda put: put.__name__)
def test_a_mark_among_the_answers_that_is_no_file_is_refused(project, tmp_path, put):
    put(tmp_path / "mark.svg")
    path = tmp_path / "answers.yml"
    path.write_text("service: Barset SENDIASS\nmark: mark.svg\n", encoding="utf-8")
    with pytest.raises(BookletError, match=r"mark\.svg: This is not a file that can be read"):
        write_folder(project, read_answers(project, path), tmp_path / "service")
    assert not (tmp_path / "service").exists()
