"""The editions of all parts of a site, made by workers that the parts share."""

import os
import time
from concurrent.futures import wait

import pytest

from booklet.errors import BookletError
from booklet.publish.desk import Asking, Desk, desks
from booklet.workers import queues, workers
from tests.helpers import SAFETY


def refuse(name: str) -> None:
    raise BookletError(f"There is no book “{name}”.", "Name another.", name)


def ask(desk: Desk, names: list[str]) -> tuple[int, list[str], set[int]]:
    """Be a part: have words and process numbers made elsewhere, and return them with the number of this process."""
    executor = Asking(desk)
    words = [executor.submit(str.upper, name) for name in names]
    places = [executor.submit(_where) for _ in names]
    wait([*words, *places], SAFETY)
    return os.getpid(), [word.result() for word in words], {place.result() for place in places}


def ask_for_what_fails(desk: Desk) -> str:
    with pytest.raises(BookletError) as caught:
        Asking(desk).submit(refuse, "moon").result(SAFETY)
    return caught.value.problem


def _where() -> int:
    time.sleep(0.05)  # so that one worker alone does not do it all
    return os.getpid()


def test_what_one_part_asks_for_all_other_workers_make():
    with workers(number=3) as executor:
        executor.submit(int).result()
        with queues() as new_queue, desks(new_queue, 1, executor) as (desk,):
            part, words, places = executor.submit(ask, desk, list("abcdefgh")).result(SAFETY)
    assert words == list("ABCDEFGH")
    assert len(places) == 2 and part not in places


def test_each_part_gets_its_own_answers():
    with workers(number=4) as executor:
        executor.submit(int).result()
        with queues() as new_queue, desks(new_queue, 2, executor) as two:
            jobs = [executor.submit(ask, desk, [f"{desk.number}-{n}" for n in range(20)]) for desk in two]
            answers = [job.result(SAFETY)[1] for job in jobs]
    assert answers == [[f"{number}-{n}" for n in range(20)] for number in (0, 1)]


def test_an_error_comes_to_the_part_that_asked_as_it_was_raised():
    with workers(number=2) as executor:
        executor.submit(int).result()
        with queues() as new_queue, desks(new_queue, 1, executor) as (desk,):
            assert executor.submit(ask_for_what_fails, desk).result(SAFETY) == "There is no book “moon”."


def test_a_block_that_fails_ends_at_once():
    with pytest.raises(ValueError, match="no more"), workers(number=2) as executor:
        executor.submit(int).result()
        with queues() as new_queue, desks(new_queue, 1, executor) as (desk,):
            executor.submit(ask, desk, ["a"] * 1000)
            raise ValueError("no more")
