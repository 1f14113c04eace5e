"""The checks of plain text and of web packs accept good files and reject one bad in each
way; and the sample rotates.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from booklet.checks.files import plain_text, web_pack
from booklet.checks.files.parity.text_blocks import read_book
from booklet.checks.waivers import UNUSED, read_waivers
from booklet.project import Project
from tests.contexts import on_site

TEXT, PACK = "en-GB/downloads/text.txt", "en-GB/downloads/web-pack.html"
BAD_TEXT = [
    ("plain_text/encoding", "Write it down.", "Write\tit down."),
    ("plain_text/encoding", "Write it down.", "Write it down. "),
    ("plain_text/width", "Write it down.", "Write it down. " * 6 + "end"),
    ("plain_text/headings", "Part 7: Word list", "Word list"),
    ("plain_text/drawings", "Write it down.", "Write | it | down."),
    ("plain_text/drawings", "Write it down.", "====="),
    ("plain_text/drawings", "Write it down.", "Write _____ down."),
    ("plain_text/drawings", "Write it down.", "Write _______ down."),
    ("plain_text/addresses", "https://www.gov.uk/send", "www"),
]
BAD_PACK = [
    ("web_pack/outside", "<main", '<img alt="" src="picture.svg"><main'),
    ("web_pack/outside", "<style>", "<style>@import 'site.css';"),
    ("web_pack/scripts", "<main", "<script>1</script><main"),
    ("web_pack/policy", "default-src 'none'", "default-src *"),
    ("web_pack/language", 'lang="en-GB" dir="ltr">\n<head', 'lang="pl" dir="ltr">\n<head'),
    ("web_pack/title", "<title>SEN Support", "<title>Page"),
    ("web_pack/links", 'id="words--sen"', 'id="word"'),
    ("web_pack/links", 'href="https://www.gov.uk/send"', 'href="../send/"'),
]


def test_good_texts_pass(made: Path) -> None:
    report = plain_text.check(on_site(made / "site", made / "books"))
    assert (report.findings, report.examined) == ((), 2)


@pytest.mark.parametrize(("rule", "old", "new"), BAD_TEXT)
def test_bad_text(copy: Path, spoil, rule: str, old: str, new: str) -> None:
    spoil(TEXT, "", old, new)
    assert {finding.rule for finding in plain_text.check(on_site(copy / "site", copy / "books")).findings} == {rule}


def test_a_text_in_another_encoding(copy: Path) -> None:
    (copy / "site" / TEXT).write_bytes("“Plan”".encode("utf-16"))
    assert {finding.rule for finding in plain_text.check(on_site(copy / "site", copy / "books")).findings} == {
        "plain_text/encoding"
    }


def pack_findings(made: Path) -> set[tuple[str, str]]:
    """Return path and rule of what is found in packs, without what is waived: the small book lacks some of that."""
    context = on_site(made / "site", made / "books", waivers=read_waivers(Project()))
    return {(one.path, one.rule) for one in web_pack.check(context).findings if one.rule != UNUSED}


def test_good_packs_pass(made: Path) -> None:
    assert pack_findings(made) == set()


@pytest.mark.parametrize(("rule", "old", "new"), BAD_PACK)
def test_bad_pack(copy: Path, spoil, rule: str, old: str, new: str) -> None:
    path = spoil(PACK, "", old, new)
    assert rule in {one.rule for one in web_pack.problems(path, read_book(copy / "books" / "en-GB" / "standard.html"))}


def test_a_text_that_is_not_there(copy: Path) -> None:
    (copy / "site" / TEXT).unlink()
    found = {(one.path, one.rule) for one in plain_text.check(on_site(copy / "site", copy / "books")).findings}
    assert found == {(TEXT, "plain_text/readable")}


def test_a_pack_that_is_not_there(copy: Path) -> None:
    (copy / "site" / PACK).unlink()
    assert pack_findings(copy) == {(PACK, "web_pack/readable")}


def test_a_pack_that_is_empty(copy: Path) -> None:
    (copy / "site" / PACK).write_bytes(b"")
    book = read_book(copy / "books" / "en-GB" / "standard.html")
    assert {one.rule for one in web_pack.problems(copy / "site" / PACK, book)} == {"web_pack/readable"}


def test_the_html_checker_rejects_a_bad_pack(copy: Path, spoil) -> None:
    spoil(PACK, "", "<main", "<blink></blink><main")
    assert "web_pack/html" in {
        finding.rule for finding in web_pack.check(on_site(copy / "site", copy / "books")).findings
    }


def test_every_rule_has_a_bad_file(rules_of) -> None:
    assert {rule for rule, *_ in BAD_TEXT} | {"plain_text/readable"} == rules_of(plain_text)
    assert {rule for rule, *_ in BAD_PACK} | {"web_pack/html", "web_pack/readable"} == rules_of(web_pack)
