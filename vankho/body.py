"""Subject and body of a directive: Markdown in, text with holes out.

Citations are found once in all that is public (subject and body), and once in each internal passage, so nothing
outside a passage is found with the help of what is inside.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from vankho import cite
from vankho.clauses import sentence_bounds
from vankho.items import Numbering, split
from vankho.lexicon import EMPTY, Lexicon
from vankho.markup import Draft, Inline, Run, html, read_line, read_passages
from vankho.model import Block, Body, Citation, Found, Hole, Internal, InternalBlocks, Text
from vankho.problem import Place, Problem
from vankho.said import told

MOST_CITATIONS = 5_000
"""Of one directive: the longest list of repealed documents has a few thousand."""

_BARRIER = "\n\n"
"""Stands for everything that no citation and no sentence crosses: the end of a block, an internal passage."""

_CONTEXT = 160
"""Code points of a sentence that are kept on either side of a citation."""


@dataclass(frozen=True, slots=True)
class _Sketch:
    """A block with its place in the numbering, before its citations are cut out."""

    kind: str
    id: str | None
    rank: int
    label: str
    pieces: "tuple[str | _Line, ...]"


@dataclass(frozen=True, slots=True)
class _Line:
    """An inline text of a block: its stretches, each wholly public or wholly of one internal passage."""

    stretches: "tuple[_Stretch, ...]"


@dataclass(frozen=True, slots=True)
class _Stretch:
    runs: tuple[Run, ...]
    passage: int
    """0 for what is public, else the number of the internal passage."""
    hidden: bool
    """An internal span inside a public block."""
    item_id: str | None
    place: Place
    plain: str
    """The words of the runs."""
    before_hidden: bool
    """An internal span stands directly behind it."""


class _Reader:
    """Numbers items and passages while reading through a directive."""

    def __init__(self, path: str, problems: list[Problem]) -> None:
        self._path = path
        self._problems = problems
        self._public = Numbering()
        self._hidden = Numbering("nb-")
        self._passages = 0

    def line(self, inline: Inline, item_id: str | None, passage: int = 0, place: Place | None = None) -> _Line:
        stretches: list[_Stretch] = []
        line = inline.line
        parts = list(inline.stretches())
        for (span, runs), (next_span, _) in zip(parts, [*parts[1:], (0, ())], strict=False):
            here = place or Place(self._path, line, 1)
            if span:
                self._passages += 1
            plain = "".join(run.text for run in runs)
            number = self._passages if span else passage
            stretches.append(_Stretch(runs, number, bool(span), item_id, here, plain, bool(next_span)))
            line += sum(run.text == "\n" for run in runs)
        return _Line(tuple(stretches))

    def sketches(self, text: str, line: int) -> Iterator[_Sketch | tuple[_Sketch, ...]]:
        for passage in read_passages(text, Place(self._path, line, 1), self._problems):
            numbering = self._hidden if passage.internal else self._public
            number = 0
            if passage.internal:
                self._passages += 1
                number = self._passages
            sketches = (sketch for draft in passage.drafts for sketch in self._sketch(draft, numbering, number))
            if passage.internal:
                yield tuple(sketches)
            else:
                yield from sketches

    def _sketch(self, draft: Draft, numbering: Numbering, passage: int) -> Iterator[_Sketch]:
        if draft.kind == "table":
            pieces = (p if isinstance(p, str) else self.line(p, numbering.current, passage) for p in draft.pieces)
            yield _Sketch("table", None, 0, "", tuple(pieces))
            return
        (inline,) = (piece for piece in draft.pieces if isinstance(piece, Inline))
        if draft.kind == "heading":
            numbering.annex(inline.plain())
            yield _Sketch("heading", None, draft.level, "", (self.line(inline, None, passage),))
            return
        for item in split(inline):
            if item.label is None:
                numbering.annex(item.inline.plain())
                yield _Sketch("paragraph", None, 0, "", (self.line(item.inline, None, passage),))
                continue
            item_id, depth = numbering.number(item.label)
            line = self.line(item.inline, numbering.current, passage)
            yield _Sketch("item", item_id, depth, html(item.label_runs), (line,))


def read_body(
    text: str, line: int, subject: str, place: Place, lexicon: Lexicon = EMPTY
) -> tuple[Text, Body, tuple[Problem, ...]]:
    """The subject and the body as text with holes.

    `line` is the file's line where the body begins, `place` that of the subject's value.
    """
    problems: list[Problem] = []
    reader = _Reader(place.path, problems)
    head = reader.line(read_line(subject, place, problems), None, place=place)
    sketches = list(reader.sketches(text, line))
    blocks = [block for sketch in sketches for block in (sketch if isinstance(sketch, tuple) else (sketch,))]
    lines = [head, *(piece for block in blocks for piece in block.pieces if isinstance(piece, _Line))]
    cuts = _citations([stretch for each in lines for stretch in each.stretches], text.split("\n"), line, lexicon)
    if sum(map(len, cuts.values())) > MOST_CITATIONS:
        places = sorted(citation.place for found in cuts.values() for _, _, citation in found)
        message, hint = (
            told("more than %(most)s citations", most=MOST_CITATIONS),
            told("publish a long annex as a file, named under 'files'"),
        )
        problems.append(Problem(places[MOST_CITATIONS], "too-much", message, hint))
    body = Body(
        tuple(
            InternalBlocks(tuple(_block(block, cuts) for block in sketch))
            if isinstance(sketch, tuple)
            else _block(sketch, cuts)
            for sketch in sketches
        )
    )
    return Text(tuple(_parts(head, cuts))), body, tuple(problems)


Cuts = dict[int, list[tuple[int, int, Citation]]]
"""By `id()` of a stretch: start and end of the link in its plain text, and the citation."""


def _citations(stretches: list[_Stretch], lines: list[str], first_line: int, lexicon: Lexicon) -> Cuts:
    cuts: Cuts = defaultdict(list)
    passages: dict[int, list[_Stretch]] = defaultdict(list)
    for stretch in stretches:
        passages[stretch.passage].append(stretch)
    for members in passages.values():
        text = _BARRIER.join(member.plain for member in members)
        found = list(cite.find(text, lexicon))
        start, position = 0, 0
        for member in members:
            end = start + len(member.plain)
            breaks = counted = 0  # line ends of the stretch, counted once for all of its citations
            while position < len(found) and found[position].start < end:
                here = found[position]
                position += 1
                if member.before_hidden and not text[here.end : end].strip():
                    # what is withheld may say another date or body: neither edition takes one from elsewhere
                    here = replace(here, time_unread=here.date is None, body_unread=here.issuer_words is None)
                local = here.start - start
                breaks += member.plain.count("\n", counted, local)
                counted = local
                place = _place(member, local, breaks, here, lines, first_line)
                citation = Citation(here, place, member.item_id, *_context(member.plain, local, here.end - start))
                cuts[id(member)].append((local, here.anchor_end - start, citation))
            start = end + len(_BARRIER)
    return cuts


@lru_cache(maxsize=2)
def _without_marks(line: str) -> tuple[str, Sequence[int]]:
    """A line is asked for once for each of its citations."""
    return cite.without_marks(line)


_COLUMN_REACH = 10_000
"""Signs of a source line in which a quote is looked for: what the line has before it and the plain text has not."""


def _place(stretch: _Stretch, local: int, breaks: int, found: Found, lines: list[str], first_line: int) -> Place:
    """The line and, where the source line shows the quote without its emphasis, the column.

    `local` is where the citation begins in the stretch, `breaks` how many line ends stand before it there.
    """
    line = stretch.place.line + breaks
    if stretch.place.column != 1 or not 0 <= line - first_line < len(lines):
        return stretch.place
    plain, offsets = _without_marks(lines[line - first_line])
    begin = local - (stretch.plain.rfind("\n", 0, local) + 1 if breaks else 0)
    column = plain.find(found.quote.split("\n")[0], begin, begin + _COLUMN_REACH)
    return Place(stretch.place.path, line, offsets[column] + 1 if column >= 0 else 1)


def _context(plain: str, start: int, end: int) -> tuple[str, str]:
    """The sentence before the quote and from the quote's end on, in one line each, cut at words."""
    begin, finish = sentence_bounds(plain, start, end, _CONTEXT)
    before, after = " ".join(plain[begin:start].split()), " ".join(plain[end:finish].split())
    if begin and start - begin > _CONTEXT - 3:  # the sentence goes on before: blanks at the cut do not count
        before = "… " + before.split(" ", 1)[-1]
    if finish < len(plain) and finish - end > _CONTEXT - 3:
        after = after.rsplit(" ", 1)[0] + " …"
    before_gap = " " if start > begin and plain[start - 1].isspace() else ""
    after_gap = " " if end < finish and plain[end].isspace() else ""
    return before + before_gap, after_gap + after


def _block(sketch: _Sketch, cuts: Cuts) -> Block:
    parts: list[str | Hole | Internal] = []
    for piece in sketch.pieces:
        if isinstance(piece, str):
            parts.append(piece)
        else:
            parts.extend(_parts(piece, cuts))
    return Block(sketch.id, sketch.rank, sketch.label, Text(tuple(parts)), sketch.kind)


def _parts(line: _Line, cuts: Cuts) -> Iterator[str | Hole | Internal]:
    for stretch in line.stretches:
        if stretch.hidden:
            yield Internal(tuple(_holes(stretch, cuts)))
        else:
            yield from _holes(stretch, cuts)


def _holes(stretch: _Stretch, cuts: Cuts) -> Iterator[str | Hole]:
    found = cuts.get(id(stretch))
    if found is None:
        if whole := html(stretch.runs):
            yield whole
        return
    pieces = _Pieces(stretch.runs)
    for start, end, citation in found:
        if before := html(pieces.up_to(start)):
            yield before
        yield Hole(citation, html(pieces.up_to(end)))
    if rest := html(pieces.up_to(len(stretch.plain))):
        yield rest


class _Pieces:
    """Gives the runs away piece by piece, in one pass."""

    def __init__(self, runs: Iterable[Run]) -> None:
        self._runs = iter(runs)
        self._run: Run | None = None
        """The run that is being given away."""
        self._given = 0
        """What of it is given already."""
        self._offset = 0

    def up_to(self, end: int) -> Iterator[Run]:
        """What has not been given yet of the plain text before `end`."""
        while self._offset < end:
            run = self._run or next(self._runs)
            part = run.text[self._given : self._given + end - self._offset]
            self._offset += len(part)
            self._given += len(part)
            self._run = run if self._given < len(run.text) else None
            if self._run is None:
                self._given = 0
            yield run if part == run.text else run.saying(part)
