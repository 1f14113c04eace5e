"""The editions of all parts of a site, made by workers that the parts share: no processor waits while another has work.

A part is a process too, and cannot hand anything to the others itself. It asks the build, which hands on what it asks
for and sends back what comes of it.
"""

from __future__ import annotations

import itertools
import pickle
import queue
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, Future
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from typing import Any


@dataclass(frozen=True)
class Desk:
    """Where the part with this `number` asks, and where it gets its answers. It can be sent to another process."""

    number: int
    questions: queue.Queue[Any]
    answers: queue.Queue[Any]


class Asking(Executor):
    """Lets the shared workers do what a part gives it. Exceptions are theirs."""

    def __init__(self, desk: Desk) -> None:
        self._desk, self._numbers = desk, itertools.count()
        self._waiting: dict[int, Future[Any]] = {}
        # A part ends when its editions are made, or is ended: nothing waits for this thread
        threading.Thread(target=self._listen, daemon=True).start()

    def submit(self, function: Callable[..., Any], /, *arguments: Any, **named: Any) -> Future[Any]:
        number, future = next(self._numbers), Future[Any]()
        self._waiting[number] = future
        # As bytes, since a book on its way through three processes would be read and written in each
        self._desk.questions.put((self._desk.number, number, pickle.dumps((function, arguments, named))))
        return future

    def _listen(self) -> None:
        with suppress(OSError, EOFError):  # the build has ended
            while True:
                number, result, error = self._desk.answers.get()
                if error is None:
                    self._waiting.pop(number).set_result(result)
                else:
                    self._waiting.pop(number).set_exception(error)


@contextmanager
def desks(new_queue: Callable[[], queue.Queue[Any]], parts: int, workers: Executor) -> Iterator[Sequence[Desk]]:
    """Give a desk to each of so many `parts`, for a block in which the `workers` do what is asked there.

    `new_queue` makes a queue between processes. The workers have begun already: no thread may be there when they are
    forked.
    """
    questions = new_queue()
    every = [Desk(number, questions, new_queue()) for number in range(parts)]
    thread = threading.Thread(target=_serve, args=(questions, every, workers), daemon=True)
    thread.start()
    try:
        yield every
    finally:
        with suppress(OSError, EOFError):
            questions.put(None)
        thread.join()


def _serve(questions: queue.Queue[Any], every: Sequence[Desk], workers: Executor) -> None:
    with suppress(OSError, EOFError):
        while (question := questions.get()) is not None:
            part, number, task = question
            try:
                future = workers.submit(_do, task)
            except RuntimeError:  # a worker was ended: the parts of the pool are told so too
                return
            future.add_done_callback(partial(_answer, every[part].answers, number))


def _do(task: bytes) -> Any:
    function, arguments, named = pickle.loads(task)
    return function(*arguments, **named)


def _answer(answers: queue.Queue[Any], number: int, future: Future[Any]) -> None:
    if future.cancelled():
        return
    error = future.exception()
    with suppress(OSError, EOFError):
        answers.put((number, None if error else future.result(), error))
