// The search page: words in, a list of directives out, by Pagefind. Loaded on this page only.
const form = document.querySelector("form[data-root]");
const box = form.elements.q;
const root = new URL(form.dataset.root, location.href);
const list = document.getElementById("ket-qua");
const count = document.getElementById("so-ket-qua");
const jump = document.getElementById("den-thang");
const empty = document.getElementById("het-cach");
const heading = document.title;
const SHOWN = 20;
let engine;
let latest = 0;

// The index holds d with a stroke (U+0335) for đ: Pagefind folds by decomposition, and đ does not decompose.
const toIndex = (text) => text.normalize("NFC").replaceAll("đ", "d\u0335").replaceAll("Đ", "D\u0335");
const fromIndex = (text) => text.replaceAll("d\u0335", "đ").replaceAll("D\u0335", "Đ");

// 1593-CV/TU is indexed whole and in parts; a query finds it in parts, outside quotation marks.
const toQuery = (words) =>
  toIndex(words).split('"').map((part, place) => (place % 2 ? part : part.replace(/[-\/]+/g, " "))).join('"').trim();

// How a number is recognised, however it is typed: "số 1593 cv tu", "1593-CV/TU".
const fold = (text) =>
  text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase().replaceAll("đ", "d").replace(/[^a-z0-9]+/g, " ").trim();
const numberOf = (text) => fold(text).replace(/^(?:[a-z ]*\b)?so /, "").replaceAll(" ", "");

function element(name, properties, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}

function marked(html) {
  // Pagefind's excerpts are escaped text with <mark>; nothing else of them is used.
  const parsed = new DOMParser().parseFromString(html, "text/html").body;
  return [...parsed.childNodes].map((node) =>
    node.nodeName === "MARK" ? element("mark", { textContent: fromIndex(node.textContent) }) : fromIndex(node.textContent));
}

function state(name) {
  list.dataset.searchState = name;
}

async function load() {
  engine ??= import(new URL("pagefind/pagefind.js", root)).then(async (pagefind) => {
    await pagefind.options({ baseUrl: "/", excerptLength: 32 });
    await pagefind.init();
    return pagefind;
  });
  return engine;
}

function shown(result) {
  const id = result.raw_url ? result.raw_url.replace(/^\/|\/$/g, "") : result.url.replace(/^\/|\/$/g, "");
  const passage = result.sub_results.find((part) => part.anchor && part.excerpt.includes("<mark>"));
  const href = new URL(`${id}/${passage ? `#${passage.anchor.id}` : ""}`, root).href;
  const item = element("li", {},
    element("p", {},
      element("span", { className: "so-hieu", textContent: fromIndex(result.meta.number) }),
      element("span", { className: "phu", textContent: `${result.meta.date}, ${fromIndex(result.meta.body)}` })),
    element("p", { className: "ten" }, element("a", { href: new URL(`${id}/`, root).href, textContent: fromIndex(result.meta.title) })),
    element("p", { className: "doan" }, "… ", ...marked((passage ?? result).excerpt), " …"),
    ...(passage ? [element("p", { className: "phu" }, element("a", { href, textContent: "Đến đoạn này" }))] : []));
  item.dataset.result = id;
  return item;
}

function offer(words, results) {
  jump.replaceChildren();
  const wanted = numberOf(words);
  if (!/[0-9]/.test(wanted)) return;
  for (const result of results) {
    const number = fromIndex(result.meta.number);
    if (numberOf(number) !== wanted) continue;
    const id = result.url.replace(/^\/|\/$/g, "");
    const link = element("a", { href: new URL(`${id}/`, root).href, textContent: `${number} ngày ${result.meta.date} của ${fromIndex(result.meta.body)}` });
    link.dataset.jump = id;
    jump.append(element("p", { className: "den-thang" }, element("strong", { textContent: "Đến thẳng văn bản: " }), link));
  }
}

async function search(words) {
  const turn = ++latest;
  jump.replaceChildren();
  empty.hidden = true;
  if (!words.trim()) {
    list.replaceChildren();
    count.textContent = "";
    state("idle");
    return;
  }
  state("loading");
  const slow = setTimeout(() => { if (turn === latest) count.textContent = "Đang tìm…"; }, 300);
  try {
    if ("empty" in form.dataset) return show(words, { results: [] }, []);
    const pagefind = await load();
    await pagefind.options({ exactDiacritics: words.includes('"') });
    const found = await pagefind.search(toQuery(words));
    const first = await Promise.all(found.results.slice(0, SHOWN).map((result) => result.data()));
    if (turn !== latest) return;
    show(words, found, first);
  } catch (error) {
    if (turn !== latest) return;
    list.replaceChildren();
    count.textContent = "Không tải được chỉ mục tìm kiếm.";
    empty.hidden = false;
    engine = undefined;
    state("error");
  } finally {
    clearTimeout(slow);
  }
}

function show(words, found, first) {
  list.replaceChildren(...first.map(shown));
  offer(words, first);
  const total = found.results.length;
  document.title = `“${words.trim()}” - ${heading}`;
  count.textContent = total ? `${total} văn bản` : `Không có văn bản nào khớp với “${words.trim()}”.`;
  empty.hidden = total > 0;
  state(total ? "ready" : "empty");
  if (total <= SHOWN) return;
  const more = element("button", { type: "button", textContent: `Xem thêm ${Math.min(SHOWN, total - SHOWN)} văn bản` });
  let next = SHOWN;
  const row = element("li", {}, more);
  more.addEventListener("click", async () => {
    const items = (await Promise.all(found.results.slice(next, next + SHOWN).map((result) => result.data()))).map(shown);
    row.before(...items);
    next += SHOWN;
    items[0]?.querySelector("a").focus();
    if (next >= total) row.remove();
    else more.textContent = `Xem thêm ${Math.min(SHOWN, total - next)} văn bản`;
  });
  list.append(row);
}

function address(words) {
  const url = new URL(location.href);
  if (words) url.searchParams.set("q", words);
  else url.searchParams.delete("q");
  return url;
}

let typing;
box.addEventListener("input", () => {
  clearTimeout(typing);
  typing = setTimeout(() => {
    history.replaceState(null, "", address(box.value));
    search(box.value);
  }, 200);
});
box.addEventListener("focus", () => { if (!("empty" in form.dataset)) load().catch(() => { engine = undefined; }); }, { once: true });
form.addEventListener("submit", (event) => {
  event.preventDefault();
  clearTimeout(typing);
  history.pushState(null, "", address(box.value));
  search(box.value);
});
function fromAddress() {
  box.value = new URL(location.href).searchParams.get("q") ?? "";
  search(box.value);
}
addEventListener("popstate", fromAddress);
fromAddress();
