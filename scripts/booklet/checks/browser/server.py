"""Serves the finished site on this machine just as its host will: at its sub-path, with its own headers."""

from __future__ import annotations

import fnmatch
import gzip
import mimetypes
import re
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from booklet.checks.pages.built_site import BuiltSite

TYPES = {
    ".webmanifest": "application/manifest+json",
    ".js": "text/javascript",
    ".epub": "application/epub+zip",
    ".svg": "image/svg+xml",
    ".json": "application/json",
    ".xml": "application/xml",
    ".woff2": "font/woff2",
}
# The only form of it that browsers send
RANGE = re.compile(r"bytes=(\d+)-(\d*)")


def read_headers(text: str) -> list[tuple[str, dict[str, str]]]:
    """Return the rules of a `_headers` file, as Netlify and Cloudflare Pages read it.

    A line at the margin is a path, in which `*` stands for anything; the indented lines under it are headers.
    """
    rules: list[tuple[str, dict[str, str]]] = []
    for line in text.splitlines():
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        if not line[0].isspace():
            rules.append((line.strip(), {}))
        elif rules and (match := re.fullmatch(r"\s+([\w-]+):\s*(.*\S)\s*", line)):
            rules[-1][1][match[1]] = match[2]
    return rules


def headers_for(path: str, rules: list[tuple[str, dict[str, str]]]) -> dict[str, str]:
    """Return the headers that the rules give to a path; a later rule wins."""
    found: dict[str, str] = {}
    for pattern, headers in rules:
        if fnmatch.fnmatchcase(path, pattern):
            found.update(headers)
    return found


def site_headers(folder: Path) -> list[tuple[str, dict[str, str]]]:
    """Return the rules of the site's `_headers`, or none if there is no such file."""
    file = folder / "_headers"
    return read_headers(file.read_text(encoding="utf-8")) if file.is_file() else []


class Server(ThreadingHTTPServer):
    """A server for one browser on this machine."""

    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of a connection that the browser dropped, as it does when it leaves a page; print every other
        error.
        """
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


@contextmanager
def serve(site: BuiltSite) -> Iterator[str]:
    """Serve the site on 127.0.0.1 at a free port while the block runs; give the address of its home page.

    The path of the address is that of the site's real address, so a link that forgets the sub-path breaks here too.
    Strict-Transport-Security is left out: there is no HTTPS here.
    """
    rules = site_headers(site.folder)
    base = site.base

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            path = unquote(urlsplit(self.path).path)
            file = self.find(path)
            status = 200
            if file is None:
                status, file = 404, site.folder / "404.html"
            body = file.read_bytes() if file.is_file() else b"Not found"
            packed = False
            kind = TYPES.get(file.suffix) or mimetypes.guess_type(file.name)[0] or "application/octet-stream"
            if kind.startswith("text/") or kind.endswith(("json", "xml")):
                kind += "; charset=utf-8"
                packed = "gzip" in self.headers.get("Accept-Encoding", "")
                body = gzip.compress(body, mtime=0) if packed else body
            # A player of sound asks for a part of it (RFC 9110, 14.2)
            part = RANGE.fullmatch(self.headers.get("Range", ""))
            if part and status == 200 and not packed and int(part[1]) < len(body):
                whole, first = len(body), int(part[1])
                body = body[first : int(part[2]) + 1 if part[2] else None]
                self.send_response(206)
                self.send_header("Content-Range", f"bytes {first}-{first + len(body) - 1}/{whole}")
            else:
                self.send_response(status)
            self.send_header("Accept-Ranges", "bytes")
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            if packed:
                self.send_header("Content-Encoding", "gzip")
            for name, value in headers_for(path, rules).items():
                if name.lower() != "strict-transport-security":
                    self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def find(self, path: str) -> Path | None:
            if not path.startswith(base) or ".." in path.split("/"):
                return None
            file = site.folder / path[len(base) :]
            if path.endswith("/"):
                file /= "index.html"
            return file if file.is_file() else None

        def log_message(self, *_: object) -> None:
            """Say nothing: the browser's own log is what the checks read."""

    server = Server(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}{base}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
