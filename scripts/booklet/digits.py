"""The numbers in a text, whatever digits its language writes them in."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter

NUMBER = re.compile(r"\d+(?:\.\d+)?")


def european(text: str) -> str:
    """Return a text with every digit as one of 0 to 9 (Unicode Standard Annex 44, Numeric_Type Digit and Decimal)."""
    return "".join(letter if (digit := unicodedata.digit(letter, None)) is None else str(digit) for letter in text)


def numbers(text: str) -> Counter[str]:
    """Return how often each number stands in a text, in European digits: a language may write its own."""
    return Counter(NUMBER.findall(european(text)))
