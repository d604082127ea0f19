"""The marks of internal passages: what they enclose, and everything that looks like one and is none.

A span is taken out of a text before anything else reads it, so that what it holds cannot change what stands outside:
no table, item, emphasis or line depends on it. Whatever looks like a mark that was meant and is none is a problem: a
passage that is not understood must not be printed.
"""

import re
from dataclasses import dataclass

from vankho.said import Said, told

_OPENING = ":internal["
FIRST = 0xE000
MOST = 6000
"""Spans of one text; each is stood for by a sign of the private use area, which no source holds (`spelling.UNSEEN`)."""

_SUSPICIOUS = re.compile(
    r"[:：﹕∶][^\w\n]{0,3}\n?[^\w\n]{0,3}intern"  # ":Internal (", ": internal", ":\internal"
    r"|intern?al\w{0,3}\s{0,2}[\[({]"  # "internal[", "intenal("
    r"|[:：﹕∶]\s?[^\W\d_][\w-]{0,14}(?:\s[^\W\d_]{1,8})?\["  # ":noi-bo[", ":nội bộ["
    r"|\{\s*value\s*:|access\s*:\s*internal",  # a guard between quotes is text
    re.IGNORECASE,
)
_FENCE = re.compile(r"^(?:[^\S\n]|[:：﹕∶])*[:：﹕∶]{2}", re.MULTILINE)
_TWO_COLONS = re.compile(r"[:：﹕∶][:：﹕∶]")


@dataclass(frozen=True, slots=True)
class Span:
    sign: str
    """What stands for it in the text."""
    text: str
    """What it encloses."""
    offset: int
    """Of its mark in the text as written."""


WITHIN_A_PARAGRAPH = told("write :internal[…] within one paragraph")


@dataclass(frozen=True, slots=True)
class Fault:
    offset: int
    message: Said
    hint: Said = WITHIN_A_PARAGRAPH


def taken(text: str) -> tuple[str, tuple[Span, ...], tuple[Fault, ...]]:
    """The text with a sign for each internal span, the spans, and what is wrong with the marks.

    >>> taken("a :internal[b [c]] d")[0].replace(chr(FIRST), "*")
    'a * d'
    """
    parts: list[str] = []
    spans: list[Span] = []
    faults: list[Fault] = []
    position = 0
    while (start := text.find(_OPENING, position)) >= 0:
        end = _end(text, start + len(_OPENING))
        if end is None:
            faults.append(Fault(start, told("the internal span is not closed in its paragraph")))
            break
        inner = text[start + len(_OPENING) : end]
        if _OPENING in inner:
            faults.append(Fault(start, told("internal passages do not nest")))
        if len(spans) == MOST:
            faults.append(Fault(start, told("more than %(most)s internal spans", most=MOST)))
            break
        sign = chr(FIRST + len(spans))
        parts += [text[position:start], sign]
        spans.append(Span(sign, inner, start))
        if _closes_again(text, end + 1):
            faults.append(Fault(start, told("a ']' behind the internal span closes nothing: where does the span end?")))
        position = end + 1
    parts.append(text[position:])
    return "".join(parts), tuple(spans), tuple(faults)


def suspicious(text: str) -> int | None:
    """Where something begins that looks like the mark of an internal passage and is none."""
    match = _SUSPICIOUS.search(text) if _may_look_like_a_mark(text) else None
    if match is None and _TWO_COLONS.search(text):
        match = _FENCE.search(text)
    return match.start() if match else None


def _may_look_like_a_mark(text: str) -> bool:
    """Whether a text has something of what each alternative of `_SUSPICIOUS` asks for: "nte", or a bracket."""
    return "[" in text or "{" in text or "nte" in text.lower()


_BRACKET = re.compile(r"[\[\]\\]|\n[ \t]*\n")


def _end(text: str, start: int) -> int | None:
    """Where the bracket that is open at `start` closes; None where its paragraph ends before."""
    depth = 1
    position = start
    while match := _BRACKET.search(text, position):
        position = match.end()
        if match[0] == "\\":
            position += 1
        elif match[0] == "[":
            depth += 1
        elif match[0] == "]":
            depth -= 1
            if not depth:
                return match.start()
        else:
            return None
    return None


def _closes_again(text: str, start: int) -> bool:
    """Whether the next bracket of the paragraph is a closing one."""
    position = start
    while match := _BRACKET.search(text, position):
        if match[0] != "\\":
            return match[0] == "]"
        position = match.end() + 1
    return False
