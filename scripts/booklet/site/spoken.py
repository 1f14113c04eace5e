"""How the device's voice is told what it would say wrongly: the same rules as in the recordings, as data for listen.js."""

from __future__ import annotations

import re

from booklet.site.context import BuildContext

SPOKEN_KINDS = ("phone", "email", "web")


def spoken(rendering: BuildContext) -> dict[str, dict[str, str]]:
    """Return what is said for the facts as they are shown, and for initials that are said as words, in English.

    An address that holds another comes first, so that none is replaced inside a longer one.
    """
    # Loaded here: the package has what makes sound, and every command would load that
    from booklet.formats.audio import english

    facts = rendering.all_facts(rendering.source)
    # Names of the service and the area are in addresses
    words = {
        word.lower()
        for fact in facts.values()
        if fact.kind == "name"
        for word in re.findall(r"[^\W\d_]{3,}", fact.shown)
    }
    # With plain spaces, as listen.js reads the words of a page
    shown = {" ".join(fact.shown.split()) for fact in facts.values() if fact.kind in SPOKEN_KINDS}
    return {
        "facts": {one: english.spoken_text(one, words) for one in sorted(shown, key=lambda one: (-len(one), one))},
        "words": {short: said for short, said in english.AS_WORDS.items() if short.isalpha()},
    }
