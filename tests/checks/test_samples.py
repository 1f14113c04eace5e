"""What the default looks at: every rule runs on real pages and files of every script, and the rest rotates."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from booklet.checks import CHECKS, Looks
from booklet.checks.context import CheckContext
from booklet.checks.language_sample import REPEATED, of_each_script, sample
from booklet.project import Project
from booklet.source.languages import read_languages

DAY = date(2026, 11, 24)
SCRIPTS = {
    "en-GB": "LATIN",
    "pl": "LATIN",
    "lt": "LATIN",
    "bg": "CYRILLIC",
    "uk": "CYRILLIC",
    "ar": "ARABIC",
    "zh": "CJK",
}


@pytest.fixture(scope="module")
def context(project: Project, real_site) -> CheckContext:
    return CheckContext.of(project)


def test_whole_languages_rotate_through_all():
    tags = ["en-GB", "ar", "bg", "es", "hu", "lt", "lv", "ml", "pl"]
    days = [sample(tags, DAY + timedelta(days=day)) for day in range(8)]
    assert all(day[0] == "en-GB" and len(day) == 3 for day in days)
    assert {tag for day in days for tag in day} == set(tags)
    assert sample(["en-GB"], DAY) == ["en-GB"]


def test_files_of_each_script_are_looked_at_each_day_and_all_languages_in_turn():
    days = [of_each_script(SCRIPTS, DAY + timedelta(days=day)) for day in range(2)]
    for day in days:
        assert day[0] == "en-GB" and {SCRIPTS[tag] for tag in day[1:]} == set(SCRIPTS.values())
    assert {tag for day in days for tag in day} == set(SCRIPTS)


def test_the_default_has_pages_and_files_of_every_script(context: CheckContext, project: Project):
    scripts = {language.tag: language.script for language in read_languages(project)}
    published = {document.language for document in context.built_site.documents.values()}
    everything = {scripts[tag] for tag in published}
    for small in (False, True):
        pages = context.on_sample(small).documents
        assert {scripts[page.language] for page in pages} == everything
    assert {scripts[tag] for tag in context.languages} == everything


def test_the_default_has_every_english_page_and_every_kind_of_element(context: CheckContext, project: Project):
    scripts = {language.tag: language.script for language in read_languages(project)}
    for small in (False, True):
        chosen = context.on_sample(small).documents
        paths = {page.path for page in chosen}
        for page in context.built_site.documents.values():
            if page.language == "en-GB" and not small:
                assert page.path in paths
            elif not small or page.language in context.languages:
                of_script = [one for one in chosen if scripts[one.language] == scripts[page.language]]
                assert page.kinds <= set().union(*(one.kinds for one in of_script))


def test_other_colours_are_looked_at_in_english_and_of_every_kind_of_element_in_each_script(
    context: CheckContext, project: Project
):
    scripts = {language.tag: language.script for language in read_languages(project)}
    chosen = context.on_sample()
    in_dark = [page for page in chosen.documents if chosen.in_all_views(page)]
    assert {page.path for page in chosen.documents if page.language == "en-GB"} < {page.path for page in in_dark}
    assert {page.path for page in context.on_sample(small=True).documents} <= {page.path for page in in_dark}
    for page in context.built_site.documents.values():
        if page.language in context.languages:
            of_script = [one for one in in_dark if scripts[one.language] == scripts[page.language]]
            assert page.kinds <= set().union(*(one.kinds for one in of_script))
    assert all(map(context.in_all_views, context.documents))


def test_slow_checks_share_the_pages_of_the_others(context: CheckContext):
    chosen = context.on_sample()
    slow = {page.path for page in chosen.documents if chosen.is_for_slow(page)}
    assert slow == {page.path for page in context.on_sample(small=True).documents}


def test_the_default_has_the_start_page_of_every_language(context: CheckContext):
    paths = {page.path for page in context.on_sample().documents}
    languages = {page.language for page in context.built_site.documents.values()} - {"en-GB"}
    assert languages and {f"{language}/index.html" for language in languages} <= paths


def test_a_repeated_file_is_looked_at_in_english_and_with_everything_else(context: CheckContext):
    repeated = [edition for edition in context.editions if (edition.format, edition.variant) in REPEATED]
    assert {(edition.format, edition.variant) for edition in repeated} == REPEATED
    looked_at = {edition.language for edition in repeated if context.looks_at(edition)}
    assert looked_at == {"en-GB"}
    assert all(replace(context, full=True).looks_at(edition) for edition in repeated)


def test_everything_and_chosen_pages_are_no_sample(project: Project, real_site):
    assert CheckContext.of(project, full=True).on_sample().pages is None
    assert CheckContext(project, real_site, project.books, pages=("index.html",)).on_sample().pages == ("index.html",)


def test_the_list_says_of_every_check_what_it_looks_at(capsys: pytest.CaptureFixture):
    from booklet.checks import print_list

    print_list()
    printed = capsys.readouterr().out
    assert printed.count("by default: ") == len(CHECKS)
    assert all(looks.value in printed for looks in Looks)
