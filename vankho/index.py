"""The search index: index documents in, files of the bundle out. The only module that runs Pagefind.

Pagefind runs on some 150 documents at a time, and `vankho.bundle` makes one bundle of all that it wrote, the same
whatever the parts are. Where there is a cache, only parts with a document that is new or changed are made; which
documents are a part hangs on their addresses, so that one more or less moves one border or two
(docs/adr/0010-index-in-parts.md).
"""

import os
import subprocess
import sys
import tempfile
import zlib
from collections import deque
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor, Future, wait
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import TypeVar

import pagefind_bin

from vankho import bundle
from vankho.bundle import IndexFailed, Part, Sheet
from vankho.page import IndexDoc
from vankho.turn import SCRATCH, scratch

__all__ = ["Home", "IndexFailed", "Indexer", "Part", "Sheet", "build_index", "cut", "index_files"]

T = TypeVar("T")

_NEAR = 74
"""A part begins where a document's digest is the least among those of so many before and behind it: a part then has
150 documents on average."""
_MOST = 300
"""Documents of a part; the last may have `_NEAR` more."""
_PART, _SHELL, _CHUNK, _NEW = ".part", ".shell", ".chunk", ".new"
"""Ends of the names of files in the cache; the last is of one that is being written."""


def build_index(
    docs: Iterable[IndexDoc],
    executable: Path | None = None,
    work: Path | None = None,
    *,
    executor: Executor | None = None,
    cache: Path | None = None,
) -> Mapping[str, bytes]:
    """The files of a search bundle by path from the site's root; none where there is nothing to search. See
    `index_files`."""
    return dict(sorted(index_files(docs, executable, work, executor=executor, cache=cache)))


def index_files(
    docs: Iterable[IndexDoc],
    executable: Path | None = None,
    work: Path | None = None,
    *,
    executor: Executor | None = None,
    cache: Path | None = None,
) -> Iterator[tuple[str, bytes]]:
    """The files of a search bundle one after the other, by path from the site's root; `docs` come by URL.

    `executable` is a Pagefind of the keeper's choice, else that of the installed package runs. It works in a folder in
    `work`, where a later build removes it if this one is killed; where that cannot be written, in one of the system.
    `executor` runs parts at once (threads do). In the folder `cache`, which is of one edition and has nothing else in
    it, parts are kept for the next build; where it cannot be written, nothing is kept.
    """
    with Indexer(executable, work, cache) as indexer:
        sheets = (sheet for sheet in map(Sheet.of, docs) if sheet.count)
        yield from indexer.files(_parts(cut(sheets, lambda sheet: sheet.url), indexer, executor))


class Indexer:
    """Makes an index in parts, from the documents of each; while it is open the parts lie in its folder.

    The arguments are those of `index_files`. A forked process may make parts too.
    """

    def __init__(self, executable: Path | None = None, work: Path | None = None, cache: Path | None = None) -> None:
        self.program = executable or Path(pagefind_bin.get_executable())
        self._work, self._cache = work, cache
        self._held = ExitStack()

    @classmethod
    def joining(cls, home: "Home", executable: Path | None = None) -> "Indexer":
        """One that makes parts for an open one in another process, whose `home` this is. Raises IndexFailed."""
        found = cls(executable)
        if _digest(found.program) != home.program:
            raise IndexFailed(f"{found.program} is another Pagefind than that of the build")
        found.home = home
        return found

    def __enter__(self) -> "Indexer":
        self.home = Home(_digest(self.program), _folder(self._work, self._held), self._cache)
        return self

    def __exit__(self, *raised: object) -> None:
        self._held.close()

    def kept(self, digests: Sequence[str]) -> Part | None:
        """The part of documents with these digests, if there is one already."""
        return self.home.part(bundle.digest(digests, self.home.program))

    def part(self, sheets: Sequence[Sheet]) -> tuple[Part, list[str]]:
        """The part of some documents, and the digest of each; each has words. Raises IndexFailed."""
        digests = [sheet.digest for sheet in sheets]
        return _part(sheets, digests, self.program, self.home), digests

    def files(self, of: Iterable[Part]) -> Iterator[tuple[str, bytes]]:
        """The files of the bundle that parts are together, in the order of the documents; forgets other parts."""
        parts, home = list(of), self.home
        shells = {part.shell for part in parts}
        if len(shells) > 1:
            raise IndexFailed("Pagefind takes the documents for several languages")
        used = {*(part.path.name for part in parts), *(f"{shell}{_SHELL}" for shell in shells)}
        for name in shells:
            shell = home.read(f"{name}{_SHELL}")
            assert shell is not None
            pack = partial(_packed, home, used) if self._cache else bundle.packed
            for path, content in bundle.merged(parts, shell, pack):
                yield f"pagefind/{path}", content
        home.forget(used)


def _folder(work: Path | None, held: ExitStack) -> Path:
    if work:
        with suppress(OSError):
            return held.enter_context(scratch(work, f"{SCRATCH}index-"))
    return Path(held.enter_context(tempfile.TemporaryDirectory(prefix="vankho-")))


def _parts(groups: Iterable[list[Sheet]], indexer: Indexer, executor: Executor | None) -> Iterator[Part]:
    """The parts in order, from the cache or made; a few at once, so that few documents are in memory."""
    ahead = (os.cpu_count() or 1) + 1 if executor else 1
    submit = executor.submit if executor else _at_once
    coming: deque[Future[Part]] = deque()
    try:
        for group in groups:
            digests = [sheet.digest for sheet in group]
            coming.append(submit(_part, group, digests, indexer.program, indexer.home))
            while len(coming) > ahead or (coming and coming[0].done()):
                yield coming.popleft().result()
        while coming:
            yield coming.popleft().result()
    finally:
        for future in coming:
            future.cancel()
        wait(coming)  # they work in a folder that goes now


def cut(documents: Iterable[T], url: Callable[[T], str]) -> Iterator[list[T]]:
    """Documents in parts, by nothing but their addresses."""
    near: deque[bytes] = deque(maxlen=2 * _NEAR + 1)
    part: list[T] = []
    for document in documents:
        assert not part or url(part[-1]) < url(document), f"{url(document)} is out of order"
        part.append(document)
        near.append(sha256(url(document).encode()).digest())
        begins = len(near) == near.maxlen and near[_NEAR] == min(near)  # that in the middle
        ends = len(part) - _NEAR - 1
        if ends > 0 and (begins or ends >= _MOST):
            yield part[:ends]
            part = part[ends:]
    if part:
        yield part


def _part(sheets: Sequence[Sheet], digests: Iterable[str], program: Path, home: "Home") -> Part:
    """The part of some documents with these digests, from the cache or made."""
    key = bundle.digest(digests, home.program)
    return home.part(key) or _made(sheets, key, program, home)


def _made(sheets: Sequence[Sheet], key: str, program: Path, home: "Home") -> Part:
    """Has Pagefind read some documents, and keeps what it wrote of them."""
    with tempfile.TemporaryDirectory(dir=home.folder) as own:
        site, output = Path(own, "site"), Path(own, "pagefind")
        site.mkdir()
        for place, sheet in enumerate(sheets):
            (site / bundle.file_of(place)).write_text(sheet.html, encoding="utf-8", newline="\n")
        _run(program, site, output)
        files = {path.relative_to(output).as_posix(): path.read_bytes() for path in output.rglob("*") if path.is_file()}
    part, shell = bundle.pressed(files, sheets)
    name = sha256(shell).hexdigest()
    home.write(f"{name}{_SHELL}", shell)
    return Part(home.write(f"{key}{_PART}", part), name)


def _run(program: Path, site: Path, output: Path) -> None:
    command = [str(program), "--site", str(site), "--output-path", str(output), "--silent"]
    try:
        done = subprocess.run(command, capture_output=True, encoding="utf-8", errors="replace", check=False)
    except OSError as error:
        raise IndexFailed(f"Pagefind does not run ({program}): {error.strerror}") from error
    if done.returncode:
        said = " ".join((done.stderr or done.stdout).split())
        raise IndexFailed(f"Pagefind failed: {said or f'it ended with status {done.returncode}'}")


def _at_once(function: Callable[..., Part], *values: object) -> "Future[Part]":
    done: Future[Part] = Future()
    try:
        done.set_result(function(*values))
    except Exception as error:
        done.set_exception(error)
    return done


# --- the cache ------------------------------------------------------------------------------------------------------


def _digest(program: Path) -> str:
    """Of this program, its library and Pagefind."""
    from importlib.metadata import version  # which takes its time, and most builds need no index anew

    digest = sha256(repr((sys.version, zlib.ZLIB_RUNTIME_VERSION, version("cbor2"))).encode())
    for path in (Path(__file__), Path(bundle.__file__), program):
        with suppress(OSError):  # a Pagefind that is not there will not run either
            digest.update(path.read_bytes())
    return digest.hexdigest()


def _packed(home: "Home", used: set[str], plain: bytes) -> bytes:
    """A chunk, packed now or by an earlier build."""
    name = f"{sha256(home.program.encode() + plain).hexdigest()}{_CHUNK}"
    used.add(name)
    if (kept := home.read(name)) is not None:
        return kept
    content = bundle.packed(plain)
    home.write(name, content)
    return content


@dataclass(frozen=True, slots=True)
class Home:
    """Where parts lie: in the cache, where there is one that can be written."""

    program: str
    """Digest of all that what is kept hangs on, besides the documents."""
    folder: Path
    """Of this build."""
    cache: Path | None

    def part(self, key: str) -> Part | None:
        part = Part.opened((self.cache or self.folder) / f"{key}{_PART}")
        return part if part and self.read(f"{part.shell}{_SHELL}") is not None else None

    def read(self, name: str) -> bytes | None:
        found = (bundle.unsealed(home / name) for home in (self.cache, self.folder) if home)
        return next((content for content in found if content is not None), None)

    def write(self, name: str, content: bytes) -> Path:
        if self.cache:
            with suppress(OSError):
                return _write(self.cache, name, content)
        return _write(self.folder, name, content)

    def forget(self, used: Collection[str]) -> None:
        """Removes from the cache what this index does not need."""
        with suppress(OSError):
            for path in sorted(self.cache.iterdir()) if self.cache else ():
                if path.suffix in (_PART, _SHELL, _CHUNK, _NEW) and path.name not in used:
                    with suppress(OSError):
                        path.unlink()


def _write(home: Path, name: str, content: bytes) -> Path:
    home.mkdir(parents=True, exist_ok=True)
    descriptor, new = tempfile.mkstemp(suffix=_NEW, dir=home)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(bundle.sealed(name, content))
        return Path(new).replace(home / name)
    except BaseException:
        Path(new).unlink(missing_ok=True)
        raise
