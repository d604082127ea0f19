"""Directives read through the cache: only files that are new or changed are parsed."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import partial
from hashlib import sha256
from pathlib import Path

from vankho.crew import Cluster, Crew, aside, is_worth_spreading, stream, watched
from vankho.lexicon import Lexicon
from vankho.model import StoredFile
from vankho.output import readable
from vankho.problem import Problem
from vankho.read import Entry, Other, Signature, read_entry
from vankho.said import Said, Say, told
from vankho.store import Damaged, Kept, Store, keep, kept, recall
from vankho.turn import SCRATCH, scratch

CACHE, FILES = "cache.sqlite", "cache-files"
_GRAIN = 2_000_000_000
"""Nanoseconds within which a file system may give two changes one time (FAT: two seconds)."""
_UNSURE: Signature = (-1, 0, 0, 0)


def _unheard(_: Said) -> None:
    pass


def cached(
    work: Path,
    entries: Sequence[Entry],
    lexicon: Lexicon,
    crew: Crew,
    say: Say = _unheard,
    meanwhile: Callable[[Store], None] | None = None,
    before: Store | None = None,
) -> Store:
    """The directives of these files in the cache of the folder `work`.

    A cache that is damaged is made anew; the store that this process had `before` goes on if it still is that cache.
    Where there is something to do `meanwhile`, another process reads files that are few. Raises OSError where the cache
    cannot be written.
    """
    key = key_of(lexicon)
    with readable():
        work.mkdir(parents=True, exist_ok=True)
        try:
            store = before if before and before.is_as_left(work / CACHE, key) else Store.at(work / CACHE, key)
            return _cached(store, entries, lexicon, crew, say, meanwhile)
        except Damaged:
            (work / CACHE).unlink(missing_ok=True)
            return _cached(Store.at(work / CACHE, key), entries, lexicon, crew, say, None)


def key_of(lexicon: Lexicon) -> str:
    """The key of a store of directives that were read with this lexicon."""
    return sha256(repr(lexicon.key).encode()).hexdigest()


def _cached(
    store: Store,
    entries: Sequence[Entry],
    lexicon: Lexicon,
    crew: Crew,
    say: Say,
    meanwhile: Callable[[Store], None] | None,
) -> Store:
    now = _now(store.path.parent)
    known = store.known()
    names = {entry.name for entry in entries}
    new = [entry for entry in entries if entry.name not in known or known[entry.name].signature != entry.signature]
    gone = sorted(known.keys() - names)
    digests = {entry.name: known[entry.name].digest for entry in new if entry.name in known}
    if known and new and meanwhile and not is_worth_spreading(len(new)):
        with aside(lambda: list(_read(new, digests, lexicon, 1, now)), crew) as read:
            meanwhile(store)
            store.change(gone, read())
    elif new or gone:
        read_now = _read(new, digests, lexicon, crew, now)
        store.change(gone, watched(read_now, len(new), say, told("reading")))
    return store


def _read(
    entries: Sequence[Entry], digests: dict[str, bytes], lexicon: Lexicon, crew: Crew, now: int
) -> Iterator[tuple[str, Signature, bytes, Kept | None, tuple[Problem, ...] | None]]:
    results: Iterable[tuple[bytes, Kept | None, tuple[Problem, ...] | None]]
    known = [(_absolute(entry) if isinstance(crew, Cluster) else entry, digests.get(entry.name)) for entry in entries]
    if isinstance(crew, Cluster):
        found = stream(partial(_kept_afar, lexicon), known, crew)
        results = (each or _kept(lexicon, asked) for asked, each in zip(known, found, strict=True))
    else:
        results = stream(partial(_kept, lexicon), known, crew)
    for entry, (digest, what, problems) in zip(entries, results, strict=True):
        signature = entry.signature if _is_sure(entry.signature, now) else _UNSURE
        yield entry.name, signature, digest, what, problems


_Files = dict[str, tuple[Signature, tuple[int, str, int | None]]]
"""By name inside content/ the state of a file that belongs to a directive, its bytes, SHA-256 and pages."""


def files_of(work: Path) -> Mapping[str, tuple[Signature, StoredFile]]:
    """What earlier builds have kept of files that belong to directives, by name; where each is, is not known."""
    kept = recall(work / FILES, "", _Files) or {}
    return {name: (signature, StoredFile(Path(), *file)) for name, (signature, file) in kept.items()}


def keep_files(work: Path, others: Mapping[str, Other], stored: Mapping[str, StoredFile]) -> None:
    """Keeps what was read of such files, but of those that are so new that a further change might not be seen."""
    kept: _Files = {}
    with suppress(OSError):
        now = _now(work)
        for name, file in stored.items():
            if _is_sure(others[name].signature, now):
                kept[name] = others[name].signature, (file.bytes, file.sha256, file.pages)
        if kept != (recall(work / FILES, "", _Files) or {}):
            keep(work / FILES, "", kept)


def _is_sure(signature: Signature, now: int) -> bool:
    """Whether a change right after the reading would be seen."""
    return max(signature[1:3]) < now - _GRAIN


def _absolute(entry: Entry) -> Entry:
    return entry._replace(path=str(entry.file.absolute()))


def _kept(lexicon: Lexicon, known: tuple[Entry, bytes | None]) -> tuple[bytes, Kept | None, tuple[Problem, ...] | None]:
    """The digest of a file, of which an earlier one may be known, and what is kept of it; no problems but None where it
    is as it was."""
    from vankho.parse import parse  # which loads much, and is mostly wanted in another process

    entry, before = known
    source, digest, problems = read_entry(entry)
    if digest == before:
        return digest, None, None
    if source is None:
        return digest, None, problems
    directive, problems = parse(source, lexicon)
    return digest, kept(directive) if directive is not None else None, problems


def _kept_afar(
    lexicon: Lexicon, known: tuple[Entry, bytes | None]
) -> tuple[bytes, Kept | None, tuple[Problem, ...] | None] | None:
    """As `_kept` on another machine; None where it does not see what was seen here. Raises OSError."""
    entry, _ = known
    there = entry.file.stat()
    if (there.st_size, there.st_mtime_ns) != entry.signature[:2]:
        return None
    found = _kept(lexicon, known)
    return None if any(problem.code == "unreadable-file" for problem in found[2] or ()) else found


def _now(folder: Path) -> int:
    """The time of the file system, in nanoseconds."""
    with scratch(folder, SCRATCH) as made:
        return made.stat().st_mtime_ns
