"""The publication log of an edition: a file of content/ in, its entries out, and back.

JSON Lines, oldest first, written by `vankho publish-log` and committed with the content: so a build knows what was on
the site before without asking a site, and the same input gives the same bytes (DECISIONS 21). It names documents by
their addresses only: what an edition may show of them is looked up behind the wall.
"""

import json
import re
from collections.abc import Iterable, Mapping
from datetime import date as Day
from typing import Any

from vankho.model import Event, LogEntry, Source
from vankho.problem import Place, Problem
from vankho.said import Said, told, verbatim

LOGS: Mapping[str, str] = {"public": "log-public.jsonl", "internal": "log-internal.jsonl"}
"""The name of each edition's log, beside archive.yaml."""

_ID = re.compile(r"[a-z0-9-]{1,120}/[0-9]{4}/[a-z0-9-]{1,240}")
_DIGEST = re.compile(r"[0-9a-f]{16}")
_KEYS = {
    Event.PUBLISHED: {"date", "event", "id", "digest"},
    Event.CHANGED: {"date", "event", "id", "digest"},
    Event.MOVED: {"date", "event", "id", "to", "digest"},
    Event.WITHDRAWN: {"date", "event", "id"},
}


def read_log(source: Source) -> tuple[tuple[LogEntry, ...], tuple[Problem, ...]]:
    """The entries of a log, and what is wrong in it: one problem a line."""
    entries: list[LogEntry] = []
    problems: list[Problem] = []
    for number, line in enumerate(source.text.splitlines(), 1):
        place = Place(source.path, number, 1)
        entry = _entry(line)
        if isinstance(entry, Said):
            hint = told("the file is written by 'vankho publish-log': restore the line from its history")
            problems.append(Problem(place, "bad-log", entry, hint))
        elif entries and entry.date < entries[-1].date:
            problems.append(
                Problem(place, "bad-log", told("%(date)s is earlier than the line before", date=entry.date))
            )
        else:
            entries.append(entry)
    return tuple(entries), tuple(problems)


def _entry(line: str) -> LogEntry | Said:
    """The entry of a line, or what is wrong with it."""
    try:
        value: Any = json.loads(line)
    except (ValueError, RecursionError):
        return told("this is no line of JSON")
    if not isinstance(value, dict) or not all(isinstance(each, str) for each in value.values()):
        return told("an object of texts is wanted here")
    try:
        event = Event(value.get("event", ""))
        date = Day.fromisoformat(value.get("date", ""))
    except ValueError as error:
        return verbatim(str(error))
    if value.keys() != _KEYS[event]:
        return told("an entry '%(event)s' has the keys %(keys)s", event=event, keys=", ".join(sorted(_KEYS[event])))
    if not all(_ID.fullmatch(value[key]) for key in ("id", "to") if key in value):
        return told("'id' is an address without the slashes at its ends, like tinh-uy-a/2023/10-cv-tu")
    if not _DIGEST.fullmatch(value.get("digest", "0" * 16)):
        return told("'digest' is 16 figures in hex")
    return LogEntry(date, event, value["id"], value.get("to", ""), value.get("digest", ""))


def log_text(entries: Iterable[LogEntry]) -> str:
    """The entries as `read_log` reads them."""
    return "".join(
        json.dumps(
            {
                key: str(getattr(entry, key))
                for key in ("date", "event", "id", "to", "digest")
                if key in _KEYS[entry.event]
            }
        )
        + "\n"
        for entry in entries
    )
