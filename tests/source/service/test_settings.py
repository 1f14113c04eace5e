"""Settings: the choices of staff, read and refused."""

from datetime import date

import pytest

from booklet.errors import BookletError
from booklet.project import Project
from booklet.source.service.settings import DAYS, Approval, read_settings
from tests.helpers import write

GOOD = (
    "address: https://example.org/guide/\nlast_checked: 2026-11-23\nstatement_prepared: 2026-11-24\n"
    "last_tested: 2026-11-25\napproved: null\n"
)


def read(tmp_path, text: str):
    write(tmp_path / "service/settings.yml", text)
    return read_settings(Project(tmp_path))


def test_the_settings_of_the_project_can_be_read():
    assert read_settings(Project()).address.endswith("/")


def test_the_address_has_a_path(tmp_path):
    assert read(tmp_path, GOOD).base_path == "/guide/"


def test_each_day_is_read(tmp_path):
    settings = read(tmp_path, GOOD)
    assert [getattr(settings, day) for day in DAYS] == [date(2026, 11, 23), date(2026, 11, 24), date(2026, 11, 25)]


@pytest.mark.parametrize("day", DAYS)
def test_a_day_is_required(tmp_path, day):
    text = "".join(line for line in GOOD.splitlines(keepends=True) if not line.startswith(day))
    with pytest.raises(
        BookletError, match=rf"^service/settings\.yml: The setting {day} is not a date\. Write it as 2026-09-01\."
    ):
        read(tmp_path, text)


def test_an_approval_has_a_name_and_a_day(tmp_path):
    settings = read(tmp_path, GOOD.replace("null", "{by: Jo Smith, date: 2027-01-31}"))
    assert settings.approved == Approval("Jo Smith", date(2027, 1, 31))


def test_a_guide_that_nobody_approved_is_not_approved(tmp_path):
    assert read(tmp_path, GOOD).approved is None


def test_a_page_has_no_link_to_change_it_unless_the_settings_say_where(tmp_path):
    assert read(tmp_path, GOOD).edit_address == read(tmp_path, GOOD + "edit_address: null\n").edit_address == ""
    address = "https://github.com/somebody/guide/edit/main/"
    assert read(tmp_path, f"{GOOD}edit_address: {address}\n").edit_address == address


def test_a_sentence_may_wait_for_its_translation_as_long_as_the_settings_say(tmp_path):
    assert read(tmp_path, GOOD).translations_may_lag == 90
    assert read(tmp_path, GOOD + "translations_may_lag: 30\n").translations_may_lag == 30


@pytest.mark.parametrize(
    ("old", "new", "line", "problem"),
    [
        (
            "https://example.org/guide/",
            "example.org",
            1,
            "The address “example.org” cannot be used. It does not begin with https://.",
        ),
        (
            "/guide/",
            "/guide",
            1,
            "The address “https://example.org/guide” cannot be used. Its path has to be of letters, digits, dots and hyphens, with a slash at the end.",
        ),
        ("https", "ftp", 1, "The address “ftp://example.org/guide/” cannot be used. It does not begin with https://."),
        ("2026-11-23", "November", 2, "The setting last_checked is not a date."),
        ("2026-11-24", "24.11.2026", 3, "The setting statement_prepared is not a date."),
        ("2026-11-25", "null", 4, "The setting last_tested is not a date."),
        ("null", "Jo Smith", 5, "The setting approved is not complete."),
        ("null", "{by: Jo Smith}", 5, "The setting approved is not complete."),
        ("null", "{by: Jo Smith, date: soon}", 5, "The setting approved is not complete."),
        (
            "approved: null",
            "translations_may_lag: soon",
            5,
            "The setting translations_may_lag is not a number of days.",
        ),
        ("approved: null", "translations_may_lag: -1", 5, "The setting translations_may_lag is not a number of days."),
        ("approved: null", "translations_may_lag: 367", 5, "The setting translations_may_lag is not a number of days."),
        (
            "approved: null",
            "translations_may_lag: true",
            5,
            "The setting translations_may_lag is not a number of days.",
        ),
        (
            "approved: null",
            "edit_address: http://example.org/edit/",
            5,
            "The edit_address “http://example.org/edit/” cannot be used. It does not begin with https://.",
        ),
        (
            "approved: null",
            "edit_address: https://example.org/edit",
            5,
            "The edit_address “https://example.org/edit” cannot be used. Its path has to be of letters, digits, dots and "
            "hyphens, with a slash at the end.",
        ),
        ("approved", "aproved", 5, "There is no setting “aproved”."),
        ("approved: null", "true: x\n2026-01-31: x\nfoo: x", 6, "There is no setting “2026-01-31”."),
    ],
)
def test_a_wrong_setting_is_refused_with_its_line(tmp_path, old, new, line, problem):
    with pytest.raises(BookletError) as caught:
        read(tmp_path, GOOD.replace(old, new))
    assert (caught.value.path, caught.value.line, caught.value.problem) == ("service/settings.yml", line, problem)
