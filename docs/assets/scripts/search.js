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

export async function start(form) {
  const field = form.querySelector("input");
  const status = form.querySelector("[role=status]");
  const list = form.querySelector("ol");
  const { index, root, one, many, first, none } = form.dataset;
  const base = new URL(root.replace(/\/?$/, "/"), document.baseURI);
  const answer = await fetch(new URL(index, document.baseURI));
  if (!answer.ok) throw new Error(`${answer.status} ${index}`);
  const data = await answer.json();
  const find = finder(MiniSearch, data);
  let timer;

  function show() {
    const found = find(field.value);
    list.replaceChildren(...found.slice(0, MOST).map((place) => result(place, base, data.language)));
    if (!field.value.trim()) status.textContent = "";
    else if (!found.length) status.textContent = none;
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
    // A place on this page: the list must not stand above it
    if (link && new URL(link.href).pathname === location.pathname) form.querySelector(".search-close").click();
  });
  if (field.value) show();
}
