"""What earlier builds have decided of each edition, kept in the project's `.vankho/` beside the cache.

For each edition two files: `cache-decided-EDITION`, what its citations were decided to mean; `cache-pending-EDITION`,
which facts have become others since its site was built. Both bear the digest of what they follow on, so that a chain of
builds one of which was killed, or could not write, is known for broken: then the site is built as if it were the first
time.
"""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from vankho import check
from vankho.authority import Authority
from vankho.check import Seen
from vankho.edition import Card, Edition, Holdings
from vankho.model import Source
from vankho.news import News, news
from vankho.problem import Problem
from vankho.resolve import NOTHING, Settlement, State, settle, touched
from vankho.store import Store, Versions, digest_of, is_kept, keep, recall


class Pending(NamedTuple):
    """Facts that have become others between two states of what was decided."""

    since: bytes
    until: bytes
    facts: frozenset[str]


UNKNOWN = b""
"""The digest of what was decided where nothing is kept of it: nothing can follow on it."""


class Memory:
    """What is kept of one project."""

    def __init__(self, folder: Path, content: str, archive: Source, store: Store, cards: Iterable[Card]) -> None:
        self.folder = folder
        self.content = content
        """The name of the content's folder beside it."""
        self.store = store
        self.key = sha256(archive.text.encode()).hexdigest()
        """Of archive.yaml."""
        self.versions: Mapping[str, Versions] = store.versions
        """Of the directives, by id."""
        self.parted = frozenset(card.path for card in cards if not card.is_open)
        """Of which the editions show not the same."""
        self._states: dict[Edition, State] = {}
        self.pending: dict[Edition, Pending] = {}
        """Of the editions that were `settled`."""
        self.news = News()
        """Of the internal edition, which is the whole: once it was `settled`."""

    def warnings(
        self, cards: Iterable[Card], internal: Settlement, public: Settlement, authority: Authority
    ) -> list[Problem]:
        """What a keeper should look at; looks anew at what is new."""
        path, key = self.folder / "cache-looked", self.key
        prior = recall(path, key, Seen)
        problems, seen = check.warnings(
            tuple(cards), internal, public, authority, self._decides(Edition.INTERNAL), prior
        )
        if seen != prior:
            with suppress(OSError):
                keep(path, key, seen)
        return problems

    def knows(self, edition: Edition) -> bool:
        """Whether something is kept of an earlier build."""
        return is_kept(*_decided(self.folder, edition))

    def settled(self, holdings: Holdings) -> Settlement:
        """What the citations of an edition mean; decides anew what is new."""
        path, key = _decided(self.folder, holdings.edition)
        prior = recall(path, key, State)
        since = digest_of(path) if prior is not None else UNKNOWN
        near = self._states.get(Edition.PUBLIC, NOTHING) if holdings.edition is Edition.INTERNAL else NOTHING
        found = settle(holdings, self._decides(holdings.edition), prior or NOTHING, near)
        self._states[holdings.edition] = found.state
        until = since
        if found.state != prior:
            try:
                keep(path, key, found.state)
                until = digest_of(path)
            except OSError:
                until = UNKNOWN
        self._note(holdings.edition, since, until, found.touched)
        if holdings.edition is Edition.INTERNAL:
            self.news = news(prior, found)
        return found

    def _decides(self, edition: Edition) -> Mapping[str, bytes]:
        return decides(self.versions, self.parted, edition)

    def differing(self) -> frozenset[str]:
        """The facts that were decided otherwise in the internal edition than in the public one, once both are."""
        public, internal = self._states[Edition.PUBLIC], self._states[Edition.INTERNAL]
        return touched(public, internal, internal.settled, self._decides(Edition.INTERNAL))

    def _note(self, edition: Edition, since: bytes, until: bytes, touched: frozenset[str]) -> None:
        path = _pending(self.folder, edition)
        before = pending(self.folder, edition) or Pending(since, since, frozenset())
        if before.until != since:
            before = Pending(since, since, frozenset())
        self.pending[edition] = Pending(before.since, until, before.facts | touched)
        if self.pending[edition] != before:
            with suppress(OSError):
                keep(path, edition, self.pending[edition])

    def published(self, edition: Edition) -> None:
        """The site of the edition now shows what was decided. Raises OSError."""
        until = self.pending[edition].until
        self.pending[edition] = Pending(until, until, frozenset())
        keep(_pending(self.folder, edition), edition, self.pending[edition])


def decides(versions: Mapping[str, Versions], parted: Iterable[str], edition: Edition) -> Mapping[str, bytes]:
    """By id the version of what there is to decide of a directive: of those of which the public edition shows a part,
    the internal one has another."""
    found = {name: each.card + each.front for name, each in versions.items()}
    return found | {name: found[name] + b"+" for name in parted} if edition is Edition.INTERNAL else found


def decided(folder: Path, edition: Edition, digest: bytes) -> State | None:
    """What is kept of this digest, by `Memory.settled`; None where there is no such thing."""
    path, whole = _decided(folder, edition)
    return recall(path, whole, State) if digest_of(path) == digest else None


def pending(folder: Path, edition: Edition) -> Pending | None:
    """What is kept of facts that have become others."""
    return recall(_pending(folder, edition), edition, Pending)


def _decided(folder: Path, edition: Edition) -> tuple[Path, str]:
    return folder / f"cache-decided-{edition}", edition


def _pending(folder: Path, edition: Edition) -> Path:
    return folder / f"cache-pending-{edition}"
