"""Catalogues: English messages go out to translators, and their translations come back."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import unescape, write_po

from booklet.project import Project
from booklet.source.facts import PLACEHOLDER
from booklet.source.languages import Language
from booklet.translation.catalogue import catalogue_path, read_catalogue
from booklet.translation.messages import Message

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


def merged(project: Project, language: Language, english: Catalog) -> Catalog:
    """Return a language's catalogue brought up to date with the English messages.

    A message whose English changed becomes fuzzy and keeps the previous English beside it; one that only moved
    keeps its translation; one that is gone is kept at the end as obsolete.
    """
    previous: dict[tuple[str | None, str], str] = {}
    if catalogue_path(project, language).exists():
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
    catalog.update(english, update_creation_date=False)
    for message in catalog:
        if message.fuzzy and not message.previous_id and (known := previous.get((message.context, message.id))):
            message.previous_id = [known]
    # Dates of the moment would change the file at every run
    catalog.creation_date = catalog.revision_date = datetime(2000, 1, 1, tzinfo=UTC)
    return catalog


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


def write(project: Project, language: Language, catalog: Catalog) -> bool:
    """Write the catalogue of a language, whole or not at all; return whether its file changed."""
    path, data = catalogue_path(project, language), written(catalog)
    if path.exists() and path.read_bytes() == data:
        return False
    part = path.with_suffix(".po.part")
    part.write_bytes(data)
    part.replace(path)
    return True


def update(project: Project, languages: Iterable[Language], messages: Iterable[Message]) -> list[Path]:
    """Bring the catalogues of `languages` up to date with the English messages; return the files that changed."""
    english = template(messages)
    return [
        catalogue_path(project, language)
        for language in languages
        if write(project, language, merged(project, language, english))
    ]
