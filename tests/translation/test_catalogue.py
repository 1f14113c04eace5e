"""Messages and catalogues: which words a reader of a language gets."""

import re
from datetime import date

import pytest

from booklet.errors import BookletError
from booklet.project import Project
from booklet.source.languages import Language
from booklet.source.text import fold
from booklet.translation import sync
from booklet.translation.catalogue import (
    Credit,
    Translations,
    published_languages,
    read_catalogue,
    read_credit,
    read_entries,
    read_translations,
)
from booklet.translation.messages import Message, Messages
from tests.helpers import PO_HEADER, catalogue, write

ENGLISH = Language("en-GB", "English", "ltr", ())
POLISH = Language("pl", "polski", "ltr", ("Noto Sans",))


def polish(translations) -> Translations:
    return Translations(POLISH, False, catalogue(translations))


def test_a_reflowed_paragraph_is_the_same_message():
    assert fold("One\n  idea\teach ") == "One idea each"


def test_a_message_is_kept_once_where_it_was_met_first():
    messages = Messages()
    messages.add(Message("Plan", None, "docs/plan.md", 1))
    messages.add(Message("Plan", None, "docs/do.md", 9))
    assert [(one.path, one.line) for one in messages] == [("docs/plan.md", 1)]


def test_equal_words_in_two_contexts_are_two_messages():
    messages = Messages()
    messages.add(Message("Print", None, "docs/formats.md"))
    messages.add(Message("Print", "formats.pdf", "content/labels.yml"))
    assert len(messages) == 2


def test_english_needs_no_translation():
    translations = Translations(ENGLISH, is_source=True)
    assert translations.get("Plan") == "Plan"
    assert translations.has((None, "Anything"))


def test_a_translation_is_found():
    translations = polish({(None, "Plan"): "Planowanie"})
    assert translations.get("Plan") == "Planowanie"
    assert translations.has((None, "Plan"))


def test_a_message_without_a_translation_is_missing():
    translations = polish({(None, "Plan"): None})
    assert translations.get("Plan") is None
    assert not translations.has((None, "Plan"))


def test_a_translation_that_breaks_a_rule_is_refused_and_not_published():
    translations = polish({(None, "Phone {phone}"): "Zadzwoń"})
    assert [refusal.rule for refusal in translations.refused] == ["TM2"]
    assert translations.get("Phone {phone}") is None


def test_a_translation_for_another_context_is_not_used():
    assert polish({("title", "Plan"): "Planowanie"}).get("Plan") is None


def test_a_fuzzy_translation_is_counted_and_not_published():
    fuzzy = catalogue({(None, "Plan"): "Planowanie"})
    fuzzy["Plan"].flags.add("fuzzy")
    translations = Translations(POLISH, False, fuzzy)
    assert translations.fuzzy == {(None, "Plan")}
    assert translations.get("Plan") is None


def read(tmp_path, body: str):
    write(tmp_path / "locales" / "pl.po", PO_HEADER + body)
    return read_catalogue(Project(tmp_path), POLISH)


def test_a_catalogue_is_read(tmp_path):
    catalog = read(tmp_path, '#: docs/plan.md:2\nmsgctxt "title"\nmsgid "Plan"\nmsgstr ""\n"Plano"\n"wanie"\n')
    assert [(one.id, one.context, one.string) for one in catalog if one.id] == [("Plan", "title", "Planowanie")]


@pytest.mark.parametrize(
    ("body", "line"),
    [
        ('msgid "Plan"\nmsgstr Plan\n', 5),
        ('msgid "Plan"\nmsgstr "Plan\n', 5),
        ('msgid "Plan"\nmsgstr "Pl"an"\n', 5),
        ("<html>\n", 4),
    ],
)
def test_a_line_that_is_not_gettext_is_refused(tmp_path, body, line):
    with pytest.raises(BookletError, match=rf"^locales/pl\.po:{line}: This line of the catalogue is not"):
        read(tmp_path, body)


@pytest.mark.parametrize("mark", ["<<<<<<< ours", "=======", ">>>>>>> theirs", "||||||| base"])
def test_a_mark_of_a_conflict_is_refused_with_its_line(tmp_path, mark):
    """All of the file, not one entry: nobody knows which of the two texts was meant."""
    with pytest.raises(BookletError, match=rf"^locales/pl\.po:5: “{re.escape(mark[:7])}” is a mark that git leaves"):
        read(tmp_path, f'msgid "Plan"\n{mark}\nmsgstr "Plan"\n')


@pytest.mark.parametrize("text", ["", "\n\n", "# Translated by: Jo\n"])
def test_an_empty_catalogue_is_refused(tmp_path, text):
    write(tmp_path / "locales" / "pl.po", text)
    with pytest.raises(BookletError, match=r"^locales/pl\.po: This catalogue is empty\. Take it from git again"):
        read_entries(Project(tmp_path), POLISH)


@pytest.mark.parametrize(
    "body",
    [
        'msgid "Plan"\n\nmsgid "Do"\nmsgstr "Działanie"\n',
        'msgstr "Plan"\n\nmsgid "Do"\nmsgstr "Działanie"\n',
        'msgid "Plan"\nmsgstr "Plan"\nmsgstr "Planowanie"\n',
        '"Plan"\nmsgid "Plan"\nmsgstr "Plan"\n',
    ],
)
def test_an_entry_that_is_not_whole_is_refused(tmp_path, body):
    with pytest.raises(
        BookletError, match=r"^locales/pl\.po:4: This entry of the catalogue is not a msgid and its msgstr"
    ):
        read(tmp_path, body)


def test_a_line_after_an_empty_one_does_not_join_the_translation_before_it(tmp_path):
    write(tmp_path / "locales" / "pl.po", PO_HEADER + 'msgid "Plan"\nmsgstr "Planowanie"\n\n# A note\n" i więcej"\n')
    translations = read_translations(Project(tmp_path), POLISH, is_source=False)
    assert [(one.line, one.rule) for one in translations.refused] == [(8, "catalogue-broken")]
    assert translations.get("Plan") == "Planowanie"


@pytest.mark.parametrize(
    ("body", "line"),
    [
        ('msgid "Plan"\nmsgid_plural "Plans"\nmsgstr[0] "Plan"\nmsgstr[1] "Plany"\n', 5),
        ('msgid "Plan"\nmsgstr[0] "Plan"\n', 5),
    ],
)
def test_plural_forms_are_refused(tmp_path, body, line):
    with pytest.raises(BookletError, match=rf"^locales/pl\.po:{line}: This line of the catalogue is for plural forms"):
        read(tmp_path, body)


def test_a_broken_entry_is_left_out_and_takes_no_other_with_it(tmp_path):
    write(tmp_path / "locales" / "pl.po", PO_HEADER + 'msgid "Plan"\nmsgstr Plan\n\nmsgid "Do"\nmsgstr "Działanie"\n')
    translations = read_translations(Project(tmp_path), POLISH, is_source=False)
    assert [(one.line, one.rule) for one in translations.refused] == [(5, "catalogue-broken")]
    assert (translations.get("Plan"), translations.get("Do")) == (None, "Działanie")


def test_a_broken_header_is_refused(tmp_path):
    write(
        tmp_path / "locales" / "pl.po", PO_HEADER.replace('msgid ""', "msgid") + 'msgid "Plan"\nmsgstr "Planowanie"\n'
    )
    with pytest.raises(BookletError, match=r"^locales/pl\.po:1: "):
        read_translations(Project(tmp_path), POLISH, is_source=False)


def test_a_language_without_its_catalogue_is_refused(tmp_path):
    with pytest.raises(BookletError, match=r"^locales/pl\.po: polski has no catalogue\."):
        read_catalogue(Project(tmp_path), POLISH)


def test_a_catalogue_says_who_answers_for_it():
    header = "# Translated by: A machine\n# Reviewed by: Jo Smith on 2027-01-31"
    assert read_credit(header) == Credit("A machine", "Jo Smith", date(2027, 1, 31))


def test_a_catalogue_that_nobody_reviewed_says_so():
    assert read_credit("# Translated by: A machine\n# Reviewed by: nobody yet") == Credit("A machine")


@pytest.mark.parametrize(
    ("credit", "published"),
    [("# Reviewed by: nobody yet\n", ["en-GB"]), ("# Reviewed by: Jo Smith on 2027-01-31\n", ["en-GB", "pl"])],
)
def test_a_language_that_is_held_back_waits_for_its_review(tmp_path, credit, published):
    write(
        tmp_path / "locales" / "languages.yml",
        "languages:\n"
        "  - {tag: en-GB, name: English, direction: ltr, fonts: [Noto Sans]}\n"
        "  - {tag: pl, name: polski, direction: ltr, fonts: [Noto Sans], held_back: true}\n",
    )
    write(tmp_path / "locales" / "pl.po", credit + PO_HEADER)
    settings = (Project().root / "service" / "settings.yml").read_text(encoding="utf-8")
    write(tmp_path / "service" / "settings.yml", settings)
    assert [one.tag for one in published_languages(Project(tmp_path))] == published


@pytest.mark.parametrize("charset", ["ASCII", "ISO-8859-2", "CHARSET", ""])
def test_a_catalogue_is_utf8_whatever_its_header_says(tmp_path, charset):
    header = PO_HEADER.replace("charset=utf-8", f"charset={charset}")
    path = write(tmp_path / "locales" / "pl.po", header + 'msgid "Parent"\nmsgstr "rodziców"\n')
    project = Project(tmp_path)
    sync.write(project, {POLISH: read_catalogue(project, POLISH)})
    text = path.read_text(encoding="utf-8")
    assert "rodziców" in text and "charset=utf-8" in text.lower()
    assert read_translations(project, POLISH, is_source=False).get("Parent") == "rodziców"


def test_an_obsolete_entry_with_its_previous_english_is_read(tmp_path):
    gone = '#, fuzzy\n#~| msgid "An older heading"\n#~ msgid "An old heading"\n#~ msgstr "Stary nagłówek"\n'
    write(tmp_path / "locales" / "pl.po", PO_HEADER + 'msgid "Plan"\nmsgstr "Planowanie"\n\n' + gone)
    project = Project(tmp_path)
    assert read_translations(project, POLISH, is_source=False).get("Plan") == "Planowanie"
    assert "Stary nagłówek" in sync.written(read_catalogue(project, POLISH)).decode()


@pytest.mark.parametrize(
    "field",
    [
        '"POT-Creation-Date: \\n"',
        '"PO-Revision-Date: 2026-11-29T12:00:00Z\\n"',
        '"PO-Revision-Date: 2026-02-30 12:00+9999\\n"',
        '"Plural-Forms: nplurals=INTEGER; plural=EXPRESSION;\\n"',
        '"Plural-Forms: nplurals=99999999; plural=(n==1 ? 0 : "\n"n%10>=2 && n%100<10 ? 1 : 2);\\n"',
        '"Language: klingon\\n"',
        '"content-type: text/html; charset=latin1\\n"',
    ],
)
def test_what_the_header_says_of_days_forms_and_language_stops_nothing(tmp_path, field):
    """Poedit leaves days empty, and msginit writes words in the place of numbers: Babel stops at both."""
    header = f'msgid ""\nmsgstr ""\n{field}\n"X-Generator: Poedit 3\\n"\n\n'
    path = write(tmp_path / "locales" / "pl.po", header + 'msgid "Parent"\nmsgstr "rodziców"\n')
    project = Project(tmp_path)
    assert read_translations(project, POLISH, is_source=False).get("Parent") == "rodziców"
    sync.write(project, {POLISH: read_catalogue(project, POLISH)})
    text = path.read_text(encoding="utf-8")
    assert all(words in text for words in ("rodziców", "charset=utf-8", '"Language: pl\\n"', "2000-01-01 00:00"))
    assert sync.written(read_catalogue(project, POLISH)).decode() == text


@pytest.mark.parametrize("first", ['msgstr "hello"', 'msgstr "Content-Type: text/plain; charset=CHARSET\\n"'])
def test_a_second_header_is_left_out_and_named(tmp_path, first):
    write(tmp_path / "locales" / "pl.po", f'{PO_HEADER}msgid "Plan"\nmsgstr "Planowanie"\n\nmsgid ""\n{first}\n')
    translations = read_translations(Project(tmp_path), POLISH, is_source=False)
    assert [(one.line, one.rule) for one in translations.refused] == [(7, "catalogue-broken")]
    assert translations.get("Plan") == "Planowanie"


def test_a_catalogue_without_a_header_is_read(tmp_path):
    write(tmp_path / "locales" / "pl.po", 'msgid "Plan"\nmsgstr "Planowanie"\n')
    assert read_translations(Project(tmp_path), POLISH, is_source=False).get("Plan") == "Planowanie"


@pytest.mark.parametrize(
    ("gone", "line"),
    [
        ('#~ msgid "An old\n#~ msgstr "x"\n', 7),
        ("#~ garbage\n", 7),
        ('#~ msgstr "x"\n', 7),
        ('#~ msgid "x"\n', 7),
        ('#~ msgid "a"\n#~ msgid_plural "b"\n#~ msgstr[0] "x"\n#~ msgstr[9] "y"\n', 8),
        ('#~ msgid "a"\n#~ msgstr "x"\n\n#~ msgid "a"\n#~ msgstr "y"\n', 10),
    ],
)
def test_a_broken_obsolete_entry_is_left_out_and_an_update_deletes_nothing(tmp_path, gone, line):
    path = write(tmp_path / "locales" / "pl.po", f'{PO_HEADER}msgid "Plan"\nmsgstr "Planowanie"\n\n{gone}')
    before, project = path.read_bytes(), Project(tmp_path)
    translations = read_translations(project, POLISH, is_source=False)
    assert [(one.line, one.rule) for one in translations.refused] == [(line, "catalogue-broken")]
    assert translations.get("Plan") == "Planowanie"
    with pytest.raises(BookletError, match=rf"^locales/pl\.po:{line}: "):
        sync.update(project, [POLISH], [])
    assert path.read_bytes() == before


@pytest.mark.parametrize("place", ["\u2068docs/a b.md:1", "docs/a.md\u2069:1"])
def test_a_mark_round_a_file_name_stops_nothing(tmp_path, place):
    write(tmp_path / "locales" / "pl.po", f'{PO_HEADER}#: {place}\nmsgid "Plan"\nmsgstr "Planowanie"\n')
    assert read_translations(Project(tmp_path), POLISH, is_source=False).get("Plan") == "Planowanie"


@pytest.mark.parametrize("first", ["", "Plan"])
def test_a_message_that_is_there_twice_is_named_and_nothing_is_deleted(tmp_path, first):
    body = f'msgid "Plan"\nmsgstr "{first}"\n\nmsgid "Do"\nmsgstr "Działanie"\n\nmsgid "Plan"\nmsgstr "Planowanie"\n'
    path = write(tmp_path / "locales" / "pl.po", PO_HEADER + body)
    project = Project(tmp_path)
    translations = read_translations(project, POLISH, is_source=False)
    (refused,) = translations.refused
    assert (refused.line, "already in line 4" in refused.problem) == (10, True)
    assert translations.get("Do") == "Działanie"
    with pytest.raises(BookletError, match=r"^locales/pl\.po:10: .*already in line 4"):
        sync.update(project, [POLISH], [])
    assert "Planowanie" in path.read_text(encoding="utf-8")


def test_messages_that_differ_by_their_context_are_two(tmp_path):
    body = 'msgctxt "a"\nmsgid "Plan"\nmsgstr "Plan"\n\nmsgctxt "b"\nmsgid "Plan"\nmsgstr "Planowanie"\n'
    write(tmp_path / "locales" / "pl.po", PO_HEADER + body)
    translations = read_translations(Project(tmp_path), POLISH, is_source=False)
    assert (translations.get("Plan", "a"), translations.get("Plan", "b")) == ("Plan", "Planowanie")


def test_decomposed_letters_are_composed(tmp_path):
    write(tmp_path / "locales" / "pl.po", PO_HEADER + 'msgid "Plan"\nmsgstr "rodzico\u0301w"\n')
    assert read_translations(Project(tmp_path), POLISH, is_source=False).get("Plan") == "rodziców"


def test_names_hold_nothing_that_cannot_be_seen():
    header = "# Translated by: A\u202e machine\n# Reviewed by: Jo\u2066 Smith\u200b on 2027-01-31"
    assert read_credit(header) == Credit("A machine", "Jo Smith", date(2027, 1, 31))
    assert read_credit("# Reviewed by: \u202e\u200b on 2027-01-31").reviewed_by is None
