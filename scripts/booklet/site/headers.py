"""The headers that the website asks for: one list, for the <meta> of each page and for every kind of web server."""

from __future__ import annotations

from booklet.formats import FORMATS

# Content Security Policy Level 3: nothing is allowed but the site's own files. No inline script, style or
# style attribute. `media-src` is for spoken editions. Scripts fetch what is of this site only: the search its index.
POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self'",
    "media-src": "'self'",
    "connect-src": "'self'",
    "worker-src": "'self'",
    "manifest-src": "'self'",
    "base-uri": "'none'",
    "form-action": "'none'",
}
# Browsers refuse this one in a <meta> (CSP Level 3, 3.3), so only the server sends it.
SERVER_ONLY = {"frame-ancestors": "'none'"}


def _policy(rules: dict[str, str]) -> str:
    return "; ".join(f"{name} {sources}" for name, sources in rules.items())


META_POLICY = _policy(POLICY)
# MkDocs reloads the pages of the preview with a script of its own inside each.
PREVIEW_POLICY = _policy(POLICY | {"script-src": "'self' 'unsafe-inline'"})

HEADERS = {
    "Content-Security-Policy": _policy(POLICY | SERVER_ONLY),
    "Strict-Transport-Security": "max-age=31536000",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}

# Styles and scripts: each version has a folder of its own here, named by a digest of what is in it, so that no file
# ever changes under its address.
UNCHANGING = "assets/bundle/"
# The search indexes: they change under the same address, with the text.
SEARCH = "assets/search/"
# How many seconds a browser may keep what is in a folder without asking again. It asks each time for pages and all
# else: Netlify and Cloudflare Pages see to that by themselves, nginx by "expires".
KEPT = {UNCHANGING: 365 * 24 * 60 * 60, SEARCH: 5 * 60}

# Media types by the ending of a file, of what web servers do not know by themselves
TYPES = {
    variant.extension: variant.type
    for entry in FORMATS.values()
    for variant in entry.variants
    if variant.extension in ("epub", "brf", "pef", "odt", "docx")
} | {"webmanifest": "application/manifest+json"}


def cache_control(folder: str) -> str:
    """Return the header Cache-Control for the files in a folder of KEPT (RFC 9111; “immutable”: RFC 8246)."""
    return f"public, max-age={KEPT[folder]}" + (", immutable" if folder == UNCHANGING else "")


def headers_file(path: str = "/") -> str:
    """Return a `_headers` file (Netlify, Cloudflare Pages) for a site at `path`, with a slash at both ends."""
    lines = [f"{path}*", *(f"  {name}: {value}" for name, value in HEADERS.items())]
    for folder in KEPT:
        lines += ["", f"{path}{folder}*", f"  Cache-Control: {cache_control(folder)}"]
    return "\n".join(lines) + "\n"
