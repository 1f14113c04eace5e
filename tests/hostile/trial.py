"""Gives one hostile input to the program, in this process, and says what became of it.

An input is either refused, with the file in which it is, or accepted, and then nothing in what it makes is more than
the text that it is. Anything else has failed: an exception that is no message for people, a hang, markup that came in.
"""

from __future__ import annotations

import base64
import json
import re
import shutil
import signal
import tempfile
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Any

from lxml import etree
from lxml import html as lxml_html

from booklet.checks.text.gate import check as check_text
from booklet.errors import BookletError
from booklet.project import ROOT, Project
from booklet.publish.build import books_of
from booklet.publish.requests import PRESETS, Request, checked, presets, read_preset, settings_of
from booklet.site.servers import NOTHING, nginx_snippet, redirects_file
from booklet.site.social_image import picture_of_mark
from booklet.source import check_record, people_tests, renamed
from booklet.source.booklets import BOOKLETS, read_booklets
from booklet.source.labels import read_labels, require_known_names
from booklet.source.languages import read_languages
from booklet.source.pictures import compose, drawings_folder, load_recipes
from booklet.source.search_words import read_search_words
from booklet.source.service import look
from booklet.source.service.facts import read_facts
from booklet.source.service.folder import read_answers, write_folder
from booklet.source.service.own_sentences import SENTENCES
from booklet.source.service.settings import read_settings
from booklet.source.text import visible
from booklet.translation.catalogue import read_translations
from booklet.translation.word_table import take
from tests.contexts import on
from tests.escaping.marked import fill

# Seconds of the processor, and of waiting, after which an input is said to hang
LONGEST, LONGEST_WAIT = 20, 300
SAFE_LINK = re.compile(r"(https?://[^\s\"'<>\\@]+|mailto:[^\s\"'<>\\]+|tel:\+?\d+|[#.\w/-]*)")
SAFE_SITE = re.compile(r"https://[a-z0-9.-]+(:\d+)?/([A-Za-z0-9._~-]+/)*")
# What no book has; the attributes are those of a marker, and of scripts
NO_ELEMENTS = {"script", "iframe", "object", "embed", "form", "base", "k"}
NO_ATTRIBUTE = re.compile(r"on\w+|k|style|srcdoc|formaction")
PLACES = {
    "catalogue": "locales/pl.po",
    "page": "docs/what-sen-support-is.md",
    "facts": "service/facts.yml",
    "labels": "content/labels.yml",
    "settings": "service/settings.yml",
    "pictures": "content/pictures.yml",
    "languages": "locales/languages.yml",
    "booklets": BOOKLETS,
    "renamed": renamed.FILE,
    "sentences": SENTENCES,
    "people": people_tests.FILE,
    "record": check_record.FILE,
    "presets": PRESETS,
    "search": "locales/pl.search.yml",
    "mark": look.OWN_MARK,
    "answers": "answers.yml",
    "word": "table.docx",
}
REQUEST = "request"
# What a project need not have: `fill` writes none of them
UNFILLED = ("renamed", "sentences", "people", "record", "presets", "search", "mark", "answers")


@dataclass(frozen=True)
class Input:
    """One input: its kind, and the bytes of the file of that kind; a request is JSON of its options."""

    kind: str
    data: bytes

    def record(self) -> dict[str, str]:
        """Return it as it is kept in the corpus."""
        return {"kind": self.kind, "base64": base64.b64encode(self.data).decode()}

    @classmethod
    def of(cls, record: dict[str, str]) -> Input:
        return cls(record["kind"], base64.b64decode(record["base64"]))


@dataclass(frozen=True)
class Outcome:
    """What became of an input: "refused", "accepted" or "failed", and why."""

    verdict: str
    why: str = ""


class HangError(BaseException):
    """An input took longer than it may. No Exception, so that nothing swallows it."""


class InjectionError(AssertionError):
    """Something of an input is more than text in what was made of it."""


def attempt(project: Project, given: Input) -> Outcome:
    """Give an input to the program in a project of `marked.small_project`, which is filled anew."""
    fill(project, {})
    for kind in UNFILLED:
        (project.root / PLACES[kind]).unlink(missing_ok=True)
    try:
        with _limited():
            TRIALS[given.kind](project, given.data)
    except BookletError as error:
        if given.kind != REQUEST and error.path is None:
            return Outcome("failed", f"refused without a place: {error}")
        return Outcome("refused", str(error))
    except HangError:
        return Outcome("failed", f"took longer than {LONGEST} s")
    except Exception as error:
        # It may be kept in the project, whose files say nothing of the machine
        return Outcome("failed", "".join(traceback.format_exception(error)[-3:]).replace(f"{ROOT}/", ""))
    return Outcome("accepted")


@contextmanager
def _limited() -> Iterator[None]:
    """End a block that works, or waits, too long. It is asked again every second: what is raised may be swallowed."""

    def stop(number: int, frame: FrameType | None) -> None:
        raise HangError

    timers = ((signal.ITIMER_PROF, signal.SIGPROF, LONGEST), (signal.ITIMER_REAL, signal.SIGALRM, LONGEST_WAIT))
    before = [signal.signal(number, stop) for _, number, _ in timers]
    for timer, _, seconds in timers:
        signal.setitimer(timer, seconds, 1)
    try:
        yield
    finally:
        for timer, _, _ in timers:
            signal.setitimer(timer, 0)
        for (_, number, _), handler in zip(timers, before, strict=True):
            signal.signal(number, handler)


def _require(true: object, what: str) -> None:
    if not true:
        raise InjectionError(what)


def _put(project: Project, kind: str, data: bytes) -> Path:
    path = project.root / PLACES[kind]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def _require_good_text(project: Project) -> None:
    for finding in check_text(on(project)).findings:
        raise BookletError(finding.problem, finding.cure, finding.path, finding.line or None)


def _require_harmless_book(project: Project, tag: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        for book in books_of(project, tag, Path(folder))[1]:
            for element in lxml_html.document_fromstring(book.html).iter():
                if not isinstance(element.tag, str):
                    continue
                _require(element.tag not in NO_ELEMENTS, f"<{element.tag}> in a book")
                for name, value in element.attrib.items():
                    _require(not NO_ATTRIBUTE.fullmatch(name), f"{name}={value!r} in a book")
                    if name in ("href", "src", "action"):
                        _require(SAFE_LINK.fullmatch(value), f"{name}={value!r} in a book")


def _catalogue(project: Project, data: bytes) -> None:
    _put(project, "catalogue", data)
    translated = read_translations(project, read_languages(project)[1], is_source=False)
    _require_harmless_book(project, "pl")
    for refusal in translated.refused:
        raise BookletError(refusal.problem, "", PLACES["catalogue"], refusal.line)


def _page(project: Project, data: bytes) -> None:
    _put(project, "page", data)
    _require_good_text(project)
    _require_harmless_book(project, "en-GB")


def _facts(project: Project, data: bytes) -> None:
    _put(project, "facts", data)
    facts = read_facts(project)
    for name in facts:
        _require(SAFE_LINK.fullmatch(facts[name].address), f"the fact {name} leads to {facts[name].address!r}")
        # RFC 6068, 2: what begins the details of an email would name other readers of it
        _require(
            facts[name].kind != "email" or not set("?#%&") & set(facts[name].address), f"{name} is more than a mailbox"
        )
    _require_good_text(project)
    _require_harmless_book(project, "en-GB")


def _labels(project: Project, data: bytes) -> None:
    _put(project, "labels", data)
    require_known_names(project, read_labels(project), read_facts(project))
    _require_good_text(project)
    _require_harmless_book(project, "en-GB")


def _settings(project: Project, data: bytes) -> None:
    _put(project, "settings", data)
    settings = read_settings(project)
    _require(SAFE_SITE.fullmatch(settings.address), f"the address {settings.address!r}")
    _require(nginx_snippet(settings.base_path).count("\n") == nginx_snippet("/a/").count("\n"), "lines for nginx")


def _pictures(project: Project, data: bytes) -> None:
    _put(project, "pictures", data)
    recipes = load_recipes(project)
    for key in recipes:
        for element in etree.fromstring(compose(key, recipes, drawings_folder()).svg.encode()).iter("*"):
            _require(etree.QName(element).localname not in ("script", "image", "foreignObject", "a", "k"), "an element")
            _require(not any(NO_ATTRIBUTE.fullmatch(name) or "href" in name for name in element.attrib), "an attribute")


def _languages(project: Project, data: bytes) -> None:
    _put(project, "languages", data)
    for language in read_languages(project):
        _require(re.fullmatch(r"[A-Za-z0-9-]+", language.tag), f"the tag {language.tag!r}")


def _word(project: Project, data: bytes) -> None:
    catalogue = project.root / PLACES["catalogue"]
    before = catalogue.read_bytes()
    path = project.root / PLACES["word"]
    path.write_bytes(data)
    try:
        take(project, read_languages(project)[1], path)
    except BookletError:
        _require(catalogue.read_bytes() == before, "a refused table changed the catalogue")
        raise
    _require(not read_translations(project, read_languages(project)[1], is_source=False).refused, "a bad row was taken")


def _booklets(project: Project, data: bytes) -> None:
    _put(project, "booklets", data)
    read_booklets(project)
    _require_good_text(project)
    _require_harmless_book(project, "en-GB")


def _renamed(project: Project, data: bytes) -> None:
    _put(project, "renamed", data)
    redirects = renamed.read_renamed(project)
    _require(redirects_file("/", redirects).count("\n") == len(redirects), "lines for Netlify")
    lines = nginx_snippet("/", redirects).count("\n") - nginx_snippet("/", NOTHING).count("\n")
    _require(lines == 2 * len(redirects), "lines for nginx")


def _sentences(project: Project, data: bytes) -> None:
    _put(project, "sentences", data)
    _require_good_text(project)
    _require_harmless_book(project, "en-GB")


def _people(project: Project, data: bytes) -> None:
    _put(project, "people", data)
    for test in people_tests.read_people_tests(project):
        _require(all(visible(words) == words for words in (test.by, test.result)), "what nobody can see")


def _record(project: Project, data: bytes) -> None:
    _put(project, "record", data)
    record = check_record.read_record(project)
    for check in record.checks if record else ():
        _require(all(visible(words) == words for words in (check.purpose, *check.tools)), "what nobody can see")


def _presets(project: Project, data: bytes) -> None:
    _put(project, "presets", data)
    for name in presets(project):
        with suppress(BookletError):  # for what is well written and cannot be made, “booklet make” has its own words
            checked(Request(**read_preset(project, name)), read_booklets(project)[0])


def _search(project: Project, data: bytes) -> None:
    _put(project, "search", data)
    read_search_words(project, read_languages(project)[1], ["index.md", "plan.md"])


def _mark(project: Project, data: bytes) -> None:
    _put(project, "mark", data)
    mark = look.mark_file(project)
    for element in etree.fromstring(mark.read_bytes()).iter("*"):
        _require(etree.QName(element).localname not in ("script", "image", "foreignObject", "a", "k"), "an element")
        _require(not any(name.startswith("on") or "href" in name for name in element.attrib), "an attribute")
    picture_of_mark(mark, "#ffffff", 60, 60)


def _answers(project: Project, data: bytes) -> None:
    path, folder = _put(project, "answers", data), project.root / "sister"
    shutil.rmtree(folder, ignore_errors=True)
    for note in write_folder(project, read_answers(project, path), folder):
        if note.stops:
            _require(not folder.exists(), "wrong answers wrote a folder")
            raise BookletError(note.words, "", note.path, note.line or None)
    _require({one.name for one in folder.iterdir()} <= {"facts.yml", "settings.yml", "mark.svg"}, "another file")


def _request(project: Project, data: bytes) -> None:
    options: dict[str, Any] = json.loads(data)
    request = Request(**options)
    entry, variant = checked(request, read_booklets(project)[0])
    settings_of(request, project, read_languages(project)[0], variant)
    _require(entry.name == request.format, "another format")


TRIALS: dict[str, Callable[[Project, bytes], None]] = {
    "catalogue": _catalogue,
    "page": _page,
    "facts": _facts,
    "labels": _labels,
    "settings": _settings,
    "pictures": _pictures,
    "languages": _languages,
    "booklets": _booklets,
    "renamed": _renamed,
    "sentences": _sentences,
    "people": _people,
    "record": _record,
    "presets": _presets,
    "search": _search,
    "mark": _mark,
    "answers": _answers,
    "word": _word,
    REQUEST: _request,
}
