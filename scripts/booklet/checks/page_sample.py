"""The sample of pages for checks that are too slow for every page: one decision, in one place.

Every page of some languages. In the others the start page, and the pages with the longest word and with the longest
block of text; and of each script as many more as it takes for every kind of element to be there, so that each template
is seen in each script.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from lxml.html import HtmlElement

from booklet.checks.pages.built_site import BuiltSite, Document

BLOCKS = {"h1", "h2", "h3", "h4", "p", "li", "dt", "dd", "th", "td", "figcaption", "summary"}
# Written without spaces between words: the longest run of signs is no word that could be cut off
NO_SPACES = ("zh", "ja", "th")


def chosen_pages(
    site: BuiltSite, whole: Collection[str], others: Collection[str], scripts: Mapping[str, str]
) -> tuple[str, ...]:
    """Return the paths of the pages to look at, in the order of the site.

    `whole` are the tags of the languages of which every page is looked at, `others` those of which some are; `scripts`
    gives the script of each language by its tag.
    """
    documents = [document for document in site.documents.values() if document.language in {*whole, *others}]
    chosen: set[str] = set()
    for language in dict.fromkeys(document.language for document in documents):
        pages = [document for document in documents if document.language == language]
        chosen |= {page.path for page in (pages if language in whole else _extremes(pages))}
    for script in dict.fromkeys(scripts[document.language] for document in documents):
        pages = [document for document in documents if scripts[document.language] == script]
        chosen |= {page.path for page in _missing(pages, chosen)}
    return tuple(path for path in site.documents if path in chosen)


def _extremes(pages: Sequence[Document]) -> Iterable[Document]:
    """Yield the start page of a language, and the pages with its longest word and its longest block of text."""
    yield min(pages, key=lambda page: len(page.path))
    yield max(pages, key=_longest_word)
    yield max(pages, key=_longest_block)


def _missing(pages: Sequence[Document], chosen: Collection[str]) -> Iterable[Document]:
    """Yield the fewest pages, as a simple search finds them, that have the kinds of elements which no chosen one has."""
    missing = {kind for page in pages for kind in page.kinds}
    missing = missing.difference(*(page.kinds for page in pages if page.path in chosen))
    while missing:
        best = max(pages, key=lambda page: len(page.kinds & missing))
        missing -= best.kinds
        yield best


def _longest_word(page: Document) -> int:
    """Return the signs of the longest word in the main part of a page."""
    if page.language.startswith(NO_SPACES):
        return 0
    return max((len(word) for main in _main(page) for word in main.text_content().split()), default=0)


def _longest_block(page: Document) -> int:
    """Return the signs of the longest block of text in the main part of a page."""
    return max((len(block.text_content()) for main in _main(page) for block in main.iter(*BLOCKS)), default=0)


def _main(page: Document) -> list[HtmlElement]:
    return page.tree.xpath("//main")
