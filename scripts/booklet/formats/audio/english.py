"""How English words are said that are written in a short form: phone numbers, addresses, initials, dates, paragraph
numbers.

Only what a voice would get wrong is rewritten; ordinary words and numbers are left to the voice. Numbers and years are
said here, as the package num2words says the same (0 to 99, and every year since 1990) but needs docopt, which nobody
looks after any more.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection

DIGITS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
TEENS = ("ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen")
TENS = ("", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
# Words of web addresses that seldom occur in a text
ADDRESS_WORDS = frozenset(
    {"gov", "org", "com", "net", "support", "example", "creative", "commons", "licenses", "font", "open"}
)
SIGNS = {"@": "at", ".": "dot", "/": "slash", "-": "dash", "_": "underscore"}
# Short forms that are said as words, as people in schools do, and how a voice reads them
AS_WORDS = {
    "SEND": "Send",
    "SENCO": "Senko",
    "IPSEA": "Ipsea",
    "GOV.UK": "gov dot U K",
    "CC BY-SA": "C C, B Y, S A",
    "SENDIASS": "SENDIASS",
}
EMAIL = r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
WEB = r"(?:https?://|www\.)[\w./-]*[\w/]|\b[\w-]+(?:\.[\w-]+)*\.(?:org|com|uk)(?:/[\w./-]*\w)?"
# 10 or 11 digits from a 0, in groups or not (Ofcom's forms of United Kingdom numbers)
PHONE = r"(?<![\w.])0(?: ?\d){9,10}\b"


def number(value: int) -> str:
    """Return a whole number from 0 to 99 in words ("forty-five")."""
    if value < 20:
        return (DIGITS + TEENS)[value]
    return TENS[value // 10] + (f"-{DIGITS[value % 10]}" if value % 10 else "")


def year(value: int) -> str:
    """Return a year from 1100 to 2099 as it is said ("twenty fifteen")."""
    century, rest = divmod(value, 100)
    if century == 20 and rest < 10:
        return "two thousand" + (f" and {number(rest)}" if rest else "")
    return f"{number(century)} {number(rest) if rest > 9 else f'oh {number(rest)}' if rest else 'hundred'}"


def phone(written: str) -> str:
    """Return a phone number digit by digit, with a comma between groups; a group of 6 is said as 3 and 3."""
    groups = [part for group in written.split() for part in (re.findall("...", group) if len(group) == 6 else [group])]
    return ", ".join(" ".join(DIGITS[int(digit)] for digit in group) for group in groups)


def spelled(letters: str) -> str:
    """Return letters and digits one by one. Not "double S": after an A it sounds like the letter W."""
    return ", ".join(DIGITS[int(sign)] if sign.isdigit() else sign for sign in letters.upper())


def address(written: str, words: Collection[str]) -> str:
    """Return an email or web address with its signs in words.

    `words` are in lower case: a part of the address that is made of them is said as words, any other is spelled, so
    that nobody has to guess how it is written. What a browser adds by itself ("https://", the last slash) is left out.
    """
    known = ADDRESS_WORDS | set(words)
    bare = re.sub(r"^https?://", "", written).rstrip("/")
    spoken = []
    for part in re.findall(r"[A-Za-z]+|\d+|[@./_-]", bare):
        if part in SIGNS:
            spoken.append(SIGNS[part])
        elif part.lower() in ("www", "uk"):
            spoken.append(" ".join(part.upper()))
        else:
            spoken.append(", ".join(_parts(part.lower(), known)))
    return re.sub(r" (at|dot|slash) ", r", \1 ", " ".join(spoken))


def _parts(part: str, known: Collection[str]) -> list[str]:
    """Return the words that a part of an address is run together from; what is no known word is spelled.

    The longest word from the left that leaves a rest of known words, or nothing but letters to spell.
    """
    if part in known:
        return [part]
    for end in range(len(part) - 1, 2, -1):
        if part[:end] in known and (rest := _parts(part[end:], known)):
            return [part[:end], *rest]
    return [spelled(part)]


def _date(match: re.Match) -> str:
    day = int(match[1])
    ending = "th" if 11 <= day <= 13 else {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")
    return f"the {day}{ending} of {match[2]}" + (f" {year(int(match[3]))}" if match[3] else "")


def _paragraph(match: re.Match) -> str:
    """Paragraphs are counted, so "6.20" is not a decimal: it follows 6.19."""
    return f"{match[1]}{number(int(match[2]))} point {number(int(match[3]))}"


def _initials(match: re.Match) -> str:
    return AS_WORDS[match[1]] + (match[2] or "") if match[1] in AS_WORDS else " ".join(match[1]) + (match[2] or "")


def spoken_text(text: str, words: Collection[str] = ()) -> str:
    """Return a sentence as a voice has to be told it; `words` as for `address`."""
    rules: tuple[tuple[str, Callable[[re.Match], str]], ...] = (
        (EMAIL, lambda match: address(match[0], words)),
        ("GOV\\.UK|CC BY-SA", lambda match: AS_WORDS[match[0]]),
        (WEB, lambda match: address(match[0], words)),
        (PHONE, lambda match: phone(match[0])),
        (rf"\b(\d{{1,2}}) ({MONTHS})(?: (\d{{4}}))?\b", _date),
        (r"\b(paragraphs? |and |to )(\d{1,2})\.(\d{1,2})\b", _paragraph),
        (r"\b(\d+)\.(\d+)\b", lambda match: f"{match[1]} point {' '.join(DIGITS[int(digit)] for digit in match[2])}"),
        (r"\b((?:19|20)\d\d)\b", lambda match: year(int(match[1]))),
        (r"\b0 to (\d)", lambda match: f"nought to {match[1]}"),
        (r"\b([A-Z]{2,})(s|’s)?\b", _initials),
    )
    return _once(text.replace("\u00a0", " "), rules)


def _once(text: str, rules: tuple[tuple[str, Callable[[re.Match], str]], ...]) -> str:
    """Apply each rule to what no earlier rule has rewritten."""
    pieces = [(text, False)]
    for pattern, rewrite in rules:
        done = []
        for piece, finished in pieces:
            if finished:
                done.append((piece, True))
                continue
            at = 0
            for match in re.finditer(pattern, piece):
                done += [(piece[at : match.start()], False), (rewrite(match), True)]
                at = match.end()
            done.append((piece[at:], False))
        pieces = done
    return "".join(piece for piece, _ in pieces)
