"""What earlier builds have decided of each edition, kept in the project's `.vankho/` beside the cache.

For each edition: what its citations were decided to mean (`vankho.decisions`); in `cache-pending-EDITION`, which facts
have become others since its site was built. Both bear the digest of what they follow on, so that a chain of builds one
of which was killed, or could not write, is known for broken: then the site is built as if it were the first time.
Beside them `cache-sound` and `cache-noticed` say that nothing is wrong, and what a keeper should look at.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from functools import cached_property, partial
from hashlib import blake2b, sha256
from itertools import chain, islice
from pathlib import Path
from tempfile import TemporaryFile
from typing import NamedTuple

from vankho import check, decisions, doubts
from vankho.authority import Authority
from vankho.cards import Card, directive_ids
from vankho.crew import Crew, aside
from vankho.doubts import Looked, Seen
from vankho.holdings import Edition, Holdings
from vankho.model import Source, StoredFile
from vankho.news import News, news
from vankho.problem import Problem
from vankho.resident import Known, Resident
from vankho.resolve import (
    NOTHING,
    Settlement,
    State,
    as_kept,
    known_of,
    settle,
    settled_before,
    touched,
    undecided,
)
from vankho.shown import Shown, keep_shown
from vankho.store import FEW, Raw, Store, Versions, keep, raw, read, recall


class _Sound(NamedTuple):
    """Directives without fault."""

    cards: dict[str, bytes]
    """Digests of their cards, by path."""
    claims: Raw
    """By claim (`check.claims`) the path of the directive whose it is."""


class Pending(NamedTuple):
    """Facts that have become others between two states of what was decided."""

    since: bytes
    until: bytes
    facts: frozenset[str]


class Noticed(NamedTuple):
    """What a keeper should look at, but for what is new."""

    problems: tuple[Problem, ...]
    all_wanted: int
    all_ambiguous: int


UNKNOWN = b""
"""The digest of what was decided where nothing is kept of it: nothing can follow on it."""


class Memory:
    """What is kept of one project."""

    def __init__(
        self,
        folder: Path,
        content: str,
        archive: Source,
        store: Store,
        paths: Sequence[str],
        resident: Resident | None = None,
    ) -> None:
        """`paths` are those of the directives, in their order."""
        self.folder = folder
        self._paths = paths
        self._resident = resident
        self.content = content
        """The name of the content's folder beside it."""
        self.store = store
        self.key = sha256(archive.text.encode()).hexdigest()
        """Of archive.yaml."""
        self.versions: Mapping[str, Versions] = store.versions
        """Of the directives, by id."""
        known = store.known()
        self.parted = frozenset(path for path in paths if not known[path].is_open)
        """Of which the editions show not the same."""
        self.empty = [path for path in paths if known[path].is_empty]
        """In which there is no text."""
        self._cards = {path: self.versions[path].card for path in paths}
        self.whole = blake2b(b"".join(self._cards.values()), digest_size=16).digest()
        """Of the cards of all directives."""
        self._wholes: dict[Edition, bytes] = {}
        self._states: dict[Edition, State] = {}
        self._near: Settlement | None = None
        """The public edition, as long as the internal one may go on from it."""
        self._rest: list[Callable[[], None]] = []
        self.pending: dict[Edition, Pending] = {}
        """Of the editions that were `settled`."""
        self.news = News()
        """Of the internal edition, which is the whole: once it was `settled`."""

    def ids(self, authority: Authority) -> Mapping[str, str] | None:
        """The address of each directive by path, where all are without fault: then these are the same. None where that
        is not known: looked at are only those that are not what they were in an earlier build, when all were without
        fault, and those with which they have something in common (`check.claims`)."""
        sound = recall(*self._sound(), _Sound)
        if sound is None:
            return None
        ids = dict(zip(self._paths, self._paths, strict=True))
        changed, gone = self.since(sound.cards)
        if not changed and not gone:
            return ids
        before: dict[str, str] = read(sound.claims, dict[str, str])
        others = {claim: path for claim, path in before.items() if path not in changed and path not in gone}
        if len(changed) > FEW:
            return None
        cards = self.store.cards(sorted(changed))
        own = directive_ids(cards.values(), authority.types)
        claims = {claim: path for path, each in cards.items() for claim in check.claims(each, own.get(path))}
        met = self.store.cards(sorted({path for claim, path in others.items() if claim in claims}))
        if check.problems([*cards.values(), *met.values()], self.store, authority):
            return None  # they are told with all that is wrong
        self._keep_sound(others | claims)
        return ids

    def sound(self, cards: Iterable[Card], ids: Mapping[str, str]) -> None:
        """The directives, and archive.yaml, are without fault (`check.problems`): that is to be kept."""
        self._keep_sound({claim: each.path for each in cards for claim in check.claims(each, ids.get(each.path))})

    def _keep_sound(self, claims: dict[str, str]) -> None:
        self._rest.append(lambda: keep(*self._sound(), _Sound(self._cards, raw(claims))))

    def since(self, cards: Mapping[str, bytes]) -> tuple[set[str], set[str]]:
        """The paths of the directives whose cards are not what they were by these digests, and of those that are no
        more."""
        return {
            path for path, card in self._cards.items() if cards.get(path) != card
        }, cards.keys() - self._cards.keys()

    def _sound(self) -> tuple[Path, str]:
        return self.folder / "cache-sound", self.key

    def shown(self, edition: Edition) -> Shown | None:
        """What an edition has shown of directives without fault in lists in an earlier build."""
        return self.store.recall(*_shown(self.folder, edition, self.key), Shown)

    def show(self, holdings: Holdings, stored: Mapping[str, StoredFile]) -> None:
        """What an edition shows of directives without fault in lists is to be kept."""
        where = _shown(self.folder, holdings.edition, self.key)
        self._rest.append(partial(keep_shown, *where, self._cards, holdings.directives, stored))

    def keep_rest(self) -> None:
        """Keeps what is to be kept for later builds and nothing in this one waits for."""
        for keeping in self._rest:
            with suppress(OSError):
                keeping()
        self._rest.clear()

    def look(self, internal: Holdings) -> Iterator[Looked]:
        """What is to be seen in each directive by itself, in their order; looks anew at what is new."""
        return doubts.look(internal, self._decides(Edition.INTERNAL), self._seen)

    @contextmanager
    def looking(self, internal: Holdings, jobs: Crew) -> Iterator[Callable[[], Iterable[Looked]]]:
        """Has another process `look`, and gives what waits for it. The process leaves what it has seen in a file: as
        long as it is there, all that this one changes is twice in memory."""
        with TemporaryFile() as file:

            def look() -> list[int]:
                sizes = [file.write(raw(some)) for some in _cut(self.look(internal))]
                file.flush()
                return sizes

            with aside(look, jobs) as sizes:

                def seen() -> Iterator[Looked]:
                    written = sizes()
                    file.seek(0)
                    return chain.from_iterable(read(Raw(file.read(size)), list[Looked]) for size in written)

                yield seen

    def warnings(
        self, internal: Settlement, public: Settlement, authority: Authority, looks: Iterable[Looked]
    ) -> list[Problem]:
        """What a keeper should look at; `looks` are what there was to `look` at."""
        empty = [each.source for each in self.store.cards(self.empty).values()]
        problems, seen = doubts.warnings(empty, internal, public, authority, looks, self._seen)
        if seen != self._seen:
            with suppress(OSError):
                keep(*self._looked(), seen)
        return problems

    @cached_property
    def _seen(self) -> Seen:
        """What an earlier build has seen."""
        return recall(*self._looked(), Seen) or doubts.NOTHING

    def _looked(self) -> tuple[Path, str]:
        return self.folder / "cache-looked", self.key

    def noticed(self) -> tuple[tuple[Problem, ...], News] | None:
        """What a keeper should look at, where all that it hangs on is as it was; else None."""
        found = recall(*self._noticed(), Noticed)
        return found and (
            found.problems,
            News(all_wanted=found.all_wanted, all_ambiguous=found.all_ambiguous, is_first=False),
        )

    def notice(self, problems: Iterable[Problem], news: News) -> None:
        """Keeps what a keeper should look at, once both editions were `settled`."""
        with suppress(OSError):
            keep(*self._noticed(), Noticed(tuple(problems), news.all_wanted, news.all_ambiguous))

    def _noticed(self) -> tuple[Path, str]:
        """Where it is kept, with a key of all that it hangs on: archive.yaml, the directives but for their texts."""
        return self.folder / "cache-noticed", f"{self.key} {self._all_decides(Edition.INTERNAL).hex()}"

    def knows(self, edition: Edition) -> bool:
        """Whether something is kept of an earlier build."""
        return decisions.knows(self.folder, edition)

    def settled(self, holdings: Holdings) -> Settlement:
        """What the citations of an edition mean; decides anew what is new."""
        folder, edition = self.folder, holdings.edition
        whole = self._all_decides(edition)
        known = self._resident.settled.get(edition) if self._resident else None
        prior: State | None
        if known and known.whole == whole and known.digest == decisions.digest_kept(folder, edition) != UNKNOWN:
            prior, until = known.settlement.state, known.digest
            since, found = until, undecided(known.settlement, holdings)
        else:
            kept = decisions.recalled(folder, edition, self.store)
            since = until = kept.digest if kept else UNKNOWN
            prior = kept.decisions.state if kept else None
            if kept and prior and kept.decisions.whole == whole and prior.known == known_of(holdings):
                found = settled_before(holdings, prior)
            else:
                found = settle(holdings, self._decides(edition), prior or NOTHING, self._near)
                now = decisions.Decisions.of(whole, found.state)
                try:
                    until = decisions.keep(folder, edition, found.state, now, kept)
                except OSError:
                    until = UNKNOWN
                if self._resident is None:  # who stays has it open already; for others it is less in memory so
                    found = as_kept(found, now.state)
        self._note(edition, since, until, found.touched)
        found = replace(found, touched=frozenset())  # of a first build that is all there is
        self._states[edition] = found.state
        self._near = found if edition is Edition.PUBLIC else None
        if self._resident:
            self._resident.settled[edition] = Known(whole, until, found)
        if edition is Edition.INTERNAL:
            self.news = news(prior, found)
        return found

    def _decides(self, edition: Edition) -> Mapping[str, bytes]:
        return decides(self.versions, self.parted, edition)

    def _all_decides(self, edition: Edition) -> bytes:
        """Of all that there is to decide in an edition."""
        if edition not in self._wholes:
            found = [b"%s\0%s" % (n.encode("utf-8", "surrogatepass"), v) for n, v in self._decides(edition).items()]
            self._wholes[edition] = blake2b(b"".join(sorted(found)), digest_size=16).digest()
        return self._wholes[edition]

    def differing(self) -> frozenset[str]:
        """The facts that were decided otherwise in the internal edition than in the public one, once both are."""
        public, internal = self._states[Edition.PUBLIC], self._states[Edition.INTERNAL]
        return touched(public, internal, internal.versions.keys() | public.versions.keys())

    def _note(self, edition: Edition, since: bytes, until: bytes, touched: frozenset[str]) -> None:
        path = _pending(self.folder, edition)
        before = pending(self.folder, edition) or Pending(since, since, frozenset())
        if before.until != since:
            before = Pending(since, since, frozenset())
        facts = before.facts | touched if before.since != UNKNOWN else before.facts  # nothing can follow on it
        self.pending[edition] = Pending(before.since, until, facts)
        if self.pending[edition] != before:
            with suppress(OSError):
                keep(path, edition, self.pending[edition])

    def published(self, edition: Edition) -> None:
        """The site of the edition now shows what was decided. Raises OSError."""
        until = self.pending[edition].until
        self.pending[edition] = Pending(until, until, frozenset())
        keep(_pending(self.folder, edition), edition, self.pending[edition])


_AT_ONE_GO = 500
"""Directives of which what was seen is written at one go."""


def _cut(looks: Iterator[Looked]) -> Iterator[list[Looked]]:
    while some := list(islice(looks, _AT_ONE_GO)):
        yield some


def decides(versions: Mapping[str, Versions], parted: Iterable[str], edition: Edition) -> Mapping[str, bytes]:
    """By id the version of what there is to decide of a directive: of those of which the public edition shows a part,
    the internal one has another."""
    found = {name: each.card + each.front for name, each in versions.items()}
    return found | {name: found[name] + b"+" for name in parted} if edition is Edition.INTERNAL else found


def decided(folder: Path, edition: Edition, digest: bytes) -> State | None:
    """What is kept of this digest, by `Memory.settled`; None where there is no such thing."""
    kept = decisions.recalled(folder, edition)
    return kept.decisions.state if kept and kept.digest == digest else None


def pending(folder: Path, edition: Edition) -> Pending | None:
    """What is kept of facts that have become others."""
    return recall(_pending(folder, edition), edition, Pending)


def look_ahead(store: Store, edition: Edition) -> None:
    """Reads what is asked for in any case."""
    folder = store.path.parent
    decisions.look_ahead(store, edition)
    store.look_ahead(_shown(folder, edition, "")[0], Shown)


def _shown(folder: Path, edition: Edition, key: str) -> tuple[Path, str]:
    return folder / f"cache-shown-{edition}", key


def _pending(folder: Path, edition: Edition) -> Path:
    return folder / f"cache-pending-{edition}"
