"""The server of the checks: it serves a finished site as its host will."""

from __future__ import annotations

from http.server import BaseHTTPRequestHandler
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from booklet.checks.browser.server import Server, headers_for, read_headers, serve
from booklet.checks.pages.built_site import BuiltSite


def test_site_is_served_at_its_path_with_its_headers(small_site: Path):
    with serve(BuiltSite(small_site)) as address:
        assert address.endswith("/guide/")
        with urlopen(address + "pl/") as answer:
            assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
            assert answer.headers["X-Frame-Options"] == "DENY"
            assert "Strict-Transport-Security" not in answer.headers
            assert answer.read() == (small_site / "pl" / "index.html").read_bytes()


@pytest.mark.parametrize("path", ["nowhere/", "pl", "../index.html", "..%2f..%2fetc/hosts"])
def test_all_else_is_the_page_not_found(path: str, small_site: Path):
    with serve(BuiltSite(small_site)) as address, pytest.raises(HTTPError) as error:
        urlopen(address + path)
    assert error.value.code == 404
    assert error.value.read() == (small_site / "404.html").read_bytes()


@pytest.mark.parametrize(("wanted", "part"), [("bytes=2-4", slice(2, 5)), ("bytes=3-", slice(3, None))])
def test_a_part_of_a_sound_is_sent_to_who_asks_for_it(wanted: str, part: slice, small_site: Path):
    (small_site / "sound.mp3").write_bytes(b"0123456789")
    with (
        serve(BuiltSite(small_site)) as address,
        urlopen(Request(address + "sound.mp3", headers={"Range": wanted})) as answer,
    ):
        body = answer.read()
        assert (answer.status, body) == (206, b"0123456789"[part])
        assert answer.headers["Content-Range"] == f"bytes {part.start}-{part.start + len(body) - 1}/10"


@pytest.mark.parametrize("wanted", ["bytes=10-", "bytes=-2", "lines=1-2"])
def test_what_cannot_be_parted_is_sent_whole(wanted: str, small_site: Path):
    (small_site / "sound.mp3").write_bytes(b"0123456789")
    with (
        serve(BuiltSite(small_site)) as address,
        urlopen(Request(address + "sound.mp3", headers={"Range": wanted})) as answer,
    ):
        assert (answer.status, answer.read()) == (200, b"0123456789")


@pytest.mark.parametrize(
    ("error", "seen"), [(ConnectionResetError(), False), (BrokenPipeError(), False), (ValueError("Wrong"), True)]
)
def test_only_a_dropped_connection_is_no_error(capsys, error: Exception, seen: bool):
    with Server(("127.0.0.1", 0), BaseHTTPRequestHandler) as server:
        try:
            raise error
        except type(error):
            server.handle_error(None, ("127.0.0.1", 1))
    assert (type(error).__name__ in capsys.readouterr().err) is seen


def test_later_rule_of_headers_wins():
    rules = read_headers("# A comment\n/*\n  A: 1\n  B: 2\n\n/assets/*\n  A: 3\n")
    assert headers_for("/assets/x", rules) == {"A": "3", "B": "2"}
    assert headers_for("/x", rules) == {"A": "1", "B": "2"}
