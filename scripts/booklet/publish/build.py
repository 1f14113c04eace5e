"""The build: check the text, render the pages, make the editions, publish."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from importlib import import_module
from pathlib import Path
from typing import Any

from booklet.book.model import Book
from booklet.checks.context import CheckContext
from booklet.checks.text.gate import check as check_sources
from booklet.errors import BookletError
from booklet.files import remove_parts, write_whole
from booklet.findings import FindingsError
from booklet.formats import FORMATS
from booklet.formats.base import Edition, MissingEdition
from booklet.markdown.english_messages import english_messages as gathered_messages
from booklet.project import Project
from booklet.publish import cache, up_to_date
from booklet.publish.editions import editions_json, make_editions, take_over
from booklet.publish.losses import lost_translations
from booklet.publish.parts import make_parts, put_together
from booklet.publish.staging import build_lock, staged, with_failure_note
from booklet.site import headers
from booklet.site.context import BuildContext, MakeEditions, home_url
from booklet.site.preview import serve_site
from booklet.site.render import render_nowhere, render_site
from booklet.site.servers import apache_file, iis_file, in_every_language, nginx_snippet
from booklet.site.sitemap import sitemap
from booklet.site.social_image import icons
from booklet.source.booklets import Booklet, read_booklets
from booklet.source.check_record import record_of
from booklet.source.front_matter import EASY_READ
from booklet.source.labels import read_labels, require_known_names
from booklet.source.languages import Language, find_language, read_languages
from booklet.source.people_tests import read_people_tests
from booklet.source.pictures import draw_all, load_recipes, remember
from booklet.source.renamed import read_renamed
from booklet.source.service.facts import read_facts
from booklet.source.service.own_sentences import read_own_sentences
from booklet.source.service.settings import read_settings
from booklet.source.source_date import source_date
from booklet.translation.catalogue import published_languages, read_translations
from booklet.translation.messages import Messages
from booklet.translation.status import Status, status
from booklet.translation.waiting import Deadline, Owed, owed
from booklet.translation.words import messages_outside_pages
from booklet.workers import count, workers

# For people who set up a web server of their own, in build/; the published site has no use for them
FOR_SERVERS = {"nginx.conf": nginx_snippet, "apache.conf": apache_file, "web.config": iis_file}
# What is published after a build that did not end well
AS_IT_WAS = "The last good site is as it was."
WITHOUT_LATE = "The new site is published without what takes longer ({}): that is missing until the next build."


def _no_editions(language: Language, books: Sequence[Book]) -> tuple[list[Edition], list[MissingEdition]]:
    return [], []


def _context(
    project: Project,
    languages: Sequence[Language],
    make: MakeEditions = _no_editions,
    books: Path | None = None,
    rendered: Sequence[Language] = (),
    is_part: bool = False,
    drops_source: bool = False,
) -> BuildContext:
    """Read everything outside the pages; `books` is the folder for the books, None where nobody reads them.

    `languages` are all that readers can choose, the source first, `rendered` those of this run (none: all); `is_part`
    leaves out what is made once for the whole site, `drops_source` the pages of the source.
    Raises BookletError for the first thing that is wrong.
    """
    settings = read_settings(project)
    facts, labels = read_facts(project), read_labels(project)
    require_known_names(project, labels, facts)
    translations = {
        language.tag: read_translations(project, language, is_source=language == languages[0]) for language in languages
    }
    sentences = read_own_sentences(project)
    return BuildContext(
        project=project,
        settings=settings,
        languages=languages,
        labels=labels,
        facts=facts,
        recipes=load_recipes(project),
        booklets=read_booklets(project),
        translations=translations,
        day=source_date(project, settings.last_checked),
        make_editions=make,
        books=books,
        rendered=rendered,
        is_part=is_part,
        drops_source=drops_source,
        messages=messages_outside_pages(project, labels, sentences),
        own_sentences=sentences,
        record=record_of(project, settings.address),
        people_tests=read_people_tests(project),
    )


def _part_context(project: Project, make: MakeEditions, books: Path, tags: Sequence[str]) -> BuildContext:
    """Return the context of a part of the site: the languages `tags`, and the source language for its messages."""
    languages = published_languages(project)
    rendered = [one for one in languages if one == languages[0] or one.tag in tags]
    return _context(project, languages, make, books, rendered, is_part=True, drops_source=languages[0].tag not in tags)


def english_messages(project: Project) -> Messages:
    """Return every English message of the pages and the labels, in the order of the guide.

    Raises BookletError where a page or a label is wrong, with every problem in the text at once.
    """
    _require_good_text(project)
    return gathered_messages(project)


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

    context = _context(project, list(dict.fromkeys((published[0], language))), gather, folder, is_part=True)
    render_nowhere(context)
    return context, found


def translation_status(project: Project) -> tuple[list[Status], list[Owed]]:
    """Return how complete each translation is, those that are held back too, and what translators owe.

    Raises BookletError as `english_messages`.
    """
    messages = english_messages(project)
    every = [read_translations(project, language, is_source=False) for language in read_languages(project)[1:]]
    return [status(messages, one) for one in every], owed(messages.found, every, Deadline.of(project))


def _require_good_text(project: Project) -> None:
    """Stop before anything is rendered, with every problem in the text at once: rendering relies on these checks."""
    read_renamed(project)
    report = check_sources(CheckContext.of(project)).require_something()
    if report.findings:
        raise FindingsError(report.findings)


def _read_and_checked(project: Project) -> list[Language]:
    """Return the languages that are published, as soon as the text is checked; raises as `_require_good_text`.

    Beside the check everything outside the pages is read, once for all that follows: the catalogues of all languages
    take longer than the check. What is wrong with them is said after what is wrong with the text. Pictures are drawn
    too, as every part of the site needs them.
    """
    with workers() as executor:
        checked = executor.submit(_require_good_text, project)
        drawn = executor.submit(draw_all, project)
        with suppress(BookletError):
            _context(project, published_languages(project))
        checked.result()
        remember(drawn.result())
    return published_languages(project)


def _inputs(project: Project, wanted: set[str]) -> up_to_date.Inputs | None:
    """Return what a build reads; None where a file cannot be read, or is wrong: the build itself says which."""
    try:
        day = source_date(project, read_settings(project).last_checked)
        return up_to_date.read_inputs(project, wanted, day, published_languages(project))
    except (OSError, BookletError):
        return None


@dataclass(frozen=True)
class Wish:
    """What somebody wants of a build.

    `formats` are the names of the formats (None: all but the sound), `without` those of them to leave out, `sound` says
    that the recordings are wanted too, `languages` are tags (None: all): other languages stay as they are in the site.
    """

    formats: frozenset[str] | None = None
    without: frozenset[str] = frozenset()
    sound: bool = False
    languages: tuple[str, ...] | None = None


EVERYTHING = Wish()


def build(project: Project, wish: Wish = EVERYTHING, say: Callable[[str], None] = print) -> str:
    """Build and publish the site; return a sentence on what was made.

    `say` gets each line of progress. Raises BookletError for anything wrong in the text or the settings. Any error that
    ends the build has a note (`__notes__`) with a sentence on what is published then, unless the whole site is.
    """
    wanted = _wanted(wish)
    slow = {name for name in wanted if FORMATS[name].late and FORMATS[name].write}
    with build_lock(project):
        with with_failure_note(AS_IT_WAS):
            inputs = _inputs(project, wanted)
            if wish.languages is None and inputs and up_to_date.is_current(project, inputs):
                return f"nothing has changed since the last build of {project.relative(project.site)}/"
            say("[1/4] Checking the text")
            languages = _read_and_checked(project)
            if wish.languages is not None:
                tags = [find_language(languages, tag).tag for tag in wish.languages]
            elif inputs:
                tags = up_to_date.changed_languages(project, inputs, languages)
            else:
                tags = [one.tag for one in languages]
        # Recordings that were made before stay while they are current
        kept = set() if wish.formats or slow else {name for name, entry in FORMATS.items() if entry.late} - wish.without
        published = _publish(project, languages, tags, wanted - slow, kept, say)
        if slow:
            # What takes long is made when everything else is published already
            names = ", ".join(sorted(slow))
            say(f"The site is published. Making what takes longer: {names}")
            published = _publish_with_sound(project, languages, wanted, say, WITHOUT_LATE.format(names))
        remove_parts(project.build, within=False)
        _write_for_servers(project, languages)
        # A file that was saved while the build ran counts as a change: it may have been read before or after
        if wish.languages is None and inputs and inputs == _inputs(project, wanted):
            up_to_date.remember(project, inputs, languages)
        cache.prune(project)
        pages = sum(1 for _ in project.site.rglob("*.html"))
    return f"{pages} pages and {published} editions in {project.relative(project.site)}/"


def _write_for_servers(project: Project, languages: Sequence[Language]) -> None:
    """Write to build/ what each kind of web server has to be told."""
    path, redirects = read_settings(project).base_path, in_every_language(read_renamed(project), languages)
    for name, lines in FOR_SERVERS.items():
        write_whole(lines(path, redirects).encode(), project.build / name)


def _wanted(wish: Wish) -> set[str]:
    """Return the names of the formats of a wish; raises BookletError for a name that is none."""
    sound = {name for name, entry in FORMATS.items() if entry.late}
    if unknown := ((wish.formats or frozenset()) | wish.without) - FORMATS.keys():
        raise BookletError(f"There is no format “{min(unknown)}”.", f"The formats are {', '.join(FORMATS)}.")
    every = FORMATS.keys() if wish.sound else FORMATS.keys() - sound
    return set(every if wish.formats is None else wish.formats) - wish.without


def _publish(
    project: Project,
    languages: Sequence[Language],
    tags: Sequence[str],
    wanted: set[str],
    kept: set[str],
    say: Callable[[str], None],
) -> int:
    """Make the pages of the languages `tags` and their editions in parts side by side, and swap them in.

    `kept` are formats whose editions of an earlier build are taken while they are current.
    `languages` are all that readers can choose. Returns how many editions the site has then.
    """
    source = languages[0]
    # A worker for each part, and for each processor one that makes what the parts ask for
    at_work = workers(number=2 * count())
    with staged(project.site, project.books, otherwise=AS_IT_WAS) as (folder, books), at_work as executor:
        old = _keep_others(project, folder, books) if len(tags) < len(languages) else {"editions": [], "absent": []}
        say(f"[2/4] Rendering the pages: {len(tags)} language(s)")
        # What is loaded and read here, the worker processes have: each catalogue, and WeasyPrint where they print
        if wanted - {"web"}:
            import_module("weasyprint")
        context = _context(project, languages)
        pictures = executor.submit(icons, project, context.settings)
        parts = make_parts(_part_context, project, tags, folder, books, wanted, kept, executor, count(), say)
        say("[4/4] Publishing")
        put_together(parts, [one.tag for one in languages], folder)
        there = [one for one in languages if (folder / home_url(one, source) / "index.html").exists()]
        for name, data in pictures.result().items():
            (folder / name).write_bytes(data)
        (folder / "sitemap.xml").write_bytes(sitemap(parts[0].pages.values(), there, context.settings, context.day))
        order = {one.tag: number for number, one in enumerate(languages)}
        editions = sorted((one for part in parts for one in part.editions), key=lambda one: order[one.language])
        editions += [
            one for language in languages if language.tag in tags for one in _web(language, source, context.booklets)
        ]
        absent = sorted((one for part in parts for one in part.absent), key=lambda one: order[one.language])
        states = {tag: state for part in parts for tag, state in part.states.items()}
        return _write_editions(folder, context, editions, absent, states, old, tags, say)


def _keep_others(project: Project, folder: Path, books: Path) -> dict[str, Any]:
    """Put the present site and its books into the staged folders, and return its list of editions."""
    for present, stage in ((project.site, folder), (project.books, books)):
        if present.is_dir():
            shutil.copytree(present, stage, dirs_exist_ok=True)
    listed = folder / "editions.json"
    return json.loads(listed.read_text(encoding="utf-8")) if listed.exists() else {"editions": [], "absent": []}


def _publish_with_sound(
    project: Project, languages: Sequence[Language], wanted: set[str], say: Callable[[str], None], otherwise: str
) -> int:
    """Make the whole site with the editions in all formats `wanted`, sound too, and swap it in: all workers speak.

    `otherwise` says what is published if that fails: the note of the error. Returns how many editions there are.
    """
    with staged(project.site, project.books, otherwise=otherwise) as (folder, books_folder), workers() as executor:

        def make(language: Language, books: Sequence[Book]) -> tuple[list[Edition], list[MissingEdition]]:
            say(f"[3/4] Making the documents: {language.name}")
            return make_editions(books, language, project, folder, executor, wanted, say)

        context = _context(project, languages, make, books_folder)
        say(f"[2/4] Rendering the pages: {len(languages)} language(s)")
        render_site(context, folder)
        say("[4/4] Publishing")
        editions = [
            *context.editions,
            *(one for language in languages for one in _web(language, languages[0], context.booklets)),
        ]
        states = {tag: status(context.messages, known).edition() for tag, known in context.translations.items()}
        nothing: dict[str, Any] = {"editions": [], "absent": []}
        tags = [one.tag for one in languages]
        return _write_editions(folder, context, editions, context.absent, states, nothing, tags, say)


def _web(language: Language, source: Language, booklets: Sequence[Booklet]) -> Iterator[Edition]:
    """Yield the web pages of a language as editions: the path is the start page; size and digest come at the end."""
    home = home_url(language, source)
    for booklet in booklets:
        for reading, start in (("standard", booklet.start), (EASY_READ, booklet.easy_start)):
            path = f"{home}{start.removesuffix('.md')}.html"
            yield Edition(language.tag, reading, "web", path, 0, "", booklet=booklet.id)


def _write_editions(
    folder: Path,
    context: BuildContext,
    editions: Sequence[Edition],
    absent: Sequence[MissingEdition],
    states: dict[str, dict[str, Any]],
    old: dict[str, Any],
    tags: Sequence[str],
    say: Callable[[str], None],
) -> int:
    """Write site/editions.json, with the size and digest of the start pages, which are finished now; return the count.

    `old` is the list of a site of which the languages other than `tags` were kept. `say` gets a line for each language
    that has lost translations since the last build.
    """
    finished = []
    for edition in editions:
        content = (folder / edition.path).read_bytes()
        finished.append(replace(edition, bytes=len(content), sha256=hashlib.sha256(content).hexdigest()))
    order = {language.tag: number for number, language in enumerate(context.languages)}
    reasons = {reason: context.labels[f"formats.absent.{reason}"] for reason in {one.reason for one in absent}}
    listed = json.loads(editions_json(context.day, finished, absent, reasons, states))
    for name in ("editions", "absent"):
        listed[name] += [one for one in old[name] if one["language"] not in tags]
        # In the order of a site that was made whole
        listed[name].sort(key=lambda one: (one["format"] == "web", order.get(one["language"], len(order))))
    (folder / "editions.json").write_text(json.dumps(listed, ensure_ascii=False, indent=1), encoding="utf-8")
    for line in lost_translations(context.project.site, folder):
        say(line)
    return len(listed["editions"])


def join(project: Project, parts: Sequence[Path], say: Callable[[str], None] = print) -> str:
    """Take over the editions that other machines have made and kept, and build the whole site with them.

    `parts` are folders build/cache of checkouts of the same text and program, each made with `booklet build
    --languages` or `--formats`. What was made of another text or program has another digest and is not used: it is made
    again here. Returns a sentence on what was taken and what was built. Raises BookletError for a folder that holds no
    editions.
    """
    taken = sum(take_over(project, part) for part in parts)
    say(f"{taken} editions taken over")
    return build(project, EVERYTHING, say)


def serve(project: Project, address: str, say: Callable[[str], None] = print) -> None:
    """Preview the pages at `address` ("127.0.0.1:8000") until Ctrl-C. Documents are not made: `build` does that.

    `say` gets the address, and what is wrong in the text after a change: the pages stay as they were until it is
    fixed. Raises BookletError for an address that cannot be used, and where the text is wrong at the start.
    """

    def read(tags: Sequence[str], changed: bool) -> BuildContext:
        if changed:
            _require_good_text(project)
        languages = published_languages(project)
        rendered = [one for one in languages if one == languages[0] or one.tag in tags]
        context = _context(project, languages, rendered=rendered)
        return replace(
            context,
            settings=replace(context.settings, address=f"http://{address}/"),
            content_policy=headers.PREVIEW_POLICY,
        )

    serve_site(read, project, address, say)
