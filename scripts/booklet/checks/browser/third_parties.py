"""Checks that the site asks nobody else for anything and keeps nothing with the reader."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import lxml.etree

from booklet.checks.browser.driver import WIDE, Probe, Tab, browser_check
from booklet.checks.context import CheckContext
from booklet.checks.pages.built_site import BuiltSite, Document
from booklet.checks.pages.links import css_addresses
from booklet.checks.rules import Rule
from booklet.findings import Finding

RULES = (
    Rule(
        "third_parties/request",
        "The browser asks no other host for anything while a page loads and is scrolled.",
        "UK GDPR, article 5(1)(c) data minimisation; the promise of the privacy page",
    ),
    Rule(
        "third_parties/console",
        "The browser has nothing to complain of: no error, no file missing, nothing stopped by the policy.",
        "Project decision: the browser has nothing to complain of",
    ),
    Rule(
        "third_parties/storage",
        "No cookie, no storage, no cache and no service worker, but for the pages that were read.",
        "Privacy and Electronic Communications Regulations 2003, regulation 6",
    ),
    Rule(
        "third_parties/named",
        "No file of the site names something on another host that a browser would fetch.",
        "UK GDPR, article 5(1)(c) data minimisation; the promise of the privacy page",
    ),
)

# Elements and link types whose address is followed only when the reader chooses to, or never
NOT_FETCHED = {("a", "href"), ("area", "href"), ("blockquote", "cite"), ("q", "cite"), ("ins", "cite"), ("del", "cite")}
LINKS_NOT_FETCHED = {"canonical", "alternate", "next", "prev", "license", "author", "help", "search", "me"}
FETCHING = {
    "href",
    "src",
    "srcset",
    "imagesrcset",
    "poster",
    "data",
    "action",
    "formaction",
    "ping",
    "background",
    "manifest",
    "{http://www.w3.org/1999/xlink}href",
    "xlink:href",
}
# Names of XML vocabularies look like addresses but are never fetched
VOCABULARIES = re.compile(
    r"https?://(www\.w3\.org/(1999|2000|2001|2005|XML)\b|www\.sitemaps\.org/schemas|schema\.org\b)"
)
WEB_ADDRESS = re.compile(r"""(?:https?:)?//[a-z0-9-]+(?:\.[a-z0-9-]+)+""", re.IGNORECASE)
SCRIPT_ADDRESS = re.compile(r"""["'`](?:https?:|wss?:)?//[a-z0-9-]+(?:\.[a-z0-9-]+)+""", re.IGNORECASE)
# As a reader scrolls to the end and back; what begins to load there has begun after a frame and a while
SCROLL = """window.scrollTo(0, document.body.scrollHeight);
return new Promise(done => requestAnimationFrame(() => setTimeout(done, 100))).then(() => window.scrollTo(0, 0));"""
CURE = "Put the file into the site itself."


def loading(tab: Tab) -> Iterator[Finding]:
    """Open what opens, scroll to the end of a page, and read what the browser asked for, said and kept since it was
    opened.

    So what the search loads is seen too.
    """
    tab.open_all()
    tab.driver.execute_script(SCROLL)
    own = urlsplit(tab.address).netloc
    for address in dict.fromkeys(tab.requests()):
        if urlsplit(address).netloc != own and not address.startswith(("data:", "blob:")):
            yield tab.finding("third_parties/request", f"The page asks for {address}", CURE)
    for message in dict.fromkeys(tab.console()):
        yield tab.finding(
            "third_parties/console", f"The browser says: {message.replace(tab.address, '/')}", "Correct what it names."
        )
    for kept in tab.js("kept"):
        yield tab.finding(
            "third_parties/storage",
            f"The page keeps {kept}",
            "Keep nothing but the pages that were read: the privacy page promises so.",
        )
    if tab.cdp("Network.getAllCookies")["cookies"]:
        yield tab.finding("third_parties/storage", "The browser has a cookie", "Set no cookie.")


def named_hosts(context: CheckContext) -> list[Finding]:
    """Look for other hosts in the pages and, if all pages are looked at, in styles, scripts, pictures and manifests.

    JSON is data to read: an address in it is fetched only by a script, which is looked through itself.
    """
    found = [finding for document in context.documents for finding in in_page(document)]
    if context.pages is None:
        for file in sorted(
            p for p in context.site.rglob("*") if p.suffix in {".css", ".js", ".mjs", ".svg", ".webmanifest"}
        ):
            found += in_file(context.built_site, file)
    return found


def elsewhere(finished: BuiltSite, address: str, seen_from: str) -> bool:
    """Whether an address leads to another host than the site's."""
    parts = urlsplit(urljoin(seen_from, address.strip()))
    return parts.scheme not in {"data", "tel", "mailto", "about"} and parts.netloc != urlsplit(finished.address).netloc


def in_page(document: Document) -> Iterator[Finding]:
    """Look through the attributes and style of a page."""
    for element in document.tree.iter(lxml.etree.Element):
        for name, value in element.attrib.items():
            if name not in FETCHING or (element.tag, name) in NOT_FETCHED:
                continue
            if element.tag == "link" and set((element.get("rel") or "").split()) <= LINKS_NOT_FETCHED:
                continue
            for address in (
                [part.split()[0] for part in value.split(",") if part.strip()] if "srcset" in name else [value]
            ):
                if elsewhere(document.site, address, document.address):
                    yield Finding(
                        document.path,
                        element.sourceline or 0,
                        "third_parties/named",
                        f"<{element.tag} {name}> names {address}.",
                        CURE,
                    )
        hint = (element.get("http-equiv") or "").lower() == "refresh" or (element.get("rel") or "") in {
            "preconnect",
            "dns-prefetch",
        }
        if hint and WEB_ADDRESS.search(f"{element.get('content')} {element.get('href')}"):
            yield Finding(
                document.path,
                element.sourceline or 0,
                "third_parties/named",
                "The page sends the browser to another host.",
                "Take it out.",
            )
        if element.tag == "style" or element.get("style"):
            for address, _ in css_addresses((element.text or "") if element.tag == "style" else element.get("style")):
                if elsewhere(document.site, address, document.address):
                    yield Finding(
                        document.path, element.sourceline or 0, "third_parties/named", f"A style names {address}.", CURE
                    )


def in_file(finished: BuiltSite, file: Path) -> Iterator[Finding]:
    """Look through a style sheet, script, picture or manifest."""
    name = file.relative_to(finished.folder).as_posix()
    text = file.read_text(encoding="utf-8", errors="replace")
    here = urljoin(finished.address, name)
    if file.suffix == ".css":
        for address, line in css_addresses(text):
            if elsewhere(finished, address, here):
                yield Finding(name, line, "third_parties/named", f"The style sheet names {address}.", CURE)
        return
    if file.suffix == ".svg":
        for element in lxml.etree.parse(file).iter(lxml.etree.Element):
            for key, value in element.attrib.items():
                used = key in FETCHING and not element.tag.endswith("}a")
                urls = [value] if used else re.findall(r"url\(\s*[\"']?([^\"')]+)", value)
                if any(elsewhere(finished, url, here) for url in urls):
                    yield Finding(
                        name, element.sourceline or 0, "third_parties/named", f"The picture names {value}.", CURE
                    )
            if element.tag.endswith("}style") and any(
                elsewhere(finished, url, here) for url, _ in css_addresses(element.text or "")
            ):
                yield Finding(
                    name,
                    element.sourceline or 0,
                    "third_parties/named",
                    "The picture’s style names another host.",
                    CURE,
                )
        return
    pattern = SCRIPT_ADDRESS if file.suffix in {".js", ".mjs"} else WEB_ADDRESS
    for number, line_text in enumerate(text.splitlines(), 1):
        for match in pattern.finditer(line_text):
            address = match[0].lstrip("\"'`")
            if VOCABULARIES.match(line_text[match.end() - len(address) :]) or not elsewhere(finished, address, here):
                continue
            yield Finding(name, number, "third_parties/named", f"The file names {address}.", CURE)


IN_BROWSER, check = browser_check("third_parties", RULES, [Probe(loading, (WIDE,))], files=named_hosts)
