"""Reminds the editor of the Easy Read page when the standard page on the same subject has changed.

content/records/easy-read-reviews.yml notes, for each standard page, a digest of its text at the time when somebody last
compared the two.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from booklet.errors import BookletError
from booklet.files import remove_parts, write_whole
from booklet.markdown.pages import SourcePage, read_pages
from booklet.project import Project
from booklet.source.front_matter import easy_read_page

FILE = "content/records/easy-read-reviews.yml"
HEADER = """\
# The text of each standard page as it was when somebody last compared its Easy Read page with it.
# “booklet status” names the pages whose text has changed since. Compare the two, change the Easy Read page if it
# says something else now, then run “booklet easy-read reviewed” with the name of the page, such as plan.md.
"""


@dataclass(frozen=True, order=True)
class StalePair:
    """A standard page that has changed since it was compared; both paths are from docs/. `digest` is that of its text
    now.
    """

    standard: str
    easy_read: str
    digest: str

    def __str__(self) -> str:
        return (
            f"docs/{self.standard} has changed. Compare docs/{self.easy_read} with it, "
            f"then run “booklet easy-read reviewed {self.standard}”."
        )


def text_digest(page: SourcePage) -> str:
    """Return a digest of a page's words: settings in its front matter and the breaks of its lines do not count."""
    texts = [text.raw for text in (*page.meta_texts(), *page.texts)]
    return hashlib.sha256("\0".join(" ".join(text.split()) for text in texts).encode()).hexdigest()[:12]


def _pairs(project: Project) -> dict[str, StalePair]:
    """Return every standard page that has an Easy Read page, with its digest now."""
    return {
        page.file: StalePair(page.file, easy_read_page(page.file, page.meta["easy_read"]), text_digest(page))
        for page in read_pages(project)
        if "easy_read" in page.meta
    }


def _recorded(project: Project) -> dict[str, str]:
    path = project.root / FILE
    return {str(name): str(digest) for name, digest in project.read_yaml(path).items()} if project.has(path) else {}


def stale_pairs(project: Project) -> list[StalePair]:
    """Return the standard pages whose text changed after somebody last compared their Easy Read page with them.

    A page that was never compared is among them. Raises BookletError where the record names a page that is not there.
    """
    pairs, recorded = _pairs(project), _recorded(project)
    if gone := sorted(recorded.keys() - pairs.keys()):
        raise BookletError(f"“{gone[0]}” is no page with an Easy Read page.", "Take its line away.", FILE)
    return sorted(pair for name, pair in pairs.items() if recorded.get(name) != pair.digest)


def record(project: Project, names: Iterable[str]) -> None:
    """Note that the Easy Read pages of these standard pages ("plan.md") were compared with them as they are now.

    Raises BookletError for a name that is no page with an Easy Read page.
    """
    pairs, recorded = _pairs(project), _recorded(project)
    for name in names:
        if name not in pairs:
            raise BookletError(f"“{name}” is no page with an Easy Read page.", "Name it as plan.md, from docs/.")
        recorded[name] = pairs[name].digest
    # In quotation marks: a digest of digits only would be a number to YAML
    lines = [f"{name}: '{digest}'\n" for name, digest in sorted(recorded.items())]
    target = project.root / FILE
    remove_parts(target.parent, within=False)
    write_whole((HEADER + "".join(lines)).encode(), target)
