// Reads the page aloud with a voice of the device, sentence by sentence. The sentence that is spoken is marked and kept in
// view. Only voices are used that the browser says are on the device, and that speak the language of the words.

const BLOCKS = "h1, h2, h3, h4, p, li, dt, dd, figcaption, summary, th, td";
const OUTSIDE = "nav, form, .ways, .tools, .says, .player, [hidden], [aria-hidden=true], .small.added";
const SPEEDS = [0.6, 0.75, 0.9, 1, 1.15, 1.3];
// A voice that does not come to the end of a sentence in this time has stopped: milliseconds, and those for each letter
const PATIENCE = [10_000, 400];
const MARK = "spoken";

const base = (tag) => tag.split(/[-_]/)[0].toLowerCase();

// The voice for a language: on the device, and of the same region where there is one.
export function voiceFor(tag, voices) {
  const own = voices.filter((voice) => voice.localService && base(voice.lang) === base(tag));
  return own.find((voice) => voice.lang.replace("_", "-").toLowerCase() === tag.toLowerCase()) ?? own[0];
}

// Phone numbers digit by digit, in groups of three; in English also what spoken.json knows.
export function spoken(text, tag, known) {
  const phones = (words) => words.replace(/(?<![\w.])0(?: ?\d){9,10}\b/g, (number) =>
    number.split(" ").flatMap((group) => (group.length === 6 ? [group.slice(0, 3), group.slice(3)] : [group]))
      .map((group) => [...group].join(" ")).join(", "));
  if (base(tag) !== "en") return phones(text);
  let words = text;
  for (const [written, said] of Object.entries(known.facts)) words = words.replaceAll(written, said);
  return phones(words).replace(/\b[A-Z]{2,}\b/g, (letters) => known.words[letters] ?? [...letters].join(" "));
}

function sentencesOf(text, tag) {
  if (!("Segmenter" in Intl)) return [[0, text.length]];
  return [...new Intl.Segmenter(tag, { granularity: "sentence" }).segment(text)].map(({ index, segment }) => [index, index + segment.length]);
}

// The words of a block itself, not those of blocks inside it: [{node, start}] and the whole text.
function textOf(block) {
  const walker = document.createTreeWalker(block, NodeFilter.SHOW_TEXT, {
    acceptNode: (node) => {
      const element = node.parentElement;
      const mine = element.closest(BLOCKS) === block && !element.closest("[hidden], [aria-hidden=true]");
      return mine ? NodeFilter.FILTER_ACCEPT : NodeFilter.FILTER_REJECT;
    },
  });
  const pieces = [];
  let text = "";
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    pieces.push({ node, start: text.length });
    text += node.data;
  }
  return { pieces, text };
}

function rangeIn(pieces, start, end) {
  const at = (place) => pieces.findLast((piece) => piece.start <= place);
  const range = document.createRange();
  const [first, last] = [at(start), at(Math.max(start, end - 1))];
  range.setStart(first.node, start - first.start);
  range.setEnd(last.node, Math.min(end - last.start, last.node.length));
  return range;
}

// Every sentence of the page that a reader can see, in order: {words, lang, block, range}.
export function sentences(main) {
  const found = [];
  for (const block of main.querySelectorAll(BLOCKS)) {
    if (block.closest(OUTSIDE) || !block.checkVisibility?.()) continue;
    const { pieces, text } = textOf(block);
    const lang = (block.querySelector(":scope > [lang]:only-child") ?? block.closest("[lang]")).lang;
    for (const [start, end] of sentencesOf(text, lang)) {
      const words = text.slice(start, end).replace(/\s+/g, " ").trim();
      if (/[\p{L}\p{N}]/u.test(words)) found.push({ words, lang, block, range: rangeIn(pieces, start, end) });
    }
  }
  return found;
}

function mark(sentence) {
  document.querySelector(`.${MARK}`)?.classList.remove(MARK);
  const drawn = "highlights" in CSS;
  if (drawn) CSS.highlights.delete(MARK);
  if (!sentence) return;
  if (drawn) CSS.highlights.set(MARK, new Highlight(sentence.range));
  else sentence.block.classList.add(MARK);
  const box = sentence.range.getBoundingClientRect();
  const room = innerHeight - (document.querySelector(".player")?.offsetHeight ?? 0);
  if (box.top < 0 || box.bottom > room) scrollBy({ top: box.top - room / 3, behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth" });
}

let player;

export async function use(button, say) {
  if (player) { player.stop(); return; }
  say("");
  const answer = await fetch(new URL("spoken.json", import.meta.url));
  if (!answer.ok) throw new Error(`${answer.status}`);
  player = new Player(button, say, await answer.json());
  player.start();
}

class Player {
  constructor(button, say, known) {
    this.button = button;
    this.say = say;
    this.words = button.dataset;
    const voices = speechSynthesis.getVoices();
    // A part in another language is left out where no voice speaks it
    this.list = sentences(document.querySelector("main"))
      .map((sentence) => ({ ...sentence, voice: voiceFor(sentence.lang, voices), said: spoken(sentence.words, sentence.lang, known) }))
      .filter((sentence) => sentence.voice);
    this.at = 0;
    this.speed = SPEEDS.indexOf(1);
    this.playing = false;
    this.round = 0;
  }

  start() {
    const { words } = this;
    this.box = document.createElement("section");
    this.box.className = "player";
    this.box.setAttribute("aria-label", words.title);
    const says = document.createElement("p");
    says.setAttribute("role", "status");
    this.status = says;
    const buttons = document.createElement("div");
    const add = (text, act) => {
      const one = document.createElement("button");
      one.type = "button";
      one.textContent = text;
      one.addEventListener("click", act);
      buttons.append(one);
      return one;
    };
    add(words.previous, () => this.go(-1));
    this.toggle = add(words.pause, () => (this.playing ? this.halt() : this.play()));
    add(words.next, () => this.go(1));
    add(words.slower, () => this.pace(-1));
    add(words.faster, () => this.pace(1));
    add(words.stop, () => this.stop());
    this.box.append(buttons, says);
    this.box.addEventListener("keydown", (event) => { if (event.key === "Escape") this.stop(); });
    this.leave = () => speechSynthesis.cancel();
    addEventListener("pagehide", this.leave);
    document.body.append(this.box);
    document.body.classList.add("with-player");
    this.toggle.focus();
    says.textContent = words.voice;
    this.play();
  }

  play() {
    this.playing = true;
    this.toggle.textContent = this.words.pause;
    if (this.at >= this.list.length) this.at = 0;
    this.speak();
  }

  // Each sentence is an utterance of its own, so that a pause begins its sentence again: not every voice can pause.
  speak() {
    const round = ++this.round;
    clearTimeout(this.watch);
    speechSynthesis.cancel();
    const sentence = this.list[this.at];
    if (!sentence) { this.end(); return; }
    mark(sentence);
    const utterance = new SpeechSynthesisUtterance(sentence.said);
    utterance.voice = sentence.voice;
    utterance.lang = sentence.voice.lang;
    utterance.rate = SPEEDS[this.speed];
    utterance.addEventListener("end", () => { if (round === this.round) this.onward(); });
    utterance.addEventListener("error", () => { if (round === this.round) this.fail(); });
    this.watch = setTimeout(() => { if (round === this.round) this.fail(); }, PATIENCE[0] + PATIENCE[1] * sentence.said.length);
    speechSynthesis.speak(utterance);
  }

  onward() {
    this.at += 1;
    this.speak();
  }

  halt() {
    this.round += 1;
    clearTimeout(this.watch);
    speechSynthesis.cancel();
    this.playing = false;
    this.toggle.textContent = this.words.resume;
  }

  end() {
    this.halt();
    mark(null);
    this.status.textContent = this.words.end;
  }

  fail() {
    this.halt();
    this.status.textContent = this.words.failed;
  }

  go(by) {
    this.at = Math.min(Math.max(this.at + by, 0), this.list.length - 1);
    this.status.textContent = "";
    if (this.playing) this.speak();
    else mark(this.list[this.at]);
  }

  pace(by) {
    this.speed = Math.min(Math.max(this.speed + by, 0), SPEEDS.length - 1);
    if (this.playing) this.speak();
  }

  stop() {
    this.halt();
    mark(null);
    removeEventListener("pagehide", this.leave);
    this.box.remove();
    document.body.classList.remove("with-player");
    player = undefined;
    this.button.focus();
  }
}
