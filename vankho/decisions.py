"""What the citations of an edition were decided to mean, kept for later builds in the project's `.vankho/`: whole in
`cache-decided-EDITION`, and, as long as that is little, what has become another since in `cache-decided-EDITION-since`.
So a build after a change writes little. Each bears the digest of what it follows on.
"""

from collections.abc import Collection, Mapping
from operator import itemgetter
from pathlib import Path
from typing import Any, NamedTuple

from vankho.holdings import Edition
from vankho.lazy import Lazy
from vankho.model import Relation
from vankho.resolve import KEPT, NotHeld, Settled, State, Told
from vankho.store import Raw, Store, digest_of, is_kept, late, raw, read, recall_with_digest, unread
from vankho.store import keep as keep_value


class Decisions(NamedTuple):
    """What was decided of an edition, to be opened in pieces."""

    whole: bytes
    """Of all that there was to decide (`memory.decides`)."""
    versions: dict[str, bytes]
    settled: dict[str, Raw]
    wanted: dict[str, Raw]
    known: bytes
    held_under: dict[str, Raw]
    cites_under: dict[str, Raw]
    cited_by: dict[str, Raw]
    citing: dict[str, int]
    ambiguous: dict[str, Raw]
    told: tuple[Told, ...]
    moves: tuple[tuple[str, str, str], ...]

    @classmethod
    def of(cls, whole: bytes, state: State) -> "Decisions":
        pieces = {name: unread(getattr(state, name)) for name in _PIECES}
        return cls(whole=whole, **(state._asdict() | pieces))

    @property
    def state(self) -> State:
        pieces = {name: late(getattr(self, name), kind, most=KEPT) for name, kind in _PIECES.items()}
        return State(**{name: pieces.get(name, getattr(self, name)) for name in State._fields})


_IDS, _CITING = tuple[str, ...], tuple[tuple[str, int, Relation], ...]
_PIECES = {
    "settled": Settled,
    "wanted": NotHeld,
    "held_under": _IDS,
    "cites_under": _IDS,
    "cited_by": _CITING,
    "ambiguous": _CITING,
}
"""What of a `State` is kept in pieces, and what each is."""


class _Table(NamedTuple):
    """What of a table is not as in the whole."""

    new: dict[str, Raw]
    gone: tuple[str, ...]


class _Since(NamedTuple):
    """What has become another."""

    whole: bytes
    ids: tuple[str, ...]
    """Of the directives, in their order; empty where they are those of the whole."""
    tables: dict[str, _Table]
    told: tuple[Told, ...]
    moves: tuple[tuple[str, str, str], ...]


_OPEN: Mapping[str, Any] = {"versions": bytes, "citing": int}
"""What else is a table, of values that are there."""
_BY_DIRECTIVE = "versions", "settled"
"""Tables in the order of the directives; all others but `citing` are in that of their keys."""


class Kept(NamedTuple):
    """What is kept of an edition."""

    base: Decisions
    """The whole."""
    base_digest: bytes
    changed: Mapping[str, frozenset[str]]
    """By table the keys of what is not as there."""
    decisions: Decisions
    digest: bytes


def recalled(folder: Path, edition: Edition, store: Store | None = None) -> Kept | None:
    """What is kept, by means of what a store has read ahead; None where there is nothing, or it is damaged."""
    recall = store.recall_with_digest if store else recall_with_digest
    digest, base = recall(*_whole(folder, edition), Decisions)
    if base is None:
        return None
    digest_since, more = recall(*_since(folder, edition, digest), _Since)
    if more is None:
        return Kept(base, digest, {}, base, digest)
    changed = {name: frozenset((*table.new, *table.gone)) for name, table in more.tables.items()}
    return Kept(base, digest, changed, _with(base, more), digest_since)


def look_ahead(store: Store, edition: Edition) -> None:
    """Reads what `recalled` asks for."""
    folder = store.path.parent
    store.look_ahead(_whole(folder, edition)[0], Decisions)
    store.look_ahead(_since(folder, edition, b"")[0], _Since)


def digest_kept(folder: Path, edition: Edition) -> bytes:
    """Of what is kept; empty where there is nothing."""
    whole = digest_of(_whole(folder, edition)[0])
    beside, key = _since(folder, edition, whole)
    return digest_of(beside) if is_kept(beside, key) else whole


def knows(folder: Path, edition: Edition) -> bool:
    """Whether something is kept of an earlier build."""
    return is_kept(*_whole(folder, edition))


def keep(folder: Path, edition: Edition, state: State, now: Decisions, before: Kept | None) -> bytes:
    """Keeps what is decided `now`, which was made of what was kept `before`, and gives its digest. Raises OSError."""
    changed = _changed(state, before) if before and before.base.known == now.known else None
    beside, key = _since(folder, edition, before.base_digest if before else b"")
    if before is None or changed is None or len(changed["settled"]) > max(_FEW, len(now.versions) // _SHARE):
        beside.unlink(missing_ok=True)  # first: it must not stand beside another whole, nor beside the same once more
        keep_value(*_whole(folder, edition), now)
    else:
        keep_value(beside, key, _difference(before.base, now, changed))
    return digest_kept(folder, edition)


_FEW, _SHARE = 50, 10
"""Where more directives than so many, and than this part of all, were decided anew, the whole is kept."""


def _changed(state: State, before: Kept) -> Mapping[str, Collection[str]] | None:
    """By table the keys of what may be another than in the whole; None where that is not known."""
    found: dict[str, Collection[str]] = {}
    for name in _PIECES:
        values = getattr(state, name)
        if not isinstance(values, Lazy):
            return None
        found[name] = values.given.keys() | before.changed.get(name, frozenset())
    return found


def _difference(base: Decisions, now: Decisions, changed: Mapping[str, Collection[str]]) -> _Since:
    tables: dict[str, _Table] = {}
    for name in (*_PIECES, *_OPEN):
        old, values = getattr(base, name), getattr(now, name)
        if name in _OPEN:
            new = {key: raw(value) for key, value in values.items() if old.get(key) != value}
        else:
            new = {key: values[key] for key in sorted(changed[name]) if key in values}
        tables[name] = _Table(new, tuple(sorted(old.keys() - values.keys())))
    is_same = list(base.versions) == list(now.versions)
    return _Since(now.whole, () if is_same else tuple(now.versions), tables, now.told, now.moves)


def _with(base: Decisions, more: _Since) -> Decisions:
    found: dict[str, Any] = {"whole": more.whole, "told": more.told, "moves": more.moves}
    for name, (new, gone) in more.tables.items():
        kind = _OPEN.get(name)
        before = getattr(base, name)
        values = {**before, **(new if kind is None else {key: read(value, kind) for key, value in new.items()})}
        for key in gone:
            del values[key]
        if name in _BY_DIRECTIVE and more.ids:
            values = {each: values[each] for each in more.ids}
        elif name in _PIECES and name not in _BY_DIRECTIVE and len(values) + len(gone) > len(before):
            values = dict(sorted(values.items(), key=itemgetter(0)))
        found[name] = values
    return base._replace(**found)


def _whole(folder: Path, edition: Edition) -> tuple[Path, str]:
    return folder / f"cache-decided-{edition}", edition


def _since(folder: Path, edition: Edition, whole: bytes) -> tuple[Path, str]:
    """Beside the whole that has this digest."""
    return folder / f"cache-decided-{edition}-since", f"{edition} {whole.hex()}"
