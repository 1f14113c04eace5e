"""Checks what a page says about itself, to browsers, search engines and other sites, and the files that go with it."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from urllib.parse import urljoin, urlsplit

import lxml.etree

from booklet.checks.browser.server import headers_for, site_headers
from booklet.checks.context import CheckContext
from booklet.checks.pages.built_site import BuiltSite, Document
from booklet.checks.rules import Rule
from booklet.findings import Finding, Report

RULES = (
    Rule(
        "metadata/language",
        "<html> has a language and the direction of its script.",
        "WCAG 2.2, 3.1.1 Language of Page; BCP 47 (RFC 5646)",
    ),
    Rule(
        "metadata/one-language",
        "No text in a third language is on a page: each language has its own.",
        "GOV.UK guidance on translations: each language has a page of its own; WCAG 2.2, 3.1.2",
    ),
    Rule(
        "metadata/title",
        "There is a title, of no more than 65 characters without the site's name, on no other page.",
        "WCAG 2.2, 2.4.2 Page Titled; GOV.UK content design: titles of at most 65 characters",
    ),
    Rule(
        "metadata/description",
        "There is a description of no more than 160 characters (a translation of either: half as many again).",
        "GOV.UK content design: summaries of at most 160 characters",
    ),
    Rule(
        "metadata/canonical", "The canonical address is the page's own, whole.", "RFC 6596, The Canonical Link Relation"
    ),
    Rule(
        "metadata/alternates",
        "With more than one language, every one and x-default is linked, each back again.",
        "HTML Living Standard, link type “alternate”; Google Search Central, localized versions of your pages",
    ),
    Rule(
        "metadata/headings",
        "There is exactly one h1, in the one main.",
        "WCAG 2.2, 1.3.1 Info and Relationships; HTML Living Standard, the main element",
    ),
    Rule(
        "metadata/open-graph",
        "Title, description, type, address, picture, site name and locale for other sites.",
        "The Open Graph protocol, Basic Metadata",
    ),
    Rule("metadata/viewport", "The page fits itself to a phone.", "WCAG 2.2, 1.4.10 Reflow"),
    Rule(
        "metadata/policy",
        "The policy in the page is that of _headers, without what only a header can say.",
        "Content Security Policy Level 3",
    ),
    Rule(
        "metadata/inline",
        "No style, script or event handler is in the page (data such as JSON-LD may).",
        "Content Security Policy Level 3, inline scripts and styles",
    ),
    Rule("metadata/json-ld", "JSON-LD is JSON.", "JSON-LD 1.1; RFC 8259 (JSON)"),
    Rule(
        "metadata/not-found",
        "404.html exists, is not for search engines, and its links work from any depth.",
        "RFC 9110, 15.5.5 404 Not Found; Project decision: a lost reader finds the way from any depth",
    ),
    Rule(
        "metadata/sitemap",
        "Sitemap.xml lists every page with its whole address, and nothing else.",
        "sitemaps.org protocol 0.9",
    ),
    Rule("metadata/headers", "_headers gives the security headers.", "OWASP Secure Headers Project"),
    Rule(
        "metadata/robots",
        "Robots.txt, if there is one, keeps nobody out and names the sitemap.",
        "RFC 9309, Robots Exclusion Protocol",
    ),
)

RIGHT_TO_LEFT = {"ar", "arc", "ckb", "dv", "fa", "he", "ks", "ps", "sd", "ug", "ur", "yi"}
LANGUAGE_TAG = re.compile(r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|\d{3}))?")  # BCP 47, the parts that we use
SOURCE = "en-GB"  # Where a translation is missing, the English is on the page
MOST_WORDS_OF_A_NAME = 4  # Such as the name of a language or a file
MOST_TITLE = 65
MOST_DESCRIPTION = 160
# The limits are those of GOV.UK for English; other languages need more letters for the same words
STRETCH = 1.5
OPEN_GRAPH = ("og:title", "og:description", "og:type", "og:url", "og:image", "og:site_name", "og:locale")
HEADER_ONLY = {"frame-ancestors", "report-uri", "report-to", "sandbox"}  # HTML, meta http-equiv: ignored there
SECURITY_HEADERS = (
    "Content-Security-Policy",
    "Strict-Transport-Security",
    "X-Content-Type-Options",
    "Referrer-Policy",
    "Permissions-Policy",
    "Cross-Origin-Opener-Policy",
    "X-Frame-Options",
)
UNSAFE = (
    "'unsafe-inline'",
    "'unsafe-eval'",
    "'unsafe-hashes'",
    "'strict-dynamic'",
    "data:",
    "blob:",
    "*",
    "http:",
    "https:",
)
DATA_SCRIPTS = {"application/ld+json", "application/json"}
EVENTS = re.compile(r"on[a-z]+")


def check(context: CheckContext) -> Report:
    """Check the head of every page, and what belongs to the site as a whole if all pages are looked at."""
    finished, documents = context.built_site, context.documents
    found = [finding for document in documents for finding in check_page(document)]
    if documents and context.pages is None:
        found += [*titles(finished), *not_found(finished), *sitemap(finished), *headers(finished), *robots(finished)]
    return context.report("metadata", RULES, len(documents), found)


def check_page(document: Document) -> Iterator[Finding]:
    """Check one page by itself."""
    tree = document.tree

    def finding(rule: str, problem: str, cure: str, line: int = 0) -> Finding:
        return Finding(document.path, line, f"metadata/{rule}", problem, cure)

    language, direction = tree.get("lang", ""), tree.get("dir", "")
    right = "rtl" if language.split("-")[0] in RIGHT_TO_LEFT else "ltr"
    if not LANGUAGE_TAG.fullmatch(language) or direction != right:
        yield finding(
            "language", f"The page has lang=“{language}” and dir=“{direction}”.", f"Write a BCP 47 tag and “{right}”."
        )

    title = " ".join((tree.findtext("head/title") or "").split())
    name = meta(document, "property", "og:site_name")
    own = title.removesuffix(name).rstrip(" –—-|:·") if name and title != name else title
    stretch = 1 if language == SOURCE else STRETCH
    most_title, most_description = round(MOST_TITLE * stretch), round(MOST_DESCRIPTION * stretch)
    if not 0 < len(own) <= most_title:
        yield finding("title", f"The title has {len(own)} characters: “{own}”.", f"Write 1 to {most_title}.")
    is_home = document.place in ("", f"{language}/")  # Its title is about the guide itself
    if name and title != name and not title.endswith(name) and not is_home:
        yield finding("title", f"The title does not end with the site’s name: “{title}”.", f"Add “{name}”.")
    if not 0 < len(meta(document, "name", "description")) <= most_description:
        yield finding(
            "description",
            f"The description has {len(meta(document, 'name', 'description'))} characters.",
            f"Write 1 to {most_description}.",
        )
    if "width=device-width" not in meta(document, "name", "viewport").replace(" ", ""):
        yield finding(
            "viewport",
            "The page does not fit itself to a phone.",
            'Add <meta name="viewport" content="width=device-width, initial-scale=1">.',
        )

    if document.path != "404.html":
        yield from addresses(document)

    h1, main = tree.xpath("//h1"), tree.xpath("//main")
    if len(h1) != 1 or len(main) != 1 or not h1[0].xpath("ancestor::main"):
        yield finding("headings", f"There are {len(h1)} h1 and {len(main)} main.", "Write one main with one h1 in it.")

    yield from one_language(document)
    yield from policy(document)
    yield from inline(document)
    for script in tree.xpath("//script[@type='application/ld+json']"):
        try:
            json.loads(script.text or "")
        except ValueError as error:
            yield finding(
                "json-ld", f"The JSON-LD cannot be read ({error}).", "Write it with json.dumps.", script.sourceline
            )


def addresses(document: Document) -> Iterator[Finding]:
    """Check what the head of a page says of its own address, of those in other languages and to who shares it."""

    def finding(rule: str, problem: str, cure: str) -> Finding:
        return Finding(document.path, 0, f"metadata/{rule}", problem, cure)

    canonical = [str(link) for link in document.tree.xpath("//link[@rel='canonical']/@href")]
    if canonical != [document.address]:
        yield finding(
            "canonical", f"The canonical address is {canonical or 'missing'}.", f"It must be {document.address}."
        )
    yield from alternates(document)
    for wanted in OPEN_GRAPH:
        if not meta(document, "property", wanted):
            yield finding("open-graph", f"There is no {wanted}.", "Add it to the head.")
    for whole in ("og:url", "og:image"):
        if (value := meta(document, "property", whole)) and not value.startswith(document.site.address):
            yield finding("open-graph", f"{whole} is {value}.", f"It must start with {document.site.address}.")


def meta(document: Document, attribute: str, name: str) -> str:
    """Return the content of a meta element, or "" if there is none."""
    values = document.tree.xpath("//meta[@*[name()=$attribute]=$name]/@content", attribute=attribute, name=name)
    return str(values[0]).strip() if values else ""


def links_to_languages(document: Document) -> dict[str, str]:
    """Return the addresses of a page's alternates by their hreflang."""
    return {
        link.get("hreflang"): link.get("href", "")
        for link in document.tree.xpath("//head/link[@rel='alternate'][@hreflang]")
    }


def alternates(document: Document) -> Iterator[Finding]:
    """Check that the languages of a page are complete and link back."""
    # A language is one of the site if its own home page is there
    languages = {
        d.language
        for d in document.site.documents.values()
        if d.path.count("/") <= 1
        and d.path.endswith("index.html")
        and (d.path == "index.html" or d.path.split("/")[0] == d.language)
    }
    links = links_to_languages(document)

    def finding(problem: str) -> Finding:
        return Finding(
            document.path, 0, "metadata/alternates", problem, "Link every language of this page, and x-default."
        )

    if len(languages) > 1 and (missing := (languages | {"x-default"}) - links.keys()):
        yield finding(f"There is no hreflang for {', '.join(sorted(missing))}.")
    if links and links.get(document.language) != document.address:
        yield finding(f"The page does not link itself as {document.language}.")
    by_address = {d.address: d for d in document.site.documents.values()}
    for tag, address in links.items():
        other = by_address.get(address)
        if other is None:
            yield finding(f"The alternate {tag} leads to {address}, which is no page.")
        elif tag != "x-default" and (
            other.language != tag or document.address not in links_to_languages(other).values()
        ):
            yield finding(f"The alternate {tag}, {address}, is in “{other.language}” or does not link back.")


def one_language(document: Document) -> Iterator[Finding]:
    """Look for text that is neither in the page's language nor English. The page for a wrong address speaks all."""
    if document.path == "404.html":
        return
    for element in document.tree.xpath("//main//*[@lang]"):
        words = element.text_content().split()
        if element.get("lang") not in (document.language, SOURCE) and len(words) > MOST_WORDS_OF_A_NAME:
            yield Finding(
                document.path,
                element.sourceline or 0,
                "metadata/one-language",
                f"“{' '.join(words)[:60]}” is in {element.get('lang')}.",
                "Put it on a page of its own.",
            )


def directives(policy_text: str) -> dict[str, tuple[str, ...]]:
    """Return a Content-Security-Policy as its directives and their sources (CSP Level 3, 2.2.1)."""
    parts = [part.split() for part in policy_text.split(";") if part.strip()]
    return {part[0].lower(): tuple(sorted(part[1:])) for part in parts}


def policy(document: Document) -> Iterator[Finding]:
    """Check the policy in the page against that of _headers."""
    values = document.tree.xpath(
        "//meta[translate(@http-equiv, 'CSPOLINTEURY', 'cspolinteury')='content-security-policy']/@content"
    )
    rules = site_headers(document.site.folder)
    header = headers_for(urlsplit(document.address).path, rules).get("Content-Security-Policy", "")
    in_page = directives(" ".join(values))
    in_header = {name: sources for name, sources in directives(header).items() if name not in HEADER_ONLY}
    if len(values) != 1 or in_page != in_header:
        yield Finding(
            document.path,
            0,
            "metadata/policy",
            f"The policy is “{'; '.join(values)}”, and in _headers “{header}”.",
            "Make both from one place.",
        )
    used = [source for sources in directives(header).values() for source in sources]
    if loose := [
        source
        for source in [*used, *(s for sources in in_page.values() for s in sources)]
        if source in UNSAFE or "//" in source
    ]:
        yield Finding(
            document.path, 0, "metadata/policy", f"The policy allows {', '.join(sorted(set(loose)))}.", "Take it out."
        )
    if in_page and not {"default-src", "base-uri", "form-action"} <= in_page.keys():
        yield Finding(
            document.path, 0, "metadata/policy", "The policy lacks default-src, base-uri or form-action.", "Add it."
        )


def inline(document: Document) -> Iterator[Finding]:
    """Look for style and script inside the page."""
    for element in document.tree.iter(lxml.etree.Element):
        if element.tag == "style" or element.get("style") is not None:
            problem = f"There is a style in <{element.tag}>."
        elif element.tag == "script" and not element.get("src") and element.get("type") not in DATA_SCRIPTS:
            problem = "There is a script."
        elif names := [name for name in element.keys() if EVENTS.fullmatch(name)]:  # noqa: SIM118 - attributes, not children
            problem = f"<{element.tag}> has {', '.join(names)}."
        elif any(value.strip().lower().startswith("javascript:") for value in element.values()):
            problem = f"<{element.tag}> has a javascript: address."
        else:
            continue
        yield Finding(
            document.path,
            element.sourceline or 0,
            "metadata/inline",
            problem,
            "Move it to a file: the policy stops it.",
        )


def titles(finished: BuiltSite) -> Iterator[Finding]:
    """Look for pages with the same title in the same language."""
    named = [(d.language, (d.tree.findtext("head/title") or "").strip(), d.path) for d in finished.documents.values()]
    times = Counter((language, title) for language, title, _ in named)
    for language, title, path in named:
        if times[language, title] > 1:
            yield Finding(
                path, 0, "metadata/title", f"Another page has the title “{title}” too.", "Give each page its own title."
            )


def not_found(finished: BuiltSite) -> Iterator[Finding]:
    """Check the page for a wrong address."""
    document = finished.documents.get("404.html")
    if document is None:
        yield Finding(
            "404.html", 0, "metadata/not-found", "There is no 404.html.", "Add the template overrides/404.html."
        )
        return
    if "noindex" not in meta(document, "name", "robots"):
        yield Finding(
            "404.html",
            0,
            "metadata/not-found",
            "Search engines may list this page.",
            'Add <meta name="robots" content="noindex">.',
        )
    for value in document.tree.xpath("//@href | //@src"):
        if not urlsplit(value).scheme and not value.startswith(("/", "#")):
            yield Finding(
                "404.html",
                0,
                "metadata/not-found",
                f"“{value}” works from the site’s root only.",
                "Start it with the path of the site’s address.",
            )


def sitemap(finished: BuiltSite) -> Iterator[Finding]:
    """Compare sitemap.xml with the pages."""
    file = finished.folder / "sitemap.xml"
    try:
        listed = [
            e.text.strip() for e in lxml.etree.parse(file).iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")
        ]
    except (OSError, lxml.etree.XMLSyntaxError) as error:
        yield Finding("sitemap.xml", 0, "metadata/sitemap", f"It cannot be read ({error}).", "Let the build write it.")
        return
    wanted = {
        d.address
        for d in finished.documents.values()
        if "noindex" not in meta(d, "name", "robots") and d.path != "404.html"
    }
    for address in sorted(wanted - set(listed)):
        yield Finding("sitemap.xml", 0, "metadata/sitemap", f"{address} is missing.", "Let the build list every page.")
    for address in sorted(set(listed) - wanted):
        yield Finding(
            "sitemap.xml", 0, "metadata/sitemap", f"{address} is no page.", "Let the build list the pages only."
        )


def headers(finished: BuiltSite) -> Iterator[Finding]:
    """Check the security headers that the home page would be sent with."""
    sent = headers_for(finished.base, site_headers(finished.folder))
    for name in SECURITY_HEADERS:
        if name not in sent:
            yield Finding(
                "_headers", 0, "metadata/headers", f"The home page is sent without {name}.", "Add it to _headers."
            )
    if sent and "frame-ancestors" not in directives(sent.get("Content-Security-Policy", "")):
        yield Finding(
            "_headers", 0, "metadata/headers", "The policy lacks frame-ancestors.", "Add frame-ancestors 'none'."
        )


def robots(finished: BuiltSite) -> Iterator[Finding]:
    """Check robots.txt, which only counts at the root of a host."""
    file = finished.folder / "robots.txt"
    if not file.is_file():
        return
    text = file.read_text(encoding="utf-8")
    if re.search(r"(?mi)^disallow:\s*\S", text) or f"Sitemap: {urljoin(finished.address, 'sitemap.xml')}" not in text:
        yield Finding(
            "robots.txt",
            0,
            "metadata/robots",
            "It keeps robots out or does not name the sitemap.",
            "Write “Disallow:” and the whole address of the sitemap.",
        )
