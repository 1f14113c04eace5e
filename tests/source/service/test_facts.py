"""Facts: what readers see of them and where they lead."""

from xml.etree.ElementTree import tostring

import pytest

from booklet.errors import BookletError
from booklet.project import Project
from booklet.source.service.facts import Fact, Facts, read_facts
from tests.helpers import write

PHONE = Fact("phone", "phone", "01603 704070")


def test_a_phone_number_never_breaks_over_two_lines():
    assert PHONE.shown == "01603\u00a0704070"


@pytest.mark.parametrize(
    ("value", "address"),
    [
        ("01603 704070", "tel:+441603704070"),
        ("(01603) 704-070", "tel:+441603704070"),
        ("+44 1603 704070", "tel:+441603704070"),
        ("+48 22 123 45 67", "tel:+48221234567"),
        ("116 123", "tel:116123"),
    ],
)
def test_a_phone_number_is_dialled_from_abroad_too(value, address):
    assert Fact("phone", "phone", value).address == address


def test_an_email_opens_a_letter():
    assert Fact("email", "email", "a@example.org").address == "mailto:a@example.org"


def test_a_name_leads_nowhere():
    assert Fact("service", "name", "Norfolk SENDIASS").address == ""


def test_a_link_shows_its_words_and_not_its_address():
    assert Fact("code", "link", "https://example.org/c", "the code").shown == "the code"


def test_an_address_reads_left_to_right_with_the_link_inside():
    assert tostring(PHONE.inline(foreign=False), encoding="unicode") == (
        '<bdi dir="ltr"><a href="tel:+441603704070">01603\u00a0704070</a></bdi>'
    )


def test_a_name_is_plain_words_in_english():
    assert Fact("service", "name", "Norfolk SENDIASS").inline(foreign=False) == "Norfolk SENDIASS"


def test_a_name_says_that_it_is_english_in_another_language():
    element = Fact("service", "name", "Norfolk SENDIASS").inline(foreign=True)
    assert (element.tag, element.attrib) == ("bdi", {"dir": "ltr", "lang": "en-GB"})


def test_an_unknown_fact_names_the_nearest():
    with pytest.raises(BookletError, match=r"There is no fact \{fone\}\. Did you mean \{phone\}\?"):
        Facts({"phone": PHONE})["fone"]


def test_facts_can_be_extended_without_changing_them():
    facts = Facts({"phone": PHONE})
    assert "day" in facts.extended(Fact("day", "text", "Monday"))
    assert "day" not in facts


@pytest.mark.parametrize(
    "entry", ["{kind: phone}", "{kind: fax, value: 1}", "01603 704070", "{kind: phone, value: ''}"]
)
def test_a_fact_without_value_or_kind_is_refused(tmp_path, entry):
    write(tmp_path / "service/facts.yml", f"# comment\nphone: {entry}\n")
    with pytest.raises(
        BookletError, match=r"^service/facts\.yml:2: The fact “phone” is not complete\. Give it a value and a kind"
    ):
        read_facts(Project(tmp_path))


@pytest.mark.parametrize(
    "number",
    [
        "01603 704070",
        "(01603) 704-070",
        "01603\u00a0704070",
        "0800 1111",
        "+44 1603 704070",
        "+48 22 123 45 67",
        "999",
        "111",
        "116 123",
    ],
)
def test_a_phone_number_that_can_be_dialled_is_read(tmp_path, number):
    write(tmp_path / "service/facts.yml", f"phone: {{kind: phone, value: {number}}}\n")
    assert read_facts(Project(tmp_path))["phone"].value == number


@pytest.mark.parametrize(
    "number",
    [
        "01603 704070 (option 2)",
        "+44 (0)1603 704070",
        "+44 01603 704070",
        "0044 1603 704070",
        "+48 (0)22 123 45 67",
        "01603 704070 / 704071",
        "01603 704070 704071",
        "1603 704070",
        '"01603"',
        "99",
        "ask us",
        "٠١٦٠٣ ٧٠٤٠٧٠",
    ],
    ids=str,
)
def test_a_phone_number_that_cannot_be_dialled_is_refused_with_its_line(tmp_path, number):
    write(tmp_path / "service/facts.yml", f"phone:\n  kind: phone\n  value: {number}\n")
    with pytest.raises(
        BookletError,
        match=r"^service/facts\.yml:3: The phone number “.*” cannot be dialled as it is written\. "
        r"Write it as 01603 704070 or \+44 1603 704070\.$",
    ):
        read_facts(Project(tmp_path))


def test_every_fact_of_the_project_says_where_it_was_seen():
    facts = read_facts(Project())
    assert facts
    assert all(fact.source for fact in facts.values())


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("web", "javascript:alert(1)"),
        ("link", "data:text/html,x"),
        ("web", "https://www.gov.uk@other.example"),
        ("link", "//other.example"),
        ("web", 'https://example.org/" onload="x'),
        ("email", "help.example.org"),
        ("email", "help?cc=me@other.example"),
    ],
)
def test_an_address_that_leads_elsewhere_is_refused_with_its_line(tmp_path, kind, value):
    write(
        tmp_path / "service/facts.yml",
        f'one:\n  kind: {kind}\n  value: "{value.replace(chr(34), chr(92) + chr(34))}"\n',
    )
    with pytest.raises(BookletError, match=r"^service/facts\.yml:3: The address “.*” cannot be used\. "):
        read_facts(Project(tmp_path))


@pytest.mark.parametrize("value", ["01603704070", "10:00", "yes", "1.50", "2026-11-28", "null", "0x1F", ".inf"])
def test_words_stay_the_words_that_were_typed(tmp_path, value):
    kind = "phone" if value.startswith("016") else "text"
    write(tmp_path / "service/facts.yml", f"one:\n  kind: {kind}\n  value: {value}\n")
    assert read_facts(Project(tmp_path))["one"].value == value


@pytest.mark.parametrize("name", ["Helpline", "opening-hours", "2nd", "öffnung"])
def test_a_name_that_no_page_could_use_is_refused_with_its_line(tmp_path, name):
    write(tmp_path / "service/facts.yml", f"one:\n  kind: text\n  value: x\n{name}:\n  kind: text\n  value: x\n")
    with pytest.raises(BookletError, match=r"^service/facts\.yml:4: “.*” cannot be the name of a fact"):
        read_facts(Project(tmp_path))


def test_a_fact_that_is_there_twice_is_refused_with_both_lines(tmp_path):
    entry = "one:\n  kind: text\n  value: x\n"
    write(tmp_path / "service/facts.yml", entry + entry)
    with pytest.raises(BookletError, match=r"^service/facts\.yml:4: .*“one” is already in line 1"):
        read_facts(Project(tmp_path))


@pytest.mark.parametrize(
    "entry", ["{kind: text, value: 'Call {phone}'}", "{kind: web, value: 'https://a.example', text: '{phone}'}"]
)
def test_a_fact_that_names_another_is_refused_with_its_line(tmp_path, entry):
    write(tmp_path / "service/facts.yml", f"phone: {{kind: phone, value: 01603 704070}}\none: {entry}\n")
    with pytest.raises(BookletError, match=r"^service/facts\.yml:2: The fact “one” names \{phone\}: readers would see"):
        read_facts(Project(tmp_path))


def test_too_many_facts_are_refused(tmp_path):
    write(tmp_path / "service/facts.yml", "".join(f"f{n}: {{kind: text, value: x}}\n" for n in range(1001)))
    with pytest.raises(BookletError, match="There are 1001 facts"):
        read_facts(Project(tmp_path))
