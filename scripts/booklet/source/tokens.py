"""Reads the token file, the one place for colours and sizes, for what cannot use the variables of CSS."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path

from booklet.errors import BookletError

FILE = "docs/assets/styles/tokens.css"
# The media whose tokens differ from those of a light screen, as the file names them
DARK, PRINT = "screen and (prefers-color-scheme: dark)", "print"

_BLOCK = re.compile(r"(?:@media ([^{}]+?)\s*\{\s*)?:root\s*\{([^}]*)\}")
_TOKEN = re.compile(r"--([\w-]+):\s*([^;]+);")
_USE = re.compile(r"token\(--([\w-]+)\)")


def token(file: Path, name: str, medium: str = "") -> str:
    """Return the value of a token of a token file: "text-small" → "max(1rem, 0.875em)".

    `medium` is DARK or PRINT; a token that it does not set has the value of a light screen (""), as in CSS.
    Raises BookletError for a name that is not in the file.
    """
    found: dict[str, str] = {}
    for where, block in _BLOCK.findall(file.read_text(encoding="utf-8")):
        if where in ("", medium):
            found |= _TOKEN.findall(block)
    if name not in found:
        raise BookletError(f"There is no token “--{name}”.", "Add it, or use one that is there.", FILE)
    return found[name]


def set_tokens(css: str, values: Mapping[str, Mapping[str, str]]) -> str:
    """Return a token file in which some tokens have other values: medium → name → value, "" for a light screen.

    A token that the file does not set for a medium is added to it.
    """

    def block(match: re.Match) -> str:
        whole, own = match[0], dict(values.get(match[1] or "", {}))
        for name in list(own):
            whole, found = re.subn(rf"(--{re.escape(name)}:\s*)[^;]+;", rf"\g<1>{own[name]};", whole)
            if found:
                del own[name]
        added = "".join(f"  --{name}: {value};\n" for name, value in own.items())
        return f"{whole.removesuffix('}')}{added}}}" if added else whole

    return _BLOCK.sub(block, css)


def filled(css: str, file: Path, encode: Callable[[str], str] = str) -> str:
    """Return CSS for print in which token(--name) has become the value of that token, written as `encode` does.

    It is for places that take no var(): inside an address, and in e-books, whose readers may not know it.
    Raises BookletError for a name that is not in the token file.
    """
    return _USE.sub(lambda use: encode(token(file, use[1], PRINT)), css)
