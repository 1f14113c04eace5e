"""The choices that staff make once for the whole guide, read from service/settings.yml."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import urlsplit

from booklet.errors import BookletError
from booklet.project import Project
from booklet.source.addresses import site_address
from booklet.source.text import fold, normalised, unseen, visible

# Each is a setting, and a fact by the same name
DAYS = ("last_checked", "statement_prepared", "last_tested")
# The facts that follow from the settings: pages and labels use them as those of service/facts.yml
COMPUTED_FACTS = (*DAYS, "web_address")
NAMES = {"address", *DAYS, "approved", "offline", "translations_may_lag", "edit_address"}
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
class Settings:
    """Where the site is published, the days that readers are told, and who approved the text.

    `address` ends with a slash. `last_checked`: the text was read against its sources. `statement_prepared`: the
    accessibility statement was first written. `last_tested`: all tests ran, and the statement was reviewed. `offline`:
    pages that were read are kept on the reader's device. `translations_may_lag`: days for which an English message may wait
    for its translation before the check of the translations fails. `edit_address`: where the files of the repository can be
    changed, with a slash at the end; "" where pages carry no link to change them.
    """

    address: str
    last_checked: date
    statement_prepared: date
    last_tested: date
    approved: Approval | None = None
    offline: bool = True
    translations_may_lag: int = MAY_LAG
    edit_address: str = ""

    @property
    def base_path(self) -> str:
        """The path of the address, "/" where the site has a host of its own."""
        return urlsplit(self.address).path


def read_settings(project: Project) -> Settings:
    """Return the settings; raises BookletError where one is missing, unknown or wrong."""
    path = project.root / "service/settings.yml"
    data = project.read_yaml(path)

    def wrong(setting: str, problem: str, cure: str) -> BookletError:
        return BookletError(problem, cure, project.relative(path), project.yaml_line(path, setting))

    if unknown := sorted(data.keys() - NAMES):
        raise wrong(unknown[0], f"There is no setting “{unknown[0]}”.", f"The settings are {', '.join(sorted(NAMES))}.")
    typed = str(data.get("address") or "")
    try:
        address = site_address(typed)
    except ValueError as error:
        raise wrong(
            "address",
            f"The address “{visible(typed)}” cannot be used. {error}",
            "Write it as https://www.example.org/guide/, with a slash at the end.",
        ) from error
    for day in DAYS:
        if not _is_day(data.get(day)):
            raise wrong(day, f"The setting {day} is not a date.", "Write it as 2026-09-01.")
    approved = data.get("approved")
    if approved is not None:
        if not isinstance(approved, dict) or approved.keys() != {"by", "date"} or not _is_day(approved["date"]):
            raise wrong(
                "approved",
                "The setting approved is not complete.",
                "Write it as {by: Jo Smith, date: 2027-01-31}, or null.",
            )
        name = approved["by"]
        if not isinstance(name, str) or not name.strip() or len(name) > LONGEST_NAME or any(unseen(normalised(name))):
            raise wrong(
                "approved",
                "The name in the setting approved is not a name.",
                f"Write one line of at most {LONGEST_NAME} characters, without invisible characters.",
            )
        approved = Approval(fold(normalised(name)), approved["date"])
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
    days = {day: data[day] for day in DAYS}
    return Settings(address, approved=approved, offline=offline, translations_may_lag=lag, edit_address=editing, **days)


def _is_day(value: Any) -> bool:
    """Say whether YAML has read a day: a point of time is a day for Python, and is none here."""
    return isinstance(value, date) and not isinstance(value, datetime)
