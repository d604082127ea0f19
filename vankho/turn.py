"""Turns and scratch folders: what a running build holds, and what a dead one left.

All of it hangs on locks that the system takes from a process that dies, however it dies. So nothing here ever has to be
judged by its age, and no lock is left behind. Where folders have no locks (Windows), whoever sweeps has the turn.
"""

import ctypes
import errno
import os
import shutil
import signal
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from vankho.locks import HAS_FLOCK, lock
from vankho.output import PublishFailed, readable
from vankho.said import NOTHING, Said, Say, told

SCRATCH = "scratch-"
"""Begins the names of the folders that builds make for themselves in the project's .vankho/."""
BESIDE = ".vankho-"
"""Begins the names of what a build makes for itself in the output folder."""

_NO_LOCKS = (errno.ENOLCK, errno.ENOSYS, errno.EOPNOTSUPP)
"""A file system that cannot lock."""

_PR_SET_PDEATHSIG = 1
"""Of prctl(2)."""

_held: set[int] = set()
"""Descriptors that hold a lock. A worker that is forked closes its copies: it may outlive us, and must hold nothing."""


def _let_go() -> None:
    for descriptor in _held:
        os.close(descriptor)
    _held.clear()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_let_go)


def _never(folder: Path) -> bool:  # noqa: ARG001 # of what is nowhere needed
    return False


@contextmanager
def turn(output: Path, work: Path, say: Say) -> Iterator[None]:
    """Waits until no other build of this project, and none into this output folder, is running.

    Take it before reading: who comes later then publishes what is newer. `work` is the project's .vankho/; where it
    cannot be written nothing is put there, and the output's turn is enough. The output folder is made; where nothing
    was put into it, it goes again.
    """
    with alone(work, say), ExitStack() as held:
        made = [folder for folder in (output, *output.parents) if not folder.exists()]
        held.callback(remove_empty, made)
        try:
            held.enter_context(_lock(output / f"{BESIDE}lock", say))
        except OSError as error:
            raise PublishFailed(
                told("cannot write in %(folder)s: %(why)s", folder=output, why=error.strerror or error)
            ) from error
        yield


@contextmanager
def alone(work: Path, say: Say) -> Iterator[None]:
    """Waits until nothing else writes for this project; `work` as for `turn`."""
    with ExitStack() as held:
        with suppress(OSError):
            held.enter_context(_lock(work / "lock", say))
        yield


@contextmanager
def scratch(work: Path, prefix: str, keep: Callable[[Path], bool] = _never) -> Iterator[Path]:
    """A new folder in `work`, removed at the end if `keep` does not forbid it; `sweep` leaves it alone till then."""
    work.mkdir(parents=True, exist_ok=True)
    folder, descriptor = _claimed(work, prefix)
    try:
        yield folder
    finally:
        _remove(folder, keep)
        _release(descriptor)


def sweep(work: Path, prefix: str, keep: Callable[[Path], bool] = _never) -> None:
    """Removes the scratch folders in `work` whose build is dead, but for those of which `keep` says so."""
    with suppress(OSError):
        for folder in sorted(work.glob(f"{prefix}*")) if work.is_dir() else ():
            _sweep(folder, keep)


def _sweep(folder: Path, keep: Callable[[Path], bool]) -> None:
    if not HAS_FLOCK:
        if folder.is_dir() and not folder.is_symlink():
            _remove(folder, keep)
        return
    with suppress(OSError):  # a link, no folder, or one that a living build has locked
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
        try:
            lock(descriptor, wait=False)
            _remove(folder, keep)
        finally:
            os.close(descriptor)


def end_with_parent() -> None:
    """Called in a worker: when the build that started it is killed, it ends too, where the system can see to that."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def _remove(folder: Path, keep: Callable[[Path], bool]) -> None:
    """As far as it goes: what stays is swept by a later build."""
    with suppress(OSError):
        if not keep(folder):
            shutil.rmtree(folder, ignore_errors=True)


def _claimed(work: Path, prefix: str) -> tuple[Path, int | None]:
    while True:
        folder = Path(tempfile.mkdtemp(prefix=prefix, dir=work))
        if not HAS_FLOCK:
            return folder, None
        try:
            descriptor = os.open(folder, os.O_RDONLY)
        except FileNotFoundError:  # swept between two lines of ours
            continue
        _held.add(descriptor)
        try:
            with suppress(BlockingIOError):
                _flock(descriptor, wait=False)
            if _is(descriptor, folder):
                return folder, descriptor
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            _release(descriptor)
            raise
        _release(descriptor)


def _flock(descriptor: int, wait: bool) -> bool:
    """Takes a lock; False where the file system has none. There `sweep` fails too, and so leaves what it finds."""
    try:
        lock(descriptor, wait)
    except OSError as error:
        if error.errno not in _NO_LOCKS:
            raise
        return False
    return True


@contextmanager
def _lock(path: Path, say: Say) -> Iterator[None]:
    """Holds the lock file, which is made, and is removed at the end."""
    descriptor = _acquired(path, say)
    try:
        yield
    finally:
        with suppress(OSError):
            path.unlink()
        _release(descriptor)


def _acquired(path: Path, say: Say) -> int:
    was_told = False
    while True:
        try:
            with readable():
                path.parent.mkdir(parents=True, exist_ok=True)
            descriptor = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), 0o666)
        except FileNotFoundError:
            if not path.parent.is_dir() and os.path.lexists(path.parent):  # a link that leads nowhere
                raise
            continue  # who had it has just removed the folder
        _held.add(descriptor)
        try:
            try:
                locked = _flock(descriptor, wait=False)
            except BlockingIOError:
                if not was_told:
                    say(told("another build is running%(process)s: waiting", process=_holder(descriptor)))
                    was_told = True
                locked = _flock(descriptor, wait=True)
            if not locked:
                say(
                    told(
                        "%(folder)s: this file system has no locks: see to it that one build runs at a time",
                        folder=path.parent,
                    )
                )
            if _is(descriptor, path):  # not a file that its last holder removed
                with suppress(OSError):  # it is only for telling others
                    os.ftruncate(descriptor, 0)
                    os.lseek(descriptor, 0, os.SEEK_SET)
                    os.write(descriptor, f"{os.getpid()}\n".encode())
                return descriptor
        except BaseException:  # also an interrupt while it waits
            _release(descriptor)
            raise
        _release(descriptor)


def _holder(descriptor: int) -> Said:
    with suppress(OSError):
        os.lseek(descriptor, 0, os.SEEK_SET)
        number = os.read(descriptor, 20).strip()
        if number.isdigit():
            return told(" (process %(number)s)", number=number.decode())
    return NOTHING


def _is(descriptor: int, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(descriptor), path.stat(follow_symlinks=False))
    except FileNotFoundError:
        return False


def _release(descriptor: int | None) -> None:
    if descriptor is None:
        return
    _held.discard(descriptor)
    os.close(descriptor)


def remove_empty(folders: Iterable[Path]) -> None:
    """Removes those that are empty, in this order."""
    for folder in folders:
        with suppress(OSError):
            folder.rmdir()
