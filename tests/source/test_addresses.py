"""Addresses that people type: what is taken, what is made of it, and what is refused."""

import pytest

from booklet.source.addresses import email_address, require_safe_link, site_address, web_address


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("https://example.org/", "https://example.org/"),
        ("https://Example.ORG/guide/", "https://example.org/guide/"),
        ("https://example.org:8443/a-b/c_d/", "https://example.org:8443/a-b/c_d/"),
        ("https://bücher.example/", "https://xn--bcher-kva.example/"),
        ("https://XN--BCHER-KVA.example/", "https://xn--bcher-kva.example/"),
    ],
)
def test_the_address_of_a_site_is_normalised(typed, address):
    assert site_address(typed) == address


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "example.org",
        "http://example.org/",
        "https:example.org/",
        "https:///example.org/",
        "https://example/",
        "https://example.org",
        "https://example.org/guide",
        "https://example.org/a//b/",
        "https://example.org/../",
        "https://example.org/a/../b/",
        "https://example.org/?a=b",
        "https://example.org/?",
        "https://example.org/#a",
        "https://user@example.org/",
        "https://www.gov.uk@other.example/",
        "https://example.org:0/",
        "https://example.org:99999/",
        "https://example.org:/",
        "https://[::1/",
        "https://[::1]/",
        "https://127.0.0.1/",
        "https://-a.example.org/",
        "https://" + "a" * 64 + ".example.org/",
        "https://xn--zzzzzz99999.example/",
        "https://example.org./",
        "https://example.org:+80/",
        "https://example.org:٨٠/",
        "https://example.org\\@other.example/",
        "https://example.org/<b>/",
        "https://example.org/a b/",
        'https://example.org/" onload="alert(1)/',
        "https://example.org/;}/",
        "https://example.org/$host/",
        "https://example.org/\n/",
        "https://example.org/\u202e/",
        "https://example.org/\0/",
    ],
)
def test_what_is_no_address_of_a_site_is_refused(typed):
    with pytest.raises(ValueError, match=r"\.$"):
        site_address(typed)


@pytest.mark.parametrize(
    "typed",
    [
        "https://www.legislation.gov.uk/ukpga/2010/15/section/20",
        "http://example.org",
        "https://example.org/a?b=c&d=%20#e",
    ],
)
def test_the_address_of_a_page_is_taken_as_it_is(typed):
    assert web_address(typed) == typed


@pytest.mark.parametrize(
    "typed",
    [
        "javascript:alert(1)",
        "JavaScript:alert(1)",
        " javascript:alert(1)",
        "java\tscript:alert(1)",
        "data:text/html,<b>",
        "vbscript:x",
        "file:///etc/passwd",
        "//host.example/",
        "https://www.gov.uk@other.example",
        "https://example.org/\u200f",
        "https://example.org/\0",
        'https://example.org/"',
        "https://example.org/<b>",
        "https://example.org/{phone}",
    ],
)
def test_what_is_no_address_of_a_page_is_refused(typed):
    with pytest.raises(ValueError, match=r"\.$"):
        web_address(typed)


def test_an_e_mail_address_is_normalised():
    assert email_address("help@Example.ORG") == "help@example.org"


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "help",
        "help@",
        "@example.org",
        "a b@example.org",
        '"a"@example.org',
        "a@b",
        "a@b@",
        ".a@b.example",
        "help?cc=me@other.example",
        "help#a@example.org",
        "help%0d%0aBcc=me@other.example",
        "a/b=c@example.org",
    ],
)
def test_what_is_no_e_mail_address_is_refused(typed):
    with pytest.raises(ValueError, match=r"\.$"):
        email_address(typed)


@pytest.mark.parametrize(
    "target",
    [
        "plan.md",
        "plan.md#ask",
        "#ask",
        "../plan.md",
        "https://example.org/a",
        "mailto:help@example.org",
        "tel:+441603704070",
    ],
)
def test_a_safe_link_passes(target):
    require_safe_link(target)


@pytest.mark.parametrize(
    "target",
    [
        "javascript:alert(1)",
        "JAVASCRIPT:alert(1)",
        " javascript:alert(1)",
        "java\nscript:alert(1)",
        "vbscript:x",
        "data:text/html,x",
        "file:///etc/passwd",
        "ws://example.org",
        "http://example.org/",
        "//example.org/",
        " //example.org/",
        "\\\\example.org\\",
        "https://user@example.org/",
        "mailto:nobody",
        "tel:1",
        "tel:+44 1603",
        "\u200ejavascript:alert(1)",
        "java&#115;cript:alert(1)",
    ],
)
def test_an_unsafe_link_is_refused(target):
    with pytest.raises(ValueError, match=r"\.$"):
        require_safe_link(target)
