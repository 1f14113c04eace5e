"""How complete a translation is, and the words that say so."""

from __future__ import annotations

import json
from datetime import date

import pytest

from booklet.project import Project
from booklet.source.labels import read_labels
from booklet.source.languages import Language
from booklet.source.service.facts import read_facts
from booklet.translation.catalogue import Credit, Translations
from booklet.translation.messages import Message, Messages
from booklet.translation.notice import lines, page_notice
from booklet.translation.status import Status, status, table
from booklet.translation.waiting import Deadline, owed, owed_lines
from booklet.translation.words import Words
from tests.helpers import catalogue

ENGLISH, POLISH = Language("en-GB", "English", "ltr", ()), Language("pl", "polski", "ltr", ("Noto Sans",))
REVIEWED = "# Translated by: A test\n# Reviewed by: Jo <Smith> on 2027-01-31"


def messages() -> Messages:
    found = Messages()
    for text, path in (
        ("Plan", "docs/plan.md"),
        ("Do", "docs/do.md"),
        ("Plan", "docs/do.md"),
        ("Review", "docs/do.md"),
        ("Phone {phone}", "content/labels.yml"),
    ):
        found.add(Message(text, None, path))
    return found


def polish(
    translations: dict[str, str | None], *, fuzzy: str = "", header: str = "# Translated by: A test"
) -> Translations:
    catalog = catalogue({(None, english): words for english, words in translations.items()})
    catalog.header_comment = header
    if fuzzy:
        catalog[fuzzy].flags.add("fuzzy")
    return Translations(POLISH, False, catalog)


def test_messages_are_counted():
    one = status(
        messages(),
        polish({"Plan": "Planowanie", "Do": "Stare", "Phone {phone}": "Telefon", "Gone": "Nie ma"}, fuzzy="Do"),
    )
    assert (one.messages, one.translated, one.missing, one.fuzzy, one.refused) == (4, 1, 3, 1, 1)
    assert one.share == 0.25


def test_a_fuzzy_message_that_the_guide_no_longer_has_is_not_counted():
    assert status(messages(), polish({"Gone": "Nie ma"}, fuzzy="Gone")).fuzzy == 0


def test_the_files_that_lack_most_come_first():
    one = status(messages(), polish({"Phone {phone}": "Telefon: {phone}"}))
    assert one.worst == (("docs/do.md", 3), ("docs/plan.md", 1))


def test_a_guide_without_messages_is_no_division_by_nothing():
    assert status(Messages(), polish({})).share == 0.0


def test_the_figures_are_ready_for_json():
    one = status(messages(), polish({"Plan": "Planowanie"}, header=REVIEWED))
    record = json.loads(json.dumps(one.record()))
    assert record["credit"] == {"translated_by": "A test", "reviewed_by": "Jo <Smith>", "reviewed_on": "2027-01-31"}
    assert (record["language"], record["missing"], record["worst"]["docs/do.md"]) == ("pl", 3, 2)
    assert one.edition() == {"messages": 4, "translated": 1, "fuzzy": 0, "reviewed_by": "Jo <Smith>"}


def test_the_table_has_a_line_for_each_language():
    reviewed = Credit("A test", "Jo Smith", date(2027, 1, 31))
    head, first, second = table(
        [
            Status("pl", "polski", 4, 4, 0, 0, reviewed),
            Status("zh-Hans", "简体中文", 4, 1, 1, 0, Credit(), (("docs/do.md", 3),)),
        ]
    ).split("\n")
    assert head.split()[:6] == ["language", "messages", "translated", "fuzzy", "missing", "refused"]
    assert first.split() == ["pl", "4", "4", "0", "0", "0", "Jo", "Smith,", "2027-01-31", "–"]
    assert second.endswith("nobody yet            docs/do.md (3)")


# The notice on each page


@pytest.fixture(scope="module")
def labels() -> dict[str, str]:
    return read_labels(Project())


def said(labels: dict[str, str], header: str, untranslated: int = 0) -> str:
    """Return the notice of a page in Polish, whose labels are all still English."""
    translations = polish({}, header=header)
    words = Words(labels, read_facts(Project()), translations)
    return str(page_notice(words, POLISH, translations, untranslated, "../plan/"))


def test_english_has_no_notice(labels):
    english = Translations(ENGLISH, is_source=True)
    words = Words(labels, read_facts(Project()), english)
    assert lines(words, ENGLISH, english) == [] and page_notice(words, ENGLISH, english, 0, "") is None


def test_a_translation_says_that_nobody_reviewed_it(labels):
    notice = said(labels, "# Translated by: A machine\n# Reviewed by: nobody yet")
    assert labels["translation.machine"] in notice and labels["translation.counts"] in notice
    assert '<a href="../plan/" hreflang="en-GB">' in notice


def test_what_a_machine_translated_is_said_in_one_line_that_opens(labels):
    start = f'<details><summary><span lang="en-GB" dir="ltr">{labels["translation.short"]}</span></summary><p>'
    assert said(labels, "# Reviewed by: nobody yet").startswith(start)
    assert said(labels, REVIEWED).startswith("<p>")


def test_a_reviewed_translation_names_who_and_when(labels):
    notice = said(labels, REVIEWED)
    assert "Jo &lt;Smith&gt;" in notice and "31 stycznia 2027" in notice
    assert labels["translation.machine"] not in notice


@pytest.mark.parametrize(
    "line",
    [
        "# Reviewed by: Jo Smith",
        "# Reviewed by: Jo Smith on 31.1.2027",
        "# Reviewed by:  on 2027-01-31",
        "# Reviewed by: Jo Smith on 2027-02-31",
    ],
)
def test_a_review_without_its_name_or_its_day_is_none(labels, line):
    assert labels["translation.machine"] in said(labels, line)


def test_blocks_that_are_still_english_are_counted(labels):
    shown = labels["translation.missing"].replace("{count}", "3")
    assert shown in said(labels, REVIEWED, untranslated=3)
    assert shown not in said(labels, REVIEWED)


# ---- What translators owe ----


def owing(tmp_path, **waits: str) -> list:
    """Return what is owed by languages that wait for “Plan” since a day."""
    texts = {"Do": "Róbcie", "Review": "Przegląd", "Phone {phone}": "Telefon: {phone}"}
    catalogs = []
    for tag, day in waits.items():
        catalog = catalogue({(None, english): words for english, words in texts.items()} | {(None, "Plan"): None})
        catalog["Plan"].user_comments = [f"Waiting since {day}"]
        catalogs.append(Translations(Language(tag, tag, "ltr", ()), False, catalog))
    return owed(messages().found, catalogs, Deadline(Project(tmp_path), date(2027, 6, 1), 90))


def test_what_is_owed_is_told_with_its_languages_and_its_greatest_age(tmp_path):
    (one,) = owing(tmp_path, pl="2027-05-01", lt="2027-01-01")
    assert (one.message.text, one.languages, one.since, one.days, one.late) == (
        "Plan",
        ("pl", "lt"),
        date(2027, 1, 1),
        151,
        True,
    )
    assert json.loads(json.dumps(one.record()))["since"] == "2027-01-01"
    assert owed_lines([one], 2) == ["since 2027-01-01 (151 days, too long)  docs/plan.md:0  “Plan”  all languages"]
    assert owed_lines([one], 3)[0].endswith("  pl, lt")


def test_a_long_list_of_what_is_owed_is_cut_and_says_so(tmp_path):
    rows = owing(tmp_path, pl="2027-05-01") * 42
    assert len(owed_lines(rows, 1)) == 41 and owed_lines(rows, 1)[-1].startswith("… and 2 more")


def test_nothing_is_owed_where_all_is_translated(tmp_path):
    assert owing(tmp_path) == []
