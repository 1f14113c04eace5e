"""What a run of the website needs, and what it gathers on the way."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from booklet.book.model import Book
from booklet.formats.base import Edition, MissingEdition
from booklet.project import Project
from booklet.site import headers
from booklet.source import check_record, people_tests
from booklet.source.booklets import Booklet
from booklet.source.check_record import CheckRecord
from booklet.source.languages import Language
from booklet.source.people_tests import PeopleTest
from booklet.source.pictures import Picture, Recipe, compose, drawings_folder
from booklet.source.service.choices import Choices, all_choices
from booklet.source.service.facts import Fact, Facts
from booklet.source.service.own_sentences import OwnSentence
from booklet.source.service.settings import DAYS, Settings
from booklet.translation.catalogue import Translations
from booklet.translation.messages import Messages
from booklet.translation.status import Status, status
from booklet.translation.words import Words

MakeEditions = Callable[[Language, Sequence[Book]], tuple[Sequence[Edition], Sequence[MissingEdition]]]


@dataclass
class BuildContext:
    """What a run needs, and what it gathers.

    `make_editions` is called once for each language, when its pages are finished, with its books. `books` is the folder
    that they and their pictures are written to; where it is None there are no books.
    """

    project: Project
    settings: Settings
    languages: Sequence[Language]
    labels: dict[str, str]
    facts: Facts
    recipes: dict[str, Recipe]
    booklets: Sequence[Booklet]
    translations: dict[str, Translations]
    day: date
    make_editions: MakeEditions
    books: Path | None = None
    rendered: Sequence[Language] = ()  # the languages of this run, the source first; all of them where it is empty
    is_part: bool = False  # what is made once for the whole site, its icons and its sitemap, is made elsewhere
    drops_source: bool = False  # of the source only messages and books are needed: its pages are made elsewhere
    content_policy: str = headers.META_POLICY
    messages: Messages = field(default_factory=Messages)
    own_sentences: Sequence[OwnSentence] = ()
    record: CheckRecord | None = None  # of the last run of all checks
    people_tests: tuple[PeopleTest, ...] = ()  # those that were done
    editions: list[Edition] = field(default_factory=list)
    absent: list[MissingEdition] = field(default_factory=list)
    pictures: dict[str, Picture] = field(default_factory=dict)  # by file name
    beside_books: set[str] = field(default_factory=set)  # file names of the pictures that are there
    composed: dict[tuple[str, str], Picture] = field(
        default_factory=dict
    )  # by name in content/pictures.yml and direction
    urls: dict[str, dict[str, str]] = field(default_factory=dict)  # page → language → address in the site
    english: dict[tuple[str, str], Book] = field(
        default_factory=dict
    )  # by booklet and reading: the books of the source, which comes first
    known_states: dict[tuple[str, int], Status] = field(default_factory=dict, init=False)  # by tag and messages
    known_words: dict[str, Words] = field(default_factory=dict, init=False)  # by tag: each page asks for all languages

    @property
    def source(self) -> Language:
        return self.languages[0]

    def picture(self, key: str, language: Language) -> Picture:
        """Return a picture as readers of a language see it, and remember that the site needs it."""
        order = key, language.direction
        if order not in self.composed:
            one = self.composed[order] = compose(key, self.recipes, drawings_folder(), language.direction == "rtl")
            self.pictures[one.key] = one
        return self.composed[order]

    def new_pictures(self) -> dict[str, Picture]:
        """Return the pictures that came in since this was called last: they have to be put beside the books."""
        new = {key: one for key, one in self.pictures.items() if key not in self.beside_books}
        self.beside_books.update(new)
        return new

    def words(self, language: Language) -> Words:
        if language.tag not in self.known_words:
            self.known_words[language.tag] = Words(
                self.labels, self.all_facts(language), self.translations[language.tag], self.choices
            )
        return self.known_words[language.tag]

    def status(self, language: Language) -> Status:
        """Return how far a language covers the English messages met so far."""
        order = language.tag, len(self.messages)
        if order not in self.known_states:
            self.known_states[order] = status(self.messages, self.translations[language.tag])
        return self.known_states[order]

    @property
    def choices(self) -> Choices:
        """The answers of the service, with those that follow from its facts and settings."""
        settings = self.settings
        recorded = check_record.answers(self.record) | people_tests.answers(self.people_tests)
        return all_choices(
            settings.choices,
            self.facts,
            bool(settings.hours),
            settings.approved is not None,
            settings.offline,
            recorded,
        )

    def all_facts(self, language: Language) -> Facts:
        """Return the facts of service/facts.yml, and those that follow from the settings and the record
        (COMPUTED_FACTS).
        """
        address = self.settings.address
        run = language.date(self.record.day) if self.record else ""
        return self.facts.extended(
            *(Fact(day, "text", language.date(getattr(self.settings, day))) for day in DAYS),
            Fact("web_address", "web", address, address),
            Fact("service_hours", "text", language.hours(self.settings.hours)),
            Fact("recorded_run", "text", run),
        )


def home_url(language: Language, source: Language) -> str:
    """Return the address in the site of a language's start page: the source language has the root."""
    return "" if language == source else f"{language.tag}/"
