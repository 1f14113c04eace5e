"""What each kind of web server has to be told: headers, cache times, types, the page for unknown addresses, redirects.

`path` is the path of the site, with a slash at both ends; `redirects` are old address → new address, both in the site.
Addresses and types come from the program and from checked settings: none holds a sign that ends a directive.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from xml.sax.saxutils import quoteattr

from booklet.site.context import home_url
from booklet.site.headers import HEADERS, KEPT, TYPES, cache_control
from booklet.source.languages import Language

NOTHING: Mapping[str, str] = {}
# What is worth packing for the way; pictures in pixels, sound and documents are packed already
PACKED = (
    "text/css",
    "text/javascript",
    "text/plain",
    "application/javascript",
    "application/json",
    "application/manifest+json",
    "image/svg+xml",
)
# IIS knows few types, and adds no charset to any
TYPES_FOR_IIS = {
    "html": "text/html; charset=utf-8",
    "css": "text/css; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "json": "application/json; charset=utf-8",
    "txt": "text/plain; charset=utf-8",
    "svg": "image/svg+xml",
    "woff2": "font/woff2",
    "mp3": "audio/mpeg",
} | TYPES


def in_every_language(renamed: Mapping[str, str], languages: Sequence[Language]) -> dict[str, str]:
    """Return the redirects of renamed pages, without a language, in every language: the first is the source."""
    homes = [home_url(language, languages[0]) for language in languages]
    return {home + old: home + new for home in homes for old, new in renamed.items()}


def redirects_file(path: str, redirects: Mapping[str, str]) -> str:
    """Return a `_redirects` file (Netlify, Cloudflare Pages)."""
    return "".join(f"{path}{old} {path}{new} 301\n" for old, new in redirects.items())


def nginx_snippet(path: str = "/", redirects: Mapping[str, str] = NOTHING) -> str:
    """Return lines for nginx's `server` block.

    No `add_header` is inside a location: nginx would then leave out all those of the server
    (https://nginx.org/en/docs/http/ngx_http_headers_module.html#add_header).
    """
    added = [f'add_header {name} "{value}" always;' for name, value in HEADERS.items()]
    own = [
        "charset utf-8;",
        "gzip on;",
        f"gzip_types {' '.join(PACKED)};",
        # Behind another server, nginx would send readers to its own name and port
        "absolute_redirect off;",
        f"error_page 404 {path}404.html;",
        "expires -1;",
        *added,
        *(
            f"location = {path}{old} {{ return 301 {path}{new}; }}"
            for address, new in redirects.items()
            for old in (address, address.rstrip("/"))
        ),
        # nginx knows none of these endings: a reader's program would be offered unknown data
        *(f"location ~ \\.{ending}$ {{ types {{ {kind} {ending}; }} }}" for ending, kind in TYPES.items()),
        # "^~": no location with a regular expression, such as one for all style sheets, takes these files away
        *(f"location ^~ {path}{folder} {{ expires {seconds}s; }}" for folder, seconds in KEPT.items()),
    ]
    lines = [
        "# Headers, types and the page for unknown addresses. Include this in the server block of nginx.",
        # A site at a path of its own changes nothing for the others on the same server
        *(own if path == "/" else [f"location ^~ {path} {{", *_indented(own), "}"]),
    ]
    return "\n".join(lines) + "\n"


def apache_file(path: str = "/", redirects: Mapping[str, str] = NOTHING) -> str:
    """Return lines for Apache 2.4: for the `<Directory>` of the site, or for a file `.htaccess` in it.

    Of the modules that Debian leaves off at first it needs `headers` only.
    """
    kept = [
        # A page for an unknown address must not be kept as long as the file that somebody looked for
        f'Header always set Cache-Control "{cache_control(folder)}" '
        f"\"expr=%{{REQUEST_URI}} =~ m#^{re.escape(path + folder)}# && %{{REQUEST_STATUS}} -in {{'200', '304'}}\""
        for folder in KEPT
    ]
    lines = [
        "# Headers, types and the page for unknown addresses. Include this in the <Directory> of the site in Apache,",
        "# or copy it into that folder under the name .htaccess (AllowOverride FileInfo). It needs mod_headers.",
        "AddDefaultCharset utf-8",
        "AddCharset utf-8 .css .js .json .txt .xml",
        *(f"AddType {kind} .{ending}" for ending, kind in TYPES.items()),
        f"ErrorDocument 404 {path}404.html",
        # The mark of a version that is packed would differ from that of the file: browsers would fetch it each time
        "FileETag None",
        *(f'Header always set {name} "{value}"' for name, value in HEADERS.items()),
        'Header always set Cache-Control "no-cache"',
        *kept,
        "<IfModule mod_filter.c>",
        "    <IfModule mod_deflate.c>",
        f"        AddOutputFilterByType DEFLATE text/html {' '.join(PACKED)}",
        "    </IfModule>",
        "</IfModule>",
        *(
            f'RedirectMatch 301 "^{re.escape(path + old.rstrip("/"))}/?$" "{path}{new}"'
            for old, new in redirects.items()
        ),
    ]
    return "\n".join(lines) + "\n"


def iis_file(path: str = "/", redirects: Mapping[str, str] = NOTHING) -> str:
    """Return a `web.config` for the folder of the site in IIS 10; redirects need its feature “HTTP Redirection”."""
    types = [
        line
        for ending, kind in TYPES_FOR_IIS.items()
        for line in (
            # A type that the server knows already may not be given again
            f'<remove fileExtension=".{ending}" />',
            f'<mimeMap fileExtension=".{ending}" mimeType={quoteattr(kind)} />',
        )
    ]
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>',
        "<!-- Headers, types and the page for unknown addresses. Copy this file into the folder of the site in IIS. -->",
        "<configuration>",
        *_indented(
            [
                "<system.webServer>",
                *_indented(
                    [
                        '<httpErrors errorMode="Custom" existingResponse="Auto">',
                        '    <remove statusCode="404" subStatusCode="-1" />',
                        '    <error statusCode="404" path="404.html" responseMode="File" />',
                        "</httpErrors>",
                        "<httpProtocol>",
                        "    <customHeaders>",
                        '        <remove name="X-Powered-By" />',
                        *(
                            f"        <add name={quoteattr(name)} value={quoteattr(value)} />"
                            for name, value in HEADERS.items()
                        ),
                        "    </customHeaders>",
                        "</httpProtocol>",
                        "<staticContent>",
                        '    <clientCache cacheControlMode="DisableCache" />',
                        *_indented(types),
                        "</staticContent>",
                    ]
                ),
                "</system.webServer>",
                *(line for folder, seconds in KEPT.items() for line in _kept_by_iis(folder, seconds)),
                *(line for old, new in redirects.items() for line in _redirect_of_iis(old, path + new)),
            ]
        ),
        "</configuration>",
    ]
    return "\n".join(lines) + "\n"


def _kept_by_iis(folder: str, seconds: int) -> list[str]:
    days, rest = divmod(seconds, 24 * 60 * 60)
    hours, rest = divmod(rest, 60 * 60)
    span = f"{days}.{hours:02}:{rest // 60:02}:{rest % 60:02}"
    return [
        f'<location path="{folder.rstrip("/")}">',
        "    <system.webServer>",
        "        <staticContent>",
        f'            <clientCache cacheControlMode="UseMaxAge" cacheControlMaxAge="{span}" />',
        "        </staticContent>",
        "    </system.webServer>",
        "</location>",
    ]


def _redirect_of_iis(old: str, new: str) -> list[str]:
    return [
        f'<location path="{old.rstrip("/")}">',
        "    <system.webServer>",
        f'        <httpRedirect enabled="true" destination="{new}" exactDestination="true" '
        'httpResponseStatus="Permanent" />',
        "    </system.webServer>",
        "</location>",
    ]


def _indented(lines: Iterable[str]) -> list[str]:
    return [f"    {line}" for line in lines]
