"""Mends what has but one cure in front matter and archive.yaml: a check in, changed files and what was done out.

The text of a letter is never touched, byte for byte: it may be the source that is wrong. What a problem says can be
mended, and how, is its `mend`.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from vankho.parse import HALVES
from vankho.problem import Place, Problem, Severity
from vankho.publish import replace_file
from vankho.read import MAX_BYTES, read_content
from vankho.said import Said, Translate, told
from vankho.spelling import nfc
from vankho.yamltree import compose


@dataclass(frozen=True, slots=True)
class Mended:
    place: Place
    said: Said

    def by(self, translate: Translate) -> str:
        return f"{self.place}: {self.said.by(translate)}"


def mend(problems: Iterable[Problem], content: Path) -> list[Mended]:
    """Mends the files of a content folder; `problems` are those of a check of it. Raises OSError."""
    of_file: dict[str, list[Problem]] = defaultdict(list)
    for problem in problems:
        of_file[problem.place.path].append(problem)
    read = read_content(content)
    files = [(entry.shown, entry.file, entry.name) for entry in read.entries]
    if read.archive is not None:
        files.append((read.archive.path, content / "archive.yaml", ""))
    done: list[Mended] = []
    for shown, file, name in files:
        known = of_file[shown]
        data = file.read_bytes()
        changed, said = mended(data, shown, known, whole=not name)
        if changed != data:
            replace_file(file, changed)
            done += said
        elif name:
            done += _moved(content, file, name, known)
    return done


def mended(data: bytes, path: str, problems: Iterable[Problem], whole: bool = False) -> tuple[bytes, list[Mended]]:
    """The bytes of a file with its front matter mended (with `whole`, all of it is that), and what was done."""
    try:
        written = data.decode("utf-8") if len(data) <= MAX_BYTES else ""
    except UnicodeDecodeError:
        return data, []
    text = written.removeprefix("\ufeff")
    parts = re.split(r"(\r\n|\r|\n)", text)
    lines, ends = parts[::2], parts[1::2]
    head = _head(lines, whole)
    done = [Mended(Place(path, 1, 1), told("the byte order mark is gone"))] if head and text != written else []
    if not head:
        return data, []
    done += _composed(lines, head, path)
    done += _trimmed(lines, head if whole else head[1:-1], path)
    done += _ended(ends, head, path, whole)
    cures = [problem for problem in problems if problem.mend and problem.code != "path-contradicts"]
    for problem in sorted(cures, key=lambda each: each.place, reverse=True):
        done += _cured(lines, head, problem)
    result = "".join(line + end for line, end in zip(lines, [*ends, ""], strict=True))
    return result.encode(), sorted(done, key=lambda each: each.place)


def _head(lines: Sequence[str], whole: bool) -> range:
    """The numbers, from 0, of the lines that are front matter, its two marks included; empty if there is none."""
    if whole:
        return range(len(lines))
    halves = HALVES.fullmatch("\n".join(lines))
    return range(halves["head"].count("\n") + 2) if halves else range(0)


def _composed(lines: list[str], head: range, path: str) -> Iterator[Mended]:
    for number in head:
        if (line := nfc(lines[number])) != lines[number]:
            lines[number] = line
            yield Mended(Place(path, number + 1, 1), told("letters and their marks are now one sign each (NFC)"))


def _trimmed(lines: list[str], head: range, path: str) -> Iterator[Mended]:
    """Takes the blanks at ends of lines, unless they belong to a value."""
    inner = lines[head.start : head.stop]
    tree, _ = compose("\n".join(inner), path)
    if tree is None or tree != compose("\n".join(line.rstrip(" \t") for line in inner), path)[0]:
        return
    for number in head:
        if (line := lines[number].rstrip(" \t")) != lines[number]:
            lines[number] = line
            yield Mended(Place(path, number + 1, len(line) + 1), told("blanks at the end of the line are gone"))


def _ended(ends: list[str], head: range, path: str, whole: bool) -> Iterator[Mended]:
    """Ends the lines as the text does, which stays as it is; of a file that is front matter alone, as its first."""
    wanted = set(ends[head.stop :]) if not whole else set(ends[:1])
    if len(wanted) != 1:
        return
    (end,) = wanted
    other = [number for number in head if number < len(ends) and ends[number] != end]
    for number in other:
        ends[number] = end
    if other:
        yield Mended(Place(path, other[0] + 1, 1), told("the lines now end as the others do"))


def _cured(lines: list[str], head: range, problem: Problem) -> Iterator[Mended]:
    """Replaces what stands at the place of the problem, if it is what the problem says; between quotes too."""
    assert problem.mend is not None
    old, new = problem.mend
    number, at = problem.place.line - 1, problem.place.column - 1
    if number not in head:
        return
    line = lines[number]
    quote = line[at : at + 1] if line[at : at + 1] in ("'", '"') else ""
    if line.startswith(f"{quote}{old}{quote}", at):
        at += len(quote)
        lines[number] = f"{line[:at]}{new}{line[at + len(old) :]}"
        yield Mended(problem.place, told("'%(old)s' is now '%(new)s'", old=old, new=new))


def _moved(content: Path, file: Path, name: str, problems: Sequence[Problem]) -> Iterator[Mended]:
    """Moves a file to where its front matter says, if that is all that is wrong with it and nothing is there."""
    errors = [problem for problem in problems if problem.severity is Severity.ERROR]
    if len(errors) != 1 or errors[0].code != "path-contradicts" or errors[0].mend is None:
        return
    old, new = errors[0].mend
    target = content / f"{new}.md"
    if old != name or target.exists() or target.is_symlink():
        return
    if not target.parent.resolve().is_relative_to(content.resolve()):
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    file.rename(target)
    yield Mended(errors[0].place, told("moved to %(path)s", path=f"{new}.md"))
