"""Pages that have another name than when the site was first published, read from content/renamed.yml."""

from __future__ import annotations

import re
from collections.abc import Mapping

from booklet.errors import BookletError
from booklet.project import Project
from booklet.source.text import shown

FILE = "content/renamed.yml"
# What the name of a page may hold: it becomes part of an address, and of the configuration of a web server
PAGE = re.compile(r"(?=.{1,200}\Z)(?:[a-z0-9]+(?:-[a-z0-9]+)*/)*[a-z0-9]+(?:-[a-z0-9]+)*\.md")


def address_of(page: str) -> str:
    """Return the address in the site of a page ("easy-read/plan.md"), as MkDocs forms it ("easy-read/plan/")."""
    return page.removesuffix(".md").removesuffix("index").rstrip("/") + ("" if page == "index.md" else "/")


def read_renamed(project: Project) -> Mapping[str, str]:
    """Return the old address of each renamed page → its new address, both without the language; {} without a file.

    Raises BookletError, with the line, for an old page that is still there, a new one that is not, and a name that is
    no page's.
    """
    path = project.root / FILE
    found: dict[str, str] = {}
    for item, line in project.read_list(path) if project.has(path) else []:

        def wrong(problem: str, cure: str, line: int = line) -> BookletError:
            return BookletError(problem, cure, FILE, line)

        if not isinstance(item, dict) or item.keys() != {"old", "new"}:
            raise wrong("This is not an old name and a new one.", "Write it as {old: assess.md, new: assessing.md}.")
        for name in item.values():
            if not isinstance(name, str) or not PAGE.fullmatch(name):
                raise wrong(
                    f"“{shown(str(name))}” is not the name of a page.",
                    "Write small letters, digits and hyphens: easy-read/plan.md.",
                )
        if (project.docs / item["old"]).exists():
            raise wrong(f"The page {item['old']} is still there.", "Remove this line, or the page.")
        if not (project.docs / item["new"]).is_file():
            raise wrong(f"There is no page {item['new']}.", "Write the name that it has now in docs/.")
        if address_of(item["old"]) in found:
            raise wrong(f"The page {item['old']} is here twice.", "Keep one of the two lines.")
        found[address_of(item["old"])] = address_of(item["new"])
    return found
