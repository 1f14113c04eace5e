"""Worker processes: they end with the build."""

import multiprocessing
import os
import signal
import time

import pytest

from booklet.errors import BookletError
from booklet.workers import workers


def sleep_and_write(path: str) -> None:
    time.sleep(30)
    with open(path, "w", encoding="utf-8") as file:
        file.write("done")


def fail() -> None:
    raise BookletError("It is wrong.", "Mend it.", "docs/plan.md", 3)


def end_at_once() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def wait_for_ctrl_c() -> bool:
    os.kill(os.getpid(), signal.SIGINT)
    return True


def test_a_worker_gives_back_its_result():
    with workers() as executor:
        assert executor.submit(sum, [1, 2]).result() == 3


def test_an_error_of_a_worker_comes_with_its_place():
    with pytest.raises(BookletError, match=r"^docs/plan\.md:3: It is wrong\. Mend it\.$"), workers() as executor:
        executor.submit(fail).result()


def test_work_is_dropped_at_once_when_the_build_fails(tmp_path):
    started = time.monotonic()
    with pytest.raises(KeyboardInterrupt), workers() as executor:
        for number in range(5):
            executor.submit(sleep_and_write, str(tmp_path / str(number)))
        time.sleep(0.3)
        raise KeyboardInterrupt
    assert time.monotonic() - started < 10
    assert list(tmp_path.iterdir()) == []


def test_processes_of_others_go_on():
    """The pass of the browser is such a one: it goes on beside these tests."""
    other = multiprocessing.Process(target=time.sleep, args=(60,))
    other.start()
    try:
        with pytest.raises(KeyboardInterrupt), workers() as executor:
            executor.submit(time.sleep, 60)
            raise KeyboardInterrupt
        other.join(0.5)
        assert other.is_alive()
    finally:
        other.kill()
        other.join()


def test_ctrl_c_is_the_builds_business():
    with workers() as executor:
        assert executor.submit(wait_for_ctrl_c).result()


def test_a_worker_that_the_system_ends_is_named():
    with pytest.raises(BookletError, match="The system ended a program that was making a document"), workers() as executor:
        executor.submit(end_at_once).result()
