"""Settings: the choices of staff, read and refused."""

from datetime import date

import pytest

from booklet.errors import BookletError
from booklet.project import Project
from booklet.settings import Approval, read_settings
from tests.helpers import write

GOOD = "address: https://example.org/guide/\nlast_checked: 2026-11-23\napproved: null\n"


def read(tmp_path, text: str):
    write(tmp_path / "settings.yml", text)
    return read_settings(Project(tmp_path))


def test_the_settings_of_the_project_can_be_read():
    assert read_settings(Project()).address.endswith("/")


def test_the_address_has_a_path(tmp_path):
    assert read(tmp_path, GOOD).base_path == "/guide/"


def test_an_approval_has_a_name_and_a_day(tmp_path):
    settings = read(tmp_path, GOOD.replace("null", "{by: Jo Smith, date: 2027-01-31}"))
    assert settings.approved == Approval("Jo Smith", date(2027, 1, 31))


def test_a_guide_that_nobody_approved_is_not_approved(tmp_path):
    assert read(tmp_path, GOOD).approved is None


@pytest.mark.parametrize(("old", "new", "line", "problem"), [
    ("https://example.org/guide/", "example.org", 1, "The address “example.org” is not whole."),
    ("/guide/", "/guide", 1, "The address “https://example.org/guide” is not whole."),
    ("https", "ftp", 1, "The address “ftp://example.org/guide/” is not whole."),
    ("2026-11-23", "November", 2, "The setting last_checked is not a date."),
    ("null", "Jo Smith", 3, "The setting approved is not complete."),
    ("null", "{by: Jo Smith}", 3, "The setting approved is not complete."),
    ("null", "{by: Jo Smith, date: soon}", 3, "The setting approved is not complete."),
    ("approved", "aproved", 3, "There is no setting “aproved”."),
])
def test_a_wrong_setting_is_refused_with_its_line(tmp_path, old, new, line, problem):
    with pytest.raises(BookletError) as caught:
        read(tmp_path, GOOD.replace(old, new))
    assert (caught.value.path, caught.value.line, caught.value.problem) == ("settings.yml", line, problem)


def test_a_missing_setting_has_no_line(tmp_path):
    with pytest.raises(BookletError, match=r"^settings\.yml: The setting last_checked is not a date"):
        read(tmp_path, "address: https://example.org/\n")
