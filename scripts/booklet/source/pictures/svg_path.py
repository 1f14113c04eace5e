"""Rewrites SVG path data in few characters, without moving any point by more than half of the grid.

By hand, as of the tools that do it scour and picosvg write more (144 % and 274 % of the bytes for the first 20
pictures: picosvg makes every line an outline), and svgo, which writes as little, needs a program in JavaScript in every
build and preview and ten times as long.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

GRID = 100  # points lie on hundredths of a unit: 0.01 mm where a drawing of 72 units is printed 7 cm wide

# How many numbers each command takes (SVG 2, section 9.3).
NUMBERS = {"M": 2, "L": 2, "H": 1, "V": 1, "C": 6, "S": 4, "Q": 4, "T": 2, "A": 7, "Z": 0}
NUMBER = re.compile(r"[\s,]*([-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)")
FLAG = re.compile(r"[\s,]*([01])")  # the two flags of an arc need no space after them
COMMAND = re.compile(r"[\s,]*([MmLlHhVvCcSsQqTtAaZz])")
END = re.compile(r"[ \t\r\n,]*\Z")
# What follows each command, number by number
PARTS = {
    kind: [FLAG if kind == "A" and index in (3, 4) else NUMBER for index in range(NUMBERS[kind])] for kind in NUMBERS
}
# The same as one expression: no number gives a digit back to the next one
ALL_PARTS = {kind: re.compile("".join(f"(?>{part.pattern})" for part in parts)) for kind, parts in PARTS.items()}


class PathError(ValueError):
    """Path data that does not follow the grammar of SVG 2, section 9.3."""


def compact_number(number: float) -> str:
    """Return a number on the grid in the fewest characters: 0.50 → .5, -3.00 → -3."""
    return _written(round(number * GRID))


def compact_path(data: str) -> str:
    """Return path data that draws the same, relative and rounded to the grid.

    Points are rounded where they are, not step by step, so that errors do not add up along the path.
    Raises PathError if `data` cannot be read.
    """
    pen = start = (0.0, 0.0)  # exact
    pen_grid = start_grid = (0, 0)  # where the rounded path has its pen
    words: list[str] = []
    last = ""
    values: list[str]
    for command, numbers in _segments(data):
        kind, relative = command.upper(), command.islower()
        if kind == "Z":
            pen, pen_grid, letter, values = start, start_grid, "z", []
        else:
            points = _points(kind, numbers, pen if relative else (0.0, 0.0), pen)
            on_grid = [(round(x * GRID), round(y * GRID)) for x, y in points]
            steps = [(x - pen_grid[0], y - pen_grid[1]) for x, y in on_grid]
            if kind in "LHV":
                letter, values = _straight(*steps[0])
            elif kind == "A":
                radii = [_written(round(abs(number) * GRID)) for number in numbers[:2]]
                letter, values = (
                    "a",
                    [
                        *radii,
                        compact_number(numbers[2]),
                        f"{numbers[3]:.0f}",
                        f"{numbers[4]:.0f}",
                        *map(_written, steps[0]),
                    ],
                )
            else:
                letter, values = kind.lower(), [_written(n) for step in steps for n in step]
            pen, pen_grid = points[-1], on_grid[-1]
            if kind == "M":
                start, start_grid = pen, pen_grid
                if not words:  # the first move is absolute, so that paths can be put one behind the other
                    letter = "M"
        repeated = letter == last and letter not in "mz"
        words.append(("" if repeated else letter) + _run(values, follows_number=repeated))
        last = letter
    return "".join(words)


def _segments(data: str) -> Iterator[tuple[str, list[float]]]:
    """Yield each command with the numbers of one segment; a command that repeats is yielded again."""
    at, command = 0, ""
    while not END.match(data, at):
        found = COMMAND.match(data, at)
        if found:
            command, at = found[1], found.end()
        elif command in ("", "Z", "z"):
            raise PathError(f"path data should start with a command: “{data[at : at + 12]}”")
        elif command in "Mm":
            command = "l" if command == "m" else "L"  # further pairs after a move are lines
        numbers = ALL_PARTS[command.upper()].match(data, at)
        if not numbers:
            for part in PARTS[command.upper()]:
                found = part.match(data, at)
                at = found.end() if found else at
                if not found:
                    break
            raise PathError(f"a number is missing after “{data[max(0, at - 12) : at]}”")
        at = numbers.end()
        yield command, [*map(float, numbers.groups())]


def _points(
    kind: str, numbers: list[float], origin: tuple[float, float], pen: tuple[float, float]
) -> list[tuple[float, float]]:
    """Return the points of a segment as exact absolute positions, its end last."""
    if kind == "H":
        return [(origin[0] + numbers[0], pen[1])]
    if kind == "V":
        return [(pen[0], origin[1] + numbers[0])]
    pairs = numbers[-2:] if kind == "A" else numbers
    return [(origin[0] + x, origin[1] + y) for x, y in zip(pairs[::2], pairs[1::2], strict=True)]


def _straight(dx: int, dy: int) -> tuple[str, list[str]]:
    if dy == 0:
        return "h", [_written(dx)]
    if dx == 0:
        return "v", [_written(dy)]
    return "l", [_written(dx), _written(dy)]


@cache
def _written(hundredths: int) -> str:
    """Return a whole number of grid steps as a decimal: 50 → .5, -300 → -3, 1234 → 12.34."""
    whole, part = divmod(abs(hundredths), GRID)
    text = (str(whole) if whole or not part else "") + (f".{part:02}".rstrip("0") if part else "")
    return f"-{text}" if hundredths < 0 else text


def _run(values: list[str], follows_number: bool) -> str:
    """Write numbers one behind the other, with a space only where two would run together.

    A full stop is not used as a separator (“.5.5”) and arc flags keep their spaces: not every reader takes them.
    """
    text = ""
    for index, value in enumerate(values):
        needs_space = (index > 0 or follows_number) and not value.startswith("-")
        text += (" " if needs_space else "") + value
    return text
