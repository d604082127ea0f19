"""What is seen of one file of a built site, noted as it is read: ids, links, references, problems."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO
from urllib.parse import unquote

from vankho.addresses import Link, Use
from vankho.problem import Place, Problem
from vankho.said import one_line, verbatim

TEXT_LIMIT = 16 * 1024 * 1024
"""Bytes of a page, style sheet or feed; of one line of JSON Lines."""
TOLD = 100
"""Problems of one file that are told; the others are counted."""

PAINTS = ("fill", "stroke", "clip-path", "mask", "filter", "marker-start", "marker-mid", "marker-end", "style")
"""Attributes that hold a style or a part of one."""


@dataclass(frozen=True, slots=True)
class Named:
    ids: frozenset[str] | None
    """`None` where a fragment may mean something else than an id, or where the file could not be read."""
    links: tuple[Link, ...]
    """Each address once, where it stands first."""
    count: int
    """Of links, as often as they stand."""
    problems: tuple[Problem, ...]


@dataclass
class Notes:
    """What has been seen of a file so far."""

    path: str
    ids: set[str] = field(default_factory=set)
    links: dict[tuple[str, Use], Link] = field(default_factory=dict)
    count: int = 0
    references: dict[str, tuple[int, int, str]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    untold: int = 0
    whole: bool = True
    """Whether it could be read to its end."""

    def tell(self, code: str, message: str, line: int = 1, column: int = 1, hint: str = "") -> None:
        if len(self.problems) == TOLD:
            self.untold += 1
            return
        self.problems.append(Problem(Place(one_line(self.path), line, column), code, verbatim(message), verbatim(hint)))

    def link(self, address: str, use: Use, line: int = 1, column: int = 1, rooted: bool = False) -> None:
        self.count += 1
        self.links.setdefault((address, use), Link(address, use, line, column, rooted))

    def id(self, name: str, line: int, column: int) -> None:
        if name in self.ids:
            self.tell("repeated-id", f"the id '{name}' stands twice", line, column)
        self.ids.add(name)

    def styles(self, text: str, line: int, column: int, own: bool) -> None:
        """The addresses of a style; `own` if `#x` in it is an id of this very file."""
        for at, address in _addresses_of_style(text):
            before = text.count("\n", 0, at)
            place = line + before, at - text.rfind("\n", 0, at) if before else column + at
            if not address.startswith("#"):
                self.link(address, Use.FETCHED, *place)
            elif own:
                self.references.setdefault(unquote(address[1:]), (*place, "url()"))

    def named(self, ids: bool) -> Named:
        if self.whole:
            for name, (line, column, key) in self.references.items():
                if name not in self.ids:
                    self.tell("dangling-reference", f"{key} refers to '{name}', which is no id here", line, column)
        if self.untold:
            place = Place(one_line(self.path), 1, 1)
            self.problems.append(
                Problem(place, "bad-page", verbatim(f"{self.untold} more problems of this file are not told"))
            )
        known = frozenset(self.ids) if ids and self.whole else None
        return Named(known, tuple(self.links.values()), self.count, tuple(self.problems))


def read_text(notes: Notes, file: BinaryIO) -> str:
    content = file.read(TEXT_LIMIT + 1)
    if len(content) > TEXT_LIMIT:
        notes.tell("page-too-large", f"larger than {TEXT_LIMIT // 1024 // 1024} MiB: it was not read")
        notes.whole = False
        return ""
    return content.decode("utf-8-sig")


_STYLE_ADDRESS = re.compile(
    r"""@namespace[^;{}@]*+;
    | \burl\(\s*+(?: "(?P<a>[^"]*)" | '(?P<b>[^']*)' | (?P<c>[^\s"'()]*+) )\s*+\)
    | @import\s*+(?: "(?P<d>[^"]*)" | '(?P<e>[^']*)' )
    """,
    re.VERBOSE | re.IGNORECASE,
)


def _addresses_of_style(text: str) -> Iterator[tuple[int, str]]:
    """What url() and @import name, each with its place in the text."""
    for found in _STYLE_ADDRESS.finditer(_without_comments(text)):
        for group in "abcde":
            if found[group]:
                yield found.start(group), found[group]


def _without_comments(text: str) -> str:
    """The style with blanks in the place of its comments: nothing moves."""
    parts, at = [], 0
    while (start := text.find("/*", at)) >= 0 and (end := text.find("*/", start + 2)) >= 0:
        parts += [text[at:start], re.sub(r"[^\n]", " ", text[start : end + 2])]
        at = end + 2
    return "".join([*parts, text[at:]])
