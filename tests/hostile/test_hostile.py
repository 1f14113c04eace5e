"""Hostile inputs: each that ever failed, and some that are made up, are refused with a place or do no harm."""

from __future__ import annotations

import json

import pytest

from booklet.project import ROOT, Project
from tests.escaping import marked
from tests.hostile.inputs import bases
from tests.hostile.run import CORPUS, run
from tests.hostile.trial import LONGEST, PLACES, REQUEST, TRIALS, Input, Outcome, attempt


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    return marked.small_project(tmp_path_factory.mktemp("hostile") / "project")


@pytest.mark.parametrize("path", sorted(CORPUS.glob("*.json")), ids=lambda path: path.stem)
def test_what_once_failed_is_refused_or_harmless(project, path):
    outcome = attempt(project, Input.of(json.loads(path.read_text(encoding="utf-8"))))
    assert outcome.verdict in ("refused", "accepted"), outcome.why


def test_the_corpus_is_not_empty():
    assert [*CORPUS.glob("*.json")]


def test_made_up_inputs_are_refused_or_harmless(project):
    """A few of each kind; tools/hostile.py tries a thousand."""
    lines: list[str] = []
    assert run(project, 30, 1, lines.append) == []
    assert all(f"{kind} " in "\n".join(lines) for kind in (*PLACES, REQUEST))


def test_what_is_good_is_accepted(project):
    good = bases(project) | {REQUEST: b"{}"}
    assert good.keys() == TRIALS.keys()
    assert {kind: attempt(project, Input(kind, data)) for kind, data in good.items()} == {
        kind: Outcome("accepted") for kind in good
    }


@pytest.mark.parametrize(
    ("harm", "why"),
    [
        (lambda project, data: 1 / 0, "ZeroDivisionError"),
        (lambda project, data: iter(int, 1).__length_hint__(), "AttributeError"),
        (lambda project, data: [None for _ in iter(int, 1)], "took longer than 1 s"),
    ],
    ids=["traceback", "attribute", "hang"],
)
def test_tracebacks_and_hangs_are_failures(project, monkeypatch, harm, why):
    monkeypatch.setitem(TRIALS, "facts", harm)
    monkeypatch.setattr("tests.hostile.trial.LONGEST", min(LONGEST, 1))
    outcome = attempt(project, Input("facts", b""))
    assert outcome.verdict == "failed" and why in outcome.why and str(ROOT) not in outcome.why


def test_markup_that_comes_in_is_a_failure(project, monkeypatch):
    monkeypatch.setattr("tests.hostile.trial.nginx_snippet", lambda path: path * 2 if path == "/a/" else "a\nb")
    outcome = attempt(project, Input("settings", bases(project)["settings"]))
    assert outcome.verdict == "failed" and "lines for nginx" in outcome.why
