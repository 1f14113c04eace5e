"""The build: check the text, render the pages, make the editions, publish."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from pathlib import Path

from booklet import site
from booklet.book import Book
from booklet.checks.sources import check as check_sources
from booklet.clock import source_date
from booklet.editions import Absent, Edition, editions_json, make_editions
from booklet.errors import BookletError
from booklet.facts import read_facts
from booklet.formats import FORMATS
from booklet.labels import label_messages, read_labels
from booklet.languages import Language, read_languages
from booklet.page import EASY_READ
from booklet.pictures import load_recipes
from booklet.project import Project
from booklet.publish import only_one, staged
from booklet.settings import read_settings
from booklet.translation import Messages, Translations, read_catalogue

WORKERS = 2


def _rendering(project: Project, make: site.Editor) -> site.Rendering:
    """Read everything outside the pages. Raises BookletError for the first thing that is wrong."""
    languages = read_languages(project)
    settings = read_settings(project)
    labels = read_labels(project)
    translations = {languages[0].tag: Translations(languages[0], is_source=True)}
    for language in languages[1:]:
        translations[language.tag] = Translations(language, False, read_catalogue(project, language))
    messages = Messages()
    for message in label_messages(project, labels):
        messages.add(message)
    return site.Rendering(
        project=project, settings=settings, languages=languages, labels=labels, facts=read_facts(project),
        recipes=load_recipes(project), translations=translations, day=source_date(project, settings.last_checked),
        make_editions=make, messages=messages)


def _require_good_text(project: Project) -> None:
    """Stop the build at the first look, with every problem in the text at once."""
    report = check_sources(project).require_something()
    if report.findings:
        first, *rest = report.findings
        more = "".join(f"\nError: {finding}" for finding in rest)
        raise BookletError(f"{first.rule}: {first.problem}", f"{first.cure}{more}", first.path, first.line or None)


def _wanted(formats: Iterable[str] | None) -> set[str]:
    wanted = set(FORMATS) if formats is None else set(formats)
    if unknown := wanted - FORMATS.keys():
        raise BookletError(f"There is no format “{sorted(unknown)[0]}”.", f"The formats are {', '.join(FORMATS)}.")
    return wanted


def build(project: Project, formats: Iterable[str] | None = None, say: Callable[[str], None] = print) -> str:
    """Build and publish the site; return a sentence on what was made.

    `formats` names the formats wanted (None: all). `say` gets each line of progress.
    Raises BookletError for anything wrong in the text or the settings; the published site is then as it was.
    """
    wanted = _wanted(formats)
    with only_one(project):
        say("[1/4] Checking the text")
        _require_good_text(project)
        with staged(project) as folder, ProcessPoolExecutor(WORKERS) as workers:

            def make(language: Language, books: Sequence[Book]) -> tuple[list[Edition], list[Absent]]:
                say(f"[3/4] Making the documents: {language.name}")
                return make_editions(books, language, project, folder, workers, wanted)

            rendering = _rendering(project, make)
            say(f"[2/4] Rendering the pages: {len(rendering.languages)} language(s)")
            site.render_site(rendering, folder)
            say("[4/4] Publishing")
            _add_web(rendering, wanted)
            _write_editions(rendering, folder)
        pages = sum(1 for _ in project.site.rglob("*.html"))
    return f"{pages} pages and {len(rendering.editions)} editions in {project.relative(project.site)}/"


def _add_web(rendering: site.Rendering, wanted: set[str]) -> None:
    """Add the web pages to the table of editions: the path is the start page of the language."""
    for language in rendering.languages:
        home = site.home_url(language, rendering.source)
        rendering.editions.append(Edition(language.tag, "standard", "web", f"{home}index.html", 0, ""))
        rendering.editions.append(Edition(language.tag, EASY_READ, "web", f"{home}{EASY_READ}/index.html", 0, ""))


def _write_editions(rendering: site.Rendering, folder: Path) -> None:
    """Write site/editions.json, with the size and digest of the start pages, which are finished now."""
    editions = []
    for edition in rendering.editions:
        content = (folder / edition.path).read_bytes()
        editions.append(replace(edition, bytes=len(content), sha256=hashlib.sha256(content).hexdigest()))
    reasons = {reason: rendering.labels[f"formats.absent.{reason}"] for reason in {one.reason for one in rendering.absent}}
    count = len(rendering.messages)
    states = {
        tag: {"messages": count, "translated": count if translations.is_source else len(translations.used),
              "fuzzy": translations.fuzzy, "reviewed_by": None}
        for tag, translations in rendering.translations.items()}
    (folder / "editions.json").write_text(
        editions_json(rendering.day, editions, rendering.absent, reasons, states), encoding="utf-8")


def serve(project: Project, address: str) -> None:
    """Preview the pages at `address` until Ctrl-C. Documents are not made: `build` does that."""

    def read() -> site.Rendering:
        rendering = _rendering(project, lambda language, books: ([], []))
        return replace(rendering, settings=replace(rendering.settings, address=f"http://{address}/"))

    site.serve_site(read, address)
