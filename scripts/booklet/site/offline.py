"""What opens without a connection: the service worker with its words, and the manifest that makes the site installable."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from booklet.site.context import BuildContext, home_url
from booklet.source.languages import Language

WORKER = "sw.js"
# Where a worker was installed before, the browser fetches this one, which removes the registration of both, and the copies.
# It does so while it is installed, and never takes over: `docs/assets/scripts/sw.js` says why. It must not wait for the
# removal, which the browser begins only after the installation (Service Workers, W3C, "job queue")
OFF = (
    'self.addEventListener("install", (event) => {\n'
    '  event.waitUntil(caches.delete(`pages ${new URL("./", self.location).pathname}`));\n'
    "  self.registration.unregister();\n"
    "});\n"
)


def worker(rendering: BuildContext, scripts: Path) -> str:
    """Return the service worker (Service Workers, W3C), with its words in every language.

    `scripts` is the folder of its source.
    """
    if not rendering.settings.offline:
        return OFF
    said = {home_url(one, rendering.source).rstrip("/"): _said(rendering, one) for one in rendering.languages}
    source = (scripts / WORKER).read_text(encoding="utf-8")
    return f"const SAID = {json.dumps(said, ensure_ascii=False, sort_keys=True)};\n{source}"


def _said(rendering: BuildContext, language: Language) -> dict[str, str]:
    words = rendering.words(language)
    keys = ("offline.old", "offline.title", "offline.text", "not_found.home")
    # One language for all of it: words that lack a translation are English
    one = language if all(words.is_translated(key) for key in keys) else rendering.source
    words = rendering.words(one)
    return {
        "lang": one.tag,
        "dir": one.direction,
        "copy": words.text("offline.old", date="{date}"),
        "title": words.text("offline.title"),
        "text": words.text("offline.text"),
        "home": words.text("not_found.home"),
        "path": home_url(language, rendering.source),
    }


def manifest_url(language: Language) -> str:
    """Return the address in the site of a language's manifest."""
    return f"assets/app/{language.tag}.webmanifest"


def manifest(rendering: BuildContext, language: Language, colours: dict[str, str]) -> dict[str, Any]:
    """Return the manifest of a language (Web Application Manifest, W3C); its addresses are relative to itself.

    "minimal-ui" keeps the buttons for back and reload. `colours` are those of the page.
    """
    words = rendering.words(language)
    return {
        "id": f"../../{home_url(language, rendering.source)}",
        "name": words.text("name"),
        "short_name": words.text("name"),
        "description": words.text("audience"),
        "lang": language.tag,
        "dir": language.direction,
        "start_url": f"../../{home_url(language, rendering.source)}",
        "scope": "../../",
        "display": "minimal-ui",
        "background_color": colours["light"],
        "theme_color": colours["light"],
        "icons": [{"src": "../icons/app.png", "sizes": "512x512", "type": "image/png", "purpose": "any"}],
    }
