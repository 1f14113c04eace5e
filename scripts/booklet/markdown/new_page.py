"""A new page: its file with what has to be at the top, and its place in the menu."""

from __future__ import annotations

import json
import posixpath
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from booklet.errors import BookletError
from booklet.files import write_together
from booklet.markdown.pages import ORDER, page_paths, read_order
from booklet.project import Project
from booklet.source.booklets import Booklet, booklet_of, read_booklets
from booklet.source.front_matter import EASY_READ, easy_read_page, reading_of
from booklet.source.text import normalised, unseen, visible

# The name is part of the address of the page: https://www.gov.uk/guidance/content-design/url-standards-for-gov-uk
NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
LONGEST_NAME, LONGEST_TITLE, LONGEST_DESCRIPTION = 60, 65, 160
# A part of the menu, and one of its pages, as mkdocs.yml has them
PART = re.compile(r"  - ([a-z][a-z0-9-]*):\s*")
ENTRY = re.compile(r"      - \S+\.md\s*")
# Web servers and the program use them
RESERVED = ("index", "404", "search", "downloads", "assets")


@dataclass(frozen=True)
class NewPage:
    """What somebody wants: the name of the file without its ending, the words, and the part of the menu.

    `description` and `easy_read` (the name of an Easy Read page, such as "plan.md") may be empty: the checks then ask
    for them. `folder` is where `folder_of` puts the pages of the part.
    """

    name: str
    title: str
    part: str
    description: str = ""
    easy_read: str = ""
    folder: str = ""

    @property
    def is_easy_read(self) -> bool:
        """Whether it is an Easy Read page: its part of the menu says so."""
        return reading_of(self.file) == EASY_READ

    @property
    def file(self) -> str:
        """Its path from docs/."""
        return posixpath.join(self.folder, f"{self.name}.md")


def folder_of(project: Project, part: str) -> str:
    """Return the folder in docs/ for the pages of a part of the menu: that of its booklet and reading.

    Parts that are of no book, such as the one about the website, have docs/ itself. BookletError as `read_booklets`.
    """
    for booklet in read_booklets(project):
        for name, reading in booklet.readings.items():
            if part in reading.parts:
                return posixpath.dirname(booklet.easy_start if name == EASY_READ else booklet.start)
    return ""


def source_of(page: NewPage) -> str:
    """Return the text of a new page: its front matter alone. The build refuses a page without words."""
    lines = [f"title: {_quoted(page.title)}", f"description: {_quoted(page.description)}"]
    if not page.is_easy_read:
        lines += [f"easy_read: {_quoted(PurePosixPath(page.easy_read).name)}", "added: true"]
    return "".join(f"{line}\n" for line in ("---", *lines, "---"))


def _quoted(words: str) -> str:
    """Return words as a value of YAML, in quotation marks; JSON is YAML (YAML 1.2.2, 1.1)."""
    return json.dumps(words, ensure_ascii=False)


def add_page(project: Project, page: NewPage) -> list[str]:
    """Write a new page and put it at the end of its part of the menu; return what is to be done next, in sentences.

    Raises BookletError, before anything is written, for a name, a title or a description that cannot be used, for a page
    that is there, for a part of the menu or an Easy Read page that is not.
    """
    _require_name(project, page)
    _require_words("title", page.title, LONGEST_TITLE)
    if page.description:
        _require_words("description", page.description, LONGEST_DESCRIPTION)
    named = easy_read_page(page.file, PurePosixPath(page.easy_read).name)
    if page.easy_read and not (project.docs / named).is_file():
        raise BookletError(
            f"There is no Easy Read page “{visible(page.easy_read)}”.",
            f"Name a file in docs/{posixpath.dirname(named)}/, such as plan.md, or leave it out for now.",
        )
    menu = _with_entry(project, page)
    place = project.docs / page.file
    write_together({place: source_of(page).encode(), project.root / ORDER: menu.encode()})
    return _next(page, project.relative(place))


def _require_name(project: Project, page: NewPage) -> None:
    if not NAME.fullmatch(page.name) or len(page.name) > LONGEST_NAME or page.name in RESERVED:
        raise BookletError(
            f"“{visible(page.name)}” cannot be the name of a page: it becomes part of the web address.",
            f"Use at most {LONGEST_NAME} small letters, digits and hyphens, such as moving-to-a-new-school, and none of "
            f"{', '.join(RESERVED)}.",
        )
    files = [path.relative_to(project.docs).as_posix() for path in page_paths(project)]
    if page.file in files:
        raise BookletError(f"The page docs/{page.file} is there already.", "Change that page, or choose another name.")
    # A page and its Easy Read page may have one name; two pages of one book may not
    booklets = read_booklets(project)

    def book(file: str) -> tuple[Booklet, str]:
        return booklet_of(file, booklets), reading_of(file)

    same = [file for file in files if PurePosixPath(file).stem == page.name and book(file) == book(page.file)]
    if same:
        raise BookletError(f"The page docs/{same[0]} has this name.", "Choose another name.")


def _require_words(field: str, words: str, longest: int) -> None:
    """Raise BookletError for a title or a description that the checks would refuse."""
    if not words.strip() or "\n" in words or len(words) > longest or any(unseen(normalised(words))):
        raise BookletError(
            f"The {field} “{visible(words[:80])}” cannot be used.",
            f"Write one line of at most {longest} characters, without invisible characters.",
        )
    if found := re.search(r"[{}*\[\]<>]", words):
        raise BookletError(f"The {field} holds “{found[0]}”.", "Write it in plain words: no facts, no bold, no links.")


def parts(project: Project) -> list[str]:
    """Return the parts of the menu; BookletError where mkdocs.yml cannot be read."""
    return [name for name, _ in _parts(project.read_text(project.root / ORDER).splitlines())]


def _parts(lines: Sequence[str]) -> list[tuple[str, int]]:
    """Return each part of the menu with the number of its last line, from 0."""
    found = []
    start = lines.index("nav:") + 1 if "nav:" in lines else len(lines)
    for number in range(start, len(lines)):
        if lines[number] and not lines[number].startswith((" ", "#")):
            break  # the next setting
        if match := PART.fullmatch(lines[number]):
            end = number
            while end + 1 < len(lines) and ENTRY.fullmatch(lines[end + 1]):
                end += 1
            if end > number:
                found.append((match[1], end))
    return found


def _with_entry(project: Project, page: NewPage) -> str:
    """Return mkdocs.yml with the page at the end of its part; its comments and all other lines stay as they are."""
    read_order(project)  # it can be read
    lines = project.read_text(project.root / ORDER).splitlines()
    ends = dict(_parts(lines))
    if page.part not in ends:
        raise BookletError(
            f"The menu has no part “{visible(page.part)}”." if page.part else "The page needs a place in the menu.",
            f"Choose one with --part: {', '.join(ends)}. Their names are in content/labels.yml, under nav.",
            ORDER,
        )
    lines.insert(ends[page.part] + 1, f"      - {page.file}")
    return "\n".join(lines) + "\n"


def _next(page: NewPage, place: str) -> list[str]:
    """Return the steps that follow, in the order in which somebody takes them."""
    steps = [f"Open {place} in a text editor, and write the page below the second line “---”."]
    if not page.description:
        steps.append("Between the quotation marks after “description:”, write in one sentence what the page is about.")
    if not page.is_easy_read:
        if not page.easy_read:
            steps.append(
                "Between those after “easy_read:”, write the file of the Easy Read page on it, such as plan.md."
            )
        steps.append("Delete the line “added: true” if the printed booklet says the same.")
    steps += [
        f"Run “booklet check {place}”. It says what is still missing.",
        "Run “booklet translations update”, which gives the new text to the translators.",
    ]
    if not page.is_easy_read:
        steps.append(
            f"Compare the page with its Easy Read page, and run “booklet easy-read reviewed {page.file}” when they agree."
        )
    return steps
