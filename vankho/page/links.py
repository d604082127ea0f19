"""Citations as links and as entries of lists: what a reader sees of what `resolve` decided."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from html import escape
from itertools import groupby
from types import MappingProxyType
from typing import TypeVar

from vankho import dates
from vankho.holdings import (
    CLOSING,
    OPENING,
    SUBJECT,
    Face,
    Filed,
    Holding,
    Letters,
    Passage,
    ShownBlock,
    ShownText,
    Slot,
    Withheld,
)
from vankho.language import VIETNAMESE, Language
from vankho.model import VERBS, Html, Relation
from vankho.page.parts import Link, acting, address, heading, relative, tidy_subject, title, wanted_heading
from vankho.pinpoint import item_ids
from vankho.resolve import Ambiguous, Archive, Held, Mention, Target, Told

V = TypeVar("V")
Say = Callable[..., str]
"""`Language.say`."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A document in a list of related documents."""

    link: Link
    detail: str
    """What stands behind the link: date and body."""
    status: str
    """`held`, `wanted` or `ambiguous`."""
    verbs: tuple[str, ...]
    places: tuple[Link, ...]
    """Where it is cited."""
    sentence: tuple[str, str, str] | None = None
    """Words before the citation, the citation, words behind it."""
    restricted: bool = False
    """Only the internal edition has the document."""


class Reads:
    """The facts that were asked for: a page is the same as long as these are.

    `f:ID` is what stands in lists of a directive, `h:ID` the rest of it but its text, `b:ID` its text, `s:ID` what
    stands before and after it; the others are those of `resolve.Settlement.touched`.
    """

    def __init__(self) -> None:
        self.facts: set[str] = set()


class _Watched(Mapping[str, V]):
    """A mapping that takes note of what is asked for."""

    def __init__(self, kind: str, values: Mapping[str, V], reads: Reads) -> None:
        self._kind = kind
        self._values = values
        self._reads = reads

    def __getitem__(self, key: str) -> V:
        self._reads.facts.add(f"{self._kind}:{key}")
        return self._values[key]

    def __contains__(self, key: object) -> bool:
        self._reads.facts.add(f"{self._kind}:{key}")
        return key in self._values

    def __iter__(self) -> Iterator[str]:
        self._reads.facts.add(ALL)
        return iter(self._values)

    def __len__(self) -> int:
        self._reads.facts.add(ALL)
        return len(self._values)


ALL = "*"
"""The fact that is another whenever any but that of a text is."""


class _WatchedLetters:
    """The directives in full; takes note of what is asked for."""

    def __init__(self, letters: Letters, reads: Reads) -> None:
        self._letters = letters
        self._reads = reads

    def holding(self, document_id: str) -> Holding:
        self._reads.facts.add(f"h:{document_id}")
        return self._letters.holding(document_id)

    def blocks(self, document_id: str) -> tuple[ShownBlock | Withheld, ...]:
        self._reads.facts.add(f"b:{document_id}")
        return self._letters.blocks(document_id)


def _watched(archive: Archive, reads: Reads) -> Archive:
    return replace(
        archive,
        holdings=replace(archive.holdings, letters=_WatchedLetters(archive.holdings.letters, reads)),
        targets=_Watched("t", archive.targets, reads),
        relations=_Watched("t", archive.relations, reads),
        wanted=_Watched("w", archive.wanted, reads),
        cited_by=_Watched("c", archive.cited_by, reads),
        ambiguous=_Watched("a", archive.ambiguous, reads),
    )


class Names:
    """Titles and addresses of all documents of an archive, held or not."""

    def __init__(
        self, archive: Archive, language: Language = VIETNAMESE, versions: Mapping[str, bytes] = MappingProxyType({})
    ) -> None:
        """`versions` tells by id whether what lists show of a directive is what it was."""
        self.reads = Reads()
        """What was asked for so far."""
        self.archive = _watched(archive, self.reads)
        self.language = language
        """Of what the archive itself says."""
        self.say = language.say
        self.versions = versions
        self.rows: dict[str, bytes] = {}
        """Digests of the lines of registers, by id; what an earlier build has found out may be put here."""
        self.held: Mapping[str, Face] = _Watched("f", archive.holdings.directives.by_id, self.reads)
        self.neighbours: Mapping[str, tuple[str, str]] = {}
        """As `neighbours`, of this archive, for `around`; what an earlier build has found out may be put here."""
        told: dict[str, list[Told]] = defaultdict(list)
        told_of: dict[str, list[Told]] = defaultdict(list)
        told_about: dict[str, list[Told]] = defaultdict(list)
        for each in archive.told:
            told[each.by].append(each)
            told_of[each.subject].append(each)
            for side in (each.subject, each.object):
                told_about[side].append(each)
        self._told, self._told_of, self._told_about = (
            _Watched("d", dict(found), self.reads) for found in (told, told_of, told_about)
        )

    def told(self, document_id: str) -> Sequence[Told]:
        """What a directive tells of two others."""
        return self._told.get(document_id) or ()

    def told_of(self, document_id: str) -> Sequence[Told]:
        """How a document is told to relate to others."""
        return self._told_of.get(document_id) or ()

    def told_about(self, document_id: str) -> Sequence[Told]:
        """What is told of a document and another one, whichever of the two relates to the other."""
        return self._told_about.get(document_id) or ()

    def around(self, document_id: str) -> tuple[Face | None, Face | None]:
        """The directives of the same issuer and type before and after it."""
        if not self.neighbours:
            self.neighbours = neighbours(self.archive.holdings.directives.filed.values())
        self.reads.facts.add(f"s:{document_id}")
        before, after = self.neighbours[document_id]
        return self.held[before] if before else None, self.held[after] if after else None

    def holding(self, document_id: str) -> Holding:
        """A directive in full."""
        return self.archive.holdings.letters.holding(document_id)

    def relation(self, holding: Face, number: int) -> Relation:
        """What a directive has to do with what it cites there."""
        return self.archive.relations[holding.id][number]

    def link(self, document_id: str) -> Link:
        """The document's short name with its page."""
        holding = self.held.get(document_id)
        text = title(holding) if holding else self.archive.wanted[document_id].title
        return Link(address(document_id), text, wanted=holding is None)

    def full(self, document_id: str) -> Link:
        """The document's name with date and body."""
        holding = self.held.get(document_id)
        text = heading(holding) if holding else wanted_heading(self.archive.wanted[document_id])
        return Link(address(document_id), text, wanted=holding is None)

    def detail(self, document_id: str) -> str:
        """Date and body: `ngày 08/5/2023, Ban Thường vụ Tỉnh ủy Quảng Ngãi`."""
        holding = self.held.get(document_id)
        if holding is not None:
            return f"ngày {dates.short(holding.date)} của {acting(holding)}"
        document = self.archive.wanted[document_id]
        if document.number_symbol is None:
            return ""
        words = document.issuer_words or (document.issuer.name if document.issuer else "")
        date = f"ngày {dates.short(document.date)}" if document.date else ""
        return f"{date}{' của ' if date and words else ''}{words}"


def neighbours(directives: Iterable[Filed]) -> dict[str, tuple[str, str]]:
    """By id the ids of the directives of the same issuer and type before and after each, empty where there is none;
    they come newest first."""
    last: dict[tuple[str, str], str] = {}
    before: dict[str, str] = {}
    after: dict[str, str] = {}
    for each in directives:
        key = each.issuer, each.type
        if (newer := last.get(key)) is not None:
            before[newer], after[each.id] = each.id, newer
        last[key] = each.id
        before[each.id] = ""
    return {each: (before[each], after.get(each, "")) for each in before}


def target_url(target: Target) -> str | None:
    """Where a citation's link leads, None for plain text."""
    if isinstance(target, Ambiguous):
        return f"/chon/{target.key}/"
    return address(target.id) if target.id else None


_LOOK = {"held": "", "wanted": ' class="kk" aria-describedby="kk"', "ambiguous": ' class="nv" aria-describedby="nv"'}


def status(target: Target) -> str:
    """`held`, `wanted` or `ambiguous`, as the data files say it."""
    if isinstance(target, Held):
        return "held"
    return "ambiguous" if isinstance(target, Ambiguous) else "wanted"


def filled(text: ShownText, holding: Holding, names: "Names") -> Html:
    """The markup of a text with a link in each slot; each citation has the id `dc-N`, counted from 1."""
    return Html("".join(_parts(text.parts, holding, names)))


def _parts(parts: Iterable[str | Slot | Passage | Withheld], holding: Holding, names: "Names") -> Iterable[str]:
    for part in parts:
        match part:
            case str():
                yield part
            case Slot():
                yield _link(part, holding, names)
            case Passage():
                inner = "".join(_parts(part.parts, holding, names))
                label = escape(names.say("Nội bộ"))
                yield f'<span class="nb"><span class="nhan">{label}:</span> {inner}</span>'
            case Withheld():
                notice = names.say("[không công bố]")
                yield f'<span class="kcb">{escape(notice)}</span>'


def _link(slot: Slot, holding: Holding, names: "Names") -> str:
    target = names.archive.targets[holding.id][slot.number]
    url = target_url(target)
    words = _NUMBER.sub(r'<span class="lien">\1</span>', slot.html)
    if url is None:
        return f'<span id="dc-{slot.number + 1}">{words}</span>'
    found = holding.citations[slot.number].found
    if found.relation is Relation.SELF and found.number is None and not _item(found.pinpoint, holding):
        return f'<span id="dc-{slot.number + 1}">{words}</span>'
    if isinstance(target, Held):
        pinpoint = holding.citations[slot.number].found.pinpoint
        url += _item(pinpoint, names.holding(target.id)) if pinpoint else ""
    href = escape(relative(address(holding.id), url))
    return f'<a id="dc-{slot.number + 1}"{_LOOK[status(target)]} href="{href}">{words}</a>'


_NUMBER = re.compile(r"((?:[Ss]ố |[Nn]gày )?[0-9][0-9A-Za-z.]*(?:[-/][A-ZĐa-zđ0-9&;.]+)+)")
"""A number and symbol with its "số", a date with its "ngày": browsers break them, if nothing keeps them together."""


@lru_cache(maxsize=1 << 14)
def unbroken(text: str) -> Html:
    """Text with its numbers and dates kept on one line."""
    return Html(_NUMBER.sub(r'<span class="lien">\1</span>', escape(text)))


def _item(pinpoint: str | None, holding: Holding) -> str:
    """The fragment of the item that a pinpoint names, empty where the directive has no such item."""
    ids = item_ids(pinpoint) if pinpoint else ()
    return next((f"#{item_id}" for item_id in ids if item_id in holding.item_ids), "")


_ORDER = {relation: place for place, relation in enumerate(VERBS)}
_SILENT = {Relation.DEFINES_SHORT_FORM, Relation.SELF}


def rank(relation: Relation) -> int:
    return _ORDER.get(relation, len(_ORDER))


STEPS = (
    ("pl-", "phụ lục %(figures)s"),
    ("dieu-", "Điều %(figures)s"),
    ("tieu-muc-", "Mục %(figures)s"),
    ("chuong-", "Chương %(figures)s"),
    ("phan-", "Phần %(figures)s"),
    ("muc-", "mục %(figures)s"),
)
"""How an item's id begins, and what it is called."""


def _item_words(item_id: str, say: Say) -> str:
    """An item's id in words: `mục 2.1`, `Điều 5.1`."""
    figures = item_id.removeprefix("nb-")
    for prefix, name in STEPS:
        if figures.startswith(prefix):
            first, *rest = figures.removeprefix(prefix).split("-")
            first = first.upper() if set(first) <= set("ivx") else first
            return say(name, figures=".".join("đ" if figure == "dd" else figure for figure in (first, *rest)))
    return figures


OUTSIDE = {SUBJECT: "trích yếu", OPENING: "phần mở đầu", CLOSING: "phần cuối"}
"""Where a citation stands that stands in no item."""


def where(holding: Holding, number: int, say: Say) -> str:
    """Where a citation of a directive stands, in words."""
    if number >= holding.text_citations:
        return say("người giữ kho ghi")
    place = holding.stands[number]
    return say(OUTSIDE[place]) if place in OUTSIDE else _item_words(place, say)


def _anchor(holding: Holding, number: int) -> str:
    """Where a citation of a directive is seen: in the text, or among what the keeper states."""
    return f"{address(holding.id)}#{f'dc-{number + 1}' if number < holding.text_citations else 'lien-quan'}"


def cited(holding: Holding, names: Names) -> tuple[Entry, ...]:
    """The documents that a directive cites, each once: official relations first."""
    targets = names.archive.targets[holding.id]
    base = address(holding.id)
    found: dict[str, list[int]] = {}
    for number, target in enumerate(targets):
        key = target_url(target) or ""
        if key and key != base:
            found.setdefault(key, []).append(number)
    entries: list[tuple[int, Entry]] = []
    for url, numbers in found.items():
        target = targets[numbers[0]]
        relations = sorted({names.relation(holding, number) for number in numbers} - _SILENT, key=rank)
        if Relation.MENTIONS in relations and len(relations) > 1:
            relations.remove(Relation.MENTIONS)
        first_in: dict[str, int] = {}
        for number in numbers:
            first_in.setdefault(where(holding, number, names.say), number)
        links = tuple(Link(_anchor(holding, number), words) for words, number in first_in.items())
        verbs = tuple(names.say(VERBS[relation][0]) for relation in relations)
        if isinstance(target, Ambiguous):
            quote = " ".join(holding.citations[numbers[0]].found.quote.split())
            entry = Entry(Link(url, quote), "", status(target), verbs, links)
        else:
            assert target.id is not None
            held = names.held.get(target.id)
            restricted = held is not None and held.restricted
            entry = Entry(
                names.link(target.id), names.detail(target.id), status(target), verbs, links, restricted=restricted
            )
        entries.append((rank(relations[0]) if relations else len(_ORDER), entry))
    entries.sort(key=lambda ranked: ranked[0])
    return tuple(entry for _, entry in entries)


def citing(document_id: str, names: Names) -> tuple[Entry, ...]:
    """The directives that cite a document, official relations first, newest first; each once with one sentence."""
    mentions = names.archive.cited_by.get(document_id, ())
    groups = [(by, list(group)) for by, group in groupby(mentions, key=lambda mention: mention.by)]
    groups.sort(key=lambda group: min(rank(mention.relation) for mention in group[1]))
    return tuple(citing_entry(by, group, names) for by, group in groups)


SHOWN, FOLDED = 20, 200
"""Of a group so many entries are seen at once; of a longer list than that only those are on the page at all."""


@dataclass(frozen=True, slots=True)
class Group:
    """Entries of one relation."""

    verb: str
    count: int
    shown: tuple[Entry, ...]
    folded: tuple[Entry, ...]
    """To be opened; empty where a page of their own has them all."""


def grouped(entries: Sequence[Entry]) -> tuple[Group, ...]:
    """Entries under their first verb, in the order they have."""
    found: dict[str, list[Entry]] = {}
    for entry in entries:
        found.setdefault(entry.verbs[0] if entry.verbs else "", []).append(entry)
    whole = len(entries) <= FOLDED
    return tuple(
        Group(verb[:1].upper() + verb[1:], len(group), tuple(group[:SHOWN]), tuple(group[SHOWN:]) if whole else ())
        for verb, group in found.items()
    )


def citing_entry(by: str, mentions: list[Mention], names: Names) -> Entry:
    """One citing directive with the sentence in which it cites."""
    holding = names.holding(by)
    mentions = [m for m in mentions if m.number >= holding.text_citations] or mentions
    best = min(mentions, key=lambda m: (rank(m.relation), m.number < holding.subject_citations, m.number))
    relations = sorted({mention.relation for mention in mentions} - _SILENT, key=rank)
    verbs = tuple(names.say(VERBS[relation][1]) for relation in relations[:1])
    place = Link(_anchor(holding, best.number), where(holding, best.number, names.say))
    citation = holding.citations[best.number]
    sentence = (citation.before, " ".join(citation.found.quote.split()), citation.after)
    link = Link(address(by), f"{title(holding)}: {tidy_subject(holding.subject_line)}")
    return Entry(link, names.detail(by), "held", verbs, (place,), sentence, holding.restricted)
