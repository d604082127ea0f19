"""Where editions may be put: an output folder in, a refusal out. Also whether each file there is one of ours.

The safe answer is to refuse: a build replaces the folders of its editions whole, so whatever stands in them and was not
written by a build would be lost.
"""

import json
import os
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from vankho.said import NOTHING, Failed, told

MANIFEST = "data/manifest.jsonl"
"""Lists every other file of an edition; a folder that has it is ours."""
SIGNATURE = f"{MANIFEST}.sig"
"""Of the manifest, if it was signed."""


class PublishFailed(Failed):
    """The editions could not be put into their places; what was there is still there."""


def refuse_output(output: Path, content: Path, project: Path) -> None:
    """Raises `PublishFailed` where an output folder would get into the way of what is read, or is no folder."""
    try:
        place = output.resolve()
        if not place.is_dir() and (output.is_symlink() or output.exists()):
            raise PublishFailed(told("%(folder)s is no folder: choose another --output", folder=output))
        for folder in (place, *place.parents):
            if (folder / MANIFEST).is_file():
                raise PublishFailed(
                    told(
                        "%(folder)s is, or lies in, a built edition: did you mean --output %(other)s?",
                        folder=output,
                        other=folder.parent,
                    )
                )
        for read in (content, project / "templates", project / ".vankho"):
            folder = read.resolve()
            if place.is_relative_to(folder):
                raise PublishFailed(
                    told("%(folder)s is, or lies in, %(read)s: choose another --output", folder=output, read=read)
                )
            if folder.is_relative_to(place):
                raise PublishFailed(
                    told(
                        "%(folder)s holds %(read)s: choose another --output, such as %(other)s",
                        folder=output,
                        read=read,
                        other=output / "site",
                    )
                )
    except (OSError, RuntimeError) as error:  # the latter of links that lead in a circle
        raise PublishFailed(told("%(folder)s cannot be reached: %(why)s", folder=output, why=error)) from error


def refuse_foreign(
    target: Path, listed: Collection[str] | None = None, look: Callable[[], Iterable[str]] | None = None
) -> None:
    """Raises `PublishFailed` where the folder of an edition holds anything that its manifest does not list: it is read,
    where the caller does not know what is `listed`, nor how to `look` for what is not."""
    try:
        if not target.is_dir() or target.is_symlink():
            if os.path.lexists(target):
                raise PublishFailed(told("%(folder)s is no folder: choose another --output", folder=target))
            return
        if not any(target.iterdir()):
            return
        foreign = sorted(look() if look else _others(target, _listed(target) if listed is None else listed))
    except OSError as error:
        raise PublishFailed(told("cannot read %(path)s: %(why)s", path=target, why=error)) from error
    if foreign:
        more = told(" and %(count)s more files", count=len(foreign) - 1) if len(foreign) > 1 else NOTHING
        raise PublishFailed(
            told(
                "%(folder)s holds '%(file)s'%(more)s that no build of ours wrote:"
                " move what is yours elsewhere, or choose another --output",
                folder=target,
                file=foreign[0],
                more=more,
            )
        )


def _listed(target: Path) -> frozenset[str]:
    manifest = target / MANIFEST
    if not manifest.is_file():
        raise PublishFailed(
            told(
                "%(folder)s holds files that no build of ours wrote: choose another --output, or empty it",
                folder=target,
            )
        )
    try:
        with manifest.open(encoding="utf-8") as lines:
            return frozenset([MANIFEST, SIGNATURE, *(str(json.loads(line)["path"]) for line in lines)])
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        message = f"{manifest} is damaged, so nobody knows which files are ours"
        raise PublishFailed(f"{message}: move {target} elsewhere, or choose another --output") from error


def _others(folder: str | Path, listed: Collection[str], above: str = "") -> Iterator[str]:
    """What is below a folder and is no listed file; a link is always somebody's own."""
    with os.scandir(folder) as entries:
        for entry in entries:
            name = above + entry.name
            if entry.is_dir(follow_symlinks=False):
                yield from _others(entry.path, listed, f"{name}/")
            elif name not in listed or not entry.is_file(follow_symlinks=False):
                yield name


def digests(target: Path) -> dict[str, str]:
    """SHA-256 of the files of a built edition by path, as its manifest says; empty where there is none to be read."""
    try:
        with (target / MANIFEST).open(encoding="utf-8") as lines:
            return {entry["path"]: entry["sha256"] for entry in map(json.loads, lines)}
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return {}


@contextmanager
def readable() -> Iterator[None]:
    """What is made meanwhile can be read by everyone, so by a web server; who may write it, the umask says."""
    mask = os.umask(0)
    os.umask(mask & 0o022)
    try:
        yield
    finally:
        os.umask(mask)
