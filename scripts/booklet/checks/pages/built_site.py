"""The finished site as the checks see it: its pages, its address, and which file an address leads to."""

from __future__ import annotations

import posixpath
from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

import lxml.etree
import lxml.html

from booklet.errors import BookletError

# Files to take away, in a folder of each language: a page among them is a document, not a part of the website
DOWNLOADS = "downloads"
NO_SUCH_PAGE = "no/such/page/"  # Where a reader who is lost sees 404.html: deep, so that relative links show


@dataclass(frozen=True)
class Document:
    """One HTML file of the site; `path` is relative to the site's folder, with forward slashes."""

    site: BuiltSite
    path: str

    @property
    def file(self) -> Path:
        return self.site.folder / self.path

    @cached_property
    def tree(self) -> lxml.html.HtmlElement:
        """The parsed file. The HTML check proves that it is well formed, so a quick parser will do."""
        parser = lxml.html.HTMLParser(encoding="utf-8", remove_comments=True)
        try:
            return lxml.html.document_fromstring(self.file.read_bytes(), parser=parser)
        except lxml.etree.ParserError as error:
            raise BookletError("This page holds no HTML.", "Build the site again.", self.path) from error

    @property
    def address(self) -> str:
        """The whole address at which a reader sees this file."""
        return urljoin(self.site.address, self.place)

    @property
    def place(self) -> str:
        """The address relative to the site's: "plan/" for plan/index.html."""
        if self.path == "404.html":
            return NO_SUCH_PAGE
        return self.path.removesuffix("index.html") if posixpath.basename(self.path) == "index.html" else self.path

    @cached_property
    def language(self) -> str:
        return self.tree.get("lang", "")

    @cached_property
    def anchors(self) -> frozenset[str]:
        """Every id on the page."""
        return frozenset(self.tree.xpath("//@id"))

    @cached_property
    def kinds(self) -> frozenset[tuple[str, str]]:
        """Every kind of element of the page: its name with each of its classes."""
        return frozenset(
            (element.tag, name)
            for element in self.tree.find("body").iterdescendants()
            if isinstance(element.tag, str)
            for name in ("", *(element.get("class") or "").split())
        )


class BuiltSite:
    """A finished site: `folder` is what would be published.

    Raises BookletError if the folder is missing.
    """

    def __init__(self, folder: Path):
        if not folder.is_dir():
            raise BookletError(f"There is no folder “{folder}”.", "Build the site first: python3 scripts/build.py")
        self.folder = folder

    @cached_property
    def documents(self) -> dict[str, Document]:
        """Every page by its path, in order. HTML files to download are documents, which have checks of their own."""
        inside = (path.relative_to(self.folder) for path in self.folder.rglob("*.html"))
        return {path: Document(self, path) for path in sorted(p.as_posix() for p in inside if DOWNLOADS not in p.parts)}

    def chosen(self, pages: Collection[str] | None) -> list[Document]:
        """Return the documents with the given paths, or all.

        Raises BookletError if one of them does not exist.
        """
        if pages is None:
            return list(self.documents.values())
        for path in sorted(set(pages) - self.documents.keys()):
            raise BookletError(f"The site has no page “{path}”.", "Name files as they are in the site’s folder.")
        return [document for path, document in self.documents.items() if path in pages]

    @cached_property
    def address(self) -> str:
        """Where the site will be published: the canonical address of its home page, with a slash at the end.

        Without one it is an address that leads nowhere; the metadata check reports that.
        """
        if "index.html" in self.documents:
            for link in self.documents["index.html"].tree.xpath("//link[@rel='canonical']/@href"):
                if urlsplit(link).scheme in {"http", "https"} and link.endswith("/"):
                    return str(link)  # lxml's own kind of string cannot be written as YAML
        return "https://unknown.invalid/"

    @property
    def base(self) -> str:
        """The path part of the address: "/" or "/sen-support/"."""
        return urlsplit(self.address).path

    def file_at(self, address: str, seen_from: str) -> Path | None:
        """Return the file that a link leads to, or None if there is none.

        `address` is an href or src as written, `seen_from` the whole address of the page or style sheet.
        Raises ValueError if it leads out of this site.
        """
        whole = urldefrag(urljoin(seen_from, address)).url
        if not whole.startswith(self.address):
            if whole + "/" == self.address:
                return None
            raise ValueError(whole)
        path = unquote(urlsplit(whole).path)[len(unquote(self.base)) :]
        file = self.folder / path
        if path == "" or path.endswith("/"):
            file /= "index.html"
        return file if file.is_file() else None
