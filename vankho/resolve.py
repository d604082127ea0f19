"""Every citation of one edition, decided: its holdings in, an archive out.

What was decided is kept (`State`). With what an earlier build has kept, only that is decided anew which may have become
another: what shares a key (`decide.Resolver`) with a directive that has changed, come or gone. It is told which facts
became others (`Settlement.touched`), for pages are made anew by that.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date as Day
from functools import partial
from hashlib import blake2b
from types import MappingProxyType
from typing import NamedTuple

from vankho.decide import Ambiguous, Held, Plan, Resolver, Said, Target, Told, Wanted, WantedDocument, address_key
from vankho.holdings import Face, Holdings
from vankho.lazy import Lazy
from vankho.model import Citation, Relation

__all__ = [
    "NOTHING",
    "Ambiguous",
    "Archive",
    "Cited",
    "Held",
    "Mention",
    "NotHeld",
    "Settled",
    "Settlement",
    "State",
    "Target",
    "Told",
    "Turned",
    "Wanted",
    "WantedDocument",
    "known_of",
    "resolve",
    "settle",
    "settled_before",
    "touched",
    "undecided",
]


@dataclass(frozen=True, slots=True)
class Mention:
    """A citation with who makes it."""

    by: str
    """Id of the citing holding."""
    number: int
    """Index into its citations."""
    relation: Relation
    """What the citing directive has to do with the document: what the keeper states wins, and what it cannot do it
    does not."""


@dataclass(frozen=True, slots=True)
class Archive:
    """The holdings with everything that their citations mean."""

    holdings: Holdings
    targets: Mapping[str, tuple[Target, ...]]
    """By id of the citing holding, one for each of its citations."""
    relations: Mapping[str, tuple[Relation, ...]]
    """By id of the citing holding, for each of its citations what it has to do with the document."""
    wanted: Mapping[str, WantedDocument]
    """What is cited and not held, by id, in the order of the ids."""
    cited_by: Mapping[str, tuple[Mention, ...]]
    """By id of what is cited, held or not, in the order of the ids; newest citing document first."""
    citing: Mapping[str, int]
    """How many directives cite it, by id of what is cited."""
    ambiguous: Mapping[str, tuple[Mention, ...]]
    """By the key of the chooser."""
    told: tuple[Told, ...]
    moved: Mapping[str, str]
    """By the address that a document without known issuer or year has until more is known of it: where it is now."""

    def citation(self, mention: Mention) -> Citation:
        """The citation of a mention."""
        return self.holdings.letters.holding(mention.by).citations[mention.number]


# --- what is kept ---------------------------------------------------------------------------------------------------


class Cited(NamedTuple):
    """A citation, decided: its target and its relation, and the keys that decided."""

    keys: tuple[str, ...]
    state: int
    """The place of the target's class in `_TARGETS`."""
    id: str | None
    """Of the target; of an ambiguous one the key."""
    candidates: tuple[str, ...]
    evidence: tuple[str, ...]
    relation: Relation

    @property
    def is_held(self) -> bool:
        return self.state == _HELD

    @property
    def is_ambiguous(self) -> bool:
        return self.state == _AMBIGUOUS

    @property
    def target(self) -> Target:
        if self.state == _AMBIGUOUS:
            return Ambiguous(self.id or "", self.candidates, self.evidence)
        return Held(self.id or "", self.evidence) if self.state == _HELD else Wanted(self.id, self.evidence)


_HELD, _WANTED, _AMBIGUOUS = range(3)
_TARGETS: tuple[type[Target], ...] = (Held, Wanted, Ambiguous)


CARD = 8
"""Bytes of a version that tell whether a directive's card is what it was (`store.Versions`)."""


class Settled(NamedTuple):
    """What was decided of one directive."""

    version: bytes
    """Of the directive that it was decided of; its first `CARD` bytes are that of what others know of it."""
    keys: tuple[str, ...]
    """Under which the directive itself is found."""
    cited: tuple[Cited, ...]
    told: tuple[tuple[str, Relation, str, int], ...]
    """Subject, relation, object and number of the citation, as in `Told`."""
    moved: tuple[tuple[str, str], ...]
    """Addresses with where they lead now."""


class NotHeld(NamedTuple):
    """A `WantedDocument` without what archive.yaml says of it."""

    id: str
    type: str | None
    number_symbol: str | None
    name: str | None
    issuer: str | None
    issuer_words: str | None
    date: Day | None
    title: str


class State(NamedTuple):
    """All that was decided in one edition."""

    settled: Mapping[str, Settled]
    """By id."""
    wanted: Mapping[str, NotHeld]
    """By id, in the order of the ids."""
    known: bytes
    """Digest of what archive.yaml says of bodies, records and types (`known_of`): with another all is decided anew."""


NOTHING = State({}, {}, b"")

_Citing = tuple[str, int, Relation]
"""As in `Mention`."""


class Turned(NamedTuple):
    """The same by what is cited: it follows from a state."""

    cited_by: Mapping[str, tuple[_Citing, ...]]
    citing: Mapping[str, int]
    ambiguous: Mapping[str, tuple[_Citing, ...]]
    told: tuple[Told, ...]
    moved: Mapping[str, str]
    """These are as in `Archive`."""


@dataclass(frozen=True, slots=True)
class Settlement:
    archive: Archive
    state: State
    turned: Turned
    decided: frozenset[str]
    """Ids of the directives of which something was decided anew."""
    touched: frozenset[str]
    """Facts that are others than they were: `t:ID` what a directive cites, `c:ID` what cites a document, `d:ID` what is
    told of one or tells, `w:ID` what is known of one that is not held, `a:KEY` what a chooser chooses for."""


def resolve(holdings: Holdings) -> Archive:
    """Every citation of the holdings, decided."""
    return settle(holdings).archive


def settle(
    holdings: Holdings,
    versions: Mapping[str, bytes] = MappingProxyType({}),
    prior: State = NOTHING,
    near: State = NOTHING,
) -> Settlement:
    """Every citation of the holdings, decided, as far as it was not before.

    `versions` tells by id whether a directive, its text apart, is what it was when `prior` was decided, and what it is
    in `near`: an edition that shows less, of which everything is decided; that is gone on from, where all had to be
    decided anew.
    """
    known = known_of(holdings)
    is_near = prior.known != known == near.known
    settlement = _Settling(holdings, versions, near if is_near else prior, known).settlement()
    if is_near:
        return replace(
            settlement,
            decided=frozenset(settlement.state.settled),
            touched=touched(prior, settlement.state, settlement.state.settled, versions),
        )
    return settlement


def undecided(before: Settlement, holdings: Holdings) -> Settlement:
    """What was settled, with the same holdings of which only texts may be others, so that nothing is to be decided."""
    return replace(before, archive=replace(before.archive, holdings=holdings), decided=frozenset(), touched=frozenset())


def settled_before(holdings: Holdings, state: State, turned: Turned) -> Settlement:
    """What was settled of holdings like these in an earlier build, where nothing is to be decided."""
    wanted = Lazy(state.wanted, partial(_wanted, holdings))
    return Settlement(_archive(holdings, state, turned, wanted), state, turned, frozenset(), frozenset())


def known_of(holdings: Holdings) -> bytes:
    """As in `State`."""
    said = holdings.issuers, holdings.records, holdings.types.rows
    return blake2b(repr(said).encode(), digest_size=16).digest()


class _Settling:
    def __init__(self, holdings: Holdings, versions: Mapping[str, bytes], prior: State, known: bytes) -> None:
        self._holdings = holdings
        self._versions = versions
        self._known = known
        self._is_afresh = prior.known != known
        self._before = prior
        self._prior = prior.settled
        self._held = {face.id for face in holdings.directives}
        self._gone = prior.settled.keys() - self._held
        self._changed = {
            face.id
            for face in holdings.directives
            if face.id not in prior.settled or prior.settled[face.id].version != versions.get(face.id, b"")
        }

    def settlement(self) -> Settlement:
        keys = self._first_keys()
        resolver = Resolver(self._holdings)
        plans: dict[str, Plan] = {}
        if self._is_afresh:
            plans = {
                face.id: resolver.plan(self._holdings.letters.holding(face.id)) for face in self._holdings.directives
            }
        while True:
            self._plan(resolver, plans, keys)
            settled = self._decide(resolver, plans, keys)
            met = {
                key
                for each in settled.values()
                for cited in each.cited
                if _meets(cited.keys, keys)
                for key in cited.keys
            }
            if met <= keys or len(plans) == len(self._held):
                break
            keys |= met  # what was decided has got an address that others may have too
            resolver = Resolver(self._holdings)
        wanted = dict(sorted({**resolver.known, **resolver.wanted}.items()))
        state = State(
            {face.id: settled.get(face.id) or self._prior[face.id] for face in self._holdings.directives},
            {each: _kept(document) for each, document in wanted.items()},
            self._known,
        )
        turned = _turned(state)
        return Settlement(
            _archive(self._holdings, state, turned, wanted),
            state,
            turned,
            frozenset(settled),
            touched(self._before, state, settled, self._versions),
        )

    def _first_keys(self) -> set[str]:
        """The keys of what has changed, as it was and as it is."""
        keys: set[str] = set()
        for document_id in self._gone | (self._changed & self._prior.keys()):
            known = self._prior[document_id]
            keys.update(known.keys)
            keys.update(key for cited in known.cited for key in cited.keys)
        for face in self._holdings.directives:
            if face.id in self._changed:
                keys.update(Resolver.keys_of(face))
        return keys

    def _plan(self, resolver: Resolver, plans: dict[str, Plan], keys: set[str]) -> None:
        """Adds what the directives say that have changed, or have one of the keys; and the keys that come with it."""
        letters = self._holdings.letters
        for document_id in self._changed - plans.keys():
            plans[document_id] = plan = resolver.plan(letters.holding(document_id))
            keys.update(key for said in plan.said for key in said.keys)
        known = -1
        while known != len(keys):
            known = len(keys)
            for document_id in self._prior.keys() - plans.keys() - self._gone:
                shared = [cited.keys for cited in self._prior[document_id].cited if _meets(cited.keys, keys)]
                if shared:
                    plans[document_id] = resolver.plan(letters.holding(document_id))
                    keys.update(key for each in shared for key in each)

    def _decide(self, resolver: Resolver, plans: Mapping[str, Plan], keys: set[str]) -> dict[str, Settled]:
        """Decides what these directives cite under one of the keys."""
        resolver.known = {
            each.id: _wanted(self._holdings, each)
            for each in self._before.wanted.values()
            if not self._is_afresh and address_key(each.id) not in keys
        }
        faces = [face for face in self._holdings.directives if face.id in plans]
        anew = {
            face.id: [
                self._is_afresh or face.id in self._changed or _meets(said.keys, keys) for said in plans[face.id].said
            ]
            for face in faces
        }
        for face in faces:  # dated documents first: a dateless citation may join one
            for said, is_anew in zip(plans[face.id].said, anew[face.id], strict=True):
                if is_anew:
                    resolver.note(said)
        targets: dict[str, list[Target]] = defaultdict(list)
        moved: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for face in faces:
            for number, (said, is_anew) in enumerate(zip(plans[face.id].said, anew[face.id], strict=True)):
                if is_anew:
                    target, way = resolver.target(face, said)
                else:
                    before = self._prior[face.id]
                    target = before.cited[number].target
                    way = next((way for way in before.moved if address_key(way[0]) in said.keys), None)
                targets[face.id].append(target)
                if way is not None:
                    moved[face.id].append(way)
        return {
            face.id: self._settled(resolver, face, plans[face.id], targets[face.id], moved[face.id]) for face in faces
        }

    def _settled(
        self,
        resolver: Resolver,
        face: Face,
        plan: Plan,
        targets: Sequence[Target],
        moved: Iterable[tuple[str, str]],
    ) -> Settled:
        relations = resolver.relations(face, plan, targets)
        cited = tuple(
            _cited(said, target, relation) for said, target, relation in zip(plan.said, targets, relations, strict=True)
        )
        told = resolver.told(self._holdings.letters.holding(face.id), targets) if plan.tells else ()
        return Settled(
            self._versions.get(face.id, b""),
            Resolver.keys_of(face),
            cited,
            tuple((each.subject, each.relation, each.object, each.number) for each in told),
            tuple(dict.fromkeys(moved)),
        )


def touched(prior: State, now: State, settled: Mapping[str, Settled], versions: Mapping[str, bytes]) -> frozenset[str]:
    """The facts that are others, where these directives may mean something else."""
    found: set[str] = set()
    for document_id in settled.keys() | (prior.settled.keys() - now.settled.keys()):
        old, new = prior.settled.get(document_id), settled.get(document_id)
        if new is None or old is None or old.version[:CARD] != versions.get(document_id, b"")[:CARD]:
            found.update(_facts(document_id, old), _facts(document_id, new))
            continue
        if [_meaning(cited) for cited in old.cited] != [_meaning(cited) for cited in new.cited]:
            found.update(_facts(document_id, old._replace(told=())), _facts(document_id, new._replace(told=())))
        if old.told != new.told:
            found.update(_participants(document_id, old), _participants(document_id, new))
    before, after = prior.wanted, now.wanted
    found.update(f"w:{each}" for each in before.keys() | after.keys() if before.get(each) != after.get(each))
    return frozenset(found)


def _meets(some: Iterable[str], keys: set[str]) -> bool:
    return not keys.isdisjoint(some)


def _meaning(cited: Cited) -> tuple[object, ...]:
    return cited[1:]


def _facts(document_id: str, settled: Settled | None) -> Iterator[str]:
    """The facts that come from a directive's citations."""
    if settled is None:
        return
    yield f"t:{document_id}"
    for cited in settled.cited:
        if cited.id is not None:
            yield f"{'a' if cited.state == _AMBIGUOUS else 'c'}:{cited.id}"
    yield from _participants(document_id, settled)


def _participants(document_id: str, settled: Settled) -> Iterator[str]:
    if settled.told:
        yield f"d:{document_id}"
    for subject, _, cited, _ in settled.told:
        yield f"d:{subject}"
        yield f"d:{cited}"


def _cited(said: Said, target: Target, relation: Relation) -> Cited:
    if isinstance(target, Ambiguous):
        return Cited(said.keys, _AMBIGUOUS, target.key, target.candidates, target.evidence, relation)
    keys = said.keys
    if target.id is not None and keys and address_key(target.id) not in keys and isinstance(target, Wanted):
        keys = (*keys, address_key(target.id))
    return Cited(keys, _TARGETS.index(type(target)), target.id, (), target.evidence, relation)


def _kept(document: WantedDocument) -> NotHeld:
    return NotHeld(
        document.id or "",
        document.type.name if document.type else None,
        document.number_symbol,
        document.name,
        document.issuer.key if document.issuer else None,
        document.issuer_words,
        document.date,
        document.title,
    )


def _wanted(holdings: Holdings, document: NotHeld) -> WantedDocument:
    issuer = next((each for each in holdings.issuers if each.key == document.issuer), None)
    return WantedDocument(
        id=document.id,
        type=holdings.types.named(document.type) if document.type else None,
        number_symbol=document.number_symbol,
        name=document.name,
        issuer=issuer,
        issuer_words=document.issuer_words,
        date=document.date,
        title=document.title,
    )


# --- the archive ----------------------------------------------------------------------------------------------------


def _turned(state: State) -> Turned:
    cited_by: dict[str, list[_Citing]] = defaultdict(list)
    citing = Counter[str]()
    ambiguous: dict[str, list[_Citing]] = defaultdict(list)
    told: list[Told] = []
    moved: dict[str, set[str]] = defaultdict(set)
    for by, settled in state.settled.items():
        for number, (_, kind, target, _, _, relation) in enumerate(settled.cited):
            if kind == _AMBIGUOUS:
                ambiguous[target or ""].append((by, number, relation))
            elif target is not None and target != by:
                cited_by[target].append((by, number, relation))
        held_or_not = {each.id for each in settled.cited if each.id and each.state != _AMBIGUOUS}
        citing.update(held_or_not - {by})
        told.extend(Told(subject, relation, cited, by, n) for subject, relation, cited, n in settled.told)
        for old, new in settled.moved:
            moved[old].add(new)
    return Turned(
        {key: tuple(by) for key, by in sorted(cited_by.items())},
        citing,
        {key: tuple(by) for key, by in sorted(ambiguous.items())},
        tuple(told),
        {old: next(iter(new)) for old, new in sorted(moved.items()) if len(new) == 1 and old not in state.wanted},
    )


def _archive(holdings: Holdings, state: State, turned: Turned, wanted: Mapping[str, WantedDocument]) -> Archive:
    return Archive(
        holdings,
        Lazy(state.settled, lambda settled: tuple(cited.target for cited in settled.cited)),
        Lazy(state.settled, lambda settled: tuple(cited.relation for cited in settled.cited)),
        wanted,
        Lazy(turned.cited_by, _mentions),
        turned.citing,
        Lazy(turned.ambiguous, _mentions),
        turned.told,
        turned.moved,
    )


def _mentions(found: Iterable[_Citing]) -> tuple[Mention, ...]:
    return tuple(Mention(by, number, relation) for by, number, relation in found)
