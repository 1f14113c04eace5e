"""Checks of the pages before the build: what would break the site, or leave a reader without what a page needs."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Collection, Iterator
from urllib.parse import unquote, urlsplit

from pymdownx.blocks import RE_END, RE_START

from booklet.checks.context import CheckContext
from booklet.checks.rules import Rule
from booklet.checks.text import booklet_list
from booklet.errors import BookletError, nearest
from booklet.findings import Finding, Report
from booklet.markdown.blocks import NAMES
from booklet.markdown.pages import HEADINGS, ORDER, RAW_HTML, SourcePage, page_paths, read_order, read_page
from booklet.project import Project
from booklet.source.front_matter import FRONT_MATTER, STAGES, easy_read_page
from booklet.source.labels import read_labels
from booklet.source.service.facts import PLACEHOLDER, Facts, read_facts
from booklet.source.service.settings import COMPUTED_FACTS

RULES = (
    Rule(
        "structure/unreadable",
        "A page can be read: UTF-8, with names and values between the two lines of --- at its top.",
        "Project decision: what cannot be read cannot be published",
    ),
    Rule("structure/title-missing", "Every page has a title.", "WCAG 2.2, 2.4.2 Page Titled"),
    Rule(
        "structure/page-empty", "Every page has words.", "Project decision: a page that was only begun is not published"
    ),
    Rule(
        "structure/title-repeated",
        "No two pages have the same title.",
        "WCAG 2.2, 2.4.2 Page Titled; GOV.UK content design: titles are unique",
    ),
    Rule(
        "structure/description-missing",
        "Every page has a description.",
        "GOV.UK content design: every page has a summary",
    ),
    Rule(
        "structure/title-length",
        "A title has at most 65 characters.",
        "GOV.UK content design: titles of at most 65 characters",
    ),
    Rule(
        "structure/description-form",
        "A description has at most 160 characters and ends with a full stop.",
        "GOV.UK content design: summaries of at most 160 characters, with a full stop",
    ),
    Rule(
        "structure/front-matter",
        "The lines at the top of a page have only known names, with values that mean something.",
        "Project decision: a misspelt setting is not passed over",
    ),
    Rule(
        "structure/fact-unknown",
        "A name in braces is that of a fact.",
        "Project decision: every fact is written once, in service/facts.yml",
    ),
    Rule(
        "structure/attributes",
        "Only a heading has something else in braces: its id.",
        "Project decision: attribute lists could not be translated",
    ),
    Rule(
        "structure/link-broken",
        "Every link leads to a page, a file or a fact with an address.",
        "Project decision: no link leads nowhere",
    ),
    Rule(
        "structure/anchor-broken",
        "The part of a link after # is the id of a heading.",
        "Project decision: no link leads nowhere",
    ),
    Rule(
        "structure/link-outside",
        "No link leads out of the folder docs without naming a fact.",
        "Project decision: addresses are facts",
    ),
    Rule(
        "structure/picture-unknown",
        "Every picture is one of content/pictures.yml.",
        "Project decision: each picture has its recipe and its licence there",
    ),
    Rule(
        "structure/alt-missing",
        "Every picture says what it shows, or that it is decorative.",
        "WCAG 2.2, 1.1.1 Non-text Content",
    ),
    Rule(
        "structure/heading-level-1",
        "The title of a page is its only heading of level 1.",
        "WCAG 2.2, 1.3.1; GOV.UK Design System, headings",
    ),
    Rule("structure/heading-skipped", "No level of headings is left out.", "WCAG 2.2, 1.3.1 and 2.4.6; technique G141"),
    Rule(
        "structure/heading-too-deep",
        "Level 4 is the last level of headings.",
        "Project decision: deeper headings are not translated",
    ),
    Rule("structure/heading-id-missing", "Every heading has an id.", "Project decision: links hold in every language"),
    Rule("structure/heading-id-repeated", "No id is used twice on a page.", "HTML Living Standard, the id attribute"),
    Rule(
        "structure/heading-id-form",
        "An id has small letters, digits and hyphens only.",
        "Project decision: addresses are plain in every language",
    ),
    Rule(
        "structure/raw-html",
        "A page holds no HTML.",
        "Project decision: HTML could not be translated, nor carried into every format",
    ),
    Rule(
        "structure/table",
        "A page holds no table.",
        "GOV.UK content design: tables only for data; Project decision: no format draws them",
    ),
    Rule("structure/code", "A page holds no code.", "Project decision: code is neither translated nor drawn"),
    Rule(
        "structure/block-unknown",
        "Every block has a known name.",
        "Project decision: a misspelt block is not passed over",
    ),
    Rule(
        "structure/block-open",
        "Every block is opened and closed.",
        "Project decision: a block that is left open swallows the rest of the page",
    ),
    Rule(
        "structure/nav-missing",
        "Every page is in the order of the pages.",
        "Project decision: no page is lost from menu and documents",
    ),
    Rule(
        "structure/nav-without-page",
        "Everything in the order of the pages is a page.",
        "Project decision: the menu leads nowhere else",
    ),
    Rule(
        "structure/file-name",
        "File names have small letters, digits and hyphens, no version and no date.",
        "GOV.UK content design: file names and addresses",
    ),
    *booklet_list.RULES,
)

NAME = "structure"
DEEPEST = 4  # the last level of heading that is translated (BLOCK_TAGS of the Markdown extension)
TITLE_LENGTH = 65
DESCRIPTION_LENGTH = 160
BRACES = re.compile(r"\{([^{}\n]*)\}")
PICTURE = re.compile(r"picture:(\S+)")
# The line under the head of a table: nothing but bars, hyphens and colons
TABLE_LINE = re.compile(r"(?=.*\|)(?=.*-)[ |:-]+")
FENCE = ("```", "~~~")
CODE_SPAN = re.compile(r"`[^`]*`")
ID_FORM = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
FILE_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*\.[a-z0-9]+")
VERSION_OR_DATE = re.compile(r"\b(19|20)\d\d\b|\bv\d+\b|-(final|draft|new|old|copy)\b")


def slug(words: str) -> str:
    """Return a heading's words as an id."""
    plain = re.sub(r"[’'“”]", "", PLACEHOLDER.sub("", words).lower())
    return "-".join(re.findall(r"[a-z0-9]+", plain)) or "name-of-this-part"


def titles(page: SourcePage) -> Iterator[Finding]:
    """Every page has a title of at most 65 characters (GOV.UK content design)."""
    title = page.meta.get("title")
    line = page.meta_lines.get("title", 1)
    if not isinstance(title, str) or not title.strip():
        yield Finding(
            page.name,
            line,
            "structure/title-missing",
            "This page has no title.",
            "Add a line “title: …” between the two lines of --- at the top.",
        )
    elif len(title) > TITLE_LENGTH:
        yield Finding(
            page.name,
            line,
            "structure/title-length",
            f"The title has {len(title)} characters.",
            f"Shorten it to at most {TITLE_LENGTH}.",
        )


def repeated_titles(pages: Collection[SourcePage]) -> Iterator[Finding]:
    """No two pages have the same title (WCAG 2.2, 2.4.2 Page Titled)."""
    first: dict[str, SourcePage] = {}
    for page in pages:
        title = page.meta.get("title")
        if isinstance(title, str) and title.strip():
            other = first.setdefault(title.strip().casefold(), page)
            if other is not page:
                yield Finding(
                    page.name,
                    page.meta_lines["title"],
                    "structure/title-repeated",
                    f"The title “{title}” is also the title of {other.name}.",
                    "Give each page its own title.",
                )


def words(page: SourcePage) -> Iterator[Finding]:
    """Every page has something to read: `booklet new page` writes its front matter alone."""
    if not page.texts:
        yield Finding(
            page.name,
            1,
            "structure/page-empty",
            "This page has no words yet.",
            "Write them below the second line “---”.",
        )


def descriptions(page: SourcePage) -> Iterator[Finding]:
    """Every page has a summary of at most 160 characters that ends with a full stop (GOV.UK)."""
    description = page.meta.get("description")
    line = page.meta_lines.get("description", 1)
    if not isinstance(description, str) or not description.strip():
        yield Finding(
            page.name,
            line,
            "structure/description-missing",
            "This page has no description.",
            "Add a line “description: …” at the top: one or two sentences that say what the page is about.",
        )
        return
    if len(description) > DESCRIPTION_LENGTH:
        yield Finding(
            page.name,
            line,
            "structure/description-form",
            f"The description has {len(description)} characters.",
            f"Shorten it to at most {DESCRIPTION_LENGTH}.",
        )
    if not description.rstrip().endswith("."):
        yield Finding(
            page.name,
            line,
            "structure/description-form",
            "The description does not end with a full stop.",
            "Write it as whole sentences.",
        )


def front_matter(page: SourcePage, pictures: Collection[str], files: Collection[str]) -> Iterator[Finding]:
    """The lines at the top of a page have only known names, with values that mean something."""
    for key, value in page.meta.items():
        line = page.meta_lines[key]
        if key in FRONT_MATTER and key != "added" and not isinstance(value, str):
            yield Finding(
                page.name,
                line,
                "structure/front-matter",
                f"The value of “{key}” is not words.",
                f"Write “{key}: ” and words.",
            )
        elif key not in FRONT_MATTER:
            yield Finding(
                page.name,
                line,
                "structure/front-matter",
                f"There is no setting “{key}” for a page.",
                nearest(key, FRONT_MATTER, f"Use only {', '.join(FRONT_MATTER)}."),
            )
        elif key == "stage" and value not in STAGES:
            yield Finding(
                page.name,
                line,
                "structure/front-matter",
                f"There is no stage “{value}”.",
                nearest(str(value), STAGES, f"The stages are {', '.join(STAGES)}."),
            )
        elif key == "added" and not isinstance(value, bool):
            yield Finding(
                page.name,
                line,
                "structure/front-matter",
                f"“added” is “{value}”.",
                "Write “added: true”, or leave the line out.",
            )
        elif key == "picture" and value not in pictures:
            yield Finding(
                page.name,
                line,
                "structure/picture-unknown",
                f"There is no picture “{value}”.",
                nearest(str(value), pictures, "Use a name that is in content/pictures.yml."),
            )
        elif key == "easy_read" and easy_read_page(page.file, value) not in files:
            yield Finding(
                page.name,
                line,
                "structure/front-matter",
                f"There is no Easy Read page “{value}”.",
                f"Write the name of a file in {posixpath.dirname(easy_read_page(page.name, value))}, such as plan.md.",
            )


def braces(page: SourcePage, facts: Collection[str]) -> Iterator[Finding]:
    """Words in braces are names of facts, or the id at the end of a heading; nothing else."""
    known = {*facts, *COMPUTED_FACTS}
    for text in (*page.meta_texts(), *page.texts):
        for match in BRACES.finditer(CODE_SPAN.sub("", text.raw)):
            line = page.line_of(match[0], text.line)
            if match[1] in known:
                continue
            if PLACEHOLDER.fullmatch(match[0]) or not match[1].strip().startswith((".", "#", ":")):
                yield Finding(
                    page.name,
                    line,
                    "structure/fact-unknown",
                    f"There is no fact {match[0]}.",
                    nearest(match[1], known, "Add it to service/facts.yml, or use one that is there."),
                )
            else:
                yield Finding(
                    page.name,
                    line,
                    "structure/attributes",
                    f"{match[0]} has no meaning here.",
                    "Only a heading takes something in braces: its id at the end, such as {#your-part}.",
                )


def link_targets(page: SourcePage) -> set[str]:
    """Return every id a link can lead to: those of headings, and of the diagram's stages."""
    drawn = any(box.get("data-block") == "approach" for box, _ in page.elements("div"))
    return page.ids | ({f"stage-{stage}" for stage in STAGES} if drawn else set())


def links(page: SourcePage, pages: dict[str, SourcePage], files: Collection[str], facts: Facts) -> Iterator[Finding]:
    """Every link leads to a page, a heading, a file of docs/ or a fact with an address.

    `pages` and `files` (all files of docs/) go by their path from docs/. Addresses typed out are the business of
    hard_coded_facts, names of facts that do not exist that of `braces`.
    """
    folder = posixpath.dirname(page.file)
    for element, start in page.elements("a"):
        href = element.get("href", "")
        line = page.line_of(f"({href}", start)
        if fact := PLACEHOLDER.fullmatch(href):
            if fact[1] in facts and not facts[fact[1]].address:
                yield Finding(
                    page.name,
                    line,
                    "structure/link-broken",
                    f"The fact {href} is no address.",
                    "Link to a fact of the kind phone, email, web or link.",
                )
            continue
        parts = urlsplit(href)
        if parts.scheme or parts.netloc:
            continue
        path = unquote(parts.path)
        target = posixpath.normpath(posixpath.join(folder, path)) if path else page.file
        if path.startswith("/") or target.startswith(".."):
            yield Finding(
                page.name,
                line,
                "structure/link-outside",
                f"The link to “{href}” leads out of the folder docs.",
                "Link to a page as [words](plan.md), or to a fact as [words]({website}).",
            )
        elif target.endswith(".md") and target in pages:
            if parts.fragment and parts.fragment not in link_targets(pages[target]):
                yield Finding(
                    page.name,
                    line,
                    "structure/anchor-broken",
                    f"The link to “{href}” leads to a heading that is not there.",
                    nearest(
                        parts.fragment, link_targets(pages[target]), f"Use the id of a heading of {pages[target].name}."
                    ),
                )
        elif target not in files:
            yield Finding(
                page.name,
                line,
                "structure/link-broken",
                f"The link to “{href}” leads to no page.",
                nearest(target, pages, "Check the name of the file."),
            )


def pictures(page: SourcePage, known: Collection[str]) -> Iterator[Finding]:
    """Every picture is one of content/pictures.yml, and says what it shows or that it is decoration.

    WCAG 2.2, 1.1.1 Non-text Content: an empty alternative has to be meant, so it is written as “decorative”.
    """
    for element, start in page.elements("img"):
        source = element.get("src", "")
        line = page.line_of(source, start)
        match = PICTURE.fullmatch(source)
        if match is None or match[1] not in known:
            key = match[1] if match else posixpath.splitext(posixpath.basename(source))[0]
            yield Finding(
                page.name,
                line,
                "structure/picture-unknown",
                f"There is no picture “{source}”.",
                nearest(key, known, "Write picture: and a name that is in content/pictures.yml."),
            )
        if not element.get("alt", "").strip():
            yield Finding(
                page.name,
                line,
                "structure/alt-missing",
                f"The picture “{source}” has no words for those who cannot see it.",
                f"Write ![what it shows]({source}), or ![decorative]({source}) if the text says the same.",
            )


def headings(page: SourcePage) -> Iterator[Finding]:
    """Headings start at level 2, skip no level and end at level 4 (WCAG 2.2, 1.3.1 and 2.4.6), and each has its own
    plain id.

    Explicit ids keep links right in every language (site.md: ids made from Arabic headings become _1, _2).
    """
    level = 1
    seen: dict[str, int] = {}
    for heading in page.headings:
        this = HEADINGS.index(heading.tag) + 1
        if this == 1:
            yield Finding(
                page.name,
                heading.line,
                "structure/heading-level-1",
                f"“{heading.words}” is a heading of level 1.",
                "Start with ## here: the title at the top of the file is the only level 1.",
            )
        elif this > DEEPEST:
            yield Finding(
                page.name,
                heading.line,
                "structure/heading-too-deep",
                f"“{heading.words}” is a heading of level {this}, and {DEEPEST} is the last.",
                f"Start it with {'#' * DEEPEST} or fewer, or make it a paragraph.",
            )
        elif this > level + 1:
            yield Finding(
                page.name,
                heading.line,
                "structure/heading-skipped",
                f"“{heading.words}” is a heading of level {this} after one of level {level}.",
                f"Start it with {'#' * (level + 1)}.",
            )
        level = max(this, 1)
        name = heading.parsed.get("id")
        if name is None:
            yield Finding(
                page.name,
                heading.line,
                "structure/heading-id-missing",
                f"The heading “{heading.words}” has no id.",
                f"Write {{#{slug(heading.words)}}} at its end.",
            )
            continue
        if not ID_FORM.fullmatch(name):
            yield Finding(
                page.name,
                heading.line,
                "structure/heading-id-form",
                f"The id “{name}” has other signs than small letters, digits and hyphens.",
                f"Write {{#{slug(name)}}}.",
            )
        if name in seen:
            yield Finding(
                page.name,
                heading.line,
                "structure/heading-id-repeated",
                f"The id “{name}” is already in line {seen[name]}.",
                "Give each heading its own id.",
            )
        seen.setdefault(name, heading.line)


def raw_html(page: SourcePage) -> Iterator[Finding]:
    """Pages hold no HTML: it could not be translated, nor carried into every format."""
    for element, start in page.elements(RAW_HTML):
        yield Finding(
            page.name,
            page.line_of(element.text or "", start),
            "structure/raw-html",
            f"{element.text} is HTML.",
            "Write it in Markdown, or open a block such as “/// note”.",
        )


def tables_and_code(page: SourcePage) -> Iterator[Finding]:
    """Pages hold no tables and no code: nothing is drawn for them, and their words would be neither checked nor
    translated.

    Code is often meant as something else: Markdown takes every paragraph that is indented by 4 signs for code.
    """
    for text in page.texts:
        for number, line in enumerate(text.raw.splitlines(), text.line):
            if TABLE_LINE.fullmatch(line.strip()):
                yield Finding(
                    page.name,
                    number,
                    "structure/table",
                    "This is a table.",
                    "Write it as a list, or as headings with words.",
                )
            if line.strip().startswith(FENCE):
                yield Finding(
                    page.name,
                    number,
                    "structure/code",
                    f"“{line.strip()}” starts or ends code.",
                    "Write it as a paragraph.",
                )
    for element, start in page.elements("pre"):
        words = "".join(element.itertext()).strip().split("\n")[0]
        yield Finding(
            page.name,
            page.line_of(words, start),
            "structure/code",
            f"“{words[:60]}” is code, as it is indented.",
            "Take away the spaces before it, or all but 4 in a list.",
        )


def blocks(page: SourcePage) -> Iterator[Finding]:
    """Every `///` block has a known name and is closed."""
    open_blocks: list[tuple[int, str, int]] = []
    for number, line in enumerate(page.body, 1):
        if end := RE_END.fullmatch(line):
            if open_blocks and open_blocks[-1][0] == len(end[1]):
                open_blocks.pop()
            else:
                yield Finding(
                    page.name,
                    number,
                    "structure/block-open",
                    f"{end[1]} closes a block that is not open.",
                    "Open it with “/// note” or another name, or remove this line.",
                )
        elif start := RE_START.fullmatch(line):
            name = start[2]
            if name.lower() not in NAMES:
                yield Finding(
                    page.name,
                    number,
                    "structure/block-unknown",
                    f"There is no block “{name}”.",
                    nearest(name.lower(), NAMES, f"The blocks are {', '.join(NAMES)}."),
                )
            open_blocks.append((len(start[1]), name, number))
    for length, name, number in open_blocks:
        yield Finding(
            page.name,
            number,
            "structure/block-open",
            f"The block “{name}” is not closed.",
            f"Write {'/' * length} on a line of its own where it ends.",
        )


def file_names(names: Collection[str]) -> Iterator[Finding]:
    """File names are lower case with hyphens, without version or date (GOV.UK content design)."""
    for name in names:
        last = posixpath.basename(name)
        if last.endswith(".md") and (not FILE_NAME.fullmatch(last) or VERSION_OR_DATE.search(last)):
            yield Finding(
                name,
                0,
                "structure/file-name",
                f"The file name “{last}” is not plain.",
                "Use small letters, digits and hyphens, and no version or date.",
            )


def navigation(project: Project, pages: Collection[str]) -> Iterator[Finding]:
    """Every page is in the order of the pages (nav in mkdocs.yml), and everything there is a page."""
    listed = read_order(project)
    for file, line in listed.items():
        if file not in pages:
            yield Finding(
                ORDER,
                line,
                "structure/nav-without-page",
                f"The page “{file}” is listed but there is no such file.",
                nearest(file, pages, "Make the file in docs, or remove this line."),
            )
    for file in pages:
        if file not in listed:
            yield Finding(
                f"docs/{file}",
                0,
                "structure/nav-missing",
                "This page is not in the order of the pages.",
                f"Add “{file}” to nav in {ORDER}.",
            )


def check(context: CheckContext) -> Report:
    """Check every page of docs/, their order, and what the list of booklets names; examined = pages."""
    project = context.project
    facts = read_facts(project)
    known_pictures = set(project.read_yaml(project.root / "content/pictures.yml"))
    files = {
        path.relative_to(project.docs).as_posix() for path in project.written(project.docs, "**/*") if path.is_file()
    }
    findings: list[Finding] = []
    pages: list[SourcePage] = []
    paths = page_paths(project)
    for path in paths:
        try:
            pages.append(read_page(project, path))
        except BookletError as error:
            findings.append(
                Finding(
                    str(error.path or project.relative(path)),
                    error.line or 0,
                    "structure/unreadable",
                    error.problem,
                    error.cure,
                )
            )
    by_file = {page.file: page for page in pages}
    for page in pages:
        findings += [
            *titles(page),
            *words(page),
            *descriptions(page),
            *front_matter(page, known_pictures, by_file),
            *braces(page, facts),
            *links(page, by_file, files, facts),
            *pictures(page, known_pictures),
            *headings(page),
            *raw_html(page),
            *tables_and_code(page),
            *blocks(page),
        ]
    findings += repeated_titles(pages)
    findings += file_names([project.relative(path) for path in paths])
    in_docs = [path.relative_to(project.docs).as_posix() for path in paths]
    findings += navigation(project, in_docs)
    parts = booklet_list.parts_of_menu(project)
    known = booklet_list.Known(in_docs, by_file, read_labels(project), known_pictures, parts)
    findings += booklet_list.named(project, context.booklets, known)
    return context.report(NAME, RULES, len(paths), findings)
