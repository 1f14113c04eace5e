"""The booklets of the site, from content/booklets.yml: what the program has to know of each by name."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import MISSING, dataclass, field, fields
from itertools import permutations
from typing import Any, TypeVar

from booklet.errors import BookletError
from booklet.project import Project
from booklet.source.front_matter import EASY_READ, READINGS
from booklet.source.languages import read_languages
from booklet.source.text import shown, visible

BOOKLETS = "content/booklets.yml"
# What the ids of booklets and sheets, which are parts of file names, are made of; and names of pages, headings, labels
# (no system takes a file name of more than 255 bytes)
NAME = re.compile(r"(?=.{1,60}\Z)[a-z0-9]+(?:-[a-z0-9]+)*")
WORD = re.compile(r"(?=.{1,100}\Z)[a-z0-9]+(?:[-._][a-z0-9]+)*")
# Folders of the site
RESERVED = ("assets", "downloads", "search")
# The sheet for a wall that is made of any page for somebody who asks: the name is taken
QR = "qr"
# The Word file of a sheet is called as the sheet is, with this at the end
AS_WORD = "-docx"
CURE = "Write it as the entries of the first booklet are: handbook/booklets.md explains each."


@dataclass(frozen=True)
class Reading:
    """A text of a booklet: the labels `name`, `subtitle` and `audience` on its cover, its `parts` of the navigation."""

    name: str
    subtitle: str
    audience: str
    parts: tuple[str, ...]


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
    """The `page` that is printed as a small booklet, and the heading of it `diagram_before` which the diagram comes."""

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

    `id` is its name in file names, `folder` the folder in docs/ of its pages ("": docs/ itself, of the first booklet
    alone), `readings` its texts by the names of readings, `cover` the name of a picture in content/pictures.yml.
    `short` is None for a booklet without such a page. `sheets` go by the variant of the format.
    """

    id: str
    cover: str
    readings: Mapping[str, Reading] = field(hash=False)
    folder: str = ""
    short: Short | None = None
    meeting: Meeting = Meeting()
    sheets: Mapping[str, Sheet] = field(default_factory=dict, hash=False)

    def page(self, name: str) -> str:
        """Return the path in docs/ of a page of the booklet ("plan", "easy-read/index")."""
        return posixpath.join(self.folder, f"{name}.md")

    @property
    def start(self) -> str:
        """The path in docs/ of its start page."""
        return self.page("index")

    @property
    def easy_start(self) -> str:
        """The path in docs/ of the start page of its Easy Read text."""
        return self.page(f"{EASY_READ}/index")

    def book_file(self, reading: str) -> str:
        """Return the name of the file with the book of a reading, in the folder of its language in build/books/."""
        return f"{self.id}-{reading}.html" if self.folder else f"{reading}.html"


def booklet_of(file: str, booklets: Sequence[Booklet]) -> Booklet:
    """Return the booklet that a page belongs to, by the path of its file in docs/; `booklets` are all, in order."""
    first, *others = booklets
    return next((one for one in others if file.startswith(f"{one.folder}/")), first)


def find_booklet(booklets: Sequence[Booklet], id: str) -> Booklet:
    """Return the booklet of an id; raises BookletError where there is none."""
    for one in booklets:
        if one.id == id:
            return one
    raise BookletError(
        f"There is no booklet “{visible(id)}”.", f"The booklets are {', '.join(one.id for one in booklets)}."
    )


Entry = TypeVar("Entry", Reading, Sheet, Short, Meeting)


def read_booklets(project: Project) -> tuple[Booklet, ...]:
    """Return the booklets in their order.

    Raises BookletError, with the line, for an entry that is incomplete or holds something else than its fields, and for
    booklets whose files would have the same names. Whether there is what an entry names, the check of the structure says.
    """
    path = project.root / BOOKLETS
    read = project.read_yaml(path)
    if not read:
        raise BookletError("There is no booklet in this file.", CURE, BOOKLETS)
    booklets = tuple(_Reader(project, str(name)).booklet(entry) for name, entry in read.items())
    _require_file_names(project, booklets)
    _require_folders(project, booklets)
    return booklets


def _require_file_names(project: Project, booklets: Sequence[Booklet]) -> None:
    """Raise BookletError unless the names of files, which begin with the id of their booklet, are those of one booklet."""
    ids = [one.id for one in booklets]
    for longer, id in permutations(ids, 2):
        # The Easy Read file of “trips” has the name that the file of “trips-easy-read” would have
        if longer.startswith(f"{id}-"):
            raise _wrong(project, f"The name of a booklet cannot begin with “{id}-”: “{id}” is another one.", longer)


def _require_folders(project: Project, booklets: Sequence[Booklet]) -> None:
    """Raise BookletError unless the first booklet has docs/ itself, and each other one a folder of its own there."""
    first, *others = booklets
    if first.folder:
        raise _wrong(project, "The first booklet has its pages in docs/ itself.", first.id, "folder")
    # The addresses of its pages begin with the folder, as those of another language do with its tag
    taken = {"", EASY_READ, *RESERVED, *(one.tag.lower() for one in read_languages(project))} if others else set()
    for one in others:
        if one.folder in taken:
            raise _wrong(project, f"The folder “{one.folder}” cannot be that of this booklet.", one.id, "folder")
        if not (project.docs / one.folder).is_dir() or (project.docs / f"{one.folder}.md").exists():
            raise _wrong(
                project, f"There is no folder docs/{one.folder}/, or a page of its name beside it.", one.id, "folder"
            )
        taken.add(one.folder)


def _wrong(project: Project, problem: str, *keys: str) -> BookletError:
    return BookletError(problem, CURE, BOOKLETS, project.yaml_line(project.root / BOOKLETS, *keys))


class _Reader:
    """Reads the entry of one booklet; `id` is its name."""

    def __init__(self, project: Project, id: str):
        self.project, self.id = project, id

    def booklet(self, data: Any) -> Booklet:
        """Return the booklet of an entry."""
        given = self._known(data, ("cover", *READINGS), ("folder", "short", "meeting", "sheets"))
        sheets = given.get("sheets", {})
        if not isinstance(sheets, dict):
            raise self._wrong("“sheets” holds no names with what each sheet is.", "sheets")
        if QR in sheets:
            raise self._wrong(f"“{QR}” is the name of the sheet that is made of any page.", "sheets", QR)
        if word := next((str(name) for name in sheets if str(name).endswith(AS_WORD)), ""):
            raise self._wrong(f"“{visible(word)}” would be the name of a Word file of another sheet.", "sheets", word)
        return Booklet(
            id=self._word(NAME, self.id),
            cover=self._word(WORD, given["cover"], "cover"),
            readings={name: self._entry(given[name], Reading, name) for name in READINGS},
            folder=self._word(NAME, given["folder"], "folder") if given.get("folder") else "",
            short=self._entry(given["short"], Short, "short") if "short" in given else None,
            meeting=self._entry(given["meeting"], Meeting, "meeting") if "meeting" in given else Meeting(),
            sheets={
                self._word(NAME, name, "sheets", str(name)): self._entry(sheet, Sheet, "sheets", str(name))
                for name, sheet in sheets.items()
            },
        )

    def _entry(self, data: Any, kind: type[Entry], *keys: str) -> Entry:
        """Return what is under `keys` as one of the smaller kinds, with fields of words, lists of words, yes or no."""
        needed = [one.name for one in fields(kind) if one.default is MISSING]
        given = self._known(data, needed, [one.name for one in fields(kind)], *keys)
        values: dict[str, Any] = {}
        for one in fields(kind):
            if one.name in given:
                values[one.name] = self._value(given[one.name], str(one.type), *keys, one.name)
        return kind(**values)

    def _value(self, value: Any, kind: str, *keys: str) -> Any:
        """Return a value that is of a kind: "bool", "tuple[str, ...]" or "str", as the classes above write it."""
        if kind == "bool" and isinstance(value, bool):
            return value
        if kind == "tuple[str, ...]" and isinstance(value, list) and value:
            return tuple(self._word(WORD, one, *keys) for one in value)
        if kind == "str":
            return self._word(WORD, value, *keys)
        raise self._wrong(f"“{keys[-1]}” cannot be {value!r}.", *keys)

    def _known(self, data: Any, needed: Collection[str], allowed: Collection[str], *keys: str) -> dict[str, Any]:
        """Return an entry that holds what is `needed`, and beside it only what is `allowed`."""
        if not isinstance(data, dict):
            raise self._wrong("This entry does not hold names and values.", *keys)
        if unknown := [str(name) for name in data if name not in {*needed, *allowed}]:
            raise self._wrong(f"There is no “{visible(unknown[0])}” here.", *keys, unknown[0])
        if missing := [name for name in needed if name not in data]:
            raise self._wrong(f"“{missing[0]}” is missing here.", *keys)
        return data

    def _word(self, form: re.Pattern[str], value: Any, *keys: str) -> str:
        if not isinstance(value, str) or not form.fullmatch(value):
            raise self._wrong(f"“{shown(str(value))}” is not a short name of small letters, digits and hyphens.", *keys)
        return value

    def _wrong(self, problem: str, *keys: str) -> BookletError:
        return _wrong(self.project, problem, self.id, *keys)
