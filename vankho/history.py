"""What became of an edition's documents: its log and what it holds now in, what to add to the log out.

It stands behind the wall: the log of the public edition is written from what that edition may show.
"""

import json
from collections.abc import Iterable, Mapping
from datetime import date as Day
from hashlib import sha256

from vankho.holdings import Holding, Holdings, ShownBlock, Withheld, plain, words
from vankho.model import Event, LogEntry


def online(log: Iterable[LogEntry]) -> Mapping[str, LogEntry]:
    """The last entry of every address that leads somewhere by the log: of a moved document both its addresses."""
    found: dict[str, LogEntry] = {}
    for entry in log:
        if entry.event is Event.WITHDRAWN:
            found.pop(entry.id, None)
            continue
        found[entry.id] = entry
        if entry.to:
            found[entry.to] = entry
    return found


def withdrawn(log: Iterable[LogEntry]) -> Mapping[str, Day]:
    """What is no more on the site, and since when, by id."""
    found: dict[str, Day] = {}
    for entry in log:
        if entry.event is Event.WITHDRAWN:
            found[entry.id] = entry.date
        else:
            found.pop(entry.id, None)
            found.pop(entry.to, None)
    return found


def changes(holdings: Holdings, day: Day) -> tuple[LogEntry, ...]:
    """What is to be added to the log of an edition so that it tells of all that the edition holds on that day.

    A directive that says where it stood before (`formerly`) has moved from there; one that only shows other text has
    changed. With a document all addresses that led to it are withdrawn.
    """
    letters = holdings.letters

    def now(document_id: str) -> str:
        return digest(letters.holding(document_id), letters.blocks(document_id))

    known = online(holdings.log)
    held = set(holdings.directives.ids)
    before = {old.strip("/"): new for old, new in holdings.directives.formerly.items()}
    found: list[LogEntry] = []
    for old in known.keys() - held:
        new = before.get(old)
        if new is None:
            found.append(LogEntry(day, Event.WITHDRAWN, old))
        elif known[old].to != new:
            found.append(LogEntry(day, Event.MOVED, old, new, now(new)))
    arrived = {entry.to for entry in found}
    for new in held:
        if new in arrived:
            continue
        if new not in known:
            found.append(LogEntry(day, Event.PUBLISHED, new, digest=now(new)))
        elif known[new].digest != (shown := now(new)):
            found.append(LogEntry(day, Event.CHANGED, new, digest=shown))
    return tuple(sorted(found, key=lambda entry: (entry.id, entry.event)))


def lost(holdings: Holdings) -> tuple[tuple[int, str, LogEntry], ...]:
    """Addresses that were published and now lead nowhere: neither held, nor led on from, nor withdrawn by the log; each
    with the number of its last entry in the log, from 0."""
    ids = {*holdings.directives.ids, *(old.strip("/") for old in holdings.directives.formerly)}
    numbers = {id(entry): number for number, entry in enumerate(holdings.log)}
    known = sorted(online(holdings.log).items())
    return tuple((numbers[id(entry)], address, entry) for address, entry in known if address not in ids)


def digest(holding: Holding, blocks: Iterable[ShownBlock | Withheld]) -> str:
    """Of the words that an edition shows of a directive and of its files: not of how it writes them."""
    shown = [
        str(holding.number), holding.type.name, holding.issuer.key, holding.date.isoformat(), holding.subject_line,
        holding.organ, holding.place, holding.status, str(holding.effective or ""), holding.letterhead,
        holding.addressees, holding.recipients, holding.topics, holding.notes, holding.aliases,
        [(signer.authority, signer.position, signer.name) for signer in holding.signers],
        [issuer.key for issuer in holding.co_issuers],
        [(file.name, file.title, file.stored.sha256) for file in holding.files],
        [(citation.found.relation, citation.found.quote) for citation in holding.citations[holding.text_citations :]],
        [_words(block) for block in blocks],
    ]  # fmt: skip
    return sha256(json.dumps(shown, ensure_ascii=False).encode()).hexdigest()[:16]


def _words(block: ShownBlock | Withheld) -> list[str]:
    return [] if isinstance(block, Withheld) else [block.kind, words(block.label), plain(block.text)]
