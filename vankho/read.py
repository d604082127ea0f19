"""Reading a project's content: a folder in, sources with NFC text out. What cannot be read is a problem."""

import os
import stat
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path, PurePosixPath
from types import MappingProxyType
from typing import NamedTuple

from vankho.formats import FORMATS
from vankho.model import Source, StoredFile
from vankho.pdf import page_count
from vankho.problem import Place, Problem, did_you_mean
from vankho.publog import LOGS
from vankho.said import told, verbatim
from vankho.spelling import UNSEEN, nfc

MAX_BYTES = 4 * 1024 * 1024
"""The largest file that is read: about a thousand pages of text."""

MAX_LOG_BYTES = 256 * 1024 * 1024
"""The largest publication log that is read: about two million lines."""

MAX_FILE_BYTES = 256 * 1024 * 1024
"""The largest file that is published beside a directive: a scan of about a thousand pages."""

_CHUNK = 1024 * 1024

MAX_DEPTH = 12
"""Folders in each other below content/."""


Signature = tuple[int, int, int, int]
"""Of a file's state: size, time of change, time of the inode's change (both in ns), inode."""


REASONS = (
    "Permission denied",
    "No such file or directory",
    "Is a directory",
    "Input/output error",
    "File name too long",
)
"""What systems say most of a file, for the catalogue."""


class Entry(NamedTuple):
    """A file that is to be a directive."""

    path: str
    shown: str
    """As messages name it."""
    name: str
    """Inside content/, with slashes, without `.md`."""
    signature: Signature

    @property
    def file(self) -> Path:
        return Path(self.path)


class Other(NamedTuple):
    """A file of a content folder that is no directive's own."""

    path: Path
    signature: Signature


@dataclass(frozen=True, slots=True)
class Content:
    """What there is in a content folder; the directives are not read yet."""

    archive: Source | None
    """archive.yaml."""
    entries: tuple[Entry, ...]
    """The directives' files, sorted by name."""
    others: Mapping[str, "Other"]
    """Every other file by its name inside content/."""
    logs: Mapping[str, Source]
    """The publication logs by name, as far as there are such."""
    problems: tuple[Problem, ...]

    def sources(self) -> tuple[Source, ...]:
        """The directives' files as far as they can be read."""
        return tuple(source for entry in self.entries if (source := read_entry(entry)[0]) is not None)


def read_content(folder: Path) -> Content:
    """All files of a content folder, in one order on every machine."""
    entries: list[Entry] = []
    problems: list[Problem] = []
    others: dict[str, Other] = {}
    logs: dict[str, Source] = {}
    named: dict[str, str] = {}
    archive: Source | None = None
    top = len(os.fsencode(folder)) + 1
    for path, signature in _files(folder, problems):
        name = _name(path, top)
        shown = _shown(path)
        if path.endswith(".md"):
            if name in named:
                message = told("%(path)s has the same name, its marks written otherwise", path=named[name])
                problems.append(Problem(Place(shown, 1, 1), "same-file", message, told("rename one of them")))
                continue
            named[name] = shown
            entries.append(Entry(path, shown, name.removesuffix(".md"), signature))
            continue
        if name not in ("archive.yaml", *LOGS.values()):
            if name in others:
                message = told(
                    "%(path)s has the same name, its marks written otherwise", path=_shown(others[name].path)
                )
                problems.append(Problem(Place(shown, 1, 1), "same-file", message, told("rename one of them")))
            others[name] = Other(Path(path), signature)
            continue
        text = read_text(Path(path), shown, problems, MAX_LOG_BYTES if name in LOGS.values() else MAX_BYTES)
        if text is None:
            continue
        if name == "archive.yaml":
            archive = Source(shown, name, text)
        else:
            logs[name] = Source(shown, name, text)
    place = Place(_shown(folder / "archive.yaml"), 1, 1)
    if archive is None and not any(problem.place.path == place.path for problem in problems):
        message = told("there is no archive.yaml with the title and the issuers")
        problems.append(Problem(place, "missing-archive", message))
    return Content(archive, tuple(entries), others, logs, tuple(problems))


def read_entry(entry: Entry) -> tuple[Source | None, bytes, tuple[Problem, ...]]:
    """A directive's file, None where it has no text, with the digest of its bytes and what is wrong with it."""
    problems: list[Problem] = []
    data = _bytes(entry.file, entry.shown, problems, MAX_BYTES)
    text = _text(data, entry.shown, problems) if data is not None else None
    source = Source(entry.shown, entry.name, text) if text is not None else None
    return source, sha256(data or b"").digest(), tuple(problems)


def read_files(
    others: Mapping[str, Other],
    entries: Iterable[tuple[str, Place]],
    unread: Sequence[Entry] = (),
    known: Mapping[str, tuple[Signature, StoredFile]] = MappingProxyType({}),
) -> tuple[Mapping[str, StoredFile], tuple[Problem, ...]]:
    """What is known of the files that directives name, by name; `entries` has each name and where it is named. What is
    `known` of a file with the same signature need not be read.

    A file that no directive names is a problem too, for it is not published; but not where it may be that of an
    `unread` directive, in which something is wrong.
    """
    stored: dict[str, StoredFile] = {}
    problems: list[Problem] = []
    named: set[str] = set()
    for name, place in entries:
        named.add(name)
        if name not in others:
            hint = did_you_mean(name, others) or told("put it beside the directive's own file")
            problems.append(
                Problem(place, "missing-file", told("files: there is no content/%(name)s", name=name), hint)
            )
        elif name not in stored:
            path, signature = others[name]
            before, file = known.get(name, (None, None))
            found = replace(file, source=path) if file and before == signature else _stored(path, place, problems)
            if found is not None:
                stored[name] = found
    for name in sorted(others.keys() - named):
        if any(_may_name(entry, name) for entry in unread):
            continue
        message = told("neither archive.yaml nor a directive (.md), and no directive names it under 'files'")
        problems.append(Problem(Place(_shown(others[name].path), 1, 1), "unused-file", message))
    return stored, tuple(problems)


def _may_name(entry: Entry, name: str) -> bool:
    """Whether a directive that cannot be read may name a file, by its folder and by what stands in it."""
    folder, _, own = entry.name.rpartition("/")
    if not name.startswith(f"{folder}/"):
        return False
    if PurePosixPath(name).stem == own:
        return True
    try:
        return PurePosixPath(name).name.encode() in entry.file.read_bytes()
    except OSError:  # told with what else cannot be read
        return False


def _stored(path: Path, place: Place, problems: list[Problem]) -> StoredFile | None:
    kind = FORMATS[path.suffix.lower()]
    size, digest = 0, sha256()
    try:
        with path.open("rb") as file:
            begin = file.read(_CHUNK)
            if not begin.startswith(kind.magic):
                message = told(
                    "files: %(path)s is no %(kind)s file, whatever its name says", path=_shown(path), kind=kind.name
                )
                problems.append(Problem(place, "wrong-format", message))
                return None
            chunk = begin
            while chunk:
                size += len(chunk)
                if size > MAX_FILE_BYTES:
                    message = told(
                        "files: %(path)s is larger than %(most)s MiB",
                        path=_shown(path),
                        most=MAX_FILE_BYTES // 1024 // 1024,
                    )
                    problems.append(Problem(place, "file-too-large", message))
                    return None
                digest.update(chunk)
                chunk = file.read(_CHUNK)
    except OSError as error:
        problems.append(
            Problem(
                place,
                "unreadable-file",
                told("files: %(path)s: %(reason)s", path=_shown(path), reason=verbatim(error.strerror or str(error))),
            )
        )
        return None
    return StoredFile(path, size, digest.hexdigest(), page_count(path) if kind.name == "PDF" else None)


def _name(path: str, top: int) -> str:
    """The name of a file below the folder whose path has `top` bytes, as texts have it: UTF-8 whatever the machine's
    language is, NFC whatever wrote the file."""
    if _is_plain(path):
        return path[top:].replace(os.sep, "/")
    return nfc(os.fsencode(path)[top:].decode("utf-8", "surrogateescape")).replace(os.sep, "/")


def _is_plain(path: str) -> bool:
    """Whether it is one line of text in every encoding, as most are: of ten thousand, the time is seen."""
    return path.isascii() and path.isprintable()


def _shown(path: Path | str) -> str:
    """A path in a message: whatever a file is called, one line of text."""
    if isinstance(path, str) and _is_plain(path):
        return path.replace(os.sep, "/")
    text = os.fsencode(path).decode("utf-8", "backslashreplace").replace(os.sep, "/")
    return UNSEEN.sub(lambda match: f"\\u{ord(match[0]):04x}", text).replace("\n", "\\n")


def _files(folder: Path, problems: list[Problem]) -> Iterator[tuple[str, Signature]]:
    """The files below a folder with their states, in the order of their names; hidden ones are passed over, all but
    files refused."""
    waiting: list[tuple[str, str, os.stat_result | None, int]] = [(str(folder), "", None, 0)]
    while waiting:
        path, name, state, depth = waiting.pop()
        if name.startswith("."):
            continue
        try:
            state = state or Path(path).stat()
            mode = state.st_mode
            inside = _inside(path, depth) if stat.S_ISDIR(mode) and depth <= MAX_DEPTH else []
        except OSError as error:
            top = Place(_shown(path), 1, 1)
            problems.append(Problem(top, "unreadable-file", verbatim(error.strerror or str(error))))
            continue
        if stat.S_ISREG(mode):
            yield path, (state.st_size, state.st_mtime_ns, state.st_ctime_ns, state.st_ino)
            continue
        top = Place(_shown(path), 1, 1)
        if stat.S_ISDIR(mode):
            if depth > MAX_DEPTH:
                problems.append(
                    Problem(top, "unreadable-file", told("more than %(most)s folders in each other", most=MAX_DEPTH))
                )
            waiting.extend(inside)
        elif stat.S_ISLNK(mode):
            problems.append(
                Problem(top, "symbolic-link", told("links are not followed"), told("put the file itself here"))
            )
        else:
            problems.append(Problem(top, "unreadable-file", told("neither a file nor a folder")))


def _inside(path: str, depth: int) -> list[tuple[str, str, os.stat_result | None, int]]:
    """What a folder has, the last name first."""
    with os.scandir(path) as entries:
        found = [(each.path, each.name, each.stat(follow_symlinks=False), depth + 1) for each in entries]
    return sorted(found, key=lambda each: each[1], reverse=True)


def read_text(path: Path, shown: str, problems: list[Problem], most: int = MAX_BYTES) -> str | None:
    """The NFC text of a file, None with a problem where it has none."""
    data = _bytes(path, shown, problems, most)
    return None if data is None else _text(data, shown, problems)


_USUAL = 64 * 1024
"""Bytes: few letters have more."""


def _bytes(path: Path, shown: str, problems: list[Problem], most: int) -> bytes | None:
    top = Place(shown, 1, 1)
    try:
        with path.open("rb") as file:
            data = file.read(min(_USUAL, most + 1))  # `read` makes room first for all that is asked for
            data += file.read(most + 1 - len(data)) if len(data) == _USUAL else b""
    except OSError as error:
        problems.append(Problem(top, "unreadable-file", verbatim(error.strerror or str(error))))
        return None
    if len(data) > most:
        problems.append(Problem(top, "file-too-large", told("larger than %(most)s MiB", most=most // 1024 // 1024)))
        return None
    return data


def _text(data: bytes, shown: str, problems: list[Problem]) -> str | None:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = data[: error.start]
        line = before.count(b"\n") + 1
        column = len(before.rsplit(b"\n", 1)[-1].decode("utf-8", "replace")) + 1
        hint = told("save the file as UTF-8 (Unicode), not as TCVN3, VNI or UTF-16")
        problems.append(
            Problem(
                Place(shown, line, column), "not-utf-8", told("byte 0x%(sign)s", sign=f"{data[error.start]:02x}"), hint
            )
        )
        return None
    text = nfc(text.replace("\r\n", "\n").replace("\r", "\n"))
    if match := UNSEEN.search(text):
        line = text.count("\n", 0, match.start()) + 1
        column = match.start() - text.rfind("\n", 0, match.start())
        message = told("U+%(sign)s", sign=f"{ord(match[0]):04X}")
        problems.append(Problem(Place(shown, line, column), "control-character", message, told("delete it")))
        return None
    return text
