"""The sitemap: every page in every language, for search engines."""

from __future__ import annotations

from urllib.parse import urljoin

from lxml import etree

from booklet.site.context import BuildContext


def sitemap(rendering: BuildContext) -> bytes:
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
