"""A book in two languages: the English words under each part, once what is the same, and no book of unlike pages."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from lxml import html as lxml_html

from booklet.book.bilingual import in_two_languages
from booklet.errors import BookletError
from tests.books import book_from

QUOTE = '<figure class="quote"><blockquote><p>{quote}</p></blockquote>{kept}<figcaption>{source}</figcaption></figure>'
PAGE = f"""<!doctype html>
<html lang="{{lang}}" dir="ltr"><head><title>T</title></head><body>
<header class="cover" id="cover"><h1>{{title}}</h1>{{translation}}</header>
<main><section class="page" id="plan"><h2>{{title}}</h2><img class="title-picture" src="a.svg" alt=""><p class="lead">{{lead}}</p>
<h3 id="plan--aims">{{aims}}</h3>
<p>{{see}} <a href="#plan--aims">{{aims}}</a><img src="b.svg" alt="{{aims}}">.</p>
<ul><li>{{one}}<ul><li>{{two}}</li></ul></li><li><p>{{three}}</p></li></ul>
<dl><dt>{{aims}}</dt><dd>{{lead}}</dd></dl>
<p>01603 704070</p>
{QUOTE}
{{letter}}
</section></main>
<footer class="imprint" id="imprint"><h2>{{title}}</h2><p>{{see}}</p>{{translation}}</footer></body></html>"""
ENGLISH = {
    "lang": "en-GB",
    "title": "Plan",
    "lead": "What helps.",
    "aims": "Aims",
    "see": "See",
    "one": "One",
    "two": "Two",
    "three": "Three",
    "quote": "“Should”",
    "kept": "",
    "source": "Code, 6.44",
    "translation": "",
    "letter": '<div class="letter"><p>Dear</p></div>',
}
MADE_UP = {
    "lang": "xx",
    "title": "Planas",
    "lead": "Kas padeda.",
    "aims": "Tikslai",
    "see": "Žr.",
    "one": "Vienas",
    "two": "Du",
    "three": "Trys",
    "quote": "„Turėtų“",
    "kept": '<p class="information">Tik informacija</p><div class="english"><p>Angliškai</p>'
    '<blockquote lang="en-GB" dir="ltr"><p>“Should”</p></blockquote></div>',
    "source": "Kodeksas, 6.44",
    "translation": '<p class="translation">Mašina</p>',
    "letter": '<div class="letter two-languages"><div><p>Laiškas</p><p>Gerb.</p></div><div lang="en-GB"><p>Dear</p></div></div>',
}


def book(words, **changed):
    return book_from(PAGE.format(**words | changed), Path("."))


def both(**changed):
    return lxml_html.document_fromstring(in_two_languages(book(MADE_UP, **changed), book(ENGLISH)).html)


def english(tree):
    return [(one.tag, one.text_content().strip()) for one in tree.find_class("both")]


def test_the_english_words_stand_under_each_part_in_their_order():
    assert english(both()) == [
        ("p", "Plan"),
        ("p", "Plan"),
        ("p", "What helps."),
        ("p", "Aims"),
        ("p", "See Aims."),
        ("span", "One"),
        ("span", "Two"),
        ("p", "Three"),
        ("span", "Aims"),
        ("span", "What helps."),
        ("span", "Code, 6.44"),
        ("p", "Plan"),
        ("p", "See"),
    ]


def test_they_say_their_language_and_direction():
    assert {(one.get("lang"), one.get("dir")) for one in both().find_class("both")} == {("en-GB", "ltr")}


def test_headings_ids_and_pictures_stay_those_of_the_book():
    tree = both()
    ids = [one.get("id") for one in tree.iter() if one.get("id")]
    assert len(ids) == len(set(ids))
    assert [one.text_content() for one in tree.iter("h1", "h2", "h3")] == ["Planas", "Planas", "Tikslai", "Planas"]
    assert [one.get("alt") for one in tree.iter("img")] == ["", "Tikslai"]
    assert [one.getnext().get("class") for one in tree.iter("h2")] == ["both", "both"]


def test_a_list_inside_an_item_follows_the_english_words_of_the_item():
    item = next(both().iter("li"))
    assert [child.tag for child in item] == ["span", "ul"] and item.text == "Vienas"


def test_what_waits_for_a_translation_is_there_once():
    tree = both(lead='<bdi lang="en-GB" dir="ltr">What helps.</bdi>')
    assert "What helps." not in [words for _, words in english(tree)]
    assert tree.text_content().count("What helps.") == 2
    assert tree.text_content().count("01603 704070") == 1


def test_quotations_and_letters_have_both_already():
    tree = both()
    assert tree.text_content().count("“Should”") == 1
    assert tree.text_content().count("Dear") == 1


def test_an_untranslated_quotation_is_there_once():
    assert both(quote="“Should”", kept="").text_content().count("“Should”") == 1


def test_the_drawn_diagram_comes_once_in_each_language():
    words = {"letter": '<div class="approach"><p id="plan--band">{}</p><ol><li>{}</li></ol></div>'}
    own, other = (
        book(of, letter=words["letter"].format(*said))
        for of, said in ((MADE_UP, ("Vaikas", "Žingsnis")), (ENGLISH, ("A child", "A step")))
    )
    tree = lxml_html.document_fromstring(in_two_languages(own, other).html)
    drawn = tree.find_class("approach")
    assert [one.get("lang") for one in drawn] == [None, "en-GB"]
    assert [one.text_content().strip() for one in drawn] == ["VaikasŽingsnis", "A childA step"]
    assert drawn[1].xpath(".//@id") == []


@pytest.mark.parametrize(
    "changed",
    [
        {"one": "Vienas</li><li>Dar"},
        {"see": "Žr.</p><p>Dar"},
        {"lead": "Kas padeda.</p><h4>Dar</h4><p>"},
        {"aims": ""},
    ],
)
def test_books_that_are_not_built_in_the_same_way_are_refused(changed):
    with pytest.raises(BookletError) as error:
        in_two_languages(book(MADE_UP, **changed), book(ENGLISH))
    assert "The book in xx and the English one are not built in the same way, from “" in error.value.problem


def test_headings_with_other_ids_are_refused():
    other = book(ENGLISH)
    other = replace(other, html=other.html.replace('id="plan--aims"', 'id="plan--goals"'))
    with pytest.raises(BookletError, match="from “Tikslai” on"):
        in_two_languages(book(MADE_UP), other)
