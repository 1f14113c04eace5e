"""Choices: what differs between services, as questions with a few answers, and the sentences that belong to each.

A block of a page that ends in {.if-interpreters-yes} is shown only where the service has given that answer. A label
whose name ends in “_if_interpreters_yes” then takes the place of the label without that ending. All of them are
messages, whether they are shown or not: another answer needs no translation.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from booklet.errors import BookletError, nearest
from booklet.source.check_record import RUNS
from booklet.source.people_tests import KINDS
from booklet.source.service.facts import OPTIONAL_FACTS, Facts

YES_NO = ("yes", "no")
YES_UNKNOWN = ("yes", "unknown")
YES_NO_UNKNOWN = ("yes", "no", "unknown")


@dataclass(frozen=True)
class Choice:
    """One question that `booklet service new` asks, and the answers there are; the last one is safe for everybody."""

    question: str
    answers: tuple[str, ...]


# Their answers are in service/settings.yml, under “choices”
CHOICES: Mapping[str, Choice] = {
    "phone_appointments": Choice("Can parents book a phone appointment with an adviser, also on your website?", YES_NO),
    "interpreters": Choice("Can you offer an interpreter?", YES_NO_UNKNOWN),
    "free": Choice("Is your advice free, and may the guide say so?", YES_UNKNOWN),
    "confidential": Choice("Is your advice confidential, and may the guide say so?", YES_UNKNOWN),
    "transport_and_money": Choice("Do you advise on school transport and money?", YES_NO),
    "medical_needs_and_exams": Choice("Do you advise on medical needs and exams?", YES_NO),
    "ehc_booklet": Choice("Do you have a booklet about EHC plans on your website?", YES_NO),
    "chapter_6": Choice("Can parents download chapter 6 of the SEND Code of Practice from your website?", YES_NO),
    "braille_and_sound": Choice("Can parents ask you for braille, sound or raised pictures?", YES_NO),
    "sign_language": Choice("Can parents ask you for British Sign Language?", YES_NO),
    "help_with_reading": Choice("Can parents ask you for help with reading the guide?", YES_NO),
    "limits": Choice("Does your service accept the last two sentences of “Limits of this guide” as its own?", YES_NO),
}
# Follow from the facts, the other settings and the records
COMPUTED_CHOICES: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(OPTIONAL_FACTS, YES_NO),
    "hours": YES_NO,
    "approved": YES_NO,
    "offline": YES_NO,
    "free_and_confidential": ("yes", "unknown"),
    "details": ("booklet", "confirmed", "partly"),
    # From the record of the last run of all checks, and of what people have tested
    "recorded_run": (*RUNS, "none"),
    "run_findings": ("yes", "accepted", "no", "unknown"),
    **dict.fromkeys((f"tested_{kind}" for kind in KINDS), YES_NO),
}
# The facts whose values the pages take from the booklet until the service has confirmed them
DETAILS = ("service", "phone", "email", "website", "local_offer", "local_offer_email")
PROMISES = ("interpreters", "free", "confidential")

# At the end of a block, one condition or more: any of them shows it
MARKER = re.compile(r"[ \t]*\{((?:\.if-[^\s}]+\s*)+)\}[ \t]*$")
LABEL = re.compile(r"(.+)_if_([a-z0-9_]+)_([a-z]+)")


@dataclass(frozen=True)
class Condition:
    """An answer that has to be given: “interpreters” and “yes”."""

    choice: str
    answer: str


def answers_of(name: str) -> tuple[str, ...]:
    """Return the answers that a choice has; none for an unknown one."""
    return CHOICES[name].answers if name in CHOICES else COMPUTED_CHOICES.get(name, ())


def condition(written: str) -> Condition:
    """Return a condition as it is written in a page, such as “interpreters-yes”; raises BookletError for an unknown one."""
    name, _, answer = written.replace("-", "_").rpartition("_")
    if answer not in answers_of(name):
        known = [f"{one}-{word}".replace("_", "-") for one in (*CHOICES, *COMPUTED_CHOICES) for word in answers_of(one)]
        raise BookletError(
            f"“.if-{written}” is no answer that a service can give.",
            nearest(written, known, "handbook/editing.md lists the answers.", "{{.if-{}}}"),
        )
    return Condition(name, answer)


def split(raw: str) -> tuple[str, tuple[Condition, ...]]:
    """Return the Markdown of a block without the marker at its end, and its conditions; none where it has no marker.

    Raises BookletError, without a place, for a condition that is unknown.
    """
    match = MARKER.search(raw)
    if match is None:
        return raw, ()
    return raw[: match.start()], tuple(condition(one.removeprefix(".if-")) for one in match[1].split())


class Choices:
    """The answers of one service. Where it has given none, the last answer of a question counts: it promises nothing."""

    def __init__(self, given: Mapping[str, str] | None = None):
        self._given = dict(given or {})

    def __getitem__(self, name: str) -> str:
        answers = answers_of(name)
        if not answers:
            raise BookletError(f"There is no choice “{name}”.", f"The choices are {', '.join(CHOICES)}.")
        return self._given.get(name, answers[-1])

    def has(self, name: str, answer: str = "yes") -> bool:
        """Say whether a question has this answer; raises BookletError for an unknown question."""
        return self[name] == answer

    def show(self, conditions: Iterable[Condition]) -> bool:
        """Say whether a block is shown: it has no conditions, or one of them is fulfilled."""
        conditions = tuple(conditions)
        return not conditions or any(self.has(one.choice, one.answer) for one in conditions)

    def replaced(self, labels: Iterable[str]) -> dict[str, str]:
        """Return the labels that another takes the place of, each with the other one."""
        found = {}
        for key in labels:
            match = LABEL.fullmatch(key)
            if match and match[3] in answers_of(match[2]) and self.has(match[2], match[3]):
                found[match[1]] = key
        return found


def all_choices(
    given: Mapping[str, str],
    facts: Facts,
    has_hours: bool,
    is_approved: bool,
    is_offline: bool,
    recorded: Mapping[str, str] | None = None,
) -> Choices:
    """Return the answers of the settings together with those that follow from the facts and the other settings.

    `recorded` are the answers that follow from content/records/; without them no run and no test with people is known.
    """
    own = Choices(given)
    present = {name: "yes" if facts[name].is_given else "no" for name in OPTIONAL_FACTS}
    details = [facts[name] for name in DETAILS if name in facts and facts[name].is_given]
    unknown = [own.has(name, "unknown") for name in PROMISES] + [not has_hours]
    if all(fact.is_confirmed for fact in details) and not any(unknown):
        state = "confirmed"
    elif all(fact.is_from_booklet and not fact.is_confirmed for fact in details) and all(unknown):
        state = "booklet"
    else:
        state = "partly"
    both = own.has("free") and own.has("confidential")
    return Choices(
        {
            **given,
            **(recorded or {}),
            **present,
            "hours": "yes" if has_hours else "no",
            "approved": "yes" if is_approved else "no",
            "offline": "yes" if is_offline else "no",
            "free_and_confidential": "yes" if both else "unknown",
            "details": state,
        }
    )
