"""`make gold`: precision, recall and F1 of finding citations, on the gold set of the seeds and on the clerk's cases.

Prints every miss and every false hit by file and offset (seeds) or title (cases). Exits with 1 below the floors.
"""

import json
import re
import sys
from dataclasses import dataclass, field
from pathlib import Path

from vankho.antecedents import antecedents
from vankho.authority import read_authority
from vankho.bodies import Bodies, Records
from vankho.cite import find, without_marks
from vankho.model import Found, Kind
from vankho.spelling import nfc

TESTS = Path(__file__).parent.parent
FLOORS = {
    "overlap": 1.0,
    "exact": 1.0,
    "fields": 1.0,
    "short forms": 1.0,
    "relations": 30 / 34,
    "negatives": 1.0,
    "cases": 1.0,
}
"""The least share that may be right: of the 34 core citations, of 29 negatives, of the cases' lines."""


@dataclass
class Tally:
    """Right and wanted of one measure, with what went wrong."""

    name: str
    right: int = 0
    wanted: int = 0
    found: int = 0
    notes: list[str] = field(default_factory=list)

    def score(self, ok: bool, note: str) -> None:
        self.wanted += 1
        self.found += 1
        self.right += ok
        if not ok:
            self.notes.append(note)

    @property
    def recall(self) -> float:
        return self.right / self.wanted if self.wanted else 1.0

    @property
    def precision(self) -> float:
        return self.right / self.found if self.found else 1.0

    def __str__(self) -> str:
        both = self.precision + self.recall
        f1 = 2 * self.precision * self.recall / both if both else 0.0
        return f"{self.name:12} {self.right:4} of {self.wanted:4}  precision {self.precision:.3f}  recall {self.recall:.3f}  F1 {f1:.3f}"


def seeds() -> list[Tally]:
    """The measures on the five letters."""
    gold = json.loads((TESTS / "gold" / "citations.json").read_text(encoding="utf-8"))
    negatives = json.loads((TESTS / "gold" / "negatives.json").read_text(encoding="utf-8"))
    archive = TESTS.parent / "content" / "archive.yaml"
    authority, _ = read_authority(archive.read_text(encoding="utf-8"), "archive.yaml")
    assert authority is not None
    records = Records(authority.records, Bodies(authority.issuers))
    names = ("overlap", "exact", "fields", "short forms", "relations", "negatives")
    overlap, exact, fields, short, relations, left_alone = tallies = [Tally(name) for name in names]
    for path in sorted((TESTS / "seeds").glob("*.txt")):
        text = nfc(path.read_text(encoding="utf-8"))
        plain, offsets = without_marks(text)
        founds = list(find(plain))
        hits = [
            (offsets[f.start], offsets[f.end - 1] + 1, offsets[f.anchor_end - 1] + 1, f, fuller)
            for f, fuller in zip(founds, antecedents(founds), strict=True)
        ]
        wanted = [g for g in gold if g["file"] == path.name]
        for hit in hits:
            if not any(g["start"] < hit[1] and hit[0] < g["end"] for g in wanted):
                overlap.found += 1
                overlap.notes.append(f"{path.name}:{hit[0]} false: {hit[3].quote!r}")
        for g in (g for g in wanted if g["level"] == "core"):
            where = f"{path.name}:{g['start']} {' '.join(g['quote'].split())!r}"
            near = [hit for hit in hits if hit[0] < g["end"] and g["start"] < hit[1]]
            overlap.score(bool(near), f"{where} missed")
            match = next(
                (hit for hit in near if (hit[0], hit[1], hit[2]) == (g["start"], g["end"], g["anchor_end"])), None
            )
            exact.score(match is not None, f"{where} {[text[hit[0] : hit[1]] for hit in near]}")
            if match is None:
                continue
            _, _, _, found, fuller = match
            facts = (
                found.kind,
                found.type,
                found.number,
                found.symbol,
                found.date and found.date.isoformat(),
                found.issuer_words,
            )
            right = (g["kind"], g["doc_type"].lower(), g["number"], g["symbol"], g["date"], g["issuer"])
            fields.score(facts == right, f"{where} {facts}")
            relations.score(found.relation == g["relation"], f"{where} {found.relation} for {g['relation']}")
            if g["resolves_to"]:
                short.score(means(found, fuller, records) == g["resolves_to"]["key"], where)
        for n in (n for n in negatives if n["file"] == path.name):
            gold_starts = {g["start"] for g in wanted}
            wrong = [hit for hit in hits if n["start"] <= hit[0] < n["end"] and hit[0] not in gold_starts]
            left_alone.score(not wrong, f"{path.name}:{n['start']} {n['quote']!r}: {n['why']}")
    return list(tallies)


def means(found: Found, fuller: Found | None, records: Records) -> str | None:
    if fuller is not None:
        return fuller.number_symbol
    named = records.named(found, None) if found.kind is Kind.NUMBERLESS else ()
    return named[0].name if len(named) == 1 else None


def line(found: Found) -> str:
    """A citation as the cases file writes it."""
    facts = (found.kind, found.type, found.number_symbol, found.date, found.issuer_words, found.relation)
    return " | ".join((" ".join(found.quote.split()), *(str(fact) if fact else "-" for fact in facts)))


def cases() -> list[tuple[str, str, list[str]]]:
    """(title, text, lines of the citations) of each case in tests/cases/citations.md."""
    text = (TESTS / "cases" / "citations.md").read_text(encoding="utf-8")
    found = []
    for section in re.split(r"^## ", text, flags=re.MULTILINE)[1:]:
        title, _, rest = section.partition("\n")
        quote = "\n".join(line[2:] for line in rest.splitlines() if line.startswith("> "))
        expected = [line[2:] for line in rest.splitlines() if line.startswith("- ")]
        assert quote, title
        assert expected or "none" in rest.splitlines(), title
        found.append((title, quote, expected))
    return found


def own_cases() -> Tally:
    tally = Tally("cases")
    for title, text, expected in cases():
        got = [line(found) for found in find(text)]
        for each in expected:
            tally.score(each in got, f"{title}: missed {each}")
        for each in got:
            if each not in expected:
                tally.found += 1
                tally.notes.append(f"{title}: false {each}")
    return tally


def main() -> int:
    tallies = [*seeds(), own_cases()]
    for tally in tallies:
        print(tally)
    for tally in tallies:
        for note in tally.notes:
            print(f"  {tally.name}: {note}")
    low = [t.name for t in tallies if min(t.precision, t.recall) < FLOORS[t.name]]
    if low:
        print(f"below the floor: {', '.join(low)}")
    return 1 if low else 0


if __name__ == "__main__":
    sys.exit(main())
