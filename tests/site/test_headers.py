"""Headers: what the website asks of browsers, for three kinds of server."""

import re

from booklet.checks.browser.server import headers_for, read_headers
from booklet.site import headers, servers

LAST_LINE = re.compile(r"location \^~ (\S+) \{ expires (\d+)s; \}")


def test_the_policy_allows_no_inline_script_or_style():
    assert "unsafe" not in headers.META_POLICY
    assert headers.META_POLICY.startswith("default-src 'none'; script-src 'self'; style-src 'self';")


def test_the_page_leaves_out_what_browsers_refuse_there():
    assert "frame-ancestors" not in headers.META_POLICY
    assert "frame-ancestors 'none'" in headers.HEADERS["Content-Security-Policy"]


def test_only_the_preview_allows_the_script_that_reloads_it():
    assert "script-src 'self' 'unsafe-inline';" in headers.PREVIEW_POLICY
    assert "style-src 'self';" in headers.PREVIEW_POLICY


def test_every_page_gets_every_header():
    rules = read_headers(headers.headers_file())
    assert headers_for("/plan/", rules) == headers.HEADERS


def test_styles_and_scripts_are_kept_for_a_year():
    rules = read_headers(headers.headers_file("/guide/"))
    assert headers_for("/guide/assets/bundle/123/site.css", rules)["Cache-Control"] == (
        "public, max-age=31536000, immutable"
    )


def test_a_search_index_is_kept_for_minutes():
    rules = read_headers(headers.headers_file("/guide/"))
    assert headers_for("/guide/assets/search/pl.json", rules)["Cache-Control"] == "public, max-age=300"


def test_nothing_outside_the_sites_path_is_touched():
    assert headers_for("/other/", read_headers(headers.headers_file("/guide/"))) == {}


def test_nginx_sends_every_header_with_errors_too():
    lines = servers.nginx_snippet().splitlines()
    assert "error_page 404 /404.html;" in lines
    for name, value in headers.HEADERS.items():
        assert f'add_header {name} "{value}" always;' in lines


def test_nginx_keeps_each_folder_as_long_as_the_other_servers():
    found = {path: int(seconds) for path, seconds in LAST_LINE.findall(servers.nginx_snippet("/guide/"))}
    assert found == {f"/guide/{folder}": seconds for folder, seconds in headers.KEPT.items()}


def test_nginx_knows_the_files_that_readers_take_away():
    assert r"location ~ \.epub$ { types { application/epub+zip epub; } }" in servers.nginx_snippet().splitlines()
    assert r"location ~ \.brf$ { types { application/x-brf brf; } }" in servers.nginx_snippet().splitlines()


def test_nginx_changes_nothing_outside_the_path_of_the_site():
    comment, first, *inside, last = servers.nginx_snippet("/guide/").splitlines()
    assert (comment[0], first, last) == ("#", "location ^~ /guide/ {", "}")
    assert all(line.startswith("    ") for line in inside)


def test_nginx_has_every_page_asked_for_again():
    assert "expires -1;" in servers.nginx_snippet().splitlines()


def test_nginx_shows_the_sites_own_page_for_unknown_addresses():
    assert "    error_page 404 /guide/404.html;" in servers.nginx_snippet("/guide/").splitlines()


def test_the_nginx_file_is_whole_directives():
    """nginx is not needed for this: every line is a comment, a directive or a block, with its marks in pairs."""
    for line in servers.nginx_snippet().splitlines():
        outside = re.sub(r'"[^"]*"', "", line)
        directive, block = r"[a-z_]+( [^;{}]+)?;", r"location (\^~|~) \S+ \{ ([^;{}]+;|types \{ [^;{}]+; \}) \}"
        assert line.startswith("#") or re.fullmatch(f"{directive}|{block}", outside), line
