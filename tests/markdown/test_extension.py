"""The project's Markdown: what an editor writes, and the HTML or the error that comes of it."""

import re
from itertools import product
from urllib.parse import quote, unquote

import pytest
from markdown import Markdown

from booklet.errors import BookletError
from booklet.markdown import BookletMarkdown, PageState
from booklet.markdown.extension import INLINE
from booklet.source.languages import Language
from booklet.source.pictures import Picture
from booklet.source.service.facts import Fact, Facts
from booklet.translation.catalogue import Translations
from booklet.translation.messages import Messages
from booklet.translation.words import Words
from tests.helpers import SMALL_GUIDE, catalogue

FACTS = Facts(
    {
        "phone": Fact("phone", "phone", "01603 704070"),
        "code": Fact("code", "link", "https://example.org/code", "the code"),
        "service": Fact("service", "name", "Norfolk SENDIASS"),
    }
)
LABELS = {
    "quotation.source": "The code, paragraph {paragraph}",
    "quotation.information": "Translated for information",
    "quotation.english": "The English words",
    "letter.copy": "Copy",
    "letter.copied": "Copied",
    "letter.email": "Open as an email",
    "letter.english": "To send",
    "letter.meaning": "What it says",
    "letter.gap": "gap",
    "try_again": "Try again",
    "document.contents": "Contents",
    "law_change.title": "The law may change",
    "law_change.text": "Today’s law still applies.",
}
ENGLISH = Translations(Language("en-GB", "English", "ltr", ()), is_source=True)


def polish(**texts: str) -> Translations:
    return Translations(
        Language("pl", "polski", "ltr", ()),
        False,
        catalogue({(None, english): polish for english, polish in texts.items()}),
    )


def render(
    text: str,
    translations: Translations = ENGLISH,
    messages: Messages | None = None,
    extension: BookletMarkdown | None = None,
) -> str:
    """Return the HTML of a page, on one line; `extension` may have rendered others before."""
    extension = extension or BookletMarkdown()
    extension.state = PageState(
        translations,
        Words(LABELS, FACTS, translations),
        FACTS,
        Messages() if messages is None else messages,
        lambda key: (f"pictures/{key}.svg", Picture(key, 72, 36, "<svg/>", is_large=False)),
        "docs/plan.md",
        text,
    )
    return re.sub(r">\s*\n\s*", ">", Markdown(extensions=[extension]).convert(text))


def refused(text: str) -> str:
    """Return the error that a page stops with."""
    with pytest.raises(BookletError) as caught:
        render(text)
    return str(caught.value)


# Facts


def test_a_fact_in_text_is_a_link_that_reads_left_to_right():
    assert '<bdi dir="ltr"><a href="tel:+441603704070">01603\u00a0704070</a></bdi>' in render("Phone {phone}.")


def test_a_fact_can_be_what_a_link_leads_to():
    assert render("Read [this]({code}).") == '<p>Read <a href="https://example.org/code">this</a>.</p>'


def test_an_unknown_fact_is_refused():
    assert "There is no fact {fone}. Did you mean {phone}?" in refused("Phone {fone}.")
    assert "There is no fact {fone}. Did you mean {phone}?" in refused("[Phone]({fone})")


# Pictures


def test_a_picture_has_its_words_and_its_size():
    assert '<img alt="A school" height="36" src="pictures/school.svg" width="72"' in render(
        "![A school](picture:school)"
    )


def test_a_decorative_picture_says_nothing():
    assert 'alt=""' in render("![decorative](picture:school)")


def test_a_picture_from_elsewhere_is_refused():
    error = refused("![A school](https://example.org/school.png)")
    assert error.startswith("docs/plan.md: The picture “https://example.org/school.png” is not one of the project's.")


# Raw HTML


@pytest.mark.parametrize("text", ["<b>Help</b>", "<script>alert(1)</script>", "Words <img src=x onerror=alert(1)>"])
def test_raw_html_stays_text(text):
    html = render(text)
    assert "&lt;" in html
    assert not re.search(r"<(b|script|img)\b", html)


# Quotations


def test_a_quotation_names_its_paragraph():
    assert render("> “Help.”\n>\n> Paragraph 6.44") == (
        '<figure class="quote"><blockquote><p>“Help.”</p></blockquote>'
        "<figcaption>The code, paragraph 6.44</figcaption></figure>"
    )


@pytest.mark.parametrize("text", ["> “Help.”", "> “Help.”\n>\n> Paragraph six", "> Paragraph 6.44 says: help."])
def test_a_quotation_without_its_paragraph_is_refused(text):
    error = refused(f"One\n\n{text}\n")
    assert error.startswith("docs/plan.md:3: A quotation has no paragraph number. End it with a line of its own")


def test_a_translated_quotation_keeps_its_english_behind_one_tap():
    html = render("> “Help.”\n>\n> Paragraph 6.44", polish(**{"“Help.”": "„Pomoc”."}))
    assert "„Pomoc”." in html
    assert re.search(
        r'<details class="english">.*<blockquote [^>]*lang="en-GB"[^>]*><p>“Help.”</p></blockquote></details>', html
    )


# Translation


def test_every_block_is_a_message_with_its_line():
    messages = Messages()
    render("One\n\n## Two {#two}\n\n-   three\n-   four\n\n> five\n>\n> Paragraph 1.1", messages=messages)
    assert [(one.text, one.line) for one in messages] == [
        ("One", 1),
        ("Two", 3),
        ("three", 5),
        ("four", 6),
        ("five", 8),
    ]


def test_a_picture_without_words_is_no_message():
    messages = Messages()
    render("![decorative](picture:school)", messages=messages)
    assert not len(messages)


def test_a_translation_takes_the_place_of_its_block_and_keeps_the_id():
    assert render("## Your part {#your-part}", polish(**{"Your part": "Twoja rola"})) == (
        '<h2 id="your-part">Twoja rola</h2>'
    )


NAME = '<bdi class="english" dir="ltr" lang="en-GB">{}</bdi>'


@pytest.mark.parametrize(
    ("english", "translation", "shown"),
    [
        ("The SENCO helps.", "Pomaga koordynator (SENCO).", f"Pomaga koordynator {NAME.format('(SENCO)')}."),
        # Only what the message has in English is English
        ("The code helps.", "Pomaga kodeks (kodeks).", "Pomaga kodeks (kodeks)."),
        (
            "The SEND Code of Practice (the code)",
            "Kodeks (SEND Code of Practice, kodeks)",
            f"Kodeks ({NAME.format('SEND Code of Practice')}, kodeks)",
        ),
        # PDF/UA-1, 7.18.5
        ("[Local Offer](plan.md)", "[Oferta (Local Offer)](plan.md)", '<a href="plan.md">Oferta (Local Offer)</a>'),
    ],
)
def test_the_english_name_of_a_thing_is_marked_as_english(english, translation, shown):
    assert shown in render(english, polish(**{english: translation}))


def test_a_block_without_a_translation_says_that_it_is_english():
    assert render("Help", polish()) == '<p dir="ltr" lang="en-GB">Help</p>'


def test_html_in_a_translation_never_becomes_a_tag():
    assert "<b>" not in render("Help", polish(Help="<b>Pomoc</b>"))


# Blocks


def test_a_note_is_a_panel():
    assert render("/// note\nWords\n///") == '<div class="note panel"><p>Words</p></div>'


def test_a_notice_has_its_role():
    assert render("/// notice\nWords\n///") == '<div class="notice" role="note"><p>Words</p></div>'


def test_questions_are_a_section_named_by_its_heading():
    html = render("/// questions\n## Ask {#ask}\n\n-   Why?\n///")
    assert html.startswith('<section aria-labelledby="ask" class="panel ask"><h2 id="ask">Ask</h2>')


@pytest.mark.parametrize("text", ["-   Why?", "## Ask\n\n-   Why?"])
def test_questions_without_a_heading_with_an_id_are_refused(text):
    assert refused(f"/// questions\n{text}\n///").startswith(
        "docs/plan.md:1: The block “questions” has no heading with an id."
    )


def test_a_card_is_a_picture_a_link_and_words():
    html = render("/// cards\n-   ![decorative](picture:school)\n\n    [Plan](plan.md)\n\n    Words.\n///")
    assert re.fullmatch(
        r'<ul class="cards across"><li class="card"><img [^>]*>'
        r'<p class="card-link"><a href="plan.md">Plan</a></p><p>Words.</p></li></ul>',
        html,
    )


POINT = "-   ![decorative](picture:school)\n\n    "


def test_a_point_is_a_picture_for_the_screen_and_words():
    html = render(f"It can be:\n\n/// points\n{POINT}one\n\n{POINT}two\n///")
    (image, *_) = re.findall(r"<img [^>]*>", html)
    assert 'class="on-screen"' in image
    assert html == (f'<p>It can be:</p><ul class="points"><li>{image}<p>one</p></li><li>{image}<p>two</p></li></ul>')


@pytest.mark.parametrize(
    "words", ["-   one", "-   ![decorative](picture:school) one", "-   ![decorative](picture:school)"]
)
def test_a_point_without_a_picture_on_its_own_line_and_words_is_refused(words):
    assert refused(f"/// points\n{words}\n///").startswith(
        "docs/plan.md:1: A point has no picture on a line of its own, or no words after it."
    )


def test_stages_are_numbered_for_the_eye():
    html = render("/// stages\n1.  [Assess](a.md)\n2.  [Plan](p.md)\n3.  [Do](d.md)\n4.  [Review](r.md)\n///")
    assert html.startswith(
        '<ol class="cards stage-cards"><li class="card stage assess"><p class="name">'
        '<span aria-hidden="true" class="number">1</span> <a href="a.md">Assess</a></p></li>'
    )


def test_stages_that_are_not_four_are_refused():
    assert refused("/// stages\n1.  [Assess](a.md)\n///").startswith(
        "docs/plan.md:1: The block “stages” holds 1 items."
    )


@pytest.mark.parametrize(("name", "list_class"), [("links", "links plain"), ("record", "record")])
def test_a_list_takes_the_class_of_its_block(name, list_class):
    assert render(f"/// {name}\n-   One\n-   Two\n///").startswith(f'<ul class="{list_class}"><li>One</li>')


@pytest.mark.parametrize("name", ["cards", "points", "stages", "links", "record"])
def test_a_block_without_its_list_is_refused(name):
    assert refused(f"Before\n\n/// {name}\nWords\n///").startswith(
        f"docs/plan.md:3: The block “{name}” holds no list. Write its items as a list."
    )


# The diagram

DIAGRAM = (SMALL_GUIDE / "docs" / "graduated-approach.md").read_text(encoding="utf-8")
DIAGRAM = DIAGRAM[DIAGRAM.index("/// approach") : DIAGRAM.index("///\n", DIAGRAM.index("/// approach") + 3) + 4]


def test_the_diagram_is_one_list_with_four_stages_and_two_answers():
    html = render(DIAGRAM)
    assert html.startswith(
        '<div class="approach"><div class="approach-frame"><p class="approach-band" id="approach-band">'
    )
    assert re.findall(r'<li class="stage (\w+)" id="stage-(\w+)">', html) == [
        (stage, stage) for stage in ("assess", "plan", "do", "review")
    ]
    assert re.findall(r'<li class="(yes|no)">', html) == ["yes", "no"]
    assert html.count('class="step end"') == 1


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("The child or young person is involved at every stage\n\n", "", "needs a paragraph and a numbered list"),
        ("**The teacher adapts the teaching**", "The teacher adapts the teaching", "has a step without a bold line"),
        ("[Plan](plan.md)", "Plan", "has no link or no words for stage 2"),
        (
            "    -   **No**\n\n        Give extra or different help, work towards targets and bring in specialists from outside.\n",
            "",
            "has no list of two answers after the stages",
        ),
        ("**Yes**", "Yes", "needs a bold word first in each answer"),
        ("**Has progress been made?**", "Has progress been made?", "needs a bold name, the stages, one bold question"),
        ("3.  **SEN support**", "3.  SEN support", "needs a bold name, the stages, one bold question"),
    ],
)
def test_a_diagram_of_another_shape_is_refused(old, new, problem):
    assert old in DIAGRAM
    error = refused("Before\n\n" + DIAGRAM.replace(old, new))
    assert error.startswith(f"docs/plan.md:3: The diagram {problem}")


def test_a_diagram_without_its_fourth_stage_is_refused():
    start, end = DIAGRAM.index("    4.  [Review]"), DIAGRAM.index("    **Has progress")
    assert "The diagram has 3 stages instead of four." in refused(DIAGRAM[:start] + DIAGRAM[end:])


def test_a_diagram_with_two_cycles_is_refused():
    start, end = DIAGRAM.index("3.  **SEN"), DIAGRAM.index("4.  Despite")
    assert "needs exactly one step with the four stages in it" in refused(DIAGRAM[:end] + DIAGRAM[start:])


# Letters


LETTER = """/// letter
**Can we meet about ______?**

Dear ______,

Please tell me:

-   when & where
-   who comes

Phone {phone}.
///
"""
WORDS = {"**Can we meet about ______?**": "**Spotkanie w sprawie ______**", "when & where": "gdzie i kiedy"}


def test_a_letter_opens_as_an_email_with_its_subject_and_words():
    html = render(LETTER)
    address = re.search(r'href="(mailto:[^"]*)"', html)[1].replace("&amp;", "&")
    subject, body = (unquote(part) for part in re.fullmatch(r"mailto:\?subject=(.*)&body=(.*)", address).groups())
    assert subject == "Can we meet about ______?"
    assert body.split("\r\n") == [
        "Dear ______,",
        "",
        "Please tell me:",
        "",
        "- when & where",
        "- who comes",
        "",
        "Phone 01603 704070.",
    ]


def test_a_gap_has_a_name_of_its_own():
    assert '<span aria-label="gap" class="gap" role="img">______</span>' in render(LETTER)


def test_a_translated_letter_keeps_the_english_that_is_sent():
    html = render(LETTER, polish(**WORDS))
    meaning, sent = html.split('<div class="letter-to-send">')
    assert "Spotkanie w sprawie" in meaning and "gdzie i kiedy" in meaning
    assert '<div class="letter-words" dir="ltr" lang="en-GB">' in sent
    assert "Can we meet about" in sent and "when &amp; where" in sent and "Spotkanie" not in sent
    assert quote("Can we meet about ______?") in sent


SPEAKING = "/// letter\n**Please ring me**\n\nHello,\n\nI speak ______. My name is ______. Who speaks ______?\n///"


def test_the_english_letter_to_send_says_the_language_of_the_reader():
    meaning, sent = render(SPEAKING, polish(**{"Hello,": "Dzień dobry,"})).split('<div class="letter-to-send">')
    assert "I speak Polish. My name is <span" in sent and "Who speaks Polish?" in sent
    assert "I speak <span" in meaning
    assert quote("I speak Polish. My name is ______. Who speaks Polish?") in sent


def test_the_english_page_keeps_the_gap_for_a_language():
    assert "I speak <span" in render(SPEAKING) and quote("I speak ______.") in render(SPEAKING)


def test_a_letter_that_is_not_translated_is_there_once():
    assert render(LETTER, polish(Other="Inne")).count("Dear") == 1 + 1  # in the letter, and in its email


def test_the_words_of_a_letter_are_messages_once():
    messages = Messages()
    render(LETTER, messages=messages)
    assert [message.text for message in messages].count("when & where") == 1


@pytest.mark.parametrize("words", ["Dear ______,", "**Only a subject**", "Dear ______,\n\nThank you."])
def test_a_letter_without_subject_or_words_is_refused(words):
    assert "A letter has no subject, or no words after it" in refused(f"/// letter\n{words}\n///")


# The list of headings

LONG = "/// headings\n///\n\n## Help {#help}\n\n### Who {#who}\n\n### When? {#when}\n\n## Other {#other}\n\nWords."


def test_a_part_of_a_page_opens_to_show_the_questions_in_it():
    nav = render(LONG).split("</nav>")[0]
    assert nav.startswith('<nav aria-label="Contents" class="headings on-screen">')
    assert "<details><summary><span>Help</span></summary>" in nav
    assert re.findall(r'href="#([a-z]+)"', nav) == ["who", "when", "other"]


def test_the_list_of_headings_is_in_the_language_of_each_heading():
    nav = render(LONG, polish(Help="Pomoc", Other="Inne")).split("</nav>")[0]
    assert "<span>Pomoc</span>" in nav and '<a href="#other"><span>Inne</span></a>' in nav
    assert '<a dir="ltr" href="#who" lang="en-GB"><span>Who</span></a>' in nav


def test_a_link_in_a_heading_is_words_in_the_list_of_headings():
    nav = render("/// headings\n///\n\n## Phone {phone} {#phone}").split("</nav>")[0]
    assert nav.count("<a ") == 1 and "01603\xa0704070" in nav


def test_the_list_of_headings_holds_nothing_else():
    assert "holds text" in refused("/// headings\nSome words.\n///\n\n## Help {#help}")


def test_a_page_without_headings_has_no_list_of_them():
    assert "without headings" in refused("/// headings\n///\n\nWords.")


# The law


def test_the_box_about_the_law_says_its_label():
    assert "Today’s law still applies." in render("/// law-change\n///")


def test_the_box_about_the_law_holds_nothing_else():
    assert "holds text" in refused("/// law-change\nSome words.\n///")


def test_a_page_is_the_same_after_it_was_rendered_in_another_language():
    text = "## Plan {#plan}\n\n/// note\nAsk **now**: {phone}.\n///\n\n-   One\n\n-   Two\n"
    both = BookletMarkdown()
    for translations in (ENGLISH, polish(Plan="Planowanie", One="Jeden"), ENGLISH):
        assert render(text, translations, extension=both) == render(text, translations)


def test_no_step_for_inline_markdown_finds_anything_in_a_text_that_is_spared():
    """A sign that a new version of Python-Markdown takes for one of its own belongs to INLINE."""
    extension = BookletMarkdown()
    render("Plan", extension=extension)
    patterns = extension.md.inlinePatterns
    signs = [chr(code) for code in range(33, 127) if not INLINE.search(chr(code))]
    for one, other in product(signs, signs):
        text = f"a {one}{other}{one}b{other}c{one} {other}\n{one}"
        assert not INLINE.search(text)
        assert not [pattern for pattern in patterns if pattern.getCompiledRegExp().search(text)], text
