"""What the browser tells screen readers on six pages of the finished site is what somebody has read and kept."""

from __future__ import annotations

from booklet.project import Project
from transcripts import COMMAND, LANGUAGES, PAGES, TRANSCRIPTS, changes, transcripts

HOW = (
    "The browser tells screen readers something else than before. Read the lines below. If what they say is right, run "
    f"“{COMMAND}” and commit {TRANSCRIPTS.as_posix()}/. If not, correct the page:"
)


def test_a_screen_reader_says_what_it_said_before(project: Project, real_site):
    changed = changes(project, transcripts(project))
    assert not changed, "\n".join([HOW, *changed])


def test_every_kept_transcript_is_of_a_page_that_is_looked_at(project: Project):
    folder = project.root / TRANSCRIPTS
    kept = {path.relative_to(folder).as_posix() for path in folder.rglob("*.txt")}
    assert kept == {f"{language}/{page}.txt" for language in LANGUAGES for page in PAGES}
