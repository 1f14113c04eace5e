"""The workflows: they run what everybody can run, with actions of a stated version."""

import os
import re

import pytest
import yaml

import published_languages
from booklet.formats import FORMATS
from booklet.project import ROOT, Project
from booklet.source.languages import read_languages
from tests.helpers import copied_project

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
    assert all(re.fullmatch(r"actions/[a-z-]+@(v\d+(\.\d+)*|[0-9a-f]{40})", one) for one in uses)


def test_what_publishes_is_pinned_to_commits_with_their_versions():
    text = (WORKFLOWS[0].parent / "publish.yml").read_text(encoding="utf-8")
    uses = re.findall(r"uses: (.*)", text)
    assert uses and all(re.fullmatch(r"actions/[a-z-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", one) for one in uses)
    # One version of each
    assert len({one.split("@")[0] for one in uses}) == len(set(uses))


def publish_jobs() -> dict:
    return yaml.safe_load((WORKFLOWS[0].parent / "publish.yml").read_text(encoding="utf-8"))["jobs"]


def test_every_language_is_built_and_joined_before_the_checks_and_these_before_it_is_published():
    jobs = publish_jobs()
    assert (jobs["part"]["needs"], jobs["site"]["needs"], jobs["publish"]["needs"]) == ("languages", "part", "site")
    runs = [step.get("run", "") for step in jobs["site"]["steps"]]
    joined, checked = (
        next(n for n, run in enumerate(runs) if what in run) for what in ("booklet join", "test.py --site")
    )
    assert joined < checked
    handed = next(n for n, step in enumerate(jobs["site"]["steps"]) if "upload-pages-artifact" in step.get("uses", ""))
    assert checked < handed
    kept = next(step["with"] for step in jobs["part"]["steps"] if "upload-artifact" in step.get("uses", ""))
    assert kept["path"] == "build/cache/" and kept["name"] == "part-${{ matrix.language }}"


def test_only_the_languages_that_the_service_publishes_are_built(tmp_path, capsys):
    jobs = publish_jobs()
    assert jobs["part"]["strategy"]["matrix"]["language"] == "${{ fromJSON(needs.languages.outputs.tags) }}"
    assert jobs["languages"]["outputs"] == {"tags": "${{ steps.tags.outputs.tags }}"}
    (run,) = [step["run"] for step in jobs["languages"]["steps"] if step.get("id") == "tags"]
    assert 'python" tools/published_languages.py)' in run and 'echo "tags=$tags"' in run
    project = copied_project(tmp_path, ("service", "locales"), english_only=False)
    settings = project.root / "service/settings.yml"
    given = yaml.safe_load(settings.read_text(encoding="utf-8"))
    for chosen, code, said in ((["pl", "ar"], 0, '["en-GB", "pl", "ar"]\n'), (["tlh"], 1, "")):
        settings.write_text(yaml.safe_dump({**given, "languages": chosen}), encoding="utf-8")
        assert published_languages.main(project) == code
        printed = capsys.readouterr()
        assert printed.out == said and ("There is no language “tlh”" in printed.err) == bool(code)


@pytest.mark.parametrize("job", ["ci.yml audit", "publish.yml site"])
def test_the_software_bill_of_materials_is_written_as_locked_and_kept(job):
    workflow, name = job.split(" ")
    found = yaml.safe_load((WORKFLOWS[0].parent / workflow).read_text(encoding="utf-8"))["jobs"][name]["steps"]
    runs = "\n".join(step.get("run", "") for step in found)
    assert "install --require-hashes --only-binary=:all: --requirement requirements/audit.lock" in runs
    assert 'PYTHONPATH=scripts "$RUNNER_TEMP/audit/bin/python" tools/sbom.py' in runs
    assert [step["with"]["path"] for step in found if step.get("with", {}).get("name") == "sbom"] == ["build/sbom.json"]


def test_a_pull_request_publishes_nothing():
    jobs = publish_jobs()
    assert jobs["publish"]["if"] == "github.event_name != 'pull_request' && github.ref == 'refs/heads/main'"
    rights = {name: job["permissions"] for name, job in jobs.items() if "permissions" in job}
    assert rights == {"publish": {"pages": "write", "id-token": "write"}}
    steps = {step["with"]["name"]: step for step in jobs["site"]["steps"] if "name" in step.get("with", {})}
    assert steps["preview"]["if"] == "github.event_name == 'pull_request'"


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


@pytest.mark.parametrize("name", ["ci.yml", "publish.yml"])
def test_a_record_is_kept_only_where_this_run_wrote_it(name):
    all_steps = steps(WORKFLOWS[0].parent / name)
    kept = next(n for n, step in enumerate(all_steps) if step.get("with", {}).get("name") == "last-check")
    asked, upload = all_steps[kept - 1], all_steps[kept]
    assert upload["if"] == "always() && steps.record.outputs.written == 'true'"
    assert asked["id"] == "record" and asked["if"].startswith("always()")
    # The same file that is uploaded; a record that was committed before is no change of it
    assert f"git status --porcelain -- {upload['with']['path']}" in asked["run"]
