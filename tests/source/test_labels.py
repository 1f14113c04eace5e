"""Labels: words that are in no page, in the reader's language."""

import pytest

from booklet.errors import BookletError
from booklet.project import Project
from booklet.source.labels import read_labels, require_known_names
from booklet.source.languages import Language
from booklet.source.service.facts import Fact, Facts, read_facts
from booklet.source.service.settings import COMPUTED_FACTS
from booklet.translation.catalogue import Translations
from booklet.translation.words import Words, label_messages
from tests.helpers import catalogue, write

ENGLISH = Language("en-GB", "English", "ltr", ())
POLISH = Language("pl", "polski", "ltr", ())
LABELS = {
    "menu.help": "Get help",
    "help.phone": "Phone {phone}",
    "help.text": "Ask {service}",
    "document.page": "Page {page}",
}
FACTS = Facts({"phone": Fact("phone", "phone", "01603 704070"), "service": Fact("service", "name", "R & D")})


def english() -> Words:
    return Words(LABELS, FACTS, Translations(ENGLISH, is_source=True))


def polish(**translations: str) -> Words:
    return Words(
        LABELS,
        FACTS,
        Translations(
            POLISH,
            False,
            catalogue(
                {
                    ("menu.help", "Get help"): translations.get("help"),
                    ("help.text", "Ask {service}"): translations.get("text"),
                }
            ),
        ),
    )


def test_labels_are_known_by_their_way_through_the_file(tmp_path):
    write(tmp_path / "content/labels.yml", "menu:\n  help: Get\n    help\nname: SEN Support\n")
    assert read_labels(Project(tmp_path)) == {"menu.help": "Get help", "name": "SEN Support"}


def test_an_empty_label_is_refused(tmp_path):
    write(tmp_path / "content/labels.yml", "name: SEN Support\nmenu:\n  help:\n")
    with pytest.raises(BookletError, match=r"^content/labels\.yml:3: The label “menu\.help” has no words\."):
        read_labels(Project(tmp_path))


def test_a_label_is_a_message_with_its_key_as_context(tmp_path):
    write(tmp_path / "content/labels.yml", "menu:\n  # Opens the panel\n  help: Get help\n")
    project = Project(tmp_path)
    (message,) = label_messages(project, read_labels(project))
    assert (message.text, message.context, message.path, message.line) == (
        "Get help",
        "menu.help",
        "content/labels.yml",
        3,
    )
    assert message.comment == "Opens the panel"


def test_a_name_that_nobody_fills_in_is_refused(tmp_path):
    write(tmp_path / "content/labels.yml", "help:\n  phone: Phone {fone}\n")
    project = Project(tmp_path)
    with pytest.raises(
        BookletError, match=r"^content/labels\.yml:2: The label “help\.phone” names \{fone\}, .* \{phone\}\?"
    ):
        require_known_names(project, read_labels(project), FACTS)


@pytest.mark.parametrize("name", COMPUTED_FACTS)
def test_a_fact_that_follows_from_the_settings_may_stand_in_a_label(tmp_path, name):
    require_known_names(Project(tmp_path), {"help.text": f"Words {{{name}}}"}, FACTS)


def test_every_name_in_the_projects_labels_is_filled_in():
    project = Project()
    require_known_names(project, read_labels(project), read_facts(project))


def test_a_fact_in_a_label_is_a_link_in_html():
    assert english().html("help.phone") == (
        'Phone <bdi dir="ltr"><a href="tel:+441603704070">01603\u00a0704070</a></bdi>'
    )


def test_a_fact_in_a_label_is_words_in_text():
    assert english().text("help.phone") == "Phone 01603\u00a0704070"


def test_facts_and_values_are_escaped_in_html():
    assert english().html("help.text") == "Ask R &amp; D"
    assert english().html("document.page", page="<b>") == "Page &lt;b&gt;"


def test_text_keeps_the_names_that_the_format_fills_in():
    assert english().text("document.page") == "Page {page}"


def test_a_translated_label_stands_by_itself():
    assert polish(help="Pomoc").html("menu.help") == "Pomoc"
    assert polish(help="Pomoc").is_translated("menu.help")


def test_a_label_without_a_translation_is_marked_as_english():
    assert polish().html("menu.help") == '<span lang="en-GB" dir="ltr">Get help</span>'
    assert not polish().is_translated("menu.help")


def test_a_name_in_a_translated_label_is_marked_as_english():
    assert polish(text="Zapytaj {service}").html("help.text") == ('Zapytaj <bdi dir="ltr" lang="en-GB">R &amp; D</bdi>')


def test_an_unknown_label_names_the_nearest():
    with pytest.raises(BookletError, match=r"There is no label “menu\.halp”\. Did you mean “menu\.help”\?"):
        english().text("menu.halp")


def test_keys_are_found_by_their_start():
    assert english().keys("help.") == ["help.phone", "help.text"]
