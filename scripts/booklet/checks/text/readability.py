"""Measures how hard each English page is to read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from booklet.checks.context import CheckContext
from booklet.checks.rules import Rule
from booklet.checks.text.english import Lexicon, sentences, words
from booklet.checks.text.quotations import read_quotations
from booklet.checks.text.writing import own_words, with_names
from booklet.findings import Finding, Report
from booklet.markdown.pages import Text, read_pages
from booklet.source.front_matter import EASY_READ, reading_of
from booklet.source.service.facts import Facts, read_facts

RULES = (
    Rule(
        "readability/grade",
        "A page has a Flesch-Kincaid grade under 8.",
        "Kincaid and others (1975), Derivation of new readability formulas; NHS service manual: reading age of 9 to "
        "11; Project decision: fails at 8",
    ),
    Rule(
        "readability/easy-read-grade",
        "The Easy Read pages together have a Flesch-Kincaid grade of at most 4.",
        "Kincaid and others (1975), Derivation of new readability formulas; Project decision: fails over 4",
    ),
)

NAME = "readability"
# The grade that fails is the project's own choice
FAILING_GRADE = 8.0
WARNING_GRADE = 6.0
WARNING_DALE_CHALL = 6.9
EASY_GRADE = 4.0
EASY_DALE_CHALL = 5.9
SENTENCE_TAGS = {"p", "li", "dd", "description"}


@dataclass(frozen=True)
class Score:
    """Counts of a text, and the two scores made of them."""

    sentences: int
    words: int
    syllables: int
    hard_words: int

    @property
    def grade(self) -> float:
        """The grade of Kincaid and others, 1975: years of school in the United States."""
        return 0.39 * self.words / self.sentences + 11.8 * self.syllables / self.words - 15.59

    @property
    def dale_chall(self) -> float:
        """The score of Dale and Chall, 1948, with the list of 3,000 words and the correction for more than 5 % hard
        ones.
        """
        share = 100 * self.hard_words / self.words
        return 0.1579 * share + 0.0496 * self.words / self.sentences + (3.6365 if share > 5 else 0)


def measure(texts: Iterable[Text], facts: Facts, lexicon: Lexicon) -> Score:
    """Count the sentences of paragraphs, list items and descriptions; headings and terms are none."""
    parts = [
        sentence for text in texts if text.tag in SENTENCE_TAGS for sentence in sentences(with_names(text.words, facts))
    ]
    found = [word for sentence in parts for word in words(sentence)]
    return Score(
        len(parts), len(found), sum(map(lexicon.syllables, found)), sum(not lexicon.is_familiar(word) for word in found)
    )


def check(context: CheckContext) -> Report:
    """Score every page without its quotations of the Code, and note the scores; examined = pages."""
    project = context.project
    quotations, facts, lexicon = read_quotations(project), read_facts(project), Lexicon(project)
    scores, easy = {}, []
    for page in read_pages(project):
        texts = own_words(page, quotations)
        score = measure(texts, facts, lexicon)
        if score.words:
            scores[page.name] = score
            easy += texts if reading_of(page.file) == EASY_READ else []
    findings = [
        Finding(
            name,
            0,
            "readability/grade",
            f"The reading grade is {score.grade:.1f}.",
            f"Bring it under {FAILING_GRADE:.0f}, better to {WARNING_GRADE:.0f}: shorter sentences and words.",
        )
        for name, score in scores.items()
        if score.grade >= FAILING_GRADE
    ]
    if easy and (score := measure(easy, facts, lexicon)).grade > EASY_GRADE:
        findings.append(
            Finding(
                f"docs/{EASY_READ}",
                0,
                "readability/easy-read-grade",
                f"The reading grade of Easy Read is {score.grade:.1f}.",
                f"Bring it to {EASY_GRADE:.0f}: shorter sentences and words.",
            )
        )
    notes = []
    for name, score in sorted(scores.items(), key=lambda item: -item[1].grade):
        if reading_of(name.removeprefix("docs/")) == EASY_READ:
            look = ["harder than wanted"] if score.grade > EASY_GRADE or score.dale_chall > EASY_DALE_CHALL else []
        else:
            look = [
                f"{measure} over {most:g}"
                for measure, score_, most in (
                    ("grade", score.grade, WARNING_GRADE),
                    ("Dale-Chall", score.dale_chall, WARNING_DALE_CHALL),
                )
                if score_ > most
            ]
        notes.append(
            f"{name}: grade {score.grade:.1f}, Dale-Chall {score.dale_chall:.1f}, {score.words} words"
            + (f" ({', '.join(look)})" if look else "")
        )
    return context.report(NAME, RULES, len(scores), findings, notes)
