"""The website: the one module that knows MkDocs. It renders every page and hands the finished pages on as books."""

from __future__ import annotations

import errno
import hashlib
import json
import logging
import os
import re
import shutil
import subprocess
import sys
import tempfile
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

# Material prints an advertisement for its successor at every build
os.environ.setdefault("NO_MKDOCS_2_WARNING", "1")

import yaml  # noqa: E402
from jinja2 import FileSystemBytecodeCache, TemplateError, TemplateSyntaxError, pass_context  # noqa: E402
from lxml import etree  # noqa: E402
from markupsafe import Markup, escape  # noqa: E402
from mkdocs.commands import build as mkdocs_build  # noqa: E402
from mkdocs.config import load_config  # noqa: E402
from mkdocs.exceptions import Abort, ConfigurationError, MkDocsException  # noqa: E402
from mkdocs.livereload import LiveReloadServer  # noqa: E402
from mkdocs.plugins import BasePlugin  # noqa: E402
from mkdocs.structure.nav import Navigation, Section  # noqa: E402
from mkdocs.structure.pages import Page  # noqa: E402
from mkdocs.utils import get_relative_url, normalize_url  # noqa: E402

from booklet import headers, search, tokens, translation_notice  # noqa: E402
from booklet.book import COVER_PICTURE, Book, BookPage, assemble, status_words  # noqa: E402
from booklet.editions import Absent, Edition  # noqa: E402
from booklet.errors import BookletError  # noqa: E402
from booklet.facts import Fact, Facts  # noqa: E402
from booklet.formats import FORMATS  # noqa: E402
from booklet.labels import Words, fact_markup  # noqa: E402
from booklet.languages import Language  # noqa: E402
from booklet.markdown import BookletMarkdown, PageState  # noqa: E402
from booklet.markdown.blocks import EXTENSIONS  # noqa: E402
from booklet.page import EASY_READ, reading_of  # noqa: E402
from booklet.pictures import Picture, Recipe, compose, drawings_folder  # noqa: E402
from booklet.project import Project  # noqa: E402
from booklet.settings import DAYS, Settings  # noqa: E402
from booklet.share_picture import HOME_SCREEN, SHARED, picture_of_mark  # noqa: E402
from booklet.stages import STAGES  # noqa: E402
from booklet.status import status  # noqa: E402
from booklet.translation import SOURCE_ATTRIBUTES, Message, Messages, Translations  # noqa: E402

# The parts of the navigation whose pages make the book of a reading
BOOK_PARTS = {"standard": ("guide", "stages", "extra"), EASY_READ: ("easy-read",)}
PICTURES = "assets/pictures"
SHARE_PICTURE, TOUCH_ICON = "assets/icons/share.png", "assets/icons/touch.png"
MINISEARCH = Path("node_modules/minisearch")
# What the preview looks at for changes
WATCHED = ("docs", "mkdocs.yml", "labels.yml", "facts.yml", "settings.yml", "pictures.yml", "overrides", "locales")

# How MkDocs begins what it says of a link on a page and of a setting
LINK_WARNING = re.compile(r"Doc file '([^']+)' contains [^']*'([^']+)'")
SETTING_WARNING = re.compile(r"Config value '([^']+)'")

Editor = Callable[[Language, Sequence[Book]], tuple[Sequence[Edition], Sequence[Absent]]]


@dataclass
class Rendering:
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
    translations: dict[str, Translations]
    day: date
    make_editions: Editor
    books: Path | None = None
    content_policy: str = headers.META_POLICY
    messages: Messages = field(default_factory=Messages)
    editions: list[Edition] = field(default_factory=list)
    absent: list[Absent] = field(default_factory=list)
    pictures: dict[str, Picture] = field(default_factory=dict)  # by file name
    composed: dict[tuple[str, str], Picture] = field(default_factory=dict)  # by name in pictures.yml and direction
    urls: dict[str, dict[str, str]] = field(default_factory=dict)  # page → language → address in the site

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

    def words(self, language: Language) -> Words:
        return Words(self.labels, self.all_facts(language), self.translations[language.tag])

    def all_facts(self, language: Language) -> Facts:
        """Return the facts of facts.yml and those that follow from the settings (COMPUTED_FACTS)."""
        address = self.settings.address
        return self.facts.extended(
            *(Fact(day, "text", language.date(getattr(self.settings, day))) for day in DAYS),
            Fact("web_address", "web", address, address),
        )


def home_url(language: Language, source: Language) -> str:
    """Return the address in the site of a language's start page: the source language has the root."""
    return "" if language == source else f"{language.tag}/"


class BookletPlugin(BasePlugin):
    """Join the project's text, words, pictures and editions to MkDocs' events."""

    def __init__(self) -> None:
        super().__init__()
        self.rendering: Rendering  # set by _configured before the first event
        self.markdown = BookletMarkdown()

    # What is true of the language being built

    @property
    def language(self) -> Language:
        tag = self._i18n.current_language
        return next(one for one in self.rendering.languages if one.tag == tag)

    def on_config(self, config):
        self._i18n = config.plugins["i18n"]
        if self._i18n.current_language is None:
            self._i18n.current_language = self.rendering.source.tag
        self.words = self.rendering.words(self.language)
        self.translations = self.rendering.translations[self.language.tag]
        # In place of what MkDocs adds unasked, such as tables: the checks of the text would not see it
        config.markdown_extensions = [self.markdown]
        config.theme.static_templates.discard("sitemap.xml")
        self.styles = self._assets()
        return config

    def _assets(self) -> dict[str, bytes]:
        """Return the site's own styles and scripts by file name."""
        root, folder = self.rendering.project.root, self.rendering.project.docs / "assets"
        # Tokens first, then the site, then what builds on it
        order = ("tokens.css", "site.css")
        styles = sorted(
            (folder / "styles").glob("*.css"),
            key=lambda path: (path.name not in order, path.name != order[0], path.name),
        )
        files = {"site.css": b"".join(path.read_bytes() for path in styles)}
        files |= {path.name: path.read_bytes() for path in sorted((folder / "scripts").glob("*.js"))}
        files["minisearch.js"] = (root / MINISEARCH / "dist" / "es" / "index.js").read_bytes()
        files["minisearch-licence.txt"] = (root / MINISEARCH / "LICENSE.txt").read_bytes()
        return files

    @property
    def assets_url(self) -> str:
        """The folder of the styles and scripts: a new one whenever one of them changes, so that browsers can keep it."""
        digest = hashlib.sha256(b"\0".join(name.encode() + b"\0" + data for name, data in sorted(self.styles.items())))
        return f"{headers.UNCHANGING}{digest.hexdigest()[:12]}"

    def on_files(self, files, config):
        """Keep pages and icons; the theme's own styles and scripts are not used, and ours are bundled."""
        for file in list(files):
            if not file.is_documentation_page() and not file.src_uri.startswith("assets/icons/"):
                files.remove(file)
        return files

    # Pages

    def on_page_markdown(self, markdown, page, config, files):
        path = f"{config.docs_dir}/{page.file.src_uri}"
        name = self.rendering.project.relative(Path(path))
        for key in ("title", "description"):
            message = Message(page.meta[key], key, name, 1)
            self.rendering.messages.add(message)
            translation = self.translations.get(message.text, key)
            page.meta[f"{key}_translated"] = translation is not None
            page.meta[key] = translation or message.text
        self.markdown.state = PageState(
            self.translations,
            self.words,
            self.words.facts,
            self.rendering.messages,
            lambda key: self._placed(key, page.url),
            name,
            Path(path).read_text(encoding="utf-8"),
        )
        return markdown

    def _placed(self, key: str, seen_from: str) -> tuple[str, Picture]:
        one = self.rendering.picture(key, self.language)
        return get_relative_url(f"{PICTURES}/{one.key}.svg", seen_from), one

    def _marked(self, page: Page, key: str) -> Markup:
        """Return a page's title or description, marked as English where it has no translation."""
        words = escape(page.meta[key])
        if page.meta[f"{key}_translated"]:
            return words
        return Markup('<span lang="{lang}" dir="{dir}">{words}</span>').format(words=words, **SOURCE_ATTRIBUTES)

    def on_nav(self, nav, config, files):
        self.nav = nav
        return nav

    def _picture_of(self, page: Page) -> str | None:
        """Return the file name, without its ending, of the picture in a page's title; None where it has none."""
        key = page.meta.get("picture")
        return self.rendering.picture(key, self.language).key if key else None

    def _book(self, reading: str, books: Path) -> Book:
        """Write the book of a reading to the folder `books` from the finished pages of this language, and return it."""
        rendering, folder = self.rendering, books / self.language.tag
        pages = [
            BookPage(
                slug=Path(page.file.src_uri).stem,
                part=part,
                url=page.url,
                title=self._marked(page, "title"),
                description=self._marked(page, "description"),
                content=page.content,
                stage=page.meta.get("stage"),
                picture=self._picture_of(page),
                added=bool(page.meta.get("added")),
            )
            for part, page in _parts(self.nav)
            if part in BOOK_PARTS[reading]
        ]
        rendering.picture(COVER_PICTURE, self.language)
        pictures = {key: f"../pictures/{key}.svg" for key in rendering.pictures}
        book = assemble(
            pages,
            self.language,
            reading,
            self.words,
            rendering.settings,
            rendering.day,
            home_url(self.language, rendering.source),
            translation_notice.lines(self.words, self.language, self.translations),
            pictures,
            folder,
        )
        _write_pictures(rendering.pictures, books / "pictures")
        _write(folder / f"{book.reading}.html", book.html.encode())
        return book

    def on_env(self, env, config, files):
        rendering = self.rendering
        cache = rendering.project.build / "cache" / "templates"
        cache.mkdir(parents=True, exist_ok=True)
        env.bytecode_cache = FileSystemBytecodeCache(str(cache))
        for page in files.documentation_pages():
            rendering.urls.setdefault(page.src_uri, {})[self.language.tag] = page.url
        books = [self._book(reading, rendering.books) for reading in BOOK_PARTS] if rendering.books else []
        editions, absent = rendering.make_editions(self.language, books)
        rendering.editions += editions
        rendering.absent += absent
        env.globals.update(self._context(editions, absent))
        return env

    def _context(self, editions: Sequence[Edition], absent: Sequence[Absent]) -> dict[str, Any]:
        """Return what every template of this language may use. CONTRIBUTING lists it under "Templates"."""
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
        def search_index(context) -> str:
            page = context.get("page")
            return normalize_url(_index_url(language, _reading(page)), page, context["base_url"])

        foreign = not self.translations.is_source
        there = {one.format for one in editions}
        colours = rendering.project.root / tokens.FILE
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
            "title_of": lambda page: self._marked(page, "title"),
            "description_of": lambda page: self._marked(page, "description"),
            "editions": [self._edition(one) for one in editions],
            "absent": [*dict.fromkeys(one.format for one in absent if one.format not in there)],
            "settings": settings,
            "status_line": status_words(words, language, settings),
            "checked_date": language.date(settings.last_checked),
            "theme_colours": {
                "light": tokens.token(colours, "paper"),
                "dark": tokens.token(colours, "paper", tokens.DARK),
            },
            "content_policy": rendering.content_policy,
            "share_picture": urljoin(settings.address, SHARE_PICTURE),
            "statuses": [self._status(one) for one in rendering.languages],
            "alternates": [self._home(one) for one in rendering.languages],
            "glimpse": self._glimpse,
        }

    def _glimpse(self) -> list[Language]:
        """Return the other languages as the closed menu shows them: one of each script first.

        On a phone only the first have room, and whoever reads no Latin letters looks for a word in their own.
        """
        others = [one for one in self.rendering.languages if one != self.language]
        first = {one.script: one for one in reversed(others) if one.script != "LATIN"}
        return [
            *(one for one in others if one in first.values()),
            *(one for one in others if one not in first.values()),
        ]

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
            "title": words.text("not_found.title"),
            "link": words.text("not_found.home"),
        }

    def _status(self, language: Language) -> dict[str, Any]:
        """Return how far a language is translated, and who has reviewed it. Every English message is known by now."""
        translations = self.rendering.translations[language.tag]
        one = status(self.rendering.messages, translations)
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
        variant = next(one for one in entry.variants if one.suffix == edition.variant)
        key = f"formats.{edition.format}{'_' if edition.variant else ''}{edition.variant}"
        title = self.words.html(key)
        if edition.reading == EASY_READ:
            title = self.words.html("easy_read.file", format=title)
        return {
            "reading": edition.reading,
            "format": edition.format,
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
        context["translation_notice"] = translation_notice.page_notice(
            self.words,
            self.language,
            self.translations,
            page.meta["untranslated"],
            normalize_url(urls[rendering.source.tag] or ".", page),
        )
        context["alternates"] = [
            {
                "tag": one.tag,
                "name": one.name,
                "direction": one.direction,
                "url": urls[one.tag] or ".",
                "absolute_url": urljoin(rendering.settings.address, urls[one.tag]),
                "current": one == self.language,
            }
            for one in rendering.languages
        ]
        reading = context["reading"] = _reading(page)
        context["parts"], context["same_subject"] = BOOK_PARTS[reading], _same_subject(page, nav)
        return context

    def on_post_template(self, output_content, template_name, config):
        """There is one "not found" page, which speaks every language: the source language's."""
        return output_content if self.language == self.rendering.source else ""

    def on_post_build(self, config):
        """Write what no page is made of. Runs after every language, so that the last run knows all of it."""
        site, rendering = Path(config.site_dir), self.rendering
        _write_pictures(rendering.pictures, site / PICTURES)
        for name, data in self.styles.items():
            _write(site / self.assets_url / name, data)
        for reading in BOOK_PARTS:
            pages = [
                {"url": page.url, "title": page.meta["title"], "html": page.content}
                for _, page in _parts(self.nav)
                if _reading(page) == reading
            ]
            _write(
                site / _index_url(self.language, reading),
                json.dumps(search.index(pages, self.language.tag), ensure_ascii=False, separators=(",", ":")).encode(),
            )
        mark, ground = (
            rendering.project.docs / "assets" / "icons" / "mark.svg",
            tokens.token(rendering.project.root / tokens.FILE, "sand"),
        )
        for file, size in ((SHARE_PICTURE, SHARED), (TOUCH_ICON, HOME_SCREEN)):
            _write(site / file, picture_of_mark(mark, ground, *size))
        _write(site / "_headers", headers.headers_file(rendering.settings.base_path).encode())
        _write(
            site / "robots.txt", f"User-agent: *\nAllow: /\nSitemap: {rendering.settings.address}sitemap.xml\n".encode()
        )
        _write(site / "sitemap.xml", _sitemap(rendering))


def _index_url(language: Language, reading: str) -> str:
    """Return the address of what the search reads: each reading finds its own pages only."""
    return f"{headers.SEARCH}{language.tag}{'' if reading == 'standard' else f'-{reading}'}.json"


def _reading(page: Page | None) -> str:
    """Return the reading of a page; what is no page ("not found") belongs to the standard one."""
    return reading_of(page.file.src_uri) if page else "standard"


def _same_subject(page: Page, nav: Navigation) -> Page | None:
    """Return the page of the other reading on the same subject: for an Easy Read page the first that names it."""
    if _reading(page) == EASY_READ:
        return next((one for one in nav.pages if f"{EASY_READ}/{one.meta.get('easy_read')}" == page.file.src_uri), None)
    return next((one for one in nav.pages if one.file.src_uri == f"{EASY_READ}/{page.meta.get('easy_read')}"), None)


def _parts(nav: Navigation) -> list[tuple[str, Page]]:
    """Return every page of the navigation in order, with the name of its part ("" outside parts)."""
    found: list[tuple[str, Page]] = []
    for item in nav.items:
        if isinstance(item, Section):
            found += [(item.title, page) for page in item.children]
        else:
            found.append(("", item))
    return found


def _all_urls(page: Page, language: Language, rendering: Rendering) -> dict[str, str]:
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


def _sitemap(rendering: Rendering) -> bytes:
    """Return the sitemap with every language of every page (https://www.sitemaps.org/protocol.html)."""
    namespaces = {None: "http://www.sitemaps.org/schemas/sitemap/0.9", "xhtml": "http://www.w3.org/1999/xhtml"}
    root = etree.Element(f"{{{namespaces[None]}}}urlset", nsmap=namespaces)
    for urls in rendering.urls.values():
        addresses = {tag: urljoin(rendering.settings.address, "" if url == "./" else url) for tag, url in urls.items()}
        for address in addresses.values():
            entry = etree.SubElement(root, f"{{{namespaces[None]}}}url")
            etree.SubElement(entry, f"{{{namespaces[None]}}}loc").text = address
            etree.SubElement(entry, f"{{{namespaces[None]}}}lastmod").text = rendering.day.isoformat()
            for tag, other in addresses.items() if len(addresses) > 1 else ():
                etree.SubElement(entry, f"{{{namespaces['xhtml']}}}link", rel="alternate", hreflang=tag, href=other)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)


class _Warnings(logging.Handler):
    """Gather MkDocs' warnings: none of them may pass unseen."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(record.getMessage())


def _options(rendering: Rendering, address: str) -> dict[str, Any]:
    """Return what the program adds to mkdocs.yml: the languages and the address."""
    languages = [
        {"locale": one.tag, "name": one.name, "build": True, "default": one == rendering.source}
        for one in rendering.languages
    ]
    i18n = {
        "docs_structure": "suffix",
        "fallback_to_default": True,
        "reconfigure_material": False,
        "reconfigure_search": False,
        "languages": languages,
    }
    return {
        "config_file": str(rendering.project.root / "mkdocs.yml"),
        "site_url": address,
        "plugins": ["booklet", {"i18n": i18n}],
    }


def render_nowhere(rendering: Rendering) -> None:
    """Render the pages for what is gathered on the way, messages and books; no page is kept.

    Raises BookletError as `render_site` does.
    """
    with tempfile.TemporaryDirectory(prefix="booklet-pages-") as folder:
        render_site(rendering, Path(folder))


def _template_place(error: TemplateError, project: Project) -> tuple[str, int | None]:
    """Return the file of overrides/ and the line at which a template failed."""
    if isinstance(error, TemplateSyntaxError) and error.filename:
        return project.relative(Path(error.filename)), error.lineno
    frames = traceback.extract_tb(error.__traceback__)
    inside = [frame for frame in frames if frame.filename.startswith(str(project.root / "overrides"))]
    return (project.relative(Path(inside[-1].filename)), inside[-1].lineno) if inside else ("overrides", None)


def warned(lines: Sequence[str], project: Project) -> BookletError:
    """Return MkDocs' warnings as an error, at the place that the first one names: a link on a page, or a setting."""
    problem = f"MkDocs cannot make the website: {'; '.join(line.rstrip('.') for line in lines)}."
    if link := LINK_WARNING.match(lines[0]):
        page = project.docs / link[1]
        numbers = [
            number for number, line in enumerate(project.read_text(page).splitlines(), 1) if f"]({link[2]}" in line
        ]
        return BookletError(
            problem,
            "Correct the link on this page, or remove it.",
            project.relative(page),
            numbers[0] if numbers else None,
        )
    path = project.root / "mkdocs.yml"
    setting = SETTING_WARNING.match(lines[0])
    return BookletError(
        problem,
        "Correct or remove the setting that it names.",
        project.relative(path),
        project.yaml_line(path, setting[1]) if setting else None,
    )


def render_site(rendering: Rendering, site: Path) -> None:
    """Render every page of every language into the folder `site`.

    Raises BookletError for anything that MkDocs or Jinja warns of or refuses.
    """
    for template in sorted((rendering.project.root / "overrides").rglob("*.html")):
        rendering.project.read_text(template)  # Jinja would name neither file nor line
    warnings, logger = _Warnings(), logging.getLogger("mkdocs")
    logger.addHandler(warnings)
    propagate, logger.propagate = logger.propagate, False
    try:
        config = load_config(**_options(rendering, rendering.settings.address), site_dir=str(site))
        config.plugins["booklet"].rendering = rendering
        mkdocs_build.build(config)
    except TemplateError as error:
        raise BookletError(
            f"This template cannot be used: {error}.", "Mend what it names.", *_template_place(error, rendering.project)
        ) from error
    except (MkDocsException, Abort, ConfigurationError) as error:
        raise warned(warnings.lines or [str(error)], rendering.project) from error
    finally:
        logger.propagate = propagate
        logger.removeHandler(warnings)
    if warnings.lines:
        raise warned(warnings.lines, rendering.project)


def render_stock(project: Project, address: str, folder: Path) -> Path:
    """Render the pages in `folder`/docs with Material as it comes, as at `address`; return the folder of the site.

    Title, order of the pages and Markdown extensions are ours. Google's fonts are left out, as nothing may be fetched:
    that favours stock Material. It runs in a process of its own, as a stranger's site would.
    Raises BookletError, with MkDocs' words, where it cannot be built.
    """
    ours = project.read_yaml(project.root / "mkdocs.yml")
    config = {
        "site_name": ours["site_name"],
        "site_url": address,
        "theme": {"name": "material", "font": False},
        "nav": ours["nav"],
        "markdown_extensions": ["attr_list", *EXTENSIONS],
        "validation": {"links": {"absolute_links": "ignore"}},
    }
    (folder / "mkdocs.yml").write_text(yaml.safe_dump(config, sort_keys=False), encoding="utf-8")
    command = [sys.executable, "-m", "mkdocs", "build", "--quiet", "--config-file", str(folder / "mkdocs.yml")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise BookletError(f"Stock Material cannot be built: {done.stderr.strip()}", "Mend what it names.")
    return folder / "site"


def serve_site(read: Callable[[], Rendering], project: Project, address: str, say: Callable[[str], None]) -> None:
    """Show the site at `address` ("127.0.0.1:8000"), and again after every change, until Ctrl-C.

    `read` reads everything outside the pages; it is called before every rendering. `say` gets each line for the person
    at the keyboard. Raises BookletError for an address that cannot be used and for what is wrong at the start.
    """
    host, _, port = address.rpartition(":")
    if not host or not port.isdecimal() or int(port) > 65535:
        raise BookletError(f"The address “{address}” is not whole.", "Write it as 127.0.0.1:8000, with a port.")
    with tempfile.TemporaryDirectory(prefix="booklet-preview-") as folder:
        versions = (Path(folder, str(number)) for number in count())

        def render() -> None:
            version = next(versions)
            render_site(read(), version)
            before, server.root = server.root, str(version)
            shutil.rmtree(before, ignore_errors=True)

        def render_again() -> None:
            try:
                render()
                say("Shown again, with what you changed.")
            except BookletError as error:
                say(f"Error: {error}\nThe pages stay as they were until this is mended.")

        server = LiveReloadServer(render_again, host, int(port), root=folder + "/none")
        try:
            render()
            for name in WATCHED:
                server.watch(str(project.root / name))
            say(f"Open {server.url} in a browser. End with Ctrl-C.")
            server.serve()
        except OSError as error:
            if error.errno not in (errno.EADDRINUSE, errno.EADDRNOTAVAIL, errno.EACCES):
                raise
            raise BookletError(
                f"Nothing can be served at {address} ({error.strerror}).",
                "Choose another, such as --address 127.0.0.1:8001.",
            ) from error
        finally:
            server.shutdown()
