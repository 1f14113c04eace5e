"""The MkDocs plugin: joins the project's text, words, pictures and editions to MkDocs' events."""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import Any, cast
from urllib.parse import urljoin

from jinja2 import FileSystemBytecodeCache, FunctionLoader, pass_context
from markupsafe import Markup, escape
from mkdocs.exceptions import Abort
from mkdocs.plugins import BasePlugin
from mkdocs.structure.nav import Navigation, Section
from mkdocs.structure.pages import Page
from mkdocs.utils import get_relative_url, normalize_url

from booklet.book.model import Book, BookPage, assemble, status_words
from booklet.formats import FORMATS, GROUPS
from booklet.formats.base import ENGLISH_ALREADY, PART, Edition, MissingEdition
from booklet.markdown import BookletMarkdown, PageState
from booklet.markdown.letters import FILE_PLACE
from booklet.project import is_clutter
from booklet.site import headers, offline, search, servers, spoken
from booklet.site.context import BuildContext, home_url
from booklet.site.recordings import write_recordings
from booklet.site.sitemap import sitemap
from booklet.site.social_image import SHARE_PICTURE, icons
from booklet.source import tokens
from booklet.source.addresses import mail_link
from booklet.source.booklets import Booklet, booklet_of, find_booklet
from booklet.source.front_matter import (
    EASY_READ,
    READINGS,
    STAGES,
    easy_read_page,
    reading_of,
)
from booklet.source.languages import Language
from booklet.source.pictures import Picture
from booklet.source.renamed import read_renamed
from booklet.source.search_words import read_search_words
from booklet.source.service import look
from booklet.source.service.own_sentences import with_own_sentences
from booklet.source.text import fold, normalised
from booklet.translation import notice
from booklet.translation.messages import SOURCE_ATTRIBUTES, Message
from booklet.translation.words import Words, fact_markup

# The part of the navigation about the guide itself
ABOUT = "about"
PICTURES = "assets/pictures"
NOT_BY_HAND = (
    "MkDocs alone cannot make this site. Use “python3 scripts/build.py” to build it, "
    "or “booklet serve” to see it while you write."
)
MINISEARCH = Path("node_modules/minisearch")
# A title of more letters, or with a longer word, is set smaller on a phone: the text begins below it
MOST_LETTERS, MOST_LETTERS_OF_WORD = 30, 14


class BookletPlugin(BasePlugin):
    """Join the project's text, words, pictures and editions to MkDocs' events."""

    def __init__(self) -> None:
        super().__init__()
        self.rendering: BuildContext  # render_site sets it before the first event
        self.markdown = BookletMarkdown()

    def on_config(self, config):
        if not hasattr(self, "rendering"):  # somebody has typed "mkdocs build" or "mkdocs serve"
            raise Abort(NOT_BY_HAND)
        # The language being built, and what is true of it
        i18n = config.plugins["i18n"]
        if i18n.current_language is None:
            i18n.current_language = self.rendering.source.tag
        self.language = next(one for one in self.rendering.languages if one.tag == i18n.current_language)
        self.words = self.rendering.words(self.language)
        self.translations = self.rendering.translations[self.language.tag]
        # In place of what MkDocs adds unasked, such as tables: the checks of the text would not see it
        config.markdown_extensions = [self.markdown]
        config.theme.static_templates.discard("sitemap.xml")
        return config

    @cached_property
    def styles(self) -> dict[str, bytes]:
        """Return the site's own styles and scripts by file name."""
        root, folder = self.rendering.project.root, self.rendering.project.docs / "assets"
        own_styles = self._token_file.parent
        # Tokens first, then the site, then what builds on it
        order = ("tokens.css", "site.css")
        styles = sorted(
            self.rendering.project.written(own_styles, "*.css"),
            key=lambda path: (path.name not in order, path.name != order[0], path.name),
        )
        files = {"site.css": b"".join(path.read_bytes() for path in styles)}
        scripts = self.rendering.project.written(folder / "scripts", "*.js")
        files |= {path.name: path.read_bytes() for path in scripts if path.name != offline.WORKER}
        files["spoken.json"] = json.dumps(spoken.spoken(self.rendering), ensure_ascii=False).encode()
        files["minisearch.js"] = (root / MINISEARCH / "dist" / "es" / "index.js").read_bytes()
        files["minisearch-licence.txt"] = (root / MINISEARCH / "LICENSE.txt").read_bytes()
        return files

    @property
    def _token_file(self) -> Path:
        return look.token_file(self.rendering.project, self.rendering.settings.colours)

    @cached_property
    def assets_url(self) -> str:
        """The folder of styles and scripts: a new one whenever one of them changes, so that browsers can keep it."""
        digest = hashlib.sha256(b"\0".join(name.encode() + b"\0" + data for name, data in sorted(self.styles.items())))
        return f"{headers.UNCHANGING}{digest.hexdigest()[:12]}"

    def on_files(self, files, config):
        """Keep pages and icons; the theme's own styles and scripts are not used, and ours are bundled."""
        for file in list(files):
            is_ours = file.is_documentation_page() or file.src_uri.startswith("assets/icons/")
            if not is_ours or is_clutter(Path(file.src_uri), Path()):
                files.remove(file)
        return files

    # Pages

    def on_page_markdown(self, markdown, page, config, files):
        path = f"{config.docs_dir}/{page.file.src_uri}"
        name = self.rendering.project.relative(Path(path))
        for key in ("title", "description"):
            message = Message(fold(page.meta[key]), key, name, 1)
            self.rendering.messages.add(message)
            translation = self.translations.get(message.text, key)
            page.meta[f"{key}_english"] = message.text
            page.meta[key] = translation or message.text
            page.meta[f"{key}_marked"] = _marked(page.meta[key], translation is not None)
        self.markdown.state = PageState(
            self.translations,
            self.words,
            self.words.facts,
            self.rendering.messages,
            lambda key: self._placed(key, page.url),
            name,
            normalised(Path(path).read_text(encoding="utf-8")),
        )
        return with_own_sentences(normalised(markdown), page.file.src_uri, self.rendering.own_sentences)

    def _placed(self, key: str, seen_from: str) -> tuple[str, Picture]:
        one = self.rendering.picture(key, self.language)
        return get_relative_url(f"{PICTURES}/{one.key}.svg", seen_from), one

    def on_nav(self, nav, config, files):
        self.nav = nav
        self.search_words = read_search_words(
            self.rendering.project, self.language, [page.file.src_uri for page in nav.pages]
        )
        return nav

    def _picture_of(self, page: Page) -> str | None:
        """Return the file name, without its ending, of the picture in a page's title; None where it has none."""
        key = page.meta.get("picture")
        return self.rendering.picture(key, self.language).key if key else None

    def _book(self, booklet: Booklet, reading: str, books: Path) -> Book:
        """Write the book of a reading to the folder `books` from the finished pages of this language, and return it."""
        rendering, folder = self.rendering, books / self.language.tag
        pages = [
            BookPage(
                slug=Path(page.file.src_uri).stem,
                part=part,
                url=page.url,
                title=page.meta["title_marked"],
                description=page.meta["description_marked"],
                content=page.content or "",
                stage=page.meta.get("stage"),
                picture=self._picture_of(page),
            )
            for part, page in _parts(self.nav)
            if part in booklet.readings[reading].parts
        ]
        rendering.picture(booklet.cover, self.language)
        pictures = {key: f"../pictures/{key}.svg" for key in rendering.pictures}
        book = assemble(
            pages,
            booklet,
            self.language,
            reading,
            self.words,
            rendering.settings,
            rendering.day,
            home_url(self.language, rendering.source) + (f"{booklet.folder}/" if booklet.folder else ""),
            notice.lines(self.words, self.language, self.translations),
            pictures,
            folder,
            rendering.english.get((booklet.id, reading)),
        )
        if self.translations.is_source:
            rendering.english[booklet.id, reading] = book
        _write_pictures(rendering.new_pictures(), books / "pictures")
        _write(folder / booklet.book_file(reading), book.html.encode())
        return book

    def on_env(self, env, config, files):
        rendering = self.rendering
        # Everything that a template prints is text, unless its type says that it is markup. Jinja's cache does not know
        # how a template was compiled: the folder says so.
        env.autoescape = True
        cache = rendering.project.build / "cache" / "templates-escaped"
        cache.mkdir(parents=True, exist_ok=True)
        env.bytecode_cache = FileSystemBytecodeCache(str(cache))
        self.same_subjects = _same_subjects(self.nav.pages)
        for page in files.documentation_pages():
            rendering.urls.setdefault(page.src_uri, {})[self.language.tag] = page.url
        books = (
            [self._book(booklet, reading, rendering.books) for booklet in rendering.booklets for reading in READINGS]
            if rendering.books
            else []
        )
        editions, absent = rendering.make_editions(self.language, books)
        rendering.editions += editions
        rendering.absent += absent
        self.recordings = write_recordings(editions, books, Path(config.site_dir))
        env.globals.update(self._context(editions, absent))
        if rendering.drops_source and self.language == rendering.source:
            # MkDocs writes no file for an empty page
            env.loader, env.bytecode_cache = FunctionLoader(lambda name: ""), None
        return env

    def _context(self, editions: Sequence[Edition], absent: Sequence[MissingEdition]) -> dict[str, Any]:
        """Return what every template of this language may use. handbook/developing.md lists it under "Templates"."""
        rendering, language, words = self.rendering, self.language, self.words
        settings = rendering.settings

        @pass_context
        def asset(context, name: str) -> str:
            return normalize_url(f"{self.assets_url}/{name}", context.get("page"), context["base_url"])

        @pass_context
        def picture(context, key: str, alt: str = "", lazy: bool = True) -> Markup:
            one = rendering.picture(key, language)
            url = normalize_url(f"{PICTURES}/{one.key}.svg", context.get("page"), context["base_url"])
            loading = Markup(' loading="lazy"') if lazy else ""
            return Markup('<img src="{}" width="{}" height="{}" alt="{}"{}>').format(
                url, one.width, one.height, alt, loading
            )

        @pass_context
        def search_index(context, reading: str = "") -> str:
            page = context.get("page")
            return normalize_url(_index_url(language, reading or _reading(page)), page, context["base_url"])

        foreign = not self.translations.is_source
        there = {one.format for one in editions}
        return {
            "language": language,
            "label": words.html,
            "label_text": words.text,
            "fact": lambda name: fact_markup(words.facts[name], foreign),
            "fact_text": lambda name: words.facts[name].shown,
            "picture": picture,
            "asset": asset,
            "search_index": search_index,
            "stage_numbers": {stage: number for number, stage in enumerate(STAGES, 1)},
            "title_of": lambda page: page.meta["title_marked"],
            "description_of": lambda page: page.meta["description_marked"],
            "editions": [self._edition(one) for one in editions],
            "groups": GROUPS,
            "recorded": bool(self.recordings),
            "absent": [
                *dict.fromkeys(
                    one.format for one in absent if one.format not in there and one.reason != ENGLISH_ALREADY
                )
            ],
            "chosen": words.choices.has,
            "ring_in_english": self._ring_in_english(),
            "settings": settings,
            "status_line": status_words(words, language, settings),
            "checked_date": language.date(settings.last_checked),
            "theme_colours": self._theme_colours(),
            "manifest_url": offline.manifest_url(language),
            "content_policy": rendering.content_policy,
            "share_picture": urljoin(settings.address, SHARE_PICTURE),
            "statuses": [self._status(one) for one in rendering.languages],
            "last_check": rendering.record,
            "people_tests": [(one, rendering.source.date(one.day)) for one in rendering.people_tests],
            "alternates": [self._home(one) for one in rendering.languages],
            "readings": [*READINGS],
            "form": self._form(),
            "language_preview": self._language_preview,
            "booklets": rendering.booklets,
            **self._of_booklet(rendering.booklets[0]),
        }

    def _of_booklet(self, booklet: Booklet) -> dict[str, Any]:
        """Return what a template knows of the booklet of its page; a page of no booklet has the first."""
        first_part = booklet.readings["standard"].parts[0]
        return {
            "booklet": booklet,
            "guide_start": next(page for part, page in _parts(self.nav) if part == first_part),
        }

    def _languages_to_find(self) -> list[search.SearchPage]:
        """Return the start pages of the other languages, which are found by their names in this one and in English."""
        source = self.rendering.source
        return [
            search.SearchPage(
                home_url(one, source),
                one.name,
                "",
                {"": tuple(dict.fromkeys((one.name_in(self.language.tag), one.name_in(source.tag))))},
            )
            for one in self.rendering.languages
            if one != self.language
        ]

    def _ring_in_english(self) -> str:
        """Return what a reader of this language can say in English on the phone; "" for readers of English."""
        if self.translations.is_source:
            return ""
        english = self.rendering.source
        return self.rendering.words(english).text("help.ring.sentence", language=self.language.name_in(english.tag))

    def _theme_colours(self) -> dict[str, str]:
        colours = self._token_file
        return {
            "light": tokens.token(colours, "paper"),
            "dark": tokens.token(colours, "paper", tokens.DARK),
        }

    def _language_preview(self) -> list[dict[str, str]]:
        """Return the other languages as the closed menu shows them, in the order of locales/languages.yml.

        On a phone only the first have room: that order puts first what most readers of the service need. What is
        in brackets after a name is left to the open list.
        """
        return [
            {"tag": one.tag, "direction": one.direction, "name": one.name.partition(" (")[0]}
            for one in self.rendering.languages
            if one != self.language
        ]

    def _offer(self, language: Language) -> str | None:
        """Return the words that offer a page in a language to its readers, in that language.

        Only pages of the source language offer another: people who read a translation have chosen it. None where the
        words have no translation.
        """
        words = self.rendering.words(language)
        if self.language != self.rendering.source or language == self.language:
            return None
        return words.text("languages.offer") if words.is_translated("languages.offer") else None

    def _home(self, language: Language) -> dict[str, Any]:
        """Return the start page of a language, with the words of the "not found" page in it."""
        words = self.rendering.words(language)
        url = home_url(language, self.rendering.source)
        return {
            "tag": language.tag,
            "name": language.name,
            "direction": language.direction,
            "url": url or ".",
            "absolute_url": urljoin(self.rendering.settings.address, url),
            "current": language == self.language,
            "place": in_alphabet(self.rendering.languages).index(language),
            "title": words.text("not_found.title"),
            "link": words.text("not_found.home"),
        }

    def _status(self, language: Language) -> dict[str, Any]:
        """Return how far a language is translated, and who has reviewed it. Every English message is known by now."""
        translations = self.rendering.translations[language.tag]
        one = self.rendering.status(language)
        reviewed_on = one.credit.reviewed_on
        return {
            "tag": language.tag,
            "name": language.name,
            "direction": language.direction,
            "source": translations.is_source,
            "done": self.language.percent(one.share),
            "reviewed_by": one.credit.reviewed_by,
            "reviewed_on": reviewed_on and self.language.date(reviewed_on),
        }

    def _edition(self, edition: Edition) -> dict[str, Any]:
        entry = FORMATS[edition.format]
        booklet = find_booklet(self.rendering.booklets, edition.booklet)
        if entry.each_page:
            variant, title = replace(entry.variants[0], page=edition.variant), None
        elif edition.variant.startswith(PART):
            variant, number = entry.variants[0], int(edition.variant.removeprefix(PART))
            name = self.words.html(f"nav.{booklet.readings[edition.reading].parts[number - 1]}")
            title = self.words.html("easy_read.part", number=number, name=name)
        else:
            variant = next(one for one in entry.variants_in(booklet) if one.suffix == edition.variant)
            name = variant.named or edition.variant
            title = self.words.html(f"formats.{edition.format}{'_' if name else ''}{name}")
        if title and entry.group != "sheet" and not variant.excerpt:
            title = self.words.html("easy_read.file" if edition.reading == EASY_READ else "formats.file", format=title)
        return {
            "group": entry.group,
            "booklet_id": booklet.id,
            "reading": edition.reading,
            "format": edition.format,
            "page": variant.page and booklet.page(variant.page),
            "picture": entry.picture,
            "title": title,
            "url": edition.path,
            "type": variant.type,
            "kind": variant.kind,
            "size": self.language.megabytes(edition.bytes),
            "length": self._length(edition),
        }

    def _length(self, edition: Edition) -> Markup | None:
        """Return how long a file is in pages or minutes, None where neither means anything."""
        if edition.seconds:
            return self.words.html("formats.minutes", minutes=max(1, round(edition.seconds / 60)))
        if edition.pages:
            return (
                self.words.html("formats.page")
                if edition.pages == 1
                else self.words.html("formats.pages", pages=edition.pages)
            )
        return None

    def on_page_content(self, html, page, config, files):
        page.meta["untranslated"] = self.markdown.state.untranslated
        return html

    def on_page_context(self, context, page, config, nav):
        rendering = self.rendering
        urls = _all_urls(page, self.language, rendering)
        context["translation_notice"] = notice.page_notice(
            self.words,
            self.language,
            self.translations,
            page.meta["untranslated"],
            normalize_url(urls[rendering.source.tag] or ".", page),
        )
        context["english_url"] = (
            None if self.translations.is_source else normalize_url(urls[rendering.source.tag] or ".", page)
        )
        context["email"] = lambda wish: self._email(wish, page)
        context["recording"] = self.recordings.get(page.canonical_url)
        places = {one: place for place, one in enumerate(in_alphabet(rendering.languages))}
        context["alternates"] = [
            {
                "tag": one.tag,
                "name": one.name,
                "direction": one.direction,
                "url": urls[one.tag] or ".",
                "absolute_url": rendering.settings.address + urls[one.tag],
                "current": one == self.language,
                "place": places[one],
                "offer": self._offer(one),
            }
            for one in rendering.languages
        ]
        context["long_title"] = is_long(page.meta["title"])
        context["content"] = Markup(page.content)  # Python-Markdown has escaped what is text in it
        context["letter_place"] = Markup(FILE_PLACE)
        reading = context["reading"] = _reading(page)
        booklet = booklet_of(page.file.src_uri, rendering.booklets)
        context |= self._of_booklet(booklet)
        context["parts"] = booklet.readings[reading].parts
        context["same_subjects"] = self.same_subjects.get(page.file.src_uri, [])
        return context

    def _form(self) -> dict[str, Any]:
        """Return what the form that asks for a format is made of: its choices, and the words of its email."""
        english = self.rendering.words(self.rendering.source)

        def words_of(words: Words) -> str:
            return words.text("mail.format_text", title=words.text("name"))

        keys = [*(f"formats.{name}" for name, entry in FORMATS.items() if entry.write), "mail.another"]
        return {
            "formats": [(self.words.text(key), english.text(key)) for key in keys],
            "languages": [(one, one.name_in(self.rendering.source.tag)) for one in self.rendering.languages],
            "own": words_of(self.words),
            "english": words_of(english),
            "subject": f"{english.text('mail.format')} ({self.language.tag})",
            "to": self.words.facts["email"].value,
        }

    def _email(self, wish: str, page: Page) -> str:
        """Return the address that opens an email about a page, with the words of the label `mail.<wish>_text`.

        They are in the reader's language, and again in English with the name of the language, for the staff.
        """
        english = self.rendering.words(self.rendering.source)
        own = self.words.text(f"mail.{wish}_text", title=page.meta["title"])
        staff = english.text(f"mail.{wish}_text", title=page.meta["title_english"])
        said = [own, "", "", page.canonical_url]
        if not self.translations.is_source:
            language = self.language.name_in(self.rendering.source.tag)
            said += ["", "--", staff, english.text("note.language", language=language)]
        subject = f"{english.text(f'mail.{wish}')}: {page.meta['title_english']} ({self.language.tag})"
        return mail_link(self.words.facts["email"].value, subject, said)

    def on_post_template(self, output_content, template_name, config):
        """There is one "not found" page, which speaks every language: the source language's."""
        return output_content if self.language == self.rendering.source else ""

    def on_post_build(self, config):
        """Write what the search of this language reads, and its manifest, which makes the site installable."""
        site = Path(config.site_dir)
        if self.rendering.settings.offline:
            app = offline.manifest(self.rendering, self.language, self._theme_colours())
            _write(site / offline.manifest_url(self.language), json.dumps(app, ensure_ascii=False).encode())
        for reading in READINGS:
            pages = [
                search.SearchPage(
                    page.url,
                    page.meta["title"],
                    page.content,
                    self.search_words.get(page.file.src_uri, {}),
                    last=part == ABOUT,
                )
                for part, page in _parts(self.nav)
                if _reading(page) == reading
            ]
            if reading == "standard":
                pages += self._languages_to_find()
            _write(
                site / _index_url(self.language, reading),
                json.dumps(search.index(pages, self.language.tag), ensure_ascii=False, separators=(",", ":")).encode(),
            )

    def write_shared_files(self, site: Path) -> None:
        """Write to the folder `site` what belongs to no language, when the pages of all of them are finished."""
        rendering = self.rendering
        _write_pictures(rendering.pictures, site / PICTURES)
        for name, data in self.styles.items():
            _write(site / self.assets_url / name, data)
        _write(site / Path(look.MARK).relative_to("docs"), look.mark_file(rendering.project).read_bytes())
        worker = offline.worker(rendering, rendering.project.docs / "assets" / "scripts")
        _write(site / offline.WORKER, worker.encode())
        _write(site / "_headers", headers.headers_file(rendering.settings.base_path).encode())
        if redirects := servers.in_every_language(read_renamed(rendering.project), rendering.languages):
            _write(site / "_redirects", servers.redirects_file(rendering.settings.base_path, redirects).encode())
        _write(
            site / "robots.txt", f"User-agent: *\nAllow: /\nSitemap: {rendering.settings.address}sitemap.xml\n".encode()
        )
        if rendering.is_part:
            return
        for file, data in icons(rendering.project, rendering.settings).items():
            _write(site / file, data)
        pages = [urls[rendering.source.tag] for urls in rendering.urls.values()]
        _write(site / "sitemap.xml", sitemap(pages, rendering.languages, rendering.settings, rendering.day))


def in_alphabet(languages: Sequence[Language]) -> list[Language]:
    """Return the source language, then the others in the order of the alphabet of their own names.

    Marks over letters do not count, and alphabets follow each other as in Unicode: Latin, Cyrillic, Arabic and so on.
    """

    def letters(language: Language) -> str:
        decomposed = unicodedata.normalize("NFKD", language.name.casefold())
        return "".join(sign for sign in decomposed if not unicodedata.combining(sign))

    return [languages[0], *sorted(languages[1:], key=letters)]


def _index_url(language: Language, reading: str) -> str:
    """Return the address of what the search reads: each reading finds its own pages only."""
    return f"{headers.SEARCH}{language.tag}{'' if reading == 'standard' else f'-{reading}'}.json"


def _reading(page: Page | None) -> str:
    """Return the reading of a page; what is no page ("not found") belongs to the standard one."""
    return reading_of(page.file.src_uri) if page else "standard"


def is_long(title: str) -> bool:
    """Say whether a title takes more room than most, by its letters and by its longest word."""
    return len(title) > MOST_LETTERS or max(map(len, title.split())) > MOST_LETTERS_OF_WORD


def _marked(words: str, is_translated: bool) -> Markup:
    """Return a page's title or description as HTML, marked as English where it has no translation."""
    if is_translated:
        return escape(words)
    return Markup('<span lang="{lang}" dir="{dir}">{words}</span>').format(words=words, **SOURCE_ATTRIBUTES)


def _same_subjects(pages: Sequence[Page]) -> dict[str, list[Page]]:
    """Return for each page, by its path, those of the other reading on the same subject.

    For an Easy Read page these are the pages that name it.
    """
    found: dict[str, list[Page]] = {page.file.src_uri: [] for page in pages}
    by_path = {page.file.src_uri: page for page in pages}
    for path, page in by_path.items():
        if _reading(page) != EASY_READ and (other := _easy_read_of(page)) in by_path:
            found[path].append(by_path[other])
            found[other].append(page)
    return found


def _easy_read_of(page: Page) -> str | None:
    """Return the path in docs/ of the Easy Read page that a page names; None where it names none."""
    name = page.meta.get("easy_read")
    return easy_read_page(page.file.src_uri, name) if name else None


def _parts(nav: Navigation) -> list[tuple[str, Page]]:
    """Return every page of the navigation in order, with the name of its part ("" outside parts)."""
    found: list[tuple[str, Page]] = []
    for item in nav.items:
        if isinstance(item, Section):
            found += [(item.title, page) for page in cast(list[Page], item.children)]  # a part holds no parts
        else:
            found.append(("", item))
    return found


def _all_urls(page: Page, language: Language, rendering: BuildContext) -> dict[str, str]:
    """Return the address of a page in every language: the same page, not its start page."""
    tail = page.url.removeprefix(home_url(language, rendering.source))
    tail = "" if tail in (".", "./") else tail
    return {one.tag: home_url(one, rendering.source) + tail for one in rendering.languages}


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def _write_pictures(pictures: dict[str, Picture], folder: Path) -> None:
    for key, picture in pictures.items():
        _write(folder / f"{key}.svg", picture.svg.encode())
