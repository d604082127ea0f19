"""Lược đồ: the documents around one directive as a picture, made at build time, like the map of a bus route.

Earlier and higher documents stand above, the directive itself is a square, what cites it stands below. Further sources
and further citing documents hang on short branches beside the line, so that nothing can overlap.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from textwrap import wrap

from vankho import dates
from vankho.holdings import Holding
from vankho.model import VERBS, Relation
from vankho.page.chain import CHAIN, Step, above, chain
from vankho.page.links import Names, rank
from vankho.page.parts import acting, address
from vankho.resolve import Ambiguous

_OFFICIAL = frozenset(VERBS[relation][0] for relation in CHAIN)

WIDTH = 330
MOST_ROWS = 7
_STEPS_UP = 3
"""So that trung ương, tỉnh and thành phố are seen above a letter."""
_NAME_SIGNS, _DETAIL_SIGNS = 30, 36
"""Signs on a line of 15 and of 13 pixels: SVG does not wrap."""
_AXIS, _BRANCH = 11, 33
"""Where the line runs, and where a branch ends."""
_NAME, _DETAIL, _VERB, _PAD, _LEAST = 20, 17, 24, 4, 40
"""Heights in pixels: a line of each kind, the space inside a hit box, the least of a hit box."""


@dataclass(frozen=True, slots=True)
class Row:
    """A document of the picture, with its place in it."""

    document: str
    name: tuple[str, ...]
    detail: tuple[str, ...]
    verb: str
    """What the document below it has to do with the one above, by this row."""
    state: str
    """`held`, `wanted` or `self`."""
    branch: bool
    y: int
    """Of the top of its hit box."""
    verb_y: int
    """Of the baseline of the verb: below the row if the row is above the directive, else above it."""

    @property
    def url(self) -> str:
        return address(self.document)

    @property
    def x(self) -> int:
        return _BRANCH if self.branch else _AXIS

    @property
    def height(self) -> int:
        return _height(self.name, self.detail)

    @property
    def dot(self) -> int:
        """The middle of its dot."""
        return self.y + _PAD + 10

    @property
    def lines(self) -> tuple[tuple[int, str, str], ...]:
        """Baseline, class and words of each line."""
        names = [(self.dot + 5 + _NAME * place, "ten", line) for place, line in enumerate(self.name)]
        below = self.dot + 5 + _NAME * (len(self.name) - 1)
        details = [(below + _DETAIL * place, "ngay", line) for place, line in enumerate(self.detail, 1)]
        return (*names, *details)

    @property
    def label(self) -> str:
        """For those who listen."""
        return ", ".join((" ".join(self.name), " ".join(self.detail))) if self.detail else " ".join(self.name)


@dataclass(frozen=True, slots=True)
class Diagram:
    rows: tuple[Row, ...]
    height: int
    line: tuple[int, int]
    """From where to where the line runs."""
    more: int
    """Documents that are not in the picture."""
    steps: tuple[Step, ...]
    """The same in words."""


@dataclass(frozen=True, slots=True)
class _Stop:
    document: str
    verb: str
    branch: bool = False


def diagram(holding: Holding, names: Names) -> Diagram | None:
    """The picture around a directive; None where nothing is around it."""
    sources, citers = _sources(holding, names), _citers(holding, names)
    if not sources and not citers:
        return None
    line = _line(holding, sources, names)
    on_line = {stop.document for stop in line}
    beside = [stop for stop in sources if stop.document not in on_line]
    room = MOST_ROWS - 1 - len(line)
    shown_beside = beside[: max(0, room - min(len(citers), 2))]
    shown_citers = citers[: room - len(shown_beside)]
    over = [*reversed(line), *(_Stop(stop.document, stop.verb, branch=True) for stop in shown_beside)]
    under = [_Stop(stop.document, stop.verb, branch=True) for stop in reversed(shown_citers[1:])] + shown_citers[:1]
    more = len(beside) - len(shown_beside) + len(citers) - len(shown_citers)
    rows, height = _rows(over, holding, under, names)
    on_axis = [row.dot for row in rows if not row.branch]
    return Diagram(rows, height, (on_axis[0], on_axis[-1]), more, _steps(holding, shown_beside, under, names))


def _sources(holding: Holding, names: Names) -> list[_Stop]:
    """What the directive cites, each document once, official relations first."""
    found: dict[str, Relation] = {}
    for number, target in enumerate(names.archive.targets[holding.id]):
        if not isinstance(target, Ambiguous) and target.id and target.id != holding.id:
            relation = names.relation(holding, number)
            found[target.id] = min(found.get(target.id, relation), relation, key=rank)
    return [_Stop(document, _verb(found[document])) for document in sorted(found, key=lambda each: rank(found[each]))]


def _citers(holding: Holding, names: Names) -> list[_Stop]:
    """What cites the directive, each document once, official relations first, newest first."""
    found: dict[str, Relation] = {}
    for mention in names.archive.cited_by.get(holding.id, ()):
        if mention.by != holding.id:
            found[mention.by] = min(found.get(mention.by, mention.relation), mention.relation, key=rank)
    return [_Stop(by, _verb(found[by])) for by in sorted(found, key=lambda each: rank(found[each]))]


def _verb(relation: Relation) -> str:
    return VERBS[relation][0] if relation in VERBS else VERBS[Relation.MENTIONS][0]


def _line(holding: Holding, sources: Sequence[_Stop], names: Names) -> list[_Stop]:
    """The longest way up from the directive, nearest first: what it carries out, what that carries out, and so on."""
    best = list(sources[:1])
    for stop in sources:
        if stop.verb in _OFFICIAL:
            best = _climbed([stop], best, holding, names)
    return best


def _climbed(way: list[_Stop], best: list[_Stop], holding: Holding, names: Names) -> list[_Stop]:
    """The longest way on from this one, if it is longer than the best so far; of the most steps the first is taken."""
    best = way if len(way) > len(best) else best
    if len(way) < _STEPS_UP and len(best) < _STEPS_UP:
        for verb, document, _ in above(way[-1].document, names):
            if document != holding.id and all(document != stop.document for stop in way):
                best = _climbed([*way, _Stop(document, verb)], best, holding, names)
    return best


def _steps(holding: Holding, beside: Sequence[_Stop], under: Sequence[_Stop], names: Names) -> tuple[Step, ...]:
    own = names.link(holding.id)
    found = list(chain(holding, names))
    told = {(step.subject.url, step.object.url) for step in found}
    for stop in beside:
        other = names.link(stop.document)
        if (own.url, other.url) not in told:
            found.append(Step(own, names.say(stop.verb), other, None))
    found.extend(Step(names.link(stop.document), names.say(stop.verb), own, None) for stop in reversed(under))
    return tuple(found)


def _rows(over: Sequence[_Stop], holding: Holding, under: Sequence[_Stop], names: Names) -> tuple[tuple[Row, ...], int]:
    rows: list[Row] = []
    y = 0
    for place, stop in enumerate((*over, _Stop(holding.id, ""), *under)):
        name, detail = _words(stop.document, holding, names)
        state = "self" if stop.document == holding.id else "held" if stop.document in names.held else "wanted"
        top = y + (_VERB if place > len(over) else 0)
        bottom = top + _height(name, detail)
        verb_y = top - 7 if place > len(over) else bottom + 13
        rows.append(Row(stop.document, name, detail, names.say(stop.verb), state, stop.branch, top, verb_y))
        y = bottom + (_VERB if place < len(over) else 0)
    return tuple(rows), y


def _words(document: str, holding: Holding, names: Names) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The lines of a document's name, and those of its date and body."""
    held = names.held.get(document)
    if held is not None:
        name, written = str(held.number), dates.short(held.date)
        body = names.say("văn bản này") if document == holding.id else acting(held)
    else:
        wanted = names.archive.wanted[document]
        name, written = wanted.number_symbol or wanted.title, dates.short(wanted.date) if wanted.date else ""
        body = (wanted.issuer_words or (wanted.issuer.name if wanted.issuer else "")) if wanted.number_symbol else ""
    detail = ", ".join(filter(None, (written, body)))
    return _wrapped(name, _NAME_SIGNS), _wrapped(detail, _DETAIL_SIGNS)


@lru_cache(maxsize=1 << 13)
def _wrapped(text: str, signs: int) -> tuple[str, ...]:
    """A document stands in the pictures of all around it."""
    return tuple(wrap(text, signs))


def _height(name: Sequence[str], detail: Sequence[str]) -> int:
    return max(_LEAST, 2 * _PAD + _NAME * len(name) + _DETAIL * len(detail))
