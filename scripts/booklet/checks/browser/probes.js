// What the checks measure inside a page. Every function takes and returns plain data; none leaves a trace on the page
// except those whose comment says so. Lengths are CSS pixels, colours [red, green, blue, alpha] with alpha 0 to 1.
window.bookletProbes = (() => {
  "use strict";

  const CONTROLS = "a[href], area[href], button, summary, input:not([type=hidden]), select, textarea, " +
    "[contenteditable]:not([contenteditable=false]), [tabindex], audio[controls], video[controls], iframe, " +
    "[role=button], [role=link], [role=checkbox], [role=tab], [role=option], [role=menuitem]";
  const EDGE_TOLERANCE = 1;
  const MOST_REACH = 60;  // pixels from the middle of a control
  const MOST_LOADING = 3000;  // milliseconds

  // ---- Elements -------------------------------------------------------------------------------------------------

  const words = (element) => (element.textContent || "").replace(/\s+/g, " ").trim();

  // A name for an element that a person can find again.
  function describe(element) {
    const own = element.id ? `#${element.id}` : [...element.classList].map((name) => `.${name}`).join("");
    const parent = element.parentElement;
    const place = element.id || !parent || parent === document.documentElement ? "" :
      `${parent.localName}${parent.id ? `#${parent.id}` : [...parent.classList].map((n) => `.${n}`).join("")} > `;
    const text = words(element).slice(0, 40);
    return `${place}${element.localName}${own}${text ? ` “${text}”` : ""}`;
  }

  const drawn = (element) => element.checkVisibility({ visibilityProperty: true, contentVisibilityAuto: false }) &&
    !element.closest("[hidden]:not([hidden=until-found])");

  // Kept for screen readers only: cut to nothing on purpose.
  function unseen(element) {
    for (let at = element; at && at !== document.body; at = at.parentElement) {
      const style = getComputedStyle(at);
      if (/^inset\((50|100)%/.test(style.clipPath) || Number(style.opacity) === 0) return true;
      if (style.overflowX !== "visible" && (at.clientWidth <= 1 || at.clientHeight <= 1) &&
          style.display !== "inline") return true;
    }
    return false;
  }

  const controls = () => [...document.querySelectorAll(CONTROLS)].filter((e) => drawn(e) && !e.disabled);

  // The elements that Tab should reach: of a group of radio buttons, the one that is chosen or the first.
  function tabbable() {
    return controls().filter((e) => e.tabIndex >= 0).filter((e) => {
      if (e.type !== "radio" || !e.name) return true;
      const group = [...document.querySelectorAll(`input[type=radio][name="${CSS.escape(e.name)}"]`)];
      return e === (group.find((one) => one.checked) || group[0]);
    });
  }

  // Every piece of text that is drawn: {node, element, rects (one for each line)}.
  function texts() {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const found = [];
    const seen = new Map();
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      if (!node.data.trim()) continue;
      const element = node.parentElement;
      if (["SCRIPT", "STYLE", "NOSCRIPT", "TEMPLATE"].includes(element.tagName)) continue;
      if (!seen.has(element)) seen.set(element, drawn(element) && !unseen(element));
      if (!seen.get(element)) continue;
      const range = document.createRange();
      range.selectNodeContents(node);
      const rects = [...range.getClientRects()].filter((r) => r.width > 0.5 && r.height > 0.5);
      if (rects.length) found.push({ node, element, rects });
    }
    return found;
  }

  // How many of these texts are in the main part: menus and the skip link are no reason to look at a page.
  const inMain = (found) => found.filter(({ element }) => element.closest("main")).length;

  // Opens closed details and what a button shows and hides, such as the search, and waits until it has loaded.
  let closed = [];
  async function openAll() {
    document.querySelectorAll("details").forEach((e) => { e.open = true; });
    closed.splice(0).forEach((e) => { e.hidden = false; });
    for (const button of document.querySelectorAll("button[aria-expanded=false][aria-controls]")) {
      if (!drawn(button)) continue;
      button.click();
      const status = document.getElementById(button.getAttribute("aria-controls"))?.querySelector("[role=status]");
      const end = performance.now() + MOST_LOADING;
      while (status?.textContent && performance.now() < end) await new Promise((resolve) => setTimeout(resolve, 10));
      document.activeElement.blur();
    }
    settle();
  }
  // What probes open: details, and the search.
  function closeDetails() {
    document.querySelectorAll("details").forEach((e) => { e.open = false; });
    closed = [...closed, ...document.querySelectorAll("header form[role=search]:not([hidden])")];
    closed.forEach((e) => { e.hidden = true; });
  }

  // ---- Colours --------------------------------------------------------------------------------------------------

  const known = new Map();
  const context = () => (context.kept ||= Object.assign(document.createElement("canvas"), { width: 1, height: 1 })
    .getContext("2d", { willReadFrequently: true }));

  function colour(text) {
    if (known.has(text)) return known.get(text);
    let value;
    const match = /^rgba?\(([\d.]+), ([\d.]+), ([\d.]+)(?:, ([\d.]+))?\)$/.exec(text);
    if (match) value = [Number(match[1]), Number(match[2]), Number(match[3]), match[4] === undefined ? 1 : Number(match[4])];
    else {
      const paint = context();
      paint.clearRect(0, 0, 1, 1);
      paint.fillStyle = "#0000";
      paint.fillStyle = text;
      paint.fillRect(0, 0, 1, 1);
      const [r, g, b, a] = paint.getImageData(0, 0, 1, 1).data;
      value = [r, g, b, a / 255];
    }
    known.set(text, value);
    return value;
  }

  const over = (top, below) => {
    const alpha = top[3] + below[3] * (1 - top[3]);
    if (!alpha) return [0, 0, 0, 0];
    return [0, 1, 2].map((i) => (top[i] * top[3] + below[i] * below[3] * (1 - top[3])) / alpha).concat(alpha);
  };

  // Relative luminance and contrast: WCAG 2.2, definitions.
  function luminance([r, g, b]) {
    const [x, y, z] = [r, g, b].map((v) => v / 255).map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4));
    return 0.2126 * x + 0.7152 * y + 0.0722 * z;
  }
  const contrast = (one, two) => {
    const [a, b] = [luminance(one), luminance(two)].sort((x, y) => y - x);
    return (a + 0.05) / (b + 0.05);
  };
  const hex = (c) => `#${c.slice(0, 3).map((v) => Math.round(v).toString(16).padStart(2, "0")).join("")}`;

  function canvasColour() {
    const root = document.documentElement;
    const kept = root.style.outlineColor;
    root.style.outlineColor = "Canvas";
    const value = colour(getComputedStyle(root).outlineColor);
    root.style.outlineColor = kept;
    if (!root.getAttribute("style")) root.removeAttribute("style");
    return value;
  }

  // What of an element's style decides what is behind a text. While a page is measured in one state it cannot change, and
  // is `remembered`: each element is behind many texts.
  let remembered = null;
  function layer(element) {
    if (remembered?.has(element)) return remembered.get(element);
    const style = getComputedStyle(element);
    const found = {
      image: style.backgroundImage !== "none", tint: colour(style.backgroundColor), opacity: Number(style.opacity),
      mixed: style.mixBlendMode !== "normal" || style.filter !== "none" || style.backdropFilter !== "none",
    };
    remembered?.set(element, found);
    return found;
  }

  // What lies behind, from the top down, composited: {colour, unknown: why it cannot be measured}.
  function behind(stack) {
    let sum = [0, 0, 0, 0];
    for (const element of stack) {
      const { image, mixed, tint } = layer(element);
      if (image) return { colour: null, unknown: `a background image of ${describe(element)}` };
      if (mixed) return { colour: null, unknown: `a filter or blend mode of ${describe(element)}` };
      sum = over(sum, tint);
      if (sum[3] > 0.995) return { colour: sum };
    }
    return { colour: over(sum, canvasColour()) };
  }

  const ancestors = (element) => {
    const line = [];
    for (let at = element; at; at = at.parentElement) line.push(at);
    return line;
  };

  // The elements at a point from the top down, with those above `element` set apart. The picture of
  // a pseudo-element is not among them, so one that is drawn over the text with a colour of its own makes it unknown.
  function stackAt(element, x, y) {
    const all = document.elementsFromPoint(x, y);
    const at = all.indexOf(element);
    if (at < 0) return { above: [], below: ancestors(element) };
    return { above: all.slice(0, at), below: all.slice(at) };
  }

  const opacity = (element) => ancestors(element).reduce((sum, e) => sum * layer(e).opacity, 1);

  // Text against what is behind it. The window must be as high as the page (elementsFromPoint sees only the window).
  // Returns {examined: texts of the main part, low: [...], unknown: [...], covered: [...]}, each entry one sentence part.
  function textContrast(least) {
    const seen = texts();
    const result = { examined: inMain(seen), low: [], unknown: [], covered: [] };
    // In forced colours Chromium tells the fill of the text as it would be without
    const forced = matchMedia("(forced-colors: active)").matches;
    const measure = (element, ink, part, x, y) => {
      const name = () => part + describe(element);  // only where there is something to report

      const { above, below } = stackAt(element, x, y);
      const cover = above.find((e) => layer(e).tint[3] > 0.5 || e.tagName === "IMG");
      if (cover) { result.covered.push(`${name()} is covered by ${describe(cover)}`); return; }
      const ground = behind(below);
      if (ground.unknown) { result.unknown.push(`${name()} is on ${ground.unknown}`); return; }
      const shown = over([ink[0], ink[1], ink[2], ink[3] * opacity(element)], ground.colour);
      const ratio = contrast(shown, ground.colour);
      if (ratio < least - 0.005) {
        result.low.push(`${name()} has ${ratio.toFixed(2)}:1, ${hex(shown)} on ${hex(ground.colour)}`);
      }
    };
    const freed = new CSSStyleSheet();
    freed.replaceSync("* { pointer-events: auto !important }");
    document.adoptedStyleSheets.push(freed);
    remembered = new Map();
    const done = new Set();
    for (const { element, rects } of seen) {
      const style = getComputedStyle(element);
      const ink = colour(element.closest("svg") ? style.fill : forced && style.forcedColorAdjust !== "none" ? style.color :
        style.webkitTextFillColor);
      if (style.backgroundClip === "text") { result.unknown.push(`${describe(element)} is painted with its background`); continue; }
      const some = rects.length > 2 ? [rects[0], rects[rects.length >> 1], rects[rects.length - 1]] : rects;
      const before = result.low.length + result.unknown.length + result.covered.length;
      for (const rect of some) {
        for (const x of [rect.left + 1.5, (rect.left + rect.right) / 2, rect.right - 1.5]) {
          if (result.low.length + result.unknown.length + result.covered.length > before) break;
          measure(element, ink, "", x, (rect.top + rect.bottom) / 2);
        }
      }
      for (const block of [element, element.closest("li")]) {
        if (!block || done.has(block)) continue;
        done.add(block);
        for (const part of ["::before", "::after", "::marker"]) {
          const own = getComputedStyle(block, part);
          if (part === "::marker" && (block.tagName !== "LI" || getComputedStyle(block).listStyleType === "none")) continue;
          if (part !== "::marker" && !/"[^"]*[^"\s]/.test(own.content.split("/")[0])) continue;
          if (own.display === "none" || own.visibility !== "visible") continue;
          const ground = behind(ancestors(block));
          const below = ground.colour && over(colour(part === "::marker" ? "rgba(0, 0, 0, 0)" : own.backgroundColor), ground.colour);
          const ratio = below ? contrast(over(colour(own.color), below), below) : 0;
          if (ratio < least - 0.005) result.low.push(`${part} of ${describe(block)} has ${ratio.toFixed(2)}:1`);
        }
      }
    }
    for (const field of document.querySelectorAll("input:not([type=hidden], [type=checkbox], [type=radio]), select, textarea")) {
      if (!drawn(field) || unseen(field)) continue;
      const box = field.getBoundingClientRect();
      const [x, y] = [(box.left + box.right) / 2, (box.top + box.bottom) / 2];
      measure(field, colour(getComputedStyle(field).color), "The text of ", x, y);
      if (field.placeholder) {
        measure(field, colour(getComputedStyle(field, "::placeholder").color), "The placeholder of ", x, y);
      }
    }
    remembered = null;
    document.adoptedStyleSheets.splice(document.adoptedStyleSheets.indexOf(freed), 1);
    return result;
  }

  // Boxes to type in and buttons whose edge or fill does not stand out 3:1 (WCAG 2.2, 1.4.11).
  function edgeContrast(least) {
    const faint = [];
    for (const field of document.querySelectorAll("input:not([type=hidden]), select, textarea, button")) {
      if (!drawn(field) || unseen(field)) continue;
      const style = getComputedStyle(field);
      const ground = behind(ancestors(field.parentElement));
      if (ground.unknown) continue;
      const best = edges(style).concat([over(colour(style.backgroundColor), ground.colour)])
        .map((c) => contrast(over(c, ground.colour), ground.colour));
      const words = field.tagName === "BUTTON" && /\p{L}/u.test(field.innerText);  // A button with words is known by them
      if (!words && Math.max(...best) < least) faint.push(`${describe(field)} has ${Math.max(...best).toFixed(2)}:1`);
    }
    return faint;
  }

  const SIDES = ["Top", "Right", "Bottom", "Left"];
  const edges = (style) => SIDES
    .filter((side) => parseFloat(style[`border${side}Width`]) >= 1 && !["none", "hidden"].includes(style[`border${side}Style`]))
    .map((side) => colour(style[`border${side}Color`])).filter((c) => c[3] > 0);

  // Makes every rule for one state (":visited", ":hover") apply to all, until `restore` is called: a script may not see
  // the colour of a visited link, and a mouse rests on one element at a time.
  const changed = [];
  function show(state, instead) {
    const walk = (rules) => {
      for (const rule of rules) {
        if (rule.selectorText?.includes(state)) {
          changed.push([rule, rule.selectorText]);
          rule.selectorText = rule.selectorText.replaceAll(new RegExp(`${state}(?![-\\w])`, "g"), instead);
        }
        if (rule.cssRules) walk(rule.cssRules);
      }
    };
    for (const sheet of document.styleSheets) walk(sheet.cssRules);
    settle();
  }
  function restore() {
    for (const [rule, text] of changed.splice(0)) rule.selectorText = text;
    settle();
  }

  // ---- Layout ---------------------------------------------------------------------------------------------------

  // What a reader loses when the room is small or the text large: {examined: texts of the main part, wide, outside, cut, scrolled, overlap}.
  function lost(width) {
    const seen = texts();
    const result = { examined: inMain(seen), wide: [], outside: [], cut: [], scrolled: [], overlap: [] };
    const root = document.documentElement;
    if (root.clientWidth !== width) result.wide.push(`The page is laid out ${root.clientWidth} pixels wide`);
    if (root.scrollWidth > width) result.wide.push(`The page is ${root.scrollWidth} pixels wide`);
    const boxes = [];
    for (const { element, rects } of seen) {
      const ornament = element.closest("[aria-hidden=true]");
      const chain = ancestors(element);
      const isFixed = chain.some((e) => ["fixed"].includes(getComputedStyle(e).position));
      for (const rect of rects) {
        const top = rect.top + scrollY;
        if (!ornament && (rect.left < -EDGE_TOLERANCE || rect.right > width + EDGE_TOLERANCE) && top + rect.height > 0) {
          result.outside.push(`${describe(element)} is at ${Math.round(rect.left)} to ${Math.round(rect.right)}`);
          break;
        }
        const box = ornament ? null : chain.find((e) => clips(e, rect));
        if (box) {
          const style = getComputedStyle(box);
          const list = ["auto", "scroll"].includes(style.overflowX) || ["auto", "scroll"].includes(style.overflowY) ?
            result.scrolled : result.cut;
          list.push(`${describe(element)} in ${describe(box)}`);
          break;
        }
      }
      if (!ornament && !isFixed) {
        for (const rect of rects) boxes.push({ element, rect, middle: (rect.top + rect.bottom) / 2, half: rect.height * 0.3 });
      }
    }
    boxes.sort((a, b) => a.middle - a.half - (b.middle - b.half));
    for (let i = 0; i < boxes.length; i += 1) {
      for (let j = i + 1; j < boxes.length && boxes[j].middle - boxes[j].half < boxes[i].middle + boxes[i].half; j += 1) {
        const [a, b] = [boxes[i], boxes[j]];
        const across = Math.min(a.rect.right, b.rect.right) - Math.max(a.rect.left, b.rect.left);
        const down = Math.min(a.middle + a.half, b.middle + b.half) - Math.max(a.middle - a.half, b.middle - b.half);
        if (across > 2 && down > 2 && a.element !== b.element) {
          result.overlap.push(`${describe(a.element)} and ${describe(b.element)}`);
        }
      }
    }
    return result;
  }

  function clips(element, rect) {
    const style = getComputedStyle(element);
    if (element === document.body || element === document.documentElement || style.display === "inline") return false;
    const box = element.getBoundingClientRect();
    const across = style.overflowX !== "visible" && (rect.right > box.right + 2 || rect.left < box.left - 2);
    const down = style.overflowY !== "visible" && (rect.bottom - rect.height * 0.25 > box.bottom || rect.top + rect.height * 0.25 < box.top);
    return across || down;
  }

  // Words in an element (a selector) that a line end breaks in two. Addresses may break anywhere, and so may scripts
  // that have no spaces.
  function splitWords(within, most) {
    const split = [];
    for (const { node, element, rects } of texts()) {
      if (rects.length < 2 || !element.closest(within) || element.closest("[aria-hidden=true]")) continue;
      for (const match of node.data.matchAll(/[\p{L}\p{M}\p{N}\u200c\u200d.@/:]+/gu)) {
        if (/[.@/:]\p{L}|\p{Script=Han}/u.test(match[0])) continue;
        const range = document.createRange();
        range.setStart(node, match.index);
        range.setEnd(node, match.index + match[0].length);
        const parts = [...range.getClientRects()].filter((r) => r.width > 0.5);
        if (most && parts.reduce((sum, r) => sum + r.width, 0) > most) continue;
        // Letters are taller than their lines, so the boxes of two lines may overlap
        if (parts.length && parts[parts.length - 1].top > parts[0].top + parts[0].height / 2) split.push(`“${match[0]}” of ${describe(element)}`);
      }
    }
    return split;
  }

  // The size of every piece of text, by order in the page.
  const textSizes = () => texts().map(({ element }) => [describe(element), parseFloat(getComputedStyle(element).fontSize)]);

  // Controls whose place to press is under `least` pixels high or wide, without links inside a sentence.
  // The window must be as high as the page.
  function targets(least) {
    const small = [];
    for (const element of controls()) {
      if (element.matches("[tabindex]:not(a, button, summary, input, select, textarea, [role])")) continue;
      if (unseen(element) || element.matches("iframe, audio, video")) continue;
      const box = element.getBoundingClientRect();
      if (box.bottom <= 0 || box.right <= 0) continue; // Waiting outside the page until focused: measured by the keyboard check
      if (inSentence(element)) continue;
      const label = element.labels?.[0];
      const rects = [...element.getClientRects()];
      const rect = rects.sort((a, b) => b.width * b.height - a.width * a.height)[0];
      if (!rect) continue;
      const [wide, high] = hitArea(element, label, rect, least);
      if (wide < least - 0.5 || high < least - 0.5) {
        small.push(`${describe(element)} is ${Math.round(wide)} by ${Math.round(high)} pixels`);
      }
    }
    return small;
  }

  // How far the place that answers to a press reaches from the middle of the control. Walks pixel by pixel only where the
  // box itself is small, because a label or a pseudo-element can make it larger, and something on top smaller.
  function hitArea(element, label, rect, least) {
    const [x, y] = [(rect.left + rect.right) / 2, (rect.top + rect.bottom) / 2];
    const answers = (px, py) => {
      const hit = document.elementFromPoint(px, py);
      return hit && (element.contains(hit) || (label?.contains(hit)));
    };
    const reach = (dx, dy, most) => { let n = 0; while (n < most && answers(x + dx * (n + 1), y + dy * (n + 1))) n += 1; return n; };
    const along = (dx, dy, most) => { const n = reach(dx, dy, most); return n < most ? n + reach(-dx, -dy, most) + 1 : n; };
    if (!answers(x, y)) return [0, 0];
    // Most are large enough, which is soon seen; only of the others is it asked how large they are
    const enough = Math.ceil(least);
    if (along(1, 0, enough) >= least && along(0, 1, enough) >= least) return [least, least];
    return [reach(1, 0, MOST_REACH) + reach(-1, 0, MOST_REACH) + 1, reach(0, 1, MOST_REACH) + reach(0, -1, MOST_REACH) + 1];
  }

  // WCAG 2.2, 2.5.8, "Inline": the target is in a sentence, so that the line height of the text around it limits it.
  // Taken as met by an inline link whose block holds words other than those of controls.
  function inSentence(element) {
    if (element.tagName !== "A" || getComputedStyle(element).display !== "inline") return false;
    let block = element.parentElement;
    while (block && getComputedStyle(block).display.startsWith("inline")) block = block.parentElement;
    const rest = block.cloneNode(true);
    rest.querySelectorAll(`${CONTROLS}, .hidden, [aria-hidden=true]`).forEach((e) => { e.remove(); });
    return /(?:\p{L}\p{M}*){2}|\p{Script=Han}/u.test(rest.textContent); // A letter may carry marks, or be a word
  }

  // ---- Keyboard -------------------------------------------------------------------------------------------------

  const LOOK = ["outlineStyle", "outlineWidth", "outlineColor", "boxShadow", "backgroundColor"];
  const look = (element) => { const s = getComputedStyle(element); return Object.fromEntries(LOOK.map((n) => [n, s[n]])); };

  let resting = new Map();
  let away = new Set();
  let order = [];

  // Notes how everything that can be focused looks at rest, and what is out of sight. Returns how many there are.
  function startKeyboard() {
    document.activeElement.blur();
    order = [...document.querySelectorAll("*")];
    away = new Set(controls().filter((e) => {
      const box = e.getBoundingClientRect();
      return unseen(e) || box.bottom + scrollY <= 0 || box.right + scrollX <= 0 || box.width <= 1 || box.height <= 1;
    }));
    resting = new Map(controls().flatMap((e) => [e, e.parentElement]).map((e) => [e, look(e)]));
    return tabbable().length;
  }

  const indexOf = (element) => order.indexOf(element);

  // The focused element: where it is, whether it can be seen, and what shows that it is focused.
  function stop() {
    const element = document.activeElement;
    if (!element || element === document.body || element === document.documentElement) return null;
    const box = element.getBoundingClientRect();
    const [x, y] = [(Math.max(box.left, 0) + Math.min(box.right, innerWidth)) / 2,
      (Math.max(box.top, 0) + Math.min(box.bottom, innerHeight)) / 2];
    const hit = x >= 0 && y >= 0 && x < innerWidth && y < innerHeight ? document.elementFromPoint(x, y) : null;
    const label = element.labels?.[0];
    const rects = [...element.getClientRects()];
    const within = (r) => { const h = document.elementFromPoint((r.left + r.right) / 2, (r.top + r.bottom) / 2); return h && element.contains(h); };
    return {
      index: indexOf(element), name: describe(element),
      top: box.top + scrollY, bottom: box.bottom + scrollY, left: box.left, right: box.right,
      width: box.width, height: box.height, tabindex: element.tabIndex,
      inWindow: box.bottom > 0 && box.right > 0 && box.top < innerHeight && box.left < innerWidth &&
        (box.top >= -1 || box.height > innerHeight) && (box.bottom <= innerHeight + 1 || box.height > innerHeight),
      drawn: drawn(element) && !unseen(element),
      covered: Boolean(hit) && !element.contains(hit) && !(label?.contains(hit)) && !hit.contains(element) && !rects.some(within),
      onlyFocused: away.has(element), focus: focusLook(element),
    };
  }

  // Notes every stop from now on, each when the next Tab is pressed: by then the page has scrolled to it. Returns how
  // many stops there should be. Asking the browser after each Tab took most of the time of the walk.
  let stops = [];
  const noteStop = (event) => { if (event.key === "Tab") stops.push(stop()); };
  function startWalk() {
    stops = [];
    addEventListener("keydown", noteStop, true);
    return startKeyboard();
  }

  // The stops since then, the present one last; null for what is outside the page.
  function walked() {
    removeEventListener("keydown", noteStop, true);
    return stops.length ? [...stops.slice(1), stop()] : [];
  }

  // How focus shows: {ratio: the strongest sign against what is around or before, text: the contrast of the text while
  // focused}. A sign is a new outline or shadow of 2 pixels or more, or a new fill, of the element or of the box it is
  // in (a link that fills a bar may light the whole bar).
  function focusLook(element) {
    const own = behind(ancestors(element));
    const text = /\S/.test(element.textContent) && own.colour ?
      contrast(over(colour(getComputedStyle(element).color), own.colour), own.colour) : null;
    return { ratio: Math.max(...[element, element.parentElement].flatMap(signs), 0), text };
  }

  function signs(element) {
    const now = look(element);
    const before = resting.get(element) || now;
    const ground = behind(ancestors(element.parentElement)).colour || [255, 255, 255, 1];
    const ratios = [];
    const isNew = ["outlineStyle", "outlineWidth", "outlineColor"].some((name) => now[name] !== before[name]);
    if (isNew && now.outlineStyle !== "none" && parseFloat(now.outlineWidth) >= 2) {
      ratios.push(contrast(over(colour(now.outlineColor), ground), ground));
    }
    if (now.boxShadow !== "none" && now.boxShadow !== before.boxShadow) {
      for (const part of now.boxShadow.split(/,(?![^(]*\))/)) {
        const tint = /(rgba?\([^)]*\)|color\([^)]*\))/.exec(part);
        const lengths = part.replace(/\([^)]*\)/g, "").match(/-?[\d.]+px/g) || [];
        if (tint && lengths.length === 4 && Math.max(parseFloat(lengths[3]), Math.abs(parseFloat(lengths[0])), Math.abs(parseFloat(lengths[1]))) >= 2) {
          ratios.push(contrast(over(colour(tint[1]), ground), ground));
        }
      }
    }
    ratios.push(contrast(over(colour(before.backgroundColor), ground), over(colour(now.backgroundColor), ground)));
    return ratios;
  }

  // Focuses every stop by script, as if by keyboard, and measures how it shows. For the other schemes: the real walk
  // with the Tab key has been done in one of them.
  function focusLooks() {
    startKeyboard();
    return tabbable().filter((e) => !e.matches("iframe")).map((element) => {
      element.focus({ focusVisible: true, preventScroll: true });
      document.getAnimations().forEach(finish);
      const result = { name: describe(element), ...focusLook(element) };
      element.blur();
      return result;
    });
  }

  const unreached = (indexes) => tabbable().filter((e) => !indexes.includes(indexOf(e))).map(describe);

  // What opens and closes: {index, name, menu: whether it is a menu, not a part of the text}.
  function openers() {
    order = [...document.querySelectorAll("*")];
    return [...document.querySelectorAll("summary, [aria-expanded]")].filter((e) => drawn(e) && !unseen(e)).map((e) => ({
      index: indexOf(e), name: describe(e),
      menu: Boolean(e.closest("header, nav, [role=search], search")) && !e.closest("main"),
    }));
  }
  const isOpen = (index) => {
    const e = order[index];
    return e.tagName === "SUMMARY" ? e.parentElement.open : e.getAttribute("aria-expanded") === "true";
  };
  const focusOn = (index) => order[index].focus();
  const hasFocus = (index) => document.activeElement === order[index];
  const focusIn = (selector) => Boolean(document.activeElement?.closest(selector));

  // ---- Media ----------------------------------------------------------------------------------------------------

  // Boxes that have a fill of their own, by order in the page: what must keep an edge when fills are taken away.
  function filledBoxes() {
    order = [...document.querySelectorAll("body *")];
    const found = [];
    for (const element of order) {
      if (!drawn(element) || unseen(element) || element.matches("img, svg, svg *, br, hr, html, body")) continue;
      if (element.closest("[aria-hidden=true]") || !words(element)) continue;
      const style = getComputedStyle(element);
      if (colour(style.backgroundColor)[3] < 0.1 || style.display === "inline") continue;
      const own = behind(ancestors(element)).colour;
      const around = element.parentElement && behind(ancestors(element.parentElement)).colour;
      const box = element.getBoundingClientRect();
      if (!own || !around || box.width >= innerWidth - 4 || box.height < 16) continue;
      if (contrast(own, around) > 1.01) found.push(indexOf(element));
    }
    return found;
  }

  // Of those boxes, the ones without any edge now.
  function withoutEdge(indexes) {
    const edged = (e) => {
      const s = getComputedStyle(e);
      return edges(s).length > 0 || (s.outlineStyle !== "none" && parseFloat(s.outlineWidth) >= 1);
    };
    return indexes.map((i) => order[i]).filter((e) => e.isConnected && drawn(e))
      .filter((e) => !edged(e) && !(e.children.length === 1 && edged(e.firstElementChild)) &&
        !(e.parentElement.children.length === 1 && edged(e.parentElement))).map(describe);
  }

  const notForced = () => [...document.querySelectorAll("body *")]
    .filter((e) => drawn(e) && words(e) && getComputedStyle(e).forcedColorAdjust === "none" && !e.closest("svg")).map(describe);

  // The current page, step or language that nothing but a colour sets apart from its neighbours.
  function currentByColourOnly() {
    const shape = (e) => {
      const line = [];
      for (const one of [e, ...e.querySelectorAll("*")]) {
        const s = getComputedStyle(one);
        line.push([s.fontWeight, s.textDecorationLine, s.textDecorationThickness, s.borderTopWidth, s.borderBottomWidth,
          s.borderLeftWidth, s.borderRightWidth, s.borderTopStyle, s.borderBottomStyle, s.outlineStyle, s.outlineWidth]
          .concat(SIDES.map((side) => contrast(over(colour(s[`border${side}Color`]), canvasColour()), canvasColour()) > 1.5 ? 1 : 0)).join());
        break;
      }
      return line.join("|");
    };
    return [...document.querySelectorAll("[aria-current]:not([aria-current=false])")].filter((e) => drawn(e) && !unseen(e))
      .filter((e) => {
        const list = e.closest("ul, ol, nav");
        if (!list) return false;
        const others = [...list.querySelectorAll("a[href]:not([aria-current]), b:not([aria-current])")].filter(drawn);
        return others.length > 0 && e.tagName === others[0].tagName && others.some((o) => shape(o) === shape(e));
      }).map(describe);
  }

  // Whatever still moves.
  function motion() {
    const moving = [];
    const long = (text) => text.split(",").some((t) => parseFloat(t) * (t.includes("ms") ? 1 : 1000) > 1);
    for (const element of document.querySelectorAll("html, body, body *")) {
      for (const part of [null, "::before", "::after", "::marker"]) {
        const style = getComputedStyle(element, part);
        if (part && part !== "::marker" && style.content === "none") continue;
        const name = `${describe(element)}${part || ""}`;
        if (style.animationName !== "none" && long(style.animationDuration)) moving.push(`${name} has an animation`);
        if (style.transitionProperty !== "none" && long(style.transitionDuration)) moving.push(`${name} has a transition`);
        if (!part && style.scrollBehavior === "smooth") moving.push(`${name} scrolls smoothly`);
      }
    }
    for (const a of document.getAnimations()) moving.push(`An animation runs on ${describe(a.effect.target)}`);
    return moving;
  }
  const endless = () => document.getAnimations()
    .filter((a) => a.effect.getComputedTiming().iterations === Infinity || a.effect.getComputedTiming().activeDuration > 5000)
    .map((a) => describe(a.effect.target));

  // The words that a reader sees now, without those in the given places: one entry for each line of text.
  function seenText(without) {
    return texts().filter(({ element }) => !without || !element.closest(without))
      .map(({ node }) => node.data.replace(/\s+/g, " ").trim());
  }

  // All words of the page's source, seen or not.
  function allText() {
    const copy = document.body.cloneNode(true);
    copy.querySelectorAll("script, style, template, noscript").forEach((e) => { e.remove(); });
    return copy.textContent.replace(/\s+/g, " ").trim();
  }

  // Buttons and fields that do nothing while scripts are off.
  const deadControls = () => [...document.querySelectorAll("button, input:not([type=hidden]), select, textarea, [role=button], a[href^='javascript:']")]
    .filter((e) => drawn(e) && !unseen(e) && !(e.form?.getAttribute("action"))).map(describe);

  // What is on paper: {seen: what `hidden` names and still shows, missing: of `wanted` what does not,
  // pale: text, closed: details without their content}.
  function paper(hidden, wanted, least) {
    const shows = (e) => drawn(e) && e.getClientRects().length > 0 && !unseen(e);
    const pale = [];
    for (const { element } of texts()) {
      const ground = ancestors(element).some((e) => getComputedStyle(e).printColorAdjust === "exact") ?
        behind(ancestors(element)).colour || [255, 255, 255, 1] : [255, 255, 255, 1];
      const ratio = contrast(over(colour(getComputedStyle(element).color), ground), ground);
      if (ratio < least) pale.push(`${describe(element)} has ${ratio.toFixed(2)}:1`);
    }
    // Of those that are printed: a list that only opens on a screen is left out whole
    const closed = [...document.querySelectorAll("main details:not([open]) > :not(summary)")]
      .filter((e) => shows(e.parentElement) && words(e) && !texts().some((t) => e.contains(t.element))).map(describe);
    return {
      seen: [...document.querySelectorAll(hidden)].filter(shows).map(describe),
      missing: wanted.filter((s) => ![...document.querySelectorAll(s)].some(shows)), pale, closed,
    };
  }

  // ---- First screen ---------------------------------------------------------------------------------------------

  // Where the sentence under the title and the text begin, from the top of the page; null for what is not there.
  function beginnings() {
    const top = (e) => (e ? Math.round(e.getBoundingClientRect().top + scrollY) : null);
    const before = ".title, .hero, .page-actions, .translation, nav:not(.contents)";
    const text = [...document.querySelectorAll("main :is(h2, p, ul, ol, dl, figure, section, div)")]
      .find((e) => !e.closest(before) && !e.querySelector(before) && drawn(e) && words(e));
    return { title: top(document.querySelector("main h1")), lead: top(document.querySelector("main .lead")), text: top(text) };
  }

  // The items of the main menu, in lines from the top down.
  function menuLines() {
    const lines = new Map();
    for (const item of document.querySelectorAll("header .menu a")) {
      if (!drawn(item)) continue;
      const y = Math.round(item.getBoundingClientRect().top);
      lines.set(y, [...(lines.get(y) || []), words(item)]);
    }
    return [...lines.values()];
  }

  // Whether the main menu has dropped below the name of the guide.
  function menuBelow() {
    const [brand, menu] = ["header .brand", "header .menu"].map((one) => document.querySelector(one)?.getBoundingClientRect());
    return Boolean(brand && menu && brand.bottom <= menu.top);
  }

  // Where the results of the search begin, from the top of the page, when it is open; null for what is not there.
  function resultsTop() {
    const form = document.querySelector("header [role=search]"), results = form?.querySelector("ol");
    if (!results) return null;
    const before = form.hidden;
    form.hidden = false;
    const y = Math.round(results.getBoundingClientRect().top + scrollY);
    form.hidden = before;
    return y;
  }

  // ---- Page -----------------------------------------------------------------------------------------------------

  const finish = (animation) => { try { animation.finish(); } catch { animation.cancel(); } };

  // Puts an extra style sheet in force (or none) and ends every transition, so that what is measured is what stays.
  let extra = null;
  function dress(css) {
    if (extra) document.adoptedStyleSheets = document.adoptedStyleSheets.filter((s) => s !== extra);
    extra = null;
    if (css) {
      extra = new CSSStyleSheet();
      extra.replaceSync(css);
      document.adoptedStyleSheets.push(extra);
    }
    scrollTo(0, 0);
    settle();
  }
  function settle() {
    document.body.getBoundingClientRect();
    document.getAnimations().filter((a) => a.effect.getComputedTiming().iterations !== Infinity).forEach(finish);
  }

  const height = () => Math.ceil(Math.max(document.documentElement.scrollHeight, document.body.scrollHeight));

  // Everything a site can keep in a browser, but for the pages that were read, which its service worker keeps.
  async function kept() {
    const found = [];
    if (document.cookie) found.push("a cookie");
    if (localStorage.length) found.push("local storage");
    if (sessionStorage.length) found.push("session storage");
    if ((await indexedDB.databases()).length) found.push("a database");
    const script = document.querySelector("script[data-offline]");
    const own = script && new URL(script.dataset.worker, document.baseURI);
    const copies = own && `pages ${new URL("./", own).pathname}`;
    if (self.caches && (await caches.keys()).some((name) => name !== copies)) found.push("a cache");
    const workers = navigator.serviceWorker ? await navigator.serviceWorker.getRegistrations() : [];
    if (workers.some((one) => (one.active ?? one.waiting ?? one.installing).scriptURL !== own?.href)) {
      found.push("a service worker");
    }
    return found;
  }

  return { allText, beginnings, closeDetails, currentByColourOnly, deadControls, dress, edgeContrast, endless, filledBoxes, focusIn, focusLooks, focusOn,
    hasFocus, height, isOpen, kept, lost, menuBelow, menuLines, motion, notForced, openAll, openers, paper, restore, resultsTop,
    seenText, show, splitWords, startWalk, stop, targets, textContrast, textSizes, unreached, walked, withoutEdge };
})();
