"""Programs of the system: found, run, and ended with whoever runs them."""

import os
import time
from pathlib import Path

import pytest

from booklet.errors import BookletError
from booklet.external.programs import find_program, run_program
from booklet.files import is_gone
from booklet.workers import workers
from tests.helpers import SAFETY


def begin_to_sleep(path: Path) -> None:
    run_program(["sh", "-c", f"echo $$ > {path}.part; mv {path}.part {path}; exec sleep {SAFETY}"], SAFETY)


def test_a_program_that_is_missing_is_named_with_its_package():
    with pytest.raises(BookletError, match="“no-such-program”.*apt-get install none"):
        find_program("no-such-program", package="none")


def test_what_a_program_prints_comes_back():
    assert run_program(["sh", "-c", 'printf "%s" "$WORD"'], SAFETY, {**os.environ, "WORD": "plan"}) == "plan"


def test_a_program_ends_with_the_worker_that_runs_it(tmp_path):
    """Else the checker of a run that was stopped would go on by itself."""
    said, end = tmp_path / "process", time.monotonic() + SAFETY
    with pytest.raises(KeyboardInterrupt), workers() as executor:
        executor.submit(begin_to_sleep, said)
        while not said.exists():
            assert time.monotonic() < end, "The program never began"
            time.sleep(0.01)
        raise KeyboardInterrupt
    process = int(said.read_text(encoding="utf-8"))
    while not is_gone(process):
        assert time.monotonic() < end, "The program goes on"
        time.sleep(0.01)
