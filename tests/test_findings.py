"""What checks report."""

from booklet.findings import Finding, Report, join

WRONG = Finding("docs/plan.md", 3, "structure/title-length", "The title has 70 characters.", "Shorten it.")


def test_a_finding_says_place_rule_problem_and_cure():
    assert str(WRONG) == "docs/plan.md:3: structure/title-length: The title has 70 characters. Shorten it."


def test_a_finding_without_a_line_names_the_file_alone():
    assert str(Finding("a.pdf", 0, "R", "P.", "C.")) == "a.pdf: R: P. C."


def test_a_check_that_examined_nothing_fails():
    (finding,) = Report("links", 0).require_something().findings
    assert finding.rule == "run/examined-nothing"


def test_a_check_that_examined_something_is_as_it_was():
    report = Report("links", 1)
    assert report.require_something() is report


def test_reports_add_up():
    report = join("sources", [Report("a", 2, (WRONG,)), Report("b", 3, warnings=(WRONG,))])
    assert (report.name, report.examined, report.findings, report.warnings) == ("sources", 5, (WRONG,), (WRONG,))
