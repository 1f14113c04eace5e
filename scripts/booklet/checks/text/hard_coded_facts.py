"""Checks that facts are used by name: nothing that is in service/facts.yml is typed a second time where it could
grow old.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence

from booklet.checks.context import CheckContext
from booklet.checks.rules import Rule
from booklet.errors import BookletError
from booklet.findings import Finding, Report
from booklet.markdown.pages import page_paths, read_label_texts, read_own_texts, read_page
from booklet.project import Project
from booklet.source.service.facts import Fact, Facts, read_facts

RULES = (
    Rule(
        "hard_coded_facts/fact",
        "Nothing that is in service/facts.yml is typed again.",
        "Project decision: a fact that changes is changed in one place",
    ),
    Rule(
        "hard_coded_facts/phone",
        "No phone number is typed outside service/facts.yml.",
        "Project decision: a wrong phone number does real harm",
    ),
    Rule(
        "hard_coded_facts/email",
        "No email address is typed outside service/facts.yml.",
        "Project decision: a fact that changes is changed in one place",
    ),
    Rule(
        "hard_coded_facts/address",
        "No web address is typed outside service/facts.yml.",
        "Project decision: a fact that changes is changed in one place",
    ),
)

NAME = "hard_coded_facts"
# These begin only where no such word is before them: a line of dots would take the square of its length
EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
# GOV.UK, in capitals, is the name of the website
ADDRESS = re.compile(
    r"(?:https?://|www\.)[^\s)>\"'”’]+"
    r"|(?<![\w-])(?<![\w-]\.)(?!GOV\.UK\b)(?:[\w-]+\.)+(?:com|eu|gov|info|io|net|org|uk)\b(?:/[^\s)>\"'”’]*)?",
    re.IGNORECASE,
)
# An international or national number, of at least 7 digits
PHONE = re.compile(r"(?<![\w.,{#/-])(?:\+|\(?0)\d*(?:[ \u00a0()-]{0,2}\d){6,}(?![\w.,]\d)")
DIGITS = re.compile(r"\D")
# Not seen by readers, and full of numbers: comments and the shapes of drawings
UNREAD = re.compile(r"\{#.*?#\}|\s(?:d|viewBox|points|transform)=\"[^\"]*\"", re.DOTALL)
# The code of a template: no reader sees more of it than the words in quotation marks
CODE = re.compile(r"\{[%{].*?[%}]\}", re.DOTALL)
QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'|\n")
# The key of a picture, at the top of a page or in it
PICTURE = re.compile(r"^picture:.*|\(picture:[^)]*\)")
# The page whose entries are words of everybody's
WORD_LIST = "word-list.md"


def _plain(text: str) -> str:
    """Return an address or name so that two spellings of it are equal."""
    return re.sub(r"^(?:https?://)?(?:www\.)?|/$", "", " ".join(text.split()).casefold())


def _national(number: str) -> str:
    """Return the digits of a phone number as they are dialled after 0 or +44."""
    return re.sub(r"^(?:44)?0?", "", DIGITS.sub("", number))


def _known(facts: Facts) -> dict[str, Fact]:
    """Return the facts that may not be typed, by their plain form."""
    known = {}
    for fact in facts.values():
        if fact.kind == "phone":
            known[_national(fact.value)] = fact
        elif fact.kind in ("email", "web", "link"):
            known[_plain(fact.value)] = fact
    return known


def _cure(fact: Fact | None) -> str:
    return f"Write {{{fact.name}}}." if fact else "Add it to service/facts.yml and use it by its name in braces."


def names_of(facts: Facts, general: Collection[str]) -> list[Fact]:
    """Return the facts that are names, the longest first.

    The words in `general` may be typed, although a service bears one of them as its name.
    """
    names = [fact for fact in facts.values() if fact.kind == "name" and fact.value not in general]
    return sorted(names, key=lambda fact: -len(fact.value))


def in_line(path: str, number: int, line: str, facts: Facts, names: Sequence[Fact]) -> Iterator[Finding]:
    """Yield a finding for everything in a line that is, or looks like, a fact; `names` are those of `names_of`.

    A name counts with its capitals and as a whole: Reading is a town, and reading is not.
    """
    for pattern, rule, what in (
        (EMAIL, "hard_coded_facts/email", "an email address"),
        (ADDRESS, "hard_coded_facts/address", "a web address"),
        (PHONE, "hard_coded_facts/phone", "a phone number"),
    ):
        for match in pattern.finditer(line):
            typed = match[0].rstrip(".,;:")
            fact = _known(facts).get(_national(typed) if rule == "hard_coded_facts/phone" else _plain(typed))
            yield Finding(
                path,
                number,
                "hard_coded_facts/fact" if fact else rule,
                f"“{typed}” is {what} that is typed here.",
                _cure(fact),
            )
        line = pattern.sub(lambda match: " " * len(match[0]), line)
    for fact in names:
        if fact.value not in line:
            continue
        pattern = re.compile(rf"(?<!\w){re.escape(fact.value)}(?!\w)")
        if pattern.search(line):
            yield Finding(
                path,
                number,
                "hard_coded_facts/fact",
                f"“{fact.value}” is the name of a service that is typed here.",
                _cure(fact),
            )
            line = pattern.sub("", line)


def _template_lines(text: str) -> list[str]:
    """Return the lines of a template without what no reader sees."""
    text = UNREAD.sub(lambda match: "\n" * match[0].count("\n"), text)
    return CODE.sub(lambda code: "".join(QUOTED.findall(code[0])), text).split("\n")


def general_words(project: Project) -> set[str]:
    """Return the entries of the word list; none where it cannot be read, as the check of the structure reports."""
    try:
        page = read_page(project, project.docs / WORD_LIST)
    except BookletError:
        return set()
    return {text.words for text in page.texts if text.tag == "dt"}


def read_lines(project: Project) -> Iterator[tuple[str, int, str]]:
    """Yield file, number and text of every line of the pages and templates, and every label."""
    for path in page_paths(project):
        name = project.relative(path)
        for number, line in enumerate(project.read_text(path).splitlines(), 1):
            yield name, number, PICTURE.sub("", line)
    for path in project.written(project.root / "overrides", "**/*.html"):
        name = project.relative(path)
        for number, line in enumerate(_template_lines(project.read_text(path)), 1):
            yield name, number, line
    for text in (*read_label_texts(project), *read_own_texts(project)):
        yield text.path, text.line, text.words


def check(context: CheckContext) -> Report:
    """Look through docs/, content/labels.yml and overrides/; examined = lines and labels."""
    project = context.project
    facts = read_facts(project)
    names = names_of(facts, general_words(project))
    lines = list(read_lines(project))
    findings = (finding for line in lines for finding in in_line(*line, facts, names))
    return context.report(NAME, RULES, len(lines), findings)
