"""Reading a project's content: a folder in, sources with NFC text out. What cannot be read is a problem."""

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from vankho.model import Source
from vankho.problem import Place, Problem
from vankho.spelling import nfc

MAX_BYTES = 4 * 1024 * 1024
"""The largest file that is read: about a thousand pages of text."""

_UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufffe\uffff]")
"""Control characters and bidirectional overrides: no letter has them, and they make a text look like another."""


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
    if archive is None and not any(p.place.path.endswith("archive.yaml") for p in problems):
        message = "there is no archive.yaml with the title and the issuers"
        problems.append(Problem(Place(_shown(folder / "archive.yaml"), 1, 1), "missing-archive", message))
    return Content(archive, tuple(sources), tuple(problems))


def _shown(path: Path) -> str:
    """A path in a message: whatever a file is called, one line of text."""
    text = path.as_posix().encode("utf-8", "backslashreplace").decode()
    return _UNSEEN.sub(lambda match: f"\\u{ord(match[0]):04x}", text).replace("\n", "\\n")


def _files(folder: Path, problems: list[Problem]) -> Iterator[Path]:
    """The files below a folder in the order of their names; hidden ones are passed over, links are refused."""
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError as error:
        problems.append(Problem(Place(_shown(folder), 1, 1), "unreadable-file", error.strerror or str(error)))
        return
    for entry in entries:
        path = folder / entry.name
        if entry.name.startswith("."):
            continue
        if entry.is_symlink():
            hint = "put the file itself here"
            problems.append(Problem(Place(_shown(path), 1, 1), "symbolic-link", "links are not followed", hint))
        elif entry.is_dir():
            yield from _files(path, problems)
        else:
            yield path


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
    if match := _UNSEEN.search(text):
        line = text.count("\n", 0, match.start()) + 1
        column = match.start() - text.rfind("\n", 0, match.start())
        message = f"U+{ord(match[0]):04X}"
        problems.append(Problem(Place(shown, line, column), "control-character", message, "delete it"))
        return None
    return text
