"""Markdown with internal passages: text in, drafts of blocks out. The only module that knows the Markdown library.

Numbers are text: of Markdown only paragraphs, headings, tables, emphasis and escapes are on, and `::: internal` and
`:internal[…]` for what only the internal edition may show. What looks like such a mark and is none is a problem: a
passage that is not understood must not be printed.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import escape
from itertools import groupby

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from vankho.problem import Place, Problem

_OPENING = ":internal["


def _internal_span(state: StateInline, silent: bool) -> bool:
    """The inline rule `:internal[…]`; brackets inside must pair."""
    if not state.src.startswith(_OPENING, state.pos):
        return False
    depth, close = 1, state.pos + len(_OPENING)
    while close < state.posMax and depth:
        sign = state.src[close]
        close += 2 if sign == "\\" else 1
        depth += {"[": 1, "]": -1}.get(sign, 0)
    if depth or close > state.posMax:
        return False
    if not silent:
        limit, state.posMax = state.posMax, close - 1
        state.pos += len(_OPENING)
        state.push("internal_open", "", 1)
        state.md.inline.tokenize(state)
        state.push("internal_close", "", -1)
        state.posMax = limit
    state.pos = close
    return True


_SPECIAL = re.compile(r"[\n\\*_:]")


def _text(state: StateInline, silent: bool) -> bool:
    """The library's rule for plain text, which runs over ":" and would never ask the rule above."""
    match = _SPECIAL.search(state.src, state.pos, state.posMax)
    end = match.start() if match else state.posMax
    if end == state.pos:
        return False
    if not silent:
        state.pending += state.src[state.pos : end]
    state.pos = end
    return True


def _parser() -> MarkdownIt:
    markdown = MarkdownIt("zero").enable(["table", "heading", "newline", "escape", "emphasis"])
    markdown.inline.ruler.before("emphasis", "internal", _internal_span)
    markdown.inline.ruler.at("text", _text)
    return markdown


_MARKDOWN = _parser()


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


@dataclass(frozen=True, slots=True)
class Inline:
    runs: tuple[Run, ...]
    line: int
    """The line of the file where it begins."""

    def lines(self) -> "Iterator[Inline]":
        """The lines of the text; each but the last ends with its line break."""
        runs: list[Run] = []
        line = self.line
        for run in self.runs:
            runs.append(run)
            if run.text == "\n":
                yield Inline(tuple(runs), line)
                runs, line = [], line + 1
        yield Inline(tuple(runs), line)

    def plain(self) -> str:
        """What is outside internal spans."""
        return "".join(run.text for run in self.runs if not run.span)

    def stretches(self) -> "Iterator[tuple[int, tuple[Run, ...]]]":
        """(number of the internal span or 0, runs) in reading order."""
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
    tokens = _MARKDOWN.parseInline(" ".join(text.split()))
    return _inline(tokens[0], place, problems, nested=False)


def read_passages(text: str, place: Place, problems: list[Problem]) -> tuple[Passage, ...]:
    """The passages of a body whose first line stands at `place`; problems are added to the list."""
    return tuple(
        Passage(internal, tuple(_drafts(stretch, Place(place.path, line, 1), problems, internal)))
        for internal, line, stretch in _stretches(text, place, problems)
    )


_FENCE = re.compile(r"[ \t]*:::(.*)")


def _stretches(text: str, place: Place, problems: list[Problem]) -> Iterator[tuple[bool, int, str]]:
    """(internal?, first line, text) of what stands between the lines `:::`."""
    lines = text.split("\n")
    start, opened = 0, False
    for number, line in enumerate(lines):
        fence = _FENCE.fullmatch(line)
        if not fence:
            continue
        here = Place(place.path, place.line + number, 1)
        word = fence[1].strip()
        if opened and word:
            problems.append(
                Problem(here, "bad-internal", "internal passages do not nest", "close the first with ':::'")
            )
        elif not opened and not word:
            problems.append(Problem(here, "bad-internal", "':::' closes nothing", "open with '::: internal'"))
        elif not opened and word not in ("internal", "internal :::"):
            problems.append(Problem(here, "bad-internal", f"'{word}' is no kind of passage", "write '::: internal'"))
        yield opened, place.line + start, "\n".join(lines[start:number])
        start, opened = number + 1, bool(word)
    if opened:
        here = Place(place.path, place.line + start - 1, 1)
        problems.append(Problem(here, "bad-internal", "the internal passage is not closed", "end it with a line ':::'"))
    yield opened, place.line + start, "\n".join(lines[start:])


def _drafts(text: str, place: Place, problems: list[Problem], internal: bool) -> Iterator[Draft]:
    tokens = iter(_MARKDOWN.parse(text))
    for token in tokens:
        if token.type in ("paragraph_open", "heading_open"):
            inline = _inline(next(tokens), place, problems, internal)
            heading = token.type == "heading_open"
            yield Draft("heading" if heading else "paragraph", (inline,), int(token.tag[1]) if heading else 0)
        elif token.type == "table_open":
            yield Draft("table", tuple(_table(tokens, place, problems, internal)))


def _table(tokens: Iterator[Token], place: Place, problems: list[Problem], nested: bool) -> Iterator[str | Inline]:
    yield '<table class="bang">'
    for token in tokens:
        if token.type == "inline":
            yield _inline(token, place, problems, nested)
        elif token.type == "table_close":
            break
        elif token.nesting == 1:
            yield '<th scope="col">' if token.tag == "th" else f"<{token.tag}>"
        elif token.nesting == -1:
            yield f"</{token.tag}>"
    yield "</table>"


_MISSPELT = re.compile(r":[ \t]*internal\b", re.IGNORECASE)


def _inline(token: Token, place: Place, problems: list[Problem], nested: bool) -> Inline:
    here = Place(place.path, place.line + (token.map[0] if token.map else 0), place.column)
    inline = Inline(tuple(_runs(token.children or (), here, problems, nested)), here.line)
    if _MISSPELT.search("".join(run.text for run in inline.runs)):
        message = "an internal span that is not closed, or misspelt"
        problems.append(Problem(here, "bad-internal", message, "write :internal[…] within one paragraph"))
    return inline


def _runs(tokens: Iterable[Token], place: Place, problems: list[Problem], nested: bool) -> Iterator[Run]:
    marks: tuple[str, ...] = ()
    spans, open_spans = 0, 0
    for token in tokens:
        if token.type in ("em_open", "strong_open"):
            marks = (*marks, token.tag)
        elif token.type in ("em_close", "strong_close"):
            marks = marks[:-1]
        elif token.type == "internal_open":
            spans += 1
            open_spans += 1
            if nested or open_spans > 1:
                problems.append(Problem(place, "bad-internal", "internal passages do not nest"))
            yield Run("", marks, spans)
        elif token.type == "internal_close":
            open_spans -= 1
        elif token.type in ("softbreak", "hardbreak"):
            yield Run("\n", marks, spans if open_spans else 0, hard=token.type == "hardbreak")
        elif token.content:
            yield Run(token.content, marks, spans if open_spans else 0)
