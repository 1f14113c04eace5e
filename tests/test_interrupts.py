"""The end of a run: whoever catches it, nothing that was begun is handed over."""

import signal

import pytest

from booklet import interrupts
from booklet.errors import BookletError
from booklet.files import write_whole
from booklet.formats.complaints import complaints_stop


@pytest.fixture(autouse=True)
def handlers_as_before():
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    interrupts.listen()
    yield
    for number, handler in before.items():
        signal.signal(number, handler)
    interrupts._asked.clear()


def swallow(number: int) -> None:
    """Receive a signal as a library does that catches every exception."""
    try:
        signal.raise_signal(number)
    except BaseException:
        pass


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_request_that_was_swallowed_is_remembered(number, tmp_path):
    swallow(number)
    with pytest.raises(KeyboardInterrupt):
        write_whole(b"without its pictures", tmp_path / "file")
    assert list(tmp_path.iterdir()) == []


def test_a_request_that_was_swallowed_while_drawing_stops_the_work():
    with pytest.raises(KeyboardInterrupt), complaints_stop():
        swallow(signal.SIGINT)


def test_a_complaint_stops_the_work():
    import logging

    with pytest.raises(BookletError, match="cannot be drawn as it should: Failed to load image"), complaints_stop():
        logging.getLogger("weasyprint").error("Failed to load image at %r", "school.svg")


def test_nothing_is_remembered_of_an_earlier_run(tmp_path):
    swallow(signal.SIGINT)
    interrupts.listen()
    write_whole(b"whole", tmp_path / "file")
    assert (tmp_path / "file").read_bytes() == b"whole"
