"""Publishing: the files of an edition in, the folder of the edition exchanged for it at once.

An edition is staged outside of what is served, synced, and exchanged with what is there, so a build that fails or is
killed leaves the last good site. Nothing but the edition's own folder is touched, and no folder that is not ours.
docs/adr/0008-publishing.md says why it is done so.
"""

import json
import os
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from operator import itemgetter
from pathlib import Path, PurePosixPath
from typing import NamedTuple
from uuid import uuid4

from vankho.exchange import exchange, restore, sync, sync_names
from vankho.model import StoredFile
from vankho.output import MANIFEST, SIGNATURE, PublishFailed, readable, refuse_foreign
from vankho.said import Say, told
from vankho.turn import BESIDE, SCRATCH, remove_empty, scratch, sweep
from vankho.twin import State

__all__ = [
    "MANIFEST",
    "SIGNATURE",
    "File",
    "Manifest",
    "PublishFailed",
    "Staged",
    "mend",
    "place",
    "put_out",
    "replace_file",
    "revise",
    "rewrite",
    "stage",
    "write",
]

_CHUNK = 1024 * 1024


Digest = bytes


class File(NamedTuple):
    """A file of a site."""

    path: str
    """From the site's root."""
    sha256: str
    bytes: int
    inputs: Digest = b""
    """Of a page of a register: a digest of what it was made of."""


@dataclass(frozen=True, slots=True)
class Manifest:
    entries: tuple[File, ...]
    """Sorted by path; the manifest itself is not in it."""

    @property
    def count(self) -> int:
        return len(self.entries)

    @property
    def bytes(self) -> int:
        return sum(file.bytes for file in self.entries)


@dataclass(frozen=True, slots=True)
class Staged:
    """An edition that is written and not yet seen by anybody."""

    site: Path
    target: Path
    manifest: Manifest
    known: Mapping[str, State] | None = None
    """The files of what is in its place, where that is known."""
    untouched: Callable[[], None] | None = None
    """Waits for who looks at them already; raises what `refuse_foreign` does."""


@contextmanager
def stage(
    fill: Callable[[Path], Iterable[File]], target: Path, work: Path, sign: Callable[[bytes], bytes] | None = None
) -> Iterator[Staged]:
    """Has files written, by `fill` into the folder that it is given, with their manifest where `put_out` can take them
    from. `sign` gives the signature of the manifest.

    They stand in the folder `work`, which is made; where that is on another file system than `target`, or cannot be
    written, in a hidden folder beside `target`. At the end nothing of it is left there.
    """
    refuse_foreign(target)
    with ExitStack() as held:
        try:
            missing = [folder for folder in target.parents if not folder.exists()]
            held.callback(remove_empty, missing)  # nothing was put out: then the folders above it go too
            folder = _folder(target, work, held)
            with readable():
                site = folder / "site"
                site.mkdir()
                manifest = _filled(site, fill, sign)
            _keep_mode(site, target)
        except ChildProcessError:  # who makes the files has died: that is no matter of writing
            raise
        except OSError as error:
            raise PublishFailed(told("cannot write %(path)s: %(why)s", path=target, why=error)) from error
        yield Staged(site, target, manifest)


@contextmanager
def revise(
    fill: Callable[[Path], Iterable[File]],
    site: Path,
    target: Path,
    known: Mapping[str, State],
    sign: Callable[[bytes], bytes] | None = None,
) -> Iterator[Staged]:
    """As `stage`, from a copy of what is served: `fill` changes in it what has become another, and gives all files.

    What it writes anew it has to remove first (`rewrite`). `known` are the files of what is served. At the end the copy
    is what was served before.
    """
    try:
        with readable():
            manifest = _filled(site, fill, sign)
        _keep_mode(site, target)
    except ChildProcessError:
        raise
    except OSError as error:
        raise PublishFailed(told("cannot write %(path)s: %(why)s", path=target, why=error)) from error
    yield Staged(site, target, manifest, known)


def _filled(site: Path, fill: Callable[[Path], Iterable[File]], sign: Callable[[bytes], bytes] | None) -> Manifest:
    """Has the files of a site written, and writes what lists and signs them."""
    manifest = Manifest(tuple(sorted(fill(site), key=itemgetter(0))))  # by path: no two have one
    lines = "".join(
        f'{{"path": {_quoted(file.path)}, "sha256": "{file.sha256}", "bytes": {file.bytes}}}\n'
        for file in manifest.entries
    ).encode()
    (site / SIGNATURE).unlink(missing_ok=True)
    rewrite(site, MANIFEST, lines)
    if sign:
        rewrite(site, SIGNATURE, sign(lines))
    return manifest


_quoted = json.encoder.encode_basestring_ascii


def rewrite(site: Path, name: str, content: bytes | StoredFile | Iterable[bytes]) -> File:
    """As `write`, where a file of this name may stand: it is removed, never changed, for it may have another name."""
    (site / name).unlink(missing_ok=True)
    return write(site, name, content)


def put_out(editions: Iterable[Staged], say: Say, *, alone: bool = False) -> None:
    """Exchanges each for what is in its place, all or none; what was there goes with its stage.

    Who is not `alone` may have written there meanwhile: that is looked at once more.
    """
    waiting, done = list(editions), list[Staged]()
    try:
        for staged in waiting:
            sync(staged.site)
        for staged in waiting if not alone else ():  # once more: writing took its time
            (staged.untouched or partial(refuse_foreign, staged.target, staged.known))()
        for staged in waiting:
            if not exchange(staged.site, staged.target):
                say(
                    told(
                        "%(folder)s: no exchange of folders on this system: it was away for a moment",
                        folder=staged.target,
                    )
                )
            done.append(staged)
        for staged in done:
            sync_names(staged.target.parent)
    except BaseException as error:
        with suppress(OSError):
            for staged in reversed(done):
                _take_back(staged)
        if isinstance(error, OSError):
            raise PublishFailed(told("cannot publish: %(why)s", why=error)) from error
        raise


def _take_back(staged: Staged) -> None:
    if staged.site.exists():
        exchange(staged.site, staged.target)
    else:
        staged.target.rename(staged.site)


def mend(targets: Iterable[Path], work: Path) -> None:
    """Removes what builds that are dead left in `work` and beside the targets; what they had moved away is put back."""
    places = tuple(targets)
    for folder, prefix in ((work, SCRATCH), *((parent, BESIDE) for parent in {target.parent for target in places})):
        sweep(folder, prefix, lambda left: restore(left, places))


def _folder(target: Path, work: Path, held: ExitStack) -> Path:
    """A new folder from which one rename leads to the target; tried, for a device does not tell (bind mounts)."""
    with readable():
        target.parent.mkdir(parents=True, exist_ok=True)
    with suppress(OSError), ExitStack() as trial:
        folder = trial.enter_context(scratch(work, f"{SCRATCH}{target.name}-", restore))
        beside = target.parent / f"{BESIDE}{folder.name}"
        folder.rename(beside)
        beside.rename(folder)
        held.enter_context(trial.pop_all())
        return folder
    return held.enter_context(scratch(target.parent, f"{BESIDE}{target.name}-", restore))


def _keep_mode(site: Path, target: Path) -> None:
    """Who may enter an edition's folder is the keeper's matter, so it stays as it was."""
    if not target.exists():
        return
    there = target.stat()
    if there.st_gid != site.stat().st_gid:
        os.chown(site, -1, there.st_gid)
    site.chmod(there.st_mode & 0o7777)


def write(site: Path, name: str, content: bytes | StoredFile | Iterable[bytes]) -> File:
    """Writes a file of a site that is staged, from bytes or pieces. A stored file in their place is a file that is
    copied, if it is still the one that was read."""
    path = _inside(site, name)
    try:
        written = _put(path, _pieces(content))
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True)
        written = _put(path, _pieces(content))
    if isinstance(content, StoredFile) and written != (content.sha256, content.bytes):
        raise PublishFailed(told("%(path)s changed after it was read: build again", path=content.source))
    return File(name, *written)


def place(site: Path, name: str, content: bytes) -> None:
    """As `rewrite`, whole or not at all: it is written beside the site first. So two processes may do it at once, and
    one that is killed leaves nothing in the site."""
    path, beside = _inside(site, name), site.parent / f"new-{uuid4().hex}"
    beside.write_bytes(content)
    try:
        beside.replace(path)
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True)
        beside.replace(path)


def _inside(site: Path, name: str) -> Path:
    parts = PurePosixPath(name).parts
    if not parts or ".." in parts or name.startswith("/"):
        raise ValueError(f"not a path inside the site: {name!r}")
    return site.joinpath(*parts)


def _pieces(content: bytes | StoredFile | Iterable[bytes]) -> Iterable[bytes]:
    if isinstance(content, StoredFile):
        return _read(content.source)
    return [content] if isinstance(content, bytes) else content


def _put(path: Path, chunks: Iterable[bytes]) -> tuple[str, int]:
    """Writes a file that is not there yet; gives the SHA-256 and the number of bytes."""
    digest, size = sha256(), 0
    with path.open("xb") as file:
        for chunk in chunks:
            digest.update(chunk)
            size += len(chunk)
            file.write(chunk)
    return digest.hexdigest(), size


READING = os.O_RDONLY | sum(getattr(os, name, 0) for name in ("O_NOFOLLOW", "O_NONBLOCK", "O_BINARY"))
"""How a file is opened that may be anything by now: what a system does not have it does without."""


def _read(source: Path) -> Iterator[bytes]:
    """A file in pieces: nothing that took its place meanwhile, be it a link or a pipe, is followed or waited for."""
    try:
        with os.fdopen(os.open(source, READING), "rb") as file:
            while chunk := file.read(_CHUNK):
                yield chunk
    except OSError as error:
        raise PublishFailed(
            told("%(path)s can no longer be read: %(why)s", path=source, why=error.strerror or error)
        ) from error


def replace_file(path: Path, content: bytes) -> None:
    """The file has this content from one moment to the next; where that fails, what was there is still there.

    Raises OSError.
    """
    descriptor, name = tempfile.mkstemp(prefix=f".{path.name}-", dir=path.parent)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(path.stat().st_mode & 0o777 if path.exists() else 0o644)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
