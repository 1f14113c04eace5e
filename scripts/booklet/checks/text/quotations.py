"""Checks that the pages quote the SEND Code of Practice word for word, with the paragraph's number."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from booklet.checks.context import CheckContext
from booklet.checks.rules import Rule
from booklet.findings import Finding, Report
from booklet.markdown.pages import SourcePage, Text, read_pages
from booklet.project import Project
from booklet.source.text import fold
from booklet.yaml_source import scalar_lines

RULES = (
    Rule(
        "quotations/word-for-word",
        "A quotation is in content/quotations.yml under its paragraph, word for word, and names that paragraph.",
        "SEND Code of Practice: 0 to 25 years (January 2015), the paragraph named; Project decision",
    ),
    Rule(
        "quotations/unused",
        "Every entry of content/quotations.yml is quoted.",
        "Project decision: the file holds no words that nobody compares",
    ),
)

NAME = "quotations"
FILE = "content/quotations.yml"
# Words in quotation marks up to this number are terms ("best endeavours"), not quotations
TERM_WORDS = 4
PARAGRAPH = re.compile(r"Paragraph (\d+\.\d+)")
NUMBER = re.compile(r"\b(\d+\.\d+)\b")
QUOTED = re.compile(r"“([^“”]*)”|\"([^\"]*)\"")
SENTENCE = re.compile(r"[^.!?]*[.!?]")


@dataclass(frozen=True)
class Quotation:
    """Words of the Code under the number of their paragraph, and their line in content/quotations.yml."""

    paragraph: str
    words: str
    line: int


def normal(words: str) -> str:
    """Return words with single spaces and typographic apostrophes, without bullets: what may differ in a quotation."""
    return fold(words.replace("'", "’").replace("•", " "))


def read_quotations(project: Project) -> list[Quotation]:
    """Return the quotations that the project may use; raises BookletError if the file cannot be read."""
    return [
        Quotation(keys[0], normal(value), line)
        for keys, value, line in scalar_lines(project.compose_yaml(project.root / FILE))
        if keys[-1:] == ("text",)
    ]


def holds(quotation: Quotation, words: str) -> bool:
    """Say whether words are the quotation or whole words from it, in order; “…” stands for what is left out."""
    position = 0
    for piece in normal(words).split("…"):
        if piece := piece.strip():
            if piece not in quotation.words:  # quick, and true of nearly all
                return False
            match = re.compile(rf"(?<!\w){re.escape(piece)}(?!\w)").search(quotation.words, position)
            if match is None:
                return False
            position = match.end()
    return bool(position)


def find(quotations: Collection[Quotation], words: str, paragraph: str | None = None) -> Quotation | None:
    """Return the quotation that holds the words, under the paragraph if one is given."""
    return next(
        (quotation for quotation in quotations if paragraph in (None, quotation.paragraph) and holds(quotation, words)),
        None,
    )


def quoted_in(words: str) -> Iterator[str]:
    """Yield what is in quotation marks, if it is longer than a term."""
    for match in QUOTED.finditer(words):
        inner = match[1] if match[1] is not None else match[2]
        if len(inner.split()) > TERM_WORDS:
            yield inner


def without_quotations(words: str, quotations: Collection[Quotation]) -> str:
    """Return the words with every quotation of the Code left out, with or without marks.

    A sentence without marks counts where it is a whole sentence of the Code, as in the diagram.
    """
    for inner in quoted_in(words):
        if find(quotations, inner):
            words = words.replace(inner, "…")
    for match in SENTENCE.finditer(words):
        sentence = match[0].strip()
        if len(sentence.split()) > TERM_WORDS and find(quotations, sentence):
            words = words.replace(sentence, "")
    return words


def _block_quotations(page: SourcePage) -> Iterator[tuple[list[Text], int]]:
    """Yield the texts of each block quotation, and the line on which it starts."""
    for element, line in page.elements("blockquote"):
        parts = set(element.iter())
        yield [text for text in page.texts if text.element in parts], line


def _block_quotation(
    page: SourcePage, texts: Sequence[Text], line: int, quotations: Collection[Quotation], used: set[Quotation]
) -> Iterator[Finding]:
    if not texts:
        yield Finding(
            page.name,
            line,
            "quotations/word-for-word",
            "This quotation is empty.",
            "Write the words of the Code in it, or remove it.",
        )
        return
    number = PARAGRAPH.fullmatch(texts[-1].words)
    if number is None or len(texts) < 2:
        yield Finding(
            page.name,
            texts[-1].line,
            "quotations/word-for-word",
            "This quotation has no paragraph number.",
            "End it with an empty line “>” and a line such as “> Paragraph 6.44”.",
        )
        return
    words = normal(" ".join(text.words for text in texts[:-1]))
    if not (words.startswith("“") and words.endswith("”")):
        yield Finding(
            page.name,
            texts[0].line,
            "quotations/word-for-word",
            "This quotation is not in quotation marks.",
            "Start it with “ and end it with ”.",
        )
    words = words.removeprefix("“").removesuffix("”")
    quotation = find(quotations, words, number[1])
    if quotation is None:
        other = find(quotations, words)
        where = f" They are under {other.paragraph}." if other else ""
        yield Finding(
            page.name,
            texts[0].line,
            "quotations/word-for-word",
            f"These words are not in {FILE} under paragraph {number[1]}: “{words[:60]}”.{where}",
            "Quote the words and the number exactly, or give the meaning in your own words without marks.",
        )
    else:
        used.add(quotation)


def _inline_quotations(page: SourcePage, quotations: Collection[Quotation], used: set[Quotation]) -> Iterator[Finding]:
    for text in page.texts:
        if "blockquote" in text.inside:
            continue
        numbers = set(NUMBER.findall(text.words))
        for inner in quoted_in(text.words):
            quotation = find(quotations, inner)
            if quotation is None:
                yield Finding(
                    page.name,
                    text.line,
                    "quotations/word-for-word",
                    f"These words are quoted but not in {FILE}: “{inner}”.",
                    "Quote the Code exactly, or say it in your own words without quotation marks.",
                )
                continue
            used.add(quotation)
            if quotation.paragraph not in numbers:
                yield Finding(
                    page.name,
                    text.line,
                    "quotations/word-for-word",
                    f"The quotation “{inner}” has no paragraph number.",
                    f"Name paragraph {quotation.paragraph} beside it.",
                )
        used.update(
            quotation
            for sentence in SENTENCE.findall(text.words)
            if len(sentence.split()) > TERM_WORDS and (quotation := find(quotations, sentence.strip()))
        )


def check(context: CheckContext) -> Report:
    """Compare every quotation of the pages with content/quotations.yml; examined = quotations there."""
    project = context.project
    quotations = read_quotations(project)
    findings: list[Finding] = []
    used: set[Quotation] = set()
    for page in read_pages(project):
        for texts, line in _block_quotations(page):
            findings += _block_quotation(page, texts, line, quotations, used)
        findings += _inline_quotations(page, quotations, used)
    findings += [
        Finding(
            FILE,
            quotation.line,
            "quotations/unused",
            f"No page quotes these words of paragraph {quotation.paragraph}: “{quotation.words[:60]}”.",
            "Remove the entry.",
        )
        for quotation in quotations
        if quotation not in used
    ]
    return context.report(NAME, RULES, len(quotations), findings)
