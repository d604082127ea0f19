"""YAML as a tree with places: text in, nodes and problems out. The only module that knows the YAML library.

Nothing is converted: `012` stays `012` and `no` stays `no`, each field reads its own value. Aliases, anchors, tags,
several documents, nesting deeper than `MAX_DEPTH` and more than `MAX_NODES` values are refused, so no input grows on
being read.
"""

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import yaml

from vankho.problem import Place, Problem
from vankho.said import NOTHING, Said, told, verbatim

MAX_DEPTH = 8
MAX_NODES = 200_000
"""Keys, values, lists and mappings of one file."""

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""libyaml's where PyYAML was built with it; the other is slower and gives the same events."""


@dataclass(frozen=True, slots=True)
class Scalar:
    text: str
    place: Place
    plain: bool
    """Written without quotes, so that an empty one means "nothing"."""


@dataclass(frozen=True, slots=True)
class Sequence:
    nodes: "tuple[Node, ...]"
    place: Place


@dataclass(frozen=True, slots=True)
class Mapping:
    entries: "tuple[tuple[Scalar, Node], ...]"
    place: Place


Node = Scalar | Sequence | Mapping

REASONS = (
    "mapping values are not allowed in this context",
    "did not find expected key",
    "could not find expected ':'",
    "did not find expected ',' or ']'",
    "did not find expected ',' or '}'",
    "did not find expected '-' indicator",
    "did not find expected node content",
    "block sequence entries are not allowed in this context",
    "found character that cannot start any token",
    "found a tab character that violates indentation",
    "found unexpected end of stream",
    "found unknown escape character",
    "control characters are not allowed",
)
"""What the library says most, for the catalogue."""


class _Refused(Exception):
    def __init__(self, place: Place, message: Said, hint: Said = NOTHING) -> None:
        super().__init__(str(message))
        self.problem = Problem(place, "bad-yaml", message, hint)


def compose(text: str, path: str, first_line: int = 1) -> tuple[Mapping | None, tuple[Problem, ...]]:
    """The mapping that the text holds; None with a problem where it holds none. Lines count from `first_line`."""
    top = Place(path, first_line, 1)
    try:
        events = _events(text, path, first_line)
        node = _node(events, 0)
        if next(events, None) is not None:
            raise _Refused(top, told("more than one YAML document"))
    except _Refused as refused:
        return None, (refused.problem,)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = Place(path, mark.line + first_line, mark.column + 1) if mark else top
        reason = getattr(error, "problem", None) or str(error).splitlines()[0]
        if mark and (better := _better(text.split("\n"), mark.line)):
            at, column, said, hint = better
            return None, (Problem(Place(path, at + first_line, column), "bad-yaml", said, hint),)
        hint = (
            told("put a text that has ': ' or begins with one of - [ > | * & ! % @ between quotes") if mark else NOTHING
        )
        return None, (Problem(place, "bad-yaml", verbatim(reason), hint),)
    if isinstance(node, Scalar) and node.plain and not node.text:
        return Mapping((), top), ()
    if not isinstance(node, Mapping):
        return None, (Problem(node.place, "bad-yaml", told("key: value lines are wanted here")),)
    return node, ()


def _better(lines: list[str], at: int) -> tuple[int, int, Said, Said] | None:
    """What a keeper is likely to have done, where the library tells its effect at line `at`: the line, the column."""
    first = next(
        (number for number, line in enumerate(lines) if line.strip() and not line.lstrip().startswith("#")), at
    )
    if first < at < len(lines) and re.match(r" +[a-z_]+:(?: |$)", lines[first]) and lines[at][:1].isalpha():
        return first, 1, told("a blank too many at the beginning of the line"), NOTHING
    if at < len(lines) and re.match(r" *\t", lines[at]):
        column = lines[at].index("\t") + 1
        return at, column, verbatim("found a tab character that violates indentation"), NOTHING
    if at < len(lines) and re.match(r" [a-z_]+:(?: |$)", lines[at]):
        return at, 1, told("a blank too many at the beginning of the line"), NOTHING
    for near in (at, at - 1):
        if 0 <= near < len(lines) and (glued := re.match(r"[a-z_]+:(?=[^\s:/])", lines[near])):
            return near, glued.end() + 1, told("a blank is missing behind ':'"), NOTHING
    return None


@dataclass(frozen=True, slots=True)
class Comment:
    """What stands behind a `#`, which no value holds."""

    text: str
    line: int
    """From `first_line`, as places have it."""
    column: int
    before: str
    """What stands before it on its line."""


def comments(text: str, first_line: int = 1) -> tuple[Comment, ...]:
    """The comments of a text that `compose` reads, with LF line ends."""
    lines = text.split("\n")
    held: dict[int, list[tuple[int, float]]] = {}  # by line: columns of scalars, which are no comments
    for event in yaml.parse(text, Loader=_LOADER):
        if isinstance(event, yaml.ScalarEvent) and event.start_mark and event.end_mark:
            start, end = event.start_mark, event.end_mark
            block = event.style in ("|", ">")
            for at in range(start.line + block, end.line + 1):
                first = start.column if at == start.line else 0
                held.setdefault(at, []).append((first, end.column if at == end.line else math.inf))
    found = []
    for number, line in enumerate(lines):
        for match in re.finditer(r"(?:(?<=\s)|^)#", line):
            if not any(first <= match.start() < last for first, last in held.get(number, ())):
                before = line[: match.start()]
                found.append(Comment(line[match.end() :], number + first_line, match.start() + 1, before))
                break
    return tuple(found)


def _events(text: str, path: str, first_line: int) -> Iterator[tuple[yaml.Event, Place]]:
    for number, event in enumerate(yaml.parse(text, Loader=_LOADER)):
        mark = event.start_mark
        assert mark is not None  # the parser marks every event
        place = Place(path, mark.line + first_line, mark.column + 1)
        if number > MAX_NODES:
            raise _Refused(place, told("more than %(most)s keys and values", most=MAX_NODES))
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise _Refused(
                place, told("anchors (&) and aliases (*) are not allowed"), told("put the text between quotes")
            )
        if getattr(event, "tag", None):
            raise _Refused(place, told("tags (!) are not allowed"), told("put the text between quotes"))
        if isinstance(event, (yaml.ScalarEvent, yaml.CollectionStartEvent, yaml.CollectionEndEvent)):
            yield event, place


def _node(events: Iterator[tuple[yaml.Event, Place]], depth: int) -> Node:
    first = next(events, None)
    if first is None:
        return Scalar("", Place("", 1, 1), plain=True)
    event, place = first
    return _from(event, place, events, depth)


def _from(event: yaml.Event, place: Place, events: Iterator[tuple[yaml.Event, Place]], depth: int) -> Node:
    if depth > MAX_DEPTH:
        raise _Refused(place, told("nested deeper than %(most)s levels", most=MAX_DEPTH))
    if isinstance(event, yaml.ScalarEvent):
        return Scalar(event.value, place, plain=not event.style)
    nodes: list[Node] = []
    for inner, inner_place in events:
        if isinstance(inner, yaml.CollectionEndEvent):
            break
        nodes.append(_from(inner, inner_place, events, depth + 1))
    if isinstance(event, yaml.SequenceStartEvent):
        return Sequence(tuple(nodes), place)
    entries: list[tuple[Scalar, Node]] = []
    for key, value in zip(nodes[::2], nodes[1::2], strict=True):
        if not isinstance(key, Scalar):
            raise _Refused(key.place, told("a key must be a single word"))
        entries.append((key, value))
    return Mapping(tuple(entries), place)
