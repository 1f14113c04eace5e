"""The preview: shows the site while people write, and again after every change."""

from __future__ import annotations

import errno
import shutil
import tempfile
from collections.abc import Callable
from itertools import count
from pathlib import Path

from mkdocs.livereload import LiveReloadServer

from booklet.errors import BookletError
from booklet.project import WRITTEN, Project
from booklet.site.context import BuildContext
from booklet.site.render import render_site


def serve_site(read: Callable[[], BuildContext], project: Project, address: str, say: Callable[[str], None]) -> None:
    """Show the site at `address` ("127.0.0.1:8000"), and again after every change, until Ctrl-C.

    `read` reads everything outside the pages; it is called before every rendering. `say` gets each line for the person
    at the keyboard. Raises BookletError for an address that cannot be used and for what is wrong at the start.
    """
    host, _, port = address.rpartition(":")
    if not host or not port.isdecimal() or int(port) > 65535:
        raise BookletError(f"The address “{address}” is not whole.", "Write it as 127.0.0.1:8000, with a port.")
    with tempfile.TemporaryDirectory(prefix="booklet-preview-") as folder:
        versions = (Path(folder, str(number)) for number in count())

        def render() -> None:
            version = next(versions)
            render_site(read(), version)
            before, server.root = server.root, str(version)
            shutil.rmtree(before, ignore_errors=True)

        def render_again() -> None:
            try:
                render()
                say("Shown again, with what you changed.")
            except BookletError as error:
                say(f"Error: {error}\nThe pages stay as they were until this is mended.")

        server = LiveReloadServer(render_again, host, int(port), root=folder + "/none")
        try:
            render()
            for name in WRITTEN:
                server.watch(str(project.root / name))
            say(f"Open {server.url} in a browser. End with Ctrl-C.")
            server.serve()
        except OSError as error:
            if error.errno not in (errno.EADDRINUSE, errno.EADDRNOTAVAIL, errno.EACCES):
                raise
            raise BookletError(
                f"Nothing can be served at {address} ({error.strerror}).",
                "Choose another, such as --address 127.0.0.1:8001.",
            ) from error
        finally:
            server.shutdown()
