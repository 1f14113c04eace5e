// Finds the words of a page that are read aloud, and where they are, so that they can be marked.

const BLOCKS = "h1, h2, h3, h4, p, li, dt, dd, figcaption, summary, th, td";
const OUTSIDE = "nav, form, .page-actions, .tools, .says, .player, [hidden], [aria-hidden=true], .small.added";
// The English that a reader has put under each part of a translated page is there to be read with somebody, not aloud
const ADDED = ".both";

// The words in an element that are `accepted`, as pieces {node, start} and as the whole text.
function textOf(root, accepted) {
  const walk = document.createTreeWalker(root, NodeFilter.SHOW_TEXT, {
    acceptNode: ({ parentElement }) => {
      const mine = accepted(parentElement) && !parentElement.closest(`[hidden], [aria-hidden=true], ${ADDED}`);
      return mine ? NodeFilter.FILTER_ACCEPT : NodeFilter.FILTER_REJECT;
    },
  });
  const pieces = [];
  let text = "";
  for (let node = walk.nextNode(); node; node = walk.nextNode()) {
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

// The language of all words of a block, or that of the block itself where there is more than one.
function languageOf(block, pieces) {
  const tags = new Set(pieces.filter(({ node }) => node.data.trim()).map(({ node }) => node.parentElement.closest("[lang]").lang));
  return tags.size === 1 ? [...tags][0] : block.closest("[lang]").lang;
}

function cut(text, tag) {
  if (!("Segmenter" in Intl)) return [[0, text.length]];
  return [...new Intl.Segmenter(tag, { granularity: "sentence" }).segment(text)].map(({ index, segment }) => [index, index + segment.length]);
}

const visible = (element) => Boolean(element.checkVisibility?.());

// Every sentence of the page that a reader can see, in order: {words, lang, block, range}.
export function sentences(main) {
  const found = [];
  for (const block of main.querySelectorAll(BLOCKS)) {
    if (block.closest(OUTSIDE) || !visible(block)) continue;
    const { pieces, text } = textOf(block, (element) => element.closest(BLOCKS) === block);
    const lang = languageOf(block, pieces);
    for (const [start, end] of cut(text, lang)) {
      const words = text.slice(start, end).replace(/\s+/g, " ").trim();
      if (/[\p{L}\p{N}]/u.test(words)) found.push({ words, lang, block, range: rangeIn(pieces, start, end) });
    }
  }
  return found;
}

const SIGN = /[\p{L}\p{N}]/u;
const bare = (text) => [...text].filter((sign) => SIGN.test(sign)).join("");

// A range from letter to letter, with the marks before and after it: quotation marks, a full stop.
function withMarks(range) {
  const before = /[^\p{L}\p{N}\s]*$/u.exec(range.startContainer.data.slice(0, range.startOffset));
  const after = /^[^\p{L}\p{N}\s]*/u.exec(range.endContainer.data.slice(range.endOffset));
  range.setStart(range.startContainer, range.startOffset - before[0].length);
  range.setEnd(range.endContainer, range.endOffset + after[0].length);
  return range;
}

// Where sentences that are known are on the page: {block, range, seen} for each of `wanted` (their words, in the order of
// the page); `seen` says whether a reader can see the place. Letters and digits are compared. Null where one is missing:
// then they are not the words of this page.
export function places(main, wanted) {
  const { pieces, text } = textOf(main, (element) => !element.closest(OUTSIDE));
  const at = [];
  let letters = "", place = 0;
  for (const sign of text) {
    if (SIGN.test(sign)) {
      letters += sign;
      for (let unit = 0; unit < sign.length; unit += 1) at.push(place + unit);
    }
    place += sign.length;
  }
  const found = [];
  let from = 0;
  for (const words of wanted.map(bare)) {
    const start = letters.indexOf(words, from);
    if (start < 0) return null;
    from = start + words.length;
    const range = withMarks(rangeIn(pieces, at[start], at[from - 1] + 1));
    const block = range.startContainer.parentElement.closest(BLOCKS) ?? range.startContainer.parentElement;
    found.push({ block, range, seen: visible(block) });
  }
  return found;
}
