"""Tests of the search as a reader uses it, on the finished index of every language."""

import json
import re
import subprocess
import unicodedata
from pathlib import Path

import pytest
import yaml

from booklet.project import Project
from booklet.source.languages import read_languages

ROOT = Project().root
TAGS = [language.tag for language in read_languages(Project())]
FIRST = 5


def ask(index: Path, *queries: str) -> list[list[str]]:
    """Return what the site's own script finds for each query, with an index of the site."""
    asked = {
        "finder": (ROOT / "docs/assets/scripts/find.js").as_uri(),
        "minisearch": (ROOT / "node_modules/minisearch/dist/es/index.js").as_uri(),
        "index": str(index),
        "queries": queries,
    }
    answer = subprocess.run(
        ["node", str(ROOT / "tests/site/find.mjs")], input=json.dumps(asked), capture_output=True, text=True, check=True
    )
    return json.loads(answer.stdout)


def index_of(real_site: Path, tag: str, reading: str = "") -> Path:
    return real_site / "assets" / "search" / f"{tag}{reading}.json"


def pages_of(index: Path) -> list[dict]:
    return json.loads(index.read_text(encoding="utf-8"))["pages"]


def plain(words: str) -> str:
    """Return words as somebody types them who has no keyboard for their accents."""
    letters = unicodedata.normalize("NFD", words.replace("ł", "l").replace("ı", "i"))
    return unicodedata.normalize("NFC", re.sub("[\u0300-\u036f\u064b-\u0652]", "", letters))


def title_words(page: dict) -> str:
    """Return the title without what is in brackets."""
    return re.sub(r"[(（].*?[)）]", "", page["title"]).strip()


def places(found: list[str]) -> list[str]:
    return [url.partition("#")[0] for url in found]


@pytest.mark.parametrize("tag", TAGS)
def test_every_page_is_found_by_its_title_with_and_without_accents(real_site, tag):
    index = index_of(real_site, tag)
    pages = pages_of(index)
    queries = [title_words(page) for page in pages]
    exact, typed = ask(index, *queries), ask(index, *map(plain, queries))
    for page, one, other in zip(pages, exact, typed, strict=True):
        assert page["url"] in places(one)[:FIRST], page["title"]
        assert page["url"] in places(other)[:FIRST], page["title"]


@pytest.mark.parametrize("tag", TAGS[1:])
def test_results_are_in_the_language_of_the_reader_only(real_site, tag):
    for found in ask(index_of(real_site, tag), "SEN", "SENCO", "EHC"):
        assert found and all(url.startswith(f"{tag}/") for url in found)


def test_each_reading_finds_its_own_pages(real_site):
    (found,) = ask(index_of(real_site, "en-GB", "-easy-read"), "help")
    assert found and all(url.startswith("easy-read/") for url in found)
    (found,) = ask(index_of(real_site, "en-GB"), "help")
    assert found and not any(url.startswith("easy-read/") for url in found)


@pytest.mark.parametrize(
    ("tag", "typed", "page"),
    [
        ("en-GB", "talks to advisers", "useful-information/"),
        ("en-GB", "assesment", "assess/"),
        ("en-GB", "reviewed", "review/"),
        ("pl", "rodzicow", "pl/your-views/"),
        ("tr", "degerlendirme", "tr/assess/"),
    ],
)
def test_word_forms_and_slips_are_forgiven(real_site, tag, typed, page):
    (found,) = ask(index_of(real_site, tag), typed)
    assert page in places(found)


def test_nonsense_finds_nothing(real_site):
    assert ask(index_of(real_site, "en-GB"), "qqqxyzzy", "   ") == [[], []]


def test_arabic_digits_find_what_the_common_ones_find(real_site):
    common, arabic, persian = ask(index_of(real_site, "ar"), "4", "٤", "۴")
    assert common and common == arabic == persian


@pytest.mark.parametrize(
    ("tag", "written", "typed"),
    [
        *(("uk", "обов’язок", one) for one in ("обов'язок", "обовʼязок", "обов`язок", "обов‘язок", "обовязок")),
        ("uk", "обовʼязок", "обов’язок"),
        ("uk", "ґрунтовний", "грунтовний"),
        ("ru", "ребёнок", "ребенок"),
        ("ro", "învățător și școală", "invățător şi şcoală"),
        ("ro", "învăţător şi şcoală", "învățător și școală"),
        ("tr", "IŞIK", "ışık"),
        ("tr", "İlgi", "ilgi"),
        ("tr", "kılavuz", "kilavuz"),
        ("ar", "إلى", "الى"),
        ("ar", "آباء", "اباء"),
        ("ar", "ٱلخطة", "الخطة"),
        ("ar", "مدرسة", "مدرسه"),
        ("ar", "مستشفى", "مستشفي"),
        ("ar", "شيء", "شئ"),
        ("ar", "أُمٌّ", "ام"),
        ("ar", "عـــلم", "علم"),
        ("ar", "ﻣﺪﺭﺳﺔ", "مدرسة"),
        ("ar", "كتابي", "کتابی"),
        ("ml", "അവൻ", "അവന്\u200d"),
        ("ml", "എന്റെ", "എൻ്റെ"),
        ("en-GB", "can’t", "can't"),
        ("en-GB", "plan", "ｐｌａｎ"),
    ],
)
def test_letters_that_readers_type_in_two_ways_are_one(tmp_path, tag, written, typed):
    """Only the words themselves: nothing here is near enough to be forgiven."""
    sections = [{"id": "", "heading": "", "text": written}]
    made = {"language": tag, "pages": [{"url": "page/", "title": "", "sections": sections}]}
    index = tmp_path / "index.json"
    index.write_text(json.dumps(made), encoding="utf-8")
    assert folded(written) == folded(typed)
    assert ask(index, written, typed) == [["page/"], ["page/"]]


def made_index(folder: Path, **pages: str) -> Path:
    """Return an index of English pages, each of a title and one text."""
    made = [
        {"url": f"{title}/", "title": title, "sections": [{"id": "", "heading": "", "text": text}]}
        for title, text in pages.items()
    ]
    index = folder / "index.json"
    index.write_text(json.dumps({"language": "en-GB", "pages": made}), encoding="utf-8")
    return index


MANY = {f"other{number}": "This is when the plan starts." for number in range(20)}


def test_a_place_need_not_have_the_words_that_every_place_has(tmp_path):
    index = made_index(tmp_path, **MANY, reviews="Every term.", plans="This is when the plan has its review.")
    found, several = ask(index, "when is the review", "when is the")
    assert set(found) == {"reviews/", "plans/"}
    assert len(several) == 21  # where all words are such, all of them count


def test_one_letter_is_not_asked_for(tmp_path):
    index = made_index(tmp_path, **MANY, reviews="Every term.", views="What I say.")
    assert ask(index, "I reviews") == [["reviews/"]]


def test_signs_that_belong_to_the_spelling_keep_words_apart():
    assert folded("കാല") != folded("കല") and folded("คา") != folded("คำ")


def folded(words: str) -> str:
    """Return words as the site's own script compares them."""
    script = f"import({json.dumps((ROOT / 'docs/assets/scripts/find.js').as_uri())}).then(({{ fold }}) => console.log(fold(process.argv[1])))"
    return subprocess.run(["node", "-e", script, words], capture_output=True, text=True, check=True).stdout


QUESTIONS = yaml.safe_load((ROOT / "tests/fixtures/questions.yml").read_text(encoding="utf-8"))
BEST = 3
SHARE = 0.95


def pages_in_order(found: list[str]) -> list[str]:
    """Return the pages of what was found, each once, best first."""
    return list(dict.fromkeys(places(found)))


@pytest.mark.parametrize("tag", QUESTIONS)
def test_what_parents_type_leads_to_the_page_that_answers(real_site, tag):
    home = "" if tag == TAGS[0] else f"{tag}/"
    asked = QUESTIONS[tag]
    missed = {
        question: pages_in_order(found)[:BEST]
        for (question, pages), found in zip(asked.items(), ask(index_of(real_site, tag), *asked), strict=True)
        if not {page if page.endswith("/") else f"{home}{page}/" for page in pages} & {*pages_in_order(found)[:BEST]}
    }
    assert len(missed) <= (1 - SHARE) * len(asked), missed


# What the word means, and how to reach the person
SAYS_WHO = ("word-list/", "words-to-send/#who-to-write-to")


@pytest.mark.parametrize("tag", TAGS)
def test_the_word_that_every_school_uses_leads_to_who_that_is(real_site, tag):
    home = "" if tag == TAGS[0] else f"{tag}/"
    (found,) = ask(index_of(real_site, tag), "SENCO")
    assert any(url.startswith(tuple(home + one for one in SAYS_WHO)) for url in found[:BEST]), found[:BEST]


def test_every_language_has_questions():
    assert set(QUESTIONS) == set(TAGS)
    assert len(QUESTIONS[TAGS[0]]) >= 60 and all(len(QUESTIONS[tag]) >= 10 for tag in TAGS[1:])
