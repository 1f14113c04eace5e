// What every page does at once: it shows what only works with a script, and loads each tool when it is first used.

// ---- Search ----

const button = document.querySelector(".search-open");
const form = document.querySelector(".search");
const field = form.querySelector("input");
let search;

function load() {
  const status = form.querySelector("[role=status]");
  status.textContent = form.dataset.wait;
  search ??= import(new URL(form.dataset.script, document.baseURI).href)
    .then((module) => module.start(form))
    .then(() => { if (status.textContent === form.dataset.wait) status.textContent = ""; })
    .catch(() => {
      search = undefined;
      const pages = document.createElement("a");
      pages.href = form.dataset.pages;
      pages.textContent = form.dataset.pagesName;
      status.replaceChildren(form.dataset.failed, " ", pages);
    });
  return search;
}

function toggle(open) {
  form.hidden = !open;
  button.setAttribute("aria-expanded", String(open));
  (open ? field : button).focus();
  if (open && !search) load();
}

button.hidden = false;
button.addEventListener("click", () => toggle(form.hidden));
form.querySelector(".search-close").addEventListener("click", () => toggle(false));
form.addEventListener("submit", (event) => event.preventDefault());
form.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  event.preventDefault();
  if (!field.value) { toggle(false); return; }
  field.value = "";
  field.dispatchEvent(new Event("input"));
  field.focus();
});

// ---- Languages ----

const languages = document.querySelector(".languages");

// Esc closes the list
for (const details of languages?.querySelectorAll("details") ?? []) {
  details.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !details.open) return;
    details.open = false;
    details.querySelector("summary").focus();
  });
}

// A change of language keeps the place: ids are the same in every language. The lists of languages are at the top and at
// the foot, so the place is not where the reader is when the link is pressed. It is the heading under which they last
// stayed, or turned round: headings that only pass by on the way to the list do not count.
const STAY = 2000; // milliseconds: longer than a finger rests between two strokes over the screen
const headings = [...document.querySelectorAll("main [id]:is(h2, h3)")];
let place = location.hash.slice(1);
let stay, turn = scrollY, upwards = false;

// Notes the heading at the top of the window, or else the last one above it, when the page is scrolled to `y`. A heading
// further down would hide the words that the reader has before them.
function note(y) {
  const box = (element) => element.getBoundingClientRect();
  const from = (edge) => edge + scrollY - y;
  const reached = headings.filter((heading) => from(box(heading).top) < innerHeight / 8);
  const read = reached.find((heading) => from(box(heading).top) >= 0) ?? reached.at(-1);
  if (read && from(box(document.querySelector("main")).bottom) > innerHeight / 2) place = read.id;
}

// The list is far from the middle of a long page. It comes to readers who turn back, and goes when they read on. It is
// not there while a control outside it has the focus of a keyboard, which it could cover, nor in a window that is too
// low for the open list.
const room = matchMedia("(min-height: 35em)");

function meet() {
  const bar = languages.firstElementChild.offsetHeight;
  const open = languages.querySelector("[open]") && languages.classList.contains("near");
  const elsewhere = document.querySelector(":focus-visible:not(.languages *)");
  languages.classList.toggle("near", room.matches && !elsewhere && Boolean(open || (upwards && scrollY - turn < bar)));
}

addEventListener("scroll", () => {
  clearTimeout(stay);
  stay = setTimeout(() => note(scrollY), STAY);
  if (upwards ? scrollY < turn : scrollY > turn) turn = scrollY;
  // Half a window: a slip of the finger is no turn
  if (Math.abs(scrollY - turn) >= innerHeight / 2) {
    note(turn);
    upwards = !upwards;
    turn = scrollY;
  }
  if (languages) meet();
}, { passive: true });
if (languages) addEventListener("focusin", meet);
addEventListener("click", (event) => {
  const link = event.target.closest?.("a[rel=alternate]");
  if (link && place && document.getElementById(place)) link.hash = place;
});

// A browser that is set to another language is offered the page in it, in its own words. Nothing is kept.
function offer() {
  const links = [...(languages?.querySelectorAll("a[data-offer]") ?? [])];
  const own = (tag) => {
    const wanted = tag.toLowerCase();
    return links.find((link) => link.lang.toLowerCase() === wanted) ??
      links.find((link) => link.lang.split("-")[0].toLowerCase() === wanted.split("-")[0]);
  };
  for (const tag of navigator.languages) {
    if (tag.split("-")[0] === document.documentElement.lang.split("-")[0]) return;
    const link = own(tag);
    if (!link) continue;
    const line = link.cloneNode();
    line.className = "offer";
    line.textContent = link.dataset.offer;
    languages.classList.add("offering");
    languages.prepend(line);
    return;
  }
}
offer();

// ---- Easy Read: the way back leads where the reader came from ----

const back = document.querySelector("a.to-guide");
for (const address of back?.dataset.also.split(" ").filter(Boolean) ?? []) {
  if (new URL(address, document.baseURI).href === document.referrer.split("#")[0]) back.href = address;
}

// ---- What a reader can do with the page: each button is shown where it can work, and loads its script when pressed ----

for (const tool of document.querySelectorAll("button[data-script]")) {
  const says = tool.closest(".keep")?.querySelector(".says") ?? document.querySelector(tool.closest(".tools") ? ".tools + .says" : ".says");
  const say = (words) => { says.textContent = words; };
  tool.addEventListener("click", () => {
    import(new URL(tool.dataset.script, document.baseURI).href)
      .then((module) => module.use(tool, say))
      .catch(() => say(says.dataset.failed));
  });
  if (!tool.matches(".listen")) tool.hidden = false;
}

const share = document.querySelector("button.share");
if (share && !navigator.share) share.querySelector(".word").textContent = share.dataset.copy;

const printing = document.querySelector("button.print");
if (printing) {
  printing.hidden = false;
  printing.addEventListener("click", () => print());
}

// Only where the page has its recording, or a voice of the device speaks its language
const listen = document.querySelector("button.listen");
if (listen?.dataset.sound) {
  listen.hidden = false;
} else if (listen && "speechSynthesis" in window) {
  const tag = document.documentElement.lang.split("-")[0];
  const look = () => {
    listen.hidden = !speechSynthesis.getVoices().some((voice) => voice.localService && voice.lang.split(/[-_]/)[0].toLowerCase() === tag);
  };
  look();
  speechSynthesis.addEventListener("voiceschanged", look);
}

const ask = document.querySelector("form.ask-format");
if (ask) {
  ask.hidden = false;
  import(new URL(ask.dataset.script, document.baseURI).href).then((module) => module.start(ask));
}

// ---- Pages that were read open without a connection ----

const { worker, offline } = document.querySelector("script[data-worker]").dataset;
if ("serviceWorker" in navigator && isSecureContext) {
  const address = new URL(worker, document.baseURI);
  if (offline !== undefined) {
    const register = () => navigator.serviceWorker.register(address);
    if (document.readyState === "complete") register();
    else addEventListener("load", register);
  } else {
    // Switched off: the new worker takes away what was installed before. The old one keeps copies until the page is left, so
    // the next page takes away what came too late. Another guide on the same host keeps its own
    const root = new URL("./", address);
    navigator.serviceWorker.getRegistration(root).then((one) => (one?.scope === root.href ? one.update() : caches.delete(`pages ${root.pathname}`)));
  }
}
