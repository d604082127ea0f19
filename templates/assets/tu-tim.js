// Words of a query as the search index has them: vankho/searchwords.py does the same to what is indexed, and
// tests/cases/search-words.json holds both to it. Nothing here touches the page.
const MARKS = { "\u0306": "b", "\u0302": "c", "\u031b": "h" };
const TONES = { "\u0300": "f", "\u0309": "r", "\u0303": "x", "\u0301": "s", "\u0323": "q" };
const DIGITS = "abcdefghik";
const ALIKE = { "\u00d0": "Đ", "\u0189": "Đ", "\u00f0": "đ", "\u0256": "đ", "\u2044": "/", "\u2013": "-", "\u2011": "-", "\u2010": "-", "\u2212": "-", "\u00a0": " " };
const RUN = /[0-9]+|[\p{L}\p{Nl}\p{No}]+/gu;
const DAY = /(?<![0-9])(?:(?:ng[àa]y\s+)?([0-9]{1,2})\s*th[áa]ng\s*([0-9]{1,2}),?\s*n[ăa]m\s*([0-9]{4})|([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4})|([0-9]{4})-([0-9]{1,2})-([0-9]{1,2}))(?![0-9])/giu;

const plain = (text) => text.normalize("NFC").replace(/[\u00d0\u0189\u00f0\u0256\u2044\u2013\u2011\u2010\u2212\u00a0]/g, (sign) => ALIKE[sign]);
const figures = (digits) => [...digits].map((digit) => DIGITS[digit]).join("");

/** The index word of letters or of digits: `dangjdrz` of đảng, `wbfaz` of 0150. */
export function indexWord(word) {
  if (/^[0-9]/.test(word)) return `w${figures(word.replace(/^0+/, "") || "0")}z`;
  let letters = "", marks = "", tone = "";
  for (const sign of word.toLowerCase().normalize("NFD")) {
    if (TONES[sign]) tone = TONES[sign];
    else if (sign === "đ") { letters += "d"; marks += "d"; }
    else if (/\p{M}/u.test(sign)) { const mark = MARKS[sign] ?? ""; if (!marks.endsWith(mark) || !mark) marks += mark; }
    else letters += sign;
  }
  return `${letters}j${marks}${tone}z`;
}

/** The index word of a day, null where there is none such. */
export function dayWord(year, month, day) {
  const date = new Date(Date.UTC(year, month - 1, day));
  const same = date.getUTCFullYear() === +year && date.getUTCMonth() === month - 1 && date.getUTCDate() === +day;
  return same ? `y${figures(date.toISOString().slice(0, 10).replaceAll("-", ""))}z` : null;
}

const dayOf = (m) => (m[3] ? dayWord(m[3], m[2], m[1]) : m[6] ? dayWord(m[6], m[5], m[4]) : dayWord(m[7], m[8], m[9]));

// A word of a query: `exact` as it is typed, `loose` in whatever marks, `typed` what it may be the beginning of.
function term(run) {
  const exact = indexWord(run);
  if (exact.startsWith("w") && /^[0-9]/.test(run)) return { shown: run, exact, loose: exact, typed: exact.slice(0, -1) };
  const base = exact.slice(0, exact.lastIndexOf("j") + 1);
  const marked = exact !== `${base}z`;
  return { shown: run, exact: marked ? exact : base, loose: base, typed: marked ? null : base.slice(0, -1), whole: exact, marked };
}

/** Each word of a text with its offsets, as the index has it: `terms` of one word stand in one place. */
export function words(text) {
  const source = plain(text);
  const days = new Map();
  for (const match of source.matchAll(DAY)) { const day = dayOf(match); if (day) days.set(match.index, day); }
  const found = [];
  for (const match of source.matchAll(/\S+/g)) {
    const terms = (match[0].match(RUN) ?? []).map(indexWord);
    for (let at = match.index; at < match.index + match[0].length; at++) if (days.has(at)) terms.push(days.get(at));
    if (terms.length) found.push({ start: match.index, end: match.index + match[0].length, terms });
  }
  return found;
}

/** A query: its words, and the lengths of what stands in quotation marks. */
export function parse(query) {
  const clean = plain(query).replace(/[“”„«»]/g, '"');
  const terms = [], phrases = [];
  const parts = clean.split('"');
  parts.forEach((part, place) => {
    const quoted = place % 2 === 1 && place < parts.length - 1;
    let text = part;
    if (!quoted) {
      text = part.replace(DAY, (...match) => {
        const day = dayOf(match);
        if (!day) return match[0];
        terms.push({ shown: match[0].trim(), exact: day, loose: day, typed: null });
        return " ";
      });
    }
    const before = terms.length;
    if (quoted) {
      for (const word of part.match(/\S+/g) ?? []) {
        const runs = (word.match(RUN) ?? []).map(term);
        for (const each of runs) each.with = runs;  // they stand in one place: 150, KH and TU of 150-KH/TU
        terms.push(...runs);
      }
      const phrase = terms.slice(before);
      // Who writes marks writes all of them: "Ban Thường vụ" has ban, not bản.
      if (phrase.some((each) => each.marked)) for (const each of phrase) each.exact = each.whole ?? each.exact;
      const places = [...new Set(phrase.map((each) => each.with))];
      if (places.length > 1) phrases.push(places);
    } else {
      terms.push(...(text.match(RUN) ?? []).map(term));
    }
  });
  const last = terms.at(-1);
  const open = last && last.typed && !/["\s]$/.test(clean) && last.typed.length > 1;
  return { terms, phrases, open: Boolean(open) };
}

/** Which word of a query a word of a text meets, -1 for none: as typed (depth 0), in other marks (1), as its beginning (2). */
export function meets(terms, plan, depth) {
  return plan.terms.findIndex((term, index) => {
    const prefix = depth === 2 && plan.open && index === plan.terms.length - 1 ? term.typed : depth ? term.loose : term.exact;
    return prefix && terms.some((each) => each.startsWith(prefix));
  });
}

/** Whether a word of a text is what a phrase has there, which may be several index words: 150-KH/TU. */
export const stands = (terms, place) =>
  terms !== undefined && place.every((wanted) => terms.some((each) => each.startsWith(wanted.exact)));

/** Letters without marks, for comparing numbers and names: "so 1593 cv tu". */
export const folded = (text) =>
  plain(text).normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().replaceAll("đ", "d").replace(/[^a-z0-9]+/g, " ").trim();
