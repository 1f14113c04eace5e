"""Catalogues: what goes out to translators and comes back."""

import subprocess
import sys
from datetime import date

import pytest
from babel.messages.catalog import Catalog

from booklet import files
from booklet.errors import BookletError
from booklet.project import ROOT, Project
from booklet.publish.build import english_messages
from booklet.source.languages import Language
from booklet.translation import sync
from booklet.translation.catalogue import Credit, read_catalogue, read_credit, waiting_since
from booklet.translation.messages import Message
from booklet.translation.sync import merged, template, update, written
from tests.helpers import FACTS, MADE_UP, add_made_up, change, copied_project, write

POLISH = Language("pl", "polski", "ltr", ("Noto Sans",))
PLAN = Message("The school writes a plan with you.", None, "docs/plan.md", 12)
PHONE = Message("Phone {phone}", "help.phone", "content/labels.yml")


def translated(project: Project, text: str, words: str) -> None:
    """Write a translation into the Polish catalogue, as a translator does."""
    catalog = read_catalogue(project, POLISH)
    catalog[text].string = words
    (project.locales / "pl.po").write_bytes(written(catalog))


def new(tmp_path, *messages: Message) -> Project:
    project = Project(tmp_path)
    project.locales.mkdir()
    update(project, [POLISH], messages)
    return project


def test_a_message_goes_out_with_its_place_and_context():
    (one,) = [message for message in template([PHONE]) if message.id]
    assert (one.id, one.context, one.locations) == ("Phone {phone}", "help.phone", [("content/labels.yml", 1)])


def test_names_in_braces_are_flagged_for_the_tools():
    flags = {message.id: message.flags for message in template([PLAN, PHONE]) if message.id}
    assert "python-brace-format" in flags[PHONE.text]
    assert "python-brace-format" not in flags[PLAN.text]


def test_a_new_catalogue_says_that_nobody_reviewed_it(tmp_path):
    catalog = read_catalogue(new(tmp_path, PLAN), POLISH)
    assert read_credit(catalog.header_comment) == Credit("nobody yet")


def test_bringing_a_catalogue_up_to_date_keeps_its_reviewer(tmp_path):
    project = new(tmp_path, PLAN)
    change(project.locales / "pl.po", "# Reviewed by: nobody yet", "# Reviewed by: Jo Smith on 2027-01-31")
    update(project, [POLISH], [PLAN, PHONE])
    assert read_credit(read_catalogue(project, POLISH).header_comment).reviewed_by == "Jo Smith"


def test_a_comment_for_translators_goes_out():
    (one,) = [
        message
        for message in template([Message("Print", "formats.pdf", "content/labels.yml", 3, "A short word")])
        if message.id
    ]
    assert one.auto_comments == ["A short word"]


def test_bringing_a_catalogue_up_to_date_twice_changes_nothing(tmp_path):
    project = new(tmp_path, PLAN, PHONE)
    assert update(project, [POLISH], [PLAN, PHONE]) == []


def test_moved_text_keeps_its_translation(tmp_path):
    project = new(tmp_path, PLAN)
    translated(project, PLAN.text, "Szkoła pisze z Tobą plan.")
    assert update(project, [POLISH], [Message(PLAN.text, None, "docs/do.md", 3)]) == [project.locales / "pl.po"]
    message = read_catalogue(project, POLISH)[PLAN.text]
    assert (message.string, message.fuzzy) == ("Szkoła pisze z Tobą plan.", False)


def test_changed_english_becomes_fuzzy_beside_the_previous_english(tmp_path):
    project = new(tmp_path, PLAN)
    translated(project, PLAN.text, "Szkoła pisze z Tobą plan.")
    changed = "The school writes the plan with you."
    update(project, [POLISH], [Message(changed, None, "docs/plan.md", 12)])
    message = read_catalogue(project, POLISH)[changed]
    assert (message.fuzzy, message.string) == (True, "Szkoła pisze z Tobą plan.")
    assert f'#| msgid "{PLAN.text}"' in (project.locales / "pl.po").read_text(encoding="utf-8")


def test_the_previous_english_stays_until_it_is_translated_again_and_goes_then(tmp_path):
    long = Message(
        'The school writes a plan with you, and says “how" and why it does so, in words that are easy to read.',
        None,
        "docs/plan.md",
        12,
    )
    project = new(tmp_path, long)
    translated(project, long.text, "Szkoła pisze z Tobą plan.")
    changed = Message(long.text.replace("a plan", "the plan"), None, "docs/plan.md", 12)
    update(project, [POLISH], [changed])
    file = project.locales / "pl.po"
    once = file.read_bytes()
    update(project, [POLISH], [changed])
    assert file.read_bytes() == once
    change(file, "#, fuzzy\n", "")
    update(project, [POLISH], [changed])
    assert "#|" not in file.read_text(encoding="utf-8")


def test_text_that_is_gone_is_kept_as_obsolete(tmp_path):
    project = new(tmp_path, PLAN, PHONE)
    translated(project, PLAN.text, "Szkoła pisze z Tobą plan.")
    assert PLAN.text in merged(project, POLISH, template([PHONE]), FIRST).obsolete


def test_text_that_comes_back_has_its_translation_again(tmp_path):
    project = new(tmp_path, PLAN, PHONE)
    translated(project, PLAN.text, "Szkoła pisze z Tobą plan.")
    update(project, [POLISH], [PHONE])
    update(project, [POLISH], [PLAN, PHONE])
    catalog = read_catalogue(project, POLISH)
    assert (catalog[PLAN.text].string, catalog[PLAN.text].fuzzy) == ("Szkoła pisze z Tobą plan.", False)
    assert not catalog.obsolete


FIRST, SECOND, THIRD = date(2027, 1, 1), date(2027, 2, 1), date(2027, 3, 1)


def since(project: Project, text: str) -> date | None:
    return waiting_since(read_catalogue(project, POLISH)[text])


def test_a_message_that_waits_says_since_when_until_it_is_translated(tmp_path):
    project = new(tmp_path)
    update(project, [POLISH], [PLAN], FIRST)
    assert since(project, PLAN.text) == FIRST
    assert update(project, [POLISH], [PLAN], SECOND) == []
    translated(project, PLAN.text, "Szkoła pisze z Tobą plan.")
    update(project, [POLISH], [PLAN], SECOND)
    assert "Waiting since" not in (project.locales / "pl.po").read_text(encoding="utf-8")


def test_a_sentence_that_changes_again_keeps_the_day_since_which_it_waits(tmp_path):
    project = new(tmp_path)
    update(project, [POLISH], [PLAN], FIRST)
    translated(project, PLAN.text, "Szkoła pisze z Tobą plan.")
    once, twice = (
        Message(PLAN.text.replace("a plan", words), None, "docs/plan.md", 12) for words in ("the plan", "it")
    )
    update(project, [POLISH], [once], SECOND)
    assert since(project, once.text) == SECOND
    update(project, [POLISH], [twice], THIRD)
    assert since(project, twice.text) == SECOND


def test_other_comments_of_a_translator_stay(tmp_path):
    project = new(tmp_path)
    update(project, [POLISH], [PLAN], FIRST)
    change(project.locales / "pl.po", "# Waiting since 2027-01-01", "# Which plan?\n# Waiting since 2027-01-01")
    translated(project, PLAN.text, "Szkoła pisze z Tobą plan.")
    update(project, [POLISH], [PLAN], SECOND)
    assert read_catalogue(project, POLISH)[PLAN.text].user_comments == ["Which plan?"]


@pytest.mark.parametrize("said", ["Waiting since 2027-02-31", "Waiting since May", "waiting"])
def test_a_day_that_is_none_is_not_counted(tmp_path, said):
    project = new(tmp_path)
    update(project, [POLISH], [PLAN], FIRST)
    change(project.locales / "pl.po", "Waiting since 2027-01-01", said)
    assert since(project, PLAN.text) is None
    update(project, [POLISH], [PLAN], SECOND)
    assert since(project, PLAN.text) == SECOND


CATALOGUES = ("pl.po", ".pl.po.before")


def texts(project: Project) -> list[str | None]:
    """Return the words of the catalogue and of the one before; None for one that is not there."""
    paths = [project.locales / name for name in CATALOGUES]
    return [path.read_text(encoding="utf-8") if path.exists() else None for path in paths]


def test_an_update_can_be_undone_and_the_undoing_too(tmp_path):
    project = new(tmp_path, PLAN)
    translated(project, PLAN.text, "Szkoła pisze z Tobą plan.")
    first, _ = texts(project)
    update(project, [POLISH], [PHONE])
    second, before = texts(project)
    assert before == first != second
    assert sync.undo(project) == [project.locales / "pl.po"]
    assert texts(project) == [first, second]
    sync.undo(project)
    assert texts(project) == [second, first]


def test_undoing_takes_back_one_change_of_all_that_it_changed_and_no_other(tmp_path):
    arabic = Language("ar", "العربية", "rtl", ("Noto Naskh Arabic",))
    project = new(tmp_path, PLAN)
    update(project, [POLISH, arabic], [PLAN])
    first = texts(project)[0]
    update(project, [POLISH], [PHONE])
    assert sync.undo(project) == [project.locales / "pl.po"]
    assert texts(project)[0] == first
    assert (project.locales / "ar.po").exists()


def test_an_update_that_changes_nothing_leaves_what_can_be_undone(tmp_path):
    project = new(tmp_path, PLAN)
    update(project, [POLISH], [PHONE])
    before = texts(project)
    update(project, [POLISH], [PHONE])
    assert texts(project) == before


def test_undoing_the_first_catalogue_takes_it_away(tmp_path):
    project = new(tmp_path, PLAN)
    words, _ = texts(project)
    sync.undo(project)
    assert texts(project) == [None, words]
    sync.undo(project)
    assert texts(project)[0] == words


def test_where_nothing_was_changed_there_is_nothing_to_undo(tmp_path):
    with pytest.raises(BookletError, match=r"There is no change of the catalogues to undo\. Use git to go back"):
        sync.undo(Project(tmp_path))


def test_a_broken_catalogue_keeps_an_update_from_all_the_others(tmp_path):
    arabic = Language("ar", "العربية", "rtl", ("Noto Naskh Arabic",))
    project = new(tmp_path, PLAN)
    update(project, [POLISH, arabic], [PLAN])
    write(project.locales / "ar.po", "")
    before = texts(project)
    with pytest.raises(BookletError, match=r"locales/ar\.po: This catalogue is empty"):
        update(project, [POLISH, arabic], [PHONE])
    assert texts(project) == before


def test_an_update_for_which_there_is_no_room_leaves_what_can_be_undone(tmp_path, monkeypatch):
    """The files for the undoing alone would have had room: they are written together with the catalogues."""
    project = new(tmp_path, PLAN)
    before = texts(project)
    made = []

    def full(*arguments, **options):
        made.append(options)
        if len(made) == 2:
            raise OSError(28, "No space left on device")
        return tempfile_mkstemp(*arguments, **options)

    tempfile_mkstemp = files.tempfile.mkstemp
    monkeypatch.setattr(files.tempfile, "mkstemp", full)
    with pytest.raises(OSError, match="No space left"):
        update(project, [POLISH], [PHONE])
    assert texts(project) == before
    assert not [*project.locales.glob(".*.part")]


def test_a_catalogue_that_would_not_be_written_as_it_is_stays(tmp_path, monkeypatch):
    project = new(tmp_path, PLAN)
    translated(project, PLAN.text, "Szkoła pisze z Tobą plan.")
    before = texts(project)
    good = sync.written
    monkeypatch.setattr(sync, "written", lambda catalog: good(catalog).replace("ł".encode(), b"l"))
    with pytest.raises(BookletError, match=r"locales/pl\.po: This catalogue would not be written as it is"):
        update(project, [POLISH], [PLAN, PHONE])
    assert texts(project) == before


def test_an_update_that_would_lose_a_translation_changes_nothing(tmp_path, monkeypatch):
    project = new(tmp_path, PLAN)
    translated(project, PLAN.text, "Szkoła pisze z Tobą plan.")
    before = texts(project)
    lose = Catalog.update

    def update_and_lose(catalog, *arguments, **options):
        lose(catalog, *arguments, **options)
        catalog.obsolete.clear()

    monkeypatch.setattr(Catalog, "update", update_and_lose)
    with pytest.raises(BookletError, match="This translation would be lost: “Szkoła pisze z Tobą plan"):
        update(project, [POLISH], [PHONE])
    assert texts(project) == before


def test_two_programs_never_change_catalogues_at_once(tmp_path):
    """The lock is that of a process: another one asks for it."""
    project = new(tmp_path, PLAN)
    ask = f"from booklet.translation import sync; from booklet.project import Project; from pathlib import Path\n" \
        f"sync.undo(Project(Path({str(tmp_path)!r})))"  # fmt: skip
    with sync.catalogues_locked(project):
        asked = subprocess.run(
            [sys.executable, "-c", ask], cwd=ROOT / "scripts", capture_output=True, text=True, check=False
        )
    assert "Another program is changing the catalogues. Wait until it has ended." in asked.stderr


def test_a_changed_phone_number_or_a_reflowed_paragraph_changes_no_message(tmp_path):
    project = copied_project(tmp_path / "project")
    add_made_up(project)

    def without_places() -> list[str]:
        return [
            line for line in (project.locales / "he.po").read_text(encoding="utf-8").split("\n") if line[:2] != "#:"
        ]

    before = without_places()
    change(project.root / "service/facts.yml", FACTS["phone"]["value"], "01632 960124")
    assert update(project, [MADE_UP], english_messages(project)) == []
    change(
        project.docs / "plan.md", "This is the law for maintained schools", "This is the law\nfor maintained schools"
    )
    update(project, [MADE_UP], english_messages(project))
    assert without_places() == before


LATVIAN = Language("lv", "latviešu", "ltr", ("Noto Sans",))


def test_a_translation_brought_back_in_one_language_stays_there(tmp_path):
    project = new(tmp_path, PLAN, PHONE)
    update(project, [LATVIAN], [PLAN, PHONE])
    translated(project, PLAN.text, "Szkoła pisze z Tobą plan.")
    update(project, [POLISH, LATVIAN], [PHONE])
    update(project, [POLISH, LATVIAN], [PLAN, PHONE])
    assert read_catalogue(project, POLISH)[PLAN.text].string == "Szkoła pisze z Tobą plan."
    assert not read_catalogue(project, LATVIAN)[PLAN.text].string


def test_a_changed_sentence_is_fuzzy_in_its_own_language_only(tmp_path):
    project = new(tmp_path, PLAN)
    update(project, [LATVIAN], [PLAN])
    translated(project, PLAN.text, "Szkoła pisze z Tobą plan.")
    changed = Message("The school writes the plan with you.", None, "docs/plan.md", 12)
    update(project, [POLISH, LATVIAN], [changed])
    assert read_catalogue(project, POLISH)[changed.text].fuzzy
    assert not read_catalogue(project, LATVIAN)[changed.text].string


def test_a_label_takes_the_place_of_the_label_of_its_name():
    gone = frozenset({("help.text", "Book online."), ("help.title", "Talk to us"), (None, "Ring us today.")})
    new_ones = frozenset({("help.text", "You can phone an adviser."), (None, "Ring us today, please."), (None, "Else")})
    assert sync.predecessors(new_ones, gone) == {
        ("help.text", "You can phone an adviser."): ("help.text", "Book online."),
        (None, "Ring us today, please."): (None, "Ring us today."),
    }


def test_titles_have_one_name_and_are_told_apart_by_their_words():
    gone = frozenset({("title", "Checking progress"), ("title", "Useful information")})
    new_ones = frozenset({("title", "Useful information for you"), ("title", "Behaviour")})
    assert sync.predecessors(new_ones, gone) == {
        ("title", "Useful information for you"): ("title", "Useful information")
    }
