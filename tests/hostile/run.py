"""Makes up a number of hostile inputs and tries each: what is printed says how many were refused, accepted and failed."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.strategies import SearchStrategy

from booklet.project import Project
from tests.hostile.inputs import bases, inputs
from tests.hostile.trial import Input, attempt

CORPUS = Path(__file__).parents[1] / "fixtures" / "hostile"


def corpus() -> list[Input]:
    """Return the inputs that ever failed."""
    return [Input.of(json.loads(path.read_text(encoding="utf-8"))) for path in sorted(CORPUS.glob("*.json"))]


def run(project: Project, number: int, first: int, say: Callable[[str], None]) -> list[tuple[Input, str]]:
    """Try about `number` inputs, the same for the same seed `first`; return those that failed, with the reason.

    `project` is one of `marked.small_project`. `say` gets a line for each kind and one for all.
    """
    failed: list[tuple[Input, str]] = []
    total: Counter[str] = Counter()
    kinds = inputs(bases(project))
    for kind, strategy in kinds.items():
        counted: Counter[str] = Counter()
        for one in _made_up(strategy, -(-number // len(kinds)), first):
            outcome = attempt(project, one)
            counted[outcome.verdict] += 1
            if outcome.verdict == "failed":
                failed.append((one, outcome.why))
        say(_line(kind, counted))
        total += counted
    say(_line("all", total))
    return failed


def _made_up(strategy: SearchStrategy[Input], number: int, first: int) -> list[Input]:
    """Return a number of inputs, the same for the same seed."""
    made: list[Input] = []

    @seed(first)
    @settings(
        max_examples=number,
        phases=[Phase.generate],
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(strategy)
    def keep(one: Input) -> None:
        made.append(one)

    keep()
    return made


def _line(kind: str, counted: Counter[str]) -> str:
    return (
        f"{kind:<10} tried {counted.total():>5}   refused with a place {counted['refused']:>5}   "
        f"accepted and harmless {counted['accepted']:>5}   failed {counted['failed']:>4}"
    )
