// Puts the English under each part of a translated page, and takes it away again. It fetches the English page and goes by
// the structure that both share: where the structure differs it says so and changes nothing.

const PARTS = "h1, h2, h3, h4, p, li, dt, dd, figcaption, summary, th, td";
// What only one of the pages has, or what is no text of the page
const OUTSIDE = "nav, form, .page-actions, .tools, .says, .player, .translation, .english, .information, .formats, .translations, .both";

const flat = (element) => element.textContent.replace(/\s+/g, " ").trim();

// The parts of a page that hold words of their own, in order.
export function parts(main) {
  return [...main.querySelectorAll(PARTS)].filter((part) => !part.closest(OUTSIDE) && !part.querySelector(PARTS) && flat(part));
}

// Pairs of parts, or null where the two pages are not built in the same way.
export function pairs(main, english) {
  const [own, other] = [parts(main), parts(english)];
  const same = own.length === other.length && own.every((part, i) =>
    part.localName === other[i].localName && part.id === other[i].id);
  return same && own.length ? own.map((part, i) => [part, other[i]]) : null;
}

function show(main, english) {
  const found = pairs(main, english);
  if (!found) return false;
  for (const [part, other] of found) {
    // It is English already, or the English is beside it
    if (flat(part) === flat(other) || part.closest(".quote")?.querySelector(".english")) continue;
    const words = document.createElement("span");
    words.className = "both";
    words.lang = "en-GB";
    words.dir = "ltr";
    words.textContent = flat(other);
    part.append(words);
  }
  return true;
}

export async function use(button, say) {
  const main = document.querySelector("main");
  const shown = main.querySelectorAll(".both");
  say("");
  if (shown.length) {
    for (const words of shown) words.remove();
    button.querySelector(".word").textContent = button.dataset.show;
    return;
  }
  const answer = await fetch(button.dataset.english);
  if (!answer.ok) throw new Error(`${answer.status}`);
  const english = new DOMParser().parseFromString(await answer.text(), "text/html");
  if (show(main, english.querySelector("main"))) button.querySelector(".word").textContent = button.dataset.hide;
  else say(button.dataset.different);
}
