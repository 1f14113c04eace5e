// Keeps all pages of a language on the device, when a reader asks for it: it fetches each page and what the page is made
// of, and the service worker keeps what passes through it.

export async function use(button, say) {
  await navigator.serviceWorker.ready;
  if (!navigator.serviceWorker.controller) {
    await new Promise((resolve) => { navigator.serviceWorker.addEventListener("controllerchange", resolve, { once: true }); });
  }
  const root = new URL(button.dataset.root, document.baseURI);
  const addresses = new Set();
  for (const index of button.dataset.indexes.trim().split(" ")) {
    for (const page of (await (await got(new URL(index, document.baseURI))).json()).pages) addresses.add(new URL(page.url.split("#")[0] || "./", root).href);
  }
  const parts = new Set();
  let done = 0;
  for (const address of addresses) {
    const page = new DOMParser().parseFromString(await (await got(address)).text(), "text/html");
    for (const part of page.querySelectorAll("img[src], script[src], link[rel=stylesheet], link[rel=icon]")) {
      parts.add(new URL(part.getAttribute("src") ?? part.getAttribute("href"), address).href);
    }
    done += 1;
    say(`${done} / ${addresses.size}`);
  }
  for (const part of parts) await got(part);
  say(button.dataset.kept);
}

async function got(address) {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`${answer.status} ${address}`);
  return answer;
}
