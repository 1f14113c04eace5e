// Plays the recording of a page, where the device has no voice of its own. Nothing of it is fetched before somebody wants
// to listen.

import { places } from "./sentences.js";

// `words` has the addresses: of the sound, and of its sentences with their times, [[words, begin, end]] in seconds.
export async function reader(main, words) {
  const address = (name) => new URL(words[name], document.baseURI);
  const answer = await fetch(address("sentences"));
  if (!answer.ok) throw new Error(`${answer.status}`);
  const spoken = await answer.json();
  const found = places(main, spoken.map(([text]) => text)) ?? [];
  const list = found.map((place, number) => ({ begin: spoken[number][1], end: spoken[number][2], ...place })).filter(({ seen }) => seen);
  if (!list.length) throw new Error("This recording is of other words.");
  return new Recording(list, address("sound").href);
}

// See Voice in voice.js for what the two have in common.
class Recording {
  constructor(list, sound) {
    this.says = "recording";
    this.list = list;
    this.now = -1;
    this.audio = document.createElement("audio");
    this.audio.preload = "none";
    this.audio.src = sound;
    const listen = (name, act) => this.audio.addEventListener(name, act);
    listen("timeupdate", () => this.follow());
    listen("ended", () => this.on.ended());
    listen("error", () => this.on.failed());
    // A telephone call, or a key of the keyboard, stops the sound and lets it go on
    listen("pause", () => { if (!this.audio.ended) this.on.paused(); });
    listen("play", () => this.on.resumed());
  }

  // Sentences follow each other without gaps. Where one is not to be seen, and in the words that only the recording
  // says, the sound goes on at the next.
  follow() {
    const time = this.audio.currentTime;
    if (this.audio.paused || this.audio.seeking || time < this.list[this.now].end) return;
    const next = this.list.findIndex((sentence, number) => number > this.now && sentence.end > time);
    if (next < 0) { this.on.ended(); return; }
    this.reach(next);
    if (time < this.list[next].begin) this.audio.currentTime = this.list[next].begin;
  }

  reach(at) {
    this.now = at;
    this.on.reached(at);
  }

  begin(at) {
    this.reach(at);
    this.play();
    this.audio.currentTime = this.list[at].begin;
  }

  resume(at) {
    if (at === this.now) this.play();
    else this.begin(at);
  }

  play() {
    if (this.audio.error) this.audio.load();
    // A browser may want to be asked by a press of its own: then the button to carry on is there
    this.audio.play().catch((fault) => { if (fault.name === "NotAllowedError") this.on.paused(); });
  }

  halt() { this.audio.pause(); }

  // The default is what a sound has after it was loaded again
  pace(rate) { this.audio.playbackRate = this.audio.defaultPlaybackRate = rate; }
}
