"""Checks the Easy Read text: the rules for its sentences, words, rows and pictures that a program can count.

The numbers are those of published guidance (Office for Disability Issues, Inclusion Europe, Mencap). What only
a person can judge is not here: one idea in a sentence, childish tone, the strength of must and should.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from booklet.checks.context import CheckContext
from booklet.checks.rules import Rule
from booklet.checks.text.english import sentences, words
from booklet.checks.text.writing import CAPITALS, NUMBER_WORDS, with_names
from booklet.findings import Finding, Problem, Report
from booklet.markdown.blocks import MARK
from booklet.markdown.pages import ORDER, SourcePage, Text, inline_text, page_paths, read_order, read_page, read_pages
from booklet.project import Project
from booklet.source.front_matter import EASY_READ, reading_of
from booklet.source.languages import Language, read_languages
from booklet.source.service.facts import Facts, read_facts
from booklet.source.text import fold
from booklet.translation.catalogue import Translations, catalogue_path, read_entries

RULES = (
    Rule(
        "easy_read/sentence-length",
        "No sentence is over 15 words, and on average they have at most 10 on a page.",
        "Office for Disability Issues, accessible communication formats: sentences of 10 to 15 words",
    ),
    Rule(
        "easy_read/rows",
        "All text is in rows: a picture with one sentence, or with two short ones.",
        "Inclusion Europe, Information for all: one idea in a sentence; Project decision: one row for each idea",
    ),
    Rule(
        "easy_read/passive",
        "A sentence says who does it: no passive.",
        "Inclusion Europe, Information for all: use active language",
    ),
    Rule(
        "easy_read/same-picture",
        "The same idea always has the same picture.",
        "Inclusion Europe, Information for all: the same picture for the same thing",
    ),
    Rule(
        "easy_read/hard-words",
        "A hard word is bold where it comes first, explained in the next sentence, and in the list of hard words.",
        "Office for Disability Issues, accessible communication formats: explain hard words",
    ),
    Rule(
        "easy_read/english-names",
        "A translated hard word that readers meet at school has its English name, there or in the next sentence.",
        "Project decision: parents hear and read the English name at school and at the council",
    ),
    Rule(
        "easy_read/initials",
        "Initials are used only after they were explained.",
        "Inclusion Europe, Information for all: write words in full",
    ),
    Rule(
        "easy_read/numbers",
        "Numbers are digits: no Roman numerals, no percentages, no numbers in letters.",
        "Inclusion Europe, Information for all: numbers",
    ),
    Rule(
        "easy_read/punctuation",
        "There is no semicolon, and at most one pair of brackets on a page.",
        "Mencap, Am I making myself clear?: simple punctuation; Project decision: one pair of brackets",
    ),
    Rule("easy_read/italics", "There are no italics.", "Inclusion Europe, Information for all: no italics"),
    Rule(
        "easy_read/page-picture",
        "Every page has a picture of its own.",
        "Office for Disability Issues, accessible communication formats: a picture for each idea",
    ),
    Rule(
        "easy_read/end-of-text",
        "The list of hard words and the contacts end the text; the contacts have phone and email, with pictures.",
        "Office for Disability Issues, accessible communication formats: word list and contacts at the end",
    ),
    Rule("easy_read/paper", "Nothing in the text works only on the web.", "Project decision: the same text is printed"),
    Rule(
        "easy_read/pair",
        "Every standard page names the Easy Read page on the same subject.",
        "Project decision: both readings of a subject are one link apart",
    ),
)

NAME = "easy_read"
WORDS_FILE = Path(__file__).with_suffix(".yml")

LONGEST = 15  # words
AVERAGE = 10
LONGEST_ROW = 24  # words of two sentences together
# A translated sentence may be this much longer than the English one before it counts as long
STRETCH = 1.6
# Two Chinese signs take about as long to read as one English word
HAN_PER_WORD = 2
HARD_WORDS = f"{EASY_READ}/hard-words.md"
CONTACTS = f"{EASY_READ}/people-who-can-help.md"
CONTACT_FACTS = {"{phone}": "phone", "{email}": "email"}

POINTS_BACK = re.compile(r"(?:this|these|they|it)\b", re.IGNORECASE)
PERCENTAGE = re.compile(r"\d+(?:[.,]\d+)?\s*[%٪％]|\bper ?cent\b", re.IGNORECASE)
ROMAN = re.compile(r"\b(?=[IVXLCDM]{2,}\b)M*(?:C[MD]|D?C*)(?:X[CL]|L?X*)(?:I[XV]|V?I*)\b")
SEMICOLON = re.compile("[;；؛]")
BRACKET = re.compile(r"[(（]")
WEB_ONLY = re.compile(r"\b(?:click|tap|scroll|swipe|button|menu|link|below|above)\b", re.IGNORECASE)
# Not after a number (“1. szakasz” is the first stage), and not before a small letter (“el. paštu” is email)
SENTENCE_END = re.compile(r"(?<!\d)[.!?…؟]+(?=\s+(?![a-zà-öø-ÿā-ž])|$)|[。！？]")


@dataclass(frozen=True)
class Row:
    """One row: the key of its picture and its texts. `line` is that of its first sentence."""

    page: SourcePage
    line: int
    picture: str
    texts: tuple[Text, ...]

    @property
    def words(self) -> str:
        return " ".join(text.words for text in self.texts)


@dataclass(frozen=True)
class Vocabulary:
    """What easy_read.yml says: the words of each picture, words with one picture, hard words whose English name is kept,
    and what a passive looks like.
    """

    pictures: Mapping[str, Collection[str]]
    always: Mapping[str, str]
    english_names: Collection[str]
    participles: Collection[str]
    not_passive: Collection[str]

    @cached_property
    def passive(self) -> re.Pattern:
        participle = rf"(?:(?!(?:{'|'.join(self.not_passive)})\b)\w+ed|{'|'.join(self.participles)})"
        return re.compile(rf"\b(?:is|are|was|were|be|been|being)\s+(?:not\s+|\w+ly\s+)?{participle}\b", re.IGNORECASE)


def read_vocabulary(project: Project) -> Vocabulary:
    return Vocabulary(**project.read_yaml(WORDS_FILE))


def read_easy_pages(project: Project) -> list[SourcePage]:
    """Return the Easy Read pages in their order (nav in mkdocs.yml), and behind them those that are not in it."""
    order = list(read_order(project))
    pages = [read_page(project, path) for path in page_paths(project) if path.parent.name == EASY_READ]
    return sorted(pages, key=lambda page: order.index(page.file) if page.file in order else len(order))


def of_each_booklet(pages: Iterable[SourcePage]) -> list[list[SourcePage]]:
    """Return the Easy Read pages of each booklet, which are in a folder of their own; a reader begins with any of them."""
    found: dict[str, list[SourcePage]] = {}
    for page in pages:
        found.setdefault(posixpath.dirname(page.file), []).append(page)
    return list(found.values())


def rows(page: SourcePage) -> Iterator[Row]:
    """Yield the rows of a page. A row without a picture has "" for its key: the build refuses it."""
    by_element = {id(text.element): text for text in page.texts}
    for box, _ in page.elements("div"):
        if box.get(MARK) != "rows":
            continue
        for item in box.iter("li"):
            image = next(item.iter("img"), None)
            texts = tuple(
                by_element[id(child)]
                for child in item.iter()
                if id(child) in by_element and by_element[id(child)].words
            )
            if texts:
                yield Row(
                    page, texts[0].line, "" if image is None else image.get("src", "").removeprefix("picture:"), texts
                )


def spoken(page: SourcePage) -> list[Text]:
    """Return the texts of a page that are made of sentences: not its title and headings."""
    description = [text for text in page.meta_texts() if text.tag == "description"]
    return description + [text for text in page.texts if not text.is_heading and text.words]


def _finding(text: Text, rule: str, problem: str, cure: str) -> Finding:
    return Finding(text.path, text.line, rule, problem, cure)


def _holds(part: str, whole: str) -> bool:
    """Say whether words are in a text, as whole words, in small letters or capitals."""
    return re.search(rf"(?<!\w){re.escape(part)}(?!\w)", whole, re.IGNORECASE) is not None


def short_sentences(page: SourcePage, facts: Facts) -> Iterator[Finding]:
    """No sentence over 15 words, on average at most 10 on a page. A fact's name counts with the words it stands for."""
    counts = []
    for text in spoken(page):
        for sentence in sentences(text.words):
            counts.append(len(words(with_names(sentence, facts))))
            if counts[-1] > LONGEST:
                yield _finding(
                    text,
                    "easy_read/sentence-length",
                    f"A sentence has {counts[-1]} words: “{sentence[:60]}…”.",
                    f"Make two of it: at most {LONGEST} words, better {AVERAGE}.",
                )
    if counts and sum(counts) / len(counts) > AVERAGE:
        yield Finding(
            page.name,
            0,
            "easy_read/sentence-length",
            f"Sentences have {sum(counts) / len(counts):.1f} words on average.",
            f"Bring it down to {AVERAGE}.",
        )


def only_rows(page: SourcePage) -> Iterator[Finding]:
    """Beside a picture is one sentence, or two short ones; nothing but headings is outside the rows."""
    inside = set()
    for row in rows(page):
        inside |= {id(text.element) for text in row.texts}
        found = [sentence for text in row.texts for sentence in sentences(text.words)]
        if len(found) > 2:
            yield _finding(
                row.texts[0],
                "easy_read/rows",
                f"This row has {len(found)} sentences.",
                "Give each idea a row of its own.",
            )
        elif len(found) == 2 and (count := sum(len(words(sentence)) for sentence in found)) > LONGEST_ROW:
            yield _finding(
                row.texts[0],
                "easy_read/rows",
                f"The two sentences of this row have {count} words.",
                f"Make two rows of it, or shorten it to {LONGEST_ROW} words.",
            )
    for text in page.texts:
        if text.words and not text.is_heading and id(text.element) not in inside:
            yield _finding(
                text, "easy_read/rows", f"“{text.words[:40]}” is outside the rows.", "Give it a row with a picture."
            )


def active(page: SourcePage, vocabulary: Vocabulary) -> Iterator[Finding]:
    """Sentences say who does it."""
    for text in spoken(page):
        for match in vocabulary.passive.finditer(text.words):
            yield _finding(
                text, "easy_read/passive", f"“{match[0]}” is passive.", "Say who does it: “The school tells you”."
            )


def same_pictures(pages: Iterable[SourcePage], vocabulary: Vocabulary) -> Iterator[Finding]:
    """A picture stands for one idea, and an idea has one picture."""
    first: dict[str, Row] = {}
    used = set()
    for row in (row for page in pages for row in rows(page)):
        used.add(row.picture)
        ideas = vocabulary.pictures.get(row.picture)
        if ideas is None:
            yield _finding(
                row.texts[0],
                "easy_read/same-picture",
                f"Nothing says which idea the picture “{row.picture}” stands for.",
                f"Add it to {WORDS_FILE.name}, with the words that a row with it has.",
            )
        elif not any(_holds(idea, row.words) for idea in ideas):
            yield _finding(
                row.texts[0],
                "easy_read/same-picture",
                f"The picture “{row.picture}” is beside “{row.words[:50]}”.",
                f"It is for: {', '.join(ideas)}. Choose another picture, or add the words to {WORDS_FILE.name}.",
            )
        for part, picture in vocabulary.always.items():
            if _holds(part, row.words) and row.picture != picture and not _other_idea(row, part, vocabulary):
                yield _finding(
                    row.texts[0],
                    "easy_read/same-picture",
                    f"“{part}” is beside the picture “{row.picture}”.",
                    f"Use its own picture, “{picture}”.",
                )
        other = first.setdefault(row.words, row)
        if other.picture != row.picture:
            yield _finding(
                row.texts[0],
                "easy_read/same-picture",
                f"The same words have another picture in {other.page.name}.",
                f"Use “{other.picture}” here too.",
            )
    for picture in sorted(vocabulary.pictures.keys() - used):
        yield Finding(
            f"scripts/booklet/checks/text/{WORDS_FILE.name}",
            0,
            "easy_read/same-picture",
            f"No row has the picture “{picture}”.",
            "Take its line away.",
        )


def _other_idea(row: Row, part: str, vocabulary: Vocabulary) -> bool:
    """Say whether a row names another word that has a picture of its own, and shows that one."""
    return any(
        row.picture == picture and _holds(other, row.words)
        for other, picture in vocabulary.always.items()
        if other != part
    )


def _bold(text: Text) -> list[str]:
    return [fold(inline_text(strong)) for strong in text.parsed.iter("strong")]


def _is_link(text: Text) -> bool:
    """Say whether a text is only the name of a page."""
    links = [fold(inline_text(link)) for link in text.parsed.iter("a")]
    return links == [text.words]


def listed_words(pages: Iterable[SourcePage]) -> dict[str, Row]:
    """Return the hard words of the list, in small letters, with their rows."""
    page = next((page for page in pages if page.file == HARD_WORDS), None)
    return {word.casefold(): row for row in (rows(page) if page else ()) for text in row.texts for word in _bold(text)}


def hard_words(pages: Collection[SourcePage]) -> Iterator[Finding]:
    """Bold at first use, explained in the next sentence, and in the list of hard words; nothing else is bold."""
    listed = listed_words(pages)
    explained: set[str] = set()
    for own in of_each_booklet(pages):
        yield from _first_uses(own, listed, explained)
    for word in sorted(listed.keys() - explained):
        yield _finding(
            listed[word].texts[0],
            "easy_read/hard-words",
            f"“{word}” is in the list and nowhere else.",
            "Take its row away.",
        )


def _first_uses(pages: Iterable[SourcePage], listed: Mapping[str, Row], explained: set[str]) -> Iterator[Finding]:
    """Yield what is wrong with the hard words of one booklet, and add those that it uses to `explained`."""
    met: set[str] = set()
    for page in pages:
        if page.file == HARD_WORDS:
            continue
        texts = [text for row in rows(page) for text in row.texts]
        for text, following in zip(texts, [*texts[1:], None], strict=False):
            bold = [word.casefold() for word in _bold(text)]
            for word in bold:
                if word not in listed:
                    yield _finding(
                        text,
                        "easy_read/hard-words",
                        f"“{word}” is bold, and not in the list of hard words.",
                        f"Add it to docs/{HARD_WORDS}, or take the stars away.",
                    )
                after = following.words if following else ""
                if not (_holds(word, after) or POINTS_BACK.match(after)):
                    yield _finding(
                        text,
                        "easy_read/hard-words",
                        f"“{word}” is not explained in the next sentence.",
                        "Write what it means there, such as “Progress means getting better at things.”",
                    )
            for word in listed.keys() - met - set(bold):
                if _holds(word, text.words) and not _is_link(text):
                    yield _finding(
                        text,
                        "easy_read/hard-words",
                        f"“{word}” is used here for the first time, and is not bold.",
                        f"Write it as **{word}**, and explain it in the next sentence.",
                    )
                    met.add(word)
            met |= set(bold)
    explained |= met


def full_words(pages: Collection[SourcePage]) -> Iterator[Finding]:
    """Initials are part of a hard word, and are used only after it was explained. Titles and headings may name them."""
    allowed = {
        letters
        for row in listed_words(pages).values()
        for text in row.texts
        for bold in _bold(text)
        for letters in CAPITALS.findall(bold)
    }
    for own in of_each_booklet(pages):
        yield from _unexplained_initials(own, allowed)


def _unexplained_initials(pages: Iterable[SourcePage], allowed: Collection[str]) -> Iterator[Finding]:
    """Yield the initials of one booklet that its readers do not know yet."""
    explained: set[str] = set()
    for page in pages:
        for text in (text for row in rows(page) for text in row.texts):
            explained |= {letters for bold in _bold(text) for letters in CAPITALS.findall(bold)}
            for letters in CAPITALS.findall(text.words):
                if letters not in explained:
                    yield _finding(
                        text,
                        "easy_read/initials",
                        f"“{letters}” stands for words that a reader does not know yet.",
                        "Explain the hard word with these letters first, in bold letters."
                        if letters in allowed
                        else "Write the full words.",
                    )


def plain_numbers(page: SourcePage) -> Iterator[Finding]:
    """Numbers as digits, no percentages, no Roman numerals."""
    for text in (*page.meta_texts(), *(text for text in page.texts if text.words)):
        for pattern in (NUMBER_WORDS, PERCENTAGE, ROMAN):
            for match in pattern.finditer(text.words):
                yield _finding(
                    text,
                    "easy_read/numbers",
                    f"“{match[0]}” is hard to read as a number.",
                    "Write small whole numbers in digits: “3 times”, “1 in 4”.",
                )


def punctuation(page: SourcePage) -> Iterator[Finding]:
    """No semicolon, at most one pair of brackets on a page."""
    texts = [*page.meta_texts(), *(text for text in page.texts if text.words)]
    for text in texts:
        if SEMICOLON.search(text.words):
            yield _finding(text, "easy_read/punctuation", "There is a semicolon.", "Make two sentences of it.")
    bracketed = [text for text in texts for _ in BRACKET.findall(text.words)]
    for text in bracketed[1:]:
        yield _finding(
            text,
            "easy_read/punctuation",
            "There is a second pair of brackets on this page.",
            "Make a sentence of what is in it.",
        )


def plain_type(page: SourcePage) -> Iterator[Finding]:
    """No italics."""
    for text in page.texts:
        for emphasis in text.parsed.iter("em"):
            yield _finding(
                text, "easy_read/italics", f"“{inline_text(emphasis)}” is in italics.", "Take the single stars away."
            )


def own_picture(page: SourcePage) -> Iterator[Finding]:
    """The title of a page has a picture; a row without one does not pass the build."""
    if "picture" not in page.meta:
        yield Finding(
            page.name,
            1,
            "easy_read/page-picture",
            "This page has no picture.",
            "Add a line such as “picture: school” at the top.",
        )


def end_of_text(pages: Collection[SourcePage]) -> Iterator[Finding]:
    """The list of hard words and the contacts, which all booklets share, are the last pages of the first; phone and email
    have their pictures.
    """
    if [page.file for page in pages if posixpath.dirname(page.file) == EASY_READ][-2:] != [HARD_WORDS, CONTACTS]:
        yield Finding(
            ORDER,
            0,
            "easy_read/end-of-text",
            "The list of hard words and the contacts are not the last pages of Easy Read.",
            f"End its part of nav with {HARD_WORDS} and {CONTACTS}.",
        )
    contacts = [row for page in pages if page.file == CONTACTS for row in rows(page)]
    for fact, picture in CONTACT_FACTS.items():
        if not any(_holds(fact, row.words) and row.picture == picture for row in contacts):
            yield Finding(
                f"docs/{CONTACTS}",
                0,
                "easy_read/end-of-text",
                f"There is no row with {fact} and the picture “{picture}”.",
                "Add it: readers look for it on this page.",
            )


def works_on_paper(page: SourcePage) -> Iterator[Finding]:
    """Words that mean nothing on paper."""
    for text in spoken(page):
        for match in WEB_ONLY.finditer(text.words):
            yield _finding(
                text, "easy_read/paper", f"“{match[0]}” means nothing on paper.", "Name the page or the thing itself."
            )


def pairs(project: Project) -> Iterator[Finding]:
    """Every standard page says which Easy Read page belongs to it; structure.py checks that it exists."""
    for page in read_pages(project):
        if reading_of(page.file) == EASY_READ and "easy_read" in page.meta:
            yield Finding(
                page.name,
                page.meta_lines["easy_read"],
                "easy_read/pair",
                "An Easy Read page names an Easy Read page.",
                "Take this line away.",
            )
        if reading_of(page.file) != EASY_READ and "easy_read" not in page.meta:
            yield Finding(
                page.name,
                1,
                "easy_read/pair",
                "This page does not say which Easy Read page belongs to it.",
                "Add a line such as “easy_read: plan.md” at the top.",
            )


def _count(text: str, language: Language) -> int:
    """Return the words of a translated sentence; Chinese, which has no spaces, is counted by its signs."""
    if language.tag.startswith("zh"):
        return round(sum("\u4e00" <= sign <= "\u9fff" for sign in text) / HAN_PER_WORD)
    return len(text.split())


def _split(text: str) -> list[str]:
    return [part for part in SENTENCE_END.split(text) if part.strip()]


def translated(
    project: Project, pages: Iterable[SourcePage], language: Language, names: Collection[str]
) -> tuple[int, list[Finding]]:
    """Return how many Easy Read texts a language has, and where they break the rules of sentences, rows, numbers,
    punctuation and English names; `names` are the hard words that keep theirs.
    """
    catalog, broken = read_entries(project, language)
    translations = Translations(language, False, catalog, broken)
    path = project.relative(catalogue_path(project, language))
    known, found = 0, []
    for page in pages:
        texts = spoken(page)
        keys = [(fold(text.raw), "description" if text.tag == "description" else None) for text in texts]
        own = [translations.get(*key) for key in keys]
        for text, key, words_, after in zip(texts, keys, own, [*own[1:], ""], strict=True):
            if words_ is None:
                continue
            known += 1
            entry = catalog.get(*key)
            line = (entry.lineno if entry else None) or 0
            problems = [*_form(text, words_, language), *_without_names(text, words_, after, names)]
            found += [problem._replace(line=line).at(path) for problem in problems]
    return known, found


def _form(text: Text, translation: str, language: Language) -> Iterator[Problem]:
    """Yield what is wrong with the sentences and the signs of a translation."""
    english, parts = sentences(text.words), _split(translation)
    start = f"“{translation[:50]}”"
    # A language may need two short sentences for one
    if not len(english) <= len(parts) <= len(english) + 1:
        yield Problem(
            "easy_read/rows",
            f"{start} has {len(parts)} sentences, and the English has {len(english)}.",
            "Translate sentence by sentence; one more is allowed.",
        )
    limit = max(LONGEST, round(STRETCH * max(len(words(sentence)) for sentence in english)))
    if (most := max((_count(part, language) for part in parts), default=0)) > limit:
        yield Problem(
            "easy_read/sentence-length", f"{start} has a sentence of {most} words.", f"Shorten it to {limit}."
        )
    if PERCENTAGE.search(translation):
        yield Problem("easy_read/numbers", f"{start} has a percentage.", "Write a small whole number.")
    if SEMICOLON.search(translation):
        yield Problem("easy_read/punctuation", f"{start} has a semicolon.", "Make it a full stop or a comma.")


def _without_names(text: Text, translation: str, after: str | None, names: Collection[str]) -> Iterator[Problem]:
    """Yield each hard word that does not keep its English name. `after` is the translation of the next text: where that
    has none (None), the name may still come there.
    """
    for word in () if text.element is None or after is None else _bold(text):
        if word.casefold() in names and not _holds(word, f"{translation} {after}"):
            yield Problem(
                "easy_read/english-names",
                f"“{translation[:50]}” does not give the English name “{word}”.",
                "Write the English name here, as the term list says, or in the next sentence.",
            )


def check(context: CheckContext) -> Report:
    """Check the English Easy Read pages and every translation of them; examined = texts in all languages."""
    project = context.project
    facts, vocabulary = read_facts(project), read_vocabulary(project)
    pages = read_easy_pages(project)
    examined = sum(len(spoken(page)) for page in pages)
    findings = [
        *same_pictures(pages, vocabulary),
        *hard_words(pages),
        *full_words(pages),
        *end_of_text(pages),
        *pairs(project),
    ]
    for page in pages:
        findings += [
            *short_sentences(page, facts),
            *only_rows(page),
            *active(page, vocabulary),
            *plain_numbers(page),
            *punctuation(page),
            *plain_type(page),
            *own_picture(page),
            *works_on_paper(page),
        ]
    names = {name.casefold() for name in vocabulary.english_names}
    for language in () if context.english_alone else read_languages(project)[1:]:
        known, found = translated(project, pages, language, names)
        examined += known
        findings += found
    return context.report(NAME, RULES, examined, findings)
