"""Files for web servers: what nginx and Apache really answer with them, and what those for other servers hold."""

import gzip
import os
import shutil
import socket
import subprocess
import tempfile
import urllib.error
import urllib.request
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import Message
from functools import partial
from pathlib import Path
from urllib.parse import urljoin

import pytest

import setup_environment
from booklet.errors import BookletError
from booklet.project import Project
from booklet.site import headers, servers
from booklet.source.languages import Language
from booklet.source.renamed import address_of, read_renamed
from tests.helpers import write

RENAMED = {"old-plan/": "plan/", "easy-read/old-plan/": "easy-read/plan/"}
LANGUAGES = [Language("en-GB", "English", "ltr", ()), Language("pl", "polski", "ltr", ())]
REDIRECTS = servers.in_every_language(RENAMED, LANGUAGES)
TEXT = "Żółw " * 200
SITE = {
    "index.html": TEXT,
    "404.html": "There is no such page.",
    "plan/index.html": TEXT,
    "pl/plan/index.html": TEXT,
    "easy-read/plan/index.html": TEXT,
    "assets/bundle/1a2b/site.css": "a { color: red }\n" * 100,
    "assets/bundle/1a2b/site.js": "let a = 1;\n" * 100,
    "assets/search/pl.json": "[]",
    "assets/app/pl.webmanifest": "{}",
    "assets/pictures/plan.svg": "<svg/>",
    "downloads/guide.epub": "book",
    "downloads/guide.brf": "braille",
    "downloads/guide.pef": "<pef/>",
    "downloads/guide.odt": "text",
    "downloads/guide.docx": "text",
    "downloads/guide.pdf": "%PDF",
    "downloads/guide.txt": TEXT,
}
KINDS = {
    "plan/": "text/html; charset=utf-8",
    "assets/pictures/plan.svg": "image/svg+xml",
    "assets/app/pl.webmanifest": "application/manifest+json",
    "downloads/guide.epub": "application/epub+zip",
    "downloads/guide.brf": "application/x-brf",
    "downloads/guide.pef": "application/x-pef+xml",
    "downloads/guide.odt": "application/vnd.oasis.opendocument.text",
    "downloads/guide.docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "downloads/guide.pdf": "application/pdf",
    "downloads/guide.txt": "text/plain; charset=utf-8",
}
NGINX = """
daemon off; master_process off; pid {folder}/pid; error_log {folder}/errors;
events {{}}
http {{
  include /etc/nginx/mime.types;
  access_log off;
  client_body_temp_path {folder}/t1; proxy_temp_path {folder}/t2; fastcgi_temp_path {folder}/t3;
  uwsgi_temp_path {folder}/t4; scgi_temp_path {folder}/t5;
  server {{ listen 127.0.0.1:{port}; root {root}; include {own}; }}
}}
"""
APACHE = """
ServerName localhost
ServerRoot {folder}
PidFile {folder}/pid
ErrorLog {folder}/errors
Mutex file:{folder}
Listen 127.0.0.1:{port}
TypesConfig /etc/mime.types
DocumentRoot {root}
{modules}
<Directory {root}>
  Require all granted
  {access}
</Directory>
"""
MODULES = ("mpm_event", "authz_core", "dir", "mime", "headers", "alias", "filter", "deflate", "setenvif")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def running(command: list[str], port: int, errors: Path) -> Iterator[None]:
    """Run a web server, as a user without rights, while the block runs; it has to answer on the port first."""
    nobody = {"user": "nobody", "group": "nogroup", "extra_groups": []} if os.geteuid() == 0 else {}
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, **nobody) as process:
        try:
            while True:
                if process.poll() is not None:
                    said = process.stdout.read().decode()
                    raise AssertionError(said + (errors.read_text() if errors.exists() else ""))
                try:
                    socket.create_connection(("127.0.0.1", port)).close()
                    break
                except ConnectionRefusedError:
                    pass
            yield
        finally:
            process.terminate()


@contextmanager
def nginx(folder: Path, root: Path, path: str, redirects: dict[str, str]) -> Iterator[str]:
    port, own = free_port(), write(folder / "own.conf", servers.nginx_snippet(path, redirects))
    conf = write(folder / "nginx.conf", NGINX.format(folder=folder, port=port, root=root, own=own))
    with running([setup_environment.NGINX, "-c", str(conf), "-e", f"{folder}/errors"], port, folder / "errors"):
        yield f"http://127.0.0.1:{port}{path}"


@contextmanager
def apache(folder: Path, root: Path, path: str, redirects: dict[str, str], in_site: bool = False) -> Iterator[str]:
    """Run Apache with its lines included, or `in_site`: as .htaccess in the folder of the site."""
    port, own = free_port(), servers.apache_file(path, redirects)
    access = f"Include {write(folder / 'own.conf', own)}"
    if in_site:
        write(root / path.strip("/") / ".htaccess", own)
        access = "AllowOverride FileInfo"
    modules = "\n".join(f"LoadModule {name}_module /usr/lib/apache2/modules/mod_{name}.so" for name in MODULES)
    text = APACHE.format(folder=folder, port=port, root=root, modules=modules, access=access)
    conf = write(folder / "apache.conf", text)
    with running([setup_environment.APACHE, "-X", "-f", str(conf)], port, folder / "errors"):
        yield f"http://127.0.0.1:{port}{path}"


def new_open_folder() -> Path:
    """Return a new folder that a user without rights can read and write."""
    folder = Path(tempfile.mkdtemp(prefix="server-"))
    folder.chmod(0o777)
    # The folder of the run, in which it is, is closed to others
    if not folder.parent.stat().st_mode & 0o001:
        folder.parent.chmod(0o711)
    return folder


@contextmanager
def serving(way: str, path: str, root: Path | None = None) -> Iterator[str]:
    """Serve the small site, or what is in the folder `root`, at `path`; give the address of its start page."""
    folder = new_open_folder()
    try:
        if root is None:
            root = folder / "root"
            for name, text in SITE.items():
                write(root / path.strip("/") / name, text)
            write(root / "other.html", "Not of this site")
        start = nginx if way == "nginx" else partial(apache, in_site=way == ".htaccess")
        with start(folder, root, path, REDIRECTS) as address:
            yield address
    finally:
        shutil.rmtree(folder)


class NoRedirect(urllib.request.HTTPRedirectHandler):
    """Shows a redirect instead of following it."""

    def redirect_request(self, *_):
        return None


def ask(address: str, **own: str) -> tuple[int, Message, bytes]:
    """Return status, headers and body of an answer."""
    request = urllib.request.Request(address, headers={name.replace("_", "-"): value for name, value in own.items()})
    try:
        with urllib.request.build_opener(NoRedirect).open(request) as answer:
            return answer.status, answer.headers, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.headers, error.read()


WAYS = [(way, path) for way in ("nginx", "Apache", ".htaccess") for path in ("/", "/guide/")]


@pytest.fixture(scope="module", params=WAYS, ids=lambda pair: f"{pair[0]} at {pair[1]}")
def address(request) -> Iterator[str]:
    with serving(*request.param) as address:
        yield address


def test_a_server_sends_every_header_with_pages_and_with_errors(address):
    for name in ("", "plan/", "no-such-page/", "downloads/guide.pdf"):
        _, found, _ = ask(address + name)
        assert {name: found.get_all(name) for name in headers.HEADERS} == {
            name: [value] for name, value in headers.HEADERS.items()
        }


@pytest.mark.parametrize("name", KINDS)
def test_a_server_knows_the_type_of_every_file(address, name):
    status, found, body = ask(address + name)
    assert (status, found["Content-Type"].lower()) == (200, KINDS[name])
    assert body.decode() == SITE[name + "index.html" if name.endswith("/") else name]


def test_a_server_shows_the_sites_page_for_an_unknown_address(address):
    for name in ("no-such-page/", "assets/bundle/gone/site.css", "downloads/gone.epub"):
        status, found, body = ask(address + name)
        assert (status, body.decode()) == (404, SITE["404.html"])
        assert found["Content-Type"].lower() == "text/html; charset=utf-8"
        # nginx says nothing of how long an error may be kept, and then browsers ask again
        assert found.get_all("Cache-Control") in (None, ["no-cache"]) and found["Expires"] is None


def test_a_server_has_browsers_keep_what_never_changes_and_ask_again_for_all_else(address):
    kept = {
        name: ask(address + name)[1].get_all("Cache-Control")
        for name in ("", "plan/", "downloads/guide.pdf", "assets/bundle/1a2b/site.css", "assets/search/pl.json")
    }
    assert [one for one in kept.values() if len(one) != 1] == []
    assert [kept[name] for name in ("", "plan/", "downloads/guide.pdf")] == [["no-cache"]] * 3
    assert "max-age=31536000" in kept["assets/bundle/1a2b/site.css"][0]
    assert "max-age=300" in kept["assets/search/pl.json"][0]


def test_a_server_answers_that_a_page_has_not_changed(address):
    _, found, _ = ask(address + "plan/", Accept_Encoding="gzip")
    again = {"If_Modified_Since": found["Last-Modified"], "Accept_Encoding": "gzip"}
    if found["ETag"]:
        again["If_None_Match"] = found["ETag"]
    status, headers_again, body = ask(address + "plan/", **again)
    assert (status, body) == (304, b"") and headers_again.get_all("Cache-Control") == ["no-cache"]


def test_a_server_packs_text(address):
    for name in ("plan/", "assets/bundle/1a2b/site.css", "assets/bundle/1a2b/site.js"):
        _, found, body = ask(address + name, Accept_Encoding="gzip")
        assert found["Content-Encoding"] == "gzip"
        text = SITE[name + "index.html" if name.endswith("/") else name]
        assert gzip.decompress(body).decode() == text


def test_a_server_leads_old_addresses_to_the_new_ones(address):
    assert set(REDIRECTS) == {"old-plan/", "easy-read/old-plan/", "pl/old-plan/", "pl/easy-read/old-plan/"}
    for old, new in REDIRECTS.items():
        for typed in (old, old.rstrip("/")):
            status, found, _ = ask(address + typed)
            assert (status, urljoin(address, found["Location"])) == (301, address + new)


def test_a_server_adds_the_slash_that_an_address_lacks(address):
    status, found, _ = ask(address + "plan")
    assert (status, urljoin(address, found["Location"])) == (301, address + "plan/")


@pytest.mark.parametrize("way", ["nginx", ".htaccess"])
def test_nothing_outside_the_path_of_the_site_is_touched(way):
    with serving(way, "/guide/") as address:
        status, found, _ = ask(urljoin(address, "/other.html"))
        assert status == 200 and not set(headers.HEADERS) & set(found)


@pytest.mark.parametrize("way", ["nginx", "Apache"])
def test_a_server_without_these_lines_fails_what_the_tests_above_ask(monkeypatch, way):
    """So it is the lines that do it, not the server."""
    monkeypatch.setattr(servers, "nginx_snippet", lambda path, redirects: "")
    monkeypatch.setattr(servers, "apache_file", lambda path, redirects: "")
    with serving(way, "/") as address:
        _, found, _ = ask(address)
        assert not set(headers.HEADERS) & set(found) and found["Cache-Control"] is None
        assert ask(address + "no-such-page/")[2].decode() != SITE["404.html"]
        assert ask(address + "downloads/guide.brf")[1]["Content-Type"] != KINDS["downloads/guide.brf"]
        assert ask(address + "old-plan/")[0] == 404


@pytest.mark.parametrize("way", ["nginx", "Apache"])
def test_a_server_does_not_start_with_lines_that_are_wrong(monkeypatch, way):
    monkeypatch.setattr(servers, "nginx_snippet", lambda path, redirects: "ad_header X y;")
    monkeypatch.setattr(servers, "apache_file", lambda path, redirects: "Haeder set X y")
    with pytest.raises(AssertionError, match="ad_header|Haeder"), serving(way, "/"):
        pass


@pytest.mark.parametrize("way", ["nginx", "Apache"])
def test_a_server_knows_the_type_of_every_file_of_the_real_site(real_site, way):
    examples = {path.suffix: path for path in real_site.rglob("*") if path.suffix}
    assert {".html", ".css", ".js", ".svg", ".webmanifest"} <= set(examples)
    folder = new_open_folder()
    try:
        # Its path in the project may be closed to a user without rights
        for path in examples.values():
            (folder / path.relative_to(real_site)).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, folder / path.relative_to(real_site))
        with serving(way, "/", folder) as address:
            for suffix, path in examples.items():
                _, found, _ = ask(address + path.relative_to(real_site).as_posix().removesuffix("index.html"))
                kind = found["Content-Type"].split(";")[0]
                assert kind != "application/octet-stream" and (kind == "text/plain") == (suffix == ".txt"), suffix
    finally:
        shutil.rmtree(folder)


# ---- IIS, Netlify and Cloudflare Pages: what is written for them, as none of them is here ----


def test_iis_is_told_the_same():
    tree = ElementTree.fromstring(servers.iis_file("/guide/", REDIRECTS).encode())
    added = {
        one.get("name"): one.get("value") for one in tree.iterfind("system.webServer/httpProtocol/customHeaders/add")
    }
    assert added == headers.HEADERS
    types = {
        one.get("fileExtension"): one.get("mimeType") for one in tree.iterfind("system.webServer/staticContent/mimeMap")
    }
    assert {f".{name}": kind for name, kind in headers.TYPES.items()}.items() <= types.items()
    removed = [one.get("fileExtension") for one in tree.iterfind("system.webServer/staticContent/remove")]
    assert removed == list(types)
    (error,) = tree.iterfind("system.webServer/httpErrors/error")
    assert (error.get("statusCode"), error.get("path"), error.get("responseMode")) == ("404", "404.html", "File")
    places = {one.get("path"): one for one in tree.iterfind("location")}
    assert len(places) == len(headers.KEPT) + len(REDIRECTS)
    for old, new in REDIRECTS.items():
        redirect = places[old.rstrip("/")].find("system.webServer/httpRedirect")
        assert (redirect.get("destination"), redirect.get("httpResponseStatus")) == ("/guide/" + new, "Permanent")
    spans = [places[name].find("system.webServer/staticContent/clientCache").get("cacheControlMaxAge") for name in KEPT]
    assert spans == ["365.00:00:00", "0.00:05:00"]


KEPT = [folder.rstrip("/") for folder in headers.KEPT]


def test_netlify_and_cloudflare_pages_are_told_the_redirects():
    assert servers.redirects_file("/guide/", {"old/": "new/"}) == "/guide/old/ /guide/new/ 301\n"
    assert servers.redirects_file("/", {}) == ""


# ---- Renamed pages ----


@pytest.fixture
def renaming(tmp_path) -> Project:
    write(tmp_path / "docs" / "plan.md", "# Plan")
    write(tmp_path / "docs" / "easy-read" / "index.md", "# Plan")
    return Project(tmp_path)


def test_the_old_address_of_a_renamed_page_leads_to_the_new(renaming):
    text = "- {old: old-plan.md, new: plan.md}\n- {old: easy-read/start.md, new: easy-read/index.md}\n"
    write(renaming.root / "content" / "renamed.yml", text)
    assert read_renamed(renaming) == {"old-plan/": "plan/", "easy-read/start/": "easy-read/"}


def test_no_page_was_renamed_yet(renaming):
    assert read_renamed(renaming) == {} and read_renamed(Project()) == {}


def test_the_address_of_a_page_is_that_of_mkdocs():
    names = ("index.md", "plan.md", "easy-read/index.md", "easy-read/plan.md")
    assert [address_of(name) for name in names] == ["", "plan/", "easy-read/", "easy-read/plan/"]


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("- {old: plan.md, new: easy-read/index.md}", "plan.md is still there"),
        ("- {old: old.md, new: gone.md}", "There is no page gone.md"),
        ("- {old: old.md}", "not an old name and a new one"),
        ("- old.md", "not an old name and a new one"),
        ("- {old: 'old.md; return 200', new: plan.md}", "is not the name of a page"),
        ("- {old: ../old.md, new: plan.md}", "is not the name of a page"),
        ("- {old: 3, new: plan.md}", "is not the name of a page"),
        ("- {old: old, new: plan.md}", "is not the name of a page"),
        (f"- {{old: {'a' * 5000}.md, new: plan.md}}", "is not the name of a page"),
    ],
)
def test_a_wrong_line_on_a_renamed_page_is_refused(renaming, line, words):
    write(renaming.root / "content" / "renamed.yml", f"# Pages\n{line}\n")
    with pytest.raises(BookletError, match=words) as caught:
        read_renamed(renaming)
    assert (caught.value.path, caught.value.line) == ("content/renamed.yml", 2)


def test_a_page_that_was_renamed_twice_under_one_name_is_refused(renaming):
    write(renaming.root / "content" / "renamed.yml", "- {old: old.md, new: plan.md}\n- {old: old.md, new: plan.md}\n")
    with pytest.raises(BookletError, match="here twice") as caught:
        read_renamed(renaming)
    assert caught.value.line == 2
