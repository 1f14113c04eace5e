"""The numbers in a text, whatever digits its language writes them in."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter

NUMBER = re.compile(r"\d+(?:\.\d+)?")


class _Digits(dict[int, int]):
    """A table for str.translate that looks each character up once: catalogues hold half a million of them."""

    def __missing__(self, code: int) -> int:
        digit = unicodedata.digit(chr(code), None)
        self[code] = code if digit is None else ord(str(digit))
        return self[code]


_DIGITS = _Digits()


def european(text: str) -> str:
    """Return a text with every digit as one of 0 to 9 (Unicode Standard Annex 44, Numeric_Type Digit and Decimal)."""
    return text.translate(_DIGITS)


def numbers(text: str) -> Counter[str]:
    """Return how often each number is in a text, in European digits: a language may write its own."""
    return Counter(NUMBER.findall(european(text)))
