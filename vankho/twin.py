"""The second copy of a site, from which the next one is made: hard links to the files of the one that is served.

Files are never written in place, so nothing that is done to the copy is seen in the site. Both are known by the state
of their files: size, time of change and inode; what somebody else has touched is found out by it.
"""

import marshal
import os
import shutil
import zlib
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path

State = tuple[int, int, int]
"""Of a file: size, time of change in ns, inode."""

Twins = Callable[[], Mapping[str, Sequence[str]]]
"""Gives, by edition, the `state_digests` of the files of the copies that there are."""

_ODD: State = (-1, -1, -1)
"""Of what is no file."""


def twin_of(work: Path, edition: str) -> Path:
    """The copy of an edition's site, in the project's `.vankho/`."""
    return work / f"cache-site-{edition}"


SHARES = (0, 1)
"""Parts of a site that two processes look at."""


def share_of(name: str) -> int:
    """In which share a file stands: whole folders of folders do, and in the first what stands above them."""
    first = name.find("/")
    second = name.find("/", first + 1)
    return _share(name[:second]) if first >= 0 <= second else 0


@lru_cache(maxsize=10_000)
def _share(folders: str) -> int:
    return zlib.crc32(folders.encode("utf-8", "surrogatepass")) & 1


def states(folder: Path, share: int | None = None) -> dict[str, State]:
    """The state of every file below a folder, or of those of one share, by its path from there. Raises OSError."""
    return {name: _state(_stat(entry)) if is_file else _ODD for name, entry, is_file in _walked(folder, share)}


def state_digests(found: Mapping[str, State]) -> list[str]:
    """Of the states of a site's files, share by share."""
    shares: list[list[tuple[str, State]]] = [[] for _ in SHARES]
    for item in found.items():
        shares[share_of(item[0])].append(item)
    return [blake2b(marshal.dumps(sorted(each), _PLAIN), digest_size=16).hexdigest() for each in shares]


_PLAIN = 2
"""The last version of what `marshal` writes that says nothing of where else a value is held."""


def foreign(folder: Path, known: Container[str], share: int) -> list[str]:
    """What is below a folder, in one share of it, and is none of these files. Raises OSError."""
    return [name for name, _, is_file in _walked(folder, share) if not is_file or name not in known]


def _walked(folder: Path, share: int | None) -> Iterator[tuple[str, os.DirEntry[str], bool]]:
    """Everything below a folder, or in one share of it, that is no folder: with whether it is a file."""
    waiting = [(str(folder), "", 0)]
    while waiting:
        place, above, depth = waiting.pop()
        if share is not None and depth == 2 and share_of(above) != share:
            continue
        with os.scandir(place) as entries:
            for entry in entries:
                name = f"{above}{entry.name}"
                if entry.is_dir(follow_symlinks=False):
                    waiting.append((entry.path, f"{name}/", depth + 1))
                elif not share or depth > 1:
                    yield name, entry, entry.is_file(follow_symlinks=False)


def state(path: Path) -> State:
    """Of one file. Raises OSError."""
    return _state(path.stat(follow_symlinks=False))


def _stat(entry: os.DirEntry[str]) -> os.stat_result:
    """What a folder says of a file; on Windows the file itself has to be asked, for its folder knows no inode (0), and
    of a file with several names not always the size and the time."""
    found = entry.stat(follow_symlinks=False)
    return found if found.st_ino else os.stat(entry.path, follow_symlinks=False)  # noqa: PTH116


def _state(found: os.stat_result) -> State:
    return found.st_size, found.st_mtime_ns, found.st_ino


def is_as_left(folder: Path, known: Mapping[str, State]) -> bool:
    """Whether a folder holds these files in these states, and no others."""
    try:
        return states(folder) == known
    except OSError:
        return False


def copy(site: Path, twin: Path, share: int) -> dict[str, State]:
    """Gives the files of a site, or those of one share, other names in the twin, which is there; gives their states.
    Raises OSError where the system, or the file system, has no hard links: another file in its place would have another
    state, and the next build would not know the site."""
    if not hasattr(os, "link"):
        raise OSError("no hard links")
    found: dict[str, State] = {}
    made = {""}
    for name, entry, is_file in _walked(site, share):
        if not is_file:
            raise OSError(f"no file: {name}")
        folder = name.rpartition("/")[0]
        if folder not in made:
            (twin / folder).mkdir(parents=True, exist_ok=True)
            while folder not in made:
                made.add(folder)
                folder = folder.rpartition("/")[0]
        os.link(entry.path, f"{twin}/{name}")
        found[name] = _state(_stat(entry))
    for folder in sorted(made - {""}, reverse=True):  # what stands in a folder before the folder
        shutil.copystat(site / folder, twin / folder)
    return found


def follow(site: Path, twin: Path, changed: Iterable[str], removed: Iterable[str]) -> None:
    """Brings the twin up to the site after these files were changed and those removed. Raises OSError."""
    for name in removed:
        remove(twin, name)
    for name in changed:
        path = twin / name
        path.unlink(missing_ok=True)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.hardlink_to(site / name)


def remove(folder: Path, name: str) -> None:
    """Removes a file below a folder, and the folders that are empty without it. Raises OSError."""
    path = folder / name
    path.unlink(missing_ok=True)
    with suppress(OSError):
        while (path := path.parent) != folder:
            path.rmdir()
