"""Markdown with internal passages: text in, drafts of blocks out. The only module that knows the Markdown library.

Numbers are text: of Markdown only paragraphs, headings, tables, emphasis and escapes are on, and `::: internal` and
`:internal[…]` for what only the internal edition may show. Spans are taken out before Markdown reads the text
(`passages`), and read by themselves.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from html import escape
from itertools import groupby, takewhile

from markdown_it import MarkdownIt
from markdown_it.token import Token

from vankho.passages import FIRST, MOST, Span, suspicious, taken
from vankho.problem import Place, Problem
from vankho.said import NOTHING, Said, told


def _parser() -> MarkdownIt:
    return MarkdownIt("zero").enable(["table", "heading", "newline", "escape", "emphasis"])


_MARKDOWN = _parser()
_BLOCKS = _parser().disable(["inline", "text_join"])
"""The blocks alone: most inline texts need no parsing."""
_INLINE_MARK = re.compile(r"[\0\r\n\\*_]")
"""A sign without which an inline text is what it is."""


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of inline text under the same emphasis."""

    text: str
    marks: tuple[str, ...] = ()
    """Names of the HTML elements around it, outermost first."""
    span: int = 0
    """0 in what is public (or all of one block passage), else the number of the internal span."""
    hard: bool = False
    """A line break that the keeper forced."""

    def saying(self, text: str) -> "Run":
        """The run with another text."""
        return Run(text, self.marks, self.span, self.hard)


@dataclass(frozen=True, slots=True)
class Inline:
    runs: tuple[Run, ...]
    line: int
    """The line of the file where it begins."""

    def lines(self) -> "Iterator[Inline]":
        """The lines of the text outside spans; each but the last ends with its line break."""
        runs: list[Run] = []
        line = first = self.line
        for run in self.runs:
            runs.append(run)
            if run.text == "\n":
                line += 1
                if not run.span:
                    yield Inline(tuple(runs), first)
                    runs, first = [], line
        yield Inline(tuple(runs), first)

    def plain(self) -> str:
        """What is outside internal spans."""
        return "".join(run.text for run in self.runs if not run.span)

    def head(self) -> str:
        """What stands before the first internal span."""
        return "".join(run.text for run in takewhile(lambda run: not run.span, self.runs))

    def stretches(self) -> "Iterator[tuple[int, tuple[Run, ...]]]":
        """(number of the internal span or 0, runs) in reading order."""
        if self.runs and not any(run.span for run in self.runs):
            yield 0, self.runs
            return
        for span, runs in groupby(self.runs, key=lambda run: run.span):
            yield span, tuple(runs)


@dataclass(frozen=True, slots=True)
class Draft:
    """A block of Markdown, before items and citations are known."""

    kind: str
    """`paragraph`, `heading` or `table`."""
    pieces: tuple[str | Inline, ...]
    """Inline text; of a table also its own markup."""
    level: int = 0
    """Of a heading, from 1."""


@dataclass(frozen=True, slots=True)
class Passage:
    """Drafts that are all public, or all of one block `::: internal`."""

    internal: bool
    drafts: tuple[Draft, ...]


def html(runs: Iterable[Run]) -> str:
    """Balanced inline markup.

    >>> html([Run("số ", ("strong",)), Run("02", ("strong", "em")), Run(" & 03")])
    '<strong>số <em>02</em></strong> &amp; 03'
    """
    out: list[str] = []
    marks: tuple[str, ...] = ()
    for run in runs:
        if not run.text:
            continue
        if run.marks != marks:
            common = 0
            while common < min(len(marks), len(run.marks)) and marks[common] == run.marks[common]:
                common += 1
            out.extend(f"</{mark}>" for mark in reversed(marks[common:]))
            out.extend(f"<{mark}>" for mark in run.marks[common:])
            marks = run.marks
        out.append("<br>\n" if run.hard else escape(run.text, quote=False))
    out.extend(f"</{mark}>" for mark in reversed(marks))
    return "".join(out)


def read_line(text: str, place: Place, problems: list[Problem]) -> Inline:
    """A single inline text, such as a subject."""
    reader = _Reader(" ".join(text.split()), place, problems, internal=False, one_place=True)
    return Inline(tuple(reader.runs(reader.text)), place.line)


def read_passages(text: str, place: Place, problems: list[Problem]) -> tuple[Passage, ...]:
    """The passages of a body whose first line stands at `place`; problems are added to the list."""
    passages: list[Passage] = []
    for internal, line, stretch in _stretches(text, place, problems):
        reader = _Reader(stretch, Place(place.path, line, 1), problems, internal=internal)
        passages.append(Passage(internal, tuple(reader.drafts())))
    return tuple(passages)


_FENCE = re.compile(r"[ \t]*:::(.*)")


def _stretches(text: str, place: Place, problems: list[Problem]) -> Iterator[tuple[bool, int, str]]:
    """(internal?, first line, text) of what stands between the lines `:::`."""
    lines = text.split("\n")
    start, opened = 0, False
    for number, line in enumerate(lines):
        fence = _FENCE.fullmatch(line) if ":::" in line else None
        if not fence:
            continue
        here = Place(place.path, place.line + number, 1)
        word = fence[1].strip(" \t")
        if opened and word:
            problems.append(
                Problem(here, "bad-internal", told("internal passages do not nest"), told("close the first with ':::'"))
            )
        elif not opened and not word:
            problems.append(
                Problem(here, "bad-internal", told("':::' closes nothing"), told("open with '::: internal'"))
            )
        elif not opened and word not in ("internal", "internal :::"):
            problems.append(
                Problem(
                    here,
                    "bad-internal",
                    told("'%(word)s' is no kind of passage", word=word),
                    told("write '::: internal'"),
                )
            )
        yield opened, place.line + start, "\n".join(lines[start:number])
        start, opened = number + 1, bool(word)
    if opened:
        here = Place(place.path, place.line + start - 1, 1)
        problems.append(
            Problem(here, "bad-internal", told("the internal passage is not closed"), told("end it with a line ':::'"))
        )
    yield opened, place.line + start, "\n".join(lines[start:])


_LITERAL = re.compile(
    r"_(?<!\\_)"  # fill-in lines: "ngày __/__/____"
    r"|\*(?<=\(\*)\*{0,2}(?=\))"  # footnote stars: "(*)"
    r"|\*(?<=[0-9]\*)(?=[0-9])"  # "2*3"
)
"""Signs that would be emphasis in Markdown and are none in a letter; each begins with its sign, so `re` skips to it."""

_RULE = re.compile(r"^[ \t]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$")
_MOST_COLUMNS = 60


class _Reader:
    """Reads one stretch of text, its spans taken out."""

    def __init__(
        self, text: str, place: Place, problems: list[Problem], *, internal: bool, one_place: bool = False
    ) -> None:
        self._source = text
        self._place = place
        self._problems = problems
        self._one_place = one_place
        masked, spans, faults = taken(text)
        for fault in faults:
            self._tell(fault.offset, "bad-internal", fault.message, fault.hint)
        if internal and spans:
            self._tell(spans[0].offset, "bad-internal", told("internal passages do not nest"))
        at = suspicious(masked)
        if at is not None and not faults:
            message = told("this looks like the mark of an internal passage, and is none")
            self._tell(
                self._in_source(at, spans),
                "bad-internal",
                message,
                told("write :internal[…], or '::: internal' … ':::'"),
            )
        self._spans: Mapping[str, tuple[int, Span]] = {span.sign: (n, span) for n, span in enumerate(spans, 1)}
        self._lines = self._line_map(masked, spans)
        self.text = _LITERAL.sub(lambda match: "".join(f"\\{sign}" for sign in match[0]), masked)

    def _tell(self, offset: int, code: str, message: Said, hint: Said = NOTHING) -> None:
        place = self._place
        if not self._one_place:
            line = self._source.count("\n", 0, offset)
            place = Place(place.path, place.line + line, offset - self._source.rfind("\n", 0, offset))
        self._problems.append(Problem(place, code, message, hint))

    @staticmethod
    def _in_source(offset: int, spans: tuple[Span, ...]) -> int:
        """The offset in the source of one in the text without spans."""
        for span in spans:
            if span.offset >= offset:
                break
            offset += len(span.text) + len(":internal[]") - 1
        return offset

    @staticmethod
    def _line_map(masked: str, spans: tuple[Span, ...]) -> tuple[int, ...]:
        """For each line of the text without spans, its line in the source, from 0."""
        if not spans:
            return tuple(range(masked.count("\n") + 1))
        lost = {span.sign: span.text.count("\n") for span in spans}
        lines, line = [], 0
        for text in masked.split("\n"):
            lines.append(line)
            line += 1 + sum(lost.get(sign, 0) for sign in text if FIRST <= ord(sign) < FIRST + MOST)
        return tuple(lines)

    def drafts(self) -> Iterator[Draft]:
        """The blocks of the stretch."""
        for number, line in enumerate(self.text.split("\n")):
            if line.count("|") > _MOST_COLUMNS and _RULE.match(line):
                here = Place(self._place.path, self._place.line + self._lines[number], 1)
                self._problems.append(
                    Problem(here, "bad-table", told("a table of more than %(most)s columns", most=_MOST_COLUMNS))
                )
                return
        tokens = iter(_BLOCKS.parse(self.text))
        for token in tokens:
            if token.type in ("paragraph_open", "heading_open"):
                inline = self.inline(next(tokens))
                heading = token.type == "heading_open"
                yield Draft("heading" if heading else "paragraph", (inline,), int(token.tag[1]) if heading else 0)
            elif token.type == "table_open":
                self._check_cells(token)
                yield Draft("table", tuple(self._table(tokens)))

    def _check_cells(self, table: Token) -> None:
        """Cells beyond the columns of the head would be lost."""
        first, last = table.map or (0, 0)
        rows = [_cells(line) for line in self.text.split("\n")[first:last]]
        for number, cells in enumerate(rows):
            if cells > rows[0]:
                here = Place(self._place.path, self._place.line + self._lines[first + number], 1)
                message = told("the row has %(cells)s cells, the head of the table %(head)s", cells=cells, head=rows[0])
                self._problems.append(Problem(here, "bad-table", message, told("give the head as many columns")))

    def _table(self, tokens: Iterator[Token]) -> Iterator[str | Inline]:
        yield '<table class="bang">'
        for token in tokens:
            if token.type == "inline":
                yield self.inline(token)
            elif token.type == "table_close":
                break
            elif token.nesting == 1:
                yield '<th scope="col">' if token.tag == "th" else f"<{token.tag}>"
            elif token.nesting == -1:
                yield f"</{token.tag}>"
        yield "</table>"

    def inline(self, token: Token) -> Inline:
        """An inline text with its spans where they stand."""
        line = self._place.line + self._lines[token.map[0] if token.map else 0]
        return Inline(tuple(self.runs(token.content)), line)

    def runs(self, text: str) -> Iterator[Run]:
        """The runs of an inline text, its spans where they stand."""
        if not self._spans:
            yield from _plain_runs(text)
            return
        for run in _plain_runs(text):
            for part in _SIGNS.split(run.text):
                if part in self._spans:
                    number, span = self._spans[part]
                    yield Run("", run.marks, number)
                    for inner in _plain_runs(span.text):
                        yield replace(inner, marks=(*run.marks, *inner.marks), span=number)
                elif part:
                    yield run if part == run.text else run.saying(part)


_SIGNS = re.compile(f"([{chr(FIRST)}-{chr(FIRST + MOST - 1)}])")


def _cells(line: str) -> int:
    return len(re.split(r"(?<!\\)\|", line.strip().removeprefix("|").removesuffix("|")))


def _plain_runs(text: str) -> Iterator[Run]:
    if not _INLINE_MARK.search(text):
        if text:
            yield Run(text)
        return
    marks: tuple[str, ...] = ()
    for token in _MARKDOWN.parseInline(text)[0].children or ():
        if token.type in ("em_open", "strong_open"):
            marks = (*marks, token.tag)
        elif token.type in ("em_close", "strong_close"):
            marks = marks[:-1]
        elif token.type in ("softbreak", "hardbreak"):
            yield Run("\n", marks, hard=token.type == "hardbreak")
        elif token.content:
            yield Run(token.content, marks)
