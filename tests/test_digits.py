"""Numbers are the same whatever digits they are written in."""

import pytest

from booklet.digits import european, numbers


@pytest.mark.parametrize("text", ["4 to 7.5, 4", "٤ ٧.٥ ٤", "४ — ७.५ (४)", "4\u00a07.5\u00a04"])
def test_numbers_are_counted_in_any_digits(text):
    assert numbers(text) == {"4": 2, "7.5": 1}


def test_what_is_no_digit_stays():
    assert european("Ⅳ ½ π x٢") == "Ⅳ ½ π x2"
