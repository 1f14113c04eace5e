"""What the checks ask of the product: every rule with its id, its sentence and its source.

A module of a check lists its rules as RULES; nothing else may be reported (`waivers.report` holds the check to it).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

ID = re.compile(r"[a-z][a-z0-9_]*/[a-z0-9][a-z0-9-]*")
# In place of the last part of an id: the check passes on the names that another program gives to its rules
ANY = "*"


@dataclass(frozen=True)
class Rule:
    """One rule of a check.

    `id` is stable: the name of the check, a slash and the name of the rule ("links/broken"), or an asterisk for the
    rules of another program ("axe/*"). `sentence` says what is so where nothing is wrong. `source` is public: a
    standard and its clause, a law, published guidance, or “Project decision” and the reason.
    """

    id: str
    sentence: str
    source: str

    def __post_init__(self) -> None:
        if not ID.fullmatch(self.id.replace(ANY, "any")):
            raise ValueError(f"“{self.id}” is not the id of a rule: write check/rule in small letters.")
        if not self.sentence.endswith(".") or not self.source.strip():
            raise ValueError(f"The rule “{self.id}” needs a whole sentence and a source.")

    def covers(self, name: str) -> bool:
        """Say whether this is the rule of a finding, or the one that stands for it."""
        return name == self.id or (self.id.endswith(f"/{ANY}") and name.startswith(self.id.removesuffix(ANY)))


# A page that cannot be read, where somebody checks it by itself
UNREADABLE = Rule(
    "run/unreadable",
    "A page can be read.",
    "Project decision: an author is told in the same way whatever is wrong with a page",
)
# The run itself reports these, in place of any check
RUN_RULES = (
    UNREADABLE,
    Rule(
        "run/examined-nothing",
        "A check has looked at something.",
        "Project decision: what was not looked at is unproven",
    ),
    Rule(
        "run/waiver-unused",
        "Every waiver covers a finding.",
        "Project decision: a waiver that nothing needs hides the next fault",
    ),
)


def ids(rules: Iterable[Rule]) -> frozenset[str]:
    """Return the ids of rules."""
    return frozenset(rule.id for rule in rules)
