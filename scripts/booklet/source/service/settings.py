"""The choices that staff make once for the whole guide, read from service/settings.yml."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any
from urllib.parse import urlsplit

from booklet.errors import BookletError, nearest
from booklet.project import Project
from booklet.source.addresses import site_address
from booklet.source.service.choices import CHOICES
from booklet.source.text import fold, normalised, unseen, visible

# Each is a setting, and a fact by the same name
DAYS = ("last_checked", "statement_prepared", "last_tested")
# The facts that follow from the settings, and the day of the last recorded run of all checks: pages and labels use them
# as those of service/facts.yml
COMPUTED_FACTS = (*DAYS, "web_address", "service_hours", "recorded_run")
NAMES = {
    "address",
    *DAYS,
    "approved",
    "offline",
    "translations_may_lag",
    "edit_address",
    "languages",
    "hours",
    "colours",
    "choices",
}
# The colours that a service may choose, by the names of the token file, for light and for dark screens
OWN_COLOURS = ("link", "visited", "primary", "on-primary", "panel", "on-panel", "sand", "band")
MEDIA = ("light", "dark")
COLOUR = re.compile(r"#[0-9a-f]{6}")
DAYS_OF_WEEK = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
CLOCK = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]")
# Medium → name → colour
Colours = Mapping[str, Mapping[str, str]]
LONGEST_NAME = 100
# Days for which an English sentence may wait for its translation, unless the settings say otherwise, and the most
MAY_LAG = 90
MOST_LAG = 366


@dataclass(frozen=True)
class Approval:
    """Who approved the text for the service, and on which day."""

    by: str
    on: date


@dataclass(frozen=True)
class Hours:
    """When the service can be phoned: the first and the last day of the week (0 is Monday), from one time to another."""

    first: int
    last: int
    opens: time
    closes: time


@dataclass(frozen=True)
class Settings:
    """Where the site is published, the days that readers are told, and who approved the text.

    `address` ends with a slash. `last_checked`: the text was read against its sources. `statement_prepared`: the
    accessibility statement was first written. `last_tested`: all tests ran, and the statement was reviewed. `offline`:
    pages that were read are kept on the reader's device. `translations_may_lag`: days for which an English message may
    wait for its translation before the check of the translations fails. `edit_address`: where the files of the repository
    can be changed, with a slash at the end; "" where pages carry no link to change them. `languages` are the tags of
    those to publish as well as English, None for all. `hours` are the opening hours, `colours` the service's own, and `choices` its answers by their
    questions (source/service/choices.py).
    """

    address: str
    last_checked: date
    statement_prepared: date
    last_tested: date
    approved: Approval | None = None
    offline: bool = True
    translations_may_lag: int = MAY_LAG
    edit_address: str = ""
    languages: tuple[str, ...] | None = None
    hours: tuple[Hours, ...] = ()
    colours: Colours = field(default_factory=dict, hash=False)
    choices: Mapping[str, str] = field(default_factory=dict, hash=False)

    @property
    def base_path(self) -> str:
        """The path of the address, "/" where the site has a host of its own."""
        return urlsplit(self.address).path


def fault_of_address(typed: str) -> tuple[str, str] | None:
    """Return what is wrong with the address of the website, and the cure; None where it can be used."""
    try:
        site_address(typed)
    except ValueError as error:
        return (
            f"The address “{visible(typed)}” cannot be used. {error}",
            "Write it as https://www.example.org/guide/, with a slash at the end.",
        )
    return None


def read_settings(project: Project) -> Settings:
    """Return the settings; raises BookletError where one is missing, unknown or wrong."""
    path = project.root / "service/settings.yml"
    data = project.read_yaml(path)

    def wrong(setting: str, problem: str, cure: str) -> BookletError:
        return BookletError(problem, cure, project.relative(path), project.yaml_line(path, setting))

    if unknown := sorted(data.keys() - NAMES):
        raise wrong(unknown[0], f"There is no setting “{unknown[0]}”.", f"The settings are {', '.join(sorted(NAMES))}.")
    typed = str(data.get("address") or "")
    if fault := fault_of_address(typed):
        raise wrong("address", *fault)
    for day in DAYS:
        if not _is_day(data.get(day)):
            raise wrong(day, f"The setting {day} is not a date.", "Write it as 2026-09-01.")
    approved = _approval(data.get("approved"), wrong)
    offline = data.get("offline", True)
    if not isinstance(offline, bool):
        raise wrong("offline", "The setting offline is neither true nor false.", "Write true or false.")
    lag = data.get("translations_may_lag", MAY_LAG)
    if isinstance(lag, bool) or not isinstance(lag, int) or not 0 <= lag <= MOST_LAG:
        raise wrong(
            "translations_may_lag",
            "The setting translations_may_lag is not a number of days.",
            f"Write a whole number from 0 to {MOST_LAG}, such as {MAY_LAG}.",
        )
    editing = data.get("edit_address") or ""
    try:
        editing = site_address(str(editing)) if editing else ""
    except ValueError as error:
        raise wrong(
            "edit_address",
            f"The edit_address “{visible(str(editing))}” cannot be used. {error}",
            "Write it as https://github.com/OWNER/REPOSITORY/edit/main/, with a slash at the end, or as null.",
        ) from error
    languages = data.get("languages", "all")
    if languages != "all" and not (isinstance(languages, list) and all(isinstance(one, str) for one in languages)):
        raise wrong("languages", "The setting languages is no list.", "Write all, or tags such as [en-GB, pl, ar].")
    return Settings(
        site_address(typed),
        approved=approved,
        offline=offline,
        translations_may_lag=lag,
        edit_address=editing,
        languages=None if languages == "all" else tuple(languages),
        hours=_hours(data.get("hours"), wrong),
        colours=_colours(data.get("colours"), wrong),
        choices=_choices(data.get("choices"), wrong),
        **{day: data[day] for day in DAYS},
    )


Wrong = Callable[[str, str, str], BookletError]


def _approval(given: Any, wrong: Wrong) -> Approval | None:
    """Return who has approved the text, None where nobody has; raises what `wrong` gives where it is not complete."""
    if given is None:
        return None
    if not isinstance(given, dict) or given.keys() != {"by", "date"} or not _is_day(given["date"]):
        raise wrong(
            "approved",
            "The setting approved is not complete.",
            "Write it as {by: Jo Smith, date: 2027-01-31}, or null.",
        )
    name = given["by"]
    if not isinstance(name, str) or not name.strip() or len(name) > LONGEST_NAME or any(unseen(normalised(name))):
        raise wrong(
            "approved",
            "The name in the setting approved is not a name.",
            f"Write one line of at most {LONGEST_NAME} characters, without invisible characters.",
        )
    return Approval(fold(normalised(name)), given["date"])


def _hours(data: Any, wrong: Wrong) -> tuple[Hours, ...]:
    cure = "Write [{days: [monday, friday], from: 09:00, to: 16:00}], or null."
    found = []
    if data is not None and not isinstance(data, list):
        raise wrong("hours", "The setting hours is no list.", cure)
    for entry in data or ():
        if not isinstance(entry, dict) or entry.keys() != {"days", "from", "to"}:
            raise wrong("hours", "An entry of the setting hours is not complete.", cure)
        days, times = entry["days"], (str(entry["from"]), str(entry["to"]))
        if not isinstance(days, list) or not 1 <= len(days) <= 2 or any(day not in DAYS_OF_WEEK for day in days):
            raise wrong("hours", "The days of the setting hours are not days.", cure)
        if not all(map(CLOCK.fullmatch, times)) or not times[0] < times[1]:
            raise wrong("hours", f"Nobody is open from {visible(times[0])} to {visible(times[1])}.", cure)
        first, last = (DAYS_OF_WEEK.index(day) for day in (days[0], days[-1]))
        found.append(Hours(first, last, *map(time.fromisoformat, times)))
    return tuple(found)


def _colours(data: Any, wrong: Wrong) -> dict[str, dict[str, str]]:
    cure = f"Write {{light: {{link: '#000000'}}}}; the names are {', '.join(OWN_COLOURS)}, in light and in dark."
    if data is None:
        return {}
    if (
        not isinstance(data, dict)
        or data.keys() - set(MEDIA)
        or not all(isinstance(one, dict) for one in data.values())
    ):
        raise wrong("colours", "The setting colours cannot be read.", cure)
    for name, value in ((name, value) for chosen in data.values() for name, value in chosen.items()):
        if name not in OWN_COLOURS:
            raise wrong("colours", f"There is no colour “{visible(str(name))}” that a service can choose.", cure)
        if not isinstance(value, str) or not COLOUR.fullmatch(value):
            raise wrong(
                "colours", f"“{visible(str(value))}” is no colour.", "Write it as '#000000', in quotation marks."
            )
    return {medium: dict(chosen) for medium, chosen in data.items()}


def _choices(data: Any, wrong: Wrong) -> dict[str, str]:
    if data is None:
        return {}
    if not isinstance(data, dict):
        raise wrong(
            "choices", "The setting choices holds no questions and answers.", "Write lines such as “free: yes”."
        )
    for name, answer in list(data.items()):
        if name not in CHOICES:
            raise wrong(
                "choices",
                f"There is no choice “{visible(str(name))}”.",
                nearest(str(name), CHOICES, f"The choices are {', '.join(CHOICES)}."),
            )
        # Other programs write yes as true
        data[name] = answer = {True: "yes", False: "no"}.get(answer, answer) if isinstance(answer, bool) else answer
        if answer not in CHOICES[name].answers:
            raise wrong(
                "choices",
                f"“{visible(str(answer))}” is no answer to “{name}”.",
                f"Write {' or '.join(CHOICES[name].answers)}.",
            )
    return dict(data)


def _is_day(value: Any) -> bool:
    """Say whether YAML has read a day: a point of time is a day for Python, and is none here."""
    return isinstance(value, date) and not isinstance(value, datetime)
