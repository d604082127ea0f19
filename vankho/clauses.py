"""What the words around a citation tell: a plain text and what it cites out of it in, relations out.

The words before a citation tell what the letter has to do with it ("Căn cứ", "thay thế"). What goes on with ";", ",",
"và" or in a list has to do with the letter in the same way. What stands in the title of another document is that
document's relation, and the letter only mentions it.
"""

import re
from dataclasses import replace

from vankho.antecedents import figure
from vankho.cues import Cue, cue, told
from vankho.forms import DEFINES, PINPOINT
from vankho.lexis import TYPE, W
from vankho.model import Found, Kind, Relation
from vankho.pattern import Pattern

LEAD = 160
"""Code points before a citation that are read for what they tell."""

_AND = Pattern(rf"{W}?(?:,|;|và|hoặc|,{W}và)?{W}?")
_TITLE = Pattern(rf",?{W}[“\"]?(?:về|v/v|quy{W}định|hướng{W}dẫn|ban{W}hành|sửa{W}đổi|phê{W}duyệt)(?!\w)", re.IGNORECASE)
_LINE = r"\n[ \t]*(?:\n|(?=(?:Căn cứ|Xét|Theo đề nghị|Điều [0-9]|QUYẾT|Thực hiện|[-+] |[0-9]{1,2}[.)] )))"
"""The end of a paragraph: an empty line, or a line that begins as paragraphs do."""
_TITLE_END = Pattern(rf"[;:]|\.(?=\s|$)|{_LINE}")
_SENTENCE_END = Pattern(rf"[.;:?!](?=\s)|{_LINE}")
_STOP = Pattern(r"[.?!](?=\s)|(?<![;:,])\n[ \t]*\n")
"""Where a list that ";" goes on with cannot go on."""
_BULLET = Pattern(r"\s*(?:[-+•*]|[0-9]{1,2}[.)/]|[a-zđ]\)|và(?=\s))?\s*")
_OPENS_A_BASIS = Pattern(rf"(?i:căn{W}cứ(?:{W}pháp{W}lý)?)(?:{W}\([^()]*\))?{W}?:{W}?$")
_SIBLING = Pattern(rf"(?P<before>[^\W\d_]+[ ]?)?(?:,|;|(?<=\s)và){W}$")
_A_TYPE = Pattern(rf"{TYPE}|các", re.VERBOSE)
_GOES_ON_FOR = Pattern(rf"{W}?(?:,|;|,?{W}và){W}(?:của{W})?[^.;:]{{1,120}}?{W}tại{W}?$")
"""Another body that proposes: "… và của Giám đốc Sở Nội vụ tại"."""


class Clauses:
    """The words of one text around its citations, which are handed over in reading order."""

    def __init__(self, plain: str) -> None:
        self._plain = plain
        self._previous: Found | None = None
        self._resume = 0
        """Where the words that concern the previous citation end: behind it, or behind its short form's definition."""
        self._titles: list[tuple[Found, int]] = []
        """Documents in whose titles we may be, with where these end."""
        self._title_end = -1
        """Where the title ends that was looked at last; what begins before it ends there too."""
        self._title_cites = False
        """The innermost title has cited something already."""
        self._head: Found | None = None
        """What the clause began with, as long as it may go on."""
        self._meant: dict[tuple[str, str | None], Found] = {}

    def read(self, span: Found) -> Found:
        """The citation with what the words before it say: relation, cue, and whose title it stands in."""
        if _STOP.search(self._plain, self._resume, span.start):
            self._head = None
        found = self._told(span)
        key = (found.type, figure(found.number))
        if found.relation is Relation.DEFINES_SHORT_FORM:
            # What the definition names is complete: its title ends here, and "và …" goes on from it.
            self._previous, self._resume = self._meant.get(key, self._previous), found.end
            self._titles = []
            return found
        self._previous, self._resume = found, found.end
        if found.nested_in is None:
            self._head = found
        if found.kind is Kind.FULL:
            self._meant[key] = found
        if _TITLE.match(self._plain, found.end):
            if self._title_end < found.end:
                stop = _TITLE_END.search(self._plain, found.end)
                self._title_end = stop.start() if stop else len(self._plain)
            self._titles.append((found, self._title_end))
            self._title_cites = False
        return found

    def _told(self, found: Found) -> Found:
        lead = self._plain[max(self._resume, found.start - LEAD) : found.start]
        if found.pinpoint:
            lead = PINPOINT.sub("", lead)
        clause = lead[_last_end(lead) :]
        if defines := DEFINES.search(clause[-48:]):
            return replace(found, relation=Relation.DEFINES_SHORT_FORM, cue=" ".join(defines[0].split()))
        previous = self._previous
        bracketed = clause.endswith("(") and self._plain[found.end : found.end + 1] == ")"
        if bracketed and found.symbol is None and found.date is None and previous is not None:
            return replace(found, relation=Relation.DEFINES_SHORT_FORM)
        between = self._plain[self._resume : found.start] if found.start - self._resume < 400 else None
        if previous is not None and between is not None and _goes_on(between, previous):
            if previous.nested_in is None:
                return _like(found, previous)
            if ";" not in between and _of_one_kind(found, previous):
                return _like(found, previous)
            if self._titles and ";" not in between:
                return _like(found, self._titles.pop()[0])  # the title ends, and the letter's list goes on
        says = _says(lead, clause)
        if previous is not None and between and not _TITLE.match(between) and not _SENTENCE_END.search(between):
            direct = told(between)
            if direct is not None:
                return _nested(found, previous, direct, says)
        while self._titles and self._titles[-1][1] <= found.start:
            self._titles.pop()
        if self._titles:
            outer = self._titles[-1][0]
            if not self._title_cites and _is_sibling(clause):
                self._titles.pop()
                return _like(found, outer)
            self._title_cites = True
            direct = told(self._plain[outer.end : found.start]) if found.start - outer.end < LEAD else None
            return _nested(found, outer, direct or Cue(), says)
        if says.words is None:
            if self._head is not None and clause != lead and _BULLET.fullmatch(clause):
                return _like(found, self._head)
            return found
        return replace(found, relation=Relation.MENTIONS if says.passive else says.relation, cue=says.words)


def _last_end(lead: str) -> int:
    """Where the last clause of the words begins."""
    boundary = 0
    for end in _SENTENCE_END.finditer(lead):
        boundary = end.end()
    return boundary


def _says(lead: str, clause: str) -> Cue:
    """What the clause tells, or the words that a list stands behind: "thực hiện:⏎- "."""
    opening = lead[: len(lead) - len(clause)].rstrip()
    if opening.endswith(":") and _BULLET.fullmatch(clause):
        if basis := _OPENS_A_BASIS.search(opening):
            return Cue(Relation.BASIS, basis[0].rstrip(": \n"))
        opening = opening.removesuffix(":").rstrip()
        return cue(opening[_last_end(opening) :] + " ")
    return cue(clause)


def _is_sibling(clause: str) -> bool:
    """Whether a title ends before the citation and a list goes on: "Kế hoạch số 5 về công tác A và Kết luận số 7"."""
    joint = _SIBLING.search(clause)
    return joint is not None and not (joint["before"] and _A_TYPE.search(clause[: joint.end("before")].rstrip()[-24:]))


def _like(found: Found, other: Found) -> Found:
    """The citation with the relation of the one whose list it goes on."""
    if other.cue is None and other.nested_in is None and other.relation is Relation.MENTIONS:
        return found
    return replace(
        found,
        relation=other.relation,
        cue=other.cue,
        nested_in=other.nested_in,
        nested_relation=other.nested_relation,
        nested_passive=other.nested_passive,
    )


def _nested(found: Found, outer: Found, direct: Cue, says: Cue) -> Found:
    """A citation that is the outer document's: the letter itself only mentions it."""
    relation = direct.relation
    if relation in _AMENDS and (found if direct.passive else outer).type in _CANNOT_AMEND:
        relation = Relation.MENTIONS
    return replace(
        found,
        relation=Relation.MENTIONS,
        cue=says.words,
        nested_in=replace(outer, nested_in=None, nested_relation=None, nested_passive=False),
        nested_relation=relation,
        nested_passive=direct.passive,
    )


def _of_one_kind(found: Found, other: Found) -> bool:
    """Whether a list may go on within a title: documents of one type, or of one body."""
    if found.symbol is None or other.symbol is None:
        return found.type == other.type or found.kind is not Kind.FULL
    one, two = (re.split(r"[-/]", each.symbol)[-1].casefold() for each in (found, other) if each.symbol)
    return found.type == other.type or one == two


_AMENDS = frozenset([Relation.AMENDS, Relation.REPLACES, Relation.REPEALS, Relation.CONSOLIDATES, Relation.DETAILS])
_CANNOT_AMEND = frozenset(["tờ trình", "báo cáo", "công văn", "biên bản", "giấy mời", "thông báo", "công điện"])
"""What only proposes or tells: "Tờ trình số 13 về sửa đổi Nghị quyết số 5" amends nothing."""


def _goes_on(between: str, previous: Found) -> bool:
    """Whether a list goes on: "Kết luận số 02, Kế hoạch số 57", brackets left out."""
    bare = re.sub(r"\([^()]*\)", "", between.removeprefix(")"))
    if _AND.fullmatch(bare):
        return True
    return previous.relation is Relation.AT_PROPOSAL_OF and _GOES_ON_FOR.fullmatch(bare) is not None


def sentence_bounds(text: str, start: int, end: int, reach: int) -> tuple[int, int]:
    """Where the sentence around [start, end) begins and ends, as far as `reach` code points on either side."""
    begin = max(0, start - reach)
    for stop in _SENTENCE_END.finditer(text, begin, start):
        begin = stop.end()
    begin += len(text[begin:start]) - len(text[begin:start].lstrip())
    after = _SENTENCE_END.search(text, end, end + reach)
    return begin, after.end() if after else min(len(text), end + reach)
