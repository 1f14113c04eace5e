"""The English messages, gathered without MkDocs, are those that the website is made of."""

from __future__ import annotations

from booklet.markdown.english_messages import english_messages
from booklet.project import Project
from booklet.publish.build import _context
from booklet.site.render import render_nowhere
from booklet.source.languages import read_languages


def test_messages_are_those_of_the_website(copy_of_project: Project):
    (copy_of_project.docs / "zebra.md").write_text(
        '---\ntitle: "Last\\nof all"\ndescription: A page.\n---\n## One {#one}\n\n> “Words.”\n>\n> Paragraph 6.44\n\n'
        "-   ![decorative](picture:school)\n\n    A sentence with {phone}.\n",
        encoding="utf-8",
    )
    context = _context(copy_of_project, read_languages(copy_of_project)[:1])
    render_nowhere(context)
    gathered = english_messages(copy_of_project)
    assert list(gathered) == list(context.messages)
    assert gathered.places == context.messages.places
