"""The choices that staff make once for the whole guide, read from settings.yml."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from urllib.parse import urlsplit

from booklet.errors import BookletError
from booklet.project import Project

NAMES = {"address", "last_checked", "approved"}


@dataclass(frozen=True)
class Approval:
    """Who approved the text for the service, and on which day."""

    by: str
    on: date


@dataclass(frozen=True)
class Settings:
    """Where the site is published (with a slash at the end), when the text was last checked, who approved it."""

    address: str
    last_checked: date
    approved: Approval | None = None

    @property
    def base_path(self) -> str:
        """The path of the address, "/" where the site has a host of its own."""
        return urlsplit(self.address).path


def read_settings(project: Project) -> Settings:
    """Return the settings; raises BookletError where one is missing, unknown or wrong."""
    path = project.root / "settings.yml"
    data = project.read_yaml(path)

    def wrong(setting: str, problem: str, cure: str) -> BookletError:
        return BookletError(problem, cure, project.relative(path), project.yaml_line(path, setting))

    if unknown := sorted(data.keys() - NAMES):
        raise wrong(unknown[0], f"There is no setting “{unknown[0]}”.", f"The settings are {', '.join(sorted(NAMES))}.")
    address = str(data.get("address") or "")
    parts = urlsplit(address)
    if parts.scheme not in ("http", "https") or not parts.netloc or not address.endswith("/"):
        raise wrong("address", f"The address “{address}” is not whole.",
                    "Write it as https://www.example.org/guide/, with a slash at the end.")
    if not isinstance(data.get("last_checked"), date):
        raise wrong("last_checked", "The setting last_checked is not a date.", "Write it as 2026-09-01.")
    approved = data.get("approved")
    if approved is not None:
        if not isinstance(approved, dict) or not approved.get("by") or not isinstance(approved.get("date"), date):
            raise wrong("approved", "The setting approved is not complete.",
                        "Write it as {by: Jo Smith, date: 2027-01-31}, or null.")
        approved = Approval(str(approved["by"]), approved["date"])
    return Settings(address, data["last_checked"], approved)
