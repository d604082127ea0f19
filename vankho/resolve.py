"""Every citation of one edition, decided: its holdings in, an archive out.

What was decided is kept (`State`). With what an earlier build has kept, only that is decided anew which may have become
another: what shares a key (`decide.Resolver`) with a directive that has changed, come or gone. It is told which facts
became others (`Settlement.touched`), for pages are made anew by that.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date as Day
from functools import partial
from hashlib import blake2b
from itertools import compress
from types import MappingProxyType
from typing import NamedTuple, TypeVar

from vankho.bodies import Bodies, Records
from vankho.decide import Ambiguous, Held, Resolver, Target, Told, Wanted, WantedDocument
from vankho.holdings import Face, Holdings
from vankho.lazy import Lazy, replaced, updated
from vankho.model import Citation, Relation
from vankho.plan import Plan, Said
from vankho.ties import address_key, is_address, joined, joining

__all__ = [
    "KEPT",
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
    "Wanted",
    "WantedDocument",
    "as_kept",
    "known_of",
    "resolve",
    "settle",
    "settled_before",
    "touched",
    "undecided",
]

V = TypeVar("V")


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


KEPT = 4096
"""Of each kind so many values stay that were made when they were asked for: what pages ask for lies close together."""
CARD = 8
"""Bytes of a version that tell whether a directive's card is what it was (`store.Versions`)."""


class Settled(NamedTuple):
    """What was decided of one directive."""

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


_Citing = tuple[str, int, Relation]
"""As in `Mention`."""


class State(NamedTuple):
    """All that was decided in one edition. What stands behind `known` follows from what stands before it: it finds
    those that hang on what has changed, so that the others need not be looked at."""

    versions: Mapping[str, bytes]
    """By id, in the order of the holdings, of what it was decided; the first `CARD` bytes are that of what others know
    of a directive."""
    settled: Mapping[str, Settled]
    """By id, in the same order."""
    wanted: Mapping[str, NotHeld]
    """By id, in the order of the ids."""
    known: bytes
    """Digest of what archive.yaml says of bodies, records and types (`known_of`): with another all is decided anew."""
    held_under: Mapping[str, tuple[str, ...]]
    """By key the directives that are found under it."""
    cites_under: Mapping[str, tuple[str, ...]]
    """By key the directives that have citations that are decided by it."""
    cited_by: Mapping[str, tuple[_Citing, ...]]
    citing: Mapping[str, int]
    ambiguous: Mapping[str, tuple[_Citing, ...]]
    told: tuple[Told, ...]
    """These are as in `Archive`."""
    moves: tuple[tuple[str, str, str], ...]
    """A directive, an address that one of its citations had, and where it leads now."""


NOTHING = State({}, {}, {}, b"", {}, {}, {}, {}, {}, (), ())


@dataclass(frozen=True, slots=True)
class Settlement:
    archive: Archive
    state: State
    decided: frozenset[str]
    """Ids of the directives of which something was decided anew."""
    touched: frozenset[str]
    """Facts that are others than they were: `t:ID` what a directive cites, `c:ID` what cites a document, `d:ID` what is
    told of one or tells, `w:ID` what is known of one that is not held, `a:KEY` what a chooser chooses for."""
    asked: Mapping[str, tuple[str, ...]]
    """By id of the directives that were planned what was asked for then, as in `Plan`."""


def resolve(holdings: Holdings) -> Archive:
    """Every citation of the holdings, decided."""
    return settle(holdings).archive


def settle(
    holdings: Holdings,
    versions: Mapping[str, bytes] = MappingProxyType({}),
    prior: State = NOTHING,
    near: Settlement | None = None,
) -> Settlement:
    """Every citation of the holdings, decided, as far as it was not before.

    `versions` tells by id whether a directive, its text apart, is what it was when `prior` was decided, and what it is
    in `near`: an edition that shows less, of which everything is decided; that is gone on from, where all had to be
    decided anew.
    """
    known = known_of(holdings)
    if prior.known != known and near and (less := _as_of_more(near, holdings, known)):
        found = _Settling(holdings, versions, less, known).settlement()
        decided = frozenset(found.state.versions)
        return replace(found, decided=decided, touched=touched(prior, found.state, decided | prior.versions.keys()))
    return _Settling(holdings, versions, prior, known).settlement()


_OTHER = b"another"
"""The version of a directive of which all is to be decided anew."""


def _as_of_more(near: Settlement, holdings: Holdings, known: bytes) -> State | None:
    """What was decided with less, as if archive.yaml had said as much as for these holdings then: what more it says of
    bodies and records cannot bear on directives that did not ask for any of their names. None where it does not only
    say more."""
    state, less = near.state, near.archive.holdings
    if state.known == known:
        return state
    known_bodies, known_records = set(less.issuers), set(less.records)
    is_more = (
        [*less.issuers] == [each for each in holdings.issuers if each in known_bodies]
        and [*less.records] == [each for each in holdings.records if each in known_records]
        and less.types.rows == holdings.types.rows
        and near.asked.keys() == state.versions.keys()
    )
    if not is_more:
        return None
    bodies = Bodies([each for each in holdings.issuers if each not in known_bodies])
    records = Records([each for each in holdings.records if each not in known_records], bodies)
    names = bodies.names | records.names
    others = {each: _OTHER for each, asked in near.asked.items() if not names.isdisjoint(asked)}
    return state._replace(known=known, versions={**state.versions, **others})


def undecided(before: Settlement, holdings: Holdings) -> Settlement:
    """What was settled, with the same holdings of which only texts may be others, so that nothing is to be decided."""
    return replace(before, archive=replace(before.archive, holdings=holdings), decided=frozenset(), touched=frozenset())


def as_kept(found: Settlement, state: State) -> Settlement:
    """The same where the same state is opened in pieces."""
    return replace(found, archive=_archive(found.archive.holdings, state), state=state)


def settled_before(holdings: Holdings, state: State) -> Settlement:
    """What was settled of holdings like these in an earlier build, where nothing is to be decided."""
    return Settlement(_archive(holdings, state), state, frozenset(), frozenset(), {})


def known_of(holdings: Holdings) -> bytes:
    """As in `State`."""
    said = holdings.issuers, holdings.records, holdings.types.rows
    return blake2b(repr(said).encode(), digest_size=16).digest()


class _Settling:
    def __init__(self, holdings: Holdings, versions: Mapping[str, bytes], prior: State, known: bytes) -> None:
        self._holdings = holdings
        self._versions = {each: versions.get(each, b"") for each in holdings.directives.ids}
        self._known = known
        self._before = prior
        self._prior = prior if prior.known == known else NOTHING
        self._places = {each: place for place, each in enumerate(self._versions)}
        self._gone = self._prior.versions.keys() - self._versions.keys()
        self._changed = {each for each, version in self._versions.items() if self._prior.versions.get(each) != version}
        before = {
            each: self._prior.settled[each] for each in self._gone | (self._changed & self._prior.versions.keys())
        }
        self._keys_before = {key for each in before.values() for key in each.keys}
        cited_before = [cited for each in before.values() for cited in each.cited]
        self._keys_before |= {key for each in cited_before for key in (*joining(each.keys), *_addresses(each))}
        faces = holdings.directives.by_id
        now = {each: Settled(Resolver.keys_of(faces[each]), (), (), ()) for each in self._changed}
        self._keys_now = {key for each in now.values() for key in each.keys}
        self._held_under = _joined(
            self._prior.held_under, _regrouped(self._prior.held_under, before, now, _held, self._places)
        )

    def settlement(self) -> Settlement:
        keys = self._keys_before | self._keys_now  # of what has changed
        resolver = self._resolver()
        plans: dict[str, Plan] = {}
        while True:
            self._plan(resolver, plans, keys)
            settled, met = self._decide(resolver, plans, keys)
            if met <= keys or len(self._changed) == len(self._versions):
                break
            keys |= met  # what was decided has got an address that others may have too
            resolver = self._resolver()
        state, wanted = self._state(settled, resolver, keys)
        if self._prior is self._before:
            facts = touched(self._before, state, settled.keys() | self._gone, wanted)
        else:
            facts = touched(self._before, state, settled.keys() | self._before.versions.keys())
        same: dict[tuple[str, ...], tuple[str, ...]] = {}
        asked = {each: same.setdefault(plan.asked, plan.asked) for each, plan in plans.items()}
        return Settlement(_archive(self._holdings, state), state, frozenset(settled), facts, asked)

    def _resolver(self) -> Resolver:
        faces = self._holdings.directives.by_id

        def under(key: str) -> list[Face]:
            return [faces[each] for each in self._held_under.get(key, ())]

        return Resolver(self._holdings, under)

    def _plan(self, resolver: Resolver, plans: dict[str, Plan], keys: set[str]) -> None:
        """Adds what the directives say that have changed, or have one of the keys; and the keys that come with it."""
        letters = self._holdings.letters
        for document_id in self._changed - plans.keys():
            plans[document_id] = plan = resolver.planner.plan(letters.holding(document_id))
            keys.update(key for said in plan.said for key in joining(said.keys))
        looked = set[str]()
        while new := keys - looked:
            looked |= new
            found = {each for key in new for each in self._prior.cites_under.get(key, ())}
            for document_id in found - self._gone - self._changed:
                if document_id not in plans:
                    plans[document_id] = resolver.planner.plan(letters.holding(document_id))
                shared = (cited for cited in self._prior.settled[document_id].cited if _meets(cited.keys, keys))
                keys.update(key for each in shared for key in _addresses(each))

    def _anew(self, plans: Mapping[str, Plan], keys: set[str]) -> dict[str, list[bool]]:
        """Of each of their citations whether it is to be decided."""
        return {
            each: [each in self._changed or _meets(said.keys, keys) for said in plan.said]
            for each, plan in plans.items()
        }

    def _note(self, resolver: Resolver, plans: Mapping[str, Plan], anew: Mapping[str, Sequence[bool]]) -> None:
        """Has the resolver know all that those may join that are to be decided."""
        those = [said for each, plan in plans.items() for said in compress(plan.said, anew[each])]
        for said in those:
            resolver.note(said)
        wanted = {key for said in those for key in joined(said.keys)}
        found = {each for key in wanted for each in self._prior.cites_under.get(key, ())} - self._gone - self._changed
        for document_id in found:
            plan = plans.get(document_id) or resolver.planner.plan(self._holdings.letters.holding(document_id))
            for said in plan.said:
                if _meets(said.keys, wanted):
                    resolver.note(said)

    def _decide(
        self, resolver: Resolver, plans: Mapping[str, Plan], keys: set[str]
    ) -> tuple[dict[str, Settled], set[str]]:
        """Decides what these directives cite under one of the keys; gives also the keys of all that has an address
        which one of these citations has now."""
        prior, by_id = self._prior, self._holdings.directives.by_id
        others = [each for each in prior.wanted if address_key(each) not in keys]
        resolver.known = Lazy(replaced(prior.wanted, {}, others), partial(_wanted, self._holdings))
        faces = [by_id[each] for each in sorted(plans, key=self._places.__getitem__)]
        anew = self._anew(plans, keys)
        self._note(resolver, plans, anew)
        targets: dict[str, list[Target]] = defaultdict(list)
        moved: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for face in faces:
            for number, (said, is_anew) in enumerate(zip(plans[face.id].said, anew[face.id], strict=True)):
                if is_anew:
                    target, way = resolver.target(face, said)
                else:
                    before = prior.settled[face.id]
                    target = before.cited[number].target
                    way = next((way for way in before.moved if address_key(way[0]) in said.keys), None)
                targets[face.id].append(target)
                if way is not None:
                    moved[face.id].append(way)
        settled = {
            face.id: self._settled(resolver, face, plans[face.id], targets[face.id], moved[face.id]) for face in faces
        }
        decided = (cited for each, now in settled.items() for cited in compress(now.cited, anew[each]))
        return settled, {key for each in decided for key in _addresses(each)}

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
            Resolver.keys_of(face),
            cited,
            tuple((each.subject, each.relation, each.object, each.number) for each in told),
            tuple(dict.fromkeys(moved)),
        )

    def _state(self, settled: Mapping[str, Settled], resolver: Resolver, keys: set[str]) -> tuple[State, set[str]]:
        """What is decided now, and the ids of documents that are not held of which something else may be known."""
        prior, places = self._prior, self._places
        old = {each: prior.settled[each] for each in (settled.keys() & prior.versions.keys()) | self._gone}
        wanted = {each: _kept(document) for each, document in resolver.wanted.items()}
        dropped = {each for each in (key[2:] for key in keys if key.startswith("w:")) if each in prior.wanted}
        cites_under = _regrouped(prior.cites_under, old, settled, _cites, places)
        cited_by = _regrouped(prior.cited_by, old, settled, _cited_by, places)
        ambiguous = _regrouped(prior.ambiguous, old, settled, _ambiguous, places)
        citing = {**prior.citing, **{key: len({each[0] for each in group}) for key, group in cited_by.items()}}
        changed = old.keys() | settled.keys()
        told = [each for each in prior.told if each.by not in changed]
        told += [Told(one, how, other, by, n) for by, each in settled.items() for one, how, other, n in each.told]
        moves = [each for each in prior.moves if each[0] not in changed]
        moves += [(by, before, now) for by, each in settled.items() for before, now in each.moved]
        state = State(
            self._versions,
            replaced(prior.settled, settled, self._versions),
            updated(prior.wanted, wanted, dropped - wanted.keys()),
            self._known,
            self._held_under,
            _joined(prior.cites_under, cites_under),
            _joined(prior.cited_by, cited_by),
            {key: count for key, count in citing.items() if count},
            _joined(prior.ambiguous, ambiguous),
            tuple(sorted(told, key=lambda each: places[each.by])),
            tuple(sorted(moves, key=lambda each: places[each[0]])),
        )
        return state, dropped | wanted.keys()


# --- the same by what is cited, and by key --------------------------------------------------------------------------


def _held(by: str, settled: Settled) -> Iterator[tuple[str, str]]:
    return ((key, by) for key in settled.keys)


def _addresses(cited: Cited) -> Iterator[str]:
    """The keys of all that has the address of a document that is not held, where that was decided: what is known of it
    comes from all that cite it."""
    return (key for key in cited.keys if cited.state == _WANTED and is_address(key))


def _cites(by: str, settled: Settled) -> Iterator[tuple[str, str]]:
    return ((key, by) for key in dict.fromkeys(key for cited in settled.cited for key in cited.keys))


def _cited_by(by: str, settled: Settled) -> Iterator[tuple[str, _Citing]]:
    for number, cited in enumerate(settled.cited):
        if not cited.is_ambiguous and cited.id is not None and cited.id != by:
            yield cited.id, (by, number, cited.relation)


def _ambiguous(by: str, settled: Settled) -> Iterator[tuple[str, _Citing]]:
    return ((c.id or "", (by, number, c.relation)) for number, c in enumerate(settled.cited) if c.is_ambiguous)


def _regrouped(
    groups: Mapping[str, tuple[V, ...]],
    old: Mapping[str, Settled],
    new: Mapping[str, Settled],
    entries: Callable[[str, Settled], Iterable[tuple[str, V]]],
    places: Mapping[str, int],
) -> dict[str, tuple[V, ...]]:
    """The groups that are others where these directives are not what they were, in the order of the directives; empty
    where there is nothing in one any more."""
    found: dict[str, list[V]] = {key: [] for by, each in old.items() for key, _ in entries(by, each)}
    for by, each in new.items():
        for key, entry in entries(by, each):
            found.setdefault(key, []).append(entry)
    changed = old.keys() | new.keys()

    def by_of(entry: V) -> str:
        return entry if isinstance(entry, str) else entry[0]  # type: ignore[index]

    return {
        key: tuple(
            sorted(
                (*(entry for entry in groups.get(key, ()) if by_of(entry) not in changed), *some),
                key=lambda entry: (places[by_of(entry)], entry),
            )
        )
        for key, some in found.items()
    }


def _joined(groups: Mapping[str, tuple[V, ...]], new: Mapping[str, tuple[V, ...]]) -> Mapping[str, tuple[V, ...]]:
    """With these instead, in the order of their keys."""
    return updated(groups, {key: some for key, some in new.items() if some}, [key for key in new if not new[key]])


def touched(prior: State, now: State, ids: Iterable[str], wanted: Iterable[str] | None = None) -> frozenset[str]:
    """The facts that are others, where these directives may mean something else, and other things may be known of these
    documents that are not held: of any, where none are given."""
    found: set[str] = set()
    for document_id in ids:
        old, new = prior.settled.get(document_id), now.settled.get(document_id)
        if old is None or new is None or prior.versions[document_id][:CARD] != now.versions[document_id][:CARD]:
            found.update(_facts(document_id, old), _facts(document_id, new))
            continue
        if [_meaning(cited) for cited in old.cited] != [_meaning(cited) for cited in new.cited]:
            found.update(_facts(document_id, old._replace(told=())), _facts(document_id, new._replace(told=())))
        if old.told != new.told:
            found.update(_participants(document_id, old), _participants(document_id, new))
    documents = prior.wanted.keys() | now.wanted.keys() if wanted is None else wanted
    found.update(f"w:{each}" for each in documents if prior.wanted.get(each) != now.wanted.get(each))
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


def _archive(holdings: Holdings, state: State) -> Archive:
    leads: dict[str, set[str]] = defaultdict(set)
    for _, old, new in state.moves:
        leads[old].add(new)
    return Archive(
        holdings,
        Lazy(state.settled, lambda settled: tuple(cited.target for cited in settled.cited), KEPT),
        Lazy(state.settled, lambda settled: tuple(cited.relation for cited in settled.cited), KEPT),
        Lazy(state.wanted, partial(_wanted, holdings), KEPT),
        Lazy(state.cited_by, _mentions, KEPT),
        state.citing,
        Lazy(state.ambiguous, _mentions, KEPT),
        state.told,
        {old: next(iter(new)) for old, new in sorted(leads.items()) if len(new) == 1 and old not in state.wanted},
    )


def _mentions(found: Iterable[_Citing]) -> tuple[Mention, ...]:
    return tuple(Mention(by, number, relation) for by, number, relation in found)
