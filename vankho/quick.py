"""Whether anything has changed since the last build: if not, there is nothing to do.

Compared are the states of all files: of the content, of the project's templates, of the sites that were built, and of
the program. What was said is said again. Only the standard library is needed for that, so it is done while the rest of
the program is loaded.
"""

import json
import os
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

from vankho.twin import SHARES, state_digests, states, twin_of

RECORD = "cache-last"
"""In the project's `.vankho/`."""
GRAIN = 2_000_000_000
"""Nanoseconds within which a file system may give two changes one time (FAT: two seconds)."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a build is asked for, and of what."""

    digest: str
    """Of the options, the content, the templates and the program."""
    sure: bool
    """No file is so new that a further change could have the same time."""


@dataclass(frozen=True, slots=True)
class Done:
    """A build that has nothing to add."""

    told: tuple[str, ...]
    """Lines for whoever looks on."""
    printed: tuple[str, ...]
    result: str
    """The same as JSON."""


@dataclass(frozen=True, slots=True)
class Last:
    """The last build, which was asked for the same; it is done if its sites are as it left them."""

    sites: Sequence[Sequence[str]]
    """Of each site the digests of its shares."""
    done: Done


def looked(
    content: Path, work: Path, options: object, targets: Mapping[str, Path], *, may_be_done: bool
) -> Iterator[tuple[Asked | None, Last | None] | bool | Mapping[str, Sequence[str]]]:
    """What there is to build, and the last build if it was asked for that and `may_be_done` again; of such a one
    whether the first share of its sites is as it left them; then the digests of the copies of these editions' sites,
    where there are any."""
    what = asked(content, work, options)
    before = last(work, what) if what and may_be_done else None
    yield what, before
    if before:
        yield is_as_left(before, list(targets.values()), SHARES[0])
    twins: dict[str, Sequence[str]] = {}
    for edition in targets:
        with suppress(OSError):
            twins[edition] = state_digests(states(twin_of(work, edition)))
    yield twins


def asked(content: Path, work: Path, options: object) -> Asked | None:
    """What there is to build, in our turn; None where it cannot be looked at."""
    try:
        now = (work / "lock").stat().st_mtime_ns  # by the file system's own clock: it was written when our turn began
        files = [*_listed(content), *_listed(content.resolve().parent / "templates")]
        digest = _digest(options, str(content.absolute()), _program(), files)
    except OSError:
        return None
    newest = max((each for _, _, *times, _ in files for each in times), default=0)
    return Asked(digest, newest < now - GRAIN)


def last(work: Path, what: Asked) -> Last | None:
    """The last build, if it was asked for the same."""
    try:
        record = json.loads((work / RECORD).read_bytes())
        if record["asked"] != what.digest:
            return None
        done = Done(tuple(map(str, record["told"])), tuple(map(str, record["printed"])), str(record["result"]))
        return Last([list(map(str, each)) for each in record["sites"]], done)
    except (OSError, ValueError, KeyError, TypeError):
        return None


def is_as_left(before: Last, targets: Sequence[Path], share: int) -> bool:
    """Whether a share of its sites is as the last build left it."""
    try:
        return [each[share] for each in before.sites] == [state_digests(states(each, share))[share] for each in targets]
    except (OSError, IndexError):
        return False


def remember(work: Path, what: Asked, sites: Iterable[Sequence[str]], done: Done) -> None:
    """Keeps what a build was asked for and has done, where that can be compared for sure. Raises OSError."""
    path = work / RECORD
    path.unlink(missing_ok=True)
    if what.sure:
        record = {"asked": what.digest, "sites": list(sites), "told": done.told}
        record |= {"printed": done.printed, "result": done.result}
        beside = path.with_name(f"{RECORD}.new")
        beside.write_text(json.dumps(record), encoding="utf-8")
        beside.replace(path)


def _program() -> tuple[object, ...]:
    """Tells the program from another: our own files, the names of all installed distributions, the interpreter."""
    own = Path(__file__).parent
    places = {Path(path) for path in sys.path if path.endswith(("site-packages", "dist-packages"))}
    names = [sorted(map(str, path.glob("*-info"))) for path in sorted(places)]
    cached = f"{os.sep}__pycache__{os.sep}"  # whatever another process is writing there
    code = [each for each in _listed(own) if cached not in each[0]]
    return sys.version, names, code, list(_listed(own.parent / "templates"))


def _listed(folder: Path) -> Iterator[tuple[str, int, int, int, int]]:
    """Path, size, both times and inode of everything below a folder but folders; in one order."""
    found = []
    waiting = [str(folder)] if folder.is_dir() else []
    while waiting:
        with os.scandir(waiting.pop()) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    waiting.append(entry.path)
                    continue
                seen = entry.stat(follow_symlinks=False)
                found.append((entry.path, seen.st_size, seen.st_mtime_ns, seen.st_ctime_ns, seen.st_ino))
    yield from sorted(found)


def _digest(*values: object) -> str:
    return blake2b(repr(values).encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
