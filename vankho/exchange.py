"""One folder for another, from one moment to the next: the calls of the system that publishing rests on."""

import ctypes
import errno
import os
import sys
from collections.abc import Iterable
from pathlib import Path

_NO_EXCHANGE = (errno.EINVAL, errno.ENOSYS, errno.EOPNOTSUPP, errno.EPERM)
"""The system, or the file system, cannot exchange two folders."""
_AT_WORKING_DIRECTORY, _EXCHANGE = -100, 2
"""AT_FDCWD and RENAME_EXCHANGE of renameat2(2)."""

_OLD, _OWNER = "old", "target"
"""Beside the new folder, where the system cannot exchange two: what was moved away, and the name of where it was."""


def _libc() -> ctypes.CDLL | None:
    return ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


def sync(folder: Path) -> None:
    """Everything written so far on the file system of a folder is on the disk."""
    libc = _libc()
    if libc is None or not hasattr(libc, "syncfs"):
        getattr(os, "sync", bool)()  # Windows writes names and bytes by itself
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        if libc.syncfs(descriptor):
            raise _error(folder)
    finally:
        os.close(descriptor)


def sync_names(folder: Path) -> None:
    """The names in a folder are on the disk, where a folder can be opened (not on Windows)."""
    if not hasattr(os, "O_DIRECTORY"):
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def exchange(new: Path, target: Path) -> bool:
    """`target` is `new` from one moment to the next; what was there, if anything, is where `new` was.

    False where the system cannot exchange two folders: the old one was moved away first, and for a moment there was
    none. A process that is killed in this moment leaves it for `restore`.
    """
    if not os.path.lexists(target):
        new.rename(target)
        return True
    libc = _libc()
    if libc is not None and hasattr(libc, "renameat2"):
        old_name, new_name = os.fsencode(new), os.fsencode(target)
        if not libc.renameat2(_AT_WORKING_DIRECTORY, old_name, _AT_WORKING_DIRECTORY, new_name, _EXCHANGE):
            return True
        error = _error(target)
        if error.errno not in _NO_EXCHANGE:
            raise error
    old = new.with_name(_OLD)
    new.with_name(_OWNER).write_bytes(os.fsencode(target.absolute()))
    try:
        target.rename(old)
        new.rename(target)
        old.rename(new)
    except BaseException:
        if old.exists():
            if os.path.lexists(target):
                target.rename(new)
            old.rename(target)
        raise
    return False


def restore(folder: Path, targets: Iterable[Path] = ()) -> bool:
    """Puts back into its place what a process that was killed had moved away from one of `targets` into `folder`.

    True where what stands in `folder` must not be removed, because it is all that there is of another target.
    """
    old = folder / _OLD
    if not old.is_dir():
        return False
    place = Path(os.fsdecode((folder / _OWNER).read_bytes()))
    if not os.path.lexists(place) and place in [target.absolute() for target in targets]:
        old.rename(place)
    return not os.path.lexists(place)


def _error(path: Path) -> OSError:
    number = ctypes.get_errno()
    return OSError(number, os.strerror(number), str(path))
