"""What people have tested: content/records/people-tests.yml, in which the staff note it when it has been done."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from booklet.errors import BookletError, nearest
from booklet.project import Project
from booklet.source.text import fold, normalised, visible

FILE = "content/records/people-tests.yml"
# Who tests what, by the name in the file. People who speak a language are named in its catalogue, when they have read it.
KINDS: Mapping[str, str] = {
    "parents": "Parents and carers",
    "screen_reader": "The website and the files with a screen reader",
    "disabled_people": "The website, by disabled people",
    "easy_read": "Easy Read, by people with learning disabilities",
    "braille": "The braille, by people who read braille",
    "audio": "The recordings, by people who listen to them",
}
NOT_DONE = "not done yet"
FIELDS = ("by", "day", "result")
LONGEST_WORDS = 500
CURE = f"Write “{NOT_DONE}”, or {{by: two people who use NVDA, day: 2027-01-31, result: What they found.}}"


@dataclass(frozen=True)
class PeopleTest:
    """A test that people have done: `kind` is one of KINDS, `by` says who they were, `result` what they found."""

    kind: str
    by: str
    day: date
    result: str

    @property
    def what(self) -> str:
        """What was tested, in words for readers."""
        return KINDS[self.kind]


def read_people_tests(project: Project) -> tuple[PeopleTest, ...]:
    """Return the tests that people have done, in the order of KINDS; none where there is no such file.

    Raises BookletError, with the line, for an unknown kind, and for a test that is not noted completely.
    """
    path = project.root / FILE
    data = project.read_yaml(path) if project.has(path) else {}
    for name in data.keys() - KINDS.keys():
        cure = nearest(str(name), KINDS, f"The kinds of tests are {', '.join(KINDS)}.")
        raise BookletError(
            f"There is no kind of test “{visible(str(name))}”.", cure, FILE, project.yaml_line(path, name)
        )
    noted = {name: entry for name, entry in data.items() if entry != NOT_DONE}
    for name, entry in noted.items():
        if not isinstance(entry, dict) or entry.keys() != set(FIELDS) or not _is_complete(entry):
            raise BookletError(
                f"The test “{name}” is not noted completely.", CURE, FILE, project.yaml_line(path, str(name))
            )
    return tuple(
        PeopleTest(
            kind, fold(normalised(noted[kind]["by"])), noted[kind]["day"], fold(normalised(noted[kind]["result"]))
        )
        for kind in KINDS
        if kind in noted
    )


def _is_complete(entry: Mapping[str, Any]) -> bool:
    """Say whether a test has a day, and words that can be shown for the rest.

    Characters that nobody can see are none of them: the reader of YAML refuses these, also as an escape.
    """
    words = [entry["by"], entry["result"]]
    day = isinstance(entry["day"], date) and not isinstance(entry["day"], datetime)
    return day and all(isinstance(one, str) and 0 < len(fold(normalised(one))) <= LONGEST_WORDS for one in words)


def answers(tests: tuple[PeopleTest, ...]) -> dict[str, str]:
    """Return the answers that the sentences of pages depend on: `tested_braille` and the like, yes or no."""
    done = {test.kind for test in tests}
    return {f"tested_{kind}": "yes" if kind in done else "no" for kind in KINDS}
