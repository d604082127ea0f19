"""The second copy of a site, from which the next one is made: hard links to the files of the one that is served.

Files are never written in place, so nothing that is done to the copy is seen in the site. Both are known by the state
of their files: size, time of change and inode; what somebody else has touched is found out by it.
"""

import os
import shutil
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path

State = tuple[int, int, int]
"""Of a file: size, time of change in ns, inode."""

_ODD: State = (-1, -1, -1)
"""Of what is no file."""


def states(folder: Path) -> dict[str, State]:
    """The state of every file below a folder, by its path from there. Raises OSError."""
    found: dict[str, State] = {}
    waiting = [(str(folder), "")]
    while waiting:
        place, above = waiting.pop()
        with os.scandir(place) as entries:
            for entry in entries:
                name = f"{above}{entry.name}"
                if entry.is_dir(follow_symlinks=False):
                    waiting.append((entry.path, f"{name}/"))
                elif entry.is_file(follow_symlinks=False):
                    found[name] = _state(entry.stat(follow_symlinks=False))
                else:
                    found[name] = _ODD
    return found


def state(path: Path) -> State:
    """Of one file. Raises OSError."""
    return _state(path.stat(follow_symlinks=False))


def _state(found: os.stat_result) -> State:
    return found.st_size, found.st_mtime_ns, found.st_ino


def is_as_left(folder: Path, known: Mapping[str, State]) -> bool:
    """Whether a folder holds these files in these states, and no others."""
    try:
        return states(folder) == known
    except OSError:
        return False


def copy(site: Path, twin: Path) -> bool:
    """Makes the twin a copy of a site; False, and no twin, where the file system does not do that."""
    shutil.rmtree(twin, ignore_errors=True)
    try:
        shutil.copytree(site, twin, symlinks=True, copy_function=os.link)
    except OSError:
        shutil.rmtree(twin, ignore_errors=True)
        return False
    return True


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
