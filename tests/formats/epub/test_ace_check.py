"""The check with Ace by DAISY: it passes good files, names what is wrong with bad ones, and never takes a stop for a
pass.
"""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from booklet.checks.files import ace
from booklet.errors import BookletError
from tests.contexts import on_site

OPF = "EPUB/package.opf"
PAGE = "EPUB/support.xhtml"  # the first of the text: page 3 begins with it


def test_good_files_pass(made: Path) -> None:
    report = ace.check(replace(on_site(made / "site"), full=True))
    assert report.findings == ()
    assert report.examined == 2
    assert report.notes == ("Ace looked at en-GB, ar.",)


@pytest.mark.parametrize(("reading", "seen"), [("standard", ["en-GB"]), ("easy-read", ["ar", "en-GB"])])
def test_by_default_easy_read_stands_for_another_language(
    copy: Path, monkeypatch: pytest.MonkeyPatch, reading: str, seen: list[str]
) -> None:
    listed = copy / "site" / "editions.json"
    data = json.loads(listed.read_text(encoding="utf-8"))
    data["editions"] = [{**one, "reading": reading} for one in data["editions"]]
    listed.write_text(json.dumps(data), encoding="utf-8")
    looked_at: list[str] = []

    def passes(path: Path) -> dict[str, Any]:
        looked_at.append(path.parts[-3])
        return {"assertions": [], "earl:result": {"earl:outcome": "pass"}}

    monkeypatch.setattr(ace, "report_of", passes)
    assert ace.check(on_site(copy / "site")).examined == len(seen)
    assert sorted(looked_at) == seen


def test_bad_file(copy: Path, spoil) -> None:
    spoil("ar/downloads/epub.epub", "EPUB/plan.xhtml", ' alt=""', "")
    spoil("ar/downloads/epub.epub", PAGE, ' aria-label="3"', "")
    path = spoil("ar/downloads/epub.epub", OPF, "schema:accessibilityHazard", "schema:hazard")
    found = list(ace.findings("ar/downloads/epub.epub", ace.report_of(path)))
    assert {finding.rule for finding in found} == {
        "ace/image-alt",
        "ace/pagebreak-label",
        "ace/metadata-accessibilityhazard",
    }
    (picture,) = [finding for finding in found if finding.rule == "ace/image-alt"]
    assert picture.problem.startswith("plan.xhtml .title-picture: ") and "kb.daisy.org" in picture.cure


def test_a_file_that_is_no_epub_is_an_error(copy: Path) -> None:
    path = copy / "site" / "ar" / "downloads" / "epub.epub"
    path.write_bytes(b"words")
    with pytest.raises(BookletError, match="Ace by DAISY does not work"):
        ace.report_of(path)


def program(folder: Path, lines: str) -> Path:
    """Return a program in the place of Ace; `out` is the folder for its report."""
    path = folder / "ace.js"
    path.write_text(f"const out = process.argv[process.argv.indexOf('--outdir') + 1];\n{lines}\n", encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("lines", "problem"),
    [
        ("process.exit(1)", "does not work"),
        ("process.exit(0)", "does not work"),
        ("setTimeout(() => 0, 60000)", "timed out"),
        ("require('fs').writeFileSync(out + '/report.json', '{')", "does not work"),
        (
            "require('fs').writeFileSync(out + '/report.json', JSON.stringify({assertions: [], 'earl:result': {'earl:outcome': 'pass'}}))",
            "did not look at approach-page.xhtml, assess.xhtml, cover.xhtml, do.xhtml, imprint.xhtml, meeting-record.xhtml, "
            "nav.xhtml, plan.xhtml, review.xhtml, support.xhtml, words.xhtml",
        ),
    ],
)
def test_a_stop_is_no_pass(
    made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lines: str, problem: str
) -> None:
    monkeypatch.setattr(ace, "ACE", program(tmp_path, lines))
    monkeypatch.setattr(ace, "SECONDS", 2)
    with pytest.raises(BookletError, match=problem):
        ace.report_of(made / "site" / "ar" / "downloads" / "epub.epub")


def test_a_missing_tool_is_an_error(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ace, "ACE", tmp_path / "ace.js")
    with pytest.raises(BookletError, match="not installed"):
        ace.check(on_site(made / "site"))


@pytest.mark.parametrize(("outcome", "rules"), [("pass", []), ("fail", ["ace/result"]), ("cantTell", ["ace/result"])])
def test_a_result_that_no_rule_explains(outcome: str, rules: list[str]) -> None:
    report = {"assertions": [], "earl:result": {"earl:outcome": outcome}}
    assert [finding.rule for finding in ace.findings("a.epub", report)] == rules
