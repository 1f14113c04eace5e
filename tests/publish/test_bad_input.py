"""Whatever is wrong, the real command says where, what and how to correct it, and the last good site stays as it was."""

from __future__ import annotations

import re
import resource
import shutil
import signal
import subprocess
from pathlib import Path

import pytest

from booklet.checks.text import source_coverage
from booklet.project import ROOT, Project
from tests.helpers import (
    SAFETY,
    add_polish,
    booklet,
    change,
    command,
    contents,
    copied_project,
    copy_of_built,
    environment,
    running,
)

# Enough to see documents fail, and quickly made; the tests of each format make the others
BUILD = ("build", "--formats", "web,web-pack")


@pytest.fixture(scope="module")
def good(tmp_path_factory) -> Project:
    """A copy of the project with a site and a cache of documents, as after a build that went well."""
    project = copied_project(tmp_path_factory.mktemp("good"))
    built = booklet(project, *BUILD)
    assert built.returncode == 0, built.stderr
    return project


@pytest.fixture
def project(good, tmp_path) -> Project:
    """A copy of it to spoil."""
    return copy_of_built(good, tmp_path / "project")


def _line(path: Path, words: str) -> int:
    """Return the line of a file that holds these words."""
    lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    return next(number for number, line in enumerate(lines, 1) if words in line)


def missing_title(project):
    change(project.docs / "plan.md", "title: Plan\n", "")
    return "docs/plan.md:1: structure/title-missing: This page has no title. Add a line “title: …”"


def unknown_fact(project):
    change(project.docs / "assess.md", "Tell the school", "Phone {fone}. Tell the school")
    line = _line(project.docs / "assess.md", "{fone}")
    return f"docs/assess.md:{line}: structure/fact-unknown: There is no fact {{fone}}. Did you mean “phone”?"


def unknown_fact_in_a_label(project):
    change(project.root / "content/labels.yml", "adviser at {service}", "adviser at {serice}")
    return (
        f"content/labels.yml:{_line(project.root / 'content/labels.yml', '{serice}')}: "
        "The label “help.text” names {serice}, which is no fact. Did you mean {service}?"
    )


def broken_link(project):
    change(project.docs / "index.md", "(plan.md)", "(plann.md)")
    line = _line(project.docs / "index.md", "plann.md")
    return (
        f"docs/index.md:{line}: structure/link-broken: The link to “plann.md” leads to no page. Did you mean “plan.md”?"
    )


def broken_anchor(project):
    change(project.docs / "about.md", "#limits-of-this-guide", "#limits-of-this-guid")
    line = _line(project.docs / "about.md", "useful-information.md#")
    return (
        f"docs/about.md:{line}: structure/anchor-broken: The link to “useful-information.md#limits-of-this-guid” leads to a "
        "heading that is not there. Did you mean “limits-of-this-guide”?"
    )


def picture_without_words(project):
    change(project.docs / "index.md", "![decorative](picture:asking-a-question)", "![](picture:asking-a-question)")
    line = _line(project.docs / "index.md", "![](")
    return (
        f"docs/index.md:{line}: structure/alt-missing: The picture “picture:asking-a-question” has no words for those who cannot see it. "
        "Write ![what it shows](picture:asking-a-question)"
    )


def skipped_heading(project):
    change(project.docs / "assess.md", "## Your part", "#### Your part")
    line = _line(project.docs / "assess.md", "#### Your part")
    return (
        f"docs/assess.md:{line}: structure/heading-skipped: “Your part” is a heading of level 4 after one of level 2. "
        "Start it with ###."
    )


def raw_html(project):
    change(project.docs / "assess.md", "Tell the school", "<b>Tell</b> the school")
    line = _line(project.docs / "assess.md", "<b>")
    return f"docs/assess.md:{line}: structure/raw-html: <b> is HTML. Write it in Markdown"


def page_that_is_not_utf8(project):
    path = project.docs / "plan.md"
    path.write_bytes(path.read_bytes().replace(b"title: Plan\n", b"title: Plan\xe9\n"))
    return "docs/plan.md:2: This file is not UTF-8 text. Save it as UTF-8."


def page_that_is_a_folder(project):
    (project.docs / "plan.md").unlink()
    (project.docs / "plan.md").mkdir()
    return "docs/plan.md: This is not a file that can be read. Put a file here."


def template_that_is_not_utf8(project):
    path = project.root / "overrides" / "partials" / "help.html"
    path.write_bytes(b"{#\n\xe9 #}" + path.read_bytes())
    return "overrides/partials/help.html:2: This file is not UTF-8 text. Save it as UTF-8."


def broken_template(project):
    change(project.root / "overrides" / "partials" / "help.html", "{{", "{% if %}\n{{")
    line = _line(project.root / "overrides" / "partials" / "help.html", "{% if %}")
    return f"overrides/partials/help.html:{line}: This template cannot be used: "


def unknown_name_in_a_template(project):
    change(project.root / "overrides" / "404.html", "{{ label(", "{{ lable(")
    line = _line(project.root / "overrides" / "404.html", "lable(")
    return f"overrides/404.html:{line}: This template cannot be used: 'lable' is undefined. Correct what it names."


def settings_that_are_not_yaml(project):
    change(project.root / "service/settings.yml", "address: ", "address: [")
    return "service/settings.yml:"


def _not_yaml(path: Path, words: str) -> str:
    """Spoil the line with these words by a tab before them; return its place and problem."""
    change(path, words, f"\t{words}")
    root = next(folder for folder in path.parents if (folder / "mkdocs.yml").exists())
    return f"{path.relative_to(root).as_posix()}:{_line(path, words)}: This is not valid YAML: "


def facts_that_are_not_yaml(project):
    return _not_yaml(project.root / "service/facts.yml", "  value:")


def order_of_pages_that_is_not_yaml(project):
    return _not_yaml(project.root / "mkdocs.yml", "- guide:")


def labels_that_are_not_yaml(project):
    return _not_yaml(project.root / "content/labels.yml", "help:")


def quotations_that_are_not_yaml(project):
    return _not_yaml(project.root / "content/quotations.yml", '"6.17":')


def front_matter_that_is_not_yaml(project):
    change(project.docs / "plan.md", "title: Plan", "title: Plan: the aims")
    return (
        "docs/plan.md:2: structure/unreadable: The lines between --- and --- at the top cannot be read: "
        "mapping values are not allowed here."
    )


def unknown_setting_of_mkdocs(project):
    change(project.root / "mkdocs.yml", "docs_dir: docs", "docs_folder: docs")
    line = _line(project.root / "mkdocs.yml", "docs_folder")
    return (
        f"mkdocs.yml:{line}: MkDocs cannot make the website: Config value 'docs_folder': Unrecognised configuration name: "
        "docs_folder. Correct or remove the setting that it names."
    )


def broken_header_of_a_catalogue(project):
    add_polish(project, "")
    change(project.locales / "pl.po", 'msgid ""', "msgid")
    return (
        "locales/pl.po:1: This line of the catalogue is not a keyword with words in quotation marks. "
        'Write it as msgid "words"'
    )


def catalogue_that_is_not_utf8(project):
    add_polish(project, 'msgid "Do"\nmsgstr "Działanie"\n')
    path = project.locales / "pl.po"
    path.write_bytes(path.read_text(encoding="utf-8").encode("iso-8859-2"))
    return "locales/pl.po:5: This file is not UTF-8 text. Save it as UTF-8."


def language_without_a_catalogue(project):
    add_polish(project, None)
    return "locales/pl.po: polski has no catalogue."


def missing_picture(project):
    change(project.docs / "plan.md", "picture: 2-plan", "picture: 2-plans")
    line = _line(project.docs / "plan.md", "2-plans")
    return f"docs/plan.md:{line}: structure/picture-unknown: There is no picture “2-plans”. Did you mean “2-plan”?"


def diagram_without_a_stage(project):
    path = project.docs / "graduated-approach.md"
    text = path.read_text(encoding="utf-8")
    start = text.index("    4.  [Review]")
    path.write_text(text[:start] + text[text.index("    **Has progress been made?**") :], encoding="utf-8")
    line = _line(path, "/// approach")
    return f"docs/graduated-approach.md:{line}: The diagram has 3 stages instead of four."


@pytest.mark.parametrize(
    "spoil",
    [
        missing_title,
        unknown_fact,
        unknown_fact_in_a_label,
        broken_link,
        broken_anchor,
        picture_without_words,
        skipped_heading,
        raw_html,
        page_that_is_not_utf8,
        page_that_is_a_folder,
        template_that_is_not_utf8,
        broken_template,
        unknown_name_in_a_template,
        settings_that_are_not_yaml,
        facts_that_are_not_yaml,
        order_of_pages_that_is_not_yaml,
        labels_that_are_not_yaml,
        quotations_that_are_not_yaml,
        front_matter_that_is_not_yaml,
        unknown_setting_of_mkdocs,
        broken_header_of_a_catalogue,
        catalogue_that_is_not_utf8,
        language_without_a_catalogue,
        missing_picture,
        diagram_without_a_stage,
    ],
    ids=lambda spoil: spoil.__name__,
)
def test_a_mistake_stops_the_build_with_place_problem_and_cure(project, spoil):
    expected, before = spoil(project), contents(project.site)
    result = booklet(project, "build", "--formats", "web")
    assert result.returncode == 1, result.stderr
    assert f"Error: {expected}" in result.stderr
    assert "Traceback" not in result.stderr
    assert contents(project.site) == before
    assert not (project.root / "site.booklet-new").exists()


@pytest.mark.parametrize(
    ("setting", "problem"),
    [
        ("extra: !!python/object/apply:os.mkdir [ran]", "This is not valid YAML: a word that begins with !"),
        ("extra: {home: !ENV HOME}", "This is not valid YAML: a word that begins with !"),
        ("hooks: [docs/hook.py]", "“hooks” would make MkDocs run or read another file."),
        ("INHERIT: other.yml", "“INHERIT” would make MkDocs run or read another file."),
    ],
)
def test_nothing_in_the_settings_of_mkdocs_is_run(project, setting, problem):
    (project.docs / "hook.py").write_text("import os\nos.mkdir('ran')\n", encoding="utf-8")
    (project.root / "other.yml").write_text("hooks: [docs/hook.py]\n", encoding="utf-8")
    with (project.root / "mkdocs.yml").open("a", encoding="utf-8") as file:
        file.write(f"{setting}\n")
    result = booklet(project, "build", "--formats", "web")
    line = _line(project.root / "mkdocs.yml", setting)
    assert result.returncode == 1 and f"Error: mkdocs.yml:{line}: {problem}" in result.stderr
    assert not (project.root / "ran").exists()


def missing_description(project):
    change(project.docs / "plan.md", "description: ", "summary: ")
    return "docs/plan.md:1: structure/description-missing: This page has no description. Add a line “description: …”"


@pytest.mark.parametrize(
    "arguments",
    [("status",), ("catalogues", "update"), ("make", "--format", "text")],
    ids=lambda arguments: arguments[0],
)
@pytest.mark.parametrize("spoil", [missing_description, unknown_fact], ids=lambda spoil: spoil.__name__)
def test_a_mistake_stops_what_reads_the_text_with_place_problem_and_cure(tmp_path, spoil, arguments):
    project = copied_project(tmp_path)
    expected = spoil(project)
    result = booklet(project, *arguments)
    assert result.returncode == 1, result.stderr
    assert f"Error: {expected}" in result.stderr
    assert "Traceback" not in result.stderr


def test_points_of_the_printed_booklet_that_are_not_yaml_stop_their_check(project):
    path = project.root / source_coverage.FILE
    shutil.copyfile(ROOT / source_coverage.FILE, path)
    expected = _not_yaml(path, "  page: index.md")
    result = booklet(project, "check", source_coverage.NAME)
    assert result.returncode == 1, result.stderr
    assert f"Error: {expected}" in result.stderr
    assert "Traceback" not in result.stderr


def test_every_mistake_in_the_text_is_named_at_once(project):
    missing_title(project)
    broken_link(project)
    errors = booklet(project, "build", "--formats", "web").stderr
    assert "title-missing" in errors and "link-broken" in errors


def test_a_mistake_in_the_text_is_named_before_one_in_a_catalogue(project):
    broken_header_of_a_catalogue(project)
    expected = missing_title(project)
    errors = booklet(project, "build", "--formats", "web").stderr
    assert f"Error: {expected}" in errors and "pl.po" not in errors


@pytest.mark.parametrize("most", [1_000, 60_000, 400_000])
def test_a_disk_that_takes_no_more_stops_the_build(project, most):
    """A file that grows beyond `most` bytes cannot be written: first the pages fail, then
    the search, then a document.
    """
    shutil.rmtree(project.build)
    before = contents(project.site)
    result = booklet(project, *BUILD, prepare=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (most, most)))
    assert result.returncode == 1, result.stderr
    assert re.search(
        r"Error: .* cannot be written: File too large\. Make room .* The last good site is as it was\.", result.stderr
    ), result.stderr
    assert "Traceback" not in result.stderr
    assert contents(project.site) == before
    again = booklet(project, *BUILD)
    assert again.returncode == 0, again.stderr
    assert contents(project.site) == before


def _stopped(project: Project, at: str, number: int) -> tuple[int, str]:
    """Send the build a signal as soon as it has said `at`; return its exit code and its errors."""
    with running(
        command(*BUILD),
        env=environment(project),
        cwd=project.root,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    ) as process:
        for line in process.stderr:
            if at in line:
                break
        process.send_signal(number)
        _, errors = process.communicate(timeout=SAFETY)
    # Without the progress of what was still said
    return process.returncode, "".join(line for line in errors.splitlines(True) if not line.startswith("["))


@pytest.mark.parametrize(
    ("number", "at"),
    [(signal.SIGINT, "[1/4]"), (signal.SIGINT, "[2/4]"), (signal.SIGINT, "[3/4]"), (signal.SIGTERM, "[3/4]")],
)
def test_a_build_that_is_stopped_leaves_the_last_good_site(project, number, at):
    shutil.rmtree(project.build)
    before = contents(project.site)
    code, errors = _stopped(project, at, number)
    assert (code, errors) == (128 + number, "Stopped. The last good site is as it was.\n")
    assert contents(project.site) == before
    assert not (project.root / "site.booklet-new").exists()


@pytest.mark.parametrize("at", ["[2/4]", "[3/4]"])
def test_the_next_build_recovers_from_one_that_was_killed(project, at):
    shutil.rmtree(project.build)
    before = contents(project.site)
    code, _ = _stopped(project, at, signal.SIGKILL)
    assert code == -signal.SIGKILL
    assert contents(project.site) == before
    assert (project.root / "site.booklet-new").exists()
    again = booklet(project, *BUILD)
    assert again.returncode == 0, again.stderr
    assert contents(project.site) == before
    assert not (project.root / "site.booklet-new").exists()


def test_a_second_build_is_kept_out(project):
    shutil.rmtree(project.build)
    with running(
        command(*BUILD), env=environment(project), cwd=project.root, text=True, stderr=subprocess.PIPE
    ) as first:
        assert "[1/4]" in first.stderr.readline()
        second = booklet(project, *BUILD)
        first.communicate(timeout=60)
    assert (first.returncode, second.returncode) == (0, 1)
    assert "Error: Another build, or the set-up, is running. Wait until it has ended." in second.stderr
