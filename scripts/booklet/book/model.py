"""The book: all pages of one reading in one language as one semantic HTML document, from which every format is made."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import chain, count
from pathlib import Path
from urllib.parse import urldefrag, urljoin

from lxml import html as lxml_html
from markupsafe import Markup

from booklet.errors import BookletError
from booklet.markdown.letters import ON_SCREEN
from booklet.source.booklets import Booklet, Reading
from booklet.source.front_matter import EASY_READ
from booklet.source.languages import Language
from booklet.source.placeholders import fill, isolated
from booklet.source.service.settings import Settings
from booklet.translation.words import Words

# Attributes that name an id elsewhere in the page
ID_REFERENCES = ("aria-labelledby", "aria-describedby", "for")
# A page becomes a section, one level down; what is behind a tap on a page is open in a book
BOOK_TAGS = {"h2": "h3", "h3": "h4", "h4": "h5", "h5": "h6", "details": "div", "summary": "p"}
# The labels that formats fill in themselves
LABELS = ("document.", "audio.", "braille.")
# What the parts of a book that are no page are called, in it and in the files made of it
RESERVED = ("cover", "imprint", "contents", "nav", "opening")


# The labels of the lines that a reading has at the end of its book before all others
ABOUT = {"standard": (), EASY_READ: ("easy_read.untested", "easy_read.points", "easy_read.full_web")}


@dataclass(frozen=True)
class BookPage:
    """A finished page.

    `slug` is its file name without ending, `part` its part of the navigation, `url` its address in the site
    ("plan/"), `content` the HTML of its body.
    """

    slug: str
    part: str
    url: str
    title: Markup
    description: Markup
    content: str
    stage: str | None = None
    picture: str | None = None


@dataclass(frozen=True)
class Book:
    """One text in one language, as data: what every format is made from.

    `language` is a BCP 47 tag, `direction` "ltr" or "rtl", `description` its subtitle, `author` the service, `address`
    the web address of the language's start page, `day` the date of the source. `labels` are the words around the text
    by name ("contents", "audio.voice"), in the language of the book; formats fill the names in braces in them.
    `parts` are the parts of the navigation that its pages belong to, in order; their names are labels ("part.guide").
    `running_title` is what the foot of a page says in place of a title that is too long for it ("": the title).
    `booklet` is what the site says of the booklet whose text it is. `english` is the same reading in the source language,
    for formats with both (None: this is it).
    `html` is the whole document; its relative addresses start from `folder`. Its head repeats the other fields for
    those who have only the file, as the checks do. No format reads them there.
    """

    language: str
    direction: str
    reading: str
    title: str
    html: str
    folder: Path
    description: str
    author: str
    address: str
    day: date
    labels: Mapping[str, str] = field(hash=False)
    parts: tuple[str, ...] = ()
    running_title: str = ""
    booklet: Booklet = field(kw_only=True)
    english: Book | None = field(default=None, repr=False)

    def label(self, name: str, /, **values: object) -> str:
        """Return a word of the document's own furniture ("Contents"); `values` take the place of their names in braces.

        Raises BookletError if the book has no such label.
        """
        if name not in self.labels:
            raise BookletError(f"The book has no label “{name}”.", "It is missing: look in content/labels.yml.")
        return fill(self.labels[name], values)


def _id(slug: str, fragment: str) -> str:
    """Return the id that a page's element has in the book, where many pages meet."""
    return f"{slug}--{fragment}" if fragment else slug


def _section(
    page: BookPage, pages: Mapping[str, BookPage], root_address: str, words: Words, picture: Mapping[str, str]
) -> Markup:
    """Return a page as a section of the book."""
    fragments = lxml_html.fragment_fromstring(page.content, create_parent="div")
    here = urljoin(root_address, page.url)
    for element in fragments.xpath(f"//*[contains(concat(' ', @class, ' '), ' {ON_SCREEN} ')]"):
        element.drop_tree()
    for element in fragments.iter():
        if not isinstance(element.tag, str):
            continue
        element.tag = BOOK_TAGS.get(element.tag, element.tag)
        if element.get("id"):
            element.set("id", _id(page.slug, element.get("id")))
        for name in ID_REFERENCES:
            if element.get(name):
                element.set(name, " ".join(_id(page.slug, one) for one in element.get(name).split()))
        if element.tag == "a" and element.get("href"):
            address = urljoin(here, element.get("href"))
            target, fragment = urldefrag(address)
            inside = pages.get(target.removeprefix(root_address)) if target.startswith(root_address) else None
            element.set("href", f"#{_id(inside.slug, fragment)}" if inside else address)
        if element.tag == "img":
            element.set("src", picture[Path(element.get("src")).stem])
    body = Markup(
        (fragments.text or "") + "".join(lxml_html.tostring(child, encoding="unicode") for child in fragments)
    )
    opening = Markup(
        '<section class="page{stage}" id="{slug}" data-part="{part}" data-address="{here}">\n<h2>{title}</h2>\n'
    ).format(
        stage=f" stage {page.stage}" if page.stage else "", slug=page.slug, part=page.part, here=here, title=page.title
    )
    if page.picture:
        opening += Markup('<img class="title-picture" src="{src}" alt="">\n').format(src=picture[page.picture])
    opening += Markup('<p class="lead">{}</p>\n').format(page.description)
    return opening + body + Markup("\n</section>\n")


def _with_own_names(pages: Sequence[BookPage]) -> list[BookPage]:
    """Return pages of which no two have one name, and none that of another part of the book.

    Where the file name alone would not do, the folders of the page's address come before it, and then a number. Names
    are ids in the book, and files in an e-book: with one name twice, one page would take the place of the other.
    """
    taken = set(RESERVED)
    named = []
    for page in pages:
        path = "-".join(part for part in page.url.split("/") if part) or page.slug
        names = chain((page.slug, path), (f"{path}-{number}" for number in count(2)))
        name = next(name for name in names if name not in taken)
        taken.add(name)
        named.append(page if name == page.slug else replace(page, slug=name))
    return named


def status_words(words: Words, language: Language, settings: Settings) -> Markup:
    """Return the line that says whether the service has approved the text."""
    if settings.approved is None:
        return words.html("status.draft")
    return words.html("status.approved", name=isolated(settings.approved.by), date=language.date(settings.approved.on))


def _labels(words: Words, parts: Sequence[str]) -> dict[str, str]:
    """Return the words around the text of a book by their names; those of its parts where it has more than one."""
    labels = {key.removeprefix("document."): words.text(key) for group in LABELS for key in words.keys(group)}
    labels["meetings"] = words.text("formats.bilingual_meeting")
    labels["page_address"] = words.text("print.address")
    # What draws a code knows where it leads: to this book, or to a page of it
    labels["qr"] = words.text("document.qr", web_address="{web_address}")
    if len(parts) > 1:
        labels |= {f"part.{part}": words.text(f"nav.{part}") for part in parts}
        labels["part"] = words.text("easy_read.part")
    return labels


def _cover(
    frame: Reading, words: Words, picture: str, checked: Markup, status: Markup, translation: Sequence[Markup]
) -> Markup:
    """Return the cover; `picture` is the address of its picture, `translation` what is said of the translation."""
    return Markup(
        '<header class="cover" id="cover">\n<h1>{title}</h1>\n<p class="sub">{sub}</p>\n<img src="{picture}" alt="">\n'
        '<p class="audience">{audience}</p>\n<p class="date">{checked}</p>\n'
        '<p class="service">{service} <bdi dir="ltr">{phone}</bdi></p>\n'
        '<p class="status">{status}</p>\n{translation}</header>\n'
    ).format(
        title=words.html(frame.name),
        sub=words.html(frame.subtitle),
        picture=picture,
        audience=words.html(frame.audience),
        checked=checked,
        service=words.html("service"),
        phone=words.facts["phone"].shown,
        status=status,
        translation=Markup('<p class="translation">{}</p>\n').format(Markup(" ").join(translation))
        if translation
        else "",
    )


def _imprint(
    about: Sequence[str], words: Words, address: str, checked: Markup, status: Markup, translation: Sequence[Markup]
) -> Markup:
    """Return the lines at the end of a book; `about` are the labels of those that come first in its reading."""
    web = Markup('<bdi dir="ltr"><a href="{address}">{address}</a></bdi>').format(address=address)
    contact = Markup('{service} <bdi dir="ltr">{phone}</bdi> <bdi dir="ltr">{email}</bdi>').format(
        service=words.html("service"), phone=words.facts["phone"].shown, email=words.facts["email"].shown
    )
    # English has no such lines: a book in two languages has to know them
    marked = [Markup('<p class="translation">{}</p>').format(line) for line in translation]
    return Markup("\n").join(
        line if line in marked else Markup("<p>{}</p>").format(line)
        for line in (
            *(words.html(key, web_address=web) for key in about),
            words.html("status.disclaimer"),
            status,
            checked,
            *marked,
            words.html("document.web", web_address=web),
            words.html("document.other_formats"),
            contact,
            words.html("pictures.credit"),
        )
    )


def assemble(
    pages: Sequence[BookPage],
    booklet: Booklet,
    language: Language,
    reading: str,
    words: Words,
    settings: Settings,
    day: date,
    home: str,
    translation: Sequence[Markup],
    picture: Mapping[str, str],
    folder: Path,
    english: Book | None = None,
) -> Book:
    """Return the book of `pages` of a booklet in their order.

    `home` is the address of the language's start page in the site ("" or "pl/"), `day` the date of the source,
    `translation` the sentences on how it was translated, `picture` the address of each picture as seen from `folder`,
    `english` the same reading in the source language (None: this is it).
    """
    frame = booklet.readings[reading]
    pages = _with_own_names(pages)
    by_url = {page.url: page for page in pages}
    address = urljoin(settings.address, home)
    title, description, author = words.text(frame.name), words.text(frame.subtitle), words.text("service")
    parts = tuple(dict.fromkeys(page.part for page in pages))
    labels = _labels(words, parts)
    meta = {
        "description": description,
        "author": author,
        "dcterms.created": day.isoformat(),
        "dcterms.modified": day.isoformat(),
        "booklet.reading": reading,
        "booklet.address": address,
        **{f"booklet.label.{name}": label for name, label in labels.items()},
    }
    status = status_words(words, language, settings)
    checked = words.html("status.checked", date=language.date(settings.last_checked))
    document = Markup(
        '<!doctype html>\n<html lang="{tag}" dir="{direction}">\n<head>\n<meta charset="utf-8">\n'
        "<title>{title}</title>\n"
        "{head}</head>\n<body>\n{cover}<main>\n{sections}</main>\n"
        '<footer class="imprint" id="imprint">\n<h2>{imprint_title}</h2>\n{imprint}\n</footer>\n</body>\n</html>\n'
    ).format(
        tag=language.tag,
        direction=language.direction,
        title=title,
        head=Markup("").join(
            Markup('<meta name="{}" content="{}">\n').format(name, content) for name, content in meta.items()
        ),
        cover=_cover(frame, words, picture[booklet.cover], checked, status, translation),
        sections=Markup("").join(_section(page, by_url, settings.address, words, picture) for page in pages),
        imprint_title=words.html("document.imprint"),
        imprint=_imprint(ABOUT[reading], words, address, checked, status, translation),
    )
    return Book(
        language.tag,
        language.direction,
        reading,
        title,
        str(document),
        folder,
        description,
        author,
        address,
        day,
        labels,
        parts,
        booklet=booklet,
        english=english,
    )
