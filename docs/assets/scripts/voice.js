// Reads the sentences of a page with a voice of the device: only one that the browser says is on the device, and that
// speaks the language of the words.

import { sentences } from "./sentences.js";

// A voice that does not come to the end of a sentence in this time has stopped: milliseconds, and those for each letter
const PATIENCE = [10_000, 400];

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

export async function reader(main) {
  const answer = await fetch(new URL("spoken.json", import.meta.url));
  if (!answer.ok) throw new Error(`${answer.status}`);
  return new Voice(sentences(main), await answer.json());
}

// What reads has a `list` of sentences ({block, range}), and says in `on` which of them it has reached, and when it has
// ended, failed, been stopped and gone on.
class Voice {
  constructor(all, known) {
    const voices = speechSynthesis.getVoices();
    this.says = "voice";
    // A part in another language is left out where no voice speaks it
    this.list = all
      .map((sentence) => ({ ...sentence, voice: voiceFor(sentence.lang, voices), said: spoken(sentence.words, sentence.lang, known) }))
      .filter((sentence) => sentence.voice);
    this.rate = 1;
    this.round = 0;
  }

  // Each sentence is an utterance of its own, so that a pause begins its sentence again: not every voice can pause.
  begin(at) {
    this.halt();
    const sentence = this.list[at];
    if (!sentence) { this.on.ended(); return; }
    const { round } = this;
    const now = (act) => () => { if (round === this.round) act(); };
    this.speaking = at;
    this.on.reached(at);
    const utterance = new SpeechSynthesisUtterance(sentence.said);
    utterance.voice = sentence.voice;
    utterance.lang = sentence.voice.lang;
    utterance.rate = this.rate;
    utterance.addEventListener("end", now(() => this.begin(at + 1)));
    utterance.addEventListener("error", now(() => this.on.failed()));
    this.watch = setTimeout(now(() => this.on.failed()), PATIENCE[0] + PATIENCE[1] * sentence.said.length);
    speechSynthesis.speak(utterance);
  }

  resume(at) { this.begin(at); }

  halt() {
    this.round += 1;
    this.speaking = undefined;
    clearTimeout(this.watch);
    speechSynthesis.cancel();
  }

  pace(rate) {
    this.rate = rate;
    if (this.speaking !== undefined) this.begin(this.speaking);
  }
}
