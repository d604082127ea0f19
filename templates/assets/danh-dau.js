// On arrival from a search: its words are marked in the letter, and can be unmarked. Loaded only when there are such.
const said = JSON.parse(document.getElementById("loi-dich")?.textContent ?? "{}");
const _ = (text, values = {}) => (said[text] ?? text).replace(/%\((\w+)\)s/g, (_, key) => values[key]);
const _n = (text, num) => (said[text]?.[num === 1 ? 0 : 1] ?? text).replace("%(num)s", num);
const sheet = document.getElementById("toan-van");
const { words, parse, hits } = await import(new URL(sheet.dataset.words, document.baseURI));
const asked = new URL(location.href).searchParams.get("tim");
const plan = parse(`${asked} `);

function nodes() {
  const walker = document.createTreeWalker(sheet, NodeFilter.SHOW_TEXT);
  const found = [];
  while (walker.nextNode()) if (walker.currentNode.data.trim()) found.push(walker.currentNode);
  return found;
}

function mark(depth) {
  let count = 0;
  for (const node of nodes()) {
    const parts = [];
    let from = 0;
    const found = words(node.data), hit = hits(found, plan, depth);
    for (const word of found.filter((_, place) => hit[place])) {
      const made = document.createElement("mark");
      made.textContent = node.data.slice(word.first, word.last);
      made.className = "tim-thay";
      parts.push(node.data.slice(from, word.first), made);
      from = word.last;
      count += 1;
    }
    if (from) node.replaceWith(...parts, node.data.slice(from));
  }
  return count;
}

if (plan.terms.length) {
  const count = mark(0) || mark(1);
  const line = document.createElement("p");
  line.className = "danh-dau";
  line.setAttribute("role", "status");
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = _("Bỏ đánh dấu");
  const found = _n("%(num)s từ", count);
  line.append(_("Đang đánh dấu “%(words)s”: %(found)s.", { words: asked, found }), " ", button);
  button.addEventListener("click", () => {
    for (const made of sheet.querySelectorAll("mark.tim-thay")) made.replaceWith(made.textContent);
    sheet.normalize();
    line.remove();
    const url = new URL(location.href);
    url.searchParams.delete("tim");
    history.replaceState(history.state, "", url);
  });
  if (count) sheet.before(line);
  if (location.hash) document.getElementById(decodeURIComponent(location.hash.slice(1)))?.scrollIntoView();
}
