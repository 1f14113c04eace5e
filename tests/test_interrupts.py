"""The end of a run: whatever catches it, nothing that was begun is handed over."""

import contextlib
import itertools
import logging
import re
import signal
import sys
import threading
from collections.abc import Callable
from types import FrameType, SimpleNamespace

import pytest
import weasyprint

from booklet import interrupts
from booklet.errors import BookletError
from booklet.files import write_whole
from booklet.formats.complaints import complaints_stop


@pytest.fixture(autouse=True)
def handlers_as_before():
    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGALRM)
    before = {number: signal.getsignal(number) for number in numbers}
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


def trace_steps(do: Callable[[int, FrameType], None]) -> None:
    """Call `do` with the number of the step and the frame at each step in which a condition takes its lock."""
    steps = itertools.count(1)

    def trace(frame, event, argument):
        if frame.f_code is not threading.Condition.__enter__.__code__:
            return None
        frame.f_trace_opcodes = True
        if event == "opcode":
            do(next(steps), frame)
        return trace

    sys.settrace(trace)


def is_free_after_request(step: int) -> bool:
    """Ask for the end of the run at a step of taking a lock; say whether another thread can take it then."""
    condition = threading.Condition()
    answers = []

    def request(number, frame):
        if number == step:
            signal.getsignal(signal.SIGTERM)(signal.SIGTERM, frame)

    with pytest.raises(KeyboardInterrupt):
        trace_steps(request)
        with condition:
            signal.pause()
    sys.settrace(None)
    interrupts.forget()
    other = threading.Thread(target=lambda: answers.append(condition.acquire(blocking=False)))
    other.start()
    other.join()
    return answers == [True]


def test_a_request_that_has_been_asked_for_does_not_come_again():
    frame = SimpleNamespace(f_globals=vars(threading), f_code=threading.Condition.__enter__.__code__)
    signal.getsignal(signal.SIGTERM)(signal.SIGTERM, frame)
    assert signal.getitimer(signal.ITIMER_REAL)[0] > 0
    with pytest.raises(KeyboardInterrupt):
        interrupts.require_none()
    assert signal.getitimer(signal.ITIMER_REAL)[0] == 0


def test_a_request_leaves_no_lock_taken():
    before, numbers = sys.gettrace(), []
    try:
        trace_steps(lambda number, frame: numbers.append(number))
        with threading.Condition():
            sys.settrace(None)
        assert len(numbers) > 3
        assert [step for step in numbers if not is_free_after_request(step)] == []
    finally:
        sys.settrace(before)
