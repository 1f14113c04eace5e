"""The sitemap: every page in every language, for search engines."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from urllib.parse import urljoin

from lxml import etree

from booklet.site.context import home_url
from booklet.source.languages import Language
from booklet.source.service.settings import Settings


def sitemap(pages: Iterable[str], languages: Sequence[Language], settings: Settings, day: date) -> bytes:
    """Return the sitemap with every language of every page (https://www.sitemaps.org/protocol.html).

    `pages` are the addresses in the site of the source language's pages; `languages` are those of the site, the source
    first: each page is under the same address behind the tag of the language. `day` is when the text last changed.
    """
    namespaces = {None: "http://www.sitemaps.org/schemas/sitemap/0.9", "xhtml": "http://www.w3.org/1999/xhtml"}
    root = etree.Element(f"{{{namespaces[None]}}}urlset", nsmap=namespaces)
    for page in pages:
        tail = "" if page in (".", "./") else page
        addresses = {one.tag: urljoin(settings.address, home_url(one, languages[0]) + tail) for one in languages}
        for address in addresses.values():
            entry = etree.SubElement(root, f"{{{namespaces[None]}}}url")
            etree.SubElement(entry, f"{{{namespaces[None]}}}loc").text = address
            etree.SubElement(entry, f"{{{namespaces[None]}}}lastmod").text = day.isoformat()
            for tag, other in addresses.items() if len(addresses) > 1 else ():
                etree.SubElement(entry, f"{{{namespaces['xhtml']}}}link", rel="alternate", hreflang=tag, href=other)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)
