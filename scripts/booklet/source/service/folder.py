"""The folder of a service: asks what belongs in it, writes it, and says in plain words what is not right with it yet."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from booklet.errors import BookletError
from booklet.files import write_together
from booklet.project import Project
from booklet.source.check_record import record_of
from booklet.source.languages import read_languages
from booklet.source.service import look
from booklet.source.service.choices import CHOICES, all_choices
from booklet.source.service.facts import NEEDED_FACTS, SERVICE_FACTS, fault_of_value, read_facts
from booklet.source.service.own_sentences import read_own_sentences
from booklet.source.service.settings import Settings, fault_of_address, read_settings
from booklet.source.text import visible
from booklet.source.tokens import FILE as TOKENS

SETTINGS = "service/settings.yml"
# The address that nobody has (RFC 2606): it is there until the service has written its own
NOBODYS = re.compile(r"https?://([\w-]+\.)*example\.(org|com|net)(?=[/:]|$)")
WRONG, MISSING, UNCONFIRMED = "wrong", "missing", "not confirmed"
NOT_CONFIRMED = "to be confirmed by the service"


@dataclass(frozen=True)
class Question:
    """One thing that the folder of a service holds: the name of its answer, the question, and its kind as a fact."""

    name: str
    ask: str
    kind: str = ""
    is_needed: bool = True


FACTS = (
    Question("service", "What is the name of your service, as parents know it?", "name"),
    Question("phone", "What is its phone number?", "phone"),
    Question("email", "What is its email address?", "email"),
    Question("website", "What is the address of its website (https://…)?", "web"),
    Question("area", "Which area is it for?", "name"),
    Question("local_offer", "What is the address of the Local Offer (https://…)?", "web"),
    Question("local_offer_email", "What is the email address of the Local Offer? (empty: none)", "email", False),
    Question(
        "service_questions", "Which page has answers to common questions (https://…)? (empty: none)", "link", False
    ),
    Question("adviser_name", "What do you call your advisers? (empty: advisers)", "name", False),
)
OTHERS = (
    Question("address", "Where will the guide be published (https://…/)?"),
    Question("confirmed", "Who has confirmed these facts, and when? (empty: nobody yet)", is_needed=False),
)
# What only a file of answers can say: the terminal does not ask for it
IN_FILE = ("languages", "hours", "colours", "mark", "choices")
NAMES = (*(one.name for one in (*FACTS, *OTHERS)), *IN_FILE)


@dataclass(frozen=True)
class Note:
    """One thing to do in the folder of a service: `state` is WRONG, MISSING or UNCONFIRMED; `line` is 0 for none."""

    path: str
    line: int
    state: str
    words: str

    def __str__(self) -> str:
        return f"{self.path}{f':{self.line}' if self.line else ''}: {self.state}: {self.words}"

    @property
    def stops(self) -> bool:
        """Say whether the guide cannot be published so."""
        return self.state != UNCONFIRMED


def _of_error(error: BookletError) -> Note:
    return Note(str(error.path or "service"), error.line or 0, WRONG, f"{error.problem} {error.cure}")


def notes(project: Project) -> list[Note]:
    """Return everything that is wrong, missing or not confirmed in the folder of the service, in this order."""
    found: list[Note] = []
    settings = None
    try:
        settings = read_settings(project)
    except BookletError as error:
        found.append(_of_error(error))
    else:
        found += _settings(project, settings)
    try:
        found += _facts(project)
        if settings is not None:
            found += _promises(project, settings)
        read_own_sentences(project)
    except BookletError as error:
        found.append(_of_error(error))
    try:
        look.mark_file(project)
    except BookletError as error:
        found.append(_of_error(error))
    return sorted(found, key=lambda one: ((WRONG, MISSING, UNCONFIRMED).index(one.state), one.path, one.line))


def _facts(project: Project) -> Iterator[Note]:
    path = project.root / SERVICE_FACTS
    facts = read_facts(project)
    for name in NEEDED_FACTS:
        if name not in facts:
            question = next(one.ask for one in FACTS if one.name == name)
            yield Note(SERVICE_FACTS, 0, MISSING, f"There is no {{{name}}}. {question}")
    for fact in facts.values():
        line = project.yaml_line(path, fact.name)
        if line is None:
            continue
        if not fact.source:
            yield Note(SERVICE_FACTS, line, UNCONFIRMED, f"{{{fact.name}}} does not say who confirmed it, and when.")
        elif not fact.is_confirmed:
            yield Note(SERVICE_FACTS, line, UNCONFIRMED, f"Nobody has confirmed “{fact.value}” yet.")


def _settings(project: Project, settings: Settings) -> Iterator[Note]:
    path = project.root / SETTINGS

    def note(state: str, words: str, *keys: str) -> Note:
        return Note(SETTINGS, project.yaml_line(path, *keys) or 0, state, words)

    if NOBODYS.match(settings.address):
        yield note(MISSING, " ".join(_nobodys(settings.address)), "address")
    known = [one.tag for one in read_languages(project)]
    for tag in settings.languages or ():
        if tag not in known:
            yield note(WRONG, f"There is no language “{visible(tag)}”. There are {', '.join(known)}.", "languages")
    for medium, name, problem in look.low_contrasts(project.root / TOKENS, settings.colours):
        yield note(WRONG, f"{problem} Text needs {look.LEAST_CONTRAST}:1.", "colours", medium, name)
    if settings.last_tested < settings.statement_prepared:
        yield note(WRONG, "The last test is older than the accessibility statement that names it.", "last_tested")
    if record_of(project, settings.address) is None:
        yield note(
            UNCONFIRMED,
            "No run of all checks on this website is recorded, and the accessibility statement says so. "
            "Run python3 scripts/test.py --site --record, then set last_tested.",
            "last_tested",
        )
    for name, choice in CHOICES.items():
        if name not in settings.choices:
            taken = choice.answers[-1]
            yield note(MISSING, f"{name} has no answer; the guide takes “{taken}”. {choice.question}", "choices")
        elif settings.choices[name] == "unknown":
            yield note(UNCONFIRMED, f"{choice.question} The guide says nothing, or says ask.", "choices", name)
    if not settings.hours:
        yield note(UNCONFIRMED, "The guide does not say when people can phone you.", "hours")
    if settings.approved is None:
        yield note(UNCONFIRMED, "Nobody has approved the text: every page says that it is a draft.", "approved")


def _promises(project: Project, settings: Settings) -> Iterator[Note]:
    """What two places say, and cannot both be right."""
    facts = read_facts(project)
    choices = all_choices(
        settings.choices, facts, bool(settings.hours), settings.approved is not None, settings.offline
    )
    if choices.has("approved") and not choices.has("details", "confirmed"):
        line = project.yaml_line(project.root / SETTINGS, "approved") or 0
        yield Note(SETTINGS, line, WRONG, "The text is approved, and some facts or answers in it are not confirmed.")


# ---- A new folder ----


def fault_of_answer(question: Question, typed: str) -> str:
    """Return what is wrong with an answer typed to a question, with its cure; "" where it can be used."""
    if not typed:
        return "Please write an answer." if question.is_needed else ""
    if question.name == "address":
        fault = fault_of_address(typed) or (NOBODYS.match(typed) and _nobodys(typed))
    else:
        fault = fault_of_value(question.kind or "text", typed)
    return " ".join(fault) if fault else ""


def _nobodys(address: str) -> tuple[str, str]:
    return f"{address} belongs to nobody.", "Write where the guide is published."


def asked(ask: Callable[[str], str], say: Callable[[str], None]) -> dict[str, Any]:
    """Return the answers that somebody types: each question is asked until its answer can be used.

    `ask` shows a question and returns what was typed; an end of the input passes as its EOFError.
    """
    answers: dict[str, Any] = {}
    for question in (*FACTS, *OTHERS):
        while fault := fault_of_answer(question, typed := _typed(question, ask(f"{question.ask} ").strip())):
            say(fault)
        if typed:
            answers[question.name] = typed
    choices = answers["choices"] = {}
    for name, choice in CHOICES.items():
        words = f"{choice.question} ({', '.join(choice.answers)}) "
        while not (chosen := _chosen(choice.answers, ask(words).strip().lower())):
            say(f"Please write {' or '.join(choice.answers)}.")
        choices[name] = chosen
    return answers


def _typed(question: Question, typed: str) -> str:
    """Return what was typed; the address of the guide with the slash at its end, which few people type."""
    return f"{typed}/" if question.name == "address" and typed and not typed.endswith("/") else typed


def _chosen(answers: tuple[str, ...], typed: str) -> str:
    """Return the answer that was typed, or that begins with what was: “y” is yes; "" for none."""
    return next((one for one in answers if typed and one.startswith(typed)), "")


def read_answers(project: Project, path: Path) -> dict[str, Any]:
    """Return the answers of a YAML file; raises BookletError where it cannot be read or names something unknown."""
    try:
        data = project.read_yaml(path)
    except BookletError as error:
        raise BookletError(error.problem, error.cure, path, error.line) from error
    if unknown := sorted(map(str, data.keys() - set(NAMES))):
        raise BookletError(
            f"Nobody asks for “{visible(unknown[0])}”.",
            f"The names are {', '.join(NAMES)}.",
            path,
            project.yaml_line(path, unknown[0]),
        )
    if data.get("mark"):
        data["mark"] = path.parent / str(data["mark"])
    return data


def write_folder(project: Project, answers: Mapping[str, Any], folder: Path) -> list[Note]:
    """Write the files of a service to a folder, all or none, and return what is left to do in it.

    Nothing is written where an answer is wrong or missing: the notes say which.
    Raises BookletError for a mark that cannot be read.
    """
    files = {"facts.yml": facts_file(answers), "settings.yml": settings_file(answers, read_settings(project))}
    data = {name: text.encode() for name, text in files.items()}
    if answers.get("mark"):
        data["mark.svg"] = project.read_bytes(Path(answers["mark"]))
    with tempfile.TemporaryDirectory() as name:
        trial = Project(Path(name))
        for part in ("content", "docs", "locales"):
            (trial.root / part).symlink_to((project.root / part).resolve())
        write_together({trial.root / "service" / file: one for file, one in data.items()})
        found = notes(trial)
    if not any(one.stops for one in found):
        write_together({folder / file: one for file, one in data.items()})
    return found


def _value(value: Any) -> str:
    """Return a value on one line of YAML."""
    text = yaml.safe_dump(value, default_flow_style=True, allow_unicode=True, sort_keys=False, width=10_000).strip()
    return text.removesuffix("...").strip()


def facts_file(answers: Mapping[str, Any]) -> str:
    """Return service/facts.yml for these answers; a fact that the service has not is left out."""
    source = f"confirmed by {answers['confirmed']}" if answers.get("confirmed") else NOT_CONFIRMED
    entries = []
    for question in FACTS:
        value = str(answers.get(question.name) or "").strip()
        if not value:
            continue
        lines = [f"{question.name}:", f"  kind: {question.kind}", f"  value: {_value(value)}"]
        if question.kind == "web":
            lines.append(f"  text: {_value(re.sub(r'^https?://|/$', '', value))}")
        if question.kind == "link":
            lines.append("  text: Questions that parents often ask")
        entries.append("\n".join([f"# {question.ask}", *lines, f"  source: {_value(source)}"]))
    head = (
        "# Names, numbers and addresses of the service. Pages use them by name.\n"
        "# source: who confirmed it, and when.\n"
    )
    return "\n\n".join([head.rstrip(), *entries]) + "\n"


def settings_file(answers: Mapping[str, Any], former: Settings) -> str:
    """Return service/settings.yml for these answers; the days of the text are those of the `former` settings."""
    given = answers.get("choices") or {}
    choices = given if isinstance(given, dict) else {}
    lines = [
        "# Where the website is published, with a slash at the end",
        f"address: {_value(str(answers.get('address') or ''))}",
        "# The day on which somebody last read the whole text against its sources",
        f"last_checked: {_value(former.last_checked)}",
        "# The day on which the accessibility statement was first written",
        f"statement_prepared: {_value(former.statement_prepared)}",
        "# The day on which all tests last ran on the whole website",
        f"last_tested: {_value(former.last_tested)}",
        "# When the service has approved the text: {by: Jo Smith, date: 2027-01-31}",
        "approved: null",
        "# Pages that a reader has read open without the internet",
        "offline: true",
        "# all, or the tags of the languages to publish as well as English: [pl, ar]",
        f"languages: {_value(answers.get('languages', 'all'))}",
        "# [{days: [monday, friday], from: 09:00, to: 16:00}], or null",
        f"hours: {_value(answers.get('hours'))}",
        "# {light: {link: '#000000'}}, or null",
        f"colours: {_value(answers.get('colours'))}",
        "# How many days a changed sentence may wait for its translation before a check fails",
        f"translations_may_lag: {former.translations_may_lag}",
        "# For staff, a link on every page to its file: https://github.com/OWNER/REPOSITORY/edit/main/, or null",
        "edit_address: null",
        "# What differs between services: handbook/adopting.md explains each",
        "choices:",
    ]
    for name, choice in CHOICES.items():
        if name in choices:
            answer = {True: "yes", False: "no"}.get(choices[name], choices[name])
            lines += [f"  # {choice.question}", f"  {name}: {answer if answer in choice.answers else _value(answer)}"]
    lines += [f"  {_value(str(name))}: {_value(one)}" for name, one in choices.items() if name not in CHOICES]
    if not choices:
        lines[-1] = "choices: {}"
    return "\n".join(lines) + "\n"
