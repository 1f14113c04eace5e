"""The workflows: they run what everybody can run, with actions of a stated version."""

import os
import re

import pytest
import yaml

from booklet.formats import FORMATS
from booklet.project import ROOT, Project
from booklet.source.languages import read_languages

WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))


def steps(path) -> list[dict]:
    jobs = yaml.safe_load(path.read_text(encoding="utf-8"))["jobs"]
    return [step for job in jobs.values() for step in job["steps"]]


def test_continuous_integration_runs_the_one_command():
    path = ROOT / ".github" / "workflows" / "ci.yml"
    runs = [step["run"] for step in steps(path) if "run" in step]
    assert ".ci/run ${{ matrix.part }}" in runs
    # Both parts together are what the command does without an option
    assert """fromJSON('["--program", "--site"]')""" in path.read_text(encoding="utf-8")
    assert os.access(ROOT / ".ci" / "run", os.X_OK)


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_every_action_is_pinned_to_a_version(path):
    uses = [step["uses"] for step in steps(path) if "uses" in step]
    assert uses
    assert all(re.fullmatch(r"actions/[a-z-]+@v\d+(\.\d+)*", one) for one in uses)


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_a_workflow_may_only_read(path):
    assert yaml.safe_load(path.read_text(encoding="utf-8"))["permissions"] == {"contents": "read"}


def test_the_form_offers_every_language_and_every_format_that_is_a_file():
    form = yaml.safe_load((ROOT / ".github" / "workflows" / "make-a-file.yml").read_text(encoding="utf-8"))
    inputs = form[True]["workflow_dispatch"]["inputs"]  # YAML reads “on” as true
    assert [option.split()[0] for option in inputs["language"]["options"]] == [
        one.tag for one in read_languages(Project())
    ]
    assert set(inputs["format"]["options"]) == set(FORMATS) - {"web"}


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_every_job_ends_in_time_and_keeps_no_credentials(path):
    for job in yaml.safe_load(path.read_text(encoding="utf-8"))["jobs"].values():
        assert job["timeout-minutes"]
        for step in job["steps"]:
            if step.get("uses", "").startswith("actions/checkout@"):
                assert step["with"]["persist-credentials"] is False
