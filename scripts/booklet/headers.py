"""The security headers that the website asks for: one list, for the <meta> of each page and for web servers."""

from __future__ import annotations

# Content Security Policy Level 3: nothing is allowed but the site's own files. No inline script, style or
# style attribute. `media-src` is for spoken editions. The search fetches its index, nothing else connects.
POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self'",
    "media-src": "'self'",
    "connect-src": "'self'",
    "base-uri": "'none'",
    "form-action": "'none'",
}
# Browsers refuse this one in a <meta> (CSP Level 3, 3.3), so only the server sends it.
SERVER_ONLY = {"frame-ancestors": "'none'"}


def _policy(rules: dict[str, str]) -> str:
    return "; ".join(f"{name} {sources}" for name, sources in rules.items())


META_POLICY = _policy(POLICY)

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

# The folder whose files never change under the same name: its address holds a digest of its contents.
UNCHANGING = "assets/bundle/"


def headers_file(path: str = "/") -> str:
    """Return a `_headers` file (Netlify, Cloudflare Pages) for a site at `path`, with a slash at both ends."""
    lines = [f"{path}*", *(f"  {name}: {value}" for name, value in HEADERS.items()),
             "", f"{path}{UNCHANGING}*", "  Cache-Control: public, max-age=31536000, immutable"]
    return "\n".join(lines) + "\n"


def nginx_snippet(path: str = "/") -> str:
    """Return lines for nginx's `server` block, for a site at `path`, with a slash at both ends.

    No `add_header` stands inside a location: nginx would then leave out all those of the server.
    """
    lines = [
        "# Headers and the page for unknown addresses. Include this in the server block of nginx.",
        "charset utf-8;",
        "gzip on;",
        "gzip_types text/css text/javascript application/javascript application/json image/svg+xml;",
        f"error_page 404 {path}404.html;",
        *(f'add_header {name} "{value}" always;' for name, value in HEADERS.items()),
        f"location {path}{UNCHANGING} {{ expires 1y; }}",
    ]
    return "\n".join(lines) + "\n"
