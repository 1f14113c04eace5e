"""The preview: shows the site while people write, and again after every change.

After a change it renders English and the language that was looked at last. Every other language is rendered when
somebody asks for one of its pages: so a saved sentence is seen as soon as two languages are ready, not fifteen.
"""

from __future__ import annotations

import errno
import shutil
import socket
import tempfile
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path, PurePosixPath
from typing import Any

from mkdocs.livereload import LiveReloadServer

from booklet.errors import BookletError
from booklet.project import WRITTEN, Project
from booklet.site.context import BuildContext
from booklet.site.render import render_site

# How often the files are looked at, in seconds
INTERVAL = 0.2
SHARED = "assets"
# What reads everything outside the pages for a rendering of these languages (none: the source alone), or raises
# BookletError. The second argument says whether files have changed, so that the text has to be checked first.
Read = Callable[[Sequence[str], bool], BuildContext]


class PreviewSite:
    """The pages as they are now, in the folder `root`; each language is rendered when it is wanted."""

    def __init__(self, read: Read, root: Path, say: Callable[[str], None]) -> None:
        self.root = root
        self.tags: list[str] = []  # of every language, the source first
        self._read, self._say = read, say
        self._current: set[str] = set()  # the languages whose pages show the present text
        self._looked_at: str | None = None
        self._is_good = False  # whether the present text has passed its checks, on which rendering relies
        self._rendering = threading.Lock()  # MkDocs renders one site at a time in a process

    def changed(self) -> None:
        """Render the source language and that which was looked at last; BookletError leaves all pages as they are."""
        with self._rendering:
            self._is_good = False
            self._render([self._looked_at] if self._looked_at else [], changed=True)
            self._is_good = True

    def require(self, path: str) -> None:
        """Render the language of the page at this path, such as "/pl/plan/", unless it is up to date.

        What is wrong in its text is said to the person at the keyboard; its pages stay as they were.
        """
        first = PurePosixPath(path).parts[1:2]
        tag = first[0] if first and first[0] in self.tags[1:] else None
        if path.endswith("/"):
            self._looked_at = tag
        with self._rendering:
            if tag and tag not in self._current:
                try:
                    self._render([tag], changed=not self._is_good)
                except BookletError as error:
                    self._say(f"Error: {error}\nThe pages in this language stay as they were until this is fixed.")

    def _render(self, tags: Sequence[str], changed: bool) -> None:
        with tempfile.TemporaryDirectory(prefix="new-", dir=self.root.parent) as folder:
            context = self._read(tags, changed)
            render_site(context, Path(folder))
            self.tags = [one.tag for one in context.languages]
            rendered = {context.source.tag, *tags}
            for old in self._replaced(rendered):
                shutil.rmtree(old) if old.is_dir() else old.unlink()
            shutil.copytree(folder, self.root, dirs_exist_ok=True, copy_function=_move)
            self._current = rendered if changed else self._current | rendered

    def _replaced(self, rendered: set[str]) -> Iterator[Path]:
        """Yield what the new pages replace: all but the other languages and what all of them share."""
        for path in self.root.iterdir():
            if path.name != SHARED and (path.name in rendered or path.name not in self.tags):
                yield path


def _move(source: str, target: str) -> None:
    Path(source).replace(target)


class PreviewServer(LiveReloadServer):
    """MkDocs' server, which renders a language when one of its pages is asked for."""

    def __init__(self, site: PreviewSite, builder: Callable[[], None], host: str, port: int) -> None:
        super().__init__(builder, host, port, root=str(site.root), polling_interval=INTERVAL)
        self.site = site

    def _serve_request(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes] | None:
        path = environ["PATH_INFO"]
        if not path.startswith("/livereload/"):
            self.site.require(path)
        return super()._serve_request(environ, start_response)


def _is_host(name: str) -> bool:
    """Say whether a name can be that of a host; another one, such as a name of 64 letters, is not even looked up."""
    try:
        return bool(name.encode("idna"))
    except UnicodeError:
        return False


def serve_site(read: Read, project: Project, address: str, say: Callable[[str], None]) -> None:
    """Show the site at `address` ("127.0.0.1:8000"), and again after every change, until Ctrl-C.

    `read` is called before every rendering. `say` gets each line for the person at the keyboard. Raises BookletError
    for an address that cannot be used and for what is wrong at the start.
    """
    host, _, port = address.rpartition(":")
    if not _is_host(host) or not port.isdecimal() or int(port) > 65535:
        raise BookletError(f"The address “{address}” is not whole.", "Write it as 127.0.0.1:8000, with a port.")
    with tempfile.TemporaryDirectory(prefix="booklet-preview-") as folder:
        site = PreviewSite(read, Path(folder, "site"), say)
        site.root.mkdir()

        def render_again() -> None:
            try:
                site.changed()
                say("Shown again, with what you changed.")
            except BookletError as error:
                say(f"Error: {error}\nThe pages stay as they were until this is fixed.")

        server = PreviewServer(site, render_again, host, int(port))
        try:
            site.changed()
            for name in WRITTEN:
                server.watch(str(project.root / name))
            say(f"Open {server.url} in a browser. End with Ctrl-C.")
            server.serve()
        except OSError as error:
            unknown = isinstance(error, socket.gaierror)
            if not unknown and error.errno not in (errno.EADDRINUSE, errno.EADDRNOTAVAIL, errno.EACCES):
                raise
            raise BookletError(
                f"Nothing can be served at {address} ({error.strerror}).",
                "Choose another, such as --address 127.0.0.1:8001.",
            ) from error
        finally:
            server.shutdown()
