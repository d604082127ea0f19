"""Notices above a letter: what has become of it, and what its keeper says. Only on evidence; silent when not known."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby

from vankho.holdings import Face, Holding
from vankho.model import CHANGES, VERBS, Relation
from vankho.page.links import Entry, Names, citing_entry
from vankho.page.parts import Link


@dataclass(frozen=True, slots=True)
class Notice:
    """One fact and its source."""

    words: str
    """`Văn bản này được thay thế bởi`; alone where that is all there is to say."""
    entry: Entry | None = None
    """The document that does it, with its sentence."""
    told: tuple[Link, Link] | None = None
    """The document that does it, and the third one that says so."""
    note: str = ""
    """What the keeper says."""


STATUS: Mapping[Relation, tuple[str, str]] = {
    Relation.REPLACES: ("Đã được thay thế", "Đã được thay thế một phần"),
    Relation.REPEALS: ("Đã bị bãi bỏ", "Đã bị bãi bỏ một phần"),
    Relation.SUSPENDS: ("Bị ngưng hiệu lực", "Bị ngưng hiệu lực một phần"),
    Relation.AMENDS: ("Đã được sửa đổi, bổ sung", "Đã được sửa đổi, bổ sung"),
    Relation.EXTENDS: ("Được gia hạn", "Được gia hạn một phần"),
    Relation.CORRECTS: ("Có đính chính", "Có đính chính"),
}
"""What a document is after such a change, and where only a part of it is meant; the gravest first."""


def _changes(holding: Face, names: Names) -> list[tuple[Relation, bool]]:
    """What held documents do to this one, and whether only to a part of it."""
    found = [
        (mention.relation, names.archive.citation(mention).found.pinpoint is not None)
        for mention in names.archive.cited_by.get(holding.id, ())
        if mention.relation in CHANGES and mention.by != holding.id
    ]
    found.extend(
        (told.relation, False)
        for told in names.told_about(holding.id)
        if told.relation in CHANGES and told.object == holding.id
    )
    return found


def status(holding: Face, names: Names) -> str:
    """What has become of a directive, in a few words: what its keeper says, else the gravest change that is known."""
    if holding.status:
        return holding.status
    changes = _changes(holding, names)
    for relation, (whole, part) in STATUS.items():
        parts = [only_part for changed, only_part in changes if changed is relation]
        if parts:
            return names.say(part if all(parts) else whole)
    return ""


def notices(holding: Holding, names: Names) -> tuple[Notice, ...]:
    """Everything that stands above the letter, the gravest first."""
    found: list[tuple[int, Notice]] = []
    order = list(STATUS)
    mentions = [m for m in names.archive.cited_by.get(holding.id, ()) if m.relation in CHANGES and m.by != holding.id]
    for (by, relation), group in groupby(
        sorted(mentions, key=lambda m: order.index(m.relation)), key=lambda m: (m.by, m.relation)
    ):
        members = list(group)
        pinpoints = [names.archive.citation(mention).found.pinpoint for mention in members]
        parts = tuple(dict.fromkeys(pinpoint for pinpoint in pinpoints if pinpoint))
        whole = None in pinpoints
        verb = names.say(VERBS[relation][1])
        words = (
            names.say("Văn bản này %(verb)s", verb=verb)
            if whole
            else names.say("Văn bản này (%(part)s) %(verb)s", part=", ".join(parts), verb=verb)
        )
        found.append((order.index(relation), Notice(words, entry=citing_entry(by, members, names))))
    for told in names.told_about(holding.id):
        if told.relation in CHANGES and told.object == holding.id and told.by != told.subject:
            words = names.say("Văn bản này %(verb)s", verb=names.say(VERBS[told.relation][1]))
            pair = (names.full(told.subject), names.full(told.by))
            found.append((order.index(told.relation), Notice(words, told=pair)))
    found.sort(key=lambda ranked: ranked[0])
    kept = [notice for _, notice in found]
    if holding.status:
        kept.insert(0, Notice(names.say("Tình trạng"), note=holding.status))
    kept.extend(Notice(names.say("Người giữ kho ghi chú"), note=note) for note in holding.notes)
    if holding.withholds:
        kept.append(Notice(names.say("Văn bản này có đoạn không được công bố trong bản công khai.")))
    return tuple(kept)
