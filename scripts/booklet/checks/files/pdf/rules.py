"""Compares what a PDF holds with the part of the book that it must hold: one function for each rule."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from difflib import SequenceMatcher
from typing import Any

from rapidfuzz.distance import LCSseq, Prefix

from booklet.checks.files.font_families import FAMILIES
from booklet.checks.files.pdf.expected import ExpectedPdf, nfkc_line
from booklet.checks.files.pdf.file import File, MarkedText, Place, Tag
from booklet.checks.files.pdf.setting import setting
from booklet.findings import Problem

CURE_TAGS = "Correct what makes the tags: scripts/booklet/formats/print/pdf_tags."
CURE_LOOK = "Correct what lays out the pages: scripts/booklet/formats."
MOST_SHOWN = 5
HEADINGS = ("H1", "H2", "H3", "H4", "H5", "H6")

# The least share of words that must come back: in the tag tree in order, and from the pages. Arabic
# loses a few in lines that run both ways; Malayalam is read from the words that go with its lines.
LEAST_TAGGED = {"ar": 0.95, "ml": 0.95}
LEAST_SHOWN = {"ar": 0.90, "ml": 0.95}
TAGGED, SHOWN = 0.99, 0.98
NUMBER = re.compile(r"\d+")
# Points: the longer edge of A4 paper (ISO 216), and what rounding may take from a size of letters
A4_EDGE, ROUNDED = 297 / 25.4 * 72, 0.05


def problems(file: File, part: ExpectedPdf) -> Iterator[Problem]:
    """Yield every problem of a file that has tags."""
    for rule in (
        words,
        words_shown,
        headings,
        links,
        lists,
        alternatives,
        languages,
        contents,
        page_references,
        bookmarks,
        page_labels,
        order_of_sheets,
        whole_sheets,
        facing_pages,
        one_page,
        large_letters,
        fields,
        page_numbers,
        title,
        language,
        fonts,
        setting,
    ):
        yield from rule(file, part)


def _joined(values: Iterable[Any]) -> str:
    return " ".join(map(str, values))


def same(
    rule: str,
    what: str,
    expected: Sequence[Any],
    found: Sequence[Any],
    cure: str,
    show: Callable[[Any], str] = _joined,
) -> Iterator[Problem]:
    """Yield what is missing, added or changed between two sequences, in order."""
    if list(expected) == list(found):  # the usual case, for which no comparison of all with all is needed
        return
    shown = 0
    for kind, a, b, c, d in SequenceMatcher(None, expected, found, autojunk=False).get_opcodes():
        if kind == "equal":
            continue
        shown += 1
        if shown > MOST_SHOWN:
            yield Problem(rule, f"There are more differences of this kind: {what}.", cure)
            return
        missing, added = "; ".join(map(show, expected[a:b]))[:200], "; ".join(map(show, found[c:d]))[:200]
        if kind == "replace":
            yield Problem(rule, f"{what}: “{missing}” in the book is “{added}” in the file.", cure)
        elif kind == "delete":
            yield Problem(rule, f"{what}: “{missing}” of the book is not in its place.", cure)
        else:
            yield Problem(rule, f"{what}: “{added}” is not in the book, or not in this place.", cure)


def _tags(file: File) -> list[Tag]:
    """Return the tags of the text, in order: without the list of contents, which the book does not have."""
    return list(file.tags.walk(without="TOC"))


def _bullets(tag: Tag) -> Iterator[Tag]:
    """Yield the labels of lists that are bullets or numbers, which are no words of the book."""
    for inside in tag.walk():
        if inside.role == "L" and inside.numbering != "None":
            for item in inside.kids:
                if isinstance(item, Tag):
                    yield from (kid for kid in item.kids if isinstance(kid, Tag) and kid.role == "Lbl")


def text_of(tag: Tag, part: ExpectedPdf) -> str:
    """Return the words of a tag as the book has them: without contents, bullets, numbers of lists and pages of links."""
    left_out = [
        *_bullets(tag),
        *(inside for inside in tag.walk() if inside.role == "TOC"),
        *(printed for _, printed, _ in _page_references(tag, part)),
    ]
    return tag.words(frozenset(map(id, left_out)))


def _page_references(tag: Tag, part: ExpectedPdf) -> Iterator[tuple[Tag, MarkedText, int]]:
    """Yield each link in a tag after whose words a page is printed, what is printed, and the number in it.

    It is the last mark of the link, and has the words of the label. In a line that runs both ways PDFium begins with
    either: there the letters are compared, and the number is read by itself.
    """
    label = part.squeezed(part.see_page.replace("{page}", ""))
    for link in tag.walk(without="TOC") if label else ():
        last = link.kids[-1] if link.role == "Link" and link.kids else None
        if not isinstance(last, MarkedText):
            continue
        numbers = NUMBER.findall(nfkc_line(last.words))
        if len(numbers) == 1 and part.squeezed(NUMBER.sub(" ", nfkc_line(last.words))) == label:
            yield link, last, int(numbers[0])


def words(file: File, part: ExpectedPdf) -> Iterator[Problem]:
    """The words of the tag tree are those of the book, in their order."""
    expected, found = part.words_of(part.words), part.words_of(text_of(file.tags, part))
    if expected and expected == found:  # the usual case, for which no comparison of all with all is needed
        return
    share = LCSseq.similarity(expected, found) / max(len(expected), len(found), 1)
    least = LEAST_TAGGED.get(part.language, TAGGED)
    if not expected or share < least:
        same_start = Prefix.similarity(expected, found)
        wanted, there = (" ".join(some[same_start : same_start + 6]) for some in (expected, found))
        yield Problem(
            "pdf/words",
            f"{share:.1%} of the words come back in order through the tags, and {least:.0%} must; "
            f"the first that differ: “{wanted}” is “{there}”.",
            CURE_TAGS,
        )


def words_shown(file: File, part: ExpectedPdf) -> Iterator[Problem]:
    """The words of the book are on the pages in their order, as a program without the tags reads them.

    On the sheets of a booklet to fold the pages are in another order: there each word counts wherever it is.
    """
    expected, found = part.words_of(part.words), part.words_of("\n".join(file.pages))
    there = (Counter(expected) & Counter(found)).total() if part.folded else LCSseq.similarity(expected, found)
    share = there / max(len(expected), 1)
    least = LEAST_SHOWN.get(part.language, SHOWN)
    if share < least:
        lost = " ".join(word for word, _ in (Counter(expected) - Counter(found)).most_common(6))
        yield Problem(
            "pdf/words-shown",
            f"PDFium reads {share:.1%} of the words from the pages in order, and {least:.0%} must "
            f"come back; not these: “{lost}”.",
            "Look at the fonts of the language: can their letters be read back?",
        )


def headings(file: File, part: ExpectedPdf) -> Iterator[Problem]:
    """WCAG 2.2, 1.3.1; ISO 14289-1, 7.4."""
    expected = [(level, part.squeezed(text)) for level, text in part.headings]
    found = [(int(tag.role[1]), part.squeezed(text_of(tag, part))) for tag in _tags(file) if tag.role in HEADINGS]
    yield from same("pdf/headings", "Heading", expected, found, CURE_TAGS)


def links(file: File, part: ExpectedPdf) -> Iterator[Problem]:
    """ISO 14289-1, 7.18.5. A target inside the file has to be there."""
    found = [(part.squeezed(text_of(tag, part)), " ".join(tag.targets)) for tag in _tags(file) if tag.role == "Link"]
    expected = [(part.squeezed(text), target) for text, target in part.links]
    yield from same("pdf/links", "Link", expected, found, CURE_TAGS)
    for tag in file.tags.walk():
        for target in tag.targets:
            if target.startswith("#") and target[1:] not in file.destinations:
                yield Problem(
                    "pdf/links",
                    f"The link “{nfkc_line(tag.words())}” leads to “{target}”, which is not in the file.",
                    "Use the id of a heading.",
                )


def lists(file: File, part: ExpectedPdf) -> Iterator[Problem]:
    """ISO 14289-1, 7.6; ISO 32000-1, 14.8.4.3.3."""
    kinds = {"Disc": "ul", "Decimal": "ol", "None": "dl"}
    found = [
        (kinds.get(tag.numbering, tag.numbering), sum(isinstance(kid, Tag) and kid.role == "LI" for kid in tag.kids))
        for tag in _tags(file)
        if tag.role == "L"
    ]
    yield from same("pdf/lists", "List (kind, entries)", part.lists, found, CURE_TAGS)


def alternatives(file: File, part: ExpectedPdf) -> Iterator[Problem]:
    """WCAG 2.2, 1.1.1; ISO 14289-1, 7.3."""
    found = [nfkc_line(tag.alternative) for tag in _tags(file) if tag.role == "Figure"]
    yield from same("pdf/alternatives", "Alternative text", part.alternatives, found, CURE_TAGS, show=str)


def languages(file: File, part: ExpectedPdf) -> Iterator[Problem]:
    """WCAG 2.2, 3.1.2; ISO 14289-1, 7.2."""
    expected = [(tag, part.squeezed(text)) for tag, text in part.languages]
    found = [(tag.language, part.squeezed(text_of(tag, part))) for tag in _tags(file) if tag.language]
    yield from same("pdf/languages", "Part in a language", expected, found, CURE_TAGS)


def sides(file: File, part: ExpectedPdf) -> list[list[int]]:
    """Return the numbers of the pages on each page of the file, from the left; those over the count are empty.

    Saddle stitch: the first side of a booklet to fold has the last page and page 1, its back page 2 and the last but
    one, and so on inwards.
    """
    if not part.folded:
        return [[number] for number in range(1, len(file.pages) + 1)]
    pairs = [(2 * len(file.pages) - side, side + 1) for side in range(len(file.pages))]
    return [sorted(pair, reverse=(side % 2 == 0) != part.right_to_left) for side, pair in enumerate(pairs)]


def printed_numbers(file: File, part: ExpectedPdf) -> dict[Place, int]:
    """Return the number that is printed on each page, or on each part of one."""
    return {
        Place(side, place): number
        for side, numbers in enumerate(sides(file, part))
        for place, number in enumerate(number for number in numbers if number <= len(file.artifacts))
    }


def contents(file: File, part: ExpectedPdf) -> Iterator[Problem]:
    """Every section with the number of the page on which its heading is, in the language of its heading."""
    numbers = printed_numbers(file, part)
    pages = {name: numbers.get(place, 0) for name, place in file.destinations.items()}
    expected = [
        (f"#{place}", part.squeezed(f"{text} {pages.get(place, 0)}"), language)
        for text, place, language in part.contents
    ]
    found = [
        (
            " ".join(target for inside in tag.walk() for target in inside.targets),
            part.squeezed(tag.words()),
            tag.language,
        )
        for tag in file.tags.walk()
        if tag.role == "TOCI"
    ]
    yield from same("pdf/contents", "Entry of the contents", expected, found, CURE_LOOK)


def page_references(file: File, part: ExpectedPdf) -> Iterator[Problem]:
    """Every link to another place in the file has the number of the page on which that is, as the page is labelled."""
    expected = [(target, _page_label(file, target)) for target in part.references]
    found = [(" ".join(link.targets), str(number)) for link, _, number in _page_references(file.tags, part)]
    yield from same("pdf/page-reference", "Link and its page", expected, found, CURE_LOOK, show=" on page ".join)


def _page_label(file: File, target: str) -> str:
    """Return the label of the page on which a target is; of a side with several pages, that of its part of the side."""
    place = file.destinations.get(target.removeprefix("#"))
    if place is None or place.page >= len(file.labels):
        return "none"
    labels = file.labels[place.page].split(" | ")
    return labels[place.part] if place.part < len(labels) else "none"


def bookmarks(file: File, part: ExpectedPdf) -> Iterator[Problem]:
    """ISO 14289-1, 7.17: the outline follows the reading order and the levels of the headings."""
    pages = [next((piece.page for piece in _pieces(tag)), None) for tag in _tags(file) if tag.role in HEADINGS]
    expected = [(level, part.squeezed(text)) for level, text in part.headings]
    found = [(mark.level, part.squeezed(mark.title)) for mark in file.bookmarks]
    yield from same("pdf/bookmarks", "Bookmark", expected, found, CURE_LOOK)
    if len(pages) == len(file.bookmarks):
        for page, mark in zip(pages, file.bookmarks, strict=True):
            if page != mark.page:
                yield Problem(
                    "pdf/bookmarks", f"The bookmark “{mark.title}” does not lead to the page of its heading.", CURE_LOOK
                )


def _pieces(tag: Tag) -> Iterator[MarkedText]:
    """Yield the words under a tag, mark by mark."""
    for kid in tag.kids:
        if isinstance(kid, Tag):
            yield from _pieces(kid)
        else:
            yield kid


def page_labels(file: File, part: ExpectedPdf) -> Iterator[Problem]:
    """ISO 32000-1, 12.4.2; WCAG 2.2 technique PDF17."""
    expected = tuple(
        " | ".join(str(number) if number <= len(file.artifacts) else "–" for number in numbers)
        for numbers in sides(file, part)
    )
    if file.labels != expected:
        yield Problem(
            "pdf/page-labels",
            f"The pages are labelled “{', '.join(file.labels) or 'not at all'}”.",
            f"Label them as they are numbered on paper: {', '.join(expected[:3])} …",
        )


def order_of_sheets(file: File, part: ExpectedPdf) -> Iterator[Problem]:
    """Folded, the sheets have the pages in the order in which the words follow each other."""
    if not part.folded:
        return
    if len(file.pages) % 2:
        yield Problem("pdf/sheets", f"There are {len(file.pages)} sides, and every sheet has two.", CURE_LOOK)
        return
    numbers = printed_numbers(file, part)
    last = 0
    for piece in _pieces(file.tags):
        number = numbers.get(piece.page, 0)
        if number < last:
            yield Problem(
                "pdf/sheets",
                f"“{piece.words}” is on page {number}, after words of page {last}.",
                "Correct the order of the sides: scripts/booklet/formats/print/imposition.py.",
            )
            return
        last = number


def whole_sheets(file: File, part: ExpectedPdf) -> Iterator[Problem]:
    """A booklet of a few pages fills whole sheets of paper, so that its back cover is outside when it is folded."""
    count = len(file.artifacts)
    if part.most_pages and (count > part.most_pages or count % 4):
        yield Problem(
            "pdf/whole-sheets",
            f"There are {count} pages, and a multiple of 4 up to {part.most_pages} is allowed.",
            "Shorten its page (“short” in content/booklets.yml), or correct scripts/booklet/formats/print/short.py.",
        )


def facing_pages(file: File, part: ExpectedPdf) -> Iterator[Problem]:
    """What fills a double page begins on an even page, and what follows it two pages later."""
    if not part.facing:
        return
    numbers = printed_numbers(file, part)
    begins = [
        next((numbers.get(piece.page, 0) for piece in _pieces(tag)), 0)
        for heading in part.facing
        for tag in _tags(file)
        if tag.role in HEADINGS and part.squeezed(tag.words()) == part.squeezed(heading)
    ]
    if len(begins) != 2 or begins[0] % 2 or begins[1] != begins[0] + 2:
        yield Problem(
            "pdf/facing-pages",
            f"“{part.facing[0]}” and what follows it begin on the pages {_joined(begins)}, and not on an even page and "
            "two pages later.",
            "Correct scripts/booklet/formats/print/short.py.",
        )


def one_page(file: File, part: ExpectedPdf) -> Iterator[Problem]:
    """What is printed for a wall or for a meeting is one side of paper."""
    if part.one_page and len(file.pages) != 1:
        yield Problem("pdf/one-page", f"There are {len(file.pages)} pages, and there should be one.", CURE_LOOK)


def large_letters(file: File, part: ExpectedPdf) -> Iterator[Problem]:
    """What hangs on a wall is read from a few steps away: its letters are large, and its title is larger."""
    smallest, of_title = part.least_letters
    if not smallest:
        return
    titles = {id(piece) for tag in _tags(file) if tag.role == "H1" for piece in _pieces(tag)}
    for what, least, pieces in (
        ("The smallest letters", smallest, list(_pieces(file.tags))),
        ("Letters of the title", of_title, [piece for piece in _pieces(file.tags) if id(piece) in titles]),
    ):
        found = min(
            ((piece.size * A4_EDGE / file.edges[piece.page.page], piece.words) for piece in pieces), default=(0.0, "")
        )
        if found[0] < least - ROUNDED:
            yield Problem(
                "pdf/large-letters",
                f"{what} (“{nfkc_line(found[1])}”) would have {found[0]:.1f} points on A4, and should have {least:g}.",
                "Correct scripts/booklet/formats/print/wall.py and its style sheet, or use fewer words.",
            )


def fields(file: File, part: ExpectedPdf) -> Iterator[Problem]:
    """ISO 14289-1, 7.18.1 and 7.18.4: a screen reader says what a field is called."""
    found = [(kind, nfkc_line(name)) for tag in _tags(file) if tag.role == "Form" for kind, name in tag.fields]
    yield from same("pdf/fields", "Field to fill in", part.fields, found, CURE_TAGS, show=" ".join)


def page_numbers(file: File, part: ExpectedPdf) -> Iterator[Problem]:
    """ISO 14289-1, 7.8: page numbers are artifacts, so that they are not read aloud in the middle of a sentence."""
    if not part.page_words:
        return
    tagged = Counter(
        part.squeezed(kid.words) for tag in file.tags.walk() for kid in tag.kids if not isinstance(kid, Tag)
    )
    numbers = printed_numbers(file, part)
    for place, artifacts in file.artifacts.items():
        number = numbers.get(place, 0)
        printed = part.squeezed(
            part.page_words.replace("{page}", str(number)).replace("{pages}", str(len(file.artifacts)))
        )
        if tagged[printed]:
            yield Problem("pdf/page-number", f"“{printed}” is among the tags.", "Make it an artifact of the page.")
        elif number != 1 and Counter(printed) - Counter(part.squeezed(artifacts)):
            yield Problem(
                "pdf/page-number", f"Page {number} has no number on it, or not as an artifact of the page.", CURE_LOOK
            )


def title(file: File, part: ExpectedPdf) -> Iterator[Problem]:
    """WCAG 2.2, 2.4.2; ISO 14289-1, 7.1."""
    for place, words_there in (("its properties", file.title), ("its metadata", file.xmp_title)):
        if nfkc_line(words_there) != part.title:
            yield Problem(
                "pdf/title",
                f"The title in {place} is “{words_there}”, and the book’s is “{part.title}”.",
                "Give the document the book’s title.",
            )
    if not file.shows_title:
        yield Problem("pdf/title", "Viewers show the name of the file instead of the title.", "Set DisplayDocTitle.")


def language(file: File, part: ExpectedPdf) -> Iterator[Problem]:
    """WCAG 2.2, 3.1.1; ISO 14289-1, 7.2."""
    if file.language != part.language:
        yield Problem(
            "pdf/language",
            f"The language of the document is “{file.language}”, and the book’s is “{part.language}”.",
            "Give the document the book’s language.",
        )


def fonts(file: File, part: ExpectedPdf) -> Iterator[Problem]:
    """ISO 19005-2, 6.2.11.4. A font that is not of the project came from the machine on which the file was made."""
    if not file.fonts:
        yield Problem("pdf/fonts", "There is no font in this file.", "Look whether its letters are only pictures.")
    allowed = {name.replace(" ", "") + weight for name in FAMILIES for weight in ("", "Bold", "SemiBold")}
    for name, embedded in file.fonts.items():
        if not embedded:
            yield Problem("pdf/fonts", f"The font “{name}” is not embedded.", "Embed it.")
        if name.replace("-", "") not in allowed:
            yield Problem(
                "pdf/fonts", f"The font “{name}” is not one of the project’s.", f"Use one of: {', '.join(FAMILIES)}."
            )
