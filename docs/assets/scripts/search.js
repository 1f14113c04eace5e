// The search form: reads what is typed, shows and announces what was found.
import { excerpt, finder } from "./find.js";
import MiniSearch from "./minisearch.js";

const MOST = 20;
const PAUSE = 250; // milliseconds without a key before the count is announced

function result({ url, title, heading, text, terms }, root, language) {
  const item = document.createElement("li");
  const link = document.createElement("a");
  const name = document.createElement("b");
  const words = document.createElement("span");
  link.href = new URL(url, root).href;
  name.textContent = heading ? `${title}: ${heading}` : title;
  for (const piece of excerpt(text, terms, language)) {
    const part = piece.hit ? document.createElement("mark") : document.createTextNode("");
    part.textContent = piece.text;
    words.append(part);
  }
  link.append(name, " ", words);
  item.append(link);
  return item;
}

function linkTo(address, name) {
  const link = document.createElement("a");
  link.href = address;
  link.textContent = name;
  return link;
}

async function finderOf(index) {
  const answer = await fetch(new URL(index, document.baseURI));
  if (!answer.ok) throw new Error(`${answer.status} ${index}`);
  const data = await answer.json();
  return { find: finder(MiniSearch, data), language: data.language };
}

export async function start(form) {
  const field = form.querySelector("input");
  const status = form.querySelector("[role=status]");
  const list = form.querySelector("ol");
  const phone = form.querySelector(".search-phone");
  const { index, fullIndex, full, root, contact, pages, pagesName, one, many, first, none } = form.dataset;
  const base = new URL(root.replace(/\/?$/, "/"), document.baseURI);
  const { find, language } = await finderOf(index);
  let findInFull;
  let timer;

  // The Easy Read guide is short: where it has no answer, the full guide may have one
  async function inFull(typed) {
    if (!fullIndex) return [];
    findInFull ??= (await finderOf(fullIndex)).find;
    return findInFull(typed).map((place) => ({ ...place, title: `${full}: ${place.title}` }));
  }

  async function show() {
    const typed = field.value;
    let found = find(typed);
    if (!found.length && typed.trim()) found = await inFull(typed);
    if (typed !== field.value) return;
    list.replaceChildren(...found.slice(0, MOST).map((place) => result(place, base, language)));
    phone.hidden = !typed.trim() || Boolean(found.length && !found[0].url.startsWith(contact));
    if (!typed.trim()) status.textContent = "";
    else if (!found.length) status.replaceChildren(none, " ", linkTo(pages, pagesName));
    else if (found.length === 1) status.textContent = one;
    else status.textContent = (found.length > MOST ? first : many).replace("{count}", found.length).replace("{number}", MOST);
  }

  function links() {
    return [...list.querySelectorAll("a")];
  }

  field.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(show, PAUSE);
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    clearTimeout(timer);
    show();
    links()[0]?.focus();
  });
  form.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const stops = [field, ...links()];
    const at = stops.indexOf(document.activeElement);
    if (!step || at < 0 || !stops[at + step]) return;
    event.preventDefault();
    stops[at + step].focus();
  });
  list.addEventListener("click", (event) => {
    const link = event.target.closest("a");
    // A place on this page: the list must not be above it
    if (link && new URL(link.href).pathname === location.pathname) form.querySelector(".search-close").click();
  });
  if (field.value) show();
}
