"""Path data in few characters that draws the same."""

import pytest

from booklet.source.pictures.svg_path import PathError, compact_number, compact_path


@pytest.mark.parametrize(
    ("number", "text"),
    [(0, "0"), (0.5, ".5"), (-0.5, "-.5"), (-3.0, "-3"), (12.346, "12.35"), (0.004, "0"), (1.10, "1.1")],
)
def test_a_number_takes_few_characters(number, text):
    assert compact_number(number) == text


@pytest.mark.parametrize(
    ("data", "compact"),
    [
        ("M 10 10 L 20 20", "M10 10l10 10"),
        ("M10,10 L20,10 L20,30", "M10 10h10v20"),
        ("M0 0 H10 V10 Z", "M0 0h10v10z"),
        ("m1 1 2 2 3 3", "M1 1l2 2 3 3"),
        ("M0 0C1 1 2 2 3 3c1 1 2 2 3 3", "M0 0c1 1 2 2 3 3 1 1 2 2 3 3"),
        ("M0 0A5 5 0 01 10 0", "M0 0a5 5 0 0 1 10 0"),
        ("M0 0 L5 5 z m1 1 h2", "M0 0l5 5zm1 1h2"),
        ("M0 0-1-1.5.5", None),
        ("M1e1 0 h-.5", "M10 0h-.5"),
    ],
)
def test_a_path_is_written_relative_and_short(data, compact):
    if compact is None:
        with pytest.raises(PathError):
            compact_path(data)
    else:
        assert compact_path(data) == compact


def test_errors_of_rounding_do_not_add_up():
    steps = "l.004 0" * 1000
    last = compact_path(f"M0 0{steps}L4 0")
    total = sum(float(number) for number in last.removeprefix("M0 0h").replace("h", " ").replace("-", " -").split())
    assert abs(total - 4) < 0.005


@pytest.mark.parametrize("data", ["10 10", "M10", "M0 0 L1", "M0 0 A1 1 0 2 0 1 1", "M0 0 z 1 1", "M0 0 X 1 1"])
def test_what_is_not_path_data_is_refused(data):
    with pytest.raises(PathError):
        compact_path(data)
