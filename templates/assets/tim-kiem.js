// The search page: a query, filters and an order in, a list of documents out. State lives in the address.
const form = document.querySelector("form[data-root]");
const box = form.elements.q;
const root = new URL(form.dataset.root, location.href);
const byId = (id) => document.getElementById(id);
const list = byId("ket-qua"), count = byId("so-ket-qua"), jump = byId("den-thang"), empty = byId("het-cach");
const facets = byId("cac-loc"), panel = byId("bo-loc"), chips = byId("dang-loc"), order = byId("sap"), more = byId("them");
const heading = document.title;
const SHOWN = 20, WINDOW = 34, FEW = 8, VERIFIED = 40, KEPT = 60, SMALL = 2000;
const LITTLE = 50_000, MUCH = 120_000;  // bytes of the index, for words that begin as the last one

const said = JSON.parse(document.getElementById("loi-dich")?.textContent ?? "{}");
const _ = (text, values = {}) => (said[text] ?? text).replace(/%\((\w+)\)s/g, (_, key) => values[key]);
const _n = (text, num) => (said[text]?.[num === 1 ? 0 : 1] ?? text).replace("%(num)s", num);
const GROUPS = [["co-quan", _("Cơ quan ban hành")], ["loai", _("Loại văn bản")], ["nam", _("Năm ban hành")], ["nguoi-ky", _("Người ký")],
  ["khoi", _("Khối")], ["chu-de", _("Chủ đề")], ["kho", _("Trong kho")], ["noi", _("Kho văn bản")]];
const protocol = JSON.parse(form.dataset.issuers || "[]");
const others = JSON.parse(form.dataset.also || "[]");

// Enter that is pressed before all has come waits for it; where it does not come, the page is asked for as without scripts.
const early = new AbortController();
let pressed = false;
form.addEventListener("submit", (event) => { event.preventDefault(); pressed = true; }, { signal: early.signal });
const spelling = await import(new URL(form.dataset.words, document.baseURI)).catch((error) => {
  early.abort();
  if (pressed) form.submit();
  throw error;
});
const collator = new Intl.Collator("vi");

function element(name, properties = {}, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}

const FRESH = { cache: "no-cache" };  // asks whether it has changed: these files keep their names

// --- the address ---------------------------------------------------------------------------------------------------
function read() {
  const asked = new URL(location.href).searchParams;
  const filters = Object.fromEntries(GROUPS.map(([key]) => [key, asked.getAll(key)]).filter(([, values]) => values.length));
  return { q: asked.get("q") ?? "", filters, since: asked.get("tu") ?? "", until: asked.get("den") ?? "", sort: asked.get("sap") ?? "" };
}

function write(state, push) {
  const url = new URL(location.pathname, location.href);
  const add = (key, value) => value && url.searchParams.append(key, value);
  add("q", state.q);
  for (const [key] of GROUPS) for (const value of state.filters[key] ?? []) add(key, value);
  add("tu", state.since);
  add("den", state.until);
  add("sap", state.sort);
  history[push ? "pushState" : "replaceState"]({ shown: SHOWN }, "", url);
}

// --- the index -----------------------------------------------------------------------------------------------------
const homeOf = (other) => other.url.replace(/\/?$/, "/");
let engine, tries = 0, down = [];
async function load() {
  // A browser may remember that a module did not come, by its address.
  engine ??= import(new URL(`pagefind/pagefind.js${tries ? `?${tries}` : ""}`, root)).then(async (pagefind) => {
    const here = others.length ? { mergeFilter: { noi: form.dataset.title } } : {};
    await pagefind.options({ ...here, baseUrl: "/", noWorker: true, ranking: { termFrequency: 0.6, pageLength: 0.3, termSimilarity: 1 } });
    await pagefind.init();
    for (const other of others) {
      const home = homeOf(other);
      try {
        const answer = await fetch(`${home}pagefind/pagefind-entry.json`);
        if (!answer.ok) throw new Error(answer.status);
        for (const { hash } of Object.values((await answer.json()).languages)) {  // half an index would break the rest
          const meta = await fetch(`${home}pagefind/pagefind.${hash}.pf_meta`, { method: "HEAD" });
          if (!meta.ok) throw new Error(meta.status);
        }
        await pagefind.mergeIndex(`${home}pagefind`, { baseUrl: home, mergeFilter: { noi: other.title } });
      } catch { down.push(other.title); lost = false; }
    }
    return pagefind;
  });
  return engine;
}

// Pagefind looks for a beginning in one part of its index only: those of a longer stretch are loaded first.
let starts;
async function reach(pagefind, beginning, most) {
  starts ??= fetch(new URL("pagefind/tu.json", root), FRESH).then((answer) => answer.json()).catch(() => []);
  const parts = await starts;
  const first = parts.findLastIndex(([part]) => part <= beginning);
  const inside = parts.filter(([part], index) => index === first || part.startsWith(beginning));
  if (inside.reduce((sum, [, size]) => sum + size, 0) > most) return false;
  await Promise.all(inside.map(([part]) => pagefind.preload(part)));
  return true;
}

// How many adjoining places of a document the words of a query fill, at most.
function run(places) {
  const sorted = [...new Set(places)].sort((a, b) => a - b);
  let best = 0, now = 0;
  sorted.forEach((place, index) => { now = index && place === sorted[index - 1] + 1 ? now + 1 : 1; best = Math.max(best, now); });
  return best;
}

const wordsOf = async (result) => spelling.words((await result.data()).content).map((word) => word.terms);

// Pagefind passes over words that no document has: then the first document found does not have them.
async function hasAll(result, terms) {
  const held = (await wordsOf(result)).flat();
  return terms.every((term) => held.some((each) => each.startsWith(term)));
}

// Adjoining places may be those of a phrase turned round: the words themselves tell.
const verified = new Map();
async function hasPhrases(result, plan) {
  const key = `${result.id} ${plan.phrases.map((phrase) => phrase.flat().map((term) => term.exact).join(" ")).join("|")}`;
  if (!verified.has(key)) {
    const words = await wordsOf(result);
    verified.set(key, plan.phrases.every((phrase) => words.some((_, start) => phrase.every((place, index) => spelling.stands(words[start + index], place)))));
  }
  return verified.get(key);
}

const NOTHING = { results: [], filters: {} };

// Pagefind takes a part that did not come for an empty one.
let lost = false;
const ofIndex = (url) => String(url).includes("/pagefind/");
const fetched = globalThis.fetch;
globalThis.fetch = async (...asked) => {
  try {
    const answer = await fetched(...asked);
    lost ||= !answer.ok && ofIndex(asked[0]);
    return answer;
  } catch (error) { lost ||= ofIndex(asked[0]); throw error; }
};
async function ask(pagefind, words, filters) {
  const found = await pagefind.search(words, { filters });
  if (lost) throw new Error("a part of the index did not come");
  return found;
}

// All documents that have every word, and the phrases.
async function level(pagefind, terms, plan, filters) {
  const asked = [...new Set(terms)];
  const found = await ask(pagefind, asked.join(" "), filters);
  let results = found.results;
  if (asked.length > 1 && results.length) {
    if (!(await hasAll(results[0], asked))) return NOTHING;
    const runs = new Map(results.map((result) => [result, run(result.words)]));
    results = results.filter((result) => plan.phrases.every((phrase) => runs.get(result) >= phrase.length));
    // Words that stand together count for more.
    const near = (result) => result.score * (1 + 8 * Math.min(1, runs.get(result) / plan.terms.length) ** 3);
    results = results.map((result) => [near(result), result]).sort((a, b) => b[0] - a[0]).map(([, result]) => result);
  }
  if (plan.phrases.length) {
    const stand = await Promise.all(results.slice(0, VERIFIED).map((result) => hasPhrases(result, plan)));
    results = results.filter((result, index) => stand[index] ?? true);
  }
  return { results, filters: found.filters };
}

const ways = (plan) => [
  plan.terms.map((term) => term.exact),
  plan.terms.map((term) => term.loose),
  plan.open ? plan.terms.map((term, index) => (index === plan.terms.length - 1 ? term.typed : term.loose)) : null,
];

// As typed; where that gives little, in any marks, and then by the beginning of the last word. Each has all of the one before.
async function findAnew(pagefind, plan, filters) {
  if (!plan.terms.length) {
    const found = await ask(pagefind, null, filters);
    return { results: found.results.map((result) => [result, 0]), filters: found.filters };
  }
  const seen = new Map();
  let counts = {}, previous = "";
  const tried = plan.phrases.length ? ways(plan).slice(0, 1) : ways(plan);
  const begun = plan.open && !plan.phrases.length && plan.terms.at(-1).typed.length <= 2;
  for (const [index, terms] of tried.entries()) {
    if (!terms || terms.join(" ") === previous || seen.size >= SHOWN) continue;
    if (begun && index < 2 && plan.terms.at(-1).typed.length < 2) continue;  // one letter is hardly a word
    previous = terms.join(" ");
    if (index === 2 && seen.size && plan.terms.at(-1).marked) continue;  // who writes its marks has written it
    if (index === 2 && !(await reach(pagefind, terms.at(-1), seen.size ? LITTLE : MUCH))) continue;
    const found = await level(pagefind, terms, plan, filters);
    for (const result of found.results) if (!seen.has(result.id)) seen.set(result.id, [result, index]);
    if (found.results.length) counts = found.filters;
  }
  if (!seen.size && begun && plan.terms.length > 1) return findAnew(pagefind, spelling.shortened(plan), filters);
  return { results: [...seen.values()], filters: counts };
}

const finds = new Map();
let counted = false;  // Pagefind counts by the filters that are loaded
function find(pagefind, plan, filters) {
  const key = JSON.stringify([plan.terms.map((term) => term.exact), plan.phrases.length, plan.open, filters, counted]);
  if (finds.size >= KEPT) finds.clear();
  if (!finds.has(key)) finds.set(key, findAnew(pagefind, plan, filters));
  return finds.get(key);
}

// After a failure all is loaded anew.
async function forget() {
  const old = engine;
  engine = days = starts = undefined;
  tries += 1;
  lost = counted = false;
  down = [];
  finds.clear();
  await old?.then((pagefind) => pagefind.destroy()).catch(() => {});
}

// The day of each document, of all archives: what the order and the range by date need.
let days;
function dates() {
  const table = (home) => fetch(new URL("pagefind/ngay.json", home), FRESH).then((answer) => answer.json());
  const up = others.filter((other) => !down.includes(other.title));
  days ??= Promise.all([table(root), ...up.map((other) => table(homeOf(other)).catch(() => ({})))]).then((tables) => {
    const found = new Map();
    for (const [day, ids] of tables.flatMap((table) => Object.entries(table))) for (const id of ids) found.set(id, day);
    return found;
  });
  return days;
}

async function sorted(results, order) {
  if (!order) return results;
  const day = await dates(), turn = order === "cu" ? 1 : -1;
  const dated = results.map((each) => [day.get(each[0].id) ?? "", each]);
  return dated.sort(([a], [b]) => (a === b ? 0 : !a ? 1 : !b ? -1 : a < b ? -turn : turn)).map(([, each]) => each);
}

async function wanted(state) {
  const filters = Object.fromEntries(Object.entries(state.filters).map(([key, values]) => [key, { any: values }]));
  if (state.since || state.until) {
    const inside = [...new Set((await dates()).values())].filter((day) => (!state.since || day >= state.since) && (!state.until || day <= state.until));
    filters.ngay = { any: inside.length ? inside.sort() : ["-"] };
  }
  return filters;
}

// What each filter would leave: of a group in use the counts as if it were not.
async function tally(pagefind, plan, filters) {
  const all = await pagefind.filters();
  counted = true;
  const counts = {};
  for (const [key] of GROUPS) {
    if (!all[key]) continue;
    const rest = { ...filters };
    delete rest[key];
    const base = await find(pagefind, plan, rest);
    if (!plan.phrases.length) counts[key] = base.filters[key] ?? {};
    else {  // Pagefind does not know which of these have the phrase
      const ids = new Set(base.results.map(([result]) => result.id));
      const asked = ways(plan)[0].join(" ");
      counts[key] = {};
      for (const value of ids.size ? Object.keys(all[key]) : []) {
        const part = await ask(pagefind, asked, { ...rest, [key]: { any: [value] } });
        counts[key][value] = part.results.filter((result) => ids.has(result.id)).length;
      }
    }
  }
  return counts;
}

// --- what a result shows -------------------------------------------------------------------------------------------
const shownText = (text) => text.replaceAll("\u001f", " ");

function marked(text, plan, depth, found = spelling.words(text), hit = spelling.hits(found, plan, depth)) {
  const parts = [];
  let from = 0;
  for (const word of found.filter((_, place) => hit[place])) {
    if (word.first > from) parts.push(shownText(text.slice(from, word.first)));
    parts.push(element("mark", { textContent: shownText(text.slice(word.first, word.last)) }));
    from = word.last;
  }
  parts.push(shownText(text.slice(from)));
  return parts;
}

// The stretch with the most of the query's words.
function excerpt(data, plan, depth) {
  const content = data.content;
  const [first, last] = (data.meta.tu ?? "0 0").split(" ").map(Number);
  const words = spelling.words(content).slice(first, last);
  const hit = spelling.hits(words, plan, depth);
  let start = 0, best = 0, at = -1;
  hit.forEach((here, place) => {
    if (!here) return;
    const window = words.slice(place, place + WINDOW).filter((_, index) => hit[place + index]);
    const score = new Set(window.map((word) => word.terms.join())).size * 1000 + window.length;
    if (score > best) { best = score; start = Math.max(0, place - 6); at = first + place; }
  });
  const piece = words.slice(start, start + WINDOW);
  if (!piece.length) return null;
  const from = piece[0].start, text = content.slice(from, piece.at(-1).end);
  const moved = piece.map((word) => ({ ...word, first: word.first - from, last: word.last - from }));
  const anchor = at < 0 ? null : data.anchors.filter((each) => each.element === "h3" && each.location <= at).at(-1);
  const parts = marked(text, plan, depth, moved, hit.slice(start, start + WINDOW));
  return { parts: [start ? "… " : "", ...parts, start + WINDOW < words.length ? " …" : ""], anchor: anchor?.id };
}

function shown(data, plan, depth, q) {
  const meta = data.meta;
  const outside = /^https?:/.test(data.url);
  const id = outside ? data.url : data.url.replace(/^\/|\/$/g, "");
  const home = outside ? data.url : new URL(`${id}/`, root).href;
  const page = q && meta.kho !== "0" ? `${home}?tim=${encodeURIComponent(q)}` : home;
  const piece = excerpt(data, plan, depth);
  const tags = [meta.kho === "0" && _("Không có trong kho"), meta["tinh-trang"], meta.rieng && _("Chỉ có trong bản nội bộ"),
    outside && others.find((other) => data.url.startsWith(other.url))?.title];
  const first = element("p", {}, element("span", { className: "so-hieu" }, ...marked(meta.so, plan, depth)));
  if (meta.ngay) first.append(element("span", { className: "phu", textContent: `${meta.ngay}, ${meta["co-quan"]}` }));
  for (const tag of tags) if (tag) first.append(" ", element("span", { className: "the", textContent: tag }));
  const name = meta.ten ? marked(meta.ten, plan, depth) : [_n("%(num)s văn bản dẫn chiếu đến văn bản này", Number(meta.dan))];
  const item = element("li", {}, first, element("p", { className: "ten" }, element("a", { href: page }, ...name)));
  if (piece && meta.ten) item.append(element("p", { className: "doan" }, ...piece.parts));
  if (piece?.anchor) item.append(element("p", { className: "phu" }, element("a", { href: `${page}#${piece.anchor}`, textContent: _("Đến đoạn này") })));
  item.dataset.result = id;
  return item;
}

// --- a number leads to its document --------------------------------------------------------------------------------
const tables = new Map();
async function numbers(words) {
  const typed = spelling.folded(words).replace(/([0-9])([a-z]{2,})/g, "$1 $2").split(" ").filter((word) => word && word !== "so");
  const place = typed.findIndex((word) => /^[0-9]+[a-z]?$/.test(word));
  if (place < 0 || typed.length > 12) return [];
  const figure = typed[place].replace(/^0+(?=[0-9])/, "");
  const key = figure.replace(/\D/g, "").slice(-2).padStart(2, "0");
  if (!tables.has(key)) {
    tables.set(key, fetch(new URL(`tim-kiem/so/${key}.json`, root), FRESH).then((answer) => (answer.ok ? answer.json() : [])).catch(() => []));
  }
  const rest = typed.filter((word, index) => index !== place);
  return (await tables.get(key)).filter((row) => {
    const [head, ...tail] = row[0].toLowerCase().split(".");
    const around = new Set([...row[1].split(" "), ...tail]);
    return head === figure && rest.every((word, index) => around.has(word) || (index === rest.length - 1 && [...around].some((each) => each.startsWith(word))));
  }).slice(0, 12);
}

// A number with its symbol, among other words.
const NUMBER = /[0-9][0-9.]*[a-zđ]?(?:\s*[-–/.]\s*|\s+)\p{L}[\p{L}\p{M}\d]*(?:[-–/.]\p{L}[\p{L}\p{M}\d]*)+/iu;
async function numbersIn(words) {
  const rows = await numbers(words), inside = rows.length ? null : words.match(NUMBER);
  return inside ? numbers(inside[0]) : rows;
}

const whole = (row, words) => {
  const typed = spelling.folded(words).split(" ");
  const symbol = spelling.folded(row[3].match(/[0-9][0-9.]*[a-zđ]?[-/](\S+)/i)?.[1] ?? "").split(" ");
  return symbol[0] && symbol.every((part) => typed.includes(part));
};

async function offer(words, turn) {
  const rows = await numbersIn(words);
  if (turn !== latest) return;
  jump.replaceChildren(...rows.map(([, , id, name, held, citing]) => {
    const link = element("a", { href: new URL(`${id}/`, root).href, textContent: name });
    link.dataset.jump = id;
    return element("p", { className: "den-thang" }, element("strong", { textContent: (held ? _("Đến thẳng văn bản") : _("Không có trong kho")) + ": " }), link, held ? "" : "; " + _n("%(num)s văn bản dẫn chiếu đến số này", citing));
  }));
}

// --- filters -------------------------------------------------------------------------------------------------------
const givenName = (name) => name.split(" ").at(-1);
const ranks = {
  "co-quan": (a, b) => (protocol.indexOf(a) + 1 || 999) - (protocol.indexOf(b) + 1 || 999) || collator.compare(a, b),
  nam: (a, b) => b.localeCompare(a),
  "nguoi-ky": (a, b) => collator.compare(givenName(a), givenName(b)) || collator.compare(a, b),
};
const opened = new Set();
const shownDay = (iso) => iso.split("-").reverse().join("/");

function isoDay(typed) {
  if (!typed.trim()) return "";
  const iso = typed.match(/^\s*([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})\s*$/);
  const parts = iso ? [iso[0], iso[3], iso[2], iso[1]] : typed.match(/^\s*([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4})\s*$/);
  if (!parts || !spelling.dayWord(parts[3], parts[2], parts[1])) return null;
  return `${parts[3]}-${parts[2].padStart(2, "0")}-${parts[1].padStart(2, "0")}`;
}

function drawFilters(state, counts) {
  const used = document.activeElement?.closest?.("#cac-loc") && document.activeElement.id;
  const groups = GROUPS.flatMap(([key, name]) => {
    const active = state.filters[key] ?? [];
    const values = Object.keys(counts[key] ?? {}).filter((value) => counts[key][value] || active.includes(value)).sort(ranks[key] ?? collator.compare);
    for (const value of active) if (!values.includes(value)) values.push(value);
    if (!values.length || (values.length < 2 && !active.length)) return [];
    const visible = opened.has(key) ? values : values.filter((value, index) => index < FEW || active.includes(value));
    const set = element("fieldset", {}, element("legend", { textContent: name }));
    visible.forEach((value) => {
      const input = element("input", { type: "checkbox", checked: active.includes(value), id: `loc-${key}-${values.indexOf(value)}` });
      input.addEventListener("change", () => {
        const next = read();
        next.filters[key] = input.checked ? [...active, value] : active.filter((each) => each !== value);
        go(next, true);
      });
      set.append(element("label", { htmlFor: input.id }, input, ` ${_(value)} `, element("span", { className: "phu", textContent: `(${counts[key]?.[value] ?? 0})` })));
    });
    if (visible.length < values.length) {
      const button = element("button", { type: "button", textContent: _("Xem thêm %(count)s", { count: values.length - visible.length }) });
      button.addEventListener("click", () => { opened.add(key); drawFilters(state, counts); });
      set.append(button);
    }
    return [set];
  });
  const range = element("fieldset", {}, element("legend", { textContent: _("Ngày ban hành") }));
  for (const [key, name] of [["since", _("Từ ngày")], ["until", _("Đến ngày")]]) {
    const input = element("input", { type: "text", inputMode: "numeric", placeholder: "dd/mm/yyyy", value: shownDay(state[key]), id: `loc-${key}`, autocomplete: "off" });
    const wrong = element("p", { className: "loi", role: "alert" });
    input.addEventListener("change", () => {
      const day = isoDay(input.value);
      input.ariaInvalid = String(day === null);
      wrong.textContent = day === null ? _("Không có ngày này. Xin viết như 08/5/2023.") : "";
      if (day !== null) go({ ...read(), [key]: day }, true);
    });
    range.append(element("label", { htmlFor: input.id, className: "ngay" }, `${name} `, input), wrong);
  }
  facets.replaceChildren(...groups, range);
  if (used) byId(used)?.focus();
}

function drawChips(state) {
  const active = GROUPS.flatMap(([key]) => (state.filters[key] ?? []).map((value) => [key, value, value]));
  if (state.since) active.push(["since", "", _("từ ngày %(first)s", { first: shownDay(state.since) })]);
  if (state.until) active.push(["until", "", _("đến ngày %(last)s", { last: shownDay(state.until) })]);
  byId("so-loc").textContent = active.length ? ` (${active.length})` : "";
  chips.replaceChildren(...active.map(([key, value, name]) => {
    const button = element("button", { type: "button", textContent: `${name} ×`, ariaLabel: _("Bỏ lọc: %(name)s", { name }) });
    button.addEventListener("click", () => {
      const next = read();
      if (key in next) next[key] = "";
      else next.filters[key] = next.filters[key].filter((each) => each !== value);
      go(next, true);
      box.focus();
    });
    return element("li", {}, button);
  }));
}

const quotedOnce = (words) => (/^["“].*["”]$/.test(words) ? words : `“${words}”`);

// --- the search ----------------------------------------------------------------------------------------------------
let latest = 0, facing = null;
const say = (name) => { list.dataset.searchState = name; list.setAttribute("aria-busy", String(name === "loading")); };

async function search(state, keep = SHOWN) {
  const turn = ++latest;
  const words = state.q.trim();
  order.value = state.sort;
  drawChips(state);
  document.title = words ? `“${words}” - ${heading}` : heading;
  if (!words) jump.replaceChildren();
  const plan = spelling.parse(words);
  if (!plan.terms.length && !Object.keys(state.filters).length && !state.since && !state.until) {
    list.replaceChildren(); more.replaceChildren(); facets.replaceChildren(); panel.hidden = true; facing = null;
    empty.hidden = !words;
    count.textContent = words ? _("Không có văn bản nào khớp với %(words)s.", { words: quotedOnce(words) }) : "";
    say(words ? "empty" : "idle");
    return;
  }
  say("loading");
  const slow = setTimeout(() => { if (turn === latest) count.textContent = _("Đang tìm…"); }, 300);
  try {
    const jumping = words ? offer(words, turn) : null;
    if ("empty" in form.dataset) { await draw(NOTHING, plan, state, turn, keep); return; }
    const pagefind = await load();
    const filters = await wanted(state);
    const whole = await find(pagefind, plan, filters);
    const found = { results: await sorted(whole.results, state.sort || (plan.terms.length ? "" : "moi")) };
    await jumping;
    if (turn !== latest) return;
    await draw(found, plan, state, turn, keep);
    clearTimeout(slow);
    if (turn !== latest) return;
    panel.hidden = !found.results.length && !Object.keys(filters).length;
    facing = async () => {
      const counts = await tally(pagefind, plan, filters);
      if (turn === latest) drawFilters(state, counts);
    };
    if (panel.open) await facing();
  } catch (error) {
    if (turn !== latest) return;
    await forget();
    list.replaceChildren();
    const again = element("button", { type: "button", textContent: _("Thử lại") });
    again.addEventListener("click", () => search(read()));
    more.replaceChildren(again);
    count.textContent = navigator.onLine ? _("Không tải được chỉ mục tìm kiếm.") : _("Không có kết nối mạng: không tải được chỉ mục tìm kiếm.");
    empty.hidden = false;
    byId("loi-khuyen").replaceChildren();
    say("error");
  } finally {
    clearTimeout(slow);
  }
}

async function draw(found, plan, state, turn, keep) {
  const total = found.results.length;
  const items = (from, to) => Promise.all(found.results.slice(from, to).map(async ([result, depth]) => shown(await result.data(), plan, depth, state.q.trim())));
  const first = await items(0, keep);
  if (turn !== latest) return;
  list.replaceChildren(...first);
  const missed = down.length ? " " + _("Không tìm được trong: %(places)s.", { places: down.join(", ") }) : "";
  count.textContent = (total ? _n("%(num)s văn bản", total) : _("Không có văn bản nào khớp với %(words)s.", { words: quotedOnce(state.q.trim()) })) + missed;
  empty.hidden = total > 0;
  order.closest("p").hidden = total < 2;
  say(total ? "ready" : "empty");
  let next = keep;
  const button = element("button", { type: "button" });
  const label = () => {
    button.textContent = _n("Xem thêm %(num)s văn bản", Math.min(SHOWN, total - next));
    more.replaceChildren(...(next < total ? [button] : []));
  };
  button.addEventListener("click", async () => {
    const added = await items(next, next + SHOWN);
    list.append(...added);
    next += SHOWN;
    history.replaceState({ ...history.state, shown: next }, "");
    label();
    added[0]?.querySelector("a").focus();
  });
  label();
  if (!total) await advise(plan, state, turn);
}

// Only what helps: the same search without one of its words, marks, quotation marks or filters, with what it gives.
async function advise(plan, state, turn) {
  const place = byId("loi-khuyen");
  place.replaceChildren();
  if ("empty" in form.dataset || !plan.terms.length) return;
  const pagefind = await load();
  const filters = await wanted(state);
  const tries = [];
  const words = state.q.trim(), unslipped = spelling.unslipped(words);
  if (unslipped !== words) tries.push([_("Có phải “%(words)s”?", { words: unslipped }), { ...state, q: unslipped }]);
  if (plan.phrases.length) tries.push([_("Bỏ ngoặc kép"), { ...state, q: words.replace(/["“”„«»]/g, " ").trim() }]);
  if (Object.keys(filters).length) tries.push([_("Bỏ các bộ lọc"), { ...state, filters: {}, since: "", until: "" }]);
  for (const each of plan.phrases.length ? [] : plan.terms) {
    const left = plan.terms.filter((term) => term !== each).map((term) => term.shown).join(" ");
    if (left) tries.push([_("Bỏ “%(words)s”", { words: each.shown }), { ...state, q: left }]);
  }
  for (const [name, next] of tries.slice(0, 8)) {
    const found = await find(pagefind, spelling.parse(`${next.q} `), await wanted(next));
    if (turn !== latest) return;
    if (!found.results.length) continue;
    const button = element("button", { type: "button", textContent: `${name} (${found.results.length})` });
    button.addEventListener("click", () => { box.value = next.q; go(next, true); });
    place.append(element("li", {}, button));
  }
}

function go(state, push) {
  write(state, push);
  return search(state);
}

// --- hands ---------------------------------------------------------------------------------------------------------
let typing;
box.addEventListener("input", () => {
  clearTimeout(typing);
  typing = setTimeout(() => go({ ...read(), q: box.value }, false), 200);
});
box.addEventListener("focus", () => { if (!("empty" in form.dataset)) load().catch(forget); }, { once: true });
form.addEventListener("submit", async (event) => {
  event.preventDefault();
  clearTimeout(typing);
  const words = box.value;
  const held = (await numbers(words)).filter((row) => row[4] && whole(row, words));
  if (held.length === 1 && spelling.parse(words).phrases.length === 0 && (await numbers(words)).length === 1) {
    write({ ...read(), q: words }, false);
    location.href = new URL(`${held[0][2]}/`, root).href;
    return;
  }
  go({ ...read(), q: words }, true);
});
order.addEventListener("change", () => go({ ...read(), sort: order.value }, true));

const shortcut = byId("phim-tat");
try { shortcut.checked = localStorage.getItem("phim-tat") !== "0"; } catch { /* no storage: the key works */ }
shortcut.addEventListener("change", () => { try { localStorage.setItem("phim-tat", shortcut.checked ? "1" : "0"); } catch { /* as above */ } });
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const field = /^(?:INPUT|SELECT|TEXTAREA)$/.test(document.activeElement?.tagName ?? "");
  const links = [...document.querySelectorAll("#den-thang a, #ket-qua .ten a")];
  const here = links.indexOf(document.activeElement);
  if (event.key === "/" && !field && shortcut.checked) { event.preventDefault(); box.focus(); box.select(); }
  else if (event.key === "ArrowDown" && (document.activeElement === box || here >= 0) && links[here + 1]) { event.preventDefault(); links[here + 1].focus(); }
  else if (event.key === "ArrowUp" && here >= 0) { event.preventDefault(); (links[here - 1] ?? box).focus(); }
  else if (event.key === "Escape" && here >= 0) { event.preventDefault(); box.focus(); }
  else if (event.key === "Escape" && document.activeElement === box && box.value) { event.preventDefault(); box.value = ""; go({ ...read(), q: "" }, false); }
});

async function fromAddress() {
  const state = read();
  box.value = state.q;
  const kept = history.state ?? {};
  await search(state, kept.shown ?? SHOWN);
  if (kept.y) scrollTo(0, kept.y);
}
addEventListener("pagehide", () => history.replaceState({ ...history.state, y: scrollY }, ""));
addEventListener("popstate", fromAddress);
panel.addEventListener("toggle", () => { if (panel.open && facing) facing().catch(() => {}); });
panel.open = matchMedia("(min-width: 56rem)").matches && Number(form.dataset.count) <= SMALL;
early.abort();
if (pressed) form.requestSubmit();
else if (box.value && box.value !== read().q) go({ ...read(), q: box.value }, false);  // typed meanwhile
else fromAddress();
