// A card beside a citation that is pointed at or reached by key: what the page's own list says of the document.
const sheet = document.getElementById("toan-van");
const list = document.getElementById("lien-quan");
const card = Object.assign(document.createElement("div"), { id: "the-dan", className: "the-dan", role: "tooltip", hidden: true });
let waiting, shown, described;

const entries = new Map();
for (const entry of list?.querySelectorAll(".danh-sach > li") ?? []) {
  const link = entry.querySelector(".vb a");
  if (link && !entries.has(link.href)) entries.set(link.href, entry);
}

function hide() {
  clearTimeout(waiting);
  if (!shown) return;
  card.hidden = true;
  if (described) shown.setAttribute("aria-describedby", described);
  else shown.removeAttribute("aria-describedby");
  shown = undefined;
}

function show(link) {
  hide();
  const entry = entries.get(link.href.split("#")[0]);
  if (!entry) return;
  card.replaceChildren(...[...entry.querySelectorAll(".vb, .quan-he")].map((part) => part.cloneNode(true)));
  for (const inner of card.querySelectorAll("a")) inner.replaceWith(...inner.childNodes);
  described = link.getAttribute("aria-describedby");
  link.setAttribute("aria-describedby", card.id);
  link.after(card);
  card.hidden = false;
  const lines = link.getClientRects(), place = lines[0], last = lines[lines.length - 1];
  const around = card.offsetParent.getBoundingClientRect();
  const room = document.documentElement.clientWidth - card.offsetWidth - 8;
  card.style.left = `${Math.max(8, Math.min(place.left, room)) - around.left}px`;
  const below = last.bottom + card.offsetHeight + 12 < innerHeight || place.top < card.offsetHeight + 12;
  card.style.top = `${(below ? last.bottom + 4 : place.top - card.offsetHeight - 4) - around.top}px`;
  shown = link;
}

function later(action, time) {
  clearTimeout(waiting);
  waiting = setTimeout(action, time);
}

for (const link of sheet.querySelectorAll('a[id^="dc-"]')) {
  link.addEventListener("pointerenter", (event) => event.pointerType === "mouse" && later(() => show(link), 350));
  link.addEventListener("pointerleave", () => later(hide, 200));
  link.addEventListener("focus", () => link.matches(":focus-visible") && later(() => show(link), 350));
  link.addEventListener("blur", hide);
}
card.addEventListener("pointerenter", () => clearTimeout(waiting));
card.addEventListener("pointerleave", () => later(hide, 200));
document.addEventListener("keydown", (event) => event.key === "Escape" && hide());
