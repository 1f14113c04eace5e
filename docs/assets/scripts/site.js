// Shows the search button, and loads the search itself when it is first used.
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

// Esc closes the list of languages too
for (const details of document.querySelectorAll(".languages details")) {
  details.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !details.open) return;
    details.open = false;
    details.querySelector("summary").focus();
  });
}
