"""The publication log as pages, feed and data: what was published, changed, moved and withdrawn, newest first."""

import json
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date as Day
from itertools import groupby
from typing import Any

from vankho import dates
from vankho.history import withdrawn
from vankho.model import Event, LogEntry
from vankho.page.cuts import Cut, by_years
from vankho.page.data import FEED_LENGTH, FeedEntry, feed_page
from vankho.page.links import Names, Say
from vankho.page.parts import Link, Page, address, heading
from vankho.page.registers import cut_pages

URL = "/nhat-ky/"
UNFOLDED, MOST_OF_A_DAY = 10, 50
"""Documents of one day and one event that are seen at once, and that are named at all: the data have all."""


def _verbs(say: Say) -> Mapping[Event, str]:
    return {
        Event.PUBLISHED: say("Công bố"),
        Event.CHANGED: say("Sửa"),
        Event.MOVED: say("Đổi địa chỉ"),
        Event.WITHDRAWN: say("Gỡ"),
    }


@dataclass(frozen=True, slots=True)
class Happened:
    """One event of one day."""

    day: Day
    event: Event
    entries: tuple[LogEntry, ...]


def log_pages(names: Names, frame: Mapping[str, Any]) -> Iterator[Page]:
    """The log's pages, its feed and its data; none where nothing has been logged."""
    log = names.archive.holdings.log
    if not log:
        return
    verbs = _verbs(names.say)
    happened = [
        Happened(day, event, tuple({entry.id: entry for entry in group}.values()))
        for (day, event), group in groupby(
            sorted(log, key=lambda e: (-e.date.toordinal(), list(Event).index(e.event), e.id)),
            key=lambda e: (e.date, e.event),
        )
    ]
    title = names.say("Nhật ký công bố")
    whole = by_years(URL, happened, _day)
    for cut, seen, data in cut_pages(whole, title, title, (), _day, names):
        rows = [
            (_anchor(cut, each, before), dates.short(each.day), verbs[each.event], *_documents(each, names))
            for before, each in zip([None, *seen], seen, strict=False)
        ]
        yield Page(cut.url, "log.html", {**frame, **data, "rows": rows, "unfolded": UNFOLDED})
    numbers = {id(entry): number for number, entry in enumerate(log, 1)}
    newest = [entry for each in happened for entry in each.entries][:FEED_LENGTH]
    entries = [
        FeedEntry(
            f"nhat-ky/{numbers[id(entry)]}",
            f"{verbs[entry.event]}: {_link(entry, names).text}",
            _link(entry, names).url,
            entry.date,
        )
        for entry in newest
    ]
    yield feed_page(f"{URL}feed.xml", "nhat-ky", title, entries, names)
    lines = (json.dumps(_record(entry, names), ensure_ascii=False, separators=(",", ":")) + "\n" for entry in log)
    yield Page("/data/publication-log.jsonl", "", {"text": "".join(lines)})


def withdrawn_pages(names: Names, frame: Mapping[str, Any], taken: Container[str]) -> Iterator[Page]:
    """At the address of what was withdrawn: that it was, and when; nothing of what it was."""
    heading = names.say("Văn bản đã được gỡ khỏi kho")
    for document_id, day in sorted(withdrawn(names.archive.holdings.log).items()):
        if address(document_id) not in taken:
            data = {**frame, "title": heading, "heading": heading, "trail": (Link("", heading),)}
            yield Page(address(document_id), "withdrawn.html", {**data, "day": dates.short(day)})


def _day(happened: Happened) -> Day:
    return happened.day


def _anchor(cut: Cut[Happened], happened: Happened, before: Happened | None) -> str:
    """Where a chip of the page leads: the first line of a year, or of a month."""
    if cut.year is None:
        return f"nam-{happened.day.year}" if before is None or before.day.year != happened.day.year else ""
    return f"thang-{happened.day.month:02d}" if before is None or before.day.month != happened.day.month else ""


def _documents(happened: Happened, names: Names) -> tuple[Sequence[Link], int]:
    """The documents of an event that are named, and how many more there are."""
    shown = happened.entries[:MOST_OF_A_DAY]
    return [_link(entry, names) for entry in shown], len(happened.entries) - len(shown)


def _link(entry: LogEntry, names: Names) -> Link:
    """The document as the edition holds it now; of one that it does not hold the address alone."""
    document_id = entry.to or entry.id
    held = names.held.get(document_id)
    return Link(address(document_id), heading(held) if held else address(document_id))


def _record(entry: LogEntry, names: Names) -> dict[str, Any]:
    held = names.held.get(entry.to or entry.id)
    return {
        "date": entry.date.isoformat(),
        "event": entry.event,
        "id": entry.id,
        "to": entry.to or None,
        "url": address(entry.to or entry.id),
        "title": heading(held) if held else None,
    }
