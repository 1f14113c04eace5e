"""Listening to a page, in Chromium on a small site: with a voice of the device, and with the recording of the page.

The voices of the device are a stand-in, as the machine of the tests has none. So is the sound, apart from one test that
plays the real one: so a test says what is heard, and when.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from selenium.webdriver.common.by import By

from booklet.book.blocks import blocks
from booklet.checks.browser.axe import run_axe
from booklet.checks.browser.driver import PHONE, PHONE_DARK, Tab
from booklet.formats.audio.script import script
from booklet.project import Project
from booklet.source.labels import read_labels
from tests.books import book_from
from tests.helpers import made_up
from tests.site.in_browser import run, tree, wait
from transcripts import Transcript

LABELS = read_labels(Project())
# In place of the voices: what is handed to it is kept in `handed`, and it says "end" when `finish()` is called
VOICES = """
window.handed = []; window.stopped = 0; window.patience = [];
const later = window.setTimeout;
window.setTimeout = (act, time, ...more) => time >= 10000 ? -patience.push(act) : later(act, time, ...more);
window.SpeechSynthesisUtterance = class extends EventTarget { constructor(text) { super(); this.text = text; } };
const voices = Object.assign(new EventTarget(), {
  list: %s, getVoices() { return this.list; }, speak(words) { handed.push(words); }, cancel() { stopped += 1; },
});
Object.defineProperty(window, "speechSynthesis", { value: voices });
window.finish = () => handed.at(-1).dispatchEvent(new Event("end"));
"""
# In place of the sound: `hear(time)` plays on to a time, in seconds; `refused` is a browser that lets no script play
SOUND = """
const create = Document.prototype.createElement;
Document.prototype.createElement = function (name, ...more) {
  if (name !== "audio") return create.call(this, name, ...more);
  window.sound = Object.assign(new EventTarget(), {
    currentTime: 0, paused: true, playbackRate: 1, load() {},
    async play() {
      if (window.refused) throw new DOMException("", "NotAllowedError");
      this.paused = false;
      this.dispatchEvent(new Event("play"));
    },
    pause() {
      if (this.paused) return;
      this.paused = true;
      sessionStorage.sound = "paused";
      this.dispatchEvent(new Event("pause"));
    },
  });
  return sound;
};
window.hear = (time) => { sound.currentTime = time; sound.dispatchEvent(new Event("timeupdate")); };
"""
NO_VOICE = "[]"
BUTTONS = ("previous", "pause", "next", "slower", "faster", "stop")
LOCAL = [{"localService": True, "lang": "en-GB"}]
RECORDED, NOT_RECORDED = "plan/index.html", "assess/index.html"
MARKED = "[...CSS.highlights.get('spoken')].join('')"
STATUS = "document.querySelector('.player [role=status]').textContent"
TOGGLE = "document.querySelector('.player button:nth-of-type(2)').textContent"


@pytest.fixture(scope="module")
def project(site_with_recordings: Project) -> Project:
    return site_with_recordings


def letters(text: str) -> str:
    return re.sub(r"[\W_]", "", text)


# ---- With a voice of the device ----


def listening(opened, page: str = "plan/index.html", voices: list = LOCAL) -> Tab:
    tab = opened(page, VOICES % json.dumps(voices))
    run(tab, "document.querySelector('button.listen').click()")
    wait(tab, "handed.length")
    return tab


@pytest.mark.parametrize(
    ("page", "voices", "shown"),
    [
        (NOT_RECORDED, LOCAL, True),
        (NOT_RECORDED, [{"localService": True, "lang": "en_US"}], True),
        (NOT_RECORDED, [{"localService": False, "lang": "en-GB"}], False),
        (NOT_RECORDED, [{"localService": True, "lang": "pl-PL"}], False),
        (NOT_RECORDED, [], False),
        (RECORDED, [{"localService": False, "lang": "en-GB"}], True),
        (RECORDED, [], True),
        ("he/plan/index.html", LOCAL, False),
        ("he/plan/index.html", [{"localService": True, "lang": "he-IL"}], True),
    ],
)
def test_the_button_is_there_where_a_voice_speaks_the_language_or_the_page_is_recorded(opened, page, voices, shown):
    tab = opened(page, VOICES % json.dumps(voices))
    assert (
        run(tab, "return document.querySelector('button.listen').checkVisibility({visibilityProperty: true})") is shown
    )


def test_a_voice_that_comes_late_shows_the_button(opened):
    tab = opened(NOT_RECORDED, VOICES % NO_VOICE)
    run(tab, f"speechSynthesis.list = {json.dumps(LOCAL)}; speechSynthesis.dispatchEvent(new Event('voiceschanged'))")
    assert not run(tab, "return document.querySelector('button.listen').hidden")


def test_each_sentence_is_spoken_and_marked_and_the_words_are_those_of_the_page(opened, project):
    tab = listening(opened)
    said, marked = [], []
    while True:
        said.append(run(tab, "return handed.at(-1).text"))
        marked.append(run(tab, "return [...CSS.highlights.get('spoken')].join('')"))
        count = len(said)
        run(tab, "finish()")
        if run(tab, "return handed.length") == count:
            break
    main = tree(project, "plan/index.html").find(".//main")
    for outside in main.xpath(".//nav | .//*[@class='page-actions' or @class='tools' or @class='says'] | .//button"):
        outside.drop_tree()
    assert letters("".join(marked)) == letters(main.text_content())
    assert len(said) == len(marked) > 20
    assert any("S E N" in words for words in said) and not any("SEN" in words for words in said)
    status = run(tab, "return document.querySelector('.player [role=status]').textContent")
    assert status == LABELS["listen.end"]
    assert run(tab, "return CSS.highlights.has('spoken')") is False


def test_numbers_and_addresses_are_said_as_in_the_recordings(opened):
    tab = opened("useful-information/index.html", VOICES % json.dumps(LOCAL))
    script = """const done = arguments[0]; const url = document.querySelector("button.listen").dataset.script.replace("listen.js", "voice.js");
    import(new URL(url, document.baseURI)).then(async (module) => {
      const known = await (await fetch(new URL("spoken.json", new URL(url, document.baseURI)))).json();
      const all = arguments[1].map(([words, tag]) => module.spoken(words, tag, known));
      done(all);
    });"""
    tab.driver.set_script_timeout(30)
    asked = [["Phone 01632 960123.", "en-GB"], ["Phone 01632 960123.", "pl"], ["The SENCO and EHC", "en-GB"]]
    script = script.replace("arguments[1]", json.dumps(asked))
    english, polish, initials = tab.driver.execute_async_script(script)
    assert english == "Phone zero one six three two, nine six zero, one two three."
    assert polish == "Phone 0 1 6 3 2, 9 6 0, 1 2 3."
    assert initials == "The Senko and E H C"


def press(tab: Tab, label: str, written: Callable[[str], str] = str) -> None:
    words = json.dumps(written(LABELS[f"listen.{label}"]))
    run(tab, f"[...document.querySelectorAll('.player button')].find((b) => b.textContent === {words}).click()")


def test_the_player_works_by_its_buttons_and_says_what_it_is(opened):
    tab = listening(opened)
    assert run(tab, "return document.querySelector('.player').getAttribute('aria-label')") == LABELS["listen.title"]
    assert run(tab, "return document.querySelector('.player [role=status]').textContent") == LABELS["listen.voice"]
    assert run(tab, "return document.activeElement.textContent") == LABELS["listen.pause"]
    first = run(tab, "return handed[0].text")
    press(tab, "next")
    assert run(tab, "return handed.at(-1).text") != first
    press(tab, "previous")
    assert run(tab, "return handed.at(-1).text") == first
    press(tab, "slower")
    assert run(tab, "return handed.at(-1).rate") < 1
    before = run(tab, "return handed.length")
    press(tab, "pause")
    run(tab, "finish()")  # some voices say "end" when they are stopped
    assert run(tab, "return handed.length") == before
    press(tab, "resume")
    assert run(tab, "return handed.length") == before + 1
    press(tab, "stop")
    assert run(tab, "return [document.querySelector('.player'), document.activeElement.className]") == [None, "listen"]


def test_a_voice_that_never_ends_is_given_up(opened):
    tab = listening(opened)
    run(tab, "patience.at(-1)()")
    assert run(tab, "return document.querySelector('.player [role=status]').textContent") == LABELS["try_again"]


def test_it_stops_when_the_page_is_left(opened):
    tab = listening(opened)
    before = run(tab, "return stopped")
    run(tab, "dispatchEvent(new Event('pagehide'))")
    assert run(tab, "return stopped") == before + 1
    # The browser may keep the page for the way back: it is as it was before
    assert run(tab, "return [document.querySelector('.player'), CSS.highlights.has('spoken')]") == [None, False]


def test_it_stops_when_the_language_is_changed(opened):
    tab = listening(opened)
    run(tab, "speechSynthesis.cancel = () => { sessionStorage.sound = 'stopped'; }")
    run(tab, "document.querySelector('.languages a[hreflang=he]').click()")
    wait(tab, "document.documentElement.lang === 'he' && document.readyState === 'complete'")
    assert run(tab, "return [sessionStorage.sound, window.handed]") == ["stopped", []]


HEBREW = [{"localService": True, "lang": "he-IL"}]


@pytest.mark.parametrize("voices", [HEBREW, [*HEBREW, *LOCAL]])
def test_the_english_under_each_part_is_not_read_aloud(opened, voices):
    """Nor does it change what is: a part is spoken in the language of its own words."""
    tab = opened("he/plan/index.html", VOICES % json.dumps(voices))
    script = """const done = arguments[0]; const url = document.querySelector("button.listen").dataset.script.replace("listen.js", "sentences.js");
    import(new URL(url, document.baseURI)).then(({ sentences }) => done(
      sentences(document.querySelector("main")).map(({ words, lang }) => [words, lang])));"""
    before = tab.driver.execute_async_script(script)
    run(tab, "document.querySelector('.both-open').click()")
    wait(tab, "document.querySelector('.both')")
    assert len(before) > 20 and tab.driver.execute_async_script(script) == before


def test_one_word_in_another_language_does_not_decide_for_its_sentence(opened):
    tab = opened("he/plan/index.html", VOICES % json.dumps([*HEBREW, *LOCAL]))
    run(tab, "document.querySelector('main .lead').innerHTML = 'מ <span lang=en>SENCO</span> מ'")
    run(tab, "document.querySelector('button.listen').click()")
    wait(tab, "handed.length")
    press(tab, "next", made_up)
    assert run(tab, "return [handed.at(-1).text, handed.at(-1).lang]") == ["מ SENCO מ", "he-IL"]


# ---- With the recording of the page ----


def spoken(project: Project, page: str = RECORDED) -> list[tuple[str, float, float]]:
    """Return the sentences of the recording that a page plays, with their times."""
    (address,) = tree(project, page).xpath("//button/@data-sentences")
    return json.loads((project.site / page).parent.joinpath(address).read_bytes())


def playing(opened, script: str = "", page: str = RECORDED) -> Tab:
    tab = opened(page, VOICES % NO_VOICE + SOUND + script)
    run(tab, "document.querySelector('button.listen').click()")
    wait(tab, "document.querySelector('.player')")
    return tab


def test_a_voice_of_the_device_is_used_before_the_recording(opened):
    tab = listening(opened)
    assert run(tab, f"return {STATUS}") == LABELS["listen.voice"]
    assert not [url for url in tab.requests() if "/sound/" in url or url.endswith("recording.js")]


def test_nothing_of_the_recording_is_fetched_before_it_is_wanted(opened):
    tab = opened(RECORDED, VOICES % NO_VOICE)
    run(tab, "return document.readyState")
    assert not [url for url in tab.requests() if "/sound/" in url]
    assert not run(tab, "return document.querySelector('audio')")


def test_each_sentence_of_the_recording_is_marked_when_it_is_heard_and_all_words_of_the_page_are(opened, project):
    tab = playing(opened)
    marked = []
    for _, begin, end in spoken(project):
        run(tab, "hear(arguments[0])", (begin + end) / 2)
        marked.append(run(tab, f"return {MARKED}"))
    assert [letters(words) for words in marked] == [letters(words) for words, *_ in spoken(project)]
    main = tree(project, RECORDED).find(".//main")
    for outside in main.xpath(
        ".//nav | .//*[@class='page-actions' or @class='tools' or @class='says'] | .//button | .//small"
    ):
        outside.drop_tree()
    assert letters("".join(marked)) == letters(main.text_content())
    run(tab, "hear(arguments[0])", spoken(project)[-1][2])
    assert run(tab, f"return {STATUS}") == LABELS["listen.end"]
    assert run(tab, "return [CSS.highlights.has('spoken'), sound.paused]") == [False, True]


def test_the_marked_sentence_is_kept_in_view(opened, project):
    tab = playing(opened)
    run(
        tab,
        "document.documentElement.style.scrollBehavior = 'auto'; window.scrollBy = ({ top }) => scrollTo(0, scrollY + top)",
    )
    run(tab, "hear(arguments[0])", spoken(project)[-1][1])
    box = "[...CSS.highlights.get('spoken')][0].getBoundingClientRect()"
    room = "innerHeight - document.querySelector('.player').offsetHeight"
    assert run(tab, f"return {box}.top >= 0 && {box}.bottom <= {room}")


def test_every_page_has_the_words_that_its_recording_would_say(opened, project):
    """The whole of both readings, not only the pages that are recorded here."""
    tab = opened(RECORDED)
    wanted = {}
    folder = project.build / "books" / "en-GB"
    for reading in ("standard", "easy-read"):
        book = book_from((folder / f"{reading}.html").read_text(encoding="utf-8"), folder)
        pictures = {number for number, block in enumerate(blocks(book)) if block.kind == "picture"}
        for chapter in script(book, 1):
            words = [one.text for one in chapter.sentences if one.block is not None and one.block not in pictures]
            wanted["/".join(["easy-read"] * (reading == "easy-read") + [chapter.name])] = words
    pages = {name: words for name, words in wanted.items() if (project.site / name / "index.html").is_file()}
    find = """const [pages, done] = arguments, url = document.querySelector("button.listen").dataset.script.replace("listen.js", "sentences.js");
    import(new URL(url, document.baseURI)).then(async ({ places }) => {
      const missing = [];
      for (const [name, words] of Object.entries(pages)) {
        const page = new DOMParser().parseFromString(await (await fetch(`../${name}/`)).text(), "text/html");
        if (!places(page.querySelector("main"), words)) missing.push(name);
      }
      done(missing);
    });"""
    assert len(pages) > 20
    assert tab.driver.execute_async_script(find, pages) == []


def test_what_is_behind_a_tap_is_skipped_in_the_recording_too(opened, project):
    close = """addEventListener("DOMContentLoaded", () => {
      const box = document.createElement("details");
      document.querySelector("main .lead").replaceWith(box);
      box.innerHTML = "<summary></summary><p></p>";
      box.lastChild.textContent = arguments[0];
    });"""
    lead = tree(project, RECORDED).xpath("string(//main//*[@class='lead'])")
    tab = playing(opened, close.replace("arguments[0]", json.dumps(lead)))
    sentences = spoken(project)
    assert letters(sentences[1][0]) == letters(lead)
    run(tab, "hear(arguments[0])", sentences[0][2])
    assert run(tab, "return sound.currentTime") == sentences[2][1]
    assert letters(run(tab, f"return {MARKED}")) == letters(sentences[2][0])


def test_the_buttons_of_the_bar_work_with_the_recording(opened, project):
    tab = playing(opened)
    first, second, *_ = spoken(project)
    assert run(tab, "return document.querySelector('.player').getAttribute('aria-label')") == LABELS["listen.title"]
    assert run(tab, f"return {STATUS}") == LABELS["listen.recording"]
    assert run(tab, "return document.activeElement.textContent") == LABELS["listen.pause"]
    press(tab, "next")
    assert run(tab, "return sound.currentTime") == second[1]
    press(tab, "previous")
    assert run(tab, "return sound.currentTime") == first[1]
    press(tab, "slower")
    assert run(tab, "return sound.playbackRate") < 1
    press(tab, "faster")
    press(tab, "faster")
    assert run(tab, "return sound.playbackRate") > 1
    run(tab, "hear(arguments[0])", (first[1] + first[2]) / 2)
    press(tab, "pause")
    assert run(tab, "return sound.paused")
    press(tab, "resume")
    assert run(tab, "return [sound.paused, sound.currentTime]") == [False, (first[1] + first[2]) / 2]
    press(tab, "pause")
    press(tab, "next")
    press(tab, "resume")
    assert run(tab, "return [sound.paused, sound.currentTime]") == [False, second[1]]
    press(tab, "stop")
    assert run(tab, "return [document.querySelector('.player'), sound.paused]") == [None, True]
    assert run(tab, "return document.activeElement.className") == "listen"


def test_after_its_end_the_recording_begins_again(opened, project):
    tab = playing(opened)
    run(tab, "hear(arguments[0])", spoken(project)[-1][2])
    press(tab, "resume")
    assert run(tab, "return sound.currentTime") == spoken(project)[0][1]


def test_the_bar_works_by_keyboard(opened):
    tab = playing(opened)
    tab.press("Tab")
    assert run(tab, "return document.activeElement.textContent") == LABELS["listen.next"]
    tab.press("Enter")
    assert run(tab, "return sound.currentTime") > 1
    tab.press("Escape")
    assert run(tab, "return [document.querySelector('.player'), document.activeElement.className]") == [None, "listen"]


def test_the_bar_says_when_something_else_has_stopped_the_sound(opened):
    """A telephone call, say, or a key of the keyboard."""
    tab = playing(opened)
    run(tab, "sound.pause()")
    assert run(tab, f"return {TOGGLE}") == LABELS["listen.resume"]
    run(tab, "sound.play()")
    assert run(tab, f"return {TOGGLE}") == LABELS["listen.pause"]


def test_a_browser_that_wants_another_press_is_given_the_button_for_it(opened):
    tab = playing(opened, "window.refused = true;")
    wait(tab, f"{TOGGLE} === {json.dumps(LABELS['listen.resume'])}")
    run(tab, "window.refused = false")
    press(tab, "resume")
    assert not run(tab, "return sound.paused")


def test_a_sound_that_does_not_come_is_said(opened):
    tab = playing(opened)
    run(tab, "sound.dispatchEvent(new Event('error'))")
    assert run(tab, f"return {STATUS}") == LABELS["try_again"]


@pytest.mark.parametrize(
    "answer",
    [
        'new Response(JSON.stringify([["Words that are no longer on the page.", 0, 1]]))',
        'new Response("", { status: 404 })',
    ],
)
def test_a_recording_of_other_words_is_not_played(opened, answer):
    tab = opened(RECORDED, VOICES % NO_VOICE + SOUND)
    run(tab, f"window.fetch = async () => {answer}")
    run(tab, "document.querySelector('button.listen').click()")
    says = "document.querySelector('.page-actions + .says').textContent"
    assert wait(tab, says, says) == LABELS["try_again"]
    assert run(tab, "return [document.querySelector('.player'), window.sound ?? null]") == [None, None]


def test_the_recording_stops_when_the_page_is_left(opened):
    tab = playing(opened)
    run(tab, "document.querySelector('.languages a[hreflang=he]').click()")
    wait(tab, "document.documentElement.lang === 'he'")
    assert run(tab, "return sessionStorage.sound") == "paused"
    tab.driver.back()
    wait(tab, "document.documentElement.lang !== 'he'")
    assert not run(tab, "return document.querySelector('.player')")


def test_two_presses_in_a_row_open_one_bar(opened):
    tab = opened(RECORDED, VOICES % NO_VOICE + SOUND)
    run(tab, "const b = document.querySelector('button.listen'); b.click(); b.click()")
    wait(tab, "document.querySelector('.player')")
    assert run(tab, "return document.querySelectorAll('.player').length") == 1


@pytest.mark.parametrize(("voices", "says"), [(LOCAL, "voice"), ([], "recording")])
def test_a_screen_reader_is_told_what_the_bar_is_and_what_reads(opened, voices, says):
    tab = opened(RECORDED, VOICES % json.dumps(voices) + SOUND)
    run(tab, "document.querySelector('button.listen').click()")
    wait(tab, "document.querySelector('.player')")
    nodes = tab.cdp("Accessibility.getFullAXTree")["nodes"]
    lines = Transcript(nodes, tab.cdp("DOM.getDocument", depth=-1)["root"], {}).text().splitlines()
    buttons = [f"  button: {LABELS[f'listen.{name}']}" for name in BUTTONS]
    *bar, last = lines[-len(buttons) - 3 :]
    assert bar == [f"landmark, section: {LABELS['listen.title']}", *buttons, "  message"]
    assert f"    text: {LABELS[f'listen.{says}']}".startswith(last.removesuffix(" …"))


@pytest.mark.parametrize("dark", [False, True])
def test_axe_finds_nothing_wrong_with_the_bar(opened, dark):
    """Nothing but what it cannot decide about the page without the bar."""
    view = PHONE_DARK if dark else PHONE
    tab = opened(RECORDED, VOICES % NO_VOICE + SOUND)
    tab.show(view)
    before = {finding.problem for finding in run_axe(tab)}
    run(tab, "document.querySelector('button.listen').click()")
    wait(tab, "document.querySelector('.player')")
    assert {finding.problem for finding in run_axe(tab)} <= before


def test_the_real_sound_is_heard_sentence_by_sentence(opened, project):
    """Chromium plays the file, and the mark moves on by itself."""
    tab = opened(RECORDED, VOICES % NO_VOICE)
    keep = "const create = document.createElement; document.createElement = function (...name) { const made = create.apply(this, name); if (name[0] === 'audio') window.sound = made; return made; };"
    run(tab, keep)
    tab.driver.find_element(By.CSS_SELECTOR, "button.listen").click()
    *_, last = sentences = spoken(project)
    order = [letters(words) for words, *_ in sentences]
    # However long the machine takes to look: the sound goes on meanwhile
    heard = wait(tab, "CSS.highlights.has('spoken')", MARKED)
    after = wait(tab, f"{MARKED} !== {json.dumps(heard)}", MARKED)
    assert order.index(letters(heard)) < order.index(letters(after))
    before = run(tab, "return sound.currentTime")
    press(tab, "next")
    assert wait(tab, "!sound.seeking && !sound.paused", "sound.currentTime") > before
    run(tab, "sound.currentTime = arguments[0]", last[1])
    assert wait(tab, f"{STATUS} === {json.dumps(LABELS['listen.end'])}", "sound.paused")
    assert {Path(urlsplit(url).path).suffix for url in tab.requests() if "/sound/" in url} == {".mp3", ".json"}


def test_the_page_about_formats_says_why_there_is_sometimes_no_button(project):
    english, other = (
        tree(project, page).find(".//main").text_content() for page in ("formats/index.html", "he/formats/index.html")
    )
    assert LABELS["listen.why_recorded"] in english and LABELS["listen.why"] not in english
    assert made_up(LABELS["listen.why"]) in other
