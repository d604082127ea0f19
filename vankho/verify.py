"""A built site in, everything that is wrong with it out: its files against its manifest, its links against its files.

Nothing but the site is needed. It may be hostile: no link of the file system is followed, nothing is run, and what is
too large, too deep or not well formed is told. What is kept grows with the files, ids and links, never with the text.
"""

import json
import os
import re
import stat
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from hashlib import file_digest, sha256
from io import BufferedReader, BytesIO
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from vankho.addresses import NOT_FOUND, Astray, Link, Use, target, with_host_lowered
from vankho.named import named
from vankho.notes import TOLD
from vankho.packing import PackFailed, is_packed, unpacked
from vankho.problem import Place, Problem
from vankho.publish import MANIFEST, READING, SIGNATURE, File
from vankho.said import NOTHING, Failed, Said, one_line, told, verbatim

MANIFEST_LIMIT = 128 * 1024 * 1024
"""Bytes: some 900,000 files."""
_LINE_LIMIT = 64 * 1024
_DEPTH = 32
"""Folders in folders; a site of ours has seven."""
_SIGNATURE_LIMIT = 1024
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")


class Signature(StrEnum):
    """What is known of the manifest's signature."""

    NONE = "not signed"
    UNCHECKED = "signed, not checked: --key PUBLIC_KEY checks it"
    GOOD = "signed with this key"
    BAD = "not signed with this key"


@dataclass(frozen=True, slots=True)
class Verified:
    """A site that was looked at."""

    problems: tuple[Problem, ...]
    """Sorted by place, which is `path:line:column` in the site."""
    files: int
    """That are in the site, the manifest among them."""
    bytes: int
    links: int
    """That were checked, as often as they stand."""
    signature: Signature


class NotASite(Failed):
    """The folder cannot be verified; says why."""


def verify(site: Path, good: Callable[[bytes, bytes], bool] | None = None) -> Verified:
    """Everything that is wrong with a built site; `good` tells whether a signature (second) is that of a manifest."""
    if not site.is_dir():
        raise NotASite(told("there is no folder %(folder)s", folder=site))
    try:
        manifest = _start(site, MANIFEST, MANIFEST_LIMIT + 1)
    except OSError as error:
        raise NotASite(
            told(
                "there is no %(path)s in %(folder)s: it is no site that vankho built, or not all of it",
                path=MANIFEST,
                folder=site,
            )
        ) from error
    listed, unlisted = read_manifest(manifest)
    signature, unsigned = _signature(site, manifest, good)
    there, odd = _walk(site)
    problems = [*unlisted, *unsigned, *odd, *_misplaced(listed, there, {problem.place.path for problem in odd})]
    present = {path: entry for path, entry in listed.items() if path in there}
    wrong, links = linked(_opened(site, present, problems), {*listed, *there}, _base(site))
    problems += wrong
    return Verified(
        tuple(sorted(set(problems), key=lambda p: (p.place, p.code, p.message))),
        len(there),
        sum(there.values()),
        links,
        signature,
    )


def site_files(site: Path) -> Iterator[tuple[str, bytes]]:
    """Every file of a site by its path, one at a time; what is neither file nor folder is not followed (`verify`)."""
    for path in _walk(site)[0]:
        with _open(site, path) as file:
            yield path, file.read()


def _misplaced(listed: Collection[str], there: Collection[str], odd: set[str]) -> Iterator[Problem]:
    """Files too many and too few; what is behind an odd entry was told with that."""
    for path in there:
        if path not in listed and path not in (MANIFEST, SIGNATURE):
            yield _problem(path, "extra-file", told("the manifest does not list it"))
    for path in listed:
        if path not in there and odd.isdisjoint(map(str, (PurePosixPath(path), *PurePosixPath(path).parents))):
            yield _problem(path, "lost-file", told("it is in the manifest and not in the site"))


def read_manifest(content: bytes) -> tuple[dict[str, File], list[Problem]]:
    """The files that a manifest lists, by path, and every line that is not as a build writes it."""
    if len(content) > MANIFEST_LIMIT:
        message = told("larger than %(most)s MiB: it was not read", most=MANIFEST_LIMIT // 1024 // 1024)
        return {}, [_problem(MANIFEST, "bad-manifest", message)]
    listed: dict[str, File] = {}
    problems: list[Problem] = []
    last = ""
    for number, line in enumerate(BytesIO(content), 1):
        entry = _entry(line)
        if isinstance(entry, Said):
            problems.append(_problem(MANIFEST, "bad-manifest", entry, number))
        elif entry.path in listed:
            problems.append(
                _problem(MANIFEST, "bad-manifest", told("'%(path)s' stands twice", path=entry.path), number)
            )
        else:
            if entry.path < last:
                problems.append(
                    _problem(MANIFEST, "bad-manifest", told("'%(path)s' is not in its order", path=entry.path), number)
                )
            listed[entry.path] = entry
            last = entry.path
    return listed, problems


def _entry(line: bytes) -> File | Said:
    """The file of a line of the manifest, or what is wrong with the line."""
    if len(line) > _LINE_LIMIT or not line.endswith(b"\n"):
        return (
            told("the line is too long")
            if len(line) > _LINE_LIMIT
            else told("the line does not end: something was cut off")
        )
    try:
        value = json.loads(line)
    except (ValueError, RecursionError):
        return told("the line is no JSON")
    if not isinstance(value, dict) or value.keys() != {"path", "sha256", "bytes"}:
        return told("not an object of path, sha256 and bytes")
    path, digest, size = value["path"], value["sha256"], value["bytes"]
    if not isinstance(path, str) or not isinstance(digest, str) or type(size) is not int or size < 0:
        return told("path and sha256 must be texts, bytes a number")
    if not re.fullmatch(r"[0-9a-f]{64}", digest):
        return told("sha256 is not 64 signs 0-9a-f")
    if path in (MANIFEST, SIGNATURE) or _UNPRINTABLE.search(path) or any(p in ("", ".", "..") for p in path.split("/")):
        return told("'%(path)s' is no path of a file inside the site", path=path)
    return File(path, digest, size)


def linked(files: Iterable[tuple[str, BinaryIO]], known: Collection[str], base: str = "") -> tuple[list[Problem], int]:
    """Every problem of the links of these files, and how many links they have.

    A link may lead to any of the `known` paths. `base` is where the site is published, empty if that is not known.
    """
    problems: list[Problem] = []
    ids: dict[str, frozenset[str]] = {}
    waiting: list[tuple[Place, str, str, str]] = []  # place, address, file, fragment
    untold: Counter[str] = Counter()
    count = 0

    def tell(*wrong: Problem) -> None:
        for problem in wrong:
            untold[problem.place.path] += 1
            if untold[problem.place.path] <= TOLD:
                problems.append(problem)

    for path, file in files:
        found = named(path, file)
        problems += found.problems
        count += found.count
        if found.ids is not None:
            ids[path] = found.ids
        dead: set[str] = set()
        for link in found.links:
            place = Place(one_line(path), link.line, link.column)
            meant = target(path, link, base)
            if meant is None:
                tell(*_elsewhere(place, link))
            elif isinstance(meant, Astray):
                tell(Problem(place, meant.code, verbatim(f"{link.address}: {meant.reason}")))
            elif meant.path not in known:
                if meant.path in dead:
                    continue
                dead.add(meant.path)
                message = told("%(address)s: there is no %(path)s", address=link.address, path=meant.path)
                hint = told("the address of a folder ends in '/'") if f"{meant.path}/index.html" in known else NOTHING
                tell(Problem(place, "dead-link", message, hint))
            elif meant.fragment:
                waiting.append((place, link.address, meant.path, meant.fragment))
    for place, address, path, fragment in waiting:
        if path in ids and fragment not in ids[path]:
            tell(
                Problem(
                    place, "dead-fragment", told("%(address)s: %(path)s has no such id", address=address, path=path)
                )
            )
    for path, wrong in untold.items():
        if wrong > TOLD:
            problems.append(
                _problem(path, "dead-link", told("%(count)s more links of this file are wrong", count=wrong - TOLD))
            )
    return problems, count


def _elsewhere(place: Place, link: Link) -> Iterator[Problem]:
    """What is wrong with a link to another site."""
    if link.use is Use.FETCHED:
        yield Problem(
            place, "foreign-resource", told("%(address)s: a browser would ask another host", address=link.address)
        )
    elif link.use is Use.OWN:
        yield Problem(
            place,
            "foreign-address",
            told("%(address)s: not where the first page says the site is", address=link.address),
        )


def base_of(first_page: BinaryIO) -> str:
    """Where the site is published, by what its first page or 404.html says of its own address; empty if nothing."""
    links = named("index.html", first_page).links
    canonical = [
        link.address for link in links if link.use is Use.OWN and re.match(r"(?i:https?)://[^/]", link.address)
    ]
    return with_host_lowered(canonical[0]).removesuffix(NOT_FOUND).rstrip("/") if canonical else ""


def _base(site: Path) -> str:
    for name in ("index.html", NOT_FOUND):
        try:
            with _open(site, name) as file:
                return base_of(file)
        except OSError:  # told with all other files
            continue
    return ""


def _opened(site: Path, listed: Mapping[str, File], problems: list[Problem]) -> Iterator[tuple[str, BufferedReader]]:
    """Each file, open at its start, after it was compared with the manifest."""
    for path, entry in sorted(listed.items()):
        try:
            with _open(site, path) as file:
                size = os.fstat(file.fileno()).st_size
                if size != entry.bytes:
                    problems.append(
                        _problem(
                            path,
                            "changed-file",
                            told("%(size)s bytes, %(built)s in the manifest", size=size, built=entry.bytes),
                        )
                    )
                elif file_digest(file, "sha256").hexdigest() != entry.sha256:
                    problems.append(_problem(path, "changed-file", told("its SHA-256 is not that of the manifest")))
                file.seek(0)
                if is_packed(path):
                    problems.extend(_packed(path, file, listed.get(path.rpartition(".")[0])))
                    continue  # what it holds is looked at in that file
                yield path, file
        except OSError as error:
            problems.append(_problem(path, "unreadable-file", verbatim(error.strerror or str(error))))


def _packed(path: str, file: BinaryIO, beside: File | None) -> Iterator[Problem]:
    """Whether a packed file holds what the file beside it is."""
    name, _, kind = path.rpartition(".")
    if beside is None:
        yield _problem(path, "packed-alone", told("there is no %(name)s that it could hold", name=name))
        return
    digest, size = sha256(), 0
    try:
        for piece in unpacked(kind, file):
            digest.update(piece)
            size += len(piece)
            if size > beside.bytes:
                break
    except (PackFailed, ValueError) as error:
        why = error.said if isinstance(error, PackFailed) else verbatim(str(error))
        yield _problem(path, "unreadable-file", told("it cannot be unpacked: %(why)s", why=why))
        return
    if (size, digest.hexdigest()) != (beside.bytes, beside.sha256):
        yield _problem(path, "packed-differs", told("it does not hold what %(name)s is", name=name))


def _signature(
    site: Path, manifest: bytes, good: Callable[[bytes, bytes], bool] | None
) -> tuple[Signature, list[Problem]]:
    try:
        signature = _start(site, SIGNATURE, _SIGNATURE_LIMIT)
    except OSError:
        if good is None:
            return Signature.NONE, []
        return Signature.BAD, [_problem(SIGNATURE, "bad-signature", told("there is none"))]
    if good is None:
        return Signature.UNCHECKED, []
    if good(manifest, signature):
        return Signature.GOOD, []
    return Signature.BAD, [
        _problem(SIGNATURE, "bad-signature", told("%(path)s was not signed with this key, or changed", path=MANIFEST))
    ]


def _walk(site: Path) -> tuple[dict[str, int], list[Problem]]:
    """Every file of the site with its size, sorted by path, and what is neither file nor folder."""
    there: dict[str, int] = {}
    problems: list[Problem] = []
    left = [""]
    while left:
        folder = left.pop()
        try:
            with os.scandir(site / folder) as entries:
                for entry in entries:
                    path = f"{folder}{entry.name}"
                    if entry.is_dir(follow_symlinks=False):
                        if path.count("/") >= _DEPTH:
                            problems.append(_problem(path, "odd-entry", told("folders too deep: not looked into")))
                        else:
                            left.append(f"{path}/")
                    elif entry.is_file(follow_symlinks=False):
                        there[path] = entry.stat(follow_symlinks=False).st_size
                    else:
                        kind = told("a symbolic link") if entry.is_symlink() else told("neither a file nor a folder")
                        problems.append(_problem(path, "odd-entry", kind))
        except OSError as error:
            problems.append(_problem(folder or ".", "unreadable-file", verbatim(error.strerror or str(error))))
    return dict(sorted(there.items())), problems


def _open(site: Path, path: str) -> BufferedReader:
    """A file of the site, if it is one: no pipe, and no symbolic link on the way to it."""
    if any((site / folder).is_symlink() for folder in PurePosixPath(path).parents):
        raise OSError(f"{path} is behind a symbolic link")
    descriptor = os.open(site / path, READING)
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise OSError(f"{path} is no file")
    return os.fdopen(descriptor, "rb")


def _start(site: Path, path: str, most: int) -> bytes:
    with _open(site, path) as file:
        return file.read(most)


def _problem(path: str, code: str, message: Said, line: int = 1) -> Problem:
    return Problem(Place(one_line(path), line, 1), code, message)
