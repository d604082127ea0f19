"""What became of an edition's documents: its log and what it holds now in, what to add to the log out.

It stands behind the wall: the log of the public edition is written from what that edition may show.
"""

import json
from collections.abc import Iterable, Mapping
from datetime import date as Day
from hashlib import sha256

from vankho.edition import Holding, Holdings, ShownBlock, Withheld, plain, words
from vankho.model import Event, LogEntry


def online(log: Iterable[LogEntry]) -> Mapping[str, LogEntry]:
    """The entries that tell what is on the site by the log, by the id that it has now."""
    found: dict[str, LogEntry] = {}
    for entry in log:
        if entry.event in (Event.MOVED, Event.WITHDRAWN):
            found.pop(entry.id, None)
        if entry.event is not Event.WITHDRAWN:
            found[entry.to or entry.id] = entry
    return found


def withdrawn(log: Iterable[LogEntry]) -> Mapping[str, Day]:
    """What is no more on the site, and since when, by id."""
    found: dict[str, Day] = {}
    for entry in log:
        if entry.event is Event.WITHDRAWN:
            found[entry.id] = entry.date
        else:
            found.pop(entry.to or entry.id, None)
    return found


def changes(holdings: Holdings, day: Day) -> tuple[LogEntry, ...]:
    """What is to be added to the log of an edition so that it tells of all that the edition holds on that day.

    A directive that says where it stood before (`formerly`) has moved; one that only shows other text has changed.
    """
    known = online(holdings.log)
    held = {holding.id: holding for holding in holdings.directives}
    before = {old.strip("/"): holding.id for holding in holdings.directives for old in holding.formerly}
    found: list[LogEntry] = []
    for old in known.keys() - held.keys():
        new = before.get(old)
        if new is None:
            found.append(LogEntry(day, Event.WITHDRAWN, old))
        else:
            found.append(LogEntry(day, Event.MOVED, old, new, digest(held[new])))
    arrived = {entry.to for entry in found}
    for new, holding in held.items():
        now = digest(holding)
        if new in arrived:
            continue
        if new in known and known[new].digest != now:
            found.append(LogEntry(day, Event.CHANGED, new, digest=now))
        elif new not in known:
            found.append(LogEntry(day, Event.PUBLISHED, new, digest=now))
    return tuple(sorted(found, key=lambda entry: (entry.id, entry.event)))


def lost(holdings: Holdings) -> tuple[tuple[int, LogEntry], ...]:
    """What was published and is now nowhere: neither held, nor led on from, nor withdrawn by the log; each with the
    number of its entry in the log, from 0."""
    ids = {holding.id for holding in holdings.directives}
    ids |= {old.strip("/") for holding in holdings.directives for old in holding.formerly}
    known = online(holdings.log)
    return tuple(
        (number, entry)
        for number, entry in enumerate(holdings.log)
        if known.get(entry.to or entry.id) is entry and (entry.to or entry.id) not in ids
    )


def digest(holding: Holding) -> str:
    """Of the words that an edition shows of a directive and of its files: not of how it writes them."""
    shown = [
        str(holding.number), holding.type.name, holding.issuer.key, holding.date.isoformat(), holding.subject_line,
        holding.organ, holding.place, holding.status, str(holding.effective or ""), holding.letterhead,
        holding.addressees, holding.recipients, holding.topics, holding.notes, holding.aliases,
        [(signer.authority, signer.position, signer.name) for signer in holding.signers],
        [issuer.key for issuer in holding.co_issuers],
        [(file.name, file.title, file.stored.sha256) for file in holding.files],
        [(citation.found.relation, citation.found.quote) for citation in holding.citations[holding.text_citations :]],
        [_words(block) for block in holding.blocks],
    ]  # fmt: skip
    return sha256(json.dumps(shown, ensure_ascii=False).encode()).hexdigest()[:16]


def _words(block: ShownBlock | Withheld) -> list[str]:
    return [] if isinstance(block, Withheld) else [block.kind, words(block.label), plain(block.text)]
