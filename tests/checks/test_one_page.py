"""One page is checked by itself, for the person who writes it, and its findings are shown beside their lines on GitHub."""

from __future__ import annotations

import pickle

import pytest

from booklet import cli
from booklet.checks.annotations import annotation, of_error, of_report
from booklet.errors import BookletError
from booklet.findings import Finding, FindingsError, Report
from booklet.project import Project
from tests.helpers import change


def check(project: Project, capsys: pytest.CaptureFixture, *names: str) -> tuple[int, str, str]:
    code = cli.main(["check", *names], project)
    said = capsys.readouterr()
    return code, said.out, said.err


def spoil(project: Project, name: str) -> int:
    """Type a phone number on a page; return its line."""
    path = project.docs / name
    path.write_text(path.read_text(encoding="utf-8") + "\nPhone 01632 960999.\n", encoding="utf-8")
    return len(path.read_text(encoding="utf-8").splitlines())


def test_a_good_page_has_nothing_to_change(copy_of_project, capsys):
    code, said, _ = check(copy_of_project, capsys, "docs/plan.md")
    assert code == 0
    assert said.splitlines()[-1] == "docs/plan.md: nothing to change."
    assert "readability: docs/plan.md: grade" in said and "docs/do.md" not in said


def test_a_finding_is_told_in_plain_words_and_those_on_other_pages_are_not(copy_of_project, capsys):
    line = spoil(copy_of_project, "plan.md")
    spoil(copy_of_project, "do.md")
    code, said, _ = check(copy_of_project, capsys, "docs/plan.md")
    assert code == 1
    assert said.splitlines()[:4] == [
        f"docs/plan.md, line {line}",
        "    “01632 960999” is a phone number that is typed here.",
        "    What to do: Add it to service/facts.yml and use it by its name in braces.",
        "    (The rule is hard_coded_facts/phone.)",
    ]
    assert said.splitlines()[-1] == "docs/plan.md: 1 thing to change."
    assert "::error" not in said and "docs/do.md" not in said


def test_more_pages_can_be_named_and_one_check_alone(copy_of_project, capsys):
    for name in ("plan.md", "do.md"):
        spoil(copy_of_project, name)
    code, said, _ = check(copy_of_project, capsys, "hard_coded_facts", "docs/plan.md", "docs/do.md", "docs/plan.md")
    assert code == 1
    assert [line for line in said.splitlines() if line.endswith("to change.")] == [
        "docs/plan.md: 1 thing to change.",
        "docs/do.md: 1 thing to change.",
    ]
    assert check(copy_of_project, capsys, "structure", "docs/plan.md")[0] == 0


@pytest.mark.parametrize("on", ["--github", "environment"])
def test_github_is_told_the_line(copy_of_project, capsys, monkeypatch, on):
    line = spoil(copy_of_project, "plan.md")
    if on == "environment":
        monkeypatch.setenv("GITHUB_ACTIONS", "true")
    code, said, _ = check(
        copy_of_project, capsys, "hard_coded_facts", "docs/plan.md", *(["--github"] if on == "--github" else [])
    )
    assert code == 1
    assert [one for one in said.splitlines() if one.startswith("::")] == [
        f"::error file=docs/plan.md,line={line},title=hard_coded_facts/phone::“01632 960999” is a phone number that is "
        "typed here. Add it to service/facts.yml and use it by its name in braces."
    ]


def test_github_is_told_the_line_by_the_check_of_everything_too(copy_of_project, capsys):
    line = spoil(copy_of_project, "plan.md")
    code, said, _ = check(copy_of_project, capsys, "hard_coded_facts", "--github")
    assert code == 1 and f"::error file=docs/plan.md,line={line},title=hard_coded_facts/phone::" in said


def test_github_is_told_the_lines_of_a_text_that_stops_the_build(copy_of_project, capsys, monkeypatch):
    """The build comes before the checks, which never run then."""
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    lines = {name: spoil(copy_of_project, name) for name in ("do.md", "plan.md")}
    assert cli.main(["build"], copy_of_project) == 1
    said = capsys.readouterr()
    assert [one.partition(",title")[0] for one in said.out.splitlines()] == [
        f"::error file=docs/{name},line={line}" for name, line in lines.items()
    ]
    assert all(f"docs/{name}:{line}: hard_coded_facts/phone: " in said.err for name, line in lines.items())


def test_an_error_of_a_file_is_shown_beside_it_and_one_without_a_file_is_not(copy_of_project):
    error = BookletError("It is broken.", "Repair it.", copy_of_project.root / "mkdocs.yml", 3)
    assert list(of_error(error, copy_of_project)) == [
        "::error file=mkdocs.yml,line=3,title=stopped::It is broken. Repair it."
    ]
    assert list(of_error(BookletError("It is broken.", "Repair it."), copy_of_project)) == []


def test_findings_that_stop_the_work_pass_from_a_worker_process():
    found = [Finding(f"docs/{name}.md", 2, "structure/x", "It is broken.", "Repair it.") for name in ("a", "b")]
    error = pickle.loads(pickle.dumps(FindingsError(found)))
    assert error.findings == tuple(found) and str(error) == str(FindingsError(found))
    assert str(error).splitlines()[1] == f"Error: {found[1]}"


def test_a_page_that_cannot_be_read_is_a_finding_on_it(copy_of_project, capsys):
    (copy_of_project.docs / "plan.md").write_bytes(b"\xff")
    code, said, _ = check(copy_of_project, capsys, "docs/plan.md")
    assert code == 1
    assert said.startswith(
        "docs/plan.md, line 1\n    This file is not UTF-8 text.\n    What to do: Save it as UTF-8.\n"
    )
    assert "run/unreadable" in said


def test_another_page_that_cannot_be_read_is_named(copy_of_project, capsys):
    (copy_of_project.docs / "do.md").write_bytes(b"\xff")
    code, _, said = check(copy_of_project, capsys, "docs/plan.md")
    assert code == 1 and said.startswith("Error: docs/do.md:1: This file is not UTF-8 text.")


@pytest.mark.parametrize(
    ("names", "words"),
    [
        (["docs/plam.md"], "There is no file “docs/plam.md”. Did you mean docs/plan.md?"),
        (["plan.md"], "There is no file “plan.md”. Did you mean docs/easy-read/plan.md or docs/plan.md?"),
        ([f"docs/{'a' * 5000}.md"], "” cannot be read. Name a file that ends in .md"),
        (["docs/circle.md"], "“docs/circle.md” cannot be read. Name a file that ends in .md"),
        (["docs/xyzxyzxyz.qq"], "Name a file in the folder docs/, such as docs/plan.md."),
        (["content/labels.yml"], "“content/labels.yml” is not a page of the guide. Name a file that ends in .md"),
        (["../outside.md"], "“../outside.md” is not a page of the guide."),
        (["docs/"], "“docs/” is not a page of the guide."),
        (["html", "docs/plan.md"], "The check “html” cannot look at a single page."),
        (["translations", "docs/plan.md"], "The check “translations” cannot look at a single page."),
        (["strukture", "docs/plan.md"], "Did you mean “structure”?"),
    ],
)
def test_what_is_no_page_is_refused(copy_of_project, capsys, names, words):
    (copy_of_project.root.parent / "outside.md").write_text("Words.\n", encoding="utf-8")
    (copy_of_project.docs / "circle.md").symlink_to("circle.md")
    code, out, said = check(copy_of_project, capsys, *names)
    assert code == 1 and words in said and out == ""


def test_a_page_is_found_from_the_folder_that_somebody_is_in(copy_of_project, capsys, monkeypatch):
    monkeypatch.chdir(copy_of_project.docs / "easy-read")
    assert "docs/easy-read/plan.md: nothing" in check(copy_of_project, capsys, "markup", "./plan.md")[1]


def test_a_sentence_of_the_page_is_no_finding_for_want_of_a_translation(copy_of_project, capsys):
    change(copy_of_project.docs / "plan.md", "\n\n", "\n\nThe plan is short.\n\n")
    assert check(copy_of_project, capsys, "docs/plan.md")[0] == 0


def test_what_would_end_an_annotation_is_escaped():
    finding = Finding("docs/a,b:c.md", 0, "x/y", "100%\nno::warning file=x::y", "")
    assert annotation("error", finding) == "::error file=docs/a%2Cb%3Ac.md,title=x/y::100%25%0Ano::warning file=x::y"


def test_a_warning_is_annotated_as_one():
    finding = Finding("a.md", 3, "x/y", "It is late.", "Hurry.")
    report = Report("x", 1, (finding,), warnings=(finding,))
    assert [line.split(" ")[0] for line in of_report(report)] == ["::error", "::warning"]
