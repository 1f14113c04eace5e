"""The documents: nothing that people can use is left out of the handbook, and nothing they name is missing."""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from jinja2 import Environment, nodes

from booklet import cli
from booklet.checks import CHECKS
from booklet.formats import FORMATS
from booklet.markdown.blocks import NAMES
from booklet.project import ROOT
from booklet.publish.requests import Request
from tests.books import BOOKLET

# A row of the tables of checks: its name, and what it looks for
ROW_OF_A_CHECK = re.compile(r"^\| `(\w+)` \| (.*?) \|$", re.MULTILINE)
HANDBOOK = ROOT / "handbook"
CHANGELOG = ROOT / "CHANGELOG.md"  # it may name what is no longer there
DOCUMENTS = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted(HANDBOOK.glob("*.md"))]
# What MkDocs itself gives to every template (https://www.mkdocs.org/dev-guide/themes/#template-variables)
OF_MKDOCS = {"page", "nav", "config"}
CODE = re.compile(r"`([^`\n]+)`")
FENCED = re.compile(r"^[ ]*```.*?^[ ]*```", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\(([^)\s]+)\)|^\[[^\]]+\]: (\S+)$", re.MULTILINE)
# A path from the root of the repository: "docs/plan.md", "handbook/", "mkdocs.yml"
PATH = re.compile(r"[\w.-]+(?:/[\w.-]+)*/?")
# The rooms of the program are named without the folders that hold them
TOPS = (ROOT, ROOT / "scripts" / "booklet", ROOT / "scripts" / "booklet" / "checks")
ENDINGS = (".css", ".html", ".in", ".js", ".json", ".jsonc", ".lock", ".md", ".po", ".py", ".toml", ".yml")


# ---- How the documents are read ----


def text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def section(document: str, heading: str) -> str:
    """Return what follows a heading, up to the next one of its level or above; "" where there is no such heading."""
    level = heading.split(" ")[0]
    found = re.search(rf"^{re.escape(heading)}\n(.*?)(?=^#{{1,{len(level)}}} |\Z)", document, re.MULTILINE | re.DOTALL)
    return found[1] if found else ""


def first_cells(document: str) -> list[str]:
    """Return the code in the first cell of every row of the tables: the names that a table explains."""
    rows = [line.split("|")[1] for line in document.splitlines() if line.startswith("|")]
    return [name for row in rows for name in CODE.findall(row)]


def slug(heading: str) -> str:
    """Return the fragment that GitHub gives a heading: no punctuation, small letters, hyphens for spaces."""
    return re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-")


def slugs(document: str) -> set[str]:
    return {slug(one) for one in re.findall(r"^#+ (.+)$", FENCED.sub("", document), re.MULTILINE)}


def broken_links(document: str, path: Path) -> list[str]:
    """Return the relative links of a document, at `path`, that lead to no file or to no heading."""
    found = []
    for pair in LINK.findall(CODE.sub("", FENCED.sub("", document))):
        link = pair[0] or pair[1]
        if re.match(r"[a-z]+:", link):
            continue
        name, _, fragment = link.partition("#")
        target = (path.parent / name).resolve() if name else path
        exists = target.exists() and target.is_relative_to(ROOT)
        if not exists or (fragment and fragment not in slugs(text(target) if name else document)):
            found.append(link)
    return found


def made_folders() -> set[str]:
    """Return the folders that the two commands make: no path in them can be looked for, as they may not be there."""
    return {line.strip("/") for line in text(ROOT / ".gitignore").splitlines() if line.startswith("/")}


def missing_paths(document: str) -> list[str]:
    """Return the paths in backticks that are not in the repository. A name without a folder is a path by its ending."""
    missing = []
    for code in CODE.findall(FENCED.sub("", document)):
        first = code.split("/")[0]
        is_path = PATH.fullmatch(code) and ("/" in code or code.endswith(ENDINGS)) and code not in ENDINGS
        if not is_path or first in made_folders():
            continue
        if not any((top / code).exists() for top in TOPS):
            missing.append(code)
    return missing


# ---- What the program has ----


def commands(parser: argparse.ArgumentParser, name: str = "booklet") -> Iterator[tuple[str, argparse.ArgumentParser]]:
    """Yield every command as it is typed, under each of its names, with the parser of its arguments."""
    groups = [action for action in parser._actions if isinstance(action, argparse._SubParsersAction)]
    if not groups:
        yield name, parser
    for group in groups:
        for word, child in group.choices.items():
            yield from commands(child, f"{name} {word}")


def options(parser: argparse.ArgumentParser) -> set[str]:
    return {option for action in parser._actions for option in action.option_strings} - {"-h", "--help"}


REFERENCE = text(HANDBOOK / "reference.md")
OLD_NAMES = first_cells(section(REFERENCE, "### Old names"))
COMMANDS = [
    (name, parser)
    for name, parser in commands(cli.parser())
    if not any(name == old or name.startswith(f"{old} ") for old in OLD_NAMES)
]


def of_command(name: str) -> str:
    """Return the section of the reference on a command: that of "booklet translations" for its actions too."""
    return section(REFERENCE, f"### `{' '.join(name.split()[:2])}`")


def names_taken(templates: Iterable[str]) -> set[str]:
    """Return the names that templates take from outside: not from MkDocs, and set by none of them."""
    used: set[str] = set()
    own: set[str] = set()
    for template in templates:
        tree = Environment().parse(template)
        for name in tree.find_all(nodes.Name):
            (used if name.ctx == "load" else own).add(name.name)
        for source in tree.find_all(nodes.FromImport):
            own |= {one if isinstance(one, str) else one[1] for one in source.names}
        own |= {macro.name for macro in tree.find_all(nodes.Macro)}
    return used - own - OF_MKDOCS


# ---- Whatever people can use is explained, and whatever is explained is there ----


@pytest.mark.parametrize(("name", "parser"), COMMANDS, ids=[name for name, _ in COMMANDS])
def test_every_command_and_its_options_are_in_the_reference(name, parser):
    described = of_command(name)
    assert name in described or (name.count(" ") == 1 and described)
    assert options(parser) <= set(CODE.findall(described))


def test_the_reference_has_no_command_and_no_option_that_is_gone():
    headings = set(re.findall(r"^### `(booklet [a-z-]+)`$", REFERENCE, re.MULTILINE))
    assert headings == {" ".join(name.split()[:2]) for name, _ in COMMANDS}
    for heading in headings:
        own = {
            option for name, parser in COMMANDS if f"{name} ".startswith(f"{heading} ") for option in options(parser)
        }
        assert {code for code in first_cells(of_command(heading)) if code.startswith("-")} == own, heading


def test_the_options_before_every_command_are_in_the_reference():
    described = section(REFERENCE, "## Commands").split("\n### ")[0]
    assert options(cli.parser()) == {one for one in first_cells(described) if one.startswith("-")} - {"-h", "--help"}


def test_an_old_name_of_a_command_still_works():
    every = {name for name, _ in commands(cli.parser())}
    assert OLD_NAMES
    assert all(any(f"{name} ".startswith(f"{old} ") for name in every) for old in OLD_NAMES)


def test_every_format_and_its_files_are_in_the_reference():
    rows = [line.split("|") for line in section(REFERENCE, "## Formats").splitlines() if line.startswith("| `")]
    described = {CODE.findall(row[1])[0]: CODE.findall(row[3]) for row in rows}
    assert described == {
        name: [variant.suffix for variant in entry.variants_in(BOOKLET) if variant.suffix]
        for name, entry in FORMATS.items()
    }


def test_the_reference_says_which_formats_take_a_choice():
    fields = {"--text-size": "text_size", "--paper": "paper", "--background": "background", "--font": "fonts"}
    fields |= {"--braille-page": "braille_page"}
    assert set().union(*(entry.choices for entry in FORMATS.values())) == set(fields.values())
    rows = [line.split("|") for line in of_command("booklet make").splitlines() if line.startswith("| `--")]
    takes = {CODE.findall(row[1])[0]: CODE.findall(row[3]) for row in rows}
    for option, field in fields.items():
        assert takes[option] == [name for name, entry in FORMATS.items() if field in entry.choices]


def test_every_setting_of_a_request_is_an_option_of_make():
    described = first_cells(of_command("booklet make"))
    assert {f"--{field.replace('_', '-')}" for field in Request.__dataclass_fields__} <= set(described)


def test_every_check_is_in_the_reference():
    assert sorted(first_cells(section(REFERENCE, "## Checks"))) == sorted(CHECKS)


def test_every_check_is_in_the_reference_with_others_that_read_the_same():
    for folder in ("text", "pages", "files", "browser"):
        _, _, after = section(REFERENCE, "## Checks").partition(f"in `scripts/booklet/checks/{folder}`:\n\n")
        described = first_cells(after.partition("\n\n")[0])
        assert described and described == [check.name for check in CHECKS.values() if check.reads.value == folder]


def test_every_block_is_explained_to_editors():
    described = [name.removeprefix("/// ") for name in first_cells(section(text(HANDBOOK / "editing.md"), "## Blocks"))]
    assert sorted(described) == sorted(NAMES)


def test_every_name_that_a_template_uses_is_explained():
    described = first_cells(section(text(HANDBOOK / "developing.md"), "## Templates"))
    templates = [text(path) for path in (ROOT / "overrides").rglob("*.html")]
    assert {name.split("(")[0] for name in described} == names_taken(templates)


@pytest.mark.parametrize("path", [*DOCUMENTS, CHANGELOG], ids=lambda path: path.name)
def test_every_relative_link_leads_somewhere(path):
    assert broken_links(text(path), path) == []


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_every_path_in_backticks_is_there(path):
    assert missing_paths(text(path)) == []


def test_every_document_of_the_handbook_can_be_found_from_the_readme_and_from_contributing():
    for start in ("README.md", "CONTRIBUTING.md"):
        links = {pair[0].partition("#")[0] for pair in LINK.findall(text(ROOT / start))}
        assert {path.relative_to(ROOT).as_posix() for path in HANDBOOK.glob("*.md")} <= links


def test_the_readme_is_short():
    lines = text(ROOT / "README.md").splitlines()
    assert len(lines) <= 120
    assert [line for line in lines if len(line) > 120] == []


def test_the_version_is_that_of_the_newest_release_in_the_changelog():
    releases = re.findall(r"^## \[(\d+\.\d+\.\d+)\] - \d{4}-\d{2}-\d{2}$", text(CHANGELOG), re.MULTILINE)
    assert f'version = "{releases[0]}"' in text(ROOT / "pyproject.toml")


# ---- These tests can fail ----


def test_a_link_to_nowhere_is_found():
    page = HANDBOOK / "editing.md"
    assert broken_links("[a](nowhere.md) [b](reference.md#no-such-heading) [c](#nor-this)", page) == [
        "nowhere.md",
        "reference.md#no-such-heading",
        "#nor-this",
    ]
    assert broken_links("[a](reference.md#formats) [b](https://www.example.org/)\n\n[c]: ../README.md", page) == []
    assert broken_links("Write a link as `[words](nowhere.md)`, [`code`](gone.md)", page) == ["gone.md"]


def test_a_path_that_is_not_there_is_found():
    assert missing_paths("`docs/no-such-page.md`, `no-such-file.yml`, `handbook/nothing/`") == [
        "docs/no-such-page.md",
        "no-such-file.yml",
        "handbook/nothing/",
    ]
    assert missing_paths("`mkdocs.yml`, `docs/`, `site/editions.json`, `/usr/share`, `<tag>.po`, `check/rule a`") == []


def test_a_command_without_a_section_is_found():
    parser = argparse.ArgumentParser()
    parser.add_subparsers().add_parser("dance").add_argument("--fast")
    ((name, dance),) = commands(parser)
    assert (name, options(dance), of_command(name)) == ("booklet dance", {"--fast"}, "")


def test_a_name_that_a_template_takes_is_told_from_those_it_sets():
    assert names_taken(["{% set a = given %}{% for one in nav %}{{ one }}{% endfor %}", "{{ a }}{{ call(page) }}"]) == {
        "given",
        "call",
    }


def test_a_table_that_leaves_something_out_or_names_too_much_is_seen():
    table = "| block | what |\n|---|---|\n| `/// note` | `other` |\n\nText with `code`.\n"
    assert first_cells(table) == ["/// note"]
    assert section(f"## A\n{table}## B\nmore\n", "## A") == table
    assert section("## A\n", "## C") == ""


def test_the_handbook_describes_each_check_as_the_program_does():
    section = (HANDBOOK / "reference.md").read_text(encoding="utf-8").partition("\n## Checks\n")[2]
    rows = {name: words.replace("`", "") for name, words in ROW_OF_A_CHECK.findall(section)}
    assert rows == {name: check.description for name, check in CHECKS.items()}
