"""Parts of a site made in a process that has nothing but the project's folder: a worker of a cluster.

An order goes in, which says what to build and how to tell that the folder is that of the build; what `making` and
`index` make comes out. The worker reads what the build has kept in `.vankho/`, resolves nothing anew, and writes pages
into the site that is staged. It does one thing at a time, however many threads it has.
"""

import gc
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b, sha256
from pathlib import Path
from threading import RLock

from vankho.authority import read_authority
from vankho.built import Built
from vankho.cached import CACHE, key_of
from vankho.crew import ClusterFailed
from vankho.edition import selected
from vankho.holdings import Edition, Holdings
from vankho.index import Home, Indexer, Part
from vankho.language import language
from vankho.making import Content, Done, Earlier, index_part, parts
from vankho.memory import Memory, decided, decides, pending
from vankho.model import LogEntry, Source, StoredFile
from vankho.output import readable
from vankho.page import IndexDocs
from vankho.problem import Problem
from vankho.publish import File, place
from vankho.publog import LOGS, read_log
from vankho.read import MAX_LOG_BYTES, read_text
from vankho.render import Theme
from vankho.resolve import Archive, settle
from vankho.store import Damaged, Store, keep, recall

EARLIER, _FILES = "built", "files"
"""Beside the site that is staged: of what it was built before, and what is known of the files of directives."""

_Stored = dict[str, tuple[str, int, str, int | None]]


@dataclass(frozen=True, slots=True)
class Order:
    """What a worker is told of a build; digests tell whether it sees what the build sees."""

    project: Path
    content: str
    """The name of the folder in it."""
    edition: Edition
    site: Path
    """Where it is staged."""
    archive: str
    """Of archive.yaml."""
    decided: bytes
    """Of what the citations mean."""
    seen: bytes
    """Of everything else that is shown."""
    theme: str
    built_key: str | None
    """Of what the site was built of before; None where it is built for the first time."""
    pagefind: Path | None

    def part(self, name: str) -> Done:
        """Makes a part of the site and writes its pages."""
        with _ALONE, readable():
            return _desk(self).parts(name)

    def index_part(self, home: Home, group: Sequence[str]) -> tuple[Part, list[str]]:
        """Makes a part of the search index in its home."""
        with _ALONE, readable():
            desk = _desk(self)
            return index_part(desk.docs, Indexer.joining(home, self.pagefind), group)


def order(
    archive: Archive,
    memory: Memory,
    theme: Theme,
    stored: Mapping[str, StoredFile],
    site: Path,
    built_key: str | None,
    pagefind: Path | None,
) -> Order:
    """The order for a site that is about to be staged. Raises OSError."""
    site, holdings = site.absolute(), archive.holdings
    files = {name: (str(each.source.absolute()), each.bytes, each.sha256, each.pages) for name, each in stored.items()}
    keep(site.parent / _FILES, memory.key, files)
    return Order(
        memory.folder.parent,
        memory.content,
        holdings.edition,
        site,
        memory.key,
        memory.pending[holdings.edition].until,
        _seen(holdings, memory.store),
        theme.digest,
        built_key,
        pagefind,
    )


def _seen(holdings: Holdings, store: Store) -> bytes:
    digest = blake2b(repr(holdings.log).encode(), digest_size=16)
    for name, versions in sorted(store.versions.items()):
        digest.update(name.encode("utf-8", "surrogatepass") + b"\0" + b"".join(versions))
    return digest.digest()


_ALONE = RLock()
_at_work: "list[_Desk]" = []
"""The desk of the order that is being worked on: making it ready takes as long as loading the archive."""


def _desk(wanted: Order) -> "_Desk":
    if not _at_work or _at_work[0].order != wanted:
        gc.unfreeze()
        _at_work.clear()  # before the next is made: two do not fit into memory
        gc.collect()
        _at_work.append(_Desk(wanted))
        gc.freeze()  # what is there stays till then: to look through it for garbage takes long
    return _at_work[0]


class _Desk:
    """Everything that parts of one site are made from, read from the project's folder."""

    def __init__(self, told: Order) -> None:
        self.order = told
        work, problems = told.project / ".vankho", list[Problem]()
        source = _source(told, "archive.yaml", problems)
        if source is None or sha256(source.text.encode()).hexdigest() != told.archive:
            raise ClusterFailed(_other(told.project / told.content / "archive.yaml"))
        authority, _ = read_authority(source.text, source.path)
        assert authority is not None
        try:
            store = Store.there(work / CACHE, key_of(authority.lexicon))
        except Damaged as error:
            raise ClusterFailed(f"{error}: does it see the folder of the build?") from error
        glances = store.known()
        cards = [card for _, card in sorted(store.cards().items())]
        files = recall(told.site.parent / _FILES, told.archive, _Stored)
        if files is None:
            raise ClusterFailed(_other(told.site.parent / _FILES))
        stored = {name: StoredFile(Path(each[0]), *each[1:]) for name, each in files.items()}
        holdings = selected(cards, store, authority, told.edition, stored, _log(told, problems))
        state = decided(work, told.edition, told.decided)
        if state is None or _seen(holdings, store) != told.seen:
            raise ClusterFailed(_other(work))
        parted = [name for name, each in glances.items() if each.is_directive and not each.is_open]
        found = settle(holdings, decides(store.versions, parted, told.edition), state)
        assert not found.decided, "what is kept is what was decided"
        theme = Theme.of(told.project)
        if theme.digest != told.theme:
            raise ClusterFailed(_other(theme.folders[0]))
        self.archive = found.archive
        earlier = self._earlier(work)
        known = {path: file._replace(inputs=b"") for path, file in earlier.known.items()} if earlier else {}

        def put(name: str, content: Content) -> File:
            assert isinstance(content, bytes), "a part has pages, and they are made here"
            new = File(name, sha256(content).hexdigest(), len(content))
            if known.get(name) != new:
                place(told.site, name, content)
            return new

        self.parts = parts(found.archive, theme, put, store.versions, earlier)

    def _earlier(self, work: Path) -> Earlier | None:
        told = self.order
        if told.built_key is None:
            return None
        built = recall(told.site.parent / EARLIER, told.built_key, Built)
        waiting = pending(work, told.edition)
        if built is None or waiting is None or waiting.until != told.decided:
            raise ClusterFailed(_other(told.site.parent))
        return Earlier.of(built, waiting.facts, told.site)

    @cached_property
    def docs(self) -> IndexDocs:
        return IndexDocs(self.archive, language(self.archive.holdings.settings.language))


def _source(told: Order, name: str, problems: list[Problem]) -> Source | None:
    path = told.project / told.content / name
    text = read_text(path, str(path), problems, MAX_LOG_BYTES) if path.is_file() else None
    return Source(str(path), name, text) if text is not None else None


def _log(told: Order, problems: list[Problem]) -> Sequence[LogEntry]:
    source = _source(told, LOGS[told.edition], problems)
    return read_log(source)[0] if source else ()


def _other(path: Path) -> str:
    return f"{path} is not there, or not what the build sees"
