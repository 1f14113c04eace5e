"""Catalogues: English messages go out to translators, and their translations come back."""

from __future__ import annotations

import copy
import io
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from contextlib import AbstractContextManager
from datetime import date
from difflib import get_close_matches
from functools import cache
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.catalog import Message as CatalogMessage
from babel.messages.pofile import read_po, unescape, write_po

from booklet import interrupts
from booklet.errors import BookletError
from booklet.files import locked, remove_parts, write_together, write_whole
from booklet.project import Project
from booklet.source.languages import Language
from booklet.source.service.facts import PLACEHOLDER
from booklet.source.source_date import writing_day
from booklet.translation.catalogue import (
    UNDATED,
    WAITING,
    WAITING_SINCE,
    catalogue_path,
    key_of,
    read_catalogue,
    waiting_since,
)
from booklet.translation.messages import Key, Message

# Its last lines are read back by booklet.translation.catalogue
HEADER = """\
# {name} ({tag}): the words of SEN Support.
# Names in braces such as {{phone}} stay as they are; link targets in round brackets too.
# Translated by: {by}
# Reviewed by: nobody yet
# When a speaker of the language has read all of it, write the line above as
# "Reviewed by: Name on 2027-01-31"."""

# Words as a .po file quotes them
QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"')


def template(messages: Iterable[Message]) -> Catalog:
    """Return the English messages as a catalogue without translations.

    Messages with names in braces carry the flag with which Poedit and Weblate compare the names.
    """
    catalog = Catalog(project="SEN Support", version="1", charset="utf-8", fuzzy=False)
    for message in messages:
        flags = ("python-brace-format",) if PLACEHOLDER.search(message.text) else ()
        catalog.add(
            message.text,
            context=message.context,
            locations=[(message.path, message.line or 1)],
            flags=flags,
            auto_comments=[message.comment] if message.comment else [],
        )
    return catalog


def merged(project: Project, language: Language, english: Catalog, day: date) -> Catalog:
    """Return a language's catalogue brought up to date with the English messages, on this day.

    A message whose English changed becomes fuzzy and keeps the previous English beside it; one that only moved
    keeps its translation; one that is gone is kept at the end as obsolete. A message that waits for its translation says since when: it
    keeps its day, or that of the one whose place it took, so that nothing waits for ever by changing again and again.
    Raises BookletError as `read_catalogue` does, and where a translation would be lost.
    """
    previous: dict[tuple[str | None, str], str] = {}
    if project.has(catalogue_path(project, language)):
        catalog = read_catalogue(project, language)
        previous = _take_previous(catalog)
    else:
        catalog = Catalog(
            locale=str(language.locale),
            project="SEN Support",
            version="1",
            fuzzy=False,
            header_comment=HEADER.format(name=language.name, tag=language.tag, by="nobody yet"),
        )
    there = set(_strings(catalog).values())
    waited = {key_of(one): since for one in catalog if _waits(one) and (since := waiting_since(one))}
    # Babel would compare every new message with every old one, once for each language: that takes minutes
    # Babel puts the messages of the template themselves into the catalogue, so each language needs its own
    catalog.update(copy.deepcopy(english), no_fuzzy_matching=True, update_creation_date=False)
    if lost := there - {one.string for one in (*catalog, *catalog.obsolete.values())}:
        raise BookletError(
            f"This translation would be lost: “{min(lost)}”, so the catalogue was left alone.",
            "Report this fault of the program, with the file.",
            project.relative(catalogue_path(project, language)),
        )
    _bring_back(catalog)
    _carry_over(catalog)
    for message in catalog:
        if message.fuzzy and not message.previous_id and (known := previous.get(key_of(message))):
            message.previous_id = [known]
    for message in catalog:
        if message.id and _waits(message):
            before = [(message.context, str(one)) for one in message.previous_id]
            since = next((waited[key] for key in (key_of(message), *before) if key in waited), day)
            message.user_comments = [*_other_comments(message), WAITING.format(since)]
    catalog.creation_date = catalog.revision_date = UNDATED
    return catalog


def _waits(message: CatalogMessage) -> bool:
    """Say whether a message has no translation, or one of an older English text."""
    return not message.string or message.fuzzy


def _other_comments(message: CatalogMessage) -> list[str]:
    """Return the comments of a translator without the one that says since when the message waits."""
    return [comment for comment in message.user_comments if not WAITING_SINCE.fullmatch(comment.strip())]


def _bring_back(catalog: Catalog) -> None:
    """Give English text that has come back the translation that it had before it went."""
    gone = {(one.context, one.id): key for key, one in catalog.obsolete.items()}
    for message in catalog:
        key = gone.get((message.context, message.id))
        if key is not None and (message.fuzzy or not message.string):
            old = catalog.obsolete.pop(key)
            message.string, message.previous_id = old.string, []
            message.flags = (message.flags - {"fuzzy"}) | (old.flags & {"fuzzy"})


def _carry_over(catalog: Catalog) -> None:
    """Give a message whose English is new the translation of the one that it has taken the place of, as fuzzy."""
    # None of our messages has a plural, so each of them is one text
    gone = {(one.context, str(one.id)): key for key, one in catalog.obsolete.items() if one.id and one.string}
    new = {(one.context, str(one.id)): one for one in catalog if one.id and not one.string}
    used = set()
    for message_key, predecessor in predecessors(frozenset(new), frozenset(gone)).items():
        message, old = new[message_key], catalog.obsolete[gone[predecessor]]
        message.string, message.previous_id = old.string, [predecessor[1]]
        message.flags = message.flags | {"fuzzy"}
        used.add(gone[predecessor])
    for key in used:
        del catalog.obsolete[key]


@cache
def predecessors(new: frozenset[Key], gone: frozenset[Key]) -> dict[Key, Key]:
    """Return for each new message the one that it has taken the place of, among those that are gone.

    A message is (context, English text). A label takes the place of the label of its name; any other text that of the
    text most like it, if they have most of their letters in common. Messages without a predecessor are left out.
    """
    found: dict[Key, Key] = {}
    once = Counter(context for context, _ in gone)
    labels = {context: (context, text) for context, text in gone if context and once[context] == 1}
    texts: dict[str | None, dict[str, Key]] = defaultdict(dict)
    for context, text in gone:
        texts[context][text.lower()] = context, text
    for context, text in new:
        if context in labels:
            found[context, text] = labels[context]
        elif near := get_close_matches(text.lower(), texts[context], 1):
            found[context, text] = texts[context][near[0]]
    return found


def _take_previous(catalog: Catalog) -> dict[tuple[str | None, str], str]:
    """Return the previous English of each message, by context and present English, and take it out of the comments.

    Babel reads the lines that start with “#|” as comments of a translator, and would write them back as such.
    """
    found = {}
    for message in (*catalog, *catalog.obsolete.values()):
        lines = [comment for comment in message.user_comments if comment.startswith("|")]
        message.user_comments = [comment for comment in message.user_comments if comment not in lines]
        # It wraps them too, within the quotation marks
        if said := "".join(map(unescape, QUOTED.findall(" ".join(line[1:].strip() for line in lines)))):
            found[message.context, message.id] = said
    return found


def written(catalog: Catalog) -> bytes:
    """Return a catalogue as the bytes of a .po file: one line a message where it can be, for readable differences."""
    buffer = io.BytesIO()
    write_po(buffer, catalog, width=0, include_previous=True)
    return buffer.getvalue()


def write(project: Project, catalogs: Mapping[Language, Catalog]) -> list[Path]:
    """Write catalogues, each whole or not at all, and keep those before for `undo`; return the files that changed.

    A message that waits no longer loses the day since which it did.
    The caller has locked the catalogues since it read them, see `catalogues_locked`.
    Raises BookletError, before anything is written, where a file would not say the same as the catalogue.
    """
    for message in (one for catalog in catalogs.values() for one in (*catalog, *catalog.obsolete.values())):
        if not _waits(message):
            message.user_comments = _other_comments(message)
    new = {catalogue_path(project, language): written(catalog) for language, catalog in catalogs.items()}
    before = {path: path.read_bytes() if path.exists() else b"" for path in new}
    changed = [path for path in new if new[path] != before[path]]
    for language, catalog in catalogs.items():
        path = catalogue_path(project, language)
        if path in changed:
            _require_same(project, path, new[path], catalog)
    # Together: a change that fails takes nothing away, not even the undoing of the one before
    with interrupts.postponed():
        kept = {_before(path): before[path] for path in changed}
        write_together(kept | {path: new[path] for path in changed})
        for old in project.locales.glob(".*.po.before") if changed else ():
            if old not in kept:
                old.unlink()
    return changed


def catalogues_locked(project: Project) -> AbstractContextManager[None]:
    """Keep a second program from changing the catalogues in a block; raises BookletError where one is at them."""
    return locked(project.build / "catalogues.lock", "Another program is changing the catalogues.")


def _require_same(project: Project, path: Path, data: bytes, catalog: Catalog) -> None:
    """Raise BookletError unless the bytes of a file say what the catalogue says, read as any other tool reads them."""
    read = read_po(io.BytesIO(data), locale=catalog.locale)
    if _strings(read) != _strings(catalog):
        raise BookletError(
            "This catalogue would not be written as it is, so it was left alone.",
            "Report this fault of the program, with the file.",
            project.relative(path),
        )


def _strings(catalog: Catalog) -> dict[Key, str]:
    """Return every translation of a catalogue by context and English, with obsolete ones that have no successor."""
    return {
        (one.context, one.id): one.string for one in (*catalog.obsolete.values(), *catalog) if one.id and one.string
    }


def _before(path: Path) -> Path:
    """Return where the catalogue before the last change is kept, empty where there was none: beside it, hidden, and left
    out by git.
    """
    return path.with_name(f".{path.name}.before")


def undo(project: Project) -> list[Path]:
    """Give every catalogue that the last update or import changed its text of before; return these files.

    What they say now is kept in its place, so that the same command takes the undoing back.
    Raises BookletError where there is nothing to undo, or another program is at the catalogues.
    """
    with catalogues_locked(project):
        remove_parts(project.locales)
        kept = sorted(project.locales.glob(".*.po.before"))
        if not kept:
            raise BookletError("There is no change of the catalogues to undo.", "Use git to go back further.")
        changed = []
        for file in kept:
            path = file.with_name(file.name.removeprefix(".").removesuffix(".before"))
            now, before = path.read_bytes() if path.exists() else b"", file.read_bytes()
            # The file that is kept comes last: until then the same command can be run again
            if before:
                write_whole(before, path)
            else:
                path.unlink(missing_ok=True)
            write_whole(now, file)
            changed.append(path)
    return changed


def update(
    project: Project, languages: Iterable[Language], messages: Iterable[Message], day: date | None = None
) -> list[Path]:
    """Bring the catalogues of `languages` up to date with the English messages; return the files that changed.

    `day` is that on which it happens (None: today, see `booklet.source.source_date.writing_day`).
    Raises BookletError as `write`, `merged` and `catalogues_locked` do: then none was changed.
    """
    english, on = template(messages), day or writing_day()
    with catalogues_locked(project):
        remove_parts(project.locales)
        return write(project, {language: merged(project, language, english, on) for language in languages})
