"""Problems and citations as text for people, JSON for programs, annotations for GitHub: values in, lines out."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from vankho.problem import PROBLEMS, Problem, Severity
from vankho.said import Said, Translate, told

if TYPE_CHECKING:
    from vankho.model import Found


def problem_lines(problems: Iterable[Problem], form: str, translate: Translate = str) -> Iterator[str]:
    """One line a problem; `form` is text, json or github. Codes and severities are the same in every language."""
    for problem in problems:
        place = problem.place
        if form == "json":
            yield json.dumps(
                {
                    "path": place.path,
                    "line": place.line,
                    "column": place.column,
                    "severity": problem.severity,
                    "code": problem.code,
                    "message": problem.said.by(translate),
                    "hint": problem.advice.by(translate),
                    "meaning": translate(PROBLEMS[problem.code][1]),
                },
                ensure_ascii=False,
            )
        elif form == "github":
            hint = f" ({problem.advice.by(translate)})" if problem.advice else ""
            message = (
                f"{problem.said.by(translate)}{hint}".replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
            )
            file = place.path.replace("%", "%25").replace(":", "%3A").replace(",", "%2C")
            where = f"file={file},line={place.line},col={place.column},title={problem.code}"
            yield f"::{problem.severity} {where}::{message}"
        else:
            line = problem.by(translate)
            yield line if problem.severity is Severity.ERROR else f"{line} [{translate(problem.severity)}]"


def summary(problems: Iterable[Problem]) -> Said:
    """How many errors and warnings, in words."""
    severities = [problem.severity for problem in problems]
    errors, others = severities.count(Severity.ERROR), severities.count(Severity.WARNING)
    return told(
        "%(errors)s, %(warnings)s",
        errors=told("1 error") if errors == 1 else told("%(count)s errors", count=errors),
        warnings=told("1 warning") if others == 1 else told("%(count)s warnings", count=others),
    )


@dataclass(frozen=True, slots=True)
class Reading:
    """A citation of a text with its offsets in the text as given."""

    found: "Found"
    start: int
    end: int
    anchor_end: int
    quote: str
    issuer_id: str | None
    resolves_to: str | None


def citation_line(reading: Reading, form: str) -> str:
    """One citation as a line; `form` is jsonl or text."""
    found = reading.found
    date = found.date.isoformat() if found.date else None
    if form == "text":
        facts = [found.kind, found.type, found.number_symbol, date, found.issuer_words, found.relation]
        meant = f" => {reading.resolves_to}" if reading.resolves_to else ""
        quote = " ".join(reading.quote.split())
        return f"{reading.start}-{reading.end} {quote} [{'; '.join(str(fact) for fact in facts if fact)}]{meant}"
    return json.dumps(
        {
            "start": reading.start,
            "end": reading.end,
            "anchor_end": reading.anchor_end,
            "quote": reading.quote,
            "kind": found.kind,
            "type": found.type[:1].upper() + found.type[1:],
            "number": found.number,
            "symbol": found.symbol,
            "number_symbol": found.number_symbol,
            "date": date,
            "issuer": found.issuer_words,
            "issuer_id": reading.issuer_id,
            "resolves_to": reading.resolves_to,
            "relation": found.relation,
            "nested_in": found.nested_in.number_symbol if found.nested_in else None,
            "pinpoint": found.pinpoint,
        },
        ensure_ascii=False,
    )
