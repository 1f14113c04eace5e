"""Facts: phone numbers, addresses and names, written once and used by name everywhere.

Those of the service are in service/facts.yml, those that are the same for every service in content/facts.yml.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from xml.etree.ElementTree import Element, SubElement

from markdown.util import AtomicString

from booklet.errors import BookletError, nearest
from booklet.project import Project
from booklet.source.addresses import email_address, web_address
from booklet.source.text import visible

# A fact or a value in running text: {phone}
PLACEHOLDER = re.compile(r"\{([a-z][a-z0-9_]*)\}")

SERVICE_FACTS, GENERAL_FACTS = "service/facts.yml", "content/facts.yml"
NAME = re.compile(r"[a-z][a-z0-9_]*")
MOST_FACTS = 1000
KINDS = ("phone", "email", "web", "link", "name", "text")
# Every service has these
NEEDED_FACTS = ("service", "phone", "email", "website", "area", "local_offer")
# What makes an address of what was typed; ValueError where it is none
CLEANED: Mapping[str, Callable[[str], str]] = {"web": web_address, "link": web_address, "email": email_address}
# A source that begins so: nobody has confirmed the fact
TO_BE_CONFIRMED = "to be confirmed"
# A source that begins so: the fact is from the printed booklet
FROM_BOOKLET = "from the booklet"
NO_BREAK_SPACE = "\u00a0"
# What is between the digits of a phone number and is not dialled
PHONE_GAPS = re.compile(r"[\s()-]")
# A short number; a number in the United Kingdom with its 0 (8 digits as 0800 1111, mostly 11); the same from abroad,
# where the 0 falls away; a number of another country, of at most 15 digits (ITU-T E.164, 6.1)
DIALLED = re.compile(r"[1-9][0-9]{2,5}|0[1-9][0-9]{6,9}|\+44[1-9][0-9]{6,9}|\+(?!44)[1-9][0-9]{6,14}")


@dataclass(frozen=True)
class Fact:
    """One fact.

    `kind` is one of KINDS; `value` what it is; `text` what is shown (the value where it is empty);
    `source` where it comes from, for those who maintain it.
    """

    name: str
    kind: str
    value: str
    text: str = ""
    source: str = ""

    @property
    def is_confirmed(self) -> bool:
        """Say whether somebody has confirmed it: its source says that nobody has still to do so."""
        return TO_BE_CONFIRMED not in self.source

    @property
    def is_from_booklet(self) -> bool:
        return self.source.startswith(FROM_BOOKLET)

    @property
    def is_given(self) -> bool:
        """Say whether the service has this fact at all: nothing shows one that it has not (`OPTIONAL_FACTS`)."""
        return self != OPTIONAL_FACTS.get(self.name)

    @property
    def shown(self) -> str:
        """The words a reader sees. A phone number never breaks over two lines."""
        text = self.text or self.value
        return text.replace(" ", NO_BREAK_SPACE) if self.kind == "phone" else text

    @property
    def address(self) -> str:
        """What a link to the fact leads to; empty where it leads nowhere.

        A phone number gets the form that works from every country (RFC 3966, 5.1.4: a global number starts with “+”);
        short numbers such as 111 work only at home.
        """
        if self.kind == "phone":
            digits = PHONE_GAPS.sub("", self.value)
            return "tel:" + (f"+44{digits[1:]}" if digits.startswith("0") else digits)
        if self.kind == "email":
            return f"mailto:{self.value}"
        return self.value if self.kind in ("web", "link") else ""

    def inline(self, foreign: bool) -> Element | str:
        """Return the fact for running text: an HTML element, or plain words where none is needed.

        Addresses and numbers read left to right in every language (Unicode Bidirectional Algorithm: `bdi`
        isolates them), with the link inside, as the other way round fails PDF/UA-1 7.18.5.
        `foreign` says that the text around is not English: names then carry their own language.
        """
        if self.address:
            bdi = Element("bdi", {"dir": "ltr"})
            link = SubElement(bdi, "a", {"href": self.address})
            link.text = AtomicString(self.shown)
            return bdi
        if self.kind == "name" and foreign:
            name = Element("bdi", {"dir": "ltr", "lang": "en-GB"})
            name.text = AtomicString(self.shown)
            return name
        return self.shown


# What a service may leave out of service/facts.yml, and what is in its place then, so that every name is known:
# addresses that belong to nobody (RFC 2606). The sentences that name one of them are not shown (source/service/choices.py).
LEFT_OUT = "left out by the service"
OPTIONAL_FACTS: Mapping[str, Fact] = {
    "adviser_name": Fact("adviser_name", "text", "adviser", source=LEFT_OUT),
    "local_offer_email": Fact("local_offer_email", "email", "nobody@example.org", source=LEFT_OUT),
    "service_questions": Fact("service_questions", "link", "https://example.org/", "Questions", LEFT_OUT),
}


class Facts(Mapping[str, Fact]):
    """All facts by name. An unknown name raises BookletError with the nearest name there is."""

    def __init__(self, facts: Mapping[str, Fact]):
        self._facts = dict(facts)

    def __getitem__(self, name: str) -> Fact:
        try:
            return self._facts[name]
        except KeyError:
            cure = nearest(name, self._facts, "Add it to service/facts.yml, or use one that is there.", "{{{}}}")
            raise BookletError(f"There is no fact {{{name}}}.", cure) from None

    def __contains__(self, name: object) -> bool:
        return name in self._facts

    def __iter__(self):
        return iter(self._facts)

    def __len__(self) -> int:
        return len(self._facts)

    def extended(self, *facts: Fact) -> Facts:
        """Return these facts and some more."""
        return Facts({**self._facts, **{fact.name: fact for fact in facts}})


def _can_be_dialled(number: str) -> bool:
    """Say whether a phone number is one number and nothing else; “(0)” stands for a digit that some dial and others do
    not.
    """
    return "(0)" not in number and DIALLED.fullmatch(PHONE_GAPS.sub("", number)) is not None


def fault_of_value(kind: str, value: str) -> tuple[str, str] | None:
    """Return what is wrong with the value of a fact, and the cure; None where it can be used."""
    try:
        CLEANED.get(kind, str)(value)
    except ValueError as error:
        return (
            f"The address “{visible(value)}” cannot be used. {error}",
            f"Write it as {'help@example.org' if kind == 'email' else 'https://www.example.org/page'}.",
        )
    if kind == "phone" and not _can_be_dialled(value):
        return (
            f"The phone number “{visible(value)}” cannot be dialled as it is written.",
            "Write it as 01603 704070 or +44 1603 704070.",
        )
    return None


def _words(value: object) -> str:
    """Return the words of a value on one line, no-break spaces kept; "" for none, and for a list in place of words."""
    return " ".join(filter(None, map(str.strip, value.splitlines()))) if isinstance(value, str) else ""


def read_facts(project: Project) -> Facts:
    """Return the facts of the service and those that are the same for every service.

    Raises BookletError where an entry has no value or an unknown kind, or is a phone number that cannot be dialled,
    where one names another, which nobody would fill in, and where a service changes a fact that is the same for all.
    """
    general = project.root / GENERAL_FACTS
    own = read_fact_file(project, project.root / SERVICE_FACTS)
    shared = read_fact_file(project, general) if project.has(general) else {}
    if both := sorted(own.keys() & shared.keys()):
        raise BookletError(
            f"The fact “{both[0]}” is in {GENERAL_FACTS} too, as it is the same for every service.",
            "Remove it here.",
            SERVICE_FACTS,
            project.yaml_line(project.root / SERVICE_FACTS, both[0]),
        )
    facts = Facts({**OPTIONAL_FACTS, **own, **shared})
    for file, entries in ((SERVICE_FACTS, own), (GENERAL_FACTS, shared)):
        for fact in entries.values():
            if named := next((name for name in PLACEHOLDER.findall(fact.shown) if name in facts), None):
                raise BookletError(
                    f"The fact “{fact.name}” names {{{named}}}: readers would see the braces.",
                    "Write the words themselves here.",
                    file,
                    project.yaml_line(project.root / file, fact.name),
                )
    return facts


def read_fact_file(project: Project, path: Path) -> dict[str, Fact]:
    """Return the facts of one file; raises BookletError as `read_facts` does."""
    facts = {}
    entries = project.read_words(path)
    if len(entries) > MOST_FACTS:
        raise BookletError(f"There are {len(entries)} facts.", f"Keep at most {MOST_FACTS}.", project.relative(path))
    for name, entry in entries.items():
        if not NAME.fullmatch(name):
            raise BookletError(
                f"“{visible(name)}” cannot be the name of a fact: pages could not use it.",
                "Use small letters, digits and underscores, such as opening_hours.",
                project.relative(path),
                project.yaml_line(path, name),
            )
        if not isinstance(entry, dict) or not _words(entry.get("value")) or entry.get("kind") not in KINDS:
            raise BookletError(
                f"The fact “{name}” is not complete.",
                f"Give it a value and a kind ({', '.join(KINDS)}).",
                project.relative(path),
                project.yaml_line(path, str(name)),
            )
        value = _words(entry["value"])
        if fault := fault_of_value(entry["kind"], value):
            line = project.yaml_line(path, str(name), "value")
            raise BookletError(*fault, project.relative(path), line)
        value = CLEANED.get(entry["kind"], str)(value)
        facts[name] = Fact(name, entry["kind"], value, _words(entry.get("text")), _words(entry.get("source")))
    return facts
