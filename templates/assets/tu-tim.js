// Words of a query as the search index has them: vankho/searchwords.py does the same to what is indexed, and
// tests/cases/search-words.json holds both to it. Nothing here touches the page.
const MARKS = { "\u0306": "b", "\u0302": "c", "\u031b": "h" };
const TONES = { "\u0300": "f", "\u0309": "r", "\u0303": "x", "\u0301": "s", "\u0323": "q" };
const DIGITS = "abcdefghik";
const ALIKE = { "\u00d0": "Đ", "\u0189": "Đ", "\u00f0": "đ", "\u0256": "đ", "\u2044": "/", "\u2013": "-", "\u2011": "-", "\u2010": "-", "\u2212": "-", "\u00a0": " " };
const RUN = /[0-9]+|[\p{L}\p{Nl}\p{No}]+/gu;
const DAY = /(?<![0-9])(?:(?:ng[àa]y\s+)?([0-9]{1,2})\s*th[áa]ng\s*([0-9]{1,2}),?\s*n[ăa]m\s*([0-9]{4})|([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4})|([0-9]{4})-([0-9]{1,2})-([0-9]{1,2}))(?![0-9])/giu;

const SHORT_DAY = /(?<![0-9/.-])([0-9]{1,2}[/.-][0-9]{1,2}[/.-])([0-9]{2})(?![0-9/.-])/g;  // in queries only

const plain = (text) => text.normalize("NFC").replace(/[\u00d0\u0189\u00f0\u0256\u2044\u2013\u2011\u2010\u2212\u00a0]/g, (sign) => ALIKE[sign]);
const figures = (digits) => [...digits].map((digit) => DIGITS[digit]).join("");

const IY = /^(?:[hklmst]|qu)y$/;

// Letters, marks and tone of a word.
function taken(word) {
  let letters = "", marks = "", tone = "";
  for (const sign of word.toLowerCase().normalize("NFD")) {
    if (TONES[sign]) tone = TONES[sign];
    else if (sign === "đ") { letters += "d"; marks += "d"; }
    else if (/\p{M}/u.test(sign)) { const mark = MARKS[sign] ?? ""; if (!marks.endsWith(mark) || !mark) marks += mark; }
    else letters += sign;
  }
  return [letters, marks + tone];
}

/** The index word of letters or of digits: `dangjdrz` of đảng, `wbfaz` of 0150. */
export function indexWord(word) {
  if (/^[0-9]/.test(word)) return `w${figures(word.replace(/^0+/, "") || "0")}z`;
  const [letters, marks] = taken(word);
  return `${IY.test(letters) ? `${letters.slice(0, -1)}i` : letters}j${marks}z`;
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
  return { shown: run, exact: marked ? exact : base, loose: base, typed: taken(run)[0], whole: exact, marked };
}

/** Each word of a text with its offsets, as the index has it: `terms` of one word stand in one place; `first` and `last`
 * are those of its letters and figures. */
export function words(text) {
  const source = plain(text);
  const days = new Map();
  for (const match of source.matchAll(DAY)) { const day = dayOf(match); if (day) days.set(match.index, day); }
  const found = [];
  for (const match of source.matchAll(/\S+/g)) {
    const runs = [...match[0].matchAll(RUN)];
    const terms = runs.map(([run]) => indexWord(run));
    for (let at = match.index; at < match.index + match[0].length; at++) if (days.has(at)) terms.push(days.get(at));
    if (!runs.length) continue;
    const first = match.index + runs[0].index, last = match.index + runs.at(-1).index + runs.at(-1)[0].length;
    found.push({ start: match.index, end: match.index + match[0].length, first, last, terms });
  }
  return found;
}

/** A query: its words, and those that stand in quotation marks; `open` where its last word may go on. */
export function parse(query) {
  const clean = plain(query).replace(/[“”„«»]/g, '"');
  const terms = [], phrases = [];
  const parts = clean.split('"');
  parts.forEach((part, place) => {
    const quoted = place % 2 === 1 && place < parts.length - 1;
    let text = part;
    if (!quoted) {
      text = part.replace(SHORT_DAY, (all, day, year) => (dayOf([...`${day}20${year}`.matchAll(DAY)][0]) ? `${day}20${year}` : all)).replace(DAY, (...match) => {
        const day = dayOf(match);
        if (!day) return match[0];
        terms.push({ shown: match[0].trim(), exact: day, loose: day, typed: null });
        return " ";
      });
    }
    const places = (text.match(/\S+/g) ?? []).map((word) => (word.match(RUN) ?? []).map(term)).filter((runs) => runs.length);
    for (const runs of places) for (const each of runs) each.with = runs;  // they stand in one place: 150, KH and TU of 150-KH/TU
    terms.push(...places.flat());
    if (!quoted) return;
    // Who writes marks writes all of them: "Ban Thường vụ" has ban, not bản.
    if (places.flat().some((each) => each.marked)) for (const each of places.flat()) each.exact = each.whole ?? each.exact;
    if (places.length > 1) phrases.push(places);
  });
  const open = Boolean(terms.at(-1)?.typed) && /[\p{L}\p{M}\p{N}]$/u.test(clean);
  return { terms, phrases, open };
}

/** A query without letters that were typed twice, as slips of Telex and of the finger: "hoaàn", "địnhh". */
export const unslipped = (query) => {
  const bare = (sign) => sign.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  const kept = [];
  for (const sign of query.normalize("NFC")) {
    const twice = kept.length && /\p{L}/u.test(sign) && bare(sign) === bare(kept.at(-1));
    if (!twice) kept.push(sign);
    else if (sign !== bare(sign)) kept[kept.length - 1] = sign;
  }
  return kept.join("");
};

/** What is left of a query without its last word. */
export const shortened = (plan) => ({ ...plan, terms: plan.terms.slice(0, -1), open: false });

/** Which words of a text a query finds, true or false for each: as typed (depth 0), in other marks (1), or by the
 * beginning of its last word (2); words of a phrase where the phrase stands; 57-KH/TU where all of it stands. */
export function hits(found, plan, depth) {
  const meets = (terms, term) => {
    const prefix = depth === 2 && plan.open && term === plan.terms.at(-1) ? term.typed : depth ? term.loose : term.exact;
    return terms.some((each) => each.startsWith(prefix) || each.startsWith(depth ? term.loose : term.exact));
  };
  const phrased = new Set(plan.phrases.flat(2));
  const free = plan.terms.filter((term) => !phrased.has(term));
  const hit = found.map(({ terms }) => free.some((term) => (terms.length > 1 && term.with ? term.with : [term]).every((each) => meets(terms, each))));
  for (const phrase of plan.phrases) {
    found.forEach((_, start) => {
      if (phrase.every((place, index) => stands(found[start + index]?.terms, place))) phrase.forEach((__, index) => { hit[start + index] = true; });
    });
  }
  return hit;
}

/** Whether a word of a text is what a phrase has there, which may be several index words: 150-KH/TU. */
export const stands = (terms, place) =>
  terms !== undefined && place.every((wanted) => terms.some((each) => each.startsWith(wanted.exact)));

/** Letters without marks, for comparing numbers and names: "so 1593 cv tu". */
export const folded = (text) =>
  plain(text).normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().replaceAll("đ", "d").replace(/[^a-z0-9]+/g, " ").trim();
