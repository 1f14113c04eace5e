"""Addresses that people type: web addresses, email addresses and the targets of links, read and refused in one place.

What is returned holds no character that could end an attribute, a line of a server's configuration or a word of it.
"""

from __future__ import annotations

import html
import re
from collections.abc import Collection, Sequence
from urllib.parse import SplitResult, quote, urlsplit

import idna

# RFC 3986, 3.3 to 3.5, without the apostrophe, the semicolon and brackets: they end words elsewhere
PATH = re.compile(r"(?:[A-Za-z0-9._~!$&*+,=:@/-]|%[0-9A-Fa-f]{2})*")
# A folder of a website, as it is also written into the configuration of a server
PLAIN_PATH = re.compile(r"/(?:[A-Za-z0-9_~-][A-Za-z0-9._~-]*/)*")
QUERY = re.compile(r"(?:[A-Za-z0-9._~!$&*+,=:@/?-]|%[0-9A-Fa-f]{2})*")
# HTML, “valid email address”, without the quotation marks, braces and ampersand that the standard allows, and without
# what ends the address in a link to it or begins its details (RFC 6068, 2): “?cc=” would send each email to others too
MAILBOX = re.compile(r"[A-Za-z0-9.!$*+^_~-]{1,64}")
HOST_LABEL = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)")
# RFC 1035, 2.3.4
LONGEST_HOST = 253
LONGEST_PORT = 65535
# A link to a number or a mailbox; facts make them, and pages name the fact
CONTACT_SCHEMES = ("mailto", "tel")
TELEPHONE = re.compile(r"\+?[0-9]{3,15}")
# RFC 3986, 3.1; browsers read over white space and control characters before and inside it (WHATWG URL, 4.4)
SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*(?=:)")


def host_of(host: str) -> str:
    """Return a host name in lower case, in the letters of the DNS (IDNA 2008, RFC 5891).

    Raises ValueError, with the reason as a sentence, for what is no name of a host on the web: an IP address, a name
    without a dot, a label that is empty or too long.
    """
    try:
        # An ASCII name may hold words of other letters, encoded: these are looked at as well
        is_plain = host.isascii() and "xn--" not in host.lower()
        name = host.lower() if is_plain else idna.encode(host, uts46=True).decode("ascii")
    except idna.IDNAError as error:
        raise ValueError(f"“{host}” is not the name of a host.") from error
    labels = name.split(".")
    if (
        len(labels) < 2
        or len(name) > LONGEST_HOST
        or not all(map(HOST_LABEL.fullmatch, labels))
        or labels[-1].isdecimal()
    ):
        raise ValueError(f"“{host}” is not the name of a host.")
    return name


def _split(address: str, schemes: Collection[str]) -> tuple[SplitResult, str]:
    """Return the parts of a web address and its host with the port; raises ValueError with the reason."""
    if not address.isprintable() or re.search(r"\s", address):
        raise ValueError("It holds a space or an invisible character.")
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError as error:
        raise ValueError("It is not an address on the web.") from error
    if parts.scheme not in schemes or not address.startswith(f"{parts.scheme}://"):
        raise ValueError(f"It does not begin with {' or '.join(f'{scheme}://' for scheme in schemes)}.")
    if "@" in parts.netloc:
        raise ValueError("It names a user before its host.")
    host = host_of(parts.hostname or "")
    if (port is not None and not 0 < port <= LONGEST_PORT) or parts.netloc.endswith(":"):
        raise ValueError("Its port is not a number from 1 to 65535.")
    return parts, host if port is None else f"{host}:{port}"


def site_address(address: str) -> str:
    """Return the address of a website, normalised: https, host, perhaps a path of plain characters, a slash at the end.

    Raises ValueError, with the reason as a sentence, for anything else.
    """
    parts, host = _split(address, ("https",))
    if parts.query or parts.fragment or address.endswith(("?", "#")):
        raise ValueError("It has a part after “?” or “#”.")
    if not PLAIN_PATH.fullmatch(parts.path) or ".." in parts.path:
        raise ValueError("Its path has to be of letters, digits, dots and hyphens, with a slash at the end.")
    return f"https://{host}{parts.path}"


def web_address(address: str) -> str:
    """Return the address of a page on the web, normalised: http or https, no user, no invisible characters.

    Raises ValueError, with the reason as a sentence, for anything else.
    """
    parts, host = _split(address, ("https", "http"))
    if not PATH.fullmatch(parts.path) or not QUERY.fullmatch(parts.query) or not QUERY.fullmatch(parts.fragment):
        raise ValueError("It holds a character that an address cannot have; write it as %20 and the like.")
    return parts._replace(netloc=host).geturl()


def mail_link(to: str, subject: str, lines: Sequence[str]) -> str:
    """Return the address that opens an email with a subject and lines of text; `to` is "" where the reader chooses.

    RFC 6068, 2: a line ends with %0D%0A.
    """
    body = "\r\n".join(lines)
    return f"mailto:{to}?subject={quote(subject, safe='')}&body={quote(body, safe='')}"


def email_address(address: str) -> str:
    """Return an email address, its host normalised; raises ValueError, with the reason, for anything else.

    Source: HTML Living Standard, 4.10.5.1.5, “valid email address”.
    """
    mailbox, at, host = address.rpartition("@")
    if not at or not MAILBOX.fullmatch(mailbox) or mailbox.startswith(".") or mailbox.endswith(".") or ".." in mailbox:
        raise ValueError("It is not an email address such as help@example.org.")
    return f"{mailbox}@{host_of(host)}"


def require_safe_link(target: str) -> None:
    """Raise ValueError, with the reason, for a link that leads neither into the site nor to https, mailto or tel.

    A target without a scheme is a file of docs/ or a heading; whether it is there is checked elsewhere.
    """
    target = html.unescape(target)  # as a browser reads it
    if not target.isprintable() or "\\" in target:
        raise ValueError("It holds an invisible character or a backslash.")
    scheme = SCHEME.match(target.strip())
    if target.strip().startswith("//"):
        raise ValueError("It leads to another host without saying how: write https://.")
    if not scheme:
        if ":" in target.split("/", 1)[0].split("#", 1)[0]:
            raise ValueError("It is neither a page of this site nor an address on the web.")
        return
    kind = scheme[0].lower()
    if kind == "https":
        _split(target, ("https",))
    elif kind == "mailto":
        email_address(target[len("mailto:") :])
    elif kind == "tel":
        if not TELEPHONE.fullmatch(target[len("tel:") :]):
            raise ValueError("It is not a telephone number such as tel:+441603704070.")
    else:
        raise ValueError(f"Links of the kind “{kind}:” are not allowed.")
