"""What a reader can do with a page, in Chromium on a small site: English, and a made-up language from right to left."""

from __future__ import annotations

import json
import shutil
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import date
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from booklet.checks.browser.driver import Tab, View
from booklet.formats import FORMATS, GROUPS
from booklet.project import Project
from booklet.site.offline import OFF
from booklet.site.plugin import in_alphabet, is_long
from booklet.source.addresses import mail_link
from booklet.source.labels import read_labels
from booklet.source.languages import Language, read_languages
from booklet.source.service.facts import read_facts
from tests.helpers import FACTS, change, made_up
from tests.site.in_browser import run, tree, wait

LABELS = read_labels(Project())


@pytest.fixture(scope="module")
def project(site_with_recordings: Project) -> Project:
    return site_with_recordings


# ---- Show the English too ----

BOTH = "document.querySelector('.both-open')"


def test_the_english_is_put_under_each_part_and_taken_away(opened, project):
    tab = opened("he/plan/index.html")
    run(tab, f"{BOTH}.click()")
    shown = wait(
        tab,
        "document.querySelector('.both')",
        "[...document.querySelectorAll('.both')].map((e) => [e.textContent, e.lang])",
    )
    english = " ".join(tree(project, "plan/index.html").find(".//main").text_content().split())
    assert len(shown) > 15 and all(lang == "en-GB" and words in english for words, lang in shown)
    assert run(tab, f"return {BOTH}.textContent.trim()") == made_up(LABELS["both.hide"])
    run(tab, f"{BOTH}.click()")
    wait(tab, "!document.querySelector('.both')")
    assert run(tab, f"return {BOTH}.textContent.trim()") == made_up(LABELS["both.show"])


def test_where_the_structure_differs_nothing_is_done_and_it_is_said(opened):
    tab = opened("he/plan/index.html")
    run(tab, "window.fetch = async () => new Response('<main><h1>Another</h1><p>Page</p></main>')")
    run(tab, f"{BOTH}.click()")
    said = wait(tab, "document.querySelector('.says').textContent", "document.querySelector('.says').textContent")
    assert said == made_up(LABELS["both.different"])
    assert not run(tab, "return document.querySelector('.both')")


def test_an_english_page_that_does_not_come_is_said(opened):
    tab = opened("he/plan/index.html")
    run(tab, "window.fetch = async () => new Response('', { status: 404 })")
    run(tab, f"{BOTH}.click()")
    said = wait(tab, "document.querySelector('.says').textContent", "document.querySelector('.says').textContent")
    assert said == made_up(LABELS["try_again"])


# ---- Send, print, write ----


def test_a_page_is_handed_to_the_devices_own_list(opened):
    tab = opened("plan/index.html", "navigator.share = async (page) => { window.shared = page; };")
    assert run(tab, "return document.querySelector('.share').textContent.trim()") == LABELS["share.open"]
    run(tab, "document.querySelector('.share').click()")
    assert wait(tab, "window.shared", "shared.url") == f"{tab.address}plan/"


def test_without_such_a_list_the_address_is_copied(opened):
    copying = (
        "Object.defineProperty(navigator, 'clipboard', { value: { writeText: async (t) => { window.copied = t; } } });"
    )
    tab = opened("plan/index.html", f"{copying} delete Navigator.prototype.share;")
    assert run(tab, "return document.querySelector('.share').textContent.trim()") == LABELS["share.copy"]
    run(tab, "document.querySelector('.share').click()")
    assert wait(tab, "window.copied", "copied") == f"{tab.address}plan/"
    said = wait(
        tab,
        "document.querySelector('.tools + .says').textContent",
        "document.querySelector('.tools + .says').textContent",
    )
    assert said == LABELS["share.copied"]


def test_print_prints(opened):
    tab = opened("plan/index.html", "window.print = () => { window.printed = true; };")
    run(tab, "document.querySelector('button.print').click()")
    assert run(tab, "return window.printed")


def letter(href: str) -> tuple[str, str, str]:
    parts = urlsplit(href)
    fields = parse_qs(parts.query)
    return unquote(parts.path), fields["subject"][0], fields["body"][0]


def test_an_email_has_the_page_in_the_readers_language_and_in_english(project):
    href = tree(project, "he/plan/index.html").xpath("//div[@class='tools']/a/@href")[0]
    to, subject, body = letter(href)
    assert to == FACTS["email"]["value"]
    assert subject == f"{LABELS['mail.mistake']}: Plan (he)"
    own, english = body.split("\r\n--\r\n")
    assert made_up("Plan") in own and "https://sister.example.org/he/plan/" in own
    assert english.splitlines() == [LABELS["mail.mistake_text"].replace("{title}", "Plan"), "Language: Hebrew"]
    (_, _, plain) = letter(tree(project, "plan/index.html").xpath("//div[@class='tools']/a/@href")[0])
    assert "--" not in plain


def test_what_an_email_holds_cannot_break_its_address():
    address = mail_link("a@example.org", "Is 1 & 1 = 2?", ["One", "“Two” #3"])
    assert letter(address) == ("a@example.org", "Is 1 & 1 = 2?", "One\r\n“Two” #3")


def test_the_form_writes_an_email(opened):
    tab = opened("he/formats/index.html")
    script = """const done = arguments[0], form = document.querySelector("form.ask-format");
    form.elements.more.value = "A4 & A5"; form.elements.format.value = form.elements.format.options[1].value;
    import(new URL(form.dataset.script, document.baseURI)).then((m) => done([m.letter(form, form.elements), form.hidden]));"""
    address, hidden = tab.driver.execute_async_script(script)
    to, _, body = letter(address)
    assert to == FACTS["email"]["value"] and not hidden
    name = [*FORMATS][2]
    own, english = body.split("\r\n--\r\n")
    assert made_up(LABELS[f"formats.{name}"]) in own and LABELS[f"formats.{name}"] in english
    assert "A4 & A5" in own and "A4 & A5" in english
    assert "עברית" in own and "Hebrew" in english and "עברית" not in english


# ---- Languages ----


# The page takes a reader who is still for this time for one who reads: `stay()` lets the time pass
STAYS = """
let still; window.stay = () => still?.();
const later = window.setTimeout;
window.setTimeout = (act, time, ...more) => { if (time !== 2000) return later(act, time, ...more); still = act; return -1; };
"""
# Scrolls as a finger does, in strokes that are shorter than the window, and as the key Home does, at once
STROKES = """
const [to, stroke] = arguments;
const scroll = (y) => { scrollTo(0, y); dispatchEvent(new Event("scroll")); };
while (Math.abs(to - scrollY) > 1) {
  const before = scrollY;
  scroll(scrollY + Math.sign(to - scrollY) * Math.min(stroke, Math.abs(to - scrollY)));
  if (scrollY === before) break;
}
"""
END, TOP, AT_ONCE, FINGER = 1_000_000, 0, 1_000_000, 300


def scroll(tab: Tab, to: int, stroke: int = FINGER) -> None:
    tab.driver.execute_script(STROKES, to, stroke)


def top_of(tab: Tab, heading: str) -> int:
    return run(
        tab, f"return Math.floor(document.getElementById('{heading}').getBoundingClientRect().top + scrollY) - 16"
    )


def place_after_change(tab: Tab) -> str:
    """Press the link to the other language, and return the heading to which it leads."""
    run(tab, "addEventListener('click', (event) => event.preventDefault())")
    link = "document.querySelector('.languages a[hreflang=he]')"
    return run(tab, f"{link}.click(); return {link}.hash").removeprefix("#")


def headings(tab: Tab) -> list[str]:
    return run(tab, "return [...document.querySelectorAll('main [id]:is(h2, h3)')].map((heading) => heading.id)")


@pytest.mark.parametrize("page", ["common-questions/index.html", "word-list/index.html"])
@pytest.mark.parametrize(
    ("list_of_languages", "stroke"), [(TOP, FINGER), (TOP, AT_ONCE), (END, FINGER), (END, AT_ONCE)]
)
def test_a_change_of_language_keeps_the_heading_however_far_the_list_is(opened, page, list_of_languages, stroke):
    tab = opened(page, STAYS)
    for heading in headings(tab)[::4]:
        scroll(tab, top_of(tab, heading))
        run(tab, "stay()")
        scroll(tab, list_of_languages, stroke)
        run(tab, "stay()")  # to look for the language in the list
        assert place_after_change(tab) == heading


def test_where_a_reader_turns_back_at_once_is_the_place(opened):
    tab = opened("common-questions/index.html", STAYS)
    heading = headings(tab)[12]
    scroll(tab, top_of(tab, heading), AT_ONCE)
    scroll(tab, TOP)
    assert place_after_change(tab) == heading


def test_a_slip_of_the_finger_on_the_way_to_the_list_is_not_the_place(opened):
    tab = opened("common-questions/index.html", STAYS)
    heading = headings(tab)[12]
    scroll(tab, top_of(tab, heading))
    run(tab, "stay()")
    scroll(tab, top_of(tab, headings(tab)[6]))
    scroll(tab, run(tab, "return scrollY + 80"))
    scroll(tab, TOP)
    assert place_after_change(tab) == heading


def test_a_page_that_was_not_scrolled_opens_at_its_top_in_the_other_language(opened):
    assert not place_after_change(opened("common-questions/index.html", STAYS))


LANGUAGES = "document.querySelector('.languages')"
IN_VIEW = (
    f"const box = {LANGUAGES}.getBoundingClientRect(); return box.top >= 0 && box.bottom > 0 && box.top < innerHeight"
)


def read_far(tab: Tab) -> None:
    """Scroll to the middle of a long page, and back by a little more than half a window."""
    scroll(tab, 3000)
    assert not run(tab, IN_VIEW)
    scroll(tab, 3000 - run(tab, "return Math.ceil(innerHeight / 2) + 10"))


def test_the_languages_come_to_a_reader_who_turns_back_and_go_when_they_read_on(opened):
    tab = opened("common-questions/index.html", STAYS)
    read_far(tab)
    assert run(tab, IN_VIEW)
    scroll(tab, run(tab, "return scrollY + 80"))
    assert not run(tab, IN_VIEW)


def test_a_slip_of_the_finger_does_not_bring_the_languages(opened):
    tab = opened("common-questions/index.html", STAYS)
    scroll(tab, 3000)
    scroll(tab, 2800)
    assert not run(tab, IN_VIEW)


def test_the_open_list_stays_until_it_is_closed_and_all_of_it_can_be_pressed(opened):
    tab = opened("common-questions/index.html", STAYS)
    read_far(tab)
    run(tab, f"{LANGUAGES}.querySelector('summary').click()")
    scroll(tab, run(tab, "return scrollY + 80"))
    assert run(tab, f"{IN_VIEW} && box.bottom <= innerHeight")


def test_the_languages_never_lie_on_what_a_keyboard_has_reached(opened):
    tab = opened("common-questions/index.html", STAYS)
    read_far(tab)
    inside = "[...document.querySelectorAll('main a')].find((a) => a.getBoundingClientRect().top > 0)"
    run(tab, f"{inside}.focus({{ focusVisible: true }})")
    assert not run(tab, IN_VIEW)
    scroll(tab, TOP + 600)
    assert not run(tab, IN_VIEW)


def test_in_a_low_window_the_languages_stay_at_the_top(opened):
    tab = opened("common-questions/index.html", STAYS)
    tab.show(View(320, 256))
    read_far(tab)
    assert not run(tab, IN_VIEW)


@pytest.mark.parametrize(
    ("page", "tags", "offered"),
    [
        ("plan/index.html", ["he-IL", "en"], True),
        ("plan/index.html", ["en-GB", "he"], False),
        ("plan/index.html", ["fr"], False),
        ("he/plan/index.html", ["pl"], False),
    ],
)
def test_the_browsers_language_is_offered_in_its_own_words(opened, page, tags, offered):
    tab = opened(page, f"Object.defineProperty(navigator, 'languages', {{ value: {json.dumps(tags)} }});")
    line = run(
        tab, "const a = document.querySelector('.offer'); return a && [a.textContent, a.lang, a.getAttribute('href')]"
    )
    assert line == ([made_up(LABELS["languages.offer"]), "he", "../he/plan/"] if offered else None)


def test_the_open_list_is_in_the_order_of_the_alphabet():
    names = ["English", "Türkçe", "العربية", "Español", "Русский", "Български", "简体中文"]
    languages = [Language(name, name, "ltr", (), "LATIN") for name in names]
    ordered = ["English", "Español", "Türkçe", "Български", "Русский", "العربية", "简体中文"]
    assert [one.name for one in in_alphabet(languages)] == ordered
    assert in_alphabet(read_languages(Project()))[0].tag == "en-GB"


# ---- First screen ----


@pytest.mark.parametrize(
    ("title", "long"),
    [
        ("Plan", False),
        ("Nurseries and childminders", False),
        ("If the school says no, or says wait", True),
        ("Niepełnosprawność", True),
    ],
)
def test_a_title_is_long_by_its_letters_or_by_its_longest_word(title, long):
    assert is_long(title) == long


# ---- Easy Read ----


def test_the_way_back_leads_where_the_reader_came_from(opened, tab):
    came = f"Object.defineProperty(document, 'referrer', {{ value: '{tab.address}meeting-record/' }});"
    href = "return document.querySelector('a.to-guide').getAttribute('href')"
    assert run(opened("easy-read/rules-for-schools/index.html", came), href) == "../../meeting-record/"


def test_the_start_page_of_easy_read_lists_every_topic_with_its_picture(project):
    page = tree(project, "easy-read/index.html")
    topics = page.xpath("//main//ul[contains(@class, 'topics')]/li/a")
    pages = [path for path in (project.root / "docs/easy-read").glob("*.md") if path.stem != "index"]
    assert len(topics) == len(pages)
    assert all(topic.xpath("img[@alt='']") and topic.text_content().strip() for topic in topics)


# ---- Without a connection ----


class CutServer(ThreadingHTTPServer):
    """A server that cuts its connections when it ends: a browser opens some before it has anything to ask."""

    def __init__(self, folder: Path):
        super().__init__(("127.0.0.1", 0), partial(SimpleHTTPRequestHandler, directory=folder))
        self.connections: list[socket.socket] = []

    def process_request(self, request, client_address):
        self.connections.append(request)
        super().process_request(request, client_address)

    def server_close(self):
        super().server_close()
        for connection in self.connections:
            with suppress(OSError):  # It is closed already
                connection.shutdown(socket.SHUT_RDWR)


@contextmanager
def plain_server(folder: Path) -> Iterator[str]:
    """Serve a folder without connections that outlive it, so that its end is the end of the network."""
    server = CutServer(folder)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def await_copies(tab: Tab, addresses: list[str]) -> None:
    """Wait until the browser has kept a copy of each address."""
    wait(tab, f"(await Promise.all({json.dumps(addresses)}.map((one) => caches.match(one)))).every(Boolean)")


@pytest.fixture
def changing(project, tmp_path) -> Iterator[tuple[Path, str]]:
    """A copy of the site that may change while it is served, and its address."""
    folder = tmp_path / "site"
    shutil.copytree(project.site, folder)
    with plain_server(folder) as address:
        yield folder, address


@pytest.fixture(scope="module")
def without_connection(project, tmp_path_factory) -> Iterator[tuple[Tab, str]]:
    """A browser that has read three pages, the last of them after it had changed, and has no connection any more."""
    folder = tmp_path_factory.mktemp("read") / "site"
    shutil.copytree(project.site, folder)
    with plain_server(folder) as address:
        tab = Tab(address)
        try:
            tab.driver.get(f"{address}plan/")
            wait(tab, "navigator.serviceWorker.controller")
            tab.driver.get(f"{address}he/plan/")
            tab.driver.get(f"{address}plan/")
            await_copies(tab, [f"{address}plan/", f"{address}he/plan/"])
            change(folder / "plan" / "index.html", "<main", "<p>Changed</p><main")
            tab.driver.get(f"{address}plan/")
            assert "Changed" in run(tab, "return document.body.textContent"), "the network comes first"
            assert not run(tab, "return document.querySelector('.old-copy')")
            style = run(tab, "return document.querySelector('link[rel=stylesheet]').href")
            wait(tab, f"(await (await caches.match('{address}plan/')).text()).includes('Changed')")
            await_copies(tab, [style])
        except BaseException:
            tab.close()
            raise
    yield tab, address
    tab.close()


def test_a_page_that_was_read_opens_without_a_connection_and_says_its_day(without_connection):
    tab, address = without_connection
    tab.driver.get(f"{address}plan/")
    line = run(tab, "return document.querySelector('.old-copy').textContent")
    today = date.today()
    assert f"{today.day} {today:%B %Y}" in line and line.startswith(LABELS["offline.old"].split("{")[0])
    assert "Changed" in run(tab, "return document.body.textContent")
    assert run(tab, "return getComputedStyle(document.body).marginTop") == "0px", "its styles are there"


def test_the_old_copy_says_so_in_the_language_of_the_page(without_connection):
    tab, address = without_connection
    tab.driver.get(f"{address}he/plan/")
    assert run(tab, "return document.querySelector('.old-copy').dir") == "rtl"


def test_a_page_that_was_not_read_says_that_it_is_not_there(without_connection):
    tab, address = without_connection
    tab.driver.get(f"{address}he/do/")
    assert run(tab, "return document.querySelector('h1').textContent") == made_up(LABELS["offline.title"])
    assert run(tab, "return document.querySelector('a').getAttribute('href')") == "/he/"


def test_the_whole_guide_is_kept_when_a_reader_asks_for_it(project, tab):
    with plain_server(project.site) as address:
        tab.driver.get(f"{address}formats/")
        run(tab, "document.querySelector('.keep button').click()")
        said = "document.querySelector('.keep .says').textContent"
        wait(tab, f"{said} === {json.dumps(LABELS['offline.kept'])}")
        pages = [path.parent.relative_to(project.site).as_posix() for path in project.site.rglob("index.html")]
        english = [f"{address}{page}/".replace("/./", "/") for page in pages if not f"{page}/".startswith("he/")]
        await_copies(tab, english)


def test_a_sound_that_was_heard_is_not_kept(project, tab):
    (sound,) = tree(project, "plan/index.html").xpath("//button/@data-sound")
    with plain_server(project.site) as address:
        tab.driver.get(f"{address}plan/")
        wait(tab, "navigator.serviceWorker.controller")
        fetched = "const done = arguments[1]; fetch(arguments[0]).then((answer) => answer.blob()).then(() => done())"
        tab.driver.execute_async_script(fetched, sound)
        tab.driver.execute_async_script(fetched, "../do/")
        await_copies(tab, [f"{address}do/"])
        kept = "caches.open('pages /').then((one) => one.keys()).then((all) => arguments[0](all.map(({ url }) => url)))"
        assert not [url for url in tab.driver.execute_async_script(kept) if "/sound/" in url]


def test_switched_off_it_takes_away_what_was_installed_before(changing, tab):
    folder, address = changing
    tab.driver.get(f"{address}plan/")
    wait(tab, "navigator.serviceWorker.controller")
    tab.driver.get(f"{address}plan/")
    await_copies(tab, [f"{address}plan/"])
    (folder / "sw.js").write_text(OFF, encoding="utf-8")
    change(folder / "plan" / "index.html", " data-offline", "")
    tab.driver.get(f"{address}plan/")
    wait(tab, "!(await navigator.serviceWorker.getRegistration())")
    tab.driver.get(f"{address}plan/")
    assert not run(tab, "return navigator.serviceWorker.controller")
    wait(tab, "!(await caches.has('pages /'))")


def test_a_copy_that_came_too_late_is_taken_away_by_the_next_page(changing, tab):
    folder, address = changing
    change(folder / "plan" / "index.html", " data-offline", "")
    tab.driver.get(f"{address}plan/")
    run(tab, "return caches.open('pages /').then((pages) => pages.put('late', new Response()))")
    assert run(tab, "return caches.has('pages /')")
    tab.driver.get(f"{address}plan/")
    wait(tab, "!(await caches.has('pages /'))")


def test_a_guide_on_the_same_host_leaves_the_copies_of_another(project, changing, tab):
    folder, address = changing
    shutil.copytree(project.site, folder / "other")
    change(folder / "other" / "plan" / "index.html", " data-offline", "")
    tab.driver.get(f"{address}plan/")
    wait(tab, "navigator.serviceWorker.controller")
    tab.driver.get(f"{address}plan/")
    await_copies(tab, [f"{address}plan/"])
    tab.driver.get(f"{address}other/plan/")
    run(tab, "return caches.open('pages /other/').then((pages) => pages.put('late', new Response()))")
    tab.driver.get(f"{address}other/plan/")
    wait(tab, "!(await caches.has('pages /other/'))")
    assert run(tab, "return caches.has('pages /')")
    assert run(tab, "return navigator.serviceWorker.getRegistration('/').then(Boolean)")


def test_a_new_version_takes_over_only_when_no_page_is_open(changing, tab):
    folder, address = changing
    tab.driver.get(f"{address}plan/")
    wait(tab, "navigator.serviceWorker.controller")
    with (folder / "sw.js").open("a", encoding="utf-8") as file:
        file.write("// The next version\n")
    tab.driver.get(f"{address}do/")
    wait(tab, "(await navigator.serviceWorker.getRegistration()).waiting")
    tab.driver.get(f"{address}plan/")
    both = run(
        tab, "return navigator.serviceWorker.getRegistration().then((one) => [one.active.state, one.waiting?.state])"
    )
    assert both == ["activated", "installed"]


# ---- Formats ----


def test_every_format_has_a_group_and_every_group_its_words():
    assert {entry.group for entry in FORMATS.values()} == set(GROUPS)
    assert {f"formats.group.{group}" for group in GROUPS} <= LABELS.keys()


def test_every_script_is_loaded_only_when_it_is_used(opened):
    tab = opened("plan/index.html")
    run(tab, "return document.readyState")
    scripts = {Path(urlsplit(url).path).name for url in tab.requests() if url.endswith(".js")}
    assert scripts <= {"site.js", "sw.js"}


def test_facts_of_the_page_are_those_of_the_project(project):
    phone = read_facts(project)["phone"].shown
    assert phone in tree(project, "formats/index.html").xpath("string(//h2[@id='ask']/following-sibling::p[1])")
