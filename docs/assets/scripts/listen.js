// Reads the page aloud, sentence by sentence: with a voice of the device, or else by playing the recording of the page.
// The sentence that is heard is marked and kept in view. The bar and its buttons are the same for both.

import { voiceFor } from "./voice.js";

const SPEEDS = [0.6, 0.75, 0.9, 1, 1.15, 1.3];
const MARK = "spoken";

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

let player, opening = false;

export async function use(button, say) {
  if (player) { player.stop(); return; }
  if (opening) return;
  say("");
  opening = true;
  try {
    const own = "speechSynthesis" in window && voiceFor(document.documentElement.lang, speechSynthesis.getVoices());
    const { reader } = await (own ? import("./voice.js") : import("./recording.js"));
    player = new Player(button, await reader(document.querySelector("main"), button.dataset));
  } finally {
    opening = false;
  }
  player.start();
}

class Player {
  constructor(button, reader) {
    this.button = button;
    this.words = button.dataset;
    this.reader = reader;
    this.at = 0;
    this.speed = SPEEDS.indexOf(1);
    this.playing = false;
    reader.on = {
      reached: (at) => { this.at = at; mark(reader.list[at]); },
      ended: () => this.end(),
      failed: () => this.fail(),
      paused: () => this.show(false),
      resumed: () => this.show(true),
    };
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
    // A page that the browser keeps for the way back is as it was before
    this.leave = () => this.stop();
    addEventListener("pagehide", this.leave);
    document.body.append(this.box);
    document.body.classList.add("with-player");
    this.toggle.focus();
    says.textContent = words[this.reader.says];
    this.play();
  }

  // The bar says what is so: playing or not.
  show(playing) {
    this.playing = playing;
    this.toggle.textContent = playing ? this.words.pause : this.words.resume;
  }

  play() {
    this.show(true);
    if (this.at >= this.reader.list.length) this.reader.begin(0);
    else this.reader.resume(this.at);
  }

  halt() {
    this.reader.halt();
    this.show(false);
  }

  end() {
    this.halt();
    mark(null);
    this.at = this.reader.list.length;
    this.status.textContent = this.words.end;
  }

  fail() {
    this.halt();
    this.status.textContent = this.words.failed;
  }

  go(by) {
    this.at = Math.min(Math.max(this.at + by, 0), this.reader.list.length - 1);
    this.status.textContent = "";
    if (this.playing) this.reader.begin(this.at);
    else mark(this.reader.list[this.at]);
  }

  pace(by) {
    this.speed = Math.min(Math.max(this.speed + by, 0), SPEEDS.length - 1);
    this.reader.pace(SPEEDS[this.speed]);
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
