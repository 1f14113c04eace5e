"""The end of a run: whatever catches it, nothing that was begun is handed over."""

import contextlib
import logging
import re
import signal

import pytest
import weasyprint

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
    interrupts.forget()


def swallow(number: int) -> None:
    """Receive a signal as a library does that catches every exception."""
    with contextlib.suppress(BaseException):
        signal.raise_signal(number)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_request_that_was_swallowed_is_remembered(number, tmp_path):
    swallow(number)
    with pytest.raises(KeyboardInterrupt):
        write_whole(b"without its pictures", tmp_path / "file")
    assert list(tmp_path.iterdir()) == []


def test_a_request_that_was_swallowed_while_drawing_stops_the_work():
    with pytest.raises(KeyboardInterrupt), complaints_stop():
        swallow(signal.SIGINT)


@pytest.mark.parametrize(
    ("level", "words"),
    [
        (logging.ERROR, "Failed to load image at 'school.svg'"),
        (logging.WARNING, "Ignored `heigth: 3mm` at 1:20, unknown property."),
    ],
)
def test_a_complaint_stops_the_work(level, words):
    with pytest.raises(BookletError, match="cannot be drawn as it should: " + re.escape(words)), complaints_stop():
        logging.getLogger("weasyprint").log(level, words)


def test_colours_of_a_dark_screen_are_no_complaint():
    with complaints_stop():
        weasyprint.HTML(
            string="<style>@media screen and (prefers-color-scheme: dark) { p { color: white } }</style><p>Plan</p>"
        ).render()


def test_a_request_in_the_middle_of_what_has_to_be_done_whole_waits(tmp_path):
    with interrupts.postponed():
        signal.raise_signal(signal.SIGTERM)
        (tmp_path / "done").touch()
    assert (tmp_path / "done").exists()
    with pytest.raises(KeyboardInterrupt):
        interrupts.require_none()


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)])
def test_the_exit_code_names_the_signal(number, code):
    swallow(number)
    assert interrupts.exit_code() == code


def test_nothing_is_remembered_of_an_earlier_run(tmp_path):
    swallow(signal.SIGINT)
    interrupts.listen()
    write_whole(b"whole", tmp_path / "file")
    assert (tmp_path / "file").read_bytes() == b"whole"
