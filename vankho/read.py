"""Reading a project's content: a folder in, sources with NFC text out. What cannot be read is a problem."""

import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from vankho.model import Source
from vankho.problem import Place, Problem
from vankho.spelling import UNSEEN, nfc

MAX_BYTES = 4 * 1024 * 1024
"""The largest file that is read: about a thousand pages of text."""

MAX_DEPTH = 12
"""Folders in each other below content/."""


@dataclass(frozen=True, slots=True)
class Content:
    """Everything that was read."""

    archive: Source | None
    """archive.yaml."""
    sources: tuple[Source, ...]
    """The directives' files, sorted by name."""
    problems: tuple[Problem, ...]


def read_content(folder: Path) -> Content:
    """All files of a content folder, in one order on every machine."""
    sources: list[Source] = []
    problems: list[Problem] = []
    archive: Source | None = None
    for path in _files(folder, problems):
        name = path.relative_to(folder).as_posix()
        shown = _shown(path)
        if name != "archive.yaml" and path.suffix != ".md":
            problems.append(Problem(Place(shown, 1, 1), "unused-file", "neither archive.yaml nor a directive (.md)"))
            continue
        text = read_text(path, shown, problems)
        if text is None:
            continue
        if name == "archive.yaml":
            archive = Source(shown, name, text)
        else:
            sources.append(Source(shown, name.removesuffix(".md"), text))
    place = Place(_shown(folder / "archive.yaml"), 1, 1)
    if archive is None and not any(problem.place.path == place.path for problem in problems):
        message = "there is no archive.yaml with the title and the issuers"
        problems.append(Problem(place, "missing-archive", message))
    return Content(archive, tuple(sources), tuple(problems))


def _shown(path: Path) -> str:
    """A path in a message: whatever a file is called, one line of text."""
    text = path.as_posix().encode("utf-8", "backslashreplace").decode()
    return UNSEEN.sub(lambda match: f"\\u{ord(match[0]):04x}", text).replace("\n", "\\n")


def _files(folder: Path, problems: list[Problem]) -> Iterator[Path]:
    """The files below a folder in the order of their names; hidden ones are passed over, all but files refused."""
    waiting = [(folder, 0)]
    while waiting:
        path, depth = waiting.pop()
        top = Place(_shown(path), 1, 1)
        if path.name.startswith(".") and depth:
            continue
        try:
            mode = path.lstat().st_mode if depth else path.stat().st_mode
            inside = sorted(path.iterdir(), reverse=True) if stat.S_ISDIR(mode) and depth <= MAX_DEPTH else []
        except OSError as error:
            problems.append(Problem(top, "unreadable-file", error.strerror or str(error)))
            continue
        if stat.S_ISDIR(mode):
            if depth > MAX_DEPTH:
                problems.append(Problem(top, "unreadable-file", f"more than {MAX_DEPTH} folders in each other"))
            waiting.extend((each, depth + 1) for each in inside)
        elif stat.S_ISLNK(mode):
            problems.append(Problem(top, "symbolic-link", "links are not followed", "put the file itself here"))
        elif stat.S_ISREG(mode):
            yield path
        else:
            problems.append(Problem(top, "unreadable-file", "neither a file nor a folder"))


def read_text(path: Path, shown: str, problems: list[Problem]) -> str | None:
    """The NFC text of a file, None with a problem where it has none."""
    top = Place(shown, 1, 1)
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        problems.append(Problem(top, "unreadable-file", error.strerror or str(error)))
        return None
    if len(data) > MAX_BYTES:
        problems.append(Problem(top, "file-too-large", f"larger than {MAX_BYTES // 1024 // 1024} MiB"))
        return None
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = data[: error.start]
        line = before.count(b"\n") + 1
        column = len(before.rsplit(b"\n", 1)[-1].decode("utf-8", "replace")) + 1
        hint = "save the file as UTF-8 (Unicode), not as TCVN3, VNI or UTF-16"
        problems.append(Problem(Place(shown, line, column), "not-utf-8", f"byte 0x{data[error.start]:02x}", hint))
        return None
    text = nfc(text.replace("\r\n", "\n").replace("\r", "\n"))
    if match := UNSEEN.search(text):
        line = text.count("\n", 0, match.start()) + 1
        column = match.start() - text.rfind("\n", 0, match.start())
        message = f"U+{ord(match[0]):04X}"
        problems.append(Problem(Place(shown, line, column), "control-character", message, "delete it"))
        return None
    return text
