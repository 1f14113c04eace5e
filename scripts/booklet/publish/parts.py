"""The site in parts: some languages in each, made side by side in processes of their own, and put together.

Languages are independent of each other but for what is said of all of them: the list of languages, how far each is
translated, the sitemap. Each part reads all catalogues for the first two, and the sitemap is made of all parts at the
end.
"""

from __future__ import annotations

import os
import queue
import shutil
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Executor, wait
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from booklet.book.model import Book
from booklet.formats.base import Edition, MissingEdition
from booklet.progress import left
from booklet.project import Project
from booklet.publish.desk import Asking, Desk, desks
from booklet.publish.editions import make_editions
from booklet.site import headers
from booklet.site.context import BuildContext
from booklet.site.render import render_site
from booklet.source.front_matter import EASY_READ
from booklet.source.languages import Language
from booklet.translation.status import status
from booklet.workers import queues

SECONDS_BETWEEN_NEWS = 0.2
# Makes the context of a part: project, all languages, those of the part, how editions are made, folder of the books
MakeContext = Callable[..., BuildContext]


@dataclass
class Part:
    """What one part has made: its site in `folder`, editions, what is missing, and the state of its translations."""

    tags: Sequence[str]
    folder: Path
    editions: list[Edition] = field(default_factory=list)
    absent: list[MissingEdition] = field(default_factory=list)
    states: dict[str, dict[str, Any]] = field(default_factory=dict)
    pages: dict[str, str] = field(default_factory=dict)


def divide(tags: Sequence[str], count: int) -> list[list[str]]:
    """Return at most `count` groups of the languages, each in their order, as equal as can be; no group is empty."""
    return [group for group in (list(tags[start::count]) for start in range(count)) if group]


def make_part(
    make_context: MakeContext,
    project: Project,
    tags: Sequence[str],
    folder: Path,
    books: Path,
    formats: set[str],
    if_kept: set[str],
    progress: queue.Queue[str],
    desk: Desk,
) -> Part:
    """Render the languages `tags` into `folder`, and have their editions made at the `desk`. Runs in a worker process.

    The source language is rendered in every part, as its messages are what the others are compared with; it is kept
    where it is one of `tags`. Errors are those of `render_site` and `make_editions`.
    """
    part = Part(tags, folder)
    executor = Asking(desk)

    def make(language: Language, of: Sequence[Book]) -> tuple[list[Edition], list[MissingEdition]]:
        if language.tag not in tags:
            return [], []
        progress.put(language.name)
        return make_editions(of, language, project, folder, executor, formats, if_kept=if_kept)

    context = make_context(project, make, books, tags)
    render_site(context, folder)
    part.editions, part.absent = context.editions, context.absent
    part.states = {tag: status(context.messages, context.translations[tag]).edition() for tag in tags}
    part.pages = {page: urls[context.source.tag] for page, urls in context.urls.items()}
    return part


def make_parts(
    make_context: MakeContext,
    project: Project,
    tags: Sequence[str],
    stage: Path,
    books: Path,
    formats: set[str],
    if_kept: set[str],
    executor: Executor,
    count: int,
    say: Callable[[str], None],
) -> list[Part]:
    """Make all parts side by side below the folder `stage`, and return them in the order of their first language.

    There are at most `count` parts. The `executor` has a worker for each of them, and more for their editions.
    `formats` are wanted, `if_kept` taken where they are kept and current (see `make_editions`). `say` gets a line for
    each language whose documents are begun.
    """
    groups = divide(tags, count)
    executor.submit(int).result()  # the workers begin here, before a thread of this process does
    with queues() as new_queue, desks(new_queue, len(groups), executor) as at:
        progress = new_queue()
        jobs = [
            executor.submit(
                make_part, make_context, project, group, folder, books, formats, if_kept, progress, at[number]
            )
            for number, group in enumerate(groups)
            for folder in [stage / f".part-{number}"]
        ]
        begun, started = 0, time.monotonic()
        waiting = set(jobs)
        while waiting:
            done, waiting = wait(waiting, SECONDS_BETWEEN_NEWS, return_when="FIRST_EXCEPTION")
            for job in done:
                job.result()  # raises what ended it: the others are dropped
            while not progress.empty():
                begun += 1
                say(
                    f"[3/4] Making the pages and documents: {progress.get()} ({begun} of {len(tags)}"
                    f"{left(started, begun - 1, len(tags))})"
                )
        return [job.result() for job in jobs]


def put_together(parts: Sequence[Part], languages: Sequence[str], target: Path) -> None:
    """Move the pages and files of all parts into the folder `target`; `languages` are the tags of all, the source
    first.

    What is the same for all languages (styles, pictures) is taken from the first part that has it. What is in `target`
    of other languages stays; a page or file that the languages of the parts no longer have goes.
    """
    made = [tag for part in parts for tag in part.tags]
    in_parts = {path for part in parts for path in part.folder.rglob("*")}
    for path in [path for path in target.rglob("*") if path.is_file() and path not in in_parts]:
        name = path.relative_to(target)
        if not _is_shared(name) and _belongs(name, made, languages):
            path.unlink()
    taken: set[Path] = set()
    for part in parts:
        for path in sorted(part.folder.rglob("*")):
            name = path.relative_to(part.folder)
            if path.is_dir() or name in taken or not _belongs(name, part.tags, languages):
                continue
            taken.add(name)
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            os.replace(path, target / name)
        shutil.rmtree(part.folder)


def _belongs(name: Path, tags: Sequence[str], languages: Sequence[str]) -> bool:
    """Say whether a file of a part is one of its own languages `tags`, or one that all languages share."""
    first = name.parts[0]
    if name.is_relative_to(headers.SEARCH):
        return name.stem.removesuffix(f"-{EASY_READ}") in tags
    if first in languages:
        return first in tags
    # The pages of the source language are at the root
    return _is_shared(name) or languages[0] in tags


def _is_shared(name: Path) -> bool:
    """Say whether a file is no page, nor of a language: styles, pictures, what a server and a browser read."""
    search = name.is_relative_to(headers.SEARCH)
    return (name.parts[0] == "assets" and not search) or (len(name.parts) == 1 and name.suffix != ".html")
