"""Makes up hostile inputs of each kind: what people write, spoilt in one to four places, and requests for nonsense."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping

from hypothesis import strategies as st

from booklet.formats import FORMATS
from booklet.project import ROOT, Project
from booklet.publish.build import english_messages
from booklet.publish.requests import PRESETS
from booklet.source.check_record import FILE
from booklet.source.languages import read_languages
from booklet.translation import sync
from booklet.translation.word_table import export
from tests.escaping.marked import PIECES, fill
from tests.helpers import SMALL_GUIDE
from tests.hostile.trial import PLACES, REQUEST, Input

# What begins or ends something in Markdown, YAML, gettext, HTML or XML, or names a place outside
TOKENS = (
    *PIECES.values(),
    *("javascript:alert(1)", "//host.example", "data:text/html,<k>", "https://a@b.example/", "../../../x", "%2e%2e/"),
    *(
        "---\n",
        "...\n",
        ": ",
        "\n- ",
        "&a [*a]",
        "*a",
        "!!python/object/apply:os.getpid []",
        "<<: *a",
        "? ",
        "| \n",
        "\t",
    ),
    *(
        'msgid ""\n',
        'msgstr "',
        "msgctxt ",
        "#, fuzzy\n",
        "#~| msgid",
        "<<<<<<< HEAD\n",
        "# Reviewed by: <k> on 2026-02-30",
    ),
    *(
        "{phone}",
        "{unknown}",
        "{",
        "}",
        "[a](javascript:k)",
        "![](k)",
        "/// note\n",
        "/// approach\n",
        "///\n",
        "<k k=k>",
    ),
    *(
        "|a|b|\n|-|-|\n",
        "1)  a\n",
        "    ",
        "# a\n",
        "{: onclick=k }",
        "{#k}",
        "**",
        "`",
        "~~~\n",
        "<!--",
        "&#x3c;k&#x3e;",
    ),
    *("<!DOCTYPE a [<!ENTITY a SYSTEM 'file:///etc/passwd'>]>", "&a;", "]]>", "\x00", "\ufeff", "\ud7ff", "\U0010ffff"),
    *(
        "a" * 5000,
        "[" * 2000,
        "." * 3000,
        "-" * 500,
        "9" * 400,
        "1e999",
        ".inf",
        ".nan",
        "2026-13-45",
        "yes",
        "~",
        "10:00",
    ),
)
BAD_BYTES = (b"\xff", b"\xc3", b"\x00", b"\xef\xbb\xbf", b"\r", b"\xed\xa0\x80", b"\xf4\x90\x80\x80")
XML_TOKENS = (b"<!DOCTYPE a [<!ENTITY e 'x'>]>", b"&e;", b"<k/>", b"</w:p>", b"<w:vanish/>", b"&lt;k&gt;", b"<w:tbl/>")


# What a small project does not have: a good file of each kind
GOOD = {
    "renamed": b"- {old: assessing.md, new: assess.md}\n- {old: easy-read/start.md, new: easy-read/index.md}\n",
    "sentences": "- page: plan.md\n  sentence: We ring back on weekdays. Our number is {phone}.\n"
    "- page: index.md\n  sentence: 'Read about [the plan](plan.md): it is “written”.'\n".encode(),
    "people": b"parents: {by: two parents, day: 2027-01-31, result: They found the plan at once.}\n"
    b"braille: not done yet\n",
    "search": b"plan.md: [goals, targets]\nindex.md: [help]\n",
    "mark": (ROOT / "tests/fixtures/services/mark.svg").read_bytes(),
    "answers": (ROOT / "tests/fixtures/services/charity.yml").read_bytes(),
    "record": (SMALL_GUIDE / FILE).read_bytes(),
    "presets": (ROOT / PRESETS).read_bytes(),
}


def bases(project: Project) -> dict[str, bytes]:
    """Return a good file of each kind, as they are in a small project."""
    fill(project, {})
    polish = read_languages(project)[1]
    sync.update(project, [polish], english_messages(project))
    made = {kind: place for kind, place in PLACES.items() if kind not in ("word", *GOOD)}
    good = GOOD | {kind: (project.root / place).read_bytes() for kind, place in made.items()}
    table = project.root / PLACES["word"]
    export(project, polish, table)
    return good | {"word": table.read_bytes()}


@st.composite
def spoilt(draw: st.DrawFn, good: bytes) -> bytes:
    """Return a text of which one to four places are spoilt: a token or any text put in, a part cut out, doubled, moved."""
    data = good
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(data)))
        end = min(len(data), start + draw(st.integers(0, 200)))
        piece = draw(
            st.one_of(
                st.sampled_from(TOKENS).map(lambda token: token.encode("utf-8", "surrogatepass")),
                st.text(max_size=20).map(str.encode),
                st.sampled_from(BAD_BYTES),
            )
        )
        data = draw(
            st.sampled_from(
                (
                    data[:start] + piece + data[start:],
                    data[:start] + piece + data[end:],
                    data[:start] + data[end:],
                    data[:end] + data[start:],
                    data[:start],
                )
            )
        )
    return data


@st.composite
def spoilt_table(draw: st.DrawFn, good: bytes) -> bytes:
    """Return a Word table that is broken as a file, or of which one part is spoilt."""
    if draw(st.booleans()):
        return draw(spoilt(good))
    with zipfile.ZipFile(io.BytesIO(good)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    name = draw(st.sampled_from(sorted(parts)))
    part = parts[name]
    at = draw(st.integers(0, len(part)))
    parts[name] = draw(
        st.sampled_from((part[:at], part[:at] + draw(st.sampled_from(XML_TOKENS)) + part[at:], draw(spoilt(part)), b""))
    )
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for one, data in parts.items():
            archive.writestr(one, data)
    return made.getvalue()


def requests() -> st.SearchStrategy[bytes]:
    """Return a strategy for the options of a request: good ones, and nonsense."""
    words = st.one_of(st.sampled_from(TOKENS), st.text(max_size=10))
    options = st.fixed_dictionaries(
        {},
        optional={
            "language": st.one_of(st.just("en-GB"), words),
            "reading": st.one_of(st.sampled_from(["standard", "easy-read"]), words),
            "format": st.one_of(st.sampled_from(sorted(FORMATS)), words),
            "variant": st.one_of(st.sampled_from(["", "odt", "a3", "pages"]), words),
            "text_size": st.one_of(st.none(), st.floats(), st.integers(-100, 100)),
            "paper": st.one_of(st.sampled_from(["A3", "A4", "A5"]), words),
            "background": st.one_of(st.sampled_from(["", "cream"]), words),
            "font": st.one_of(st.sampled_from(["", "noto"]), words),
            "braille_page": st.one_of(st.sampled_from(["", "30x27", "0x0", "999x999", "٣٠x٢٧"]), words),
            "pages": st.lists(words, max_size=3),
        },
    )
    return options.map(lambda given: json.dumps(given).encode())


def inputs(good: Mapping[str, bytes]) -> dict[str, st.SearchStrategy[Input]]:
    """Return a strategy for the inputs of each kind."""
    made: dict[str, st.SearchStrategy[bytes]] = {kind: spoilt(data) for kind, data in good.items()}
    made |= {"word": spoilt_table(good["word"]), REQUEST: requests()}

    def of(kind: str, data: st.SearchStrategy[bytes]) -> st.SearchStrategy[Input]:
        return data.map(lambda one: Input(kind, one))

    return {kind: of(kind, data) for kind, data in made.items()}
