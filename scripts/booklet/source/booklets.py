"""The booklets of the site, from content/booklets.yml: what the program has to know of each by name."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, field, fields
from typing import Any, TypeVar

from booklet.errors import BookletError
from booklet.project import Project
from booklet.source.text import visible

BOOKLETS = "content/booklets.yml"
# What ids of booklets and sheets, which are parts of file names, and names of pages and headings are made of
NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
CURE = "Write it as the entries of the first booklet are: handbook/booklets.md explains each."


@dataclass(frozen=True)
class Sheet:
    """What a sheet holds of a page of the standard text.

    `page` is the page's name, `parts` are the names of its headings whose text is taken, in the order of the page (():
    everything). `only` is the name of the one heading that is the whole sheet and gives it its title ("": the page).
    `lead` says whether the sentence under the title is true of the sheet as well.
    """

    page: str
    parts: tuple[str, ...] = ()
    only: str = ""
    lead: bool = True


@dataclass(frozen=True)
class Short:
    """The `page` that is printed as a small booklet, and the heading of it `diagram_before` which the diagram stands."""

    page: str
    diagram_before: str


@dataclass(frozen=True)
class Meeting:
    """What a family and a school read together: the names of `pages`, and `parts` of the navigation."""

    pages: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Booklet:
    """One booklet of the site.

    `id` is its name in file names, `cover` the name of a picture in content/pictures.yml. `short` is None for a booklet
    without such a page. `sheets` go by the variant of the format.
    """

    id: str
    cover: str
    short: Short | None = None
    meeting: Meeting = Meeting()
    sheets: Mapping[str, Sheet] = field(default_factory=dict, hash=False)


Entry = TypeVar("Entry", Sheet, Short, Meeting)


def read_booklets(project: Project) -> tuple[Booklet, ...]:
    """Return the booklets in their order.

    Raises BookletError, with the line, for an entry that is incomplete or holds something else than its fields.
    """
    path = project.root / BOOKLETS
    read = project.read_yaml(path)
    if not read:
        raise BookletError("There is no booklet in this file.", CURE, BOOKLETS)
    return tuple(_Reader(project, str(name)).booklet(entry) for name, entry in read.items())


class _Reader:
    """Reads the entry of one booklet; `id` is its name."""

    def __init__(self, project: Project, id: str):
        self.project, self.id = project, id

    def booklet(self, data: Any) -> Booklet:
        known = self._fields(data, Booklet, without="id")
        self._name(self.id)
        sheets = known.get("sheets", {})
        if not isinstance(sheets, dict):
            raise self._wrong("“sheets” is no list of names with what each holds.", "sheets")
        return Booklet(
            id=self.id,
            cover=self._name(known["cover"], "cover"),
            short=self._entry(known["short"], Short, "short") if "short" in known else None,
            meeting=self._entry(known["meeting"], Meeting, "meeting") if "meeting" in known else Meeting(),
            sheets={
                self._name(name, "sheets", name): self._entry(sheet, Sheet, "sheets", name)
                for name, sheet in sheets.items()
            },
        )

    def _entry(self, data: Any, kind: type[Entry], *keys: str) -> Entry:
        """Return what stands under `keys` as one of the smaller kinds, whose fields are names, lists of names and yes or
        no.
        """
        values: dict[str, Any] = {}
        for name, value in self._fields(data, kind, *keys).items():
            if isinstance(value, list):
                values[name] = tuple(self._name(one, *keys, name) for one in value)
            else:
                values[name] = value if isinstance(value, bool) else self._name(value, *keys, name)
        made = kind(**values)
        for one in fields(kind):
            value = getattr(made, one.name)
            if not isinstance(value, KINDS[str(one.type)]):
                raise self._wrong(f"“{one.name}” cannot be {value!r}.", *keys, one.name)
        return made

    def _fields(self, data: Any, kind: type, *keys: str, without: str = "") -> dict[str, Any]:
        """Return the fields of an entry by their names; raises BookletError where one is missing or unknown."""
        allowed = [one for one in fields(kind) if one.name != without]
        if not isinstance(data, dict):
            raise self._wrong("This entry does not hold names and values.", *keys)
        for name in data:
            if name not in {one.name for one in allowed}:
                raise self._wrong(f"A booklet has no “{visible(str(name))}” here.", *keys, str(name))
        for one in allowed:
            if one.name not in data and one.default is MISSING and one.default_factory is MISSING:
                raise self._wrong(f"“{one.name}” is missing here.", *keys)
        return data

    def _name(self, value: Any, *keys: str) -> str:
        if not isinstance(value, str) or not NAME.fullmatch(value):
            raise self._wrong(f"“{visible(str(value))}” is not made of small letters, digits and hyphens.", *keys)
        return value

    def _wrong(self, problem: str, *keys: str) -> BookletError:
        line = self.project.yaml_line(self.project.root / BOOKLETS, self.id, *keys)
        return BookletError(problem, CURE, BOOKLETS, line)


# What a field holds, by its type as it is written in the classes above
KINDS: Mapping[str, type] = {"str": str, "bool": bool, "tuple[str, ...]": tuple}
