// Keeps the pages that were read, so that they open without a connection. The network is always asked first: an old phone
// number is never shown while there is a connection. An old copy says its date. SAID, the words in every language by the
// first folder of the address, is written over this file by the build.

const ROOT = new URL("./", self.location).pathname;
// Caches belong to the whole host, where other guides may be. `site.js`, `offline.py` and `probes.js` know the name
const CACHE = `pages ${ROOT}`;
const MOST = 400;  // files; the oldest go first
const KEPT_ON = "x-kept-on";
// Pages and what they are made of. Files to take away are large, and are on the device when they were saved
const KEPT = /^(?:[^?]*\/)?$|^assets\/(?:bundle|pictures|icons|search)\//;

// No skipWaiting: a new worker takes over when no page of the guide is open. Chromium now and then holds back the next page
// for many seconds when one worker relieves another at once, and the old one asks the network first just the same
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("fetch", (event) => {
  const address = new URL(event.request.url);
  const inside = address.origin === self.location.origin && address.pathname.startsWith(ROOT);
  if (event.request.method !== "GET" || !inside || !KEPT.test(address.pathname.slice(ROOT.length))) return;
  event.respondWith(answer(event, address));
});

async function answer(event, address) {
  const key = address.origin + address.pathname;
  try {
    // A page that the browser has kept by itself is asked for again; styles and scripts never change under their address
    const fresh = await fetch(event.request, event.request.mode === "navigate" ? { cache: "no-cache" } : {});
    if (fresh.ok && fresh.type === "basic" && !fresh.redirected) event.waitUntil(keep(key, fresh.clone()));
    return fresh;
  } catch (fault) {
    const old = await (await caches.open(CACHE)).match(key);
    if (event.request.mode === "navigate") return old ? dated(old, address) : missing(address);
    if (old) return old;
    throw fault;
  }
}

async function keep(key, response) {
  const headers = new Headers(response.headers);
  headers.set(KEPT_ON, new Date().toISOString());
  headers.delete("content-encoding");
  headers.delete("content-length");
  const cache = await caches.open(CACHE);
  await cache.put(key, new Response(await response.blob(), { headers }));
  const keys = await cache.keys();
  for (const one of keys.slice(0, Math.max(0, keys.length - MOST))) await cache.delete(one);
}

const said = (address) => SAID[address.pathname.slice(ROOT.length).split("/")[0]] ?? SAID[""];
const escaped = (words) => words.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);

// The copy, with a line at its top that says from which day it is.
async function dated(old, address) {
  const { lang, dir, copy } = said(address);
  const day = new Intl.DateTimeFormat(lang, { dateStyle: "long" }).format(new Date(old.headers.get(KEPT_ON)));
  const line = `<p class="notice old-copy" role="status" lang="${lang}" dir="${dir}">${escaped(copy.replace("{date}", day))}</p>`;
  const page = (await old.text()).replace(/<body[^>]*>/, (start) => `${start}${line}`);
  return new Response(page, { headers: old.headers });
}

function missing(address) {
  const { lang, dir, title, text, home, path } = said(address);
  const page = `<!doctype html><html lang="${lang}" dir="${dir}"><meta charset="utf-8">` +
    `<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark">` +
    `<title>${escaped(title)}</title><h1>${escaped(title)}</h1><p>${escaped(text)}</p>` +
    `<p><a href="${ROOT}${path}">${escaped(home)}</a></p></html>`;
  return new Response(page, { status: 503, headers: { "content-type": "text/html; charset=utf-8" } });
}
