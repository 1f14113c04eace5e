"""The pages as the checks of the text see them: each block of text with its line and place."""

from __future__ import annotations

import pytest

from booklet.checks.text import structure, writing
from booklet.errors import BookletError
from booklet.markdown.pages import SourcePage, read_label_texts, read_order, read_page
from booklet.project import Project
from tests.contexts import on

TEXT = """\
---
title: A page
description: About a page.
---
Words of {service}.

## A heading {#a-heading}

You can:

-   ask **at school**
-   write it
    down

> “Words of the Code.”
>
> Paragraph 6.44

/// note
Words in a note, with a [link](plan.md).
///
"""


@pytest.fixture
def page(copy_of_project: Project) -> SourcePage:
    path = copy_of_project.docs / "page.md"
    path.write_text(TEXT, encoding="utf-8")
    return read_page(copy_of_project, path)


def test_blocks_have_their_lines(page: SourcePage):
    assert [(text.line, text.tag, text.words) for text in page.texts] == [
        (5, "p", "Words of {service}."),
        (7, "h2", "A heading"),
        (9, "p", "You can:"),
        (11, "li", "ask at school"),
        (12, "li", "write it down"),
        (15, "p", "“Words of the Code.”"),
        (17, "p", "Paragraph 6.44"),
        (20, "p", "Words in a note, with a link."),
    ]


def test_blocks_know_what_is_around_them(page: SourcePage):
    assert [text.inside for text in page.texts if text.inside] == [
        ("ul",),
        ("ul",),
        ("blockquote",),
        ("blockquote",),
        ("note",),
    ]


def test_meta_and_ids(page: SourcePage):
    assert [(text.tag, text.line, text.words) for text in page.meta_texts()] == [
        ("title", 2, "A page"),
        ("description", 3, "About a page."),
    ]
    assert page.ids == {"a-heading"}
    assert page.line_of("plan.md", 1) == 20


@pytest.mark.parametrize(
    ("line", "words", "check"),
    [(5, "Phone {phoen}.", structure), (12, "-   they can’t", writing), (20, "Words *in* a note.", writing)],
)
def test_finding_names_the_line(line: int, words: str, check, copy_of_project: Project):
    lines = TEXT.splitlines()
    lines[line - 1] = words
    (copy_of_project.docs / "page.md").write_text("\n".join(lines), encoding="utf-8")
    found = [
        finding.line
        for finding in check.check(on(copy_of_project)).findings
        if finding.path == "docs/page.md" and finding.line
    ]
    assert line in found


def test_front_matter_that_cannot_be_read_is_an_error(copy_of_project: Project):
    path = copy_of_project.docs / "page.md"
    path.write_text("---\ntitle: A page\ndescription: [\n---\n", encoding="utf-8")
    with pytest.raises(BookletError, match=r"docs/page.md:\d: The lines between"):
        read_page(copy_of_project, path)


def test_front_matter_with_a_day_that_does_not_exist_is_an_error(copy_of_project: Project):
    path = copy_of_project.docs / "page.md"
    path.write_text("---\ntitle: A page\nadded: 2026-02-31\n---\n", encoding="utf-8")
    with pytest.raises(BookletError, match=r"docs/page.md:3: The lines between"):
        read_page(copy_of_project, path)


@pytest.mark.parametrize(
    ("top", "line", "reason"),
    [
        ("title: A page\ntitle: Another", 3, "“title” is already in line 2"),
        ("title: &a A page\ndescription: *a", 2, "a word that begins with & or \\* has to be in quotation marks"),
        ("title: !!binary aGk=", 2, "a word that begins with ! has to be in quotation marks"),
        ("title: A page\n\tdescription: Tab", 3, "found character"),
        ("title: A page\ndescription: A: b", 3, "mapping values are not allowed here"),
        (f"title: A page\nadded: {'[' * 3000}", 3, "more than 20 levels"),
        (f"title: {'9' * 5000}", 2, ".* cannot be"),
    ],
    ids=["twice", "reference", "type", "tab", "colon", "levels", "number"],
)
def test_front_matter_says_what_is_wrong_with_it_and_where(copy_of_project: Project, top: str, line: int, reason: str):
    path = copy_of_project.docs / "page.md"
    path.write_text(f"---\n{top}\n---\nWords.\n", encoding="utf-8")
    with pytest.raises(BookletError, match=rf"^docs/page\.md:{line}: The lines .* at the top cannot be read: {reason}"):
        read_page(copy_of_project, path)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("\n---\ntitle: A page\n---\n", "The first line is empty: the line with --- at the top is line 2."),
        ("---\ntitle: A page\n", "The line with --- at the top has no second one that closes it."),
    ],
)
def test_what_stands_in_the_way_of_the_front_matter_is_said(copy_of_project: Project, text: str, said: str):
    path = copy_of_project.docs / "page.md"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(BookletError, match=f"^docs/page.md:1: {said}"):
        read_page(copy_of_project, path)


def test_a_byte_order_mark_is_read_over(copy_of_project: Project):
    path = copy_of_project.docs / "page.md"
    path.write_text("\ufeff---\r\ntitle: Cafe\u0301\r\n---\r\nHello.\r\n", encoding="utf-8", newline="")
    assert read_page(copy_of_project, path).meta == {"title": "Café"}


@pytest.mark.parametrize(
    ("body", "line", "problem"),
    [
        ("Words.\n\n" + "[" * 9000, 7, "This block of text has more than 10000 characters or 100 links"),
        ("Words.\n" + "[a](b.md)\n" * 101, 106, "This block of text has more than 10000 characters or 100 links"),
        ("\n".join(["A." * 100] * 51), 55, "This block of text has more than 10000 characters or 100 links"),
        ("\n\n".join("    " * level + "-   a" for level in range(400)), 27, "This line is indented by more than 40"),
    ],
    ids=["brackets", "links", "length", "depth"],
)
def test_what_markdown_would_be_long_at_is_refused_with_its_line(
    copy_of_project: Project, body: str, line: int, problem: str
):
    path = copy_of_project.docs / "page.md"
    path.write_text(f"---\ntitle: A page\ndescription: One.\n---\n{body}\n", encoding="utf-8")
    with pytest.raises(BookletError, match=rf"^docs/page\.md:{line}: {problem}"):
        read_page(copy_of_project, path)


def test_labels_have_their_lines(copy_of_project: Project):
    (copy_of_project.root / "content/labels.yml").write_text(
        "# A comment\nhelp:\n  title: Talk to\n  text: >-\n    Two\n    lines\n", encoding="utf-8"
    )
    assert [(text.line, text.inside, text.words) for text in read_label_texts(copy_of_project)] == [
        (3, ("help.title",), "Talk to"),
        (4, ("help.text",), "Two lines"),
    ]


def test_pages_keep_the_order_of_the_guide_and_have_their_lines(copy_of_project: Project):
    (copy_of_project.root / "mkdocs.yml").write_text(
        "site_name: A guide\nnav:\n  - index.md\n  - guide:\n      - plan.md\n      - do.md\n", encoding="utf-8"
    )
    assert list(read_order(copy_of_project).items()) == [("index.md", 3), ("plan.md", 5), ("do.md", 6)]
