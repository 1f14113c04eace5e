// Finds places in the guide by their words, in any of its languages. Knows nothing of the page it runs in.

// A word may hold an apostrophe in any of its forms, and signs without a shape: joiners and the soft hyphen
const WORD = /\p{Script=Han}+|(?:(?!\p{Script=Han})[\p{L}\p{M}\p{N}’'‘‛`´′\u00ad\u200c\u200d])+/gu;
const HAN = /^\p{Script=Han}/u;
// Letters that readers type in two ways, and what both become: without a keyboard of the language, with that of a
// neighbour (Persian and Urdu for Arabic), or in an older spelling. ș and ş, أ and ا meet without their accents.
const LETTERS = {
  ł: "l", ø: "o", đ: "d", ß: "ss", æ: "ae", œ: "oe", ı: "i", ґ: "г",
  ٱ: "ا", ى: "ي", ی: "ي", ة: "ه", ۃ: "ه", ہ: "ه", ھ: "ه", ک: "ك", "ൗ": "ൌ",
};
// What is left out: apostrophes (Ukrainian ’, ' and ʼ), the Arabic tatweel and lone hamza, joiners and the soft hyphen
const WITHOUT = /[’'‘‛`´′ʼʹˈـء\u00ad\u200c\u200d]/gu;
// Malayalam final letters: one sign today, with a joiner before Unicode 5.1; ൻ്റ is also written ന്റ
const CHILLU = { "ണ്": "ൺ", "ന്": "ൻ", "ര്": "ർ", "ല്": "ൽ", "ള്": "ൾ", "ക്": "ൿ" };
// What readers rarely type: accents of Latin, Greek and Cyrillic letters, and Arabic vowel signs.
// The signs of Indic scripts are part of the spelling and stay.
const ACCENTS = /[\u0300-\u036f\u064b-\u065f\u0670\u06d6-\u06ed]/gu;
// The digits of Arabic and of Persian end in the same four bits as their values
const ARABIC_DIGITS = /[٠-٩۰-۹]/gu;
const IRREGULAR = { children: "child", people: "person", taught: "teach", met: "meet", told: "tell", said: "say" };

// A word as it is compared: small letters, no accents, and one letter for those that are typed in two ways.
export function fold(word) {
  const joined = word.replace(/[ണനരലളക]്(?=\u200d)/gu, (letters) => CHILLU[letters]).replaceAll("ൻ്റ", "ന്റ");
  // Before the accents go: a spacing accent that stands for an apostrophe would leave a blank (NFKD)
  const bare = joined.replace(WITHOUT, "").toLowerCase().normalize("NFKD").replace(ACCENTS, "").normalize("NFC");
  const plain = bare.replace(ARABIC_DIGITS, (digit) => digit.charCodeAt(0) & 15);
  return plain.replace(/./gu, (letter) => LETTERS[letter] ?? letter);
}

// English words without their endings: talking, talks and talked are all talk.
function englishStem(word) {
  if (IRREGULAR[word]) return IRREGULAR[word];
  let stem = word.replace(/(?<=[a-z]{3})ies$/, "y").replace(/(?<=s|x|z|ch|sh)es$/, "");
  stem = stem.replace(/(?<=[a-z]{2}[^su])s$/, "").replace(/(?<=[a-z]{4})ments?$/, "");
  const bare = stem.replace(/(?<=[a-z]{3})(ing|ed|ly)$/, "");
  if (bare !== stem && /[aeiouy]/.test(bare)) stem = bare.replace(/([bdfgmnprt])\1$/, "$1");
  return stem.length > 4 ? stem.replace(/e$/, "") : stem;
}

// Arabic words without the article, alone or after and, with, as, for.
function arabicStem(word) {
  return word.replace(/^[وف]?(?:ال|بال|كال|لل)(?=.{3})/u, "");
}

// The shape under which forms of one word meet.
function stem(word, language) {
  if (/^[a-z]/.test(word)) return language.startsWith("en") ? englishStem(word) : word;
  return /^[\u0600-\u06ff]/.test(word) ? arabicStem(word) : word;
}

// The words of a text with their places. Chinese has no spaces: every two neighbours count as a word.
export function words(text, language) {
  const found = [];
  for (const { 0: word, index } of text.matchAll(WORD)) {
    if (HAN.test(word)) {
      const signs = [...word];
      if (signs.length === 1) found.push({ start: index, end: index + word.length, terms: [word] });
      for (let i = 0, at = index; i + 1 < signs.length; at += signs[i].length, i += 1) {
        const pair = signs[i] + signs[i + 1];
        found.push({ start: at, end: at + pair.length, terms: [pair] });
      }
      continue;
    }
    const whole = fold(word);
    if (whole) found.push({ start: index, end: index + word.length, terms: [...new Set([whole, stem(whole, language)])] });
  }
  return found;
}

// The start that other forms of a long word share with it, in languages whose endings nobody listed.
function start(word, share, least) {
  const length = Math.max(least, Math.ceil(word.length * share));
  return word.length > length ? [{ queries: [word.slice(0, length)], prefix: true }] : [];
}

function exact({ terms }, language) {
  const [whole] = terms;
  const ways = terms.map((term) => ({ queries: [term], prefix: term.length > 1 }));
  return { combineWith: "OR", queries: [...ways, ...(language.startsWith("en") ? [] : start(whole, 0.7, 5))] };
}

function forgiving(word, language) {
  const ways = word.terms.map((term) => (
    { queries: [term], prefix: true, fuzzy: term.length < 4 || HAN.test(term) ? false : term.length < 6 ? 1 : 2 }));
  return { combineWith: "OR", queries: [exact(word, language), ...ways, ...start(word.terms[0], 0.5, 4)] };
}

// A word that is in more of the places than this part does not tell them apart, such as “when”, “is” and “the”, in
// whatever language; nor does a single letter, unless it is a Chinese word.
const MANY = 1 / 6;

// Returns a function from what a reader typed to the places found, best first:
// { url, title, heading, text, terms } where `terms` are the words of the place that were meant.
export function finder(MiniSearch, { language, pages }) {
  const places = pages.flatMap(({ url, title, sections, last }) => sections.map(({ id, heading, text, words: typed }) => (
    { url: id ? `${url}#${id}` : url, title, heading, text, words: typed ?? "", last })));
  const engine = new MiniSearch({
    fields: ["title", "heading", "text", "words"],
    tokenize: (text) => words(text, language).flatMap(({ terms }) => terms),
    processTerm: (term) => term,
    searchOptions: { tokenize: (term) => [term], boost: { title: 3, heading: 4, words: 8 }, weights: { fuzzy: 0.2, prefix: 0.6 } },
  });
  engine.addAll(places.map((place, id) => ({ id, ...place })));
  // A title as it is typed: an English name in brackets after it is left out
  const said = (text) => words(text, language).map(({ terms }) => terms[0]).join(" ");
  const tells = ({ terms: [whole] }) => (
    (whole.length > 1 || HAN.test(whole)) && engine.search({ queries: [whole] }).length <= places.length * MANY);
  const titles = places.map(({ url, title }) => (url.includes("#") ? "" : said(title.replace(/[(（].*?[)）]/g, ""))));

  return function find(typed) {
    const asked = words(typed, language);
    if (!asked.length) return [];
    const whole = said(typed);
    // The page of this very title comes first, what is about the website itself last
    const boostDocument = (id) => (titles[id] === whole ? 50 : 1) * (places[id].last ? 0.1 : 1);
    // A place has to have the words that tell something; the others count for the order
    const telling = asked.filter(tells);
    const ask = (way, combineWith) => {
      const query = (list, how) => ({ combineWith: how, queries: list.map((word) => way(word, language)) });
      const queries = [query(telling.length ? telling : asked, combineWith), query(asked, "OR")];
      return engine.search({ combineWith: "AND", queries }, { boostDocument });
    };
    for (const [way, combineWith] of [[exact, "AND"], [forgiving, "AND"], [forgiving, "OR"]]) {
      const found = ask(way, combineWith);
      if (found.length) return found.map(({ id, terms }) => ({ ...places[id], terms: new Set(terms) }));
    }
    return [];
  };
}

// The part of a text that shows why it was found, in pieces: { text, hit }.
export function excerpt(text, terms, language, length = 150) {
  const hits = words(text, language).filter((word) => word.terms.some((term) => terms.has(term)));
  const first = hits.length ? hits[0].start : 0;
  let from = first > length / 2 ? text.indexOf(" ", first - length / 2) + 1 : 0;
  if (from > first) from = first;
  let to = text.length > from + length ? text.lastIndexOf(" ", from + length) : text.length;
  if (to <= first) to = Math.min(text.length, from + length);
  const pieces = [{ text: from ? "… " : "", hit: false }];
  let at = from;
  for (const { start: begin, end } of hits) {
    if (end > to || begin < at) continue;
    pieces.push({ text: text.slice(at, begin), hit: false }, { text: text.slice(begin, end), hit: true });
    at = end;
  }
  pieces.push({ text: text.slice(at, to) + (to < text.length ? " …" : ""), hit: false });
  return pieces.filter((piece) => piece.text);
}
