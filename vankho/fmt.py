"""Files of directives in, the same with front matter in its one order and spelling out. What they say stays.

Comments stay too, each above or behind what it is said of. Of the body nothing changes but NFC and line ends.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from vankho import dates
from vankho.fields import MAX_TEXT
from vankho.frontmatter import KEYS, Folded, Noted, comment_lines, entry_lines, in_order
from vankho.parse import HALVES
from vankho.problem import Place, Problem
from vankho.publish import replace_file
from vankho.read import read_content, read_text
from vankho.said import told
from vankho.spelling import nfc
from vankho.yamltree import Comment, Mapping, Node, Scalar, comments, compose
from vankho.yamltree import Sequence as List

__all__ = ["Formatted", "format_files", "formatted"]

_DATES = frozenset({"date", "effective"})
_DAY = re.compile(dates.PATTERN, re.VERBOSE | re.IGNORECASE)
_LONGEST_FOLD = 100
"""Signs of a folded line that stays as the keeper broke it."""


@dataclass(frozen=True, slots=True)
class Formatted:
    changed: tuple[Path, ...]
    """Files that were written, or would be."""
    count: int
    """Files that were looked at."""
    problems: tuple[Problem, ...]
    """Why files were left alone."""


def format_files(paths: Sequence[Path], *, write: bool) -> Formatted:
    """Formats the directives of files and folders; those that cannot be read are left alone. Raises OSError."""
    problems: list[Problem] = []
    changed: list[Path] = []
    count = 0
    for path, shown in dict(_files(paths, problems)).items():
        count += 1
        text = read_text(path, shown, problems)
        new, found = formatted(text, shown) if text is not None else (None, ())
        problems.extend(found)
        if new is None or (content := new.encode()) == path.read_bytes():
            continue
        changed.append(path)
        if write:
            replace_file(path, content)
    return Formatted(tuple(changed), count, tuple(problems))


def _files(paths: Sequence[Path], problems: list[Problem]) -> Iterator[tuple[Path, str]]:
    for path in paths:
        if path.is_symlink():
            message = told("links are not followed")
            place = Place(path.as_posix(), 1, 1)
            problems.append(Problem(place, "symbolic-link", message, told("name the file itself")))
        elif path.is_dir():
            content = read_content(path)
            own = ("unreadable-file", "symbolic-link", "same-file")
            problems.extend(problem for problem in content.problems if problem.code in own)
            yield from ((each.file, each.shown) for each in content.entries)
        else:
            yield path, path.as_posix()


def formatted(text: str, path: str) -> tuple[str | None, tuple[Problem, ...]]:
    """The text of a directive's file as `fmt` leaves it; None, with problems, where it cannot be read.

    `text` has LF line ends. Keys without meaning come last; `check` tells them.
    """
    text = nfc(text)
    parts = HALVES.fullmatch(text)
    if not parts:
        hint = told("the first line is '---', the last line of the front matter too")
        return None, (Problem(Place(path, 1, 1), "no-front-matter", told("the file has no front matter"), hint),)
    node, problems = compose(parts["head"], path, first_line=2)
    if node is None:
        return None, problems
    if repeated := tuple(_repeated(node)):
        return None, repeated
    head = "".join(f"{line}\n" for line in _Head(parts["head"], node).lines())
    again, problems = compose(head, path, first_line=2)
    if again is None or _said(again) != _said(node):  # a keeper's words are worth more than their spelling
        return None, problems or (
            Problem(Place(path, 1, 1), "bad-yaml", told("it cannot be written otherwise, so it stays")),
        )
    return f"---\n{head}---\n{parts['body']}", ()


def _repeated(node: Node) -> Iterator[Problem]:
    if isinstance(node, List):
        for each in node.nodes:
            yield from _repeated(each)
    elif isinstance(node, Mapping):
        seen: set[str] = set()
        for key, value in node.entries:
            if key.text in seen:
                yield Problem(key.place, "repeated-field", told("'%(text)s' stands twice", text=key.text))
            seen.add(key.text)
            yield from _repeated(value)


def _said(node: Node, key: str = "") -> object:
    """What a node says, whatever its spelling."""
    match node:
        case Scalar():
            return _value(node, key)
        case List():
            return [_said(each, key) for each in node.nodes]
        case _:
            return {name.text.strip(): _said(value, _date_key(name.text, key)) for name, value in node.entries}


def _value(node: Scalar, key: str) -> str:
    text = nfc(node.text.strip())
    day = dates.read(text) if key in _DATES and len(text) < MAX_TEXT and _DAY.fullmatch(text) else None
    return day.isoformat() if day else text


def _date_key(name: str, above: str) -> str:
    """The key by which a value is read: that of the whole for what `{value: …, access: internal}` holds."""
    return above if above in _DATES and name == "value" else name


@dataclass(slots=True)
class _Said:
    """Comments of a key or an entry."""

    above: list[str] = field(default_factory=list)
    behind: list[str] = field(default_factory=list)
    below: list[str] = field(default_factory=list)


class _Head:
    """Front matter with its comments, on the way to its lines."""

    def __init__(self, head: str, node: Mapping) -> None:
        self._node = node
        self._source = head.split("\n")
        self._items = sorted(
            item for key, value in node.entries for item in ((key.place.line, key.place.column, 0), *_items(value, 0))
        )
        self._tops = [item for item in self._items if item[2] == 0]
        self._said: dict[tuple[int, int, int], _Said] = {}
        self._end: list[str] = []
        for comment in comments(head, first_line=2):
            self._place(comment)

    def _place(self, comment: Comment) -> None:
        behind = bisect_left(self._items, (comment.line + 1, 0, 0))
        last = self._items[behind - 1] if behind else None
        following = self._items[behind] if behind < len(self._items) else None
        if last and (last[0] == comment.line or comment.before.strip(" \t-")):
            self._of(last).behind.append(comment.text)
        elif last and comment.column > 1 and (following is None or following[2] == 0):
            self._of(self._tops[bisect_left(self._tops, (comment.line + 1, 0, 0)) - 1]).below.append(comment.text)
        elif following is not None:
            self._of(following).above.append(comment.text)
        else:
            self._end.append(comment.text)

    def _of(self, item: tuple[int, int, int]) -> _Said:
        return self._said.setdefault(item, _Said())

    def lines(self) -> Iterator[str]:
        entries = {key.text.strip(): (key, value) for key, value in self._node.entries}
        for name in in_order(entries, KEYS):
            key, value = entries[name]
            yield from entry_lines(name, self._noted(key.place, 0, self._top(key, value)))
        yield from comment_lines(self._end)

    def _top(self, key: Scalar, value: Node) -> object:
        return self._folded(key, value) or self._plain(value, 0, key.text)

    def _plain(self, node: Node, depth: int, key: str) -> object:
        match node:
            case Scalar():
                return None if node.plain and not node.text else _value(node, key)
            case List():
                return [self._noted(each.place, depth + 1, self._plain(each, depth + 1, key)) for each in node.nodes]
            case _:
                return {
                    name.text.strip(): self._noted(
                        name.place, depth + 2, self._plain(value, depth + 2, _date_key(name.text, key))
                    )
                    for name, value in node.entries
                }

    def _noted(self, place: Place, depth: int, value: object) -> object:
        said = self._said.get((place.line, place.column, depth))
        if said is None:
            return value
        if said.below and not (isinstance(value, (list, dict)) and value):
            return Noted(value, (*said.above, *said.behind, *said.below))
        return Noted(value, tuple(said.above), tuple(said.behind), tuple(said.below))

    def _folded(self, key: Scalar, value: Node) -> Folded | None:
        """The lines of a text that the keeper folded, where they can stay."""
        at = key.place.line - 2
        if not isinstance(value, Scalar) or not re.search(r":\s+>[-+]?(?:\s+#.*)?$", self._source[at]):
            return None
        lines: list[str] = []
        left = len(value.text.strip()) + 1
        for line in islice(self._source, at + 1, None):
            if not line.startswith(" ") or left <= 0:
                break
            lines.append(line.strip())
            left -= len(lines[-1]) + 1
        fits = all(line and len(line) <= _LONGEST_FOLD and "  " not in line for line in lines)
        return Folded(tuple(lines)) if fits and len(lines) > 1 and " ".join(lines) == value.text.strip() else None


def _items(node: Node, depth: int) -> Iterator[tuple[int, int, int]]:
    """What comments can be said of: line, column and depth of each key and each entry of a list."""
    if isinstance(node, List):
        for each in node.nodes:
            yield each.place.line, each.place.column, depth + 1
            yield from _items(each, depth + 1)
    elif isinstance(node, Mapping):
        for key, value in node.entries:
            yield key.place.line, key.place.column, depth + 2
            yield from _items(value, depth + 2)
