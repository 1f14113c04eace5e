"""A process of its own that asks liblouis, so that a table which never ends can be stopped from outside.

It reads one request from its input and writes one answer, both JSON, and needs nothing but Python and liblouis:

    {"table": "en-ueb-g2.ctb", "back": false, "texts": ["Plan", …]}
    {"version": "3.33.0", "answers": [{"text": "⠠⠏⠇⠁⠝", "places": [0, 2, 3, 4], "unknown": ""}, …]}

`places` says for each character of a text where its cells begin; `unknown` are the characters that the table cannot
write.
Only `{"version": null}` comes where there is no liblouis, `{"version": …, "answers": null}` where it cannot read the
table. Source: the header liblouis.h and its manual, “Programming with liblouis”, version 3.33.
"""

from __future__ import annotations

import ctypes
import json
import sys
import unicodedata

LIBRARY = "liblouis.so.20"
# Modes of the library: dots as output, as Unicode cells; what the table does not know is left out
DOTS, CELLS, NO_UNKNOWN = 4, 64, 128
# A character that no table knows (Unicode, private use). What a table writes for it, it writes for all it does not
# know.
UNKNOWN = "\ue000"
BLANK = "\u2800"
# Cells for each character, more than any table makes of it, and some for signs at the start
ROOM, MORE = 12, 64


class Louis:
    """The library, with texts as this build of it wants them: 2 or 4 bytes for each character."""

    def __init__(self) -> None:
        self.library = ctypes.CDLL(LIBRARY)
        self.library.lou_version.restype = ctypes.c_char_p
        self.library.lou_setLogLevel(60000)  # off: what is wrong is said by the answer
        self.size = self.library.lou_charSize()
        self.encoding = f"utf-{self.size * 8}-le"

    @property
    def version(self) -> str:
        return self.library.lou_version().decode("ascii")

    def translate(self, table: str, text: str, mode: int, back: bool = False) -> tuple[str, list[int]] | None:
        """Return the translation and the place in it of each character of the text; None for a table that is broken."""
        data = text.encode(self.encoding)
        length = len(data) // self.size
        room = length * ROOM + MORE
        given = ctypes.create_string_buffer(data, len(data) + self.size)
        taken = ctypes.create_string_buffer(room * self.size)
        lengths = ctypes.c_int(length), ctypes.c_int(room)
        places, origins = (ctypes.c_int * max(length, 1))(), (ctypes.c_int * room)()
        function = self.library.lou_backTranslate if back else self.library.lou_translate
        if not function(
            table.encode(),
            given,
            ctypes.byref(lengths[0]),
            taken,
            ctypes.byref(lengths[1]),
            None,
            None,
            places,
            origins,
            None,
            mode,
        ):
            return None
        return taken.raw[: lengths[1].value * self.size].decode(self.encoding, "replace"), places[:length]


def answer(request: dict) -> dict:
    """Return the answer to a request; the head of this module gives the form of both.

    A mode is not asked for: text becomes Unicode cells, cells (`back`) become text.
    """
    try:
        louis = Louis()
    except OSError:
        return {"version": None}
    table, back, texts = request["table"], request["back"], request["texts"]
    found = []
    for text in texts:
        translation = louis.translate(table, text, 0 if back else DOTS | CELLS, back)
        if translation is None:
            return {"version": louis.version, "answers": None}
        found.append(translation)
    unknown = set() if back else unknown_signs(louis, table, set("".join(texts)))
    answers = [
        {"text": cells, "places": places, "unknown": "".join(sign for sign in dict.fromkeys(text) if sign in unknown)}
        for text, (cells, places) in zip(texts, found, strict=True)
    ]
    return {"version": louis.version, "answers": answers}


def unknown_signs(louis: Louis, table: str, signs: set[str]) -> set[str]:
    """Return those of some characters that a table cannot write.

    Each is asked for alone. liblouis leaves out what a table does not know, unless the table has a sign of its own for
    it ("undefined"): mostly a question mark, which is then right for that alone, or a blank, which is right for blanks
    alone.
    """

    def cells_of(sign: str, mode: int = 0) -> str:
        found = louis.translate(table, sign, DOTS | CELLS | mode)
        return found[0] if found else ""

    own = cells_of(UNKNOWN, NO_UNKNOWN)
    read = louis.translate(table, own, 0, back=True) if own else None
    # Some tables read the question mark back as a letter
    meant = {"?"} if own and cells_of("?") == own else {read[0]} if read else set()
    return {
        sign
        for sign in signs
        if not (sign.isspace() or unicodedata.category(sign) == "Cf")
        and (
            not cells_of(sign, NO_UNKNOWN).strip(BLANK)
            or cells_of(sign) != cells_of(sign, NO_UNKNOWN)
            or (own and cells_of(sign) == own and sign not in meant)
        )
    }


if __name__ == "__main__":
    json.dump(answer(json.load(sys.stdin)), sys.stdout)
