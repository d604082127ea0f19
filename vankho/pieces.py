"""The sources of an archive in, their texts out, each told whether it is public or internal.

Only for the search for leaks (`leaks.py`), which must not trust the wall: nothing here knows `edition.select` or what
parsing makes of a text. It reads the marks of `access` and of internal passages by itself, and takes for internal
whatever is not said to be public.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from vankho.dress import PARTED
from vankho.model import Source
from vankho.parse import HALVES
from vankho.passages import taken
from vankho.problem import Place
from vankho.yamltree import Mapping, Node, Scalar, Sequence, compose

_TABLES = frozenset(["issuers", "documents"])
"""Keys of archive.yaml below which the keys are the keeper's own words."""


@dataclass(frozen=True, slots=True)
class Piece:
    text: str
    place: Place
    internal: bool
    key: str
    """The key of front matter or archive.yaml under which it stands; empty in a body."""


def pieces(source: Source) -> Iterator[Piece]:
    """The texts of archive.yaml or of a directive's file that `check` finds sound."""
    halves = HALVES.fullmatch(source.text)
    head, body = (halves["head"], halves["body"]) if halves else (source.text, "")
    node, _ = compose(head, source.path, first_line=2 if halves else 1)
    if node is None:
        return
    internal = bool(halves) and not _open(node)
    yield from _values(node, "", internal)
    place = Place(source.path, source.text.count("\n", 0, halves.start("body")) + 1 if halves else 1, 1)
    yield from _passages(body, place, internal)


def _open(node: Mapping) -> bool:
    """Whether a mapping says of itself that it is public."""
    return any(key.text == "access" and isinstance(of, Scalar) and of.text == "public" for key, of in node.entries)


def _values(node: Node, key: str, internal: bool) -> Iterator[Piece]:
    match node:
        case Scalar():
            yield from _parts(node.text, node.place, key, internal)
        case Sequence():
            for each in node.nodes:
                yield from _values(each, key, internal)
        case Mapping():
            for name, value in node.entries:
                if key in _TABLES:
                    yield Piece(name.text, name.place, internal or _guarded(value), "")
                yield from _values(value, key if name.text == "value" else name.text, internal or _guarded(node))


def _guarded(node: Node) -> bool:
    return isinstance(node, Mapping) and any(key.text == "access" for key, _ in node.entries) and not _open(node)


def _passages(body: str, place: Place, internal: bool) -> Iterator[Piece]:
    """The paragraphs of a body, those between the lines `:::` as internal."""
    hidden, lines, first = internal, list[str](), place.line
    for number, line in enumerate([*body.split("\n"), ""], place.line):
        fence = line.strip(" \t").startswith(":::")
        if lines and (fence or not line.strip()):
            yield from _parts("\n".join(lines), Place(place.path, first, 1), "", hidden)
            lines = []
        if fence:
            hidden = internal or line.strip(" \t:").startswith("internal")
        elif line.strip():
            first = first if lines else number
            lines.append(line)


def _parts(text: str, place: Place, key: str, internal: bool) -> Iterator[Piece]:
    """A text without its internal spans, and these."""
    outside, spans, _ = taken(text)
    for span in spans:
        outside = outside.replace(span.sign, PARTED)
        yield Piece(span.text, place, True, key)
    yield Piece(outside, place, internal, key)
