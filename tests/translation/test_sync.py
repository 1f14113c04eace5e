"""Catalogues: what goes out to translators and comes back."""

from booklet.project import Project
from booklet.publish.build import english_messages
from booklet.source.languages import Language
from booklet.translation.catalogue import Credit, read_catalogue, read_credit
from booklet.translation.messages import Message
from booklet.translation.sync import merged, template, update, written
from tests.helpers import FACTS, MADE_UP, add_made_up, change, copied_project

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
    assert PLAN.text in merged(project, POLISH, template([PHONE])).obsolete


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
    change(project.docs / "plan.md", "This is the law for schools", "This is the law\nfor schools")
    update(project, [MADE_UP], english_messages(project))
    assert without_places() == before
