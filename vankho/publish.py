"""Publishing: the files of an edition in, the folder of the edition exchanged for it at once.

An edition is written beside the output, synced, and exchanged with what is there, so a build that fails or is killed
leaves the last good site. Nothing but the edition's own folder is touched, and no folder that is not ours.
"""

import ctypes
import json
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import file_digest, sha256
from pathlib import Path, PurePosixPath

MANIFEST = "data/manifest.jsonl"
"""Lists every other file of an edition; a folder that has it is ours."""
SIGNATURE = f"{MANIFEST}.sig"
"""Of the manifest, if it was signed."""


@dataclass(frozen=True, slots=True)
class File:
    path: str
    """From the site's root."""
    sha256: str
    bytes: int


@dataclass(frozen=True, slots=True)
class Manifest:
    entries: tuple[File, ...]
    """Sorted by path; the manifest itself is not in it."""


class PublishFailed(Exception):
    """The edition could not be put into its place; what was there is still there."""


def publish(
    files: Mapping[str, bytes | Path], target: Path, work: Path, sign: Callable[[bytes], bytes] | None = None
) -> Manifest:
    """Makes `target` hold exactly these files (paths from the site's root) and their manifest.

    A path in the place of bytes is a file that is copied. `sign` gives the signature of the manifest.

    The edition is staged in the folder `work`, which is made; where that is on another file system than `target`, or
    cannot be written, in a hidden folder beside `target`. Nothing of it is left there.
    """
    try:
        _refuse_foreign(target)
        target.parent.mkdir(parents=True, exist_ok=True)
        stage = _stage(target, work)
    except OSError as error:
        raise PublishFailed(f"cannot write beside {target}: {error}") from error
    try:
        site = stage / "site"
        manifest = Manifest(tuple(_write(site, files)))
        lines = "".join(
            json.dumps({"path": file.path, "sha256": file.sha256, "bytes": file.bytes}) + "\n"
            for file in manifest.entries
        )
        (site / "data").mkdir(exist_ok=True)
        (site / MANIFEST).write_text(lines, encoding="utf-8", newline="\n")
        if sign:
            (site / SIGNATURE).write_bytes(sign(lines.encode()))
        _sync(site)
        _exchange(site, target)
    except OSError as error:
        raise PublishFailed(f"cannot write {target}: {error}") from error
    finally:
        shutil.rmtree(stage, ignore_errors=True)
    return manifest


def _refuse_foreign(target: Path) -> None:
    if target.is_symlink() or (target.exists() and not target.is_dir()):
        raise PublishFailed(f"{target} is no folder: choose another --output")
    if target.is_dir() and any(target.iterdir()) and not (target / MANIFEST).is_file():
        raise PublishFailed(f"{target} holds files that no build of ours wrote: choose another --output, or empty it")


def _stage(target: Path, work: Path) -> Path:
    """A new folder from which one rename leads to the target."""
    try:
        work.mkdir(parents=True, exist_ok=True)
        if work.stat().st_dev == target.parent.stat().st_dev:
            return Path(tempfile.mkdtemp(prefix=f"{target.name}-", dir=work))
    except OSError:
        pass
    return Path(tempfile.mkdtemp(prefix=f".vankho-{target.name}-", dir=target.parent))


def _write(site: Path, files: Mapping[str, bytes | Path]) -> Iterator[File]:
    """Writes the files, by path, and tells what was written."""
    made: set[Path] = set()
    for name, content in sorted(files.items()):
        parts = PurePosixPath(name).parts
        if not parts or ".." in parts or name.startswith("/"):
            raise ValueError(f"not a path inside the site: {name!r}")
        path = site.joinpath(*parts)
        if path.parent not in made:
            path.parent.mkdir(parents=True, exist_ok=True)
            made.add(path.parent)
        if isinstance(content, Path):
            shutil.copyfile(content, path)
            with path.open("rb") as file:
                yield File(name, file_digest(file, "sha256").hexdigest(), path.stat().st_size)
        else:
            path.write_bytes(content)
            yield File(name, sha256(content).hexdigest(), len(content))


def _libc() -> ctypes.CDLL | None:
    return ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


def _sync(folder: Path) -> None:
    """Everything written so far is on the disk before it takes the place of what is there."""
    libc = _libc()
    if libc is None or not hasattr(libc, "syncfs"):
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        libc.syncfs(descriptor)
    finally:
        os.close(descriptor)


def _exchange(new: Path, target: Path) -> None:
    """`target` is `new` from one moment to the next; what was there is where `new` was.

    Where the system cannot exchange two folders, the old one is moved away first: for a moment there is none.
    """
    if not target.exists():
        new.rename(target)
        return
    libc = _libc()
    at_working_directory, exchange = -100, 2  # AT_FDCWD, RENAME_EXCHANGE of renameat2(2)
    if libc is not None and hasattr(libc, "renameat2"):
        old_name, new_name = os.fsencode(new), os.fsencode(target)
        if libc.renameat2(at_working_directory, old_name, at_working_directory, new_name, exchange) == 0:
            return
    old = new.with_name("old")
    target.rename(old)
    new.rename(target)


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
