"""A small project in English and Polish, with a marker in every place that data can reach."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from babel.messages.pofile import escape

from booklet.checks.text.gate import check as check_text
from booklet.errors import BookletError
from booklet.formats import FORMATS
from booklet.project import ROOT, Project
from booklet.publish.build import english_messages
from booklet.source.booklets import BOOKLETS
from booklet.source.front_matter import READINGS, STAGES
from booklet.source.labels import read_labels, require_known_names
from booklet.source.languages import read_languages
from booklet.source.service.facts import read_facts
from booklet.source.service.settings import DAYS, read_settings
from booklet.source.text import unseen, without_unseen
from booklet.translation import sync
from booklet.translation.catalogue import read_catalogue, read_translations
from tests.books import BOOKLET
from tests.contexts import on
from tests.helpers import PO_HEADER, copied_project, write

# What ends a text, or begins something else, in one notation or another
PIECES = {
    "quotation marks": '"\' k="',
    "element": "<b id=k>",
    "end of script": "</script>",
    "end of style": "</style>",
    "entity": "&lt;",
    "signs of HTML": "a < 2 > & 1",
    "end of data": "]]>",
    "template": "{{ k }}",
    "shell": "${k}",
    "backslash": "\\a",
    "line end": "\nK: k",
    "direction": "\u202e",
    "control": "\u0007",
    "invisible": "\u200b\U000e0041",
}
# Stand round a marker, so that it is found again: no word of the guide has them
STARTS, ENDS = "qxq", "xqx"
MARK = re.compile(f"{STARTS}.*?{ENDS}", re.DOTALL)
# Where the end of a line is no part of a text: pages are broken into lines at will, and a comment of a catalogue ends
ONE_LINE = ("text of a page", "words for a picture", "quotation", "block in a page", "translator", "reviewer")
SEEN = {name for name in PIECES if name not in ("direction", "control", "invisible")}
ELEMENTS = {"element", "end of script", "end of style"}
SIGNS = {"end of data", "template", "shell", "backslash"}
# The pieces that a place takes, which then come out as text; all others are refused. What cannot be seen is taken out
# of the names in a catalogue.
ACCEPTED = {
    "label": SEEN - SIGNS,
    "name in a fact": SEEN,
    "words of a fact": SEEN,
    "approver": SEEN - {"line end"},
    "language": SEEN,
    "translator": PIECES.keys() - {"line end"},
    "reviewer": PIECES.keys() - {"line end"},
    "translation": {"quotation marks", "signs of HTML"},
    "title": SEEN - SIGNS,
    "description": SEEN - SIGNS,
    "text of a page": {"quotation marks", "signs of HTML"},
    "words for a picture": SEEN - {"entity", "end of data", "template", "shell", "line end"},
    "quotation": {"quotation marks", "signs of HTML"},
}
IN_PAGES = ("title", "description", "text of a page", "words for a picture", "quotation")
# Places whose values are no words: they take none of these
PLAIN_PIECES = ("quotation marks", "element", "template", "line end", "direction")
PLAIN = (
    "address",
    "day",
    "name of a setting",
    "name of a fact",
    "kind of a fact",
    "link of a fact",
    "email of a fact",
    "phone of a fact",
    "tag",
    "direction of a language",
    "field of a language",
)
PLAIN_IN_PAGES = (
    "name at the top",
    "stage",
    "picture",
    "picture in a page",
    "added",
    "easy_read",
    "link in a page",
    "id in a page",
    "block in a page",
)
# The pictures that templates show and that the cover of a book has
PICTURES = {"school", "easy-read", "difficult-words", "sendiass-adviser", BOOKLET.cover}
SMALL_FACTS = ("service", "phone", "email", "website", "area", "openmoji")
SMALL_LABELS = ("name", "help")

PARTS = {
    "": ("index",),
    "guide": ("what-sen-support-is",),
    "stages": ("graduated-approach", "assess", "plan", "do", "review"),
    "about": (
        "formats",
        "useful-information",
        "translations",
        "what-we-changed",
        "accessibility",
        "privacy",
        "about",
        "word-list",
    ),
    "easy-read": ("easy-read/index",),
}
SMALL_PARTS = {"": ("index",), "guide": ("plan",), "easy-read": ("easy-read/index",)}
QUOTED = "Schools should take seriously any concerns raised by a parent"
PARAGRAPH = "6.45"
# A part of a page for each place in it; a § is on both sides of the place's name
BLOCKS = {
    "text of a page": "The school helps§text of a page§. Ask {service}.\n",
    "words for a picture": "![A school§words for a picture§](picture:school)\n",
    "picture in a page": "![A school](picture:school§picture in a page§)\n",
    "id in a page": "## Help§text of a page§ {#help-you§id in a page§}\n",
    "link in a page": "-   a [link§text of a page§](plan.md§link in a page§) and [the law]({equality_act})\n",
    "block in a page": "/// note§block in a page§\nA **note**§text of a page§.\n///\n",
    "quotation": f"> “{QUOTED}§quotation§.”\n>\n> Paragraph {PARAGRAPH}\n",
}
WORDS = "Word§text of a page§\n\n:   What it means§text of a page§\n"
BODIES = {
    "index": "\n".join([BLOCKS["text of a page"], BLOCKS["quotation"]]),
    "what-sen-support-is": "\n".join([*BLOCKS.values(), WORDS]),
    "graduated-approach": """Words.

## Steps {#steps}

/// approach
The child§text of a page§

1.  **Teach**

    Help.

2.  **SEN support**

    A cycle

    1.  [Assess](assess.md)

        Look§text of a page§.

    2.  [Plan](plan.md)

        Write.

    3.  [Do](do.md)

        Help.

    4.  [Review](review.md)

        See.

    **Better?**

    -   **Yes**

        Good.

    -   **No**

        Ask.

    Start again.

3.  **Think**

    Ask.
///
""",
    "easy-read/index": "/// rows\n-   ![decorative](picture:school)\n\n    This is easy§text of a page§.\n///\n",
}


def pieces(place: str) -> dict[str, str]:
    """Return the pieces that can be put in a place."""
    return {name: piece for name, piece in PIECES.items() if name != "line end" or place not in ONE_LINE}


def hostile() -> dict[str, str]:
    """Return for each place everything that it takes, as one marker."""
    return {
        place: f"{STARTS}{''.join(PIECES[name] for name in PIECES if name in taken)}{ENDS}"
        for place, taken in ACCEPTED.items()
    }


def harmless(marker: str) -> str:
    """Return a marker of the same length as what can be seen of this one, with the same gaps, that is only letters."""
    return STARTS + re.sub(r"\S", "x", without_unseen(marker).removeprefix(STARTS).removesuffix(ENDS)) + ENDS


def yaml_of(value: Any, indent: str = "") -> str:
    """Return YAML in which every value is on the line of its name."""
    if isinstance(value, dict) and value:
        return "".join(f"\n{indent}{json.dumps(key)}: {yaml_of(one, indent + '  ')}" for key, one in value.items())
    if isinstance(value, list):
        return "".join(f"\n{indent}- {json.dumps(one)}" for one in value)
    return value.isoformat() if isinstance(value, date) else json.dumps(value)


def small_project(root: Path) -> Project:
    """Return a copy of the project without pages, for `fill`."""
    project = copied_project(root)
    shutil.rmtree(project.docs / "easy-read")
    # Search words name pages, so they go with them
    for file in (*project.docs.glob("*.md"), *project.locales.glob("*.search.yml")):
        file.unlink()
    return project


def fill(project: Project, marks: Mapping[str, str], small: bool = False) -> None:
    """Write everything that people write, with these markers in their places, but no translation.

    `small` leaves out what only the website needs: all labels and facts but a few, and most pages.
    """
    write(project.root / "content/pictures.yml", _pictures())
    _fill_settings(project, marks)
    _fill_facts(project, marks, small)
    _fill_languages(project, marks)
    _fill_labels(project, marks, small)
    _fill_booklets(project, small)
    fill_pages(project, SMALL_PARTS if small else PARTS, lambda name: marks)
    header = f"# Translated by: A machine{marks.get('translator', '')}\n"
    if "reviewer" in marks:
        header += f"# Reviewed by: Jo{marks['reviewer']} on 2027-01-31\n"
    entry = f'msgid "Hello"\nmsgstr {escape("Hello" + marks["translation"])}\n' if "translation" in marks else ""
    write(project.locales / "pl.po", header + PO_HEADER + entry)


@cache
def _text_of(file: str) -> str:
    return json.dumps(yaml.safe_load((ROOT / file).read_text(encoding="utf-8")), default=date.isoformat)


@cache
def _pictures() -> str:
    """Return the list of the pictures that the small project shows."""
    known, used = _original("content/pictures.yml"), PICTURES | {entry.picture for entry in FORMATS.values()}
    return yaml.safe_dump({key: known[key] for key in sorted(used)})


def _original(file: str) -> dict[str, Any]:
    """Return what a YAML file of the project holds, for the caller to change; days are words."""
    return json.loads(_text_of(file))


def _fill_settings(project: Project, marks: Mapping[str, str]) -> None:
    settings = _original("service/settings.yml")
    settings |= {day: date.fromisoformat(settings[day]) for day in DAYS}
    settings["address"] = f"https://sister.example.org/guide{marks.get('address', '')}/"
    if "day" in marks:
        settings["last_tested"] = f"2026-11-27{marks['day']}"
    if "name of a setting" in marks:
        settings[f"day{marks['name of a setting']}"] = "x"
    settings["approved"] = {"by": f"Kim{marks.get('approver', '')}", "date": date(2027, 1, 31)}
    write(project.root / "service/settings.yml", yaml_of(settings))


def _fill_facts(project: Project, marks: Mapping[str, str], small: bool) -> None:
    facts, general = (
        {key: fact for key, fact in _original(file).items() if not small or key in SMALL_FACTS}
        for file in ("service/facts.yml", "content/facts.yml")
    )
    facts["service"]["value"] = f"Barset{marks.get('name in a fact', '')}"
    general["openmoji"]["text"] = f"OpenMoji{marks.get('words of a fact', '')}"
    facts["website"]["value"] += marks.get("link of a fact", "")
    facts["email"]["value"] += marks.get("email of a fact", "")
    facts["phone"]["value"] += marks.get("phone of a fact", "")
    facts["area"]["kind"] += marks.get("kind of a fact", "")
    if "name of a fact" in marks:
        facts[f"area{marks['name of a fact']}"] = {"kind": "name", "value": "x"}
    write(project.root / "service/facts.yml", yaml_of(facts))
    write(project.root / "content/facts.yml", yaml_of(general))


def _fill_languages(project: Project, marks: Mapping[str, str]) -> None:
    english, _, polish, *_ = _original("locales/languages.yml")["languages"]
    polish["name"] += marks.get("language", "")
    polish["tag"] += marks.get("tag", "")
    polish["direction"] = f"ltr{marks.get('direction of a language', '')}"
    if "field of a language" in marks:
        polish[f"voice{marks['field of a language']}"] = "x"
    write(project.locales / "languages.yml", yaml_of({"languages": [english, polish]}))


def _fill_labels(project: Project, marks: Mapping[str, str], small: bool) -> None:
    def marked(label: Any) -> Any:
        if isinstance(label, dict):
            return {key: marked(value) for key, value in label.items()}
        return f"{label}{marks.get('label', '')}"

    labels = _original("content/labels.yml")
    kept = {key: marked(label) for key, label in labels.items() if not small or key in SMALL_LABELS}
    write(project.root / "content/labels.yml", yaml_of(kept))


def _fill_booklets(project: Project, small: bool) -> None:
    """Write the list of booklets: the first one with the parts and labels that are here, and nothing of single pages."""
    whole = _original(BOOKLETS)[BOOKLET.id]
    entry = {"cover": whole["cover"]}
    for reading in READINGS:
        labels = dict.fromkeys(("name", "subtitle", "audience"), "name") if small else {}
        parts = [part for part in whole[reading]["parts"] if part in (SMALL_PARTS if small else PARTS)]
        entry[reading] = {**whole[reading], **labels, "parts": parts}
    write(project.root / BOOKLETS, yaml_of({BOOKLET.id: entry}))


def fill_pages(
    project: Project, parts: Mapping[str, Sequence[str]], marks_of: Callable[[str], Mapping[str, str]]
) -> None:
    """Write the pages of each part of the navigation and their order, each page with the markers that it is given."""
    order = []
    quoted = {f"{QUOTED}{marks_of(name).get('quotation', '')}." for names in parts.values() for name in names}
    quotations = [{"text": words} for words in sorted(quoted) if not any(unseen(words, allowed="\n"))]
    write(project.root / "content/quotations.yml", yaml_of({PARAGRAPH: quotations}))
    for part, names in parts.items():
        order += [f"  - {part}:"] if part else []
        for name in names:
            marks = marks_of(name)
            listed = json.dumps(f"{name}{marks.get('page in the order', '')}.md")
            order.append(f"{'      ' if part else '  '}- {listed}")
            _fill_page(project, name, part, marks)
    original = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    nav = "nav:\n" + "\n".join(order) + "\n"
    write(project.root / "mkdocs.yml", re.sub(r"^nav:\n(?:[ \n].*\n|\n)+", lambda _: nav, original, flags=re.MULTILINE))


def _fill_page(project: Project, name: str, part: str, marks: Mapping[str, str]) -> None:
    top: dict[str, Any] = {
        "title": f"{name[:7].capitalize()}{marks.get('title', '')}",
        "description": f"About {name}{marks.get('description', '')}.",
        "picture": f"school{marks.get('picture', '')}",
    }
    if "stage" in marks or (part == "stages" and name in STAGES):
        top["stage"] = f"{'plan' if 'stage' in marks else name}{marks.get('stage', '')}"
    if "easy_read" in marks or part != "easy-read":
        top["easy_read"] = f"index.md{marks.get('easy_read', '')}"
    if "added" in marks or name == "privacy":
        top["added"] = f"true{marks['added']}" if "added" in marks else True
    if "name at the top" in marks:
        top[f"added{marks['name at the top']}"] = True
    place = next((place for place in BLOCKS if place in marks), "text of a page")
    body = BODIES.get(name, BLOCKS[place])
    body = re.sub("§([^§]*)§", lambda place: marks.get(place[1], ""), body)
    write(project.docs / f"{name}.md", f"---{yaml_of(top)}\n---\n{body}")


def refusals(project: Project, whole: bool = True) -> list[tuple[str, int]]:
    """Return the file and the line of everything that a build refuses, or of the first of it.

    Not `whole`: without the pages and without what is only looked at together with them.
    """
    try:
        languages = read_languages(project)
        read_settings(project)
        require_known_names(project, read_labels(project), read_facts(project))
        translated = read_translations(project, languages[1], is_source=False)
        found = check_text(on(project)).findings if whole else []
        return [(one.path, one.line) for one in found] + [("locales/pl.po", one.line) for one in translated.refused]
    except BookletError as error:
        return [(str(error.path), error.line or 0)]


def translate(project: Project, mark: str) -> None:
    """Translate everything into Polish: the English words, a Polish letter and this marker."""
    polish = read_languages(project)[1]
    sync.update(project, [polish], english_messages(project))
    catalog = read_catalogue(project, polish)
    for message in catalog:
        if message.id:
            # A step of the diagram stays bold as a whole, and words for a picture stay with it
            words, end = re.fullmatch(r"(.*?)(\*\*|\]\(picture:[a-z-]+\))?", message.id, re.DOTALL).groups()
            message.string = f"{MARK.sub('', words)}ą{mark}{end or ''}"
    sync.write(project, {polish: catalog})
