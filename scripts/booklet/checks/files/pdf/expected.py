"""What a PDF must hold: the part of the book for each format, as lists of headings, links, words and the rest.

The book (build/books/<language>/<reading>.html) is the only source. This module alone says which part
goes into which format.
"""

from __future__ import annotations

import copy
import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from itertools import groupby
from pathlib import Path
from typing import TypeAlias

import lxml.etree
import lxml.html

from booklet.checks.files.parity.text_blocks import BLOCKS, book_html, words_and_language
from booklet.errors import BookletError
from booklet.source.booklets import Booklet, Meeting, Short
from booklet.source.front_matter import EASY_READ

Element: TypeAlias = lxml.html.HtmlElement

# A hyphen; PDFium gives U+FFFE or U+0002 for one at the end of a line
HYPHEN = re.compile("[-\u2010\u2011\ufffe\u0002]")
# Signs that no eye sees and no voice speaks: joiners, marks of direction
UNSEEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
# The variant of a format that is one part of a divided book
PART = re.compile(r"part-(\d+)")
# Where a letter of a script that runs from right to left is next to a Latin letter or a European digit
BETWEEN_SCRIPTS = re.compile(r"(?<=[\u0590-\u08ff])(?=[a-zA-Z0-9])|(?<=[a-zA-Z0-9])(?=[\u0590-\u08ff])")
NO_LETTER = re.compile(r"[^\w\s]|_")
# Chinese puts no spaces between words: each of its signs counts as one.
CHINESE = "\u3000-\u30ff\u3400-\u9fff\uf900-\ufaff\uff00-\uffef"
WORD = re.compile(rf"[{CHINESE}]|[^\s{CHINESE}]+")
# After a wide sign of punctuation a line may end, even before a number or a Latin word
WIDE_SIGN = re.compile("[\u3001\u3002\uff01-\uff0f\uff1a-\uff1f]")
# The format with the English words under each piece of the text
BILINGUAL = "bilingual"
PIECES = {"h1", "h2", "h3", "h4", "h5", "h6", "p", "li", "dt", "dd", "figcaption", "caption", "th", "td"}
# Classes of what has no English words of its own there: it holds them already, or English has no such words
ALONE = {"letter", "information", "english", "translation", "approach"}
# The class of English words that a text in two languages has under a piece of it
ADDED = "added"
ENGLISH_BELOW = "ancestor::blockquote/following-sibling::*[contains(concat(' ', @class, ' '), ' english ')]"
# Points on A4 of the smallest letters, and of those of the title, of what is read on a wall from a few steps away
ON_A_WALL = (18.0, 40.0)
# How the names of the letters begin that readers show as they are typed, one after the other (The Unicode Standard, 4.8);
# with ª and º, which Spanish and Portuguese have beside their numbers
TYPED = ("LATIN ", "CYRILLIC ", "FEMININE ORDINAL", "MASCULINE ORDINAL")


@dataclass(frozen=True)
class ExpectedPdf:
    """What a file must hold, in the order of the text.

    `headings` are pairs of level and words, `links` of words and target ("#id" inside the file), `lists` of kind
    ("ul", "ol", "dl") and number of entries, `pictures` are addresses from the book, `languages` of tag and words,
    `contents` of words, id and language ("": that of the book). `page_words` are those on each page's foot, with
    {page} and {pages}; empty for a file without page numbers. A `folded` file has two pages on a side, in the order of
    the sheets of a booklet, which opens the other way where it is `right_to_left`. `most_pages` is how many it may have
    (0: any number), all of them on whole sheets. `facing` are the headings of what fills two pages that face each
    other, and of what follows it. `one_page` says that it is a poster or a sheet, for a wall or for a meeting.
    `least_letters` are the points on A4, and in proportion on larger paper, of its smallest letters and of its title.
    `fields` are pairs of what its fields to fill in take ("text", "tick") and what they are called, and `typed` is what
    people can type into them. In a file that `runs_on`, sections follow each other on the pages. `see_page` are the
    words, with {page}, after each link from the text to another place in the file, and `references` the targets of
    these links, in order. Of a sheet, `answers` are what has room to write under it, and `tasks` what has a box to tick
    before it.
    """

    title: str
    language: str
    right_to_left: bool
    headings: tuple[tuple[int, str], ...]
    links: tuple[tuple[str, str], ...]
    lists: tuple[tuple[str, int], ...]
    alternatives: tuple[str, ...]
    pictures: tuple[str, ...]
    languages: tuple[tuple[str, str], ...]
    words: str
    contents: tuple[tuple[str, str, str], ...] = ()
    page_words: str = ""
    folded: bool = False
    most_pages: int = 0
    facing: tuple[str, ...] = ()
    one_page: bool = False
    least_letters: tuple[float, float] = (0.0, 0.0)
    fields: tuple[tuple[str, str], ...] = ()
    typed: str = ""
    runs_on: bool = False
    see_page: str = ""
    references: tuple[str, ...] = ()
    answers: tuple[str, ...] = ()
    tasks: tuple[str, ...] = ()

    def words_of(self, text: str) -> list[str]:
        """Return the words of a text as they are compared; of Chinese, its signs.

        Of a text from right to left, these are letters and digits only, without vowel signs, and neighbouring words
        of another script in the order of the alphabet: PDFium puts the signs, and such words, of a line that runs from
        right to left in an order that is neither that of reading nor that of the file.
        """
        # At the end of a line PDFium leaves a hyphen out
        text = HYPHEN.sub(" ", nfkc_line(WIDE_SIGN.sub(r"\g<0> ", text)))
        if not self.right_to_left:
            return WORD.findall(text)
        bare = "".join(sign for sign in text if unicodedata.category(sign) != "Mn")
        # Between two scripts PDFium often leaves the space out
        bare = BETWEEN_SCRIPTS.sub(" ", bare)
        return [
            word
            for foreign, run in groupby(WORD.findall(NO_LETTER.sub(" ", bare)), key=_is_foreign)
            for word in (sorted(run) if foreign else run)
        ]

    def squeezed(self, text: str) -> str:
        """Return the words of a short text without spaces and hyphens: what stays the same however its lines are
        broken.

        From right to left their letters are in the order of the alphabet: where a line mixes scripts, PDFium begins
        with either. The order is checked over the whole of the text.
        """
        # Its words too: whether there is a space between two foreign words at the end of a line, PDFium guesses
        words = "".join(self.words_of(text))
        return "".join(sorted(words)) if self.right_to_left else words


def _is_foreign(word: str) -> bool:
    """Say whether a word in a text from right to left runs from left to right: Latin words and numbers."""
    return unicodedata.bidirectional(word[0]) in ("L", "EN", "AN")


def nfkc_line(text: str) -> str:
    """Return a text on one line in the Unicode normal form NFKC, without signs that are neither seen nor spoken.

    A PDF gives the words back from its fonts: one character for two letters that are drawn as one, and its own joiners.
    For files that hold their text as characters, `nfc_line` of parity/text_blocks.py is stricter.
    """
    return " ".join(UNSEEN.sub("", unicodedata.normalize("NFKC", text)).split())


def read_tree(path: Path) -> Element:
    """Return a book's HTML as a tree. Raises BookletError if it is not there."""
    parser = lxml.html.HTMLParser(encoding="utf-8", remove_comments=True)
    return lxml.html.document_fromstring(book_html(path), parser=parser)


def whole_book(book: Element) -> ExpectedPdf:
    """The booklet: cover, contents, every section, imprint with the code that leads to the website."""
    body = book.find("body")
    cover, imprint = book.get_element_by_id("cover"), book.get_element_by_id("imprint")
    sections = [*body.find("main").iterchildren("section"), imprint]
    titles = [(section.find("h2"), section.get("id")) for section in sections]
    contents = [(nfkc_line("".join(title.itertext())), place, words_and_language(title)[1]) for title, place in titles]
    inside = _part(book, [cover, *sections], book.findtext(".//title"))
    return ExpectedPdf(
        **{
            **inside.__dict__,
            "headings": (inside.headings[0], (2, nfkc_line(_label(book, "contents"))), *inside.headings[1:]),
            "alternatives": (*inside.alternatives, _code(book, _address(book))),
            "words": f"{_text(cover)} {_label(book, 'contents')} {' '.join(map(_text, sections))}",
            "contents": tuple(contents),
            "page_words": _label(book, "page_of"),
            "see_page": _label(book, "see_page"),
            "references": tuple(link.get("href") for section in sections for link in _references(section)),
        }
    )


def _references(section: Element) -> Iterator[Element]:
    """Yield the links of a section after which the page is printed: those inside the book, without those of a diagram
    and those in English words under a translation, which have it already. There are none in Easy Read.
    """
    if _is_easy_read(section):
        return
    for link in section.iter("a"):
        around = {name for one in link.iterancestors() for name in one.get("class", "").split()}
        if link.get("href", "").startswith("#") and not around & {"approach", ADDED}:
            yield link


def running_book(book: Element) -> ExpectedPdf:
    """The booklet page by page. Its sections follow each other, apart from Easy Read, where each begins a page."""
    return replace(whole_book(book), runs_on=not _is_easy_read(book))


def _is_easy_read(part: Element) -> bool:
    """Say whether a book, or a part of one, is of the Easy Read text."""
    return part.xpath("string(//meta[@name='booklet.reading']/@content)") == EASY_READ


def poster(book: Element) -> ExpectedPdf:
    """The poster: the title of the page with the diagram, what the child should get, the picture of the cover, and of each
    stage its number, its name and the sentence under its title; then that the round starts again, and the foot of what
    hangs on a wall.
    """
    drawn = book.find_class("approach")[0]
    page = next(drawn.iterancestors("section"))
    again = copy.deepcopy(drawn.find_class("again")[0])
    for link in again.iter("a"):
        target = link.get("href").removeprefix("#").partition("--")[0]
        link.set("href", book.get_element_by_id(target).get("data-address"))
    stages = [
        part
        for number, stage in enumerate(book.xpath("//main/section[contains(concat(' ', @class, ' '), ' stage ')]"), 1)
        for part in (_heading(2, stage.find("h2"), f"{number} "), stage.find_class("lead")[0])
    ]
    cover = book.get_element_by_id("cover")
    title = _heading(1, page.find("h2"))
    top = [title, *cover.find_class("sub"), *cover.iterchildren("img")]
    return _on_a_wall(book, [*top, *stages, again], page.get("data-address"))


def qr_sheet(book: Element, english: Element | None = None) -> ExpectedPdf:
    """The sheet for a wall that leads to the one page of a book: its title, its title in the `english` book where that
    is another, and the sentence under it; then the foot of what hangs on a wall.
    """
    page = book.find("body").find("main").find("section")
    title = _heading(1, page.find("h2"))
    elements = [title]
    if english is not None:
        other = english.find("body").find("main").find("section").find("h2")
        if nfkc_line(_text(other)) != nfkc_line(_text(title)):
            other.tag = "p"
            other.set("lang", "en-GB")
            elements.append(other)
    return _on_a_wall(book, [*elements, page.find_class("lead")[0]], page.get("data-address"))


def _on_a_wall(book: Element, elements: list[Element], address: str) -> ExpectedPdf:
    """What hangs on a wall: its own text, which begins with its title, then the code that leads to a page, its address
    in words, and from the cover contact, date, status and what is said of the translation.
    """
    cover = book.get_element_by_id("cover")
    # English has no words on its translation
    words = [one for name in ("service", "date", "status", "translation") for one in cover.find_class(name)[:1]]
    place = lxml.html.fragment_fromstring("<p><a></a></p>")
    place.text, place[0].tail = _label(book, "page_address").split("{address}")
    place[0].text = address.removeprefix("https://")
    place[0].set("href", address)
    inside = _part(book, [*elements, place, *words], "".join(elements[0].itertext()))
    code = _code(book, address)
    return replace(inside, alternatives=(*inside.alternatives, code), one_page=True, least_letters=ON_A_WALL)


def _heading(level: int, words: Element, before: str = "") -> Element:
    """Return a heading with the words of another, and what comes before them."""
    made = copy.deepcopy(words)
    made.tag, made.tail = f"h{level}", None
    if made.get("lang") and before:
        made = lxml.html.Element(f"h{level}")
        inside = copy.deepcopy(words)
        inside.tag, inside.tail = "span", None
        made.append(inside)
    made.text = before + (made.text or "")
    return made


def sheet(book: Element, page: str, parts: tuple[str, ...] = (), only: str = "", lead: bool = True) -> ExpectedPdf:
    """A sheet: a page, or what is under the headings `parts` of it, or the panel under the heading `only` alone.

    With or without the sentence under the title, the `lead`.

    Its title is the first level. The foot has from the cover contact, date, status and what is said of the translation,
    then the web address of the page and the code. Links to other pages lead to the website.
    """
    book = copy.deepcopy(book)
    sections = {section.get("id"): section for section in book.find("body").find("main").iterchildren("section")}
    taken = sections[page]
    address = taken.get("data-address")
    heading = taken.find("h2")
    heading.tag = "h1"
    blocks = [part for part in taken if part is not heading and part.get("role") != "note"]
    if not lead or any("record" in part.get("class", "").split() for part in blocks):
        blocks = [part for part in blocks if part.get("class") != "lead"]
    if only:
        picture, panel = taken.find_class("title-picture"), _under(taken, f"{page}--{only}")[0]
        heading = panel.find("h3")
        panel.remove(heading)
        heading.tag = "h1"
        blocks = [*picture, panel]
    elif parts:
        first = next(at for at, part in enumerate(blocks) if part.tag == "h3")
        wanted = {id(part) for name in parts for part in _under(taken, f"{page}--{name}")}
        blocks = [part for at, part in enumerate(blocks) if at < first or id(part) in wanted]
    elements = [heading, *blocks]
    inside = {one.get("id") for element in elements for one in element.iter()}
    for element in elements:
        for link in list(element.iter("a")):
            target = link.get("href")
            if target.startswith("#") and target[1:] not in inside:
                link.set("href", sections[target[1:].partition("--")[0]].get("data-address"))
        for one in element.iter("h3", "h4", "h5", "h6"):
            one.tag = f"h{int(one.tag[1]) - 1}"
    cover = book.get_element_by_id("cover")
    foot = [found for name in ("service", "date", "status", "translation") for found in cover.find_class(name)[:1]]
    place = lxml.html.fragment_fromstring("<p><a></a></p>")
    place[0].text = address
    place[0].set("href", address)
    made = _part(book, [*elements, *foot, place], "".join(heading.itertext()))
    code = _code(book, _address(book))
    items = ((_room(item), nfkc_line(_text(item))) for block in blocks for item in block.iter("li"))
    rooms = [(kind, words) for kind, words in items if kind]
    answers, tasks = (tuple(words for kind, words in rooms if kind == wanted) for wanted in ("text", "tick"))
    letters = sorted(set(filter(str.isalpha, _text(book.find("body").find("main")))))
    # A field is no use in a language with letters that readers do not show, or do not join, when people type them
    shown = all(unicodedata.name(letter).startswith(TYPED) for letter in letters)
    return replace(
        made,
        alternatives=(*made.alternatives, code),
        one_page=True,
        fields=tuple((kind, words) for kind, words in rooms if shown or kind == "tick"),
        typed=f"{answers[0]} {''.join(letters)}" if answers and shown else "",
        answers=answers,
        tasks=tasks,
    )


def _room(item: Element) -> str:
    """Return what an item of a list on a sheet has room for: "text" under what a record asks for, a "tick" before a
    question to take; else "".
    """
    if "record" in _classes(item.getparent()):
        return "text"
    return "tick" if any("ask" in _classes(around) for around in item.iterancestors()) else ""


def _classes(element: Element) -> list[str]:
    return element.get("class", "").split()


def _under(page: Element, name: str) -> list[Element]:
    """Return the heading of a page that has an id, with what follows it to the next; or the panel that it names."""
    found: list[Element] = []
    for part in page:
        if part.get("aria-labelledby") == name:
            return [part]
        if part.get("id") == name:
            found = [part]
        elif found and (part.tag in ("h2", "h3") or part.get("aria-labelledby")):
            break
        elif found:
            found.append(part)
    return found


def folded_book(book: Element) -> ExpectedPdf:
    """The booklet to fold: the whole book, two pages on a side."""
    return replace(whole_book(book), folded=True)


def short_booklet(book: Element, short: Short, folded: bool = False) -> ExpectedPdf:
    """The short booklet, page by page or two pages on a side: cover, the guide in short with the diagram in its middle,
    and the back cover.

    Links to what is not in it lead to the web pages. It has at most 12 pages in English, and 16 in any language.
    """
    book = copy.deepcopy(book)
    body = book.find("body")
    cover, imprint = book.get_element_by_id("cover"), book.get_element_by_id("imprint")
    page, drawn = book.get_element_by_id(short.page), body.find_class("approach")[0]
    addresses = {section.get("id"): section.get("data-address") for section in body.iter("section")}
    middle = lxml.html.Element("section")
    title = lxml.html.Element("h3")
    title.text = next(drawn.iterancestors("section")).find("h2").text_content()
    middle.extend([title, drawn])
    following = book.get_element_by_id(f"{short.page}--{short.diagram_before}")
    following.addprevious(middle)
    lines = list(imprint.iterchildren("p"))
    web = [
        line for line in lines if line.find("bdi/a") is not None and line.find("bdi/a").get("href") == _address(book)
    ]
    stamp = lxml.html.Element("p")
    stamp.text = _label(book, "stamp")
    back = [
        *cover.find_class("service")[:1],
        *web[:1],
        stamp,
        *(found for name in ("date", "status", "translation") for found in cover.find_class(name)[:1]),
        *lines[-1:],
    ]
    front = copy.deepcopy(cover)
    ids = {element.get("id") for part in (front, page) for element in part.iter()}
    for part in (page, *back):
        for link in list(part.iter("a")):
            target = link.get("href")
            if target.startswith("#") and target[1:] not in ids:
                address = addresses.get(target[1:].partition("--")[0])
                link.set("href", address) if address else link.drop_tag()
    inside = _part(book, [front, page, *back], book.findtext(".//title"))
    return replace(
        inside,
        alternatives=(*inside.alternatives, _code(book, _address(book))),
        page_words=_label(book, "page_of"),
        most_pages=12 if book.get("lang") == "en-GB" else 16,
        facing=(nfkc_line(title.text), nfkc_line(_text(following))),
        folded=folded,
    )


def part_of_book(book: Element, number: int) -> ExpectedPdf:
    """One of the documents that a long Easy Read book is divided into: what is of one part of the navigation."""
    sections = book.find("body").find("main").iterchildren("section")
    part = list(dict.fromkeys(section.get("data-part") for section in sections))[number - 1]
    name = _label(book, "part").replace("{number}", str(number)).replace("{name}", _label(book, f"part.{part}"))
    return whole_book(_some_sections(book, lambda section: section.get("data-part") == part, name))


def _some_sections(book: Element, is_kept: Callable[[Element], bool], name: str) -> Element:
    """Return the book with those of its sections that are kept, called by a name of their own; links to the others lead
    to their web pages.
    """
    book = copy.deepcopy(book)
    sections = list(book.find("body").find("main").iterchildren("section"))
    addresses = {section.get("id"): section.get("data-address") for section in sections}
    for section in sections:
        if not is_kept(section):
            section.drop_tree()
    ids = {element.get("id") for element in book.iter()}
    for link in list(book.find("body").iter("a")):
        target = link.get("href")
        if target.startswith("#") and target[1:] not in ids:
            link.set("href", addresses[target[1:].partition("--")[0]])
    title = book.find("head/title")
    title.text = f"{title.text}. {name}"
    line = lxml.html.Element("p")
    line.text = name
    book.get_element_by_id("cover").find("p").addnext(line)
    return book


def both_languages(book: Element, english: Element | None = None, meeting: Meeting | None = None) -> ExpectedPdf:
    """The book, or what a `meeting` needs of it, and after each piece of it the same in English.

    Without the `english` book the pieces are there in the language of the book alone.
    """
    if meeting is not None:
        book, english = (one if one is None else _about_meetings(one, meeting) for one in (book, english))
    if english is not None:
        book = copy.deepcopy(book)
        pieces, others = list(_pieces(book.find("body"))), list(_pieces(english.find("body")))
        if len(pieces) != len(others):
            raise BookletError(
                f"The book in {book.get('lang')} has {len(pieces)} pieces of text, and the English one {len(others)}.",
                "Build both books again.",
            )
        for piece, other in zip(pieces, others, strict=True):
            if nfkc_line(_own_text(piece)) != nfkc_line(_own_text(other)) and not piece.xpath(ENGLISH_BELOW):
                _add_english(piece, other)
    return whole_book(book)


def _about_meetings(book: Element, meeting: Meeting) -> Element:
    def is_kept(section: Element) -> bool:
        return section.get("data-part") in meeting.parts or section.get("id") in meeting.pages

    return _some_sections(book, is_kept, _label(book, "meetings"))


def _pieces(root: Element) -> Iterator[Element]:
    """Yield what has words of its own, in order; a diagram is one piece."""
    for element in root.iter(lxml.etree.Element):
        around = set(" ".join(one.get("class", "") for one in element.iterancestors() if one.tag != "bdi").split())
        classes = set(element.get("class", "").split()) if element.tag != "bdi" else set()
        if around & ALONE or classes & ALONE - {"approach"}:
            continue
        if "approach" in classes or (element.tag in PIECES and nfkc_line(_own_text(element))):
            yield element


def _own_text(element: Element) -> str:
    """Return the words of an element that no block inside it holds; of a diagram, all."""
    if "approach" in element.get("class", "").split():
        return _text(element)
    return (element.text or "") + "".join(
        ("" if _holds_block(child) else "".join(child.itertext())) + (child.tail or "") for child in element
    )


def _holds_block(element: Element) -> bool:
    return any(inside.tag in BLOCKS for inside in element.iter())


def _add_english(piece: Element, other: Element) -> None:
    """Add the English words after a heading, a paragraph or a diagram, and to the end of the words of another piece."""
    added = copy.deepcopy(other)
    added.tail = ""
    drawn = "approach" in piece.get("class", "").split()
    if not drawn:
        for inside in [child for child in added if _holds_block(child)]:
            inside.drop_tree()
        for image in list(added.iter("img")):
            image.drop_tree()
        added.set("class", ADDED)
    added.set("lang", "en-GB")
    for inside in added.iter():
        inside.attrib.pop("id", None)
    if drawn or re.fullmatch("h[1-6]|p", piece.tag):
        added.tag = added.tag if drawn else "p"
        piece.addnext(added)
        return
    added.tag = "div"
    blocks = [child for child in piece if _holds_block(child)]
    if blocks:
        blocks[0].addprevious(added)
    else:
        piece.append(added)


# Which part of the book goes into a PDF of each format, or of one file of a format ("format variant")
PARTS: dict[str, Callable[..., ExpectedPdf]] = {
    "pdf": running_book,
    "poster": poster,
    "large-print": running_book,
    "booklet fold": folded_book,
    "booklet pages": running_book,
    "sheet qr": qr_sheet,
}


def part_maker(format_name: str, variant: str, booklet: Booklet) -> Callable[..., ExpectedPdf] | None:
    """Return what gives the part of a booklet's book for a file, from the book, and for two languages from the English
    one too; None where it is not known.
    """
    if format_name == "pdf" and (part := PART.fullmatch(variant)):
        return partial(part_of_book, number=int(part[1]))
    if format_name == BILINGUAL:
        return partial(both_languages, meeting=booklet.meeting if variant == "meeting" else None)
    if format_name == "sheet" and (wanted := booklet.sheets.get(variant)):
        return partial(sheet, page=wanted.page, parts=wanted.parts, only=wanted.only, lead=wanted.lead)
    if format_name == "short-booklet" and (short := booklet.short):
        return partial(short_booklet, short=short, folded=variant == "fold")
    return PARTS.get(f"{format_name} {variant}") or PARTS.get(format_name)


def _label(book: Element, name: str) -> str:
    return book.xpath("string(//meta[@name=$name]/@content)", name=f"booklet.label.{name}")


def _address(book: Element) -> str:
    return book.xpath("string(//meta[@name='booklet.address']/@content)")


def _code(book: Element, address: str) -> str:
    """Return the alternative text of a code that leads to an address."""
    return nfkc_line(_label(book, "qr").replace("{web_address}", address))


def _part(book: Element, elements: list[Element], title: str) -> ExpectedPdf:
    everything = [inside for element in elements for inside in element.iter() if isinstance(inside.tag, str)]
    return ExpectedPdf(
        title=nfkc_line(title),
        language=book.get("lang"),
        right_to_left=book.get("dir") == "rtl",
        headings=tuple((int(e.tag[1]), nfkc_line(_text(e))) for e in everything if re.fullmatch("h[1-6]", e.tag)),
        links=tuple((nfkc_line(_text(e)), e.get("href")) for e in everything if e.tag == "a" and e.get("href")),
        lists=tuple((e.tag, _entries(e)) for e in everything if e.tag in ("ul", "ol", "dl")),
        alternatives=tuple(nfkc_line(e.get("alt")) for e in everything if e.tag == "img" and e.get("alt")),
        pictures=tuple(e.get("src") for e in everything if e.tag == "img"),
        languages=tuple((e.get("lang"), nfkc_line(_text(e))) for e in everything if e.get("lang")),
        words=" ".join(map(_text, elements)),
    )


def _entries(listed: Element) -> int:
    """Return the number of entries: items, or in a list of words the groups of terms with what they mean."""
    if listed.tag != "dl":
        return len(listed.findall("li"))
    tags = [child.tag for child in listed]
    return sum(tag == "dt" and before != "dt" for tag, before in zip(tags, [None, *tags], strict=False))


def _text(element: Element) -> str:
    """Return the words of an element, with a space where a block begins or ends."""

    def parts(inside: Element) -> Iterator[str]:
        if not isinstance(inside.tag, str):
            return
        edge = " " if inside.tag in BLOCKS or inside.tag == "br" else ""
        yield edge + (inside.text or "")
        for child in inside:
            yield from parts(child)
            yield child.tail or ""
        yield edge

    return "".join(parts(element))
