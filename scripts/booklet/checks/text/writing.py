"""The writing rules of GOV.UK that a program can check, on the English pages and labels."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace

from booklet.checks.context import CheckContext
from booklet.checks.rules import Rule
from booklet.checks.text.english import Lexicon, sentences, words
from booklet.checks.text.quotations import Quotation, read_quotations, without_quotations
from booklet.findings import Finding, Report
from booklet.markdown.pages import SourcePage, Text, inline_text, read_label_texts, read_own_texts, read_pages
from booklet.source.front_matter import EASY_READ, reading_of
from booklet.source.service.facts import PLACEHOLDER, Facts, read_facts
from booklet.source.text import fold

RULES = (
    Rule(
        "writing/sentence-length",
        "A sentence has at most 25 words.",
        "GOV.UK content design, writing for GOV.UK: sentences of at most 25 words",
    ),
    Rule(
        "writing/paragraph-length",
        "A paragraph has at most 5 sentences.",
        "GOV.UK content design, writing for GOV.UK: paragraphs of at most 5 sentences",
    ),
    Rule("writing/sentence-case", "Titles and headings are in sentence case.", "GOV.UK style guide: capitalisation"),
    Rule(
        "writing/question-heading",
        "A heading is not a question, and there are no lists of frequently asked questions.",
        "GOV.UK content design, writing for GOV.UK: headings; FAQs",
    ),
    Rule(
        "writing/duty-words",
        "“Must” is the law and “should” the Code; no other word is used for a duty, and the reader has none.",
        "SEND Code of Practice: 0 to 25 years, introduction, paragraph i; GOV.UK style guide: legal content",
    ),
    Rule("writing/negative-contraction", "There are no negative contractions.", "GOV.UK style guide: contractions"),
    Rule(
        "writing/plain-type",
        "There are no italics, no footnotes and no words in capitals.",
        "GOV.UK style guide: italics; footnotes; capitalisation",
    ),
    Rule(
        "writing/bullets",
        "A bulleted list has a line that leads in to it and more than one item; an item starts in lower case and is "
        "one sentence without a full stop.",
        "GOV.UK style guide: bullet points",
    ),
    Rule(
        "writing/terms",
        "Each term is written in one way.",
        "GOV.UK style guide: special educational needs; disabled people; Easy Read",
    ),
    Rule(
        "writing/abbreviation",
        "An abbreviation is explained where a page first uses it.",
        "GOV.UK style guide: abbreviations and acronyms",
    ),
    Rule(
        "writing/link-text",
        "The words of a link say where it goes, and the same words always go to the same place.",
        "WCAG 2.2, 2.4.9 Link Purpose (Link Only); GOV.UK content design: links",
    ),
    Rule(
        "writing/dates-and-numbers",
        "Dates are written as “1 September 2026”, and numbers in digits.",
        "GOV.UK style guide: dates; numbers",
    ),
)

NAME = "writing"
SENTENCE_WORDS = 25
PARAGRAPH_SENTENCES = 5

# Names that keep their capitals inside a heading or at the start of a bullet, beside the names of service/facts.yml
PROPER_NAMES = (
    "SEND Code of Practice",
    "Equality Act",
    "Children and Families Act",
    "Education, Health and Care",
    "Education Act",
    "Easy Read",
    "Local Offer",
    "England",
    "English",
    "British Sign Language",
    "Google",
    "Apple",
    "Word",
    "Equality and Human Rights Commission",
    "Equality Advisory and Support Service",
    "Web Content Accessibility Guidelines",
    "Public Sector Bodies",
    "OpenMoji",
    "Atkinson Hyperlegible Next",
    "Noto Sans",
    "Nu HTML Checker",
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
    "SEN Support",
)
# Abbreviations that need no explanation
COMMON_ABBREVIATIONS = {
    "DAISY",
    "EPUB",
    "PEF",
    "USB",
    "PDF",
    "UK",
    "QR",
    "HTML",
    "CSS",
    "ID",
    "MIT",
    "CC",
    "BY",
    "SA",
    "AA",
    "AAA",
    "OFL",
    "SIL",
    "KB",
    "MB",
}
# Written like an everyday word in capitals, and an abbreviation all the same
NOT_SHOUTED = {"SEND"}
# The name of a charity, not an abbreviation to spell out
NAMES_IN_CAPITALS = {"IPSEA"}
# In these blocks an item is a card, a question or a field, not a bullet that runs on from a lead-in line
OWN_LISTS = {"cards", "rows", "stages", "links", "record", "questions", "approach"}
# Bullets with pictures: what is before the block leads in to them
POINTS = "points"
MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
SHORT_MONTHS = "Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec"
CAPITALS = re.compile(r"(?<![\w.])[A-Z]{2,}s?(?![\w])")


def _finding(text: Text, rule: str, problem: str, cure: str) -> Finding:
    return Finding(text.path, text.line, rule, problem, cure)


def _matches(texts: Iterable[Text], pattern: re.Pattern, rule: str, problem: str, cure: str) -> Iterator[Finding]:
    """Yield a finding for each match; `problem` and `cure` may hold {} for what was found."""
    for text in texts:
        for match in pattern.finditer(text.words):
            yield _finding(text, rule, problem.format(match[0]), cure)


def long_sentences(texts: Iterable[Text], facts: Facts) -> Iterator[Finding]:
    """At most 25 words a sentence. A name in braces counts with the words it stands for."""
    for text in texts:
        for sentence in sentences(text.words):
            count = len(words(with_names(sentence, facts)))
            if count > SENTENCE_WORDS:
                yield _finding(
                    text,
                    "writing/sentence-length",
                    f"A sentence has {count} words: “{sentence[:60]}…”.",
                    f"Make two of it: at most {SENTENCE_WORDS} words.",
                )


def long_paragraphs(texts: Iterable[Text]) -> Iterator[Finding]:
    """At most 5 sentences a paragraph."""
    for text in texts:
        count = len(sentences(text.words))
        if count > PARAGRAPH_SENTENCES:
            yield _finding(
                text,
                "writing/paragraph-length",
                f"This paragraph has {count} sentences.",
                f"Make two of it: at most {PARAGRAPH_SENTENCES} sentences.",
            )


def proper_names(facts: Facts) -> list[str]:
    """Return the names that keep their capitals, each before the shorter ones that may be a part of it."""
    return sorted(
        {*PROPER_NAMES, *(fact.value for fact in facts.values() if fact.kind == "name")}, key=len, reverse=True
    )


def sentence_case(texts: Iterable[Text], names: Collection[str]) -> Iterator[Finding]:
    """Titles and headings in sentence case: a capital first, then only in `names` and abbreviations."""
    for text in texts:
        if not (text.is_heading or text.tag == "title"):
            continue
        plain = PLACEHOLDER.sub("x", text.words)
        for name in names:
            plain = re.sub(
                rf"\b{re.escape(name)}\b",
                lambda match: match[0].lower() if match.start() else match[0].capitalize(),
                plain,
            )
        found = list(re.findall(r"[^\W\d_][\w’'-]*", plain))
        if found and plain[0].islower() and not text.words.startswith("{"):
            yield _finding(
                text, "writing/sentence-case", f"“{text.words}” starts with a small letter.", "Start it with a capital."
            )
        # After a colon a name such as the title of a stage may start with a capital
        for word in re.findall(r"(?<=[^\s:.])\s+([A-Z][\w’'-]*)", plain):
            if not word.isupper():
                yield _finding(
                    text,
                    "writing/sentence-case",
                    f"“{word}” has a capital in “{text.words}”.",
                    "Write it with a small letter, as in a sentence.",
                )


QUESTION_START = re.compile(
    r"(?:(?:what|when|where|why|how|which)\s+(?:is|are|do|does|did|can|could|should|must|will|would|has|have)"
    r"|(?:is|are|does|did|can|could|should|will|would|has|have)|do\s+(?:i|you|we|they|schools?|parents?))\b",
    re.IGNORECASE,
)
FAQ = re.compile(r"\bFAQs?\b|frequently asked", re.IGNORECASE)


def question_headings(texts: Iterable[Text]) -> Iterator[Finding]:
    """Headings are not questions, and there are no lists of frequently asked questions."""
    for text in texts:
        if not (text.is_heading or text.tag == "title"):
            continue
        if text.words.rstrip().endswith("?") or QUESTION_START.match(text.words):
            yield _finding(
                text,
                "writing/question-heading",
                f"The heading “{text.words}” is a question.",
                "Say what the part is about, with the subject first: “What schools must do”.",
            )
        elif FAQ.search(text.words):
            yield _finding(
                text,
                "writing/question-heading",
                f"The heading “{text.words}” announces questions and answers.",
                "Put each answer where its subject is.",
            )


PEOPLE = (
    r"schools?|settings?|nurser(?:y|ies)|colleges?|academ(?:y|ies)|teachers?|tutors?|SENCOs?|staff|governors?|councils?"
    r"|(?:local )?authorit(?:y|ies)|professionals?|specialists?"
)
DUTY_WORDS = re.compile(
    r"\b(?:ha(?:s|ve|d)|having) to\b|\bought to\b|\bshall\b|\bsupposed to\b|\bobliged\b"
    r"|\b(?:is|are|be) required to\b",
    re.IGNORECASE,
)
NEED_TO = re.compile(rf"\b(?:{PEOPLE})\s+(?:also\s+|always\s+)?needs?\s+to\b", re.IGNORECASE)
PARENT_DUTY = re.compile(
    r"\byou\s+(?:should|must)\s+(?!(?:also\s+|always\s+|not\s+)?(?:be|get|have|receive)\b)\w+", re.IGNORECASE
)
EXPLAINED_DUTY = re.compile(
    r"\b(?:do(?:es)? not|nobody|why|what|who) ha(?:s|ve) to\b"
    r"|\bhas to (?:be able to|consider it\b.*\bexplain)\b",
    re.IGNORECASE,
)


def duty_words(texts: Iterable[Text]) -> Iterator[Finding]:
    """ "Must" is the law and "should" the Code, so no other word stands for a duty of a school.

    What can be checked: (1) "has to", "ought to", "shall",
    "supposed to", "obliged" and "required to", which leave open which of the two is meant; "does not have to" and
    "nobody has to" (no duty), "who has to do what", "has to consider it, and explain" and "has to be able to explain"
    (the meaning of "should" itself, paragraph i of the Code) are clear and allowed; (2) "need
    to", which GOV.UK keeps for administrative steps, said of a school or its staff; (3) "you must" and "you should"
    with something to do: neither the law nor the Code puts a duty on parents ("you should be told" is a duty of the
    school). Whether each "must" and "should" is right is for a person to read.
    """
    for text in texts:
        clear = EXPLAINED_DUTY.sub("", text.words)
        for pattern, cure in (
            (DUTY_WORDS, "Write “must” for the law, “should” for the code, “can” or “may” for a choice."),
            (NEED_TO, "Write “must” for the law or “should” for the code."),
            (PARENT_DUTY, "Write “you can”, or start with what to do: “Ask …”."),
        ):
            for match in pattern.finditer(clear):
                yield _finding(
                    text,
                    "writing/duty-words",
                    f"“{match[0]}” does not say whether the law or the code asks for it."
                    if pattern is not PARENT_DUTY
                    else f"“{match[0]}” gives the reader a duty.",
                    cure,
                )


CONTRACTION = re.compile(r"\b\w+n[’']t\b", re.IGNORECASE)


def negative_contractions(texts: Iterable[Text]) -> Iterator[Finding]:
    """No negative contractions: many people read past the "n't"."""
    yield from _matches(
        texts, CONTRACTION, "writing/negative-contraction", "“{}” is a negative contraction.", "Write “not” in full."
    )


FOOTNOTE = re.compile(r"\[\^[^\]]+\]")


def plain_type(texts: Iterable[Text], lexicon: Lexicon) -> Iterator[Finding]:
    """No italics, no footnotes, no words in capitals."""
    for text in texts:
        for emphasis in text.element.iter("em") if text.element is not None and not _holds_blocks(text) else ():
            yield _finding(
                text,
                "writing/plain-type",
                f"“{inline_text(emphasis)}” is in italics.",
                "Take the single * or _ away; use **bold** for must, should and may only.",
            )
        for match in FOOTNOTE.finditer(text.raw):
            yield _finding(text, "writing/plain-type", f"{match[0]} is a footnote.", "Put its words into the text.")
        for word in CAPITALS.findall(_without_names(text.words)):
            if len(word) > 1 and word not in COMMON_ABBREVIATIONS and _is_shouted(word, lexicon):
                yield _finding(text, "writing/plain-type", f"“{word}” is in capitals.", "Write it in small letters.")


def _holds_blocks(text: Text) -> bool:
    return any(child.tag in ("p", "ul", "ol") for child in text.parsed)


def _is_shouted(word: str, lexicon: Lexicon) -> bool:
    """Say whether letters in capitals are an everyday word, not an abbreviation."""
    return word not in NOT_SHOUTED and lexicon.is_familiar(word)


def _without_names(text: str) -> str:
    """Return the words without names that hold an abbreviation: these are explained as a whole."""
    return text.replace("SEND Code of Practice", "").replace("GOV.UK", "")


def bullets(page: SourcePage, names: Collection[str]) -> Iterator[Finding]:
    """Bullets have a lead-in line, start in lower case, are more than one, with one sentence and no full stop.

    Numbered lists are steps and may be whole sentences. Cards, links, questions and the diagram are not bullets.
    """
    by_element = {id(text.element): text for text in page.texts}
    yield from _bullets(page, page.root, None, by_element, names)


def _bullets(page: SourcePage, parent, before, texts: dict[int, Text], names: Collection[str]) -> Iterator[Finding]:
    """Yield the findings in an element; `before` is the element whose words lead in to its first list, or None."""
    for child in parent:
        block = child.get("data-block")
        if child.tag == "blockquote" or block in OWN_LISTS:
            before = child
            continue
        if child.tag == "ul":
            yield from _bullet_list(
                page, child, (before is not None and before.tag == "p") or _own_words(parent), texts, names
            )
        yield from _bullets(page, child, before if block == POINTS else None, texts, names)
        before = child


def _own_words(element) -> bool:
    return element.tag == "li" and bool((element.text or "").strip())


def _bullet_list(
    page: SourcePage, element, has_lead_in: bool, texts: dict[int, Text], names: Collection[str]
) -> Iterator[Finding]:
    items = []
    for item in element:
        # The first words: before them may be a picture
        first = next((texts[id(part)] for part in item.iter() if id(part) in texts and texts[id(part)].words), None)
        if first is not None:
            items.append(first)
    if not items:
        return
    if not has_lead_in:
        yield _finding(
            items[0],
            "writing/bullets",
            "This list has no line that leads in to it.",
            "Write a line before it, such as “You can:”.",
        )
    if len(items) == 1:
        yield _finding(items[0], "writing/bullets", "This list has only one item.", "Write it as a sentence.")
    for item in items:
        start = item.words.lstrip("“‘(\"'")
        word = re.match(r"[^\W\d_][\w’'.-]*", start)
        named = any(start.startswith(name) for name in names)
        if (
            word
            and word[0][0].isupper()
            and not (word[0].isupper() and len(word[0]) > 1)
            and not named
            and not word[0].startswith("SENCO")
        ):
            yield _finding(
                item,
                "writing/bullets",
                f"The bullet “{item.words[:40]}” starts with a capital.",
                "Start it with a small letter: it runs on from the line before the list.",
            )
        if item.words.endswith(".") and not item.words.endswith("etc."):
            yield _finding(
                item, "writing/bullets", f"The bullet “{item.words[-40:]}” ends with a full stop.", "Take it away."
            )
        if len(sentences(item.words)) > 1:
            yield _finding(
                item,
                "writing/bullets",
                f"The bullet “{item.words[:40]}” has more than one sentence.",
                "Make two bullets of it, or a paragraph.",
            )


TERMS = (
    (
        re.compile(r"Special Educational Needs|Special educational needs(?<=\w\s)"),
        "Write “special educational needs” with small letters.",
    ),
    (re.compile(r"(?<!SEND )Code of Practice"), "Write “SEND Code of Practice (the code)” first, then “the code”."),
    (re.compile(r"\b[Tt]he Code\b(?! of Practice)"), "Write “the code”."),
    (
        re.compile(
            r"\b(?:people|persons?|child|children|pupils?|students?|parents?) with (?:a )?disabilit(?:y|ies)\b"
            r"|\bthe disabled\b|\bhandicapped\b",
            re.IGNORECASE,
        ),
        "Write “disabled people”, “disabled child”.",
    ),
    (re.compile(r"\b(?!Easy Read)(?i:easy[ -]?read)\b"), "Write “Easy Read”."),
    (re.compile(r"\bSENCo(?:s?)\b|\bSenco\b"), "Write “SENCO”."),
)


def terms(texts: Iterable[Text]) -> Iterator[Finding]:
    """One way to write each term: special educational needs, the code, disabled people, Easy Read, SENCO."""
    for text in texts:
        for pattern, cure in TERMS:
            for match in pattern.finditer(text.words):
                if match[0].startswith("Special educational") and text.words.startswith(match[0]):
                    continue
                yield _finding(text, "writing/terms", f"“{match[0]}” is not how this guide writes it.", cure)


def code_named(page: SourcePage, texts: Collection[Text]) -> Iterator[Finding]:
    """A page that speaks of "the code" names it first in full: "SEND Code of Practice (the code)"."""
    named = False
    for text in texts:
        if "SEND Code of Practice (the code)" in text.words:
            named = True
        elif re.search(r"\bthe code\b", text.words) and not named and not text.is_heading:
            yield _finding(
                text,
                "writing/terms",
                "“the code” is used here before it is named in full.",
                "Write “SEND Code of Practice (the code)” where it comes first.",
            )
            return


def abbreviations(page: SourcePage, texts: Collection[Text], lexicon: Lexicon) -> Iterator[Finding]:
    """Every abbreviation is explained at its first use on a page.

    Explained means "special educational needs (SEN)" or "SEN (special educational needs)" there, "SEN means …" in the
    same block of text, or a term of a definition list. Titles, descriptions and headings are left out: the words below
    them explain. Easy Read has its own rules for hard words (easy_read.py).
    """
    if reading_of(page.file) == EASY_READ:
        return
    explained = set(NAMES_IN_CAPITALS)
    explained |= {text.words for text in texts if text.tag == "dt"}
    explained |= {word for text in texts if text.tag == "dt" for word in CAPITALS.findall(text.words)}
    for text in texts:
        if text.is_heading or text.tag == "dt":
            continue
        line = _without_names(text.words)
        for match in CAPITALS.finditer(line):
            word = match[0].removesuffix("s")
            if word in explained or word in COMMON_ABBREVIATIONS or _is_shouted(word, lexicon):
                continue
            explained.add(word)
            before, after = line[: match.start()], line[match.end() :]
            if (before.endswith("(") and after.startswith(")")) or re.match(r"\s+\(\w+ ", after):
                continue
            if re.search(rf"\w \({word}s?\)|\b{word}s? (?:means|stands for)\b", line):
                continue
            yield _finding(
                text,
                "writing/abbreviation",
                f"“{word}” is not explained at its first use on this page.",
                f"Write the full words first: “special educational needs (SEN)” is the pattern, here for {word}.",
            )


EMPTY_LINK = re.compile(
    r"(?:click |tap )?(?:here|this|this page|this link|link|more|read more|find out more|page|website)[.]?",
    re.IGNORECASE,
)


def link_words(page: SourcePage) -> Iterator[Finding]:
    """The words of a link say where it goes (WCAG 2.2, 2.4.9), and the same words always go to the same place."""
    targets: dict[str, str] = {}
    for element, line in page.elements("a"):
        shown = fold(inline_text(element))
        href = element.get("href", "")
        if not shown or EMPTY_LINK.fullmatch(shown) or re.search(r"\bclick here\b", shown, re.IGNORECASE):
            yield Finding(
                page.name,
                line,
                "writing/link-text",
                f"The link “{shown}” does not say where it goes.",
                "Use the name of the page, or what the reader will do there.",
            )
        elif targets.setdefault(shown.casefold(), href) != href:
            yield Finding(
                page.name,
                line,
                "writing/link-text",
                f"Two links say “{shown}” and lead to “{targets[shown.casefold()]}” and “{href}”.",
                "Give each its own words.",
            )


DATES = re.compile(
    rf"\b\d{{1,2}}(?:st|nd|rd|th)\s+(?:of\s+)?(?:{MONTHS})\b|\b(?:{MONTHS})\s+\d{{1,2}}(?:st|nd|rd|th)?\b(?!\d)"
    rf"|\b0\d\s+(?:{MONTHS})\b|\b\d{{1,2}}\s+(?:{SHORT_MONTHS})\b\.?|\b\d{{1,2}}/\d{{1,2}}/\d{{2,4}}\b"
    r"|\b\d{1,2}\.\d{1,2}\.\d{4}\b|\b\d{4}-\d{2}-\d{2}\b"
)
NUMBER_WORDS = re.compile(
    r"\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|hundred)\b(?!-)", re.IGNORECASE
)


def dates_and_numbers(texts: Iterable[Text]) -> Iterator[Finding]:
    """Dates as "1 September 2026", and digits for numbers; "one" may stay a word."""
    texts = list(texts)
    yield from _matches(
        texts,
        DATES,
        "writing/dates-and-numbers",
        "The date “{}” is written in another way than the rest.",
        "Write it as “1 September 2026”.",
    )
    yield from _matches(
        texts, NUMBER_WORDS, "writing/dates-and-numbers", "“{}” is a number in letters.", "Write it in digits."
    )


def with_names(words_: str, facts: Facts) -> str:
    """Return words with the facts that are names or titles written out; numbers and addresses stay one word."""

    def fill(match: re.Match) -> str:
        fact = facts[match[1]] if match[1] in facts else None  # noqa: SIM401 - an unknown fact raises
        return fact.shown if fact and fact.kind in ("name", "link", "text") else match[0]

    return PLACEHOLDER.sub(fill, words_)


def own_words(page: SourcePage, quotations: Collection[Quotation]) -> list[Text]:
    """Return title, description and texts of a page without what it quotes from the Code."""
    texts = [text for text in page.texts if "blockquote" not in text.inside]
    return [replace(text, words=without_quotations(text.words, quotations)) for text in (*page.meta_texts(), *texts)]


def check(context: CheckContext) -> Report:
    """Apply the writing rules to pages and labels; examined = blocks of text."""
    project = context.project
    quotations = read_quotations(project)
    facts = read_facts(project)
    names = proper_names(facts)
    lexicon = Lexicon(project)
    labels = [*read_label_texts(project), *read_own_texts(project)]
    findings: list[Finding] = []
    examined = 0
    for page, texts in [*((page, own_words(page, quotations)) for page in read_pages(project)), (None, labels)]:
        examined += len(texts)
        findings += [
            *long_sentences(texts, facts),
            *long_paragraphs(texts),
            *sentence_case(texts, names),
            *question_headings(texts),
            *duty_words(texts),
            *negative_contractions(texts),
            *plain_type(texts, lexicon),
            *terms(texts),
            *dates_and_numbers(texts),
        ]
        if page is not None:
            body = [text for text in texts if text.element is not None]
            findings += [
                *bullets(page, names),
                *code_named(page, body),
                *abbreviations(page, body, lexicon),
                *link_words(page),
            ]
    return context.report(NAME, RULES, examined, findings)
