"""The build: check the text, render the pages, make the editions, publish."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from booklet.book.model import Book
from booklet.checks.text.gate import check as check_sources
from booklet.errors import BookletError
from booklet.formats import FORMATS
from booklet.formats.base import Edition, MissingEdition
from booklet.project import Project
from booklet.publish import cache, up_to_date
from booklet.publish.editions import editions_json, make_editions
from booklet.publish.losses import lost_translations
from booklet.publish.source_date import source_date
from booklet.publish.staging import build_lock, staged, with_failure_note
from booklet.site import headers
from booklet.site.context import BuildContext, MakeEditions, home_url
from booklet.site.preview import serve_site
from booklet.site.render import render_nowhere, render_site
from booklet.source.facts import read_facts
from booklet.source.front_matter import EASY_READ
from booklet.source.labels import read_labels, require_known_names
from booklet.source.languages import Language, find_language, read_languages
from booklet.source.pictures import load_recipes
from booklet.source.settings import read_settings
from booklet.translation.catalogue import published_languages, read_translations
from booklet.translation.messages import Messages
from booklet.translation.status import Status, status
from booklet.translation.words import label_messages
from booklet.workers import workers

# For whoever sets up a web server of their own; the published site has no use for it
NGINX = "nginx.conf"
# What is published after a build that did not end well
AS_IT_WAS = "The last good site is as it was."
WITHOUT_LATE = "The new site is published without what takes longer ({}): that is missing until the next build."


def _no_editions(language: Language, books: Sequence[Book]) -> tuple[list[Edition], list[MissingEdition]]:
    return [], []


def _context(
    project: Project, languages: Sequence[Language], make: MakeEditions = _no_editions, books: Path | None = None
) -> BuildContext:
    """Read everything outside the pages; `books` is the folder for the books, None where nobody reads them.

    Raises BookletError for the first thing that is wrong.
    """
    settings = read_settings(project)
    facts, labels = read_facts(project), read_labels(project)
    require_known_names(project, labels, facts)
    translations = {
        language.tag: read_translations(project, language, is_source=language == languages[0]) for language in languages
    }
    messages = Messages()
    for message in label_messages(project, labels):
        messages.add(message)
    return BuildContext(
        project=project,
        settings=settings,
        languages=languages,
        labels=labels,
        facts=facts,
        recipes=load_recipes(project),
        translations=translations,
        day=source_date(project, settings.last_checked),
        make_editions=make,
        books=books,
        messages=messages,
    )


def english_messages(project: Project) -> Messages:
    """Return every English message of the pages and the labels, in the order of the guide.

    Raises BookletError where a page or a label is wrong, with every problem in the text at once.
    """
    _require_good_text(project)
    context = _context(project, read_languages(project)[:1])
    render_nowhere(context)
    return context.messages


def books_of(project: Project, tag: str, folder: Path) -> tuple[BuildContext, list[Book]]:
    """Return the books of one language, without making any file of the site, and what they were rendered with.

    They and their pictures are written to `folder`, which has to be there as long as a format is made of them.
    Raises BookletError for a language that is not published, and for anything wrong in the text.
    """
    published = published_languages(project)
    language = find_language(published, tag)
    _require_good_text(project)
    found: list[Book] = []

    def gather(made_for: Language, books: Sequence[Book]) -> tuple[list[Edition], list[MissingEdition]]:
        if made_for == language:
            found.extend(books)
        return [], []

    context = _context(project, list(dict.fromkeys((published[0], language))), gather, folder)
    render_nowhere(context)
    return context, found


def translation_status(project: Project) -> list[Status]:
    """Return how complete each translation is, those that are held back too; BookletError as `english_messages`."""
    messages = english_messages(project)
    return [
        status(messages, read_translations(project, language, is_source=False))
        for language in read_languages(project)[1:]
    ]


def _require_good_text(project: Project) -> None:
    """Stop before anything is rendered, with every problem in the text at once: rendering relies on what was checked."""
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


def _inputs(project: Project, wanted: set[str]) -> str:
    """Return the digest of what a build reads; "" where a file cannot be read: the build itself says which."""
    try:
        return up_to_date.inputs_digest(project, wanted, source_date(project, read_settings(project).last_checked))
    except OSError:
        return ""


def build(
    project: Project,
    formats: Iterable[str] | None = None,
    say: Callable[[str], None] = print,
    without: Iterable[str] = (),
) -> str:
    """Build and publish the site; return a sentence on what was made.

    `formats` names the formats wanted (None: all), `without` those of them to leave out. `say` gets each line of progress.
    Raises BookletError for anything wrong in the text or the settings. Any error that ends the build has a note
    (`__notes__`) with a sentence on what is published then, unless the whole site is.
    """
    wanted = _wanted(formats) - _wanted(without)
    late = {name for name in wanted if FORMATS[name].late and FORMATS[name].write}
    with build_lock(project):
        inputs = _inputs(project, wanted)
        if up_to_date.is_current(project, inputs):
            return f"nothing has changed since the last build of {project.relative(project.site)}/"
        with with_failure_note(AS_IT_WAS):
            say("[1/4] Checking the text")
            _require_good_text(project)
        # What takes long is made when everything else is published already
        context = _publish(project, wanted - late, say, AS_IT_WAS)
        if late:
            names = ", ".join(sorted(late))
            say(f"The site is published. Making what takes longer: {names}")
            context = _publish(project, wanted, say, WITHOUT_LATE.format(names))
        (project.build / NGINX).write_text(headers.nginx_snippet(context.settings.base_path), encoding="utf-8")
        # A file that was saved while the build ran counts as a change: it may have been read before or after
        if inputs and inputs == _inputs(project, wanted):
            up_to_date.remember(project, inputs)
        cache.prune(project)
        pages = sum(1 for _ in project.site.rglob("*.html"))
    return f"{pages} pages and {len(context.editions)} editions in {project.relative(project.site)}/"


def _publish(project: Project, wanted: set[str], say: Callable[[str], None], otherwise: str) -> BuildContext:
    """Make the site with the editions in the formats `wanted`, swap it in, and return what was rendered.

    `otherwise` says what is published if that fails: the note of the error.
    """
    with staged(project.site, project.books, otherwise=otherwise) as (folder, books_folder), workers() as executor:

        def make(language: Language, books: Sequence[Book]) -> tuple[list[Edition], list[MissingEdition]]:
            say(f"[3/4] Making the documents: {language.name}")
            return make_editions(books, language, project, folder, executor, wanted, say)

        context = _context(project, published_languages(project), make, books_folder)
        say(f"[2/4] Rendering the pages: {len(context.languages)} language(s)")
        render_site(context, folder)
        say("[4/4] Publishing")
        _add_web(context, wanted)
        _write_editions(context, folder)
        for line in lost_translations(project.site, folder):
            say(line)
    return context


def _add_web(context: BuildContext, wanted: set[str]) -> None:
    """Add the web pages to the table of editions: the path is the start page of the language."""
    for language in context.languages:
        home = home_url(language, context.source)
        context.editions.append(Edition(language.tag, "standard", "web", f"{home}index.html", 0, ""))
        context.editions.append(Edition(language.tag, EASY_READ, "web", f"{home}{EASY_READ}/index.html", 0, ""))


def _write_editions(context: BuildContext, folder: Path) -> None:
    """Write site/editions.json, with the size and digest of the start pages, which are finished now."""
    editions = []
    for edition in context.editions:
        content = (folder / edition.path).read_bytes()
        editions.append(replace(edition, bytes=len(content), sha256=hashlib.sha256(content).hexdigest()))
    reasons = {reason: context.labels[f"formats.absent.{reason}"] for reason in {one.reason for one in context.absent}}
    states = {
        tag: status(context.messages, translations).edition() for tag, translations in context.translations.items()
    }
    (folder / "editions.json").write_text(
        editions_json(context.day, editions, context.absent, reasons, states), encoding="utf-8"
    )


def serve(project: Project, address: str, say: Callable[[str], None] = print) -> None:
    """Preview the pages at `address` ("127.0.0.1:8000") until Ctrl-C. Documents are not made: `build` does that.

    `say` gets the address, and what is wrong in the text after a change: the pages stay as they were until it is mended.
    Raises BookletError for an address that cannot be used, and where the text is wrong at the start.
    """

    def read() -> BuildContext:
        _require_good_text(project)
        context = _context(project, published_languages(project))
        return replace(
            context,
            settings=replace(context.settings, address=f"http://{address}/"),
            content_policy=headers.PREVIEW_POLICY,
        )

    serve_site(read, project, address, say)
